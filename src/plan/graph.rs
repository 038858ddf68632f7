//! The expression graph that all rules share: equal subexpressions over the same rows exist once.

use crate::base::Span;
use crate::data::WordList;
use crate::semantic::model::{AggregateKind, ArithOp, CompareOp};
use crate::value::{CodesId, TableId, Ty, Value};
use hashbrown::HashMap;

/// A node of the graph. Children have lower numbers than their parents, whatever their frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub u32);

/// An index over a table's rows: by key to one row, or by the keys of a join to several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LookupId(pub u32);

/// An aggregate that is computed for all its subjects at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AggregateId(pub u32);

/// The groups of a table by a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GroupingId(pub u32);

/// A pairing of subject rows with the rows of another table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct JoinId(pub u32);

/// What the rows are that a node has values for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Frame {
    Table(TableId),
    Groups(GroupingId),
    /// One row.
    Registry,
    /// Pairs of a subject row and a row of the joined table.
    Pairs(JoinId),
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Node {
    pub op: Op,
    pub frame: Frame,
    pub ty: Ty,
}

/// How a node's values come about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Op {
    Const(Value),
    /// The measuring date.
    AsOf,
    /// A field of the table's row.
    Cell(usize),
    /// The key of the group.
    GroupKey,
    /// Pairs: a value of the subject's row.
    OfOuter(NodeId),
    /// Pairs: a materialised value of the joined row, by its slot in the join's lookup.
    OfInner(usize),
    Not(NodeId),
    And(Vec<NodeId>),
    Or(Vec<NodeId>),
    Compare(CompareOp, NodeId, NodeId),
    In(NodeId, Vec<Value>),
    Has(NodeId, NodeId),
    /// Something stands there: a value, or something unreadable.
    IsGiven(NodeId),
    IsNotRelevant(NodeId),
    /// Not unreadable (missing is readable).
    IsReadable(NodeId),
    Arith(ArithOp, NodeId, NodeId),
    Negate(NodeId),
    /// A scalar built-in, by its place in `builtin::ALL`.
    Call(usize, Vec<NodeId>),
    /// The whole text against a pattern of the plan.
    Matches(NodeId, usize),
    /// A key as a text, so that it compares with one.
    AsText(NodeId, Option<CodesId>),
    /// A text, or every element of a list, is so many digits.
    HasWidth(NodeId, u32),
    /// Code points of a text, elements of a list.
    Length(NodeId),
    Coalesce(Vec<NodeId>),
    /// The row of a looked-up table that a key names.
    Find(LookupId, NodeId),
    /// Of the rows that a key names, the one that is valid on a date: lookup, key, date, the slots of the validity.
    FindAt(LookupId, NodeId, NodeId, [usize; 2]),
    /// The rows that references lead to from here do not come back: circles of the graph, the row's key, its reference.
    Acyclic(usize, NodeId, NodeId),
    /// Every element of a list names a row.
    FindAll(LookupId, NodeId),
    /// A materialised value of a found row: lookup, slot, the row.
    Fetch(LookupId, usize, NodeId),
    /// An aggregate's value for the keys.
    Aggregate(AggregateId, Vec<NodeId>),
    /// An aggregate over pairs, for the keys of the join.
    Joined(JoinId, Vec<NodeId>),
}

impl Op {
    /// The nodes of the same frame that this one is computed from.
    pub fn children(&self) -> impl DoubleEndedIterator<Item = NodeId> + '_ {
        let one = std::slice::from_ref::<NodeId>;
        let (first, rest): (&[NodeId], &[NodeId]) = match self {
            Op::Const(_) | Op::AsOf | Op::Cell(_) | Op::GroupKey | Op::OfOuter(_) | Op::OfInner(_) => (&[], &[]),
            Op::Not(a)
            | Op::In(a, _)
            | Op::IsGiven(a)
            | Op::IsNotRelevant(a)
            | Op::IsReadable(a)
            | Op::Negate(a)
            | Op::Matches(a, _)
            | Op::HasWidth(a, _)
            | Op::AsText(a, _)
            | Op::Length(a)
            | Op::Find(_, a)
            | Op::FindAll(_, a)
            | Op::Fetch(_, _, a) => (one(a), &[]),
            Op::FindAt(_, a, b, _) | Op::Acyclic(_, a, b) => (one(a), one(b)),
            Op::Compare(_, a, b) | Op::Has(a, b) | Op::Arith(_, a, b) => (one(a), one(b)),
            Op::And(all) | Op::Or(all) | Op::Call(_, all) | Op::Coalesce(all) => (all, &[]),
            Op::Aggregate(_, keys) | Op::Joined(_, keys) => (keys, &[]),
        };
        first.iter().chain(rest).copied()
    }
}

/// An index that is built by one pass over a table.
#[derive(Clone, Debug)]
pub struct Lookup {
    pub table: TableId,
    /// What the rows are found by, over the table's rows.
    pub keys: Vec<NodeId>,
    /// What is kept of each row.
    pub slots: Vec<NodeId>,
    /// Several rows a key (joins), or exactly one (references; several equals are as good as none).
    pub many: bool,
}

/// Partial states by key, merged over the table.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Aggregate {
    pub kind: AggregateKind,
    pub table: TableId,
    /// Empty: one state for the whole table.
    pub keys: Vec<NodeId>,
    pub condition: Option<NodeId>,
    pub that: Option<NodeId>,
    pub value: Option<NodeId>,
    /// The type of the result.
    pub ty: Ty,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Grouping {
    pub table: TableId,
    pub key: NodeId,
}

/// An aggregate whose condition looks at both rows.
#[derive(Clone, Debug)]
pub struct Join {
    pub kind: AggregateKind,
    /// The frame of the subject.
    pub outer: Frame,
    /// Many rows a key, with the slots that the pairs read.
    pub lookup: LookupId,
    /// Over the pairs.
    pub condition: Option<NodeId>,
    pub that: Option<NodeId>,
    pub value: Option<NodeId>,
    /// Nodes over the subject that the pairs read.
    pub of_outer: Vec<NodeId>,
    pub ty: Ty,
}

#[derive(Clone, Debug, Default)]
pub struct Graph {
    pub nodes: Vec<Node>,
    /// How many things must be built one after the other before a node can be computed: one more than for what it
    /// looks up.
    pub levels: Vec<u32>,
    pub lookups: Vec<Lookup>,
    pub aggregates: Vec<Aggregate>,
    pub groupings: Vec<Grouping>,
    pub joins: Vec<Join>,
    /// References of a table to itself: the lookup of its rows, and the slot of the reference.
    pub circles: Vec<(LookupId, usize)>,
    /// Regular expressions, each once.
    pub patterns: Vec<String>,
    /// Where an aggregate stands in the rules (the first of equals), for findings.
    pub spans: HashMap<NodeId, Span>,
    /// Cells of text that are only held against constants, with the constants: their columns hold the places of
    /// texts among these.
    pub words: HashMap<NodeId, WordList>,
    /// Numbers and dates that are held against many constants, with the constants (see [`super::thresholds`]).
    pub thresholds: HashMap<NodeId, Vec<i64>>,
    known: HashMap<Node, NodeId>,
    known_aggregates: HashMap<Aggregate, AggregateId>,
}

impl Graph {
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    pub fn level(&self, id: NodeId) -> u32 {
        self.levels[id.0 as usize]
    }

    /// The node with these values; an equal one if there is one already.
    pub fn add(&mut self, frame: Frame, op: Op, ty: Ty) -> NodeId {
        let node = Node { op, frame, ty };
        if let Some(&id) = self.known.get(&node) {
            return id;
        }
        let id = NodeId(self.nodes.len() as u32);
        let own = match &node.op {
            Op::Acyclic(circles, ..) => self.lookup_level(self.circles[*circles].0) + 1,
            Op::FindAt(lookup, ..) | Op::Find(lookup, _) | Op::FindAll(lookup, _) | Op::Fetch(lookup, ..) => {
                self.lookup_level(*lookup) + 1
            }
            Op::Aggregate(aggregate, _) => self.aggregate_level(*aggregate) + 1,
            Op::Joined(join, _) => self.join_level(*join),
            Op::OfOuter(outer) => self.level(*outer),
            _ => 0,
        };
        let own = match frame {
            Frame::Groups(grouping) => own.max(self.level(self.groupings[grouping.0 as usize].key) + 1),
            _ => own,
        };
        let level = node.op.children().map(|child| self.level(child)).fold(own, u32::max);
        self.known.insert(node.clone(), id);
        self.nodes.push(node);
        self.levels.push(level);
        id
    }

    /// The nodes that hold values against lists of constants.
    pub fn lists(&self) -> impl Iterator<Item = NodeId> {
        let nodes = self.nodes.iter().enumerate().filter(|(_, node)| matches!(node.op, Op::In(..)));
        nodes.map(|(place, _)| NodeId(place as u32))
    }

    /// Whether a node is computed from its own row alone (and what looks at others is not: references, aggregates).
    pub fn is_local(&self, id: NodeId) -> bool {
        self.level(id) == 0
    }

    pub fn truth(&mut self, frame: Frame, op: Op) -> NodeId {
        self.add(frame, op, Ty::Bool)
    }

    /// The conjunction; yes when there is nothing to conjoin.
    pub fn all(&mut self, frame: Frame, mut parts: Vec<NodeId>) -> NodeId {
        parts.dedup();
        match parts.len() {
            0 => self.truth(frame, Op::Const(Value::Bool(true))),
            1 => parts[0],
            _ => self.truth(frame, Op::And(parts)),
        }
    }

    /// The highest level of what a lookup is built from.
    pub fn lookup_level(&self, id: LookupId) -> u32 {
        let lookup = &self.lookups[id.0 as usize];
        lookup.keys.iter().chain(&lookup.slots).map(|&node| self.level(node)).max().unwrap_or(0)
    }

    pub fn aggregate_level(&self, id: AggregateId) -> u32 {
        let a = &self.aggregates[id.0 as usize];
        let parts = a.keys.iter().chain(&a.condition).chain(&a.that).chain(&a.value);
        parts.map(|&node| self.level(node)).max().unwrap_or(0)
    }

    fn join_level(&self, id: JoinId) -> u32 {
        let join = &self.joins[id.0 as usize];
        let parts = join.condition.iter().chain(&join.that).chain(&join.value);
        parts.map(|&node| self.level(node)).fold(self.lookup_level(join.lookup) + 1, u32::max)
    }

    /// The subject's nodes that a join's conditions read.
    pub fn read_of_outer(&self, parts: impl IntoIterator<Item = NodeId>) -> Vec<NodeId> {
        let (mut open, mut found): (Vec<NodeId>, Vec<NodeId>) = (parts.into_iter().collect(), Vec::new());
        let mut seen = hashbrown::HashSet::new();
        while let Some(id) = open.pop() {
            if !seen.insert(id) {
                continue;
            }
            match &self.node(id).op {
                Op::OfOuter(outer) => found.push(*outer),
                op => open.extend(op.children()),
            }
        }
        found.sort();
        found.dedup();
        found
    }

    /// The slot of a lookup that holds a node's values, added when it is new.
    pub fn slot(&mut self, lookup: LookupId, node: NodeId) -> usize {
        let slots = &mut self.lookups[lookup.0 as usize].slots;
        slots.iter().position(|&known| known == node).unwrap_or_else(|| {
            slots.push(node);
            slots.len() - 1
        })
    }

    /// The lookup of a table by keys that has the given level. Lookups of different levels are kept apart, so that a deep
    /// value does not delay a shallow one, and none waits for itself.
    pub fn lookup(&mut self, table: TableId, keys: Vec<NodeId>, many: bool, level: u32) -> LookupId {
        let found = (0..self.lookups.len() as u32).map(LookupId).find(|&id| {
            let lookup = &self.lookups[id.0 as usize];
            lookup.table == table && lookup.many == many && lookup.keys == keys && self.lookup_level(id) == level
        });
        found.unwrap_or_else(|| {
            self.lookups.push(Lookup { table, keys, slots: Vec::new(), many });
            LookupId(self.lookups.len() as u32 - 1)
        })
    }

    pub fn aggregate(&mut self, aggregate: Aggregate) -> AggregateId {
        if let Some(&id) = self.known_aggregates.get(&aggregate) {
            return id;
        }
        let id = AggregateId(self.aggregates.len() as u32);
        self.known_aggregates.insert(aggregate.clone(), id);
        self.aggregates.push(aggregate);
        id
    }

    pub fn grouping(&mut self, grouping: Grouping) -> GroupingId {
        let found = self.groupings.iter().position(|known| *known == grouping);
        GroupingId(found.unwrap_or_else(|| {
            self.groupings.push(grouping);
            self.groupings.len() - 1
        }) as u32)
    }

    pub fn pattern(&mut self, text: &str) -> usize {
        self.patterns.iter().position(|known| known == text).unwrap_or_else(|| {
            self.patterns.push(text.to_string());
            self.patterns.len() - 1
        })
    }
}

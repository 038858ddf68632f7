//! Typed expressions to nodes of the graph.

use super::graph::{Aggregate, AggregateId, Frame, Graph, Join, JoinId, Lookup, LookupId, NodeId, Op};
use super::specs;
use super::written::Trail;
use crate::builtin::{self, Kernel};
use crate::semantic::model::{self, Expr, ExprKind, Model, OUTER, Over, ROW, RowVar};
use crate::value::{TableId, Ty, Value};

/// Puts expressions into the graph.
pub struct Lowering<'m> {
    pub model: &'m Model,
    pub graph: Graph,
    /// What became of what, where somebody asks.
    pub trail: Option<Trail>,
}

/// The rows that an expression stands over, and how it calls them.
#[derive(Clone, Copy)]
pub struct Place {
    pub frame: Frame,
    /// The variable that means the frame's row (for pairs: the subject's; the joined row is [`ROW`] there).
    pub row: RowVar,
}

impl Place {
    pub fn of(frame: Frame) -> Place {
        Place { frame, row: ROW }
    }
}

impl<'m> Lowering<'m> {
    pub fn new(model: &'m Model) -> Lowering<'m> {
        Lowering { model, graph: Graph::default(), trail: None }
    }

    /// The node of an expression at a place.
    pub fn expr(&mut self, e: &Expr, at: Place) -> NodeId {
        self.trail.iter_mut().for_each(Trail::enter);
        let node = self.lowered(e, at);
        let apart = !matches!(e.kind, ExprKind::Follow { .. } | ExprKind::Aggregate(_));
        self.trail.iter_mut().for_each(|trail| trail.leave(e.span, node, apart));
        node
    }

    fn lowered(&mut self, e: &Expr, at: Place) -> NodeId {
        if let Frame::Pairs(join) = at.frame
            && let Some(node) = self.one_sided(e, at, join)
        {
            return node;
        }
        let ty = e.ty.clone();
        let op = match &e.kind {
            ExprKind::Const(value) => Op::Const(value.clone()),
            ExprKind::AsOf => Op::AsOf,
            ExprKind::Row(_) => return self.key_cell(table_of(at.frame)),
            ExprKind::Field(_, field) => Op::Cell(*field),
            ExprKind::GroupKey(_) => Op::GroupKey,
            ExprKind::Follow { from, table, then, at: date } => {
                let from = self.expr(from, at);
                let date = date.as_ref().map(|date| self.expr(date, at));
                return self.follow(from, *table, then, date, at.frame);
            }
            ExprKind::Not(a) => Op::Not(self.expr(a, at)),
            ExprKind::And(all) => Op::And(self.exprs(all, at)),
            ExprKind::Or(all) => Op::Or(self.exprs(all, at)),
            ExprKind::Compare(op, a, b) => {
                let (x, y) = self.comparable(a, b, at);
                Op::Compare(*op, x, y)
            }
            ExprKind::In(a, values) => {
                let node = self.expr(a, at);
                Op::In(if is_text(values.first()) { self.as_text(node, &a.ty, at.frame) } else { node }, values.clone())
            }
            ExprKind::Has(list, item) => {
                let (node, item_node) = (self.expr(list, at), self.expr(item, at));
                match (&list.ty, &item.ty) {
                    (Ty::List(of), Ty::Text) => Op::Has(self.as_text(node, of, at.frame), item_node),
                    _ => Op::Has(node, item_node),
                }
            }
            ExprKind::IsGiven(a) => Op::IsGiven(self.expr(a, at)),
            ExprKind::IsMissing(a) => {
                let given = Op::IsGiven(self.expr(a, at));
                Op::Not(self.graph.truth(at.frame, given))
            }
            ExprKind::IsNotRelevant(a) => Op::IsNotRelevant(self.expr(a, at)),
            ExprKind::Arith(op, a, b) => Op::Arith(*op, self.expr(a, at), self.expr(b, at)),
            ExprKind::Negate(a) => Op::Negate(self.expr(a, at)),
            ExprKind::Call(function, arguments) => self.call(*function, arguments, at),
            ExprKind::Aggregate(aggregate) => {
                let node = self.aggregate(aggregate, &ty, at);
                self.graph.spans.entry(node).or_insert(e.span);
                return node;
            }
        };
        self.graph.add(at.frame, op, ty)
    }

    /// Both sides of a comparison; a reference that meets a text is compared by the text of its key.
    fn comparable(&mut self, a: &Expr, b: &Expr, at: Place) -> (NodeId, NodeId) {
        let (mut x, mut y) = (self.expr(a, at), self.expr(b, at));
        if b.ty == Ty::Text {
            x = self.as_text(x, &a.ty, at.frame);
        }
        if a.ty == Ty::Text {
            y = self.as_text(y, &b.ty, at.frame);
        }
        (x, y)
    }

    /// A reference whose key is no text, as a text; everything else as it is.
    fn as_text(&mut self, node: NodeId, ty: &Ty, frame: Frame) -> NodeId {
        let Ty::Ref(table) = ty else { return node };
        match specs::key_type(self.model, *table) {
            Some(Ty::Text) | None => node,
            Some(key) => {
                let codes = match key {
                    Ty::Code(list) => Some(*list),
                    _ => None,
                };
                let list = matches!(self.graph.node(node).ty, Ty::List(_));
                let ty = if list { Ty::List(Box::new(Ty::Text)) } else { Ty::Text };
                self.graph.add(frame, Op::AsText(node, codes), ty)
            }
        }
    }

    fn exprs(&mut self, all: &[Expr], at: Place) -> Vec<NodeId> {
        all.iter().map(|e| self.expr(e, at)).collect()
    }

    /// In a frame of pairs: an expression that looks at one of the rows only is computed over that row, once.
    fn one_sided(&mut self, e: &Expr, at: Place, join: JoinId) -> Option<NodeId> {
        let rows = Mentions::of(e);
        if rows.outer && !rows.inner {
            let outer = Place { frame: self.graph.joins[join.0 as usize].outer, row: at.row };
            let node = self.expr(e, outer);
            return Some(self.graph.add(at.frame, Op::OfOuter(node), e.ty.clone()));
        }
        if rows.outer || matches!(e.kind, ExprKind::Const(_) | ExprKind::AsOf) {
            return None;
        }
        let lookup = self.graph.joins[join.0 as usize].lookup;
        let table = self.graph.lookups[lookup.0 as usize].table;
        let node = self.expr(e, Place::of(Frame::Table(table)));
        let slot = self.graph.slot(lookup, node);
        Some(self.graph.add(at.frame, Op::OfInner(slot), e.ty.clone()))
    }

    /// The cell that holds a table's key, as a reference to the row.
    pub fn key_cell(&mut self, table: TableId) -> NodeId {
        let field = self.model.table(table).key.first().copied().unwrap_or(0);
        let ty = self.model.table(table).fields[field].ty.clone();
        self.graph.add(Frame::Table(table), Op::Cell(field), ty)
    }

    /// Cells of a table's row.
    pub fn cells(&mut self, table: TableId, fields: &[usize]) -> Vec<NodeId> {
        let cell = |&field: &usize| {
            let ty = self.model.table(table).fields[field].ty.clone();
            self.graph.add(Frame::Table(table), Op::Cell(field), ty)
        };
        fields.iter().map(cell).collect()
    }

    /// The lookup of a table's rows by key, for values of a level.
    pub fn by_key(&mut self, table: TableId, level: u32) -> LookupId {
        let key = self.key_cell(table);
        let level = level.max(self.graph.level(key));
        // A key of a versioned table names several rows, and a date chooses among them.
        let many = self.model.table(table).valid.is_some();
        self.graph.lookup(table, vec![key], many, level)
    }

    fn follow(&mut self, from: NodeId, table: TableId, then: &Expr, date: Option<NodeId>, frame: Frame) -> NodeId {
        let value = self.expr(then, Place::of(Frame::Table(table)));
        let lookup = self.by_key(table, self.graph.level(value));
        let slot = self.graph.slot(lookup, value);
        let find = match (date, self.model.table(table).valid) {
            (Some(date), Some((first, last))) => {
                let cells = self.cells(table, &[first, last]);
                let valid = [self.graph.slot(lookup, cells[0]), self.graph.slot(lookup, cells[1])];
                Op::FindAt(lookup, from, date, valid)
            }
            _ => Op::Find(lookup, from),
        };
        let row = self.graph.add(frame, find, Ty::Ref(table));
        self.graph.add(frame, Op::Fetch(lookup, slot, row), then.ty.clone())
    }

    fn call(&mut self, function: usize, arguments: &[Expr], at: Place) -> Op {
        match builtin::ALL[function].kernel {
            Kernel::Scalar(_) | Kernel::Asks(_) => Op::Call(function, self.exprs(arguments, at)),
            Kernel::Length => Op::Length(self.expr(&arguments[0], at)),
            Kernel::Coalesce => Op::Coalesce(self.exprs(arguments, at)),
            Kernel::Matches => {
                let pattern = match arguments.get(1).map(|a| &a.kind) {
                    Some(ExprKind::Const(Value::Text(pattern))) => self.graph.pattern(pattern),
                    _ => self.graph.pattern(""),
                };
                Op::Matches(self.expr(&arguments[0], at), pattern)
            }
        }
    }

    fn aggregate(&mut self, a: &model::Aggregate, ty: &Ty, at: Place) -> NodeId {
        let inner = Place::of(Frame::Table(a.table));
        let (keys, outer) = self.keys(a, at);
        let parts = [&a.condition, &a.that, &a.value];
        if parts.iter().any(|part| part.as_ref().is_some_and(|e| Mentions::of(e).outer)) {
            return self.join(a, keys, outer, ty, at);
        }
        let [condition, that, value] = parts.map(|part| part.as_ref().map(|e| self.expr(e, inner)));
        let aggregate = Aggregate { kind: a.kind, table: a.table, keys, condition, that, value, ty: ty.clone() };
        let id: AggregateId = self.graph.aggregate(aggregate);
        self.graph.add(at.frame, Op::Aggregate(id, outer), ty.clone())
    }

    /// What ties the aggregated rows to the subject: nodes over the aggregated table, and over the subject.
    fn keys(&mut self, a: &model::Aggregate, at: Place) -> (Vec<NodeId>, Vec<NodeId>) {
        match &a.over {
            Over::All => (Vec::new(), Vec::new()),
            Over::Tied(ties) => ties
                .iter()
                .map(|tie| {
                    let inside = Place::of(Frame::Table(a.table));
                    let (mut inner, mut outer) = (self.expr(&tie.inner, inside), self.expr(&tie.outer, at));
                    if tie.outer.ty == Ty::Text {
                        inner = self.as_text(inner, &tie.inner.ty, inside.frame);
                    }
                    if tie.inner.ty == Ty::Text {
                        outer = self.as_text(outer, &tie.outer.ty, at.frame);
                    }
                    (inner, outer)
                })
                .unzip(),
            Over::Group => {
                let Frame::Groups(grouping) = at.frame else { return (Vec::new(), Vec::new()) };
                let key = self.graph.groupings[grouping.0 as usize].key;
                let ty = self.graph.node(key).ty.clone();
                (vec![key], vec![self.graph.add(at.frame, Op::GroupKey, ty)])
            }
        }
    }

    fn join(&mut self, a: &model::Aggregate, keys: Vec<NodeId>, outer_keys: Vec<NodeId>, ty: &Ty, at: Place) -> NodeId {
        // A lookup of its own: its slots are found while the conditions are lowered.
        self.graph.lookups.push(Lookup { table: a.table, keys, slots: Vec::new(), many: true });
        let lookup = LookupId(self.graph.lookups.len() as u32 - 1);
        let join = JoinId(self.graph.joins.len() as u32);
        let empty = Join {
            kind: a.kind,
            outer: at.frame,
            lookup,
            condition: None,
            that: None,
            value: None,
            of_outer: Vec::new(),
            ty: ty.clone(),
        };
        self.graph.joins.push(empty);
        let pairs = Place { frame: Frame::Pairs(join), row: at.row + OUTER };
        let [condition, that, value] =
            [&a.condition, &a.that, &a.value].map(|part| part.as_ref().map(|e| self.expr(e, pairs)));
        let of_outer = self.graph.read_of_outer([condition, that, value].into_iter().flatten());
        let joined = &mut self.graph.joins[join.0 as usize];
        joined.of_outer = of_outer;
        (joined.condition, joined.that, joined.value) = (condition, that, value);
        self.graph.add(at.frame, Op::Joined(join, outer_keys), ty.clone())
    }
}

fn is_text(value: Option<&Value>) -> bool {
    matches!(value, Some(Value::Text(_)))
}

fn table_of(frame: Frame) -> TableId {
    match frame {
        Frame::Table(table) => table,
        // `this` stands only over rows of tables: analysis has seen to that.
        Frame::Groups(_) | Frame::Registry | Frame::Pairs(_) => TableId(0),
    }
}

/// Which rows an expression looks at, seen from where it stands.
#[derive(Clone, Copy, Default)]
struct Mentions {
    inner: bool,
    outer: bool,
}

impl Mentions {
    fn of(e: &Expr) -> Mentions {
        let mut found = Mentions::default();
        found.look(e, 0);
        found
    }

    fn see(&mut self, var: RowVar, depth: u8) {
        match var.checked_sub(depth) {
            Some(ROW) => self.inner = true,
            Some(_) => self.outer = true,
            None => {}
        }
    }

    /// `depth`: how many aggregates were entered on the way.
    fn look(&mut self, e: &Expr, depth: u8) {
        match &e.kind {
            ExprKind::Const(_) | ExprKind::AsOf => {}
            ExprKind::Row(var) | ExprKind::Field(var, _) | ExprKind::GroupKey(var) => self.see(*var, depth),
            ExprKind::Follow { from: a, at, .. } => {
                self.look(a, depth);
                at.iter().for_each(|at| self.look(at, depth));
            }
            ExprKind::Not(a)
            | ExprKind::In(a, _)
            | ExprKind::IsGiven(a)
            | ExprKind::IsMissing(a)
            | ExprKind::IsNotRelevant(a)
            | ExprKind::Negate(a) => self.look(a, depth),
            ExprKind::And(all) | ExprKind::Or(all) | ExprKind::Call(_, all) => {
                all.iter().for_each(|e| self.look(e, depth));
            }
            ExprKind::Compare(_, a, b) | ExprKind::Has(a, b) | ExprKind::Arith(_, a, b) => {
                self.look(a, depth);
                self.look(b, depth);
            }
            ExprKind::Aggregate(a) => {
                if let Over::Tied(ties) = &a.over {
                    ties.iter().for_each(|tie| self.look(&tie.outer, depth));
                }
                for part in [&a.condition, &a.that, &a.value].into_iter().flatten() {
                    self.look(part, depth + 1);
                }
            }
        }
    }
}

//! Why a verdict came out as it did: read off the graph's values at the subject, evaluated again for that subject alone.

pub mod first;
pub mod inspect;
mod reference;
mod twins;

use self::inspect::leaf_fields;
use super::judge;
use super::key;
use super::tally::Tally;
use super::values::{Rows, Values};
use super::waive;
use super::{Hit, Looker, Outcome, RowAt, SubjectAt};
use crate::base::Span;
use crate::data::column::Batch;
use crate::plan::graph::{AggregateId, Frame, LookupId, NodeId, Op};
use crate::plan::{Judgement, Plan, TemplatePiece};
use crate::value::{Missing, TableId, Truth, Value, Verdict};
use hashbrown::HashMap;

/// Rows that are evaluated together for their findings, and from how many hits among them that is worth it.
const TOGETHER: usize = 2048;
const CLOSE: usize = 24;

/// Why a cell is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Decides,
    Through,
    /// One of the rows that an aggregate counted, or of a group: an example, which another may replace.
    Witness,
    Twin,
    Guard,
    Explanation,
}

/// A cell that had a say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeenCell {
    pub table: TableId,
    pub at: RowAt,
    pub field: usize,
    pub part: Part,
    /// Why what was computed from the cell has no value, when the cell itself has one.
    pub why: Option<Missing>,
    /// Why the cell has no value itself (`Some(None)`: it has one), where that is known already.
    pub missing: Option<Option<Missing>>,
    /// The element of a list cell that had the say, from 0; the whole cell otherwise.
    pub element: Option<usize>,
}

/// A value as it came out: known, missing, or within bounds (a bound that is not known is missing).
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    pub low: Result<Value, Missing>,
    pub high: Result<Value, Missing>,
}

/// A computed value that had a say: an aggregate, where it stands in the rules, and what it came to.
#[derive(Clone, Debug, PartialEq)]
pub struct SeenValue {
    pub span: Option<Span>,
    pub node: NodeId,
    pub value: Shown,
}

/// Why one subject came out as it did.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// The clause that failed or stayed open.
    pub clause: Option<Span>,
    pub cells: Vec<SeenCell>,
    pub values: Vec<SeenValue>,
    /// Values for the placeholders of message and advice.
    pub slots: HashMap<NodeId, Shown>,
    /// The key of a group.
    pub group: Option<Shown>,
    /// What the row is counted by, where the plan says so.
    pub by: Option<Shown>,
    /// How many rows have the same key, where equals decide.
    pub equals: usize,
    /// How many rows have the key that a reference names which leads to no row: none, or several.
    pub named: Option<usize>,
    /// References to rows that exist, but were not valid on the date.
    pub lapses: Vec<Lapse>,
    /// The rows that a reference leads through back to the subject, the subject first.
    pub circle: Vec<RowAt>,
    /// What the verdict would be without waivers.
    pub bare: Option<Verdict>,
    /// The waiver that sets the verdict aside, by its place in the model.
    pub waiver: Option<usize>,
}

/// A reference to a row that was not valid on the date that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lapse {
    pub table: TableId,
    /// The version that ended last before the date; otherwise the first after it.
    pub at: RowAt,
    /// Whether it ended before the date.
    pub ended: bool,
}

impl Trace {
    /// Forgets everything but the memory.
    fn clear(&mut self) {
        let Trace { mut cells, mut values, mut slots, mut lapses, mut circle, .. } = std::mem::take(self);
        cells.clear();
        values.clear();
        slots.clear();
        lapses.clear();
        circle.clear();
        *self = Trace { cells, values, slots, lapses, circle, ..Trace::default() };
    }
}

/// Takes traces, each with its judgement and hit.
type Each<'e, E> = &'e mut dyn FnMut(&mut Looker, usize, &Hit, &Trace) -> Result<(), E>;

impl Outcome {
    /// Why a hit of a judgement came out as it did.
    pub fn trace(&self, looker: &mut Looker, number: usize, hit: &Hit) -> Trace {
        let judgement = &self.ground.plan.judgements[number];
        match (hit.subject, judgement.frame) {
            (SubjectAt::Row(at), Frame::Table(table)) => {
                let chunk = looker.chunk(self, table, at).clone();
                let scratch = std::mem::take(&mut looker.scratch);
                let rows = Rows::Chunk(Batch { chunk: &chunk, first: at.row as usize, rows: 1 });
                let mut values = Values::new(&self.ground, judgement.frame, rows, 1, scratch);
                let mut trace = Trace::default();
                self.trace_row(&mut values, number, hit, (table, at), 0, &mut trace);
                looker.scratch = values.into_scratch();
                trace
            }
            (SubjectAt::Group(group), _) => self.trace_whole(judgement, hit, group as usize),
            _ => self.trace_whole(judgement, hit, 0),
        }
    }

    /// [`Outcome::trace`] for hits on rows of one part of a table, in the order of rows. Rows that lie close to each
    /// other are evaluated together.
    pub fn trace_part<E>(
        &self,
        looker: &mut Looker,
        table: TableId,
        hits: &[(usize, Hit)],
        each: Each<E>,
    ) -> Result<(), E> {
        let row = |hit: &(usize, Hit)| match hit.1.subject {
            SubjectAt::Row(at) => at.row as usize,
            SubjectAt::Group(_) | SubjectAt::Registry => 0,
        };
        let mut rest = hits;
        let mut trace = Trace::default();
        while let Some(hit) = rest.first() {
            let first = row(hit);
            let near = rest.partition_point(|hit| row(hit) < first + TOGETHER);
            let count = if near < CLOSE { rest.partition_point(|hit| row(hit) == first) } else { near };
            let (now, later) = rest.split_at(count);
            rest = later;
            let SubjectAt::Row(at) = hit.1.subject else { continue };
            let rows = now.last().map_or(1, |last| row(last) - first + 1);
            let chunk = looker.chunk(self, table, at).clone();
            let batch = Rows::Chunk(Batch { chunk: &chunk, first, rows });
            let scratch = std::mem::take(&mut looker.scratch);
            let mut values = Values::new(&self.ground, Frame::Table(table), batch, rows, scratch);
            for (number, hit) in now {
                let SubjectAt::Row(at) = hit.subject else { continue };
                self.trace_row(&mut values, *number, hit, (table, at), at.row as usize - first, &mut trace);
                each(looker, *number, hit, &trace)?;
            }
            looker.scratch = values.into_scratch();
        }
        Ok(())
    }

    /// The trace of a hit on a row, which stands at `row` of the batch.
    fn trace_row(
        &self,
        values: &mut Values,
        number: usize,
        hit: &Hit,
        subject: (TableId, RowAt),
        row: usize,
        trace: &mut Trace,
    ) {
        let judgement = &self.ground.plan.judgements[number];
        let (table, at) = subject;
        let bare = match (&judgement.unique, self.judged[number].twins.is_open(at)) {
            (Some(_), false) => Verdict::Violated,
            (Some(_), true) => Verdict::Unknown,
            (None, _) => bare_verdict(judgement, hit, values, row),
        };
        trace.clear();
        let tracing = Tracing { trace: std::mem::take(trace), ..Tracing::new(Some(subject), row) };
        *trace = tracing.run(judgement, bare, values);
        trace.waiver = waiver(judgement, hit, values, row);
        self.add_twins(trace, number, table, at);
    }

    fn trace_whole(&self, judgement: &Judgement, hit: &Hit, number: usize) -> Trace {
        let mut values = judge::whole_values(&self.ground, judgement.frame);
        let bare = bare_verdict(judgement, hit, &mut values, number);
        let mut trace = Tracing::new(None, number).run(judgement, bare, &mut values);
        trace.waiver = waiver(judgement, hit, &mut values, number);
        if let Frame::Groups(grouping) = judgement.frame {
            let groups = &self.ground.groups[grouping.0 as usize];
            let grouping = &self.ground.plan.graph.groupings[grouping.0 as usize];
            let ty = &self.ground.plan.graph.node(grouping.key).ty;
            let scalar = super::scalar::Scalar::at(&groups.keys, number, &[]);
            let value = scalar.and_then(|key| key.to_value(codes_of(ty)).ok_or(Missing::NoResult));
            trace.group = Some(Shown { low: value.clone(), high: value });
            for field in leaf_fields(&self.ground.plan.graph, grouping.key, grouping.table) {
                let cell = SeenCell {
                    table: grouping.table,
                    at: groups.first[number],
                    field,
                    part: Part::Witness,
                    why: None,
                    element: None,
                    missing: None,
                };
                if !trace.cells.iter().any(|known| same_cell(known, &cell)) {
                    trace.cells.push(cell);
                }
            }
        }
        trace
    }
}

/// A hit's verdict as it would be without waivers.
fn bare_verdict(judgement: &Judgement, hit: &Hit, values: &mut Values, row: usize) -> Verdict {
    match hit.verdict {
        Verdict::Waived => judge::verdict_of(judge::bare_verdicts(judgement, values)[row]),
        verdict => verdict,
    }
}

/// The waiver behind a waived hit, by its place in the model.
fn waiver(judgement: &Judgement, hit: &Hit, values: &mut Values, row: usize) -> Option<usize> {
    let set = judgement.waivers.filter(|_| hit.verdict == Verdict::Waived)?;
    let plan = &values.ground.plan.waivers[set];
    plan.keys.iter().for_each(|&node| values.ensure(node));
    let found = waive::entries(values, set, row, &mut Vec::new());
    waive::longest(values.ground, set, found).map(|entry| plan.entries[entry].waiver)
}

/// The keys of an aggregate whose cells say more of a row than which one it is.
fn naming(plan: &Plan, keys: &[NodeId]) -> Vec<NodeId> {
    let says_more = |&node: &NodeId| match plan.graph.node(node).frame {
        Frame::Table(table) => {
            let own = &plan.keys[table.0 as usize];
            leaf_fields(&plan.graph, node, table).iter().any(|field| !own.contains(field))
        }
        _ => false,
    };
    keys.iter().copied().filter(says_more).collect()
}

fn same_cell(a: &SeenCell, b: &SeenCell) -> bool {
    (a.table, a.at, a.field) == (b.table, b.at, b.field)
}

pub fn codes_of(ty: &crate::value::Ty) -> Option<crate::value::CodesId> {
    match ty {
        crate::value::Ty::Code(list) => Some(*list),
        _ => None,
    }
}

/// A trace in the making, for one row of a batch.
struct Tracing {
    subject: Option<(TableId, RowAt)>,
    row: usize,
    trace: Trace,
    part: Part,
    /// Why what is computed from the cells at hand has no value.
    why: Option<Missing>,
    /// The verdict is open, so open rows are the ones to show.
    open: bool,
}

impl Tracing {
    fn new(subject: Option<(TableId, RowAt)>, row: usize) -> Tracing {
        Tracing { subject, row, trace: Trace::default(), part: Part::Decides, why: None, open: false }
    }

    fn run(mut self, judgement: &Judgement, verdict: Verdict, values: &mut Values) -> Trace {
        self.open = verdict == Verdict::Unknown;
        let failing = if verdict == Verdict::Unknown { Truth::Unknown } else { Truth::No };
        for &(node, span) in &judgement.duties {
            values.ensure(node);
            if values.truth(node, self.row) == failing {
                self.trace.clause.get_or_insert(span);
                self.blame(values, node);
            }
        }
        if verdict == Verdict::Unknown {
            for &(node, span) in &judgement.guards {
                values.ensure(node);
                if values.truth(node, self.row) == Truth::Unknown {
                    self.trace.clause.get_or_insert(span);
                    self.blame(values, node);
                }
            }
            if let Some(node) = judgement.judged_at {
                values.ensure(node);
                if values.scalar(node, self.row).is_err() {
                    self.blame(values, node);
                }
            }
        }
        if verdict != Verdict::Violated
            && let Some(node) = judgement.explain
        {
            self.part = Part::Explanation;
            values.ensure(node);
            self.blame(values, node);
        }
        self.part = Part::Guard;
        let guards = judgement.guards.iter().map(|(node, _)| *node);
        let unguarded = judgement.guards.is_empty().then_some(judgement.applies).flatten();
        for node in guards.chain(unguarded) {
            values.ensure(node);
            self.blame(values, node);
        }
        self.slots(judgement, values);
        if let Some(node) = self.subject.and_then(|(table, _)| values.ground.plan.by[table.0 as usize]) {
            values.ensure(node);
            self.trace.by = Some(self.shown(values, node));
        }
        self.trace.bare = Some(verdict);
        self.trace
    }

    /// The values of the placeholders.
    fn slots(&mut self, judgement: &Judgement, values: &mut Values) {
        let templates = judgement.message.iter().chain(&judgement.advice);
        for piece in templates.flat_map(|template| &template.0).flat_map(|(_, pieces)| pieces) {
            if let TemplatePiece::Slot(node) = piece {
                values.ensure(*node);
                let shown = self.shown(values, *node);
                self.trace.slots.insert(*node, shown);
            }
        }
    }

    fn shown(&self, values: &Values, node: NodeId) -> Shown {
        let codes = codes_of(&values.ground.plan.graph.node(node).ty);
        let value = |scalar: super::scalar::Scalar| scalar.to_value(codes).ok_or(Missing::NoResult);
        let (low, high) = values.bounds(node, self.row);
        Shown { low: low.and_then(value), high: high.and_then(value) }
    }

    fn see_own(&mut self, table: TableId, at: RowAt, field: usize, missing: Option<Option<Missing>>) {
        let cell = SeenCell { table, at, field, part: self.part, why: self.why, element: None, missing };
        if !self.trace.cells.iter().any(|known| same_cell(known, &cell)) {
            self.trace.cells.push(cell);
        }
    }

    fn see(&mut self, table: TableId, at: RowAt, field: usize, part: Part) {
        let cell = SeenCell { table, at, field, part, why: self.why, element: None, missing: None };
        if !self.trace.cells.iter().any(|known| same_cell(known, &cell)) {
            self.trace.cells.push(cell);
        }
    }

    /// Collects what made a node come out as it did.
    fn blame(&mut self, values: &mut Values, id: NodeId) {
        let op = &values.ground.plan.graph.node(id).op;
        match op {
            Op::And(all) | Op::Or(all) => {
                let truth = values.truth(id, self.row);
                // A conjunction that fails is due to what fails in it; one that holds, to all of it.
                let settled = if matches!(op, Op::And(_)) { Truth::Yes } else { Truth::No };
                for &child in all {
                    values.ensure(child);
                    if truth == settled || values.truth(child, self.row) == truth {
                        self.blame(values, child);
                    }
                }
            }
            Op::Cell(field) => {
                if let Some((table, at)) = self.subject {
                    let state = values.column(id).and_then(|column| column.states.get(self.row));
                    self.see_own(table, at, *field, state.map(|&state| Missing::from_state(state)));
                }
            }
            Op::Fetch(lookup, slot, row) => {
                self.because(values, *row, |tracing, values| tracing.blame(values, *row));
                self.through(values, *lookup, *slot, *row);
            }
            Op::Find(lookup, key) => self.because(values, id, |tracing, values| {
                values.ensure(*key);
                tracing.blame(values, *key);
                tracing.names(values, *lookup, *key);
            }),
            Op::FindAll(lookup, list) => {
                values.ensure(*list);
                self.elements(values, *lookup, *list);
            }
            Op::FindAt(lookup, key, date, valid) => self.found_at(values, *lookup, [*key, *date], *valid),
            Op::Acyclic(circles, key, reference) => {
                self.blame(values, *reference);
                self.circle(values, *circles, *key);
            }
            Op::Aggregate(aggregate, keys) => self.aggregate(values, id, *aggregate, keys),
            Op::Joined(join, keys) => {
                self.value(values, id);
                let of_outer = values.ground.plan.graph.joins[join.0 as usize].of_outer.iter();
                for &node in keys.iter().chain(of_outer) {
                    values.ensure(node);
                    self.blame(values, node);
                }
            }
            _ => self.because(values, id, |tracing, values| {
                for child in op.children() {
                    values.ensure(child);
                    tracing.blame(values, child);
                }
            }),
        }
    }

    /// Looks further with the reason why a node has no value, where the reason lies in the node and not in a cell.
    fn because(&mut self, values: &mut Values, id: NodeId, look: impl FnOnce(&mut Tracing, &mut Values)) {
        let found = Missing::from_state(values.state(id, self.row));
        let own = [Missing::Dangling, Missing::DivisionByZero, Missing::Overflow, Missing::NoResult];
        let outer = self.why;
        self.why = found.filter(|why| own.contains(why)).or(outer);
        look(self, values);
        self.why = outer;
    }

    /// The cells of a row that a reference names.
    fn through(&mut self, values: &Values, lookup: LookupId, slot: usize, row: NodeId) {
        let Ok(super::scalar::Scalar::Row(found)) = values.scalar(row, self.row) else { return };
        let graph = &values.ground.plan.graph;
        let plan = &graph.lookups[lookup.0 as usize];
        let at = values.ground.index(lookup).row_at(found);
        for field in leaf_fields(graph, plan.slots[slot], plan.table) {
            self.see(plan.table, at, field, Part::Through);
        }
    }

    fn value(&mut self, values: &Values, id: NodeId) {
        let value = match values.ground.plan.graph.node(id).ty {
            crate::value::Ty::Bool => {
                let known = match values.truth(id, self.row) {
                    Truth::Unknown => Err(Missing::Undecided),
                    truth => Ok(Value::Bool(truth == Truth::Yes)),
                };
                Shown { low: known.clone(), high: known }
            }
            _ => self.shown(values, id),
        };
        let span = values.ground.plan.graph.spans.get(&id).copied();
        if !self.trace.values.iter().any(|known| known.node == id) {
            self.trace.values.push(SeenValue { span, node: id, value });
        }
    }

    fn aggregate(&mut self, values: &mut Values, id: NodeId, aggregate: AggregateId, keys: &[NodeId]) {
        self.value(values, id);
        let mut bytes = Vec::new();
        if key::append(values, keys, self.row, &mut bytes).is_err() {
            for &node in keys {
                values.ensure(node);
                self.blame(values, node);
            }
            return;
        }
        let graph = &values.ground.plan.graph;
        let plan = &graph.aggregates[aggregate.0 as usize];
        let witness = values.ground.tallies(aggregate).get(&bytes).and_then(|tally: &Tally| tally.witness(self.open));
        let Some(at) = witness else {
            // Nothing was counted: what was asked for stands in these cells.
            for node in naming(&values.ground.plan, keys) {
                self.blame(values, node);
            }
            return;
        };
        let telling = plan.value.or(plan.that).or(plan.condition);
        let fields = telling.map(|node| leaf_fields(graph, node, plan.table)).unwrap_or_default();
        for field in fields {
            self.see(plan.table, at, field, Part::Witness);
        }
    }
}

//! A closer look at some nodes on one subject: what each came to, the cells behind it, and the rows that an aggregate
//! counts. The same graph that judged answers, evaluated again for the subject alone.

use super::{Looker, SeenCell, Shown, Tracing, codes_of};
use crate::data::Chunk;
use crate::data::column::Batch;
use crate::eval::scalar::Scalar;
use crate::eval::tally::Inputs;
use crate::eval::values::{Rows, Scratch, Values};
use crate::eval::{Outcome, RowAt, SubjectAt, judge, key, read};
use crate::plan::graph::{AggregateId, Frame, Graph, JoinId, NodeId, Op};
use crate::semantic::model::AggregateKind;
use crate::value::{Missing, TableId, Truth, Ty, Value, Verdict};

/// How many counted rows are shown.
pub const SHOWN_ROWS: usize = 10;

/// What one node came to on a subject.
#[derive(Clone, Debug)]
pub struct Look {
    /// Of conditions.
    pub truth: Option<Truth>,
    pub value: Shown,
    /// The cells that it was read from.
    pub cells: Vec<SeenCell>,
    pub counted: Option<Counting>,
}

/// The rows behind an aggregate.
#[derive(Clone, Debug)]
pub struct Counting {
    pub table: TableId,
    pub kind: AggregateKind,
    /// The first that count, or may.
    pub rows: Vec<CountedRow>,
    /// Rows that count, and rows that may.
    pub sure: u64,
    pub open: u64,
    /// Rows that belong to the subject, whether or not they count; the first few.
    pub near: Vec<RowAt>,
    /// The fields of these rows that decide whether they count, and what they count for.
    pub fields: Vec<usize>,
}

#[derive(Clone, Debug)]
pub struct CountedRow {
    pub at: RowAt,
    /// Whether it counts is open.
    pub open: bool,
    /// What is asked of each row (`every`, `share`).
    pub that: Option<Truth>,
    /// What is added up or compared.
    pub value: Option<Shown>,
}

impl Outcome {
    /// The rows of a judgement's table that a test holds for, in order; at most so many.
    pub fn rows_where(&self, table: TableId, most: usize, test: &mut dyn FnMut(&Chunk, usize) -> bool) -> Vec<RowAt> {
        let mut found = Vec::new();
        let mut chunk = Chunk::default();
        for part in 0..self.ground.registry.reader(table).parts() {
            read(&self.ground.registry, table, part, &mut chunk);
            for row in 0..chunk.rows {
                if test(&chunk, row) {
                    found.push(RowAt { part, row: row as u32 });
                    if found.len() >= most {
                        return found;
                    }
                }
            }
        }
        found
    }

    /// The verdict of a judgement on a subject, as the run gave it.
    pub fn verdict_on(&self, looker: &mut Looker, number: usize, subject: SubjectAt) -> Verdict {
        let verdict = self.clause_truths(looker, number, subject).verdict;
        match subject {
            SubjectAt::Row(at) => self.unique_verdict(number, at, verdict),
            _ => verdict,
        }
    }

    /// Looks at nodes on a subject of a judgement.
    pub fn inspect(&self, looker: &mut Looker, number: usize, subject: SubjectAt, nodes: &[NodeId]) -> Vec<Look> {
        let frame = self.ground.plan.judgements[number].frame;
        match (subject, frame) {
            (SubjectAt::Row(at), Frame::Table(table)) => self.on_row(looker, table, at, |values| {
                nodes.iter().map(|&node| self.look(values, Some((table, at)), 0, node)).collect()
            }),
            _ => {
                let row = if let SubjectAt::Group(group) = subject { group as usize } else { 0 };
                let mut values = judge::whole_values(&self.ground, frame);
                nodes.iter().map(|&node| self.look(&mut values, None, row, node)).collect()
            }
        }
    }

    fn look(&self, values: &mut Values, subject: Option<(TableId, RowAt)>, row: usize, node: NodeId) -> Look {
        values.ensure(node);
        let known = self.ground.plan.graph.node(node);
        let truth = (known.ty == Ty::Bool).then(|| values.truth(node, row));
        let mut tracing = Tracing::new(subject, row);
        tracing.blame(values, node);
        let cells = tracing.trace.cells;
        let counted = match &known.op {
            Op::Aggregate(id, keys) => {
                let mut bytes = Vec::new();
                let own = key::append(values, keys, row, &mut bytes);
                own.is_ok().then(|| self.count_rows(*id, &bytes))
            }
            Op::Joined(id, keys) => self.count_pairs(values, *id, keys, row),
            _ => None,
        };
        Look { truth, value: shown(values, node, row), cells, counted }
    }

    /// Goes over the aggregated table for the rows of one key.
    fn count_rows(&self, id: AggregateId, wanted: &[u8]) -> Counting {
        let graph = &self.ground.plan.graph;
        let plan = &graph.aggregates[id.0 as usize];
        let inputs = Inputs { kind: plan.kind, condition: plan.condition, that: plan.that, value: plan.value };
        let mut counting = Counting::over(plan.table, plan.kind, self.telling(plan.table, &inputs));
        let (mut chunk, mut scratch, mut bytes) = (Chunk::default(), Scratch::default(), Vec::new());
        for part in 0..self.ground.registry.reader(plan.table).parts() {
            read(&self.ground.registry, plan.table, part, &mut chunk);
            let mut first = 0;
            while first < chunk.rows {
                let rows = self.ground.batch.min(chunk.rows - first);
                let batch = Rows::Chunk(Batch { chunk: &chunk, first, rows });
                let mut values = Values::new(&self.ground, Frame::Table(plan.table), batch, rows, scratch);
                plan.keys.iter().for_each(|&key| values.ensure(key));
                inputs.ensure(&mut values);
                for row in 0..rows {
                    bytes.clear();
                    if key::append(&values, &plan.keys, row, &mut bytes).is_ok() && bytes == wanted {
                        let at = RowAt { part, row: (first + row) as u32 };
                        counting.add(&values, &inputs, row, at);
                    }
                }
                scratch = values.into_scratch();
                first += rows;
            }
        }
        counting
    }

    /// The rows that a join pairs with one subject.
    fn count_pairs(&self, values: &Values, id: JoinId, keys: &[NodeId], row: usize) -> Option<Counting> {
        let join = &self.ground.plan.graph.joins[id.0 as usize];
        let lookup = &self.ground.plan.graph.lookups[join.lookup.0 as usize];
        let index = self.ground.index(join.lookup);
        let mut bytes = Vec::new();
        key::append(values, keys, row, &mut bytes).ok()?;
        let rows = index.all(&bytes);
        let subjects = vec![row as u32; rows.len()];
        let inputs = Inputs { kind: join.kind, condition: join.condition, that: join.that, value: join.value };
        let fields = lookup.slots.iter().flat_map(|&slot| self.fields_of(slot, lookup.table)).collect();
        let mut counting = Counting::over(lookup.table, join.kind, fields);
        let pairs = Rows::Pairs { outer: values, subjects: &subjects, index, rows };
        let mut paired = Values::new(&self.ground, Frame::Pairs(id), pairs, rows.len(), Scratch::default());
        inputs.ensure(&mut paired);
        for (pair, &row) in rows.iter().enumerate() {
            counting.add(&paired, &inputs, pair, index.row_at(row));
        }
        Some(counting)
    }

    /// The fields that decide whether a row counts, and for what.
    fn telling(&self, table: TableId, inputs: &Inputs) -> Vec<usize> {
        let nodes = [inputs.condition, inputs.that, inputs.value].into_iter().flatten();
        let mut fields: Vec<usize> = nodes.flat_map(|node| self.fields_of(node, table)).collect();
        fields.sort_unstable();
        fields.dedup();
        fields
    }

    /// The fields of a table's own row that a node over it is computed from.
    pub fn fields_of(&self, node: NodeId, table: TableId) -> Vec<usize> {
        leaf_fields(&self.ground.plan.graph, node, table)
    }
}

impl Counting {
    fn over(table: TableId, kind: AggregateKind, fields: Vec<usize>) -> Counting {
        Counting { table, kind, rows: Vec::new(), sure: 0, open: 0, near: Vec::new(), fields }
    }

    fn add(&mut self, values: &Values, inputs: &Inputs, row: usize, at: RowAt) {
        if self.near.len() < SHOWN_ROWS {
            self.near.push(at);
        }
        let open = match inputs.condition.map_or(Truth::Yes, |node| values.truth(node, row)) {
            Truth::No => return,
            Truth::Yes => false,
            Truth::Unknown => true,
        };
        self.sure += u64::from(!open);
        self.open += u64::from(open);
        if self.rows.len() < SHOWN_ROWS {
            let that = inputs.that.map(|node| values.truth(node, row));
            let value = inputs.value.map(|node| shown(values, node, row));
            self.rows.push(CountedRow { at, open, that, value });
        }
    }
}

/// What a node came to on a row.
fn shown(values: &Values, node: NodeId, row: usize) -> Shown {
    let ty = &values.ground.plan.graph.node(node).ty;
    if *ty == Ty::Bool {
        let known = match values.truth(node, row) {
            Truth::Unknown => Err(Missing::from_state(values.state(node, row)).unwrap_or(Missing::Undecided)),
            truth => Ok(Value::Bool(truth == Truth::Yes)),
        };
        return Shown { low: known.clone(), high: known };
    }
    let value = |scalar: Scalar| scalar.to_value(codes_of(ty)).ok_or(Missing::NoResult);
    let (low, high) = values.bounds(node, row);
    Shown { low: low.and_then(value), high: high.and_then(value) }
}

/// The fields of a table that a node over it is computed from.
pub(super) fn leaf_fields(graph: &Graph, node: NodeId, table: TableId) -> Vec<usize> {
    let (mut open, mut found) = (vec![node], Vec::new());
    while let Some(id) = open.pop() {
        let node = graph.node(id);
        match node.op {
            Op::Cell(field) if node.frame == Frame::Table(table) && !found.contains(&field) => found.push(field),
            _ => open.extend(node.op.children().rev()),
        }
    }
    found
}

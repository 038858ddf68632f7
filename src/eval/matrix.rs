//! The evidence matrix: every judgement on every subject, with its verdict.

use super::judge;
use super::values::{Rows, Scratch, Values};
use super::{Outcome, RowAt, SubjectAt};
use crate::data::Chunk;
use crate::data::column::Batch;
use crate::plan::graph::Frame;
use crate::value::{TableId, Value, Verdict};

/// The verdicts of every judgement on one row of a table.
pub struct MatrixRow<'m> {
    pub table: TableId,
    pub at: RowAt,
    /// The row's number over the table, from 0.
    pub number: u64,
    pub chunk: &'m Chunk,
    /// By judgement, in the order of the plan.
    pub verdicts: &'m [(usize, Verdict)],
    /// What the row is counted by, where the plan says so.
    pub by: Option<Value>,
}

impl Outcome {
    /// Every judgement of a table's rows on every row, in their order.
    pub fn matrix<E>(&self, table: TableId, sink: &mut dyn FnMut(MatrixRow) -> Result<(), E>) -> Result<(), E> {
        let frame = Frame::Table(table);
        let judgements: Vec<usize> =
            (0..self.judged.len()).filter(|&number| self.ground.plan.judgements[number].frame == frame).collect();
        let (mut chunk, mut scratch) = (Chunk::default(), Scratch::default());
        for part in 0..self.ground.registry.reader(table).parts() {
            super::read(&self.ground.registry, table, part, &mut chunk);
            let mut first = 0;
            while first < chunk.rows {
                let rows = self.ground.batch.min(chunk.rows - first);
                let batch = Rows::Chunk(Batch { chunk: &chunk, first, rows });
                let mut values = Values::new(&self.ground, frame, batch, rows, scratch);
                let columns: Vec<Vec<u8>> = judgements
                    .iter()
                    .map(|&number| judge::verdicts(&self.ground.plan.judgements[number], &mut values))
                    .collect();
                let by = self.by(table, &mut values);
                scratch = values.into_scratch();
                for row in 0..rows {
                    let at = RowAt { part, row: (first + row) as u32 };
                    let verdict = |(&number, column): (&usize, &Vec<u8>)| {
                        (number, self.unique_verdict(number, at, judge::verdict_of(column[row])))
                    };
                    let verdicts: Vec<_> = judgements.iter().zip(&columns).map(verdict).collect();
                    let number = self.starts[table.0 as usize].number(at);
                    let by = by.get(row).cloned().flatten();
                    sink(MatrixRow { table, at, number, chunk: &chunk, verdicts: &verdicts, by })?;
                }
                first += rows;
            }
        }
        Ok(())
    }

    /// What the rows of a batch are counted by.
    fn by(&self, table: TableId, values: &mut Values) -> Vec<Option<Value>> {
        let Some(node) = self.ground.plan.by[table.0 as usize] else { return Vec::new() };
        values.ensure(node);
        let codes = super::trace::codes_of(&self.ground.plan.graph.node(node).ty);
        (0..values.len).map(|row| values.bounds(node, row).0.ok().and_then(|scalar| scalar.to_value(codes))).collect()
    }

    /// Where equals decide, the row's own conditions say only whether there is a key.
    pub(super) fn unique_verdict(&self, number: usize, at: RowAt, verdict: Verdict) -> Verdict {
        if self.ground.plan.judgements[number].unique.is_none() || verdict == Verdict::NotApplicable {
            return verdict;
        }
        let twins = &self.judged[number].twins;
        if twins.is_waived(at) {
            Verdict::Waived
        } else if twins.is_open(at) {
            Verdict::Unknown
        } else if twins.of(at).is_empty() {
            Verdict::Met
        } else {
            Verdict::Violated
        }
    }

    /// Whether a judgement of uniqueness found equals of a row.
    pub fn has_twins(&self, number: usize, at: RowAt) -> bool {
        !self.judged[number].twins.of(at).is_empty()
    }

    /// Whether a row has a key that no other row has, in a judgement of uniqueness.
    pub fn stands_alone(&self, number: usize, at: RowAt) -> bool {
        let twins = &self.judged[number].twins;
        twins.of(at).is_empty() && !twins.is_open(at)
    }

    /// The verdicts on every group, or on the registry.
    pub fn whole_verdicts(&self, number: usize) -> Vec<(SubjectAt, Verdict)> {
        let judgement = &self.ground.plan.judgements[number];
        if matches!(judgement.frame, Frame::Table(_)) {
            return Vec::new();
        }
        let mut values = judge::whole_values(&self.ground, judgement.frame);
        let verdicts = judge::verdicts(judgement, &mut values);
        let with_subject = |(place, &verdict): (usize, &u8)| {
            (judge::whole_subject(judgement.frame, place), judge::verdict_of(verdict))
        };
        verdicts.iter().enumerate().map(with_subject).collect()
    }

    /// The key of a group.
    pub fn group_key(&self, number: usize, group: u32) -> Option<Value> {
        let Frame::Groups(grouping) = self.ground.plan.judgements[number].frame else { return None };
        let groups = &self.ground.groups[grouping.0 as usize];
        let key = self.ground.plan.graph.groupings[grouping.0 as usize].key;
        let codes = super::trace::codes_of(&self.ground.plan.graph.node(key).ty);
        super::scalar::Scalar::at(&groups.keys, group as usize, &[]).ok()?.to_value(codes)
    }
}

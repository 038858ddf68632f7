//! What each clause of a rule came to on one subject: for tests, and for what they cover.

use super::judge;
use super::key;
use super::look::Looker;
use super::scalar::Scalar;
use super::values::{Rows, Values};
use super::{Outcome, RowAt, SubjectAt};
use crate::data::column::Batch;
use crate::plan::Judgement;
use crate::plan::graph::Frame;
use crate::value::{TableId, Truth, Verdict};

/// The clauses of one judgement on one subject, in the order of the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clauses {
    pub verdict: Verdict,
    /// An `unless` as it counts: negated.
    pub guards: Vec<Truth>,
    pub duties: Vec<Truth>,
    /// Whether an explanation is accepted, where the rule takes one.
    pub explain: Option<Truth>,
}

impl Outcome {
    /// The subject that a row stands for in a judgement: itself, its group, or the registry. `None` for a row that
    /// belongs to no group.
    pub fn subject_of(&self, looker: &mut Looker, number: usize, table: TableId, at: RowAt) -> Option<SubjectAt> {
        let grouping = match self.ground.plan.judgements[number].frame {
            Frame::Groups(grouping) => grouping,
            Frame::Registry => return Some(SubjectAt::Registry),
            Frame::Table(_) | Frame::Pairs(_) => return Some(SubjectAt::Row(at)),
        };
        let node = self.ground.plan.graph.groupings[grouping.0 as usize].key;
        let own = self.on_row(looker, table, at, |values| {
            values.ensure(node);
            let mut bytes = Vec::new();
            key::append(values, &[node], 0, &mut bytes).ok().map(|()| bytes)
        })?;
        let groups = self.ground.groups(grouping);
        let is_own = |group: &usize| {
            let mut bytes = Vec::new();
            let known = Scalar::at(&groups.keys, *group, &[]).and_then(|key| key::append_scalar(key, &mut bytes));
            known.is_ok() && bytes == own
        };
        (0..groups.sizes.len()).find(is_own).map(|group| SubjectAt::Group(group as u32))
    }

    /// The verdict on a subject, and the truths of the clauses behind it.
    pub fn clause_truths(&self, looker: &mut Looker, number: usize, subject: SubjectAt) -> Clauses {
        let judgement = &self.ground.plan.judgements[number];
        match (subject, judgement.frame) {
            (SubjectAt::Row(at), Frame::Table(table)) => {
                self.on_row(looker, table, at, |values| clauses(judgement, values, 0))
            }
            (SubjectAt::Group(group), frame) => {
                clauses(judgement, &mut judge::whole_values(&self.ground, frame), group as usize)
            }
            (_, frame) => clauses(judgement, &mut judge::whole_values(&self.ground, frame), 0),
        }
    }

    /// Looks at the values of one row.
    pub(super) fn on_row<T>(
        &self,
        looker: &mut Looker,
        table: TableId,
        at: RowAt,
        look: impl FnOnce(&mut Values) -> T,
    ) -> T {
        let scratch = std::mem::take(&mut looker.scratch);
        let chunk = looker.chunk(self, table, at);
        let rows = Rows::Chunk(Batch { chunk, first: at.row as usize, rows: 1 });
        let mut values = Values::new(&self.ground, Frame::Table(table), rows, 1, scratch);
        let found = look(&mut values);
        looker.scratch = values.into_scratch();
        found
    }
}

fn clauses(judgement: &Judgement, values: &mut Values, row: usize) -> Clauses {
    let verdict = judge::verdicts(judgement, values).get(row).map_or(Verdict::Unknown, |&v| judge::verdict_of(v));
    let mut truth = |node| {
        values.ensure(node);
        values.truth(node, row)
    };
    Clauses {
        verdict,
        guards: judgement.guards.iter().map(|(node, _)| truth(*node)).collect(),
        duties: judgement.duties.iter().map(|(node, _)| truth(*node)).collect(),
        explain: judgement.explain.map(&mut truth),
    }
}

//! A registry with some cells changed: what would be, judged by the same plan.

use super::values::{Rows, Values};
use super::{Context, Looker, Outcome, Registry, RowAt, SubjectAt, TableInput, judge};
use crate::base::{CellPlace, Diagnostic};
use crate::data::Chunk;
use crate::data::column::Batch;
use crate::data::decode::decode;
use crate::data::read::{Heading, Reader, Spot};
use crate::plan::graph::Frame;
use crate::value::{Missing, TableId, Verdict};
use std::sync::Arc;

/// A cell with another text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub table: TableId,
    pub at: RowAt,
    pub field: usize,
    pub text: String,
}

/// A reader whose rows have some cells changed.
struct Changed {
    registry: Arc<Registry>,
    table: TableId,
    /// With columns of the file.
    changes: Vec<(RowAt, usize, String)>,
}

impl Changed {
    fn lay(&self, part: u32, chunk: &mut Chunk) {
        for (at, column, text) in self.changes.iter().filter(|(at, ..)| at.part == part) {
            chunk.put(at.row as usize, *column, text);
        }
    }
}

impl Reader for Changed {
    fn headings(&self) -> &[Heading] {
        self.registry.reader(self.table).headings()
    }

    fn parts(&self) -> u32 {
        self.registry.reader(self.table).parts()
    }

    fn read(&self, part: u32, chunk: &mut Chunk) -> Vec<Diagnostic> {
        let problems = self.registry.reader(self.table).read(part, chunk);
        self.lay(part, chunk);
        problems
    }

    fn read_some(&self, part: u32, columns: &[usize], chunk: &mut Chunk) -> Vec<Diagnostic> {
        let problems = self.registry.reader(self.table).read_some(part, columns, chunk);
        self.lay(part, chunk);
        problems
    }

    fn place(&self, chunk: &Chunk, row: usize, column: Option<usize>) -> CellPlace {
        self.registry.reader(self.table).place(chunk, row, column)
    }

    fn spot(&self, chunk: &Chunk, row: usize, column: Option<usize>) -> Spot {
        self.registry.reader(self.table).spot(chunk, row, column)
    }

    fn follows(&self, part: u32) -> bool {
        self.registry.reader(self.table).follows(part)
    }

    fn size(&self) -> u64 {
        self.registry.reader(self.table).size()
    }
}

impl Outcome {
    /// Why a text would give a field no value; `None` where it gives one.
    pub fn would_lack(&self, looker: &mut Looker, change: &Change) -> Option<Missing> {
        let column = self.ground.registry.columns(change.table)[change.field];
        let mut chunk = Chunk::clone(looker.chunk(self, change.table, change.at));
        let row = change.at.row as usize;
        chunk.put(row, column, &change.text);
        let spec = &self.ground.plan.specs[change.table.0 as usize][change.field];
        decode(Batch { chunk: &chunk, first: row, rows: 1 }, column, spec).missing(0)
    }

    /// The verdict on a row if cells of its own were others, and all other rows (and what is counted over them) as they
    /// are: quick, and good enough to look for what is worth a run.
    pub fn verdict_if(&self, looker: &mut Looker, number: usize, at: RowAt, changes: &[Change]) -> Verdict {
        let judgement = &self.ground.plan.judgements[number];
        let Frame::Table(table) = judgement.frame else { return Verdict::Unknown };
        let columns = self.ground.registry.columns(table);
        let mut chunk = Chunk::clone(looker.chunk(self, table, at));
        for change in changes {
            chunk.put(at.row as usize, columns[change.field], &change.text);
        }
        let scratch = std::mem::take(&mut looker.scratch);
        let rows = Rows::Chunk(Batch { chunk: &chunk, first: at.row as usize, rows: 1 });
        let mut values = Values::new(&self.ground, judgement.frame, rows, 1, scratch);
        let verdict =
            judge::verdicts(judgement, &mut values).first().map_or(Verdict::Unknown, |&v| judge::verdict_of(v));
        looker.scratch = values.into_scratch();
        verdict
    }

    /// The whole run as it would be with some cells changed.
    pub fn rerun(&self, changes: &[Change], threads: usize) -> Result<Outcome, Vec<Diagnostic>> {
        let registry = &self.ground.registry;
        let table = |number: usize| {
            let table = TableId(number as u32);
            let columns = registry.columns(table).to_vec();
            let own = changes.iter().filter(|change| change.table == table);
            let changes = own.map(|change| (change.at, columns[change.field], change.text.clone())).collect();
            TableInput { reader: Box::new(Changed { registry: registry.clone(), table, changes }), columns }
        };
        let tables = (0..registry.tables.len()).map(table).collect();
        let usual = Context::new(self.ground.as_of);
        let context = Context { threads, batch: self.ground.batch, ..usual };
        super::run(self.ground.plan.clone(), Arc::new(Registry { tables }), &context)
    }

    /// The verdict of a judgement on a subject among the hits of the run: met, or does not apply, where it is none.
    pub fn hit_on(&self, number: usize, subject: SubjectAt) -> Option<Verdict> {
        self.judged[number].hits.iter().find(|hit| hit.subject == subject).map(|hit| hit.verdict)
    }
}

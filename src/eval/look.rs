//! Cells of a finished run, read again where they stand.

use super::trace::{Part, SeenCell};
use super::values::Scratch;
use super::{Outcome, RowAt};
use crate::base::CellPlace;
use crate::data::Chunk;
use crate::data::column::Batch;
use crate::data::decode::decode;
use crate::value::{Missing, TableId};
use hashbrown::HashMap;
use std::sync::Arc;

/// What was read last, so that neighbours are not read again: of each table two parts, as a row and its equals may
/// stand far from each other.
#[derive(Default)]
pub struct Looker {
    chunks: HashMap<TableId, [Arc<Chunk>; 2]>,
    pub(super) scratch: Scratch,
    /// The lines around a cell are not wanted.
    bare: bool,
}

/// A cell as it stands in its file.
#[derive(Clone, Debug)]
pub struct CellText {
    pub text: String,
    pub missing: Option<Missing>,
    pub place: CellPlace,
}

impl Looker {
    /// One that leaves out the lines around cells, which only people look at.
    pub fn bare() -> Looker {
        Looker { bare: true, ..Looker::default() }
    }

    /// The part of a table that holds a row. The part that was asked for before is kept.
    pub(super) fn chunk(&mut self, outcome: &Outcome, table: TableId, at: RowAt) -> &Arc<Chunk> {
        let none = || Arc::new(Chunk { part: u32::MAX, ..Chunk::default() });
        let [last, other] = self.chunks.entry(table).or_insert_with(|| [none(), none()]);
        if last.part != at.part {
            std::mem::swap(last, other);
        }
        if last.part != at.part {
            if Arc::get_mut(last).is_none() {
                *last = none();
            }
            if let Some(chunk) = Arc::get_mut(last) {
                super::read(&outcome.ground.registry, table, at.part, chunk);
                chunk.part = at.part;
            }
        }
        last
    }
}

impl Outcome {
    /// A cell's text, place and kind of missing.
    pub fn cell(&self, looker: &mut Looker, table: TableId, at: RowAt, field: usize) -> CellText {
        self.seen(looker, SeenCell { table, at, field, part: Part::Decides, why: None, missing: None })
    }

    /// [`Outcome::cell`] for one that a trace has seen.
    pub fn seen(&self, looker: &mut Looker, seen: SeenCell) -> CellText {
        let SeenCell { table, at, field, .. } = seen;
        let registry = &self.ground.registry;
        let column = registry.columns(table)[field];
        let bare = looker.bare;
        let chunk: &Chunk = looker.chunk(self, table, at);
        let row = at.row as usize;
        let missing = seen.missing.unwrap_or_else(|| {
            let batch = Batch { chunk, first: row, rows: 1 };
            decode(batch, column, &self.ground.plan.specs[table.0 as usize][field]).missing(0)
        });
        let reader = registry.reader(table);
        let place = match bare {
            true => reader.bare_place(chunk, row, Some(column)),
            false => reader.place(chunk, row, Some(column)),
        };
        CellText { text: chunk.text(row, column).into_owned(), missing, place }
    }

    /// Appends the texts of a row's fields, with a separator between them.
    pub fn texts(&self, looker: &mut Looker, table: TableId, at: RowAt, separator: char, into: &mut String) {
        let columns = self.ground.registry.columns(table);
        let chunk = looker.chunk(self, table, at);
        for (place, &column) in columns.iter().enumerate() {
            if place > 0 {
                into.push(separator);
            }
            into.push_str(&chunk.text(at.row as usize, column));
        }
    }

    /// The text of a cell, without its place.
    pub fn text(&self, looker: &mut Looker, table: TableId, at: RowAt, field: usize) -> String {
        let column = self.ground.registry.columns(table)[field];
        looker.chunk(self, table, at).text(at.row as usize, column).into_owned()
    }
}

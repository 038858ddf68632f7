//! Cells of a finished run, read again where they stand.

use super::trace::SeenCell;
use super::values::Scratch;
use super::{Outcome, RowAt};
use crate::base::CellPlace;
use crate::data::Chunk;
use crate::data::column::Batch;
use crate::data::decode::{decode, elements};
use crate::value::{Missing, TableId};
use std::sync::Arc;

/// What was read last, so that neighbours are not read again: of each table two parts, as a row and its equals may
/// stand far from each other.
#[derive(Default)]
pub struct Looker {
    /// By table, with the parts that they hold.
    chunks: Vec<[(u32, Arc<Chunk>); 2]>,
    pub(super) scratch: Scratch,
    /// The lines around a cell are not wanted.
    bare: bool,
}

/// A cell as it stands in its file.
#[derive(Clone, Debug, Default)]
pub struct CellText {
    pub text: String,
    pub missing: Option<Missing>,
    pub place: CellPlace,
    /// The element of a list that this is, from 0; the whole cell otherwise.
    pub element: Option<usize>,
}

impl Looker {
    /// One that leaves out the lines around cells, which only people look at.
    pub fn bare() -> Looker {
        Looker { bare: true, ..Looker::default() }
    }

    /// The part of a table that holds a row. The part that was asked for before is kept.
    pub(super) fn chunk(&mut self, outcome: &Outcome, table: TableId, at: RowAt) -> &Arc<Chunk> {
        let none = || (u32::MAX, Arc::new(Chunk::default()));
        let number = table.0 as usize;
        if self.chunks.len() <= number {
            self.chunks.resize_with(number + 1, || [none(), none()]);
        }
        let [last, other] = &mut self.chunks[number];
        if last.0 != at.part {
            std::mem::swap(last, other);
        }
        if last.0 != at.part {
            if let Some(kept) = outcome.kept.get(table, at.part) {
                *last = (at.part, kept);
                return &last.1;
            }
            if Arc::get_mut(&mut last.1).is_none() {
                *last = none();
            }
            if let Some(chunk) = Arc::get_mut(&mut last.1) {
                super::read(&outcome.ground.registry, table, at.part, chunk);
                last.0 = at.part;
            }
            outcome.kept.was_read(table, at.part, &last.1);
        }
        &last.1
    }
}

impl Outcome {
    /// The text, place and kind of missing of a cell, or of one element of a list cell. Of a list that cannot be read,
    /// the first element that cannot.
    pub fn cell(&self, looker: &mut Looker, seen: &SeenCell) -> CellText {
        let mut found = CellText::default();
        self.look_at(looker, seen, &mut found);
        found
    }

    /// [`Outcome::cell`] into memory that was used before.
    pub fn look_at(&self, looker: &mut Looker, seen: &SeenCell, found: &mut CellText) {
        let bare = looker.bare;
        self.look_in(looker.chunk(self, seen.table, seen.at), seen.at.row as usize, bare, seen, found);
    }

    /// [`Outcome::look_at`] in a chunk that holds the row, by its place there; `bare` without the lines around the cell.
    pub fn look_in(&self, chunk: &Chunk, row: usize, bare: bool, seen: &SeenCell, found: &mut CellText) {
        let SeenCell { table, field, element, .. } = *seen;
        let registry = &self.ground.registry;
        let column = registry.columns(table)[field];
        let spec = &self.ground.plan.specs[table.0 as usize][field];
        let decoded = || decode(Batch { chunk, first: row, rows: 1 }, column, spec).missing(0);
        let missing = seen.missing.unwrap_or_else(decoded);
        let element = match missing {
            Some(Missing::Unreadable) => elements::unreadable(chunk, row, column, spec),
            _ => element
                .and_then(|number| Some((number, elements::ranges(chunk, row, column, spec).get(number)?.clone()))),
        };
        let reader = registry.reader(table);
        found.missing = missing;
        found.element = element.as_ref().map(|(number, _)| *number);
        match element {
            Some((number, range)) => {
                found.text = elements::text(chunk, row, column, range.clone());
                found.place = reader.element(chunk, row, column, number, range);
            }
            None => {
                found.text.clear();
                found.text.push_str(&chunk.shown(row, column));
                match bare {
                    true => reader.bare_place_into(chunk, row, Some(column), &mut found.place),
                    false => found.place = reader.place(chunk, row, Some(column)),
                }
            }
        }
    }

    /// The part of a table that holds a row, as it was read.
    pub fn part_text(&self, looker: &mut Looker, table: TableId, at: RowAt) -> Arc<Chunk> {
        looker.chunk(self, table, at).clone()
    }

    /// Appends the texts of a row's fields, with a separator between them.
    pub fn texts(&self, looker: &mut Looker, table: TableId, at: RowAt, separator: u8, into: &mut Vec<u8>) {
        let columns = self.ground.registry.columns(table);
        let chunk = looker.chunk(self, table, at);
        for (place, &column) in columns.iter().enumerate() {
            if place > 0 {
                into.push(separator);
            }
            match chunk.unquoted(at.row as usize, column) {
                (bytes, false) => into.extend_from_slice(bytes),
                (_, true) => into.extend_from_slice(chunk.text(at.row as usize, column).as_bytes()),
            }
        }
    }

    /// Looks at the text of a cell, without its place.
    pub fn with_text<T>(
        &self,
        looker: &mut Looker,
        table: TableId,
        at: RowAt,
        field: usize,
        look: impl FnOnce(&str) -> T,
    ) -> T {
        let column = self.ground.registry.columns(table)[field];
        look(&looker.chunk(self, table, at).text(at.row as usize, column))
    }

    /// The text of a cell, without its place.
    pub fn text(&self, looker: &mut Looker, table: TableId, at: RowAt, field: usize) -> String {
        self.with_text(looker, table, at, field, str::to_string)
    }
}

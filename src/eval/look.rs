//! Cells of a finished run, read again where they stand.

use super::trace::SeenCell;
use super::values::Scratch;
use super::{Outcome, RowAt};
use crate::base::CellPlace;
use crate::data::Chunk;
use crate::data::column::Batch;
use crate::data::decode::{decode, elements};
use crate::value::{Missing, TableId};
use hashbrown::HashMap;
use std::sync::Arc;

/// What was read last, so that neighbours are not read again: of each table two parts, as a row and its equals may
/// stand far from each other.
#[derive(Default)]
pub struct Looker {
    /// With the parts that they hold.
    chunks: HashMap<TableId, [(u32, Arc<Chunk>); 2]>,
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
        let [last, other] = self.chunks.entry(table).or_insert_with(|| [none(), none()]);
        if last.0 != at.part {
            std::mem::swap(last, other);
        }
        if last.0 != at.part {
            if Arc::get_mut(&mut last.1).is_none() {
                *last = none();
            }
            if let Some(chunk) = Arc::get_mut(&mut last.1) {
                super::read(&outcome.ground.registry, table, at.part, chunk);
                last.0 = at.part;
            }
        }
        &last.1
    }
}

impl Outcome {
    /// The text, place and kind of missing of a cell, or of one element of a list cell. Of a list that cannot be read,
    /// the first element that cannot.
    pub fn cell(&self, looker: &mut Looker, seen: &SeenCell) -> CellText {
        let SeenCell { table, at, field, element, .. } = *seen;
        let registry = &self.ground.registry;
        let column = registry.columns(table)[field];
        let spec = &self.ground.plan.specs[table.0 as usize][field];
        let bare = looker.bare;
        let chunk: &Chunk = looker.chunk(self, table, at);
        let row = at.row as usize;
        let decoded = || decode(Batch { chunk, first: row, rows: 1 }, column, spec).missing(0);
        let missing = seen.missing.unwrap_or_else(decoded);
        let element = match missing {
            Some(Missing::Unreadable) => elements::unreadable(chunk, row, column, spec),
            _ => element
                .and_then(|number| Some((number, elements::ranges(chunk, row, column, spec).get(number)?.clone()))),
        };
        let reader = registry.reader(table);
        match element {
            Some((number, range)) => CellText {
                text: elements::text(chunk, row, column, range.clone()),
                missing,
                place: reader.element(chunk, row, column, number, range),
                element: Some(number),
            },
            None => CellText {
                text: chunk.shown(row, column).into_owned(),
                missing,
                place: match bare {
                    true => reader.bare_place(chunk, row, Some(column)),
                    false => reader.place(chunk, row, Some(column)),
                },
                element: None,
            },
        }
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

//! Findings as lines of a list: where a hit knows which cell it is shown by, no row is judged again; where it knows the
//! byte at which that cell begins, no other cell of the row is looked for either.

use super::{Seat, Work};
use crate::base::CellPlace;
use crate::data::spec::CellType;
use crate::data::{Chunk, FoundCell, LineAt, Lines, SoughtCell};
use crate::driver::wording::plain;
use crate::eval::{CellText, FirstCell, Hit, Looker, RowAt};
use crate::report::{Listed, ListedRecord, Listing, Sheet};
use crate::value::TableId;
use std::borrow::Cow;
use std::io;
use std::sync::Arc;

/// Hits whose cells are sought together: few enough for what is found to stay in cache.
const TOGETHER: usize = 256;

/// Memory that lists of parts are made in, one after the other.
#[derive(Default)]
pub struct Paper {
    /// The text of a part.
    text: Vec<u8>,
    /// A single row.
    one: Chunk,
    /// The cells that are sought in it, and found: of each row those of its key, and then those that are shown.
    sought: Vec<SoughtCell>,
    found: Vec<FoundCell>,
    /// How many hits each row has.
    counts: Vec<usize>,
    /// The key of a row: UTF-8.
    key: Vec<u8>,
    path: Sheet,
    record: Sheet,
    place: CellPlace,
    /// An element of a list.
    element: CellText,
}

/// The list of one part of a table.
struct List<'w> {
    work: &'w Work,
    table: TableId,
    listing: &'w dyn Listing,
    /// The name of the table, and those of its fields, as they are written.
    name: Sheet,
    fields: Vec<Sheet>,
    /// The path of the part.
    path: Sheet,
    /// For hits that know where their cells begin.
    lines: Option<Lines>,
    /// The row of the part that was last gone to.
    last: LineAt,
    /// The whole part, for readers without `lines`.
    chunk: Option<Arc<Chunk>>,
}

impl Work {
    /// The lines of hits on rows of one part, in their order.
    pub(super) fn part_listed(
        &self,
        seat: &mut Seat,
        table: TableId,
        hits: &[(usize, Hit)],
        listing: &dyn Listing,
        sheet: &mut Sheet,
    ) -> io::Result<()> {
        let Seat { told, paper } = seat;
        let begins = hits.iter().find(|(_, hit)| hit.begins().is_some()).and_then(|(_, hit)| hit.row());
        let reader = self.outcome.ground.registry.reader(table);
        let lines = begins.and_then(|at| reader.lines(at.part, std::mem::take(&mut paper.text)));
        let of_table = self.model.table(table);
        let mut list = List {
            work: self,
            table,
            listing,
            name: listing.text(&of_table.name),
            fields: of_table.fields.iter().map(|field| listing.text(&field.name)).collect(),
            path: lines.as_ref().map(|lines| listing.text(lines.path())).unwrap_or_default(),
            lines,
            last: LineAt::default(),
            chunk: None,
        };
        for some in hits.chunk_by(|(_, a), (_, b)| a.first_cell().is_some() == b.first_cell().is_some()) {
            if some.iter().any(|(_, hit)| hit.first_cell().is_none()) {
                self.part_told(told, table, some, &mut |finding| {
                    finding.list(listing, sheet);
                    Ok(())
                })?;
                continue;
            }
            let mut rest = some;
            while !rest.is_empty() {
                // Up to the end of a row.
                let most = rest.len().min(TOGETHER);
                let of_last =
                    rest[most..].iter().take_while(|(_, hit)| hit.subject == rest[most - 1].1.subject).count();
                let (hits, others) = rest.split_at(most + of_last);
                list.rows(&mut told.0, paper, hits, sheet);
                rest = others;
            }
        }
        paper.text = list.lines.map(Lines::into_text).unwrap_or_default();
        Ok(())
    }
}

impl List<'_> {
    /// The lines of hits that know by which cell they are shown.
    fn rows(&mut self, looker: &mut Looker, paper: &mut Paper, hits: &[(usize, Hit)], sheet: &mut Sheet) {
        let rows = || hits.chunk_by(|(_, a), (_, b)| a.subject == b.subject);
        let Some(lines) = self.lines.take() else {
            for hits in rows() {
                let Some(at) = hits.first().and_then(|(_, hit)| hit.row()) else { continue };
                let work = self.work;
                let chunk = self.chunk.take().unwrap_or_else(|| work.outcome.part_text(looker, self.table, at));
                self.whole_row(&chunk, at.row as usize, at, paper, hits, sheet);
                self.chunk = Some(chunk);
            }
            return;
        };
        let keys: Vec<usize> = {
            let columns = self.work.outcome.ground.registry.columns(self.table);
            self.work.model.table(self.table).key.iter().map(|&field| columns[field]).collect()
        };
        let Paper { sought, found, counts, .. } = paper;
        sought.clear();
        counts.clear();
        for hits in rows() {
            counts.push(hits.len());
            let from = sought.len();
            for (row, cell) in hits.iter().filter_map(|(_, hit)| hit.begins()) {
                if sought.len() == from {
                    sought.extend(keys.iter().map(|&key| SoughtCell { row: row.start, cell: lines.cell(row, key) }));
                }
                sought.push(SoughtCell { row: row.start, cell });
            }
        }
        lines.find(sought, found);
        let (found, counts) = (std::mem::take(found), std::mem::take(counts));
        let (mut left, mut rest) = (found.iter(), hits);
        for &count in &counts {
            let (of_row, others) = rest.split_at(count);
            self.row(&lines, paper, of_row, keys.len(), &mut left, sheet);
            rest = others;
        }
        (paper.found, paper.counts, self.lines) = (found, counts, Some(lines));
    }

    /// The lines of hits on one row, with the cells of its key, and then those of the hits that know where theirs begin.
    fn row(
        &mut self,
        lines: &Lines,
        paper: &mut Paper,
        hits: &[(usize, Hit)],
        keys: usize,
        found: &mut std::slice::Iter<FoundCell>,
        sheet: &mut Sheet,
    ) {
        let Some(at) = hits.first().and_then(|(_, hit)| hit.row()) else { return };
        // Where the row begins, once that is known.
        let mut row = None;
        // The line of what the record says.
        let mut said = 0;
        for (place, (rule, hit)) in hits.iter().enumerate() {
            let begins = hit.begins().map(|(row, _)| row);
            if let (None, Some(begins)) = (row, begins) {
                row = Some(begins);
                paper.key.clear();
                for (place, &cell) in found.by_ref().take(keys).enumerate() {
                    push_bytes(&mut paper.key, place, &lines.bytes(cell));
                }
            }
            let cell = begins.and_then(|_| found.next());
            let (Some(FirstCell::Field(field)), Some(&cell), Some(row)) = (hit.first_cell(), cell, row) else {
                let row = hits.iter().find_map(|(_, hit)| hit.begins()).map(|(row, _)| row);
                self.last = row.unwrap_or_else(|| lines.further(self.last, at.row));
                lines.row(self.last, &mut paper.one);
                let one = std::mem::take(&mut paper.one);
                self.whole_row(&one, 0, at, paper, &hits[place..=place], sheet);
                (paper.one, said) = (one, 0);
                continue;
            };
            let (line, column) = lines.place(row, cell);
            if line != said {
                self.record(at, &self.path, line, &paper.key, &mut paper.record);
                said = line;
            }
            let line = Listed {
                rule: *rule,
                verdict: hit.verdict,
                record: &paper.record,
                column,
                address: None,
                field: &self.fields[field],
                value: &lines.bytes(cell),
                short: lines.short(cell),
                known: false,
            };
            self.listing.line(&line, sheet);
        }
        self.last = row.unwrap_or(self.last);
    }

    /// The lines of hits on one row, by its place in a chunk that holds all of its cells.
    fn whole_row(
        &self,
        chunk: &Chunk,
        row: usize,
        at: RowAt,
        paper: &mut Paper,
        hits: &[(usize, Hit)],
        sheet: &mut Sheet,
    ) {
        let outcome = &self.work.outcome;
        let columns = outcome.ground.registry.columns(self.table);
        let of_table = self.work.model.table(self.table);
        let Paper { key, path, record, place, element, .. } = paper;
        key.clear();
        for (place, &field) in of_table.key.iter().enumerate() {
            push_bytes(key, place, chunk.text(row, columns[field]).as_bytes());
        }
        for (rule, hit) in hits {
            let Some(first) = hit.first_cell() else { continue };
            let field = match first {
                FirstCell::Field(field) => field,
                FirstCell::Key => of_table.naming_field(),
            };
            let of_list = matches!(outcome.ground.plan.specs[self.table.0 as usize][field].ty, CellType::List(_));
            let (place, value) = if of_list && !chunk.raw(row, columns[field]).is_empty() {
                // A list that cannot be read is shown by the element that cannot.
                outcome.look_in(chunk, row, true, &plain(self.table, at, field), element);
                (&element.place, Cow::Borrowed(element.text.as_str()))
            } else {
                let reader = outcome.ground.registry.reader(self.table);
                reader.bare_place_into(chunk, row, Some(columns[field]), place);
                (&*place, chunk.shown(row, columns[field]))
            };
            *path = self.listing.text(&place.path);
            self.record(at, path, place.line, key, record);
            let address = place.address();
            let line = Listed {
                rule: *rule,
                verdict: hit.verdict,
                record,
                column: place.column,
                address: address.as_deref().or(place.pointer.as_deref()),
                field: &self.fields[field],
                value: value.as_bytes(),
                short: None,
                known: false,
            };
            self.listing.line(&line, sheet);
        }
    }

    fn record(&self, at: RowAt, path: &Sheet, line: u32, key: &[u8], record: &mut Sheet) {
        let table = &self.name;
        let row = Some(self.work.outcome.starts[self.table.0 as usize].number(at) + 1);
        record.clear();
        self.listing.record(&ListedRecord { table, key, row, path, line }, record);
    }
}

/// [`super::told::push_key`] for bytes that are UTF-8.
fn push_bytes(key: &mut Vec<u8>, place: usize, text: &[u8]) {
    if place > 0 {
        key.extend_from_slice(b" / ");
    }
    // Without anything to trim, as nearly all are.
    let is_plain = |end: Option<&u8>| end.is_none_or(u8::is_ascii_graphic);
    match is_plain(text.first()) && is_plain(text.last()) {
        true => key.extend_from_slice(text),
        false => key.extend_from_slice(String::from_utf8_lossy(text).trim().as_bytes()),
    }
}

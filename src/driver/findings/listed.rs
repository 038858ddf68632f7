//! Findings as lines of a list: where a hit knows which cell it is shown by, no row is judged again; where it knows the
//! byte at which that cell begins, no other cell of the row is looked for either.

use super::told::push_key;
use super::{Seat, Work};
use crate::base::CellPlace;
use crate::data::spec::CellType;
use crate::data::{Chunk, LineAt, Lines, Stretch};
use crate::driver::wording::plain;
use crate::eval::{CellText, FirstCell, Hit, Looker, RowAt};
use crate::report::{Listed, ListedRecord, Listing};
use crate::value::TableId;
use std::borrow::Cow;
use std::io;
use std::sync::Arc;

/// Memory that lists of parts are made in, one after the other.
#[derive(Default)]
pub struct Paper {
    /// The text of a part.
    text: Vec<u8>,
    /// A single row.
    one: Chunk,
    /// Where the cells of a row begin that are shown, and what stands before them.
    bytes: Vec<u32>,
    stretches: Vec<Stretch>,
    key: String,
    path: Vec<u8>,
    record: Vec<u8>,
    place: CellPlace,
    /// An element of a list.
    found: CellText,
}

/// The list of one part of a table.
struct List<'w> {
    work: &'w Work,
    table: TableId,
    listing: &'w dyn Listing,
    /// The name of the table, and those of its fields, as they are written.
    name: Vec<u8>,
    fields: Vec<Vec<u8>>,
    /// The path of the part.
    path: Vec<u8>,
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
        page: &mut Vec<u8>,
    ) -> io::Result<()> {
        let Seat { told, paper } = seat;
        let begins = hits.iter().find(|(_, hit)| hit.begins().is_some()).and_then(|(_, hit)| hit.row());
        let reader = self.outcome.ground.registry.reader(table);
        let lines = begins.and_then(|at| reader.lines(at.part, std::mem::take(&mut paper.text)));
        let text = |text: &str| {
            let mut out = Vec::new();
            listing.text(text, &mut out);
            out
        };
        let of_table = self.model.table(table);
        let mut list = List {
            work: self,
            table,
            listing,
            name: text(&of_table.name),
            fields: of_table.fields.iter().map(|field| text(&field.name)).collect(),
            path: lines.as_ref().map(|lines| text(lines.path())).unwrap_or_default(),
            lines,
            last: LineAt::default(),
            chunk: None,
        };
        for some in hits.chunk_by(|(_, a), (_, b)| a.first_cell().is_some() == b.first_cell().is_some()) {
            if some.iter().any(|(_, hit)| hit.first_cell().is_none()) {
                self.part_told(told, table, some, &mut |finding| {
                    finding.list(listing, page);
                    Ok(())
                })?;
                continue;
            }
            for of_row in some.chunk_by(|(_, a), (_, b)| a.subject == b.subject) {
                list.row(&mut told.0, paper, of_row, page);
            }
        }
        paper.text = list.lines.map(Lines::into_text).unwrap_or_default();
        Ok(())
    }
}

impl List<'_> {
    /// The lines of hits on one row.
    fn row(&mut self, looker: &mut Looker, paper: &mut Paper, hits: &[(usize, Hit)], page: &mut Vec<u8>) {
        let Some(at) = hits.first().and_then(|(_, hit)| hit.row()) else { return };
        let work = self.work;
        let Some(lines) = &self.lines else {
            let chunk = self.chunk.take().unwrap_or_else(|| work.outcome.part_text(looker, self.table, at));
            self.whole_row(&chunk, at.row as usize, at, paper, hits, page);
            self.chunk = Some(chunk);
            return;
        };
        let known = hits.iter().find_map(|(_, hit)| hit.begins());
        let row = match known {
            Some((row, _)) => row,
            None => lines.further(self.last, at.row),
        };
        self.last = row;
        let of_table = work.model.table(self.table);
        let columns = work.outcome.ground.registry.columns(self.table);
        if known.is_some() {
            paper.key.clear();
            for (place, &field) in of_table.key.iter().enumerate() {
                push_key(&mut paper.key, place, &lines.text(lines.cell(row, columns[field])));
            }
        }
        paper.bytes.clear();
        paper.bytes.extend(hits.iter().filter_map(|(_, hit)| hit.begins()).map(|(_, byte)| byte));
        let mut stretches = std::mem::take(&mut paper.stretches);
        lines.before(row, &paper.bytes, &mut stretches);
        let mut before = stretches.iter();
        // The line of what the record says.
        let mut said = 0;
        for (place, (rule, hit)) in hits.iter().enumerate() {
            let known = hit.begins().and_then(|(_, byte)| Some((byte, *before.next()?)));
            let (Some(FirstCell::Field(field)), Some((begin, before))) = (hit.first_cell(), known) else {
                let mut one = std::mem::take(&mut paper.one);
                lines.row(row, &mut one);
                self.whole_row(&one, 0, at, paper, &hits[place..=place], page);
                (paper.one, said) = (one, 0);
                continue;
            };
            let (line, column) = lines.place(row, before);
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
                value: &lines.bytes(begin),
                known: false,
            };
            self.listing.line(&line, page);
        }
        paper.stretches = stretches;
    }

    /// The lines of hits on one row, by its place in a chunk that holds all of its cells.
    fn whole_row(
        &self,
        chunk: &Chunk,
        row: usize,
        at: RowAt,
        paper: &mut Paper,
        hits: &[(usize, Hit)],
        page: &mut Vec<u8>,
    ) {
        let outcome = &self.work.outcome;
        let columns = outcome.ground.registry.columns(self.table);
        let of_table = self.work.model.table(self.table);
        let Paper { key, path, record, place, found, .. } = paper;
        key.clear();
        for (place, &field) in of_table.key.iter().enumerate() {
            push_key(key, place, &chunk.text(row, columns[field]));
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
                outcome.look_in(chunk, row, true, &plain(self.table, at, field), found);
                (&found.place, Cow::Borrowed(found.text.as_str()))
            } else {
                let reader = outcome.ground.registry.reader(self.table);
                reader.bare_place_into(chunk, row, Some(columns[field]), place);
                (&*place, chunk.shown(row, columns[field]))
            };
            path.clear();
            self.listing.text(&place.path, path);
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
                known: false,
            };
            self.listing.line(&line, page);
        }
    }

    fn record(&self, at: RowAt, path: &[u8], line: u32, key: &str, record: &mut Vec<u8>) {
        record.clear();
        let table = &self.name;
        let row = Some(self.work.outcome.starts[self.table.0 as usize].number(at) + 1);
        self.listing.record(&ListedRecord { table, key, row, path, line }, record);
    }
}

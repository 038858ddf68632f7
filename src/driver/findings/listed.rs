//! Findings as lines of a list: where a hit knows which cell it is shown by, no row is judged again; where it knows the
//! byte at which that cell begins, no other cell of the row is looked for either.

use super::{Seat, Sorted, Work};
use crate::base::CellPlace;
use crate::data::spec::CellType;
use crate::data::{Chunk, FoundCell, LineAt, Lines, SoughtCell};
use crate::driver::wording::plain;
use crate::eval::{CellText, FirstCell, Looker, RowAt, RowHit};
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
    /// The cells that are sought in it, and found.
    sought: Vec<SoughtCell>,
    found: Vec<FoundCell>,
    /// Those of keys, row by row.
    key_begins: Vec<u32>,
    keys: Vec<FoundCell>,
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
    part: u32,
    /// The number of its first row among those of the table, from 1.
    first_row: u64,
    listing: &'w dyn Listing,
    /// The name of the table, and those of its fields, as they are written.
    name: Sheet,
    fields: Vec<Sheet>,
    /// The columns of the fields, and of those of the key.
    columns: &'w [usize],
    key_columns: Vec<usize>,
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
        Sorted { part, hits, .. }: &Sorted,
        listing: &dyn Listing,
        sheet: &mut Sheet,
    ) -> io::Result<()> {
        let Seat { told, paper } = seat;
        let reader = self.outcome.ground.registry.reader(table);
        let lines = match hits.iter().any(|(_, hit)| hit.begins().is_some()) {
            true => reader.lines(*part, std::mem::take(&mut paper.text)),
            false => None,
        };
        let of_table = self.model.table(table);
        let columns = self.outcome.ground.registry.columns(table);
        let mut list = List {
            work: self,
            table,
            part: *part,
            first_row: self.outcome.starts[table.0 as usize].number(RowAt { part: *part, row: 0 }) + 1,
            listing,
            name: listing.table(&of_table.name),
            fields: of_table.fields.iter().map(|field| listing.field(&field.name)).collect(),
            columns,
            key_columns: of_table.key.iter().map(|&field| columns[field]).collect(),
            path: lines.as_ref().map(|lines| listing.path(lines.path())).unwrap_or_default(),
            lines,
            last: LineAt::default(),
            chunk: None,
        };
        for some in hits.chunk_by(|(_, a), (_, b)| a.first_cell().is_some() == b.first_cell().is_some()) {
            if some.iter().any(|(_, hit)| hit.first_cell().is_none()) {
                self.sorted_told(told, table, *part, some, &mut |finding| {
                    finding.list(listing, sheet);
                    Ok(())
                })?;
                continue;
            }
            for some in some.chunks(TOGETHER) {
                list.rows(&mut told.0, paper, some, sheet);
            }
        }
        paper.text = list.lines.map(Lines::into_text).unwrap_or_default();
        Ok(())
    }
}

impl List<'_> {
    /// The lines of hits that know by which cell they are shown.
    fn rows(&mut self, looker: &mut Looker, paper: &mut Paper, hits: &[(u32, RowHit)], sheet: &mut Sheet) {
        let Some(lines) = self.lines.take() else {
            for hit in hits {
                let at = self.at(&hit.1);
                let work = self.work;
                let chunk = self.chunk.take().unwrap_or_else(|| work.outcome.part_text(looker, self.table, at));
                self.whole_row(&chunk, at.row as usize, paper, hit, sheet);
                self.chunk = Some(chunk);
            }
            return;
        };
        self.find(&lines, paper, hits);
        let (found, keys) = (std::mem::take(&mut paper.found), std::mem::take(&mut paper.keys));
        let (mut cells, mut keys_left) = (found.iter(), keys.as_slice());
        // The row whose key is at hand, and the line of what its record says.
        let (mut of, mut said) = (u32::MAX, 0);
        for (number, hit) in hits.iter().enumerate() {
            let (rule, row_hit) = hit;
            let (Some((row, _)), Some(FirstCell::Field(field))) = (row_hit.begins(), row_hit.first_cell()) else {
                self.other_row(&lines, paper, &hits[number..], sheet);
                (of, said) = (u32::MAX, 0);
                continue;
            };
            let Some(&cell) = cells.next() else { break };
            if row.row != of {
                let (of_row, others) = keys_left.split_at(self.key_columns.len());
                paper.key.clear();
                for (place, &cell) in of_row.iter().enumerate() {
                    push_bytes(&mut paper.key, place, &lines.bytes(cell));
                }
                (keys_left, of, said) = (others, row.row, 0);
            }
            let (line, column) = lines.place(row, cell);
            if line != said {
                self.record(row.row, &self.path, line, &paper.key, &mut paper.record);
                said = line;
            }
            let (bytes, short, value);
            match lines.short(cell) {
                Some((text, padded)) => (value, short) = (text, Some(padded)),
                None => {
                    bytes = lines.bytes(cell);
                    (value, short) = (&*bytes, None);
                }
            }
            let line = Listed {
                rule: *rule as usize,
                verdict: row_hit.verdict,
                record: &paper.record,
                column,
                address: None,
                field: &self.fields[field],
                value,
                short,
                known: false,
            };
            self.listing.line(&line, sheet);
            self.last = row;
        }
        (paper.found, paper.keys, self.lines) = (found, keys, Some(lines));
    }

    /// Finds the cells of hits that know where they begin, and the keys of their rows.
    fn find(&self, lines: &Lines, paper: &mut Paper, hits: &[(u32, RowHit)]) {
        let Paper { sought, found, key_begins, keys, .. } = paper;
        sought.clear();
        key_begins.clear();
        let mut of = u32::MAX;
        for (_, hit) in hits {
            let (Some((row, cell)), Some(FirstCell::Field(_))) = (hit.begins(), hit.first_cell()) else {
                of = u32::MAX;
                continue;
            };
            sought.push(SoughtCell { row: row.start, cell });
            if row.row != of {
                key_begins.extend(self.key_columns.iter().map(|&column| lines.cell(row, column)));
                of = row.row;
            }
        }
        lines.find(sought, found);
        lines.find_texts(key_begins, keys);
    }

    /// The line of the first of these hits, which does not know where its cell begins.
    fn other_row(&mut self, lines: &Lines, paper: &mut Paper, hits: &[(u32, RowHit)], sheet: &mut Sheet) {
        let Some(hit) = hits.first() else { return };
        let row = hit.1.row;
        let of_row = hits.iter().take_while(|(_, hit)| hit.row == row);
        let begins = of_row.filter_map(|(_, hit)| hit.begins()).map(|(row, _)| row).next();
        self.last = begins.unwrap_or_else(|| lines.further(self.last, row));
        lines.row(self.last, &mut paper.one);
        let one = std::mem::take(&mut paper.one);
        self.whole_row(&one, 0, paper, hit, sheet);
        paper.one = one;
    }

    fn at(&self, hit: &RowHit) -> RowAt {
        RowAt { part: self.part, row: hit.row }
    }

    /// The line of a hit on a row, by its place in a chunk that holds all of its cells.
    fn whole_row(&self, chunk: &Chunk, row: usize, paper: &mut Paper, hit: &(u32, RowHit), sheet: &mut Sheet) {
        let Paper { key, path, record, place, element, .. } = paper;
        let (outcome, of_table) = (&self.work.outcome, self.work.model.table(self.table));
        let (rule, hit) = hit;
        let Some(first) = hit.first_cell() else { return };
        key.clear();
        for (place, &column) in self.key_columns.iter().enumerate() {
            push_bytes(key, place, chunk.text(row, column).as_bytes());
        }
        let field = match first {
            FirstCell::Field(field) => field,
            FirstCell::Key => of_table.naming_field(),
        };
        let column = self.columns[field];
        let of_list = matches!(outcome.ground.plan.specs[self.table.0 as usize][field].ty, CellType::List(_));
        let (place, value) = if of_list && !chunk.raw(row, column).is_empty() {
            // A list that cannot be read is shown by the element that cannot.
            outcome.look_in(chunk, row, true, &plain(self.table, self.at(hit), field), element);
            (&element.place, Cow::Borrowed(element.text.as_str()))
        } else {
            let reader = outcome.ground.registry.reader(self.table);
            reader.bare_place_into(chunk, row, Some(column), place);
            (&*place, chunk.shown(row, column))
        };
        *path = self.listing.path(&place.path);
        self.record(hit.row, path, place.line, key, record);
        let address = place.address();
        let line = Listed {
            rule: *rule as usize,
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

    fn record(&self, row: u32, path: &Sheet, line: u32, key: &[u8], record: &mut Sheet) {
        record.clear();
        let row = Some(self.first_row + u64::from(row));
        self.listing.record(&ListedRecord { table: &self.name, key, row, path, line }, record);
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

//! A sheet as a table: headings, columns, and rows handed over part by part.

use super::fault::{Fault, Limits};
use super::header::{self, Header};
use super::notes;
use super::sheet::{Sheet, address};
use crate::base::{CellPlace, Code, Diagnostic, Window};
use crate::data::Chunk;
use crate::data::read::inner::Inner;
use crate::data::read::{Guess, Heading, Limit, Options, REFUSED, Reader, Spot, csv::number_twins};
use crate::text;

/// What is known of the sheet beside its cells.
#[derive(Clone, Copy)]
pub struct About<'a> {
    pub path: &'a str,
    pub sheet: &'a Inner,
    /// The values of formulas may be out of date.
    pub stale: bool,
    /// Bytes of the file.
    pub size: u64,
}

struct Table {
    path: String,
    name: String,
    sheet: Sheet,
    headings: Vec<Heading>,
    /// The sheet's column of each column.
    columns: Vec<u16>,
    /// A block, and the rows of it.
    parts: Vec<(usize, usize, usize)>,
    size: u64,
    guesses: Vec<Guess>,
    notes: Vec<Diagnostic>,
}

/// Rows, and rows times columns, of a part.
const PART: (usize, usize) = (4096, 1 << 18);

pub fn open(about: About, sheet: Sheet, limits: Limits, options: &Options) -> Result<Box<dyn Reader>, Vec<Diagnostic>> {
    let told = |fault: Fault| vec![fault.told(about.path, Some(&about.sheet.name), options)];
    let (header, guess) = header::find(&sheet, options);
    let whole =
        CellPlace { path: about.path.to_owned(), sheet: Some(about.sheet.name.clone()), ..CellPlace::default() };
    let mut guesses: Vec<Guess> = guess.into_iter().map(|guess| guess.at(whole.clone())).collect();
    let columns = columns(&sheet, header);
    if columns.is_empty() {
        let message = text!(nb: "Arket er tomt", en: "The sheet is empty");
        let problem = Diagnostic::error(Code::NoHeader, message).at_cell(whole, crate::base::Text::default());
        return Err(vec![problem.help(text!(
            nb: "Første rad skal være kolonnenes overskrifter",
            en: "The first row must be the headings of the columns",
        ))]);
    }
    let rows = sheet.rows().filter(|row| row.number >= header.rows).count() as u64;
    if columns.len() as u64 > limits.columns {
        return Err(told(Fault::Over(Limit::Columns)));
    }
    if rows.saturating_mul(columns.len() as u64) > limits.area() {
        return Err(told(Fault::Over(Limit::Cells)));
    }
    let mut bare = Vec::new();
    let mut headings: Vec<Heading> = Vec::with_capacity(columns.len());
    for &column in &columns {
        let own = header::heading(&sheet, header, column);
        if own.is_none() {
            bare.push(column);
        }
        let text = own.unwrap_or_else(|| format!("#{}", column + 1));
        headings.push(Heading { text, place: at(about.path, &about.sheet.name, header.first, column, column) });
    }
    let mut notes = notes::of(about, &sheet, header, &bare);
    notes.extend(number_twins(&mut headings));
    let own = &about.sheet.name;
    guesses.extend(
        Some(Guess::sure("part", own.clone(), text!(nb: "Arket «{own}» ble lest", en: "The sheet “{own}” was read")))
            .filter(|_| options.part.is_none()),
    );
    let parts = parts(&sheet, header, columns.len());
    Ok(Box::new(Table {
        path: about.path.to_owned(),
        name: about.sheet.name.clone(),
        sheet,
        headings,
        columns,
        parts,
        size: about.size,
        guesses,
        notes,
    }))
}

/// The columns that have a heading or a value, from left to right.
fn columns(sheet: &Sheet, header: Header) -> Vec<u16> {
    let mut used = vec![false; super::sheet::COLUMNS as usize];
    for row in sheet.rows().filter(|row| row.number >= header.first) {
        for (column, _) in row.cells() {
            if let Some(used) = used.get_mut(column as usize) {
                *used = true;
            }
        }
    }
    // A heading that is merged over blank columns still counts for none of them.
    (0..).zip(used).filter(|(_, used)| *used).map(|(column, _)| column).collect()
}

fn parts(sheet: &Sheet, header: Header, width: usize) -> Vec<(usize, usize, usize)> {
    let most = (PART.1 / width.max(1)).clamp(1, PART.0);
    let mut parts = Vec::new();
    for (number, block) in sheet.blocks.iter().enumerate() {
        let first = (0..block.len()).find(|&row| block.row(row).is_some_and(|row| row.number >= header.rows));
        let mut from = first.unwrap_or(block.len());
        while from < block.len() {
            let until = (from + most).min(block.len());
            parts.push((number, from, until));
            from = until;
        }
    }
    parts
}

/// The place of some cells of a row.
pub fn at(path: &str, sheet: &str, row: u32, first: u16, last: u16) -> CellPlace {
    let cell = match first == last {
        true => address(row, first),
        false => format!("{}:{}", address(row, first), address(row, last)),
    };
    CellPlace {
        path: path.to_owned(),
        line: row,
        column: u32::from(first) + 1,
        end_line: row,
        end_column: u32::from(last) + 2,
        sheet: Some(sheet.to_owned()),
        cell: Some(cell),
        ..CellPlace::default()
    }
}

impl Table {
    /// The first and last column of a place.
    fn span(&self, column: Option<usize>) -> (u16, u16) {
        let whole = || Some((*self.columns.first()?, *self.columns.last()?));
        column.and_then(|column| self.columns.get(column).map(|&at| (at, at))).or_else(whole).unwrap_or_default()
    }

    /// The row as a line of headings and values, with the marked cell's value.
    fn window(&self, chunk: &Chunk, row: usize, column: Option<usize>, line: u32) -> Window {
        let mut text = String::new();
        let mut marked = (0, 0);
        for (at, heading) in self.headings.iter().enumerate() {
            let value = chunk.text(row, at);
            if value.is_empty() && column != Some(at) {
                continue;
            }
            if !text.is_empty() {
                text.push_str(" │ ");
            }
            text.push_str(&heading.text.replace(['\n', '\r'], " "));
            text.push_str(": ");
            let start = text.len();
            text.push_str(&value.replace(['\n', '\r'], " "));
            if column == Some(at) {
                marked = (start, text.len());
            }
        }
        if column.is_none() {
            marked = (0, text.len());
        }
        Window { first_line: line, text, start: marked.0, end: marked.1 }
    }
}

impl Reader for Table {
    fn headings(&self) -> &[Heading] {
        &self.headings
    }

    fn parts(&self) -> u32 {
        self.parts.len() as u32
    }

    fn read(&self, part: u32, chunk: &mut Chunk) -> Vec<Diagnostic> {
        chunk.begin(part, self.columns.len());
        chunk.refused_mark = Some(REFUSED);
        let Some(&(block, from, until)) = self.parts.get(part as usize) else { return Vec::new() };
        let Some(block) = self.sheet.blocks.get(block) else { return Vec::new() };
        for row in (from..until).filter_map(|row| block.row(row)) {
            chunk.starts.push(chunk.text.len() as u32);
            chunk.origin.push((u64::from(row.number), 0));
            let mut cells = row.cells().peekable();
            for &column in &self.columns {
                while cells.next_if(|(at, _)| *at < column).is_some() {}
                if let Some((_, text)) = cells.next_if(|(at, _)| *at == column) {
                    chunk.text.extend_from_slice(text);
                }
                chunk.ends.push(chunk.text.len() as u32);
                chunk.text.push(b'\n');
            }
            chunk.rows += 1;
        }
        Vec::new()
    }

    fn place(&self, chunk: &Chunk, row: usize, column: Option<usize>) -> CellPlace {
        let number = chunk.origin.get(row).map_or(0, |(number, _)| *number as u32);
        let (first, last) = self.span(column);
        let window = Some(self.window(chunk, row, column, number));
        CellPlace { window, ..at(&self.path, &self.name, number, first, last) }
    }

    fn spot(&self, chunk: &Chunk, row: usize, column: Option<usize>) -> Spot {
        let line = chunk.origin.get(row).map_or(0, |(number, _)| *number as u32);
        let (first, last) = self.span(column);
        Spot { line, column: u32::from(first) + 1, end_line: line, end_column: u32::from(last) + 2 }
    }

    fn size(&self) -> u64 {
        self.size
    }

    fn guesses(&self) -> &[Guess] {
        &self.guesses
    }

    fn notes(&self) -> &[Diagnostic] {
        &self.notes
    }
}

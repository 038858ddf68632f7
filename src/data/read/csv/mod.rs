//! CSV and TSV: RFC 4180 as people really write it.
//!
//! The encoding is settled first (`read::encoding`). A file is cut into parts of about a mebibyte, each beginning with a row. A part is read whole, its cell borders are
//! found (`borders`, or `exact` where quotes or line ends are unusual), and its rows are checked to be as wide as
//! the headings. Cells stay as they stand in the file.

mod borders;
#[cfg(test)]
mod cases;
mod cut;
mod exact;
mod header;
mod lines;
mod parts;
mod problems;
mod rewrite;
mod rows;
mod sniff;
#[cfg(test)]
mod tests;
mod titles;
mod utf8;

pub use lines::{FoundCell, Lines, SoughtCell};

#[cfg(feature = "workbook")]
pub(super) use header::number_twins;

use super::encoding::{self, Single};
use super::options::{Quote, Ragged};
use super::place::{self, Marked};
use super::{Draft, Format, Guess, Heading, Limit, Options, Reader, Spot, cannot_read};
use crate::base::{CellPlace, Code, Diagnostic, Text};
use crate::data::Chunk;
use crate::text;
use crate::world::Bytes;
use cut::{Cut, Cuts};
use parts::Cutter;
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::Ordering;

const SETTINGS: &[&str] = &["delimiter", "quote", "encoding", "skip_rows", "header_rows", "comment", "ragged"];

pub const CSV: Format =
    Format { name: "csv", endings: &["csv", "txt"], settings: SETTINGS, open, open_all: None, inner: None };
pub const TSV: Format =
    Format { name: "tsv", endings: &["tsv", "tab"], settings: SETTINGS, open: open_tsv, open_all: None, inner: None };

/// The bytes that a file gives a meaning to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    pub delimiter: u8,
    pub quote: u8,
}

/// How much is read at once, and how much one record may hold.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The size that parts aim at. A constant of krav and never a matter of threads, so that results are the same.
    pub part: u64,
    pub record: u64,
    /// From this size on parts are cut by a guess first (see `cut`).
    pub guess: u64,
}

pub const LIMITS: Limits = Limits { part: 1 << 20, record: 64 << 20, guess: 1 << 20 };

struct Csv {
    path: Arc<str>,
    bytes: Arc<dyn Bytes>,
    dialect: Dialect,
    headings: Vec<Heading>,
    cuts: Cuts,
    limits: Limits,
    /// The byte at which the first row after the headings begins, and the lines before it.
    first: u64,
    before: u64,
    options: Options,
    single: Option<Single>,
    guesses: Vec<Guess>,
    notes: Vec<Diagnostic>,
}

fn open(path: &str, bytes: Arc<dyn Bytes>, options: &Options) -> Result<Box<dyn Reader>, Vec<Diagnostic>> {
    open_with(path, bytes, options, Limits { record: options.limit(Limit::Row), ..LIMITS })
}

fn open_tsv(path: &str, bytes: Arc<dyn Bytes>, options: &Options) -> Result<Box<dyn Reader>, Vec<Diagnostic>> {
    let delimiter = options.delimiter.or(Some('\t'));
    open(path, bytes, &Options { delimiter, ..options.clone() })
}

/// [`open`] with other limits, for tests.
fn open_with(
    path: &str,
    bytes: Arc<dyn Bytes>,
    options: &Options,
    limits: Limits,
) -> Result<Box<dyn Reader>, Vec<Diagnostic>> {
    let one = |problem| vec![problem];
    let settled = encoding::settle(path, bytes, options).map_err(one)?;
    let quote = match options.quote {
        Some(Quote::Sign(sign)) => u8::try_from(sign).unwrap_or(b'"'),
        // A NUL byte is an error wherever it stands, so nothing is quoted by it.
        Some(Quote::None) => 0,
        None => b'"',
    };
    let mut file = File { path, bytes: settled.bytes, single: settled.single, quote };
    if let Some(comment) = options.comment.as_deref() {
        let delimiter = options.delimiter.and_then(|sign| u8::try_from(sign).ok());
        let delimiter = delimiter.map_or_else(|| file.delimiter_beside(comment), Ok).map_err(one)?;
        let wanted = rewrite::Wanted { comment: Some(comment), width: None };
        let mark = if file.raw(0, 3).map_err(one)? == [0xEF, 0xBB, 0xBF] { 3 } else { 0 };
        rewrite::rewrite(&mut file, mark, Dialect { delimiter, quote }, wanted, options, limits).map_err(one)?;
    }
    let head = header::read(&file, options, limits)?;
    let mut notes = [settled.notes, head.notes].concat();
    if options.ragged == Some(Ragged::Pad) {
        let width = head.headings.len();
        let wanted = rewrite::Wanted { comment: None, width: Some(width) };
        let rows = rewrite::rewrite(&mut file, head.first, head.dialect, wanted, options, limits).map_err(one)?;
        notes.extend((rows > 0).then(|| rewrite::padded(path, rows, width)));
    }
    let mut csv = Csv {
        path: path.into(),
        dialect: head.dialect,
        headings: head.headings,
        cuts: Cuts::default(),
        limits,
        first: head.first,
        before: head.lines,
        options: options.clone(),
        single: file.single,
        guesses: [settled.guesses, head.guesses].concat(),
        notes,
        bytes: file.bytes,
    };
    csv.cuts = Cuts::new(&csv.cutter()).map_err(one)?;
    Ok(Box::new(csv))
}

/// A file whose encoding is settled.
struct File<'a> {
    path: &'a str,
    bytes: Arc<dyn Bytes>,
    single: Option<Single>,
    quote: u8,
}

impl File<'_> {
    /// Bytes as they stand, as many as there are.
    fn raw(&self, from: u64, size: u64) -> Result<Vec<u8>, Diagnostic> {
        let mut text = vec![0; size.min(self.bytes.len().saturating_sub(from)) as usize];
        self.bytes.read_at(from, &mut text).map_err(|problem| cannot_read(self.path, &problem))?;
        Ok(text)
    }

    /// Bytes as UTF-8, if only to be shown.
    fn shown<'r>(&self, raw: &'r [u8]) -> Cow<'r, [u8]> {
        match self.single {
            Some(single) => Cow::Owned(single.shown(raw).into_bytes()),
            None => Cow::Borrowed(raw),
        }
    }

    /// The byte of the file for a byte of what is shown of its beginning.
    fn in_file(&self, text: &[u8], at: usize) -> u64 {
        match self.single {
            // A character is a byte there.
            Some(_) => text[..at].iter().filter(|&&byte| byte & 0xC0 != 0x80).count() as u64,
            None => at as u64,
        }
    }

    /// Whether every byte means something; the first that does not is an error.
    fn check(&self, raw: &[u8], first_line: u64) -> Result<(), Diagnostic> {
        let Some(single) = self.single else { return Ok(()) };
        let Err(at) = single.decode(raw, &mut String::new()) else { return Ok(()) };
        Err(problems::meaningless(self.path, single, raw, at, first_line))
    }

    /// The delimiter of a file with comments, where none was fixed.
    fn delimiter_beside(&self, comment: &str) -> Result<u8, Diagnostic> {
        let raw = self.raw(0, 64 << 10)?;
        let lines = raw.split_inclusive(|&byte| byte == b'\n').filter(|line| !line.starts_with(comment.as_bytes()));
        let sample: Vec<u8> = lines.flatten().copied().collect();
        Ok(sniff::delimiter(&sample, true, self.quote).delimiter)
    }
}

impl Csv {
    fn cutter(&self) -> Cutter<'_> {
        Cutter {
            path: &self.path,
            bytes: &*self.bytes,
            dialect: self.dialect,
            limits: self.limits,
            options: &self.options,
            first: self.first,
            threads: self.options.threads,
            first_line: self.before + 1,
            width: self.headings.len(),
        }
    }

    fn cut(&self) -> &Cut {
        self.cuts.certain(|| self.cutter())
    }

    /// Reads a part of a cut into a chunk. Says what is wrong by places in its text, and whether its quotes stand as
    /// RFC 4180 wants them.
    fn read_part(&self, cut: &Cut, part: u32, chunk: &mut Chunk) -> Result<rows::Indexed, Diagnostic> {
        chunk.part = part;
        chunk.width = self.headings.len();
        chunk.quote = Some(self.dialect.quote);
        chunk.list_mark = None;
        chunk.offset = cut.layout.starts.get(part as usize).copied().unwrap_or(0);
        chunk.origin.clear();
        let mut text = std::mem::take(&mut chunk.text);
        let filled = self.fill(cut, part, &mut text).and_then(|()| self.decode(part, &mut text));
        chunk.text = text;
        if let Err(problem) = filled {
            rows::clear(chunk);
            return Err(problem);
        }
        let indexed = rows::index(chunk, self.dialect, cut.layout.exact);
        if let Some((known, left_out)) = cut.lines.get(part as usize).zip(cut.empty.get(part as usize)) {
            known.store(u32::try_from(indexed.lines).unwrap_or(u32::MAX), Ordering::Relaxed);
            left_out.store(u32::try_from(indexed.empty).unwrap_or(u32::MAX), Ordering::Relaxed);
        }
        Ok(indexed)
    }

    fn fill(&self, cut: &Cut, part: u32, text: &mut Vec<u8>) -> Result<(), Diagnostic> {
        let range = cut.layout.starts.get(part as usize..part as usize + 2);
        let (from, until) = range.map_or((0, 0), |range| (range[0], range[1]));
        text.resize((until - from) as usize, 0);
        self.bytes.read_at(from, text).map_err(|problem| cannot_read(&self.path, &problem))
    }

    /// Brings a part that is not UTF-8 to it.
    fn decode(&self, part: u32, text: &mut Vec<u8>) -> Result<(), Diagnostic> {
        let Some(single) = self.single else { return Ok(()) };
        let mut decoded = String::with_capacity(text.len() + text.len() / 8);
        match single.decode(text, &mut decoded) {
            Ok(()) => *text = decoded.into_bytes(),
            Err(at) => return Err(problems::meaningless(&self.path, single, text, at, self.first_line(part))),
        }
        Ok(())
    }

    /// Cells and rows that exceed their budgets.
    fn too_large(&self, chunk: &Chunk) -> Option<Diagnostic> {
        let (cell, row) = (self.options.limit(Limit::Cell), self.options.limit(Limit::Row));
        if chunk.text.len() as u64 <= cell.min(row) || chunk.width == 0 {
            return None;
        }
        let end = |row: usize| {
            trim_return(&chunk.text, chunk.starts[row] as usize, chunk.ends[(row + 1) * chunk.width - 1] as usize)
        };
        let length = |at: usize| (end(at) as u64).saturating_sub(u64::from(chunk.starts[at]));
        if let Some(at) = (0..chunk.rows).find(|&at| length(at) > row) {
            let place = self.place(chunk, at, None);
            return Some(Limit::Row.exceeded(&self.path, &self.options).at_cell(place, Text::default()));
        }
        let cells = (0..chunk.rows).flat_map(|row| (0..chunk.width).map(move |column| (row, column)));
        let mut cells = cells.filter(|&(row, column)| chunk.raw(row, column).len() as u64 > cell);
        let (row, column) = cells.next()?;
        let place = self.place(chunk, row, Some(column));
        Some(Limit::Cell.exceeded(&self.path, &self.options).at_cell(place, Text::default()))
    }

    fn first_line(&self, part: u32) -> u64 {
        let cut = self.cut();
        let counted = cut.first_lines.get_or_init(|| {
            let mut line = self.before + 1;
            let mut text = Vec::new();
            let mut first_lines = Vec::with_capacity(cut.lines.len());
            for (part, lines) in cut.lines.iter().enumerate() {
                first_lines.push(line);
                line += match lines.load(Ordering::Relaxed) {
                    // A part that cannot be read again has no places worth showing.
                    u32::MAX if self.fill(cut, part as u32, &mut text).is_err() => 0,
                    u32::MAX => problems::line_breaks(&text),
                    known => u64::from(known),
                };
            }
            first_lines
        });
        counted.get(part as usize).copied().unwrap_or(self.before + 1)
    }

    fn marked(&self, chunk: &Chunk, row: usize, column: Option<usize>) -> Option<Marked> {
        let (first, last) = column.map_or((0, chunk.width.checked_sub(1)?), |column| (column, column));
        let at = row.checked_mul(chunk.width)?;
        let row_start = *chunk.starts.get(row)? as usize;
        let start = if first == 0 { row_start } else { *chunk.ends.get(at + first - 1)? as usize + 1 };
        let end = start.max(*chunk.ends.get(at + last)? as usize);
        let row_end = *chunk.ends.get(at + chunk.width - 1)? as usize;
        let line = chunk.lines.get(row).map_or(row as u64, |&lines| u64::from(lines));
        let (end, row_end) = (trim_return(&chunk.text, start, end), trim_return(&chunk.text, start, row_end));
        Some(Marked { row_start, row_end, start, end, line: self.first_line(chunk.part) + line })
    }
}

/// Leaves off the CR of a CRLF.
fn trim_return(text: &[u8], start: usize, end: usize) -> usize {
    let crlf = end > start && text.get(end) == Some(&b'\n') && text[end - 1] == b'\r';
    end - usize::from(crlf)
}

impl Reader for Csv {
    fn headings(&self) -> &[Heading] {
        &self.headings
    }

    fn parts(&self) -> u32 {
        self.cut().layout.parts()
    }

    fn read(&self, part: u32, chunk: &mut Chunk) -> Vec<Diagnostic> {
        let cut = self.cut();
        if let Some(problem) = &cut.problem {
            rows::clear(chunk);
            return vec![problem.clone()];
        }
        let problems = match self.read_part(cut, part, chunk) {
            Ok(indexed) => indexed.problems,
            Err(problem) => return vec![problem],
        };
        if problems.is_empty() {
            return self.too_large(chunk).into_iter().collect();
        }
        let report = problems::Report { path: &self.path, headings: &self.headings, text: &chunk.text };
        report.tell(&problems, self.first_line(part))
    }

    fn lines(&self, part: u32, memory: Vec<u8>) -> Option<Lines> {
        let (cut, mut text) = (self.cut(), memory);
        self.fill(cut, part, &mut text).and_then(|()| self.decode(part, &mut text)).ok()?;
        // As in [`rows::index`].
        if text.last() != Some(&b'\n') {
            text.push(b'\n');
        }
        Some(Lines {
            path: self.path.clone(),
            file: 0,
            part,
            first_line: self.first_line(part),
            dialect: self.dialect,
            width: self.headings.len(),
            text,
        })
    }

    fn draft(&self) -> Option<&dyn Draft> {
        self.cuts.guess().map(|_| self as &dyn Draft)
    }

    fn spot(&self, chunk: &Chunk, row: usize, column: Option<usize>) -> Spot {
        // Without line breaks to count before its rows, every row of a chunk is one line; otherwise one that a single line
        // break parts from the next.
        let is_one_line = match chunk.lines.get(row..row + 2) {
            Some(&[line, next]) => next - line == 1,
            _ => chunk.lines.is_empty(),
        };
        let spot = if is_one_line { place::spot_in_line } else { place::spot };
        self.marked(chunk, row, column).map(|marked| spot(&chunk.text, marked)).unwrap_or_default()
    }

    fn bare_place(&self, chunk: &Chunk, row: usize, column: Option<usize>) -> CellPlace {
        let Spot { line, column, end_line, end_column } = self.spot(chunk, row, column);
        CellPlace { path: self.path.to_string(), line, column, end_line, end_column, ..CellPlace::default() }
    }

    fn bare_place_into(&self, chunk: &Chunk, row: usize, column: Option<usize>, place: &mut CellPlace) {
        let Spot { line, column, end_line, end_column } = self.spot(chunk, row, column);
        let mut path = std::mem::take(&mut place.path);
        path.clear();
        path.push_str(&self.path);
        *place = CellPlace { path, line, column, end_line, end_column, ..CellPlace::default() };
    }

    fn place(&self, chunk: &Chunk, row: usize, column: Option<usize>) -> CellPlace {
        match self.marked(chunk, row, column) {
            Some(marked) => place::place(&self.path, &chunk.text, marked),
            None => CellPlace { path: self.path.to_string(), ..CellPlace::default() },
        }
    }

    fn element(&self, chunk: &Chunk, row: usize, column: usize, _number: usize, bytes: Range<usize>) -> CellPlace {
        match self.marked(chunk, row, Some(column)) {
            Some(cell) => {
                let (start, end) = (cell.start + bytes.start, (cell.start + bytes.end).min(cell.end));
                place::place(&self.path, &chunk.text, Marked { start, end, ..cell })
            }
            None => self.place(chunk, row, Some(column)),
        }
    }

    fn size(&self) -> u64 {
        self.bytes.len().saturating_sub(self.first)
    }

    fn guesses(&self) -> &[Guess] {
        &self.guesses
    }

    fn notes(&self) -> &[Diagnostic] {
        &self.notes
    }

    fn afterwards(&self) -> Vec<Diagnostic> {
        let empty: u64 = self.cut().empty.iter().map(|rows| u64::from(rows.load(Ordering::Relaxed))).sum();
        let message = match empty {
            0 => return Vec::new(),
            1 => Text::new("En rad uten innhold er hoppet over", "One row without content was skipped"),
            _ => {
                text!(nb: "{empty} rader uten innhold er hoppet over", en: "{empty} rows without content were skipped")
            }
        };
        vec![Diagnostic::note(Code::FormatGuess, message).at_file(&*self.path)]
    }
}

impl Draft for Csv {
    fn parts(&self) -> u32 {
        self.cuts.guess().map_or(0, |cut| cut.layout.parts())
    }

    fn read(&self, part: u32, chunk: &mut Chunk) -> bool {
        let Some(cut) = self.cuts.guess() else { return false };
        let fits =
            self.read_part(cut, part, chunk).is_ok_and(|indexed| indexed.quoted_well && indexed.problems.is_empty())
                && self.too_large(chunk).is_none();
        if !fits {
            self.cuts.refute();
        }
        fits
    }

    fn settle(&self, fits: bool) {
        if fits { self.cuts.prove() } else { self.cuts.refute() }
    }
}

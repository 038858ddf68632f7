//! CSV and TSV: RFC 4180 as people really write it.
//!
//! A file is cut into parts of about a mebibyte, each beginning with a row. A part is read whole, its cell borders are
//! found (`borders`, or `exact` where quotes or line ends are unusual), and its rows are checked to be as wide as
//! the headings. Cells stay as they stand in the file.

mod borders;
mod exact;
mod header;
mod parts;
mod problems;
mod rows;
mod sniff;
#[cfg(test)]
mod tests;
mod utf8;

use super::place::{self, Marked};
use super::{Format, Guess, Heading, Options, Reader, Spot, cannot_read};
use crate::base::{CellPlace, Diagnostic};
use crate::data::Chunk;
use crate::world::Bytes;
use parts::Layout;
use std::ops::Range;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

const SETTINGS: &[&str] = &["delimiter", "quote", "encoding", "skip_rows", "header_rows", "comment", "ragged"];

pub const CSV: Format = Format { name: "csv", endings: &["csv", "txt"], settings: SETTINGS, open, open_all: None };
pub const TSV: Format =
    Format { name: "tsv", endings: &["tsv", "tab"], settings: SETTINGS, open: open_tsv, open_all: None };

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
}

pub const LIMITS: Limits = Limits { part: 1 << 20, record: 64 << 20 };

struct Csv {
    path: Arc<str>,
    bytes: Arc<dyn Bytes>,
    dialect: Dialect,
    headings: Vec<Heading>,
    layout: Layout,
    /// Lines before the first row.
    before: u64,
    /// Line breaks in each part; `u32::MAX` until it has been read.
    lines: Vec<AtomicU32>,
    /// The line on which each part begins, once somebody asks.
    first_lines: OnceLock<Vec<u64>>,
    guesses: Vec<Guess>,
    notes: Vec<Diagnostic>,
}

fn open(path: &str, bytes: Arc<dyn Bytes>, options: &Options) -> Result<Box<dyn Reader>, Vec<Diagnostic>> {
    open_with(path, bytes, options, LIMITS)
}

fn open_tsv(path: &str, bytes: Arc<dyn Bytes>, options: &Options) -> Result<Box<dyn Reader>, Vec<Diagnostic>> {
    let delimiter = options.delimiter.or(Some('\t'));
    open_with(path, bytes, &Options { delimiter, ..options.clone() }, LIMITS)
}

/// [`open`] with other limits, for tests.
fn open_with(
    path: &str,
    bytes: Arc<dyn Bytes>,
    options: &Options,
    limits: Limits,
) -> Result<Box<dyn Reader>, Vec<Diagnostic>> {
    let head = header::read(path, &*bytes, options, limits)?;
    let cutter = parts::Cutter {
        path,
        bytes: &*bytes,
        dialect: head.dialect,
        limits,
        first: head.first,
        threads: options.threads,
        first_line: head.lines + 1,
    };
    let layout = cutter.cut().map_err(|problem| vec![problem])?;
    let lines = (0..layout.parts()).map(|_| AtomicU32::new(u32::MAX)).collect();
    Ok(Box::new(Csv {
        path: path.into(),
        bytes,
        dialect: head.dialect,
        headings: head.headings,
        layout,
        before: head.lines,
        lines,
        first_lines: OnceLock::new(),
        guesses: head.guesses,
        notes: head.notes,
    }))
}

impl Csv {
    fn fill(&self, part: u32, text: &mut Vec<u8>) -> Result<(), Diagnostic> {
        let range = self.layout.starts.get(part as usize..part as usize + 2);
        let (from, until) = range.map_or((0, 0), |range| (range[0], range[1]));
        text.resize((until - from) as usize, 0);
        self.bytes.read_at(from, text).map_err(|problem| cannot_read(&self.path, &problem))
    }

    fn first_line(&self, part: u32) -> u64 {
        let counted = self.first_lines.get_or_init(|| {
            let mut line = self.before + 1;
            let mut text = Vec::new();
            let mut first_lines = Vec::with_capacity(self.lines.len());
            for (part, lines) in self.lines.iter().enumerate() {
                first_lines.push(line);
                line += match lines.load(Ordering::Relaxed) {
                    // A part that cannot be read again has no places worth showing.
                    u32::MAX if self.fill(part as u32, &mut text).is_err() => 0,
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
        self.layout.parts()
    }

    fn read(&self, part: u32, chunk: &mut Chunk) -> Vec<Diagnostic> {
        chunk.part = part;
        chunk.width = self.headings.len();
        chunk.quote = Some(self.dialect.quote);
        chunk.list_mark = None;
        chunk.offset = self.layout.starts.get(part as usize).copied().unwrap_or(0);
        chunk.origin.clear();
        let mut text = std::mem::take(&mut chunk.text);
        let filled = self.fill(part, &mut text);
        chunk.text = text;
        if let Err(problem) = filled {
            rows::clear(chunk);
            return vec![problem];
        }
        let (lines, problems) = rows::index(chunk, self.dialect, self.layout.exact);
        if let Some(known) = self.lines.get(part as usize) {
            known.store(u32::try_from(lines).unwrap_or(u32::MAX), Ordering::Relaxed);
        }
        if problems.is_empty() {
            return Vec::new();
        }
        let report = problems::Report { path: &self.path, headings: &self.headings, text: &chunk.text };
        report.tell(&problems, self.first_line(part))
    }

    fn spot(&self, chunk: &Chunk, row: usize, column: Option<usize>) -> Spot {
        self.marked(chunk, row, column).map(|marked| place::spot(&chunk.text, marked)).unwrap_or_default()
    }

    fn bare_place(&self, chunk: &Chunk, row: usize, column: Option<usize>) -> CellPlace {
        let Spot { line, column, end_line, end_column } = self.spot(chunk, row, column);
        CellPlace { path: self.path.to_string(), line, column, end_line, end_column, ..CellPlace::default() }
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
        self.layout.starts.last().zip(self.layout.starts.first()).map_or(0, |(last, first)| last - first)
    }

    fn guesses(&self) -> &[Guess] {
        &self.guesses
    }

    fn notes(&self) -> &[Diagnostic] {
        &self.notes
    }
}

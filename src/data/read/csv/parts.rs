//! Where the parts of a file begin. Exact: quotes are counted first, so that a line break inside a cell is never taken
//! for the end of a row. The parts follow from the bytes and the part size alone.

use super::{Dialect, Limits, borders, exact, problems};
use crate::base::{Diagnostic, parallel};
use crate::data::read::Options;
use crate::world::Bytes;

/// How much of a row is looked at to guess whether it is one.
const WINDOW: u64 = 16 << 10;

/// How far behind a boundary a row may begin for its place to be guessed: whoever looks further from every boundary
/// reads a file that is one open quote again and again.
const LOOK: u64 = 1 << 16;

/// The parts of a file.
#[derive(Debug, Default)]
pub struct Layout {
    /// Where each part begins in the file, and where the last one ends.
    pub starts: Vec<u64>,
    /// Some quote stands where the quick way does not take it: the defining tokenizer reads every part.
    pub exact: bool,
}

impl Layout {
    /// How many parts there are.
    pub fn parts(&self) -> u32 {
        self.starts.len().saturating_sub(1) as u32
    }
}

/// What cuts a file into parts needs to know of it.
pub struct Cutter<'a> {
    pub path: &'a str,
    pub bytes: &'a dyn Bytes,
    pub dialect: Dialect,
    pub limits: Limits,
    pub options: &'a Options,
    /// The byte at which the first row after the headings begins, and its line.
    pub first: u64,
    pub first_line: u64,
    /// Cells a row.
    pub width: usize,
    pub threads: usize,
}

impl Cutter<'_> {
    pub fn cut(&self) -> Result<Layout, Diagnostic> {
        let rest = self.bytes.len().saturating_sub(self.first);
        if rest == 0 {
            return Ok(Layout::default());
        }
        if rest <= self.limits.part {
            return Ok(Layout { starts: vec![self.first, self.bytes.len()], exact: false });
        }
        let count = rest.div_ceil(self.limits.part);
        match self.quoted(count)? {
            Some(quoted) => self.by_counting(&quoted),
            None => self.by_reading(),
        }
    }

    /// The parts of a large file by what the rows behind each boundary look like.
    pub fn guess(&self) -> Option<Layout> {
        let rest = self.bytes.len().saturating_sub(self.first);
        if rest < self.limits.guess.max(self.limits.part + 1) {
            return None;
        }
        let inside = |part: u64| {
            let boundary = self.first + part * self.limits.part;
            Ok(!self.begins_row(boundary, false)? && self.begins_row(boundary, true)?)
        };
        let quoted = (0..rest.div_ceil(self.limits.part)).map(inside).collect::<Result<Vec<bool>, Diagnostic>>();
        self.by_counting(&quoted.ok()?).ok()
    }

    /// Whether the first record behind a place has the cells of a row, if the place lies inside quotes or outside.
    fn begins_row(&self, place: u64, inside: bool) -> Result<bool, Diagnostic> {
        let far = self.bytes.len().min(place + LOOK);
        let Some(start) = self.record_behind(place, inside, far)? else { return Ok(false) };
        let mut window = vec![0; WINDOW.min(self.bytes.len() - start) as usize];
        self.read(start, &mut window)?;
        let mut ends = Vec::new();
        let record = exact::record(&window, 0, self.dialect, &mut ends);
        let well_quoted = borders::quick(&window[..record.next], self.dialect, &mut ends).is_some();
        Ok(record.complete && well_quoted && ends.len() == self.width)
    }

    /// For every boundary whether it lies inside quotes; `None` when the quotes do not stand as RFC 4180 wants them.
    fn quoted(&self, count: u64) -> Result<Option<Vec<bool>>, Diagnostic> {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        let size = self.bytes.len() - self.first;
        let looked = parallel::map(count, size, self.threads, Vec::new, |buffer, part| self.parity(part, buffer));
        let mut quoted = Vec::with_capacity(count as usize);
        let mut inside = false;
        for found in looked {
            quoted.push(inside);
            let found = found?;
            if found.misplaced[usize::from(inside)] {
                return Ok(None);
            }
            inside ^= found.odd;
        }
        Ok((!inside).then_some(quoted))
    }

    /// What the stretch between two boundaries says of its quotes.
    fn parity(&self, part: u32, buffer: &mut Vec<u8>) -> Result<borders::Parity, Diagnostic> {
        let from = self.first + u64::from(part) * self.limits.part;
        let until = (from + self.limits.part).min(self.bytes.len());
        // With the bytes before and after.
        let ahead = usize::from(part > 0);
        let behind = (until + 1).min(self.bytes.len());
        buffer.resize((behind - from) as usize + ahead, 0);
        self.read(from - ahead as u64, buffer)?;
        let (before, rest) = buffer.split_at(ahead);
        let (text, after) = rest.split_at((until - from) as usize);
        Ok(borders::parity(text, before.last().copied(), after.first().copied(), self.dialect))
    }

    /// Each part begins with the first record that begins behind its boundary.
    fn by_counting(&self, quoted: &[bool]) -> Result<Layout, Diagnostic> {
        let mut starts = vec![self.first];
        let mut last = self.first;
        for (part, &inside) in quoted.iter().enumerate().skip(1) {
            let boundary = self.first + part as u64 * self.limits.part;
            let start = if last > boundary { last } else { self.next_record(boundary, inside)? };
            self.check_size(last, start)?;
            starts.push(start);
            last = start;
        }
        self.check_size(last, self.bytes.len())?;
        starts.push(self.bytes.len());
        Ok(Layout { starts, exact: false })
    }

    fn check_size(&self, from: u64, until: u64) -> Result<(), Diagnostic> {
        if until - from > self.limits.part + self.limits.record {
            return Err(problems::record_too_large(self.path, None, self.options));
        }
        Ok(())
    }

    /// Behind the first line end outside quotes at or after a place; the end of the file if there is none.
    fn next_record(&self, from: u64, inside: bool) -> Result<u64, Diagnostic> {
        let end = self.bytes.len();
        Ok(self.record_behind(from, inside, end)?.unwrap_or(end))
    }

    /// Behind the first line end outside quotes at or after a place, if there is one before `end`.
    fn record_behind(&self, from: u64, mut inside: bool, end: u64) -> Result<Option<u64>, Diagnostic> {
        let mut window = [0u8; 4096];
        let mut at = from;
        while at < end {
            let size = window.len().min((end - at) as usize);
            self.read(at, &mut window[..size])?;
            for (i, &byte) in window[..size].iter().enumerate() {
                let here = at + i as u64;
                if byte == self.dialect.quote {
                    inside = !inside;
                } else if byte == b'\n' && !inside {
                    return Ok(Some(here + 1));
                } else if byte == b'\r' && !inside {
                    let mut next = [0u8];
                    if here + 1 < self.bytes.len() {
                        self.read(here + 1, &mut next)?;
                    }
                    return Ok(Some(here + 1 + u64::from(next == *b"\n")));
                }
            }
            at += size as u64;
        }
        Ok(None)
    }

    /// Reads every record by the defining tokenizer, and begins a new part when one is full.
    fn by_reading(&self) -> Result<Layout, Diagnostic> {
        let mut starts = vec![self.first];
        let (mut part, mut from, mut line) = (self.first, self.first, self.first_line);
        let mut buffer = Vec::new();
        let mut size = self.limits.part.max(4096);
        let mut ends = Vec::new();
        while from < self.bytes.len() {
            let until = (from + size).min(self.bytes.len());
            buffer.resize((until - from) as usize, 0);
            self.read(from, &mut buffer)?;
            let whole_file = until == self.bytes.len();
            let mut at = 0;
            while at < buffer.len() {
                ends.clear();
                let record = exact::record(&buffer, at, self.dialect, &mut ends);
                // A CR at the very end of the buffer may belong to an LF behind it.
                let complete = record.complete && record.next < buffer.len();
                if !complete && !whole_file {
                    if size > self.limits.record {
                        let line = line + problems::line_breaks(&buffer[..at]);
                        return Err(self.endless(record.open.is_some(), line));
                    }
                    break;
                }
                at = record.next;
                let next = from + at as u64;
                if next - part >= self.limits.part && next < self.bytes.len() {
                    starts.push(next);
                    part = next;
                }
            }
            line += problems::line_breaks(&buffer[..at]);
            size = if at == 0 { size * 2 } else { self.limits.part.max(4096) };
            from += at as u64;
        }
        starts.push(self.bytes.len());
        Ok(Layout { starts, exact: true })
    }

    fn endless(&self, open: bool, line: u64) -> Diagnostic {
        if open {
            problems::open_quote(self.path, line)
        } else {
            problems::record_too_large(self.path, Some(line), self.options)
        }
    }

    fn read(&self, from: u64, buffer: &mut [u8]) -> Result<(), Diagnostic> {
        self.bytes.read_at(from, buffer).map_err(|problem| super::super::cannot_read(self.path, &problem))
    }
}

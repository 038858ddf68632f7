//! JSON (an array of objects) and NDJSON (an object a line). Keys become columns in the order in which they first
//! appear; nested objects are flattened with dots, arrays of plain values are lists, an absent key and `null` are empty
//! cells. Opening reads the whole file once, so that every key is known and everything wrong is told. Records that lie
//! under keys, or in other records, are read as documents in memory (`read::tree`).

pub mod keys;
pub mod parse;
mod problems;
mod split;
#[cfg(test)]
mod tests;
mod tree;

use super::inner::Inner;
use super::place::{self, Marked};
use super::{Format, Heading, Limit, Options, REFUSED, Reader, Source, Spot, cannot_read};
use crate::base::{CellPlace, Diagnostic};
use crate::data::Chunk;
use crate::world::Bytes;
use keys::Keys;
use split::{Next, State};
use std::ops::Range;
use std::sync::Arc;

pub use parse::{MARK, NESTED};

pub const JSON: Format = Format {
    name: "json",
    endings: &["json"],
    settings: &["part"],
    open: open_array,
    open_all: Some(open_all),
    inner: Some(inner),
};
pub const NDJSON: Format = Format {
    name: "ndjson",
    endings: &["ndjson", "jsonl"],
    settings: &[],
    open: open_lines,
    open_all: None,
    inner: None,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Array,
    Lines,
}

/// How much is read at once, and how much there may be.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes that a part aims at, and rows that it may have.
    pub part: u64,
    pub rows: usize,
    pub record: u64,
    pub columns: usize,
    /// Levels of brackets in one record.
    pub depth: usize,
}

impl Limits {
    fn of(options: &Options) -> Limits {
        let most = |limit| usize::try_from(options.limit(limit)).unwrap_or(usize::MAX);
        let (columns, depth) = (most(Limit::Columns), most(Limit::Depth));
        Limits { part: 1 << 20, rows: 4096, record: options.limit(Limit::Row), columns, depth }
    }

    /// That a file exceeds one of them.
    fn exceeded(self, limit: Limit, path: &str) -> Diagnostic {
        let (columns, depth) = (self.columns as u64, self.depth as u64);
        let limits = vec![(Limit::Row, self.record), (Limit::Columns, columns), (Limit::Depth, depth)];
        limit.exceeded(path, &Options { limits, ..Options::default() })
    }
}

/// A part begins with a record.
#[derive(Clone, Copy, Debug)]
struct Part {
    start: u64,
    end: u64,
    /// Where its first record stands.
    at: Position,
    /// Its first record's number, from 0.
    row: u64,
}

/// A line and a column, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    pub line: u64,
    pub column: u64,
}

impl Position {
    /// The position behind some more text.
    fn past(self, text: &[u8]) -> Position {
        let breaks = place::line_breaks(text);
        let last = memchr::memrchr2(b'\n', b'\r', text).map_or(0, |i| i + 1);
        let points = text[last..].iter().filter(|&&byte| byte & 0xC0 != 0x80).count() as u64;
        Position { line: self.line + breaks, column: if breaks > 0 { 1 } else { self.column } + points }
    }
}

struct Json {
    path: Arc<str>,
    bytes: Arc<dyn Bytes>,
    form: Form,
    headings: Vec<Heading>,
    keys: Keys,
    parts: Vec<Part>,
    limits: Limits,
    notes: Vec<Diagnostic>,
}

/// What stands before the cells of each row in [`Chunk::origin`]: the record's bytes, and its line and column.
pub const LEAD: usize = 2;

fn open_array(path: &str, bytes: Arc<dyn Bytes>, options: &Options) -> Result<Box<dyn Reader>, Vec<Diagnostic>> {
    if options.part.is_some() || is_object(&*bytes) {
        return super::tree::open_one(path, bytes, options, tree::read, "JSON");
    }
    open_with(path, bytes, Form::Array, Limits::of(options))
}

fn open_lines(path: &str, bytes: Arc<dyn Bytes>, options: &Options) -> Result<Box<dyn Reader>, Vec<Diagnostic>> {
    open_with(path, bytes, Form::Lines, Limits::of(options))
}

fn open_all(files: &[Source], options: &Options) -> Result<Box<dyn Reader>, Vec<Diagnostic>> {
    match files {
        [file] => open_array(&file.path, file.bytes.clone(), options),
        _ => super::tree::open_all(files, options, tree::read, "JSON"),
    }
}

fn inner(path: &str, bytes: Arc<dyn Bytes>, options: &Options) -> Result<Vec<Inner>, Vec<Diagnostic>> {
    match is_object(&*bytes) {
        true => super::tree::inner(path, bytes, options, tree::read, "JSON"),
        false => Ok(Vec::new()),
    }
}

/// Whether a file begins as an object, so that its records lie under keys.
fn is_object(bytes: &dyn Bytes) -> bool {
    let mut first = vec![0; bytes.len().min(4096) as usize];
    let read = bytes.read_at(0, &mut first).is_ok();
    let first = first.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(&first);
    read && first.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{')
}

fn open_with(
    path: &str,
    bytes: Arc<dyn Bytes>,
    form: Form,
    limits: Limits,
) -> Result<Box<dyn Reader>, Vec<Diagnostic>> {
    let mut survey = Survey {
        path,
        form,
        limits,
        keys: Keys::new(limits.columns),
        parts: Vec::new(),
        rows: 0,
        problems: problems::Problems::new(path, limits),
    };
    if let Err(problem) = survey.run(&*bytes) {
        survey.problems.push(problem);
    }
    let found = survey.problems.finish();
    if !found.is_empty() {
        return Err(found);
    }
    let Survey { keys, parts, .. } = survey;
    let headings = keys.headings(path);
    let notes = keys.nested().iter().map(|key| super::tree::nested(path, key)).collect();
    Ok(Box::new(Json { path: path.into(), bytes, form, headings, keys, parts, limits, notes }))
}

/// The first reading: parts, keys, and everything that is wrong.
struct Survey<'a> {
    path: &'a str,
    form: Form,
    limits: Limits,
    keys: Keys,
    parts: Vec<Part>,
    rows: u64,
    problems: problems::Problems<'a>,
}

impl Survey<'_> {
    fn run(&mut self, bytes: &dyn Bytes) -> Result<(), Diagnostic> {
        let length = bytes.len();
        let mut from = problems::beginning(self.path, bytes, self.form)?;
        let (mut state, mut size) = (State::Start, self.limits.part.max(4096));
        let mut position = Position { line: 1, column: 1 };
        let mut buffer = Vec::new();
        while from < length {
            let until = (from + size).min(length);
            let last = until == length;
            buffer.resize((until - from) as usize, 0);
            bytes.read_at(from, &mut buffer).map_err(|problem| cannot_read(self.path, &problem))?;
            let mut at = 0;
            loop {
                match split::next(&buffer, at, self.form, state, last) {
                    Next::Record { start, end, state: after } => {
                        position = position.past(&buffer[at..start]);
                        self.record(&buffer, start..end, from, position)?;
                        position = position.past(&buffer[start..end]);
                        (at, state) = (end, after);
                    }
                    Next::End { at: used, state: after } => {
                        position = position.past(&buffer[at..used]);
                        (at, state) = (used, after);
                        break;
                    }
                    Next::Incomplete { at: used, state: after } => {
                        position = position.past(&buffer[at..used]);
                        (at, state) = (used, after);
                        break;
                    }
                    Next::Fault { at: wrong, expected } => {
                        let position = position.past(&buffer[at..wrong]);
                        return Err(self.problems.unexpected(&buffer, wrong, position, expected));
                    }
                }
            }
            if at == 0 && size > self.limits.record {
                return Err(self.problems.too_large(position));
            }
            size = if at == 0 { size * 2 } else { self.limits.part.max(4096) };
            from += at as u64;
            if last {
                break;
            }
        }
        if let Some(part) = self.parts.last_mut() {
            part.end = length;
        }
        Ok(())
    }

    fn record(
        &mut self,
        buffer: &[u8],
        range: std::ops::Range<usize>,
        from: u64,
        at: Position,
    ) -> Result<(), Diagnostic> {
        let start = from + range.start as u64;
        let full = self.parts.last().is_none_or(|part| {
            start - part.start >= self.limits.part || self.rows - part.row >= self.limits.rows as u64
        });
        if full {
            if let Some(part) = self.parts.last_mut() {
                part.end = start;
            }
            self.parts.push(Part { start, end: start, at, row: self.rows });
        }
        self.rows += 1;
        let record = &buffer[range.clone()];
        if let Err(wrong) = std::str::from_utf8(record) {
            self.problems.not_utf8(buffer, range.start, range.start + wrong.valid_up_to(), at);
            return Ok(());
        }
        let read = parse::record(record, self.limits.depth, false, &mut self.keys.learning(self.rows));
        match read {
            Ok(()) => Ok(()),
            Err(fault) => {
                let syntax = matches!(fault.kind, parse::Kind::Syntax(_) | parse::Kind::TooWide);
                let problem = self.problems.fault(buffer, range.start, fault, at);
                // In an array the brackets can no longer be trusted; a line stands for itself.
                if syntax && self.form == Form::Array {
                    return Err(problem);
                }
                self.problems.push(problem);
                Ok(())
            }
        }
    }
}

impl Json {
    fn part(&self, chunk: &Chunk) -> Option<&Part> {
        self.parts.get(chunk.part as usize)
    }

    /// The bytes of a row's record, where they begin, and its position.
    fn origin(&self, chunk: &Chunk, row: usize) -> Option<((u64, u64), Position)> {
        let at = row * (chunk.width + LEAD);
        let (line, column) = *chunk.origin.get(at + 1)?;
        Some((*chunk.origin.get(at)?, Position { line, column }))
    }

    /// A row's record and the marked bytes of it: those of a cell if there is one, otherwise all.
    fn marked(&self, chunk: &Chunk, row: usize, column: Option<usize>) -> Option<(Vec<u8>, Marked, Position)> {
        let ((start, end), position) = self.origin(chunk, row)?;
        let cell = column.and_then(|column| chunk.origin.get(row * (chunk.width + LEAD) + LEAD + column));
        let (from, until) = cell.copied().filter(|(from, until)| from < until).unwrap_or((start, end));
        let mut text = vec![0; end.checked_sub(start)? as usize];
        self.bytes.read_at(start, &mut text).ok()?;
        let marked = Marked {
            row_start: 0,
            row_end: text.len(),
            start: (from - start) as usize,
            end: (until - start) as usize,
            line: position.line,
        };
        Some((text, marked, position))
    }

    /// Columns of the record's first line are counted from where the record begins.
    fn shift(spot: Spot, position: Position) -> Spot {
        let before = u32::try_from(position.column - 1).unwrap_or(u32::MAX);
        let line = u32::try_from(position.line).unwrap_or(u32::MAX);
        let moved = |at: u32, column: u32| if at == line { column.saturating_add(before) } else { column };
        Spot { column: moved(spot.line, spot.column), end_column: moved(spot.end_line, spot.end_column), ..spot }
    }

    /// The place of marked bytes of a record that begins at a position.
    fn placed(path: &str, text: &[u8], marked: Marked, position: Position) -> CellPlace {
        let place = place::place(path, text, marked);
        let spot =
            Spot { line: place.line, column: place.column, end_line: place.end_line, end_column: place.end_column };
        let Spot { line, column, end_line, end_column } = Json::shift(spot, position);
        CellPlace { line, column, end_line, end_column, ..place }
    }

    fn pointer(&self, chunk: &Chunk, row: usize, record: &[u8], marked: Marked) -> Option<String> {
        let mut found = keys::PointerAt { start: marked.start, found: None };
        parse::record(record, self.limits.depth, true, &mut found).ok()?;
        let inside = found.found.unwrap_or_default();
        match self.form {
            Form::Lines => Some(inside),
            Form::Array => Some(format!("/{}{inside}", self.part(chunk)?.row + row as u64)),
        }
    }
}

impl Reader for Json {
    fn headings(&self) -> &[Heading] {
        &self.headings
    }

    fn parts(&self) -> u32 {
        self.parts.len() as u32
    }

    fn read(&self, part: u32, chunk: &mut Chunk) -> Vec<Diagnostic> {
        chunk.begin(part, self.headings.len());
        (chunk.list_mark, chunk.refused_mark) = (Some(parse::MARK), Some(REFUSED));
        let Some(&Part { start, end, at: mut position, .. }) = self.parts.get(part as usize) else { return Vec::new() };
        chunk.offset = start;
        let mut text = vec![0; (end - start) as usize];
        if let Err(problem) = self.bytes.read_at(start, &mut text) {
            return vec![cannot_read(&self.path, &problem)];
        }
        let mut row = keys::Row::new(&self.keys, chunk.width);
        let (mut at, mut state) = (0, State::First);
        while let Next::Record { start: from, end: until, state: after } =
            split::next(&text, at, self.form, state, true)
        {
            position = position.past(&text[at..from]);
            let record = &text[from..until];
            row.clear();
            if let Err(fault) = parse::record(record, self.limits.depth, false, &mut row) {
                // The file was sound when it was opened, so it has changed since.
                let mut problems = problems::Problems::new(&self.path, self.limits);
                let problem = problems.fault(&text, from, fault, position);
                problems.push(problem);
                return problems.finish();
            }
            let offset = start + from as u64;
            chunk.origin.push((offset, start + until as u64));
            chunk.origin.push((position.line, position.column));
            row.write(chunk, offset);
            position = position.past(record);
            (at, state) = (until, after);
        }
        Vec::new()
    }

    fn spot(&self, chunk: &Chunk, row: usize, column: Option<usize>) -> Spot {
        self.marked(chunk, row, column)
            .map(|(text, marked, position)| Json::shift(place::spot(&text, marked), position))
            .unwrap_or_default()
    }

    fn place(&self, chunk: &Chunk, row: usize, column: Option<usize>) -> CellPlace {
        let Some((text, marked, position)) = self.marked(chunk, row, column) else {
            return CellPlace { path: self.path.to_string(), ..CellPlace::default() };
        };
        let pointer = self.pointer(chunk, row, &text, marked);
        CellPlace { pointer, ..Json::placed(&self.path, &text, marked, position) }
    }

    fn element(&self, chunk: &Chunk, row: usize, column: usize, number: usize, _bytes: Range<usize>) -> CellPlace {
        let whole = self.place(chunk, row, Some(column));
        let found = self.marked(chunk, row, Some(column)).and_then(|(text, cell, position)| {
            let range = split::element(&text[cell.start..cell.end], number)?;
            let element = Marked { start: cell.start + range.start, end: cell.start + range.end, ..cell };
            Some(Json::placed(&self.path, &text, element, position))
        });
        let pointer = whole.pointer.as_ref().map(|pointer| format!("{pointer}/{number}"));
        found.map(|place| CellPlace { pointer, ..place }).unwrap_or(whole)
    }

    fn size(&self) -> u64 {
        self.parts.last().zip(self.parts.first()).map_or(0, |(last, first)| last.end - first.start)
    }

    fn notes(&self) -> &[Diagnostic] {
        &self.notes
    }
}

//! A run of a table's rows as they stand in the file: bytes, and where each cell begins and ends.

use super::strip::{Span, Strip};
use std::borrow::Cow;

/// Rows of one part of a table. Cells stay slices of `text`; nothing is decoded here.
#[derive(Clone, Debug, Default)]
pub struct Chunk {
    /// The part that this is, from 0; see [`super::Reader::parts`]. Of its file, where the table has several.
    pub part: u32,
    /// The file that this is from, where the table has several.
    pub file: u32,
    /// UTF-8 (the reader has checked it).
    pub text: Vec<u8>,
    /// Cells a row.
    pub width: usize,
    pub rows: usize,
    /// Where the first cell of each row begins.
    pub starts: Vec<u32>,
    /// Where each cell ends (row by row); the next cell of the row begins one byte later.
    pub ends: Vec<u32>,
    /// The cells column by column, for readers that hand them over so; `starts` and `ends` are empty then.
    pub columns: Vec<Strip>,
    /// How many line breaks stand before each row in its part; empty where every row is one line, which is the rule.
    pub lines: Vec<u32>,
    /// Every text of it is NFC as it stands: it holds no character beyond U+02FF but dashes, quotation marks and the like.
    pub plain: bool,
    /// Every line outside quotes is a row, and quotes stand as RFC 4180 wants them (CSV).
    pub regular: bool,
    /// The byte that quotes a cell (CSV), doubled inside; absent where `text` holds bare values.
    pub quote: Option<u8>,
    /// The byte between the elements of a list, where the format itself has lists (JSON: U+001F); otherwise the
    /// field's own separator counts. Cells that are such lists begin with this byte as well.
    pub list_mark: Option<u8>,
    /// The byte that begins a cell which cannot be read, whatever its column expects: an error of a spreadsheet, or a
    /// formula that nobody has computed. What follows is how the cell looks.
    pub refused_mark: Option<u8>,
    /// Readers whose `text` is not the file's own bytes note here where each cell begins and ends in the file.
    pub origin: Vec<(u64, u64)>,
    /// The byte of the file at which `text` begins, where `text` is the file's own bytes.
    pub offset: u64,
}

/// Where a row of a part begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LineAt {
    /// Of the part, from 0.
    pub row: u32,
    /// The byte of its text.
    pub start: u32,
    /// The line of the part, from 0.
    pub number: u32,
}

/// A cell without its quotes; doubled quotes inside are still doubled when the flag is true.
#[inline]
pub fn unquote(raw: &[u8], quote: u8) -> (&[u8], bool) {
    match raw {
        [first, inner @ .., last] if *first == quote && *last == quote => {
            (inner, memchr::memchr(quote, inner).is_some())
        }
        _ => (raw, false),
    }
}

/// Bytes that are UTF-8, as a reader has checked; what is not is shown as such.
pub fn as_text(bytes: &[u8]) -> Cow<'_, str> {
    std::str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed)
}

/// A text with single quotes for doubled ones.
pub fn undoubled(text: &str, quote: u8) -> String {
    let one = (quote as char).to_string();
    text.replace(&one.repeat(2), &one)
}

impl Chunk {
    /// Empties the chunk for the rows of a part, as bare values; the buffers stay.
    pub fn begin(&mut self, part: u32, width: usize) {
        let Chunk { mut text, mut starts, mut ends, mut columns, mut lines, mut origin, .. } = std::mem::take(self);
        text.clear();
        columns.clear();
        origin.clear();
        [&mut starts, &mut ends, &mut lines].into_iter().for_each(Vec::clear);
        *self = Chunk { part, width, text, starts, ends, columns, lines, origin, ..Chunk::default() };
    }

    /// Bytes of memory that it takes, roughly.
    pub fn memory(&self) -> usize {
        let places = 4 * (self.starts.len() + self.ends.len() + self.lines.len()) + 16 * self.origin.len();
        self.text.len() + places + self.columns.iter().map(Strip::memory).sum::<usize>()
    }

    /// The bytes of a cell as they stand, quotes included.
    #[inline]
    pub fn raw(&self, row: usize, column: usize) -> &[u8] {
        if let Some(strip) = self.columns.get(column) {
            return strip.cell(row).of(&self.text);
        }
        let at = row * self.width + column;
        let start = if column == 0 { self.starts[row] } else { self.ends[at - 1] + 1 };
        let mut end = self.ends[at];
        if column + 1 == self.width && self.quote.is_some() && end > start && self.text[end as usize - 1] == b'\r' {
            end -= 1;
        }
        &self.text[start as usize..end as usize]
    }

    /// The cell's text without its quotes; doubled quotes inside are still doubled when the flag is true.
    #[inline]
    pub fn unquoted(&self, row: usize, column: usize) -> (&[u8], bool) {
        let raw = self.raw(row, column);
        match self.quote {
            Some(quote) => unquote(raw, quote),
            _ if self.refused_mark.is_some() && raw.first() == self.refused_mark.as_ref() => (&raw[1..], false),
            _ => (raw, false),
        }
    }

    /// The cell's text as it is shown: a list of the format's own as `[a, b]`.
    pub fn shown(&self, row: usize, column: usize) -> std::borrow::Cow<'_, str> {
        let raw = self.raw(row, column);
        let Some(mark) = self.list_mark.filter(|mark| raw.first() == Some(mark)) else { return self.text(row, column) };
        let elements: Vec<_> = raw[1..].split(|byte| *byte == mark).map(String::from_utf8_lossy).collect();
        // One blank element is two marks.
        let elements = if raw.len() == 2 && raw[1] == mark { &elements[1..] } else { &elements[..] };
        format!("[{}]", elements.join(", ")).into()
    }

    /// The cell's text as a person means it: without quotes, doubled quotes single.
    pub fn text(&self, row: usize, column: usize) -> Cow<'_, str> {
        let (bytes, doubled) = self.unquoted(row, column);
        let text = as_text(bytes);
        match (doubled, self.quote) {
            (true, Some(quote)) => undoubled(&text, quote).into(),
            _ => text,
        }
    }

    /// The line on which a row begins, and the byte of `text` at which one of its cells does, where the cell can be found
    /// again by that; see [`super::Reader::lines`].
    #[inline]
    pub fn begins(&self, row: usize, column: usize) -> Option<(LineAt, u32)> {
        if !self.regular {
            return None;
        }
        let start = *self.starts.get(row)?;
        let cell = match column.checked_sub(1) {
            None => start,
            Some(before) => self.ends.get(row * self.width + before)? + 1,
        };
        let number = self.lines.get(row).copied().unwrap_or(row as u32);
        Some((LineAt { row: row as u32, start, number }, cell))
    }

    /// Puts another text into a cell. What stands in the chunk already stays where it is, and other cells as they are.
    pub fn put(&mut self, row: usize, column: usize, text: &str) {
        if row >= self.rows || column >= self.width {
            return;
        }
        let written = self.written(text);
        (self.plain, self.regular) = (false, false);
        if let Some(strip) = self.columns.get_mut(column) {
            let start = self.text.len() as u32;
            self.text.extend_from_slice(&written);
            return strip.put(row, self.rows, Span { start, end: self.text.len() as u32 });
        }
        // A row's cells stand one behind the other, so the row is written anew.
        let cells: Vec<Vec<u8>> = (0..self.width).map(|other| self.raw(row, other).to_vec()).collect();
        self.starts[row] = self.text.len() as u32;
        for (other, cell) in cells.iter().enumerate() {
            self.text.extend_from_slice(if other == column { &written } else { cell });
            self.ends[row * self.width + other] = self.text.len() as u32;
            self.text.push(b'\n');
        }
    }

    /// A text as a cell here is written.
    fn written(&self, text: &str) -> Vec<u8> {
        match self.quote {
            Some(quote) if text.as_bytes().contains(&quote) => {
                let one = (quote as char).to_string();
                format!("{one}{}{one}", text.replace(&one, &one.repeat(2))).into_bytes()
            }
            _ => text.as_bytes().to_vec(),
        }
    }
}

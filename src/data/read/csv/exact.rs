//! The defining tokenizer: one byte after the other, for every text that the quick way does not take.
//!
//! A quote is special only where a cell begins. Inside a quoted cell a doubled quote is a quote, and a single one ends
//! the quoting; what stands between it and the next border belongs to the cell as it is written (`"Foo" AS` is the text
//! `"Foo" AS`). Outside quotes LF, CRLF and a lone CR end a record.

use super::Dialect;

/// A record that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    /// Where the next record begins.
    pub next: usize,
    /// A line end was found; otherwise the text ended.
    pub complete: bool,
    /// Where a quote stands that was never closed.
    pub open: Option<usize>,
    /// Where a quote stands whose text runs over a line end and is followed by more text: most likely a stray quote
    /// that swallowed rows.
    pub swallowed: Option<usize>,
}

/// Cells of a record whose ends are noted; a table never has as many columns.
const CELLS: usize = (1 << 20) + 1;

/// Reads the record at `from`, and appends where each of its cells ends. The end of the last cell is the byte that ends
/// the line (a CR before LF belongs to the cell here and is left off by [`crate::data::Chunk::raw`]), or the end of the
/// text.
pub fn record(text: &[u8], from: usize, dialect: Dialect, ends: &mut Vec<u32>) -> Record {
    let mut at = from;
    let mut swallowed = None;
    let most = ends.len() + CELLS;
    loop {
        // Here a cell begins.
        if text.get(at) == Some(&dialect.quote) {
            let opened = at;
            let Some(after) = closing(text, at + 1, dialect.quote) else {
                return Record { next: text.len(), complete: false, open: Some(opened), swallowed };
            };
            let bare = text.get(after).is_some_and(|&b| b != dialect.delimiter && b != b'\n' && b != b'\r');
            if bare && memchr::memchr2(b'\n', b'\r', &text[opened..after]).is_some() {
                swallowed = swallowed.or(Some(opened));
            }
            at = after;
        }
        let Some(border) = memchr::memchr3(dialect.delimiter, b'\n', b'\r', &text[at..]) else {
            ends.push(text.len() as u32);
            return Record { next: text.len(), complete: false, open: None, swallowed };
        };
        at += border;
        let crlf = text[at] == b'\r' && text.get(at + 1) == Some(&b'\n');
        at += usize::from(crlf);
        if ends.len() < most {
            ends.push(at as u32);
        }
        if text[at] != dialect.delimiter {
            return Record { next: at + 1, complete: true, open: None, swallowed };
        }
        at += 1;
    }
}

/// Just behind the quote that ends a quoted text.
pub fn closing(text: &[u8], from: usize, quote: u8) -> Option<usize> {
    let mut at = from;
    loop {
        at += memchr::memchr(quote, &text[at..])? + 1;
        if text.get(at) != Some(&quote) {
            return Some(at);
        }
        at += 1;
    }
}

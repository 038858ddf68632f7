//! Places in small text files that are no rule files.

use crate::base::{CellPlace, Window};
use std::ops::Range;

/// The place of a range of bytes of a text, with the lines that it stands on.
pub fn of_text(path: &str, text: &str, range: Range<usize>) -> CellPlace {
    let start = boundary(text, range.start);
    let end = boundary(text, range.end).max(start);
    let (line, column) = line_column(text, start);
    let (end_line, end_column) = line_column(text, end);
    let first = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let last = text[end..].find('\n').map_or(text.len(), |at| end + at);
    let lines = text[first..last].trim_end_matches('\r');
    let window = Window {
        first_line: line,
        text: lines.to_string(),
        start: (start - first).min(lines.len()),
        end: (end - first).min(lines.len()),
    };
    CellPlace {
        path: path.to_string(),
        line,
        column,
        end_line,
        end_column,
        window: Some(window),
        ..CellPlace::default()
    }
}

fn boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn line_column(text: &str, at: usize) -> (u32, u32) {
    let before = &text[..at];
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = memchr::memchr_iter(b'\n', before.as_bytes()).count() as u32 + 1;
    (line, before[start..].chars().count() as u32 + 1)
}

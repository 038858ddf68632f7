//! From bytes to lines and columns, and the few lines around a place.

use super::Spot;
use crate::base::{CellPlace, Window};
use crate::data::block::{self, BLOCK};
use fearless_simd::prelude::*;
use fearless_simd::{Level, dispatch, u8x64};
use std::ops::Range;

/// Bytes shown on each side of a marked place.
const AROUND: usize = 400;
/// Lines shown at most.
const LINES: usize = 3;

/// A range of a text that is to be shown.
#[derive(Clone, Copy, Debug)]
pub struct Marked {
    /// The record around it, without its line end; `row_start` begins a line.
    pub row_start: usize,
    pub row_end: usize,
    /// The marked bytes.
    pub start: usize,
    pub end: usize,
    /// The line on which the record begins.
    pub line: u64,
}

/// Line breaks in a text: LF, CRLF, and CR alone.
pub fn line_breaks(text: &[u8]) -> u64 {
    let feeds = memchr::memchr_iter(b'\n', text).count() as u64;
    let lone = memchr::memchr_iter(b'\r', text).filter(|&at| text.get(at + 1) != Some(&b'\n')).count() as u64;
    feeds + lone
}

/// Where the line that holds a byte begins, not before `from`.
fn line_start(text: &[u8], from: usize, at: usize) -> usize {
    memchr::memrchr2(b'\n', b'\r', &text[from..at]).map_or(from, |i| from + i + 1)
}

/// Code points before a byte of its line, and one.
fn column(text: &[u8], from: usize, at: usize) -> u32 {
    let start = line_start(text, from, at);
    let points = text[start..at].iter().filter(|&&byte| byte & 0xC0 != 0x80).count();
    u32::try_from(points).map_or(u32::MAX, |points| points.saturating_add(1))
}

/// What stands in a stretch of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stretch {
    /// Line feeds.
    pub feeds: u32,
    /// Code points behind the last of them.
    pub points: u32,
}

/// Goes over a stretch of a UTF-8 text, many bytes at a time.
pub fn stretch(text: &[u8], bytes: Range<usize>) -> Stretch {
    dispatch!(Level::new(), simd => stretch_with(simd, text, bytes.start, bytes.end))
}

/// Blocks of a stretch that are always looked at: most rows are no longer, and how many it takes cannot be foretold.
const ALWAYS: usize = 4;

/// [`stretch`] inside a [`dispatch`]; none where it ends before it begins.
#[inline(always)]
pub fn stretch_with<S: Simd>(simd: S, text: &[u8], start: usize, end: usize) -> Stretch {
    if let Some(blocks) = text.get(start..start + ALWAYS * BLOCK)
        && end.wrapping_sub(start) <= blocks.len()
    {
        let length = end - start;
        let (mut feeds, mut points) = (0, 0);
        for number in 0..ALWAYS {
            let block = block::load(simd, blocks, number * BLOCK, 0);
            // As many bits as the stretch has bytes in this block.
            let within = length.saturating_sub(number * BLOCK).min(BLOCK) as u32;
            let within = u64::MAX.checked_shr(BLOCK as u32 - within).unwrap_or(0);
            feeds |= block.simd_eq(u8x64::splat(simd, b'\n')).to_bitmask() & within;
            points += (block::points(block) & within).count_ones();
        }
        if feeds == 0 {
            return Stretch { feeds: 0, points };
        }
    }
    let last = text.len().min(end);
    let mut found = Stretch::default();
    let mut at = start;
    while at < last {
        let block = block::load(simd, text, at, 0);
        let within = u64::MAX >> BLOCK.saturating_sub(last - at);
        let feeds = block.simd_eq(u8x64::splat(simd, b'\n')).to_bitmask();
        found = found.further(feeds & within, block::points(block) & within);
        at += BLOCK;
    }
    found
}

impl Stretch {
    /// The stretch with another block, of which each line feed and each byte that begins a code point is a bit.
    #[inline(always)]
    fn further(self, feeds: u64, points: u64) -> Stretch {
        match feeds.checked_ilog2() {
            None => Stretch { points: self.points + points.count_ones(), ..self },
            Some(last) => Stretch {
                feeds: self.feeds + feeds.count_ones(),
                points: (points & (u64::MAX - 1) << last).count_ones(),
            },
        }
    }
}

/// Line and column of a marked range.
pub fn spot(text: &[u8], marked: Marked) -> Spot {
    let Marked { row_start, start, end, .. } = marked;
    // A record that is one line, up to its marked bytes.
    if memchr::memchr2(b'\n', b'\r', &text[row_start..end]).is_none() {
        return spot_in_line(text, marked);
    }
    let line = marked.line + line_breaks(&text[row_start..start]);
    let end_line = line + line_breaks(&text[start..end]);
    Spot {
        line: small(line),
        column: column(text, row_start, start),
        end_line: small(end_line),
        end_column: column(text, row_start, end),
    }
}

/// [`spot`] in a record that is known to be one line.
pub fn spot_in_line(text: &[u8], marked: Marked) -> Spot {
    let Marked { row_start, start, end, .. } = marked;
    let (before, inside) = (stretch(text, row_start..start).points, stretch(text, start..end).points);
    let line = small(marked.line);
    Spot { line, column: before + 1, end_line: line, end_column: before + inside + 1 }
}

pub fn small(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// The whole place of a marked range, with its window.
pub fn place(path: &str, text: &[u8], marked: Marked) -> CellPlace {
    let Spot { line, column, end_line, end_column } = spot(text, marked);
    let window = Some(window(text, marked));
    CellPlace { path: path.to_owned(), line, column, end_line, end_column, window, ..CellPlace::default() }
}

/// The lines around a marked range, cut where they are long.
pub fn window(text: &[u8], marked: Marked) -> Window {
    let Marked { row_start, row_end, start, end, .. } = marked;
    let row_end = row_end.clamp(end, text.len());
    let shown_end = boundary(text, end.min(start + AROUND), end);
    // Back to the line's start, or the previous line's in a record of several.
    let mut from = line_start(text, row_start, start);
    if from > row_start {
        from = line_start(text, row_start, from - 1);
    }
    let near = boundary(text, start.saturating_sub(AROUND), start);
    let cut_left = from < near;
    from = from.max(near);
    let lines_left = LINES.saturating_sub(1 + line_breaks(&text[from..start]) as usize);
    let far = boundary(text, (shown_end + AROUND).min(row_end), row_end);
    let mut until = far;
    let mut breaks = lines_left;
    let mut at = start;
    while let Some(i) = memchr::memchr2(b'\n', b'\r', &text[at..far]) {
        let here = at + i;
        at = here + 1 + usize::from(text[here] == b'\r' && text.get(here + 1) == Some(&b'\n') && here + 1 < far);
        if breaks == 0 {
            until = here;
            break;
        }
        breaks -= 1;
    }
    let cut_right = until == far && far < row_end;
    let lead = if cut_left { "…" } else { "" };
    let body = String::from_utf8_lossy(&text[from..until]);
    let before = String::from_utf8_lossy(&text[from..start.min(until)]).len();
    let inside = String::from_utf8_lossy(&text[start.min(until)..shown_end.min(until)]).len();
    let first_line = marked.line + line_breaks(&text[row_start..from]);
    Window {
        first_line: u32::try_from(first_line).unwrap_or(u32::MAX),
        text: format!("{lead}{body}{}", if cut_right { "…" } else { "" }),
        start: lead.len() + before,
        end: lead.len() + before + inside,
    }
}

/// The first character boundary at or after a byte, at most `limit`.
fn boundary(text: &[u8], mut at: usize, limit: usize) -> usize {
    while at < limit && text.get(at).is_some_and(|byte| byte & 0xC0 == 0x80) {
        at += 1;
    }
    at.min(limit)
}

/// `64 MiB`: a size as people read it.
pub fn size(bytes: u64) -> String {
    match bytes {
        b if b >= 1 << 20 && b % (1 << 20) == 0 => format!("{} MiB", b >> 20),
        b if b >= 1 << 10 && b % (1 << 10) == 0 => format!("{} KiB", b >> 10),
        b => format!("{b} B"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feeds_and_code_points_are_counted_in_stretches_of_every_length() {
        let text: String = "aæ€😀bcdefghij\n".chars().cycle().take(600).collect::<String>() + &"é".repeat(200);
        let text = text.as_bytes();
        for start in (0..text.len()).step_by(7) {
            for end in (start..text.len()).step_by(5).chain([text.len()]) {
                let some = &text[start..end];
                let behind = some.rsplit(|&byte| byte == b'\n').next().unwrap_or(b"");
                let feeds = some.iter().filter(|&&byte| byte == b'\n').count() as u32;
                let points = behind.iter().filter(|&&byte| byte & 0xC0 != 0x80).count() as u32;
                assert_eq!(stretch(text, start..end), Stretch { feeds, points }, "{start} {end}");
            }
            assert_eq!(stretch(text, start..start), Stretch::default());
        }
    }
}

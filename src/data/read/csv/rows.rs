//! The rows of one part: cell borders, the check that every row is as wide as the headings, and what is wrong.

use super::{Dialect, borders, exact, utf8};
use crate::data::Chunk;

/// How many problems of one part are told one by one.
const TOLD: usize = 100;

/// What is wrong with a part, by places in its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The first NUL byte, and how many there are.
    Nul {
        at: usize,
        count: usize,
    },
    /// The first bytes that are not UTF-8.
    NotUtf8 {
        at: usize,
    },
    Ragged {
        start: usize,
        end: usize,
        found: usize,
        cells: Vec<u32>,
    },
    OpenQuote {
        at: usize,
    },
    Swallowed {
        at: usize,
        end: usize,
    },
    /// So many ragged rows more.
    More(usize),
}

/// Empties a chunk.
pub fn clear(chunk: &mut Chunk) {
    chunk.text.clear();
    chunk.starts.clear();
    chunk.ends.clear();
    chunk.lines.clear();
    chunk.rows = 0;
    chunk.regular = false;
}

/// What was found of a part beside its rows.
#[derive(Debug, Default)]
pub struct Indexed {
    /// Line breaks.
    pub lines: u64,
    /// Rows without any content, which were left out.
    pub empty: u64,
    pub problems: Vec<Problem>,
    /// Every quote stands as RFC 4180 wants it, and none is open at the end.
    pub quoted_well: bool,
}

/// Finds the rows of `chunk.text`; its line breaks are counted on the way. A line end is added where the file's last
/// line has none.
pub fn index(chunk: &mut Chunk, dialect: Dialect, only_exact: bool) -> Indexed {
    chunk.starts.clear();
    chunk.lines.clear();
    chunk.rows = 0;
    chunk.regular = false;
    if chunk.text.is_empty() {
        chunk.ends.clear();
        return Indexed { quoted_well: true, ..Indexed::default() };
    }
    let added = chunk.text.last() != Some(&b'\n');
    // The line end that is added is not in the file, unless it makes a CRLF of a CR that is.
    let invented = added && chunk.text.last() != Some(&b'\r');
    if added {
        chunk.text.push(b'\n');
    }
    let mut problems = Vec::new();
    let quick = if only_exact { None } else { borders::quick(&chunk.text, dialect, &mut chunk.ends) };
    let (has_nul, is_utf8) = match &quick {
        Some(quick) => (quick.has_nul, quick.is_utf8),
        None => (true, false),
    };
    chunk.plain = quick.as_ref().map_or_else(|| chunk.text.iter().all(|&byte| byte < 0xCC), |quick| quick.plain);
    check_bytes(&chunk.text, has_nul, is_utf8, &mut problems);
    let quoted_well = quick.is_some();
    let (mut may_be_empty, mut is_regular) = (false, true);
    let (lines, blank) = match quick {
        Some(quick) if rectangular(chunk, &quick, dialect.delimiter, &mut may_be_empty) => (quick.lines as u64, 0),
        _ => {
            may_be_empty = true;
            is_regular = false;
            sequential(chunk, dialect, &mut problems)
        }
    };
    let empty = blank + if may_be_empty { leave_out_empty(chunk, dialect.delimiter) } else { 0 };
    chunk.regular = is_regular && empty == 0;
    Indexed { lines: lines - u64::from(invented), empty, problems, quoted_well }
}

/// Leaves out the rows that hold delimiters and blanks only, and counts them.
fn leave_out_empty(chunk: &mut Chunk, delimiter: u8) -> u64 {
    let width = chunk.width;
    if width < 2 {
        return 0;
    }
    let is_empty = |row: usize, chunk: &Chunk| {
        let (start, end) = (chunk.starts[row] as usize, chunk.ends[row * width + width - 1] as usize);
        chunk.text[start..end].iter().all(|&byte| byte == delimiter || is_space(byte))
    };
    let Some(first) = (0..chunk.rows).find(|&row| is_empty(row, chunk)) else { return 0 };
    if chunk.lines.is_empty() {
        chunk.lines.extend(0..chunk.rows as u32);
    }
    let mut kept = first;
    for row in first..chunk.rows {
        if !is_empty(row, chunk) {
            chunk.starts[kept] = chunk.starts[row];
            chunk.lines[kept] = chunk.lines[row];
            chunk.ends.copy_within(row * width..(row + 1) * width, kept * width);
            kept += 1;
        }
    }
    let empty = chunk.rows - kept;
    chunk.starts.truncate(kept);
    chunk.lines.truncate(kept);
    chunk.ends.truncate(kept * width);
    chunk.rows = kept;
    empty as u64
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r')
}

/// Tells of NUL bytes and of what is not UTF-8, where the quick way leaves room for them.
fn check_bytes(text: &[u8], may_have_nul: bool, is_utf8: bool, problems: &mut Vec<Problem>) {
    if may_have_nul && let Some(at) = memchr::memchr(0, text) {
        problems.push(Problem::Nul { at, count: memchr::memchr_iter(0, text).count() });
    }
    if !is_utf8 && let Some(at) = utf8::wrong(text) {
        problems.push(Problem::NotUtf8 { at });
    }
}

/// Takes over what the quick way found if every line outside quotes is a row of the right width. Notes whether a row
/// begins as one without content does.
fn rectangular(chunk: &mut Chunk, quick: &borders::Quick, delimiter: u8, may_be_empty: &mut bool) -> bool {
    let (width, rows) = (chunk.width, quick.lines - quick.inner_lines.len());
    if width == 0 || chunk.ends.len() != rows * width {
        return false;
    }
    chunk.starts.reserve(rows);
    let mut start = 0;
    for row in chunk.ends.chunks_exact(width) {
        let end = row[width - 1];
        if chunk.text[end as usize] != b'\n' {
            return false;
        }
        let first = chunk.text[start as usize];
        *may_be_empty |= first == delimiter || is_space(first);
        chunk.starts.push(start);
        start = end + 1;
    }
    if width == 1 && chunk.starts.iter().zip(&chunk.ends).any(|(&from, &end)| is_blank(&chunk.text, from, end)) {
        return false;
    }
    chunk.rows = rows;
    if !quick.inner_lines.is_empty() {
        let mut inner = quick.inner_lines.iter().peekable();
        let mut lines = 0;
        for (row, &start) in chunk.starts.iter().enumerate() {
            while inner.next_if(|&&at| at < start).is_some() {
                lines += 1;
            }
            chunk.lines.push(row as u32 + lines);
        }
    }
    true
}

/// A line that holds nothing but blanks is no row, whatever the number of columns. (In a table of one column an empty
/// cell is written `""`.)
fn is_blank(text: &[u8], from: u32, end: u32) -> bool {
    text[from as usize..end as usize].iter().all(|&byte| is_space(byte))
}

/// Row by row, with every problem. Rows of the wrong width are left out. Returns the number of line breaks, and of
/// empty lines between rows that were left out.
fn sequential(chunk: &mut Chunk, dialect: Dialect, problems: &mut Vec<Problem>) -> (u64, u64) {
    chunk.starts.clear();
    chunk.ends.clear();
    chunk.lines.clear();
    let (mut at, mut lines, mut ragged) = (0, 0u64, 0usize);
    // Empty lines count once a row follows them: at the end of a file they are nothing to tell of.
    let (mut waiting, mut empty) = (0, 0);
    while at < chunk.text.len() {
        let before = chunk.ends.len();
        let record = exact::record(&chunk.text, at, dialect, &mut chunk.ends);
        let found = chunk.ends.len() - before;
        let end = chunk.ends.last().map_or(at, |&end| end as usize);
        if let Some(open) = record.open {
            problems.push(Problem::OpenQuote { at: open });
            chunk.ends.truncate(before);
        } else if found == 1 && is_blank(&chunk.text, at as u32, end as u32) {
            chunk.ends.truncate(before);
            waiting += 1;
        } else if found != chunk.width
            && chunk.text[at..end].iter().all(|&byte| byte == dialect.delimiter || is_space(byte))
        {
            chunk.ends.truncate(before);
            empty += 1;
        } else if found != chunk.width {
            ragged += 1;
            if ragged <= TOLD {
                let cells = chunk.ends[before..].iter().copied().take(chunk.width + 1).collect();
                problems.push(Problem::Ragged { start: at, end, found, cells });
            }
            chunk.ends.truncate(before);
        } else {
            chunk.starts.push(at as u32);
            chunk.lines.push(u32::try_from(lines).unwrap_or(u32::MAX));
            empty += std::mem::take(&mut waiting);
        }
        if let Some(opened) = record.swallowed {
            problems.push(Problem::Swallowed { at: opened, end });
        }
        lines += super::problems::line_breaks(&chunk.text[at..record.next]);
        at = record.next;
    }
    if ragged > TOLD {
        problems.push(Problem::More(ragged - TOLD));
    }
    chunk.rows = chunk.starts.len();
    (lines, empty)
}

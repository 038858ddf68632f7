//! The rows of one part: cell borders, the check that every row is as wide as the headings, and what is wrong.

use super::{Dialect, borders, exact};
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
}

/// Finds the rows of `chunk.text`; its line breaks are counted on the way. A line end is added where the file's last
/// line has none.
pub fn index(chunk: &mut Chunk, dialect: Dialect, only_exact: bool) -> (u64, Vec<Problem>) {
    chunk.starts.clear();
    chunk.lines.clear();
    chunk.rows = 0;
    if chunk.text.is_empty() {
        chunk.ends.clear();
        return (0, Vec::new());
    }
    let mut problems = Vec::new();
    check_bytes(chunk, &mut problems);
    let feeds = memchr::memchr_iter(b'\n', &chunk.text).count();
    let added = chunk.text.last() != Some(&b'\n');
    // The line end that is added is not in the file, unless it makes a CRLF of a CR that is.
    let after_return = chunk.text.last() == Some(&b'\r');
    if added {
        chunk.text.push(b'\n');
    }
    if !only_exact
        && let Some(quick) = borders::quick(&chunk.text, dialect, &mut chunk.ends)
        && rectangular(chunk, feeds + usize::from(added), &quick.inner_lines)
    {
        return (feeds as u64 + u64::from(after_return), problems);
    }
    let lines = sequential(chunk, dialect, &mut problems);
    (lines - u64::from(added && !after_return), problems)
}

fn check_bytes(chunk: &mut Chunk, problems: &mut Vec<Problem>) {
    let highest = chunk.text.iter().fold(0, |highest, &byte| byte.max(highest));
    chunk.plain = highest < 0xCC;
    if let Some(at) = memchr::memchr(0, &chunk.text) {
        problems.push(Problem::Nul { at, count: memchr::memchr_iter(0, &chunk.text).count() });
    }
    if highest >= 0x80
        && let Err(wrong) = std::str::from_utf8(&chunk.text)
    {
        problems.push(Problem::NotUtf8 { at: wrong.valid_up_to() });
    }
}

/// Takes over what the quick way found if every line outside quotes is a row of the right width; `lines` are all line
/// feeds, and `inner` those inside quotes.
fn rectangular(chunk: &mut Chunk, lines: usize, inner: &[u32]) -> bool {
    let (width, rows) = (chunk.width, lines - inner.len());
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
        chunk.starts.push(start);
        start = end + 1;
    }
    if width == 1 && chunk.starts.iter().zip(&chunk.ends).any(|(&from, &end)| is_blank(&chunk.text, from, end)) {
        return false;
    }
    chunk.rows = rows;
    if !inner.is_empty() {
        let mut inner = inner.iter().peekable();
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
    text[from as usize..end as usize].iter().all(|byte| matches!(byte, b' ' | b'\t' | b'\r'))
}

/// Row by row, with every problem. Rows of the wrong width are left out. Returns the number of line breaks.
fn sequential(chunk: &mut Chunk, dialect: Dialect, problems: &mut Vec<Problem>) -> u64 {
    chunk.starts.clear();
    chunk.ends.clear();
    chunk.lines.clear();
    let (mut at, mut lines, mut ragged) = (0, 0u64, 0usize);
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
    lines
}

//! Files that are brought into form before they are read: without comments, with rows filled up. Done in memory, line
//! for line, so that every line keeps its number.

use super::{Dialect, File, Limits, exact, problems};
use crate::base::{Code, Diagnostic};
use crate::data::read::source::Held;
use crate::data::read::{Limit, Options, cannot_read};
use crate::text;
use std::sync::Arc;

/// What is to be changed.
#[derive(Clone, Copy)]
pub struct Wanted<'a> {
    /// Lines that begin with this become blank.
    pub comment: Option<&'a str>,
    /// Rows become so wide.
    pub width: Option<usize>,
}

/// Reads a file from a byte on and writes it anew. Returns how many lines or rows were changed.
pub fn rewrite(
    file: &mut File,
    from: u64,
    dialect: Dialect,
    wanted: Wanted,
    options: &Options,
    limits: Limits,
) -> Result<u64, Diagnostic> {
    let mut held = Held::within(options.limit(Limit::Memory));
    let path = file.path;
    let keep = |held: &mut Held, bytes: &[u8]| {
        held.add(bytes).map_err(|problem| match problem.kind() {
            std::io::ErrorKind::FileTooLarge => Limit::Memory.exceeded(path, options),
            _ => cannot_read(path, &problem),
        })
    };
    keep(&mut held, &file.raw(0, from)?)?;
    let usual = limits.part.max(4096);
    let (mut at, mut size, mut changed) = (from, usual, 0);
    let mut out = Vec::new();
    while at < file.bytes.len() {
        let text = file.raw(at, size)?;
        let last = at + text.len() as u64 == file.bytes.len();
        let mut used = 0;
        out.clear();
        while used < text.len() {
            let Some((next, different)) = piece(&text, used, last, dialect, wanted, &mut out) else { break };
            changed += u64::from(different);
            used = next;
        }
        if used == 0 && size > limits.record {
            return Err(problems::record_too_large(path, None, options));
        }
        keep(&mut held, &out)?;
        size = if used == 0 { size * 2 } else { usual };
        at += used as u64;
    }
    file.bytes = Arc::new(held);
    Ok(changed)
}

/// Writes the comment or record at a place, and tells where the next begins and whether it was changed; `None` when it
/// is not all there.
fn piece(
    text: &[u8],
    at: usize,
    last: bool,
    dialect: Dialect,
    wanted: Wanted,
    out: &mut Vec<u8>,
) -> Option<(usize, bool)> {
    let enough = |next: usize| last || next < text.len();
    if let Some(comment) = wanted.comment.filter(|comment| text[at..].starts_with(comment.as_bytes())) {
        let end = memchr::memchr2(b'\n', b'\r', &text[at + comment.len()..]);
        let end = end.map_or(text.len(), |i| at + comment.len() + i);
        let next = (end + 1 + usize::from(text[end..].starts_with(b"\r\n"))).min(text.len());
        return enough(next).then(|| {
            out.extend_from_slice(&text[end..next]);
            (next, true)
        });
    }
    let mut ends = Vec::new();
    let record = exact::record(text, at, dialect, &mut ends);
    if !enough(record.next) || (!record.complete && !last) {
        return None;
    }
    let whole = &text[at..record.next];
    let Some(width) = wanted.width.filter(|_| record.open.is_none()) else {
        out.extend_from_slice(whole);
        return Some((record.next, false));
    };
    let end = super::trim_return(text, at, ends.last().map_or(at, |&end| end as usize));
    let blank = ends.len() == 1 && text[at..end].iter().all(u8::is_ascii_whitespace);
    let too_many = ends.get(width.saturating_sub(1)).map(|&end| end as usize).filter(|_| ends.len() > width);
    if ends.len() < width && !blank {
        out.extend_from_slice(&text[at..end]);
        out.extend(std::iter::repeat_n(dialect.delimiter, width - ends.len()));
        out.extend_from_slice(&text[end..record.next]);
    } else if let Some(kept) = too_many
        .filter(|&kept| text[kept..end].iter().all(|&byte| byte == dialect.delimiter || byte.is_ascii_whitespace()))
    {
        out.extend_from_slice(&text[at..kept]);
        out.extend_from_slice(&text[end..record.next]);
    } else {
        out.extend_from_slice(whole);
        return Some((record.next, false));
    }
    Some((record.next, true))
}

/// That rows were filled up.
pub fn padded(path: &str, rows: u64, width: usize) -> Diagnostic {
    let message = text!(
        nb: "{rows} rader hadde ikke {width} celler; de er fylt på med tomme, eller tomme er tatt bort",
        en: "{rows} rows did not have {width} cells; empty ones were added, or taken away",
    );
    Diagnostic::note(Code::RaggedRow, message).at_file(path)
}

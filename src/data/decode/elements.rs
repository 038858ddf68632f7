//! The elements of a list cell as they stand: where each begins and ends, and which of them cannot be read.

use super::{decode, find_element, trim};
use crate::data::Chunk;
use crate::data::column::Batch;
use crate::data::spec::{CellType, FieldSpec};
use std::ops::Range;

/// Where each element stands, in bytes of [`Chunk::raw`]; none for cells that hold no list.
pub fn ranges(chunk: &Chunk, row: usize, column: usize, spec: &FieldSpec) -> Vec<Range<usize>> {
    let raw = chunk.raw(row, column);
    if !matches!(spec.ty, CellType::List(_)) {
        return Vec::new();
    }
    let mark = chunk.list_mark.filter(|mark| raw.first() == Some(mark));
    let (from, list, separator) = match mark {
        Some(mark) if raw.len() > 1 => (1, &raw[1..], vec![mark]),
        Some(_) => return Vec::new(),
        None => {
            let (inner, _) = chunk.unquoted(row, column);
            let (lead, core) = trim(inner);
            let separator = spec.separator.as_deref().unwrap_or("").as_bytes();
            let behind = if separator.is_empty() { None } else { core.strip_suffix(separator) };
            let core = behind.filter(|rest| !rest.is_empty()).unwrap_or(core);
            let quote = usize::from(inner.len() < raw.len());
            (quote + lead, core, separator.to_vec())
        }
    };
    let mut found = Vec::new();
    let mut at = 0;
    while !list.is_empty() {
        let next = find_element(&list[at..], &separator).map(|i| at + i);
        let end = next.unwrap_or(list.len());
        let (lead, element) = trim(&list[at..end]);
        let start = from + at + lead;
        found.push(start..start + element.len());
        match next {
            Some(next) => at = next + separator.len(),
            None => break,
        }
    }
    found
}

/// The first element that cannot be read, with its number from 0.
pub fn unreadable(chunk: &Chunk, row: usize, column: usize, spec: &FieldSpec) -> Option<(usize, Range<usize>)> {
    let CellType::List(inner) = &spec.ty else { return None };
    let one = FieldSpec { ty: (**inner).clone(), ..spec.clone() };
    let all = ranges(chunk, row, column, spec);
    let texts: Vec<String> = all.iter().map(|range| text(chunk, row, column, range.clone())).collect();
    let number = states(&texts, &one).iter().position(|&state| state != 0)?;
    Some((number, all[number].clone()))
}

/// The text of a range of [`Chunk::raw`].
pub fn text(chunk: &Chunk, row: usize, column: usize, range: Range<usize>) -> String {
    let text = String::from_utf8_lossy(chunk.raw(row, column).get(range).unwrap_or(b"")).into_owned();
    match (chunk.unquoted(row, column), chunk.quote) {
        ((_, true), Some(quote)) => {
            let one = (quote as char).to_string();
            text.replace(&one.repeat(2), &one)
        }
        _ => text,
    }
}

/// Whether a text could be read as a cell, or an element.
pub fn readable(text: &str, spec: &FieldSpec) -> bool {
    states(&[text], spec) == [0]
}

/// Why each of some texts has no value as a cell; 0 where it has one.
fn states<T: AsRef<str>>(texts: &[T], spec: &FieldSpec) -> Vec<u8> {
    let mut chunk = Chunk { width: 1, rows: texts.len(), ..Chunk::default() };
    for text in texts {
        chunk.starts.push(chunk.text.len() as u32);
        chunk.text.extend_from_slice(text.as_ref().as_bytes());
        chunk.ends.push(chunk.text.len() as u32);
    }
    decode(Batch { chunk: &chunk, first: 0, rows: texts.len() }, 0, spec).states
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunk(cell: &str) -> Chunk {
        let text = format!("x;{cell}").into_bytes();
        let ends = vec![1, text.len() as u32];
        Chunk { text, width: 2, rows: 1, starts: vec![0], ends, quote: Some(b'"'), ..Chunk::default() }
    }

    fn spec(separator: &str) -> FieldSpec {
        FieldSpec {
            ty: CellType::List(Box::new(CellType::Int)),
            not_stated: Vec::new(),
            not_relevant: Vec::new(),
            separator: Some(separator.into()),
            ..FieldSpec::plain(CellType::Int)
        }
    }

    fn texts(cell: &str, separator: &str) -> Vec<String> {
        let spec = spec(separator);
        let chunk = chunk(cell);
        ranges(&chunk, 0, 1, &spec).into_iter().map(|range| text(&chunk, 0, 1, range)).collect()
    }

    #[test]
    fn elements_stand_where_they_are_written() {
        assert_eq!(texts(" 1 | 22|3 ", "|"), ["1", "22", "3"]);
        assert_eq!(texts("\" 1 ,22,\"", ","), ["1", "22"]);
        assert_eq!(texts("\"a\"\"b, c\"", ","), ["a\"b", "c"]);
        assert_eq!(texts("1 og 2 og 3", " og "), ["1", "2", "3"]);
        assert_eq!(texts("1||3", "|"), ["1", "", "3"]);
        assert_eq!(texts("", "|"), [""; 0]);
        let chunk = chunk("1|x|3");
        assert_eq!(unreadable(&chunk, 0, 1, &spec("|")), Some((1, 2..3)));
    }
}

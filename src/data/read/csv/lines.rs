//! The text of a part in which cells are found again by the byte at which they begin: what lists of many findings are
//! made of, without looking for every border once more.

use super::{Dialect, exact, trim_return};
use crate::data::block::{self, BLOCK};
use crate::data::chunk::{as_text, undoubled, unquote};
use crate::data::read::place::{Stretch, small, stretch, stretch_with};
use crate::data::{Chunk, LineAt};
use fearless_simd::prelude::*;
use fearless_simd::{Level, dispatch, u8x64};
use std::borrow::Cow;
use std::sync::Arc;

/// Such a part; see [`crate::data::Reader::lines`].
pub struct Lines {
    pub(super) path: Arc<str>,
    /// As in [`Chunk`].
    pub(in crate::data::read) file: u32,
    pub(super) part: u32,
    /// The line of its file on which the part begins, from 1.
    pub(super) first_line: u64,
    pub(super) dialect: Dialect,
    pub(super) width: usize,
    /// Ends with a line feed.
    pub(super) text: Vec<u8>,
}

/// A cell that is to be found again: the bytes of the part at which its row and it begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SoughtCell {
    pub row: u32,
    pub cell: u32,
}

/// A cell that was found again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FoundCell {
    begin: u32,
    end: u32,
    /// Begins with a quote.
    quoted: bool,
    /// Is known to have no quotation mark, comma or line break, and no quote of the file.
    plain: bool,
    /// What stands between the beginning of its row and it.
    before: Stretch,
}

impl Lines {
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Where a row begins, from that of the same one or of one before. Goes over all rows between them.
    pub fn further(&self, before: LineAt, row: u32) -> LineAt {
        let mut ends = Vec::new();
        let next = |start, _| {
            ends.clear();
            exact::record(&self.text, start, self.dialect, &mut ends).next
        };
        let from = self.within(before.start);
        let start = (before.row..row).fold(from, next);
        let lines = stretch(&self.text, from..start).feeds;
        LineAt { row, start: start as u32, number: before.number + lines }
    }

    /// Where the cell of a column begins in a row.
    pub fn cell(&self, line: LineAt, column: usize) -> u32 {
        (0..column).fold(self.within(line.start), |at, _| (self.border(at) + 1).min(self.text.len())) as u32
    }

    /// Finds cells, one for each that is sought.
    pub fn find(&self, sought: &[SoughtCell], found: &mut Vec<FoundCell>) {
        found.clear();
        found.reserve(sought.len());
        dispatch!(Level::new(), simd => sought.iter().for_each(|sought| {
            let (row, begin) = (self.within(sought.row), self.within(sought.cell));
            let before = stretch_with(simd, &self.text, row, begin);
            found.push(FoundCell { before, ..self.find_text(simd, begin) });
        }));
    }

    /// Finds the texts of cells that begin at these bytes, wherever they stand in their rows.
    pub fn find_texts(&self, begins: &[u32], found: &mut Vec<FoundCell>) {
        found.clear();
        found.reserve(begins.len());
        dispatch!(Level::new(), simd => begins.iter().for_each(|&begin| {
            found.push(self.find_text(simd, self.within(begin)));
        }));
    }

    #[inline(always)]
    fn find_text<S: Simd>(&self, simd: S, begin: usize) -> FoundCell {
        let Dialect { delimiter, quote } = self.dialect;
        let block = block::load(simd, &self.text, begin, b'\n');
        let is = |byte: u8| block.simd_eq(u8x64::splat(simd, byte));
        let first = (is(delimiter) | is(b'\n')).to_bitmask().trailing_zeros() as usize;
        let special = (is(b'"') | is(b',') | is(b'\r')).to_bitmask().trailing_zeros() as usize;
        let quoted = self.text.get(begin) == Some(&quote);
        let border = if first == BLOCK || quoted { self.border(begin) } else { begin + first };
        let end = trim_return(&self.text, begin, border) as u32;
        let plain = special >= first && first < BLOCK && !quoted;
        FoundCell { begin: begin as u32, end, quoted, plain, before: Stretch::default() }
    }

    /// The bytes of a cell as a person means them: without quotes, doubled quotes single. As [`Chunk::text`], they are
    /// UTF-8.
    #[inline(always)]
    pub fn bytes(&self, cell: FoundCell) -> Cow<'_, [u8]> {
        let raw = &self.text[cell.begin as usize..cell.end as usize];
        if cell.quoted { self.unquoted(raw) } else { Cow::Borrowed(raw) }
    }

    /// The bytes of a cell, and with what stands behind it, where it is no longer than that and has no quotation mark,
    /// comma or line break.
    #[inline(always)]
    pub fn short<const N: usize>(&self, cell: FoundCell) -> Option<(&[u8], &[u8; N])> {
        let bytes = self.text[cell.begin as usize..].first_chunk::<N>()?;
        let text = bytes.get(..(cell.end - cell.begin) as usize).filter(|_| cell.plain)?;
        Some((text, bytes))
    }

    #[inline(never)]
    fn unquoted<'l>(&self, raw: &'l [u8]) -> Cow<'l, [u8]> {
        let quote = self.dialect.quote;
        match unquote(raw, quote) {
            (inner, false) => Cow::Borrowed(inner),
            (inner, true) => Cow::Owned(undoubled(&as_text(inner), quote).into_bytes()),
        }
    }

    /// The line of the file and the column, in code points, of a cell in a row; both from 1.
    pub fn place(&self, row: LineAt, cell: FoundCell) -> (u32, u32) {
        let line = self.first_line + u64::from(row.number) + u64::from(cell.before.feeds);
        (small(line), cell.before.points + 1)
    }

    /// A row as the only one of a chunk.
    pub fn row(&self, row: LineAt, chunk: &mut Chunk) {
        chunk.begin(self.part, self.width);
        chunk.file = self.file;
        chunk.quote = Some(self.dialect.quote);
        let start = self.within(row.start);
        let next = exact::record(&self.text, start, self.dialect, &mut chunk.ends).next;
        chunk.ends.iter_mut().for_each(|end| *end -= start as u32);
        chunk.text.extend_from_slice(&self.text[start..next]);
        chunk.starts.push(0);
        chunk.lines.push(row.number);
        chunk.rows = 1;
    }

    /// The memory of the text, to be used again.
    pub fn into_text(self) -> Vec<u8> {
        self.text
    }

    /// A byte, or the end of a text that is shorter than it was when the rows were judged.
    fn within(&self, at: u32) -> usize {
        self.text.len().min(at as usize)
    }

    /// The border behind the cell that begins here.
    fn border(&self, at: usize) -> usize {
        let Dialect { delimiter, quote } = self.dialect;
        let rest = &self.text[at..];
        // Most cells are short.
        if rest.first() != Some(&quote) {
            for (place, eight) in rest.as_chunks::<8>().0.iter().take(3).enumerate() {
                if let Some(border) = first_of(*eight, delimiter, b'\n') {
                    return at + 8 * place + border;
                }
            }
        }
        let after = match rest.first() {
            Some(&first) if first == quote => exact::closing(&self.text, at + 1, quote).unwrap_or(self.text.len()),
            _ => at,
        };
        memchr::memchr2(delimiter, b'\n', &self.text[after..]).map_or(self.text.len(), |border| after + border)
    }
}

/// The first of eight bytes that is one of two.
#[inline]
fn first_of(eight: [u8; 8], one: u8, other: u8) -> Option<usize> {
    const LOWEST: u64 = 0x0101_0101_0101_0101;
    let eight = u64::from_le_bytes(eight);
    // The highest bit of each byte that is this one, and of none before the first.
    let marks = |byte: u8| {
        let differing = eight ^ (LOWEST * u64::from(byte));
        differing.wrapping_sub(LOWEST) & !differing & (LOWEST << 7)
    };
    let found = marks(one) | marks(other);
    (found != 0).then(|| found.trailing_zeros() as usize / 8)
}

#[cfg(test)]
mod tests {
    use super::super::{LIMITS, Limits, Reader, open_with};
    use super::*;
    use crate::world::memory::Text;

    fn open(text: &str, part: u64) -> Box<dyn Reader> {
        let limits = Limits { part, guess: u64::MAX, ..LIMITS };
        open_with("t.csv", Arc::new(Text(text.as_bytes().to_vec())), &Default::default(), limits).expect("opens")
    }

    /// Every cell is found as the whole reading finds it, whether the rows before it are looked at or not.
    #[test]
    fn cells_are_found_again_where_they_begin() {
        let file = "id;name;note\r\n1;Åse;\"a;\"\"b\"\"\"\r\n22;;\"\"\r\n\"æ\n3\";\"ø\r\n\nå\";x y\r\n4;\"\";\"\"\"\"";
        for part in [1, 20, 1 << 20] {
            let reader = open(file, part);
            let (mut found, mut short) = (0, 0);
            for part in 0..reader.parts() {
                let mut chunk = Chunk::default();
                assert!(reader.read(part, &mut chunk).is_empty());
                let lines = reader.lines(part, Vec::new()).expect("a part of a CSV file");
                let (mut one, mut last, mut cells) = (Chunk::default(), LineAt::default(), Vec::new());
                for row in 0..chunk.rows {
                    let line = lines.further(last, row as u32);
                    lines.row(line, &mut one);
                    for column in 0..chunk.width {
                        let (begin, at) = chunk.begins(row, column).expect("bytes to find them by");
                        assert_eq!((begin, lines.cell(line, column)), (line, at));
                        lines.find(&[at, line.start].map(|cell| SoughtCell { row: line.start, cell }), &mut cells);
                        assert_eq!(String::from_utf8_lossy(&lines.bytes(cells[0])), chunk.text(row, column));
                        if let Some((bytes, padded)) = lines.short::<4>(cells[0]) {
                            let text = chunk.text(row, column);
                            assert_eq!((bytes, &padded[..bytes.len()]), (text.as_bytes(), text.as_bytes()));
                            assert!(!text.contains([',', '"', '\r', '\n']));
                            short += 1;
                        }
                        let place = reader.bare_place(&chunk, row, Some(column));
                        assert_eq!(lines.place(line, cells[0]), (place.line, place.column));
                        assert_eq!((lines.path(), cells[1].before), (&*place.path, Stretch::default()));
                        let (placed, mut texts) = (cells[0], Vec::new());
                        lines.find_texts(&[at], &mut texts);
                        assert_eq!(texts, [FoundCell { before: Stretch::default(), ..placed }]);
                        assert_eq!(one.raw(0, column), chunk.raw(row, column));
                        assert_eq!(reader.bare_place(&one, 0, Some(column)), place);
                        found += 1;
                    }
                    last = line;
                }
            }
            assert!(found == 12 && short >= 5, "{found} {short}");
        }
    }

    /// Files may change while they are read.
    #[test]
    fn a_text_that_has_become_shorter_gives_shorter_cells() {
        let reader = open("id;note\n1;\"a;b\"\n22;ccc\n", 1 << 20);
        for length in 0..18 {
            let mut lines = reader.lines(0, Vec::new()).expect("a part of a CSV file");
            lines.text.truncate(length);
            let (mut one, mut cells) = (Chunk::default(), Vec::new());
            let line = lines.further(LineAt { row: 1, start: 8, number: 1 }, 2);
            lines.row(line, &mut one);
            lines.find(&[8, 11, lines.cell(line, 1)].map(|cell| SoughtCell { row: 8, cell }), &mut cells);
            let cells: Vec<usize> = cells.iter().map(|cell| lines.bytes(*cell).len()).collect();
            assert!((line.start as usize) <= length && cells.iter().sum::<usize>() <= length, "{length} {cells:?}");
        }
    }

    /// Rows between which others were left out, or that another tokenizer found, are not found so.
    #[test]
    fn irregular_parts_must_be_read_whole() {
        for file in ["id;note\n1;a\n;\n2;c\n", "id;note\n1;a\n\n2;c\n", "id;note\n1;a\n2;\"b\" c\n"] {
            let mut chunk = Chunk::default();
            assert!(open(file, 1 << 20).read(0, &mut chunk).is_empty());
            assert_eq!((chunk.rows, chunk.begins(1, 1)), (2, None), "{file}");
        }
    }
}

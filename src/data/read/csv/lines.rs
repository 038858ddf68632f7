//! The text of a part in which cells are found again by the byte at which they begin: what lists of many findings are
//! made of, without looking for every border once more.

use super::{Dialect, exact, trim_return};
use crate::data::chunk::{as_text, undoubled, unquote};
use crate::data::read::place::{Stretch, small, stretch, stretches};
use crate::data::{Chunk, LineAt};
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

    /// The bytes of the cell that begins here as a person means them: without quotes, doubled quotes single. As
    /// [`Chunk::text`], they are UTF-8.
    pub fn bytes(&self, at: u32) -> Cow<'_, [u8]> {
        let (at, quote) = (self.within(at), self.dialect.quote);
        let raw = &self.text[at..trim_return(&self.text, at, self.border(at))];
        match unquote(raw, quote) {
            (inner, false) => Cow::Borrowed(inner),
            (inner, true) => Cow::Owned(undoubled(&as_text(inner), quote).into_bytes()),
        }
    }

    /// [`Lines::bytes`] as a text.
    pub fn text(&self, at: u32) -> Cow<'_, str> {
        match self.bytes(at) {
            Cow::Borrowed(bytes) => as_text(bytes),
            Cow::Owned(bytes) => as_text(&bytes).into_owned().into(),
        }
    }

    /// How many line feeds, and code points behind the last of them, stand between the beginning of a row and each of
    /// some bytes in it.
    pub fn before(&self, row: LineAt, bytes: &[u32], found: &mut Vec<Stretch>) {
        stretches(&self.text, row.start as usize, bytes, found);
    }

    /// The line of the file and the column, in code points, of a byte in a row with this before it; both from 1.
    pub fn place(&self, row: LineAt, before: Stretch) -> (u32, u32) {
        (small(self.first_line + u64::from(row.number) + u64::from(before.feeds)), before.points + 1)
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
            let mut found = 0;
            for part in 0..reader.parts() {
                let mut chunk = Chunk::default();
                assert!(reader.read(part, &mut chunk).is_empty());
                let lines = reader.lines(part, Vec::new()).expect("a part of a CSV file");
                let (mut one, mut last, mut before) = (Chunk::default(), LineAt::default(), Vec::new());
                for row in 0..chunk.rows {
                    let line = lines.further(last, row as u32);
                    lines.row(line, &mut one);
                    for column in 0..chunk.width {
                        let (begin, at) = chunk.begins(row, column).expect("bytes to find them by");
                        assert_eq!((begin, lines.cell(line, column)), (line, at));
                        assert_eq!(String::from_utf8_lossy(&lines.bytes(at)), chunk.text(row, column));
                        assert_eq!(lines.text(at), chunk.text(row, column));
                        let place = reader.bare_place(&chunk, row, Some(column));
                        lines.before(line, &[at, line.start], &mut before);
                        assert_eq!(lines.place(line, before[0]), (place.line, place.column));
                        assert_eq!((lines.path(), before[1]), (&*place.path, Stretch::default()));
                        assert_eq!(one.raw(0, column), chunk.raw(row, column));
                        assert_eq!(reader.bare_place(&one, 0, Some(column)), place);
                        found += 1;
                    }
                    last = line;
                }
            }
            assert_eq!(found, 12);
        }
    }

    /// Files may change while they are read.
    #[test]
    fn a_text_that_has_become_shorter_gives_shorter_cells() {
        let reader = open("id;note\n1;\"a;b\"\n22;ccc\n", 1 << 20);
        for length in 0..18 {
            let mut lines = reader.lines(0, Vec::new()).expect("a part of a CSV file");
            lines.text.truncate(length);
            let (mut one, mut before) = (Chunk::default(), Vec::new());
            let line = lines.further(LineAt { row: 1, start: 8, number: 1 }, 2);
            lines.row(line, &mut one);
            lines.before(LineAt { row: 1, start: 8, number: 1 }, &[8, 11], &mut before);
            let cells = [8, 11, lines.cell(line, 1)].map(|at| lines.bytes(at).len());
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

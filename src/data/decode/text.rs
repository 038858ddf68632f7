//! Texts: slices of the chunk, unless they must be unescaped or normalised.

use super::{ANOTHER, Cells, Kernel, NOT_STATED, Place, begins_plainly, ends_plainly};
use crate::data::column::{Column, Data, Slice, Texts};
use crate::data::spec::FieldSpec;
use crate::data::words;
use crate::data::{Chunk, WordList};
use unicode_normalization::UnicodeNormalization;

pub struct TextKernel {
    pub texts: Texts,
    plain: bool,
    width: usize,
}

impl TextKernel {
    pub fn new(chunk: &Chunk, spec: &FieldSpec) -> TextKernel {
        TextKernel { texts: Texts::default(), plain: chunk.plain, width: spec.width }
    }

    /// Whether a text can be taken as it stands.
    #[inline(always)]
    fn is_nfc(&self, cell: &[u8]) -> bool {
        self.plain || is_low(cell) || is_nfc_slowly(cell)
    }
}

/// Whether every character is below U+0300, where nothing combines; UTF-8 writes that point CC 80.
#[inline(always)]
fn is_low(cell: &[u8]) -> bool {
    // The highest bit of each byte that is CC or more.
    let high = |eight: &[u8; 8]| {
        let bytes = u64::from_le_bytes(*eight);
        ((bytes & 0x7F7F_7F7F_7F7F_7F7F) + 0x3434_3434_3434_3434) & bytes & 0x8080_8080_8080_8080
    };
    match (cell.last_chunk::<8>(), cell.as_chunks::<8>().0) {
        (Some(last), eights) => eights.iter().fold(high(last), |found, eight| found | high(eight)) == 0,
        (None, _) => cell.iter().fold(true, |low, &byte| low & (byte < 0xCC)),
    }
}

/// Batches below this are not worth a table.
const FEW: usize = 16;

/// A column of texts. Most stand unquoted in the chunk, without blanks around them: those are told by their ends.
pub fn decode(cells: &Cells, spec: &FieldSpec) -> Column {
    let mut texts = TextKernel::new(cells.batch.chunk, spec);
    if spec.width > 0 || !cells.tokens.is_empty() || cells.batch.rows < FEW {
        return cells.column(texts, |texts| Data::Text(texts.texts));
    }
    let chunk = cells.batch.chunk;
    let marks = Marks::new(chunk);
    let mut scratch = Vec::new();
    let (mut states, mut slices) = (vec![0; cells.spans.len()], vec![Slice::default(); cells.spans.len()]);
    for ((span, state), slice) in cells.spans.iter().zip(&mut states).zip(&mut slices) {
        let (at, raw) = (span.start as usize, span.of(&chunk.text));
        if marks.are_plain(raw) && (texts.plain || is_low(raw)) {
            *state = if raw.is_empty() { NOT_STATED } else { 0 };
            *slice = Slice::of_chunk(at, raw.len());
            continue;
        }
        *state = cells.take(&mut texts, cells.kind(at, raw), &mut scratch);
        *slice = texts.texts.slices.pop().filter(|_| *state == 0).unwrap_or_default();
    }
    let texts = Texts { slices, own: texts.texts.own };
    Column { states, data: Data::Text(texts) }
}

/// Bytes at the ends of a cell that ask for a closer look: quotes, marks, blanks and what may be one.
struct Marks {
    first: [bool; 256],
    last: [bool; 256],
}

impl Marks {
    fn new(chunk: &Chunk) -> Marks {
        let mut first: [bool; 256] = std::array::from_fn(|byte| !begins_plainly(byte as u8));
        for mark in [chunk.quote, chunk.list_mark, chunk.refused_mark].into_iter().flatten() {
            first[mark as usize] = true;
        }
        Marks { first, last: std::array::from_fn(|byte| !ends_plainly(byte as u8)) }
    }

    /// Whether a cell is the text that it shows, or empty.
    #[inline(always)]
    fn are_plain(&self, cell: &[u8]) -> bool {
        match cell {
            [] => true,
            [first, .., last] | [first @ last] => !(self.first[*first as usize] | self.last[*last as usize]),
        }
    }
}

/// Places among words.
pub fn among(cells: &Cells, spec: &FieldSpec, words: &WordList) -> Column {
    let chunk = cells.batch.chunk;
    let kernel = TextKernel::new(chunk, spec);
    let (states, values) = cells.remembered(kernel, |texts| {
        let text = texts.texts.slices.len().checked_sub(1).map_or(&b""[..], |row| texts.texts.bytes(row, &chunk.text));
        words.place(text).map_or(ANOTHER, |place| place as u16)
    });
    Column { states, data: Data::Code(values) }
}

#[cold]
fn is_nfc_slowly(cell: &[u8]) -> bool {
    std::str::from_utf8(cell).is_ok_and(words::is_nfc)
}

/// Whether these are the digits of a code that has lost its leading zeros.
#[cold]
pub fn is_short_code(cell: &[u8], width: usize) -> bool {
    !cell.is_empty() && cell.len() < width && cell.iter().all(u8::is_ascii_digit)
}

impl<'a> Kernel<'a> for TextKernel {
    const TRIMS: bool = false;

    fn reserve(&mut self, rows: usize) {
        self.texts.slices.reserve(rows);
    }

    #[inline(always)]
    fn add(&mut self, cell: &[u8], place: Place<'a>) -> bool {
        if cell.len() < self.width && is_short_code(cell, self.width) {
            let zeros = vec![b'0'; self.width - cell.len()];
            self.texts.push(&[&zeros, cell].concat());
        } else if !self.is_nfc(cell) {
            let normal: String = String::from_utf8_lossy(cell).nfc().collect();
            self.texts.push(normal.as_bytes());
        } else if let Some((at, bytes)) = place {
            self.texts.slices.push(Slice::of_chunk(at, bytes.len()));
        } else {
            self.texts.push(cell);
        }
        true
    }

    #[inline(always)]
    fn skip(&mut self) {
        self.texts.slices.push(Slice::default());
    }

    fn truncate(&mut self, len: usize) {
        self.texts.slices.truncate(len);
    }

    fn len(&self) -> usize {
        self.texts.slices.len()
    }
}

//! Texts: slices of the chunk, unless they must be unescaped or normalised.

use super::{Kernel, Place};
use crate::data::Chunk;
use crate::data::column::{Slice, Texts};
use crate::data::spec::FieldSpec;
use crate::data::words;
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

    /// Whether a text can be taken as it stands. Below U+0300 nothing combines, and UTF-8 writes that point CC 80.
    #[inline(always)]
    fn is_nfc(&self, cell: &[u8]) -> bool {
        self.plain || cell.iter().fold(true, |low, &byte| low & (byte < 0xCC)) || is_nfc_slowly(cell)
    }
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

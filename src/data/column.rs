//! Typed columns: the values of one field or one expression over a batch of rows.

use super::Chunk;
use crate::value::{Decimal, Missing, Truth};
use std::ops::Range;

/// Values of one type for `len` rows, with a state a row: 0 where there is a value, otherwise a [`Missing`] as a byte.
/// Where the state is not 0 the value slot holds something harmless.
#[derive(Clone, Debug, Default)]
pub struct Column {
    pub states: Vec<u8>,
    pub data: Data,
}

#[derive(Clone, Debug)]
pub enum Data {
    /// [`Truth`] as bytes (0 no, 1 unknown, 2 yes). A boolean cell with no value is 1 here, and its state says why.
    Truth(Vec<u8>),
    Int(Vec<i64>),
    Decimal(Decimals),
    /// Days since 1970-01-01.
    Date(Vec<i32>),
    /// Numbers of entries in the field's code list.
    Code(Vec<u16>),
    Text(Texts),
    /// Rows of a looked-up table.
    Row(Vec<u32>),
    List(Lists),
}

impl Default for Data {
    fn default() -> Data {
        Data::Truth(Vec::new())
    }
}

/// Decimals of a column: as whole numbers of ten-thousandths while every one fits, otherwise at full width.
#[derive(Clone, Debug)]
pub enum Decimals {
    /// Values times 10^4.
    Scaled(Vec<i64>),
    Wide(Vec<Decimal>),
}

/// The scale of [`Decimals::Scaled`].
pub const SCALE: u8 = 4;

/// Texts as slices: of the chunk that they were read from, or of `own` (unescaped, normalised or computed texts).
#[derive(Clone, Debug, Default)]
pub struct Texts {
    pub slices: Vec<Slice>,
    pub own: Vec<u8>,
}

/// A text's place; `own` tells in which of the two buffers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Slice {
    start: u32,
    /// Length in bytes; the highest bit is set for texts in `own`.
    len: u32,
}

const OWN: u32 = 1 << 31;

impl Slice {
    pub fn of_chunk(start: usize, len: usize) -> Slice {
        debug_assert!(len < OWN as usize);
        Slice { start: start as u32, len: len as u32 }
    }

    pub fn of_own(start: usize, len: usize) -> Slice {
        Slice { start: start as u32, len: len as u32 | OWN }
    }

    #[inline]
    pub fn is_empty(self) -> bool {
        self.len & !OWN == 0
    }

    #[inline]
    pub fn len(self) -> usize {
        (self.len & !OWN) as usize
    }

    #[inline]
    fn bytes<'a>(self, own: &'a [u8], chunk: &'a [u8]) -> &'a [u8] {
        let range = self.start as usize..self.start as usize + self.len();
        if self.len & OWN != 0 { &own[range] } else { &chunk[range] }
    }
}

/// Whether two texts are the same. Short ones are compared as one or two words, since most texts of registries are
/// short and a call for each costs more than the comparison.
#[inline]
pub fn same(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let quads = (a.first_chunk::<4>(), b.first_chunk::<4>(), a.last_chunk::<4>(), b.last_chunk::<4>());
    let octets = (a.first_chunk::<8>(), b.first_chunk::<8>(), a.last_chunk::<8>(), b.last_chunk::<8>());
    match (a.len(), quads, octets) {
        (17.., ..) => a == b,
        (8.., _, (Some(a), Some(b), Some(c), Some(d))) => {
            (u64::from_ne_bytes(*a) ^ u64::from_ne_bytes(*b)) | (u64::from_ne_bytes(*c) ^ u64::from_ne_bytes(*d)) == 0
        }
        (4.., (Some(a), Some(b), Some(c), Some(d)), _) => {
            (u32::from_ne_bytes(*a) ^ u32::from_ne_bytes(*b)) | (u32::from_ne_bytes(*c) ^ u32::from_ne_bytes(*d)) == 0
        }
        _ => a.iter().zip(b).all(|(a, b)| a == b),
    }
}

/// The first and the last eight bytes as numbers; of shorter words as much as there is, so that words of one length up
/// to 16 are equal when these are.
#[inline(always)]
pub fn ends(word: &[u8]) -> (u64, u64) {
    if let (Some(first), Some(last)) = (word.first_chunk::<8>(), word.last_chunk::<8>()) {
        return (u64::from_le_bytes(*first), u64::from_le_bytes(*last));
    }
    if let (Some(first), Some(last)) = (word.first_chunk::<4>(), word.last_chunk::<4>()) {
        return (u64::from(u32::from_le_bytes(*first)), u64::from(u32::from_le_bytes(*last)));
    }
    match word {
        [a, .., c] => (u64::from(*a) | u64::from(word[word.len() / 2]) << 8, u64::from(*c)),
        [a] => (u64::from(*a), 0),
        [] => (0, 0),
    }
}

impl Texts {
    /// The bytes of a row's text (UTF-8, NFC); `chunk` is the text of the chunk that the column was decoded from.
    #[inline]
    pub fn bytes<'a>(&'a self, row: usize, chunk: &'a [u8]) -> &'a [u8] {
        self.slices[row].bytes(&self.own, chunk)
    }

    /// The text that a row's text is part of, and where it stands there.
    #[inline(always)]
    pub fn place<'a>(&'a self, row: usize, chunk: &'a [u8]) -> (&'a [u8], Range<usize>) {
        let slice = self.slices[row];
        let whole = if slice.len & OWN != 0 { &self.own[..] } else { chunk };
        (whole, slice.start as usize..slice.start as usize + slice.len())
    }

    /// Hands over the bytes of every row in turn; those of rows without a value are harmless.
    #[inline(always)]
    pub fn each<'a>(&'a self, chunk: &'a [u8], mut take: impl FnMut(usize, &'a [u8])) {
        for (row, slice) in self.slices.iter().enumerate() {
            take(row, slice.bytes(&self.own, chunk));
        }
    }

    pub fn str<'a>(&'a self, row: usize, chunk: &'a [u8]) -> &'a str {
        std::str::from_utf8(self.bytes(row, chunk)).unwrap_or("")
    }

    /// Appends a text of its own.
    pub fn push(&mut self, text: &[u8]) {
        let start = self.own.len();
        self.own.extend_from_slice(text);
        self.slices.push(Slice::of_own(start, text.len()));
    }
}

/// Lists: row `r` has the elements `bounds[r]..bounds[r + 1]` of `items`.
#[derive(Clone, Debug, Default)]
pub struct Lists {
    pub bounds: Vec<u32>,
    pub items: Box<Column>,
}

impl Lists {
    pub fn range(&self, row: usize) -> Range<usize> {
        self.bounds[row] as usize..self.bounds[row + 1] as usize
    }
}

impl Column {
    pub fn len(&self) -> usize {
        self.states.len()
    }

    pub fn is_empty(&self) -> bool {
        self.states.is_empty()
    }

    /// Why a row has no value; `None` where it has one.
    #[inline]
    pub fn missing(&self, row: usize) -> Option<Missing> {
        Missing::from_state(self.states[row])
    }

    /// The truth of a row; unknown in columns of other types.
    pub fn truth(&self, row: usize) -> Truth {
        match &self.data {
            Data::Truth(bytes) => Truth::from_byte(bytes[row]),
            _ => Truth::Unknown,
        }
    }
}

impl Decimals {
    pub fn get(&self, row: usize) -> Decimal {
        match self {
            Decimals::Scaled(values) => Decimal::new(i128::from(values[row]), SCALE).unwrap_or(Decimal::ZERO),
            Decimals::Wide(values) => values[row],
        }
    }

    pub fn len(&self) -> usize {
        match self {
            Decimals::Scaled(values) => values.len(),
            Decimals::Wide(values) => values.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Every value at full width.
    pub fn widen(&mut self) -> &mut Vec<Decimal> {
        if let Decimals::Scaled(values) = self {
            let wide = (0..values.len()).map(|row| self.get(row)).collect();
            *self = Decimals::Wide(wide);
        }
        match self {
            Decimals::Wide(values) => values,
            Decimals::Scaled(_) => unreachable!("widened above"),
        }
    }
}

/// A batch: some rows of a chunk.
#[derive(Clone, Copy, Debug)]
pub struct Batch<'a> {
    pub chunk: &'a Chunk,
    pub first: usize,
    pub rows: usize,
}

#[cfg(test)]
mod tests {
    use super::same;

    #[test]
    fn texts_of_every_length_are_compared_whole() {
        for length in 0..40 {
            let text: Vec<u8> = (0..length).collect();
            assert!(same(&text, &text.clone()));
            assert!(!same(&text, &[&text[..], &[0]].concat()));
            for changed in 0..text.len() {
                let mut other = text.clone();
                other[changed] ^= 64;
                assert!(!same(&text, &other), "{length} {changed}");
            }
        }
    }
}

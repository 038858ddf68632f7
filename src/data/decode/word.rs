//! Booleans and codes: cells that hold one of a few words. Every spelling is looked up once a batch and remembered.

use super::{Cells, Kernel, Place};
use crate::data::column::{Column, Data, ends};
use crate::data::spec::{CodeIndex, FieldSpec};
use crate::data::words;

/// Spellings remembered; a power of two.
const REMEMBERED: usize = 256;

/// The word is none of those that count.
const NONE: u32 = u32::MAX;

#[derive(Clone, Copy)]
struct Known<'a> {
    length: usize,
    /// Both ends of the word: all of it when it is no longer than 16 bytes.
    ends: (u64, u64),
    word: &'a [u8],
    value: u32,
}

pub struct Words<'a, L> {
    pub values: Vec<u16>,
    look_up: L,
    known: Vec<Known<'a>>,
}

impl Cells<'_> {
    pub fn truths(&self, spec: &FieldSpec) -> Column {
        let (states, values) = self.remembered(Words::booleans(spec), Words::last);
        let truth = |(&value, &state): (&u16, &u8)| if state == 0 { value as u8 } else { 1 };
        Column { data: Data::Truth(values.iter().zip(&states).map(truth).collect()), states }
    }

    pub fn codes(&self, codes: &CodeIndex) -> Column {
        let (states, values) = self.remembered(Words::codes(codes), Words::last);
        Column { states, data: Data::Code(values) }
    }
}

impl<'a> Words<'a, ()> {
    /// Yes and no, in the usual words and those that the field declares.
    pub fn booleans<'c>(spec: &'c FieldSpec) -> Words<'a, impl Fn(&[u8]) -> u32 + use<'c>> {
        Words::new(|word: &[u8]| {
            let usual = boolean(word);
            if usual != NONE || (spec.yes.is_empty() && spec.no.is_empty()) {
                return usual;
            }
            let word = std::str::from_utf8(word).map(words::folded).unwrap_or_default();
            let is = |declared: &[String]| declared.iter().any(|own| words::folded(own) == word);
            match (is(&spec.yes), is(&spec.no)) {
                (true, _) => 2,
                (_, true) => 0,
                _ => NONE,
            }
        })
    }

    pub fn codes<'c>(codes: &'c CodeIndex) -> Words<'a, impl Fn(&[u8]) -> u32 + use<'c>> {
        Words::new(|word: &[u8]| {
            let folded = std::str::from_utf8(word).map(words::folded).unwrap_or_default();
            codes.words.get(&folded).map_or(NONE, |&number| u32::from(number))
        })
    }
}

impl<'a, L: Fn(&[u8]) -> u32> Words<'a, L> {
    fn new(look_up: L) -> Words<'a, L> {
        Words { values: Vec::new(), look_up, known: Vec::new() }
    }

    fn last(&self) -> u16 {
        self.values.last().copied().unwrap_or(0)
    }

    /// The values as truths; a cell without a value is unknown.
    pub fn truths(self) -> Vec<u8> {
        self.values.into_iter().map(|value| value.min(2) as u8).collect()
    }

    #[cold]
    fn learn(&mut self, slot: usize, word: &[u8], place: Place<'a>) -> u32 {
        let value = (self.look_up)(word);
        if let (Some((_, word)), Some(known)) = (place, self.known.get_mut(slot)) {
            *known = Known { length: word.len(), ends: ends(word), word, value };
        }
        value
    }
}

impl<'a, L: Fn(&[u8]) -> u32> Kernel<'a> for Words<'a, L> {
    fn reserve(&mut self, rows: usize) {
        self.values.reserve(rows);
        self.known.resize(REMEMBERED, Known { length: 0, ends: (0, 0), word: b"", value: NONE });
    }

    #[inline(always)]
    fn add(&mut self, cell: &[u8], place: Place<'a>) -> bool {
        let ends = ends(cell);
        let mixed = (ends.0 ^ ends.1.rotate_left(29) ^ cell.len() as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let slot = (mixed >> 56) as usize;
        let value = match self.known.get(slot) {
            Some(known)
                if known.length == cell.len() && known.ends == ends && (cell.len() <= 16 || known.word == cell) =>
            {
                known.value
            }
            _ => self.learn(slot, cell, place),
        };
        self.values.push(value as u16);
        value != NONE
    }

    #[inline(always)]
    fn skip(&mut self) {
        // 1 is the unknown truth; for codes any number is as harmless.
        self.values.push(1);
    }

    fn truncate(&mut self, len: usize) {
        self.values.truncate(len);
    }

    fn len(&self) -> usize {
        self.values.len()
    }
}

/// Yes and no in the words that registries use. `1` and `0` are among them; `x` is not.
fn boolean(word: &[u8]) -> u32 {
    const YES: [&str; 7] = ["ja", "j", "yes", "y", "true", "sann", "1"];
    const NO: [&str; 6] = ["nei", "n", "no", "false", "usann", "0"];
    let is = |known: &&str| known.as_bytes().eq_ignore_ascii_case(word);
    if YES.iter().any(is) {
        2
    } else if NO.iter().any(is) {
        0
    } else {
        NONE
    }
}

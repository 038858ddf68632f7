//! Lists: whether one holds an item, and how long it is.

use crate::data::block::{self, BLOCK};
use crate::data::column::{Column, Data, Texts};
use crate::eval::scalar::Scalar;
use crate::eval::values::{Slot, Values};
use crate::plan::graph::NodeId;
use crate::value::{Missing, Truth};
use fearless_simd::prelude::*;
use fearless_simd::{Level, dispatch};
use std::cmp::Ordering;

/// Yes if an element equals the item; unknown if none does but one cannot be read, or either side is missing.
pub fn has(values: &Values, list: NodeId, item: NodeId) -> Slot {
    let truth = |row: usize| -> Truth {
        let (Some(column), Ok(item)) = (values.column(list), values.scalar(item, row)) else { return Truth::Unknown };
        let (0, Data::List(lists)) = (column.states[row], &column.data) else { return Truth::Unknown };
        let mut open = false;
        for element in lists.range(row) {
            match Scalar::at(&lists.items, element, values.text()) {
                Ok(element) if element.compare(item) == Some(Ordering::Equal) => return Truth::Yes,
                Ok(_) => {}
                Err(_) => open = true,
            }
        }
        if open { Truth::Unknown } else { Truth::No }
    };
    Slot::truth((0..values.len).map(|row| truth(row) as u8).collect())
}

/// Whether a text, or every element of a list, is so many digits.
pub fn has_width(values: &Values, a: NodeId, width: usize) -> Slot {
    let fits = |text: &[u8]| text.len() == width && text.iter().all(u8::is_ascii_digit);
    let Some(column) = values.column(a) else { return Slot::truth(vec![Truth::Unknown as u8; values.len]) };
    let truth = |row: usize| match (column.states[row], &column.data) {
        (0, Data::Text(texts)) => Truth::from(fits(texts.bytes(row, values.text()))),
        (0, Data::List(lists)) => Truth::from(lists.range(row).all(|element| {
            let element = Scalar::at(&lists.items, element, values.text());
            matches!(element, Ok(Scalar::Text(text)) if fits(text))
        })),
        _ => Truth::Unknown,
    };
    Slot::truth((0..values.len).map(|row| truth(row) as u8).collect())
}

/// Code points of a text, or elements of a list.
pub fn length(values: &Values, a: NodeId) -> Column {
    if let Some(Column { states, data: Data::Text(texts) }) = values.column(a) {
        let mut lengths = Vec::with_capacity(states.len());
        dispatch!(Level::new(), simd => lengths_of(simd, texts, values.text(), states, &mut lengths));
        return Column { states: states.clone(), data: Data::Int(lengths) };
    }
    let (mut states, mut lengths) = (Vec::with_capacity(values.len), Vec::with_capacity(values.len));
    for row in 0..values.len {
        let length = match values.scalar(a, row) {
            Ok(Scalar::Text(text)) => Ok(code_points(text)),
            Ok(Scalar::List(elements)) => Ok(elements as i64),
            Ok(_) => Err(Missing::NoResult),
            Err(missing) => Err(missing),
        };
        states.push(length.err().map_or(0, |missing| missing as u8));
        lengths.push(length.unwrap_or(0));
    }
    Column { states, data: Data::Int(lengths) }
}

/// The code points of texts; 0 for rows without one.
#[inline(always)]
fn lengths_of<S: Simd>(simd: S, texts: &Texts, chunk: &[u8], states: &[u8], lengths: &mut Vec<i64>) {
    for (row, &state) in states.iter().enumerate() {
        let (text, bytes) = texts.place(row, chunk);
        let bytes = if state == 0 { bytes } else { 0..0 };
        let (mut at, mut length) = (bytes.start, 0);
        while at < bytes.end {
            let within = u64::MAX >> (BLOCK - (bytes.end - at).min(BLOCK));
            length += i64::from((block::points(block::load(simd, text, at, 0)) & within).count_ones());
            at += BLOCK;
        }
        lengths.push(length);
    }
}

/// The code points of a text.
fn code_points(text: &[u8]) -> i64 {
    text.iter().filter(|&&byte| byte & 0xC0 != 0x80).count() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_points_are_counted_in_texts_of_every_length() {
        let mut texts = Texts::default();
        let mut expected = Vec::new();
        for text in ["blåbær – «æøå» 🫐", "a", "", "ååååååååå"] {
            for times in [1, 2, 7, 40, 700] {
                let long = text.repeat(times);
                texts.push(long.as_bytes());
                expected.push(long.chars().count() as i64);
                assert_eq!(Some(&code_points(long.as_bytes())), expected.last());
            }
        }
        let mut states = vec![0; expected.len()];
        (states[3], expected[3]) = (Missing::NotStated as u8, 0);
        let mut lengths = Vec::new();
        dispatch!(Level::new(), simd => lengths_of(simd, &texts, b"", &states, &mut lengths));
        assert_eq!(lengths, expected);
    }
}

//! Lists: whether one holds an item, and how long it is.

use crate::data::column::{Column, Data};
use crate::eval::scalar::Scalar;
use crate::eval::values::{Slot, Values};
use crate::plan::graph::NodeId;
use crate::value::{Missing, Truth};
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
        texts.each(values.text(), |row, text| lengths.push(if states[row] == 0 { code_points(text) } else { 0 }));
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

/// Bytes that do not continue a code point, eight at a time.
fn code_points(text: &[u8]) -> i64 {
    const LOWEST: u64 = 0x0101_0101_0101_0101;
    // A one in each byte that continues a code point.
    let continuing = |eight: u64| (eight >> 7) & !(eight >> 6) & LOWEST;
    let (eights, rest) = text.as_chunks::<8>();
    let mut continued = 0;
    // Each byte of the sum holds up to 255.
    for some in eights.chunks(255) {
        let sum = some.iter().fold(0, |sum, eight| sum + continuing(u64::from_le_bytes(*eight)));
        let (even, odd) = (sum & 0x00FF_00FF_00FF_00FF, (sum >> 8) & 0x00FF_00FF_00FF_00FF);
        continued += (even + odd).wrapping_mul(0x0001_0001_0001_0001) >> 48;
    }
    continued += match text.last_chunk::<8>() {
        // The bytes that were counted already are shifted out.
        Some(_) if rest.is_empty() => 0,
        Some(last) => {
            let left = u64::from_le_bytes(*last) >> (64 - 8 * rest.len());
            u64::from(continuing(left).count_ones())
        }
        None => rest.iter().filter(|&&byte| byte & 0xC0 == 0x80).count() as u64,
    };
    (text.len() as u64 - continued) as i64
}

#[cfg(test)]
mod tests {
    use super::code_points;

    #[test]
    fn code_points_are_counted_in_texts_of_every_length() {
        for text in ["blåbær – «æøå» 🫐", "a", "", "ååååååååå"] {
            for times in [1, 2, 7, 40, 700] {
                let long = text.repeat(times);
                assert_eq!(code_points(long.as_bytes()), long.chars().count() as i64, "{text} × {times}");
            }
        }
    }
}

//! List cells: elements between separators, or a format's own lists.

use super::{Cell, Cells, Kernel, NOT_STATED, Place, UNREADABLE, date, number, text, trim, undouble, word};
use crate::data::column::{Column, Data, Lists};
use crate::data::spec::{CellType, FieldSpec};

pub fn decode(cells: Cells, inner: &CellType, spec: &FieldSpec) -> Column {
    match inner {
        CellType::Bool => cells.lists(word::Words::booleans(spec), spec, |words| Data::Truth(words.truths())),
        CellType::Int => cells.lists(number::Ints::new(spec), spec, |ints| Data::Int(ints.values)),
        CellType::Decimal => cells.lists(number::Numbers::new(spec), spec, |numbers| Data::Decimal(numbers.values)),
        CellType::Date => cells.lists(date::Dates::new(spec), spec, |dates| Data::Date(dates.values)),
        CellType::Code(codes) => cells.lists(word::Words::codes(codes), spec, |words| Data::Code(words.values)),
        // There are no lists of lists in the language; their elements are read as texts.
        CellType::Text | CellType::List(_) => {
            cells.lists(text::TextKernel::new(cells.batch.chunk, spec), spec, |texts| Data::Text(texts.texts))
        }
    }
}

impl<'a> Cells<'a> {
    fn lists<K: Kernel<'a>>(&self, mut kernel: K, spec: &FieldSpec, finish: impl FnOnce(K) -> Data) -> Column {
        let rows = self.batch.rows;
        let mut states = Vec::with_capacity(rows);
        let mut bounds = Vec::with_capacity(rows + 1);
        bounds.push(0);
        kernel.reserve(rows);
        let separator = spec.separator.as_deref().unwrap_or("").as_bytes();
        let mut scratch = Vec::new();
        self.each(|cell| {
            let before = kernel.len();
            let state = match cell {
                Cell::Plain(at, bytes) => self.separated(&mut kernel, bytes, Some((at, bytes)), separator, spec),
                Cell::Refused => UNREADABLE,
                Cell::Doubled(bytes) => {
                    undouble(bytes, self.batch.chunk.quote, &mut scratch);
                    self.separated(&mut kernel, &scratch, None, separator, spec)
                }
                Cell::List(at, bytes) => self.marked(&mut kernel, at, bytes),
            };
            if state != 0 {
                kernel.truncate(before);
            }
            states.push(state);
            bounds.push(kernel.len() as u32);
        });
        let items = Column { states: vec![0; kernel.len()], data: finish(kernel) };
        Column { states, data: Data::List(Lists { bounds, items: Box::new(items) }) }
    }

    /// Elements between separators. One separator behind the last element is overlooked.
    #[inline(always)]
    fn separated<K: Kernel<'a>>(
        &self,
        kernel: &mut K,
        bytes: &[u8],
        place: Place<'a>,
        separator: &[u8],
        spec: &FieldSpec,
    ) -> u8 {
        let (lead, core) = trim(bytes);
        if core.is_empty() {
            return if spec.blank_means_none { 0 } else { NOT_STATED };
        }
        if let Some(state) = self.tokens.find(core) {
            return state;
        }
        let place = place.and_then(|(at, bytes)| Some((at + lead, bytes.get(lead..lead + core.len())?)));
        let behind = if separator.is_empty() { None } else { core.strip_suffix(separator) };
        let core = behind.filter(|rest| !rest.is_empty()).unwrap_or(core);
        elements(kernel, core, place, separator)
    }

    /// The elements of a format's own list, behind its first mark.
    fn marked<K: Kernel<'a>>(&self, kernel: &mut K, at: usize, bytes: &'a [u8]) -> u8 {
        match self.batch.chunk.list_mark {
            Some(mark) if !bytes.is_empty() => elements(kernel, bytes, Some((at, bytes)), &[mark]),
            _ => 0,
        }
    }
}

/// Adds every element; the state of the whole.
fn elements<'a, K: Kernel<'a>>(kernel: &mut K, list: &[u8], place: Place<'a>, separator: &[u8]) -> u8 {
    let mut from = 0;
    let mut places = match separator {
        [one] if list.len() <= 64 => Some(places(list, *one)),
        _ => None,
    };
    loop {
        let next = match &mut places {
            Some(0) => None,
            Some(bits) => {
                let first = bits.trailing_zeros() as usize;
                *bits &= *bits - 1;
                Some(first)
            }
            None => find(&list[from..], separator).map(|i| from + i),
        };
        let end = next.unwrap_or(list.len());
        let (lead, element) = trim(&list[from..end]);
        let start = from + lead;
        let there = place.and_then(|(at, all)| Some((at + start, all.get(start..start + element.len())?)));
        if element.is_empty() || !kernel.add(element, there) {
            return UNREADABLE;
        }
        match next {
            Some(next) => from = next + separator.len(),
            None => return 0,
        }
    }
}

/// A bit for each byte of a short text that is this one.
fn places(text: &[u8], byte: u8) -> u64 {
    const LOW: u64 = 0x7F7F_7F7F_7F7F_7F7F;
    let pattern = u64::from_le_bytes([byte; 8]);
    let bits = |eight: [u8; 8]| {
        let differing = u64::from_le_bytes(eight) ^ pattern;
        // The highest bit of each byte that does not differ; the product brings them together.
        let equal = !(((differing & LOW) + LOW) | differing | LOW);
        (equal >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
    };
    let (eights, rest) = text.as_chunks::<8>();
    let mut last = [!byte; 8];
    last[..rest.len()].copy_from_slice(rest);
    let whole = eights.iter().rev().fold(0, |found, eight| found << 8 | bits(*eight));
    if rest.is_empty() { whole } else { whole | bits(last) << (8 * eights.len()) }
}

pub(super) fn find(bytes: &[u8], separator: &[u8]) -> Option<usize> {
    match separator {
        [] => None,
        [one] => memchr::memchr(*one, bytes),
        several => memchr::memmem::find(bytes, several),
    }
}

#[cfg(test)]
mod tests {
    use super::places;

    #[test]
    fn the_places_of_a_byte_are_found_in_texts_of_every_length() {
        for length in 0..=64 {
            for kind in 0..5u64 {
                let is = |at: u64| (at.wrapping_mul(0x9E37_79B9 + kind) >> 3).is_multiple_of(4);
                let text: Vec<u8> =
                    (0..length).map(|at| if is(at) { b'|' } else { b'{' ^ (at as u8 & 0x81) }).collect();
                let expected = (0..length).filter(|&at| is(at)).fold(0, |bits, at| bits | 1 << at);
                assert_eq!(places(&text, b'|'), expected, "{length} {kind}");
            }
        }
    }
}

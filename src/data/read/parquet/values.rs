//! Values of Parquet as the cells of a strip: values that are named by number become a cell once.

use super::Stop;
use super::cells::{self, Kind};
use super::decode::Size;
use super::pages::broken;
use crate::data::read::json::parse::MARK;
use crate::data::read::{Limit, REFUSED};
use crate::data::strip::{Span, Strip};
use parquet::basic::Type as Physical;
use std::ops::Range;

/// What a row has before it has a number in the strip.
pub const NONE: u32 = u32::MAX;

/// How values are kept.
#[derive(Clone, Copy)]
pub struct Kept {
    pub physical: Physical,
    pub kind: Kind,
    /// The bytes of a value; 0 where each tells its own length.
    pub size: usize,
}

/// The values that a column's pages name by number.
#[derive(Default)]
pub struct Dictionary {
    page: bytes::Bytes,
    values: Vec<Range<u32>>,
    /// The number of each value's cell in the strip at hand, or [`NONE`].
    pub cells: Vec<u32>,
}

/// A strip in the making.
#[derive(Default)]
pub struct Making {
    cells: Vec<Span>,
    /// Of each row, its cell.
    pub numbers: Vec<u32>,
    blank: Option<u32>,
}

impl Dictionary {
    /// False and true.
    pub fn of_truths() -> Dictionary {
        Dictionary { page: bytes::Bytes::from_static(&[0, 1]), values: vec![0..1, 1..2], cells: vec![NONE; 2] }
    }

    /// Adds the numbers of the cells of the values in some places.
    pub fn numbers(
        &mut self,
        places: &[u32],
        kept: Kept,
        size: Size,
        text: &mut Vec<u8>,
        making: &mut Making,
    ) -> Result<(), Stop> {
        let mut known = true;
        let first = making.numbers.len();
        making.numbers.extend(places.iter().map(|&place| {
            let number = self.cells.get(place as usize).copied().unwrap_or(NONE);
            known &= number != NONE;
            number
        }));
        if known {
            return Ok(());
        }
        making.numbers.truncate(first);
        for &place in places {
            let number = match self.cells.get(place as usize).copied().ok_or_else(stopped)? {
                NONE => self.cell(place as usize, kept, size, text, making)?,
                known => known,
            };
            making.numbers.push(number);
        }
        Ok(())
    }

    /// The number of the cell of a value that had none yet.
    #[cold]
    fn cell(
        &mut self,
        place: usize,
        kept: Kept,
        size: Size,
        text: &mut Vec<u8>,
        making: &mut Making,
    ) -> Result<u32, Stop> {
        let range = self.values[place].clone();
        let start = text.len();
        let value = &self.page[range.start as usize..range.end as usize];
        if kept.is_text() {
            text.extend_from_slice(value)
        } else {
            kept.write(value, text)
        }
        let number = making.add(start, size, text)?;
        self.cells[place] = number;
        Ok(number)
    }
}

impl Kept {
    /// Where the value at a byte stands, without its length.
    #[inline]
    pub fn next(self, page: &[u8], at: usize) -> Result<Range<usize>, Stop> {
        let (at, size) = match self.size {
            0 => {
                let length = page.get(at..).and_then(|rest| rest.first_chunk::<4>()).ok_or_else(stopped)?;
                (at + 4, u32::from_le_bytes(*length) as usize)
            }
            size => (at, size),
        };
        if size > page.len().saturating_sub(at) { Err(stopped()) } else { Ok(at..at + size) }
    }

    pub fn dictionary(self, page: bytes::Bytes, count: usize) -> Result<Dictionary, Stop> {
        // Each takes a byte at least, so that what a page claims is bound by what it is.
        if self.physical == Physical::BOOLEAN || count > page.len() {
            return Err(stopped());
        }
        let mut values = Vec::with_capacity(count);
        let mut at = 0;
        for _ in 0..count {
            let value = self.next(&page, at)?;
            at = value.end;
            values.push(value.start as u32..value.end as u32);
        }
        Ok(Dictionary { page, values, cells: vec![NONE; count] })
    }

    /// A value as the text of a cell.
    pub fn write(self, value: &[u8], into: &mut Vec<u8>) {
        let int = |value: i64, into: &mut Vec<u8>| cells::int(value, self.kind, into);
        match (self.physical, value) {
            (Physical::BOOLEAN, _) => cells::truth(value != [0], into),
            (Physical::INT32, &[a, b, c, d]) => int(i64::from(i32::from_le_bytes([a, b, c, d])), into),
            (Physical::INT64, &[a, b, c, d, e, f, g, h]) => int(i64::from_le_bytes([a, b, c, d, e, f, g, h]), into),
            (Physical::FLOAT, &[a, b, c, d]) => cells::single(f32::from_le_bytes([a, b, c, d]), into),
            (Physical::DOUBLE, &[a, b, c, d, e, f, g, h]) => {
                cells::double(f64::from_le_bytes([a, b, c, d, e, f, g, h]), into);
            }
            (Physical::INT96, _) => {
                let (words, _) = value.as_chunks::<4>();
                let words: Vec<u32> = words.iter().map(|word| u32::from_le_bytes(*word)).collect();
                cells::int96(&words, into);
            }
            _ => cells::bytes(value, self.kind, into),
        }
    }

    /// Texts become cells as they stand, and are looked at together in the end ([`Making::mend`]).
    pub fn is_text(self) -> bool {
        self.kind == Kind::Text && self.physical == Physical::BYTE_ARRAY
    }

    /// Cells of values that stand one behind the other.
    pub fn cells(
        self,
        page: &[u8],
        at: &mut usize,
        count: usize,
        size: Size,
        text: &mut Vec<u8>,
        making: &mut Making,
    ) -> Result<(), Stop> {
        let first = making.cells.len() as u32;
        for _ in 0..count {
            let value = self.next(page, *at)?;
            *at = value.end;
            let start = text.len();
            if self.is_text() {
                text.extend_from_slice(&page[value])
            } else {
                self.write(&page[value], text)
            }
            making.add(start, size, text)?;
        }
        making.numbers.extend(first..making.cells.len() as u32);
        Ok(())
    }

    /// The numbers of the cells of truths that are packed bit by bit.
    pub fn truths(
        self,
        page: &[u8],
        bit: &mut usize,
        count: usize,
        text: &mut Vec<u8>,
        making: &mut Making,
    ) -> Option<Vec<u32>> {
        let bits = *bit..bit.checked_add(count)?;
        if bits.end > page.len() * 8 {
            return None;
        }
        *bit = bits.end;
        let cells = [false, true].map(|truth| {
            let start = text.len() as u32;
            cells::truth(truth, text);
            making.cells.push(Span { start, end: text.len() as u32 });
            making.cells.len() as u32 - 1
        });
        Some(bits.map(|bit| cells[usize::from(page[bit / 8] >> (bit % 8) & 1)]).collect())
    }
}

impl Making {
    /// The number of a new cell, from `start` to the end of the text.
    #[inline]
    fn add(&mut self, start: usize, size: Size, text: &[u8]) -> Result<u32, Stop> {
        if (text.len() - start) as u64 > size.cell {
            return Err(Stop::Over(Limit::Cell));
        }
        if text.len() as u64 > size.text {
            return Err(Stop::Memory);
        }
        self.cells.push(Span { start: start as u32, end: text.len() as u32 });
        Ok(self.cells.len() as u32 - 1)
    }

    /// Writes texts anew where one of them is no text that a cell can hold.
    pub fn mend(&mut self, start: usize, kept: Kept, size: Size, text: &mut Vec<u8>) -> Result<(), Stop> {
        let all = &text[start..];
        // No character is cut in two by the end of a cell.
        let whole = |cell: &Span| text.get(cell.start as usize).is_none_or(|byte| byte & 0xC0 != 0x80);
        let sound = memchr::memchr3(0, REFUSED, MARK, all).is_none() && self.cells.iter().all(whole);
        if sound && simdutf8::basic::from_utf8(all).is_ok() {
            return Ok(());
        }
        let old = text.split_off(start);
        for cell in std::mem::take(&mut self.cells) {
            let [from, to] = [cell.start, cell.end].map(|at| (at as usize).saturating_sub(start));
            let value = old.get(from..to).unwrap_or(b"");
            let start = text.len();
            kept.write(value, text);
            self.add(start, size, text)?;
        }
        Ok(())
    }

    /// Puts blank cells between the cells from `first` on, where levels say that rows have no value.
    pub fn spread(&mut self, first: usize, rows: usize, levels: &[u32], level: u32) {
        if self.numbers.len() - first == rows {
            return;
        }
        let blank = *self.blank.get_or_insert_with(|| {
            self.cells.push(Span::default());
            self.cells.len() as u32 - 1
        });
        let own = self.numbers.split_off(first);
        let mut next = 0;
        self.numbers.extend(levels.iter().map(|&given| {
            let number = own.get(next).copied().unwrap_or(blank);
            let given = given == level;
            next += usize::from(given);
            if given { number } else { blank }
        }));
        // Where one run of levels says that no row has a value.
        self.numbers.resize(first + rows, blank);
    }

    pub fn strip(self) -> Strip {
        let Making { cells, numbers, .. } = self;
        match cells.as_slice() {
            [cell] => Strip::Same(*cell),
            _ if cells.len() == numbers.len() && numbers.iter().zip(0..).all(|(number, row)| *number == row) => {
                Strip::Each(cells)
            }
            _ => Strip::Among { cells, numbers },
        }
    }
}

/// A page does not hold what its header says.
pub fn stopped() -> Stop {
    broken().into()
}

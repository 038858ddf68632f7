//! A column without lists, in the encodings that writers use most: values one behind the other, or places in a
//! dictionary. What many rows share is made a cell once. Everything else is left to the library
//! ([`super::decode::Decoder::Leaf`]).

use super::Stop;
use super::cells::{self, Kind};
use super::decode::{Size, missing};
use super::hybrid::Hybrid;
use super::pages::{Pages, broken};
use crate::data::read::json::parse::MARK;
use crate::data::read::{Limit, REFUSED};
use crate::data::strip::{Span, Strip};
use crate::text;
use parquet::basic::{Encoding, Type as Physical};
use parquet::column::page::{Page, PageReader};
use parquet::file::metadata::ColumnChunkMetaData;
use std::ops::Range;

/// What a row has before it has a number in the strip.
const NONE: u32 = u32::MAX;

pub struct Flat {
    pages: Pages,
    values: Kept,
    /// The definition level of a value; 0 where every row has one.
    level: u32,
    dictionary: Dictionary,
    page: Leaf,
    scratch: Scratch,
}

/// How values are kept.
#[derive(Clone, Copy)]
struct Kept {
    physical: Physical,
    kind: Kind,
    /// The bytes of a value; 0 where each tells its own length.
    size: usize,
}

/// The values that a column's pages name by number.
#[derive(Default)]
struct Dictionary {
    page: bytes::Bytes,
    values: Vec<Range<u32>>,
    /// The number of each value's cell in the strip at hand, or [`NONE`].
    cells: Vec<u32>,
}

/// A page of values, read up to somewhere.
struct Leaf {
    page: bytes::Bytes,
    rows: usize,
    levels: Option<Hybrid>,
    values: Values,
}

enum Values {
    /// One behind the other, from this byte on.
    Plain(usize),
    /// Truths, from this bit on.
    Bits(usize),
    Places(Hybrid),
}

#[derive(Default)]
struct Scratch {
    levels: Vec<u32>,
    places: Vec<u32>,
}

/// A strip in the making.
#[derive(Default)]
struct Making {
    cells: Vec<Span>,
    /// Of each row, its cell.
    numbers: Vec<u32>,
    blank: Option<u32>,
}

impl Flat {
    /// `None` where the column is kept in ways that are left to the library.
    pub fn new(chunk: &ColumnChunkMetaData, kind: Kind, pages: Pages) -> Result<Flat, Pages> {
        let descriptor = chunk.column_descr();
        let level = descriptor.max_def_level();
        let known = |encoding: Encoding| match encoding {
            Encoding::PLAIN | Encoding::RLE | Encoding::RLE_DICTIONARY | Encoding::PLAIN_DICTIONARY => true,
            // Levels of old; of a column that has none they say nothing.
            #[expect(deprecated)]
            Encoding::BIT_PACKED => level == 0,
            _ => false,
        };
        let mut encodings = chunk.encodings();
        if descriptor.max_rep_level() > 0 || !encodings.all(known) {
            return Err(pages);
        }
        let physical = descriptor.physical_type();
        let size = match physical {
            Physical::BOOLEAN | Physical::BYTE_ARRAY => 0,
            Physical::INT32 | Physical::FLOAT => 4,
            Physical::INT64 | Physical::DOUBLE => 8,
            Physical::INT96 => 12,
            Physical::FIXED_LEN_BYTE_ARRAY => descriptor.type_length() as usize,
        };
        let (values, level) = (Kept { physical, kind, size }, level as u32);
        let page = Leaf { page: bytes::Bytes::new(), rows: 0, levels: None, values: Values::Plain(0) };
        Ok(Flat { pages, values, level, dictionary: Dictionary::default(), page, scratch: Scratch::default() })
    }

    /// Goes on to the next page with rows; false when there is none.
    fn turn(&mut self) -> Result<bool, Stop> {
        while self.page.rows == 0 {
            match self.pages.get_next_page()? {
                None => return Ok(false),
                Some(Page::DictionaryPage { buf, num_values, encoding, .. }) => {
                    if !matches!(encoding, Encoding::PLAIN | Encoding::PLAIN_DICTIONARY) {
                        return Err(other_encoding(encoding));
                    }
                    self.dictionary = self.values.dictionary(buf, num_values as usize)?;
                }
                Some(Page::DataPage { buf, num_values, encoding, def_level_encoding, .. }) => {
                    let mut at = 0;
                    let mut levels = None;
                    if self.level > 0 {
                        if def_level_encoding != Encoding::RLE {
                            return Err(other_encoding(def_level_encoding));
                        }
                        let length = buf.first_chunk::<4>().map(|length| u32::from_le_bytes(*length) as usize);
                        at = length.and_then(|length| length.checked_add(4)).ok_or_else(stopped)?;
                        levels = Some(self.levels(4, at, &buf)?);
                    }
                    self.open(buf, num_values, levels, at, encoding)?;
                }
                Some(Page::DataPageV2 {
                    buf, num_values, encoding, def_levels_byte_len, rep_levels_byte_len, ..
                }) => {
                    let start = rep_levels_byte_len as usize;
                    let at = start + def_levels_byte_len as usize;
                    let levels = if self.level > 0 { Some(self.levels(start, at, &buf)?) } else { None };
                    self.open(buf, num_values, levels, at, encoding)?;
                }
            }
        }
        Ok(true)
    }

    fn levels(&self, at: usize, end: usize, page: &[u8]) -> Result<Hybrid, Stop> {
        let width = u32::BITS - self.level.leading_zeros();
        Hybrid::new(width, at, end).filter(|_| end <= page.len()).ok_or_else(stopped)
    }

    /// Begins with a page, whose values begin at a byte.
    fn open(
        &mut self,
        page: bytes::Bytes,
        rows: u32,
        levels: Option<Hybrid>,
        at: usize,
        encoding: Encoding,
    ) -> Result<(), Stop> {
        let truths = self.values.physical == Physical::BOOLEAN;
        let values = match encoding {
            Encoding::PLAIN if truths => Values::Bits(at * 8),
            Encoding::PLAIN => Values::Plain(at),
            Encoding::RLE_DICTIONARY | Encoding::PLAIN_DICTIONARY => match page.get(at) {
                Some(width) => Values::Places(Hybrid::new(u32::from(*width), at + 1, page.len()).ok_or_else(stopped)?),
                // A page of nulls may end here.
                None => Values::Plain(at),
            },
            // Truths have their length before them.
            Encoding::RLE if truths => {
                Values::Places(Hybrid::new(1, (at + 4).min(page.len()), page.len()).ok_or_else(stopped)?)
            }
            other => return Err(other_encoding(other)),
        };
        if truths && encoding == Encoding::RLE {
            self.dictionary =
                Dictionary { page: bytes::Bytes::from_static(&[0, 1]), values: vec![0..1, 1..2], cells: vec![NONE; 2] };
        }
        self.page = Leaf { page, rows: rows as usize, levels, values };
        Ok(())
    }

    /// Passes some rows.
    pub fn skip(&mut self, mut rows: usize) -> Result<(), Stop> {
        while rows > 0 {
            if self.page.rows == 0 && self.pass(&mut rows)? {
                continue;
            }
            if !self.turn()? {
                return Err(missing());
            }
            let some = rows.min(self.page.rows);
            let Leaf { page, levels, values, .. } = &mut self.page;
            let given = match levels {
                Some(levels) => levels.skip(page, some, self.level).ok_or_else(stopped)?,
                None => some,
            };
            match values {
                Values::Bits(bit) => *bit += given,
                Values::Places(places) => places.pass(page, given).ok_or_else(stopped)?,
                Values::Plain(at) => {
                    for _ in 0..given {
                        *at = self.values.next(page, *at)?.end;
                    }
                }
            }
            self.page.rows -= some;
            rows -= some;
        }
        Ok(())
    }

    /// Passes the next page as a whole, without unpacking it, where all of it is to be passed.
    fn pass(&mut self, rows: &mut usize) -> Result<bool, Stop> {
        let count = self.pages.peek_next_page()?.filter(|page| !page.is_dict).and_then(|page| page.num_levels);
        let Some(count) = count.filter(|count| count <= rows) else { return Ok(false) };
        self.pages.skip_next_page()?;
        *rows -= count;
        Ok(true)
    }

    /// The cells of the next rows, whose bytes go behind `text`.
    pub fn read(&mut self, rows: usize, size: Size, text: &mut Vec<u8>) -> Result<Strip, Stop> {
        let size = Size { text: size.text.saturating_add(text.len() as u64).min(u64::from(u32::MAX)), ..size };
        let start = text.len();
        self.dictionary.cells.fill(NONE);
        let mut making = Making::default();
        making.numbers.reserve(rows);
        let mut left = rows;
        while left > 0 {
            if !self.turn()? {
                return Err(missing());
            }
            let some = left.min(self.page.rows);
            self.some(some, size, text, &mut making)?;
            self.page.rows -= some;
            left -= some;
        }
        if self.values.is_text() {
            making.mend(start, self.values, size, text)?;
        }
        Ok(making.strip())
    }

    /// Some rows of the page at hand.
    fn some(&mut self, rows: usize, size: Size, text: &mut Vec<u8>, making: &mut Making) -> Result<(), Stop> {
        let Leaf { page, levels, values, .. } = &mut self.page;
        let Scratch { levels: found, places } = &mut self.scratch;
        found.clear();
        let given = match levels {
            None => rows,
            Some(levels) => match levels.same(page, rows) {
                Some(level) => {
                    if level == self.level {
                        rows
                    } else {
                        0
                    }
                }
                None => {
                    levels.read(page, rows, found).ok_or_else(stopped)?;
                    found.iter().filter(|level| **level == self.level).count()
                }
            },
        };
        let first = making.numbers.len();
        match values {
            Values::Plain(at) => self.values.cells(page, at, given, size, text, making)?,
            Values::Bits(bit) => {
                let truths = self.values.truths(page, bit, given, text, making).ok_or_else(stopped)?;
                making.numbers.extend(truths);
            }
            Values::Places(numbers) => {
                places.clear();
                numbers.read(page, given, places).ok_or_else(stopped)?;
                for some in places.chunks(64) {
                    self.dictionary.numbers(some, self.values, size, text, making)?;
                }
            }
        }
        making.spread(first, rows, found, self.level);
        Ok(())
    }

    /// Makes sure that nothing is left behind the last row.
    pub fn end(&mut self) -> Result<(), Stop> {
        match self.turn()? {
            false => Ok(()),
            true => Err(Stop::Broken(text!(nb: "en kolonne har for mange rader", en: "a column has too many rows"))),
        }
    }
}

impl Dictionary {
    /// Adds the numbers of the cells of the values in some places.
    fn numbers(
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
    fn next(self, page: &[u8], at: usize) -> Result<Range<usize>, Stop> {
        let (at, size) = match self.size {
            0 => {
                let length = page.get(at..).and_then(|rest| rest.first_chunk::<4>()).ok_or_else(stopped)?;
                (at + 4, u32::from_le_bytes(*length) as usize)
            }
            size => (at, size),
        };
        if size > page.len().saturating_sub(at) { Err(stopped()) } else { Ok(at..at + size) }
    }

    fn dictionary(self, page: bytes::Bytes, count: usize) -> Result<Dictionary, Stop> {
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
    fn write(self, value: &[u8], into: &mut Vec<u8>) {
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
    fn is_text(self) -> bool {
        self.kind == Kind::Text && self.physical == Physical::BYTE_ARRAY
    }

    /// Cells of values that stand one behind the other.
    fn cells(
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
    fn truths(
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
    fn mend(&mut self, start: usize, kept: Kept, size: Size, text: &mut Vec<u8>) -> Result<(), Stop> {
        let all = &text[start..];
        // No character is cut in two by the end of a cell.
        let whole = |cell: &Span| text.get(cell.start as usize).is_none_or(|byte| byte & 0xC0 != 0x80);
        let sound = memchr::memchr3(0, REFUSED, MARK, all).is_none() && self.cells.iter().all(whole);
        if sound && simdutf8::basic::from_utf8(all).is_ok() {
            return Ok(());
        }
        let old = text.split_off(start);
        for cell in std::mem::take(&mut self.cells) {
            let (from, to) = (cell.start as usize - start.min(cell.start as usize), cell.end as usize);
            let value = old.get(from..to.saturating_sub(start)).unwrap_or(b"");
            let start = text.len();
            kept.write(value, text);
            self.add(start, size, text)?;
        }
        Ok(())
    }

    /// Puts blank cells between the cells from `first` on, where levels say that rows have no value.
    fn spread(&mut self, first: usize, rows: usize, levels: &[u32], level: u32) {
        if self.numbers.len() - first == rows {
            return;
        }
        let blank = *self.blank.get_or_insert_with(|| {
            self.cells.push(Span::default());
            self.cells.len() as u32 - 1
        });
        self.numbers.resize(first + rows, blank);
        let mut own = self.numbers.split_off(first);
        own.push(blank);
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

    fn strip(self) -> Strip {
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

fn stopped() -> Stop {
    broken().into()
}

fn other_encoding(encoding: Encoding) -> Stop {
    Stop::Broken(text!(
        nb: "en side er kodet som {encoding}, som kolonnen ikke nevner",
        en: "a page is encoded as {encoding}, which its column does not mention",
    ))
}

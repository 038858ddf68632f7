//! A column without lists, in the encodings that writers use most: values one behind the other, or places in a
//! dictionary. What many rows share is made a cell once. Everything else is left to the library
//! ([`super::decode::Decoder::Leaf`]).

use super::Stop;
use super::cells::Kind;
use super::decode::{Size, missing};
use super::hybrid::Hybrid;
use super::pages::Pages;
use super::values::{Dictionary, Kept, Making, NONE, stopped};
use crate::data::strip::Strip;
use crate::text;
use parquet::basic::{Encoding, Type as Physical};
use parquet::column::page::{Page, PageReader};
use parquet::file::metadata::ColumnChunkMetaData;

pub struct Flat {
    pages: Pages,
    values: Kept,
    /// The definition level of a value; 0 where every row has one.
    level: u32,
    dictionary: Dictionary,
    page: Leaf,
    scratch: Scratch,
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

impl Flat {
    /// Whether a column is kept in ways that are read here.
    pub fn knows(chunk: &ColumnChunkMetaData) -> bool {
        let descriptor = chunk.column_descr();
        let known = |encoding: Encoding| match encoding {
            Encoding::PLAIN | Encoding::RLE | Encoding::RLE_DICTIONARY | Encoding::PLAIN_DICTIONARY => true,
            // Levels of old; of a column that has none they say nothing.
            #[expect(deprecated)]
            Encoding::BIT_PACKED => descriptor.max_def_level() == 0,
            _ => false,
        };
        descriptor.max_rep_level() == 0 && chunk.encodings().all(known)
    }

    /// A column that is kept in such ways.
    pub fn new(chunk: &ColumnChunkMetaData, kind: Kind, pages: Pages) -> Flat {
        let descriptor = chunk.column_descr();
        let physical = descriptor.physical_type();
        let size = match physical {
            Physical::BOOLEAN | Physical::BYTE_ARRAY => 0,
            Physical::INT32 | Physical::FLOAT => 4,
            Physical::INT64 | Physical::DOUBLE => 8,
            Physical::INT96 => 12,
            Physical::FIXED_LEN_BYTE_ARRAY => descriptor.type_length() as usize,
        };
        let (values, level) = (Kept { physical, kind, size }, descriptor.max_def_level() as u32);
        let page = Leaf { page: bytes::Bytes::new(), rows: 0, levels: None, values: Values::Plain(0) };
        Flat { pages, values, level, dictionary: Dictionary::default(), page, scratch: Scratch::default() }
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
                self.dictionary = Dictionary::of_truths();
                Values::Places(Hybrid::new(1, (at + 4).min(page.len()), page.len()).ok_or_else(stopped)?)
            }
            other => return Err(other_encoding(other)),
        };
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
                    found.push(level);
                    if level == self.level { rows } else { 0 }
                }
                None => {
                    levels.read(page, rows, found).ok_or_else(stopped)?;
                    found.iter().filter(|level| **level == self.level).count()
                }
            },
        };
        // No level is higher than that of a value.
        if found.iter().any(|level| *level > self.level) {
            return Err(stopped());
        }
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

fn other_encoding(encoding: Encoding) -> Stop {
    Stop::Broken(text!(
        nb: "en side er kodet som {encoding}, som kolonnen ikke nevner",
        en: "a page is encoded as {encoding}, which its column does not mention",
    ))
}

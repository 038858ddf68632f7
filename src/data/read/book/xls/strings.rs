//! Texts: of one or two bytes a character, and the shared ones over many records.

use super::records::{Record, Records};
use crate::data::read::Limit;
use crate::data::read::book::fault::{Fault, Limits};
use crate::text;

fn cut() -> Fault {
    Fault::broken(text!(nb: "en tekst er kuttet", en: "a text is cut off"))
}

/// A text with its length in two bytes.
pub fn plain(data: &[u8]) -> Result<String, Fault> {
    let (head, rest) = data.split_first_chunk::<2>().ok_or_else(cut)?;
    flagged(rest, usize::from(u16::from_le_bytes(*head)))
}

/// A text with its length in one byte.
pub fn short(data: &[u8]) -> Result<String, Fault> {
    let (&count, rest) = data.split_first().ok_or_else(cut)?;
    flagged(rest, usize::from(count))
}

fn flagged(data: &[u8], count: usize) -> Result<String, Fault> {
    let (&flags, rest) = data.split_first().ok_or_else(cut)?;
    let mut text = String::new();
    let wide = flags & 1 != 0;
    characters(rest.get(..count << usize::from(wide)).ok_or_else(cut)?, wide, &mut text);
    Ok(text)
}

/// Characters of two bytes (UTF-16), or of one (the first 256 of Unicode).
fn characters(data: &[u8], wide: bool, into: &mut String) {
    if wide {
        let units = data.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
        into.extend(char::decode_utf16(units).map(|point| point.unwrap_or(char::REPLACEMENT_CHARACTER)));
    } else {
        into.extend(data.iter().map(|&byte| char::from(byte)));
    }
}

/// The strings that the cells share.
pub fn shared<'a>(records: &mut Records<'a>, first: Record<'a>, limits: Limits) -> Result<Vec<String>, Fault> {
    let count = first.u32(4)?;
    let mut data = Pieces { data: first.data.get(8..).ok_or_else(cut)?, records };
    let (mut strings, mut used) = (Vec::new(), 0u64);
    for _ in 0..count {
        let string = data.string(limits.cell)?;
        used += string.len() as u64 + size_of::<String>() as u64;
        if used > limits.memory {
            return Err(Fault::Over(Limit::Memory));
        }
        strings.push(string);
    }
    Ok(strings)
}

/// Bytes over a record and those that go on with it.
struct Pieces<'a, 'r> {
    data: &'a [u8],
    records: &'r mut Records<'a>,
}

impl Pieces<'_, '_> {
    fn more(&mut self) -> Result<(), Fault> {
        self.data = self.records.continued().ok_or_else(cut)?;
        Ok(())
    }

    fn number(&mut self, bytes: usize) -> Result<u32, Fault> {
        let mut number = 0;
        for place in 0..bytes {
            while self.data.is_empty() {
                self.more()?;
            }
            let (&byte, rest) = self.data.split_first().ok_or_else(cut)?;
            number |= u32::from(byte) << (8 * place);
            self.data = rest;
        }
        Ok(number)
    }

    fn skip(&mut self, mut bytes: u64) -> Result<(), Fault> {
        while bytes > 0 {
            if self.data.is_empty() {
                self.more()?;
            }
            let now = bytes.min(self.data.len() as u64);
            self.data = &self.data[now as usize..];
            bytes -= now;
        }
        Ok(())
    }

    fn string(&mut self, most: u64) -> Result<String, Fault> {
        let mut left = self.number(2)? as usize;
        let flags = self.number(1)?;
        let runs = if flags & 8 != 0 { self.number(2)? } else { 0 };
        let extra = if flags & 4 != 0 { self.number(4)? } else { 0 };
        let mut wide = flags & 1 != 0;
        let mut text = String::new();
        while left > 0 {
            if self.data.is_empty() {
                // Where a text goes on in another record, that says anew how wide the characters are.
                self.more()?;
                wide = self.number(1)? & 1 != 0;
            }
            let size = 1 << usize::from(wide);
            let now = left.min(self.data.len() / size);
            if now == 0 && !self.data.is_empty() {
                return Err(cut());
            }
            let (own, rest) = self.data.split_at(now * size);
            characters(own, wide, &mut text);
            if text.len() as u64 > most {
                return Err(Fault::Over(Limit::Cell));
            }
            (self.data, left) = (rest, left - now);
        }
        self.skip(4 * u64::from(runs) + u64::from(extra))?;
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_go_on_in_other_records_with_another_width() {
        let record =
            |kind: u16, data: &[u8]| [&kind.to_le_bytes()[..], &(data.len() as u16).to_le_bytes(), data].concat();
        let first = [&[2, 0, 0, 0, 2, 0, 0, 0][..], &[4, 0, 0, b'a', b'b']].concat();
        let second = [&[1, 0xE5, 0, 0x3A, 0x20][..], &[1, 0, 8, 1, 0, b'x', 9, 9, 9, 9]].concat();
        let stream = [record(Record::STRINGS, &first), record(Record::CONTINUE, &second)].concat();
        let limits = Limits::of(&crate::data::read::Options::default());
        let read = |stream: &[u8], limits| {
            let mut records = Records::new(stream, 0);
            let first = records.next()?;
            shared(&mut records, first, limits)
        };
        assert_eq!(read(&stream, limits), Ok(vec!["abå›".to_string(), "x".to_string()]));
        for length in 0..stream.len() {
            assert!(read(&stream[..length], limits).is_err());
        }
        assert!(read(&stream, Limits { cell: 7, ..limits }).is_ok());
        assert_eq!(read(&stream, Limits { cell: 6, ..limits }), Err(Fault::Over(Limit::Cell)));
        let used = 8 + 2 * size_of::<String>() as u64;
        assert!(read(&stream, Limits { memory: used, ..limits }).is_ok());
        assert_eq!(read(&stream, Limits { memory: used - 1, ..limits }), Err(Fault::Over(Limit::Memory)));
    }
}

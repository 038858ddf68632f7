//! The strings that the cells of a workbook share.

use crate::data::read::Limit;
use crate::data::read::book::fault::{Fault, Limits};
use crate::data::read::book::package::{Piece, Xml, ends, is};

/// Strings by number.
#[derive(Default)]
pub struct Strings {
    text: String,
    ends: Vec<u32>,
}

impl Strings {
    /// Bytes that they take.
    pub fn size(&self) -> u64 {
        self.text.len() as u64 + 4 * self.ends.len() as u64
    }

    pub fn get(&self, number: usize) -> Option<&str> {
        let end = *self.ends.get(number)? as usize;
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        self.text.get(start..end)
    }
}

pub fn read(mut xml: Xml, limits: Limits) -> Result<Strings, Fault> {
    let mut strings = Strings::default();
    let mut buffer = String::new();
    loop {
        match xml.next()? {
            Piece::Start(start) if is(&start, "si") => {
                buffer.clear();
                rich_text(&mut xml, "si", &mut buffer)?;
                unescape(&buffer, &mut strings.text);
                strings.ends.push(u32::try_from(strings.text.len()).unwrap_or(u32::MAX));
                if strings.size() > limits.memory {
                    return Err(Fault::Over(Limit::Memory));
                }
            }
            Piece::Done => return Ok(strings),
            _ => {}
        }
    }
}

/// The text of an element that may have runs, without the readings of Asian signs.
pub fn rich_text(xml: &mut Xml, element: &str, into: &mut String) -> Result<(), Fault> {
    let mut phonetic = false;
    loop {
        match xml.next()? {
            Piece::Start(start) if is(&start, "rPh") => phonetic = true,
            Piece::End(end) if ends(&end, "rPh") => phonetic = false,
            Piece::Start(start) if is(&start, "t") && !phonetic => xml.text_of(into)?,
            Piece::End(end) if ends(&end, element) => return Ok(()),
            Piece::Done => return Ok(()),
            _ => {}
        }
    }
}

/// `_x000A_` stands for a character that XML cannot hold. Those that no text should have stay as they are written.
pub fn unescape(text: &str, into: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let (before, escape) = rest.split_at(at);
        into.push_str(before);
        let code = escape.get(2..6).filter(|_| escape.as_bytes().get(6) == Some(&b'_'));
        let point = code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32);
        match point.filter(|point| matches!(point, '\t' | '\n' | '\r' | ' '..) && *point != '\u{7f}') {
            Some('\r') => rest = &escape[7..],
            Some(point) => {
                into.push(point);
                rest = &escape[7..];
            }
            None => {
                into.push_str("_x");
                rest = &escape[2..];
            }
        }
    }
    into.push_str(rest);
}

#[cfg(test)]
mod tests {
    #[test]
    fn escapes_are_characters() {
        let plain = |text| {
            let mut plain = String::new();
            super::unescape(text, &mut plain);
            plain
        };
        assert_eq!(plain("a_x000D__x000A_b_x005F_x0041_"), "a\nb_x0041_");
        assert_eq!(plain("_x0000_ _xå000_ _x00"), "_x0000_ _xå000_ _x00");
    }
}

//! Dates: `2017-09-08` and `08.09.2017` (also `8.9.2017`), with a midnight behind them or not; or as a `format` says.
//! Years have four digits: `1.1.19` is no date. `excel` and `excel 1904` are formats too: serial numbers of days.

use super::{Kernel, Place};
use crate::data::spec::FieldSpec;
use crate::value::Date;

pub struct Dates {
    /// Days since 1970-01-01.
    pub values: Vec<i32>,
    format: Option<DateFormat>,
    /// The format in its quick form.
    ten: Option<Ten>,
}

/// How dates are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DateFormat {
    /// A pattern of `yyyy`, `MM`, `M`, `dd`, `d` and the signs between them.
    Pattern(Pattern),
    /// The serial numbers of a spreadsheet.
    Serial(Serial),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern(Vec<Piece>);

/// The two ways in which spreadsheets number days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Serial {
    /// 1 is 1900-01-01, and 60 is the 29th of February 1900, which there never was.
    From1900,
    /// 0 is 1904-01-01.
    From1904,
}

impl Serial {
    /// Spreadsheets know no day after the year 9999.
    const LAST: i32 = 2_932_896;

    /// The day of a number.
    pub fn day(self, number: i32) -> Option<Date> {
        let day = match self {
            Serial::From1900 if number < 1 || number == 60 => return None,
            Serial::From1900 if number < 60 => number - 25_568,
            Serial::From1900 => number.checked_sub(25_569)?,
            Serial::From1904 if number < 0 => return None,
            Serial::From1904 => number.checked_sub(24_107)?,
        };
        (day <= Serial::LAST).then_some(Date(day))
    }

    /// The number of a day.
    pub fn number(self, day: Date) -> i32 {
        match self {
            Serial::From1900 if day.0 < -25_508 => day.0 + 25_568,
            Serial::From1900 => day.0 + 25_569,
            Serial::From1904 => day.0 + 24_107,
        }
    }

    /// Whole numbers, also with decimals that are zeros.
    fn read(self, cell: &[u8]) -> Option<Date> {
        let length = cell.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let whole = match &cell[length..] {
            [] => true,
            [b'.' | b',', zeros @ ..] => !zeros.is_empty() && zeros.iter().all(|&byte| byte == b'0'),
            _ => false,
        };
        if !whole || !(1..=7).contains(&length) {
            return None;
        }
        self.day(number(&cell[..length]) as i32)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece {
    Year,
    /// With this least number of digits.
    Month(usize),
    Day(usize),
    Sign(u8),
}

impl DateFormat {
    /// `None` when the pattern lacks a part, has one twice, or holds a letter that means nothing.
    pub fn parse(pattern: &str) -> Option<DateFormat> {
        match pattern.trim() {
            "excel" | "excel 1900" => Some(DateFormat::Serial(Serial::From1900)),
            "excel 1904" => Some(DateFormat::Serial(Serial::From1904)),
            pattern => Pattern::parse(pattern).map(DateFormat::Pattern),
        }
    }

    /// Reads a date in this form.
    pub fn read(&self, cell: &[u8]) -> Option<Date> {
        match self {
            DateFormat::Pattern(pattern) => pattern.read(cell),
            DateFormat::Serial(serial) => serial.read(cell),
        }
    }
}

impl Pattern {
    fn parse(pattern: &str) -> Option<Pattern> {
        let mut pieces = Vec::new();
        let mut rest = pattern.trim().as_bytes();
        while let Some(&letter) = rest.first() {
            let run = rest.iter().take_while(|&&b| b == letter).count();
            let piece = match (letter, run) {
                (b'y' | b'Y', 4) => Piece::Year,
                (b'M', 1 | 2) => Piece::Month(run),
                (b'd' | b'D', 1 | 2) => Piece::Day(run),
                (b'.' | b'-' | b'/' | b' ' | b'_' | b',', 1) => Piece::Sign(letter),
                _ => return None,
            };
            pieces.push(piece);
            rest = &rest[run..];
        }
        let count = |wanted: fn(&Piece) -> bool| pieces.iter().filter(|piece| wanted(piece)).count();
        let whole = count(|p| matches!(p, Piece::Year)) == 1
            && count(|p| matches!(p, Piece::Month(_))) == 1
            && count(|p| matches!(p, Piece::Day(_))) == 1;
        whole.then_some(Pattern(pieces))
    }

    fn read(&self, cell: &[u8]) -> Option<Date> {
        let (mut year, mut month, mut day) = (0, 0, 0);
        let mut rest = cell;
        for piece in &self.0 {
            let (least, most, into) = match piece {
                Piece::Sign(sign) => {
                    rest = rest.strip_prefix(&[*sign])?;
                    continue;
                }
                Piece::Year => (4, 4, &mut year),
                Piece::Month(least) => (*least, 2, &mut month),
                Piece::Day(least) => (*least, 2, &mut day),
            };
            let length = rest.iter().take(most).take_while(|b| b.is_ascii_digit()).count();
            if length < least {
                return None;
            }
            *into = number(&rest[..length]);
            rest = &rest[length..];
        }
        if rest.is_empty() { Date::from_ymd(year as i32, month, day) } else { None }
    }
}

/// Dates of ten characters, one sign between their parts, which is how most are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ten {
    DayFirst(u8),
    YearFirst(u8),
}

impl Ten {
    /// The form that a format has, if it is one of these when every part is written in full.
    fn of(format: &DateFormat) -> Option<Ten> {
        let DateFormat::Pattern(pattern) = format else { return None };
        match pattern.0[..] {
            [Piece::Day(_), Piece::Sign(a), Piece::Month(_), Piece::Sign(b), Piece::Year] if a == b => {
                Some(Ten::DayFirst(a))
            }
            [Piece::Year, Piece::Sign(a), Piece::Month(_), Piece::Sign(b), Piece::Day(_)] if a == b => {
                Some(Ten::YearFirst(a))
            }
            _ => None,
        }
    }

    /// The date in a cell of this form. Eight characters are told together: held against zeros and signs, a digit
    /// leaves at most 9 and a sign nothing, and what is more reaches the highest bit when the rest is added.
    #[inline(always)]
    fn read(self, cell: &[u8]) -> Option<Date> {
        const HIGHEST: u64 = 0x8080_8080_8080_8080;
        let ten = cell.first_chunk::<10>().filter(|_| cell.len() == 10)?;
        // Loaded as whole numbers: an array of bytes would be taken apart byte by byte.
        let (first, last) = (u64::from_le_bytes(*ten.first_chunk()?), u64::from_le_bytes(*ten.last_chunk()?));
        let (eight, shape, rest, pair) = match self {
            Ten::DayFirst(s) => (
                last,
                [s, b'0', b'0', s, b'0', b'0', b'0', b'0'],
                [0x7F, 0x76, 0x76, 0x7F, 0x76, 0x76, 0x76, 0x76],
                [ten[0], ten[1]],
            ),
            Ten::YearFirst(s) => (
                first,
                [b'0', b'0', b'0', b'0', s, b'0', b'0', s],
                [0x76, 0x76, 0x76, 0x76, 0x7F, 0x76, 0x76, 0x7F],
                [ten[8], ten[9]],
            ),
        };
        let left = eight ^ u64::from_le_bytes(shape);
        let wrong = (left.wrapping_add(u64::from_le_bytes(rest)) | left) & HIGHEST;
        let [tens, ones] = pair.map(|digit| u32::from(digit.wrapping_sub(b'0')));
        if (wrong != 0) | (tens > 9) | (ones > 9) {
            return None;
        }
        // Each byte with the one behind it as a number of two digits; none exceeds its byte.
        let pairs = left * 10 + (left >> 8);
        let two = |place: u32| (pairs >> (8 * place)) as u32 & 0xFF;
        let (month, century, year) = match self {
            Ten::DayFirst(_) => (two(1), two(4), two(6)),
            Ten::YearFirst(_) => (two(5), two(0), two(2)),
        };
        Date::from_ymd((century * 100 + year) as i32, month, tens * 10 + ones)
    }
}

fn number(digits: &[u8]) -> u32 {
    digits.iter().fold(0, |n, b| n * 10 + u32::from(b - b'0'))
}

/// Reads a date in one of the usual forms.
#[inline(always)]
pub fn usual(cell: &[u8]) -> Option<Date> {
    let ten = Ten::DayFirst(b'.').read(cell).or_else(|| Ten::YearFirst(b'-').read(cell));
    ten.or_else(|| usual_slowly(cell))
}

#[cold]
fn usual_slowly(cell: &[u8]) -> Option<Date> {
    let day = without_midnight(cell);
    if day.len() != cell.len() {
        return usual(day);
    }
    let mut parts = cell.split(|&b| b == b'.');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let digits = |part: &[u8], lengths: std::ops::RangeInclusive<usize>| {
        (lengths.contains(&part.len()) && part.iter().all(u8::is_ascii_digit)).then(|| number(part))
    };
    if parts.next().is_some() {
        return None;
    }
    Date::from_ymd(digits(year, 4..=4)? as i32, digits(month, 1..=2)?, digits(day, 1..=2)?)
}

/// Leaves off a time of day that says nothing: `T00:00`, ` 00:00:00`, `T00:00:00.000Z`.
fn without_midnight(cell: &[u8]) -> &[u8] {
    let Some(at) = cell.iter().position(|&b| matches!(b, b'T' | b't' | b' ')) else { return cell };
    let time = &cell[at + 1..];
    let time = time.strip_suffix(b"Z").unwrap_or(time);
    let midnight = match time.strip_prefix(b"00:00") {
        Some(b"" | b":00") => true,
        Some(rest) => {
            rest.strip_prefix(b":00.").is_some_and(|zeros| !zeros.is_empty() && zeros.iter().all(|&b| b == b'0'))
        }
        None => false,
    };
    if midnight { &cell[..at] } else { cell }
}

#[cold]
fn slowly(format: &DateFormat, cell: &[u8]) -> Option<Date> {
    format.read(cell).or_else(|| format.read(without_midnight(cell)))
}

impl Dates {
    pub fn new(spec: &FieldSpec) -> Dates {
        let format = spec.format.as_deref().and_then(DateFormat::parse);
        Dates { values: Vec::new(), ten: format.as_ref().and_then(Ten::of), format }
    }
}

impl<'a> Kernel<'a> for Dates {
    fn reserve(&mut self, rows: usize) {
        self.values.reserve(rows);
    }

    #[inline(always)]
    fn add(&mut self, cell: &[u8], _place: Place<'a>) -> bool {
        let date = match &self.format {
            None => usual(cell),
            Some(format) => self.ten.and_then(|ten| ten.read(cell)).or_else(|| slowly(format, cell)),
        };
        self.values.push(date.map_or(0, |date| date.0));
        date.is_some()
    }

    #[inline(always)]
    fn skip(&mut self) {
        self.values.push(0);
    }

    fn truncate(&mut self, len: usize) {
        self.values.truncate(len);
    }

    fn len(&self) -> usize {
        self.values.len()
    }
}

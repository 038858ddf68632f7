//! Values of Parquet as the texts of cells: exact, or refused.

use crate::data::read::REFUSED;
use crate::data::read::float;
use crate::data::read::json::parse::MARK;
use crate::value::Date;
use ethnum::I256;
use std::io::Write;

/// Parts of a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Milli,
    Micro,
    Nano,
}

impl Unit {
    fn of_second(self) -> i64 {
        match self {
            Unit::Milli => 1_000,
            Unit::Micro => 1_000_000,
            Unit::Nano => 1_000_000_000,
        }
    }

    fn digits(self) -> usize {
        match self {
            Unit::Milli => 3,
            Unit::Micro => 6,
            Unit::Nano => 9,
        }
    }
}

/// What the values of a column mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Bool,
    Int,
    Unsigned32,
    Unsigned64,
    /// With so many decimals.
    Decimal(u32),
    Date,
    Time(Unit),
    /// A moment; of Greenwich, or of no named place.
    Moment(Unit, bool),
    Float,
    Half,
    Text,
    Uuid,
    /// Bytes that mean nothing here.
    Bytes,
}

/// Days of the calendar that krav knows, from 1970.
const DAYS: std::ops::RangeInclusive<i64> = -719_162..=2_932_896;

const DAY: i64 = 86_400;

fn put(into: &mut Vec<u8>, words: std::fmt::Arguments) {
    // Memory takes what is written to it.
    let _ = into.write_fmt(words);
}

pub fn truth(value: bool, into: &mut Vec<u8>) {
    into.extend_from_slice(if value { b"true" } else { b"false" });
}

/// A whole number, or what one stands for.
pub fn int(value: i64, kind: Kind, into: &mut Vec<u8>) {
    match kind {
        Kind::Unsigned32 => put(into, format_args!("{}", value as u32)),
        Kind::Unsigned64 => put(into, format_args!("{}", value as u64)),
        Kind::Decimal(scale) => decimal(&value.unsigned_abs().to_string(), value < 0, scale, into),
        Kind::Date => day(value, into),
        Kind::Time(unit) => match (0..DAY * unit.of_second()).contains(&value) {
            true => clock(value, unit, into),
            false => refused(format_args!("{value}"), into),
        },
        Kind::Moment(unit, greenwich) => {
            let whole = DAY * unit.of_second();
            moment(value.div_euclid(whole), value.rem_euclid(whole), unit, greenwich, into);
        }
        _ => put(into, format_args!("{value}")),
    }
}

/// Days from 1970 and what has passed of the day.
fn moment(days: i64, rest: i64, unit: Unit, greenwich: bool, into: &mut Vec<u8>) {
    let start = into.len();
    day(days, into);
    // A midnight is a day.
    if rest == 0 || into.get(start) == Some(&REFUSED) {
        return;
    }
    into.push(b'T');
    clock(rest, unit, into);
    if greenwich {
        into.push(b'Z');
    }
}

fn day(days: i64, into: &mut Vec<u8>) {
    match i32::try_from(days).ok().filter(|_| DAYS.contains(&days)) {
        Some(days) => put(into, format_args!("{}", Date(days))),
        None => refused(format_args!("{days}"), into),
    }
}

fn clock(value: i64, unit: Unit, into: &mut Vec<u8>) {
    let (seconds, part) = (value / unit.of_second(), value % unit.of_second());
    put(into, format_args!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60));
    if part > 0 {
        let digits = format!("{part:0width$}", width = unit.digits());
        put(into, format_args!(".{}", digits.trim_end_matches('0')));
    }
}

/// The moments of older writers: nanoseconds of a day, and the day since the year −4712.
pub fn int96(words: &[u32], into: &mut Vec<u8>) {
    let [low, high, julian] = *words else { return refused(format_args!("?"), into) };
    let rest = (i64::from(high) << 32) | i64::from(low);
    match (0..DAY * 1_000_000_000).contains(&rest) {
        true => moment(i64::from(julian) - 2_440_588, rest, Unit::Nano, false, into),
        false => refused(format_args!("{rest}"), into),
    }
}

pub fn single(value: f32, into: &mut Vec<u8>) {
    let mut text = String::new();
    match float::single(value, &mut text) {
        Some(()) => into.extend_from_slice(text.as_bytes()),
        None => refused(format_args!("{value}"), into),
    }
}

pub fn double(value: f64, into: &mut Vec<u8>) {
    let mut text = String::new();
    match float::number(value, float::Shape::Plain, float::Calendar::From1900, &mut text) {
        Some(()) => into.extend_from_slice(text.as_bytes()),
        None => refused(format_args!("{value}"), into),
    }
}

/// Bytes, or what they stand for.
pub fn bytes(value: &[u8], kind: Kind, into: &mut Vec<u8>) {
    match (kind, value) {
        (Kind::Text, _) => text(value, into),
        (Kind::Decimal(scale), [first, ..]) if value.len() <= 32 => {
            let mut wide = [if *first < 0x80 { 0 } else { 0xFF }; 32];
            wide[32 - value.len()..].copy_from_slice(value);
            let number = I256::from_be_bytes(wide);
            decimal(&number.unsigned_abs().to_string(), number < I256::ZERO, scale, into);
        }
        (Kind::Half, [low, high]) => single(half(u16::from_le_bytes([*low, *high])), into),
        (Kind::Uuid, value) if value.len() == 16 => {
            for (place, byte) in value.iter().enumerate() {
                let dash = if matches!(place, 4 | 6 | 8 | 10) { "-" } else { "" };
                put(into, format_args!("{dash}{byte:02x}"));
            }
        }
        _ => refused(format_args!("[{} byte]", value.len()), into),
    }
}

fn text(value: &[u8], into: &mut Vec<u8>) {
    match std::str::from_utf8(value) {
        Ok(_) if !value.iter().any(|byte| matches!(byte, 0 | &REFUSED | &MARK)) => into.extend_from_slice(value),
        _ => {
            let shown = String::from_utf8_lossy(value).replace(['\0', '\u{1e}', '\u{1f}'], "\u{fffd}");
            refused(format_args!("{shown}"), into);
        }
    }
}

/// A cell that no column can read, with what it looks like.
pub fn refused(look: std::fmt::Arguments, into: &mut Vec<u8>) {
    into.push(REFUSED);
    put(into, look);
}

fn decimal(digits: &str, negative: bool, scale: u32, into: &mut Vec<u8>) {
    let scale = scale as usize;
    if negative {
        into.push(b'-');
    }
    let padded = format!("{digits:0>width$}", width = scale + 1);
    let (whole, part) = padded.split_at(padded.len() - scale);
    into.extend_from_slice(whole.as_bytes());
    if !part.is_empty() {
        into.push(b'.');
        into.extend_from_slice(part.as_bytes());
    }
}

/// A float of sixteen bits; every one of them is a float of thirty-two.
fn half(bits: u16) -> f32 {
    let sign = u32::from(bits >> 15) << 31;
    let (exponent, part) = (i32::from(bits >> 10 & 0x1F), u32::from(bits & 0x3FF));
    match (exponent, part) {
        (0, _) => f32::from_bits(sign | 0x3F80_0000) * part as f32 * 2f32.powi(-24),
        (31, _) => f32::from_bits(sign | 0x7F80_0000 | part << 13),
        _ => f32::from_bits(sign | ((exponent + 112) as u32) << 23 | part << 13),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(write: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut cell = Vec::new();
        write(&mut cell);
        String::from_utf8(cell).expect("text").replace('\u{1e}', "!")
    }

    #[test]
    fn whole_numbers_and_what_they_stand_for_are_exact() {
        let moment = |unit| Kind::Moment(unit, false);
        let expected = [
            (-7, Kind::Int, "-7"),
            (-1, Kind::Unsigned32, "4294967295"),
            (-1, Kind::Unsigned64, "18446744073709551615"),
            (i64::MIN, Kind::Decimal(2), "-92233720368547758.08"),
            (5, Kind::Decimal(3), "0.005"),
            (-5, Kind::Decimal(0), "-5"),
            (17_805, Kind::Date, "2018-10-01"),
            (-719_162, Kind::Date, "0001-01-01"),
            (-719_163, Kind::Date, "!-719163"),
            (2_932_896, Kind::Date, "9999-12-31"),
            (i64::MAX, Kind::Date, "!9223372036854775807"),
            (3_661_500, Kind::Time(Unit::Milli), "01:01:01.5"),
            (86_400_000, Kind::Time(Unit::Milli), "!86400000"),
            (17_805 * 86_400_000, moment(Unit::Milli), "2018-10-01"),
            (17_805 * 86_400_000 + 1, moment(Unit::Milli), "2018-10-01T00:00:00.001"),
            (-1, moment(Unit::Nano), "1969-12-31T23:59:59.999999999"),
            (3_600_000_000, Kind::Moment(Unit::Micro, true), "1970-01-01T01:00:00Z"),
            (i64::MAX, moment(Unit::Milli), "!106751991167"),
        ];
        for (value, kind, wanted) in expected {
            assert_eq!(shown(|cell| int(value, kind, cell)), wanted, "{value} {kind:?}");
        }
    }

    #[test]
    fn bytes_are_what_their_column_says() {
        let most = [0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF];
        let expected: [(&[u8], Kind, &str); 9] = [
            ("Blåbær".as_bytes(), Kind::Text, "Blåbær"),
            (b"a\xFFb", Kind::Text, "!a\u{fffd}b"),
            (b"\x1fx", Kind::Text, "!\u{fffd}x"),
            (&most, Kind::Decimal(4), "17014118346046923173168730371588410.5727"),
            (&[0xFF], Kind::Decimal(1), "-0.1"),
            (&[], Kind::Decimal(1), "![0 byte]"),
            (&[0; 33], Kind::Decimal(1), "![33 byte]"),
            (&[7; 16], Kind::Uuid, "07070707-0707-0707-0707-070707070707"),
            (b"abc", Kind::Bytes, "![3 byte]"),
        ];
        for (value, kind, wanted) in expected {
            assert_eq!(shown(|cell| bytes(value, kind, cell)), wanted);
        }
    }

    #[test]
    fn floats_are_the_shortest_numbers_that_are_the_same_float() {
        assert_eq!(shown(|cell| single(0.1, cell)), "0.1");
        assert_eq!(shown(|cell| double(0.1 + 0.2, cell)), "0.3");
        assert_eq!(shown(|cell| double(f64::NAN, cell)), "!NaN");
        assert_eq!(shown(|cell| single(f32::INFINITY, cell)), "!inf");
        for (bits, wanted) in
            [(0x3C00u16, "1"), (0xC000, "-2"), (0x7BFF, "65504"), (0x0001, "0.000000059604645"), (0, "0")]
        {
            assert_eq!(shown(|cell| bytes(&bits.to_le_bytes(), Kind::Half, cell)), wanted);
        }
        assert_eq!(shown(|cell| bytes(&[0, 0x7C], Kind::Half, cell)), "!inf");
    }

    #[test]
    fn moments_of_older_writers_are_read() {
        assert_eq!(shown(|cell| int96(&[0, 0, 2_440_588], cell)), "1970-01-01");
        assert_eq!(shown(|cell| int96(&[1_000_000_000, 0, 2_458_393], cell)), "2018-10-01T00:00:01");
        assert_eq!(shown(|cell| int96(&[0, u32::MAX, 2_440_588], cell)), "!-4294967296");
    }
}

//! Numbers and dates of workbooks and databases as texts. Those files hold binary floats; this is the one place where
//! krav meets one, and what leaves it is a decimal number.

use crate::value::Date;
use std::fmt::Write;

/// How a number is shown, as far as it says what the number is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shape {
    #[default]
    Plain,
    /// Days since the beginning of the calendar.
    Date,
    /// Only a time of day is shown.
    Time,
    /// So many digits, with zeros before them: `0000`.
    Zeros(u8),
}

/// From which day the days of a workbook count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Calendar {
    #[default]
    From1900,
    From1904,
}

/// What a format code such as `dd.mm.yyyy;@` shows.
pub fn shape(code: &str) -> Shape {
    let section = code.split(';').next().unwrap_or("");
    if section.len() > 1 && section.len() < 20 && section.bytes().all(|b| b == b'0') {
        return Shape::Zeros(section.len() as u8);
    }
    if section.trim().eq_ignore_ascii_case("general") {
        return Shape::Plain;
    }
    let (mut days, mut months, mut times) = (false, false, false);
    let mut signs = section.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '"' => while signs.next().is_some_and(|inside| inside != '"') {},
            '\\' | '_' | '*' => drop(signs.next()),
            '[' => {
                let inside: String = signs.by_ref().take_while(|&inside| inside != ']').collect();
                let elapsed = !inside.is_empty() && inside.chars().all(|c| "hmsHMS".contains(c));
                times |= elapsed;
            }
            'd' | 'D' | 'y' | 'Y' => days = true,
            'm' | 'M' => months = true,
            'h' | 'H' | 's' | 'S' => times = true,
            _ => {}
        }
    }
    match (days, months, times) {
        (true, ..) | (false, true, false) => Shape::Date,
        (_, _, true) => Shape::Time,
        _ => Shape::Plain,
    }
}

/// The formats that have a number and no code of their own.
pub fn built_in(number: u32) -> Shape {
    match number {
        14..=17 | 22 | 27..=31 | 34..=36 | 50..=54 | 57..=58 => Shape::Date,
        18..=21 | 32..=33 | 45..=47 | 55..=56 => Shape::Time,
        _ => Shape::Plain,
    }
}

/// The last day that a spreadsheet knows, 9999-12-31, counted from 1900.
const LAST: f64 = 2_958_466.0;

/// A number as a person reads it: the shortest decimal number that is the same float, at fifteen digits at most where
/// there are decimals, which is what spreadsheets hold; a date as `yyyy-mm-dd`. `None` for what is no number at all.
pub fn number(value: f64, shape: Shape, calendar: Calendar, into: &mut String) -> Option<()> {
    if !value.is_finite() {
        return None;
    }
    match shape {
        Shape::Date | Shape::Time => match moment(value, shape, calendar, into) {
            Some(()) => Some(()),
            None => {
                plain(value, into);
                None
            }
        },
        Shape::Plain => {
            plain(value, into);
            Some(())
        }
        Shape::Zeros(width) => {
            let start = into.len();
            plain(value, into);
            let digits = into.len() - start;
            if into[start..].bytes().all(|b| b.is_ascii_digit()) && digits < width as usize {
                into.insert_str(start, &"0".repeat(width as usize - digits));
            }
            Some(())
        }
    }
}

/// A number of the smaller kind: the shortest decimal number that is the same float.
#[cfg(feature = "parquet")]
pub fn single(value: f32, into: &mut String) -> Option<()> {
    if !value.is_finite() {
        return None;
    }
    let _ = write!(into, "{}", if value == 0.0 { 0.0 } else { value });
    Some(())
}

fn plain(value: f64, into: &mut String) {
    let start = into.len();
    // Rust writes the shortest digits that read back as the same float, and never an exponent.
    let _ = write!(into, "{}", if value == 0.0 { 0.0 } else { value });
    let written = &into[start..];
    let digits = written.bytes().filter(u8::is_ascii_digit).skip_while(|&b| b == b'0').count();
    if digits <= 15 || !written.contains('.') {
        return;
    }
    // Beyond fifteen digits stands only what the binary form could not hold.
    let rounded = format!("{value:.14e}").parse::<f64>().unwrap_or(value);
    into.truncate(start);
    let _ = write!(into, "{rounded}");
}

fn moment(value: f64, shape: Shape, calendar: Calendar, into: &mut String) -> Option<()> {
    let first = if calendar == Calendar::From1904 { 1462.0 } else { 0.0 };
    if value < 0.0 || value + first >= LAST {
        return None;
    }
    let (mut days, mut seconds) = (value.floor() as i64, (value.fract() * 86_400.0).round() as i64);
    if seconds == 86_400 {
        (days, seconds) = (days + 1, 0);
    }
    if shape == Shape::Date || days > 0 {
        day(days, calendar, into);
        if seconds > 0 {
            into.push('T');
        }
    }
    if seconds > 0 || (shape == Shape::Time && days == 0) {
        let _ = write!(into, "{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
    Some(())
}

/// A day of the workbook's calendar. That of 1900 has two days that never were, which stay what they are.
fn day(days: i64, calendar: Calendar, into: &mut String) {
    let since_1970 = match (calendar, days) {
        (Calendar::From1900, 0) => return into.push_str("1900-01-00"),
        (Calendar::From1900, 60) => return into.push_str("1900-02-29"),
        (Calendar::From1900, 1..=59) => days - 25_568,
        (Calendar::From1900, _) => days - 25_569,
        (Calendar::From1904, _) => days - 24_107,
    };
    let date = Date(i32::try_from(since_1970).unwrap_or(i32::MAX));
    let _ = write!(into, "{date}");
}

/// A moment in ISO 8601 without a midnight.
pub fn iso_day(written: &str) -> &str {
    match written.split_once('T') {
        Some((day, time)) if time.bytes().all(|b| matches!(b, b'0' | b':' | b'.' | b'Z')) => day,
        _ => written,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(value: f64, shape: Shape, calendar: Calendar) -> String {
        let mut text = String::new();
        let read = number(value, shape, calendar, &mut text);
        if read.is_some() { text } else { format!("?{text}") }
    }

    #[test]
    fn floats_become_the_decimals_that_were_meant() {
        let plain = |value| shown(value, Shape::Plain, Calendar::From1900);
        let expected = [
            (0.1, "0.1"),
            (0.1 + 0.2, "0.3"),
            (1e21, "1000000000000000000000"),
            (1e-7, "0.0000001"),
            (-0.0, "0"),
            (985_399_077.0, "985399077"),
            (9_007_199_254_740_991.0, "9007199254740991"),
            (1234.5, "1234.5"),
            (-12.25, "-12.25"),
            (0.7999999999999999, "0.8"),
            (123_456_789.123_456, "123456789.123456"),
        ];
        expected.iter().for_each(|&(value, text)| assert_eq!(plain(value), text));
        assert_eq!(plain(f64::NAN), "?");
        assert_eq!(shown(301.0, Shape::Zeros(4), Calendar::From1900), "0301");
        assert_eq!(shown(12345.0, Shape::Zeros(4), Calendar::From1900), "12345");
        assert_eq!(shown(3.5, Shape::Zeros(4), Calendar::From1900), "3.5");
    }

    #[test]
    fn both_calendars_know_their_days() {
        let old = |value| shown(value, Shape::Date, Calendar::From1900);
        let new = |value| shown(value, Shape::Date, Calendar::From1904);
        let expected = [
            (0.0, "1900-01-00"),
            (1.0, "1900-01-01"),
            (59.0, "1900-02-28"),
            (60.0, "1900-02-29"),
            (61.0, "1900-03-01"),
            (43_374.0, "2018-10-01"),
            (43_374.5, "2018-10-01T12:00:00"),
            (43_374.999_999_99, "2018-10-02"),
            (2_958_465.0, "9999-12-31"),
            (2_958_466.0, "?2958466"),
            (-1.0, "?-1"),
        ];
        expected.iter().for_each(|&(value, text)| assert_eq!(old(value), text));
        assert_eq!(
            [new(0.0), new(1.0), new(41_912.0), new(2_957_003.0)],
            ["1904-01-01", "1904-01-02", "2018-10-01", "9999-12-31"]
        );
        assert_eq!(new(2_957_004.0), "?2957004");
        assert_eq!(shown(0.25, Shape::Time, Calendar::From1900), "06:00:00");
        assert_eq!(shown(1.25, Shape::Time, Calendar::From1900), "1900-01-01T06:00:00");
    }

    #[test]
    fn formats_tell_dates_from_numbers() {
        for code in ["dd.mm.yyyy", "yyyy\\-mm\\-dd;@", "[$-414]d. mmmm yyyy", "mmm", "m/d/yy h:mm", "[Red]d.m"] {
            assert_eq!(shape(code), Shape::Date, "{code}");
        }
        for code in ["h:mm", "[h]:mm:ss", "mm:ss.0", "[$-F400]h:mm:ss AM/PM"] {
            assert_eq!(shape(code), Shape::Time, "{code}");
        }
        for code in ["General", "0.00E+00", "#,##0 \"days\"", "[Red]0", "@", "0 %", "# ##0_d", "kr\\ #,##0", ""] {
            assert!(matches!(shape(code), Shape::Plain), "{code}");
        }
        assert_eq!(shape("0000"), Shape::Zeros(4));
        assert_eq!((built_in(14), built_in(20), built_in(4)), (Shape::Date, Shape::Time, Shape::Plain));
    }
}

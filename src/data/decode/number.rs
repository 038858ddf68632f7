//! Whole numbers and decimals, as Norwegian and English registries write them.
//!
//! Comma or point begins the decimals; blanks (also no-break ones) part groups of three digits. Point or comma *between*
//! groups, currencies and percent signs are read only where the field's `format` says so: `1.234` may be either number,
//! so nothing is guessed.

use super::{Kernel, Place, blank_at};
use crate::data::column::{Decimals, SCALE};
use crate::data::spec::FieldSpec;
use crate::value::Decimal;

/// Digits that fit into 64 bits at the scale of decimals, whatever they are.
const SAFE_DIGITS: usize = 14;

/// How numbers are written: what a `format` such as `#.##0,00 kr` says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NumberFormat {
    pub prefix: String,
    pub suffix: String,
    /// The sign between groups of three, beside blanks.
    pub group: Option<u8>,
    /// The sign before the decimals; either when absent.
    pub point: Option<u8>,
}

impl NumberFormat {
    /// Reads a pattern of `#`, `0`, point, comma and blank, with other text around it.
    pub fn parse(pattern: &str) -> Option<NumberFormat> {
        let pattern = pattern.trim();
        let digit = |c: char| matches!(c, '#' | '0');
        let (first, last) = (pattern.find(digit)?, pattern.rfind(digit)?);
        let body = &pattern[first..=last];
        if !body.chars().all(|c| matches!(c, '#' | '0' | '.' | ',' | ' ' | '\u{a0}' | '\u{202f}')) {
            return None;
        }
        let mut format = NumberFormat {
            prefix: pattern[..first].trim().to_owned(),
            suffix: pattern[last + 1..].trim().to_owned(),
            ..NumberFormat::default()
        };
        let signs: Vec<(usize, u8)> = body.bytes().enumerate().filter(|(_, b)| matches!(b, b'.' | b',')).collect();
        if let Some(&(at, sign)) = signs.last() {
            let several = signs.iter().filter(|(_, other)| *other == sign).count() > 1;
            let others = signs.iter().any(|(_, other)| *other != sign);
            if several || (!others && &body[at + 1..] == "##0") {
                if others {
                    return None;
                }
                format.group = Some(sign);
            } else {
                format.point = Some(sign);
                format.group = signs.iter().map(|(_, other)| *other).find(|&other| other != sign);
            }
        }
        Some(format)
    }
}

/// A number in one form: a minus, digits, a point and digits.
pub struct Written {
    bytes: [u8; 96],
    len: usize,
    /// Has decimals, even if they are zeros.
    pub fraction: bool,
}

impl Written {
    fn push(&mut self, byte: u8) -> Option<()> {
        *self.bytes.get_mut(self.len)? = byte;
        self.len += 1;
        Some(())
    }

    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.len]).unwrap_or("")
    }
}

/// Brings a number into one form; `None` when it is not written as one.
pub fn written(cell: &[u8], format: &NumberFormat) -> Option<Written> {
    let mut number = Written { bytes: [0; 96], len: 0, fraction: false };
    // `-£5` and `£-5` are both written, but never two signs.
    let (before, rest) = sign(cell);
    let stripped = strip(rest, format);
    let (after, mut rest) = if before == 0 { sign(stripped) } else { (0, stripped) };
    if before + after < 0 {
        number.push(b'-')?;
    }
    rest = whole(rest, format, &mut number)?;
    let Some((&sign, decimals)) = rest.split_first() else { return Some(number) };
    let is_point = match format.point {
        Some(point) => sign == point,
        None => matches!(sign, b'.' | b',') && format.group != Some(sign),
    };
    if !is_point || decimals.is_empty() || !decimals.iter().all(u8::is_ascii_digit) {
        return None;
    }
    number.fraction = true;
    number.push(b'.')?;
    // Zeros at the end change nothing, and may be many.
    let kept = decimals.iter().rposition(|&b| b != b'0').map_or(1, |last| last + 1);
    decimals[..kept].iter().try_for_each(|&digit| number.push(digit))?;
    Some(number)
}

/// -1, 0 or 1 for the sign that a number begins with, and the rest.
fn sign(cell: &[u8]) -> (i8, &[u8]) {
    match cell {
        [b'-', rest @ ..] | [0xE2, 0x88, 0x92, rest @ ..] => (-1, rest),
        [b'+', rest @ ..] => (1, rest),
        _ => (0, cell),
    }
}

fn strip<'a>(cell: &'a [u8], format: &NumberFormat) -> &'a [u8] {
    let mut rest = cell;
    if !format.prefix.is_empty()
        && let Some(behind) = rest.strip_prefix(format.prefix.as_bytes())
    {
        rest = super::trim(behind).1;
    }
    if !format.suffix.is_empty()
        && let Some(before) = rest.strip_suffix(format.suffix.as_bytes())
    {
        rest = super::trim(before).1;
    }
    rest
}

/// The digits before the decimals: all in a row, or in groups of three with one kind of sign between. Returns the rest.
fn whole<'a>(cell: &'a [u8], format: &NumberFormat, number: &mut Written) -> Option<&'a [u8]> {
    let first = digits(cell);
    if first == 0 {
        return None;
    }
    cell[..first].iter().try_for_each(|&digit| number.push(digit))?;
    let mut rest = &cell[first..];
    let mut used: Option<&[u8]> = None;
    loop {
        let sign = match rest.first() {
            Some(&b) if Some(b) == format.group => 1,
            _ => match blank_at(rest) {
                Some(length) => length,
                None => return Some(rest),
            },
        };
        let (sign, group) = rest.split_at(sign);
        if first > 3 || digits(group) != 3 || used.is_some_and(|used| used != sign) {
            return None;
        }
        used = Some(sign);
        group[..3].iter().try_for_each(|&digit| number.push(digit))?;
        rest = &group[3..];
    }
}

fn digits(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|b| b.is_ascii_digit()).count()
}

/// The plainest form, at the scale of decimals: digits, perhaps a minus, and at most four decimals.
#[inline(always)]
fn plain(cell: &[u8], decimals: bool, format: &NumberFormat) -> Option<i64> {
    let (negative, rest) = match cell {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, cell),
    };
    if rest.len() > SAFE_DIGITS {
        return None;
    }
    let mut value = 0i64;
    let mut at = 0;
    while at < rest.len() && rest[at].is_ascii_digit() {
        value = value * 10 + i64::from(rest[at] - b'0');
        at += 1;
    }
    if at == 0 {
        return None;
    }
    if decimals {
        const POWERS: [i64; 5] = [1, 10, 100, 1000, 10_000];
        let mut left = SCALE as usize;
        if at < rest.len() {
            let fits = format.point.map_or(rest[at] == b',' || rest[at] == b'.', |point| rest[at] == point);
            let part = &rest[at + 1..];
            if !fits || format.group == Some(rest[at]) || part.is_empty() || part.len() > left {
                return None;
            }
            for &digit in part {
                if !digit.is_ascii_digit() {
                    return None;
                }
                value = value * 10 + i64::from(digit - b'0');
            }
            left -= part.len();
        }
        value *= POWERS[left];
    } else if at < rest.len() {
        return None;
    }
    Some(if negative { -value } else { value })
}

fn format_of(spec: &FieldSpec) -> NumberFormat {
    spec.format.as_deref().and_then(NumberFormat::parse).unwrap_or_default()
}

pub struct Ints {
    pub values: Vec<i64>,
    format: NumberFormat,
}

impl Ints {
    pub fn new(spec: &FieldSpec) -> Ints {
        Ints { values: Vec::new(), format: format_of(spec) }
    }

    #[cold]
    fn add_slowly(&mut self, cell: &[u8]) -> bool {
        let number = written(cell, &self.format).filter(|number| !number.fraction);
        let value: Option<i64> = number.and_then(|number| number.as_str().parse().ok());
        self.values.extend(value);
        value.is_some()
    }
}

impl<'a> Kernel<'a> for Ints {
    fn reserve(&mut self, rows: usize) {
        self.values.reserve(rows);
    }

    #[inline(always)]
    fn add(&mut self, cell: &[u8], _place: Place<'a>) -> bool {
        match plain(cell, false, &self.format) {
            Some(value) => {
                self.values.push(value);
                true
            }
            None => self.add_slowly(cell),
        }
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

pub struct Numbers {
    pub values: Decimals,
    format: NumberFormat,
}

impl Numbers {
    pub fn new(spec: &FieldSpec) -> Numbers {
        Numbers { values: Decimals::default(), format: format_of(spec) }
    }

    #[cold]
    fn add_slowly(&mut self, cell: &[u8]) -> bool {
        let number = written(cell, &self.format).and_then(|number| Decimal::parse(number.as_str()));
        let Some(number) = number else { return false };
        self.push(number);
        true
    }

    fn push(&mut self, number: Decimal) {
        if let (Decimals::Scaled(values), Some(scaled)) = (&mut self.values, number.at_scale(SCALE)) {
            values.push(scaled);
        } else {
            self.values.widen().push(number);
        }
    }
}

impl<'a> Kernel<'a> for Numbers {
    fn reserve(&mut self, rows: usize) {
        if let Decimals::Scaled(values) = &mut self.values {
            values.reserve(rows);
        }
    }

    #[inline(always)]
    fn add(&mut self, cell: &[u8], _place: Place<'a>) -> bool {
        match (plain(cell, true, &self.format), &mut self.values) {
            (Some(value), Decimals::Scaled(values)) => {
                values.push(value);
                true
            }
            _ => self.add_slowly(cell),
        }
    }

    #[inline(always)]
    fn skip(&mut self) {
        match &mut self.values {
            Decimals::Scaled(values) => values.push(0),
            Decimals::Wide(values) => values.push(Decimal::ZERO),
        }
    }

    fn truncate(&mut self, len: usize) {
        match &mut self.values {
            Decimals::Scaled(values) => values.truncate(len),
            Decimals::Wide(values) => values.truncate(len),
        }
    }

    fn len(&self) -> usize {
        self.values.len()
    }
}

//! Exact decimals of up to 38 digits: what amounts and shares are counted in. No floats anywhere.

use ethnum::I256;
use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

const LIMIT: i128 = 100_000_000_000_000_000_000_000_000_000_000_000_000; // 10^38

/// `mantissa / 10^scale`, at most 38 digits and at most 38 of them behind the point. Equal numbers are equal whatever
/// their scale (`2.50 = 2.5`).
#[derive(Clone, Copy, Debug)]
pub struct Decimal {
    mantissa: i128,
    scale: u8,
}

impl Decimal {
    pub const ZERO: Decimal = Decimal { mantissa: 0, scale: 0 };
    pub const MAX_SCALE: u8 = 38;

    /// `mantissa / 10^scale`; `None` beyond 38 digits.
    pub fn new(mantissa: i128, scale: u8) -> Option<Decimal> {
        (mantissa.abs() < LIMIT && scale <= Self::MAX_SCALE).then(|| Decimal { mantissa, scale }.trimmed())
    }

    /// Reads `-12.50`: a sign, digits, and a point with digits behind it. `None` for anything else or beyond 38 digits.
    pub fn parse(text: &str) -> Option<Decimal> {
        let (negative, digits) = match text.as_bytes() {
            [b'-', rest @ ..] => (true, rest),
            [b'+', rest @ ..] => (false, rest),
            rest => (false, rest),
        };
        let point = digits.iter().position(|&b| b == b'.');
        let (whole, part) = match point {
            Some(i) => (&digits[..i], &digits[i + 1..]),
            None => (digits, &digits[..0]),
        };
        if whole.is_empty() || (point.is_some() && part.is_empty()) {
            return None;
        }
        let mut kept = part;
        while let [rest @ .., b'0'] = kept {
            kept = rest;
        }
        if !part.iter().all(u8::is_ascii_digit) || kept.len() > Self::MAX_SCALE as usize {
            return None;
        }
        let mut mantissa: i128 = 0;
        for &b in whole.iter().chain(kept) {
            if !b.is_ascii_digit() || mantissa >= LIMIT / 10 {
                return None;
            }
            mantissa = mantissa * 10 + i128::from(b - b'0');
        }
        Decimal::new(if negative { -mantissa } else { mantissa }, kept.len() as u8)
    }

    pub fn mantissa(self) -> i128 {
        self.mantissa
    }

    pub fn scale(self) -> u8 {
        self.scale
    }

    /// The mantissa of the same number at another scale, if it is whole there and fits 64 bits.
    pub fn at_scale(self, scale: u8) -> Option<i64> {
        if scale < self.scale {
            return None; // trimmed, so digits would be lost
        }
        let factor = 10i128.checked_pow(u32::from(scale - self.scale))?;
        i64::try_from(self.mantissa.checked_mul(factor)?).ok()
    }

    /// The whole number that this is, if it is one and fits 64 bits.
    pub fn to_int(self) -> Option<i64> {
        self.at_scale(0)
    }

    /// Drops zeros at the end, so that equal numbers have one form.
    fn trimmed(mut self) -> Decimal {
        while self.scale > 0 && self.mantissa % 10 == 0 {
            self.mantissa /= 10;
            self.scale -= 1;
        }
        self
    }

    fn widened(self, scale: u8) -> I256 {
        I256::new(self.mantissa) * power(scale - self.scale)
    }

    /// Back into 38 digits, exactly or not at all.
    fn narrowed(mut mantissa: I256, mut scale: u8) -> Option<Decimal> {
        let (ten, limit) = (I256::new(10), I256::new(LIMIT));
        while scale > 0 && (mantissa.abs() >= limit || scale > Self::MAX_SCALE) && mantissa % ten == I256::ZERO {
            mantissa /= ten;
            scale -= 1;
        }
        if mantissa.abs() >= limit {
            return None;
        }
        Decimal::new(mantissa.as_i128(), scale)
    }

    /// `None` on overflow: never rounded.
    pub fn checked_add(self, other: Decimal) -> Option<Decimal> {
        let scale = self.scale.max(other.scale);
        Decimal::narrowed(self.widened(scale) + other.widened(scale), scale)
    }

    pub fn checked_sub(self, other: Decimal) -> Option<Decimal> {
        self.checked_add(-other)
    }

    pub fn checked_mul(self, other: Decimal) -> Option<Decimal> {
        Decimal::narrowed(I256::new(self.mantissa) * I256::new(other.mantissa), self.scale + other.scale)
    }

    /// The quotient: exact where it has at most 38 digits, otherwise its first 38 significant digits, rounded half to
    /// even. `None` for division by zero or overflow.
    pub fn checked_div(self, other: Decimal) -> Option<Decimal> {
        if other.mantissa == 0 {
            return None;
        }
        // Scale the dividend so that the quotient has 38 digits or more, then round what is too much.
        let (numerator, divisor) = (I256::new(self.mantissa), I256::new(other.mantissa));
        let digits = |n: i128| n.unsigned_abs().checked_ilog10().map_or(0, |d| d as i32 + 1);
        let shift = (38 - digits(self.mantissa) + digits(other.mantissa)).clamp(0, 38) as u8;
        let scale = i32::from(self.scale) - i32::from(other.scale) + i32::from(shift);
        let scaled = numerator * power(shift);
        let mut drop = 0i32;
        let mut unit = I256::ONE;
        let quotient = (scaled / divisor).abs();
        while quotient / unit >= I256::new(LIMIT) || scale - drop > i32::from(Self::MAX_SCALE) {
            unit *= I256::new(10);
            drop += 1;
        }
        let rounded = div_half_even(scaled, divisor * unit);
        let scale = scale - drop;
        if scale < 0 {
            return Decimal::narrowed(rounded.checked_mul(power(u8::try_from(-scale).ok()?.min(38)))?, 0);
        }
        Decimal::narrowed(rounded, scale as u8)
    }

    /// To a number of digits behind the point, halves away from zero (as `round` in the language says).
    pub fn round(self, places: u8) -> Decimal {
        if places >= self.scale {
            return self;
        }
        let unit = 10i128.pow(u32::from(self.scale - places));
        let (whole, rest) = (self.mantissa / unit, self.mantissa % unit);
        let up = i128::from(rest.abs() * 2 >= unit) * self.mantissa.signum();
        Decimal { mantissa: whole + up, scale: places }.trimmed()
    }

    pub fn floor(self) -> Decimal {
        Decimal { mantissa: self.mantissa.div_euclid(10i128.pow(u32::from(self.scale))), scale: 0 }
    }

    pub fn ceil(self) -> Decimal {
        -(-self).floor()
    }

    pub fn abs(self) -> Decimal {
        Decimal { mantissa: self.mantissa.abs(), scale: self.scale }
    }
}

fn power(exponent: u8) -> I256 {
    I256::new(10i128.pow(u32::from(exponent.min(38))))
}

fn div_half_even(numerator: I256, divisor: I256) -> I256 {
    let (quotient, rest) = (numerator / divisor, (numerator % divisor).abs() * I256::new(2));
    let sign = if (numerator < I256::ZERO) == (divisor < I256::ZERO) { I256::ONE } else { -I256::ONE };
    match rest.cmp(&divisor.abs()) {
        Ordering::Greater => quotient + sign,
        Ordering::Equal if quotient % I256::new(2) != I256::ZERO => quotient + sign,
        _ => quotient,
    }
}

impl std::ops::Neg for Decimal {
    type Output = Decimal;

    fn neg(self) -> Decimal {
        Decimal { mantissa: -self.mantissa, scale: self.scale }
    }
}

impl From<i64> for Decimal {
    fn from(n: i64) -> Decimal {
        Decimal { mantissa: i128::from(n), scale: 0 }
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Decimal) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Decimal {}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Decimal) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Decimal) -> Ordering {
        if self.scale == other.scale {
            return self.mantissa.cmp(&other.mantissa);
        }
        let scale = self.scale.max(other.scale);
        self.widened(scale).cmp(&other.widened(scale))
    }
}

impl Hash for Decimal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let one_form = self.trimmed();
        one_form.mantissa.hash(state);
        one_form.scale.hash(state);
    }
}

impl std::fmt::Display for Decimal {
    /// `-12.5`, with as many digits behind the point as the number needs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let number = self.trimmed();
        let digits = number.mantissa.unsigned_abs().to_string();
        let sign = if number.mantissa < 0 { "-" } else { "" };
        let scale = number.scale as usize;
        if scale == 0 {
            return write!(f, "{sign}{digits}");
        }
        let padded = format!("{digits:0>width$}", width = scale + 1);
        let (whole, part) = padded.split_at(padded.len() - scale);
        write!(f, "{sign}{whole}.{part}")
    }
}

#[cfg(test)]
mod tests {
    use super::Decimal;

    fn d(text: &str) -> Decimal {
        Decimal::parse(text).expect("a decimal")
    }

    #[test]
    fn reads_and_prints() {
        for (text, printed) in [("0", "0"), ("-12.50", "-12.5"), ("0.001", "0.001"), ("-0.5", "-0.5"), ("10.00", "10")]
        {
            assert_eq!(d(text).to_string(), printed);
        }
        for text in ["", "-", ".5", "5.", "1,5", "1e3", "１", "--1", "1.2.3", &"9".repeat(39)] {
            assert!(Decimal::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn arithmetic_is_exact_or_refused() {
        assert_eq!(d("0.1").checked_add(d("0.2")), Some(d("0.3")));
        assert_eq!(d("1.5").checked_mul(d("-4")), Some(d("-6")));
        assert_eq!(d(&"9".repeat(38)).checked_add(d("1")), None);
        assert_eq!(d("0.00000000000000000001").checked_mul(d("0.00000000000000000001")), None);
        assert_eq!(d("1").checked_div(d("0")), None);
        assert_eq!(d("61").checked_div(d("146")).map(|q| q < d("0.5") && q > d("0.417")), Some(true));
        assert_eq!(d("1").checked_div(d("8")), Some(d("0.125")));
        assert_eq!(d("2").checked_div(d("3")).map(|q| q.to_string()), Some(format!("0.{}7", "6".repeat(37))));
        assert_eq!(d("10").checked_div(d("0.0001")), Some(d("100000")));
        assert_eq!(d(&"9".repeat(38)).checked_div(d("0.1")), None);
    }

    #[test]
    fn rounding_is_named_and_half_away_from_zero() {
        assert_eq!(d("2.345").round(2), d("2.35"));
        assert_eq!(d("-2.5").round(0), d("-3"));
        assert_eq!(d("-2.5").floor(), d("-3"));
        assert_eq!(d("-2.5").ceil(), d("-2"));
        assert_eq!(d("2.5").abs(), d("2.50"));
    }
}

//! Units of numbers: which are the same thing in another size, and how many of one make another.

use crate::value::Decimal;

/// A unit, as it is written and as it converts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    pub text: String,
    /// What is measured: units of one base convert.
    base: String,
    /// How many of the base this is.
    factor: Decimal,
}

/// Words before a unit that make it larger.
const SCALES: &[(&[&str], i64)] = &[
    (&["tusen", "1000", "1_000", "t", "thousand"], 1_000),
    (&["mill.", "mill", "mio.", "mio", "million", "millioner", "millionar", "millions"], 1_000_000),
    (&["mrd.", "mrd", "milliard", "milliarder", "milliardar", "billion", "billions"], 1_000_000_000),
];
/// The one currency with several names.
const KRONER: &[&str] = &["kr", "kr.", "krone", "kroner", "nok"];
const DAYS: &[&str] = &["dag", "dager", "dagar", "day", "days"];

impl Unit {
    /// The unit of a text: `kr`, `mill. kr`, `1000 kr`, `%`; any other is itself.
    pub fn read(text: &str) -> Unit {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let low = text.to_lowercase().replace("1 000 ", "1000 ");
        let (mut base, mut factor) = (low.as_str(), 1);
        if let Some((first, rest)) = low.split_once(' ')
            && let Some((_, scale)) = SCALES.iter().find(|(words, _)| words.contains(&first))
        {
            (base, factor) = (rest, *scale);
        }
        if base == "%" {
            return Unit { base: "%".into(), factor: percent(), text };
        }
        let base = if KRONER.contains(&base) { "kr" } else { base };
        Unit { base: base.to_owned(), factor: Decimal::from(factor), text }
    }

    /// The unit of a literal with a percent sign, whose value is the share that it means: `90 %` is 0.9.
    pub fn share() -> Unit {
        Unit { text: "%".into(), base: "%".into(), factor: Decimal::from(1) }
    }

    /// Whether numbers of this unit are as good as bare ones.
    pub fn is_share(&self) -> bool {
        self.base == "%" && self.factor == Decimal::from(1)
    }

    pub fn is_days(&self) -> bool {
        DAYS.contains(&self.base.as_str()) && self.factor == Decimal::from(1)
    }

    /// Whether both are the same unit, however they are written.
    pub fn is(&self, other: &Unit) -> bool {
        self.base == other.base && self.factor == other.factor
    }

    pub fn converts(&self, other: &Unit) -> bool {
        self.base == other.base
    }

    /// What a number of this unit is multiplied with to be of another; `None` when they measure different things.
    pub fn ratio(&self, to: &Unit) -> Option<Decimal> {
        if self.converts(to) { self.factor.checked_div(to.factor) } else { None }
    }

    /// The base of a unit of several, for remedies: `kr` of `mill. kr`.
    pub fn base_of(&self, value: Decimal) -> Option<String> {
        let whole = value.checked_mul(self.factor)?.to_int().filter(|_| self.factor > Decimal::from(1))?;
        let digits = whole.unsigned_abs().to_string();
        let mut grouped = if whole < 0 { "-".to_owned() } else { String::new() };
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) && digits.len() > 4 {
                grouped.push('_');
            }
            grouped.push(digit);
        }
        Some(format!("{grouped} {}", self.base))
    }
}

fn percent() -> Decimal {
    Decimal::new(1, 2).unwrap_or(Decimal::ZERO)
}

#[cfg(test)]
mod tests {
    use super::Unit;
    use crate::value::Decimal;

    #[test]
    fn units_of_one_base_convert_exactly() {
        let ratio = |a: &str, b: &str| Unit::read(a).ratio(&Unit::read(b)).map(|ratio| ratio.to_string());
        assert_eq!(ratio("mill. kr", "kr").as_deref(), Some("1000000"));
        assert_eq!(ratio("kr", "mrd. kr").as_deref(), Some("0.000000001"));
        assert_eq!(ratio("1 000 kr", "tusen kroner").as_deref(), Some("1"));
        assert_eq!(ratio("1000 tonn", "tonn").as_deref(), Some("1000"));
        assert_eq!(ratio("kr", "euro"), None);
        assert_eq!(Unit::share().ratio(&Unit::read("%")).map(|ratio| ratio.to_string()).as_deref(), Some("100"));
        assert_eq!(Unit::read("mill. kr").base_of(Decimal::from(10)).as_deref(), Some("10_000_000 kr"));
    }
}

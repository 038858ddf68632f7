//! Days of the proleptic Gregorian calendar.

/// A day, as the number of days since 1970-01-01. Years 1 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Date(pub i32);

impl Date {
    /// The day, if the calendar has it: the 31st of February is `None`.
    #[inline]
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Date> {
        if !(NEAR..NEAR + YEARS).contains(&year) || !(1..=12).contains(&month) {
            return Date::of_any_year(year, month, day);
        }
        let next = (year - NEAR) as usize * 12 + month as usize;
        let (first, next) = (MONTHS[next - 1], MONTHS[next]);
        (day.wrapping_sub(1) < (next - first) as u32).then(|| Date(first + day as i32 - 1))
    }

    #[inline(never)]
    const fn of_any_year(year: i32, month: u32, day: u32) -> Option<Date> {
        if year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month) {
            return None;
        }
        // Days before the year, its leap days among them, then those of the months before. March is the first month,
        // so that the leap day is the last day of a year.
        let (years, months) = if month <= 2 { (year as u32 - 1, month + 9) } else { (year as u32, month - 3) };
        let days = 365 * years + years / 4 - years / 100 + years / 400 + (153 * months + 2) / 5 + day - 1;
        Some(Date(days as i32 - 719_468))
    }

    pub fn ymd(self) -> (i32, u32, u32) {
        let z = self.0 + 719_468;
        let era = z.div_euclid(146_097);
        let doe = z.rem_euclid(146_097);
        let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
        let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        let mp = (5 * doy + 2) / 153;
        let day = (doy - (153 * mp + 2) / 5 + 1) as u32;
        let month = if mp < 10 { mp + 3 } else { mp - 9 } as u32;
        (yoe + era * 400 + i32::from(month <= 2), month, day)
    }

    /// Reads `2017-09-08`, nothing else.
    pub fn parse_iso(text: &str) -> Option<Date> {
        let b = text.as_bytes();
        if b.len() != 10 || b[4] != b'-' || b[7] != b'-' {
            return None;
        }
        let digits = |range: std::ops::Range<usize>| -> Option<u32> {
            b[range].iter().try_fold(0, |n, c| c.is_ascii_digit().then(|| n * 10 + u32::from(c - b'0')))
        };
        Date::from_ymd(digits(0..4)? as i32, digits(5..7)?, digits(8..10)?)
    }

    /// The same day some months later, or `None` where that month has no such day.
    pub fn add_months(self, months: i64) -> Option<Date> {
        let (year, month, day) = self.ymd();
        let n = (i64::from(year) * 12 + i64::from(month) - 1).checked_add(months)?;
        Date::from_ymd(i32::try_from(n.div_euclid(12)).ok()?, n.rem_euclid(12) as u32 + 1, day)
    }
}

/// The first of the years that most dates are in, and how many they are.
const NEAR: i32 = 1900;
const YEARS: i32 = 256;

/// The first days of their months, and of the month after.
static MONTHS: [i32; YEARS as usize * 12 + 1] = {
    let mut days = [0; YEARS as usize * 12 + 1];
    let mut month = 0;
    while month < days.len() {
        if let Some(first) = Date::of_any_year(NEAR + month as i32 / 12, month as u32 % 12 + 1, 1) {
            days[month] = first.0;
        }
        month += 1;
    }
    days
};

pub(super) const fn days_in_month(year: i32, month: u32) -> u32 {
    match month {
        2 if year & 3 == 0 && (year % 25 != 0 || year & 15 == 0) => 29,
        2 => 28,
        // 30 and 31 take turns, and begin anew in August.
        _ => 30 + ((month + month / 8) & 1),
    }
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (year, month, day) = self.ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::Date;

    #[test]
    fn every_day_of_many_years_comes_back_and_follows_the_last() {
        let first = Date::from_ymd(1800, 1, 1).expect("exists");
        let last = Date::from_ymd(2250, 12, 31).expect("exists");
        for n in first.0..=last.0 {
            let (y, m, d) = Date(n).ymd();
            assert_eq!(Date::from_ymd(y, m, d), Some(Date(n)));
            assert_eq!(Date::parse_iso(&Date(n).to_string()), Some(Date(n)));
        }
        assert_eq!(Date::from_ymd(1970, 1, 1), Some(Date(0)));
        assert_eq!(Date::from_ymd(2000, 3, 1).map(|d| d.0), Some(11_017));
    }

    #[test]
    fn days_that_the_calendar_lacks_are_refused() {
        for text in ["2017-02-29", "2017-13-01", "2017-00-10", "2017-1-1", "0000-01-01", "2017-04-31", "17-04-30"] {
            assert_eq!(Date::parse_iso(text), None, "{text}");
        }
        for year in [i32::MIN, -1, 0, 1, 1899, 1900, 1999, 2000, 2155, 2156, 9999, 10_000, i32::MAX] {
            for month in [0, 1, 2, 6, 12, 13, u32::MAX] {
                for day in [0, 1, 28, 29, 30, 31, 32, u32::MAX] {
                    assert_eq!(Date::from_ymd(year, month, day), Date::of_any_year(year, month, day));
                }
            }
        }
        assert_eq!(Date::parse_iso("2016-01-31").and_then(|d| d.add_months(1)), None);
    }
}

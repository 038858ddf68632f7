//! Formats that cells seem to be written in, where the usual forms do not fit them.

/// Formats of a column that are tried.
const MOST: usize = 6;

/// Formats seen, in the order in which they were met.
#[derive(Default)]
pub struct Formats {
    pub numbers: Vec<String>,
    pub dates: Vec<String>,
}

impl Formats {
    /// Takes note of how a cell with a number in it is written.
    pub fn see_number(&mut self, text: &str) {
        if self.numbers.len() < MOST
            && let Some(format) = number(text)
            && !self.numbers.contains(&format)
        {
            self.numbers.push(format);
        }
    }

    /// Takes note of how a cell with a date in it may be written; day first and month first may both be.
    pub fn see_date(&mut self, text: &str) {
        for format in date(text) {
            if self.dates.len() < MOST && !self.dates.iter().any(|known| known == format) {
                self.dates.push((*format).to_owned());
            }
        }
    }
}

/// Signs and words that stand around numbers.
const AROUND: &[&str] = &[
    "kr", "kr.", "nok", "sek", "dkk", "eur", "usd", "gbp", "£", "$", "€", "%", "mill", "mill.", "m", "mrd", "mrd.",
    ",-",
];

/// The format of a number with signs around it, or with points or commas between groups.
fn number(text: &str) -> Option<String> {
    const LONGEST: usize = 48;
    let digit = |c: char| c.is_ascii_digit();
    let (first, last) = (text.find(digit)?, text.rfind(digit)?);
    if text.len() > LONGEST {
        return None;
    }
    let (before, body, after) = (&text[..first], &text[first..=last], &text[last + 1..]);
    let before = before.trim().trim_matches(['-', '+', '\u{2212}']).trim();
    let after = after.trim();
    let known = |part: &str| part.is_empty() || AROUND.contains(&part.to_lowercase().as_str());
    let plain = body.chars().all(|c| digit(c) || matches!(c, '.' | ',' | ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}'));
    if !known(before) || !known(after) || !plain {
        return None;
    }
    let (points, commas) = (body.matches('.').count(), body.matches(',').count());
    let pattern = match (points, commas) {
        (0, 0) => "0",
        (1.., 1) if body.rfind(',') > body.rfind('.') => "#.##0,00",
        (1, 1..) if body.rfind('.') > body.rfind(',') => "#,##0.00",
        (2.., 0) => "#.##0",
        (0, 2..) => "#,##0",
        (1, 0) => "0.00",
        (0, 1) => "0,00",
        _ => return None,
    };
    let gap = |part: &str| if part.is_empty() || !part.chars().all(char::is_alphabetic) { "" } else { " " };
    Some(format!("{before}{}{pattern}{}{after}", gap(before), if after == "%" { " " } else { gap(after) }))
}

/// The formats that a cell may be a date in, beside the usual ones.
fn date(text: &str) -> &'static [&'static str] {
    let bytes = text.as_bytes();
    if bytes.len() == 8 && bytes.iter().all(u8::is_ascii_digit) && matches!(&bytes[..2], b"19" | b"20") {
        return &["yyyyMMdd"];
    }
    let Some((groups, sign)) = groups(text) else { return &[] };
    match (groups.map(str::len), sign) {
        ([4, 1 | 2, 1 | 2], '/') => &["yyyy/M/d"],
        ([4, 1 | 2, 1 | 2], '.') => &["yyyy.M.d"],
        ([4, 1 | 2, 1 | 2], '-') => &["yyyy-M-d"],
        ([1 | 2, 1 | 2, 4], '/') => &["d/M/yyyy", "M/d/yyyy"],
        ([1 | 2, 1 | 2, 4], '-') => &["d-M-yyyy", "M-d-yyyy"],
        _ => &[],
    }
}

/// Whether a cell is a date with a year of two digits.
pub fn two_digit_year(text: &str) -> bool {
    groups(text).is_some_and(|(groups, _)| groups.iter().all(|group| matches!(group.len(), 1 | 2)))
}

/// Three groups of digits with the same sign between.
fn groups(text: &str) -> Option<([&str; 3], char)> {
    if text.len() > 10 {
        return None;
    }
    let sign = text.chars().find(|c| matches!(c, '.' | '-' | '/'))?;
    let mut parts = text.split(sign);
    let groups = [parts.next()?, parts.next()?, parts.next()?];
    let digits = groups.iter().all(|group| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit()));
    (digits && parts.next().is_none()).then_some((groups, sign))
}

//! Numbers and dates: which of the ways people write them are the language's, and what is meant by the others.

use super::grammar::{Pair, Rule};
use super::lexicon::{self, Keyword, Place};
use super::names;
use super::reader::Reader;
use super::slips;
use super::tree::{Expr, ExprKind, Str};
use crate::base::{Code, Span};
use crate::text;
use crate::value::{Date, Decimal};

impl<'s> Reader<'s> {
    /// `2017-09-08`; other ways are refused with the right one.
    pub fn date(&mut self, pair: &Pair<'s>) -> Option<(Date, Span)> {
        let (raw, span) = (pair.as_str(), self.place(pair));
        if let Some(date) = Date::parse_iso(raw) {
            return Some((date, span));
        }
        let parts: Vec<&str> = raw.split(['-', '.']).collect();
        let [a, b, c] = parts.as_slice() else {
            self.not_a_date(raw, span);
            return None;
        };
        let iso = |y: &str, m: &str, d: &str| format!("{y}-{m:0>2}-{d:0>2}");
        let right = if a.len() == 4 { iso(a, b, c) } else { iso(c, b, a) };
        if right == raw || Date::parse_iso(&right).is_none() {
            self.problem(
                Code::BadDate,
                span,
                text!(nb: "Datoen {raw} finnes ikke", en: "The date {raw} does not exist"),
                text!(nb: "ikke i kalenderen", en: "not in the calendar"),
                text!(nb: "Rett dag, måned eller år. Datoer skrives år-måned-dag.", en: "Mend the day, month or year. Dates are written year-month-day."),
            );
            return None;
        }
        self.problem(
            Code::DateForm,
            span,
            text!(nb: "Datoer skrives år-måned-dag", en: "Dates are written year-month-day"),
            text!(nb: "skriv {right}", en: "write {right}"),
            text!(nb: "Skriv {right}.", en: "Write {right}."),
        );
        Date::parse_iso(&right).map(|date| (date, span))
    }

    fn not_a_date(&mut self, raw: &str, span: Span) {
        self.problem(
            Code::DateForm,
            span,
            text!(nb: "`{raw}` er ikke en dato", en: "`{raw}` is not a date"),
            text!(nb: "ventet en dato, som 2017-09-08", en: "expected a date, such as 2017-09-08"),
            text!(nb: "Skriv datoen år-måned-dag, uten anførselstegn.", en: "Write the date year-month-day, without quotation marks."),
        );
    }

    /// A number with its percent sign, its `million` or its unit; or a date in another country's way.
    pub fn number(&mut self, pair: Pair<'s>) -> Option<Expr> {
        let span = self.place(&pair);
        let mut parts = pair.into_inner();
        let digits = parts.next()?;
        if is_dotted_date(digits.as_str()) {
            let (date, _) = self.date(&digits)?;
            return Some(Expr { kind: ExprKind::Date(date), span });
        }
        let mut value = self.digits(&digits)?;
        let (mut percent, mut unit) = (false, None);
        if let Some(mark) = parts.next() {
            if mark.as_rule() == Rule::percent {
                percent = true;
                value = value.checked_div(Decimal::from(100))?;
            } else {
                (value, unit) = self.unit(&mark, value)?;
            }
        }
        Some(Expr { kind: ExprKind::Number { value, percent, unit }, span })
    }

    /// What stands behind a number: `million` multiplies it, the rest is its unit as written.
    fn unit(&mut self, pair: &Pair<'s>, value: Decimal) -> Option<(Decimal, Option<Str>)> {
        let (raw, span) = (pair.as_str(), self.place(pair));
        let start = span.start as usize;
        let (mut value, mut rest) = (value, raw);
        if let Some(hit) = lexicon::at_start(raw, Place::Scale) {
            self.check_words(&hit, self.span(start..start + hit.len));
            let factor = match hit.entry.keyword {
                Keyword::Thousand => 1_000,
                Keyword::Million => 1_000_000,
                _ => 1_000_000_000,
            };
            let product = value.checked_mul(Decimal::from(factor));
            value = product.or_else(|| {
                self.too_large(span);
                None
            })?;
            rest = raw[hit.len..].trim_start();
        }
        if matches!(rest, "prosent" | "percent") {
            let problem = slips::foreign(rest, "%", span);
            self.problems.push(problem);
            return value.checked_div(Decimal::from(100)).map(|value| (value, None));
        }
        // a unit of several words may be a misspelt operator and a name
        let first = &rest[..lexicon::word_len(rest)];
        let operators = [Keyword::And, Keyword::Or, Keyword::Has, Keyword::Not].map(|keyword| self.word(keyword));
        let swapped = first.chars().count() > 2 && first.len() < rest.trim_end_matches('.').len();
        if let Some(meant) = slips::meant(first, operators).filter(|_| swapped) {
            self.problem(
                Code::UnexpectedText,
                span,
                text!(nb: "Ukjent ord `{first}` etter tallet", en: "Unknown word `{first}` behind the number"),
                text!(nb: "mente du `{meant}`?", en: "did you mean `{meant}`?"),
                text!(nb: "Skriv `{meant}`.", en: "Write `{meant}`."),
            );
            return None;
        }
        let unit = Span { start: span.end - rest.len() as u32, ..span };
        let unit = (!rest.is_empty()).then(|| Str { text: names::nfc(rest).into_owned(), span: unit });
        Some((value, unit))
    }

    /// The number that digits stand for, if they are written in the language's way.
    pub fn digits(&mut self, pair: &Pair<'s>) -> Option<Decimal> {
        let (raw, span) = (pair.as_str(), self.place(pair));
        let blanks = raw.contains(|c: char| c.is_whitespace());
        let bare: String = raw.chars().filter(|c| !c.is_whitespace() && *c != '_').collect();
        let marks: Vec<char> = bare.chars().filter(|c| matches!(c, '.' | ',')).collect();
        let tail = bare.rsplit(['.', ',']).next().unwrap_or("");
        let joined: String = bare.chars().filter(char::is_ascii_digit).collect();
        if blanks || marks.len() > 1 {
            // the last mark is a decimal one where it is alone or differs from those before
            let decimal = marks.last().is_some_and(|last| marks.iter().filter(|mark| *mark == last).count() == 1);
            let (whole, part) =
                if decimal { joined.split_at(joined.len() - tail.len()) } else { (joined.as_str(), "") };
            let point = if part.is_empty() { "" } else { "." };
            self.refused(
                span,
                &format!("{raw} er skrevet med skilletegn som ikke kan leses"),
                &format!("{raw} is written with separators that cannot be read"),
                &[format!("{}{point}{part}", grouped(whole))],
            );
            return Decimal::parse(&format!("{whole}{point}{part}"));
        }
        if bare.contains(',') {
            let point = bare.replace(',', ".");
            let mut right = vec![point.clone()];
            if tail.len() == 3 {
                right.push(grouped(&joined));
            }
            self.refused(
                span,
                "Desimaltall skrives med punktum i regler",
                "Decimals are written with a point in rules",
                &right,
            );
            return Decimal::parse(&point);
        }
        if marks.len() == 1 && tail.len() == 3 && tail.ends_with('0') {
            let short = bare.trim_end_matches('0').trim_end_matches('.').to_owned();
            self.refused(
                span,
                &format!("{raw} kan leses som {} eller {}", short, grouped(&joined)),
                &format!("{raw} may be read as {} or {}", short, grouped(&joined)),
                &[grouped(&joined), short],
            );
            return None;
        }
        if bare.len() > 1 && bare.starts_with('0') && marks.is_empty() {
            self.refused(
                span,
                &format!("{raw} begynner med 0, så det er en kode og ikke et tall"),
                &format!("{raw} begins with 0, so it is a code and not a number"),
                &[format!("«{raw}»"), joined.trim_start_matches('0').to_owned()],
            );
            return None;
        }
        let value = Decimal::parse(&bare);
        if value.is_none() {
            self.too_large(span);
        }
        value
    }

    fn refused(&mut self, span: Span, nb: &str, en: &str, right: &[String]) {
        let right: Vec<&str> = right.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
        let (either, or) = (right.join(" eller "), right.join(" or "));
        let (list_nb, list_en) = match self.text[span.range()].contains(',') {
            true => (" Mellom tall i en liste står komma og blank: 2, 5.", " In a list, a comma and a blank: 2, 5."),
            false => ("", ""),
        };
        self.problem(
            Code::BadNumber,
            span,
            text!(nb: "{nb}", en: "{en}"),
            text!(nb: "skriv {either}", en: "write {or}"),
            text!(nb: "Skriv {either}.{list_nb}", en: "Write {or}.{list_en}"),
        );
    }

    fn too_large(&mut self, span: Span) {
        self.problem(
            Code::BadNumber,
            span,
            text!(nb: "Tallet har flere enn 38 sifre", en: "The number has more than 38 digits"),
            text!(nb: "for mange sifre", en: "too many digits"),
            text!(nb: "Skriv et kortere tall.", en: "Write a shorter number."),
        );
    }
}

/// Digits in groups of three, as the language writes them: `10_000`.
fn grouped(digits: &str) -> String {
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push('_');
        }
        out.push(c);
    }
    out
}

/// `08.09.2017`.
fn is_dotted_date(raw: &str) -> bool {
    let lens: Vec<usize> = raw.split('.').map(str::len).collect();
    matches!(lens.as_slice(), [1 | 2, 1 | 2, 4]) && !raw.contains(['_', ',', ' '])
}

//! One column, while its cells are counted.

use super::formats::{self, Formats};
use super::{Budget, ColumnFacts, Counted, Extreme, Fit, Shape, Token};
use crate::data::column::{Batch, Column, Data};
use crate::data::decode::decode;
use crate::data::spec::{CellType, FieldSpec};
use crate::data::words;
use crate::value::Date;
use hashbrown::HashMap;

/// Words that usually mean that there is no value; true: that none is called for.
const TOKENS: &[(&str, bool)] = &[
    ("-", false),
    ("–", false),
    ("—", false),
    ("?", false),
    (".", false),
    ("#n/a", false),
    ("(blank)", false),
    ("(tom)", false),
    ("blank", false),
    ("null", false),
    ("nil", false),
    ("none", false),
    ("nan", false),
    ("tbc", false),
    ("tbd", false),
    ("unknown", false),
    ("not stated", false),
    ("not available", false),
    ("not set", false),
    ("ukjent", false),
    ("uoppgitt", false),
    ("mangler", false),
    ("ikke oppgitt", false),
    ("ikkje oppgitt", false),
    ("ikke satt", false),
    ("ikke utfylt", false),
    ("n/a", true),
    ("n.a.", true),
    ("ikke relevant", true),
    ("ikkje relevant", true),
    ("ikke aktuelt", true),
    ("ikkje aktuelt", true),
    ("not applicable", true),
    ("not relevant", true),
];

/// Types that are tried on every cell.
const SHAPES: [Shape; 4] = [Shape::Boolean, Shape::Integer, Shape::Decimal, Shape::Date];

pub struct Counting {
    facts: ColumnFacts,
    budget: Budget,
    /// Bytes of the values remembered.
    bytes: usize,
    values: HashMap<String, usize>,
    specs: Vec<FieldSpec>,
    formats: Formats,
    /// Fits of formats: filled in the second pass.
    tried: Vec<(Fit, FieldSpec)>,
}

impl Counting {
    pub fn new(heading: &str, budget: Budget) -> Counting {
        let facts = ColumnFacts {
            heading: heading.to_owned(),
            fits: SHAPES.map(|shape| Fit { shape, format: None, cells: 0, range: None }).into(),
            separators: [('|', 0), (';', 0), (',', 0)],
            ..ColumnFacts::default()
        };
        let specs = SHAPES.map(|shape| spec(shape, None)).into();
        Counting {
            facts,
            budget,
            bytes: 0,
            values: HashMap::new(),
            specs,
            formats: Formats::default(),
            tried: Vec::new(),
        }
    }

    pub fn count(&mut self, batch: Batch, column: usize) {
        let text = decode(batch, column, &spec(Shape::Text, None));
        let typed: Vec<Column> = self.specs.iter().map(|spec| decode(batch, column, spec)).collect();
        for (fit, typed) in self.facts.fits.iter_mut().zip(&typed) {
            tally(fit, typed);
        }
        self.facts.cells += batch.rows as u64;
        for row in 0..batch.rows {
            let cell = batch.chunk.shown(batch.first + row, column);
            let cell = words::tidy(&cell);
            if text.states[row] != 0 && cell.is_empty() {
                self.facts.blank += 1;
            } else if let Some((_, not_relevant)) = token(&cell) {
                self.token(cell, *not_relevant);
            } else {
                let is = |at: usize| typed.get(at).is_some_and(|typed| typed.states[row] == 0);
                self.value(cell, is(2), is(3));
            }
        }
    }

    fn token(&mut self, text: String, not_relevant: bool) {
        match self.facts.tokens.iter_mut().find(|token| token.text == text) {
            Some(token) => token.cells += 1,
            None => self.facts.tokens.push(Token { text, cells: 1, not_relevant }),
        }
    }

    fn value(&mut self, text: String, is_number: bool, is_date: bool) {
        let facts = &mut self.facts;
        facts.filled += 1;
        let length = text.chars().count();
        facts.lengths = facts.lengths.map_or(Some((length, length)), |(a, b)| Some((a.min(length), b.max(length))));
        for (sign, cells) in &mut facts.separators {
            *cells += u64::from(text.contains(*sign));
        }
        let zeros = text.len() > 1 && text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit());
        facts.leading_zeros += u64::from(zeros);
        if !is_date {
            facts.two_digit_years += u64::from(formats::two_digit_year(&text));
            if !is_number {
                self.formats.see_number(&text);
            }
            self.formats.see_date(&text);
        }
        if let Some(&at) = self.values.get(&text) {
            facts.values[at].cells += 1;
        } else if facts.values.len() < self.budget.distinct && self.bytes + text.len() <= self.budget.bytes {
            self.bytes += text.len();
            self.values.insert(text.clone(), facts.values.len());
            facts.values.push(Counted { text, cells: 1 });
        } else {
            facts.more_values = true;
        }
    }

    pub fn has_formats(&self) -> bool {
        !self.formats.numbers.is_empty() || !self.formats.dates.is_empty()
    }

    /// Counts what fits the formats that were seen.
    pub fn try_formats(&mut self, batch: Batch, column: usize) {
        if self.tried.is_empty() {
            let fit = |shape: Shape, format: &String| {
                let fit = Fit { shape, format: Some(format.clone()), cells: 0, range: None };
                (fit, spec(shape, Some(format)))
            };
            let numbers = self.formats.numbers.iter();
            let numbers = numbers.flat_map(|format| [fit(Shape::Integer, format), fit(Shape::Decimal, format)]);
            self.tried = numbers.chain(self.formats.dates.iter().map(|format| fit(Shape::Date, format))).collect();
        }
        for (fit, spec) in &mut self.tried {
            tally(fit, &decode(batch, column, spec));
        }
    }

    pub fn finish(mut self) -> ColumnFacts {
        let facts = &mut self.facts;
        facts.fits.extend(self.tried.into_iter().map(|(fit, _)| fit));
        // 0 and 1 are numbers until somebody says otherwise, and whole numbers with leading zeros are codes.
        let only_digits = facts.values.iter().all(|value| matches!(value.text.as_str(), "0" | "1"));
        if only_digits || facts.more_values {
            facts.fits.retain(|fit| fit.shape != Shape::Boolean);
        }
        if facts.leading_zeros > 0 {
            facts.fits.retain(|fit| fit.shape == Shape::Date);
        }
        facts.fits.retain(|fit| fit.cells > 0);
        // Stable: where two fit alike the narrower type and the plainer form stand first.
        facts.fits.sort_by_key(|fit| std::cmp::Reverse(fit.cells));
        facts.fits.push(Fit { shape: Shape::Text, format: None, cells: facts.filled, range: None });
        facts.tokens.sort_by_key(|token| std::cmp::Reverse(token.cells));
        facts.values.sort_by_key(|value| std::cmp::Reverse(value.cells));
        self.facts
    }
}

/// The token that a tidied cell is, if it is one.
fn token(cell: &str) -> Option<&'static (&'static str, bool)> {
    const LONGEST: usize = 16;
    if cell.len() > LONGEST {
        return None;
    }
    let folded = words::folded(cell);
    TOKENS.iter().find(|(token, _)| *token == folded)
}

/// How cells are read when a type is tried: tokens are no values.
fn spec(shape: Shape, format: Option<&String>) -> FieldSpec {
    let ty = match shape {
        Shape::Boolean => CellType::Bool,
        Shape::Integer => CellType::Int,
        Shape::Decimal => CellType::Decimal,
        Shape::Date => CellType::Date,
        Shape::Text => CellType::Text,
    };
    let not_stated = TOKENS.iter().map(|(token, _)| (*token).to_owned()).collect();
    FieldSpec { not_stated, format: format.cloned(), ..FieldSpec::plain(ty) }
}

/// Counts the cells that could be read, and keeps the ends of their range.
fn tally(fit: &mut Fit, typed: &Column) {
    let readable = typed.states.iter().enumerate().filter(|(_, state)| **state == 0).map(|(row, _)| row);
    for row in readable {
        fit.cells += 1;
        let value = match &typed.data {
            Data::Decimal(values) => Extreme::Number(values.get(row)),
            Data::Int(values) => match crate::value::Decimal::new(i128::from(values[row]), 0) {
                Some(number) => Extreme::Number(number),
                None => continue,
            },
            Data::Date(values) => Extreme::Date(Date(values[row])),
            _ => continue,
        };
        fit.range = fit.range.map_or(Some((value, value)), |(low, high)| Some((low.min(value), high.max(value))));
    }
}

//! What the columns of an unknown table seem to hold: counted with the same decoders that judge, so that a declaration
//! made from these facts reads what was counted.

mod column;
mod formats;
#[cfg(test)]
mod tests;

use super::column::Batch;
use super::{Chunk, Reader};
use crate::base::Diagnostic;
use crate::value::{Date, Decimal};
use column::Counting;

/// How much is remembered while a table is looked through.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    /// Different values of a column that are told apart.
    pub distinct: usize,
    /// Bytes of the different values of all columns.
    pub bytes: usize,
}

impl Budget {
    pub const USUAL: Budget = Budget { distinct: 100_000, bytes: 64 << 20 };
}

/// What a table holds.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    pub rows: u64,
    pub columns: Vec<ColumnFacts>,
    /// What is wrong with the file; when something of it is an error the facts are of the rows before it.
    pub problems: Vec<Diagnostic>,
}

/// What a column holds.
#[derive(Clone, Debug, Default)]
pub struct ColumnFacts {
    pub heading: String,
    pub cells: u64,
    /// Cells with nothing but blanks.
    pub blank: u64,
    /// Words that usually mean that there is no value, as written, the most frequent first.
    pub tokens: Vec<Token>,
    /// Cells that hold something else.
    pub filled: u64,
    /// The types that fit at least one cell, and [`Shape::Text`], which fits all: the likeliest first.
    pub fits: Vec<Fit>,
    /// The different values of the filled cells (NFC, without blanks around them), the most frequent first, then in the
    /// order in which they were met.
    pub values: Vec<Counted>,
    /// There are more different values than the budget; those in `values` are the ones met first.
    pub more_values: bool,
    /// The lengths of the shortest and the longest filled cell, in characters.
    pub lengths: Option<(usize, usize)>,
    /// Dates whose year has two digits; no date type fits them.
    pub two_digit_years: u64,
    /// Whole numbers with a leading zero: codes, rather than numbers.
    pub leading_zeros: u64,
    /// Cells that hold `|`, `;` or `,`, which may part the elements of a list.
    pub separators: [(char, u64); 3],
}

/// A word for a missing value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub text: String,
    pub cells: u64,
    /// It says that no value is called for; otherwise that none was stated.
    pub not_relevant: bool,
}

/// A value as written, and how many cells hold it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    pub text: String,
    pub cells: u64,
}

/// A type that a column may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    Boolean,
    Integer,
    Decimal,
    Date,
    Text,
}

/// How well a type fits a column.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    pub shape: Shape,
    /// The `format` that the field needs to be read so; absent where the usual forms do.
    pub format: Option<String>,
    /// Filled cells that can be read.
    pub cells: u64,
    /// The least and the greatest value of these.
    pub range: Option<(Extreme, Extreme)>,
}

/// An end of a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Extreme {
    Number(Decimal),
    Date(Date),
}

impl ColumnFacts {
    /// The first type that every filled cell fits; a column without filled cells is text.
    pub fn likely(&self) -> &Fit {
        const TEXT: &Fit = &Fit { shape: Shape::Text, format: None, cells: 0, range: None };
        self.fits.iter().find(|fit| fit.cells == self.filled && self.filled > 0).unwrap_or(TEXT)
    }

    /// The type that most filled cells fit, when that is at least nine of ten: a column of dates with slips in it.
    pub fn nearly(&self) -> Option<&Fit> {
        let others = self.fits.iter().filter(|fit| fit.shape != Shape::Text && fit.cells < self.filled);
        others.filter(|fit| fit.cells * 10 >= self.filled * 9).max_by_key(|fit| fit.cells)
    }
}

/// Looks a table through. Everything is read; memory follows from the budget.
pub fn infer(reader: &dyn Reader, budget: Budget) -> Facts {
    let headings = reader.headings();
    let each = Budget { bytes: budget.bytes / headings.len().max(1), ..budget };
    let mut columns: Vec<Counting> = headings.iter().map(|heading| Counting::new(&heading.text, each)).collect();
    let mut facts = Facts::default();
    let whole = pass(reader, &mut facts.problems, &mut |batch| {
        facts.rows += batch.rows as u64;
        columns.iter_mut().enumerate().for_each(|(at, column)| column.count(batch, at));
    });
    // Formats are found in the first pass, and what fits them is counted in a second.
    if whole && columns.iter().any(Counting::has_formats) {
        pass(reader, &mut Vec::new(), &mut |batch| {
            columns.iter_mut().enumerate().for_each(|(at, column)| column.try_formats(batch, at));
        });
    }
    facts.columns = columns.into_iter().map(Counting::finish).collect();
    facts
}

/// Rows looked at together.
const ROWS: usize = 2048;

/// Reads every part that can be read. False when one could not.
fn pass(reader: &dyn Reader, problems: &mut Vec<Diagnostic>, take: &mut dyn FnMut(Batch)) -> bool {
    let mut chunk = Chunk::default();
    for part in 0..reader.parts() {
        let found = reader.read(part, &mut chunk);
        let broken = found.iter().any(Diagnostic::is_error);
        problems.extend(found);
        if broken {
            return false;
        }
        for first in (0..chunk.rows).step_by(ROWS) {
            take(Batch { chunk: &chunk, first, rows: ROWS.min(chunk.rows - first) });
        }
    }
    true
}

//! The functions that rules may call. Each is one declared value: names, types, words, an example, the kernel.
//! Kernels see values, never rows.

mod date;
mod fixed;
mod norwegian;
mod number;
mod pattern;
#[cfg(test)]
mod tests;
mod text;
mod web;

pub use pattern::Pattern;

use crate::base::Text;
use crate::value::{Date, Decimal, Missing, Ty};

/// A function that rules may call.
pub struct Builtin {
    /// The name in English, bokmål and nynorsk words.
    pub names: [&'static str; 3],
    pub params: &'static [Param],
    /// How many of `params` may be left out at the end.
    pub optional: usize,
    pub result: ResultTy,
    /// What it says, in one or two sentences; when it is unknown.
    pub doc: Text2,
    /// A call and what it gives, as `lower("Å") = "å"`; a test evaluates it.
    pub example: &'static str,
    pub kernel: Kernel,
}

/// A text known at compile time, in every language.
#[derive(Clone, Copy, Debug)]
pub struct Text2 {
    pub nb: &'static str,
    pub en: &'static str,
}

impl From<Text2> for Text {
    fn from(text: Text2) -> Text {
        Text::new(text.nb, text.en)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Param {
    Text,
    Int,
    /// Integer or decimal.
    Number,
    Date,
    /// A text, or a list of anything.
    TextOrList,
    /// Any type; several such parameters have the same one.
    Any,
    /// A regular expression between slashes.
    Regex,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResultTy {
    Is(Ty),
    /// The type of the first argument.
    Same,
}

/// How a function is computed. A missing argument makes the result missing, but for `Coalesce`.
pub enum Kernel {
    /// From the values of one row.
    Scalar(fn(&[Arg]) -> Result<Out, Missing>),
    /// Whether something holds of a text (its bytes, in UTF-8).
    Asks(fn(&[u8]) -> bool),
    /// The first argument's text against the regular expression in the second (known when the plan is made).
    Matches,
    /// The number of code points, or of elements.
    Length,
    /// The first argument that has a value.
    Coalesce,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Arg<'a> {
    Text(&'a str),
    Int(i64),
    Decimal(Decimal),
    Date(Date),
}

#[derive(Clone, Debug, PartialEq)]
pub enum Out {
    Bool(bool),
    Int(i64),
    Decimal(Decimal),
    Date(Date),
    Text(String),
}

impl Builtin {
    /// The fewest and the most arguments that a call may have.
    pub fn arity(&self) -> (usize, usize) {
        (self.params.len() - self.optional, self.params.len())
    }
}

/// The place in [`ALL`] of a function, by its name in one set of words (0 English, 1 bokmål, 2 nynorsk).
pub fn find(name: &str, words: usize) -> Option<usize> {
    let called = |set: usize| ALL.iter().position(|function| function.names.get(set) == Some(&name));
    called(words).or_else(|| called(0))
}

/// Every function, in the order of the reference; `semantic` and `plan` name them by their place here.
pub static ALL: &[Builtin] = &[
    text::LENGTH,
    text::LOWER,
    text::UPPER,
    text::TRIM,
    text::STARTS_WITH,
    text::ENDS_WITH,
    text::CONTAINS,
    text::MATCHES,
    date::YEAR,
    date::MONTH,
    date::DAY,
    date::DAYS_BETWEEN,
    date::ADD_MONTHS,
    number::ROUND,
    number::CEIL,
    number::FLOOR,
    number::ABS,
    norwegian::VALID_ORGNR,
    norwegian::VALID_KOMMUNENR,
    norwegian::VALID_FNR,
    norwegian::VALID_KONTONR,
    web::VALID_URL,
    web::VALID_EMAIL,
    text::COALESCE,
];

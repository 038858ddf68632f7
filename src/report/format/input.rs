//! A file that was judged, in JSON: with everything that was guessed of it.

use super::json::slashes;
use crate::base::Lang;
use serde::Serialize;
use std::borrow::Cow;

#[derive(Serialize)]
pub struct Input<'a> {
    table: &'a str,
    path: Cow<'a, str>,
    format: &'a str,
    rows: u64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    guesses: Vec<Guess<'a>>,
}

impl<'a> Input<'a> {
    pub fn of(input: &'a crate::report::Input, lang: Lang) -> Input<'a> {
        Input {
            table: &input.table,
            path: slashes(&input.path),
            format: &input.format,
            rows: input.rows,
            guesses: input.guesses.iter().map(|guess| Guess::of(guess, lang)).collect(),
        }
    }
}

#[derive(Serialize)]
struct Guess<'a> {
    about: &'static str,
    value: &'a str,
    message: &'a str,
}

impl<'a> Guess<'a> {
    fn of(guess: &'a crate::report::Guess, lang: Lang) -> Guess<'a> {
        Guess { about: guess.about, value: &guess.value, message: guess.message.in_lang(lang) }
    }
}

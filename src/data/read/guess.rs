//! What a reader guessed of a file: as data for the report, and in words for people.

use crate::base::{CellPlace, Code, Diagnostic, Text};

/// Something that the file does not say of itself and the user did not fix.
#[derive(Clone, Debug, PartialEq)]
pub struct Guess {
    /// The setting that would fix it (`delimiter`, `encoding`, `skip_rows`, …); stable, part of outputs.
    pub about: &'static str,
    /// What was guessed, as that setting has it.
    pub value: String,
    /// A sentence: what was guessed, and what decided it.
    pub message: Text,
    /// Something else was possible, so that people are told; others stand in the report alone.
    pub doubtful: bool,
    pub place: Option<CellPlace>,
}

impl Guess {
    /// A guess that hardly needs to be told.
    pub fn sure(about: &'static str, value: impl Into<String>, message: Text) -> Guess {
        Guess { about, value: value.into(), message, doubtful: false, place: None }
    }

    /// A guess that people should look at.
    pub fn doubtful(about: &'static str, value: impl Into<String>, message: Text) -> Guess {
        Guess { doubtful: true, ..Guess::sure(about, value, message) }
    }

    pub fn at(self, place: CellPlace) -> Guess {
        Guess { place: Some(place), ..self }
    }

    /// The guess as a note.
    pub fn note(&self, path: &str) -> Diagnostic {
        let note = Diagnostic::note(Code::FormatGuess, self.message.clone());
        match &self.place {
            Some(place) => note.at_cell(place.clone(), Text::default()),
            None => note.at_file(path),
        }
    }
}

//! The options that fix how files are read, of every command that reads tables.

use super::arguments::{Judged, Reading};
use crate::base::{Code, Diagnostic, Text, nearest};
use crate::data::read::limits::LIMITS;
use crate::data::read::options::SETTINGS;
use crate::data::read::{Limit, Options};
use crate::driver::request::{date, one_of};
use crate::text;
use crate::value::Date;

/// The words of these options: the option, bokmål, English.
pub const WORDS: &[(&str, &str, &str)] = &[
    (
        "from",
        "Filens format: {readers} [ellers: etter navnet]",
        "The file's format: {readers} [otherwise: by its name]",
    ),
    (
        "delimiter",
        "Tegnet mellom cellene, eller tab [ellers: gjettes]",
        "The character between cells, or tab [otherwise: guessed]",
    ),
    ("quote", "Tegnet rundt celler, eller none [ellers: \"]", "The character around cells, or none [otherwise: \"]"),
    (
        "encoding",
        "Tegnsettet, som windows-1252 [ellers: UTF-8, eller gjettes]",
        "The encoding, such as windows-1252 [otherwise: UTF-8, or guessed]",
    ),
    (
        "skip_rows",
        "Så mange linjer over overskriftene hører ikke til tabellen [ellers: gjettes]",
        "So many lines above the headings do not belong to the table [otherwise: guessed]",
    ),
    (
        "header_rows",
        "Så mange rader med overskrifter; 0 for ingen [ellers: 1]",
        "So many rows of headings; 0 for none [otherwise: 1]",
    ),
    (
        "comment",
        "Linjer som begynner slik, er kommentarer [ellers: ingen]",
        "Lines that begin like this are comments [otherwise: none]",
    ),
    (
        "ragged",
        "Rader med feil antall celler: refuse, eller pad som fyller på med tomme [ellers: refuse]",
        "Rows with the wrong number of cells: refuse, or pad with empty ones [otherwise: refuse]",
    ),
    (
        "limit",
        "Endre en grense, som memory=1GiB; kan gis flere ganger. Grensene: {limits}",
        "Change a limit, such as memory=1GiB; may be given several times. The limits: {limits}",
    ),
];

impl Judged {
    /// The measuring date and what is fixed about files, as a command line says them; every mistake at once.
    pub fn date_and_reading(&self) -> Result<(Option<Date>, Options), Vec<Diagnostic>> {
        match (self.as_of.as_deref().map(date).transpose(), self.tables.reading.options()) {
            (Ok(as_of), Ok(reading)) => Ok((as_of, reading)),
            (as_of, reading) => Err(as_of.err().into_iter().chain(reading.err().into_iter().flatten()).collect()),
        }
    }
}

impl Reading {
    /// What the options fix; every mistake at once.
    pub fn options(&self) -> Result<Options, Vec<Diagnostic>> {
        let mut options = Options::default();
        let mut problems = Vec::new();
        let said = [
            ("format", &self.from),
            ("delimiter", &self.delimiter),
            ("quote", &self.quote),
            ("encoding", &self.encoding),
            ("skip_rows", &self.skip_rows),
            ("header_rows", &self.header_rows),
            ("comment", &self.comment),
            ("ragged", &self.ragged),
        ];
        for (name, value) in said {
            let Some((setting, value)) = SETTINGS.iter().find(|setting| setting.name == name).zip(value.as_ref())
            else {
                continue;
            };
            let (flag, words) = (setting.flag(), (setting.words)());
            if let Err(problem) = (words.is_empty()).then_some("").ok_or(()).or_else(|()| one_of(&flag, value, &words))
            {
                problems.push(problem);
            } else if !(setting.set)(&mut options, value) {
                let (nb, en) = (setting.nb, setting.en);
                let message = text!(
                    nb: "{flag} {value}: må være {nb}.",
                    en: "{flag} {value}: must be {en}.",
                );
                problems.push(Diagnostic::error(Code::BadArgument, message));
            }
        }
        for limit in &self.limit {
            match budget(limit) {
                Ok(limit) => options.limits.push(limit),
                Err(problem) => problems.push(problem),
            }
        }
        if problems.is_empty() { Ok(options) } else { Err(problems) }
    }
}

/// Reads `NAME=N`.
fn budget(text: &str) -> Result<(Limit, u64), Diagnostic> {
    let (name, size) = text.split_once('=').unwrap_or((text, ""));
    let Some(about) = Limit::from_name(name.trim()) else {
        let names: Vec<&str> = LIMITS.iter().map(|about| about.name).collect();
        let message = text!(nb: "--limit {text}: ingen grense heter «{name}».", en: "--limit {text}: no limit is called `{name}`.");
        let problem = Diagnostic::error(Code::BadArgument, message);
        let problem = match nearest(name, names.iter().copied()) {
            Some(near) => problem.help(text!(nb: "Mente du «{near}»?", en: "Did you mean `{near}`?")),
            None => problem,
        };
        let list = names.join(", ");
        return Err(problem.help(text!(nb: "Grensene: {list}.", en: "The limits: {list}.")));
    };
    match about.read(size) {
        Some(size) => Ok((about.limit, size)),
        None => {
            let Text { nb, en } = about.expected();
            let message = text!(nb: "--limit {text}: må være {nb}.", en: "--limit {text}: must be {en}.");
            Err(Diagnostic::error(Code::BadArgument, message))
        }
    }
}

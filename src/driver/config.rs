//! `krav.toml`: what stands in it, read key by key with the place of each. Nothing in it is silently ignored.

mod keys;

pub use keys::{KEYS, Key, Shape, THRESHOLDS};

use super::place;
use crate::base::{CellPlace, Code, Diagnostic, Lang, Text, nearest};
use crate::data::read::limits::LIMITS;
use crate::data::read::options::{SETTINGS, Setting};
use crate::data::read::{Limit, Options};
use crate::report::format::FORMATS;
use crate::report::gate::Thresholds;
use crate::text;
use crate::value::Date;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The name of the file, wherever it stands.
pub const FILE: &str = "krav.toml";

/// What a `krav.toml` says. What it does not say is `None`.
#[derive(Clone, Debug, Default)]
pub struct Config {
    pub language: Option<Lang>,
    pub as_of: Option<Date>,
    /// Rule files and folders of them, as written: relative to the file.
    pub packs: Option<Vec<Placed>>,
    pub tables: Option<Vec<TableEntry>>,
    pub allow_empty: Option<bool>,
    pub allow_unknown: Option<bool>,
    pub fail_on: Option<FailOn>,
    pub thresholds: Thresholds,
    /// Rule files with waivers, beside the packs.
    pub waivers: Vec<Placed>,
    /// The format of standard output.
    pub format: Option<&'static str>,
    pub outputs: Option<Vec<OutputEntry>>,
}

/// A line of `[output]`: a format, and the file that it is written to.
#[derive(Clone, Debug)]
pub struct OutputEntry {
    pub format: &'static str,
    pub path: Placed,
}

/// A text of the file, and where it stands.
#[derive(Clone, Debug)]
pub struct Placed {
    pub text: String,
    pub place: CellPlace,
}

/// A line of `[tables]`.
#[derive(Clone, Debug)]
pub struct TableEntry {
    pub name: Placed,
    pub path: Placed,
    pub options: Options,
}

/// What ends a run with exit code 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FailOn {
    #[default]
    Violation,
    /// Departures from `should` as well.
    Departure,
}

impl FailOn {
    pub const NAMES: &[&str] = &["violation", "departure"];

    pub fn from_name(name: &str) -> Option<FailOn> {
        match name {
            "violation" => Some(FailOn::Violation),
            "departure" => Some(FailOn::Departure),
            _ => None,
        }
    }
}

/// The keys of a table entry that is written `{ path = …, … }`.
fn table_keys() -> impl Iterator<Item = &'static str> {
    ["path"].into_iter().chain(SETTINGS.iter().map(|setting| setting.name)).chain(["limits"])
}

/// Reads a `krav.toml`: what could be read, and everything that is wrong with it.
pub fn read(path: &str, bytes: &[u8]) -> (Config, Vec<Diagnostic>) {
    let mut config = Config::default();
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.strip_prefix('\u{feff}').unwrap_or(text),
        Err(error) => {
            let at = error.valid_up_to();
            let message = text!(nb: "{path} er ikke UTF-8 (byte {at}).", en: "{path} is not UTF-8 (byte {at}).");
            return (config, vec![Diagnostic::error(Code::BadConfig, message).at_file(path)]);
        }
    };
    let mut reader = Reader { path, text, problems: Vec::new() };
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let message = error.message();
        let message = text!(nb: "Ikke gyldig TOML: {message}.", en: "Not valid TOML: {message}.");
        reader.problem(Code::BadConfig, error.span().unwrap_or(0..0), message, Text::default());
    }
    let mut problems = std::mem::take(&mut reader.problems);
    let broken: Vec<u32> = problems.iter().filter_map(line).collect();
    let mut entries: Vec<_> = table.get_ref().iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    for (key, value) in entries {
        match KEYS.iter().find(|known| known.name == key.get_ref()) {
            Some(known) => (known.set)(&mut reader, &mut config, value),
            None => reader.unknown_key(key.get_ref(), key.span(), KEYS.iter().map(|known| known.name)),
        }
    }
    // What became of a line that the parser could not read is not worth a second problem.
    problems.extend(reader.problems.into_iter().filter(|other| line(other).is_none_or(|line| !broken.contains(&line))));
    problems.sort_by_key(line);
    (config, problems)
}

fn line(problem: &Diagnostic) -> Option<u32> {
    match problem.labels.first().map(|label| &label.at) {
        Some(crate::base::At::Cell(place)) => Some(place.line),
        _ => None,
    }
}

struct Reader<'a> {
    path: &'a str,
    text: &'a str,
    problems: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn problem(&mut self, code: Code, span: Range<usize>, message: Text, label: Text) -> &mut Diagnostic {
        let place = place::of_text(self.path, self.text, span);
        self.problems.push(Diagnostic::error(code, message).at_cell(place, label));
        let last = self.problems.len() - 1;
        &mut self.problems[last]
    }

    fn placed(&self, text: &str, span: Range<usize>) -> Placed {
        Placed { text: text.to_string(), place: place::of_text(self.path, self.text, span) }
    }

    fn unknown_key<'k>(&mut self, key: &str, span: Range<usize>, known: impl Iterator<Item = &'k str>) {
        let known: Vec<&str> = known.collect();
        let help = match nearest(key, known.iter().copied()) {
            Some(name) => text!(nb: "Mente du «{name}»?", en: "Did you mean `{name}`?"),
            None => {
                let list = known.join(", ");
                text!(nb: "Nøklene er: {list}.", en: "The keys are: {list}.")
            }
        };
        let message = text!(
            nb: "krav.toml har ingen nøkkel «{key}».",
            en: "krav.toml has no key `{key}`.",
        );
        self.problem(Code::UnknownConfigKey, span, message, Text::default()).help.push(help);
    }

    /// `expected`: what the value must be, to follow "must be".
    fn wrong(&mut self, name: &str, value: &Spanned<DeValue>, expected: Text) {
        let (nb, en) = (expected.nb, expected.en);
        let message = text!(nb: "«{name}» må være {nb}.", en: "`{name}` must be {en}.");
        let found = kind(value.get_ref());
        let label = Text::new(format!("dette er {}", found.nb), format!("this is {}", found.en));
        let problem = self.problem(Code::BadConfig, value.span(), message, label);
        if let Some(key) = KEYS.iter().find(|key| key.name == name) {
            problem.help.push(Text::same(format!("{name} = {}", key.example)));
        }
    }

    /// A word that is not one of those that the key may have.
    fn wrong_word(&mut self, name: &str, value: &Spanned<DeValue>, word: &str, words: &[&str]) {
        let list = words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(", ");
        let message = text!(
            nb: "«{name}» kan ikke være \"{word}\".",
            en: "`{name}` cannot be \"{word}\".",
        );
        let help = match nearest(word, words.iter().copied()) {
            Some(near) => {
                text!(nb: "Mente du \"{near}\"? Mulig er: {list}.", en: "Did you mean \"{near}\"? Possible: {list}.")
            }
            None => text!(nb: "Mulig er: {list}.", en: "Possible: {list}."),
        };
        self.problem(Code::BadConfig, value.span(), message, Text::default()).help.push(help);
    }

    fn language(&mut self, value: &Spanned<DeValue>) -> Option<Lang> {
        match value.get_ref().as_str() {
            Some("nb") => Some(Lang::Nb),
            Some("en") => Some(Lang::En),
            Some(word) => {
                self.wrong_word("language", value, word, &["nb", "en"]);
                None
            }
            None => {
                self.wrong("language", value, Text::new("\"nb\" eller \"en\"", "\"nb\" or \"en\""));
                None
            }
        }
    }

    fn date(&mut self, value: &Spanned<DeValue>) -> Option<Date> {
        let text = match value.get_ref() {
            DeValue::String(text) => text.to_string(),
            DeValue::Datetime(date) => date.to_string(),
            _ => String::new(),
        };
        let date = Date::parse_iso(&text);
        if date.is_none() {
            let day =
                Text::new("en dag i kalenderen, som \"2018-10-01\"", "a day of the calendar, such as \"2018-10-01\"");
            self.wrong("as_of", value, day);
        }
        date
    }

    fn boolean(&mut self, name: &str, value: &Spanned<DeValue>) -> Option<bool> {
        let found = value.get_ref().as_bool();
        if found.is_none() {
            self.wrong(name, value, Text::new("true eller false", "true or false"));
        }
        found
    }

    fn fail_on(&mut self, value: &Spanned<DeValue>) -> Option<FailOn> {
        let Some(word) = value.get_ref().as_str() else {
            self.wrong(
                "fail_on",
                value,
                Text::new("\"violation\" eller \"departure\"", "\"violation\" or \"departure\""),
            );
            return None;
        };
        let found = FailOn::from_name(word);
        if found.is_none() {
            self.wrong_word("fail_on", value, word, FailOn::NAMES);
        }
        found
    }

    fn format(&mut self, value: &Spanned<DeValue>) -> Option<&'static str> {
        let Some(word) = value.get_ref().as_str() else {
            self.wrong("format", value, Text::new("en tekst, som \"human\"", "a text, such as \"human\""));
            return None;
        };
        let found = FORMATS.iter().find(|format| format.name == word);
        if found.is_none() {
            self.wrong_word("format", value, word, &FORMATS.iter().map(|format| format.name).collect::<Vec<_>>());
        }
        found.map(|format| format.name)
    }

    fn outputs(&mut self, value: &Spanned<DeValue>) -> Option<Vec<OutputEntry>> {
        let Some(entries) = value.get_ref().as_table() else {
            self.wrong("output", value, Text::new("en tabell: format = \"fil\"", "a table: format = \"file\""));
            return None;
        };
        let mut entries: Vec<_> = entries.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        let mut outputs = Vec::new();
        for (key, value) in entries {
            let format = FORMATS.iter().find(|format| format.name == key.get_ref().as_ref());
            match (format, value.get_ref().as_str().filter(|path| !path.trim().is_empty())) {
                (None, _) => self.unknown_key(key.get_ref(), key.span(), FORMATS.iter().map(|format| format.name)),
                (Some(format), Some(path)) => {
                    outputs.push(OutputEntry { format: format.name, path: self.placed(path, value.span()) });
                }
                (Some(format), None) => {
                    self.wrong(format.name, value, Text::new("navnet på en fil", "the name of a file"));
                }
            }
        }
        Some(outputs)
    }

    /// `{ violations = 10, undecided = 5, departures = 20 }`.
    fn thresholds(&mut self, value: &Spanned<DeValue>) -> Thresholds {
        let mut thresholds = Thresholds::default();
        let Some(entries) = value.get_ref().as_table() else {
            self.wrong("thresholds", value, Text::new("en tabell av antall", "a table of counts"));
            return thresholds;
        };
        for (key, value) in entries {
            let count = value.get_ref().as_integer().and_then(|number| {
                let digits = number.as_str().replace('_', "");
                u64::from_str_radix(&digits, number.radix()).ok()
            });
            if !THRESHOLDS.iter().any(|(name, _)| *name == key.get_ref()) {
                self.unknown_key(key.get_ref(), key.span(), THRESHOLDS.iter().map(|(name, _)| *name));
                continue;
            }
            let Some(count) = count else {
                self.wrong(key.get_ref(), value, Text::new("et antall, som 10", "a count, such as 10"));
                continue;
            };
            match key.get_ref().as_ref() {
                "violations" => thresholds.violations = count,
                "undecided" => thresholds.undecided = count,
                _ => thresholds.departures = Some(count),
            }
        }
        thresholds
    }

    /// A list of files and folders.
    fn files(&mut self, name: &str, value: &Spanned<DeValue>) -> Option<Vec<Placed>> {
        let expected = || Text::new("en liste av filer og mapper", "a list of files and folders");
        let Some(items) = value.get_ref().as_array() else {
            self.wrong(name, value, expected());
            return None;
        };
        let mut packs = Vec::new();
        for item in items {
            match item.get_ref().as_str().filter(|path| !path.trim().is_empty()) {
                Some(path) => packs.push(self.placed(path, item.span())),
                None => self.wrong(name, item, expected()),
            }
        }
        Some(packs)
    }

    fn tables(&mut self, value: &Spanned<DeValue>) -> Option<Vec<TableEntry>> {
        let Some(entries) = value.get_ref().as_table() else {
            self.wrong("tables", value, Text::new("en tabell: navn = \"fil\"", "a table: name = \"file\""));
            return None;
        };
        let mut entries: Vec<_> = entries.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        let mut tables = Vec::new();
        for (key, value) in entries {
            let name = self.placed(key.get_ref(), key.span());
            match value.get_ref() {
                DeValue::String(path) if !path.trim().is_empty() => {
                    let path = self.placed(path, value.span());
                    tables.push(TableEntry { name, path, options: Options::default() });
                }
                DeValue::Table(keys) => tables.extend(self.table(name, keys, value)),
                _ => self.wrong(
                    key.get_ref(),
                    value,
                    Text::new("\"fil\" eller { path = \"fil\" }", "\"file\" or { path = \"file\" }"),
                ),
            }
        }
        Some(tables)
    }

    /// An entry that is written `{ path = "…", delimiter = ";", format = "csv" }`.
    fn table(&mut self, name: Placed, keys: &DeTable, whole: &Spanned<DeValue>) -> Option<TableEntry> {
        let mut options = Options::default();
        let mut path = None;
        let mut wrong_path = false;
        for (key, value) in keys {
            let setting = SETTINGS.iter().find(|setting| setting.name == key.get_ref());
            match (key.get_ref().as_ref(), value.get_ref().as_str(), setting) {
                ("path", Some(text), _) if !text.trim().is_empty() => path = Some(self.placed(text, value.span())),
                ("path", ..) => {
                    wrong_path = true;
                    self.wrong("path", value, Text::new("navnet på en fil", "the name of a file"));
                }
                ("limits", ..) => self.limits(value, &mut options),
                (_, _, Some(setting)) => self.setting(setting, value, &mut options),
                (other, ..) => self.unknown_key(other, key.span(), table_keys()),
            }
        }
        if path.is_none() && !wrong_path {
            let table = &name.text;
            let message = text!(nb: "Tabellen «{table}» mangler «path».", en: "The table `{table}` lacks `path`.");
            let help = Text::same(format!("{table} = {{ path = \"{table}.csv\" }}"));
            self.problem(Code::BadConfig, whole.span(), message, Text::default()).help.push(help);
        }
        Some(TableEntry { name, path: path?, options })
    }

    /// What is fixed about a file.
    fn setting(&mut self, setting: &Setting, value: &Spanned<DeValue>, options: &mut Options) {
        let written = match value.get_ref() {
            DeValue::String(text) if !setting.number => Some(text.to_string()),
            DeValue::Integer(number) if setting.number => Some(number.to_string()),
            _ => None,
        };
        let words = (setting.words)();
        match written {
            Some(text) if (setting.set)(options, &text) => {}
            Some(text) if !words.is_empty() => self.wrong_word(setting.name, value, &text, &words),
            _ => {
                self.wrong(setting.name, value, Text::new(setting.nb, setting.en));
                let help = Text::same(format!("{} = {}", setting.name, setting.example));
                self.problems.last_mut().into_iter().for_each(|problem| problem.help.push(help.clone()));
            }
        }
    }

    /// `limits = { columns = 20000, memory = "1 GiB" }`.
    fn limits(&mut self, value: &Spanned<DeValue>, options: &mut Options) {
        let expected = || Text::new("en tabell, som { columns = 20000 }", "a table, such as { columns = 20000 }");
        let Some(entries) = value.get_ref().as_table() else { return self.wrong("limits", value, expected()) };
        for (key, value) in entries {
            let name = key.get_ref().as_ref();
            let Some(about) = Limit::from_name(name) else {
                self.unknown_key(name, key.span(), LIMITS.iter().map(|about| about.name));
                continue;
            };
            let written = match value.get_ref() {
                DeValue::String(text) => text.to_string(),
                DeValue::Integer(number) => number.to_string(),
                _ => String::new(),
            };
            match about.read(&written) {
                Some(size) => options.limits.push((about.limit, size)),
                None => self.wrong(name, value, about.expected()),
            }
        }
    }
}

/// What a value is, to follow "this is".
fn kind(value: &DeValue) -> Text {
    match value {
        DeValue::String(_) => Text::new("en tekst", "a text"),
        DeValue::Integer(_) | DeValue::Float(_) => Text::new("et tall", "a number"),
        DeValue::Boolean(_) => Text::new("true eller false", "true or false"),
        DeValue::Datetime(_) => Text::new("et tidspunkt", "a point in time"),
        DeValue::Array(_) => Text::new("en liste", "a list"),
        DeValue::Table(_) => Text::new("en tabell", "a table"),
    }
}

#[cfg(test)]
mod tests;

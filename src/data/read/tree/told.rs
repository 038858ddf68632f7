//! What is wrong with a document, in words and with places.

use super::doc::{Id, Wrong, WrongKind};
use super::folder::File;
use crate::base::{CellPlace, Code, Diagnostic, Text};
use crate::data::read::json::parse::{Fault, Kind};
use crate::data::read::place::{self, Marked};
use crate::data::read::{Limit, Options};
use crate::text;

/// How many problems are told one by one.
const TOLD: usize = 100;

/// A line, and nothing more of the place.
pub fn bare_place(path: &str, line: u64) -> CellPlace {
    let line = u32::try_from(line).unwrap_or(u32::MAX);
    CellPlace { path: path.to_owned(), line, column: 1, end_line: line, end_column: 1, ..CellPlace::default() }
}

/// The place of a byte and what follows it on its line.
fn at(file: &File, at: usize) -> CellPlace {
    let at = at.min(file.text.len());
    let (line, row_start) = file.line(at);
    let rest = &file.text.as_bytes()[at..];
    let row_end = at + memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
    let width = file.text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    let end = (at + width).min(row_end.max(at));
    place::place(&file.path, file.text.as_bytes(), Marked { row_start, row_end, start: at, end, line })
}

pub fn wrong(file: &File, wrong: Wrong, name: &str, options: &Options) -> Diagnostic {
    let place = at(file, wrong.at as usize);
    match wrong.kind {
        WrongKind::Over(limit) => {
            let mut problem = limit.exceeded(&file.path, options);
            problem.labels.clear();
            problem.at_cell(place, Text::default())
        }
        WrongKind::Syntax(Text { nb, en }) => {
            let code = if name == "JSON" { Code::BadJson } else { Code::BadYaml };
            let message = text!(nb: "Ugyldig {name}: {nb}", en: "Invalid {name}: {en}");
            Diagnostic::error(code, message).at_cell(place, Text::default())
        }
        WrongKind::Duplicate { key, first } => duplicate(&key, at(file, first as usize), place),
    }
}

fn duplicate(key: &str, first: CellPlace, again: CellPlace) -> Diagnostic {
    let message = text!(
        nb: "Nøkkelen «{key}» står to ganger i samme post",
        en: "The key “{key}” stands twice in one record",
    );
    Diagnostic::error(Code::DuplicateJsonKey, message)
        .at_cell(again, text!(nb: "her igjen", en: "here again"))
        .at_cell(first, text!(nb: "først her", en: "first here"))
}

/// What should be records and is not.
pub fn misfits(files: &[File], misfits: &[(u32, Id)]) -> Vec<Diagnostic> {
    let told = misfits.iter().take(TOLD).filter_map(|(file, node)| {
        let file = files.get(*file as usize)?;
        let place = at(file, file.doc.node(*node).span.0 as usize);
        let message = text!(nb: "Hver post må ha nøkler", en: "Every record must have keys");
        let problem = Diagnostic::error(Code::NotATable, message).at_cell(place, Text::default());
        Some(problem.help(text!(
            nb: "Her står en enkelt verdi der en post var ventet",
            en: "Here stands a single value where a record was expected",
        )))
    });
    let more = misfits.len().saturating_sub(TOLD);
    let rest = (more > 0).then(|| {
        let message = text!(nb: "{more} poster til har ingen nøkler", en: "{more} more records have no keys");
        Diagnostic::error(Code::NotATable, message)
    });
    told.chain(rest).collect()
}

/// A JSON file that is one object, with no list of records in it.
pub fn one_object(file: &File) -> Diagnostic {
    let message =
        text!(nb: "Filen er ett objekt, ikke en liste av poster", en: "The file is one object, not a list of records");
    Diagnostic::error(Code::NotATable, message).at_cell(at(file, 0), Text::default()).help(text!(
        nb: "Pakk postene inn i [ … ], eller les filen som NDJSON hvis den har en post på hver linje",
        en: "Put the records in [ … ], or read the file as NDJSON if it has a record on each line",
    ))
}

/// A key under which records have records of their own.
pub fn nested(path: &str, part: Option<&str>, key: &str) -> Diagnostic {
    let inside = part.map_or_else(|| key.to_owned(), |part| format!("{part}.{key}"));
    let message = text!(
        nb: "«{key}» holder lister med poster; som celle kan den ikke leses",
        en: "“{key}” holds lists of records; as a cell it cannot be read",
    );
    Diagnostic::note(Code::FormatGuess, message).at_file(path).help(text!(
        nb: "Les dem som en tabell for seg: --table navn=\"{path}#{inside}\". Feltene i posten de står i, heter der ../nøkkel",
        en: "Read them as a table of their own: --table name=\"{path}#{inside}\". There the fields of the record that they stand in are called ../key",
    ))
}

/// Faults of records, up to a number.
pub struct Problems<'o> {
    options: &'o Options,
    found: Vec<Diagnostic>,
    more: usize,
}

impl<'o> Problems<'o> {
    pub fn new(options: &'o Options) -> Problems<'o> {
        Problems { options, found: Vec::new(), more: 0 }
    }

    pub fn fault(&mut self, file: &File, fault: Fault) {
        // Too many columns are too many for every record behind.
        if fault.kind == Kind::TooWide && self.found.iter().any(|problem| problem.code == Code::TooLarge) {
            return;
        }
        if self.found.len() >= TOLD {
            self.more += 1;
            return;
        }
        let place = at(file, fault.at);
        let problem = match fault.kind {
            Kind::Duplicate { key, first } => duplicate(&key, at(file, first), place),
            Kind::TooWide => Limit::Columns.exceeded(&file.path, self.options),
            Kind::TooDeep => Limit::Depth.exceeded(&file.path, self.options),
            Kind::Syntax(what) => Diagnostic::error(Code::BadJson, what).at_cell(place, Text::default()),
            Kind::NotAnObject => {
                let message = text!(nb: "Hver post må ha nøkler", en: "Every record must have keys");
                Diagnostic::error(Code::NotATable, message).at_cell(place, Text::default())
            }
        };
        self.found.push(problem);
    }

    pub fn finish(mut self) -> Vec<Diagnostic> {
        if self.more > 0 {
            let more = self.more;
            let message = text!(nb: "{more} poster til kan ikke leses", en: "{more} more records cannot be read");
            self.found.push(Diagnostic::error(Code::NotATable, message));
        }
        self.found
    }
}

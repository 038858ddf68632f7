//! What is wrong with a JSON file, in words and with places.

use super::parse::{Fault, Kind};
use super::{Form, Limits, Position};
use crate::base::{CellPlace, Code, Diagnostic, Text, Window};
use crate::data::read::{Limit, cannot_read};
use crate::text;
use crate::world::Bytes;

/// How many problems of a file are told one by one.
const TOLD: usize = 100;

/// Problems of one file, up to a number.
pub struct Problems<'a> {
    path: &'a str,
    limits: Limits,
    found: Vec<Diagnostic>,
    more: usize,
}

impl<'a> Problems<'a> {
    pub fn new(path: &'a str, limits: Limits) -> Problems<'a> {
        Problems { path, limits, found: Vec::new(), more: 0 }
    }

    pub fn push(&mut self, problem: Diagnostic) {
        if self.found.len() < TOLD {
            self.found.push(problem);
        } else {
            self.more += 1;
        }
    }

    pub fn finish(&mut self) -> Vec<Diagnostic> {
        if self.more > 0 {
            let more = self.more;
            let message = text!(nb: "{more} poster til kan ikke leses", en: "{more} more records cannot be read");
            self.found.push(Diagnostic::error(Code::BadJson, message).at_file(self.path));
            self.more = 0;
        }
        std::mem::take(&mut self.found)
    }

    /// The splitter met something else than it should.
    pub fn unexpected(&self, text: &[u8], at: usize, position: Position, expected: &str) -> Diagnostic {
        let place = self.place(text, at, position);
        match (expected, text.get(at)) {
            ("[", Some(b'{')) => Diagnostic::error(
                Code::NotATable,
                text!(nb: "Filen er ett objekt, ikke en liste av poster", en: "The file is one object, not a list of records"),
            )
            .at_cell(place, Text::default())
            .help(text!(
                nb: "Pakk postene inn i [ … ], eller les filen som NDJSON hvis den har en post på hver linje",
                en: "Put the records in [ … ], or read the file as NDJSON if it has a record on each line",
            )),
            ("", _) => self.bad(
                text!(nb: "Det står mer etter listen", en: "There is more behind the list"),
                place,
            ),
            ("]", _) => self.bad(
                text!(nb: "Listen mangler «]» til slutt", en: "The list lacks “]” at its end"),
                place,
            ),
            (sign, _) => self.bad(text!(nb: "Ugyldig JSON: ventet «{sign}»", en: "Invalid JSON: expected “{sign}”"), place),
        }
    }

    fn bad(&self, message: Text, place: CellPlace) -> Diagnostic {
        Diagnostic::error(Code::BadJson, message).at_cell(place, Text::default())
    }

    /// A record that cannot be read; it begins at `start` of the text, at this position.
    pub fn fault(&self, text: &[u8], start: usize, fault: Fault, position: Position) -> Diagnostic {
        let at = (start + fault.at).min(text.len());
        let place = self.place(text, at, position.past(&text[start..at]));
        match fault.kind {
            Kind::Syntax(Text { nb, en }) => self.bad(text!(nb: "Ugyldig JSON: {nb}", en: "Invalid JSON: {en}"), place),
            Kind::Duplicate { key, first } => Diagnostic::error(
                Code::DuplicateJsonKey,
                text!(nb: "Nøkkelen «{key}» står to ganger i samme post", en: "The key “{key}” stands twice in one record"),
            )
            .at_cell(place, text!(nb: "her igjen", en: "here again"))
            .at_cell(
                self.place(text, start + first, position.past(&text[start..start + first])),
                text!(nb: "først her", en: "first here"),
            ),
            Kind::NotAnObject => Diagnostic::error(
                Code::NotATable,
                text!(nb: "Hver post må være et objekt", en: "Every record must be an object"),
            )
            .at_cell(place, Text::default())
            .help(text!(nb: "Skriv posten som {{\"nøkkel\": verdi}}", en: "Write the record as {{\"key\": value}}")),
            Kind::TooDeep => self.over(Limit::Depth, place),
            Kind::TooWide => self.over(Limit::Columns, place).help(text!(
                nb: "Nøkler som er data (datoer, id-er), bør stå som verdier",
                en: "Keys that are data (dates, ids) should be values",
            )),
        }
    }

    fn over(&self, limit: Limit, place: CellPlace) -> Diagnostic {
        let mut problem = self.limits.exceeded(limit, self.path);
        problem.labels.clear();
        problem.at_cell(place, Text::default())
    }

    /// The record that begins there is larger than one may be.
    pub fn too_large(&self, position: Position) -> Diagnostic {
        self.over(Limit::Row, self.place(b"", 0, position))
    }

    pub fn not_utf8(&mut self, text: &[u8], start: usize, at: usize, position: Position) {
        let position = position.past(&text[start..at]);
        let place = self.place(text, at, position);
        let problem = super::super::not_utf8(text[at], position.line).at_cell(place, Text::default());
        self.push(problem);
    }

    /// The place of one character, with a part of its line.
    fn place(&self, text: &[u8], at: usize, position: Position) -> CellPlace {
        let small = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
        let start = memchr::memrchr2(b'\n', b'\r', &text[..at]).map_or(0, |i| i + 1).max(at.saturating_sub(200));
        let end = memchr::memchr2(b'\n', b'\r', &text[at..]).map_or(text.len(), |i| at + i).min(at + 200);
        let before = String::from_utf8_lossy(&text[start..at]);
        let after = String::from_utf8_lossy(&text[at..end]);
        let width = after.chars().next().map_or(0, char::len_utf8);
        let window = Window {
            first_line: small(position.line),
            start: before.len(),
            end: before.len() + width,
            text: format!("{before}{after}"),
        };
        CellPlace {
            path: self.path.to_owned(),
            line: small(position.line),
            column: small(position.column),
            end_line: small(position.line),
            end_column: small(position.column + 1),
            window: Some(window),
            ..CellPlace::default()
        }
    }
}

/// Where the content begins: behind a byte order mark.
pub fn beginning(path: &str, bytes: &dyn Bytes, form: Form) -> Result<u64, Diagnostic> {
    let mut first = [0u8; 3];
    let length = bytes.len().min(3) as usize;
    bytes.read_at(0, &mut first[..length]).map_err(|problem| cannot_read(path, &problem))?;
    if first.starts_with(&[0xFF, 0xFE]) || first.starts_with(&[0xFE, 0xFF]) {
        return Err(super::super::utf16(path));
    }
    if length == 0 && form == Form::Array {
        let message = text!(nb: "Filen er tom", en: "The file is empty");
        return Err(Diagnostic::error(Code::BadJson, message).at_file(path));
    }
    Ok(if first == [0xEF, 0xBB, 0xBF] { 3 } else { 0 })
}

//! The beginning of a file: its encoding, its delimiter, its headings.

use super::sniff::{self, QUOTE};
use super::{Dialect, Limits, exact, problems};
use crate::base::{Code, Diagnostic, Text};
use crate::data::read::place::{self, Marked, line_breaks};
use crate::data::read::{Guess, Heading, Options, cannot_read, utf16};
use crate::data::words;
use crate::text;
use crate::world::Bytes;

/// Bytes looked at before anything is decided.
const SAMPLE: u64 = 64 << 10;

/// What the beginning of a file tells.
pub struct Head {
    pub dialect: Dialect,
    pub headings: Vec<Heading>,
    /// Where the rows begin.
    pub first: u64,
    /// Line breaks before them.
    pub lines: u64,
    pub guesses: Vec<Guess>,
    pub notes: Vec<Diagnostic>,
}

/// Reads the headings of a file.
pub fn read(path: &str, bytes: &dyn Bytes, options: &Options, limits: Limits) -> Result<Head, Vec<Diagnostic>> {
    let fixed = fixed_delimiter(path, options)?;
    let mut size = SAMPLE.min(bytes.len());
    loop {
        let mut text = vec![0; size as usize];
        bytes.read_at(0, &mut text).map_err(|problem| vec![cannot_read(path, &problem)])?;
        let cut = size < bytes.len();
        let start = beginning(path, &text)?;
        let (start, said) = separator_line(&text, start);
        let guess = sniff::delimiter(&text[start..], cut);
        let delimiter = fixed.or(said).unwrap_or(guess.delimiter);
        let dialect = Dialect { delimiter, quote: QUOTE };
        let mut ends = Vec::new();
        let record = exact::record(&text, start, dialect, &mut ends);
        // A CR at the very end may belong to an LF behind it.
        if cut && (!record.complete || record.next == text.len()) {
            if size > limits.record {
                return Err(vec![problems::record_too_large(path, Some(1), limits.record)]);
            }
            size = (size * 2).min(bytes.len());
            continue;
        }
        let lines_before = line_breaks(&text[..start]);
        if record.open.is_some() {
            return Err(vec![problems::open_quote(path, lines_before + 1)]);
        }
        let row = Row { path, text: &text, start, line: lines_before + 1 };
        let mut headings = row.headings(&ends)?;
        let guesses = if fixed.or(said).is_none() { vec![told(guess)] } else { Vec::new() };
        let notes = number_twins(&mut headings);
        let lines = line_breaks(&text[..record.next]);
        return Ok(Head { dialect, headings, first: record.next as u64, lines, guesses, notes });
    }
}

fn fixed_delimiter(path: &str, options: &Options) -> Result<Option<u8>, Vec<Diagnostic>> {
    let Some(sign) = options.delimiter else { return Ok(None) };
    match u8::try_from(sign) {
        Ok(byte) if byte.is_ascii() && !matches!(byte, b'\n' | b'\r' | QUOTE | 0) => Ok(Some(byte)),
        _ => Err(vec![
            Diagnostic::error(
                Code::BadArgument,
                text!(nb: "«{sign}» kan ikke være skilletegn", en: "“{sign}” cannot be a delimiter"),
            )
            .at_file(path)
            .help(text!(
                nb: "Velg ett ASCII-tegn, for eksempel ; eller ,",
                en: "Choose one ASCII character, such as ; or ,",
            )),
        ]),
    }
}

/// Where the heading row begins: behind a byte order mark and blank lines.
fn beginning(path: &str, text: &[u8]) -> Result<usize, Vec<Diagnostic>> {
    if text.starts_with(&[0xFF, 0xFE]) || text.starts_with(&[0xFE, 0xFF]) {
        return Err(vec![utf16(path)]);
    }
    let mut start = if text.starts_with(&[0xEF, 0xBB, 0xBF]) { 3 } else { 0 };
    while let Some(length) = memchr::memchr2(b'\n', b'\r', &text[start..]) {
        if !text[start..start + length].iter().all(|&byte| byte == b' ') {
            return Ok(start);
        }
        start += length + 1;
    }
    if text[start..].iter().all(|&byte| byte == b' ') {
        let message = text!(nb: "Filen er tom", en: "The file is empty");
        let help = text!(
            nb: "Første rad skal være kolonnenes overskrifter",
            en: "The first row must be the headings of the columns",
        );
        return Err(vec![Diagnostic::error(Code::NoHeader, message).at_file(path).help(help)]);
    }
    Ok(start)
}

/// Excel's own first line, `sep=;`, names the delimiter.
fn separator_line(text: &[u8], start: usize) -> (usize, Option<u8>) {
    match &text[start..] {
        [b's', b'e', b'p', b'=', delimiter, b'\r', b'\n', ..] => (start + 7, Some(*delimiter)),
        [b's', b'e', b'p', b'=', delimiter, b'\n', ..] => (start + 6, Some(*delimiter)),
        _ => (start, None),
    }
}

struct Row<'a> {
    path: &'a str,
    text: &'a [u8],
    start: usize,
    line: u64,
}

impl Row<'_> {
    fn headings(&self, ends: &[u32]) -> Result<Vec<Heading>, Vec<Diagnostic>> {
        let end = ends.last().map_or(self.start, |&end| end as usize);
        let row_end = super::trim_return(self.text, self.start, end);
        let problems = self.bytes(end);
        let mut headings: Vec<Heading> = Vec::with_capacity(ends.len());
        let mut at = self.start;
        for (column, &end) in ends.iter().enumerate() {
            let end = (end as usize).min(row_end);
            let marked = Marked { row_start: self.start, row_end, start: at, end, line: self.line };
            let place = place::place(self.path, self.text, marked);
            let mut text = cell(&self.text[at..end]);
            if text.is_empty() {
                text = format!("#{}", column + 1);
            }
            headings.push(Heading { text, place });
            at = end + 1;
        }
        if problems.is_empty() { Ok(headings) } else { Err(problems) }
    }

    /// What is wrong with the bytes of the row.
    fn bytes(&self, end: usize) -> Vec<Diagnostic> {
        let row = &self.text[self.start..end];
        let report = problems::Report { path: self.path, headings: &[], text: &self.text[self.start..] };
        let mut found = Vec::new();
        if let Some(at) = memchr::memchr(0, row) {
            found.push(super::rows::Problem::Nul { at, count: memchr::memchr_iter(0, row).count() });
        }
        if let Err(wrong) = std::str::from_utf8(row) {
            found.push(super::rows::Problem::NotUtf8 { at: wrong.valid_up_to() });
        }
        report.tell(&found, self.line)
    }
}

/// A heading as it is meant.
fn cell(raw: &[u8]) -> String {
    let text = String::from_utf8_lossy(raw);
    let inner = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    words::tidy(&inner.map_or_else(|| text.to_string(), |inner| inner.replace("\"\"", "\"")))
}

/// Headings that are the same after folding get a number each, `navn #1` and `navn #2`, so that a field can name one.
fn number_twins(headings: &mut [Heading]) -> Vec<Diagnostic> {
    let mut by_name: hashbrown::HashMap<String, Vec<usize>> = hashbrown::HashMap::new();
    for (column, heading) in headings.iter().enumerate() {
        by_name.entry(words::folded(&heading.text)).or_default().push(column);
    }
    let mut twins: Vec<Vec<usize>> = by_name.into_values().filter(|columns| columns.len() > 1).collect();
    twins.sort_unstable();
    let mut notes = Vec::new();
    for columns in twins {
        let (name, count) = (headings[columns[0]].text.clone(), columns.len());
        for (number, &column) in columns.iter().enumerate() {
            let heading = &mut headings[column];
            heading.text = format!("{} #{}", heading.text, number + 1);
        }
        let message = text!(
            nb: "Overskriften «{name}» står i {count} kolonner, som her heter «{name} #1», «{name} #2» og så videre",
            en: "The heading “{name}” stands in {count} columns, called “{name} #1”, “{name} #2” and so on here",
        );
        let note = Diagnostic::note(Code::DuplicateHeading, message)
            .at_cell(headings[columns[0]].place.clone(), text!(nb: "først her", en: "first here"))
            .at_cell(headings[columns[1]].place.clone(), text!(nb: "her igjen", en: "here again"));
        notes.push(note.help(text!(
            nb: "Et felt velger en av dem med kolonne «{name} #2»",
            en: "A field chooses one of them by column \"{name} #2\"",
        )));
    }
    notes
}

/// The guess of the delimiter, in words.
fn told(guess: sniff::Guess) -> Guess {
    let chosen = name(guess.delimiter);
    let value = if guess.delimiter == b'\t' { "tab".to_string() } else { (guess.delimiter as char).to_string() };
    let Some(rival) = guess.rival.map(name) else {
        let (nb, en) = (chosen.nb, chosen.en);
        let message = text!(
            nb: "Filen er lest med {nb} mellom cellene",
            en: "The file was read with {en} between the cells",
        );
        return Guess::sure("delimiter", value, message);
    };
    let message = Text::new(
        format!("Filen er lest med {} mellom cellene; {} kunne også passet", chosen.nb, rival.nb),
        format!("The file was read with {} between the cells; {} would have fitted too", chosen.en, rival.en),
    );
    Guess::doubtful("delimiter", value, message)
}

fn name(delimiter: u8) -> Text {
    match delimiter {
        b'\t' => Text::new("tabulator", "tabs"),
        other => Text::new(format!("«{}»", other as char), format!("“{}”", other as char)),
    }
}

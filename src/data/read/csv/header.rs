//! The beginning of a file: its delimiter, what stands above the headings, the headings.

use super::problems::{self, Report};
use super::rows::Problem;
use super::{Dialect, File, Limits, exact, sniff, titles};
use crate::base::{Code, Diagnostic, Text};
use crate::data::read::place::{self, Marked, line_breaks};
use crate::data::read::{Guess, Heading, Limit, Options};
use crate::data::words;
use crate::text;
use std::ops::Range;

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
pub fn read(file: &File, options: &Options, limits: Limits) -> Result<Head, Vec<Diagnostic>> {
    let fixed = fixed_delimiter(file, options)?;
    let quote = file.quote;
    let mut size = SAMPLE.min(file.bytes.len());
    loop {
        let raw = file.raw(0, size).map_err(|problem| vec![problem])?;
        let text = file.shown(&raw);
        let beginning = Beginning { file, options, text: &text, cut: size < file.bytes.len(), fixed, quote };
        if let Some(mut head) = beginning.head()? {
            head.first = file.in_file(&text, head.first as usize);
            file.check(&raw[..head.first as usize], 1).map_err(|problem| vec![problem])?;
            return Ok(head);
        }
        if size > limits.record {
            return Err(vec![problems::record_too_large(file.path, Some(1), options)]);
        }
        size = (size * 2).min(file.bytes.len());
    }
}

fn fixed_delimiter(file: &File, options: &Options) -> Result<Option<u8>, Vec<Diagnostic>> {
    let Some(sign) = options.delimiter else { return Ok(None) };
    match u8::try_from(sign) {
        Ok(byte) if byte.is_ascii() && !matches!(byte, b'\n' | b'\r' | 0) && byte != file.quote => Ok(Some(byte)),
        _ => Err(vec![
            Diagnostic::error(
                Code::BadArgument,
                text!(nb: "«{sign}» kan ikke være skilletegn", en: "“{sign}” cannot be a delimiter"),
            )
            .at_file(file.path)
            .help(text!(
                nb: "Velg ett ASCII-tegn, for eksempel ; eller ,",
                en: "Choose one ASCII character, such as ; or ,",
            )),
        ]),
    }
}

/// The text that a file begins with.
struct Beginning<'a> {
    file: &'a File<'a>,
    options: &'a Options,
    text: &'a [u8],
    /// There is more of the file.
    cut: bool,
    fixed: Option<u8>,
    quote: u8,
}

impl Beginning<'_> {
    /// The head; `None` when the text is too short to tell. `first` is a place in the text here.
    fn head(&self) -> Result<Option<Head>, Vec<Diagnostic>> {
        let text = self.text;
        let mut guesses = Vec::new();
        let mark = if text.starts_with(&[0xEF, 0xBB, 0xBF]) { 3 } else { 0 };
        let (behind, said) = separator_line(text, mark);
        let mut start = match self.options.skip_rows {
            Some(rows) => behind.max(skipped(text, mark, rows)),
            None => behind,
        };
        start = self.filled(start)?;
        let mut guess = sniff::delimiter(&text[start..], self.cut, self.quote);
        let fixed = self.fixed.or(said);
        if self.options.skip_rows.is_none()
            && self.options.header_rows != Some(0)
            && let Some(found) = titles::find(&text[start..], self.cut, self.quote, fixed)
        {
            let line = line_breaks(&text[..start + found.headings]);
            guesses.push(self.title(start, line));
            start += found.headings;
            guess = found.guess;
        }
        let dialect = Dialect { delimiter: fixed.unwrap_or(guess.delimiter), quote: self.quote };
        let Some((headings, first)) = self.headings(start, dialect)? else { return Ok(None) };
        let mut headings = headings;
        if fixed.is_none() {
            let narrow = if headings.len() == 1 { sniff::parted(&text[first..]).map(one_column) } else { None };
            guesses.push(narrow.unwrap_or_else(|| told(guess)));
        }
        let notes = number_twins(&mut headings);
        Ok(Some(Head { dialect, headings, first: first as u64, lines: line_breaks(&text[..first]), guesses, notes }))
    }

    /// Behind blank lines.
    fn filled(&self, mut start: usize) -> Result<usize, Vec<Diagnostic>> {
        let text = self.text;
        let blank = |range: Range<usize>| text[range].iter().all(|&byte| byte == b' ');
        while let Some(length) = memchr::memchr2(b'\n', b'\r', &text[start..]) {
            if !blank(start..start + length) {
                return Ok(start);
            }
            start += length + 1;
        }
        if blank(start..text.len()) && !self.cut {
            let message = text!(nb: "Filen er tom", en: "The file is empty");
            let help = text!(
                nb: "Første rad skal være kolonnenes overskrifter",
                en: "The first row must be the headings of the columns",
            );
            return Err(vec![Diagnostic::error(Code::NoHeader, message).at_file(self.file.path).help(help)]);
        }
        Ok(start)
    }

    /// That some lines were taken for a title, and not for the headings.
    fn title(&self, start: usize, lines: u64) -> Guess {
        let line = lines + 1;
        let message = text!(
            nb: "Overskriftene er lest fra linje {line}; det som står over dem, er tatt for en tittel",
            en: "The headings were read from line {line}; what stands above them was taken for a title",
        );
        let end = memchr::memchr2(b'\n', b'\r', &self.text[start..]).map_or(self.text.len(), |i| start + i);
        let marked = Marked { row_start: start, row_end: end, start, end, line: line_breaks(&self.text[..start]) + 1 };
        let place = place::place(self.file.path, self.text, marked);
        Guess::doubtful("skip_rows", lines.to_string(), message).at(place)
    }

    /// The headings, and where the rows begin; `None` when the text ends within them.
    fn headings(&self, start: usize, dialect: Dialect) -> Result<Option<(Vec<Heading>, usize)>, Vec<Diagnostic>> {
        let wanted = self.options.header_rows.unwrap_or(1);
        let mut rows: Vec<Vec<Heading>> = Vec::new();
        let mut at = start;
        while (rows.len() as u64) < wanted.max(1) {
            let mut ends = Vec::new();
            let record = exact::record(self.text, at, dialect, &mut ends);
            if ends.len() as u64 > self.options.limit(Limit::Columns) {
                return Err(vec![Limit::Columns.exceeded(self.file.path, self.options)]);
            }
            // A CR at the very end may belong to an LF behind it.
            if self.cut && (!record.complete || record.next == self.text.len()) {
                return Ok(None);
            }
            let line = line_breaks(&self.text[..at]) + 1;
            if record.open.is_some() {
                return Err(vec![problems::open_quote(self.file.path, line)]);
            }
            if at < self.text.len() {
                rows.push(Row { path: self.file.path, text: self.text, start: at, line, dialect }.headings(&ends)?);
            }
            if wanted == 0 {
                let number = |(column, heading): (usize, &Heading)| Heading {
                    text: format!("#{}", column + 1),
                    place: heading.place.clone(),
                };
                let numbers = rows.iter().flatten().enumerate().map(number).collect();
                return Ok(Some((numbers, start)));
            }
            if record.next >= self.text.len() && (rows.len() as u64) < wanted {
                let found = rows.len();
                let message = text!(
                    nb: "Det skal være {wanted} rader med overskrifter, men filen har bare {found} rader",
                    en: "There are to be {wanted} rows of headings, but the file has only {found} rows",
                );
                return Err(vec![Diagnostic::error(Code::NoHeader, message).at_file(self.file.path)]);
            }
            at = record.next;
        }
        Ok(Some((joined(rows), at)))
    }
}

/// Headings of several rows as one: `A / B`. In the upper rows an empty cell belongs to the heading on its left, as it
/// does where cells were merged.
fn joined(mut rows: Vec<Vec<Heading>>) -> Vec<Heading> {
    let mut headings = rows.pop().unwrap_or_default();
    for upper in rows.iter().rev() {
        let mut above = "";
        for (column, heading) in headings.iter_mut().enumerate() {
            above = match upper.get(column).map(|heading| heading.text.as_str()) {
                Some("") | None => above,
                Some(text) => text,
            };
            heading.text = match (above, heading.text.as_str()) {
                ("", own) => own.to_owned(),
                (above, "") => above.to_owned(),
                (above, own) => format!("{above} / {own}"),
            };
        }
    }
    for (column, heading) in headings.iter_mut().enumerate() {
        if heading.text.is_empty() {
            heading.text = format!("#{}", column + 1);
        }
    }
    headings
}

/// Behind so many lines.
fn skipped(text: &[u8], mut start: usize, lines: u64) -> usize {
    for _ in 0..lines {
        let Some(length) = memchr::memchr2(b'\n', b'\r', &text[start..]) else { return text.len() };
        let crlf = text[start + length..].starts_with(b"\r\n");
        start += length + 1 + usize::from(crlf);
    }
    start
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
    dialect: Dialect,
}

impl Row<'_> {
    /// The cells as they are meant; empty ones are empty.
    fn headings(&self, ends: &[u32]) -> Result<Vec<Heading>, Vec<Diagnostic>> {
        let end = ends.last().map_or(self.start, |&end| end as usize);
        let row_end = super::trim_return(self.text, self.start, end);
        let problems = self.bytes(end);
        let mut headings: Vec<Heading> = Vec::with_capacity(ends.len());
        let mut at = self.start;
        for &end in ends {
            let end = (end as usize).min(row_end);
            let marked = Marked { row_start: self.start, row_end, start: at, end, line: self.line };
            let place = place::place(self.path, self.text, marked);
            headings.push(Heading { text: cell(&self.text[at..end], self.dialect.quote), place });
            at = end + 1;
        }
        if problems.is_empty() { Ok(headings) } else { Err(problems) }
    }

    /// What is wrong with the bytes of the row.
    fn bytes(&self, end: usize) -> Vec<Diagnostic> {
        let row = &self.text[self.start..end];
        let report = Report { path: self.path, headings: &[], text: &self.text[self.start..] };
        let mut found = Vec::new();
        if let Some(at) = memchr::memchr(0, row) {
            found.push(Problem::Nul { at, count: memchr::memchr_iter(0, row).count() });
        }
        if let Err(wrong) = std::str::from_utf8(row) {
            found.push(Problem::NotUtf8 { at: wrong.valid_up_to() });
        }
        report.tell(&found, self.line)
    }
}

/// A heading as it is meant.
fn cell(raw: &[u8], quote: u8) -> String {
    let text = String::from_utf8_lossy(raw);
    let quote = char::from(quote);
    let inner = text.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
    let one = quote.to_string();
    words::tidy(&inner.map_or_else(|| text.to_string(), |inner| inner.replace(&one.repeat(2), &one)))
}

/// Headings that are the same after folding get a number each, `navn #1` and `navn #2`, so that a field can name one.
pub(in crate::data::read) fn number_twins(headings: &mut [Heading]) -> Vec<Diagnostic> {
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

/// That a file was read as one column although most of its rows hold a delimiter.
fn one_column(delimiter: u8) -> Guess {
    let Text { nb, en } = name(delimiter);
    let message = text!(
        nb: "Filen er lest som én kolonne, for første linje har bare én; men {nb} står på de fleste andre linjene. Hører de øverste linjene ikke til tabellen, så oppgi --skip-rows",
        en: "The file was read as one column, because its first line has one; but {en} stands on most other lines. If the upper lines do not belong to the table, give --skip-rows",
    );
    Guess::doubtful("delimiter", "none", message)
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

//! What is wrong with a CSV file, in words and with places.

use super::rows::Problem;
use crate::base::{CellPlace, Code, Diagnostic, Text};
use crate::data::read::encoding::Single;
use crate::data::read::place::{self, Marked};
use crate::data::read::{Heading, Limit, Options, not_utf8};
use crate::text;

pub use crate::data::read::place::line_breaks;

/// What the words need to know of the file and the part.
pub struct Report<'a> {
    pub path: &'a str,
    pub headings: &'a [Heading],
    pub text: &'a [u8],
}

impl Report<'_> {
    /// Puts the problems of a part that begins on `first_line` into words.
    pub fn tell(&self, problems: &[Problem], first_line: u64) -> Vec<Diagnostic> {
        let mut line = (0, first_line);
        let mut told: Vec<Diagnostic> = Vec::with_capacity(problems.len());
        for problem in problems {
            let at = match problem {
                Problem::Nul { at, .. } | Problem::NotUtf8 { at } | Problem::OpenQuote { at } => *at,
                Problem::Ragged { start, .. } => *start,
                Problem::Swallowed { at, .. } => *at,
                Problem::More(_) => line.0,
            };
            // Problems come in order but for the first ones, so lines are counted on from the last place.
            if at < line.0 {
                line = (0, first_line);
            }
            line = (at, line.1 + line_breaks(&self.text[line.0..at]));
            told.push(self.words(problem, at, line.1));
        }
        told
    }

    fn words(&self, problem: &Problem, at: usize, line: u64) -> Diagnostic {
        match problem {
            Problem::Nul { count, .. } => nul(*count).at_cell(self.place(at, at + 1, line), Text::default()),
            Problem::NotUtf8 { .. } => {
                let end = self.text[at..].iter().take(4).take_while(|&&b| b >= 0x80).count().max(1);
                not_utf8(self.text[at], line)
                    .at_cell(self.place(at, at + end, line), Text::default())
                    .help(text!(
                        nb: "Tegnsettet oppgis slik: --encoding windows-1252, eller encoding = \"windows-1252\" ved tabellen i krav.toml",
                        en: "The encoding is named so: --encoding windows-1252, or encoding = \"windows-1252\" beside the table in krav.toml",
                    ))
            }
            Problem::OpenQuote { .. } => {
                let end = memchr::memchr2(b'\n', b'\r', &self.text[at..]).map_or(self.text.len(), |i| at + i);
                Diagnostic { labels: Vec::new(), ..open_quote(self.path, line) }
                    .at_cell(self.place(at, end, line), text!(nb: "begynner her", en: "begins here"))
            }
            Problem::Swallowed { end, .. } => swallowed(line).at_cell(self.place(at, *end, line), Text::default()),
            Problem::Ragged { end, found, cells, .. } => self.ragged(at, *end, *found, cells, line),
            Problem::More(count) => Diagnostic::error(
                Code::RaggedRow,
                text!(
                    nb: "{count} rader til har feil antall celler",
                    en: "{count} more rows have the wrong number of cells",
                ),
            )
            .at_file(self.path),
        }
    }

    fn ragged(&self, start: usize, end: usize, found: usize, cells: &[u32], line: u64) -> Diagnostic {
        let expected = self.headings.len();
        let message = text!(
            nb: "Linje {line} har {found} celler, men det er {expected} overskrifter",
            en: "Line {line} has {found} cells, but there are {expected} headings",
        );
        let problem = Diagnostic::error(Code::RaggedRow, message);
        if found < expected {
            let heading = self.headings.get(found).map_or("", |heading| heading.text.as_str());
            problem.at_cell(
                self.place(start, end, line),
                text!(nb: "raden slutter før «{heading}»", en: "the row ends before “{heading}”"),
            )
        } else {
            let from = expected.checked_sub(1).and_then(|last| cells.get(last)).map_or(start, |&end| end as usize + 1);
            problem.at_cell(
                self.place(from, end, line + line_breaks(&self.text[start..from])),
                text!(nb: "for dette er det ingen overskrift", en: "for this there is no heading"),
            )
        }
        .help(text!(
            nb: "Rett raden, eller sett anførselstegn rundt celler som inneholder skilletegnet",
            en: "Mend the row, or put quotation marks around cells that hold the delimiter",
        ))
        .help(text!(
            nb: "Er korte rader ment slik, fyller --ragged pad dem på med tomme celler",
            en: "If short rows are meant so, --ragged pad fills them up with empty cells",
        ))
    }

    /// The place of some bytes whose line is known.
    fn place(&self, start: usize, end: usize, line: u64) -> CellPlace {
        let end = super::trim_return(self.text, start, end);
        let row_start = memchr::memrchr2(b'\n', b'\r', &self.text[..start]).map_or(0, |i| i + 1);
        let row_end = memchr::memchr2(b'\n', b'\r', &self.text[end..]).map_or(self.text.len(), |i| end + i);
        place::place(self.path, self.text, Marked { row_start, row_end, start, end, line })
    }
}

fn nul(count: usize) -> Diagnostic {
    let message = if count == 1 {
        text!(nb: "Filen inneholder en nullbyte", en: "The file holds a NUL byte")
    } else {
        text!(nb: "Filen inneholder {count} nullbyte her og utover", en: "The file holds {count} NUL bytes from here on")
    };
    Diagnostic::error(Code::NulByte, message).help(text!(
        nb: "Filen kan være skadet, eller lagret som UTF-16. Lagre den som UTF-8",
        en: "The file may be damaged, or saved as UTF-16. Save it as UTF-8",
    ))
}

/// That a byte means nothing in the file's encoding.
pub fn meaningless(path: &str, single: Single, raw: &[u8], at: usize, first_line: u64) -> Diagnostic {
    let line = first_line + line_breaks(&raw[..at]);
    let text = single.shown(raw);
    // A byte is a character.
    let start = text.char_indices().nth(at).map_or(text.len(), |(start, _)| start);
    let end = start + text[start..].chars().next().map_or(0, char::len_utf8);
    let place = Report { path, headings: &[], text: text.as_bytes() }.place(start, end, line);
    single.meaningless(raw[at], line).at_cell(place, Text::default())
}

pub fn open_quote(path: &str, line: u64) -> Diagnostic {
    let message = text!(
        nb: "Et anførselstegn på linje {line} blir aldri avsluttet",
        en: "A quotation mark on line {line} is never closed",
    );
    Diagnostic::error(Code::OpenQuote, message).at_file(path).help(text!(
        nb: "Avslutt cellen med et anførselstegn, eller fjern det første",
        en: "Close the cell with a quotation mark, or remove the first one",
    ))
}

fn swallowed(line: u64) -> Diagnostic {
    let message = text!(
        nb: "Et anførselstegn på linje {line} strekker seg over flere linjer og slutter midt i en celle",
        en: "A quotation mark on line {line} runs over several lines and ends in the middle of a cell",
    );
    Diagnostic::error(Code::OpenQuote, message).help(text!(
        nb: "Anførselstegn som hører til teksten, skrives doble inne i en celle med anførselstegn rundt",
        en: "Quotation marks that belong to the text are doubled inside a cell that has quotation marks around it",
    ))
}

pub fn record_too_large(path: &str, line: Option<u64>, options: &Options) -> Diagnostic {
    let problem = Limit::Row.exceeded(path, options);
    let problem = match line {
        Some(line) => {
            let Text { nb, en } = problem.message;
            Diagnostic { message: text!(nb: "{nb} (linje {line})", en: "{en} (line {line})"), ..problem }
        }
        None => problem,
    };
    problem.help(text!(
        nb: "Se ellers etter et anførselstegn som mangler sin make",
        en: "Otherwise look for a quotation mark without a partner",
    ))
}

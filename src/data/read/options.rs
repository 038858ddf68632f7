//! What a user can fix about a file. One table of settings serves `krav.toml` and the command line alike.

use super::limits::Limit;

/// What the user fixed about a file; what is absent is guessed, and the guess is told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// `csv`, `tsv`, `json`, …; by the file's name when absent.
    pub format: Option<String>,
    /// The table inside the file: a sheet, a table of a database, a key of an object.
    pub part: Option<String>,
    /// Between cells.
    pub delimiter: Option<char>,
    /// Around cells that hold delimiters.
    pub quote: Option<Quote>,
    /// A name of the WHATWG encoding standard, such as `windows-1252`.
    pub encoding: Option<String>,
    /// Rows (lines of a text file) above the headings that do not belong to the table.
    pub skip_rows: Option<u64>,
    /// Rows that the headings take, joined to one (`A / B`); 0: the columns have no headings but numbers.
    pub header_rows: Option<u64>,
    /// Lines that begin with this are left out.
    pub comment: Option<String>,
    pub ragged: Option<Ragged>,
    /// Threads that may look at the file before it is read; 0: as many as there are processors. No setting of a file.
    pub threads: usize,
    /// Budgets that are changed; the last one of a name counts.
    pub limits: Vec<(Limit, u64)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quote {
    Sign(char),
    /// Quotation marks are letters like all others.
    None,
}

/// What becomes of rows that are not as wide as the headings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ragged {
    /// They are errors.
    #[default]
    Refuse,
    /// Short ones are filled up with empty cells; empty cells too many are left out.
    Pad,
}

impl Options {
    pub fn limit(&self, limit: Limit) -> u64 {
        let changed = self.limits.iter().rev().find(|(other, _)| *other == limit);
        changed.map_or(limit.about().usual, |(_, size)| *size)
    }

    /// These, and where they say nothing the others.
    pub fn or(&self, others: &Options) -> Options {
        let mut all = self.clone();
        for setting in SETTINGS {
            if !(setting.is_set)(self) {
                (setting.copy)(others, &mut all);
            }
        }
        all.limits = others.limits.iter().chain(&self.limits).copied().collect();
        all
    }
}

/// An option: `name` is its key in `krav.toml`, and with dashes its flag.
pub struct Setting {
    pub name: &'static str,
    /// A value, as `krav.toml` has it.
    pub example: &'static str,
    /// Written as a number in `krav.toml`.
    pub number: bool,
    /// What it must be, to follow "must be".
    pub nb: &'static str,
    pub en: &'static str,
    /// The words that it may be; empty where it is not one of a few.
    pub words: fn() -> Vec<&'static str>,
    /// Takes a value over; false when it is not a possible one.
    pub set: fn(&mut Options, &str) -> bool,
    pub is_set: fn(&Options) -> bool,
    pub clear: fn(&mut Options),
    copy: fn(&Options, &mut Options),
}

impl Setting {
    /// The option of the command line.
    pub fn flag(&self) -> String {
        match self.name {
            "format" => "--from".to_string(),
            name => format!("--{}", name.replace('_', "-")),
        }
    }
}

fn free() -> Vec<&'static str> {
    Vec::new()
}

fn formats() -> Vec<&'static str> {
    super::READERS.iter().map(|format| format.name).collect()
}

/// Every option but the limits.
pub static SETTINGS: &[Setting] = &[
    Setting {
        name: "format",
        example: "\"csv\"",
        number: false,
        nb: "en tekst, som \"csv\"",
        en: "a text, such as \"csv\"",
        words: formats,
        set: |options, text| {
            options.format = formats().into_iter().find(|name| *name == text).map(str::to_string);
            options.format.is_some()
        },
        is_set: |options| options.format.is_some(),
        clear: |options| options.format = None,
        copy: |from, to| to.format.clone_from(&from.format),
    },
    Setting {
        name: "part",
        example: "\"Ark1\"",
        number: false,
        nb: "navnet på en tabell i filen, som \"Ark1\"",
        en: "the name of a table in the file, such as \"Sheet1\"",
        words: free,
        set: |options, text| {
            options.part = Some(text.to_string()).filter(|part| !part.trim().is_empty());
            options.part.is_some()
        },
        is_set: |options| options.part.is_some(),
        clear: |options| options.part = None,
        copy: |from, to| to.part.clone_from(&from.part),
    },
    Setting {
        name: "delimiter",
        example: "\";\"",
        number: false,
        nb: "ett tegn, som \";\"",
        en: "one character, such as \";\"",
        words: free,
        set: |options, text| {
            options.delimiter = delimiter(text);
            options.delimiter.is_some()
        },
        is_set: |options| options.delimiter.is_some(),
        clear: |options| options.delimiter = None,
        copy: |from, to| to.delimiter = from.delimiter,
    },
    Setting {
        name: "quote",
        example: "\"'\"",
        number: false,
        nb: "ett tegn, som \"'\", eller \"none\"",
        en: "one character, such as \"'\", or \"none\"",
        words: free,
        set: |options, text| {
            options.quote = if text == "none" { Some(Quote::None) } else { one(text).map(Quote::Sign) };
            options.quote.is_some()
        },
        is_set: |options| options.quote.is_some(),
        clear: |options| options.quote = None,
        copy: |from, to| to.quote = from.quote,
    },
    Setting {
        name: "encoding",
        example: "\"windows-1252\"",
        number: false,
        nb: "navnet på et tegnsett, som \"windows-1252\"",
        en: "the name of an encoding, such as \"windows-1252\"",
        words: free,
        set: |options, text| {
            options.encoding = super::encoding::named(text).map(str::to_string);
            options.encoding.is_some()
        },
        is_set: |options| options.encoding.is_some(),
        clear: |options| options.encoding = None,
        copy: |from, to| to.encoding.clone_from(&from.encoding),
    },
    Setting {
        name: "skip_rows",
        example: "2",
        number: true,
        nb: "antall linjer over overskriftene",
        en: "the number of lines above the headings",
        words: free,
        set: |options, text| {
            options.skip_rows = text.parse().ok().filter(|rows| *rows <= MOST_SKIPPED);
            options.skip_rows.is_some()
        },
        is_set: |options| options.skip_rows.is_some(),
        clear: |options| options.skip_rows = None,
        copy: |from, to| to.skip_rows = from.skip_rows,
    },
    Setting {
        name: "header_rows",
        example: "2",
        number: true,
        nb: "antall rader med overskrifter, 0 til 20",
        en: "the number of rows of headings, 0 to 20",
        words: free,
        set: |options, text| {
            options.header_rows = text.parse().ok().filter(|rows| *rows <= MOST_HEADER_ROWS);
            options.header_rows.is_some()
        },
        is_set: |options| options.header_rows.is_some(),
        clear: |options| options.header_rows = None,
        copy: |from, to| to.header_rows = from.header_rows,
    },
    Setting {
        name: "comment",
        example: "\"#\"",
        number: false,
        nb: "tegnene som en kommentarlinje begynner med, som \"#\"",
        en: "the characters that a comment line begins with, such as \"#\"",
        words: free,
        set: |options, text| {
            let usable = !text.trim().is_empty() && !text.contains(['\n', '\r', '\0']) && text.len() <= 16;
            options.comment = usable.then(|| text.to_string());
            usable
        },
        is_set: |options| options.comment.is_some(),
        clear: |options| options.comment = None,
        copy: |from, to| to.comment.clone_from(&from.comment),
    },
    Setting {
        name: "ragged",
        example: "\"pad\"",
        number: false,
        nb: "\"refuse\" eller \"pad\"",
        en: "\"refuse\" or \"pad\"",
        words: || vec!["refuse", "pad"],
        set: |options, text| {
            options.ragged = match text {
                "refuse" => Some(Ragged::Refuse),
                "pad" => Some(Ragged::Pad),
                _ => None,
            };
            options.ragged.is_some()
        },
        is_set: |options| options.ragged.is_some(),
        clear: |options| options.ragged = None,
        copy: |from, to| to.ragged = from.ragged,
    },
];

pub const MOST_SKIPPED: u64 = 10_000;
pub const MOST_HEADER_ROWS: u64 = 20;

/// The only character of a text.
fn one(text: &str) -> Option<char> {
    let mut signs = text.chars();
    let sign = signs.next()?;
    (signs.next().is_none() && sign.is_ascii() && !matches!(sign, '\n' | '\r' | '\0')).then_some(sign)
}

/// The one character of a text that can stand between cells; `tab` and `\t` are a tab.
fn delimiter(text: &str) -> Option<char> {
    match text {
        "tab" | "\\t" => Some('\t'),
        _ => one(text).filter(|sign| *sign != '"'),
    }
}

//! Budgets: how much of a file krav takes on, so that no file makes it hang or fill the memory. Counted in work, never
//! in seconds; each can be raised by name.

use super::Options;
use crate::base::{Code, Diagnostic, Text};
use crate::text;

/// A budget. `--limit NAME=N`, or `limits = { NAME = N }` beside a table's path in `krav.toml`, changes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Columns of a table.
    Columns,
    /// Bytes of one cell.
    Cell,
    /// Bytes of one row or record.
    Row,
    /// Cells of a table that is held in memory (a sheet of a workbook), or that are packed into few bytes (Parquet).
    Cells,
    /// Bytes of a file that is held in memory: unpacked, piped in, or brought to UTF-8.
    Memory,
    /// Levels inside each other (JSON, YAML).
    Depth,
    /// Uses of aliases (YAML).
    Aliases,
    /// Files of one table.
    Files,
    /// Steps of a database's own machine for one question to it; bytes that a Parquet file unpacks to.
    Work,
}

/// What a budget is called, and what it is.
pub struct About {
    pub limit: Limit,
    /// As in `--limit NAME=N`.
    pub name: &'static str,
    /// Where nothing else is said.
    pub usual: u64,
    /// What it can be raised to.
    pub most: u64,
    /// Counted in bytes: shown, and may be written, as `64 MiB`.
    pub bytes: bool,
    pub nb: &'static str,
    pub en: &'static str,
}

const GIB: u64 = 1 << 30;

/// Every budget. In the sentences `{}` is the budget's size.
pub static LIMITS: &[About] = &[
    About {
        limit: Limit::Columns,
        name: "columns",
        usual: 16_384,
        most: 1 << 20,
        bytes: false,
        nb: "Tabellen har over {} kolonner",
        en: "The table has more than {} columns",
    },
    About {
        limit: Limit::Cell,
        name: "cell",
        usual: 16 << 20,
        most: GIB,
        bytes: true,
        nb: "En celle er større enn {}",
        en: "A cell is larger than {}",
    },
    About {
        limit: Limit::Row,
        name: "row",
        usual: 64 << 20,
        most: GIB,
        bytes: true,
        nb: "En rad er større enn {}",
        en: "A row is larger than {}",
    },
    About {
        limit: Limit::Cells,
        name: "cells",
        usual: 20_000_000,
        most: 1 << 32,
        bytes: false,
        nb: "Tabellen har over {} celler",
        en: "The table has more than {} cells",
    },
    About {
        limit: Limit::Memory,
        name: "memory",
        // Twice this is held while one form of a file is made from another.
        usual: 192 << 20,
        most: 1 << 40,
        bytes: true,
        nb: "Innholdet er større enn {}, som er det krav holder i minnet",
        en: "The content is larger than {}, which is what krav holds in memory",
    },
    About {
        limit: Limit::Depth,
        name: "depth",
        usual: 128,
        most: 1024,
        bytes: false,
        nb: "Innholdet har over {} nivåer inne i hverandre",
        en: "The content has more than {} levels inside each other",
    },
    About {
        limit: Limit::Aliases,
        name: "aliases",
        usual: 1000,
        most: 1 << 20,
        bytes: false,
        nb: "Filen bruker aliaser over {} ganger",
        en: "The file uses aliases more than {} times",
    },
    About {
        limit: Limit::Files,
        name: "files",
        usual: 10_000,
        most: 1 << 20,
        bytes: false,
        nb: "Tabellen har over {} filer",
        en: "The table has more than {} files",
    },
    About {
        limit: Limit::Work,
        name: "work",
        usual: 300_000_000,
        most: 1 << 40,
        bytes: false,
        nb: "Filen trenger over {} steg for å bli lest",
        en: "The file takes more than {} steps to read",
    },
];

impl About {
    /// A size of this budget, as people write it.
    pub fn read(&self, text: &str) -> Option<u64> {
        number(text, self.bytes).filter(|size| (1..=self.most).contains(size))
    }

    /// What it may be, to follow "must be".
    pub fn expected(&self) -> Text {
        let most = self.limit.shown(self.most);
        match self.bytes {
            true => {
                text!(nb: "en størrelse, som \"64 MiB\", høyst {most}", en: "a size, such as \"64 MiB\", at most {most}")
            }
            false => text!(nb: "et tall fra 1 til {most}", en: "a number from 1 to {most}"),
        }
    }
}

impl Limit {
    pub fn about(self) -> &'static About {
        LIMITS.iter().find(|about| about.limit == self).unwrap_or(&LIMITS[0])
    }

    pub fn from_name(name: &str) -> Option<&'static About> {
        LIMITS.iter().find(|about| about.name == name)
    }

    /// That a file exceeds the budget, which budget it is, and how it is raised.
    pub fn exceeded(self, path: &str, options: &Options) -> Diagnostic {
        let About { name, nb, en, .. } = self.about();
        let size = self.shown(options.limit(self));
        let message = Text::new(nb.replace("{}", &size), en.replace("{}", &size));
        Diagnostic::error(Code::TooLarge, message).at_file(path).help(text!(
            nb: "Er filen så stor med god grunn, så hev grensen: --limit {name}=N, eller limits = {{ {name} = N }} ved tabellen i krav.toml",
            en: "If the file is that large for good reason, raise the limit: --limit {name}=N, or limits = {{ {name} = N }} beside the table in krav.toml",
        ))
    }

    /// A budget of this kind as people read it.
    pub fn shown(self, size: u64) -> String {
        if self.about().bytes { super::place::size(size) } else { size.to_string() }
    }
}

/// A whole number, or a number of bytes such as `64 MiB` (also `64M`, `64MB`: always powers of two).
fn number(text: &str, bytes: bool) -> Option<u64> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '_').unwrap_or(text.len());
    let number: u64 = text[..digits].replace('_', "").parse().ok()?;
    let unit = match text[digits..].trim().to_lowercase().as_str() {
        "" | "b" => 1,
        "k" | "kb" | "kib" => 1 << 10,
        "m" | "mb" | "mib" => 1 << 20,
        "g" | "gb" | "gib" => 1 << 30,
        _ => return None,
    };
    if unit > 1 && !bytes { None } else { number.checked_mul(unit) }
}

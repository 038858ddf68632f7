//! What keeps a workbook from being read, and how large one may be.

use crate::base::{CellPlace, Code, Diagnostic, Text};
use crate::data::read::{Limit, Options};
use crate::text;

/// How much of a workbook is read. All are counted in what there is to do, never in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes that a file may inflate to, and bytes of text that its cells may have.
    pub memory: u64,
    /// Bytes of one cell, formula or other piece of XML.
    pub cell: u64,
    /// Elements inside each other.
    pub depth: u64,
    /// Cells of a sheet that are not blank.
    pub cells: u64,
    /// Columns of a sheet that are used.
    pub columns: u64,
    /// Pieces of XML: what begins, ends or stands between.
    pub pieces: u64,
}

/// Steps for each piece of XML: a small file may unpack to very many.
const STEPS: u64 = 8;

/// Cells of a sheet, blanks too, for each that need not be blank.
const BLANKS: u64 = 5;

impl Limits {
    pub fn of(options: &Options) -> Limits {
        Limits {
            memory: options.limit(Limit::Memory),
            cell: options.limit(Limit::Cell),
            depth: options.limit(Limit::Depth),
            cells: options.limit(Limit::Cells),
            columns: options.limit(Limit::Columns),
            pieces: options.limit(Limit::Work) / STEPS,
        }
    }

    /// Rows times columns of a sheet.
    pub fn area(self) -> u64 {
        self.cells.saturating_mul(BLANKS)
    }
}

/// Why a workbook, or a sheet of it, cannot be read.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    Over(Limit),
    /// The file is damaged, or not what it says; the second text is a remedy.
    Broken(Text, Option<Text>),
}

impl Fault {
    /// `what` follows “The workbook cannot be read: ”.
    pub fn broken(what: Text) -> Fault {
        Fault::Broken(what, None)
    }

    pub fn xml(place: u64, problem: &str) -> Fault {
        Fault::broken(text!(
            nb: "ugyldig XML ved byte {place} i en del ({problem})",
            en: "invalid XML at byte {place} of a part ({problem})",
        ))
    }

    pub fn help(self, help: Text) -> Fault {
        match self {
            Fault::Broken(what, _) => Fault::Broken(what, Some(help)),
            over => over,
        }
    }

    /// As a problem of a file, or of a sheet of it.
    pub fn told(self, path: &str, sheet: Option<&str>, options: &Options) -> Diagnostic {
        let problem = match self {
            Fault::Over(limit) => return limit.exceeded(path, options),
            Fault::Broken(Text { nb, en }, help) => {
                let message = text!(nb: "Arbeidsboken kan ikke leses: {nb}", en: "The workbook cannot be read: {en}");
                let problem = Diagnostic::error(Code::BadWorkbook, message);
                let usual = || {
                    text!(
                        nb: "Åpne filen i regnearket og lagre den på nytt; den kan være kuttet eller skadet",
                        en: "Open the file in the spreadsheet program and save it anew; it may be cut off or damaged",
                    )
                };
                problem.help(help.unwrap_or_else(usual))
            }
        };
        match sheet {
            None => problem.at_file(path),
            Some(sheet) => {
                let sheet = Some(sheet.to_owned());
                problem.at_cell(CellPlace { path: path.to_owned(), sheet, ..CellPlace::default() }, Text::default())
            }
        }
    }
}

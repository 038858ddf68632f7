//! Problems as data: a code, words in both languages, places, a remedy. How they look is `report`'s business.

use super::{Code, Span, Text};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing can be judged until this is mended: exit code 2.
    Error,
    Warning,
    /// Something that the reader should know, such as a guess that was made.
    Note,
}

/// A problem with rules, registry or use. Never a finding: those are verdicts of rules.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    pub code: Code,
    pub severity: Severity,
    /// One sentence: what is wrong, with the names concerned.
    pub message: Text,
    /// Where; the first label is the main place.
    pub labels: Vec<Label>,
    /// What to do about it, one remedy an entry.
    pub help: Vec<Text>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    pub at: At,
    /// A few words beside the marked place; may be empty.
    pub text: Text,
}

/// A place that a diagnostic points at.
#[derive(Clone, Debug, PartialEq)]
pub enum At {
    /// In a rule file.
    Rule(Span),
    /// In a registry or configuration file.
    Cell(Box<CellPlace>),
    /// A file as a whole, by its path.
    File(String),
}

/// A place in a registry as people find it again. Lines and columns count from 1, columns in code points; the end
/// column is exclusive.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CellPlace {
    pub path: String,
    pub line: u32,
    pub column: u32,
    pub end_line: u32,
    pub end_column: u32,
    /// Sheet and cell (`Tiltak`, `E5`) in workbooks.
    pub sheet: Option<String>,
    pub cell: Option<String>,
    /// JSON Pointer in JSON, NDJSON and YAML; in databases the row and column, `tiltak[rowid 12].status`.
    pub pointer: Option<String>,
    /// The physical lines around the place, for a snippet.
    pub window: Option<Window>,
}

impl CellPlace {
    /// The cell of a workbook as people write it: `Tiltak!E5`, or `E5` where no sheet is named.
    pub fn address(&self) -> Option<String> {
        let cell = self.cell.as_ref()?;
        Some(self.sheet.as_ref().map_or_else(|| cell.clone(), |sheet| format!("{sheet}!{cell}")))
    }
}

/// A few lines of a file with a marked range, so that a snippet can be drawn without the file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Window {
    /// Line number of the first line in `text`.
    pub first_line: u32,
    pub text: String,
    /// The marked bytes of `text`.
    pub start: usize,
    pub end: usize,
}

impl Diagnostic {
    pub fn error(code: Code, message: Text) -> Diagnostic {
        Diagnostic { code, severity: Severity::Error, message, labels: Vec::new(), help: Vec::new() }
    }

    pub fn warning(code: Code, message: Text) -> Diagnostic {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(code, message) }
    }

    pub fn note(code: Code, message: Text) -> Diagnostic {
        Diagnostic { severity: Severity::Note, ..Diagnostic::error(code, message) }
    }

    pub fn at(self, span: Span, text: Text) -> Diagnostic {
        self.label(At::Rule(span), text)
    }

    pub fn at_cell(self, place: CellPlace, text: Text) -> Diagnostic {
        self.label(At::Cell(Box::new(place)), text)
    }

    pub fn at_file(self, path: impl Into<String>) -> Diagnostic {
        self.label(At::File(path.into()), Text::default())
    }

    pub fn label(mut self, at: At, text: Text) -> Diagnostic {
        self.labels.push(Label { at, text });
        self
    }

    pub fn help(mut self, text: Text) -> Diagnostic {
        self.help.push(text);
        self
    }

    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

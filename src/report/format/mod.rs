//! How a report is written: one file a format, one line a format in [`FORMATS`].

mod basis;
mod human;
mod json;
mod ledger;
mod ndjson;
mod verdicts;

pub use json::catalogue as catalogue_json;

/// The version of the shapes that JSON is written in.
pub const fn json_version() -> u32 {
    json::VERSION
}

pub(super) use json::text as json_text;

use super::gate::Gate;
use super::{Findings, Report};
use crate::base::Sources;
use std::io::{self, Write};

/// Everything that a format writes from.
#[derive(Clone, Copy)]
pub struct Page<'a> {
    pub report: &'a Report,
    pub findings: &'a dyn Findings,
    /// The rule files, for their clauses.
    pub sources: &'a Sources,
    pub view: View,
}

/// How it is to be shown; formats for machines heed only the gate.
#[derive(Clone, Copy, Debug)]
pub struct View {
    pub color: bool,
    /// Columns of the terminal, for wrapping.
    pub width: usize,
    /// Findings shown a rule; `None` shows all.
    pub per_rule: Option<usize>,
    pub gate: Gate,
    /// Whether people are shown what the verdicts rest on.
    pub evidence: bool,
    /// Nothing but ASCII in frames and marks, for terminals without Unicode.
    pub ascii: bool,
}

impl Default for View {
    fn default() -> View {
        View { color: false, width: 100, per_rule: Some(5), gate: Gate::default(), evidence: false, ascii: false }
    }
}

/// An output format.
pub struct Format {
    /// The word after `--format`.
    pub name: &'static str,
    /// Whether findings are written, or counts (or verdicts) alone.
    pub findings: bool,
    /// Bytes that are no text.
    pub binary: bool,
    pub write: fn(&Page, &mut dyn Write) -> io::Result<()>,
}

impl Format {
    /// Whether it tells what the verdicts rest on, so that the files must be hashed.
    pub fn tells_evidence(&self) -> bool {
        matches!(self.name, "json" | "html" | "sarif" | "workbook")
    }
}

/// Every format.
pub static FORMATS: &[Format] = &[
    Format { name: "human", findings: true, binary: false, write: human::write },
    Format { name: "statistics", findings: false, binary: false, write: human::statistics::write },
    Format { name: "json", findings: true, binary: false, write: json::write },
    Format { name: "ndjson", findings: true, binary: false, write: ndjson::write },
    Format { name: "verdicts", findings: false, binary: false, write: verdicts::write },
    Format { name: "ledger", findings: false, binary: false, write: ledger::write },
];

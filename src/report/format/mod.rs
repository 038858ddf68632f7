//! How a report is written: one file a format, one line a format in [`FORMATS`].

mod basis;
mod csv;
pub(super) mod escape;
mod github;
mod gitlab;
mod html;
mod human;
mod input;
mod json;
pub mod junit;
mod ledger;
mod line;
mod markdown;
mod ndjson;
pub mod refused;
mod sarif;
mod tell;
mod verdicts;
mod xlsx;

pub use json::catalogue as catalogue_json;

/// The version of the shapes that JSON is written in.
pub const fn json_version() -> u32 {
    json::VERSION
}

pub use json::text as json_text;
pub use refused::Refusal;

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
    /// The output goes to a terminal.
    pub terminal: bool,
    /// Whether people are shown what the verdicts rest on.
    pub evidence: bool,
    /// Nothing but ASCII in frames and marks, for terminals without Unicode.
    pub ascii: bool,
}

impl Default for View {
    fn default() -> View {
        View {
            color: false,
            width: 100,
            per_rule: Some(5),
            gate: Gate::default(),
            terminal: false,
            evidence: false,
            ascii: false,
        }
    }
}

/// Writes a report.
pub type Writer = fn(&Page, &mut dyn Write) -> io::Result<()>;

/// Writes why there is no report.
pub type Refuse = fn(&Refusal, &mut dyn Write) -> io::Result<()>;

/// An output format.
pub struct Format {
    /// The word after `--format`.
    pub name: &'static str,
    /// Whether findings are written, or counts (or verdicts) alone.
    pub findings: bool,
    /// Bytes that are no text.
    pub binary: bool,
    pub write: Writer,
    /// How a run that could not check is told; `None` where nothing is written then.
    pub refused: Option<Refuse>,
}

/// A format of text that lists findings, and is silent when nothing could be checked.
const fn text(name: &'static str, write: Writer) -> Format {
    Format { name, findings: true, binary: false, write, refused: None }
}

/// A format that those who run a build read: it also tells of a run that could not check.
const fn gate(name: &'static str, write: Writer, refused: Refuse) -> Format {
    Format { refused: Some(refused), ..text(name, write) }
}

impl Format {
    /// Whether it tells what the verdicts rest on, so that the files must be hashed.
    pub fn tells_evidence(&self) -> bool {
        matches!(self.name, "json" | "html" | "sarif" | "sarif-full" | "sarif-github" | "xlsx")
    }
}

/// Every format.
pub static FORMATS: &[Format] = &[
    text("human", human::write),
    Format { findings: false, ..text("statistics", human::statistics::write) },
    text("json", json::write),
    text("ndjson", ndjson::write),
    text("csv", csv::write),
    Format { findings: false, ..text("verdicts", verdicts::write) },
    Format { findings: false, ..text("ledger", ledger::write) },
    gate("sarif", sarif::write, refused::sarif),
    gate("sarif-full", sarif::full, refused::sarif),
    gate("sarif-github", sarif::github, refused::sarif),
    gate("junit", junit::write, refused::junit),
    gate("github", github::write, refused::github),
    gate("gitlab", gitlab::write, refused::gitlab),
    gate("markdown", markdown::write, refused::markdown),
    text("html", html::write),
    Format { binary: true, ..text("xlsx", xlsx::write) },
];

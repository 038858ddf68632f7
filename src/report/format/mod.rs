//! How a report is written: one file a format, one line a format in [`FORMATS`].

use super::gate::Gate;
use super::{Findings, Report};
use crate::base::Sources;
use std::io::{self, Write};

/// Everything that a format writes from.
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
}

/// An output format.
pub struct Format {
    /// The word after `--format`.
    pub name: &'static str,
    pub write: fn(&Page, &mut dyn Write) -> io::Result<()>,
}

/// Every format.
pub static FORMATS: &[Format] = &[];

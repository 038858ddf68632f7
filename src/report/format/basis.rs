//! What a report rests on, in JSON: options, hashes, guesses, and what an earlier report has found already.

use super::Page;
use super::json::{Clause, slashes};
use crate::base::{At, CellPlace, Diagnostic};
use crate::report::gate::Summary;
use crate::report::gate::Thresholds;
use crate::report::tally::Tally;
use crate::report::words;
use crate::{base::Lang, report};
use serde::Serialize;
use std::borrow::Cow;

/// What was chosen about a run, so that it can be run again.
#[derive(Serialize)]
pub struct Options {
    lang: &'static str,
    allow_unknown: bool,
    fail_on: &'static str,
    allow_empty: bool,
    #[serde(skip_serializing_if = "Thresholds::is_none")]
    thresholds: Thresholds,
}

impl Options {
    pub fn of(page: &Page) -> Options {
        let gate = page.view.gate;
        Options {
            lang: match page.report.lang {
                Lang::Nb => "nb",
                Lang::En => "en",
            },
            allow_unknown: gate.allow_unknown,
            fail_on: if gate.fail_on_departure { "departure" } else { "violation" },
            allow_empty: gate.allow_empty,
            thresholds: gate.thresholds,
        }
    }
}

#[derive(Serialize)]
pub struct Pack<'a> {
    id: &'a str,
    title: &'a str,
    edition: &'a str,
}

impl<'a> Pack<'a> {
    pub fn of(pack: &'a report::PackEntry) -> Pack<'a> {
        Pack { id: &pack.id, title: &pack.title, edition: &pack.edition }
    }
}

#[derive(Serialize)]
pub struct Evidence<'a> {
    rules: Vec<File<'a>>,
    inputs: Vec<File<'a>>,
}

#[derive(Serialize)]
struct File<'a> {
    #[serde(skip_serializing_if = "str::is_empty")]
    table: &'a str,
    path: Cow<'a, str>,
    bytes: u64,
    #[serde(skip_serializing_if = "str::is_empty")]
    sha256: &'a str,
    #[serde(skip_serializing_if = "serde_json::Map::is_empty")]
    read_as: serde_json::Map<String, serde_json::Value>,
}

impl<'a> Evidence<'a> {
    pub fn of(evidence: &'a report::Evidence) -> Evidence<'a> {
        let file = |file: &'a report::FileEvidence| File {
            table: &file.table,
            path: slashes(&file.path),
            bytes: file.bytes,
            sha256: &file.sha256,
            read_as: file.read_as.iter().map(|(name, value)| (name.clone(), value.as_str().into())).collect(),
        };
        Evidence {
            rules: evidence.rules.iter().map(file).collect(),
            inputs: evidence.inputs.iter().map(file).collect(),
        }
    }
}

#[derive(Serialize)]
pub struct Baseline<'a> {
    path: Cow<'a, str>,
    known: u64,
    new: u64,
    changed: u64,
    gone: Vec<Gone<'a>>,
}

#[derive(Serialize)]
struct Gone<'a> {
    rule: &'a str,
    verdict: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    table: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    key: &'a str,
    message: &'a str,
}

impl<'a> Baseline<'a> {
    pub fn of(baseline: &'a report::Baseline) -> Baseline<'a> {
        let gone = |gone: &'a report::Gone| Gone {
            rule: &gone.rule,
            verdict: gone.verdict.id(),
            table: &gone.table,
            key: &gone.key,
            message: &gone.message,
        };
        Baseline {
            path: slashes(&baseline.path),
            known: baseline.known_total(),
            new: baseline.new,
            changed: baseline.changed,
            gone: baseline.gone.iter().map(gone).collect(),
        }
    }
}

/// A guess or a warning of the run.
#[derive(Serialize)]
pub struct Note<'a> {
    code: &'static str,
    severity: &'static str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<NotePlace<'a>>,
}

#[derive(Serialize)]
struct NotePlace<'a> {
    path: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<u32>,
}

impl<'a> Note<'a> {
    pub fn of(note: &'a Diagnostic, page: &'a Page) -> Note<'a> {
        let cell = |place: &'a CellPlace| NotePlace {
            path: slashes(&place.path),
            line: Some(place.line).filter(|line| *line > 0),
            column: Some(place.column).filter(|column| *column > 0),
        };
        let place = note.labels.first().and_then(|label| match &label.at {
            At::Cell(place) => Some(cell(place)),
            At::Rule(span) => Clause::of(page.sources, *span).map(|clause| {
                let (path, line, column) = clause.parts();
                NotePlace { path, line: Some(line), column: Some(column) }
            }),
            At::File(path) => Some(NotePlace { path: slashes(path), line: None, column: None }),
        });
        Note {
            code: note.code.id(),
            severity: words::severity(note.severity, Lang::En),
            message: note.message.in_lang(page.report.lang),
            place,
        }
    }
}

/// How the rules came out by the values of a field, the worst first.
#[derive(Serialize)]
pub struct Breakdown<'a> {
    path: &'a str,
    groups: Vec<Part<'a>>,
}

/// The rows that share a value: how many they are, and the verdicts on them by a rule's strength.
#[derive(Serialize)]
struct Part<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<&'a str>,
    rows: u64,
    must: Tally,
    should: Tally,
}

impl Breakdown<'_> {
    pub fn of(by: &crate::report::Breakdown) -> Breakdown<'_> {
        let groups = by.groups.iter().map(|group| Part {
            value: group.name.as_deref(),
            rows: group.subjects,
            must: Tally::of(&group.must),
            should: Tally::of(&group.should),
        });
        Breakdown { path: &by.path, groups: groups.collect() }
    }
}

/// The summary of a report.
#[derive(Serialize)]
pub struct Counts {
    conclusion: &'static str,
    exit_code: u8,
    #[serde(flatten)]
    summary: Summary,
    rules: usize,
    rows: u64,
}

impl Counts {
    pub fn of(page: &Page) -> Counts {
        let summary = Summary::of(page.report);
        Counts {
            conclusion: summary.conclusion(page.view.gate).id(),
            exit_code: summary.exit_code(page.view.gate),
            summary,
            rules: page.report.rules.len(),
            rows: page.report.inputs.iter().map(|input| input.rows).sum(),
        }
    }
}

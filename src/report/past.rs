//! Reports that krav wrote earlier, read back: `--format json` whole, `--format ndjson` findings alone.

use super::format::json_version;
use super::gate::Thresholds;
use crate::base::{CellPlace, Code, Diagnostic, Lang, Text};
use crate::text;
use crate::value::{Date, Verdict};
use serde::Deserialize;
use std::collections::BTreeMap;

/// An earlier report.
#[derive(Clone, Debug, Default)]
pub struct Past {
    pub path: String,
    /// What is absent in findings that were written a line each.
    pub about: Option<About>,
    pub findings: Vec<PastFinding>,
}

/// What a whole report says besides its findings.
#[derive(Clone, Debug, Default)]
pub struct About {
    /// The version of krav that wrote it.
    pub tool: String,
    pub as_of: Option<Date>,
    pub inputs: Vec<PastInput>,
    pub packs: Vec<PastPack>,
    pub options: PastOptions,
    /// Absent in reports of versions that told no hashes.
    pub evidence: Option<PastEvidence>,
    pub rules: Vec<PastRule>,
    /// How the run ended; absent where a baseline had a say in it.
    pub exit_code: Option<u8>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct PastInput {
    pub table: String,
    pub path: String,
    pub rows: u64,
}

#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(default)]
pub struct PastPack {
    pub id: String,
    pub title: String,
    pub edition: String,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct PastOptions {
    pub lang: String,
    pub allow_unknown: bool,
    pub fail_on: String,
    pub allow_empty: bool,
    pub thresholds: Thresholds,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct PastEvidence {
    pub rules: Vec<PastFile>,
    pub inputs: Vec<PastFile>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct PastFile {
    pub table: String,
    pub path: String,
    pub bytes: u64,
    pub sha256: String,
    pub read_as: BTreeMap<String, String>,
}

/// A rule with its counts.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(default)]
pub struct PastRule {
    pub id: String,
    pub title: String,
    pub modality: String,
    pub population: u64,
    pub met: u64,
    pub violated: u64,
    pub explained: u64,
    pub waived: u64,
    pub unknown: u64,
    pub not_applicable: u64,
    pub not_in_force: u64,
}

impl PastRule {
    /// The seven counts, in the order of [`Verdict::ALL`].
    pub fn counts(&self) -> [u64; 7] {
        Verdict::ALL.map(|verdict| match verdict {
            Verdict::Met => self.met,
            Verdict::Violated => self.violated,
            Verdict::Explained => self.explained,
            Verdict::Waived => self.waived,
            Verdict::Unknown => self.unknown,
            Verdict::NotApplicable => self.not_applicable,
            Verdict::NotInForce => self.not_in_force,
        })
    }
}

/// A finding of an earlier report, as far as findings are compared.
#[derive(Clone, Debug)]
pub struct PastFinding {
    pub rule: String,
    pub verdict: Verdict,
    pub table: String,
    pub key: String,
    pub row: Option<u64>,
    pub message: String,
    pub fingerprint: String,
    /// Absent in reports of versions that did not tell it.
    pub record: Option<String>,
    /// The cells that it names, for grouping.
    pub cells: Vec<PastCell>,
    /// What the fields that the report was made with `--by` came to for its subject.
    pub by: BTreeMap<String, String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct PastCell {
    pub path: String,
    pub line: u32,
    pub column: u32,
    pub field: String,
    pub heading: String,
    pub value: String,
    pub role: String,
}

/// A whole report, or a line of findings: told apart by what stands in it.
#[derive(Deserialize)]
struct Entry {
    version: Option<u32>,
    tool: Option<Tool>,
    as_of: Option<String>,
    #[serde(default)]
    inputs: Vec<PastInput>,
    #[serde(default)]
    packs: Vec<PastPack>,
    #[serde(default)]
    options: PastOptions,
    evidence: Option<PastEvidence>,
    #[serde(default)]
    rules: Vec<PastRule>,
    summary: Option<Ended>,
    baseline: Option<serde::de::IgnoredAny>,
    findings: Option<Vec<Line>>,
    #[serde(flatten)]
    line: BTreeMap<String, serde_json::Value>,
}

#[derive(Deserialize)]
struct Ended {
    exit_code: Option<u8>,
}

#[derive(Deserialize)]
struct Tool {
    name: String,
    version: String,
}

#[derive(Deserialize)]
struct Line {
    rule: String,
    verdict: String,
    #[serde(default)]
    subject: Subject,
    #[serde(default)]
    message: String,
    fingerprint: String,
    record: Option<String>,
    #[serde(default)]
    places: Vec<PastCell>,
    #[serde(default)]
    by: BTreeMap<String, String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Subject {
    table: String,
    key: String,
    row: Option<u64>,
}

impl Line {
    fn finding(self) -> Result<PastFinding, Text> {
        let verdict = Verdict::ALL.into_iter().find(|verdict| verdict.id() == self.verdict).ok_or_else(|| {
            let word = &self.verdict;
            text!(nb: "«{word}» er ingen dom", en: "`{word}` is no verdict")
        })?;
        let Line { rule, subject, message, fingerprint, record, places, by, verdict: _ } = self;
        let Subject { table, key, row } = subject;
        Ok(PastFinding { rule, verdict, table, key, row, message, fingerprint, record, cells: places, by })
    }
}

/// Reads a report. What is no report of krav's, or one of a later version, is refused with its place.
pub fn read(path: &str, bytes: &[u8]) -> Result<Past, Diagnostic> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let start = bytes.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(bytes.len());
    if start == bytes.len() {
        // The findings of a registry that has none, a line each.
        return Ok(Past { path: path.to_string(), ..Past::default() });
    }
    let first_line = bytes[start..].split(|byte| *byte == b'\n').next().unwrap_or_default();
    match serde_json::from_slice::<Line>(first_line) {
        Ok(_) => lines(path, bytes),
        Err(_) => whole(path, bytes),
    }
}

fn whole(path: &str, bytes: &[u8]) -> Result<Past, Diagnostic> {
    let entry: Entry = serde_json::from_slice(bytes).map_err(|error| not_json(path, &error, 0))?;
    let Entry { version, tool, as_of, inputs, packs, options, evidence, rules, summary, baseline, findings, line } =
        entry;
    let (Some(tool), Some(findings)) = (tool.filter(|tool| tool.name == env!("CARGO_PKG_NAME")), findings) else {
        let lacks = if line.contains_key("runs") {
            Text::new("Dette er SARIF.", "This is SARIF.")
        } else {
            Text::new("«tool» eller «findings» mangler.", "`tool` or `findings` is missing.")
        };
        return Err(no_report(path, None, lacks));
    };
    if version.is_none_or(|version| version > json_version()) {
        let (version, known) = (version.unwrap_or(0), json_version());
        return Err(no_report(
            path,
            None,
            text!(
                nb: "Den har versjon {version}, og denne krav kjenner {known}.",
                en: "It has version {version}, and this krav knows {known}.",
            ),
        ));
    }
    let about = About {
        tool: tool.version,
        as_of: as_of.as_deref().and_then(Date::parse_iso),
        inputs,
        packs,
        options,
        evidence,
        rules,
        exit_code: summary.filter(|_| baseline.is_none()).and_then(|summary| summary.exit_code),
    };
    let findings: Result<Vec<PastFinding>, Text> = findings.into_iter().map(Line::finding).collect();
    let findings = findings.map_err(|why| no_report(path, None, why))?;
    Ok(Past { path: path.to_string(), about: Some(about), findings })
}

fn lines(path: &str, bytes: &[u8]) -> Result<Past, Diagnostic> {
    let mut findings = Vec::new();
    for (number, line) in (1u32..).zip(bytes.split(|byte| *byte == b'\n')) {
        if line.trim_ascii().is_empty() {
            continue;
        }
        let line: Line = serde_json::from_slice(line).map_err(|error| not_json(path, &error, number - 1))?;
        findings.push(line.finding().map_err(|why| no_report(path, Some((number, 1)), why))?);
    }
    Ok(Past { path: path.to_string(), about: None, findings })
}

fn not_json(path: &str, error: &serde_json::Error, before: u32) -> Diagnostic {
    let words = error.to_string();
    let words = words.split(" at line ").next().unwrap_or_default();
    let what = text!(nb: "JSON kan ikke leses: {words}.", en: "The JSON cannot be read: {words}.");
    no_report(path, Some((before + error.line() as u32, error.column() as u32)), what)
}

fn no_report(path: &str, place: Option<(u32, u32)>, what: Text) -> Diagnostic {
    let message = text!(nb: "{path} er ingen rapport fra krav.", en: "{path} is no report of krav's.");
    let problem = Diagnostic::error(Code::BadReport, message);
    let problem = match place {
        Some((line, column)) => {
            let column = column.max(1);
            let at = CellPlace { path: path.to_string(), line, column, ..CellPlace::default() };
            problem.at_cell(CellPlace { end_line: line, end_column: column, ..at }, Text::default())
        }
        None => problem.at_file(path),
    };
    problem.help(what).help(Text::new(
        "Rapporten lages med krav check --format json (eller ndjson).",
        "Such a report is written by krav check --format json (or ndjson).",
    ))
}

/// The language that a report was written in.
pub fn lang(options: &PastOptions) -> Option<Lang> {
    match options.lang.as_str() {
        "nb" => Some(Lang::Nb),
        "en" => Some(Lang::En),
        _ => None,
    }
}

#[cfg(test)]
mod tests;

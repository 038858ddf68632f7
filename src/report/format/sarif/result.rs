//! Findings as SARIF results.

use super::told::Telling;
use super::{ROOT, rule};
use crate::base::{At, CellPlace, Diagnostic, Lang, Severity, Sources};
use crate::report::format::Page;
use crate::report::format::json::text;
use crate::report::format::line::Numbers;
use crate::report::format::tell::{self, Gravity};
use crate::report::{Finding, Gone, Judged, Report, words};
use crate::semantic::model::Modality;
use crate::value::Verdict;
use serde_json::{Value, json};
use std::io::{self, Write};
use words::pick;

/// Writes results one after the other.
pub struct Results<'p> {
    page: &'p Page<'p>,
    pub count: u64,
    telling: Telling<'p>,
    /// Equal rows are told from each other by a number.
    numbers: Numbers,
}

impl<'p> Results<'p> {
    pub fn new(page: &'p Page<'p>) -> Results<'p> {
        let telling = Telling { report: page.report, sources: page.sources };
        Results { page, count: 0, telling, numbers: Numbers::default() }
    }

    fn put(&mut self, value: &Value, out: &mut dyn Write) -> io::Result<()> {
        let comma = if self.count == 0 { "" } else { "," };
        self.count += 1;
        write!(out, "{comma}\n{}", text(value)?)
    }

    /// Every finding, laid out on several threads.
    pub fn findings(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let (telling, findings) = (self.telling, self.page.findings);
        let lay = |finding: &Finding, page: &mut Vec<u8>| {
            // What is undecided is open, what is explained is for review, what is waived is suppressed.
            let (kind, level) = match finding.verdict {
                Verdict::Unknown => ("open", "none"),
                Verdict::Explained => ("review", "none"),
                _ => ("fail", rule::level(modality(telling.report, finding))),
            };
            page.extend_from_slice(b",\n");
            telling.result(finding, kind, level, page);
            Ok(())
        };
        findings.laid_out(&lay, &mut |page| self.pass(page, out))
    }

    /// A finding that GitHub is to show: what is undecided is a warning there.
    pub fn failing(&mut self, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
        let level = match Gravity::of(finding.verdict, modality(self.telling.report, finding)) {
            Gravity::Violation => "error",
            Gravity::Open | Gravity::Departure => "warning",
            Gravity::OpenRecommendation | Gravity::InOrder => "note",
        };
        let mut page = b",\n".to_vec();
        self.telling.result(finding, "fail", level, &mut page);
        self.pass(&page, out)
    }

    /// Passes results on; the very first has no comma before it.
    fn pass(&mut self, page: &[u8], out: &mut dyn Write) -> io::Result<()> {
        let page = if self.count == 0 { page.strip_prefix(b",").unwrap_or(page) } else { page };
        self.count += self.numbers.write(page, &mut |times, out| write!(out, "{times}"), out)?;
        Ok(())
    }

    /// A finding that the baseline has, and this run has not (§3.27.24). Where it was is not known any more.
    pub fn absent(&mut self, gone: &Gone, out: &mut dyn Write) -> io::Result<()> {
        let rules = &self.page.report.rules;
        let place = rules.iter().position(|rule| rule.id == gone.rule);
        let modality = place.map_or(Modality::Must, |place| rules[place].modality);
        let whom = [gone.table.as_str(), &gone.key].join(" ");
        let sentence = format!("{}: {}", whom.trim(), gone.message);
        let kind = kind(gone.verdict);
        let times = self.numbers.next(gone.fingerprint.as_bytes());
        let mut value = json!({
            "ruleId": gone.rule,
            "kind": kind,
            "level": if kind == "fail" { rule::level(modality) } else { "none" },
            "message": { "text": rule::message(sentence.trim_start_matches(": ")) },
            "baselineState": "absent",
            "partialFingerprints": { "primaryLocationLineHash": format!("{}:{times}", gone.fingerprint) },
            "properties": { "verdict": gone.verdict.id(), "table": gone.table, "key": gone.key },
        });
        if let Some(place) = place {
            value["ruleIndex"] = json!(place);
        }
        self.put(&value, out)
    }

    /// A rule without findings, as a whole.
    pub fn rule(&mut self, place: usize, verdict: Verdict, out: &mut dyn Write) -> io::Result<()> {
        let (report, lang) = (self.page.report, self.page.report.lang);
        let Some(entry) = report.rules.get(place) else { return Ok(()) };
        let count = words::number(entry.ledger.count(verdict), lang);
        let word = words::verdict(verdict, lang);
        let title = entry.title.in_lang(lang);
        let value = json!({
            "ruleId": entry.id,
            "ruleIndex": place,
            "kind": kind(verdict),
            "level": "none",
            "message": { "text": rule::message(&format!("{title}: {word} ({count})")) },
            "occurrenceCount": entry.ledger.count(verdict).max(1),
            "properties": { "verdict": verdict.id() },
        });
        self.put(&value, out)
    }

    /// A verdict on a subject that makes no finding.
    pub fn judged(&mut self, judged: &Judged, out: &mut dyn Write) -> io::Result<()> {
        let (report, lang) = (self.page.report, self.page.report.lang);
        let id = report.rules.get(judged.rule).map_or("", |rule| &rule.id);
        let subject = &judged.subject;
        let key = match (&subject.key, subject.row) {
            (key, Some(row)) if key.is_empty() => pick(lang, format!("rad {row}"), format!("row {row}")),
            (key, _) => key.clone(),
        };
        let name = [subject.table.as_str(), &key].join(" ").trim().to_string();
        let mut value = json!({
            "ruleId": id,
            "ruleIndex": judged.rule,
            "kind": kind(judged.verdict),
            "level": "none",
            "message": { "text": rule::message(&format!("{name}: {}", words::verdict(judged.verdict, lang))) },
            "properties": { "verdict": judged.verdict.id(), "table": subject.table, "key": subject.key },
        });
        if let Some(row) = subject.row {
            value["properties"]["row"] = json!(row);
        }
        if let Some(path) = input(report, &subject.table) {
            value["locations"] = json!([{
                "physicalLocation": { "artifactLocation": artifact(path) },
                "logicalLocations": [named(&name, "record")],
            }]);
        }
        self.put(&value, out)
    }
}

fn modality(report: &Report, finding: &Finding) -> Modality {
    report.rules.get(finding.rule).map_or(Modality::Must, |rule| rule.modality)
}

/// How SARIF calls a verdict that makes no finding.
fn kind(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "pass",
        Verdict::NotApplicable | Verdict::NotInForce => "notApplicable",
        Verdict::Unknown => "open",
        Verdict::Explained => "review",
        Verdict::Violated | Verdict::Waived => "fail",
    }
}

/// The file of a table.
pub fn input<'r>(report: &'r Report, table: &str) -> Option<&'r str> {
    report.inputs.iter().find(|input| input.table == table && !table.is_empty()).map(|input| input.path.as_str())
}

/// A file: relative to where krav was run, as long as it lies below.
pub fn artifact(path: &str) -> Value {
    match uri_of(path) {
        (uri, true) => json!({ "uri": uri, "uriBaseId": ROOT }),
        (uri, false) => json!({ "uri": uri }),
    }
}

/// A file's address, and whether it lies below where krav was run.
pub fn uri_of(path: &str) -> (String, bool) {
    let path = tell::slashes(path);
    let path = path.strip_prefix("./").unwrap_or(&path);
    let may = b"/!$&'()*+,;=@";
    if let Some(rest) = path.strip_prefix('/') {
        return (format!("file:///{}", rule::encoded(rest, may)), false);
    }
    if path.as_bytes().get(1) == Some(&b':') {
        return (format!("file:///{}", rule::encoded(path, b"/!$&'()*+,;=@:")), false);
    }
    (rule::encoded(path, may), !path.starts_with("../"))
}

/// A place in a file: with a region where the file has lines, and otherwise with the cell's name or its pointer.
fn location(place: &CellPlace) -> Value {
    let mut physical = json!({ "artifactLocation": artifact(&place.path) });
    if place.line > 0 {
        physical["region"] = json!({
            "startLine": place.line,
            "startColumn": place.column.max(1),
            "endLine": place.end_line.max(place.line),
            "endColumn": place.end_column.max(1),
        });
    }
    let mut logical: Vec<Value> = Vec::new();
    if let (Some(cell), Some(full)) = (&place.cell, place.address()) {
        logical.push(json!({ "name": cell, "fullyQualifiedName": full, "kind": "cell" }));
    }
    if let Some(pointer) = &place.pointer {
        logical.push(named(pointer, "value"));
    }
    let mut value = json!({ "physicalLocation": physical });
    if !logical.is_empty() {
        value["logicalLocations"] = json!(logical);
    }
    value
}

fn named(name: &str, kind: &str) -> Value {
    json!({ "fullyQualifiedName": name, "kind": kind })
}

/// A note or a problem of the run.
pub fn notification(sources: &Sources, problem: &Diagnostic, lang: Lang) -> Value {
    let level = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let help: Vec<&str> = problem.help.iter().map(|help| help.in_lang(lang)).collect();
    let told = [&[problem.message.in_lang(lang)], help.as_slice()].concat().join(" ");
    let places: Vec<Value> = problem.labels.iter().filter_map(|label| at(sources, &label.at)).collect();
    let mut value = json!({
        "level": level,
        "message": { "text": rule::message(&told) },
        "descriptor": { "id": problem.code.id() },
    });
    if !places.is_empty() {
        value["locations"] = json!(places);
    }
    value
}

fn at(sources: &Sources, at: &At) -> Option<Value> {
    match at {
        At::Cell(place) => Some(location(place)),
        At::Rule(span) => {
            let source = sources.iter().find(|source| source.id == span.file)?;
            let (line, column) = source.line_column(span.start);
            let (end_line, end_column) = source.line_column(span.end);
            let path = source.path.to_string();
            Some(location(&CellPlace { path, line, column, end_line, end_column, ..CellPlace::default() }))
        }
        At::File(path) => Some(json!({ "physicalLocation": { "artifactLocation": artifact(path) } })),
    }
}

/// FNV-1a over parts, as 16 hexadecimal digits.
pub fn fnv(parts: &[&str]) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in parts.iter().flat_map(|part| part.bytes().chain([0])) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    format!("{hash:016x}")
}

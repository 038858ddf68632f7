//! Findings as SARIF results.

use super::{ROOT, rule};
use crate::base::{At, CellPlace, Diagnostic, Lang, Severity, Sources};
use crate::report::format::Page;
use crate::report::format::json::text;
use crate::report::format::tell::{self, Gravity};
use crate::report::{Cell, Finding, Gone, Judged, Report, words};
use crate::semantic::model::Modality;
use crate::value::Verdict;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::{self, Write};
use words::pick;

/// Cells that a result lists besides its own.
const RELATED: usize = 20;

/// Writes results one after the other.
pub struct Results<'p> {
    page: &'p Page<'p>,
    pub count: u64,
    /// How often each fingerprint has come: equal rows are told from each other by a number.
    seen: HashMap<String, u32>,
}

impl<'p> Results<'p> {
    pub fn new(page: &'p Page<'p>) -> Results<'p> {
        Results { page, count: 0, seen: HashMap::new() }
    }

    fn put(&mut self, value: &Value, out: &mut dyn Write) -> io::Result<()> {
        let comma = if self.count == 0 { "" } else { "," };
        self.count += 1;
        write!(out, "{comma}\n{}", text(value)?)
    }

    /// A finding as SARIF has it: what is undecided is open, what is explained is for review, what is waived is suppressed.
    pub fn finding(&mut self, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
        let modality = self.modality(finding);
        let (kind, level) = match finding.verdict {
            Verdict::Unknown => ("open", "none"),
            Verdict::Explained => ("review", "none"),
            _ => ("fail", rule::level(modality)),
        };
        let value = self.value(finding, kind, level);
        self.put(&value, out)
    }

    /// A finding that GitHub is to show: what is undecided is a warning there.
    pub fn failing(&mut self, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
        let level = match Gravity::of(finding.verdict, self.modality(finding)) {
            Gravity::Violation => "error",
            Gravity::Open | Gravity::Departure => "warning",
            Gravity::OpenRecommendation | Gravity::InOrder => "note",
        };
        let value = self.value(finding, "fail", level);
        self.put(&value, out)
    }

    fn modality(&self, finding: &Finding) -> Modality {
        self.page.report.rules.get(finding.rule).map_or(Modality::Must, |rule| rule.modality)
    }

    fn value(&mut self, finding: &Finding, kind: &str, level: &str) -> Value {
        let report = self.page.report;
        let id = report.rules.get(finding.rule).map_or("", |rule| &rule.id);
        let cell = tell::main_cell(finding);
        let field = cell.map_or("", |cell| &cell.field);
        let print = self.numbered(&finding.fingerprint);
        let mut value = json!({
            "ruleId": id,
            "ruleIndex": finding.rule,
            "kind": kind,
            "level": level,
            "message": { "text": rule::message(&tell::sentence(report, finding)) },
            "locations": [self.location(finding, cell)],
            "partialFingerprints": {
                "kravRuleKeyField/v1": fnv(&[id, &finding.fingerprint, field]),
                "primaryLocationLineHash": print,
            },
            "properties": self.bag(finding),
        });
        let related = self.related(finding);
        if !related.is_empty() {
            value["relatedLocations"] = json!(related);
        }
        if report.baseline.is_some() {
            value["baselineState"] = json!(if finding.known { "unchanged" } else { "new" });
        }
        let suppressions = suppressions(report, finding);
        if !suppressions.is_empty() {
            value["suppressions"] = json!(suppressions);
        }
        value
    }

    fn bag(&self, finding: &Finding) -> Value {
        let subject = &finding.subject;
        let mut bag = json!({ "verdict": finding.verdict.id(), "table": subject.table, "key": subject.key });
        if let Some(row) = subject.row {
            bag["row"] = json!(row);
        }
        if let Some(advice) = &finding.advice {
            bag["advice"] = json!(advice);
        }
        if !finding.values.is_empty() {
            let values = finding.values.iter().map(|one| json!({ "expression": one.expression, "value": one.value }));
            bag["values"] = values.collect();
        }
        bag
    }

    /// Where a finding is: its deciding cell, or for want of one its table's file, or the rule.
    fn location(&self, finding: &Finding, cell: Option<&Cell>) -> Value {
        let report = self.page.report;
        match cell {
            Some(cell) => location(&cell.place, Some(logical(finding, cell))),
            None => match input(report, &finding.subject.table) {
                Some(path) => json!({
                    "physicalLocation": { "artifactLocation": artifact(path) },
                    "logicalLocations": [named(&tell::subject(report, finding), "record")],
                }),
                None => self.clause(finding).unwrap_or_else(|| json!({})),
            },
        }
    }

    /// The clause in its rule file.
    fn clause(&self, finding: &Finding) -> Option<Value> {
        let source = self.page.sources.iter().find(|source| source.id == finding.clause.file)?;
        let (line, column) = source.line_column(finding.clause.start);
        let (end_line, end_column) = source.line_column(finding.clause.end);
        let path = source.path.to_string();
        Some(location(&CellPlace { path, line, column, end_line, end_column, ..CellPlace::default() }, None))
    }

    /// The other cells that had a say, and the clause.
    fn related(&self, finding: &Finding) -> Vec<Value> {
        let lang = self.page.report.lang;
        let open = finding.verdict == Verdict::Unknown;
        let cells = finding.cells.iter().skip(1).take(RELATED).map(|cell| {
            let mut place = location(&cell.place, Some(logical(finding, cell)));
            place["message"] = json!({ "text": rule::message(&tell::cell(cell, open, lang)) });
            place
        });
        let clause = self.clause(finding).map(|mut place| {
            place["message"] = json!({ "text": pick(lang, "Leddet i regelen", "The clause of the rule") });
            place
        });
        let mut all: Vec<Value> = cells.chain(clause).collect();
        for (place, one) in all.iter_mut().enumerate() {
            one["id"] = json!(place + 1);
        }
        all
    }

    /// A finding that the baseline has, and this run has not (§3.27.24). Where it was is not known any more.
    pub fn absent(&mut self, gone: &Gone, out: &mut dyn Write) -> io::Result<()> {
        let rules = &self.page.report.rules;
        let place = rules.iter().position(|rule| rule.id == gone.rule);
        let modality = place.map_or(Modality::Must, |place| rules[place].modality);
        let whom = [gone.table.as_str(), &gone.key].join(" ");
        let sentence = format!("{}: {}", whom.trim(), gone.message);
        let kind = kind(gone.verdict);
        let mut value = json!({
            "ruleId": gone.rule,
            "kind": kind,
            "level": if kind == "fail" { rule::level(modality) } else { "none" },
            "message": { "text": rule::message(sentence.trim_start_matches(": ")) },
            "baselineState": "absent",
            "partialFingerprints": { "primaryLocationLineHash": self.numbered(&gone.fingerprint) },
            "properties": { "verdict": gone.verdict.id(), "table": gone.table, "key": gone.key },
        });
        if let Some(place) = place {
            value["ruleIndex"] = json!(place);
        }
        self.put(&value, out)
    }

    /// A fingerprint with how often it has come.
    fn numbered(&mut self, fingerprint: &str) -> String {
        let times = *self.seen.entry(fingerprint.to_string()).and_modify(|n| *n += 1).or_insert(1);
        format!("{fingerprint}:{times}")
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

/// Why a finding asks nothing of anybody although the rule is violated.
fn suppressions(report: &Report, finding: &Finding) -> Vec<Value> {
    let mut all = Vec::new();
    if finding.known {
        let path = report.baseline.as_ref().map_or("", |baseline| &baseline.path);
        all.push(json!({
            "kind": "external",
            "status": "accepted",
            "justification": pick(report.lang, format!("Kjent fra før: {path}"), format!("Known before: {path}")),
            "properties": { "by": pick(report.lang, "kjent fra før", "the baseline") },
        }));
    }
    if finding.verdict == Verdict::Waived {
        all.push(json!({
            "kind": "external",
            "status": "accepted",
            "justification": finding.message,
            "properties": { "by": pick(report.lang, "unntak i reglene", "a waiver in the rules") },
        }));
    }
    all
}

/// The file of a table.
fn input<'r>(report: &'r Report, table: &str) -> Option<&'r str> {
    report.inputs.iter().find(|input| input.table == table && !table.is_empty()).map(|input| input.path.as_str())
}

/// A file: relative to where krav was run, as long as it lies below.
pub fn artifact(path: &str) -> Value {
    let path = tell::slashes(path);
    let path = path.strip_prefix("./").unwrap_or(&path);
    let may = b"/!$&'()*+,;=@";
    if let Some(rest) = path.strip_prefix('/') {
        return json!({ "uri": format!("file:///{}", rule::encoded(rest, may)) });
    }
    if path.as_bytes().get(1) == Some(&b':') {
        return json!({ "uri": format!("file:///{}", rule::encoded(path, b"/!$&'()*+,;=@:")) });
    }
    let uri = rule::encoded(path, may);
    if path.starts_with("../") { json!({ "uri": uri }) } else { json!({ "uri": uri, "uriBaseId": ROOT }) }
}

/// A place in a file: with a region where the file has lines, and otherwise with the cell's name or its pointer.
fn location(place: &CellPlace, field: Option<Value>) -> Value {
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
    if let Some(cell) = &place.cell {
        let full = place.sheet.as_ref().map_or(cell.clone(), |sheet| format!("{sheet}!{cell}"));
        logical.push(json!({ "name": cell, "fullyQualifiedName": full, "kind": "cell" }));
    }
    if let Some(pointer) = &place.pointer {
        logical.push(named(pointer, "value"));
    }
    logical.extend(field);
    let mut value = json!({ "physicalLocation": physical });
    if !logical.is_empty() {
        value["logicalLocations"] = json!(logical);
    }
    value
}

/// The field of a record that a cell is.
fn logical(finding: &Finding, cell: &Cell) -> Value {
    let record = if finding.subject.key.is_empty() { String::new() } else { format!("[{}]", finding.subject.key) };
    let full = match (finding.subject.table.as_str(), cell.role) {
        ("", _) => cell.field.clone(),
        (table, crate::report::Role::Through | crate::report::Role::Twin) => {
            format!("{table}{record} → {}", cell.field)
        }
        (table, _) => format!("{table}{record}.{}", cell.field),
    };
    json!({ "name": cell.field, "fullyQualifiedName": full, "kind": "member" })
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
        At::Cell(place) => Some(location(place, None)),
        At::Rule(span) => {
            let source = sources.iter().find(|source| source.id == span.file)?;
            let (line, column) = source.line_column(span.start);
            let (end_line, end_column) = source.line_column(span.end);
            let path = source.path.to_string();
            Some(location(&CellPlace { path, line, column, end_line, end_column, ..CellPlace::default() }, None))
        }
        At::File(path) => Some(json!({ "physicalLocation": { "artifactLocation": artifact(path) } })),
    }
}

/// FNV-1a over parts, as 16 hexadecimal digits.
fn fnv(parts: &[&str]) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in parts.iter().flat_map(|part| part.bytes().chain([0])) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    format!("{hash:016x}")
}

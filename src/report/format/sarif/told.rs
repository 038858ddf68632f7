//! A finding as a result, written straight away, with its keys in the order of the alphabet.

use super::{ROOT, result, rule};
use crate::base::{CellPlace, Sources};
use crate::report::format::line::{Object, UNNUMBERED};
use crate::report::format::tell;
use crate::report::{Cell, Finding, Report, Role, words};
use crate::value::Verdict;
use words::pick;

/// Cells that a result lists besides its own.
const RELATED: usize = 20;

/// What results are written from.
#[derive(Clone, Copy)]
pub struct Telling<'p> {
    pub report: &'p Report,
    pub sources: &'p Sources,
}

impl Telling<'_> {
    /// Appends a result, with a place for how often its fingerprint has come.
    pub fn result(&self, finding: &Finding, kind: &str, level: &str, out: &mut Vec<u8>) {
        let report = self.report;
        let cell = tell::main_cell(finding);
        let id = report.rules.get(finding.rule).map_or("", |rule| &rule.id);
        let mut whole = Object::begin(out);
        if report.baseline.is_some() {
            whole.text("baselineState", if finding.known { "unchanged" } else { "new" });
        }
        whole.text("kind", kind);
        whole.text("level", level);
        whole.list("locations", &[cell], |cell, object| self.location(finding, *cell, object));
        message(&mut whole, &tell::sentence(report, finding));
        let mut prints = whole.object("partialFingerprints");
        let field = cell.map_or("", |cell| &cell.field);
        prints.text("kravRuleKeyField/v1", &result::fnv(&[id, &finding.fingerprint, field]));
        prints.text_then("primaryLocationLineHash", &finding.fingerprint, &[b':', UNNUMBERED]);
        prints.end();
        bag(&mut whole.object("properties"), finding);
        whole.close();
        self.related(finding, &mut whole);
        whole.text("ruleId", id);
        whole.number("ruleIndex", finding.rule as u64);
        self.suppressions(finding, &mut whole);
        whole.end();
    }

    /// Where a finding is: its deciding cell, or for want of one its table's file, or the rule.
    fn location(&self, finding: &Finding, cell: Option<&Cell>, object: &mut Object) {
        let report = self.report;
        if let Some(cell) = cell {
            logical(&cell.place, Some((finding, cell)), object);
            return physical(&cell.place, object);
        }
        match result::input(report, &finding.subject.table) {
            Some(path) => {
                object.list("logicalLocations", &[()], |(), object| {
                    object.text("fullyQualifiedName", &tell::subject(report, finding));
                    object.text("kind", "record");
                });
                physical(&CellPlace { path: path.to_string(), ..CellPlace::default() }, object);
            }
            None => {
                if let Some(place) = self.clause(finding) {
                    physical(&place, object);
                }
            }
        }
    }

    /// The clause in its rule file.
    fn clause(&self, finding: &Finding) -> Option<CellPlace> {
        let source = self.sources.iter().find(|source| source.id == finding.clause.file)?;
        let (line, column) = source.line_column(finding.clause.start);
        let (end_line, end_column) = source.line_column(finding.clause.end);
        let path = source.path.to_string();
        Some(CellPlace { path, line, column, end_line, end_column, ..CellPlace::default() })
    }

    /// The other cells that had a say, and the clause.
    fn related(&self, finding: &Finding, whole: &mut Object) {
        let (lang, open) = (self.report.lang, finding.verdict == Verdict::Unknown);
        let cells = finding.cells.iter().skip(1).take(RELATED).map(Some);
        let clause = self.clause(finding);
        let all: Vec<(usize, Option<&Cell>)> = (1..).zip(cells.chain(clause.as_ref().map(|_| None))).collect();
        if all.is_empty() {
            return;
        }
        whole.list("relatedLocations", &all, |(id, cell), object| {
            object.number("id", *id as u64);
            match (*cell, &clause) {
                (Some(cell), _) => {
                    logical(&cell.place, Some((finding, cell)), object);
                    message(object, &tell::cell(cell, open, lang));
                    physical(&cell.place, object);
                }
                (None, Some(clause)) => {
                    object.object("message").text("text", pick(lang, "Leddet i regelen", "The clause of the rule"));
                    object.close();
                    physical(clause, object);
                }
                (None, None) => {}
            }
        });
    }

    /// Why a finding asks nothing of anybody although the rule is violated.
    fn suppressions(&self, finding: &Finding, whole: &mut Object) {
        let lang = self.report.lang;
        let known = finding.known.then(|| {
            let path = self.report.baseline.as_ref().map_or("", |baseline| &baseline.path);
            let why = crate::tell!(lang, nb: "Kjent fra før: {path}", en: "Known before: {path}");
            (why, pick(lang, "kjent fra før", "the baseline"))
        });
        let waived = (finding.verdict == Verdict::Waived)
            .then(|| (finding.message.clone(), pick(lang, "unntak i reglene", "a waiver in the rules")));
        let all: Vec<(String, &str)> = known.into_iter().chain(waived).collect();
        if all.is_empty() {
            return;
        }
        whole.list("suppressions", &all, |(why, by), object| {
            object.text("justification", why);
            object.text("kind", "external");
            object.object("properties").text("by", by);
            object.close();
            object.text("status", "accepted");
        });
    }
}

fn message(object: &mut Object, text: &str) {
    let plain = !text.contains(['{', '}']) && !text.contains("](");
    match plain {
        true => object.object("message").text("text", text),
        false => object.object("message").text("text", &rule::message(text)),
    }
    object.close();
}

fn bag(bag: &mut Object, finding: &Finding) {
    let subject = &finding.subject;
    if let Some(advice) = &finding.advice {
        bag.text("advice", advice);
    }
    bag.text("key", &subject.key);
    if let Some(row) = subject.row {
        bag.number("row", row);
    }
    bag.text("table", &subject.table);
    if !finding.values.is_empty() {
        bag.list("values", &finding.values, |one, object| {
            object.text("expression", &one.expression);
            object.text("value", &one.value);
        });
    }
    bag.text("verdict", finding.verdict.id());
}

/// What a place is called: the cell, the pointer, and the field of the record.
fn logical(place: &CellPlace, field: Option<(&Finding, &Cell)>, object: &mut Object) {
    let cell = place.address().map(|full| (full, "cell", place.cell.as_deref()));
    let pointer = place.pointer.as_ref().map(|pointer| (pointer.clone(), "value", None));
    let member = field.map(|(finding, cell)| (member(finding, cell), "member", Some(cell.field.as_str())));
    let all: Vec<(String, &str, Option<&str>)> = cell.into_iter().chain(pointer).chain(member).collect();
    if all.is_empty() {
        return;
    }
    object.list("logicalLocations", &all, |(full, kind, name), object| {
        object.text("fullyQualifiedName", full);
        object.text("kind", kind);
        if let Some(name) = name {
            object.text("name", name);
        }
    });
}

/// The field of a record that a cell is.
fn member(finding: &Finding, cell: &Cell) -> String {
    let subject = &finding.subject;
    let record = if subject.key.is_empty() { String::new() } else { format!("[{}]", subject.key) };
    match (subject.table.as_str(), cell.role) {
        ("", _) => cell.field.clone(),
        (table, Role::Through | Role::Twin) => format!("{table}{record} → {}", cell.field),
        (table, _) => format!("{table}{record}.{}", cell.field),
    }
}

/// A place in a file: with a region where the file has lines.
fn physical(place: &CellPlace, object: &mut Object) {
    let mut physical = object.object("physicalLocation");
    let (uri, below) = result::uri_of(&place.path);
    let mut artifact = physical.object("artifactLocation");
    artifact.text("uri", &uri);
    if below {
        artifact.text("uriBaseId", ROOT);
    }
    artifact.end();
    if place.line > 0 {
        let mut region = physical.object("region");
        region.number("endColumn", place.end_column.max(1).into());
        region.number("endLine", place.end_line.max(place.line).into());
        region.number("startColumn", place.column.max(1).into());
        region.number("startLine", place.line.into());
        region.end();
    }
    physical.end();
}

//! `--format gitlab`: GitLab's code quality report, a finding an issue.

use super::Page;
use super::json::text;
use super::refused::{self, Refusal};
use super::tell::{self, Gravity};
use crate::report::{Finding, RuleEntry};
use crate::syntax::tree::SourceKind;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::{self, Write};

pub fn write(page: &Page, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "[")?;
    let mut seen: HashMap<String, u32> = HashMap::new();
    let unchecked = refused::issues(&Refusal::among(page))?;
    let mut first = unchecked.is_empty();
    if !first {
        write!(out, "\n{}", unchecked.join(",\n"))?;
    }
    page.findings.each(None, &mut |finding| {
        let Some(issue) = issue(page, finding, &mut seen) else { return Ok(()) };
        let comma = if first { "" } else { "," };
        first = false;
        write!(out, "{comma}\n{}", text(&issue)?)
    })?;
    writeln!(out, "\n]")
}

/// A finding that asks something of somebody. Fingerprints must be unique, so those of equal rows are numbered.
fn issue(page: &Page, finding: &Finding, seen: &mut HashMap<String, u32>) -> Option<Value> {
    let rule = page.report.rules.get(finding.rule)?;
    let severity = severity(rule, Gravity::of_finding(page.report, finding))?;
    let times = seen.entry(finding.fingerprint.clone()).and_modify(|n| *n += 1).or_insert(1);
    let fingerprint = match times {
        1 => finding.fingerprint.clone(),
        n => format!("{}-{n}", finding.fingerprint),
    };
    Some(json!({
        "description": tell::sentence(page.report, finding),
        "check_name": rule.id,
        "fingerprint": fingerprint,
        "severity": severity,
        "location": location(page, finding),
    }))
}

/// What law or regulation demands blocks; undecided duties come before departures from recommendations.
fn severity(rule: &RuleEntry, gravity: Gravity) -> Option<&'static str> {
    let bound = rule.sources.iter().any(|source| matches!(source.kind, SourceKind::Law | SourceKind::Regulation));
    match gravity {
        Gravity::Violation if bound => Some("blocker"),
        Gravity::Violation => Some("critical"),
        Gravity::Open => Some("major"),
        Gravity::Departure => Some("minor"),
        Gravity::OpenRecommendation => Some("info"),
        Gravity::InOrder => None,
    }
}

/// A path from the folder that krav was run in, and lines; the first line of a file that has none.
fn location(page: &Page, finding: &Finding) -> Value {
    let cell = tell::main_cell(finding).map(|cell| {
        let place = &cell.place;
        (tell::slashes(&place.path).into_owned(), place.line.max(1), place.end_line.max(place.line).max(1))
    });
    let table = || {
        let input = page.report.inputs.iter().find(|input| input.table == finding.subject.table);
        input.map(|input| (tell::slashes(&input.path).into_owned(), 1, 1))
    };
    let clause = || tell::clause(page, finding).map(|(path, line, _)| (path.into_owned(), line, line));
    let (path, begin, end) = cell.or_else(table).or_else(clause).unwrap_or_default();
    let path = path.strip_prefix("./").map_or(path.clone(), str::to_string);
    json!({ "path": path, "lines": { "begin": begin.max(1), "end": end.max(1) } })
}

//! `--format gitlab`: GitLab's code quality report, a finding an issue.

use super::Page;
use super::line::{Numbers, Object, UNNUMBERED};
use super::refused::{self, Refusal};
use super::tell::{self, Gravity};
use crate::base::Sources;
use crate::report::{Finding, Report, RuleEntry};
use crate::syntax::tree::SourceKind;
use std::borrow::Cow;
use std::io::{self, Write};

pub fn write(page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let (report, sources) = (page.report, page.sources);
    write!(out, "[")?;
    let lay = |finding: &Finding, page: &mut Vec<u8>| {
        issue(report, sources, finding, page);
        Ok(())
    };
    // Fingerprints must be unique, so those of equal rows are numbered.
    let mut show = |times: u32, out: &mut dyn Write| if times > 1 { write!(out, "-{times}") } else { Ok(()) };
    let mut numbers = Numbers::default();
    let unchecked = refused::issues(&Refusal::among(page))?;
    let mut first = unchecked.is_empty();
    if !first {
        write!(out, "\n{}", unchecked.join(",\n"))?;
    }
    page.findings.laid_out(&lay, &mut |issues| {
        let shown = if first { issues.strip_prefix(b",").unwrap_or(issues) } else { issues };
        first &= issues.is_empty();
        numbers.write(shown, &mut show, out).map(|_| ())
    })?;
    writeln!(out, "\n]")
}

/// Appends a finding that asks something of somebody, with its keys in the order of the alphabet.
fn issue(report: &Report, sources: &Sources, finding: &Finding, page: &mut Vec<u8>) {
    let Some(rule) = report.rules.get(finding.rule) else { return };
    let Some(severity) = severity(rule, Gravity::of_finding(report, finding)) else { return };
    page.extend_from_slice(b",\n");
    let mut issue = Object::begin(page);
    issue.text("check_name", &rule.id);
    issue.text("description", &tell::sentence(report, finding));
    issue.text_then("fingerprint", &finding.fingerprint, &[UNNUMBERED]);
    let (path, begin, end) = location(report, sources, finding);
    let mut location = issue.object("location");
    let mut lines = location.object("lines");
    lines.number("begin", begin.max(1).into());
    lines.number("end", end.max(1).into());
    lines.end();
    location.text("path", path.strip_prefix("./").unwrap_or(&path));
    location.end();
    issue.text("severity", severity);
    issue.end();
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
fn location<'f>(report: &'f Report, sources: &'f Sources, finding: &'f Finding) -> (Cow<'f, str>, u32, u32) {
    let cell = tell::main_cell(finding).map(|cell| {
        let place = &cell.place;
        (tell::slashes(&place.path), place.line.max(1), place.end_line.max(place.line).max(1))
    });
    let table = || {
        let input = report.inputs.iter().find(|input| input.table == finding.subject.table);
        input.map(|input| (tell::slashes(&input.path), 1, 1))
    };
    let clause = || tell::clause(sources, finding).map(|(path, line, _)| (path, line, line));
    cell.or_else(table).or_else(clause).unwrap_or_default()
}

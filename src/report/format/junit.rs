//! `--format junit`: a suite for the registry, a case for each rule. Fits the schema of Ant's JUnit reports.
//!
//! A case fails when its rule fails the run, has an error when the rule could not be decided, and is skipped when the
//! rule was not in force or applied to nothing. What fails no run stands in the suite's output.

use super::Page;
use super::escape::{xml, xml_lines};
use super::tell::{self, Gravity};
use crate::base::Diagnostic;
use crate::report::visible::{clip, on_one_line};
use crate::report::{Finding, RuleEntry, RuleKind, SubjectKind, words};
use crate::value::Verdict;
use std::io::{self, Write};
use words::pick;

/// Findings that a case lists.
const LISTED: usize = 100;
/// Columns of a finding.
const LONGEST: usize = 500;

/// How a case ends.
enum Outcome {
    Passed,
    Failure { kind: &'static str, message: String },
    Error { message: String },
    Skipped { message: String },
}

pub fn write(page: &Page, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{BEGIN}")?;
    suite(page, 0, &tell::registry(page.report), out)?;
    writeln!(out, "{END}")
}

pub const BEGIN: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>";
pub const END: &str = "</testsuites>";

/// The suite of one registry.
pub fn suite(page: &Page, id: usize, registry: &str, out: &mut dyn Write) -> io::Result<()> {
    let report = page.report;
    let rules: Vec<(usize, &RuleEntry)> = report.rules.iter().enumerate().collect();
    let outcomes: Vec<Outcome> = rules.iter().map(|(place, rule)| outcome(page, *place, rule)).collect();
    let lists = lists(page)?;
    let count = |wanted: fn(&Outcome) -> bool| outcomes.iter().filter(|outcome| wanted(outcome)).count();
    let unchecked: Vec<&Diagnostic> = report.notes.iter().filter(|note| note.is_error()).collect();
    let name = xml(&format!("krav {registry}"));
    writeln!(
        out,
        "<testsuite id=\"{id}\" package=\"krav\" name=\"{name}\" timestamp=\"{}T00:00:00\" hostname=\"localhost\" tests=\"{}\" \
         failures=\"{}\" errors=\"{}\" skipped=\"{}\" time=\"0\">",
        report.as_of,
        outcomes.len() + unchecked.len(),
        count(|outcome| matches!(outcome, Outcome::Failure { .. })),
        count(|outcome| matches!(outcome, Outcome::Error { .. })) + unchecked.len(),
        count(|outcome| matches!(outcome, Outcome::Skipped { .. })),
    )?;
    properties(page, out)?;
    for (at, note) in (1..).zip(&unchecked) {
        let (name, message) =
            (pick(report.lang, "kunne ikke prøves", "could not be checked"), xml(note.message.in_lang(report.lang)));
        writeln!(
            out,
            "<testcase classname=\"krav\" name=\"{name} {at}\" time=\"0\"><error type=\"unchecked\" message=\"{message}\">\n\
             {message}</error></testcase>"
        )?;
    }
    let mut remarks = String::new();
    for ((place, rule), outcome) in rules.iter().zip(&outcomes) {
        case(rule, outcome, &lists[*place], out)?;
        if matches!(outcome, Outcome::Passed) && !lists[*place].is_empty() {
            remarks.push_str(&format!("{}: {}\n{}", rule.id, rule.title.in_lang(report.lang), lists[*place]));
        }
    }
    let (_, word, found) = tell::conclusion(page);
    let said = format!("{word}: {found} ({})\n{remarks}", tell::extent(page));
    writeln!(out, "<system-out>{}</system-out>", xml_lines(&said))?;
    writeln!(out, "<system-err></system-err>\n</testsuite>")
}

fn properties(page: &Page, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<properties>")?;
    let mut one =
        |name: &str, value: &str| writeln!(out, "<property name=\"{}\" value=\"{}\"/>", xml(name), xml(value));
    one("tool", concat!("krav ", env!("CARGO_PKG_VERSION")))?;
    one("as_of", &page.report.as_of.to_string())?;
    for input in &page.report.inputs {
        one(&format!("input.{}", input.table), &format!("{} ({})", tell::slashes(&input.path), input.rows))?;
    }
    for pack in &page.report.packs {
        one(&format!("pack.{}", pack.id), &pack.edition)?;
    }
    writeln!(out, "</properties>")
}

fn outcome(page: &Page, place: usize, rule: &RuleEntry) -> Outcome {
    let (lang, gate, ledger) = (page.report.lang, page.view.gate, &rule.ledger);
    let count = |gravity: Gravity| gravity.count(page.report, place);
    let told = |gravity: Gravity| {
        let (count, all) = (words::number(count(gravity), lang), words::number(ledger.applicable(), lang));
        let title = rule.title.in_lang(lang);
        pick(lang, format!("{count} av {all}: {title}"), format!("{count} of {all}: {title}"))
    };
    if count(Gravity::Violation) > 0 {
        return Outcome::Failure { kind: "violation", message: told(Gravity::Violation) };
    }
    if count(Gravity::Departure) > 0 && gate.fail_on_departure {
        return Outcome::Failure { kind: "departure", message: told(Gravity::Departure) };
    }
    if count(Gravity::Open) > 0 && !gate.allow_unknown {
        return Outcome::Error { message: told(Gravity::Open) };
    }
    if rule.kind != RuleKind::Lint && ledger.is_vacuous() {
        let all_out = ledger.population > 0 && ledger.count(Verdict::NotInForce) == ledger.population;
        let message = if all_out {
            words::verdict(Verdict::NotInForce, lang)
        } else {
            pick(lang, "gjaldt ingenting", "applied to nothing")
        };
        return Outcome::Skipped { message: message.to_string() };
    }
    Outcome::Passed
}

/// What was found by each rule, some of it, a line a finding.
fn lists(page: &Page) -> io::Result<Vec<String>> {
    let report = page.report;
    let mut lists = vec![String::new(); report.rules.len()];
    for gravity in [Gravity::Violation, Gravity::Departure, Gravity::Open, Gravity::OpenRecommendation] {
        for rule in tell::worst_first(report, gravity) {
            let Some(list) = lists.get_mut(rule) else { continue };
            let mut shown = 0;
            tell::each_of(page, gravity, rule, LISTED, &mut |finding| {
                shown += 1;
                list.push_str(&line(page, finding));
                Ok(())
            })?;
            let more = gravity.count(report, rule).saturating_sub(shown);
            if more > 0 {
                let more = words::number(more, report.lang);
                list.push_str(&pick(report.lang, format!("  … og {more} til\n"), format!("  … and {more} more\n")));
            }
        }
    }
    Ok(lists)
}

fn line(page: &Page, finding: &Finding) -> String {
    let place = tell::main_cell(finding).map(|cell| format!("{}: ", tell::place(&cell.place))).unwrap_or_default();
    let word = Gravity::of_finding(page.report, finding).word(page.report.lang);
    let sentence = on_one_line(&tell::sentence(page.report, finding));
    format!("  {place}{word}: {}\n", clip(&sentence, LONGEST))
}

fn case(rule: &RuleEntry, outcome: &Outcome, list: &str, out: &mut dyn Write) -> io::Result<()> {
    let (class, name) = match (rule.id.rsplit_once('/'), &rule.subject) {
        (Some((class, name)), _) => (class, name),
        (None, SubjectKind::Rows { table } | SubjectKind::Groups { table, .. }) => (table.as_str(), rule.id.as_str()),
        (None, SubjectKind::Registry) => ("registry", rule.id.as_str()),
    };
    write!(out, "<testcase classname=\"{}\" name=\"{}\" time=\"0\"", xml(class), xml(name))?;
    match outcome {
        Outcome::Passed => writeln!(out, "/>"),
        Outcome::Skipped { message } => writeln!(out, "><skipped message=\"{}\"/></testcase>", xml(message)),
        Outcome::Failure { kind, message } => {
            let (message, list) = (xml(message), xml_lines(list));
            writeln!(out, "><failure type=\"{kind}\" message=\"{message}\">\n{list}</failure></testcase>")
        }
        Outcome::Error { message } => {
            let (message, list) = (xml(message), xml_lines(list));
            writeln!(out, "><error type=\"undecided\" message=\"{message}\">\n{list}</error></testcase>")
        }
    }
}

//! What several formats say of a finding, each in its own form: whose it is, how grave, where, and the run in a sentence.

use super::Page;
use super::human::conclusion;
use crate::base::{CellPlace, Lang, Sources};
use crate::report::gate::{Conclusion, Summary};
use crate::report::{Cell, Finding, Report, Role, SubjectKind, words};
use crate::semantic::model::Modality;
use crate::value::{Missing, Verdict};
use std::borrow::Cow;
use std::io;
use words::pick;

/// How much a finding asks of its reader, the gravest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gravity {
    /// A `must` is violated.
    Violation,
    /// A `must` cannot be decided.
    Open,
    /// A `should` is not followed.
    Departure,
    /// A `should` cannot be decided.
    OpenRecommendation,
    /// Explained or waived: nobody has to do anything.
    InOrder,
}

pub const GRAVITIES: [Gravity; 5] =
    [Gravity::Violation, Gravity::Open, Gravity::Departure, Gravity::OpenRecommendation, Gravity::InOrder];

impl Gravity {
    pub fn of(verdict: Verdict, modality: Modality) -> Gravity {
        match (verdict, modality) {
            (Verdict::Violated, Modality::Must) => Gravity::Violation,
            (Verdict::Violated, Modality::Should) => Gravity::Departure,
            (Verdict::Unknown, Modality::Must) => Gravity::Open,
            (Verdict::Unknown, Modality::Should) => Gravity::OpenRecommendation,
            _ => Gravity::InOrder,
        }
    }

    /// As a finding is to be read: one that the baseline has asks nothing new of anybody.
    pub fn of_finding(report: &Report, finding: &Finding) -> Gravity {
        if finding.known {
            return Gravity::InOrder;
        }
        let modality = report.rules.get(finding.rule).map_or(Modality::Must, |rule| rule.modality);
        Gravity::of(finding.verdict, modality)
    }

    /// How many findings of a rule are so grave; those that the baseline has are in order.
    pub fn count(self, report: &Report, rule: usize) -> u64 {
        let Some(entry) = report.rules.get(rule) else { return 0 };
        let known = |verdict: Verdict| report.baseline.as_ref().map_or(0, |baseline| baseline.known(rule, verdict));
        let of = |verdict: Verdict| {
            let (all, own) = (entry.ledger.count(verdict), Gravity::of(verdict, entry.modality));
            match (own == self, own == Gravity::InOrder) {
                (true, true) => all,
                (true, false) => all.saturating_sub(known(verdict)),
                (false, _) if self == Gravity::InOrder => known(verdict),
                (false, _) => 0,
            }
        };
        FOUND.iter().map(|verdict| of(*verdict)).sum()
    }

    /// The same, of all rules.
    pub fn total(self, report: &Report) -> u64 {
        (0..report.rules.len()).map(|rule| self.count(report, rule)).sum()
    }

    /// Its name to people, for one finding.
    pub fn word(self, lang: Lang) -> &'static str {
        match self {
            Gravity::Violation => pick(lang, "brudd", "violation"),
            Gravity::Open => pick(lang, "uavklart", "undecided"),
            Gravity::Departure => pick(lang, "avvik fra anbefaling", "departure from a recommendation"),
            Gravity::OpenRecommendation => pick(lang, "uavklart anbefaling", "open recommendation"),
            Gravity::InOrder => pick(lang, "i orden", "in order"),
        }
    }
}

/// The rules that have findings so grave, those with most of them first.
pub fn worst_first(report: &Report, gravity: Gravity) -> Vec<usize> {
    let rules = (0..report.rules.len()).map(|rule| (std::cmp::Reverse(gravity.count(report, rule)), rule));
    let mut found: Vec<_> = rules.filter(|(count, _)| count.0 > 0).collect();
    found.sort();
    found.into_iter().map(|(_, rule)| rule).collect()
}

/// The findings of a rule that are so grave, at most so many.
pub fn each_of(
    page: &Page,
    gravity: Gravity,
    rule: usize,
    most: usize,
    sink: &mut dyn FnMut(&Finding) -> io::Result<()>,
) -> io::Result<()> {
    let report = page.report;
    let modality = report.rules.get(rule).map_or(Modality::Must, |rule| rule.modality);
    let in_order = gravity == Gravity::InOrder;
    let wanted = |of: usize, verdict: Verdict| {
        of == rule && FOUND.contains(&verdict) && (in_order || Gravity::of(verdict, modality) == gravity)
    };
    let mut told = 0;
    page.findings.pick(&wanted, if in_order { usize::MAX } else { most }, &mut |finding| {
        if told >= most || Gravity::of_finding(report, finding) != gravity {
            return Ok(());
        }
        told += 1;
        sink(finding)
    })
}

/// The verdicts that make a finding.
pub const FOUND: [Verdict; 4] = [Verdict::Violated, Verdict::Unknown, Verdict::Explained, Verdict::Waived];

/// Whose finding it is: `tiltak T-0017`; the key alone for groups, nothing for the registry.
pub fn subject(report: &Report, finding: &Finding) -> String {
    let rule = report.rules.get(finding.rule);
    let rows = rule.is_none_or(|rule| matches!(rule.subject, SubjectKind::Rows { .. }));
    let key = match (&finding.subject.key, finding.subject.row) {
        (key, Some(row)) if key.is_empty() => pick(report.lang, format!("rad {row}"), format!("row {row}")),
        (key, _) => key.clone(),
    };
    let table = if rows { finding.subject.table.as_str() } else { "" };
    [table, &key].join(" ").trim().to_string()
}

/// The message with its subject before it.
pub fn sentence(report: &Report, finding: &Finding) -> String {
    let subject = subject(report, finding);
    if subject.is_empty() { finding.message.clone() } else { format!("{subject}: {}", finding.message) }
}

/// What a cell says and does: `«Oppstart» = «2019» avgjør`.
pub fn cell(cell: &Cell, open: bool, lang: Lang) -> String {
    let heading = words::quoted(if cell.heading.is_empty() { &cell.field } else { &cell.heading }, lang);
    match cell.missing {
        Some(why) if cell.role != Role::Explanation => {
            let value = match why {
                Missing::Unreadable => format!(" ({})", words::quoted(&cell.value, lang)),
                _ => String::new(),
            };
            format!("{heading} {}{value}", words::missing(why, lang))
        }
        _ => format!("{heading} = {} {}", words::quoted(&cell.value, lang), words::role(cell.role, open, lang)),
    }
}

/// Where a cell is in its file, as people write it: `tiltak.csv:12:5`, `bok.xlsx, Ark1!E8`, `x.json /7/oppstart`.
pub fn place(place: &CellPlace) -> String {
    let path = slashes(&place.path);
    match (place.address(), &place.pointer) {
        (Some(address), _) => format!("{path}, {address}"),
        (None, Some(pointer)) if place.line == 0 => format!("{path} {pointer}"),
        _ if place.line == 0 => path.into_owned(),
        _ => format!("{path}:{}:{}", place.line, place.column),
    }
}

/// A path with `/` between its parts, also where the machine writes them otherwise.
pub fn slashes(path: &str) -> Cow<'_, str> {
    match std::path::MAIN_SEPARATOR {
        '/' => Cow::Borrowed(path),
        own => Cow::Owned(path.replace(own, "/")),
    }
}

/// The cell that a finding is pinned to: the first, which decides. Groups and the registry may have none.
pub fn main_cell(finding: &Finding) -> Option<&Cell> {
    finding.cells.first()
}

/// The clause in its rule file: path, line and column.
pub fn clause<'p>(sources: &'p Sources, finding: &Finding) -> Option<(Cow<'p, str>, u32, u32)> {
    let source = sources.iter().find(|source| source.id == finding.clause.file)?;
    let (line, column) = source.line_column(finding.clause.start);
    Some((slashes(&source.path), line, column))
}

/// The clause as it is written, on one line.
pub fn clause_text<'p>(page: &Page<'p>, finding: &Finding) -> Option<&'p str> {
    let source = page.sources.iter().find(|source| source.id == finding.clause.file)?;
    Some(source.slice(finding.clause).trim()).filter(|text| !text.is_empty())
}

/// What a reading says: `«tidlig» er lest som «før planlagt oppstart»`.
pub fn reading(reading: &crate::semantic::model::Reading, lang: Lang) -> String {
    let (word, meaning) = (words::quoted(&reading.word, lang), words::quoted(&reading.meaning, lang));
    pick(lang, format!("{word} er lest som {meaning}"), format!("{word} is read as {meaning}"))
}

/// The registry that was checked: the folder that all its files stand in, or its one file.
pub fn registry(report: &Report) -> String {
    let paths: Vec<Vec<String>> = (report.inputs.iter())
        .map(|input| slashes(&input.path).split('/').filter(|part| *part != ".").map(str::to_string).collect())
        .collect();
    let Some(first) = paths.first() else { return "registry".to_string() };
    if paths.len() == 1 {
        return first.join("/");
    }
    let shared =
        (0..first.len()).take_while(|&at| paths.iter().all(|path| at + 1 < path.len() && path[at] == first[at]));
    let shared = first[..shared.count()].join("/");
    let names = || paths.iter().filter_map(|path| path.last().cloned()).collect::<Vec<_>>().join("+");
    if shared.is_empty() { names() } else { shared }
}

/// The conclusion, and the numbers that it stands on: `IKKE I SAMSVAR` and `85 brudd, 3 uavklarte`.
pub fn conclusion(page: &Page) -> (Conclusion, &'static str, String) {
    let summary = Summary::of(page.report);
    let conclusion = summary.conclusion(page.view.gate);
    (conclusion, words::conclusion(conclusion, page.report.lang), conclusion::found(&summary, page.report.lang))
}

/// What was judged: `22 regler, 54 feltkontroller, 661 rader`.
pub fn extent(page: &Page) -> String {
    conclusion::over(page.report).join(", ")
}

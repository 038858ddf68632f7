//! `krav test --format json`: one object; a test or a rule a line.

use super::{Case, CaseKind, ClauseCoverage, Failure, Line, Place, RuleCoverage, Tested};
use crate::base::Lang;
use crate::report::format::json_text;
use crate::value::Truth;
use serde::Serialize;
use std::io::{self, Write};

/// Counts up when a key changes its meaning or goes; new keys may come without it.
const VERSION: u32 = 1;

pub fn json(tested: &Tested, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let (clauses, covered) = tested.clauses();
    let failed = tested.failed();
    let summary = Summary { tests: tested.cases.len(), passed: tested.cases.len() - failed, failed, clauses, covered };
    writeln!(out, "{{\n\"version\": {VERSION},\n\"tests\": [")?;
    lines(tested.cases.iter().map(|case| CaseShape::of(case, lang)), out)?;
    writeln!(out, "],\n\"coverage\": [")?;
    lines(tested.coverage.iter().map(RuleShape::of), out)?;
    writeln!(out, "],\n\"untested\": {},", json_text(&tested.untested)?)?;
    writeln!(out, "\"summary\": {}\n}}", json_text(&summary)?)
}

fn lines(items: impl ExactSizeIterator<Item = impl Serialize>, out: &mut dyn Write) -> io::Result<()> {
    let last = items.len().saturating_sub(1);
    for (at, item) in items.enumerate() {
        writeln!(out, "{}{}", json_text(&item)?, if at == last { "" } else { "," })?;
    }
    Ok(())
}

#[derive(Serialize)]
struct Summary {
    tests: usize,
    passed: usize,
    failed: usize,
    clauses: usize,
    /// Clauses seen both true and false.
    covered: usize,
}

#[derive(Serialize)]
struct PlaceShape<'a> {
    path: &'a str,
    line: u32,
    column: u32,
}

impl PlaceShape<'_> {
    fn of(place: &Place) -> PlaceShape<'_> {
        PlaceShape { path: &place.path, line: place.line, column: place.column }
    }
}

#[derive(Serialize)]
struct CaseShape<'a> {
    kind: &'static str,
    name: &'a str,
    place: PlaceShape<'a>,
    passed: bool,
    failures: Vec<FailureShape<'a>>,
}

impl CaseShape<'_> {
    fn of(case: &Case, lang: Lang) -> CaseShape<'_> {
        CaseShape {
            kind: match case.kind {
                CaseKind::Test => "test",
                CaseKind::Section => "section",
            },
            name: &case.name,
            place: PlaceShape::of(&case.place),
            passed: case.passed(),
            failures: case.failures.iter().map(|failure| FailureShape::of(failure, lang)).collect(),
        }
    }
}

#[derive(Serialize)]
struct FailureShape<'a> {
    place: PlaceShape<'a>,
    message: &'a str,
    diff: Vec<String>,
    why: &'a [String],
}

impl FailureShape<'_> {
    fn of(failure: &Failure, lang: Lang) -> FailureShape<'_> {
        let line = |line: &Line| match line {
            Line::Same(text) => format!("  {text}"),
            Line::Wanted(text) => format!("- {text}"),
            Line::Found(text) => format!("+ {text}"),
        };
        FailureShape {
            place: PlaceShape::of(&failure.place),
            message: failure.message.in_lang(lang),
            diff: failure.diff.iter().map(line).collect(),
            why: &failure.why,
        }
    }
}

#[derive(Serialize)]
struct RuleShape<'a> {
    rule: &'a str,
    tests: u64,
    clauses: Vec<ClauseShape<'a>>,
}

impl RuleShape<'_> {
    fn of(rule: &RuleCoverage) -> RuleShape<'_> {
        RuleShape { rule: &rule.rule, tests: rule.tests, clauses: rule.clauses.iter().map(ClauseShape::of).collect() }
    }
}

#[derive(Serialize)]
struct ClauseShape<'a> {
    kind: &'static str,
    text: &'a str,
    place: PlaceShape<'a>,
    r#true: u64,
    r#false: u64,
    unknown: u64,
}

impl ClauseShape<'_> {
    fn of(clause: &ClauseCoverage) -> ClauseShape<'_> {
        ClauseShape {
            kind: clause.kind.id(),
            text: &clause.text,
            place: PlaceShape::of(&clause.place),
            r#true: clause.count(Truth::Yes),
            r#false: clause.count(Truth::No),
            unknown: clause.count(Truth::Unknown),
        }
    }
}

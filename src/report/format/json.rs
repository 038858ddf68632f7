//! `--format json`: the whole report as one object, a finding a line, written as the findings come.
//! The shapes here are version 1 of `docs/outputs.schema.json`.

use super::input::Input;
pub(super) use super::tell::slashes;
use super::{Page, basis, line};
use crate::base::{Lang, Sources, Span};
use crate::report::tally::{Tally, is_zero};
use crate::report::visible::is_hostile;
use crate::report::{Finding, RuleEntry, SubjectKind, words};
use crate::semantic::model::{Interval, Reading, SourceRef};
use crate::value::Date;
use serde::Serialize;
use std::borrow::Cow;
use std::io::{self, Write};

/// Counts up when a key changes its meaning or goes; new keys may come without it.
pub const VERSION: u32 = 1;

pub fn write(page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let report = page.report;
    writeln!(out, "{{")?;
    key(out, "version", &VERSION, true)?;
    key(out, "tool", &Tool::this(), true)?;
    key(out, "as_of", &report.as_of.to_string(), true)?;
    let inputs: Vec<Input> = report.inputs.iter().map(|input| Input::of(input, report.lang)).collect();
    list(out, "inputs", &inputs)?;
    list(out, "packs", &report.packs.iter().map(basis::Pack::of).collect::<Vec<_>>())?;
    key(out, "options", &basis::Options::of(page), true)?;
    if let Some(evidence) = &report.evidence {
        key(out, "evidence", &basis::Evidence::of(evidence), true)?;
    }
    let rules: Vec<Rule> = report.rules.iter().map(|rule| Rule::of(rule, report.lang, page.sources, true)).collect();
    list(out, "rules", &rules)?;
    write!(out, "\"findings\": [")?;
    let (report, sources) = (page.report, page.sources);
    let lay = |finding: &Finding, page: &mut Vec<u8>| {
        page.extend_from_slice(b",\n");
        line::finding(report, sources, finding, page);
        Ok(())
    };
    let mut first = true;
    page.findings.laid_out(&lay, &mut |lines| {
        // The first has no comma before it.
        let shown = if first { lines.strip_prefix(b",").unwrap_or(lines) } else { lines };
        first &= lines.is_empty();
        out.write_all(shown)
    })?;
    writeln!(out, "{}],", if first { "" } else { "\n" })?;
    if let Some(by) = &report.by {
        key(out, "by", &basis::Breakdown::of(by), true)?;
    }
    if let Some(baseline) = &report.baseline {
        key(out, "baseline", &basis::Baseline::of(baseline), true)?;
    }
    if !report.notes.is_empty() {
        list(out, "notes", &report.notes.iter().map(|note| basis::Note::of(note, page)).collect::<Vec<_>>())?;
    }
    key(out, "summary", &basis::Counts::of(page), false)?;
    writeln!(out, "}}")
}

/// The catalogue of `krav rules --format json`: the rules without their counts.
pub fn catalogue(rules: &[RuleEntry], lang: Lang, sources: &Sources, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{{")?;
    key(out, "version", &VERSION, true)?;
    key(out, "tool", &Tool::this(), true)?;
    write!(out, "\"rules\": [")?;
    lines(out, &rules.iter().map(|rule| Rule::of(rule, lang, sources, false)).collect::<Vec<_>>())?;
    writeln!(out, "]\n}}")
}

fn key(out: &mut dyn Write, name: &str, value: &impl Serialize, more: bool) -> io::Result<()> {
    writeln!(out, "\"{name}\": {}{}", text(value)?, if more { "," } else { "" })
}

fn list(out: &mut dyn Write, name: &str, items: &[impl Serialize]) -> io::Result<()> {
    write!(out, "\"{name}\": [")?;
    lines(out, items)?;
    writeln!(out, "],")
}

/// The items of an array, each on a line of its own.
fn lines(out: &mut dyn Write, items: &[impl Serialize]) -> io::Result<()> {
    for (i, item) in items.iter().enumerate() {
        write!(out, "{}{}", if i == 0 { "\n" } else { ",\n" }, text(item)?)?;
    }
    if items.is_empty() { Ok(()) } else { writeln!(out) }
}

/// A value as compact JSON that steers no terminal.
pub fn text(value: &impl Serialize) -> io::Result<String> {
    let mut out = Vec::new();
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut out, Harmless))?;
    String::from_utf8(out).map_err(io::Error::other)
}

/// Writes compact JSON in which characters that steer terminals or hide from the eye are escapes, all of them.
pub(super) struct Harmless;

impl serde_json::ser::Formatter for Harmless {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        let command = fragment.contains("##");
        if !command && (fragment.bytes().all(|b| b < 0x7f) || !fragment.chars().any(is_hostile)) {
            return out.write_all(fragment.as_bytes());
        }
        let mut before = ' ';
        let mut units = [0; 2];
        for c in fragment.chars() {
            // `##[…]` is a command to those who run a build and read along.
            if is_hostile(c) || (c == '#' && before == '#') {
                c.encode_utf16(&mut units).iter().try_for_each(|unit| write!(out, "\\u{unit:04x}"))?;
            } else {
                write!(out, "{c}")?;
            }
            before = c;
        }
        Ok(())
    }
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

impl Tool {
    fn this() -> Tool {
        Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") }
    }
}

#[derive(Serialize)]
struct Rule<'a> {
    id: &'a str,
    kind: &'static str,
    modality: &'static str,
    title: &'a str,
    #[serde(skip_serializing_if = "String::is_empty")]
    source: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sources: Vec<Source<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    readings: Vec<ReadingShape<'a>>,
    subject: RuleSubject<'a>,
    #[serde(skip_serializing_if = "Force::is_open")]
    in_force: Force,
    #[serde(skip_serializing_if = "Option::is_none")]
    judged_at: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<Clause<'a>>,
    #[serde(flatten)]
    ledger: Option<Counted>,
}

impl<'a> Rule<'a> {
    fn of(rule: &'a RuleEntry, lang: Lang, sources: &'a Sources, counted: bool) -> Rule<'a> {
        Rule {
            id: &rule.id,
            kind: words::kind_id(rule.kind),
            modality: words::modality_id(rule.modality),
            title: rule.title.in_lang(lang),
            source: words::sources(&rule.sources, lang),
            sources: rule.sources.iter().map(Source::of).collect(),
            readings: rule.readings.iter().map(ReadingShape::of).collect(),
            subject: RuleSubject::of(&rule.subject),
            in_force: Force::of(rule.in_force),
            judged_at: rule.judged_at.as_deref(),
            place: Clause::of(sources, rule.span),
            ledger: counted.then(|| Counted::of(rule)),
        }
    }
}

#[derive(Serialize)]
struct Source<'a> {
    kind: &'static str,
    work: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    section: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

impl<'a> Source<'a> {
    fn of(source: &'a SourceRef) -> Source<'a> {
        Source {
            kind: words::source_kind_id(source.kind),
            work: &source.work,
            section: source.section.as_deref(),
            url: source.url.as_deref(),
        }
    }
}

#[derive(Serialize)]
struct ReadingShape<'a> {
    word: &'a str,
    meaning: &'a str,
}

impl<'a> ReadingShape<'a> {
    fn of(reading: &'a Reading) -> ReadingShape<'a> {
        ReadingShape { word: &reading.word, meaning: &reading.meaning }
    }
}

#[derive(Serialize)]
struct RuleSubject<'a> {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    table: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'a str>,
}

impl<'a> RuleSubject<'a> {
    fn of(subject: &'a SubjectKind) -> RuleSubject<'a> {
        match subject {
            SubjectKind::Rows { table } => RuleSubject { kind: "rows", table: Some(table), path: None },
            SubjectKind::Groups { table, path } => RuleSubject { kind: "groups", table: Some(table), path: Some(path) },
            SubjectKind::Registry => RuleSubject { kind: "registry", table: None, path: None },
        }
    }
}

#[derive(Serialize)]
struct Force {
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
}

impl Force {
    fn of(interval: Interval) -> Force {
        let text = |date: Option<Date>| date.map(|date| date.to_string());
        Force { from: text(interval.from), to: text(interval.to) }
    }

    fn is_open(&self) -> bool {
        self.from.is_none() && self.to.is_none()
    }
}

/// A rule's ledger: population, applicable and the seven counts.
#[derive(Serialize)]
struct Counted {
    population: u64,
    applicable: u64,
    #[serde(flatten)]
    verdicts: Tally,
    #[serde(skip_serializing_if = "is_zero")]
    without_key: u64,
}

impl Counted {
    fn of(rule: &RuleEntry) -> Counted {
        let ledger = &rule.ledger;
        Counted {
            population: ledger.population,
            applicable: ledger.applicable(),
            verdicts: Tally::of(&ledger.counts),
            without_key: ledger.without_key,
        }
    }
}

/// A place in a rule file.
#[derive(Serialize)]
pub(super) struct Clause<'a> {
    path: Cow<'a, str>,
    line: u32,
    column: u32,
}

impl<'a> Clause<'a> {
    pub(super) fn parts(self) -> (Cow<'a, str>, u32, u32) {
        (self.path, self.line, self.column)
    }

    /// `None` for spans of no file.
    pub(super) fn of(sources: &'a Sources, span: Span) -> Option<Clause<'a>> {
        let source = sources.iter().nth(span.file.0 as usize)?;
        let (line, column) = source.line_column(span.start);
        Some(Clause { path: slashes(&source.path), line, column })
    }
}

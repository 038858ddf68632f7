//! `--baseline` and `--against`: a check that only fails on what is new.

use super::{Known, Standing, remembered, some};
use crate::base::{Code, Diagnostic, Text};
use crate::driver::Checked;
use crate::report::past::{About, Past, PastFinding};
use crate::report::{Baseline, Finding, Findings, Gone, Judged, Lay, Report};
use crate::text;
use crate::value::Verdict;
use hashbrown::HashSet;
use std::borrow::Cow;
use std::io;
use std::sync::Arc;

/// Names that a warning lists.
const LISTED: usize = 5;

/// Holds a check against an earlier report: what the report has is known, and fails no run. The notes say where the
/// report rests on other rules or tables.
pub fn against_report(checked: Checked, past: &Past) -> io::Result<Checked> {
    let mut checked = mark(checked, &past.path, &past.findings)?;
    let notes = other_basis(&checked.report, past);
    checked.report.notes.extend(notes);
    Ok(checked)
}

/// Holds a check against the run of the registry as it was.
pub fn against_run(checked: Checked, path: &str, old: &Checked) -> io::Result<Checked> {
    let mut findings = Vec::new();
    old.findings.each(None, &mut |finding| {
        findings.push(remembered(&old.report, finding));
        Ok(())
    })?;
    mark(checked, path, &findings)
}

fn mark(checked: Checked, path: &str, past: &[PastFinding]) -> io::Result<Checked> {
    let Checked { mut report, findings, profile } = checked;
    let known = Known::of(past);
    let mut baseline =
        Baseline { path: path.to_string(), known: vec![[0; 7]; report.rules.len()], ..Baseline::default() };
    let mut met: HashSet<String> = HashSet::new();
    findings.each(Some(usize::MAX), &mut |finding| {
        met.insert(finding.fingerprint.clone());
        match known.standing_of(finding) {
            Standing::Known => {
                baseline.known[finding.rule][finding.verdict as usize] += 1;
            }
            standing => {
                baseline.new += 1;
                baseline.changed += u64::from(standing == Standing::Changed);
            }
        }
        Ok(())
    })?;
    let gone = past.iter().filter(|old| !met.contains(&old.fingerprint));
    baseline.gone = gone
        .map(|old| Gone {
            rule: old.rule.clone(),
            verdict: old.verdict,
            table: old.table.clone(),
            key: old.key.clone(),
            message: old.message.clone(),
            fingerprint: old.fingerprint.clone(),
        })
        .collect();
    report.baseline = Some(baseline);
    Ok(Checked { report, findings: Box::new(Marked { inner: findings, known: Arc::new(known) }), profile })
}

/// Findings that know which of them are known.
struct Marked {
    inner: Box<dyn Findings>,
    known: Arc<Known>,
}

impl Known {
    fn told(&self, finding: &Finding, sink: &mut dyn FnMut(&Finding) -> io::Result<()>) -> io::Result<()> {
        match self.standing_of(finding) {
            Standing::Known => sink(&Finding { known: true, ..finding.clone() }),
            _ => sink(finding),
        }
    }
}

impl Findings for Marked {
    fn each(&self, per_rule: Option<usize>, sink: &mut dyn FnMut(&Finding) -> io::Result<()>) -> io::Result<()> {
        match per_rule.filter(|most| *most < usize::MAX) {
            Some(most) => self.pick(&|_, _| true, most, sink),
            None => self.inner.each(per_rule, &mut |finding| self.known.told(finding, sink)),
        }
    }

    /// Where only some are asked for, these are new ones.
    fn pick(
        &self,
        wanted: &dyn Fn(usize, Verdict) -> bool,
        per_rule: usize,
        sink: &mut dyn FnMut(&Finding) -> io::Result<()>,
    ) -> io::Result<()> {
        if per_rule == usize::MAX {
            return self.inner.pick(wanted, per_rule, &mut |finding| self.known.told(finding, sink));
        }
        let mut current = (usize::MAX, 0);
        self.inner.pick(wanted, usize::MAX, &mut |finding| {
            if current.0 != finding.rule {
                current = (finding.rule, 0);
            }
            if current.1 >= per_rule || self.known.standing_of(finding) == Standing::Known {
                return Ok(());
            }
            current.1 += 1;
            sink(finding)
        })
    }

    fn laid_out(&self, lay: Lay, out: &mut dyn FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
        let known = &*self.known;
        let lay = |finding: &Finding, page: &mut Vec<u8>| known.told(finding, &mut |finding| lay(finding, page));
        self.inner.laid_out(&lay, out)
    }

    fn headings(&self, table: usize) -> Vec<String> {
        self.inner.headings(table)
    }

    fn rows(&self, table: usize, sink: &mut dyn FnMut(&[Cow<str>]) -> io::Result<()>) -> io::Result<()> {
        self.inner.rows(table, sink)
    }

    fn judged(&self, sink: &mut dyn FnMut(&Judged) -> io::Result<()>) -> io::Result<()> {
        self.inner.judged(sink)
    }
}

/// Where an earlier report rests on other rules, editions or tables than this run.
fn other_basis(report: &Report, past: &Past) -> Vec<Diagnostic> {
    let path = &past.path;
    let mut all = Vec::new();
    let mut warn = |message: Text, help: Text| {
        all.push(Diagnostic::warning(Code::OtherBasis, message).at_file(path).help(help));
    };
    if let Some(about) = &past.about {
        editions(report, about, &mut warn);
        let before: HashSet<&str> = about.inputs.iter().map(|input| input.table.as_str()).collect();
        let now: HashSet<&str> = report.inputs.iter().map(|input| input.table.as_str()).collect();
        if before != now {
            let (before, now) = (some(before, LISTED), some(now, LISTED));
            warn(
                text!(
                    nb: "Rapporten har tabellene {before}; her er det {now}.",
                    en: "The report has the tables {before}; here they are {now}.",
                ),
                Text::new(
                    "Funn i en tabell med et annet navn regnes som nye.",
                    "Findings in a table of another name count as new.",
                ),
            );
        }
    }
    let rules: HashSet<&str> = report.rules.iter().map(|rule| rule.id.as_str()).collect();
    let strangers: HashSet<&str> =
        past.findings.iter().map(|finding| finding.rule.as_str()).filter(|rule| !rules.contains(rule)).collect();
    if !strangers.is_empty() {
        let list = some(strangers, LISTED);
        warn(
            text!(
                nb: "Rapporten har funn av regler som ikke er med nå: {list}.",
                en: "The report has findings of rules that are not here now: {list}.",
            ),
            Text::new("De regnes som borte.", "They count as gone."),
        );
    }
    all
}

fn editions(report: &Report, about: &About, warn: &mut dyn FnMut(Text, Text)) {
    for pack in &report.packs {
        let (id, now) = (&pack.id, &pack.edition);
        let Some(old) = about.packs.iter().find(|old| old.id == *id).filter(|old| old.edition != *now) else {
            continue;
        };
        let before = &old.edition;
        warn(
            text!(
                nb: "Rapporten er laget med utgave {before} av {id}; her er det {now}.",
                en: "The report was made with edition {before} of {id}; here it is {now}.",
            ),
            Text::new(
                "Det som er nytt, kan skyldes regelen og ikke registeret: se krav impact.",
                "What is new may be due to the rule and not to the registry: see krav impact.",
            ),
        );
    }
}

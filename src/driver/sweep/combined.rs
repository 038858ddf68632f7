//! All registries of a sweep as one report, for the formats of a single one. The findings are worked out again registry
//! by registry, so that no more than one is held.

use super::{Found, Job, one};
use crate::base::{Code, Diagnostic, Text};
use crate::driver::findings::fingerprint;
use crate::report::gate::Conclusion;
use crate::report::swept::Swept;
use crate::report::{Finding, Findings, Judged, PackEntry, Report};
use crate::text;
use crate::value::Verdict;
use crate::world::World;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::OnceLock;

/// Takes one registry of a sweep: its report and findings, or what kept it from being judged.
pub type Part<'p> = dyn FnMut(&str, Result<(&Report, &dyn Findings), &[Diagnostic]>) -> io::Result<()> + 'p;

/// The findings of a sweep.
pub struct Combined<'a> {
    world: &'a dyn World,
    job: &'a Job<'a>,
    kept: OnceLock<Kept>,
}

/// Findings of a rule and a verdict that are kept for those who ask rule by rule.
const KEPT: usize = 1000;
/// The same, of all rules together.
const ALL_KEPT: usize = 50_000;

/// The first findings of every rule and verdict: outputs ask for some of each rule, and a sweep is not to be made again
/// for every question.
#[derive(Default)]
struct Kept {
    found: BTreeMap<(usize, Verdict), Own>,
    count: usize,
}

/// What is kept of one rule and verdict.
#[derive(Default)]
struct Own {
    /// With the number that each has among all.
    found: Vec<(u64, Finding)>,
    /// There are more than are kept.
    more: bool,
}

impl Kept {
    fn take(&mut self, number: u64, finding: impl FnOnce() -> Finding, rule: usize, verdict: Verdict) {
        let own = self.found.entry((rule, verdict)).or_default();
        if own.found.len() < KEPT && self.count < ALL_KEPT && !own.more {
            own.found.push((number, finding()));
            self.count += 1;
        } else {
            own.more = true;
        }
    }

    /// The first findings of a rule with some verdicts; `None` where more are asked for than are kept.
    fn first(&self, rule: usize, wanted: &dyn Fn(Verdict) -> bool, most: usize) -> Option<Vec<&Finding>> {
        let mut all: Vec<(u64, &Finding)> = Vec::new();
        let mut end = u64::MAX;
        for verdict in Verdict::ALL.into_iter().filter(|verdict| wanted(*verdict)) {
            let Some(own) = self.found.get(&(rule, verdict)) else { continue };
            all.extend(own.found.iter().map(|(number, finding)| (*number, finding)));
            if own.more {
                end = end.min(own.found.last().map_or(0, |(number, _)| *number));
            }
        }
        all.sort_by_key(|(number, _)| *number);
        all.truncate(most);
        // Beyond the last one that is kept, another may come in between.
        let sure = end == u64::MAX || (all.len() == most && all.last().is_none_or(|(number, _)| *number <= end));
        sure.then(|| all.into_iter().map(|(_, finding)| finding).collect())
    }
}

impl<'a> Combined<'a> {
    pub fn new(world: &'a dyn World, job: &'a Job<'a>) -> Combined<'a> {
        Combined { world, job, kept: OnceLock::new() }
    }

    fn kept(&self) -> io::Result<&Kept> {
        if let Some(kept) = self.kept.get() {
            return Ok(kept);
        }
        let (mut kept, mut number) = (Kept::default(), 0);
        self.registries(&mut |among, findings| {
            findings.each(Some(usize::MAX), &mut |finding| {
                number += 1;
                kept.take(number, || of(among, finding), finding.rule, finding.verdict);
                Ok(())
            })
        })?;
        Ok(self.kept.get_or_init(|| kept))
    }

    /// The page of every registry by itself, in their order; of one that could not be judged, its problems.
    pub fn apart(&self, swept: &Swept, sink: &mut Part) -> io::Result<()> {
        for (found, registry) in self.job.registries.iter().zip(&swept.registries) {
            match one(self.world, self.job, found, self.job.request.threads, true) {
                Ok(judged) => sink(&registry.name, Ok((&judged.report, &judged.work)))?,
                Err(problems) => sink(&registry.name, Err(&problems))?,
            }
        }
        Ok(())
    }

    /// The report over all registries that could be judged.
    pub fn report(&self, swept: &Swept) -> Report {
        let judged = || swept.registries.iter().filter_map(|registry| registry.outcome.judged.as_ref());
        let mut rules = swept.rules.clone();
        for counted in judged() {
            for (sum, ledger) in rules.iter_mut().zip(&counted.ledgers) {
                sum.ledger.population += ledger.population;
                sum.ledger.without_key += ledger.without_key;
                sum.ledger.counts.iter_mut().zip(ledger.counts).for_each(|(sum, count)| *sum += count);
            }
        }
        let packs = self.job.prepared.model.packs.iter();
        let packs = packs.map(|pack| PackEntry {
            id: pack.id.clone(),
            title: pack.title.clone(),
            edition: pack.edition.clone(),
        });
        Report {
            as_of: swept.as_of,
            lang: swept.lang,
            inputs: judged().flat_map(|counted| counted.inputs.clone()).collect(),
            packs: packs.collect(),
            rules,
            notes: unchecked(swept),
            evidence: None,
            baseline: None,
            by: None,
        }
    }

    /// Every registry that can be judged, one after the other.
    fn registries(&self, take: &mut dyn FnMut(Among, &dyn Findings) -> io::Result<()>) -> io::Result<()> {
        let mut tables = 0;
        for found in self.job.registries {
            // What cannot be judged is told by the sweep itself.
            let judged: Result<_, Vec<Diagnostic>> = one(self.world, self.job, found, self.job.request.threads, true);
            if let Ok(judged) = judged {
                take(Among { found, tables }, &judged.work)?;
                tables += judged.report.inputs.len();
            }
        }
        Ok(())
    }
}

/// That a registry has no answer, so that no output reads as if all of them had one.
fn unchecked(swept: &Swept) -> Vec<Diagnostic> {
    let lacking = swept.registries.iter().filter(|registry| match &registry.outcome.judged {
        Some(_) => registry.outcome.summary.conclusion(swept.gate) == Conclusion::NothingChecked,
        None => true,
    });
    let told = lacking.map(|registry| {
        let name = &registry.name;
        let why = registry.outcome.problems.first();
        let (code, why) = match why {
            Some(problem) => (problem.code, problem.message.clone()),
            None => (Code::NothingChecked, Text::new("Ingen regel avgjorde noe.", "No rule decided anything.")),
        };
        let Text { nb, en } = why;
        let message = text!(nb: "{name} kunne ikke prøves: {nb}", en: "{name} could not be checked: {en}");
        Diagnostic::error(code, message).at_file(&registry.name)
    });
    told.collect()
}

/// A registry, and how many tables those before it have.
#[derive(Clone, Copy)]
struct Among<'f> {
    found: &'f Found,
    tables: usize,
}

/// A finding that is known apart from one on an equal record of another registry, with its tables among those of all.
fn of(among: Among, finding: &Finding) -> Finding {
    let mut finding = finding.clone();
    finding.fingerprint = fingerprint(&among.found.name, &finding.fingerprint);
    finding.cells.iter_mut().filter_map(|cell| cell.at.as_mut()).for_each(|at| at.table += among.tables);
    finding
}

impl Findings for Combined<'_> {
    fn each(&self, per_rule: Option<usize>, sink: &mut dyn FnMut(&Finding) -> io::Result<()>) -> io::Result<()> {
        match per_rule {
            Some(most) => self.pick(&|_, _| true, most, sink),
            None => {
                self.registries(&mut |found, findings| findings.each(None, &mut |finding| sink(&of(found, finding))))
            }
        }
    }

    fn pick(
        &self,
        wanted: &dyn Fn(usize, Verdict) -> bool,
        per_rule: usize,
        sink: &mut dyn FnMut(&Finding) -> io::Result<()>,
    ) -> io::Result<()> {
        let known = self.kept()?;
        let rules = known.found.keys().map(|(rule, _)| *rule).collect::<BTreeSet<usize>>();
        let some = rules.into_iter().map(|rule| known.first(rule, &|verdict| wanted(rule, verdict), per_rule));
        if let Some(found) = some.collect::<Option<Vec<Vec<&Finding>>>>() {
            return found.into_iter().flatten().try_for_each(sink);
        }
        let mut kept: Vec<Vec<Finding>> = Vec::new();
        self.registries(&mut |found, findings| {
            findings.pick(wanted, per_rule, &mut |finding| {
                kept.resize_with(kept.len().max(finding.rule + 1), Vec::new);
                let own = &mut kept[finding.rule];
                if own.len() < per_rule {
                    own.push(of(found, finding));
                }
                Ok(())
            })
        })?;
        kept.iter().flatten().try_for_each(sink)
    }

    fn judged(&self, sink: &mut dyn FnMut(&Judged) -> io::Result<()>) -> io::Result<()> {
        self.registries(&mut |_, findings| findings.judged(sink))
    }
}

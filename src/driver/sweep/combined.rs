//! All registries of a sweep as one report, for the formats of a single one. The findings are worked out again registry
//! by registry, so that no more than one is held.

use super::{Found, Job, one};
use crate::base::Diagnostic;
use crate::driver::findings::fingerprint;
use crate::report::swept::Swept;
use crate::report::{Finding, Findings, Judged, PackEntry, Report};
use crate::value::Verdict;
use crate::world::World;
use std::io;

/// The findings of a sweep.
pub struct Combined<'a> {
    pub world: &'a dyn World,
    pub job: &'a Job<'a>,
}

impl Combined<'_> {
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
            notes: Vec::new(),
            evidence: None,
            baseline: None,
        }
    }

    /// Every registry that can be judged, one after the other.
    fn registries(&self, take: &mut dyn FnMut(&Found, &dyn Findings) -> io::Result<()>) -> io::Result<()> {
        for found in self.job.registries {
            // What cannot be judged is told by the sweep itself.
            let judged: Result<_, Vec<Diagnostic>> = one(self.world, self.job, found, self.job.request.threads, true);
            if let Ok(judged) = judged {
                take(found, &judged.work)?;
            }
        }
        Ok(())
    }
}

/// A finding that is known apart from one on an equal record of another registry.
fn of(found: &Found, finding: &Finding) -> Finding {
    Finding { fingerprint: fingerprint(&found.name, &finding.fingerprint), ..finding.clone() }
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

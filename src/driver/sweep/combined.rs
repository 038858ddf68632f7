//! All registries of a sweep as one report, for the formats of a single one. The findings are worked out again registry
//! by registry, so that no more of them than are in work are held.

use super::{Job, one};
use crate::base::{Code, Diagnostic, Text, parallel};
use crate::driver::findings::Among;
use crate::report::gate::Conclusion;
use crate::report::swept::{Registry, Swept};
use crate::report::{Finding, Findings, Judged, Lay, Listing, PackEntry, Report};
use crate::text;
use crate::value::Verdict;
use crate::world::World;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::OnceLock;

/// Takes one registry of a sweep: its report and findings, or what kept it from being judged.
pub type Part<'p> = dyn FnMut(&str, Result<(&Report, &dyn Findings), &[Diagnostic]>) -> io::Result<()> + 'p;

/// The findings of a sweep.
pub struct Combined<'a> {
    world: &'a dyn World,
    job: &'a Job<'a>,
    swept: &'a Swept,
    /// By registry: how many tables those before it have.
    tables: Vec<usize>,
    /// By registry: it is larger than [`BESIDE_OTHERS`].
    large: Vec<bool>,
    kept: OnceLock<Kept>,
}

/// The largest registry that is in work beside others: what is written of these waits in memory for its turn. A larger one
/// has all threads to itself.
const BESIDE_OTHERS: u64 = 256 << 10;

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
    /// In the order in which they were met, with their numbers in it.
    found: Vec<(u64, Finding)>,
    /// There are more than are kept.
    more: bool,
}

impl Kept {
    fn take(&mut self, number: u64, finding: &Finding) {
        let own = self.found.entry((finding.rule, finding.verdict)).or_default();
        if own.found.len() < KEPT && self.count < ALL_KEPT && !own.more {
            own.found.push((number, finding.clone()));
            self.count += 1;
        } else {
            own.more = true;
        }
    }

    /// No more of a rule and a verdict is kept.
    fn is_full(&self, rule: usize, verdict: Verdict) -> bool {
        self.found.get(&(rule, verdict)).is_some_and(|own| own.more)
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

/// What is done with the findings of one registry, and where the pages go that this makes.
type Lays<'l> = &'l (dyn Fn(&dyn Findings, Out) -> io::Result<()> + Sync);

/// Where pages go.
type Out<'o> = &'o mut dyn FnMut(&[u8]) -> io::Result<()>;

impl<'a> Combined<'a> {
    pub fn new(world: &'a dyn World, job: &'a Job<'a>, swept: &'a Swept) -> Combined<'a> {
        let inputs = |registry: &Registry| registry.outcome.judged.as_ref().map_or(0, |counted| counted.inputs.len());
        let before = |sum: &mut usize, registry| {
            let tables = *sum;
            *sum += inputs(registry);
            Some(tables)
        };
        let tables = swept.registries.iter().scan(0, before).collect();
        let large = job.registries.iter().map(|found| found.size(world) > BESIDE_OTHERS).collect();
        Combined { world, job, swept, tables, large, kept: OnceLock::new() }
    }

    fn kept(&self) -> io::Result<&Kept> {
        if let Some(kept) = self.kept.get() {
            return Ok(kept);
        }
        let (kept, mut number) = (RefCell::new(Kept::default()), 0);
        self.registries(&mut |findings| {
            let wanted = |rule, verdict| !kept.borrow().is_full(rule, verdict);
            findings.pick(&wanted, usize::MAX, &mut |finding| {
                number += 1;
                kept.borrow_mut().take(number, finding);
                Ok(())
            })
        })?;
        Ok(self.kept.get_or_init(|| kept.into_inner()))
    }

    /// The page of every registry by itself, in their order; of one that could not be judged, its problems.
    pub fn apart(&self, sink: &mut Part) -> io::Result<()> {
        for (found, registry) in self.job.registries.iter().zip(&self.swept.registries) {
            match one(self.world, self.job, found, self.job.request.threads, true) {
                Ok(judged) => sink(&registry.name, Ok((&judged.report, &judged.work)))?,
                Err(problems) => sink(&registry.name, Err(&problems))?,
            }
        }
        Ok(())
    }

    /// The report over all registries that could be judged.
    pub fn report(&self) -> Report {
        let swept = self.swept;
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

    /// A registry, judged again. What cannot be judged is told by the sweep itself.
    fn judged_again(&self, at: usize, threads: usize) -> Option<crate::driver::Judged> {
        let found = &self.job.registries[at];
        self.swept.registries.get(at)?.outcome.judged.as_ref()?;
        let mut judged = one(self.world, self.job, found, threads, true).ok()?;
        judged.work.among = Some(Among::new(&found.name, self.tables[at]));
        Some(judged)
    }

    /// `work` on every registry, several small ones at a time, and `take` on what comes of it, in their order; large ones
    /// are for `alone`, with all threads.
    fn in_order<T: Send>(
        &self,
        work: impl Fn(usize) -> T + Sync + Send,
        mut take: impl FnMut(T) -> io::Result<()>,
        mut alone: impl FnMut(usize, &mut dyn FnMut(T) -> io::Result<()>) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut at = 0;
        while at < self.large.len() {
            let small = self.large[at..].iter().take_while(|large| !**large).count();
            let (first, threads) = (at, self.job.request.threads);
            match small {
                0 => alone(at, &mut take)?,
                _ => {
                    let work = |_: &mut (), number: u32| work(first + number as usize);
                    parallel::in_order(small as u32, u64::MAX, threads, || (), work, &mut take)?;
                }
            }
            at += small.max(1);
        }
        Ok(())
    }

    /// Every registry that can be judged, one after the other.
    fn registries(&self, take: &mut dyn FnMut(&dyn Findings) -> io::Result<()>) -> io::Result<()> {
        self.in_order(
            |at| self.judged_again(at, 1),
            |judged| judged.map_or(Ok(()), |judged| take(&judged.work)),
            |at, take| take(self.judged_again(at, self.job.request.threads)),
        )
    }

    /// The pages of every registry that can be judged, in their order.
    fn pages(&self, lays: Lays, out: Out) -> io::Result<()> {
        let out = RefCell::new(out);
        self.in_order(
            |at| {
                let mut page = Vec::new();
                let into = &mut |bytes: &[u8]| {
                    page.extend_from_slice(bytes);
                    Ok(())
                };
                self.judged_again(at, 1).map_or(Ok(()), |judged| lays(&judged.work, into))?;
                Ok(page)
            },
            |page: io::Result<Vec<u8>>| (out.borrow_mut())(&page?),
            |at, _| match self.judged_again(at, self.job.request.threads) {
                Some(judged) => lays(&judged.work, &mut |bytes| (out.borrow_mut())(bytes)),
                None => Ok(()),
            },
        )
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

impl Findings for Combined<'_> {
    fn each(&self, per_rule: Option<usize>, sink: &mut dyn FnMut(&Finding) -> io::Result<()>) -> io::Result<()> {
        match per_rule {
            Some(most) => self.pick(&|_, _| true, most, sink),
            None => self.registries(&mut |findings| findings.each(None, sink)),
        }
    }

    fn laid_out(&self, lay: Lay, out: Out) -> io::Result<()> {
        self.pages(&|findings, out| findings.laid_out(lay, out), out)
    }

    fn listed(&self, listing: &dyn Listing, out: Out) -> io::Result<()> {
        self.pages(&|findings, out| findings.listed(listing, out), out)
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
        self.registries(&mut |findings| {
            findings.pick(wanted, per_rule, &mut |finding| {
                kept.resize_with(kept.len().max(finding.rule + 1), Vec::new);
                let own = &mut kept[finding.rule];
                if own.len() < per_rule {
                    own.push(finding.clone());
                }
                Ok(())
            })
        })?;
        kept.iter().flatten().try_for_each(sink)
    }

    fn judged(&self, sink: &mut dyn FnMut(&Judged) -> io::Result<()>) -> io::Result<()> {
        self.registries(&mut |findings| findings.judged(sink))
    }
}

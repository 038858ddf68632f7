//! Many registries against the same rules: found in folders, judged side by side, one broken one stopping no other.

mod combined;
mod find;
#[cfg(feature = "sqlite")]
pub mod store;

pub use combined::{Combined, Part};
pub use find::{Found, find, rules};

use super::bind::{table_named, table_of_file};
use super::request::{self, Arguments, Gathered};
use super::{Binding, Prepared, Request, run, waivers};
use crate::base::{Diagnostic, Lang};
use crate::data::read::Options;
use crate::eval::parallel;
use crate::report::gate::{Gate, Summary};
use crate::report::swept::{Counted, Outcome, Registry, Swept};
use crate::report::timing::Profile;
use crate::report::{Report, RuleEntry};
use crate::value::Ledger;
use crate::world::World;
use std::convert::Infallible;

/// Small registries that are judged between two tellings of the progress.
const TOGETHER: usize = 64;

/// What a sweep is to do, once its rules are ready.
pub struct Job<'a> {
    pub prepared: &'a Prepared,
    pub registries: &'a [Found],
    /// Tables that all registries share.
    pub shared: &'a [Binding],
    /// Date, language, threads, and whether nothing is allowed; rules and tables are those of each registry.
    pub request: &'a Request,
    pub reading: &'a Options,
    pub gate: Gate,
}

/// Judges every registry. `tell` hears how many are done, in between. Where the request has a clock, what all registries
/// took together comes beside the result; those that could not be checked are not in it.
pub fn sweep(world: &dyn World, job: &Job, tell: &mut dyn FnMut(usize)) -> (Swept, Option<Profile>) {
    // Threads are started for a file; where each is small, registries are judged side by side instead.
    let alone: Vec<bool> = job.registries.iter().map(|found| found.largest(world) >= parallel::SMALL).collect();
    let mut outcomes: Vec<Option<Outcome>> = job.registries.iter().map(|_| None).collect();
    let (large, small): (Vec<usize>, Vec<usize>) = (0..job.registries.len()).partition(|&at| alone[at]);
    let mut done = 0;
    let mut profile = job.request.clock.map(|_| Profile::default());
    let mut took = |one: Option<Profile>| {
        if let (Some(all), Some(one)) = (&mut profile, one) {
            all.add(one);
        }
    };
    let work = |_: &mut (), at: u32| outcome(world, job, &job.registries[small[at as usize]], 1);
    let take = |(outcome, one)| {
        took(one);
        outcomes[small[done]] = Some(outcome);
        done += 1;
        if done % TOGETHER == 0 || done == small.len() {
            tell(done);
        }
        Ok::<(), Infallible>(())
    };
    let Ok(()) = parallel::in_order(small.len() as u32, u64::MAX, job.request.threads, || (), work, take);
    for at in large {
        let (outcome, one) = outcome(world, job, &job.registries[at], job.request.threads);
        took(one);
        outcomes[at] = Some(outcome);
        done += 1;
        tell(done);
    }
    let registries = job.registries.iter().zip(outcomes);
    let registries =
        registries.filter_map(|(found, outcome)| Some(Registry { name: found.name.clone(), outcome: outcome? }));
    let swept = Swept {
        as_of: job.request.as_of,
        lang: job.request.lang,
        gate: job.gate,
        rules: rule_entries(job.prepared),
        registries: registries.collect(),
    };
    (swept, profile)
}

/// The rules as every registry's report lists them, without counts.
pub fn rule_entries(prepared: &Prepared) -> Vec<RuleEntry> {
    let Prepared { model, plan, .. } = prepared;
    let mut rules = super::entries(model, plan, &vec![Ledger::default(); plan.judgements.len()]);
    rules.extend(waivers::without_counts(model));
    rules
}

fn outcome(world: &dyn World, job: &Job, found: &Found, threads: usize) -> (Outcome, Option<Profile>) {
    match one(world, job, found, threads, false) {
        Ok(judged) => {
            let Report { inputs, rules, .. } = &judged.report;
            let ledgers = rules.iter().map(|rule| rule.ledger).collect();
            let counted = Counted { inputs: inputs.clone(), ledgers };
            let profile = job.request.clock.map(|_| super::timing::of(&judged.work));
            (Outcome { problems: Vec::new(), summary: Summary::of(&judged.report), judged: Some(counted) }, profile)
        }
        Err(problems) => (Outcome { problems, summary: Summary::default(), judged: None }, None),
    }
}

/// Judges one registry of a sweep.
fn one(
    world: &dyn World,
    job: &Job,
    found: &Found,
    threads: usize,
    findings: bool,
) -> Result<super::Judged, Vec<Diagnostic>> {
    let tables = tables(world, job, found)?;
    let request = Request { rules: Vec::new(), tables, threads, findings, evidence: false, ..job.request.clone() };
    run(world, &request, job.prepared)
}

/// A registry's own tables, and those of the shared ones that it does not have itself.
fn tables(world: &dyn World, job: &Job, found: &Found) -> Result<Vec<Binding>, Vec<Diagnostic>> {
    let model = &*job.prepared.model;
    let arguments =
        Arguments { paths: vec![found.path.clone()], lang: Some(job.request.lang), ..Arguments::new(Lang::En) };
    let Gathered { request, .. } = request::gather(world, &arguments).map_err(|refused| refused.problems)?;
    let mut tables = request.tables;
    // What has no use in this registry has some in another: `find` sees to that.
    request::fix(tables.iter_mut(), job.reading);
    if let (Some(table), [only]) = (&found.table, tables.as_mut_slice()) {
        only.table.get_or_insert_with(|| table.clone());
    }
    let is = |binding: &Binding| match &binding.table {
        Some(name) => table_named(model, name),
        None => table_of_file(model, &binding.path),
    };
    let own: Vec<_> = tables.iter().filter_map(is).collect();
    tables.extend(job.shared.iter().filter(|shared| is(shared).is_none_or(|table| !own.contains(&table))).cloned());
    Ok(tables)
}

#[cfg(test)]
mod tests;

//! One rule on the bench: its plan is made once, and every test of it judged by the ordinary engine.

use super::registry;
use crate::base::{Diagnostic, Lang};
use crate::driver::Work;
use crate::driver::load::Loaded;
use crate::eval::{self, Clauses, Context, Looker, Outcome, RowAt, SubjectAt};
use crate::plan::{self, Plan};
use crate::report::Findings;
use crate::semantic::model::Test;
use crate::value::{Date, Verdict};
use std::sync::Arc;

pub struct Bench<'l> {
    pub loaded: &'l Loaded,
    pub lang: Lang,
    plan: Arc<Plan>,
}

/// How a row of a test was judged.
pub struct Found {
    pub verdict: Verdict,
    /// Absent for a row that belongs to no group, and for subjects that an earlier row stood for already.
    pub clauses: Option<Clauses>,
    /// What a finding on it would say.
    pub why: Vec<String>,
}

/// The plan of a rule has one judgement.
const ONLY: usize = 0;

impl<'l> Bench<'l> {
    pub fn new(loaded: &'l Loaded, rule: usize, lang: Lang) -> Bench<'l> {
        Bench { loaded, lang, plan: Arc::new(plan::lower_rule(&loaded.model, rule)) }
    }

    /// Judges the rows that expect something; each by its place in the test.
    pub fn run(&mut self, test: &Test, as_of: Date) -> Result<Vec<(usize, Found)>, Vec<Diagnostic>> {
        let registry = registry::of(&self.loaded.model, &self.plan.specs, &self.loaded.sources, test);
        let context = Context { threads: 1, ..Context::new(as_of) };
        let outcome = eval::run(self.plan.clone(), Arc::new(registry), &context)?;
        let mut looker = Looker::default();
        let mut seen: Vec<SubjectAt> = Vec::new();
        let mut all: Vec<(usize, Found, Option<SubjectAt>)> = Vec::new();
        for (place, row) in test.rows.iter().enumerate().filter(|(_, row)| row.expect.is_some()) {
            let before = test.rows[..place].iter().filter(|other| other.table == row.table).count();
            let at = RowAt { part: 0, row: before as u32 };
            let subject = outcome.subject_of(&mut looker, ONLY, row.table, at);
            let clauses = subject.map(|subject| outcome.clause_truths(&mut looker, ONLY, subject));
            let verdict = clauses.as_ref().map_or(Verdict::NotApplicable, |clauses| clauses.verdict);
            let fresh = subject.is_none_or(|subject| !seen.contains(&subject));
            seen.extend(subject);
            all.push((place, Found { verdict, clauses: clauses.filter(|_| fresh), why: Vec::new() }, subject));
        }
        let failed = |(place, found, _): &(usize, Found, Option<SubjectAt>)| {
            test.rows[*place].expect.is_some_and(|(wanted, _)| wanted != found.verdict)
        };
        if all.iter().any(failed) {
            self.tell_why(outcome, &mut all);
        }
        Ok(all.into_iter().map(|(place, found, _)| (place, found)).collect())
    }

    /// The messages of the findings on the judged subjects.
    fn tell_why(&self, outcome: Outcome, all: &mut [(usize, Found, Option<SubjectAt>)]) {
        let hits: Vec<SubjectAt> = outcome.judged[ONLY].hits.iter().map(|hit| hit.subject).collect();
        let model = Arc::new(self.loaded.model.clone());
        let work = Work::new(model, self.loaded.sources.clone(), outcome, self.lang, 1);
        let mut messages = Vec::new();
        // Messages are words in memory: nothing here can fail to be written.
        let _ = work.pick(&|_, _| true, usize::MAX, &mut |finding| {
            messages.push(finding.message.clone());
            Ok(())
        });
        for (_, found, subject) in all {
            let hit = hits.iter().position(|hit| Some(*hit) == *subject);
            found.why.extend(hit.and_then(|hit| messages.get(hit).cloned()));
        }
    }
}

//! Which clauses of a rule its tests have seen true, false and unknown.

use super::place_of;
use crate::base::{Sources, Span};
use crate::eval::Clauses;
use crate::report::tested::{ClauseCoverage, ClauseKind, RuleCoverage};
use crate::semantic::model::{Modality, Rule};
use crate::value::{Truth, Verdict};

/// The clauses of one rule. A clause is seen where it has a say: a duty where the guards do not say no already, an
/// explanation where the duties are not met, and nothing outside the rule's period.
pub struct Coverage<'r> {
    rule: &'r Rule,
    pub tests: u64,
    when: Vec<[u64; 3]>,
    unless: Vec<[u64; 3]>,
    duties: Vec<[u64; 3]>,
    explain: [u64; 3],
}

impl<'r> Coverage<'r> {
    pub fn new(rule: &'r Rule) -> Coverage<'r> {
        Coverage {
            rule,
            tests: 0,
            when: vec![[0; 3]; rule.when.len()],
            unless: vec![[0; 3]; rule.unless.len()],
            duties: vec![[0; 3]; rule.duties.len()],
            explain: [0; 3],
        }
    }

    /// A tested subject.
    pub fn add(&mut self, clauses: &Clauses) {
        if clauses.verdict == Verdict::NotInForce {
            return;
        }
        let (when, unless) = clauses.guards.split_at(self.rule.when.len().min(clauses.guards.len()));
        self.when.iter_mut().zip(when).for_each(|(seen, &truth)| seen[truth as usize] += 1);
        self.unless.iter_mut().zip(unless).for_each(|(seen, &truth)| seen[!truth as usize] += 1);
        if clauses.guards.contains(&Truth::No) {
            return;
        }
        self.duties.iter_mut().zip(&clauses.duties).for_each(|(seen, &truth)| seen[truth as usize] += 1);
        let met = clauses.duties.iter().all(|&truth| truth == Truth::Yes);
        if let Some(truth) = clauses.explain.filter(|_| !met) {
            self.explain[truth as usize] += 1;
        }
    }

    pub fn finish(self, sources: &Sources) -> RuleCoverage {
        let rule = self.rule;
        let duty = match rule.modality {
            Modality::Must => ClauseKind::Must,
            Modality::Should => ClauseKind::Should,
        };
        let clause = |kind, span: Span, seen| {
            let words: Vec<&str> = sources.get(span.file).slice(span).split_whitespace().collect();
            ClauseCoverage { kind, place: place_of(sources, span), text: words.join(" "), seen }
        };
        let mut clauses = Vec::new();
        let kinds = [
            (ClauseKind::When, &rule.when, self.when),
            (ClauseKind::Unless, &rule.unless, self.unless),
            (duty, &rule.duties, self.duties),
        ];
        for (kind, own, seen) in kinds {
            clauses.extend(own.iter().zip(seen).map(|(own, seen)| clause(kind, own.span, seen)));
        }
        clauses.extend(rule.explain.iter().map(|own| clause(ClauseKind::Explain, own.span, self.explain)));
        clauses.sort_by_key(|clause| (clause.place.line, clause.place.column));
        RuleCoverage { rule: rule.id.clone(), tests: self.tests, clauses }
    }
}

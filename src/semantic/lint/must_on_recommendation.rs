//! A requirement that rests on nothing but recommendations.

use super::{Lint, Material, Told, found};
use crate::base::{Code, Span, Text};
use crate::semantic::model::Modality;
use crate::syntax::lexicon::Keyword;
use crate::syntax::tree::{Clause, ClauseKind, SourceKind};
use crate::text;

pub const LINT: Lint = Lint { code: Code::MustOnRecommendation, name: "must-on-recommendation", check };

fn check(material: &Material, told: &mut Told) {
    for rule in material.rules().filter(|rule| rule.model.modality == Modality::Must) {
        let all = rule.model.sources.iter().all(|source| source.kind == SourceKind::Recommendation);
        let Some(duty) = duty(&rule.tree.clauses).filter(|_| all) else { continue };
        let (id, must, should) = (&rule.tree.id.text, Keyword::Must.word(rule.words), Keyword::Should.word(rule.words));
        let message = text!(
            nb: "Regelen {id} krever (`{must}`), men kilden er bare en anbefaling.",
            en: "The rule {id} requires (`{must}`), but its source only recommends.",
        );
        let mut problem = found(&LINT, duty, message).help(text!(
            nb: "Skriv `{should}`, eller oppgi loven, forskriften eller rundskrivet som gjør det til et krav.",
            en: "Write `{should}`, or name the law, regulation or circular that makes it a requirement.",
        ));
        if let Some(source) = source(&rule.tree.clauses) {
            problem = problem.at(source, Text::new("anbefaler", "recommends"));
        }
        told.tell(problem);
    }
}

/// The word of the first duty.
pub fn duty(clauses: &[Clause]) -> Option<Span> {
    let found = clauses.iter().find(|clause| matches!(clause.kind, ClauseKind::Must(_) | ClauseKind::Should(_)))?;
    Some(found.span)
}

/// The first source.
pub fn source(clauses: &[Clause]) -> Option<Span> {
    clauses.iter().find(|clause| matches!(clause.kind, ClauseKind::Source(_))).map(|clause| clause.span)
}

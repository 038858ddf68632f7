//! A mere recommendation that rests on law.

use super::must_on_recommendation::{duty, source};
use super::{Lint, Material, Told, found};
use crate::base::{Code, Text};
use crate::semantic::model::Modality;
use crate::syntax::lexicon::Keyword;
use crate::syntax::tree::SourceKind;
use crate::text;

pub const LINT: Lint = Lint { code: Code::ShouldOnLaw, name: "should-on-law", check };

fn check(material: &Material, told: &mut Told) {
    for rule in material.rules().filter(|rule| rule.model.modality == Modality::Should) {
        let binding = |kind: SourceKind| matches!(kind, SourceKind::Law | SourceKind::Regulation);
        let all = rule.model.sources.iter().all(|source| binding(source.kind));
        let Some(duty) = duty(&rule.tree.clauses).filter(|_| all) else { continue };
        let (id, must, should) = (&rule.tree.id.text, Keyword::Must.word(rule.words), Keyword::Should.word(rule.words));
        let message = text!(
            nb: "Regelen {id} anbefaler (`{should}`) det som en lov eller forskrift krever.",
            en: "The rule {id} recommends (`{should}`) what a law or regulation requires.",
        );
        let mut problem = found(&LINT, duty, message).help(text!(
            nb: "Skriv `{must}`: avvik fra `{should}` regnes aldri som brudd. Er det bare en anbefaling, oppgir du den som kilde.",
            en: "Write `{must}`: departures from `{should}` never count as violations. If it is only recommended, name the recommendation as the source.",
        ));
        if let Some(source) = source(&rule.tree.clauses) {
            problem = problem.at(source, Text::new("krever", "requires"));
        }
        told.tell(problem);
    }
}

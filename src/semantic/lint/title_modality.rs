//! A title that says *should* over a rule that says *must*, or the other way round.

use super::vague_word::stands_in;
use super::{Lint, Material, Told, found};
use crate::base::Code;
use crate::semantic::model::Modality;
use crate::syntax::lexicon::Keyword;
use crate::text;

pub const LINT: Lint = Lint { code: Code::TitleModality, name: "title-modality", check };

const MUST: &[&str] = &["skal", "må", "plikter", "plikt til", "must", "shall"];
const SHOULD: &[&str] = &["bør", "anbefales", "burde", "should", "recommended"];

fn check(material: &Material, told: &mut Told) {
    for rule in material.rules() {
        let Some(title) = &rule.tree.title else { continue };
        let lower = title.text.to_lowercase();
        let says = |words: &[&'static str]| words.iter().find(|word| stands_in(word, &lower)).copied();
        let (said, keyword) = match (rule.model.modality, says(MUST), says(SHOULD)) {
            (Modality::Must, None, Some(said)) => (said, Keyword::Must),
            (Modality::Should, Some(said), None) => (said, Keyword::Should),
            _ => continue,
        };
        let (id, own) = (&rule.tree.id.text, keyword.word(rule.words));
        let message = text!(
            nb: "Tittelen på {id} sier «{said}», men regelen sier `{own}`.",
            en: "The title of {id} says \"{said}\", but the rule says `{own}`.",
        );
        told.tell(found(&LINT, title.span, message).help(text!(
            nb: "Les kilden, og rett tittelen eller regelen: det ene er et krav, det andre en anbefaling.",
            en: "Read the source, and correct the title or the rule: one is a requirement, the other a recommendation.",
        )));
    }
}

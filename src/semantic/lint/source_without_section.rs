//! A law, regulation or circular that is named without saying where in it.

use super::{Lint, Material, Told, found};
use crate::base::Code;
use crate::syntax::lexicon::Keyword;
use crate::syntax::tree::{ClauseKind, SourceKind};
use crate::text;

pub const LINT: Lint = Lint { code: Code::SourceWithoutSection, name: "source-without-section", check };

fn check(material: &Material, told: &mut Told) {
    for rule in material.rules() {
        for clause in &rule.tree.clauses {
            let ClauseKind::Source(source) = &clause.kind else { continue };
            let long = matches!(source.kind, SourceKind::Law | SourceKind::Regulation | SourceKind::Circular);
            if !long || source.section.is_some() || source.url.is_some() {
                continue;
            }
            let (id, work, section) = (&rule.tree.id.text, &source.work.text, Keyword::Section.word(rule.words));
            let message = text!(
                nb: "Kilden til {id} er hele «{work}»: den som får et brudd, finner ikke kravet igjen.",
                en: "The source of {id} is all of \"{work}\": who gets a violation does not find the requirement again.",
            );
            told.tell(found(&LINT, source.span, message).help(text!(
                nb: "Oppgi stedet, `{section} «…»`, eller en lenke, `<https://…>`.",
                en: "Name the place, `{section} \"…\"`, or a link, `<https://…>`.",
            )));
        }
    }
}

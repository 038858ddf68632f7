//! A rule without a message.

use super::{Lint, Material, Told, found};
use crate::base::Code;
use crate::syntax::lexicon::Keyword;
use crate::text;

pub const LINT: Lint = Lint { code: Code::NoMessage, name: "no-message", check };

fn check(material: &Material, told: &mut Told) {
    for rule in material.rules().filter(|rule| rule.model.message.is_none()) {
        let (id, keyword) = (&rule.tree.id.text, Keyword::Message.word(rule.words));
        let message = text!(
            nb: "Regelen {id} har ingen melding, så brudd omtales bare med regelens tittel.",
            en: "The rule {id} has no message, so violations are told of by its title alone.",
        );
        told.tell(found(&LINT, rule.tree.id.span, message).help(text!(
            nb: "Si hva som er galt, med feltene det gjelder: `{keyword} «{{navn}} …»`.",
            en: "Say what is wrong, with the fields concerned: `{keyword} \"{{name}} …\"`.",
        )));
    }
}

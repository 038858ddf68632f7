//! A term that nothing uses.

use super::{Lint, Material, Told, found};
use crate::base::{Code, Text};
use crate::syntax::tree::Item;
use crate::text;

pub const LINT: Lint = Lint { code: Code::UnusedTerm, name: "unused-term", check };

fn check(material: &Material, told: &mut Told) {
    for term in material.items(|item| if let Item::Term(term) = item { Some(term) } else { None }) {
        let name = &term.name.text;
        if material.used.contains(name) || material.is_shared(term.span) {
            continue;
        }
        let message = text!(nb: "Begrepet `{name}` brukes ikke.", en: "The term `{name}` is not used.");
        told.tell(
            found(&LINT, term.name.span, message)
                .help(Text::new("Bruk det i en regel, eller stryk det.", "Use it in a rule, or delete it.")),
        );
    }
}

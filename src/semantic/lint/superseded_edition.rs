//! An edition that stays in force after a later one has come.

use super::overlapping_editions::families;
use super::{Lint, Material, Told, found};
use crate::base::{Code, Text};
use crate::syntax::lexicon::Keyword;
use crate::text;

pub const LINT: Lint = Lint { code: Code::SupersededEdition, name: "superseded-edition", check };

fn check(material: &Material, told: &mut Told) {
    for family in families(material) {
        for pair in family.windows(2) {
            let [old, new] = pair else { continue };
            let Some(from) =
                new.in_force.from.filter(|from| old.in_force.to.is_none() && old.in_force.from < Some(*from))
            else {
                continue;
            };
            let words = material.words(old.span.file);
            let (old_id, new_id, to) = (&old.id, &new.id, Keyword::To.word(words));
            let message = text!(
                nb: "{old_id} er i kraft uten slutt, enda {new_id} gjelder fra {from}.",
                en: "{old_id} is in force without an end, though {new_id} is in force from {from}.",
            );
            told.tell(
                found(&LINT, super::overlapping_editions::place(material, old), message)
                    .at(super::overlapping_editions::place(material, new), Text::new("den nye utgaven", "the later edition"))
                    .help(text!(
                        nb: "Si når den gamle utgaven sluttet å gjelde: `… {to} …`, dagen før den nye begynte.",
                        en: "Say when the old edition ceased to be in force: `… {to} …`, the day before the new one began.",
                    )),
            );
        }
    }
}

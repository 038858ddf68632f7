//! A comment that allows a lint that does not exist.

use super::{LINTS, Lint, Material, Told, allow, found, named};
use crate::base::{Code, Text, nearest};
use crate::text;

pub const LINT: Lint = Lint { code: Code::UnknownAllow, name: "unknown-allow", check };

fn check(material: &Material, told: &mut Told) {
    for comment in allow::comments(material) {
        for (name, span) in comment.names.iter().filter(|(name, _)| named(name).is_none()) {
            let message = text!(nb: "Det finnes ingen sjekk «{name}».", en: "There is no lint `{name}`.");
            let problem = found(&LINT, *span, message);
            told.tell(match nearest(name, LINTS.iter().map(|lint| lint.name)) {
                Some(near) => problem.help(text!(nb: "Mente du `{near}`?", en: "Did you mean `{near}`?")),
                None => problem.help(Text::new(
                    "`krav explain` lister dem; de har nummer fra K0601.",
                    "`krav explain` lists them; their numbers begin at K0601.",
                )),
            });
        }
    }
}

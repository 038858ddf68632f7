//! A rule without a test, in a file that has tests.

use super::{Lint, Material, Told, found};
use crate::base::Code;
use crate::syntax::lexicon::Keyword;
use crate::syntax::tree::Item;
use crate::text;
use hashbrown::HashSet;

pub const LINT: Lint = Lint { code: Code::UntestedRule, name: "untested-rule", check };

fn check(material: &Material, told: &mut Told) {
    let tests = material.items(|item| if let Item::Test(test) = item { Some(test) } else { None });
    let tested: HashSet<&str> = tests.map(|test| short(&test.rule.text)).collect();
    for file in material.files.iter().filter(|file| file.items.iter().any(|item| matches!(item, Item::Test(_)))) {
        for item in &file.items {
            let Item::Rule(rule) = item else { continue };
            if tested.contains(rule.id.text.as_str()) {
                continue;
            }
            let (id, keyword) = (&rule.id.text, Keyword::Test.word(file.words));
            let message = text!(
                nb: "Regelen {id} har ingen prøve, men andre regler i filen har.",
                en: "The rule {id} has no test, but other rules of the file have.",
            );
            told.tell(found(&LINT, rule.id.span, message).help(text!(
                nb: "Skriv en: `{keyword} {id}`, med minst en rad som bryter regelen og en som ikke gjør det.",
                en: "Write one: `{keyword} {id}`, with at least a row that violates the rule and one that does not.",
            )));
        }
    }
}

/// A rule's id without its pack.
fn short(id: &str) -> &str {
    id.rsplit('/').next().unwrap_or(id)
}

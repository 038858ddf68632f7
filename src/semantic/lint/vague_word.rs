//! A rule that rests on a word with no fixed meaning, and does not say how it is read.

use super::{Lint, Material, Told, found};
use crate::base::{Code, Span};
use crate::syntax::lexicon::Keyword;
use crate::syntax::tree::{ClauseKind, Rule, Str};
use crate::text;

pub const LINT: Lint = Lint { code: Code::VagueWord, name: "vague-word", check };

/// Words that leave it to the reader what they ask for, in the forms that rules use. Those of bokmål and nynorsk first.
const VAGUE: &[&str] = &[
    "tidlig",
    "tidlige",
    "tidleg",
    "tidlege",
    "snarest",
    "snarest mulig",
    "snarast",
    "så snart som mulig",
    "så snart som råd",
    "om mulig",
    "om mogleg",
    "hvis mulig",
    "så langt det er mulig",
    "så langt som mulig",
    "så langt råd er",
    "i størst mulig grad",
    "normalt",
    "som hovedregel",
    "som hovudregel",
    "rimelig",
    "rimelige",
    "rimeleg",
    "rimelege",
    "vesentlig",
    "vesentlige",
    "vesentleg",
    "vesentlege",
    "betydelig",
    "betydelige",
    "tilstrekkelig",
    "tilstrekkelige",
    "tilstrekkeleg",
    "tilstrekkelege",
    "hensiktsmessig",
    "hensiktsmessige",
    "føremålstenleg",
    "føremålstenlege",
    "forsvarlig",
    "forsvarlige",
    "forsvarleg",
    "forsvarlege",
    "i god tid",
    "jevnlig",
    "jevnlige",
    "jamleg",
    "jamlege",
    "regelmessig",
    "regelmessige",
    "omtrent",
    "uten ugrunnet opphold",
    "utan ugrunna opphald",
    "early",
    "as soon as possible",
    "as early as possible",
    "promptly",
    "without undue delay",
    "if possible",
    "where possible",
    "wherever possible",
    "as far as possible",
    "normally",
    "as a rule",
    "reasonable",
    "reasonably",
    "appropriate",
    "appropriately",
    "adequate",
    "adequately",
    "sufficient",
    "sufficiently",
    "in good time",
    "timely",
    "regularly",
    "significant",
    "significantly",
    "approximately",
    "best practice",
];

fn check(material: &Material, told: &mut Told) {
    for rule in material.rules() {
        let readings: Vec<String> = rule.model.readings.iter().map(|reading| reading.word.to_lowercase()).collect();
        for (text, span) in texts(rule.tree) {
            let lower = text.to_lowercase();
            let Some(vague) = longest(&lower) else { continue };
            if readings.iter().any(|word| word.contains(vague) || vague.contains(word.as_str())) {
                continue;
            }
            let (id, reading) = (&rule.tree.id.text, Keyword::Reading.word(rule.words));
            let means = Keyword::Means.word(rule.words);
            let message = text!(
                nb: "Regelen {id} bygger på «{vague}», men sier ikke hvordan ordet leses.",
                en: "The rule {id} rests on \"{vague}\", but does not say how the word is read.",
            );
            told.tell(found(&LINT, span, message).help(text!(
                nb: "Si hva regelen faktisk prøver: `{reading} «{vague}» {means} «…»`. Tolkningen vises ved hvert brudd.",
                en: "Say what the rule really checks: `{reading} \"{vague}\" {means} \"…\"`. The reading is shown with every violation.",
            )));
            break;
        }
    }
}

/// The title, and the works and sections that the rule rests on.
fn texts(rule: &Rule) -> Vec<(&str, Span)> {
    let mut all: Vec<&Str> = rule.title.iter().collect();
    for clause in &rule.clauses {
        if let ClauseKind::Source(source) = &clause.kind {
            all.push(&source.work);
            all.extend(&source.section);
        }
    }
    all.into_iter().map(|text| (text.text.as_str(), text.span)).collect()
}

/// The longest vague word in a text, which is in lower case.
fn longest(text: &str) -> Option<&'static str> {
    VAGUE.iter().filter(|word| stands_in(word, text)).max_by_key(|word| word.len()).copied()
}

/// Whether a text has a word (or several) whole.
pub fn stands_in(word: &str, text: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        let apart = |c: Option<char>| !c.is_some_and(|c| c.is_alphanumeric() || c == '-');
        apart(before) && apart(after)
    })
}

//! A message or advice without a language that the pack's other texts have.

use super::{Lint, Material, Told, found};
use crate::base::{Code, Span, Text};
use crate::syntax::tree::{Clause, ClauseKind, Item, Localized, Words};
use crate::text;

pub const LINT: Lint = Lint { code: Code::MissingLanguage, name: "missing-language", check };

fn check(material: &Material, told: &mut Told) {
    for file in material.files {
        let clauses: Vec<(Span, Vec<Words>)> = file
            .items
            .iter()
            .filter_map(rule)
            .flatten()
            .filter_map(|clause| {
                texts(clause)
                    .map(|texts| (clause.span, texts.iter().map(|text| text.language.unwrap_or(file.words)).collect()))
            })
            .collect();
        let spoken = |language: Words| clauses.iter().find(|(_, languages)| languages.contains(&language));
        for language in Words::ALL {
            let Some((first, _)) = spoken(language) else { continue };
            for (span, _) in clauses.iter().filter(|(_, languages)| !languages.contains(&language)) {
                let code = language.code();
                let message = text!(
                    nb: "Teksten finnes ikke på {code}, som andre tekster i filen har.",
                    en: "The text has no {code}, which other texts of the file have.",
                );
                let problem = found(&LINT, *span, message)
                    .at(*first, text!(nb: "har {code}", en: "has {code}"))
                    .help(text!(nb: "Legg til `{code} «…»` på linjen.", en: "Add `{code} \"…\"` to the line."));
                told.tell(problem.help(Text::new(
                    "De som leser rapporten på det språket, får ellers teksten på et annet.",
                    "Who reads the report in that language otherwise gets the text in another.",
                )));
            }
        }
    }
}

fn rule(item: &Item) -> Option<&[Clause]> {
    if let Item::Rule(rule) = item { Some(&rule.clauses) } else { None }
}

fn texts(clause: &Clause) -> Option<&[Localized]> {
    match &clause.kind {
        ClauseKind::Message(texts) | ClauseKind::Advice(texts) => Some(texts),
        _ => None,
    }
}

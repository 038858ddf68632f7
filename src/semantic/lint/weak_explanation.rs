//! *Comply or explain* where any text is an explanation, or where those who comply must explain as well.

use super::{Lint, Material, Told, found};
use crate::base::{Code, Text};
use crate::semantic::model::{ExprKind, Subject};
use crate::syntax::lexicon::Keyword;
use crate::syntax::tree::ClauseKind;
use crate::text;

pub const LINT: Lint = Lint { code: Code::WeakExplanation, name: "weak-explanation", check };

fn check(material: &Material, told: &mut Told) {
    for rule in material.rules() {
        let Some(explain) = &rule.model.explain else { continue };
        let clause = rule.tree.clauses.iter().find(|clause| matches!(clause.kind, ClauseKind::Explain { .. }));
        let span = clause.map_or(explain.span, |clause| clause.span);
        let name = material.quote(explain.field.span);
        if let (ExprKind::Field(_, place), Subject::Rows(table)) = (&explain.field.kind, &rule.model.subject)
            && material.model.table(*table).fields[*place].required
        {
            let message = text!(
                nb: "`{name}` er påkrevd, så også de som følger regelen, må forklare seg.",
                en: "`{name}` is required, so those who comply with the rule must explain themselves, too.",
            );
            told.tell(found(&LINT, span, message).help(Text::new(
                "Stryk «påkrevd» på feltet i tabellen.",
                "Delete `required` from the field in its table.",
            )));
        } else if explain.when.is_none() {
            let when = Keyword::When.word(rule.words);
            let length = super::material::function("length", rule.words);
            let message = text!(
                nb: "Hvilken som helst tekst i `{name}` godtas som forklaring, også en strek.",
                en: "Any text in `{name}` is accepted as an explanation, even a dash.",
            );
            told.tell(found(&LINT, span, message).help(text!(
                nb: "Si hva som er en forklaring, som `…, {when} {length}({name}) >= 40`.",
                en: "Say what an explanation is, such as `…, {when} {length}({name}) >= 40`.",
            )));
        }
    }
}

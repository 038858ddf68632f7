//! A message that is the same for every row.

use super::{Lint, Material, Told, found};
use crate::base::Code;
use crate::semantic::model::{Piece, Subject};
use crate::syntax::tree::ClauseKind;
use crate::text;

pub const LINT: Lint = Lint { code: Code::MessageWithoutSubject, name: "message-without-subject", check };

fn check(material: &Material, told: &mut Told) {
    for rule in material.rules().filter(|rule| !matches!(rule.model.subject, Subject::Registry)) {
        let Some(message) = &rule.model.message else { continue };
        let silent = |pieces: &Vec<Piece>| !pieces.iter().any(|piece| matches!(piece, Piece::Slot(_)));
        if !message.0.iter().any(|(_, pieces)| silent(pieces)) {
            continue;
        }
        let clause = rule.tree.clauses.iter().find(|clause| matches!(clause.kind, ClauseKind::Message(_)));
        let (span, id) = (clause.map_or(rule.tree.id.span, |clause| clause.span), &rule.tree.id.text);
        let field = field(material, &rule.model.subject);
        let message = text!(
            nb: "Meldingen til {id} er lik for alle: den nevner ikke hvem eller hva den gjelder.",
            en: "The message of {id} is the same for all: it does not name whom or what it concerns.",
        );
        told.tell(found(&LINT, span, message).help(text!(
            nb: "Sett inn et felt i klammer, som `{{{field}}}`.",
            en: "Put in a field between braces, such as `{{{field}}}`.",
        )));
    }
}

/// A field that names the subject.
fn field(material: &Material, subject: &Subject) -> String {
    match subject {
        Subject::Rows(table) => {
            let table = material.model.table(*table);
            let key = table.key.first().and_then(|place| table.fields.get(*place));
            key.or(table.fields.first()).map(|field| field.name.clone()).unwrap_or_default()
        }
        Subject::Groups { path, .. } => material.quote(path.span),
        Subject::Registry => String::new(),
    }
}

//! A column that nothing reads and nothing is asked of.

use super::{Lint, Material, Told, found};
use crate::base::{Code, Text};
use crate::text;
use crate::value::Ty;

pub const LINT: Lint = Lint { code: Code::UnusedColumn, name: "unused-column", check };

fn check(material: &Material, told: &mut Told) {
    for table in &material.model.tables {
        if material.is_shared(table.span) {
            continue;
        }
        for (place, field) in table.fields.iter().enumerate() {
            // every other type is checked when it is read
            let unchecked = field.ty == Ty::Text && field.matches.is_none() && field.between.is_none();
            let free = !(field.required || field.unique || table.key.contains(&place));
            if !(unchecked && free) || material.used.contains(&field.name) {
                continue;
            }
            let (name, owner) = (&field.name, &table.name);
            let message = text!(
                nb: "Ingen regel, melding eller kontroll leser `{name}` i {owner}.",
                en: "No rule, message or check reads `{name}` of {owner}.",
            );
            told.tell(found(&LINT, field.name_span, message).help(Text::new(
                "Stryk feltet: en erklært kolonne må finnes i registeret, enda ingen bruker den.",
                "Delete the field: a declared column must be in the registry, though nobody uses it.",
            )));
        }
    }
}

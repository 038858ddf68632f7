//! A modifier that the key says already.

use super::{Edit, Lint, Material, Told, found};
use crate::base::{Code, Span};
use crate::syntax::tree::{Field, Modifier, ModifierKind, Table};
use crate::text;

pub const LINT: Lint = Lint { code: Code::RedundantModifier, name: "redundant-modifier", check };

fn check(material: &Material, told: &mut Told) {
    for table in material.tables() {
        for field in &table.fields {
            let (key, alone) = key(table, field);
            for modifier in &field.modifiers {
                let redundant = match modifier.kind {
                    ModifierKind::Required => key,
                    ModifierKind::Unique => key && alone,
                    _ => false,
                };
                if !redundant {
                    continue;
                }
                let (name, written) = (&field.name.text, material.slice(modifier.span));
                let message = text!(
                    nb: "`{name}` er nøkkel, og en nøkkel er `{written}` av seg selv.",
                    en: "`{name}` is a key, and a key is `{written}` by itself.",
                );
                let help = text!(nb: "Stryk `{written}`.", en: "Delete `{written}`.");
                told.mend(found(&LINT, modifier.span, message).help(help), without(material, field, modifier));
            }
        }
    }
}

/// Whether a field belongs to its table's key, and is all of it.
fn key(table: &Table, field: &Field) -> (bool, bool) {
    let own = field.modifiers.iter().any(|modifier| matches!(modifier.kind, ModifierKind::Key));
    let named = table.key.iter().any(|(names, _)| names.iter().any(|name| name.text == field.name.text));
    let alone = own || table.key.as_ref().is_some_and(|(names, _)| names.len() == 1);
    (own || named, alone)
}

/// The edit that takes a modifier away, with the comma before it; none where it cannot be told what to take.
pub fn without(material: &Material, field: &Field, modifier: &Modifier) -> Vec<Edit> {
    let before = material.slice(Span { end: modifier.span.start, ..field.span });
    let Some(rest) = before.strip_suffix(',') else { return Vec::new() };
    let start = field.span.start + rest.trim_end().len() as u32;
    let span = Span { start, ..material.tight(modifier.span) };
    if material.slice(span).contains('#') { Vec::new() } else { vec![Edit::new(span, "")] }
}

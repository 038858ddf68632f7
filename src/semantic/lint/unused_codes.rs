//! A code list that is no field's type.

use super::{Lint, Material, Told, found};
use crate::base::{Code, Text};
use crate::syntax::tree::{Item, TypeKind, TypeRef};
use crate::text;
use hashbrown::HashSet;

pub const LINT: Lint = Lint { code: Code::UnusedCodes, name: "unused-codes", check };

fn check(material: &Material, told: &mut Told) {
    let fields = material.tables().flat_map(|table| &table.fields);
    let types: HashSet<&str> = fields.filter_map(|field| named(&field.ty)).collect();
    for codes in material.items(|item| if let Item::Codes(codes) = item { Some(codes) } else { None }) {
        let name = &codes.name.text;
        if types.contains(name.as_str()) || material.is_shared(codes.span) {
            continue;
        }
        let message = text!(nb: "Ingen felt har kodelisten `{name}`.", en: "No field has the code list `{name}`.");
        told.tell(found(&LINT, codes.name.span, message).help(Text::new(
            "Bruk den som type på et felt, eller stryk den.",
            "Use it as the type of a field, or delete it.",
        )));
    }
}

fn named(ty: &TypeRef) -> Option<&str> {
    match &ty.kind {
        TypeKind::Named(name) => Some(&name.text),
        TypeKind::List(of) => named(of),
        _ => None,
    }
}

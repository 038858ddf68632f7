//! A table that no rule looks at, in files that have rules.

use super::{Lint, Material, Told, found};
use crate::base::{Code, Text};
use crate::semantic::model::Model;
use crate::text;
use crate::value::{TableId, Ty};

pub const LINT: Lint = Lint { code: Code::UnusedTable, name: "unused-table", check };

fn check(material: &Material, told: &mut Told) {
    // tables alone are a validator of their own
    if material.model.rules.is_empty() {
        return;
    }
    for (number, table) in material.model.tables.iter().enumerate() {
        let name = &table.name;
        let referred = is_referred(material.model, TableId(number as u32));
        if material.used.contains(name) || referred || material.is_shared(table.span) {
            continue;
        }
        let message = text!(
            nb: "Ingen regel ser på tabellen `{name}`, og ingen tabell viser til den.",
            en: "No rule looks at the table `{name}`, and no table refers to it.",
        );
        told.tell(found(&LINT, table.name_span, message).help(Text::new(
            "Stryk den, så trenger ikke registeret å ha den; eller skriv regelen som mangler.",
            "Delete it, so that the registry need not have it; or write the rule that is lacking.",
        )));
    }
}

fn is_referred(model: &Model, wanted: TableId) -> bool {
    let to = |ty: &Ty| matches!(ty, Ty::Ref(table) if *table == wanted);
    let fields = model.tables.iter().flat_map(|table| &table.fields);
    fields.into_iter().any(|field| match &field.ty {
        Ty::List(of) => to(of),
        ty => to(ty),
    })
}

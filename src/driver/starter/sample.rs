//! Values that a field could have, for tests to begin from.

use super::script::{Script, name};
use crate::semantic::model::{Field, Model, Table};
use crate::syntax::lexicon::Keyword;
use crate::value::{Ty, Value};

/// A value of a field as it is written in a test.
pub fn value(script: &Script, model: &Model, field: &Field) -> String {
    let lowest = field.between.as_ref().map(|(low, _)| low);
    if let (Ty::Text, Some(width)) = (&field.ty, field.width) {
        return script.quoted(&"1".repeat(width as usize));
    }
    match (&field.ty, lowest) {
        (Ty::Int, Some(Value::Int(low))) => low.to_string(),
        (Ty::Decimal, Some(Value::Decimal(low))) => with_unit(low.to_string(), field),
        (Ty::Date, Some(Value::Date(low))) => low.to_string(),
        (ty, _) => of_type(script, model, ty, field),
    }
}

fn of_type(script: &Script, model: &Model, ty: &Ty, field: &Field) -> String {
    match ty {
        Ty::Int | Ty::Decimal => with_unit("1".into(), field),
        Ty::Date => "2026-01-01".into(),
        Ty::Bool => script.word(Keyword::Yes).into(),
        Ty::Code(list) => model.code_list(*list).entries.first().map(|code| name(&code.name)).unwrap_or_default(),
        Ty::Ref(table) => key(model.table(*table)).map(|key| value(script, model, key)).unwrap_or_default(),
        Ty::List(item) => format!("[{}]", of_type(script, model, item, field)),
        _ => script.quoted("1"),
    }
}

fn with_unit(number: String, field: &Field) -> String {
    match &field.unit {
        Some(unit) => format!("{number} {unit}"),
        None => number,
    }
}

/// The field of a key of one field, unless it refers to a table itself.
fn key(table: &Table) -> Option<&Field> {
    let field = table.fields.get(*table.key.first()?)?;
    (table.key.len() == 1 && !matches!(field.ty, Ty::Ref(_))).then_some(field)
}

//! Which columns refer to the keys of other tables.

use super::field::{Column, Type};
use super::{Guessed, same_kind};
use crate::data::words::tidy;
use crate::text;
use hashbrown::HashSet;

/// Different values that a column must have before they can refer to anything.
const FEW: usize = 2;

/// Finds the references among tables, and says why.
pub fn find(tables: &mut [Guessed]) {
    let keys: Vec<Option<(Type, HashSet<String>, String)>> = tables.iter().map(key).collect();
    for table in 0..tables.len() {
        for place in 0..tables[table].columns.len() {
            let column = &tables[table].columns[place];
            let own_key = tables[table].key == [place];
            let target = keys.iter().enumerate().find_map(|(other, key)| {
                let (ty, values, name) = key.as_ref()?;
                let fits = !(own_key && other <= table)
                    && refers(column, ty, values, other == table, name, &tables[other].name);
                fits.then(|| (other, name.clone()))
            });
            let Some((other, key_name)) = target else { continue };
            let other_name = tables[other].name.clone();
            let column = &mut tables[table].columns[place];
            column.why = Some(text!(
                nb: "alle verdier står i {other_name}.{key_name}, så feltet er tatt for en referanse",
                en: "every value stands in {other_name}.{key_name}, so the field is taken for a reference",
            ));
            column.ty = match &column.ty {
                Type::List(_, sign) => Type::List(Box::new(Type::Reference(other)), *sign),
                _ => Type::Reference(other),
            };
            column.format = None;
        }
    }
}

/// The type, the values and the name of a key of one column.
fn key(table: &Guessed) -> Option<(Type, HashSet<String>, String)> {
    let [place] = table.key[..] else { return None };
    let column = &table.columns[place];
    let values = column.values.as_ref()?.iter().map(|value| tidy(&value.text)).collect();
    Some((column.ty.clone(), values, column.name.clone()))
}

/// Whether all that stands in a column are keys of a table. Small numbers are keys of everything, so they refer only
/// where the column's name says so.
fn refers(column: &Column, ty: &Type, keys: &HashSet<String>, own: bool, key_name: &str, table: &str) -> bool {
    let kind = match &column.ty {
        Type::List(item, _) => item,
        ty => ty,
    };
    let (Some(values), true) = (&column.values, same_kind(kind, ty) || matches!(kind, Type::Codes(_))) else {
        return false;
    };
    if values.len() < FEW {
        return false;
    }
    let sign = match &column.ty {
        Type::List(_, sign) => Some(*sign),
        _ => None,
    };
    let mut texts = values.iter().flat_map(|value| match sign {
        Some(sign) => value.text.strip_suffix(sign).unwrap_or(&value.text).split(sign).map(tidy).collect::<Vec<_>>(),
        None => vec![tidy(&value.text)],
    });
    let named = column.name.contains(table) || table.contains(&column.name) || (!own && column.name == key_name);
    let telling = named || values.iter().all(|value| value.text.chars().count() >= 4);
    telling && texts.all(|text| keys.contains(&text))
}

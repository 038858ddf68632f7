//! Declared fields to what a decoder needs.

use crate::data::spec::{CellType, CodeIndex, FieldSpec};
use crate::semantic::model::{Field, Model};
use crate::value::{CodesId, TableId, Ty};
use hashbrown::HashMap;
use unicode_normalization::UnicodeNormalization;

/// The specification of every field of every table.
pub fn of(model: &Model) -> Vec<Vec<FieldSpec>> {
    model.tables.iter().map(|table| table.fields.iter().map(|field| spec(model, field)).collect()).collect()
}

fn spec(model: &Model, field: &Field) -> FieldSpec {
    FieldSpec {
        ty: cell_type(model, &field.ty),
        not_stated: field.not_stated.clone(),
        not_relevant: field.not_relevant.clone(),
        separator: field.separator.clone(),
        blank_means_none: field.blank_means_none,
        yes: field.yes.clone(),
        no: field.no.clone(),
        blank_means_no: field.blank_means_no,
        format: field.format.clone(),
        width: width(model, field),
    }
}

/// The width of a field's code; of a reference, that of the key which it names in the end.
fn width(model: &Model, field: &Field) -> usize {
    let mut field = field;
    for _ in 0..=model.tables.len() {
        let ty = match &field.ty {
            Ty::List(item) => item,
            ty => ty,
        };
        let Ty::Ref(table) = ty else { break };
        let table = model.table(*table);
        let Some(&key) = table.key.first() else { break };
        field = &table.fields[key];
    }
    field.width.map_or(0, |width| width as usize)
}

/// A reference is read as the key that it names is.
fn cell_type(model: &Model, ty: &Ty) -> CellType {
    match ty {
        Ty::Bool => CellType::Bool,
        Ty::Int => CellType::Int,
        Ty::Decimal => CellType::Decimal,
        Ty::Date => CellType::Date,
        Ty::Text => CellType::Text,
        Ty::Code(list) => CellType::Code(code_index(model, *list)),
        Ty::List(item) => CellType::List(Box::new(cell_type(model, item))),
        Ty::Ref(table) => match key_type(model, *table) {
            Some(key) => cell_type(model, key),
            None => CellType::Text,
        },
    }
}

/// The type of a table's key; of a key that is a reference in turn, that of the key which it names in the end.
pub fn key_type(model: &Model, table: TableId) -> Option<&Ty> {
    let mut table = model.table(table);
    for _ in 0..=model.tables.len() {
        match &table.fields[*table.key.first()?].ty {
            Ty::Ref(next) => table = model.table(*next),
            known => return Some(known),
        }
    }
    None
}

/// The codes of every list, by their numbers.
pub fn codes(model: &Model) -> Vec<Vec<String>> {
    let names = |list: &crate::semantic::model::Codes| list.entries.iter().map(|entry| entry.name.clone()).collect();
    model.codes.iter().map(names).collect()
}

fn code_index(model: &Model, list: CodesId) -> CodeIndex {
    let mut words = HashMap::new();
    let entries = &model.code_list(list).entries;
    let fold = |word: &str| word.trim().to_lowercase().nfc().collect::<String>();
    // Codes win over labels: a label that is another entry's code means that entry.
    for (number, entry) in entries.iter().enumerate() {
        words.insert(fold(&entry.name), number as u16);
    }
    for (number, entry) in entries.iter().enumerate() {
        for label in &entry.labels {
            words.entry(fold(label)).or_insert(number as u16);
        }
    }
    CodeIndex { list, words: words.into() }
}

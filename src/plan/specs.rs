//! Declared fields to what a decoder needs.

use crate::data::spec::{CellType, CodeIndex, FieldSpec};
use crate::semantic::model::{Field, Model};
use crate::value::{CodesId, TableId, Ty};
use unicode_normalization::UnicodeNormalization;

/// The specification of every field of every table.
pub fn of(model: &Model) -> Vec<Vec<FieldSpec>> {
    model.tables.iter().map(|table| table.fields.iter().map(|field| spec(model, field)).collect()).collect()
}

fn spec(model: &Model, field: &Field) -> FieldSpec {
    FieldSpec {
        ty: cell_type(model, &field.ty, 0),
        not_stated: field.not_stated.clone(),
        not_relevant: field.not_relevant.clone(),
        separator: field.separator.clone(),
        blank_means_none: field.blank_means_none,
        format: field.format.clone(),
    }
}

/// A reference is read as the key that it names is; `hops` bounds keys that are references in turn.
fn cell_type(model: &Model, ty: &Ty, hops: usize) -> CellType {
    match ty {
        Ty::Bool => CellType::Bool,
        Ty::Int => CellType::Int,
        Ty::Decimal => CellType::Decimal,
        Ty::Date => CellType::Date,
        Ty::Text => CellType::Text,
        Ty::Code(list) => CellType::Code(code_index(model, *list)),
        Ty::List(item) => CellType::List(Box::new(cell_type(model, item, hops))),
        Ty::Ref(table) => match key_type(model, *table) {
            Some(key) if hops < model.tables.len() => cell_type(model, key, hops + 1),
            _ => CellType::Text,
        },
    }
}

fn key_type(model: &Model, table: TableId) -> Option<&Ty> {
    let table = model.table(table);
    Some(&table.fields[*table.key.first()?].ty)
}

fn code_index(model: &Model, list: CodesId) -> CodeIndex {
    let mut index = CodeIndex { list, words: Default::default() };
    let entries = &model.code_list(list).entries;
    let fold = |word: &str| word.trim().to_lowercase().nfc().collect::<String>();
    // Codes win over labels: a label that is another entry's code means that entry.
    for (number, entry) in entries.iter().enumerate() {
        index.words.insert(fold(&entry.name), number as u16);
    }
    for (number, entry) in entries.iter().enumerate() {
        for label in &entry.labels {
            index.words.entry(fold(label)).or_insert(number as u16);
        }
    }
    index
}

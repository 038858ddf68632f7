//! The checks that follow from how fields are declared: which a field has, and what they are called.

use super::model::{Model, Table};
use crate::value::{TableId, Ty};

/// What a check holds a cell against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CheckKind {
    Required,
    Unique,
    /// The type's own check.
    Boolean,
    Integer,
    Decimal,
    Date,
    Code,
    List,
    Reference,
    Matches,
    Between,
    Width,
    /// Following the reference must not lead back.
    Cycle,
}

impl CheckKind {
    /// The last part of a check's id: `tiltak.navn/required`.
    pub fn id(self) -> &'static str {
        match self {
            CheckKind::Required => "required",
            CheckKind::Unique => "unique",
            CheckKind::Boolean => "boolean",
            CheckKind::Integer => "integer",
            CheckKind::Decimal => "decimal",
            CheckKind::Date => "date",
            CheckKind::Code => "code",
            CheckKind::List => "list",
            CheckKind::Reference => "reference",
            CheckKind::Matches => "matches",
            CheckKind::Between => "between",
            CheckKind::Width => "width",
            CheckKind::Cycle => "cycle",
        }
    }
}

/// `tiltak.navn/required`.
pub fn check_id(table: &Table, field: usize, kind: CheckKind) -> String {
    format!("{}.{}/{}", table.name, table.fields[field].name, kind.id())
}

/// The checks of a field, in the order of the report.
pub fn of_field(model: &Model, table: TableId, place: usize) -> Vec<CheckKind> {
    let declared = model.table(table);
    let field = &declared.fields[place];
    let mut all = Vec::new();
    if field.required || declared.key.contains(&place) {
        all.push(CheckKind::Required);
    }
    if field.unique || declared.key.first() == Some(&place) {
        all.push(CheckKind::Unique);
    }
    all.extend(match &field.ty {
        Ty::Bool => Some(CheckKind::Boolean),
        Ty::Int => Some(CheckKind::Integer),
        Ty::Decimal => Some(CheckKind::Decimal),
        Ty::Date => Some(CheckKind::Date),
        Ty::Code(_) => Some(CheckKind::Code),
        Ty::Ref(_) => Some(CheckKind::Reference),
        Ty::List(item) if matches!(**item, Ty::Ref(_)) => Some(CheckKind::Reference),
        Ty::List(_) => Some(CheckKind::List),
        Ty::Text => None,
    });
    // A number that is used again makes no circle, so validity in time leaves nothing to check.
    let own = field.ty == Ty::Ref(table) && declared.valid.is_none();
    all.extend(own.then_some(CheckKind::Cycle));
    all.extend(field.matches.is_some().then_some(CheckKind::Matches));
    all.extend(field.between.is_some().then_some(CheckKind::Between));
    all.extend(field.width.is_some().then_some(CheckKind::Width));
    all
}

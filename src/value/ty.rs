//! The types of the language, and constants of them.

use super::{Date, Decimal};
use std::sync::Arc;

/// A code list, by its place in the analysis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CodesId(pub u32);

/// A table, by its place in the analysis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TableId(pub u32);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Ty {
    Bool,
    Int,
    Decimal,
    Date,
    Text,
    /// One of a code list.
    Code(CodesId),
    /// A row of a table, by its key.
    Ref(TableId),
    List(Box<Ty>),
}

/// A known value: a literal, or what an expression came to. Missing is not a value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    Bool(bool),
    Int(i64),
    Decimal(Decimal),
    Date(Date),
    /// A text, NFC; also the key of a row.
    Text(Arc<str>),
    /// The number of an entry in its code list.
    Code(CodesId, u16),
    List(Vec<Value>),
}

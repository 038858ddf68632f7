//! One row's value, borrowed from its column: what the general kernels, messages and traces work on.

use crate::data::column::{Column, Data};
use crate::value::{Date, Decimal, Missing, Truth, Value};
use std::cmp::Ordering;

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scalar<'a> {
    Bool(bool),
    Int(i64),
    Decimal(Decimal),
    Date(i32),
    Code(u16),
    Text(&'a [u8]),
    Row(u32),
    /// How many elements.
    List(usize),
}

impl<'a> Scalar<'a> {
    /// A row of a column; `text` is what its slices point into.
    pub fn at(column: &'a Column, row: usize, text: &'a [u8]) -> Result<Scalar<'a>, Missing> {
        if let Some(missing) = column.states.get(row).and_then(|&state| Missing::from_state(state)) {
            return Err(missing);
        }
        Ok(match &column.data {
            Data::Truth(bytes) => match Truth::from_byte(bytes[row]) {
                Truth::Unknown => return Err(Missing::Undecided),
                known => Scalar::Bool(known == Truth::Yes),
            },
            Data::Int(values) => Scalar::Int(values[row]),
            Data::Decimal(values) => Scalar::Decimal(values.get(row)),
            Data::Date(values) => Scalar::Date(values[row]),
            Data::Code(values) => Scalar::Code(values[row]),
            Data::Text(texts) => Scalar::Text(texts.bytes(row, text)),
            Data::Row(rows) => Scalar::Row(rows[row]),
            Data::List(lists) => Scalar::List(lists.range(row).len()),
        })
    }

    /// A constant; lists have no scalar.
    pub fn of_value(value: &'a Value) -> Option<Scalar<'a>> {
        Some(match value {
            Value::Bool(known) => Scalar::Bool(*known),
            Value::Int(n) => Scalar::Int(*n),
            Value::Decimal(n) => Scalar::Decimal(*n),
            Value::Date(day) => Scalar::Date(day.0),
            Value::Text(text) => Scalar::Text(text.as_bytes()),
            Value::Code(_, number) => Scalar::Code(*number),
            Value::List(_) => return None,
        })
    }

    /// The order of two values of one type (numbers mix); `None` for types that do not compare.
    pub fn compare(self, other: Scalar) -> Option<Ordering> {
        Some(match (self, other) {
            (Scalar::Int(a), Scalar::Int(b)) => a.cmp(&b),
            (Scalar::Int(_) | Scalar::Decimal(_), Scalar::Int(_) | Scalar::Decimal(_)) => {
                self.number()?.cmp(&other.number()?)
            }
            (Scalar::Date(a), Scalar::Date(b)) => a.cmp(&b),
            (Scalar::Text(a), Scalar::Text(b)) => a.cmp(b),
            (Scalar::Code(a), Scalar::Code(b)) => a.cmp(&b),
            (Scalar::Bool(a), Scalar::Bool(b)) => a.cmp(&b),
            (Scalar::Row(a), Scalar::Row(b)) => a.cmp(&b),
            _ => return None,
        })
    }

    /// The number; `None` for values that are none.
    pub fn number(self) -> Option<Decimal> {
        match self {
            Scalar::Int(n) => Some(Decimal::from(n)),
            Scalar::Decimal(n) => Some(n),
            _ => None,
        }
    }

    /// The value on its own; rows and lists have none.
    pub fn to_value(self, list: Option<crate::value::CodesId>) -> Option<Value> {
        Some(match self {
            Scalar::Bool(known) => Value::Bool(known),
            Scalar::Int(n) => Value::Int(n),
            Scalar::Decimal(n) => Value::Decimal(n),
            Scalar::Date(day) => Value::Date(Date(day)),
            Scalar::Code(number) => Value::Code(list?, number),
            Scalar::Text(text) => Value::Text(String::from_utf8_lossy(text).into()),
            Scalar::Row(_) | Scalar::List(_) => return None,
        })
    }
}

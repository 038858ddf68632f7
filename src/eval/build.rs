//! Making columns: row by row, by copying rows of another, or one after the other.

use super::scalar::Scalar;
use crate::data::column::{Column, Data, Decimals, Lists, Texts};
use crate::value::{Decimal, Missing, Truth, Ty};

/// An empty column for values of a type.
pub fn empty(ty: &Ty) -> Column {
    let data = match ty {
        Ty::Bool => Data::Truth(Vec::new()),
        Ty::Int => Data::Int(Vec::new()),
        Ty::Decimal => Data::Decimal(Decimals::Wide(Vec::new())),
        Ty::Date => Data::Date(Vec::new()),
        Ty::Code(_) => Data::Code(Vec::new()),
        Ty::Text | Ty::Ref(_) => Data::Text(Texts::default()),
        Ty::List(_) => Data::List(Lists::default()),
    };
    Column { states: Vec::new(), data }
}

/// An empty column of the same kind as another: references are columns of their key's type.
pub fn empty_like(column: &Column) -> Column {
    let data = match &column.data {
        Data::Truth(_) => Data::Truth(Vec::new()),
        Data::Int(_) => Data::Int(Vec::new()),
        Data::Decimal(_) => Data::Decimal(Decimals::Scaled(Vec::new())),
        Data::Date(_) => Data::Date(Vec::new()),
        Data::Code(_) => Data::Code(Vec::new()),
        Data::Text(_) => Data::Text(Texts::default()),
        Data::Row(_) => Data::Row(Vec::new()),
        Data::List(lists) => Data::List(Lists { bounds: vec![0], items: Box::new(empty_like(&lists.items)) }),
    };
    Column { states: Vec::new(), data }
}

/// Appends a value, or why there is none. A value of another type than the column's counts as one without a result.
pub fn push(column: &mut Column, value: Result<Scalar, Missing>) {
    let state = match (&mut column.data, value) {
        (Data::Truth(bytes), value) => {
            let (byte, state) = match value {
                Ok(Scalar::Bool(known)) => (Truth::from(known) as u8, 0),
                Ok(_) => (Truth::Unknown as u8, Missing::NoResult as u8),
                Err(missing) => (Truth::Unknown as u8, missing as u8),
            };
            bytes.push(byte);
            state
        }
        (Data::Int(values), Ok(Scalar::Int(n))) => keep(values, n),
        (Data::Decimal(values), Ok(Scalar::Int(n))) => keep(values.widen(), Decimal::from(n)),
        (Data::Decimal(values), Ok(Scalar::Decimal(n))) => keep(values.widen(), n),
        (Data::Date(values), Ok(Scalar::Date(day))) => keep(values, day),
        (Data::Code(values), Ok(Scalar::Code(number))) => keep(values, number),
        (Data::Row(values), Ok(Scalar::Row(row))) => keep(values, row),
        (Data::Text(texts), Ok(Scalar::Text(text))) => {
            texts.push(text);
            0
        }
        (data, value) => {
            push_nothing(data);
            value.err().unwrap_or(Missing::NoResult) as u8
        }
    };
    column.states.push(state);
}

fn keep<T>(values: &mut Vec<T>, value: T) -> u8 {
    values.push(value);
    0
}

fn push_nothing(data: &mut Data) {
    match data {
        Data::Truth(bytes) => bytes.push(Truth::Unknown as u8),
        Data::Int(values) => values.push(0),
        Data::Decimal(Decimals::Scaled(values)) => values.push(0),
        Data::Decimal(Decimals::Wide(values)) => values.push(Decimal::ZERO),
        Data::Date(values) => values.push(0),
        Data::Code(values) => values.push(0),
        Data::Text(texts) => texts.push(b""),
        Data::Row(rows) => rows.push(0),
        Data::List(lists) => {
            if lists.bounds.is_empty() {
                lists.bounds.push(0);
            }
            lists.bounds.push(lists.items.len() as u32);
        }
    }
}

/// Appends a row of `from`, whose slices point into `text`; columns of one kind.
pub fn push_row(column: &mut Column, from: &Column, row: usize, text: &[u8]) {
    match (&mut column.data, &from.data) {
        (Data::Truth(bytes), Data::Truth(values)) => bytes.push(values[row]),
        (Data::Int(all), Data::Int(values)) => all.push(values[row]),
        (Data::Decimal(Decimals::Scaled(all)), Data::Decimal(Decimals::Scaled(values))) => all.push(values[row]),
        (Data::Decimal(all), Data::Decimal(values)) => all.widen().push(values.get(row)),
        (Data::Date(all), Data::Date(values)) => all.push(values[row]),
        (Data::Code(all), Data::Code(values)) => all.push(values[row]),
        (Data::Text(all), Data::Text(values)) => all.push(values.bytes(row, text)),
        (Data::Row(all), Data::Row(values)) => all.push(values[row]),
        (Data::List(all), Data::List(values)) => {
            for item in values.range(row) {
                push_row(&mut all.items, &values.items, item, text);
            }
            all.bounds.push(all.items.len() as u32);
        }
        (data, _) => {
            push_nothing(data);
            column.states.push(Missing::NoResult as u8);
            return;
        }
    }
    let state = match &from.data {
        Data::Truth(bytes) if from.states.is_empty() && bytes[row] == Truth::Unknown as u8 => Missing::Undecided as u8,
        _ => from.states.get(row).copied().unwrap_or(0),
    };
    column.states.push(state);
}

/// The rows of a column in another order; `None` stands for a row with the given reason.
pub fn gather(from: &Column, rows: impl Iterator<Item = Result<u32, u8>>, text: &[u8]) -> Column {
    let mut column = empty_like(from);
    for row in rows {
        match row {
            Ok(row) => push_row(&mut column, from, row as usize, text),
            Err(state) => {
                push_nothing(&mut column.data);
                column.states.push(state);
            }
        }
    }
    column
}

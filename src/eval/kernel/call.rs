//! Built-in functions over a batch.

use crate::builtin::{self, Arg, Kernel, Out};
use crate::data::column::{Column, Data, Lists, Texts};
use crate::eval::build;
use crate::eval::scalar::Scalar;
use crate::eval::values::{Slot, Values};
use crate::plan::graph::NodeId;
use crate::value::{CodesId, Date, Missing, Truth, Ty};

pub fn call(values: &Values, function: usize, arguments: &[NodeId], ty: &Ty) -> Column {
    let mut column = build::empty(ty);
    let kernel = match (&builtin::ALL[function].kernel, arguments) {
        (Kernel::Scalar(kernel), _) => kernel,
        (Kernel::Asks(holds), [only]) => return asks(values, *only, *holds),
        _ => return column,
    };
    let mut row_arguments = Vec::with_capacity(arguments.len());
    for row in 0..values.len {
        row_arguments.clear();
        let missing = arguments.iter().find_map(|&argument| match values.scalar(argument, row).and_then(argument_of) {
            Ok(value) => {
                row_arguments.push(value);
                None
            }
            Err(missing) => Some(missing),
        });
        let result = match missing {
            Some(missing) => Err(missing),
            None => kernel(&row_arguments),
        };
        push(&mut column, &result);
    }
    column
}

/// Whether something holds of each text.
fn asks(values: &Values, a: NodeId, holds: fn(&[u8]) -> bool) -> Column {
    if let Some(Column { states, data: Data::Text(texts) }) = values.column(a) {
        return Column { states: states.clone(), data: Data::Truth(each_text(values, states, texts, holds)) };
    }
    let mut column = build::empty(&Ty::Bool);
    for row in 0..values.len {
        build::push(
            &mut column,
            values.scalar(a, row).and_then(|value| match value {
                Scalar::Text(text) => Ok(Scalar::Bool(holds(text))),
                _ => Err(Missing::NoResult),
            }),
        );
    }
    column
}

/// Whether something holds of each text of a column; unknown where there is none.
#[inline(always)]
fn each_text(values: &Values, states: &[u8], texts: &Texts, holds: impl Fn(&[u8]) -> bool) -> Vec<u8> {
    let mut truths = Vec::with_capacity(states.len());
    texts.each(values.text(), |row, text| {
        truths.push(if states[row] == 0 { Truth::from(holds(text)) } else { Truth::Unknown } as u8);
    });
    truths
}

fn argument_of(value: Scalar) -> Result<Arg, Missing> {
    Ok(match value {
        Scalar::Text(text) => Arg::Text(std::str::from_utf8(text).map_err(|_| Missing::Unreadable)?),
        Scalar::Int(n) => Arg::Int(n),
        Scalar::Decimal(n) => Arg::Decimal(n),
        Scalar::Date(day) => Arg::Date(Date(day)),
        Scalar::Bool(_) | Scalar::Code(_) | Scalar::Row(_) | Scalar::List(_) => return Err(Missing::NoResult),
    })
}

fn push(column: &mut Column, result: &Result<Out, Missing>) {
    let scalar = match result {
        Ok(Out::Bool(known)) => Ok(Scalar::Bool(*known)),
        Ok(Out::Int(n)) => Ok(Scalar::Int(*n)),
        Ok(Out::Decimal(n)) => Ok(Scalar::Decimal(*n)),
        Ok(Out::Date(day)) => Ok(Scalar::Date(day.0)),
        Ok(Out::Text(text)) => Ok(Scalar::Text(text.as_bytes())),
        Err(missing) => Err(*missing),
    };
    build::push(column, scalar);
}

/// The whole text against a pattern. A pattern that does not compile was an error of the rules; here it is unknown.
pub fn matches(values: &Values, a: NodeId, pattern: usize) -> Slot {
    let pattern = values.ground.pattern(pattern);
    if let (Some(Slot { column: Column { states, data: Data::Text(texts) }, high: None, .. }), Some(pattern)) =
        (values.slot(a), pattern)
    {
        return Slot::truth(each_text(values, states, texts, |text| pattern.matches_bytes(text)));
    }
    let truth = |row: usize| match (values.scalar(a, row), pattern) {
        (Ok(Scalar::Text(text)), Some(pattern)) => Truth::from(pattern.matches_bytes(text)) as u8,
        _ => Truth::Unknown as u8,
    };
    Slot::truth((0..values.len).map(truth).collect())
}

/// The first of several that has a value.
pub fn coalesce(values: &Values, id: NodeId, all: &[NodeId]) -> Column {
    let ty = &values.ground.plan.graph.node(id).ty;
    let mut column = match (ty, all.iter().find_map(|&node| values.column(node))) {
        (Ty::Ref(_) | Ty::List(_), Some(like)) => build::empty_like(like),
        _ => build::empty(ty),
    };
    for row in 0..values.len {
        let mut value = Err(Missing::NotStated);
        for &node in all {
            value = values.scalar(node, row);
            if value.is_ok() {
                break;
            }
        }
        build::push(&mut column, value);
    }
    column
}

/// Keys as the texts that they are compared with: `301`, `2018-03-01`, the name of a code.
pub fn as_text(values: &Values, a: NodeId, codes: Option<CodesId>) -> Column {
    let Some(column) = values.column(a) else { return Column::default() };
    let names = codes.map_or(&[][..], |list| &values.ground.plan.codes[list.0 as usize]);
    texts_of(values, column, names)
}

fn texts_of(values: &Values, column: &Column, codes: &[String]) -> Column {
    if let Data::List(lists) = &column.data {
        let items = Box::new(texts_of(values, &lists.items, codes));
        return Column {
            states: column.states.clone(),
            data: Data::List(Lists { bounds: lists.bounds.clone(), items }),
        };
    }
    let mut texts = build::empty(&Ty::Text);
    for row in 0..column.len() {
        let text = Scalar::at(column, row, values.text()).map(|key| match key {
            Scalar::Int(n) => n.to_string(),
            Scalar::Decimal(n) => n.to_string(),
            Scalar::Date(day) => Date(day).to_string(),
            Scalar::Text(text) => String::from_utf8_lossy(text).into_owned(),
            Scalar::Bool(known) => known.to_string(),
            Scalar::Code(number) => codes.get(number as usize).cloned().unwrap_or_default(),
            Scalar::Row(_) | Scalar::List(_) => String::new(),
        });
        build::push(&mut texts, text.as_deref().map(|text| Scalar::Text(text.as_bytes())).map_err(|why| *why));
    }
    texts
}

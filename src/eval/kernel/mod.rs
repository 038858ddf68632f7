//! One kernel an operator: from its children's values over a batch to its own.

mod among;
mod arith;
mod call;
mod compare;
mod found;
mod lists;
mod rank;

pub use among::Constants;

use super::build;
use super::values::{Rows, Slot, Values};
use crate::data::column::{Column, Data};
use crate::data::decode::{decode, decode_among};
use crate::plan::graph::{Frame, NodeId, Op};
use crate::value::{Missing, Truth};

/// The values of a node whose children are computed.
pub fn compute(values: &Values, id: NodeId) -> Slot {
    let node = values.ground.plan.graph.node(id);
    match &node.op {
        Op::Cell(field) => Slot::of(cell(values, id, *field)),
        Op::AsOf => {
            Slot::of(Column { states: vec![0; values.len], data: Data::Date(vec![values.ground.as_of.0; values.len]) })
        }
        Op::GroupKey => Slot::of(match values.rows {
            Rows::Groups(groups) => groups.keys.clone(),
            _ => nothing(values, id, Missing::NoResult),
        }),
        Op::OfOuter(outer) => of_outer(values, id, *outer),
        Op::OfInner(slot) => match values.rows {
            Rows::Pairs { index, rows, .. } => match index.slots.get(*slot) {
                Some(from) => Slot::of(build::gather(from, rows.iter().map(|&row| Ok(row)), &[])),
                // A table without rows makes no pairs.
                None => Slot::of(nothing(values, id, Missing::Dangling)),
            },
            _ => Slot::of(nothing(values, id, Missing::NoResult)),
        },
        Op::Not(a) => Slot::truth(values.truths(*a).iter().map(|&byte| 2 - byte).collect()),
        Op::Compare(op, a, b) => compare::compare(values, *op, *a, *b),
        Op::In(a, list) => among::one_of(values, id, *a, list),
        Op::Has(list, item) => lists::has(values, *list, *item),
        Op::IsGiven(a) => each_state(values, *a, |state| state == 0 || state == Missing::Unreadable as u8),
        Op::IsNotRelevant(a) => each_state(values, *a, |state| state == Missing::NotRelevant as u8),
        Op::IsReadable(a) => each_state(values, *a, |state| state != Missing::Unreadable as u8),
        Op::Arith(op, a, b) => arith::arith(values, *op, *a, *b, &node.ty),
        Op::Negate(a) => arith::negate(values, *a, &node.ty),
        Op::Call(function, arguments) => Slot::of(call::call(values, *function, arguments, &node.ty)),
        Op::Matches(a, pattern) => call::matches(values, *a, *pattern),
        Op::AsText(a, codes) => Slot::of(call::as_text(values, *a, *codes)),
        Op::HasWidth(a, width) => lists::has_width(values, *a, *width as usize),
        Op::Length(a) => Slot::of(lists::length(values, *a)),
        Op::Coalesce(all) => Slot::of(call::coalesce(values, id, all)),
        Op::Find(lookup, key) => Slot::of(found::find(values, *lookup, *key)),
        Op::FindAt(lookup, key, date, valid) => Slot::of(found::find_at(values, *lookup, *key, *date, *valid)),
        Op::Acyclic(circles, key, _) => found::acyclic(values, *circles, *key),
        Op::FindAll(lookup, list) => found::find_all(values, *lookup, *list),
        Op::Fetch(lookup, slot, row) => Slot::of(found::fetch(values, *lookup, *slot, *row, &node.ty)),
        Op::Aggregate(aggregate, keys) => found::aggregate(values, *aggregate, keys, &node.ty),
        Op::Joined(join, keys) => found::joined(values, *join, keys, &node.ty),
        // Constants are read where they stand, junctions are folded by `Values`.
        Op::Const(_) | Op::And(_) | Op::Or(_) => Slot::of(nothing(values, id, Missing::NoResult)),
    }
}

/// Batches below this are read as they stand.
const FEW: usize = 16;

fn cell(values: &Values, id: NodeId, field: usize) -> Column {
    let (Frame::Table(table), Rows::Chunk(batch)) = (values.frame, values.rows) else {
        return Column { states: vec![Missing::NoResult as u8; values.len], data: Data::default() };
    };
    let column = values.ground.registry.columns(table)[field];
    let spec = &values.ground.plan.specs[table.0 as usize][field];
    // A row that is looked at on its own shows its text; kernels take either.
    match values.ground.plan.graph.words.get(&id).filter(|_| values.len >= FEW) {
        Some(words) => decode_among(batch, column, spec, words),
        None => decode(batch, column, spec),
    }
}

fn of_outer(values: &Values, id: NodeId, outer_node: NodeId) -> Slot {
    let Rows::Pairs { outer, subjects, .. } = values.rows else {
        return Slot::of(nothing(values, id, Missing::NoResult));
    };
    let rows = || subjects.iter().map(|&row| Ok(row));
    match outer.slot(outer_node) {
        Some(slot) => Slot {
            column: build::gather(&slot.column, rows(), outer.text()),
            high: slot.high.as_ref().map(|high| Box::new(build::gather(high, rows(), outer.text()))),
            ..Slot::default()
        },
        None => {
            let ty = &values.ground.plan.graph.node(id).ty;
            let mut column = build::empty(ty);
            subjects.iter().for_each(|&row| build::push(&mut column, outer.scalar(outer_node, row as usize)));
            Slot::of(column)
        }
    }
}

/// A node's column, when its values are points.
fn plain<'v>(values: &'v Values, node: NodeId) -> Option<&'v Column> {
    values.slot(node).filter(|slot| slot.high.is_none()).map(|slot| &slot.column)
}

/// The place of a text among those that a cell is held against.
fn word(values: &Values, cell: NodeId, text: &str) -> Option<u16> {
    let words = values.ground.plan.graph.words.get(&cell)?;
    words.place(text.as_bytes()).map(|place| place as u16)
}

/// A column without values.
fn nothing(values: &Values, id: NodeId, why: Missing) -> Column {
    let mut column = build::empty(&values.ground.plan.graph.node(id).ty);
    (0..values.len).for_each(|_| build::push(&mut column, Err(why)));
    column
}

/// A condition on why a value is missing, or that it is not; always known.
fn each_state(values: &Values, a: NodeId, holds: impl Fn(u8) -> bool) -> Slot {
    let truth = |state: u8| Truth::from(holds(state)) as u8;
    Slot::truth(match values.slot(a) {
        Some(Slot { column, high: None, .. }) if column.states.len() == values.len => {
            column.states.iter().map(|&state| truth(state)).collect()
        }
        _ => (0..values.len).map(|row| truth(values.state(a, row))).collect(),
    })
}

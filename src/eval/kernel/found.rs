//! What other rows say: references, fetched values, aggregates.

use crate::data::column::{Column, Data};
use crate::eval::build;
use crate::eval::index::Index;
use crate::eval::key;
use crate::eval::scalar::Scalar;
use crate::eval::tally::{Inputs, Tally};
use crate::eval::values::{Rows, Scratch, Slot, Values};
use crate::plan::graph::{AggregateId, Frame, JoinId, LookupId, NodeId};
use crate::semantic::model::AggregateKind;
use crate::value::{Missing, Truth, Ty};

/// The row that each key names.
pub fn find(values: &Values, lookup: LookupId, key: NodeId) -> Column {
    let index = values.ground.index(lookup);
    let many = values.ground.plan.graph.lookups[lookup.0 as usize].many;
    let (mut states, mut rows) = (Vec::with_capacity(values.len), Vec::with_capacity(values.len));
    key::each(values, &[key], |_, key| {
        let found = key.and_then(|key| some_row(index, many, key));
        states.push(found.err().map_or(0, |missing| missing as u8));
        rows.push(found.unwrap_or(0));
    });
    Column { states, data: Data::Row(rows) }
}

/// The row of a key; of a key that may name several, the first.
fn some_row(index: &Index, many: bool, key: &[u8]) -> Result<u32, Missing> {
    if many { index.all(key).first().copied().ok_or(Missing::Dangling) } else { index.one(key) }
}

/// Of the rows that each key names, the one that is valid on the row's date.
pub fn find_at(values: &Values, lookup: LookupId, key: NodeId, date: NodeId, valid: [usize; 2]) -> Column {
    let index = values.ground.index(lookup);
    let (mut states, mut rows) = (Vec::with_capacity(values.len), Vec::with_capacity(values.len));
    let mut bytes = Vec::new();
    for row in 0..values.len {
        bytes.clear();
        let found = key::append(values, &[key], row, &mut bytes).and_then(|()| match values.scalar(date, row)? {
            Scalar::Date(day) => {
                let mut holding = index.all(&bytes).iter().filter(|&&row| index.holds(row, valid, day));
                match (holding.next(), holding.next()) {
                    (Some(row), None) => Ok(*row),
                    _ => Err(Missing::Dangling),
                }
            }
            _ => Err(Missing::NoResult),
        });
        states.push(found.err().map_or(0, |missing| missing as u8));
        rows.push(found.unwrap_or(0));
    }
    Column { states, data: Data::Row(rows) }
}

/// Whether following its reference does not lead back to the row.
pub fn acyclic(values: &Values, number: usize, key: NodeId) -> Slot {
    let (lookup, _) = values.ground.plan.graph.circles[number];
    let (index, circles) = (values.ground.index(lookup), values.ground.circles(number));
    let mut bytes = Vec::new();
    let mut truth = |row: usize| {
        bytes.clear();
        let own = key::append(values, &[key], row, &mut bytes).and_then(|()| index.one(&bytes));
        Truth::from(!own.is_ok_and(|row| circles.is_on(row))) as u8
    };
    Slot::truth((0..values.len).map(&mut truth).collect())
}

/// Whether every element of a list names a row.
pub fn find_all(values: &Values, lookup: LookupId, list: NodeId) -> Slot {
    let index = values.ground.index(lookup);
    let many = values.ground.plan.graph.lookups[lookup.0 as usize].many;
    let Some(Column { states, data: Data::List(lists) }) = values.column(list) else {
        return Slot::truth(vec![Truth::Unknown as u8; values.len]);
    };
    let mut bytes = Vec::new();
    let mut named = |element: usize| {
        bytes.clear();
        let scalar = Scalar::at(&lists.items, element, values.text());
        scalar.and_then(|value| key::append_scalar(value, &mut bytes)).is_ok() && some_row(index, many, &bytes).is_ok()
    };
    let mut truth = |row: usize| match states[row] {
        0 => Truth::from(lists.range(row).all(&mut named)) as u8,
        state if state == Missing::Unreadable as u8 => Truth::No as u8,
        _ => Truth::Unknown as u8,
    };
    Slot::truth((0..values.len).map(&mut truth).collect())
}

/// A value of the found rows.
pub fn fetch(values: &Values, lookup: LookupId, slot: usize, row: NodeId, ty: &Ty) -> Column {
    let Some(Column { states, data: Data::Row(rows) }) = values.column(row) else { return Column::default() };
    let index = values.ground.index(lookup);
    let wanted = states.iter().zip(rows).map(|(&state, &row)| if state == 0 { Ok(row) } else { Err(state) });
    match index.slots.get(slot) {
        Some(from) => build::gather(from, wanted, &[]),
        // A table without rows: every reference dangles.
        None => {
            let mut column = build::empty(ty);
            let why = |state: u8| Missing::from_state(state).unwrap_or(Missing::Dangling);
            states.iter().for_each(|&state| build::push(&mut column, Err(why(state))));
            column
        }
    }
}

/// An aggregate that was computed for all keys at once.
pub fn aggregate(values: &Values, id: AggregateId, keys: &[NodeId], ty: &Ty) -> Slot {
    let kind = values.ground.plan.graph.aggregates[id.0 as usize].kind;
    let tallies = values.ground.tallies(id);
    let (entries, none) = (tallies.entries(values, keys), Tally::default());
    finish(values.len, kind, ty, |row| entries[row].map(|entry| entry.map_or(&none, |entry| tallies.at(entry))))
}

/// An aggregate whose condition looks at both rows: the pairs of each subject are judged together.
pub fn joined(values: &Values, id: JoinId, keys: &[NodeId], ty: &Ty) -> Slot {
    let ground = values.ground;
    let join = &ground.plan.graph.joins[id.0 as usize];
    let index: &Index = ground.index(join.lookup);
    let inputs = Inputs { kind: join.kind, condition: join.condition, that: join.that, value: join.value };
    let mut tallies: Vec<Result<Tally, Missing>> = Vec::with_capacity(values.len);
    let (mut subjects, mut rows, mut bytes) = (Vec::new(), Vec::new(), Vec::new());
    let mut scratch = Scratch::default();
    let mut next = 0;
    while next < values.len {
        subjects.clear();
        rows.clear();
        let first = next;
        // A batch of pairs: whole subjects, until there are enough.
        while next < values.len && rows.len() < ground.batch {
            bytes.clear();
            let key = key::append(values, keys, next, &mut bytes);
            if key.is_ok() {
                let found = index.all(&bytes);
                rows.extend_from_slice(found);
                subjects.resize(rows.len(), next as u32);
            }
            tallies.push(key.map(|()| Tally::default()));
            next += 1;
        }
        debug_assert!(first < next);
        let pairs = Rows::Pairs { outer: values, subjects: &subjects, index, rows: &rows };
        let mut paired = Values::new(ground, Frame::Pairs(id), pairs, rows.len(), scratch);
        if inputs.ensure_if_any(&mut paired) {
            let counted = inputs.read(&paired);
            for (pair, (&subject, &row)) in subjects.iter().zip(&rows).enumerate() {
                if let Ok(tally) = &mut tallies[subject as usize] {
                    tally.add(&counted, pair, index.row_at(row));
                }
            }
        }
        scratch = paired.into_scratch();
    }
    finish(values.len, join.kind, ty, |row| tallies[row].as_ref().map_err(|why| *why))
}

/// Tallies to a column of answers.
fn finish<'t>(
    len: usize,
    kind: AggregateKind,
    ty: &Ty,
    mut tally: impl FnMut(usize) -> Result<&'t Tally, Missing>,
) -> Slot {
    if matches!(kind, AggregateKind::Exists | AggregateKind::Every) {
        let truth = |row| tally(row).map_or(Truth::Unknown, |tally| tally.truth(kind)) as u8;
        return Slot::truth((0..len).map(truth).collect());
    }
    let (mut low, mut high) = (build::empty(ty), build::empty(ty));
    let mut known = true;
    for row in 0..len {
        let [l, h] = tally(row).map_or_else(|why| [Err(why); 2], |tally| tally.bounds(kind, ty));
        known &= l == h;
        build::push(&mut low, l);
        build::push(&mut high, h);
    }
    Slot { column: low, high: (!known).then(|| Box::new(high)), ..Slot::default() }
}

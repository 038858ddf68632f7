//! Why a reference leads nowhere, to another day, or back to where it began.

use super::{Lapse, Part, SeenCell, Tracing};
use crate::data::column::{Column, Data};
use crate::eval::key;
use crate::eval::scalar::Scalar;
use crate::eval::values::Values;
use crate::plan::graph::{LookupId, NodeId, Op};
use crate::value::Missing;

/// How many rows of a circle a finding names.
const SHOWN_CIRCLE: usize = 9;
/// How many elements of a list a finding shows.
const SHOWN_ELEMENTS: usize = 5;

impl Tracing {
    /// Notes how many rows have the key that a reference names, when that is not one.
    pub(super) fn names(&mut self, values: &Values, lookup: LookupId, key: NodeId) {
        let mut bytes = Vec::new();
        if key::append(values, &[key], self.row, &mut bytes).is_ok() {
            let rows = values.ground.index(lookup).all(&bytes).len();
            self.trace.named = Some(rows).filter(|&rows| !leads(values, lookup, rows)).or(self.trace.named);
        }
    }

    /// The elements of a list that name no row, or several; the whole cell where none can be told apart.
    pub(super) fn elements(&mut self, values: &mut Values, lookup: LookupId, list: NodeId) {
        let index = values.ground.index(lookup);
        let mut wrong: Vec<(usize, usize)> = Vec::new();
        if let Some(Column { states, data: Data::List(lists) }) = values.column(list)
            && states[self.row] == 0
        {
            let range = lists.range(self.row);
            let first = range.start;
            for element in range {
                let mut bytes = Vec::new();
                let scalar = Scalar::at(&lists.items, element, values.text());
                let named = scalar.and_then(|value| key::append_scalar(value, &mut bytes));
                let rows = named.map_or(0, |()| index.all(&bytes).len());
                if !leads(values, lookup, rows) && wrong.len() < SHOWN_ELEMENTS {
                    wrong.push((element - first, rows));
                }
            }
        }
        let subject = self.subject.filter(|_| !wrong.is_empty());
        let (Op::Cell(field), Some((table, at))) = (&values.ground.plan.graph.node(list).op, subject) else {
            return self.blame(values, list);
        };
        self.trace.named = wrong.first().map(|(_, rows)| *rows);
        for (element, _) in wrong {
            let cell = SeenCell {
                table,
                at,
                field: *field,
                part: Part::Decides,
                why: None,
                element: Some(element),
                missing: None,
            };
            self.trace.cells.push(cell);
        }
    }

    /// The cells of a reference that is read at a date. A row that exists on another day is no dangling reference, and
    /// a date never is one.
    pub(super) fn found_at(&mut self, values: &mut Values, lookup: LookupId, of: [NodeId; 2], valid: [usize; 2]) {
        let lapsed = self.lapse(values, lookup, of, valid);
        let outer = self.why;
        self.why = outer.filter(|why| !lapsed || *why != Missing::Dangling);
        self.blame(values, of[0]);
        self.why = outer.filter(|why| *why != Missing::Dangling);
        self.blame(values, of[1]);
        self.why = outer;
    }

    /// Notes a reference whose row exists, but not on the date. Tells whether it is one.
    fn lapse(&mut self, values: &Values, lookup: LookupId, of: [NodeId; 2], valid: [usize; 2]) -> bool {
        let [key, date] = of;
        let mut bytes = Vec::new();
        let found = key::append(values, &[key], self.row, &mut bytes);
        let (Ok(()), Ok(Scalar::Date(day))) = (found, values.scalar(date, self.row)) else { return false };
        let index = values.ground.index(lookup);
        let versions = index.all(&bytes).iter().filter_map(|&row| Some((index.period(row, valid)?, row)));
        let versions: Vec<((i32, i32), u32)> = versions.collect();
        if versions.iter().any(|((first, last), _)| *first <= day && day <= *last) {
            return false;
        }
        let ended = versions.iter().filter(|((_, last), _)| *last < day).max_by_key(|((_, last), _)| *last);
        let version = ended.or(versions.iter().min_by_key(|((first, _), _)| *first));
        let Some((_, row)) = version else { return false };
        let table = values.ground.plan.graph.lookups[lookup.0 as usize].table;
        let lapse = Lapse { table, at: index.row_at(*row), ended: ended.is_some() };
        if !self.trace.lapses.contains(&lapse) {
            self.trace.lapses.push(lapse);
        }
        true
    }

    pub(super) fn circle(&mut self, values: &Values, number: usize, key: NodeId) {
        let (lookup, _) = values.ground.plan.graph.circles[number];
        let index = values.ground.index(lookup);
        let mut bytes = Vec::new();
        let own = key::append(values, &[key], self.row, &mut bytes).and_then(|()| index.one(&bytes));
        if let Ok(row) = own {
            let rows = values.ground.circles(number).from(row, SHOWN_CIRCLE);
            self.trace.circle = rows.into_iter().map(|row| index.row_at(row)).collect();
        }
    }
}

/// Whether a key that so many rows have leads to a row.
fn leads(values: &Values, lookup: LookupId, rows: usize) -> bool {
    rows == 1 || rows > 1 && values.ground.plan.graph.lookups[lookup.0 as usize].many
}

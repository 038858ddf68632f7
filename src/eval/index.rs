//! Lookups: a table's rows by key, with the values that other rows ask of them.

use super::build;
use super::key;
use super::keyed::Keyed;
use super::scalar::Scalar;
use super::values::Values;
use super::{RowAt, Starts};
use crate::data::column::Column;
use crate::plan::graph::{Lookup, NodeId};
use crate::value::Missing;

/// The rows of a table by key. Rows are numbered over the whole table.
#[derive(Debug, Default)]
pub struct Index {
    keys: Keyed<Vec<u32>>,
    /// The values of the lookup's slots, by row.
    pub slots: Vec<Column>,
    pub starts: Starts,
}

impl Index {
    /// The one row with a key; `Err` when there is none, or several.
    pub fn one(&self, key: &[u8]) -> Result<u32, Missing> {
        match self.keys.get(key).map(Vec::as_slice) {
            Some([row]) => Ok(*row),
            _ => Err(Missing::Dangling),
        }
    }

    /// Every row with a key, in order.
    pub fn all(&self, key: &[u8]) -> &[u32] {
        self.keys.get(key).map_or(&[], Vec::as_slice)
    }

    /// Whether a row is valid on a day, by the slots of its first and last day. Blank is open; what cannot be read
    /// holds on no day.
    pub fn holds(&self, row: u32, valid: [usize; 2], day: i32) -> bool {
        self.period(row, valid).is_some_and(|(first, last)| first <= day && day <= last)
    }

    /// The first and the last day of a row's validity.
    pub fn period(&self, row: u32, [first, last]: [usize; 2]) -> Option<(i32, i32)> {
        let end = |slot: usize, open: i32| match Scalar::at(self.slots.get(slot)?, row as usize, &[]) {
            Ok(Scalar::Date(day)) => Some(day),
            Err(Missing::NotStated | Missing::NotRelevant) => Some(open),
            _ => None,
        };
        Some((end(first, i32::MIN)?, end(last, i32::MAX)?))
    }

    pub fn row_at(&self, row: u32) -> RowAt {
        self.starts.row_at(u64::from(row))
    }
}

/// What one part of a table adds to a lookup.
#[derive(Debug, Default)]
pub struct IndexPart {
    /// Key bytes, and for each row where its key ends (`None` for rows without a key).
    bytes: Vec<u8>,
    ends: Vec<Option<u32>>,
    slots: Vec<Column>,
}

impl IndexPart {
    pub fn add(&mut self, lookup: &Lookup, values: &mut Values) {
        let nodes: Vec<NodeId> = lookup.keys.iter().chain(&lookup.slots).copied().collect();
        nodes.into_iter().for_each(|node| values.ensure(node));
        for row in 0..values.len {
            let start = self.bytes.len();
            let key = key::append(values, &lookup.keys, row, &mut self.bytes);
            if key.is_err() {
                self.bytes.truncate(start);
            }
            self.ends.push(key.is_ok().then_some(self.bytes.len() as u32));
        }
        for (place, &node) in lookup.slots.iter().enumerate() {
            if self.slots.len() == place {
                let column = values.column(node).map(build::empty_like);
                self.slots.push(column.unwrap_or_else(|| build::empty(&values.ground.plan.graph.node(node).ty)));
            }
            let slot = &mut self.slots[place];
            match values.slot(node) {
                Some(known) if known.high.is_none() => {
                    (0..values.len).for_each(|row| build::push_row(slot, &known.column, row, values.text()));
                }
                _ => (0..values.len).for_each(|row| build::push(slot, values.scalar(node, row))),
            }
        }
    }
}

/// Puts the parts together, in their order.
pub fn merge(parts: Vec<IndexPart>, starts: Starts) -> Index {
    let mut index = Index { starts, ..Index::default() };
    let mut row = 0u32;
    for part in parts {
        let mut start = 0usize;
        for end in &part.ends {
            if let Some(end) = end {
                let entry = index.keys.entry(&part.bytes[start..*end as usize], Vec::new);
                index.keys.entries[entry].push(row);
                start = *end as usize;
            }
            row += 1;
        }
        for (place, column) in part.slots.into_iter().enumerate() {
            match index.slots.get_mut(place) {
                None => index.slots.push(column),
                Some(all) => (0..column.len()).for_each(|row| build::push_row(all, &column, row, &[])),
            }
        }
    }
    index
}

//! The groups of a table: one subject a key.

use super::RowAt;
use super::build;
use super::key;
use super::keyed::Keyed;
use super::values::Values;
use crate::data::column::Column;
use crate::plan::graph::NodeId;

/// The groups of a table, in the order of their first rows.
#[derive(Clone, Debug, Default)]
pub struct Groups {
    /// The key of each group.
    pub keys: Column,
    /// Where the first row of each group stands.
    pub first: Vec<RowAt>,
    pub sizes: Vec<u64>,
    /// Rows that belong to no group, since their key is missing.
    pub without_key: u64,
}

/// The groups of one part.
#[derive(Debug, Default)]
pub struct GroupPart {
    groups: Keyed<(RowAt, u64)>,
    keys: Option<Column>,
    without_key: u64,
}

impl GroupPart {
    pub fn add(&mut self, key: NodeId, values: &mut Values, part: u32, first: usize) {
        values.ensure(key);
        let mut bytes = Vec::new();
        for row in 0..values.len {
            let Ok(bytes) = key::of(values, &[key], row, &mut bytes) else {
                self.without_key += 1;
                continue;
            };
            let at = RowAt { part, row: (first + row) as u32 };
            let entry = self.groups.entry(bytes, || (at, 0));
            self.groups.entries[entry].1 += 1;
            if let Some(column) = values.column(key) {
                let keys = self.keys.get_or_insert_with(|| build::empty_like(column));
                if keys.len() == entry {
                    build::push_row(keys, column, row, values.text());
                }
            }
        }
    }
}

/// Puts the parts together, in their order.
pub fn merge(parts: Vec<GroupPart>) -> Groups {
    let mut all: Keyed<(RowAt, u64)> = Keyed::default();
    let mut groups = Groups::default();
    let mut keys: Option<Column> = None;
    for part in parts {
        groups.without_key += part.without_key;
        for (entry, (at, size)) in part.groups.entries.iter().enumerate() {
            let merged = all.entry(part.groups.key(entry), || (*at, 0));
            all.entries[merged].1 += size;
            if let Some(column) = &part.keys {
                let keys = keys.get_or_insert_with(|| build::empty_like(column));
                if keys.len() == merged {
                    build::push_row(keys, column, entry, &[]);
                }
            }
        }
    }
    groups.keys = keys.unwrap_or_default();
    for (at, size) in all.entries {
        groups.first.push(at);
        groups.sizes.push(size);
    }
    groups
}

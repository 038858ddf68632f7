//! The tallies of a whole table, by key. Aggregates that have their keys in common look each up once, and one after the
//! other is put together with what is let go of meanwhile.

use super::keyed::Keyed;
use super::tally::{self, Inputs, NO_ENTRY, Tally};
use super::values::Values;
use super::{RowAt, key};
use crate::plan::graph::{Aggregate, AggregateId, NodeId};
use crate::semantic::model::AggregateKind;
use crate::value::Missing;
use std::rc::Rc;
use std::sync::Arc;

/// The tallies of one aggregate.
#[derive(Clone, Debug, Default)]
pub struct Tallies {
    keys: Arc<Keyed<()>>,
    /// By entry of the keys.
    tallies: Vec<Tally>,
}

/// Where the keys that some nodes give the rows of a batch stand among the keys of aggregates. Aggregates that have both
/// in common find them once.
#[derive(Clone)]
pub struct Entries {
    keys: Arc<Keyed<()>>,
    nodes: Vec<NodeId>,
    found: Rc<[Entry]>,
}

/// A row's entry, `None` where no row has its key; or why it has no key.
type Entry = Result<Option<u32>, Missing>;

impl Tallies {
    /// The entries of a batch's rows by the keys that nodes give them.
    pub fn entries(&self, values: &Values, nodes: &[NodeId]) -> Rc<[Entry]> {
        let same = |known: &&Entries| Arc::ptr_eq(&known.keys, &self.keys) && known.nodes == nodes;
        if let Some(known) = values.entries.borrow().iter().find(same) {
            return known.found.clone();
        }
        let mut found: Vec<Entry> = Vec::with_capacity(values.len);
        key::each(values, nodes, |_, key| {
            found.push(key.map(|key| self.keys.find(key).map(|entry| entry as u32)));
        });
        let entries = Entries { keys: self.keys.clone(), nodes: nodes.to_vec(), found: found.into() };
        values.entries.borrow_mut().push(entries.clone());
        entries.found
    }

    /// What was seen of the rows of an entry.
    pub fn at(&self, entry: u32) -> &Tally {
        &self.tallies[entry as usize]
    }

    /// What was seen of the rows with a key; `None` when there are no such rows.
    pub fn get(&self, key: &[u8]) -> Option<&Tally> {
        self.keys.find(key).map(|entry| &self.tallies[entry])
    }
}

/// What one part gave for aggregates that have their keys in common.
#[derive(Debug, Default)]
pub struct TalliesPart {
    pub keys: Keyed<()>,
    /// By aggregate, and by entry of the keys.
    pub tallies: Vec<Vec<Tally>>,
}

impl TalliesPart {
    /// Counts the rows of a batch, the first of which is `at`.
    pub fn add(&mut self, set: &[AggregateId], values: &mut Values, at: RowAt) {
        let graph = &values.ground.plan.graph;
        let all: Vec<&Aggregate> = set.iter().map(|id| &graph.aggregates[id.0 as usize]).collect();
        let inputs: Vec<Inputs> =
            all.iter().map(|a| Inputs { kind: a.kind, condition: a.condition, that: a.that, value: a.value }).collect();
        let some: Vec<bool> = inputs.iter().map(|inputs| inputs.ensure_if_any(values)).collect();
        let nodes = &all[0].keys;
        nodes.iter().for_each(|&node| values.ensure(node));
        let (values, keys) = (&*values, &mut self.keys);
        let mut entries: Vec<u32> = Vec::with_capacity(values.len);
        if nodes.is_empty() {
            entries.resize(values.len, keys.entry(&[], || ()) as u32);
        } else {
            // A row that names no subject belongs to none.
            key::each(values, nodes, |_, key| {
                entries.push(key.map_or(NO_ENTRY, |key| keys.entry(key, || ()) as u32));
            });
        }
        self.tallies.resize_with(set.len(), Vec::new);
        for (place, tallies) in self.tallies.iter_mut().enumerate() {
            tallies.resize_with(keys.len(), Tally::default);
            if some[place] {
                tally::add_all(tallies, &inputs[place].read(values), &entries, at);
            }
        }
    }
}

/// The keys of all parts, in the order of parts.
pub struct Keys {
    all: Arc<Keyed<()>>,
    /// By part, for each of its keys the entry among all.
    entries: Vec<Vec<u32>>,
}

impl Keys {
    pub fn of(parts: Vec<Keyed<()>>) -> Keys {
        let mut all = Keyed::default();
        let entries = parts.into_iter().map(|part| {
            let entry = |entry: usize| all.entry(part.key(entry), || ()) as u32;
            (0..part.len()).map(entry).collect()
        });
        let entries = entries.collect();
        Keys { all: Arc::new(all), entries }
    }

    /// Puts the tallies of one aggregate together, in the order of parts.
    pub fn tallies(&self, parts: Vec<Vec<Tally>>, kind: AggregateKind) -> Tallies {
        let mut tallies: Vec<Tally> = Vec::with_capacity(self.all.len());
        for (part, entries) in parts.into_iter().zip(&self.entries) {
            for (tally, &entry) in part.into_iter().zip(entries) {
                // Keys are numbered as they are met, so one that is not there yet is the next.
                match tallies.get_mut(entry as usize) {
                    Some(known) => known.merge(tally, kind),
                    None => tallies.push(tally),
                }
            }
        }
        Tallies { keys: self.all.clone(), tallies }
    }
}

//! How long what took, for those who ask. Times are those of all threads together.

use super::Ground;
use crate::plan::graph::NodeId;

/// Where the time of a run went, in nanoseconds.
#[derive(Clone, Debug, Default)]
pub struct Profile {
    /// Opening files: encodings, headings, parts; whole documents where a format has no parts.
    pub opened: u64,
    /// Reading files: bytes, cell borders, their checks.
    pub read: u64,
    /// Making values of cells, by node.
    pub cells: Vec<u64>,
    /// Judging, by judgement; without the cells.
    pub judgements: Vec<u64>,
    /// Lookups, aggregates and groups, for those who ask other rows.
    pub built: u64,
    /// Putting together what the parts of files gave.
    pub merged: u64,
}

impl Profile {
    pub fn add(&mut self, other: &Profile) {
        self.opened += other.opened;
        self.read += other.read;
        self.built += other.built;
        self.merged += other.merged;
        for (all, more) in [(&mut self.cells, &other.cells), (&mut self.judgements, &other.judgements)] {
            all.resize(all.len().max(more.len()), 0);
            all.iter_mut().zip(more).for_each(|(all, more)| *all += more);
        }
    }

    pub fn judgement(&mut self, number: usize, time: u64) {
        self.judgements.resize(self.judgements.len().max(number + 1), 0);
        self.judgements[number] += time;
    }
}

/// What the cells of a batch took.
#[derive(Default)]
pub struct CellTimes {
    pub total: u64,
    pub by_node: Vec<u64>,
}

impl CellTimes {
    pub fn add(&mut self, node: NodeId, time: u64) {
        let place = node.0 as usize;
        self.by_node.resize(self.by_node.len().max(place + 1), 0);
        self.by_node[place] += time;
        self.total += time;
    }
}

impl Ground {
    /// The time, where it is asked for.
    pub fn now(&self) -> u64 {
        self.clock.map_or(0, |clock| clock())
    }
}

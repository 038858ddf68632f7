//! The values of graph nodes over one batch of rows, computed when asked for and once.

use super::Ground;
use super::kernel;
use super::profile::CellTimes;
use super::scalar::Scalar;
use super::tallies::Entries;
use crate::data::column::{Batch, Column, Data};
use crate::plan::graph::{Frame, NodeId, Op};
use crate::value::{Missing, Truth, Value};
use std::borrow::Cow;
use std::cell::{OnceCell, RefCell};

/// A node's values. Numbers and dates may be known only within bounds: then `column` is the lower one and `high` the
/// upper, and a bound that is not known at all is missing there.
#[derive(Clone, Debug, Default)]
pub struct Slot {
    /// Truth columns of computed nodes carry no states.
    pub column: Column,
    pub high: Option<Box<Column>>,
    /// Where each value stands among the constants that it is held against, once that is asked for.
    pub ranks: OnceCell<Option<Vec<u16>>>,
}

impl Slot {
    pub fn truth(bytes: Vec<u8>) -> Slot {
        Slot::of(Column { states: Vec::new(), data: Data::Truth(bytes) })
    }

    pub fn of(column: Column) -> Slot {
        Slot { column, ..Slot::default() }
    }
}

/// Where the rows of a batch come from.
#[derive(Clone, Copy)]
pub enum Rows<'a> {
    Chunk(Batch<'a>),
    Groups(&'a super::group::Groups),
    Registry,
    Pairs { outer: &'a Values<'a>, subjects: &'a [u32], index: &'a super::index::Index, rows: &'a [u32] },
}

/// The values of a batch.
pub struct Values<'a> {
    pub ground: &'a Ground,
    pub frame: Frame,
    pub rows: Rows<'a>,
    pub len: usize,
    slots: Vec<Option<Slot>>,
    touched: Vec<NodeId>,
    pub times: CellTimes,
    /// Where the keys of the rows stand among those of aggregates, once that was asked for.
    pub entries: RefCell<Vec<Entries>>,
}

/// Whether every truth of some rows is this one; many rows are looked at together.
pub fn all_are(bytes: &[u8], truth: Truth) -> bool {
    bytes.chunks(64).all(|some| some.iter().fold(true, |same, &byte| same & (byte == truth as u8)))
}

/// Memory that batches use in turn.
#[derive(Default)]
pub struct Scratch {
    slots: Vec<Option<Slot>>,
    touched: Vec<NodeId>,
    pub times: CellTimes,
}

impl<'a> Values<'a> {
    pub fn new(ground: &'a Ground, frame: Frame, rows: Rows<'a>, len: usize, scratch: Scratch) -> Values<'a> {
        let Scratch { mut slots, touched, times } = scratch;
        slots.resize_with(ground.plan.graph.nodes.len(), || None);
        Values { ground, frame, rows, len, slots, touched, times, entries: RefCell::default() }
    }

    /// Gives the memory back for the next batch.
    pub fn into_scratch(mut self) -> Scratch {
        for node in self.touched.drain(..) {
            self.slots[node.0 as usize] = None;
        }
        Scratch { slots: self.slots, touched: self.touched, times: self.times }
    }

    /// Computes a node and what it needs, if that was not done yet.
    pub fn ensure(&mut self, id: NodeId) {
        let op = &self.ground.plan.graph.node(id).op;
        if self.slots[id.0 as usize].is_some() || matches!(op, Op::Const(_)) {
            return;
        }
        let slot = match op {
            Op::And(all) => self.junction(all, Truth::No),
            Op::Or(all) => self.junction(all, Truth::Yes),
            Op::Cell(_) if self.ground.clock.is_some() => {
                let began = self.ground.now();
                let slot = kernel::compute(self, id);
                self.times.add(id, self.ground.now() - began);
                slot
            }
            _ => {
                for child in op.children() {
                    self.ensure(child);
                }
                if let Op::Joined(join, _) = op {
                    for &outer in &self.ground.plan.graph.joins[join.0 as usize].of_outer {
                        self.ensure(outer);
                    }
                }
                kernel::compute(self, id)
            }
        };
        self.slots[id.0 as usize] = Some(slot);
        self.touched.push(id);
    }

    /// Conjunction or disjunction; what follows is not computed once every row is settled.
    fn junction(&mut self, all: &[NodeId], settled: Truth) -> Slot {
        let Some((&first, rest)) = all.split_first() else { return Slot::truth(vec![2 - settled as u8; self.len]) };
        self.ensure(first);
        let mut bytes = self.truths(first).into_owned();
        for &child in rest {
            if all_are(&bytes, settled) {
                break;
            }
            self.ensure(child);
            let truths = self.truths(child);
            if settled == Truth::No {
                bytes.iter_mut().zip(truths.iter()).for_each(|(a, b)| *a = (*a).min(*b));
            } else {
                bytes.iter_mut().zip(truths.iter()).for_each(|(a, b)| *a = (*a).max(*b));
            }
        }
        Slot::truth(bytes)
    }

    /// A computed node; constants and nodes that were not asked for have none.
    pub fn slot(&self, id: NodeId) -> Option<&Slot> {
        self.slots[id.0 as usize].as_ref()
    }

    pub fn column(&self, id: NodeId) -> Option<&Column> {
        self.slot(id).map(|slot| &slot.column)
    }

    pub fn constant(&self, id: NodeId) -> Option<&'a Value> {
        match &self.ground.plan.graph.node(id).op {
            Op::Const(value) => Some(value),
            _ => None,
        }
    }

    /// The truths of a condition, row by row; unknown where it was not computed.
    pub fn truths(&self, id: NodeId) -> Cow<'_, [u8]> {
        match (self.constant(id), self.column(id).map(|column| &column.data)) {
            (Some(Value::Bool(known)), _) => vec![Truth::from(*known) as u8; self.len].into(),
            (None, Some(Data::Truth(bytes))) => bytes.as_slice().into(),
            _ => vec![Truth::Unknown as u8; self.len].into(),
        }
    }

    pub fn truth(&self, id: NodeId, row: usize) -> Truth {
        match (self.constant(id), self.column(id).map(|column| &column.data)) {
            (Some(Value::Bool(known)), _) => Truth::from(*known),
            (None, Some(Data::Truth(bytes))) => Truth::from_byte(bytes[row]),
            _ => Truth::Unknown,
        }
    }

    /// The text that the slices of this batch's columns point into.
    pub fn text(&self) -> &'a [u8] {
        match self.rows {
            Rows::Chunk(batch) => &batch.chunk.text,
            _ => &[],
        }
    }

    /// Why a row of a node has no value; 0 where it has one.
    pub fn state(&self, id: NodeId, row: usize) -> u8 {
        match self.slot(id) {
            Some(slot) => match &slot.column.data {
                Data::Truth(bytes) if slot.column.states.is_empty() => {
                    if bytes[row] == Truth::Unknown as u8 {
                        Missing::Undecided as u8
                    } else {
                        0
                    }
                }
                _ => match slot.column.states[row] {
                    0 if slot.high.as_ref().is_some_and(|high| high.states[row] != 0) => Missing::Undecided as u8,
                    state => state,
                },
            },
            None if self.constant(id).is_some() => 0,
            None => Missing::Undecided as u8,
        }
    }

    /// The value of a row, or why there is none. A value that is known within bounds only is undecided.
    pub fn scalar(&self, id: NodeId, row: usize) -> Result<Scalar<'_>, Missing> {
        let (low, high) = self.bounds(id, row);
        let low = low?;
        match high {
            Ok(high) if high == low => Ok(low),
            _ => Err(Missing::Undecided),
        }
    }

    /// The lower and the upper bound of a row's value; equal where it is known.
    #[allow(clippy::type_complexity)]
    pub fn bounds(&self, id: NodeId, row: usize) -> (Result<Scalar<'_>, Missing>, Result<Scalar<'_>, Missing>) {
        if let Some(value) = self.constant(id) {
            let scalar = Scalar::of_value(value).ok_or(Missing::NoResult);
            return (scalar, scalar);
        }
        let Some(slot) = self.slot(id) else { return (Err(Missing::Undecided), Err(Missing::Undecided)) };
        let low = Scalar::at(&slot.column, row, self.text());
        match &slot.high {
            Some(high) => (low, Scalar::at(high, row, self.text())),
            None => (low, low),
        }
    }
}

//! Waivers to what a run needs of them: whom they name, and how long they hold.

use super::graph::{Frame, NodeId, Op};
use super::lower::Lowering;
use super::{Judgement, Origin};
use crate::semantic::model::Target;
use crate::value::{Date, Value};

/// The waivers of one judgement.
#[derive(Clone, Debug)]
pub struct WaiverSet {
    /// What a subject is named by: the key fields of a row, the key of a group, nothing for the registry.
    pub keys: Vec<NodeId>,
    pub entries: Vec<WaiverEntry>,
}

#[derive(Clone, Debug)]
pub struct WaiverEntry {
    pub key: Vec<Value>,
    /// The last day that it holds.
    pub until: Date,
    /// Place in `Model::waivers`.
    pub waiver: usize,
}

/// Puts the model's waivers with their judgements.
pub fn lower(lowering: &mut Lowering, judgements: &mut [Judgement]) -> Vec<WaiverSet> {
    let mut sets: Vec<WaiverSet> = Vec::new();
    for (place, waiver) in lowering.model.waivers.iter().enumerate() {
        let wanted = match waiver.target {
            Target::Rule(rule) => Origin::Rule(rule),
            Target::Check { table, field, kind } => Origin::Check { table, field, kind },
        };
        let Some(judgement) = judgements.iter_mut().find(|judgement| judgement.origin == wanted) else { continue };
        let set = *judgement.waivers.get_or_insert_with(|| {
            sets.push(WaiverSet { keys: keys(lowering, judgement.frame), entries: Vec::new() });
            sets.len() - 1
        });
        let entry = WaiverEntry { key: waiver.keys.clone(), until: waiver.until, waiver: place };
        sets[set].entries.push(entry);
    }
    sets
}

fn keys(lowering: &mut Lowering, frame: Frame) -> Vec<NodeId> {
    match frame {
        Frame::Table(table) => {
            let key = lowering.model.table(table).key.clone();
            lowering.cells(table, &key)
        }
        Frame::Groups(grouping) => {
            let key = lowering.graph.groupings[grouping.0 as usize].key;
            let ty = lowering.graph.node(key).ty.clone();
            vec![lowering.graph.add(frame, Op::GroupKey, ty)]
        }
        Frame::Registry | Frame::Pairs(_) => Vec::new(),
    }
}

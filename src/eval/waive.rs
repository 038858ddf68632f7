//! Waivers: which subjects they name, and the verdicts that they set aside. Judgements without waivers pass by.

use super::judge;
use super::key;
use super::keyed::Keyed;
use super::values::{Rows, Scratch, Values};
use super::{Ground, Judged, RowAt};
use crate::data::Chunk;
use crate::data::column::Batch;
use crate::plan::graph::Frame;
use crate::plan::{Judgement, WaiverSet};
use crate::value::Verdict;
use hashbrown::HashSet;

/// What a waiver met with.
pub const UNSEEN: u8 = 0;
/// There is such a subject, and the judgement has nothing against it.
pub const THERE: u8 = 1;
/// There is something to waive, or the rule is not in force.
pub const AGAINST: u8 = 2;

/// A set's entries by the subject's key.
pub type ByKey = Keyed<Vec<u32>>;

pub fn by_key(set: &WaiverSet) -> ByKey {
    let mut all = ByKey::default();
    for (place, entry) in (0..).zip(&set.entries) {
        let mut bytes = Vec::new();
        if key::append_values(&entry.key, &mut bytes).is_ok() {
            let at = all.entry(&bytes, Vec::new);
            all.entries[at].push(place);
        }
    }
    all
}

/// Sets aside what valid waivers name among the verdicts of a batch, and notes what each waiver met with.
pub fn apply(judgement: &Judgement, values: &mut Values, verdicts: &mut [u8], seen: &mut Vec<u8>) {
    let Some(number) = judgement.waivers else { return };
    let set = &values.ground.plan.waivers[number];
    seen.resize(set.entries.len(), UNSEEN);
    set.keys.iter().for_each(|&node| values.ensure(node));
    let mut bytes = Vec::new();
    for (row, verdict) in verdicts.iter_mut().enumerate() {
        let open = is_open(judge::verdict_of(*verdict));
        let met = if open || *verdict == Verdict::NotInForce as u8 { AGAINST } else { THERE };
        let found = entries(values, number, row, &mut bytes);
        for &entry in found {
            seen[entry as usize] = seen[entry as usize].max(met);
        }
        if open && longest(values.ground, number, found).is_some() {
            *verdict = Verdict::Waived as u8;
        }
    }
}

/// The verdicts that a waiver can set aside.
pub fn is_open(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Violated | Verdict::Unknown)
}

/// The entries of a set that name a row; its key nodes must be computed.
pub fn entries<'v>(values: &Values<'v>, number: usize, row: usize, bytes: &mut Vec<u8>) -> &'v [u32] {
    let set = &values.ground.plan.waivers[number];
    bytes.clear();
    match key::append(values, &set.keys, row, bytes) {
        Ok(()) => values.ground.waivers[number].get(bytes).map_or(&[], Vec::as_slice),
        Err(_) => &[],
    }
}

/// Of some entries, the valid one that holds longest.
pub fn longest(ground: &Ground, number: usize, found: &[u32]) -> Option<usize> {
    let entries = &ground.plan.waivers[number].entries;
    let valid = found.iter().map(|&entry| entry as usize).filter(|&entry| entries[entry].until >= ground.as_of);
    valid.max_by_key(|&entry| (entries[entry].until, std::cmp::Reverse(entry)))
}

/// Which of some rows of a table are waived, for judgements where equals decide.
pub fn among(ground: &Ground, judgement: &Judgement, rows: &[RowAt], judged: &mut Judged) -> HashSet<RowAt> {
    let mut waived = HashSet::new();
    let (Some(number), Frame::Table(table)) = (judgement.waivers, judgement.frame) else { return waived };
    let set = &ground.plan.waivers[number];
    judged.seen.resize(set.entries.len(), UNSEEN);
    let (mut chunk, mut scratch, mut bytes) = (Chunk::default(), Scratch::default(), Vec::new());
    for rows in rows.chunk_by(|a, b| a.part == b.part) {
        super::read(&ground.registry, table, rows[0].part, &mut chunk);
        for &at in rows {
            let batch = Batch { chunk: &chunk, first: at.row as usize, rows: 1 };
            let mut values = Values::new(ground, judgement.frame, Rows::Chunk(batch), 1, scratch);
            set.keys.iter().for_each(|&node| values.ensure(node));
            let found = entries(&values, number, 0, &mut bytes);
            found.iter().for_each(|&entry| judged.seen[entry as usize] = AGAINST);
            if longest(ground, number, found).is_some() {
                waived.insert(at);
            }
            scratch = values.into_scratch();
        }
    }
    waived
}

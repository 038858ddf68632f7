//! Verdicts from conditions.

use super::counts::{self, Counts};
use super::trace::first::{Begins, Search};
use super::values::{Rows, Scratch, Values, all_are};
use super::waive;
use super::{Context, Ground, Hit, Judged, RowHit, SubjectAt};
use crate::plan::Judgement;
use crate::plan::graph::{Frame, NodeId};
use crate::semantic::model::Interval;
use crate::value::Ledger;
use crate::value::{Truth, Verdict};

/// The verdict on one subject (`docs/language.md`, Verdicts).
pub fn verdict(in_force: Truth, applies: Truth, duty: Truth, accepted: Truth) -> Verdict {
    match (in_force, applies, duty) {
        (Truth::No, ..) => Verdict::NotInForce,
        (_, Truth::No, _) => Verdict::NotApplicable,
        (Truth::Unknown, ..) => Verdict::Unknown,
        (_, _, Truth::Yes) => Verdict::Met,
        (_, Truth::Yes, Truth::No) => match accepted {
            Truth::Yes => Verdict::Explained,
            Truth::No => Verdict::Violated,
            Truth::Unknown => Verdict::Unknown,
        },
        _ => Verdict::Unknown,
    }
}

/// The verdicts of a judgement on a batch, as numbers, with what is waived.
pub fn verdicts(judgement: &Judgement, values: &mut Values) -> Vec<u8> {
    let mut verdicts = bare_verdicts(judgement, values);
    waive::apply(judgement, values, &mut verdicts, &mut Vec::new());
    verdicts
}

/// The verdicts of a judgement on a batch as they are without waivers; computes no more than they need.
pub fn bare_verdicts(judgement: &Judgement, values: &mut Values) -> Vec<u8> {
    let len = values.len;
    let in_force = in_force(judgement, values);
    if all_are(&in_force, Truth::No) && len > 0 {
        return vec![Verdict::NotInForce as u8; len];
    }
    if let Some(node) = judgement.applies {
        values.ensure(node);
    }
    let never = judgement.applies.is_some_and(|node| all_are(&values.truths(node), Truth::No));
    if !never {
        values.ensure(judgement.duty);
    }
    let truths = |values: &Values, node: Option<NodeId>, usual: Truth| match node {
        Some(node) => values.truths(node).into_owned(),
        None => vec![usual as u8; len],
    };
    let applies = truths(values, judgement.applies, Truth::Yes);
    let duty = truths(values, (!never).then_some(judgement.duty), Truth::Unknown);
    let failed = || applies.iter().zip(&duty).any(|(&applies, &duty)| applies == 2 && duty == 0);
    let explain = judgement.explain.filter(|_| failed());
    if explain.is_none() && all_are(&in_force, Truth::Yes) {
        return applies.iter().zip(&duty).map(|(&applies, &duty)| plainly(applies, duty)).collect();
    }
    if let Some(node) = explain {
        values.ensure(node);
    }
    let accepted = truths(values, explain, Truth::No);
    let table = verdict_table();
    let place = |row: usize| {
        let [f, a, d, e] = [in_force[row], applies[row], duty[row], accepted[row]].map(usize::from);
        table[(f * 3 + a) * 9 + d * 3 + e]
    };
    (0..len).map(place).collect()
}

/// [`verdict`] where the rule is in force and nothing is explained; without branches, so that a loop takes many rows at
/// once.
#[inline(always)]
fn plainly(applies: u8, duty: u8) -> u8 {
    let (yes, no) = (Truth::Yes as u8, Truth::No as u8);
    let decided = if duty == yes { Verdict::Met as u8 } else { Verdict::Unknown as u8 };
    let failed = (applies == yes) & (duty == no);
    let decided = if failed { Verdict::Violated as u8 } else { decided };
    if applies == no { Verdict::NotApplicable as u8 } else { decided }
}

/// [`verdict`] for every combination of truths.
fn verdict_table() -> [u8; 81] {
    let mut table = [0; 81];
    for (place, number) in table.iter_mut().enumerate() {
        let truth = |unit: usize| Truth::from_byte((place / unit % 3) as u8);
        *number = verdict(truth(27), truth(9), truth(3), truth(1)) as u8;
    }
    table
}

fn in_force(judgement: &Judgement, values: &mut Values) -> Vec<u8> {
    let Some(node) = judgement.judged_at else {
        let holds = judgement.in_force.holds(values.ground.as_of);
        return vec![Truth::from(holds) as u8; values.len];
    };
    if judgement.in_force == Interval::default() {
        return vec![Truth::Yes as u8; values.len];
    }
    values.ensure(node);
    let truth = |row| match values.scalar(node, row) {
        Ok(super::scalar::Scalar::Date(day)) => Truth::from(judgement.in_force.holds(crate::value::Date(day))) as u8,
        _ => Truth::Unknown as u8,
    };
    (0..values.len).map(truth).collect()
}

/// The verdicts that a finding is made of.
pub fn is_hit(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Violated | Verdict::Explained | Verdict::Waived | Verdict::Unknown)
}

/// The verdict behind a number that [`verdicts`] gave.
pub fn verdict_of(number: u8) -> Verdict {
    Verdict::ALL[number as usize]
}

/// What findings of a batch are looked for in, one batch after the other.
#[derive(Default)]
pub struct Room {
    verdicts: Vec<u8>,
    /// The rows of hits, as bits.
    hits: Vec<u64>,
    search: Search,
    /// Memory for the hits of judgements on a part.
    spare: Vec<Vec<RowHit>>,
}

/// A judgement on one part of a table.
#[derive(Debug, Default)]
pub struct JudgedPart {
    counts: [u64; 7],
    rows: u64,
    hits: Vec<RowHit>,
    seen: Vec<u8>,
}

impl JudgedPart {
    /// Judges a batch, which begins at a row of the part. Findings are looked for where there is room for them.
    pub fn add(&mut self, judgement: &Judgement, values: &mut Values, mut room: Option<&mut Room>, from: usize) {
        if self.add_plainly(judgement, values, room.as_deref_mut(), from) {
            return;
        }
        let mut verdicts = bare_verdicts(judgement, values);
        waive::apply(judgement, values, &mut verdicts, &mut self.seen);
        self.rows += verdicts.len() as u64;
        // A byte counts up to 255, and sums of bytes take many rows at once.
        for some in verdicts.chunks(255) {
            for (number, count) in self.counts.iter_mut().enumerate() {
                *count += u64::from(some.iter().map(|&verdict| u8::from(verdict == number as u8)).sum::<u8>());
            }
        }
        if let Some(room) = room {
            room.verdicts = verdicts;
            self.keep_hits(judgement, values, room, from);
        }
    }

    /// Keeps the hits among the verdicts in the room.
    fn keep_hits(&mut self, judgement: &Judgement, values: &mut Values, room: &mut Room, from: usize) {
        let Room { verdicts, hits, search, .. } = room;
        counts::hits(verdicts, hits);
        let count = hits.iter().map(|some| some.count_ones() as usize).sum();
        if count == 0 {
            return;
        }
        self.hits.reserve(count);
        let fields = search.fields(judgement, values, verdicts);
        let mut begins = Begins::new(values);
        for (at, &some) in hits.iter().enumerate() {
            let mut some = some;
            while some != 0 {
                let row = 64 * at + some.trailing_zeros() as usize;
                some &= some - 1;
                let (field, verdict) = (fields[row], verdict_of(verdicts[row]));
                let begin = begins.of(row, field);
                self.hits.push(RowHit { row: (from + row) as u32, begin, field, verdict });
            }
        }
    }

    /// [`JudgedPart::add`] without a verdict for every row, where rule and batch are plain: nothing but guards and duties
    /// decides. False where they are not.
    fn add_plainly(
        &mut self,
        judgement: &Judgement,
        values: &mut Values,
        room: Option<&mut Room>,
        from: usize,
    ) -> bool {
        let holds = judgement.in_force.holds(values.ground.as_of);
        if judgement.judged_at.is_some() || judgement.waivers.is_some() || !holds {
            return false;
        }
        if let Some(node) = judgement.applies {
            values.ensure(node);
        }
        let never = judgement.applies.is_some_and(|node| all_are(&values.truths(node), Truth::No));
        let rows = values.len as u64;
        if never {
            self.rows += rows;
            self.counts[Verdict::NotApplicable as usize] += rows;
            return true;
        }
        values.ensure(judgement.duty);
        let duty = values.truths(judgement.duty);
        let applies = judgement.applies.map(|node| values.truths(node));
        let Counts { not_applicable, met, violated } = counts::of(applies.as_deref(), &duty);
        if violated > 0 && judgement.explain.is_some() {
            return false;
        }
        self.rows += rows;
        self.counts[Verdict::NotApplicable as usize] += not_applicable;
        self.counts[Verdict::Met as usize] += met;
        self.counts[Verdict::Violated as usize] += violated;
        self.counts[Verdict::Unknown as usize] += rows - not_applicable - met - violated;
        if let Some(room) = room.filter(|_| not_applicable + met < rows) {
            room.verdicts.clear();
            match &applies {
                Some(applies) => {
                    let both = applies.iter().zip(&*duty);
                    room.verdicts.extend(both.map(|(&applies, &duty)| plainly(applies, duty)));
                }
                None => room.verdicts.extend(duty.iter().map(|&duty| plainly(Truth::Yes as u8, duty))),
            }
            self.keep_hits(judgement, values, room, from);
        }
        true
    }

    /// A judgement on a part, in memory that parts use in turn.
    pub fn begin(room: &mut Room) -> JudgedPart {
        JudgedPart { hits: room.spare.pop().unwrap_or_default(), ..JudgedPart::default() }
    }

    /// Gives memory back, once all rows are judged.
    pub fn finish(&mut self, room: &mut Room) {
        let kept = self.hits.as_slice().to_vec();
        let mut used = std::mem::replace(&mut self.hits, kept);
        used.clear();
        room.spare.push(used);
    }

    pub fn keep(self, part: u32, all: &mut Judged) {
        all.ledger.population += self.rows;
        for (sum, count) in all.ledger.counts.iter_mut().zip(self.counts) {
            *sum += count;
        }
        all.hits.add_part(part, self.hits);
        all.seen.resize(all.seen.len().max(self.seen.len()), waive::UNSEEN);
        all.seen.iter_mut().zip(self.seen).for_each(|(all, seen)| *all = (*all).max(seen));
    }
}

/// Judges groups or the registry, which stand in no file.
pub fn whole(ground: &Ground, judgement: &Judgement, context: &Context, judged: &mut Judged) {
    let mut values = whole_values(ground, judgement.frame);
    let mut verdicts = bare_verdicts(judgement, &mut values);
    waive::apply(judgement, &mut values, &mut verdicts, &mut judged.seen);
    let mut ledger = Ledger { population: verdicts.len() as u64, ..Ledger::default() };
    if let Frame::Groups(grouping) = judgement.frame {
        ledger.without_key = ground.groups(grouping).without_key;
    }
    for (number, &verdict) in verdicts.iter().enumerate() {
        ledger.counts[verdict as usize & 7] += 1;
        let verdict = verdict_of(verdict);
        if context.findings && is_hit(verdict) {
            judged.hits.push(Hit::new(whole_subject(judgement.frame, number), verdict));
        }
    }
    judged.ledger = ledger;
}

/// The values of all groups, or of the registry.
pub fn whole_values<'g>(ground: &'g Ground, frame: Frame) -> Values<'g> {
    let (rows, len) = match frame {
        Frame::Groups(grouping) => {
            let groups = ground.groups(grouping);
            (Rows::Groups(groups), groups.sizes.len())
        }
        _ => (Rows::Registry, 1),
    };
    Values::new(ground, frame, rows, len, Scratch::default())
}

pub fn whole_subject(frame: Frame, number: usize) -> SubjectAt {
    match frame {
        Frame::Groups(_) => SubjectAt::Group(number as u32),
        _ => SubjectAt::Registry,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plain_verdict_is_the_verdict() {
        for applies in [Truth::No, Truth::Unknown, Truth::Yes] {
            for duty in [Truth::No, Truth::Unknown, Truth::Yes] {
                let whole = verdict(Truth::Yes, applies, duty, Truth::No);
                assert_eq!(verdict_of(plainly(applies as u8, duty as u8)), whole, "{applies:?} {duty:?}");
            }
        }
    }
}

//! Uniqueness: every one of several equals violates, and its finding names the others. Rows are compared by the hash
//! of their key first, and equal hashes by the key itself.

use super::keyed::Keyed;
use super::scalar::Scalar;
use super::values::{Rows, Scratch, Values};
use super::waive;
use super::{Context, Ground, Hit, Judged, RowAt, Starts, SubjectAt, key};
use crate::base::parallel;
use crate::data::Chunk;
use crate::data::column::Batch;
use crate::plan::Judgement;
use crate::plan::graph::{Frame, NodeId};
use crate::value::Ledger;
use crate::value::{Truth, Verdict};
use hashbrown::{DefaultHashBuilder, HashMap, HashSet};
use std::hash::BuildHasher;
use std::sync::OnceLock;

/// Rows without a key, and rows that the check does not apply to, in place of a hash.
const NO_KEY: u64 = 0;
const NOT_APPLICABLE: u64 = 1;

/// The hashes of one part's rows, in their order.
#[derive(Clone, Debug, Default)]
pub struct UniquePart {
    hashes: Vec<u64>,
    /// Rows without a key.
    open: Vec<u32>,
    not_applicable: u64,
}

/// The equals of a table.
#[derive(Clone, Debug, Default)]
pub struct Twins {
    /// Until the end of the run.
    pub parts: Vec<UniquePart>,
    groups: Vec<Vec<RowAt>>,
    group_of: HashMap<RowAt, u32>,
    open: HashSet<RowAt>,
    waived: HashSet<RowAt>,
}

impl Twins {
    /// The rows that have the same key, the row itself among them; empty for a row without equals.
    pub fn of(&self, row: RowAt) -> &[RowAt] {
        self.group_of.get(&row).map_or(&[], |&group| &self.groups[group as usize])
    }

    /// Whether a valid waiver names a row that the judgement is against.
    pub fn is_waived(&self, row: RowAt) -> bool {
        self.waived.contains(&row)
    }

    /// Whether a row has no key to compare.
    pub fn is_open(&self, row: RowAt) -> bool {
        self.open.contains(&row)
    }
}

fn hasher() -> &'static DefaultHashBuilder {
    static HASHER: OnceLock<DefaultHashBuilder> = OnceLock::new();
    HASHER.get_or_init(DefaultHashBuilder::default)
}

impl UniquePart {
    pub fn add(&mut self, applies: Option<NodeId>, nodes: &[NodeId], values: &mut Values) {
        applies.into_iter().chain(nodes.iter().copied()).for_each(|node| values.ensure(node));
        let (mut bytes, hasher) = (Vec::new(), hasher());
        self.hashes.reserve(values.len);
        for row in 0..values.len {
            let hash = if applies.is_some_and(|node| values.truth(node, row) == Truth::No) {
                self.not_applicable += 1;
                NOT_APPLICABLE
            } else {
                match key::of(values, nodes, row, &mut bytes) {
                    Ok(key) => hasher.hash_one(key).max(NOT_APPLICABLE + 1),
                    Err(_) => {
                        self.open.push(self.hashes.len() as u32);
                        NO_KEY
                    }
                }
            };
            self.hashes.push(hash);
        }
    }
}

/// Finds the equals of a table and judges its rows by them.
pub fn settle(
    ground: &Ground,
    judgement: &Judgement,
    nodes: &[NodeId],
    starts: &[Starts],
    context: &Context,
    judged: &mut Judged,
) {
    let Frame::Table(table) = judgement.frame else { return };
    let parts = std::mem::take(&mut judged.twins.parts);
    let population = starts[table.0 as usize].total();
    let candidates = candidates(&parts, context.threads);
    confirm(ground, judgement, nodes, &candidates, &mut judged.twins);
    let open = parts
        .iter()
        .enumerate()
        .flat_map(|(part, unique)| unique.open.iter().map(move |&row| RowAt { part: part as u32, row }));
    judged.twins.open = open.collect();
    let twins = &judged.twins;
    let violated = twins.group_of.keys().map(|&at| (at, Verdict::Violated));
    let mut against: Vec<(RowAt, Verdict)> =
        violated.chain(twins.open.iter().map(|&at| (at, Verdict::Unknown))).collect();
    against.sort_unstable_by_key(|(at, _)| *at);
    if judgement.waivers.is_some() {
        let rows: Vec<RowAt> = against.iter().map(|(at, _)| *at).collect();
        judged.twins.waived = waive::among(ground, judgement, &rows, judged);
        for (at, verdict) in &mut against {
            if judged.twins.waived.contains(at) {
                *verdict = Verdict::Waived;
            }
        }
    }
    let mut ledger = Ledger { population, ..Ledger::default() };
    let not_applicable: u64 = parts.iter().map(|part| part.not_applicable).sum();
    ledger.counts[Verdict::NotApplicable as usize] = not_applicable;
    ledger.counts[Verdict::Met as usize] = population - not_applicable - against.len() as u64;
    for (_, verdict) in &against {
        ledger.counts[*verdict as usize] += 1;
    }
    judged.ledger = ledger;
    if context.findings {
        judged.hits = against.into_iter().map(|(at, verdict)| Hit { subject: SubjectAt::Row(at), verdict }).collect();
    }
}

/// Rows whose hash occurs more than once, in order. A sixteenth of the hashes is sorted at a time.
fn candidates(parts: &[UniquePart], threads: usize) -> Vec<RowAt> {
    let twice_in = |sorted: &mut Vec<u64>, slice: u32| {
        sorted.clear();
        let hashes = parts.iter().flat_map(|part| &part.hashes).copied();
        sorted.extend(hashes.filter(|&hash| hash >> 60 == u64::from(slice) && hash > NOT_APPLICABLE));
        sorted.sort_unstable();
        let twice = sorted.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]);
        twice.collect::<Vec<u64>>()
    };
    let bytes = 8 * parts.iter().map(|part| part.hashes.len() as u64).sum::<u64>();
    let slices = if bytes < 1 << 16 { 1 } else { 16 };
    let found = match slices {
        1 => {
            let mut all: Vec<u64> = parts.iter().flat_map(|part| &part.hashes).copied().collect();
            all.retain(|&hash| hash > NOT_APPLICABLE);
            all.sort_unstable();
            vec![all.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect()]
        }
        slices => parallel::map(slices, bytes, threads, Vec::new, twice_in),
    };
    let twice: HashSet<u64> = found.into_iter().flatten().collect();
    if twice.is_empty() {
        return Vec::new();
    }
    let rows = parts.iter().enumerate().flat_map(|(part, unique)| {
        let row = move |(row, _): (usize, &u64)| RowAt { part: part as u32, row: row as u32 };
        let twice = &twice;
        unique.hashes.iter().enumerate().filter(move |(_, hash)| twice.contains(*hash)).map(row)
    });
    rows.collect()
}

/// Compares the keys of candidates themselves.
fn confirm(ground: &Ground, judgement: &Judgement, nodes: &[NodeId], candidates: &[RowAt], twins: &mut Twins) {
    let frame = judgement.frame;
    let Frame::Table(table) = frame else { return };
    let mut groups: Keyed<Vec<Candidate>> = Keyed::default();
    let (mut chunk, mut scratch, mut bytes) = (Chunk::default(), Scratch::default(), Vec::new());
    for rows in candidates.chunk_by(|a, b| a.part == b.part) {
        super::read(&ground.registry, table, rows[0].part, &mut chunk);
        for at in rows {
            let batch = Batch { chunk: &chunk, first: at.row as usize, rows: 1 };
            let mut values = Values::new(ground, frame, Rows::Chunk(batch), 1, scratch);
            nodes.iter().for_each(|&node| values.ensure(node));
            bytes.clear();
            if key::append(&values, nodes, 0, &mut bytes).is_ok() {
                let entry = groups.entry(&bytes, Vec::new);
                groups.entries[entry].push(Candidate { at: *at, period: period(judgement, &mut values) });
            }
            scratch = values.into_scratch();
        }
    }
    debug_assert!(groups.len() <= candidates.len());
    let together = |group: Vec<Candidate>| match judgement.valid {
        Some(_) => overlapping(group),
        None => vec![group.into_iter().map(|one| one.at).collect()],
    };
    for group in groups.entries.into_iter().flat_map(together).filter(|group: &Vec<RowAt>| group.len() > 1) {
        for &at in &group {
            twins.group_of.insert(at, twins.groups.len() as u32);
        }
        twins.groups.push(group);
    }
}

/// A row with a key that others have, and when it is valid.
struct Candidate {
    at: RowAt,
    period: (i32, i32),
}

/// The first and the last day of a row; all days where rows have no validity, or one that cannot be read.
fn period(judgement: &Judgement, values: &mut Values) -> (i32, i32) {
    let Some([first, last]) = judgement.valid else { return (i32::MIN, i32::MAX) };
    let mut end = |node: NodeId, open: i32| {
        values.ensure(node);
        match values.scalar(node, 0) {
            Ok(Scalar::Date(day)) => day,
            _ => open,
        }
    };
    (end(first, i32::MIN), end(last, i32::MAX))
}

/// Rows of one key that are valid on the same days, those that hang together in one group each.
fn overlapping(mut group: Vec<Candidate>) -> Vec<Vec<RowAt>> {
    group.sort_by_key(|one| (one.period, one.at));
    let mut found: Vec<Vec<RowAt>> = Vec::new();
    let mut until = None;
    for one in group {
        match found.last_mut() {
            Some(rows) if until.is_some_and(|until| one.period.0 <= until) => rows.push(one.at),
            _ => found.push(vec![one.at]),
        }
        until = until.max(Some(one.period.1));
    }
    found.iter_mut().for_each(|rows| rows.sort_unstable());
    found
}

//! Uniqueness: every one of several equals violates, and its finding names the others. Rows are compared by a number
//! of their key first, and by the key itself where equal numbers do not tell.

use super::compact;
use super::keyed::Keyed;
use super::scalar::Scalar;
use super::values::{Rows, Scratch, Values};
use super::waive;
use super::{Context, Ground, Hit, Judged, RowAt, Starts, SubjectAt, key};
use crate::base::parallel;
use crate::data::Chunk;
use crate::data::column::Batch;
use crate::plan::Judgement;
use crate::plan::graph::{Frame, NodeId, Op};
use crate::value::Ledger;
use crate::value::{Truth, Verdict};
use hashbrown::{DefaultHashBuilder, HashMap, HashSet};
use std::hash::BuildHasher;
use std::sync::OnceLock;

/// Rows without a key, and rows that the check does not apply to, in place of a number.
const NO_KEY: u64 = 0;
const NOT_APPLICABLE: u64 = 1;

/// The keys of one part's rows as numbers (see [`compact`]), in their order.
#[derive(Clone, Debug, Default)]
pub struct UniquePart {
    numbers: Vec<u64>,
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
        let (values, hasher) = (&*values, hasher());
        let applies = applies.map(|node| values.truths(node));
        self.numbers.reserve(values.len);
        key::each(values, nodes, |row, key| {
            let number = match key {
                _ if applies.as_ref().is_some_and(|truths| truths[row] == Truth::No as u8) => {
                    self.not_applicable += 1;
                    NOT_APPLICABLE
                }
                Ok(key) => compact::number(key, |key| hasher.hash_one(key)),
                Err(_) => {
                    self.open.push(self.numbers.len() as u32);
                    NO_KEY
                }
            };
            self.numbers.push(number);
        });
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
        let mut cells = nodes.iter().filter_map(|&node| match ground.plan.graph.node(node).op {
            Op::Cell(field) => Some(field),
            _ => None,
        });
        // A trace shows the row's own key first.
        let shown_by = cells.next();
        let hit = |(at, verdict)| Hit::new(SubjectAt::Row(at), verdict).shown_by(shown_by);
        against.into_iter().map(hit).for_each(|hit| judged.hits.push(hit));
    }
}

/// Numbers gone through together: the tables of bits for them stay in the cache.
const TOGETHER: u64 = 1 << 20;

/// Bytes of text that take as long to judge as one number to look for.
const AS_LONG: u64 = 32;

/// Rows whose number occurs more than once, in order.
fn candidates(parts: &[UniquePart], threads: usize) -> Vec<(RowAt, u64)> {
    let rows = parts.iter().map(|part| part.numbers.len() as u64).sum::<u64>();
    let slices = if rows < 1 << 14 { 1 } else { rows.div_ceil(TOGETHER).next_power_of_two().max(4) };
    let each = |_: &mut (), slice: u32| twice(parts, u64::from(slice), slices, rows / slices);
    let found = parallel::map(slices as u32, AS_LONG * rows, threads, || (), each);
    let twice: HashSet<u64> = found.into_iter().flatten().collect();
    if twice.is_empty() {
        return Vec::new();
    }
    let marked = Marked::new(&twice);
    let of_part = |_: &mut (), part: u32| {
        let numbers = parts[part as usize].numbers.iter().enumerate();
        let found = numbers.filter(|(_, number)| marked.may_hold(**number) && twice.contains(*number));
        found.map(|(row, &number)| (RowAt { part, row: row as u32 }, number)).collect::<Vec<_>>()
    };
    parallel::map(parts.len() as u32, AS_LONG * rows, threads, || (), of_part).into_iter().flatten().collect()
}

/// A bit for each of some numbers, so that most others are told from them at once.
struct Marked {
    bits: Vec<u64>,
    shift: u32,
}

impl Marked {
    fn new(numbers: &HashSet<u64>) -> Marked {
        let bits = (numbers.len() * 16).next_power_of_two().max(64);
        let mut marked = Marked { bits: vec![0; bits / 64], shift: 64 - bits.trailing_zeros() };
        for &number in numbers {
            let (word, bit) = marked.place(number);
            marked.bits[word] |= bit;
        }
        marked
    }

    #[inline(always)]
    fn place(&self, number: u64) -> (usize, u64) {
        let bit = compact::mixed(number) >> self.shift;
        (bit as usize / 64, 1 << (bit % 64))
    }

    #[inline(always)]
    fn may_hold(&self, number: u64) -> bool {
        let (word, bit) = self.place(number);
        self.bits[word] & bit != 0
    }
}

/// The numbers of one slice that occur more than once. Bits tell which may; only those are sorted.
fn twice(parts: &[UniquePart], slice: u64, slices: u64, expected: u64) -> Vec<u64> {
    let bits = (expected * 8).next_power_of_two().max(1 << 10);
    let (mut once, mut again) = (vec![0u64; bits as usize / 64], vec![0u64; bits as usize / 64]);
    let shift = 64 - slices.trailing_zeros();
    let numbers = || parts.iter().flat_map(|part| &part.numbers).copied().filter(|&number| number > NOT_APPLICABLE);
    let place = |number: u64| {
        let mixed = compact::mixed(number);
        let here = slices == 1 || mixed >> shift == slice;
        let bit = (mixed >> (shift - bits.trailing_zeros()).min(63)) & (bits - 1);
        here.then_some((bit as usize / 64, 1u64 << (bit % 64)))
    };
    for (word, bit) in numbers().filter_map(place) {
        again[word] |= once[word] & bit;
        once[word] |= bit;
    }
    let met_again = |&number: &u64| place(number).is_some_and(|(word, bit)| again[word] & bit != 0);
    let mut sorted: Vec<u64> = numbers().filter(met_again).collect();
    sorted.sort_unstable();
    sorted.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect()
}

/// Puts candidates with equal keys together. Where their numbers do not tell, or not all, the rows are read again.
fn confirm(ground: &Ground, judgement: &Judgement, nodes: &[NodeId], candidates: &[(RowAt, u64)], twins: &mut Twins) {
    let frame = judgement.frame;
    let Frame::Table(table) = frame else { return };
    let mut groups: Vec<Vec<Candidate>> = Vec::new();
    let (mut by_number, mut by_key): (HashMap<u64, usize>, Keyed<usize>) = Default::default();
    let (mut chunk, mut scratch, mut bytes) = (Chunk::default(), Scratch::default(), Vec::new());
    for rows in candidates.chunk_by(|(a, _), (b, _)| a.part == b.part) {
        let told = |number: u64| compact::is_exact(number) && judgement.valid.is_none();
        if rows.iter().any(|&(_, number)| !told(number)) {
            super::read(&ground.registry, table, rows[0].0.part, &mut chunk);
        }
        for &(at, number) in rows {
            let mut candidate = Candidate { at, period: (i32::MIN, i32::MAX) };
            let group = if told(number) {
                *by_number.entry(number).or_insert(groups.len())
            } else {
                let batch = Batch { chunk: &chunk, first: at.row as usize, rows: 1 };
                let mut values = Values::new(ground, frame, Rows::Chunk(batch), 1, std::mem::take(&mut scratch));
                nodes.iter().for_each(|&node| values.ensure(node));
                bytes.clear();
                let known = key::append(&values, nodes, 0, &mut bytes).is_ok();
                candidate.period = period(judgement, &mut values);
                scratch = values.into_scratch();
                if !known {
                    continue;
                }
                let entry = by_key.entry(&bytes, || groups.len());
                by_key.entries[entry]
            };
            match groups.get_mut(group) {
                Some(others) => others.push(candidate),
                None => groups.push(vec![candidate]),
            }
        }
    }
    debug_assert!(groups.len() <= candidates.len());
    let together = |group: Vec<Candidate>| match judgement.valid {
        Some(_) => overlapping(group),
        None => vec![group.into_iter().map(|one| one.at).collect()],
    };
    for group in groups.into_iter().flat_map(together).filter(|group: &Vec<RowAt>| group.len() > 1) {
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

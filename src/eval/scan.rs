//! One pass over one table: everything that is to be learnt from its rows, learnt while they are in cache.

use super::group::{self, GroupPart, Groups};
use super::index::{self, Index, IndexPart};
use super::judge::{JudgedPart, Room};
use super::passes::Scan;
use super::profile::Profile;
use super::tallies::{Keys, Tallies, TalliesPart};
use super::unique::UniquePart;
use super::values::{Rows, Scratch, Values};
use super::{Context, Ground, Judged, Restored, RowAt, Starts};
use crate::base::{Diagnostic, parallel};
use crate::data::Chunk;
use crate::data::column::Batch;
use crate::data::decode;
use crate::data::read::Draft;
use crate::plan::graph::{AggregateId, Frame, GroupingId, LookupId};
use crate::value::TableId;
use std::mem::take;
use std::sync::{Mutex, PoisonError};

/// How many restored cells of a column are shown.
const SHOWN_RESTORED: usize = 3;

/// What a pass over a table found.
pub struct Found {
    parts: Vec<Part>,
}

/// What one part of a table gave.
#[derive(Default)]
struct Part {
    rows: u32,
    problems: Vec<Diagnostic>,
    lookups: Vec<IndexPart>,
    aggregates: Vec<TalliesPart>,
    groups: Vec<GroupPart>,
    judged: Vec<JudgedPart>,
    uniques: Vec<Option<UniquePart>>,
    /// By field of fixed width: the rows whose cell was given back its zeros.
    restored: Vec<Vec<u32>>,
    profile: Profile,
}

/// A worker's memory.
#[derive(Default)]
struct Worker {
    chunk: Chunk,
    scratch: Scratch,
    room: Room,
}

/// Goes over a table. Errors in its files are all returned, from every part.
pub fn run(ground: &Ground, context: &Context, scan: &Scan) -> Result<Found, Vec<Diagnostic>> {
    let reader = ground.registry.reader(scan.table);
    let pass = |parts: u32, draft: Option<&dyn Draft>| {
        let starts: Vec<u32> = (0..parts).filter(|&part| part == 0 || !reader.follows(part)).collect();
        let work = |worker: &mut Worker, run: u32| {
            let run = run as usize;
            let parts = starts[run]..starts.get(run + 1).copied().unwrap_or(parts);
            parts.map(|part| part_of(ground, context, scan, worker, part, draft)).collect::<Option<Vec<Part>>>()
        };
        let found = parallel::map(starts.len() as u32, reader.size(), context.threads, Worker::default, work);
        let found = found.into_iter().collect::<Option<Vec<Vec<Part>>>>()?;
        Some(found.into_iter().flatten().collect::<Vec<Part>>())
    };
    let drafted = reader.draft().and_then(|draft| {
        let parts = pass(draft.parts(), Some(draft));
        draft.settle(parts.is_some());
        parts
    });
    let parts = drafted.or_else(|| pass(reader.parts(), None)).unwrap_or_default();
    let mut problems: Vec<Diagnostic> = parts.iter().flat_map(|part| &part.problems).cloned().collect();
    // What is wrong with several parts alike is told once.
    problems.dedup();
    if problems.iter().any(Diagnostic::is_error) { Err(problems) } else { Ok(Found { parts }) }
}

/// What one part gives; `None` when it does not fit the guess by which it was read.
fn part_of(
    ground: &Ground,
    context: &Context,
    scan: &Scan,
    worker: &mut Worker,
    number: u32,
    draft: Option<&dyn Draft>,
) -> Option<Part> {
    let graph = &ground.plan.graph;
    let began = ground.now();
    let problems = match draft {
        Some(draft) if draft.read(number, &mut worker.chunk) => Vec::new(),
        Some(_) => return None,
        None => super::read(&ground.registry, scan.table, number, &mut worker.chunk),
    };
    let read = ground.now() - began;
    let chunk = &worker.chunk;
    let mut part = Part { rows: chunk.rows as u32, problems, ..Part::default() };
    part.profile.read = read;
    if part.problems.iter().any(Diagnostic::is_error) {
        return Some(part);
    }
    part.lookups.resize_with(scan.lookups.len(), IndexPart::default);
    part.aggregates.resize_with(scan.aggregates.len(), TalliesPart::default);
    part.groups.resize_with(scan.groupings.len(), GroupPart::default);
    part.judged.resize_with(scan.judgements.len(), || JudgedPart::begin(&mut worker.room));
    let unique = |&number: &usize| ground.plan.judgements[number].unique.as_ref().map(|_| UniquePart::default());
    part.uniques = scan.judgements.iter().map(unique).collect();
    part.restored = scan.widths.iter().map(|&field| restored(ground, scan.table, chunk, field)).collect();
    let mut first = 0;
    while first < chunk.rows {
        let rows = ground.batch.min(chunk.rows - first);
        let batch = Batch { chunk, first, rows };
        let scratch = take(&mut worker.scratch);
        let mut values = Values::new(ground, Frame::Table(scan.table), Rows::Chunk(batch), rows, scratch);
        for (place, &number) in scan.judgements.iter().enumerate() {
            let judgement = &ground.plan.judgements[number];
            let (began, cells) = (ground.now(), values.times.total);
            match (&judgement.unique, &mut part.uniques[place]) {
                (Some(nodes), Some(unique)) => unique.add(judgement.applies, nodes, &mut values),
                _ => {
                    let room = context.findings.then_some(&mut worker.room);
                    part.judged[place].add(judgement, &mut values, room, first);
                }
            }
            part.profile.judgement(number, ground.now() - began - (values.times.total - cells));
        }
        let (began, cells) = (ground.now(), values.times.total);
        for (place, &id) in scan.lookups.iter().enumerate() {
            part.lookups[place].add(&graph.lookups[id.0 as usize], &mut values);
        }
        for (place, set) in scan.aggregates.iter().enumerate() {
            part.aggregates[place].add(set, &mut values, RowAt { part: number, row: first as u32 });
        }
        for (place, &id) in scan.groupings.iter().enumerate() {
            part.groups[place].add(graph.groupings[id.0 as usize].key, &mut values, number, first);
        }
        part.profile.built += ground.now() - began - (values.times.total - cells);
        worker.scratch = values.into_scratch();
        first += rows;
    }
    // Backwards, so that each judgement finds the memory again that it has used.
    part.judged.iter_mut().rev().for_each(|judged| judged.finish(&mut worker.room));
    part.profile.cells = take(&mut worker.scratch.times).by_node;
    Some(part)
}

/// The rows of a chunk whose cell was given back its leading zeros.
fn restored(ground: &Ground, table: TableId, chunk: &Chunk, field: usize) -> Vec<u32> {
    let column = ground.registry.columns(table)[field];
    let spec = &ground.plan.specs[table.0 as usize][field];
    (0..chunk.rows).filter(|&row| decode::is_restored(chunk, row, column, spec)).map(|row| row as u32).collect()
}

impl Found {
    /// Hands over what was found, in the order of parts.
    pub fn keep(
        self,
        ground: &mut Ground,
        context: &Context,
        scan: &Scan,
        judged: &mut [Judged],
        starts: &mut [Starts],
    ) {
        let table = scan.table.0 as usize;
        starts[table] = Starts::of(self.parts.iter().map(|part| part.rows));
        let mut parts = self.parts;
        parts.iter().for_each(|part| ground.profile.add(&part.profile));
        for (place, &field) in scan.widths.iter().enumerate() {
            let mut all = Restored { table: scan.table, field, count: 0, first: Vec::new() };
            for (at, part) in (0..).zip(&parts) {
                let rows = part.restored.get(place).map_or(&[][..], Vec::as_slice);
                all.count += rows.len() as u64;
                let wanted = SHOWN_RESTORED.saturating_sub(all.first.len());
                all.first.extend(rows.iter().take(wanted).map(|&row| RowAt { part: at, row }));
            }
            ground.restored.extend((all.count > 0).then_some(all));
        }
        merge(&mut parts, ground, context, scan, &starts[table]);
        for (place, &number) in scan.judgements.iter().enumerate() {
            let all = &mut judged[number];
            for (at, part) in parts.iter_mut().enumerate() {
                take(&mut part.judged[place]).keep(at as u32, all);
                if let Some(unique) = part.uniques[place].take() {
                    all.twins.parts.push(unique);
                }
            }
        }
    }
}

/// What parts are put together to, each on its own and therefore several at a time.
enum Whole {
    Lookup(LookupId, Index),
    Groups(GroupingId, Groups),
    Keys(Keys),
}

/// One thing to do, on whichever thread.
type Task<'t, T> = Box<dyn Fn() -> T + Send + Sync + 't>;

/// Puts lookups, aggregates and groups together, each in the order of parts.
fn merge(parts: &mut [Part], ground: &mut Ground, context: &Context, scan: &Scan, starts: &Starts) {
    let bytes = ground.registry.reader(scan.table).size();
    let mut tasks: Vec<Task<Whole>> = Vec::new();
    for (place, &id) in scan.lookups.iter().enumerate() {
        let pieces = Pieces::of(parts.iter_mut().map(|part| take(&mut part.lookups[place])));
        tasks.push(Box::new(move || Whole::Lookup(id, index::merge(pieces.take(), starts.clone()))));
    }
    for (place, &id) in scan.groupings.iter().enumerate() {
        let pieces = Pieces::of(parts.iter_mut().map(|part| take(&mut part.groups[place])));
        tasks.push(Box::new(move || Whole::Groups(id, group::merge(pieces.take()))));
    }
    for place in 0..scan.aggregates.len() {
        let pieces = Pieces::of(parts.iter_mut().map(|part| take(&mut part.aggregates[place].keys)));
        tasks.push(Box::new(move || Whole::Keys(Keys::of(pieces.take()))));
    }
    let mut sets: Vec<Keys> = Vec::new();
    for whole in done(&tasks, bytes, context) {
        match whole {
            Whole::Lookup(id, index) => ground.lookups[id.0 as usize] = index,
            Whole::Groups(id, groups) => ground.groups[id.0 as usize] = groups,
            Whole::Keys(keys) => sets.push(keys),
        }
    }
    drop(tasks);
    let mut tasks: Vec<Task<(AggregateId, Tallies)>> = Vec::new();
    for ((place, set), keys) in scan.aggregates.iter().enumerate().zip(&sets) {
        for (number, &id) in set.iter().enumerate() {
            let kind = ground.plan.graph.aggregates[id.0 as usize].kind;
            let of_part = |part: &mut Part| part.aggregates[place].tallies.get_mut(number).map(take);
            // A part without rows has none.
            let pieces = Pieces::of(parts.iter_mut().map(|part| of_part(part).unwrap_or_default()));
            tasks.push(Box::new(move || (id, keys.tallies(pieces.take(), kind))));
        }
    }
    for (id, tallies) in done(&tasks, bytes, context) {
        ground.tallies[id.0 as usize] = tallies;
    }
}

/// What tasks give, in their order.
fn done<T: Send>(tasks: &[Task<T>], bytes: u64, context: &Context) -> Vec<T> {
    parallel::map(tasks.len() as u32, bytes, context.threads, || (), |_, at| tasks[at as usize]())
}

/// What the parts of a table gave for one thing, for the one who puts it together.
struct Pieces<T>(Mutex<Vec<T>>);

impl<T> Pieces<T> {
    fn of(pieces: impl Iterator<Item = T>) -> Pieces<T> {
        Pieces(Mutex::new(pieces.collect()))
    }

    fn take(&self) -> Vec<T> {
        take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

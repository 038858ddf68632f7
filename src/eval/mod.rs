//! A plan over a registry to verdicts: part by part, a column at a time, in passes (what other rows are asked for is
//! built in an earlier pass). Knows no words and no files, and no second way to evaluate: what a finding shows is read
//! from the same graph.

mod build;
mod circle;
mod clauses;
mod compact;
mod counts;
mod group;
mod hits;
mod index;
mod judge;
mod kept;
mod kernel;
mod key;
mod keyed;
mod look;
mod matrix;
pub mod overlay;
mod passes;
mod profile;
pub mod scalar;
mod scan;
mod tallies;
mod tally;
mod trace;
mod unique;
mod values;
pub mod waive;

pub use crate::base::parallel;
use crate::base::{Clock, Diagnostic};
use crate::builtin::Pattern;
use crate::data::{Chunk, Reader};
use crate::plan::Plan;
use crate::plan::graph::{AggregateId, Frame, GroupingId, LookupId, NodeId};
use crate::value::Ledger;
use crate::value::{Date, TableId};
use circle::Circles;
pub use clauses::Clauses;
use group::Groups;
use hashbrown::HashMap;
pub use hits::{FirstCell, Hit, Hits, RowHit};
use index::Index;
use kernel::Constants;
pub use look::{CellText, Looker};
pub use matrix::MatrixRow;
pub use profile::Profile;
use std::sync::{Arc, OnceLock};
use tallies::Tallies;
use trace::first::Firsts;
pub use trace::inspect::{CountedRow, Counting, Look};
pub use trace::{Lapse, Part, SeenCell, SeenValue, Shown, Trace};
use unique::Twins;

/// The opened tables of a run.
pub struct Registry {
    /// By table.
    pub tables: Vec<TableInput>,
}

/// An opened table, and which of its columns each field is.
pub struct TableInput {
    pub reader: Box<dyn Reader>,
    pub columns: Vec<usize>,
}

impl Registry {
    pub fn reader(&self, table: TableId) -> &dyn Reader {
        &*self.tables[table.0 as usize].reader
    }

    pub fn columns(&self, table: TableId) -> &[usize] {
        &self.tables[table.0 as usize].columns
    }
}

/// What a run depends on besides plan and registry.
#[derive(Clone, Copy, Debug)]
pub struct Context {
    pub as_of: Date,
    /// 0: as many as there are processors.
    pub threads: usize,
    /// Rows judged at a time; verdicts do not depend on it.
    pub batch: usize,
    /// Whether findings are wanted, or counts alone.
    pub findings: bool,
    /// Given where it is to be told how long things took.
    pub clock: Option<Clock>,
}

impl Context {
    pub fn new(as_of: Date) -> Context {
        Context { as_of, threads: 0, batch: 2048, findings: true, clock: None }
    }
}

/// A row of a table: its part, and its place in the part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowAt {
    pub part: u32,
    pub row: u32,
}

/// How many rows stand before each part of a table.
#[derive(Clone, Debug, Default)]
pub struct Starts(Vec<u64>);

impl Starts {
    fn of(rows: impl Iterator<Item = u32>) -> Starts {
        let mut sum = 0;
        let mut starts = vec![0];
        starts.extend(rows.map(|rows| {
            sum += u64::from(rows);
            sum
        }));
        Starts(starts)
    }

    /// The row of a number over the whole table, from 0.
    pub fn row_at(&self, row: u64) -> RowAt {
        let part = self.0.partition_point(|&start| start <= row).saturating_sub(1);
        RowAt { part: part as u32, row: (row - self.0.get(part).copied().unwrap_or(0)) as u32 }
    }

    /// The number of a row over the whole table, from 0.
    pub fn number(&self, at: RowAt) -> u64 {
        self.0.get(at.part as usize).copied().unwrap_or(0) + u64::from(at.row)
    }

    pub fn total(&self) -> u64 {
        self.0.last().copied().unwrap_or(0)
    }
}

/// A subject: a row, a group by its number, or the registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SubjectAt {
    Row(RowAt),
    Group(u32),
    Registry,
}

/// How one judgement came out.
#[derive(Clone, Debug, Default)]
pub struct Judged {
    pub ledger: Ledger,
    /// Violated, unknown, explained and waived subjects in order; empty when only counts were wanted.
    pub hits: Hits,
    /// What each waiver of the judgement met with (see [`waive`]); empty without waivers.
    pub seen: Vec<u8>,
    /// Equals, for judgements of uniqueness.
    twins: Twins,
}

/// A finished run: the ledgers and hits, and what is needed to look closer at any of them.
pub struct Outcome {
    pub ground: Ground,
    /// By judgement of the plan.
    pub judged: Vec<Judged>,
    /// By table.
    pub starts: Vec<Starts>,
    kept: kept::Kept,
}

/// Cells of a column that were given back the leading zeros of their codes.
#[derive(Clone, Debug)]
pub struct Restored {
    pub table: TableId,
    pub field: usize,
    pub count: u64,
    /// The first few.
    pub first: Vec<RowAt>,
}

/// What a batch is evaluated on: the plan, the registry, and what earlier passes have built.
pub struct Ground {
    pub plan: Arc<Plan>,
    pub registry: Arc<Registry>,
    pub as_of: Date,
    pub batch: usize,
    lookups: Vec<Index>,
    tallies: Vec<Tallies>,
    groups: Vec<Groups>,
    waivers: Vec<waive::ByKey>,
    circles: Vec<OnceLock<Circles>>,
    /// Which cells findings show first; empty when only counts are wanted.
    firsts: Firsts,
    pub restored: Vec<Restored>,
    clock: Option<Clock>,
    pub profile: Profile,
    patterns: Vec<OnceLock<Option<Pattern>>>,
    /// By the node that holds values against them.
    constants: HashMap<NodeId, Constants>,
}

impl Ground {
    fn new(plan: Arc<Plan>, registry: Arc<Registry>, context: &Context) -> Ground {
        let graph = &plan.graph;
        Ground {
            as_of: context.as_of,
            batch: context.batch.max(1),
            lookups: graph.lookups.iter().map(|_| Index::default()).collect(),
            tallies: graph.aggregates.iter().map(|_| Tallies::default()).collect(),
            groups: graph.groupings.iter().map(|_| Groups::default()).collect(),
            firsts: if context.findings { Firsts::of(&plan, &registry) } else { Firsts::default() },
            restored: Vec::new(),
            clock: context.clock,
            profile: Profile::default(),
            circles: graph.circles.iter().map(|_| OnceLock::new()).collect(),
            waivers: plan.waivers.iter().map(waive::by_key).collect(),
            patterns: graph.patterns.iter().map(|_| OnceLock::new()).collect(),
            constants: graph.lists().map(|id| (id, Constants::default())).collect(),
            plan,
            registry,
        }
    }

    fn index(&self, id: LookupId) -> &Index {
        &self.lookups[id.0 as usize]
    }

    fn tallies(&self, id: AggregateId) -> &Tallies {
        &self.tallies[id.0 as usize]
    }

    fn groups(&self, id: GroupingId) -> &Groups {
        &self.groups[id.0 as usize]
    }

    /// The circles of a table's reference to itself, found when they are first asked for.
    fn circles(&self, number: usize) -> &Circles {
        let (lookup, slot) = self.plan.graph.circles[number];
        self.circles[number].get_or_init(|| Circles::of(self.index(lookup), slot))
    }

    /// What is kept of the constants that a node holds values against.
    fn constants(&self, id: NodeId) -> &Constants {
        &self.constants[&id]
    }

    /// A pattern, compiled when it is first used.
    fn pattern(&self, number: usize) -> Option<&Pattern> {
        self.patterns[number].get_or_init(|| Pattern::new(&self.plan.graph.patterns[number]).ok()).as_ref()
    }
}

/// Judges a registry. `Err` holds everything that is wrong with its files; nothing is judged then.
pub fn run(plan: Arc<Plan>, registry: Arc<Registry>, context: &Context) -> Result<Outcome, Vec<Diagnostic>> {
    let mut ground = Ground::new(plan.clone(), registry.clone(), context);
    let mut judged: Vec<Judged> = plan.judgements.iter().map(|_| Judged::default()).collect();
    let mut starts: Vec<Starts> = registry.tables.iter().map(|_| Starts::default()).collect();
    let sizes: Vec<u64> = registry.tables.iter().map(|table| table.reader.size()).collect();
    // What is wrong, by table: every table is read before anything of it is told.
    let mut problems: Vec<(TableId, Vec<Diagnostic>)> = Vec::new();
    for scan in passes::order(&plan, &sizes) {
        let scan = match problems.is_empty() {
            true => scan,
            false if scan.first => scan.for_problems(),
            false => continue,
        };
        match scan::run(&ground, context, &scan) {
            Ok(found) => {
                let began = ground.now();
                found.keep(&mut ground, context, &scan, &mut judged, &mut starts);
                ground.profile.merged += ground.now() - began;
            }
            Err(wrong) => problems.push((scan.table, wrong)),
        }
    }
    if !problems.is_empty() {
        problems.sort_by_key(|(table, _)| *table);
        return Err(problems.into_iter().flat_map(|(_, wrong)| wrong).collect());
    }
    ground.restored.sort_by_key(|restored| restored.table);
    for (number, judgement) in plan.judgements.iter().enumerate() {
        let began = ground.now();
        if let Some(nodes) = &judgement.unique {
            unique::settle(&ground, judgement, nodes, &starts, context, &mut judged[number]);
        }
        if !matches!(judgement.frame, Frame::Table(_)) {
            judge::whole(&ground, judgement, context, &mut judged[number]);
        }
        let time = ground.now() - began;
        ground.profile.judgement(number, time);
    }
    Ok(Outcome { ground, judged, starts, kept: kept::Kept::default() })
}

/// Reads a part of a table into a chunk, as far as its columns are those of fields.
fn read(registry: &Registry, table: TableId, part: u32, chunk: &mut Chunk) -> Vec<Diagnostic> {
    registry.reader(table).read_some(part, registry.columns(table), chunk)
}

//! Which cell of a row a finding shows first, told while the row is judged. A list of findings needs no more, and then
//! no row is judged twice for it.

use crate::data::column::Batch;
use crate::data::{CellType, LineAt};
use crate::eval::Registry;
use crate::eval::values::{Rows, Values};
use crate::plan::graph::{Frame, Graph, NodeId, Op};
use crate::plan::{Judgement, Plan};
use crate::value::{Missing, Truth, Verdict};

/// No field, or one that only a trace can tell.
pub const UNCLEAR: u16 = u16::MAX;
/// No cell decides; the row is shown by its key.
pub const OWN_KEY: u16 = u16::MAX - 1;

/// What a clause says of the cell that comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum First {
    Field(u16),
    /// No cell of the row itself has a say in it.
    Nothing,
    /// It takes a trace to tell.
    Unclear,
    /// It depends on how the row's conditions came out.
    Open,
}

/// A field as hits hold it.
pub fn number(field: usize) -> Option<u16> {
    u16::try_from(field).ok().filter(|&field| field < OWN_KEY)
}

/// What the rules of a plan say of the cells that come first.
#[derive(Default)]
pub struct Firsts {
    /// By node, whatever the row.
    of_nodes: Vec<First>,
    /// By table and field.
    cells: Vec<Vec<FieldCell>>,
}

/// The cells of a field.
#[derive(Clone, Copy)]
struct FieldCell {
    /// Of the file.
    column: u32,
    /// Of lists: their values.
    list: Option<NodeId>,
}

impl Firsts {
    pub fn of(plan: &Plan, registry: &Registry) -> Firsts {
        let cell = |&column: &usize| FieldCell { column: column as u32, list: None };
        let mut cells: Vec<Vec<FieldCell>> =
            registry.tables.iter().map(|table| table.columns.iter().map(cell).collect()).collect();
        for (number, node) in (0..).zip(&plan.graph.nodes) {
            if let (Op::Cell(field), Frame::Table(table)) = (&node.op, node.frame)
                && matches!(plan.specs[table.0 as usize][*field].ty, CellType::List(_))
            {
                cells[table.0 as usize][*field].list = Some(NodeId(number));
            }
        }
        Firsts { of_nodes: of_graph(&plan.graph), cells }
    }
}

/// What each node of a graph says, whatever the row.
fn of_graph(graph: &Graph) -> Vec<First> {
    let mut all: Vec<First> = Vec::with_capacity(graph.nodes.len());
    // Children stand before their parents.
    for node in &graph.nodes {
        let children = || node.op.children().map(|child| all[child.0 as usize]);
        let cell = |first: &First| *first != First::Nothing;
        let first = match &node.op {
            Op::And(_) | Op::Or(_) => match children().next() {
                Some(First::Field(field)) if children().all(|child| child == First::Field(field)) => {
                    First::Field(field)
                }
                Some(_) => First::Open,
                None => First::Nothing,
            },
            Op::Cell(field) => match node.frame {
                Frame::Table(_) => number(*field).map_or(First::Unclear, First::Field),
                _ => First::Unclear,
            },
            Op::FindAll(..) | Op::FindAt(..) | Op::Acyclic(..) => First::Unclear,
            Op::Aggregate(..) => First::Open,
            // What the other rows are paired by, then what else their condition reads of this one.
            Op::Joined(join, _) => {
                let of_outer = graph.joins[join.0 as usize].of_outer.iter().map(|node| all[node.0 as usize]);
                match children().chain(of_outer).find(cell) {
                    Some(First::Open) => First::Unclear,
                    found => found.unwrap_or(First::Nothing),
                }
            }
            _ => children().find(cell).unwrap_or(First::Nothing),
        };
        all.push(first);
    }
    all
}

/// Where a row and the cell that it is shown by begin in the text of their part, for [`crate::eval::RowHit::begins`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Begin {
    row: u32,
    /// From there.
    cell: u16,
    /// Line breaks inside the rows before.
    inner_lines: u16,
}

impl Begin {
    /// The cell is not found again by bytes.
    pub const NOWHERE: Begin = Begin { row: u32::MAX, cell: 0, inner_lines: 0 };

    /// The line of a row, and the byte of the cell.
    #[inline(always)]
    pub fn of_row(self, row: u32) -> Option<(LineAt, u32)> {
        // No part is that long.
        if self.row == Begin::NOWHERE.row {
            return None;
        }
        let line = LineAt { row, start: self.row, number: row + u32::from(self.inner_lines) };
        Some((line, self.row + u32::from(self.cell)))
    }
}

/// Where the cells of a batch begin.
pub struct Begins<'v, 'g> {
    values: &'v Values<'g>,
    /// None where cells are not found again by bytes.
    batch: Option<Batch<'g>>,
    cells: &'v [FieldCell],
    /// The field that was asked for last, with its cells.
    last: (u16, Option<FieldCell>),
}

impl<'v, 'g> Begins<'v, 'g> {
    pub fn new(values: &'v Values<'g>) -> Begins<'v, 'g> {
        let (batch, cells) = match (values.rows, values.frame) {
            (Rows::Chunk(batch), Frame::Table(table)) => (Some(batch), &*values.ground.firsts.cells[table.0 as usize]),
            _ => (None, &[][..]),
        };
        Begins { values, batch: batch.filter(|batch| batch.chunk.regular), cells, last: (UNCLEAR, None) }
    }

    /// The cell of a field, in a row of the batch.
    #[inline(always)]
    pub fn of(&mut self, row: usize, field: u16) -> Begin {
        if self.last.0 != field {
            self.last = (field, self.cells.get(usize::from(field)).copied());
        }
        let (Some(batch), Some(FieldCell { column, list })) = (self.batch, self.last.1) else { return Begin::NOWHERE };
        // A list that cannot be read is shown by the element that cannot.
        if let Some(list) = list
            && (self.values.slot(list).is_none() || self.values.state(list, row) == Missing::Unreadable as u8)
        {
            return Begin::NOWHERE;
        }
        let begin = batch.chunk.begins(batch.first + row, column as usize).and_then(|(line, cell)| {
            let inner_lines = u16::try_from(line.number - line.row).ok()?;
            Some(Begin { row: line.start, cell: (cell - line.start).try_into().ok()?, inner_lines })
        });
        begin.unwrap_or(Begin::NOWHERE)
    }
}

/// Whether a row is left. Rows are marked by a byte each, so that many are looked at together.
fn any(open: &[u8]) -> bool {
    open.chunks(64).any(|some| some.iter().fold(0, |all, &one| all | one) != 0)
}

fn give_back(open: &mut [u8], left: &[u8]) {
    open.iter_mut().zip(left).for_each(|(open, left)| *open |= left);
}

/// The search for the first cells of the rows of a batch, in memory that batches use in turn.
#[derive(Default)]
pub struct Search {
    /// By row.
    fields: Vec<u16>,
    /// Marks of rows that nobody uses.
    spare: Vec<Vec<u8>>,
}

impl Search {
    /// By row of a batch with these verdicts: the field whose cell it is shown by where it is violated or undecided, the
    /// first that decides in the [`super::Trace`] of the row; [`UNCLEAR`] where only that can tell.
    pub fn fields(&mut self, judgement: &Judgement, values: &mut Values, verdicts: &[u8]) -> &[u16] {
        self.fields.clear();
        self.fields.resize(verdicts.len(), UNCLEAR);
        if judgement.unique.is_some() {
            return &self.fields;
        }
        for (verdict, failing) in [(Verdict::Violated, Truth::No), (Verdict::Unknown, Truth::Unknown)] {
            let mut open = self.marks(verdicts.iter().map(|&number| number == verdict as u8));
            let guards = judgement.guards.iter().filter(|_| verdict == Verdict::Unknown);
            for &(node, _) in judgement.duties.iter().chain(guards) {
                if !any(&open) {
                    break;
                }
                values.ensure(node);
                let mut failed = self.take(&mut open, values.truths(node).iter().map(|&truth| truth == failing as u8));
                self.follow(values, node, &mut failed);
                give_back(&mut open, &failed);
                self.spare.push(failed);
            }
            let nothing_else =
                judgement.applies.is_none() && judgement.explain.is_none() && judgement.judged_at.is_none();
            if nothing_else {
                self.settle(OWN_KEY, &mut open);
            }
            self.spare.push(open);
        }
        &self.fields
    }

    /// Marks of rows.
    fn marks(&mut self, rows: impl Iterator<Item = bool>) -> Vec<u8> {
        let mut marks = self.spare.pop().unwrap_or_default();
        marks.clear();
        marks.extend(rows.map(u8::from));
        marks
    }

    /// Takes the rows out of these that are chosen.
    fn take(&mut self, open: &mut [u8], chosen: impl Iterator<Item = bool>) -> Vec<u8> {
        let taken = self.marks(open.iter().zip(chosen).map(|(&open, chosen)| (open != 0) & chosen));
        open.iter_mut().zip(&taken).for_each(|(open, taken)| *open &= !taken);
        taken
    }

    /// Follows `blame` of a trace from a node to the first cell of the row itself, for some rows. Leaves those for which
    /// there is none.
    fn follow(&mut self, values: &mut Values, id: NodeId, open: &mut [u8]) {
        if !any(open) {
            return;
        }
        match values.ground.firsts.of_nodes[id.0 as usize] {
            First::Open => {}
            First::Nothing => return,
            First::Unclear => return open.fill(0),
            First::Field(field) => return self.settle(field, open),
        }
        let graph = &values.ground.plan.graph;
        match &graph.node(id).op {
            Op::And(all) => self.follow_some(values, id, all, Truth::Yes, open),
            Op::Or(all) => self.follow_some(values, id, all, Truth::No, open),
            Op::Aggregate(aggregate, keys) => {
                keys.iter().for_each(|&node| values.ensure(node));
                let entries = values.ground.tallies(*aggregate).entries(values, keys);
                let (mut uncounted, mut keyless) = (vec![0; open.len()], vec![0; open.len()]);
                for row in (0..open.len()).filter(|&row| open[row] != 0) {
                    match entries[row] {
                        Err(_) => keyless[row] = 1,
                        Ok(Some(_)) => {}
                        // Nothing was counted, so there is no row to show.
                        Ok(None) => uncounted[row] = 1,
                    }
                }
                let naming = super::naming(&values.ground.plan, keys);
                self.follow_all(values, naming.into_iter(), &mut uncounted);
                self.follow_all(values, keys.iter().copied(), &mut keyless);
                open.copy_from_slice(&uncounted);
                give_back(open, &keyless);
            }
            op => self.follow_all(values, op.children(), open),
        }
    }

    /// The rows that are left are shown by the cell of a field.
    fn settle(&mut self, field: u16, open: &mut [u8]) {
        let fields = self.fields.iter_mut().zip(&*open);
        fields.for_each(|(to, &open)| *to = if open != 0 { field } else { *to });
        open.fill(0);
    }

    fn follow_all(&mut self, values: &mut Values, children: impl Iterator<Item = NodeId>, open: &mut [u8]) {
        for child in children {
            values.ensure(child);
            self.follow(values, child, open);
        }
    }

    /// The children that made a conjunction or disjunction come out as it did: all of them, if it came out as it does
    /// when all agree.
    fn follow_some(&mut self, values: &mut Values, id: NodeId, all: &[NodeId], settled: Truth, open: &mut [u8]) {
        for &child in all {
            if !any(open) {
                break;
            }
            values.ensure(child);
            let mut chosen = {
                let (whole, part) = (values.truths(id), values.truths(child));
                let due = |(&whole, &part): (&u8, &u8)| (whole == settled as u8) | (part == whole);
                self.take(open, whole.iter().zip(part.iter()).map(due))
            };
            self.follow(values, child, &mut chosen);
            give_back(open, &chosen);
            self.spare.push(chosen);
        }
    }
}

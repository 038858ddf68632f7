//! Which cell of a row a finding shows first, told while the row is judged. A list of findings needs no more, and then
//! no row is judged twice for it.

use crate::data::CellType;
use crate::eval::Registry;
use crate::eval::key;
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

/// The fields whose cells violated or undecided rows of a batch are shown by, each the first that decides in the
/// [`super::Trace`] of its row; [`UNCLEAR`] where only that can tell.
pub fn fields(judgement: &Judgement, values: &mut Values, hits: &[(usize, Verdict)]) -> Vec<u16> {
    let mut search = Search { hits, fields: vec![UNCLEAR; hits.len()] };
    if judgement.unique.is_some() {
        return search.fields;
    }
    // A single duty has failed wherever the rule is violated.
    let of_nodes = &values.ground.firsts.of_nodes;
    let single = match judgement.duties.as_slice() {
        [(duty, _)] => Some(of_nodes[duty.0 as usize]),
        _ => None,
    };
    let mut verdicts = vec![(Verdict::Violated, Truth::No), (Verdict::Unknown, Truth::Unknown)];
    if let Some(First::Field(single)) = single {
        let violated = hits.iter().map(|(_, verdict)| *verdict == Verdict::Violated);
        let fields = search.fields.iter_mut().zip(violated);
        fields.for_each(|(field, violated)| *field = if violated { single } else { UNCLEAR });
        verdicts.remove(0);
    }
    for (verdict, failing) in verdicts {
        let mut open: Vec<usize> = (0..hits.len()).filter(|&place| hits[place].1 == verdict).collect();
        let guards = judgement.guards.iter().filter(|_| verdict == Verdict::Unknown);
        for &(node, _) in judgement.duties.iter().chain(guards) {
            if open.is_empty() {
                break;
            }
            values.ensure(node);
            let (failed, left) = {
                let truths = values.truths(node);
                open.into_iter().partition(|&place| truths[hits[place].0] == failing as u8)
            };
            open = left;
            open.extend(search.follow(values, node, failed));
        }
        let nothing_else = judgement.applies.is_none() && judgement.explain.is_none() && judgement.judged_at.is_none();
        if nothing_else {
            open.into_iter().for_each(|place| search.fields[place] = OWN_KEY);
        }
    }
    search.fields
}

/// Where a row and the cell that it is shown by begin in the text of their part, for [`super::super::Hit::begins`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Begin {
    row: u32,
    /// From there.
    cell: u16,
}

impl Begin {
    /// The cell is not found again by bytes.
    pub const NOWHERE: Begin = Begin { row: u32::MAX, cell: 0 };

    /// The cell of a field, in a row of a batch.
    #[inline]
    pub fn of(values: &Values, row: usize, field: u16) -> Begin {
        let (Rows::Chunk(batch), Frame::Table(table)) = (values.rows, values.frame) else { return Begin::NOWHERE };
        let cell = values.ground.firsts.cells[table.0 as usize].get(usize::from(field));
        let Some(&FieldCell { column, list }) = cell else { return Begin::NOWHERE };
        // A list that cannot be read is shown by the element that cannot.
        if let Some(list) = list
            && (values.slot(list).is_none() || values.state(list, row) == Missing::Unreadable as u8)
        {
            return Begin::NOWHERE;
        }
        let begins = batch.chunk.begins(batch.first + row, column as usize);
        let begin = begins.and_then(|(row, cell)| Some(Begin { row: row as u32, cell: (cell - row).try_into().ok()? }));
        begin.unwrap_or(Begin::NOWHERE)
    }

    pub fn bytes(self) -> Option<(usize, usize)> {
        let row = self.row as usize;
        (self != Begin::NOWHERE).then_some((row, row + usize::from(self.cell)))
    }
}

/// The search for the first cells of some hits, which are named by their places.
struct Search<'h> {
    hits: &'h [(usize, Verdict)],
    fields: Vec<u16>,
}

impl Search<'_> {
    /// Follows `blame` of a trace from a node to the first cell of the row itself. Gives the hits back for which there is
    /// none.
    fn follow(&mut self, values: &mut Values, id: NodeId, open: Vec<usize>) -> Vec<usize> {
        if open.is_empty() {
            return open;
        }
        match values.ground.firsts.of_nodes[id.0 as usize] {
            First::Open => {}
            First::Nothing => return open,
            First::Unclear => return Vec::new(),
            First::Field(field) => {
                open.into_iter().for_each(|place| self.fields[place] = field);
                return Vec::new();
            }
        }
        let graph = &values.ground.plan.graph;
        match &graph.node(id).op {
            Op::And(all) => self.follow_some(values, id, all, Truth::Yes, open),
            Op::Or(all) => self.follow_some(values, id, all, Truth::No, open),
            Op::Aggregate(aggregate, keys) => {
                keys.iter().for_each(|&node| values.ensure(node));
                let mut bytes = Vec::new();
                let (mut uncounted, mut keyless) = (Vec::new(), Vec::new());
                for place in open {
                    bytes.clear();
                    match key::append(values, keys, self.hits[place].0, &mut bytes) {
                        Err(_) => keyless.push(place),
                        Ok(()) if values.ground.tallies(*aggregate).get(&bytes).is_some() => {}
                        // Nothing was counted, so there is no row to show.
                        Ok(()) => uncounted.push(place),
                    }
                }
                let naming = super::naming(&values.ground.plan, keys);
                let mut nothing = self.follow_all(values, naming.into_iter(), uncounted);
                nothing.extend(self.follow_all(values, keys.iter().copied(), keyless));
                nothing
            }
            op => self.follow_all(values, op.children(), open),
        }
    }

    fn follow_all(
        &mut self,
        values: &mut Values,
        children: impl Iterator<Item = NodeId>,
        mut open: Vec<usize>,
    ) -> Vec<usize> {
        for child in children {
            values.ensure(child);
            open = self.follow(values, child, open);
        }
        open
    }

    /// The children that made a conjunction or disjunction come out as it did: all of them, if it came out as it does
    /// when all agree.
    fn follow_some(
        &mut self,
        values: &mut Values,
        id: NodeId,
        all: &[NodeId],
        settled: Truth,
        mut open: Vec<usize>,
    ) -> Vec<usize> {
        for &child in all {
            if open.is_empty() {
                break;
            }
            values.ensure(child);
            let (chosen, left) = {
                let (whole, part) = (values.truths(id), values.truths(child));
                let is_due = |&place: &usize| {
                    let row = self.hits[place].0;
                    whole[row] == settled as u8 || part[row] == whole[row]
                };
                open.into_iter().partition::<Vec<usize>, _>(is_due)
            };
            open = left;
            open.extend(self.follow(values, child, chosen));
        }
        open
    }
}

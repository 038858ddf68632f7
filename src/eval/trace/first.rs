//! Which cell of a row a finding shows first, told while the row is judged. A list of findings needs no more, and then
//! no row is judged twice for it.

use crate::eval::key;
use crate::eval::values::Values;
use crate::plan::Judgement;
use crate::plan::graph::{Frame, Graph, NodeId, Op};
use crate::value::{Truth, Verdict};

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

impl First {
    fn of_field(field: usize) -> First {
        u16::try_from(field).ok().filter(|&field| field < OWN_KEY).map_or(First::Unclear, First::Field)
    }
}

/// What each node of a graph says, whatever the row.
pub fn of_graph(graph: &Graph) -> Vec<First> {
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
                Frame::Table(_) => First::of_field(*field),
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
    let mut fields = vec![UNCLEAR; hits.len()];
    if judgement.unique.is_some() {
        return fields;
    }
    for (verdict, failing) in [(Verdict::Violated, Truth::No), (Verdict::Unknown, Truth::Unknown)] {
        let mut open: Vec<usize> = (0..hits.len()).filter(|&place| hits[place].1 == verdict).collect();
        let guards = judgement.guards.iter().filter(|_| verdict == Verdict::Unknown);
        for &(node, _) in judgement.duties.iter().chain(guards) {
            if open.is_empty() {
                break;
            }
            values.ensure(node);
            let failed = failing_of(values, node, failing, &mut open, hits);
            for place in failed {
                match of_node(values, node, hits[place].0) {
                    First::Field(field) => fields[place] = field,
                    First::Nothing => open.push(place),
                    First::Unclear | First::Open => {}
                }
            }
        }
        let nothing_else = judgement.applies.is_none() && judgement.explain.is_none() && judgement.judged_at.is_none();
        if nothing_else {
            open.into_iter().for_each(|place| fields[place] = OWN_KEY);
        }
    }
    fields
}

/// Takes those hits out of the open ones whose row failed a clause.
fn failing_of(
    values: &Values,
    node: NodeId,
    failing: Truth,
    open: &mut Vec<usize>,
    hits: &[(usize, Verdict)],
) -> Vec<usize> {
    let truths = values.truths(node);
    let (failed, left) = open.iter().partition(|&&place| truths[hits[place].0] == failing as u8);
    *open = left;
    failed
}

/// Follows `blame` of a trace to the first cell of the row itself.
fn of_node(values: &mut Values, id: NodeId, row: usize) -> First {
    match values.ground.firsts[id.0 as usize] {
        First::Open => {}
        known => return known,
    }
    let graph = &values.ground.plan.graph;
    match &graph.node(id).op {
        Op::And(all) | Op::Or(all) => {
            let truth = values.truth(id, row);
            let settled = if matches!(graph.node(id).op, Op::And(_)) { Truth::Yes } else { Truth::No };
            of_each(values, all.iter().copied(), row, |values, child| {
                truth == settled || values.truth(child, row) == truth
            })
        }
        Op::Aggregate(aggregate, keys) => {
            keys.iter().for_each(|&node| values.ensure(node));
            let mut bytes = Vec::new();
            match key::append(values, keys, row, &mut bytes) {
                Err(_) => of_each(values, keys.iter().copied(), row, |_, _| true),
                Ok(()) if values.ground.tallies(*aggregate).get(&bytes).is_some() => First::Unclear,
                // Nothing was counted, so there is no row to show.
                Ok(()) => First::Nothing,
            }
        }
        op => of_each(values, op.children(), row, |_, _| true),
    }
}

fn of_each<'p>(
    values: &mut Values,
    children: impl Iterator<Item = NodeId> + 'p,
    row: usize,
    wanted: impl Fn(&Values, NodeId) -> bool,
) -> First {
    for child in children {
        values.ensure(child);
        if !wanted(values, child) {
            continue;
        }
        match of_node(values, child, row) {
            First::Nothing => {}
            found => return found,
        }
    }
    First::Nothing
}

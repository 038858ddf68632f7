//! Which cell of a row a finding shows first, told while the row is judged. A list of findings needs no more, and then
//! no row is judged twice for it.

use crate::data::column::Data;
use crate::eval::values::Values;
use crate::plan::Judgement;
use crate::plan::graph::{Frame, NodeId, Op};
use crate::value::{Missing, Truth, Verdict};

/// No field, or one that only a trace can tell.
pub const UNCLEAR: u16 = u16::MAX;

/// What a clause says of the cell that comes first.
enum First {
    Field(usize),
    /// No cell of the row itself has a say in it.
    Nothing,
    /// It takes a trace to tell.
    Unclear,
}

/// The field whose cell a violated or undecided row is shown by: the first that decides in the [`super::Trace`] of it.
pub fn field(judgement: &Judgement, verdict: Verdict, values: &mut Values, row: usize) -> u16 {
    let failing = match verdict {
        Verdict::Violated => Truth::No,
        Verdict::Unknown => Truth::Unknown,
        _ => return UNCLEAR,
    };
    if judgement.unique.is_some() {
        return UNCLEAR;
    }
    let guards = judgement.guards.iter().filter(|_| failing == Truth::Unknown);
    for &(node, _) in judgement.duties.iter().chain(guards) {
        values.ensure(node);
        if values.truth(node, row) != failing {
            continue;
        }
        match first(values, node, row) {
            First::Field(field) => return u16::try_from(field).unwrap_or(UNCLEAR),
            First::Nothing => {}
            First::Unclear => return UNCLEAR,
        }
    }
    UNCLEAR
}

/// Follows `blame` of a trace to the first cell of the row itself.
fn first(values: &mut Values, id: NodeId, row: usize) -> First {
    let graph = &values.ground.plan.graph;
    match &graph.node(id).op {
        Op::And(all) | Op::Or(all) => {
            let truth = values.truth(id, row);
            let settled = if matches!(graph.node(id).op, Op::And(_)) { Truth::Yes } else { Truth::No };
            of_each(values, all.iter().copied(), row, |values, child| {
                truth == settled || values.truth(child, row) == truth
            })
        }
        Op::Cell(field) => {
            // A list that cannot be read is shown by the element that cannot.
            let by_element = values.column(id).is_some_and(|column| {
                matches!(column.data, Data::List(_)) && column.missing(row) == Some(Missing::Unreadable)
            });
            match values.frame {
                Frame::Table(_) if !by_element => First::Field(*field),
                _ => First::Unclear,
            }
        }
        Op::FindAll(..) | Op::FindAt(..) | Op::Acyclic(..) | Op::Aggregate(..) | Op::Joined(..) => First::Unclear,
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
        match first(values, child, row) {
            First::Nothing => {}
            found => return found,
        }
    }
    First::Nothing
}

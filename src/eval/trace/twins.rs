//! The rows that have the same key, where equals decide.

use super::{Part, SeenCell, Trace};
use crate::eval::{Outcome, RowAt};
use crate::plan::graph::Op;
use crate::value::TableId;

/// How many other rows a finding shows.
const SHOWN_TWINS: usize = 5;

impl Outcome {
    /// The key of a row and of its equals, in place of the cells that judged the row alone.
    pub(super) fn add_twins(&self, trace: &mut Trace, number: usize, table: TableId, at: RowAt) {
        let Some(nodes) = &self.ground.plan.judgements[number].unique else { return };
        let fields: Vec<usize> = nodes
            .iter()
            .filter_map(|&node| match self.ground.plan.graph.node(node).op {
                Op::Cell(field) => Some(field),
                _ => None,
            })
            .collect();
        trace.cells.clear();
        trace.cells.extend(fields.iter().map(|&field| SeenCell {
            table,
            at,
            field,
            part: Part::Decides,
            why: None,
            element: None,
            missing: None,
        }));
        let twins = self.judged[number].twins.of(at);
        trace.equals = twins.len();
        for &twin in twins.iter().filter(|twin| **twin != at).take(SHOWN_TWINS) {
            trace.cells.extend(fields.iter().map(|&field| SeenCell {
                table,
                at: twin,
                field,
                part: Part::Twin,
                why: None,
                element: None,
                missing: None,
            }));
        }
    }
}

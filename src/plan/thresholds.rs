//! Numbers and dates that are held against many constants.

use super::graph::{Graph, NodeId, Op};
use crate::data::column::SCALE;
use crate::value::{Decimal, Ty, Value};
use hashbrown::HashMap;

/// From so many constants on it is worth finding out where each value stands among them.
const MANY: usize = 6;
/// Ranks are 16 bits.
const MOST: usize = 30_000;

/// The nodes that are held against many constants, with these: sorted, and as columns hold them.
pub fn find(graph: &Graph) -> HashMap<NodeId, Vec<i64>> {
    let mut held: HashMap<NodeId, Vec<i64>> = HashMap::new();
    for node in &graph.nodes {
        let Op::Compare(_, a, b) = node.op else { continue };
        if let Op::Const(value) = &graph.node(b).op
            && let Some(constant) = constant(&graph.node(a).ty, value)
        {
            held.entry(a).or_default().push(constant);
        }
    }
    held.retain(|_, constants| {
        constants.sort_unstable();
        constants.dedup();
        (MANY..=MOST).contains(&constants.len())
    });
    held
}

/// A constant as a column of a type holds its values, if such a column can hold it.
pub fn constant(ty: &Ty, value: &Value) -> Option<i64> {
    match (ty, value) {
        (Ty::Int, Value::Int(n)) => Some(*n),
        (Ty::Date, Value::Date(day)) => Some(day.0.into()),
        (Ty::Decimal, Value::Int(n)) => Decimal::from(*n).at_scale(SCALE),
        (Ty::Decimal, Value::Decimal(n)) => n.at_scale(SCALE),
        _ => None,
    }
}

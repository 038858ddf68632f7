//! Columns of text that rules only hold against constants. Their cells need not be kept as texts: which of the
//! constants a cell is, if any, is all that matters.

use super::graph::{Graph, NodeId, Op};
use super::{Judgement, TemplatePiece, WaiverSet};
use crate::data::WordList;
use crate::semantic::model::CompareOp;
use crate::value::{Ty, Value};
use hashbrown::{HashMap, HashSet};

/// More constants than this are looked up as texts.
const MOST: usize = 50_000;

/// The cells that are only held against constants, each with those constants.
pub fn find(
    graph: &Graph,
    judgements: &[Judgement],
    waivers: &[WaiverSet],
    by: &[Option<NodeId>],
) -> HashMap<NodeId, WordList> {
    let mut held: HashMap<NodeId, Vec<String>> = HashMap::new();
    let mut read: HashSet<NodeId> = HashSet::new();
    for node in &graph.nodes {
        match constants(graph, &node.op) {
            Some((cell, texts)) => held.entry(cell).or_default().extend(texts),
            None => match node.op {
                Op::IsGiven(_) | Op::IsReadable(_) | Op::IsNotRelevant(_) => {}
                _ => read.extend(node.op.children()),
            },
        }
    }
    read.extend(of_others(graph));
    read.extend(judgements.iter().flat_map(of_judgement));
    read.extend(by.iter().flatten());
    read.extend(waivers.iter().flat_map(|set| set.keys.iter().copied()));
    held.retain(|cell, _| !read.contains(cell));
    let lists = held.into_iter().map(|(cell, texts)| (cell, WordList::new(texts)));
    lists.filter(|(_, words)| words.count() <= MOST).collect()
}

/// A comparison of a cell with constants that asks nothing but whether they are the same.
fn constants(graph: &Graph, op: &Op) -> Option<(NodeId, Vec<String>)> {
    let text = |value: &Value| match value {
        Value::Text(text) => Some(text.to_string()),
        _ => None,
    };
    let constant = |node: NodeId| match &graph.node(node).op {
        Op::Const(value) => text(value),
        _ => None,
    };
    let is_text_cell = |node: NodeId| matches!(graph.node(node).op, Op::Cell(_)) && graph.node(node).ty == Ty::Text;
    match op {
        Op::Compare(CompareOp::Eq | CompareOp::Ne, cell, other) if is_text_cell(*cell) => {
            Some((*cell, vec![constant(*other)?]))
        }
        Op::In(cell, list) if is_text_cell(*cell) => Some((*cell, list.iter().map(text).collect::<Option<_>>()?)),
        _ => None,
    }
}

/// The nodes that lookups, aggregates, groups and joins read.
fn of_others(graph: &Graph) -> Vec<NodeId> {
    let mut all: Vec<NodeId> = Vec::new();
    all.extend(graph.lookups.iter().flat_map(|lookup| lookup.keys.iter().chain(&lookup.slots)));
    for aggregate in &graph.aggregates {
        all.extend(aggregate.keys.iter().chain(&aggregate.condition).chain(&aggregate.that).chain(&aggregate.value));
    }
    all.extend(graph.groupings.iter().map(|grouping| grouping.key));
    for join in &graph.joins {
        all.extend(join.of_outer.iter().chain(&join.condition).chain(&join.that).chain(&join.value));
    }
    all
}

fn of_judgement(judgement: &Judgement) -> Vec<NodeId> {
    let mut all = vec![judgement.duty];
    all.extend(judgement.applies.iter().chain(&judgement.explain).chain(&judgement.judged_at));
    all.extend(judgement.unique.iter().flatten().chain(judgement.valid.iter().flatten()));
    all.extend(judgement.guards.iter().chain(&judgement.duties).map(|(node, _)| *node));
    let templates = judgement.message.iter().chain(&judgement.advice);
    for piece in templates.flat_map(|template| &template.0).flat_map(|(_, pieces)| pieces) {
        if let TemplatePiece::Slot(node) = piece {
            all.push(*node);
        }
    }
    all
}

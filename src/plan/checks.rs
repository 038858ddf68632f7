//! The checks that follow from how fields are declared.

use super::graph::{Frame, NodeId, Op};
use super::lower::Lowering;
use super::{Judgement, Origin};
use crate::semantic::model::{CompareOp, Field, Interval, Modality};
use crate::value::{TableId, Ty, Value};

/// What a check holds a cell against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CheckKind {
    Required,
    Unique,
    /// The type's own check.
    Boolean,
    Integer,
    Decimal,
    Date,
    Code,
    List,
    Reference,
    Matches,
    Between,
}

impl CheckKind {
    /// The last part of a check's id: `tiltak.navn/required`.
    pub fn id(self) -> &'static str {
        match self {
            CheckKind::Required => "required",
            CheckKind::Unique => "unique",
            CheckKind::Boolean => "boolean",
            CheckKind::Integer => "integer",
            CheckKind::Decimal => "decimal",
            CheckKind::Date => "date",
            CheckKind::Code => "code",
            CheckKind::List => "list",
            CheckKind::Reference => "reference",
            CheckKind::Matches => "matches",
            CheckKind::Between => "between",
        }
    }
}

/// The checks of every field, in the order of declaration.
pub fn lower(lowering: &mut Lowering) -> Vec<Judgement> {
    let mut all = Vec::new();
    for (number, table) in lowering.model.tables.iter().enumerate() {
        for place in 0..table.fields.len() {
            field_checks(lowering, TableId(number as u32), place, &mut all);
        }
    }
    all
}

fn field_checks(lowering: &mut Lowering, table: TableId, place: usize, all: &mut Vec<Judgement>) {
    let model = lowering.model;
    let declared = model.table(table);
    let field = &declared.fields[place];
    let frame = Frame::Table(table);
    let cell = lowering.graph.add(frame, Op::Cell(place), field.ty.clone());
    let given = lowering.graph.truth(frame, Op::IsGiven(cell));
    let mut push = |kind: CheckKind, applies: Option<NodeId>, duty: NodeId, unique: Option<Vec<NodeId>>| {
        all.push(check(field, Origin::Check { table, field: place, kind }, frame, applies, duty, unique));
    };
    let is_key = declared.key.contains(&place);
    if field.required || is_key {
        push(CheckKind::Required, None, given, None);
    }
    let keys: Vec<usize> = if declared.key.first() == Some(&place) { declared.key.clone() } else { vec![place] };
    if field.unique || declared.key.first() == Some(&place) {
        let nodes = keys.iter().map(|&key| {
            let ty = declared.fields[key].ty.clone();
            lowering.graph.add(frame, Op::Cell(key), ty)
        });
        let nodes: Vec<NodeId> = nodes.collect();
        // Where the field may be blank, a blank is no equal of another; where it must not, it stays open.
        let applies = (!field.required && !is_key).then_some(given);
        push(CheckKind::Unique, applies, given, Some(nodes));
    }
    let kind = match &field.ty {
        Ty::Bool => Some(CheckKind::Boolean),
        Ty::Int => Some(CheckKind::Integer),
        Ty::Decimal => Some(CheckKind::Decimal),
        Ty::Date => Some(CheckKind::Date),
        Ty::Code(_) => Some(CheckKind::Code),
        Ty::List(item) if !matches!(**item, Ty::Ref(_)) => Some(CheckKind::List),
        Ty::List(_) | Ty::Text | Ty::Ref(_) => None,
    };
    if let Some(kind) = kind {
        let readable = lowering.graph.truth(frame, Op::IsReadable(cell));
        push(kind, Some(given), readable, None);
    }
    let target = match &field.ty {
        Ty::Ref(target) => Some((*target, false)),
        Ty::List(item) => match **item {
            Ty::Ref(target) => Some((target, true)),
            _ => None,
        },
        _ => None,
    };
    if let Some((target, list)) = target {
        let lookup = lowering.by_key(target, 0);
        let found = if list {
            lowering.graph.truth(frame, Op::FindAll(lookup, cell))
        } else {
            let row = lowering.graph.add(frame, Op::Find(lookup, cell), field.ty.clone());
            lowering.graph.truth(frame, Op::IsGiven(row))
        };
        push(CheckKind::Reference, Some(given), found, None);
    }
    if let Some(pattern) = &field.matches {
        let pattern = lowering.graph.pattern(pattern);
        let matches = lowering.graph.truth(frame, Op::Matches(cell, pattern));
        push(CheckKind::Matches, Some(given), matches, None);
    }
    if let Some((low, high)) = &field.between {
        let duty = between(lowering, frame, cell, low, high);
        push(CheckKind::Between, Some(given), duty, None);
    }
}

fn between(lowering: &mut Lowering, frame: Frame, cell: NodeId, low: &Value, high: &Value) -> NodeId {
    let ty = lowering.graph.node(cell).ty.clone();
    let low = lowering.graph.add(frame, Op::Const(low.clone()), ty.clone());
    let high = lowering.graph.add(frame, Op::Const(high.clone()), ty);
    let low = lowering.graph.truth(frame, Op::Compare(CompareOp::Ge, cell, low));
    let high = lowering.graph.truth(frame, Op::Compare(CompareOp::Le, cell, high));
    lowering.graph.all(frame, vec![low, high])
}

fn check(
    field: &Field,
    origin: Origin,
    frame: Frame,
    applies: Option<NodeId>,
    duty: NodeId,
    unique: Option<Vec<NodeId>>,
) -> Judgement {
    Judgement {
        origin,
        modality: Modality::Must,
        frame,
        applies,
        duty,
        guards: Vec::new(),
        duties: vec![(duty, field.span)],
        explain: None,
        in_force: Interval::default(),
        judged_at: None,
        unique,
        message: None,
        advice: None,
    }
}

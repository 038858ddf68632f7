//! The checks that follow from how fields are declared.

use super::graph::{Frame, NodeId, Op};
use super::lower::Lowering;
use super::{Judgement, Origin};
use crate::semantic::checks::{CheckKind, of_field};
use crate::semantic::model::{CompareOp, Field, Interval, Modality};
use crate::value::{TableId, Ty, Value};

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
    let is_key = declared.key.contains(&place);
    for kind in of_field(model, table, place) {
        let (mut applies, mut unique) = (Some(given), None);
        let duty = match kind {
            CheckKind::Required => {
                applies = None;
                given
            }
            CheckKind::Unique => {
                let leads = declared.key.first() == Some(&place);
                let keys: &[usize] = if leads { &declared.key } else { &[place] };
                unique = Some(lowering.cells(table, keys));
                // Where the field may be blank, a blank is no equal of another; where it must not, it stays open.
                applies = applies.filter(|_| !field.required && !is_key);
                given
            }
            CheckKind::Boolean
            | CheckKind::Integer
            | CheckKind::Decimal
            | CheckKind::Date
            | CheckKind::Code
            | CheckKind::List => lowering.graph.truth(frame, Op::IsReadable(cell)),
            CheckKind::Reference => reference(lowering, frame, cell, &field.ty),
            CheckKind::Matches => {
                let pattern = lowering.graph.pattern(field.matches.as_deref().unwrap_or(""));
                lowering.graph.truth(frame, Op::Matches(cell, pattern))
            }
            CheckKind::Between => match &field.between {
                // What cannot be read is told of once, by the check of the type.
                Some((low, high)) => {
                    let readable = lowering.graph.truth(frame, Op::IsReadable(cell));
                    applies = Some(lowering.graph.all(frame, vec![given, readable]));
                    between(lowering, frame, cell, low, high)
                }
                None => given,
            },
            CheckKind::Cycle => {
                let lookup = lowering.by_key(table, 0);
                let circle = (lookup, lowering.graph.slot(lookup, cell));
                lowering.graph.circles.push(circle);
                let (circles, key) = (lowering.graph.circles.len() - 1, lowering.key_cell(table));
                lowering.graph.truth(frame, Op::Acyclic(circles, key, cell))
            }
            CheckKind::Width => lowering.graph.truth(frame, Op::HasWidth(cell, field.width.unwrap_or(0))),
        };
        let mut judgement = check(field, Origin::Check { table, field: place, kind }, frame, applies, duty, unique);
        if let (CheckKind::Unique, Some((first, last))) = (kind, declared.valid.filter(|_| is_key)) {
            let cells = lowering.cells(table, &[first, last]);
            judgement.valid = Some([cells[0], cells[1]]);
        }
        all.push(judgement);
    }
}

fn reference(lowering: &mut Lowering, frame: Frame, cell: NodeId, ty: &Ty) -> NodeId {
    match ty {
        Ty::List(item) => match **item {
            Ty::Ref(target) => {
                let lookup = lowering.by_key(target, 0);
                lowering.graph.truth(frame, Op::FindAll(lookup, cell))
            }
            _ => lowering.graph.truth(frame, Op::IsGiven(cell)),
        },
        Ty::Ref(target) => {
            let lookup = lowering.by_key(*target, 0);
            let row = lowering.graph.add(frame, Op::Find(lookup, cell), ty.clone());
            lowering.graph.truth(frame, Op::IsGiven(row))
        }
        _ => lowering.graph.truth(frame, Op::IsGiven(cell)),
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
        valid: None,
        waivers: None,
        message: None,
        advice: None,
    }
}

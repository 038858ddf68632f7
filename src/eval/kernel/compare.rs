//! Comparisons: tight loops for the common columns, bounds for the rest.

use super::among::{length_of, texts_among};
use super::{plain, rank, word};
use crate::data::column::{Column, Data, Decimals, SCALE, same};
use crate::eval::scalar::Scalar;
use crate::eval::values::{Slot, Values};
use crate::plan::graph::NodeId;
use crate::plan::thresholds;
use crate::semantic::model::CompareOp;
use crate::value::{Missing, Truth, Value};
use std::cmp::Ordering;

/// One side of a comparison over plain numbers.
#[derive(Clone, Copy)]
enum Side<'a, T> {
    Constant(T),
    Column(&'a [T], &'a [u8]),
}

pub fn compare(values: &Values, op: CompareOp, a: NodeId, b: NodeId) -> Slot {
    match quick(values, op, a, b) {
        Some(bytes) => Slot::truth(bytes),
        None => Slot::truth((0..values.len).map(|row| within_bounds(values, op, a, b, row) as u8).collect()),
    }
}

/// The loops for columns of one plain type; `None` where the general way must be gone.
fn quick(values: &Values, op: CompareOp, a: NodeId, b: NodeId) -> Option<Vec<u8>> {
    if let Some(truths) = by_rank(values, op, a, b) {
        return Some(truths);
    }
    let (x, y) = (plain(values, a), plain(values, b));
    match (x.map(|c| &c.data), y.map(|c| &c.data), values.constant(a), values.constant(b)) {
        (Some(Data::Code(v)), None, _, Some(Value::Text(k))) => {
            Some(run(op, col(v, x)?, Side::Constant(word(values, a, k)?)))
        }
        (Some(Data::Code(v)), None, _, Some(Value::Code(_, k))) => Some(run(op, col(v, x)?, Side::Constant(*k))),
        (Some(Data::Int(v)), None, _, Some(Value::Int(k))) => Some(run(op, col(v, x)?, Side::Constant(*k))),
        (Some(Data::Date(v)), None, _, Some(Value::Date(k))) => Some(run(op, col(v, x)?, Side::Constant(k.0))),
        (Some(Data::Int(v)), Some(Data::Int(w)), ..) => Some(run(op, col(v, x)?, col(w, y)?)),
        (Some(Data::Date(v)), Some(Data::Date(w)), ..) => Some(run(op, col(v, x)?, col(w, y)?)),
        (Some(Data::Decimal(Decimals::Scaled(v))), None, _, Some(k)) => {
            let k = Scalar::of_value(k)?.number()?.at_scale(SCALE)?;
            Some(run(op, col(v, x)?, Side::Constant(k)))
        }
        (Some(Data::Decimal(Decimals::Scaled(v))), Some(Data::Decimal(Decimals::Scaled(w))), ..) => {
            Some(run(op, col(v, x)?, col(w, y)?))
        }
        (Some(Data::Text(texts)), None, _, Some(Value::Text(k))) if matches!(op, CompareOp::Eq | CompareOp::Ne) => {
            let yes = if op == CompareOp::Ne { Truth::No } else { Truth::Yes };
            Some(texts_among(values, texts, &x?.states, length_of(k.as_bytes()), yes, |text| same(k.as_bytes(), text)))
        }
        _ => None,
    }
}

/// The comparison with one of many constants.
fn by_rank(values: &Values, op: CompareOp, a: NodeId, b: NodeId) -> Option<Vec<u8>> {
    let graph = &values.ground.plan.graph;
    let constants = graph.thresholds.get(&a).filter(|_| values.len >= rank::FEW)?;
    let ty = &graph.node(a).ty;
    let rank = rank::rank_of(constants, thresholds::constant(ty, values.constant(b)?)?)?;
    let slot = values.slot(a).filter(|slot| slot.high.is_none())?;
    let ranks = slot.ranks.get_or_init(|| rank::ranks(&slot.column, ty, constants)).as_ref()?;
    Some(rank::compare(op, ranks, &slot.column.states, rank))
}

fn col<'v, T>(data: &'v [T], column: Option<&'v Column>) -> Option<Side<'v, T>> {
    column.map(|column| Side::Column(data, column.states.as_slice()))
}

fn run<T: Copy + Ord>(op: CompareOp, a: Side<T>, b: Side<T>) -> Vec<u8> {
    match op {
        CompareOp::Eq => pairs(a, b, |x, y| x == y),
        CompareOp::Ne => pairs(a, b, |x, y| x != y),
        CompareOp::Lt => pairs(a, b, |x, y| x < y),
        CompareOp::Le => pairs(a, b, |x, y| x <= y),
        CompareOp::Gt => pairs(a, b, |x, y| x > y),
        CompareOp::Ge => pairs(a, b, |x, y| x >= y),
    }
}

#[inline]
fn pairs<T: Copy>(a: Side<T>, b: Side<T>, holds: impl Fn(T, T) -> bool) -> Vec<u8> {
    let truth = |state: u8, known: bool| if state != 0 { Truth::Unknown as u8 } else { (known as u8) * 2 };
    match (a, b) {
        (Side::Column(x, s), Side::Constant(k)) => x.iter().zip(s).map(|(&x, &s)| truth(s, holds(x, k))).collect(),
        (Side::Constant(k), Side::Column(y, s)) => y.iter().zip(s).map(|(&y, &s)| truth(s, holds(k, y))).collect(),
        (Side::Column(x, s), Side::Column(y, t)) => {
            let rows = x.iter().zip(s).zip(y.iter().zip(t));
            rows.map(|((&x, &s), (&y, &t))| truth(s | t, holds(x, y))).collect()
        }
        (Side::Constant(_), Side::Constant(_)) => Vec::new(),
    }
}

/// The comparison of values that may be known within bounds only: decided when it holds, or fails, for all of them.
fn within_bounds(values: &Values, op: CompareOp, a: NodeId, b: NodeId, row: usize) -> Truth {
    let ((al, ah), (bl, bh)) = (values.bounds(a, row), values.bounds(b, row));
    // The order of two bounds, where both are known.
    let order = |x: Result<Scalar, Missing>, y: Result<Scalar, Missing>| x.ok()?.compare(y.ok()?);
    let below = |x: Option<Ordering>| x == Some(Ordering::Less);
    let at_most = |x: Option<Ordering>| x.is_some_and(Ordering::is_le);
    let less = |sure: bool, never: bool| match (sure, never) {
        (true, _) => Truth::Yes,
        (_, true) => Truth::No,
        _ => Truth::Unknown,
    };
    match op {
        CompareOp::Lt => less(below(order(ah, bl)), at_most(order(bh, al))),
        CompareOp::Le => less(at_most(order(ah, bl)), below(order(bh, al))),
        CompareOp::Gt => less(below(order(bh, al)), at_most(order(ah, bl))),
        CompareOp::Ge => less(at_most(order(bh, al)), below(order(ah, bl))),
        CompareOp::Eq | CompareOp::Ne => {
            let equal = order(al, bh) == Some(Ordering::Equal) && order(ah, bl) == Some(Ordering::Equal);
            let apart = below(order(ah, bl)) || below(order(bh, al));
            let truth = less(equal, apart);
            if op == CompareOp::Eq { truth } else { !truth }
        }
    }
}

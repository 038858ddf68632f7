//! Exact arithmetic, on values and on bounds. What overflows or divides by zero is missing with that reason.

use crate::data::column::Column;
use crate::eval::build;
use crate::eval::scalar::Scalar;
use crate::eval::values::{Slot, Values};
use crate::plan::graph::NodeId;
use crate::semantic::model::ArithOp;
use crate::value::{Date, Missing, Ty};
use std::cmp::Ordering;

type Known<'a> = Result<Scalar<'a>, Missing>;

pub fn arith(values: &Values, op: ArithOp, a: NodeId, b: NodeId, ty: &Ty) -> Slot {
    let bounded = |node: NodeId| values.slot(node).is_some_and(|slot| slot.high.is_some());
    if bounded(a) || bounded(b) {
        return on_bounds(values, ty, |row| interval(op, values.bounds(a, row), values.bounds(b, row)));
    }
    let mut column = build::empty(ty);
    for row in 0..values.len {
        build::push(&mut column, both(op, values.scalar(a, row), values.scalar(b, row)));
    }
    Slot::of(column)
}

pub fn negate(values: &Values, a: NodeId, ty: &Ty) -> Slot {
    let zero = Ok(Scalar::Int(0));
    on_bounds(values, ty, |row| {
        let (low, high) = values.bounds(a, row);
        (both(ArithOp::Sub, zero, high), both(ArithOp::Sub, zero, low))
    })
}

fn on_bounds<'v>(values: &Values, ty: &Ty, bounds: impl Fn(usize) -> (Known<'v>, Known<'v>)) -> Slot {
    let (mut low, mut high): (Column, Column) = (build::empty(ty), build::empty(ty));
    for row in 0..values.len {
        let (l, h) = bounds(row);
        build::push(&mut low, l);
        build::push(&mut high, h);
    }
    Slot { column: low, high: Some(Box::new(high)), ..Slot::default() }
}

/// The bounds of a result: the least and the greatest over the corners.
fn interval<'v>(op: ArithOp, a: (Known, Known), b: (Known, Known)) -> (Known<'v>, Known<'v>) {
    let add = |x, y| both(ArithOp::Add, x, y);
    match op {
        ArithOp::Add => (add(a.0, b.0), add(a.1, b.1)),
        ArithOp::Sub => (both(op, a.0, b.1), both(op, a.1, b.0)),
        ArithOp::Mul | ArithOp::Div => {
            let zero = Scalar::Int(0);
            let straddles = |(low, high): (Known, Known)| match (low, high) {
                (Ok(low), Ok(high)) => {
                    low.compare(zero).is_none_or(Ordering::is_le) && high.compare(zero).is_none_or(Ordering::is_ge)
                }
                _ => true,
            };
            if op == ArithOp::Div && straddles(b) {
                let why = b.0.err().or(b.1.err()).unwrap_or(Missing::DivisionByZero);
                return (Err(why), Err(why));
            }
            let corners = [both(op, a.0, b.0), both(op, a.0, b.1), both(op, a.1, b.0), both(op, a.1, b.1)];
            if let Some(why) = corners.iter().find_map(|corner| corner.err()) {
                return (Err(why), Err(why));
            }
            let best = |wanted: Ordering| {
                corners.into_iter().reduce(|x, y| match (x, y) {
                    (Ok(p), Ok(q)) if q.compare(p) == Some(wanted) => y,
                    _ => x,
                })
            };
            let nothing = Err(Missing::NoResult);
            (best(Ordering::Less).unwrap_or(nothing), best(Ordering::Greater).unwrap_or(nothing))
        }
    }
}

/// One operation on two values.
pub fn both<'v>(op: ArithOp, a: Known, b: Known) -> Known<'v> {
    let (a, b) = (a?, b?);
    let overflow = Missing::Overflow;
    match (op, a, b) {
        (ArithOp::Add, Scalar::Int(x), Scalar::Int(y)) => x.checked_add(y).map(Scalar::Int).ok_or(overflow),
        (ArithOp::Sub, Scalar::Int(x), Scalar::Int(y)) => x.checked_sub(y).map(Scalar::Int).ok_or(overflow),
        (ArithOp::Mul, Scalar::Int(x), Scalar::Int(y)) => x.checked_mul(y).map(Scalar::Int).ok_or(overflow),
        (ArithOp::Sub, Scalar::Date(x), Scalar::Date(y)) => Ok(Scalar::Int(i64::from(x) - i64::from(y))),
        (ArithOp::Add, Scalar::Date(day), Scalar::Int(n)) | (ArithOp::Add, Scalar::Int(n), Scalar::Date(day)) => {
            later(day, n)
        }
        (ArithOp::Sub, Scalar::Date(day), Scalar::Int(n)) => later(day, n.checked_neg().ok_or(overflow)?),
        _ => {
            let (x, y) = (a.number().ok_or(Missing::NoResult)?, b.number().ok_or(Missing::NoResult)?);
            let result = match op {
                ArithOp::Add => x.checked_add(y),
                ArithOp::Sub => x.checked_sub(y),
                ArithOp::Mul => x.checked_mul(y),
                ArithOp::Div if y.mantissa() == 0 => return Err(Missing::DivisionByZero),
                ArithOp::Div => x.checked_div(y),
            };
            result.map(Scalar::Decimal).ok_or(overflow)
        }
    }
}

/// A day some days later; the calendar ends with year 9999.
fn later<'v>(day: i32, days: i64) -> Known<'v> {
    let last = Date::from_ymd(9999, 12, 31).map_or(0, |date| i64::from(date.0));
    let first = Date::from_ymd(1, 1, 1).map_or(0, |date| i64::from(date.0));
    let sum = i64::from(day).checked_add(days).ok_or(Missing::Overflow)?;
    if (first..=last).contains(&sum) { Ok(Scalar::Date(sum as i32)) } else { Err(Missing::Overflow) }
}

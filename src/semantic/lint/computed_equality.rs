//! `=` between a quotient and a number that was rounded by hand.

use super::material::each_written;
use super::{Lint, Material, Told, found};
use crate::base::Code;
use crate::semantic::model::{AggregateKind, ArithOp, CompareOp, Expr, ExprKind};
use crate::text;
use crate::value::{Decimal, Value};

pub const LINT: Lint = Lint { code: Code::ComputedEquality, name: "computed-equality", check };

fn check(material: &Material, told: &mut Told) {
    for (expr, rows) in material.verdicts() {
        each_written(expr, rows, &mut |part, _| {
            let ExprKind::Compare(CompareOp::Eq | CompareOp::Ne, left, right) = &part.kind else { return };
            let computed = match (quotient(left), quotient(right)) {
                (true, false) if !is_exact(right) => left,
                (false, true) if !is_exact(left) => right,
                _ => return,
            };
            let asked = material.quote(computed.span);
            let message = text!(
                nb: "`{asked}` regnes ut med alle desimaler, og er nesten aldri akkurat lik.",
                en: "`{asked}` is computed with all its decimals, and is hardly ever exactly equal.",
            );
            told.tell(found(&LINT, part.span, message).help(text!(
                nb: "Skriv hvilket spenn som godtas, med `>=` og `<`.",
                en: "Write which range is accepted, with `>=` and `<`.",
            )));
        });
    }
}

/// A division, a share or a mean, with nothing that rounds around it.
fn quotient(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Arith(ArithOp::Div, ..) => true,
        ExprKind::Arith(_, left, right) => quotient(left) || quotient(right),
        ExprKind::Negate(of) => quotient(of),
        ExprKind::Aggregate(aggregate) => matches!(aggregate.kind, AggregateKind::Share | AggregateKind::Mean),
        _ => false,
    }
}

/// None and all: shares reach them exactly.
fn is_exact(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Const(Value::Int(n)) => matches!(n, 0 | 1),
        ExprKind::Const(Value::Decimal(d)) => *d == Decimal::ZERO || *d == Decimal::from(1),
        _ => false,
    }
}

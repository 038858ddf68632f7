//! When two typed expressions ask the same: a text that is equal for equals, whatever words and places they have.

use crate::semantic::model::{Aggregate, CompareOp, Expr, ExprKind, Over};
use crate::value::Value;
use std::fmt::Write;

/// Equal for expressions that always come to the same.
pub fn key(expr: &Expr) -> String {
    let (negated, text) = plain(expr);
    if negated { format!("not {text}") } else { text }
}

/// The key of the opposite.
pub fn opposite(expr: &Expr) -> String {
    let (negated, text) = plain(expr);
    if negated { text } else { format!("not {text}") }
}

/// The expression without the negations around it, and whether they come to one.
fn plain(expr: &Expr) -> (bool, String) {
    match &expr.kind {
        ExprKind::Not(of) => {
            let (negated, text) = plain(of);
            (!negated, text)
        }
        ExprKind::Compare(op, left, right) => compared(*op, &key(left), &key(right)),
        ExprKind::IsMissing(of) => (true, format!("given({})", key(of))),
        _ => (false, positive(expr)),
    }
}

fn compared(op: CompareOp, left: &str, right: &str) -> (bool, String) {
    let (first, second) = if left <= right { (left, right) } else { (right, left) };
    match op {
        CompareOp::Eq => (false, format!("eq({first},{second})")),
        CompareOp::Ne => (true, format!("eq({first},{second})")),
        CompareOp::Lt => (false, format!("lt({left},{right})")),
        CompareOp::Ge => (true, format!("lt({left},{right})")),
        CompareOp::Gt => (false, format!("lt({right},{left})")),
        CompareOp::Le => (true, format!("lt({right},{left})")),
    }
}

fn positive(expr: &Expr) -> String {
    let sorted = |name: &str, all: &[Expr]| {
        let mut keys: Vec<String> = all.iter().map(key).collect();
        keys.sort();
        keys.dedup();
        if keys.len() == 1 { keys.concat() } else { format!("{name}({})", keys.join(",")) }
    };
    match &expr.kind {
        ExprKind::Const(value) => constant(value),
        ExprKind::AsOf => "as_of".to_owned(),
        ExprKind::Row(var) => format!("row{var}"),
        ExprKind::Field(var, place) => format!("f{var}.{place}"),
        ExprKind::GroupKey(var) => format!("group{var}"),
        ExprKind::Follow { from, table, then, at } => {
            let at = at.as_ref().map(|at| key(at)).unwrap_or_default();
            format!("follow({},{},{},{at})", key(from), table.0, key(then))
        }
        ExprKind::And(all) => sorted("and", all),
        ExprKind::Or(all) => sorted("or", all),
        ExprKind::In(of, values) => {
            let mut values: Vec<String> = values.iter().map(constant).collect();
            values.sort();
            values.dedup();
            match &values[..] {
                [one] => compared(CompareOp::Eq, &key(of), one).1,
                _ => format!("in({},{})", key(of), values.join(",")),
            }
        }
        ExprKind::Has(list, item) => format!("has({},{})", key(list), key(item)),
        ExprKind::IsGiven(of) => format!("given({})", key(of)),
        ExprKind::IsNotRelevant(of) => format!("irrelevant({})", key(of)),
        ExprKind::Arith(op, left, right) => format!("{op:?}({},{})", key(left), key(right)),
        ExprKind::Negate(of) => format!("minus({})", key(of)),
        ExprKind::Call(function, arguments) => {
            let arguments: Vec<String> = arguments.iter().map(key).collect();
            format!("call{function}({})", arguments.join(","))
        }
        ExprKind::Aggregate(aggregate) => aggregated(aggregate),
        // taken apart in `plain`
        ExprKind::Not(of) | ExprKind::IsMissing(of) => format!("not({})", key(of)),
        ExprKind::Compare(op, left, right) => compared(*op, &key(left), &key(right)).1,
    }
}

fn aggregated(aggregate: &Aggregate) -> String {
    let mut text = format!("{:?}({}", aggregate.kind, aggregate.table.0);
    match &aggregate.over {
        Over::All => text.push_str(",all"),
        Over::Group => text.push_str(",group"),
        Over::Tied(ties) => {
            let mut ties: Vec<String> =
                ties.iter().map(|tie| format!("{}={}", key(&tie.inner), key(&tie.outer))).collect();
            ties.sort();
            let _ = write!(text, ",{}", ties.join("&"));
        }
    }
    for part in [&aggregate.condition, &aggregate.that, &aggregate.value] {
        let _ = write!(text, ",{}", part.as_ref().map(key).unwrap_or_default());
    }
    text.push(')');
    text
}

/// Texts are quoted, so that no text is equal to the key of something else.
fn constant(value: &Value) -> String {
    format!("{value:?}")
}

/// The parts that are all asked for: a conjunction taken apart, or the condition itself.
pub fn conjuncts<'e>(expr: &'e Expr, parts: &mut Vec<&'e Expr>) {
    match &expr.kind {
        ExprKind::And(all) => all.iter().for_each(|part| conjuncts(part, parts)),
        _ => parts.push(expr),
    }
}

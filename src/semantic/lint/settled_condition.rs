//! Parts of a condition that rule each other out, or that make it hold whatever the values are.

use super::key::{conjuncts, key, opposite};
use super::material::each_written;
use super::{Lint, Material, Told, found};
use crate::base::{Code, Span, Text};
use crate::semantic::model::{Clause, CompareOp, Expr, ExprKind};
use crate::text;
use crate::value::{Decimal, Value};
use hashbrown::HashMap;

pub const LINT: Lint = Lint { code: Code::SettledCondition, name: "settled-condition", check };

fn check(material: &Material, told: &mut Told) {
    for (expr, rows) in material.verdicts() {
        each_written(expr, rows, &mut |part, _| match &part.kind {
            ExprKind::And(_) => {
                let mut parts = Vec::new();
                conjuncts(part, &mut parts);
                let parts: Vec<Part> = parts.into_iter().map(|part| (part, part.span)).collect();
                contradiction(material, &parts, told);
            }
            ExprKind::Or(all) => tautology(material, all, told),
            ExprKind::Compare(op, left, right) if key(left) == key(right) => same_sides(material, *op, part, told),
            _ => {}
        });
    }
    // several lines of one kind are and-ed
    for rule in &material.model.rules {
        for lines in [&rule.when, &rule.duties].into_iter().filter(|lines| lines.len() > 1) {
            contradiction(material, &spread(lines), told);
        }
    }
}

/// A part of a condition, and the place to show for it.
type Part<'e> = (&'e Expr, Span);

/// The parts of several lines; what a term stands for is shown where the line is.
fn spread(lines: &[Clause]) -> Vec<Part<'_>> {
    let mut all = Vec::new();
    for line in lines {
        let mut parts = Vec::new();
        conjuncts(&line.expr, &mut parts);
        let inside = |span: Span| span.file == line.span.file && line.span.range().contains(&(span.start as usize));
        all.extend(parts.into_iter().map(|part| (part, if inside(part.span) { part.span } else { line.span })));
    }
    all
}

fn contradiction(material: &Material, parts: &[Part], told: &mut Told) {
    if let Some((first, second)) = clash(parts) {
        let (a, b) = (material.quote(first), material.quote(second));
        let message = text!(nb: "`{a}` og `{b}` holder aldri begge.", en: "`{a}` and `{b}` never both hold.");
        told.tell(
            found(&LINT, second, message).at(first, Text::new("utelukker hverandre", "rule each other out")).help(
                Text::new("Skal det ene eller det andre holde, skriver du «eller».", "If either may hold, write `or`."),
            ),
        );
    }
}

/// The first two parts that exclude each other.
fn clash(parts: &[Part]) -> Option<(Span, Span)> {
    let mut keys: HashMap<String, Span> = HashMap::new();
    let mut bounds: HashMap<String, Vec<(Bound, Span)>> = HashMap::new();
    for (part, span) in parts {
        if let Some(first) = keys.get(&opposite(part)) {
            return Some((*first, *span));
        }
        keys.entry(key(part)).or_insert(*span);
        if let Some((of, bound)) = bound(part) {
            let others = bounds.entry(of).or_default();
            if let Some((_, first)) = others.iter().find(|(other, _)| other.excludes(&bound)) {
                return Some((*first, *span));
            }
            others.push((bound, *span));
        }
    }
    None
}

/// What a comparison with constants leaves of the values there are.
enum Bound {
    OneOf(Vec<Value>),
    /// A number or date and whether the bound itself is in.
    Over(Decimal, bool),
    Under(Decimal, bool),
}

impl Bound {
    fn excludes(&self, other: &Bound) -> bool {
        match (self, other) {
            (Bound::OneOf(a), Bound::OneOf(b)) => !a.iter().any(|value| b.contains(value)),
            (Bound::Over(low, low_in), Bound::Under(high, high_in))
            | (Bound::Under(high, high_in), Bound::Over(low, low_in)) => {
                low > high || low == high && !(*low_in && *high_in)
            }
            (Bound::OneOf(values), bound) | (bound, Bound::OneOf(values)) => {
                !values.iter().any(|value| ordered(value).is_none_or(|value| bound.holds(value)))
            }
            _ => false,
        }
    }

    fn holds(&self, value: Decimal) -> bool {
        match self {
            Bound::OneOf(_) => true,
            Bound::Over(low, included) => value > *low || *included && value == *low,
            Bound::Under(high, included) => value < *high || *included && value == *high,
        }
    }
}

fn bound(expr: &Expr) -> Option<(String, Bound)> {
    match &expr.kind {
        ExprKind::In(of, values) => Some((key(of), Bound::OneOf(values.clone()))),
        ExprKind::Compare(op, left, right) => {
            let (of, op, value) = match (&left.kind, &right.kind) {
                (ExprKind::Const(_), ExprKind::Const(_)) => return None,
                (_, ExprKind::Const(value)) => (left, *op, value),
                (ExprKind::Const(value), _) => (right, turned(*op), value),
                _ => return None,
            };
            let bound = match op {
                CompareOp::Eq => Bound::OneOf(vec![value.clone()]),
                CompareOp::Gt => Bound::Over(ordered(value)?, false),
                CompareOp::Ge => Bound::Over(ordered(value)?, true),
                CompareOp::Lt => Bound::Under(ordered(value)?, false),
                CompareOp::Le => Bound::Under(ordered(value)?, true),
                CompareOp::Ne => return None,
            };
            Some((key(of), bound))
        }
        _ => None,
    }
}

fn turned(op: CompareOp) -> CompareOp {
    match op {
        CompareOp::Lt => CompareOp::Gt,
        CompareOp::Le => CompareOp::Ge,
        CompareOp::Gt => CompareOp::Lt,
        CompareOp::Ge => CompareOp::Le,
        same => same,
    }
}

/// A value that has an order, as a number.
fn ordered(value: &Value) -> Option<Decimal> {
    match value {
        Value::Int(n) => Some(Decimal::from(*n)),
        Value::Decimal(d) => Some(*d),
        Value::Date(date) => Some(Decimal::from(i64::from(date.0))),
        _ => None,
    }
}

/// `a or not a`, and `x != a or x != b`.
fn tautology(material: &Material, parts: &[Expr], told: &mut Told) {
    let mut keys: HashMap<String, Span> = HashMap::new();
    let mut excluded: HashMap<String, (String, Span)> = HashMap::new();
    for part in parts {
        let mut first = keys.get(&opposite(part)).copied();
        keys.entry(key(part)).or_insert(part.span);
        if let Some((of, value)) = unequal(part) {
            match excluded.get(&of) {
                Some((other, span)) if *other != value => first = first.or(Some(*span)),
                Some(_) => {}
                None => {
                    excluded.insert(of, (value, part.span));
                }
            }
        }
        let Some(first) = first else { continue };
        let (a, b) = (material.quote(first), material.quote(part.span));
        let message = text!(
            nb: "Én av `{a}` og `{b}` holder alltid, så betingelsen skiller ikke mellom noen rader.",
            en: "One of `{a}` and `{b}` always holds, so the condition tells no rows apart.",
        );
        told.tell(found(&LINT, part.span, message).at(first, Text::default()).help(Text::new(
            "Skal verdien være ingen av delene, skriver du «og», eller «ikke i [a, b]».",
            "If the value is to be neither, write `and`, or `not in [a, b]`.",
        )));
        return;
    }
}

/// `x != constant`.
fn unequal(expr: &Expr) -> Option<(String, String)> {
    let ExprKind::Compare(CompareOp::Ne, left, right) = &expr.kind else { return None };
    match (&left.kind, &right.kind) {
        (ExprKind::Const(_), ExprKind::Const(_)) => None,
        (_, ExprKind::Const(_)) => Some((key(left), key(right))),
        (ExprKind::Const(_), _) => Some((key(right), key(left))),
        _ => None,
    }
}

fn same_sides(material: &Material, op: CompareOp, expr: &Expr, told: &mut Told) {
    let asked = material.quote(expr.span);
    let message = match op {
        CompareOp::Eq | CompareOp::Le | CompareOp::Ge => text!(
            nb: "`{asked}` holder for hver verdi: begge sider er det samme.",
            en: "`{asked}` holds for every value: both sides are the same.",
        ),
        _ => text!(
            nb: "`{asked}` holder ikke for noen verdi: begge sider er det samme.",
            en: "`{asked}` holds for no value: both sides are the same.",
        ),
    };
    told.tell(found(&LINT, expr.span, message).help(Text::new(
        "Rett den ene siden. For å spørre om det finnes en verdi, skriver du «er oppgitt».",
        "Correct one of the sides. To ask whether there is a value, write `is given`.",
    )));
}

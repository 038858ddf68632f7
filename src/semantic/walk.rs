//! Visits to expressions: their parts, and which rows they look at.

use super::model::{Aggregate, Expr, ExprKind, OUTER, Over, ROW, RowVar};

/// Calls `visit` with an expression and all its parts, whatever row they stand over; parents first.
pub fn walk(expr: &Expr, visit: &mut dyn FnMut(&Expr)) {
    visit(expr);
    each_part(expr, &mut |part| walk(part, visit));
}

/// Calls `visit` with the direct parts of an expression, in the order of the text as far as it is kept.
pub fn each_part(expr: &Expr, visit: &mut dyn FnMut(&Expr)) {
    match &expr.kind {
        ExprKind::Follow { from, then, at, .. } => {
            visit(from);
            visit(then);
            at.iter().for_each(|at| visit(at));
        }
        ExprKind::Aggregate(aggregate) => {
            let Aggregate { over, condition, that, value, .. } = &**aggregate;
            if let Over::Tied(ties) = over {
                for tie in ties {
                    visit(&tie.inner);
                    visit(&tie.outer);
                }
            }
            [condition, that, value].into_iter().flatten().for_each(visit);
        }
        _ => each_peer(expr, visit),
    }
}

/// The direct parts that stand over the same rows as the expression itself (so not those of `Follow` and `Aggregate`).
fn each_peer(expr: &Expr, visit: &mut dyn FnMut(&Expr)) {
    match &expr.kind {
        ExprKind::Const(_)
        | ExprKind::AsOf
        | ExprKind::Row(_)
        | ExprKind::Field(..)
        | ExprKind::GroupKey(_)
        | ExprKind::Follow { .. }
        | ExprKind::Aggregate(_) => {}
        ExprKind::Not(of)
        | ExprKind::IsGiven(of)
        | ExprKind::IsMissing(of)
        | ExprKind::IsNotRelevant(of)
        | ExprKind::Negate(of)
        | ExprKind::In(of, _) => visit(of),
        ExprKind::Compare(_, left, right) | ExprKind::Has(left, right) | ExprKind::Arith(_, left, right) => {
            visit(left);
            visit(right);
        }
        ExprKind::And(all) | ExprKind::Or(all) | ExprKind::Call(_, all) => all.iter().for_each(visit),
    }
}

fn each_peer_mut(expr: &mut Expr, visit: &mut dyn FnMut(&mut Expr)) {
    match &mut expr.kind {
        ExprKind::Const(_)
        | ExprKind::AsOf
        | ExprKind::Row(_)
        | ExprKind::Field(..)
        | ExprKind::GroupKey(_)
        | ExprKind::Follow { .. }
        | ExprKind::Aggregate(_) => {}
        ExprKind::Not(of)
        | ExprKind::IsGiven(of)
        | ExprKind::IsMissing(of)
        | ExprKind::IsNotRelevant(of)
        | ExprKind::Negate(of)
        | ExprKind::In(of, _) => visit(of),
        ExprKind::Compare(_, left, right) | ExprKind::Has(left, right) | ExprKind::Arith(_, left, right) => {
            visit(left);
            visit(right);
        }
        ExprKind::And(all) | ExprKind::Or(all) | ExprKind::Call(_, all) => all.iter_mut().for_each(visit),
    }
}

/// Which rows an expression looks at, seen from where it stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Looks {
    /// The innermost row.
    pub row: bool,
    /// The enclosing subject's.
    pub outer: bool,
}

impl Looks {
    fn at(var: RowVar) -> Looks {
        Looks { row: var == ROW, outer: var == OUTER }
    }

    fn and(self, other: Looks) -> Looks {
        Looks { row: self.row || other.row, outer: self.outer || other.outer }
    }
}

/// Which rows an expression looks at. What it reads through a reference counts as the row that holds the reference.
pub fn looks(expr: &Expr) -> Looks {
    match &expr.kind {
        ExprKind::Row(var) | ExprKind::Field(var, _) | ExprKind::GroupKey(var) => Looks::at(*var),
        ExprKind::Follow { from, at, .. } => at.iter().fold(looks(from), |all, at| all.and(looks(at))),
        ExprKind::Aggregate(aggregate) => aggregate_looks(aggregate),
        _ => {
            let mut all = Looks::default();
            each_peer(expr, &mut |part| all = all.and(looks(part)));
            all
        }
    }
}

/// Inside an aggregate, one row out is the innermost row of the place where the aggregate stands.
fn aggregate_looks(aggregate: &Aggregate) -> Looks {
    let mut all = match &aggregate.over {
        Over::All => Looks::default(),
        Over::Group => Looks::at(ROW),
        Over::Tied(ties) => ties.iter().fold(Looks::default(), |all, tie| all.and(looks(&tie.outer))),
    };
    for part in [&aggregate.condition, &aggregate.that, &aggregate.value].into_iter().flatten() {
        all.row |= looks(part).outer;
    }
    all
}

/// Whether the expression is the same for every row and every run.
pub fn is_constant(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Const(_) => true,
        ExprKind::AsOf
        | ExprKind::Row(_)
        | ExprKind::Field(..)
        | ExprKind::GroupKey(_)
        | ExprKind::Follow { .. }
        | ExprKind::Aggregate(_) => false,
        _ => {
            let mut constant = true;
            each_peer(expr, &mut |part| constant &= is_constant(part));
            constant
        }
    }
}

/// How many parts an expression has, and how deep they nest.
pub(super) fn measure(expr: &Expr) -> (usize, usize) {
    let (mut size, mut depth) = (1, 0);
    each_part(expr, &mut |part| {
        let (s, d) = measure(part);
        size += s;
        depth = depth.max(d);
    });
    (size, depth + 1)
}

/// Moves an expression over [`ROW`] to where that row is [`OUTER`]. False when it holds an aggregate, which would look
/// two rows out.
pub(super) fn push_out(expr: &mut Expr) -> bool {
    turn(expr, ROW, OUTER)
}

/// Moves an expression that looks at [`OUTER`] alone to where that row is [`ROW`].
pub(super) fn pull_in(expr: &mut Expr) {
    turn(expr, OUTER, ROW);
}

fn turn(expr: &mut Expr, from_var: RowVar, to_var: RowVar) -> bool {
    match &mut expr.kind {
        ExprKind::Row(var) | ExprKind::Field(var, _) | ExprKind::GroupKey(var) => {
            if *var == from_var {
                *var = to_var;
            }
            true
        }
        ExprKind::Follow { from, at, .. } => {
            let dated = at.as_mut().is_none_or(|at| turn(at, from_var, to_var));
            turn(from, from_var, to_var) && dated
        }
        ExprKind::Aggregate(aggregate) => aggregate_looks(aggregate) == Looks::default(),
        _ => {
            let mut all = true;
            each_peer_mut(expr, &mut |part| all &= turn(part, from_var, to_var));
            all
        }
    }
}

/// The parts of a conjunction, nested ones taken apart.
pub(super) fn conjuncts(expr: Expr) -> Vec<Expr> {
    let (mut parts, mut waiting) = (Vec::new(), vec![expr]);
    while let Some(next) = waiting.pop() {
        match next.kind {
            ExprKind::And(all) => waiting.extend(all.into_iter().rev()),
            _ => parts.push(next),
        }
    }
    parts
}

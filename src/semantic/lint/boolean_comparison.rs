//! `= yes` and `= no` after something that is yes or no by itself.

use super::material::{each, word};
use super::{Edit, Lint, Material, Told, found};
use crate::base::Code;
use crate::syntax::lexicon::Keyword;
use crate::syntax::tree::{BinaryOp, ExprKind};
use crate::text;

pub const LINT: Lint = Lint { code: Code::BooleanComparison, name: "boolean-comparison", check };

fn check(material: &Material, told: &mut Told) {
    for (expr, _) in material.expressions() {
        each(expr, &mut |part| {
            let ExprKind::Binary { op: op @ (BinaryOp::Eq | BinaryOp::Ne), left, right, .. } = &part.kind else {
                return;
            };
            let (of, value) = match (&left.kind, &right.kind) {
                (_, ExprKind::Bool(value)) => (left, *value),
                (ExprKind::Bool(value), _) => (right, *value),
                _ => return,
            };
            let simple = matches!(of.kind, ExprKind::Path { .. } | ExprKind::Call { .. } | ExprKind::Aggregate(_));
            if !simple {
                return;
            }
            let name = material.slice(of.span);
            let plain = match value == (*op == BinaryOp::Eq) {
                true => name.to_owned(),
                false => format!("{} {name}", word(material, part.span, Keyword::Not)),
            };
            let message = text!(
                nb: "`{name}` er ja eller nei av seg selv, og trenger ingen sammenligning.",
                en: "`{name}` is yes or no by itself, and needs no comparison.",
            );
            let help = text!(nb: "Skriv `{plain}`.", en: "Write `{plain}`.");
            let sides = left.span.to(right.span);
            let fix = if material.slice(sides).contains('#') { Vec::new() } else { vec![Edit::new(sides, plain)] };
            told.mend(found(&LINT, part.span, message).help(help), fix);
        });
    }
}

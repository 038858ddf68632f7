//! *Not* over something that is negated already, or that has an opposite of its own.

use super::material::{each, word};
use super::{Edit, Lint, Material, Told, found};
use crate::base::{Code, Span};
use crate::syntax::lexicon::Keyword;
use crate::syntax::tree::{BinaryOp, Expr, ExprKind, IsWhat};
use crate::text;

pub const LINT: Lint = Lint { code: Code::DoubleNegation, name: "double-negation", check };

fn check(material: &Material, told: &mut Told) {
    for (expr, _) in material.expressions() {
        each(expr, &mut |part| {
            let ExprKind::Not(of) = &part.kind else { return };
            let Some(plain) = opposite(material, of) else { return };
            let asked = material.quote(part.span);
            let message = text!(nb: "`{asked}` kan sies uten `ikke`.", en: "`{asked}` can be said without `not`.");
            let help = text!(nb: "Skriv `{plain}`.", en: "Write `{plain}`.");
            let fix = place(material, part, of).map(|at| Edit::new(at, plain)).into_iter().collect();
            told.mend(found(&LINT, part.span, message).help(help), fix);
        });
    }
}

/// What the negation is to be replaced in: from its word to its end, without brackets around the whole. `None` where a
/// comment would be lost.
fn place(material: &Material, not: &Expr, of: &Expr) -> Option<Span> {
    let text = material.slice(not.span);
    let blank = text.len() - text.trim_start_matches(['(', ' ', '\t', '\n', '\r', '\u{a0}']).len();
    let span = Span { file: not.span.file, start: not.span.start + blank as u32, end: of.span.end };
    (!material.slice(span).contains('#')).then_some(span)
}

/// A condition that says the opposite without a *not*, as text.
fn opposite(material: &Material, expr: &Expr) -> Option<String> {
    let word = |keyword| word(material, expr.span, keyword);
    let slice = |expr: &Expr| material.slice(expr.span);
    let text = match &expr.kind {
        ExprKind::Not(of) => slice(of).to_owned(),
        ExprKind::Binary { op, left, right, .. } => {
            let sign = match op {
                BinaryOp::Ne => "=",
                BinaryOp::Eq => "!=",
                BinaryOp::Lt => ">=",
                BinaryOp::Le => ">",
                BinaryOp::Gt => "<=",
                BinaryOp::Ge => "<",
                _ => return None,
            };
            format!("{} {sign} {}", slice(left), slice(right))
        }
        ExprKind::In { item, list, not } => {
            let keyword = if *not { Keyword::In } else { Keyword::NotIn };
            format!("{} {} {}", slice(item), word(keyword), slice(list))
        }
        ExprKind::Is { of, what: IsWhat::Given } => format!("{} {}", slice(of), word(Keyword::IsMissing)),
        ExprKind::Is { of, what: IsWhat::Missing } => format!("{} {}", slice(of), word(Keyword::IsGiven)),
        _ => return None,
    };
    Some(text)
}

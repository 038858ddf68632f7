//! A negation over a field that may be missing: *not a* is then unknown, not yes.

use super::material::{Rows, each_written, word};
use super::{Lint, Material, Told, found};
use crate::base::{Code, Span};
use crate::semantic::each_part;
use crate::semantic::model::{CompareOp, Expr, ExprKind};
use crate::syntax::lexicon::Keyword;
use crate::text;
use crate::value::TableId;
use hashbrown::HashSet;

pub const LINT: Lint = Lint { code: Code::NegatedUnknown, name: "negated-unknown", check };

/// A field of a table.
type Place = (TableId, usize);

fn check(material: &Material, told: &mut Told) {
    for rule in &material.model.rules {
        let parts: Vec<(&Expr, Rows)> = material.verdict_parts(rule).collect();
        negations(material, &parts, told);
    }
    for term in &material.model.terms {
        negations(material, &[(&term.expr, Rows { row: Some(term.table), outer: None })], told);
    }
}

fn negations(material: &Material, parts: &[(&Expr, Rows)], told: &mut Told) {
    let mut considered = HashSet::new();
    for (expr, rows) in parts {
        each_written(expr, *rows, &mut |part, rows| match &part.kind {
            ExprKind::IsGiven(of) | ExprKind::IsMissing(of) | ExprKind::IsNotRelevant(of) => {
                considered.extend(fields(material, of, rows));
            }
            _ => {}
        });
    }
    for (expr, rows) in parts {
        each_written(expr, *rows, &mut |part, rows| {
            let negated = match &part.kind {
                ExprKind::Not(of) => fields(material, of, rows),
                ExprKind::Compare(CompareOp::Ne, ..) => fields(material, part, rows),
                _ => return,
            };
            let open = negated
                .into_iter()
                .find(|place| !considered.contains(place) && material.may_be_missing(place.0, place.1));
            if let Some(place) = open {
                tell(material, part.span, place, told);
            }
        });
    }
}

fn tell(material: &Material, span: Span, (table, field): Place, told: &mut Told) {
    let name = &material.model.table(table).fields[field].name;
    let asked = material.quote(span);
    let word = |keyword| word(material, span, keyword);
    let (given, missing) = (word(Keyword::IsGiven), word(Keyword::IsMissing));
    let (and, or) = (word(Keyword::And), word(Keyword::Or));
    let message = text!(
        nb: "Når `{name}` mangler, er `{asked}` verken ja eller nei, men uavklart.",
        en: "When `{name}` is missing, `{asked}` is neither yes nor no, but unknown.",
    );
    told.tell(found(&LINT, span, message).help(text!(
        nb: "Si hva som gjelder da: `{name} {given} {and} …` utelater slike rader, `{name} {missing} {or} …` tar dem med.",
        en: "Say what holds then: `{name} {given} {and} …` leaves such rows out, `{name} {missing} {or} …` takes them in.",
    )));
}

/// The fields that an expression reads, those inside aggregates left out.
fn fields(material: &Material, expr: &Expr, rows: Rows) -> Vec<Place> {
    match &expr.kind {
        ExprKind::Field(..) => material.field(rows, expr).into_iter().collect(),
        ExprKind::Follow { from, table, then, at } => {
            let mut all = fields(material, from, rows);
            at.iter().for_each(|at| all.extend(fields(material, at, rows)));
            all.extend(fields(material, then, Rows { row: Some(*table), outer: None }));
            all
        }
        ExprKind::Aggregate(_) | ExprKind::IsGiven(_) | ExprKind::IsMissing(_) | ExprKind::IsNotRelevant(_) => {
            Vec::new()
        }
        _ => {
            let mut all = Vec::new();
            each_part(expr, &mut |part| all.extend(fields(material, part, rows)));
            all
        }
    }
}

//! A number of rows held equal to something, though a missing value leaves the number open.

use super::key::key;
use super::material::{Rows, each_written, word};
use super::{Lint, Material, Told, found};
use crate::base::Code;
use crate::semantic::each_part;
use crate::semantic::model::{Aggregate, AggregateKind, CompareOp, Expr, ExprKind};
use crate::syntax::lexicon::Keyword;
use crate::text;

pub const LINT: Lint = Lint { code: Code::UncertainEquality, name: "uncertain-equality", check };

fn check(material: &Material, told: &mut Told) {
    for (expr, rows) in material.verdicts() {
        each_written(expr, rows, &mut |part, rows| {
            let ExprKind::Compare(CompareOp::Eq | CompareOp::Ne, left, right) = &part.kind else { return };
            for side in [left, right] {
                let ExprKind::Aggregate(aggregate) = &side.kind else { continue };
                if let Some(name) = open_field(material, aggregate, rows) {
                    tell(material, side, &name, told);
                    return;
                }
            }
        });
    }
}

fn tell(material: &Material, side: &Expr, name: &str, told: &mut Told) {
    let asked = material.quote(side.span);
    let given = word(material, side.span, Keyword::IsGiven);
    let and = word(material, side.span, Keyword::And);
    let message = text!(
        nb: "`{asked}` er et spenn så snart en rad mangler `{name}`, og likheten blir uavklart.",
        en: "`{asked}` is a range as soon as a row lacks `{name}`, and the equality becomes unknown.",
    );
    told.tell(found(&LINT, side.span, message).help(text!(
        nb: "Regn bare over rader med verdi: `… {name} {given} {and} …`, eller bruk en grense med `<=` eller `>=`.",
        en: "Reckon only over rows with a value: `… {name} {given} {and} …`, or use a bound with `<=` or `>=`.",
    )));
}

/// A field whose absence leaves it open which rows count.
fn open_field(material: &Material, aggregate: &Aggregate, rows: Rows) -> Option<String> {
    let inner = Rows { row: Some(aggregate.table), outer: rows.row };
    let mut guards = Vec::new();
    if let Some(condition) = &aggregate.condition
        && let Some(open) = open(material, condition, inner, &mut guards)
    {
        return Some(open);
    }
    let counted = matches!(aggregate.kind, AggregateKind::Share | AggregateKind::Every);
    aggregate.that.as_ref().filter(|_| counted).and_then(|that| open(material, that, inner, &mut guards))
}

/// A field that may leave a condition open. `guards` are the keys of what is known to be given.
fn open(material: &Material, expr: &Expr, rows: Rows, guards: &mut Vec<String>) -> Option<String> {
    if guards.contains(&key(expr)) {
        return None;
    }
    match &expr.kind {
        ExprKind::Field(..) => {
            let (table, field) = material.field(rows, expr)?;
            let declared = &material.model.table(table).fields[field];
            material.may_be_missing(table, field).then(|| declared.name.clone())
        }
        ExprKind::Follow { from, table, then, .. } => {
            let inner = Rows { row: Some(*table), outer: None };
            open(material, from, rows, guards).or_else(|| open(material, then, inner, &mut Vec::new()))
        }
        ExprKind::And(all) | ExprKind::Or(all) => {
            let before = guards.len();
            let or = matches!(expr.kind, ExprKind::Or(_));
            for part in all {
                match &part.kind {
                    ExprKind::IsGiven(of) if !or => guards.push(key(of)),
                    ExprKind::IsMissing(of) if or => guards.push(key(of)),
                    _ => {}
                }
            }
            let found = all.iter().find_map(|part| open(material, part, rows, guards));
            // what one part of a conjunction asks for holds for what comes with it, here and behind the colon
            if or {
                guards.truncate(before);
            }
            found
        }
        ExprKind::IsGiven(of) => {
            guards.push(key(of));
            None
        }
        ExprKind::IsMissing(_) | ExprKind::IsNotRelevant(_) => None,
        ExprKind::Aggregate(aggregate) => match aggregate.kind {
            AggregateKind::Exists | AggregateKind::Every => {
                let inner = Rows { row: Some(aggregate.table), outer: rows.row };
                let parts = aggregate.condition.iter().chain(&aggregate.that);
                parts.into_iter().find_map(|part| open(material, part, inner, &mut Vec::new()))
            }
            _ => open_field(material, aggregate, rows),
        },
        _ => {
            let mut found = None;
            each_part(expr, &mut |part| {
                if found.is_none() {
                    found = open(material, part, rows, guards);
                }
            });
            found
        }
    }
}

//! `--by`: what a run counts by besides rules: a field, or a path through references, of each table that has it.

use super::findings::Work;
use super::titles;
use crate::base::{Code, Diagnostic, Span, nearest};
use crate::plan::graph::Frame;
use crate::plan::{Origin, Plan};
use crate::report::{Breakdown, Group};
use crate::semantic::model::{Expr, ExprKind, Modality, Model, ROW, Subject};
use crate::text;
use crate::value::{TableId, Ty, Value, Verdict};
use std::collections::BTreeMap;
use std::io;

/// The path over the rows of every table that has it.
pub fn resolve(model: &Model, path: &str) -> Result<Vec<(TableId, Expr)>, Diagnostic> {
    let names: Vec<&str> = path.split('.').map(str::trim).collect();
    let tables = (0..model.tables.len() as u32).map(TableId);
    let found: Vec<(TableId, Expr)> =
        tables.filter_map(|table| over(model, table, &names).map(|expr| (table, expr))).collect();
    if found.is_empty() { Err(unknown(model, path)) } else { Ok(found) }
}

fn over(model: &Model, table: TableId, names: &[&str]) -> Option<Expr> {
    let (first, rest) = names.split_first()?;
    let declared = model.table(table);
    let field = declared.fields.iter().position(|field| field.name == *first);
    let head = match field {
        Some(place) => expr(ExprKind::Field(ROW, place), declared.fields[place].ty.clone()),
        None => model.terms.iter().find(|term| term.table == table && term.name == *first)?.expr.clone(),
    };
    if rest.is_empty() {
        return Some(head);
    }
    let Ty::Ref(target) = head.ty else { return None };
    let then = over(model, target, rest)?;
    let ty = then.ty.clone();
    // A version is chosen by the measuring date.
    let at = model.table(target).valid.map(|_| Box::new(expr(ExprKind::AsOf, Ty::Date)));
    Some(expr(ExprKind::Follow { from: Box::new(head), table: target, then: Box::new(then), at }, ty))
}

fn expr(kind: ExprKind, ty: Ty) -> Expr {
    Expr { kind, ty, unit: None, span: Span::default() }
}

fn unknown(model: &Model, path: &str) -> Diagnostic {
    let mut known: Vec<String> = Vec::new();
    for table in &model.tables {
        for field in &table.fields {
            known.push(field.name.clone());
            if let Ty::Ref(target) = field.ty {
                known.extend(model.table(target).fields.iter().map(|next| format!("{}.{}", field.name, next.name)));
            }
        }
    }
    known.sort();
    known.dedup();
    let message = text!(
        nb: "--by {path}: ingen tabell har dette feltet.",
        en: "--by {path}: no table has this field.",
    );
    let problem = Diagnostic::error(Code::BadArgument, message);
    match nearest(path, known.iter().map(String::as_str)) {
        Some(near) => problem.help(text!(nb: "Mente du «{near}»?", en: "Did you mean `{near}`?")),
        None => {
            let list = known.iter().filter(|name| !name.contains('.')).cloned().collect::<Vec<_>>().join(", ");
            problem.help(text!(
                nb: "Feltene er: {list}. En henvisning kan følges med punktum.",
                en: "The fields are: {list}. A reference can be followed with a point.",
            ))
        }
    }
}

impl Work {
    /// How every rule came out, by the values of the run's path.
    pub fn breakdown(&self, path: &str) -> io::Result<Breakdown> {
        let mut groups: BTreeMap<Option<String>, Group> = BTreeMap::new();
        let plan = &self.outcome.ground.plan;
        for table in (0..plan.by.len() as u32).map(TableId).filter(|table| plan.by[table.0 as usize].is_some()) {
            let mut named: Vec<(Option<Value>, Option<String>)> = Vec::new();
            self.outcome.matrix(table, &mut |row| -> io::Result<()> {
                // Neighbours are often of one group.
                let name = match named.last() {
                    Some((value, name)) if *value == row.by => name.clone(),
                    _ => row.by.as_ref().map(|value| titles::value(&self.model, value, self.lang)),
                };
                named = vec![(row.by.clone(), name.clone())];
                let group = groups.entry(name).or_default();
                group.subjects += 1;
                row.verdicts.iter().for_each(|(rule, verdict)| count(plan, group, *rule, *verdict));
                Ok(())
            })?;
        }
        for rule in (0..plan.judgements.len()).filter(|rule| self.is_grouped_by(*rule, path)) {
            for (at, verdict) in self.outcome.whole_verdicts(rule) {
                let crate::eval::SubjectAt::Group(number) = at else { continue };
                let key = self.outcome.group_key(rule, number);
                let name = key.map(|key| titles::value(&self.model, &key, self.lang));
                count(plan, groups.entry(name).or_default(), rule, verdict);
            }
        }
        let named = |(name, group): (Option<String>, Group)| Group { name, ..group };
        let mut groups: Vec<Group> = groups.into_iter().map(named).collect();
        // The worst first; those that are equal, by name.
        groups
            .sort_by_key(|group| std::cmp::Reverse((group.count(Modality::Must, Verdict::Violated), group.against())));
        Ok(Breakdown { path: path.to_string(), groups })
    }

    /// Whether a rule's groups are those of the path.
    pub fn is_grouped_by(&self, rule: usize, path: &str) -> bool {
        let judgement = &self.outcome.ground.plan.judgements[rule];
        match (judgement.origin, judgement.frame) {
            (Origin::Rule(place), Frame::Groups(_)) => match &self.model.rules[place].subject {
                Subject::Groups { table, path: own } => titles::path(&self.model, own, *table) == path,
                Subject::Rows(_) | Subject::Registry => false,
            },
            _ => false,
        }
    }
}

fn count(plan: &Plan, group: &mut Group, rule: usize, verdict: Verdict) {
    let counts = match plan.judgements[rule].modality {
        Modality::Must => &mut group.must,
        Modality::Should => &mut group.should,
    };
    counts[verdict as usize] += 1;
}

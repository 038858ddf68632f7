//! Terms: declared notions, typed once each in the order that they need each other.

use super::expr::{Rows, Typer};
use super::ground::{Ground, Member, TermEntry, TermState, twice};
use super::model::{self, Expr};
use super::walk::measure;
use crate::base::{Code, Diagnostic, Span, Text};
use crate::syntax::tree::{self, Item};
use crate::text;
use hashbrown::HashSet;

/// How large a term may become when the terms that it uses are written out, and how deep.
const LARGEST: usize = 10_000;
const DEEPEST: usize = 300;
/// How much all uses of terms may come to in a run.
const BUDGET: usize = 2_000_000;

impl Ground<'_> {
    /// Whether a term may be written out once more.
    pub fn spend(&self, term: usize) -> bool {
        let TermState::Done { size, .. } = &self.terms[term].state else { return true };
        self.written.set(self.written.get() + size);
        self.written.get() <= BUDGET
    }
}

/// The problem of an expression that grows out of bounds.
pub(super) fn too_much(span: Span) -> Diagnostic {
    Diagnostic::error(
        Code::TooMuch,
        Text::new(
            "Med begrepene skrevet ut blir uttrykket for stort.",
            "With its terms written out, the expression becomes too large.",
        ),
    )
    .at(span, Text::default())
    .help(Text::new(
        "Begreper som bruker hverandre flere ganger, dobles for hvert ledd; bruk dem færre ganger.",
        "Terms that use each other several times double at each step; use them fewer times.",
    ))
}

/// Declares and types the terms of all files.
pub(super) fn terms<'a>(files: &[&'a tree::File], ground: &mut Ground<'a>, problems: &mut Vec<Diagnostic>) {
    for file in files {
        for item in &file.items {
            if let Item::Term(tree) = item {
                declare(tree, file.words, ground, problems);
            }
        }
    }
    for term in 0..ground.terms.len() {
        solve(term, ground, problems);
    }
    for entry in &ground.terms {
        if let TermState::Done { expr, .. } = &entry.state {
            let (name, expr) = (entry.tree.name.text.clone(), expr.clone());
            ground.model.terms.push(model::Term { name, table: entry.table, expr, span: entry.tree.span });
        }
    }
}

fn declare<'a>(tree: &'a tree::Term, words: tree::Words, ground: &mut Ground<'a>, problems: &mut Vec<Diagnostic>) {
    let name = &tree.name.text;
    let Some(table) = ground.table(&tree.table, problems) else {
        ground.strays.insert(name.clone());
        return;
    };
    match ground.members(table).get(name) {
        None => {}
        Some(member) => {
            let first = match member {
                Member::Field(place) => ground.model.table(table).fields[*place].name_span,
                Member::Term(term) => ground.terms[*term].tree.name.span,
                Member::Broken => return, // told already, or declared again
            };
            let mut problem = twice(name, Text::new("Navnet", "The name"), tree.name.span, first);
            problem.help = vec![Text::new(
                "Et begrep brukes som et felt, så begreper og felt i en tabell må hete forskjellig.",
                "A term is used as a field is, so the terms and fields of a table must have different names.",
            )];
            problems.push(problem);
            return;
        }
    }
    let term = ground.terms.len();
    ground.terms.push(TermEntry { table, tree, words, state: TermState::Waiting });
    ground.members[table.0 as usize].insert(name.clone(), Member::Term(term));
}

/// Types a term, and first those that it needs, without recursion.
fn solve(term: usize, ground: &mut Ground, problems: &mut Vec<Diagnostic>) {
    let mut stack = vec![term];
    let mut open: HashSet<usize> = HashSet::from([term]);
    while let Some(&top) = stack.last() {
        let state = match &ground.terms[top].state {
            TermState::Waiting => match attempt(top, ground, problems) {
                Err(needed) if open.contains(&needed) => {
                    let from = stack.iter().position(|&t| t == needed).unwrap_or(0);
                    circle(&stack[from..], ground, problems);
                    for broken in stack.drain(from..) {
                        ground.terms[broken].state = TermState::Broken;
                        open.remove(&broken);
                    }
                    continue;
                }
                Err(needed) => {
                    stack.push(needed);
                    open.insert(needed);
                    continue;
                }
                Ok(state) => state,
            },
            _ => {
                open.remove(&top);
                stack.pop();
                continue;
            }
        };
        ground.terms[top].state = state;
    }
}

/// The term typed, or another term that must be typed first.
fn attempt(term: usize, ground: &Ground, problems: &mut Vec<Diagnostic>) -> Result<TermState, usize> {
    let entry = &ground.terms[term];
    let mut told = Vec::new();
    let mut typer = Typer::new(ground, entry.words, &mut told, Rows::Table(entry.table));
    let expr = typer.infer(&entry.tree.expr, None);
    if let Some(needed) = typer.need {
        return Err(needed);
    }
    problems.append(&mut told);
    Ok(match expr {
        Some(expr) => measured(expr, entry.tree.name.span, problems),
        None => TermState::Broken,
    })
}

fn measured(expr: Expr, span: Span, problems: &mut Vec<Diagnostic>) -> TermState {
    let (size, depth) = measure(&expr);
    if size > LARGEST || depth > DEEPEST {
        problems.push(too_much(span));
        return TermState::Broken;
    }
    TermState::Done { expr, size }
}

fn circle(terms: &[usize], ground: &Ground, problems: &mut Vec<Diagnostic>) {
    let names: Vec<&str> = terms.iter().map(|&t| ground.terms[t].tree.name.text.as_str()).collect();
    let Some(first) = names.first() else { return };
    let whole = format!("{} → {first}", names.join(" → "));
    let mut problem = Diagnostic::error(
        Code::Cycle,
        text!(
            nb: "Begrepene definerer hverandre i ring: {whole}.",
            en: "The terms define each other in a circle: {whole}."
        ),
    );
    for &term in terms {
        problem = problem.at(ground.terms[term].tree.name.span, Text::default());
    }
    problems
        .push(problem.help(Text::new("Definer ett av dem uten de andre.", "Define one of them without the others.")));
}

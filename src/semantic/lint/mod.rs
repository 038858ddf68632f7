//! Lints: what is rightly written and yet probably not meant. One file a lint, one line a lint in [`LINTS`].

mod allow;
pub mod fix;
mod key;
mod material;
#[cfg(test)]
mod tests;

mod boolean_comparison;
mod computed_equality;
mod confusable_letters;
mod double_negation;
mod duplicate_rule;
mod hidden_character;
mod idle_duty;
mod idle_pattern;
mod message_without_subject;
mod missing_language;
mod must_on_recommendation;
mod negated_unknown;
mod no_message;
mod overlapping_editions;
mod redundant_modifier;
mod settled_condition;
mod should_on_law;
mod single_item_list;
mod source_without_section;
mod superseded_edition;
mod title_modality;
mod uncertain_equality;
mod unknown_allow;
mod untested_rule;
mod unused_codes;
mod unused_column;
mod unused_table;
mod unused_term;
mod vacuous_rule;
mod vague_word;
mod weak_explanation;

pub use fix::Edit;
pub use material::{Material, Run};

use crate::base::{At, Code, Diagnostic, Span, Text};

/// A lint.
pub struct Lint {
    pub code: Code,
    /// The name that rule files and the command line allow it by.
    pub name: &'static str,
    check: fn(&Material, &mut Told),
}

/// Every lint, in the order of codes.
pub static LINTS: &[Lint] = &[
    vague_word::LINT,
    must_on_recommendation::LINT,
    should_on_law::LINT,
    title_modality::LINT,
    vacuous_rule::LINT,
    negated_unknown::LINT,
    uncertain_equality::LINT,
    computed_equality::LINT,
    missing_language::LINT,
    no_message::LINT,
    message_without_subject::LINT,
    superseded_edition::LINT,
    overlapping_editions::LINT,
    unused_term::LINT,
    unused_table::LINT,
    unused_column::LINT,
    unused_codes::LINT,
    untested_rule::LINT,
    settled_condition::LINT,
    idle_duty::LINT,
    duplicate_rule::LINT,
    confusable_letters::LINT,
    hidden_character::LINT,
    double_negation::LINT,
    boolean_comparison::LINT,
    single_item_list::LINT,
    redundant_modifier::LINT,
    idle_pattern::LINT,
    source_without_section::LINT,
    weak_explanation::LINT,
    unknown_allow::LINT,
];

/// The lint of a name (`vague-word`) or a code (`K0601`).
pub fn named(name: &str) -> Option<&'static Lint> {
    LINTS.iter().find(|lint| lint.name == name || lint.code.id().eq_ignore_ascii_case(name))
}

/// What a lint found.
#[derive(Clone)]
pub struct Finding {
    pub lint: &'static Lint,
    pub problem: Diagnostic,
    /// Edits that mend it without changing any verdict; empty when a person must decide.
    pub fix: Vec<Edit>,
}

impl Finding {
    /// The main place.
    pub fn span(&self) -> Span {
        main_place(&self.problem)
    }
}

/// What one lint tells of.
#[derive(Default)]
struct Told(Vec<(Diagnostic, Vec<Edit>)>);

impl Told {
    fn tell(&mut self, problem: Diagnostic) {
        self.mend(problem, Vec::new());
    }

    fn mend(&mut self, problem: Diagnostic, fix: Vec<Edit>) {
        self.0.push((problem, fix));
    }
}

/// A finding of a lint at its main place.
fn found(lint: &Lint, at: Span, message: Text) -> Diagnostic {
    Diagnostic::warning(lint.code, message).at(at, Text::default())
}

/// Runs every lint but those that are allowed as a whole. Findings come in the order of files and places; those that a
/// comment in the file allows are left out.
pub fn lint(material: &Material, allowed: &[&Lint]) -> Vec<Finding> {
    let comments = allow::comments(material);
    let mut findings = Vec::new();
    for lint in LINTS.iter().filter(|lint| !allowed.iter().any(|other| other.code == lint.code)) {
        let mut told = Told::default();
        (lint.check)(material, &mut told);
        told.0.iter_mut().for_each(|told| tighten(material, told));
        let left = told.0.into_iter().filter(|(problem, _)| !allow::is_allowed(&comments, lint, main_place(problem)));
        findings.extend(left.map(|(problem, fix)| Finding { lint, problem, fix }));
    }
    findings.sort_by_key(|finding| (finding.span(), finding.lint.code));
    findings.dedup_by(|a, b| a.lint.code == b.lint.code && a.problem.labels == b.problem.labels);
    findings
}

fn tighten(material: &Material, (problem, fix): &mut (Diagnostic, Vec<Edit>)) {
    for label in &mut problem.labels {
        if let At::Rule(span) = &mut label.at {
            *span = material.tight(*span);
        }
    }
    fix.iter_mut().for_each(|edit| edit.at = material.tight(edit.at));
}

fn main_place(problem: &Diagnostic) -> Span {
    match problem.labels.first().map(|label| &label.at) {
        Some(At::Rule(span)) => *span,
        _ => Span::default(),
    }
}

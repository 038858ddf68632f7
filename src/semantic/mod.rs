//! Tree to typed rules: every name resolved, every type known, every slip told with its place and a remedy.

pub mod checks;
mod declare;
mod expr;
mod field;
mod ground;
pub mod lint;
pub mod model;
mod rule;
mod same;
mod say;
mod term;
mod test;
#[cfg(test)]
mod tests;
pub mod unit;
mod waiver;
mod walk;
mod wording;

pub use say::describe;
pub use walk::{Looks, each_part, is_constant, looks, walk};

use crate::base::{At, Code, Diagnostic, Span, Text};
use crate::syntax::{Parsed, tree};
use crate::text;

/// What a set of rule files came to: the model of what is right, and everything that is wrong.
#[derive(Clone, Debug, Default)]
pub struct Analysis {
    pub model: model::Model,
    pub problems: Vec<Diagnostic>,
}

/// Resolves and types the rule files of a run together: packs share one space of table, code list and term names.
pub fn analyse(files: &[tree::File]) -> Analysis {
    resolve(&files.iter().collect::<Vec<_>>(), Vec::new())
}

/// [`analyse`] over files as they were read: gives the parser's problems and its own together, in the order of the
/// files, and does not ask for what a line that could not be read may have said.
pub fn analyse_parsed(parsed: &[Parsed]) -> Analysis {
    let problems = parsed.iter().flat_map(|parsed| parsed.problems.iter().cloned()).collect();
    resolve(&parsed.iter().map(|parsed| &parsed.file).collect::<Vec<_>>(), problems)
}

fn resolve(files: &[&tree::File], mut problems: Vec<Diagnostic>) -> Analysis {
    let mut ground = ground::Ground::default();
    ground.unread = problems.iter().filter(|problem| problem.is_error()).map(place).collect();
    ground.unread.sort_unstable();
    declare::types(files, &mut ground, &mut problems);
    term::terms(files, &mut ground, &mut problems);
    let ids = rule::rules(files, &mut ground, &mut problems);
    waiver::waivers(files, &ids, &mut ground, &mut problems);
    test::tests(files, &mut ground, &mut problems);
    problems.sort_by_key(place);
    problems.dedup();
    Analysis { model: ground.model, problems }
}

/// Problems are told in the order of the files.
fn place(problem: &Diagnostic) -> Span {
    match problem.labels.first().map(|label| &label.at) {
        Some(At::Rule(span)) => *span,
        _ => Span::default(),
    }
}

/// Part of the language that is not built yet: an error, so that nothing is silently left out.
fn not_yet(span: Span, what: Text) -> Diagnostic {
    let Text { nb, en } = what;
    Diagnostic::error(
        Code::NotYetSupported,
        text!(
            nb: "Denne versjonen av krav støtter ikke {nb}.",
            en: "This version of krav does not support {en}."
        ),
    )
    .at(span, Text::default())
    .help(Text::new(
        "Ta det bort inntil videre; krav dømmer ikke etter regler som det bare forstår halvveis.",
        "Leave it out for now; krav does not judge by rules that it only half understands.",
    ))
}

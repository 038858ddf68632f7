//! Tree to typed rules: every name resolved, every type known, every slip told with its place and a remedy.

pub mod model;

use crate::base::Diagnostic;
use crate::syntax::tree;

/// What a set of rule files came to: the model of what is right, and everything that is wrong.
#[derive(Clone, Debug, Default)]
pub struct Analysis {
    pub model: model::Model,
    pub problems: Vec<Diagnostic>,
}

/// Resolves and types the rule files of a run together: packs share one space of table, code list and term names.
pub fn analyse(_files: &[tree::File]) -> Analysis {
    Analysis::default()
}

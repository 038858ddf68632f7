//! The grammar in `grammar/`, as a parser. The only place that builds it.

/// Reads one piece of a file at a time.
#[derive(pest_derive::Parser)]
#[grammar = "../grammar/tokens.pest"]
#[grammar = "../grammar/expressions.pest"]
#[grammar = "../grammar/items.pest"]
pub(super) struct Grammar;

pub(super) type Pair<'s> = pest::iterators::Pair<'s, Rule>;
pub(super) type Pairs<'s> = pest::iterators::Pairs<'s, Rule>;
pub(super) type Error = pest::error::Error<Rule>;

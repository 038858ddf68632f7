//! Rule text to tree. `parse` never fails: it gives the tree of what it could read, and every problem.
//! Sees no values of a registry.
//!
//! Three steps, each linear: `scan` finds where texts, comments and brackets stand; `split` cuts the file into items and
//! these into lines; the grammar reads each line for itself, so that a slip costs its line and no more.

mod call;
mod cases;
mod explain;
mod expr;
mod grammar;
mod header;
mod items;
pub mod lexicon;
mod literal;
mod names;
mod print;
mod reader;
mod rule;
mod scan;
mod slips;
mod split;
mod table;
pub mod tree;

#[cfg(test)]
mod tests;

pub use print::{Rename, format};

use crate::base::{Diagnostic, Source};

/// What a rule file came to.
#[derive(Clone, Debug, Default)]
pub struct Parsed {
    pub file: tree::File,
    pub problems: Vec<Diagnostic>,
}

/// Reads a rule file. Items that cannot be read are left out, each with a problem at its place; of an item that can be
/// read in part, the rest is kept. Problems come in the order of their places.
pub fn parse(source: &Source) -> Parsed {
    let mut reader = reader::Reader::new(source);
    let first = header::header(&mut reader);
    let blocks = split::blocks(&mut reader, first);
    let items = blocks.into_iter().filter_map(|block| reader.item(block)).collect();
    let file = tree::File { words: reader.words, items };
    Parsed { file, problems: in_order(reader.problems) }
}

/// Problems as they are told: in the order of their places, and short.
fn in_order(mut problems: Vec<Diagnostic>) -> Vec<Diagnostic> {
    problems.iter_mut().for_each(shorten);
    problems.sort_by_key(|problem| match problem.labels.first().map(|label| &label.at) {
        Some(crate::base::At::Rule(span)) => (span.start, span.end),
        _ => (0, 0),
    });
    problems
}

/// Problems quote the file. A word of a megabyte is quoted in part.
fn shorten(problem: &mut Diagnostic) {
    let labels = problem.labels.iter_mut().map(|label| &mut label.text);
    for text in labels.chain(&mut problem.help).chain([&mut problem.message]) {
        for text in [&mut text.nb, &mut text.en] {
            if let Some((end, _)) = text.char_indices().nth(400).filter(|_| text.len() > 400) {
                text.truncate(end);
                text.push('…');
            }
        }
    }
}

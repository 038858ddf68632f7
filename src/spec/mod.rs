//! Tests of rules: those that stand beside them in the language, and literate ones in Markdown, where prose, a registry,
//! rules and what is expected of them stand in one file. `docs/tests.md` tells how they are written.

mod beside;
mod case;
mod coverage;
mod diff;
mod expect;
mod judge;
mod markdown;
mod marks;
mod options;
mod registry;
mod section;
#[cfg(test)]
mod tests;

pub use beside::{Setting, beside};
pub use section::literate;

use crate::base::{Source, Sources, Span};
use crate::report::tested::Place;

/// The ending of literate tests.
pub const ENDING: &str = ".spec.md";

/// A path of a literate test.
pub fn is_literate(path: &str) -> bool {
    path.to_lowercase().ends_with(ENDING)
}

/// Where a span begins.
fn place_of(sources: &Sources, span: Span) -> Place {
    place_in(sources.get(span.file), span.start)
}

fn place_in(source: &Source, byte: u32) -> Place {
    let (line, column) = source.line_column(byte);
    Place { path: source.path.to_string(), line, column }
}

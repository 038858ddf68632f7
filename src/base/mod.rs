//! What every room stands on: spans, sources, diagnostics as data, the languages of texts, nearest names.
//! Knows nothing of rules, registries or terminals.

mod code;
mod diagnostic;
mod nearest;
mod source;
mod text;

pub use code::Code;
pub use diagnostic::{At, CellPlace, Diagnostic, Label, Severity, Window};
pub use nearest::nearest;
pub use source::{FileId, Source, Sources, Span};
pub use text::{Lang, Text};

//! What every room stands on: spans, sources, diagnostics as data, the languages of texts, nearest names.
//! Knows nothing of rules, registries or terminals.

mod code;
pub mod contain;
mod diagnostic;
mod nearest;
pub mod parallel;
mod source;
mod text;

/// Tells nanoseconds since some moment: only differences mean something. It comes from the world alone, and what it
/// tells goes into no verdict and no report.
pub type Clock = fn() -> u64;

pub use code::Code;
pub use diagnostic::{At, CellPlace, Diagnostic, Label, Severity, Window};
pub use nearest::nearest;
pub use source::{FileId, Source, Sources, Span};
pub use text::{Lang, Text};

//! Edits of rule files, and what a file becomes by them.

use super::Finding;
use crate::base::{FileId, Span};
use std::collections::BTreeMap;

/// A text to put in the place of another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    pub at: Span,
    pub text: String,
}

impl Edit {
    pub fn new(at: Span, text: impl Into<String>) -> Edit {
        Edit { at, text: text.into() }
    }
}

/// The fixes that can be made at once, by file, and how many findings they mend: of those that overlap, the first.
pub fn together(findings: &[Finding]) -> (BTreeMap<FileId, Vec<Edit>>, usize) {
    let mut edits: BTreeMap<FileId, Vec<Edit>> = BTreeMap::new();
    let mut mended = 0;
    for finding in findings.iter().filter(|finding| !finding.fix.is_empty()) {
        let free = |edit: &Edit| {
            let others = edits.get(&edit.at.file);
            others.is_none_or(|others| others.iter().all(|other| apart(edit.at, other.at)))
        };
        if finding.fix.iter().all(free) {
            mended += 1;
            finding.fix.iter().for_each(|edit| edits.entry(edit.at.file).or_default().push(edit.clone()));
        }
    }
    (edits, mended)
}

/// Edits that only touch are not apart: together they may mean something else.
fn apart(a: Span, b: Span) -> bool {
    a.end < b.start || b.end < a.start
}

/// A text with edits made in it; `None` when one of them lies outside it.
pub fn edited(text: &str, edits: &[Edit]) -> Option<String> {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort();
    let (mut out, mut from) = (String::with_capacity(text.len()), 0);
    for edit in sorted {
        let range = edit.at.range();
        out.push_str(text.get(from..range.start)?);
        text.get(range.clone())?;
        out.push_str(&edit.text);
        from = range.end;
    }
    out.push_str(text.get(from..)?);
    Some(out)
}

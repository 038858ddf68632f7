//! Comments that allow a finding: `# lint: allow vague-word`, above an item for all of it, above or behind a line for
//! that line. A reason may follow.

use super::{Lint, Material};
use crate::base::{FileId, Span};
use crate::syntax::tree::{self, Item};

/// A comment that allows lints.
#[derive(Clone, Debug)]
pub struct Comment {
    /// The names in it, each with its place.
    pub names: Vec<(String, Span)>,
    /// What it covers.
    over: Span,
}

const MARK: &str = "lint: allow";

pub fn is_allowed(comments: &[Comment], lint: &Lint, at: Span) -> bool {
    comments.iter().any(|comment| {
        let over = comment.over;
        over.file == at.file
            && (over.start..over.end.max(over.start + 1)).contains(&at.start)
            && comment.names.iter().any(|(name, _)| name == lint.name || name.eq_ignore_ascii_case(lint.code.id()))
    })
}

/// The comments of all files.
pub fn comments(material: &Material) -> Vec<Comment> {
    let mut found = Vec::new();
    for (file, source) in material.texts() {
        if source.text.contains(MARK) {
            of_file(file, source.id, &source.text, &mut found);
        }
    }
    found
}

fn of_file(file: &tree::File, id: FileId, text: &str, found: &mut Vec<Comment>) {
    let parts = parts(file);
    let mut waiting: Vec<Comment> = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let code = line.trim_start();
        let first = start + line.len() - code.len();
        let comment = comment(line, start, id);
        let end = start + line.trim_end().len();
        if code.starts_with('#') {
            waiting.extend(comment);
        } else if !code.trim().is_empty() {
            let whole = Span::new(id, start, end);
            let over = |item: bool| {
                let begins = parts.iter().filter(|(span, _)| (first..end).contains(&(span.start as usize)));
                let mut begins = begins.filter(|(_, is_item)| item || !is_item).map(|(span, _)| span.to(whole));
                begins.next().unwrap_or(whole)
            };
            waiting.extend(comment.map(|comment| Comment { over: over(false), ..comment }));
            // what stands above speaks of the item; what stands behind its first line, of that line
            let behind = waiting.iter().position(|comment| comment.over.end > 0).unwrap_or(waiting.len());
            waiting[..behind].iter_mut().for_each(|comment| comment.over = over(true));
            found.append(&mut waiting);
        }
        start += line.len();
    }
    // comments that nothing follows allow nothing, but their names are still looked at
    found.append(&mut waiting);
}

/// Items and their lines, items first.
fn parts(file: &tree::File) -> Vec<(Span, bool)> {
    let mut all = Vec::new();
    for item in &file.items {
        match item {
            Item::Pack(pack) => all.push((pack.span, true)),
            Item::Codes(codes) => all.push((codes.span, true)),
            Item::Term(term) => all.push((term.span, true)),
            Item::Waiver(waiver) => all.push((waiver.span, true)),
            Item::Test(test) => all.push((test.span, true)),
            Item::Table(table) => {
                all.push((table.span, true));
                all.extend(table.fields.iter().map(|field| (field.span, false)));
            }
            Item::Rule(rule) => {
                all.push((rule.span, true));
                all.extend(rule.clauses.iter().map(|clause| (clause.span, false)));
            }
        }
    }
    all
}

/// The comment of a line that begins at a byte of the file. A mark inside a text is a text.
fn comment(line: &str, start: usize, file: FileId) -> Option<Comment> {
    let at = line.find(MARK)?;
    let before = line[..at].trim_end();
    if !before.ends_with('#') {
        return None;
    }
    let mut names = Vec::new();
    let mut from = at + MARK.len();
    loop {
        let rest = &line[from..];
        let name = rest.trim_start_matches([' ', '\t', '\u{a0}']);
        let begin = from + rest.len() - name.len();
        let length = name.find(|c: char| !(c.is_alphanumeric() || c == '-' || c == '_')).unwrap_or(name.len());
        if length > 0 {
            names.push((name[..length].to_owned(), Span::new(file, start + begin, start + begin + length)));
        }
        let after = name[length..].trim_start();
        match after.strip_prefix(',') {
            Some(next) if length > 0 => from = line.len() - next.len(),
            _ => break,
        }
    }
    Some(Comment { names, over: Span { file, start: 0, end: 0 } })
}

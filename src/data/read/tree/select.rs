//! Which nodes of a document are the records of a table, and the records that they stand in.

use super::doc::{Doc, Id};
use crate::data::read::inner::Inner;

/// A record of the table.
#[derive(Clone, Debug)]
pub struct Record {
    pub file: u32,
    pub node: Id,
    /// Its JSON Pointer.
    pub pointer: Box<str>,
    /// The record that it stands in: a place among [`Selected::above`].
    pub above: Option<u32>,
}

/// A record that others stand in.
#[derive(Clone, Copy, Debug)]
pub struct Above {
    pub file: u32,
    pub node: Id,
    /// Its place among its like, from 1; 0 where it is the only one.
    pub number: u64,
    pub above: Option<u32>,
}

#[derive(Default)]
pub struct Selected {
    pub records: Vec<Record>,
    pub above: Vec<Above>,
    /// Nodes that should be records and are not.
    pub misfits: Vec<(u32, Id)>,
    /// Whether the path led anywhere.
    pub found: bool,
    /// Bytes of all pointers.
    pub size: u64,
}

impl Selected {
    /// Adds the records of a document: those under a path of keys (with dots between), or the document's own. Lists on
    /// the way are gone through.
    pub fn document(&mut self, doc: &Doc, file: u32, root: Id, pointer: &str, path: Option<&str>) {
        let at = At { doc, file, above: None, number: 0 };
        self.walk(at, root, &mut pointer.to_owned(), path.unwrap_or(""));
    }

    fn walk(&mut self, at: At, node: Id, pointer: &mut String, path: &str) {
        let length = pointer.len();
        if at.doc.is_list(node) {
            self.found |= path.is_empty();
            for (number, &item) in at.doc.items(node).iter().enumerate() {
                pointer.push_str(&format!("/{number}"));
                self.walk(At { number: number as u64 + 1, ..at }, item, pointer, path);
                pointer.truncate(length);
            }
        } else if !at.doc.is_map(node) {
            // Where a key leads to nothing there are no records; anything else is none.
            let blank = matches!(at.doc.node(node).kind, super::doc::Kind::Null);
            self.found |= blank && path.is_empty();
            if !(blank && pointer.len() > 1) {
                self.misfits.push((at.file, node));
            }
        } else if path.is_empty() {
            self.found = true;
            self.size += pointer.len() as u64 + size_of::<Record>() as u64;
            let pointer = pointer.as_str().into();
            self.records.push(Record { file: at.file, node, pointer, above: at.above });
        } else if let Some((key, value, rest)) = follow(at.doc, node, path) {
            self.above.push(Above { file: at.file, node, number: at.number, above: at.above });
            self.size += size_of::<Above>() as u64;
            let above = Some(self.above.len() as u32 - 1);
            push_step(pointer, key);
            self.walk(At { above, number: 0, ..at }, value, pointer, rest);
            pointer.truncate(length);
        }
    }
}

#[derive(Clone, Copy)]
struct At<'d> {
    doc: &'d Doc,
    file: u32,
    above: Option<u32>,
    number: u64,
}

/// Adds a key to a JSON Pointer.
pub fn push_step(pointer: &mut String, key: &str) {
    pointer.push('/');
    pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
}

/// The member that a path begins with: its key, its value, and the rest of the path. Keys may have dots of their own,
/// so the longest that fits is taken.
fn follow<'d, 'p>(doc: &'d Doc, map: Id, path: &'p str) -> Option<(&'d str, Id, &'p str)> {
    let ends = std::iter::once(path.len()).chain(path.rmatch_indices('.').map(|(at, _)| at));
    ends.into_iter().find_map(|end| {
        let member = doc.members(map).iter().find(|member| doc.key(member) == &path[..end])?;
        Some((doc.key(member), member.value, path.get(end + 1..).unwrap_or("")))
    })
}

/// Levels of maps in which lists of records are looked for.
const LEVELS: usize = 3;

/// The lists of records under the keys of a map, by their paths.
pub fn lists(doc: &Doc, map: Id) -> Vec<Inner> {
    let mut found = Vec::new();
    gather(doc, map, "", LEVELS, &mut found);
    found
}

fn gather(doc: &Doc, map: Id, before: &str, levels: usize, found: &mut Vec<Inner>) {
    for member in doc.members(map) {
        let name = format!("{before}{}", doc.key(member));
        if doc.holds_records(member.value) {
            found.push(Inner { name, hidden: false });
        } else if levels > 1 && doc.is_map(member.value) {
            gather(doc, member.value, &format!("{name}."), levels - 1, found);
        }
    }
}

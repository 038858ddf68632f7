//! A record of a document as the cells of a row: what JSON's own records give, given by nodes.

use super::doc::{Doc, Id, Kind};
use super::select::push_step;
use crate::data::read::json::NESTED;
use crate::data::read::json::parse::{Fault, MARK, Sink};

/// Gives the cells of a record to a sink. `prefix` stands before its keys.
pub fn record(doc: &Doc, node: Id, prefix: &str, pointer: &str, sink: &mut dyn Sink) -> Result<(), Fault> {
    let mut flat = Flat { doc, key: prefix.to_owned(), pointer: pointer.to_owned(), own: Vec::new(), sink };
    flat.map(node, true)
}

struct Flat<'a> {
    doc: &'a Doc,
    key: String,
    pointer: String,
    own: Vec<u8>,
    sink: &'a mut dyn Sink,
}

impl Flat<'_> {
    fn map(&mut self, node: Id, outermost: bool) -> Result<(), Fault> {
        let (key_length, pointer_length) = (self.key.len(), self.pointer.len());
        for member in self.doc.members(node) {
            if !outermost {
                self.key.push('.');
            }
            let key = self.doc.key(member);
            self.key.push_str(key);
            push_step(&mut self.pointer, key);
            self.value(member.value, member.at as usize)?;
            self.key.truncate(key_length);
            self.pointer.truncate(pointer_length);
        }
        Ok(())
    }

    fn value(&mut self, node: Id, at: usize) -> Result<(), Fault> {
        let doc = self.doc;
        let (start, end) = doc.node(node).span;
        let range = start as usize..end as usize;
        self.own.clear();
        match doc.node(node).kind {
            Kind::Map(..) => {
                self.sink.group(&self.key, at)?;
                self.map(node, false)
            }
            Kind::Null => self.sink.cell(&self.key, &self.pointer, b"", range),
            Kind::Text(..) => self.sink.cell(&self.key, &self.pointer, doc.text(node).as_bytes(), range),
            Kind::List(..) => {
                let items = doc.items(node);
                if items.iter().any(|&item| doc.is_map(item) || doc.is_list(item)) {
                    self.sink.nested(&self.key);
                    return self.sink.cell(&self.key, &self.pointer, NESTED, range);
                }
                for &item in items {
                    self.own.push(MARK);
                    self.own.extend_from_slice(doc.text(item).as_bytes());
                }
                // One blank element is not the empty list.
                if items.is_empty() || self.own.len() == 1 {
                    self.own.push(MARK);
                }
                let own = if items.is_empty() { &self.own[..1] } else { &self.own[..] };
                self.sink.cell(&self.key, &self.pointer, own, range)
            }
        }
    }
}

//! The keys of all records, and the cells of one row by key.

use super::parse::{Fault, Kind, NESTED, Sink};
use crate::base::CellPlace;
use crate::data::Chunk;
use crate::data::read::Heading;
use crate::data::words;
use hashbrown::HashMap;
use std::ops::Range;

/// Every key, of objects too, in the order of first appearance.
pub struct Keys {
    known: HashMap<String, usize>,
    /// The column of each key; objects have none.
    columns: Vec<Option<usize>>,
    names: Vec<String>,
    /// The last record in which each key was seen, and where.
    seen: Vec<(u64, usize)>,
    limit: usize,
    /// Keys whose values hold records.
    nested: Vec<String>,
}

impl Keys {
    pub fn new(limit: usize) -> Keys {
        Keys {
            known: HashMap::new(),
            columns: Vec::new(),
            names: Vec::new(),
            seen: Vec::new(),
            limit,
            nested: Vec::new(),
        }
    }

    pub fn headings(&self, path: &str) -> Vec<Heading> {
        let place = |_: &String| CellPlace { path: path.to_owned(), line: 1, column: 1, ..CellPlace::default() };
        self.names.iter().map(|name| Heading { text: words::tidy(name), place: place(name) }).collect()
    }

    /// Takes the keys of a record; `number` tells records apart.
    pub fn learning(&mut self, number: u64) -> Learning<'_> {
        Learning { keys: self, number }
    }

    /// Keys whose values hold records, in the order of first appearance.
    pub fn nested(&self) -> &[String] {
        &self.nested
    }

    fn see(&mut self, key: &str, number: u64, at: usize) -> Result<usize, Fault> {
        let known = match self.known.get(key) {
            Some(&known) => known,
            None => {
                if self.columns.len() >= 2 * self.limit {
                    return Err(Fault { at, kind: Kind::TooWide });
                }
                self.columns.push(None);
                self.seen.push((0, 0));
                self.known.insert(key.to_owned(), self.columns.len() - 1);
                self.columns.len() - 1
            }
        };
        let (last, first) = std::mem::replace(&mut self.seen[known], (number, at));
        if last == number {
            return Err(Fault { at, kind: Kind::Duplicate { key: key.to_owned(), first } });
        }
        Ok(known)
    }
}

pub struct Learning<'a> {
    keys: &'a mut Keys,
    number: u64,
}

impl Sink for Learning<'_> {
    fn group(&mut self, key: &str, at: usize) -> Result<(), Fault> {
        self.keys.see(key, self.number, at).map(|_| ())
    }

    fn nested(&mut self, key: &str) {
        if !self.keys.nested.iter().any(|known| known == key) {
            self.keys.nested.push(key.to_owned());
        }
    }

    fn cell(&mut self, key: &str, _pointer: &str, _text: &[u8], range: Range<usize>) -> Result<(), Fault> {
        let known = self.keys.see(key, self.number, range.start)?;
        if self.keys.columns[known].is_none() {
            if self.keys.names.len() >= self.keys.limit {
                return Err(Fault { at: range.start, kind: Kind::TooWide });
            }
            self.keys.columns[known] = Some(self.keys.names.len());
            self.keys.names.push(key.to_owned());
        }
        Ok(())
    }
}

/// The cells of one record, to be written as a row.
pub struct Row<'a> {
    keys: &'a Keys,
    text: Vec<u8>,
    /// By column: the cell's range in `text`, and in the record.
    cells: Vec<(Range<usize>, Range<usize>)>,
    /// The column that is likely next.
    next: usize,
}

impl<'a> Row<'a> {
    pub fn new(keys: &'a Keys, width: usize) -> Row<'a> {
        Row { keys, text: Vec::new(), cells: vec![(0..0, 0..0); width], next: 0 }
    }

    pub fn clear(&mut self) {
        self.text.clear();
        self.cells.fill((0..0, 0..0));
        self.next = 0;
    }

    /// Appends the row to a chunk; `offset` is where the record begins in the file.
    pub fn write(&self, chunk: &mut Chunk, offset: u64) {
        chunk.starts.push(chunk.text.len() as u32);
        for (text, origin) in &self.cells {
            chunk.text.extend_from_slice(&self.text[text.clone()]);
            chunk.ends.push(chunk.text.len() as u32);
            chunk.text.push(b'\n');
            let placed = (offset + origin.start as u64, offset + origin.end as u64);
            chunk.origin.push(if origin.is_empty() { (0, 0) } else { placed });
        }
        chunk.rows += 1;
    }
}

impl Sink for Row<'_> {
    fn group(&mut self, _key: &str, _at: usize) -> Result<(), Fault> {
        Ok(())
    }

    fn cell(&mut self, key: &str, _pointer: &str, text: &[u8], range: Range<usize>) -> Result<(), Fault> {
        let likely = self.keys.names.get(self.next).is_some_and(|name| name == key);
        let column = if likely {
            Some(self.next)
        } else {
            self.keys.known.get(key).and_then(|&known| self.keys.columns.get(known).copied().flatten())
        };
        // A key that was not there when the file was opened: the file has changed.
        let Some(cell) = column.and_then(|column| self.cells.get_mut(column)) else {
            return Err(Fault { at: range.start, kind: Kind::TooWide });
        };
        let start = self.text.len();
        self.text.extend_from_slice(text);
        *cell = (start..self.text.len(), range);
        self.next = column.map_or(0, |column| column + 1);
        Ok(())
    }
}

/// Hands over all but the cells that hold records.
pub struct Plain<'s>(pub &'s mut dyn Sink);

impl Sink for Plain<'_> {
    fn group(&mut self, key: &str, at: usize) -> Result<(), Fault> {
        self.0.group(key, at)
    }

    fn cell(&mut self, key: &str, pointer: &str, text: &[u8], range: Range<usize>) -> Result<(), Fault> {
        if text == NESTED { Ok(()) } else { self.0.cell(key, pointer, text, range) }
    }
}

/// Finds the JSON Pointer of the cell that begins at a byte.
pub struct PointerAt {
    pub start: usize,
    pub found: Option<String>,
}

impl Sink for PointerAt {
    fn group(&mut self, _key: &str, _at: usize) -> Result<(), Fault> {
        Ok(())
    }

    fn cell(&mut self, _key: &str, pointer: &str, _text: &[u8], range: Range<usize>) -> Result<(), Fault> {
        if range.start == self.start {
            self.found = Some(pointer.to_owned());
        }
        Ok(())
    }
}

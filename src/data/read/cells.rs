//! A table that stands in memory, cell by cell, and in no file: the rows of tests.

use super::{Heading, Reader, Spot};
use crate::base::{CellPlace, Diagnostic};
use crate::data::Chunk;

/// Between elements of a list, and before the first.
const MARK: u8 = 0x1F;

/// What stands in a cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Content {
    #[default]
    Blank,
    Text(String),
    List(Vec<String>),
}

/// A cell and where it was written.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    pub content: Content,
    pub place: CellPlace,
}

/// A table in memory. Rows have as many cells as there are headings; what is too much is not read.
#[derive(Clone, Debug, Default)]
pub struct Cells {
    headings: Vec<Heading>,
    rows: Vec<Vec<Cell>>,
}

impl Cells {
    pub fn new<'h>(headings: impl IntoIterator<Item = &'h str>, rows: Vec<Vec<Cell>>) -> Cells {
        let heading = |text: &str| Heading { text: text.to_string(), place: CellPlace::default() };
        Cells { headings: headings.into_iter().map(heading).collect(), rows }
    }
}

impl Reader for Cells {
    fn headings(&self) -> &[Heading] {
        &self.headings
    }

    fn parts(&self) -> u32 {
        u32::from(!self.rows.is_empty())
    }

    fn read(&self, part: u32, chunk: &mut Chunk) -> Vec<Diagnostic> {
        *chunk = Chunk { part, width: self.headings.len(), list_mark: Some(MARK), ..Chunk::default() };
        for row in &self.rows {
            chunk.starts.push(chunk.text.len() as u32);
            chunk.rows += 1;
            for column in 0..self.headings.len() {
                match row.get(column).map(|cell| &cell.content) {
                    Some(Content::Text(text)) => chunk.text.extend_from_slice(text.as_bytes()),
                    Some(Content::List(items)) => {
                        chunk.text.push(MARK);
                        chunk.text.extend_from_slice(items.join("\u{1f}").as_bytes());
                    }
                    Some(Content::Blank) | None => {}
                }
                chunk.ends.push(chunk.text.len() as u32);
                chunk.text.push(b'\n');
            }
        }
        Vec::new()
    }

    fn place(&self, _chunk: &Chunk, row: usize, column: Option<usize>) -> CellPlace {
        let cell = self.rows.get(row).and_then(|cells| cells.get(column.unwrap_or(0)));
        cell.map(|cell| cell.place.clone()).unwrap_or_default()
    }

    fn spot(&self, chunk: &Chunk, row: usize, column: Option<usize>) -> Spot {
        let CellPlace { line, column, end_line, end_column, .. } = self.place(chunk, row, column);
        Spot { line, column, end_line, end_column }
    }

    fn size(&self) -> u64 {
        0
    }
}

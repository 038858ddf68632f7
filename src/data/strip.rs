//! The cells of one column, for readers that hand over a table column by column.

/// Where a cell's bytes begin and end in the text of its chunk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    pub start: u32,
    pub end: u32,
}

impl Span {
    #[inline]
    pub fn of(self, text: &[u8]) -> &[u8] {
        text.get(self.start as usize..self.end as usize).unwrap_or(b"")
    }
}

/// The cells of a column, in the order of rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Strip {
    /// The same cell in every row.
    Same(Span),
    /// A cell for each row.
    Each(Vec<Span>),
    /// Each row has the cell of its number among these.
    Among { cells: Vec<Span>, numbers: Vec<u32> },
}

impl Default for Strip {
    fn default() -> Strip {
        Strip::Same(Span::default())
    }
}

impl Strip {
    /// The cell of a row; an empty one behind the last.
    #[inline]
    pub fn cell(&self, row: usize) -> Span {
        match self {
            Strip::Same(cell) => *cell,
            Strip::Each(cells) => cells.get(row).copied().unwrap_or_default(),
            Strip::Among { cells, numbers } => {
                numbers.get(row).and_then(|&number| cells.get(number as usize)).copied().unwrap_or_default()
            }
        }
    }
}

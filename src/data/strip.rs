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

    /// Bytes of memory that it takes beyond itself.
    pub fn memory(&self) -> usize {
        match self {
            Strip::Same(_) => 0,
            Strip::Each(cells) => size_of_val(cells.as_slice()),
            Strip::Among { cells, numbers } => size_of_val(cells.as_slice()) + size_of_val(numbers.as_slice()),
        }
    }

    /// Puts another cell into one of so many rows.
    pub fn put(&mut self, row: usize, rows: usize, cell: Span) {
        let mut cells: Vec<Span> = (0..rows).map(|row| self.cell(row)).collect();
        if let Some(place) = cells.get_mut(row) {
            *place = cell;
        }
        *self = Strip::Each(cells);
    }
}

#[cfg(test)]
mod tests {
    use super::super::Chunk;
    use super::*;

    #[test]
    fn a_cell_is_put_into_one_row_however_a_column_is_kept() {
        let (a, b) = (Span { start: 0, end: 1 }, Span { start: 1, end: 3 });
        let ways = [
            (Strip::Same(a), "a a a"),
            (Strip::Each(vec![a, b, a]), "a bb a"),
            (Strip::Among { cells: vec![b, a], numbers: vec![1, 1, 0] }, "a a bb"),
        ];
        for (strip, before) in ways {
            let mut chunk =
                Chunk { text: b"abb".to_vec(), width: 1, rows: 3, columns: vec![strip], ..Chunk::default() };
            let shown = |chunk: &Chunk| (0..3).map(|row| chunk.text(row, 0).into_owned()).collect::<Vec<_>>().join(" ");
            assert_eq!(shown(&chunk), before);
            chunk.put(1, 0, "new");
            let mut after: Vec<&str> = before.split(' ').collect();
            after[1] = "new";
            assert_eq!(shown(&chunk), after.join(" "));
            chunk.put(3, 0, "behind the last");
            assert_eq!(shown(&chunk), after.join(" "));
        }
    }
}

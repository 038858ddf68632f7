//! A sheet as it was found: its cells that are not blank, row by row, in little more room than their text takes.

use super::fault::{Fault, Limits};
use crate::data::read::{Limit, REFUSED};
use crate::text;

/// The last row and column that a spreadsheet can have.
pub const ROWS: u32 = 1_048_576;
pub const COLUMNS: u32 = 16_384;

/// Bytes, cells and rows of a block.
const BLOCK: (usize, usize, usize) = (1 << 20, 1 << 16, 4096);

/// Rows of a sheet that stand together in memory.
#[derive(Default)]
pub struct Block {
    text: Vec<u8>,
    /// The column of each cell, and where its text ends.
    cells: Vec<(u16, u32)>,
    rows: Vec<RowEnd>,
}

struct RowEnd {
    /// The row's number in the sheet, from 1.
    number: u32,
    /// How many cells of the block stand before the row's end.
    cells: u32,
}

/// A row of a sheet.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    pub number: u32,
    cells: &'a [(u16, u32)],
    start: u32,
    text: &'a [u8],
}

impl<'a> Row<'a> {
    /// Column and text of each cell that is not blank.
    pub fn cells(self) -> impl Iterator<Item = (u16, &'a [u8])> {
        self.cells.iter().scan(self.start, move |start, &(column, end)| {
            let from = std::mem::replace(start, end);
            Some((column, self.text.get(from as usize..end as usize).unwrap_or(b"")))
        })
    }

    /// The text of a cell; empty where there is none.
    pub fn text(self, column: u16) -> String {
        let found = self.cells().find(|(at, _)| *at == column).map_or(&b""[..], |(_, text)| text);
        String::from_utf8_lossy(found.strip_prefix(&[REFUSED]).unwrap_or(found)).into_owned()
    }

    pub fn len(self) -> usize {
        self.cells.len()
    }
}

impl Block {
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn row(&self, row: usize) -> Option<Row<'_>> {
        let RowEnd { number, cells, .. } = *self.rows.get(row)?;
        let first = row.checked_sub(1).map_or(0, |before| self.rows[before].cells as usize);
        let start = first.checked_sub(1).map_or(0, |before| self.cells[before].1);
        Some(Row { number, cells: self.cells.get(first..cells as usize)?, start, text: &self.text })
    }
}

/// Cells of which there may be many: how many, and the first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub count: u64,
    /// Row and column, from 1 and from 0.
    pub first: (u32, u16),
}

impl Tally {
    pub fn add(&mut self, row: u32, column: u16) {
        if self.count == 0 {
            self.first = (row, column);
        }
        self.count += 1;
    }
}

/// Cells made one: rows from 1, columns from 0, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Area {
    pub rows: (u32, u32),
    pub columns: (u16, u16),
}

/// Merged areas that are remembered; more only make the telling less exact.
const AREAS: usize = 100_000;

/// A sheet that is being read, and then one that was.
pub struct Sheet {
    pub blocks: Vec<Block>,
    pub merged: Vec<Area>,
    pub hidden_rows: Tally,
    /// Cells that hold an error, such as `#N/A`.
    pub errors: Tally,
    /// Formulas without a computed value, and formulas with one.
    pub uncomputed: Tally,
    pub computed: Tally,
    /// Date cells beyond the calendar.
    pub undated: Tally,
    limits: Limits,
    cells: u64,
    text: u64,
    row: u32,
    next_column: u32,
}

/// What a cell holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Value,
    /// An error, such as `#N/A`.
    Error,
    /// A formula that nobody has computed.
    Uncomputed,
    /// A date that no calendar has.
    Undated,
}

impl Sheet {
    pub fn new(limits: Limits) -> Sheet {
        Sheet {
            blocks: Vec::new(),
            merged: Vec::new(),
            hidden_rows: Tally::default(),
            errors: Tally::default(),
            uncomputed: Tally::default(),
            computed: Tally::default(),
            undated: Tally::default(),
            limits,
            cells: 0,
            text: 0,
            row: 0,
            next_column: 0,
        }
    }

    /// The number of the row at hand; 0 before the first.
    pub fn row(&self) -> u32 {
        self.row
    }

    /// The column after the cell that was added last.
    pub fn next_column(&self) -> u32 {
        self.next_column
    }

    /// Begins a row. Rows come from top to bottom.
    pub fn begin_row(&mut self, number: u32) -> Result<(), Fault> {
        if number <= self.row || number > ROWS {
            let before = self.row;
            return Err(Fault::broken(text!(
                nb: "rad {number} står etter rad {before}",
                en: "row {number} stands after row {before}",
            )));
        }
        self.row = number;
        self.next_column = 0;
        Ok(())
    }

    /// Adds a cell. Cells come from left to right, and a blank one only counts as such.
    pub fn cell(&mut self, column: u32, text: &str, kind: Kind) -> Result<(), Fault> {
        if column < self.next_column || column >= COLUMNS {
            let row = self.row;
            return Err(Fault::broken(text!(
                nb: "cellene i rad {row} står ikke fra venstre mot høyre",
                en: "the cells of row {row} do not stand from left to right",
            )));
        }
        self.next_column = column + 1;
        if text.trim().is_empty() && kind == Kind::Value {
            return Ok(());
        }
        self.cells += 1;
        self.text += text.len() as u64 + 1;
        if self.cells > self.limits.cells {
            return Err(Fault::Over(Limit::Cells));
        }
        if self.text > self.limits.memory {
            return Err(Fault::Over(Limit::Memory));
        }
        let at = (self.row, column as u16);
        match kind {
            Kind::Value => {}
            Kind::Error => self.errors.add(at.0, at.1),
            Kind::Uncomputed => self.uncomputed.add(at.0, at.1),
            Kind::Undated => self.undated.add(at.0, at.1),
        }
        let row = self.row;
        let Some(block) = self.block() else { return Ok(()) };
        if kind != Kind::Value {
            block.text.push(REFUSED);
        }
        block.text.extend_from_slice(text.as_bytes());
        block.cells.push((column as u16, block.text.len() as u32));
        let cells = block.cells.len() as u32;
        match block.rows.last_mut() {
            Some(last) if last.number == row => last.cells = cells,
            _ => block.rows.push(RowEnd { number: row, cells }),
        }
        Ok(())
    }

    /// The block that takes the next cell: a row is never cut in two.
    fn block(&mut self) -> Option<&mut Block> {
        let (bytes, cells, rows) = BLOCK;
        let row = self.row;
        let full = self.blocks.last().is_none_or(|block| {
            let begun = block.rows.last().is_some_and(|last| last.number == row);
            !begun && (block.text.len() >= bytes || block.cells.len() >= cells || block.rows.len() >= rows)
        });
        if full {
            if let Some(done) = self.blocks.last_mut() {
                done.text.shrink_to_fit();
                done.cells.shrink_to_fit();
            }
            self.blocks.push(Block::default());
        }
        self.blocks.last_mut()
    }

    /// The row at hand is hidden.
    pub fn hide_row(&mut self) {
        self.hidden_rows.add(self.row, 0);
    }

    pub fn merge(&mut self, area: Area) {
        let single = area.rows.0 == area.rows.1 && area.columns.0 == area.columns.1;
        if !single && self.merged.len() < AREAS {
            self.merged.push(area);
        }
    }

    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.blocks.iter().flat_map(|block| (0..block.len()).filter_map(|row| block.row(row)))
    }
}

/// `E5`: a cell by its letters and its row.
pub fn address(row: u32, column: u16) -> String {
    format!("{}{row}", letters(column))
}

/// `E`: a column by its letters.
pub fn letters(column: u16) -> String {
    let mut left = u32::from(column) + 1;
    let mut letters = Vec::new();
    while left > 0 {
        letters.push(char::from(b'A' + ((left - 1) % 26) as u8));
        left = (left - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// Row (from 1) and column (from 0) of `E5`; dollar signs do not count.
pub fn parse_address(text: &str) -> Option<(u32, u32)> {
    let plain: Vec<u8> = text.bytes().filter(|&b| b != b'$').collect();
    let split = plain.iter().position(u8::is_ascii_digit)?;
    let (letters, digits) = plain.split_at(split);
    if letters.is_empty() || letters.len() > 3 || digits.len() > 7 || !letters.iter().all(u8::is_ascii_alphabetic) {
        return None;
    }
    let column = letters.iter().fold(0u32, |n, b| n * 26 + u32::from(b.to_ascii_uppercase() - b'A') + 1);
    let row: u32 = std::str::from_utf8(digits).ok()?.parse().ok()?;
    (row > 0 && row <= ROWS && column <= COLUMNS).then(|| (row, column - 1))
}

/// `A1:B4`.
pub fn parse_area(text: &str) -> Option<Area> {
    let (first, last) = text.split_once(':')?;
    let (first, last) = (parse_address(first)?, parse_address(last)?);
    Some(Area { rows: (first.0, last.0), columns: (first.1 as u16, last.1 as u16) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::read::Options;

    #[test]
    fn addresses_come_back() {
        for (text, row, column) in [("A1", 1, 0), ("Z9", 9, 25), ("AA10", 10, 26), ("XFD1048576", ROWS, 16_383)] {
            assert_eq!(parse_address(text), Some((row, column)));
            assert_eq!(address(row, column as u16), text);
        }
        for text in ["", "A", "1", "A0", "XFE1", "A1048577", "AAAA1", "Å1", "1A"] {
            assert_eq!(parse_address(text), None, "{text}");
        }
        assert_eq!(parse_area("$B$2:C4"), Some(Area { rows: (2, 4), columns: (1, 2) }));
    }

    #[test]
    fn limits_hold_at_the_last_cell() {
        let usual = Limits::of(&Options::default());
        let limits = Limits { cells: 3, ..usual };
        let mut sheet = Sheet::new(limits);
        sheet.begin_row(2).expect("the first row");
        for column in [0, 2, 5] {
            sheet.cell(column, "x", Kind::Value).expect("within the limit");
        }
        sheet.cell(7, " ", Kind::Value).expect("blank");
        assert_eq!(sheet.cell(9, "x", Kind::Value), Err(Fault::Over(Limit::Cells)));
        let mut sheet = Sheet::new(Limits { memory: 8, ..usual });
        sheet.begin_row(1).expect("the first row");
        sheet.cell(0, "1234567", Kind::Value).expect("within the limit");
        assert_eq!(sheet.cell(1, "", Kind::Error), Err(Fault::Over(Limit::Memory)));
        assert!(sheet.begin_row(1).is_err() && sheet.begin_row(ROWS + 1).is_err());
        sheet.begin_row(ROWS).expect("the last row");
        assert!(sheet.cell(COLUMNS, "x", Kind::Value).is_err());
    }

    #[test]
    fn rows_come_back_over_blocks() {
        let mut sheet = Sheet::new(Limits::of(&Options::default()));
        for row in 1..=10_000 {
            sheet.begin_row(row).expect("in order");
            if row % 3 != 0 {
                sheet.cell(1, &row.to_string(), Kind::Value).expect("small");
                sheet.cell(3, "#N/A", Kind::Error).expect("small");
            }
        }
        assert!(sheet.blocks.len() > 1);
        let found: Vec<(u32, String, String)> =
            sheet.rows().map(|row| (row.number, row.text(1), row.text(3))).collect();
        let meant = (1..=10_000u32).filter(|row| row % 3 != 0);
        assert!(found.iter().map(|(number, ..)| *number).eq(meant));
        assert!(found.iter().all(|(number, text, error)| number.to_string() == *text && error == "#N/A"));
        assert_eq!((sheet.errors.count, sheet.errors.first), (6667, (1, 3)));
    }
}

//! A finding as a line of a list: what it takes to find the record, and the cell that is shown first.

use super::{Finding, SHORT, Sheet};
use crate::value::Verdict;

/// What the lines of a record have in common.
#[derive(Clone, Copy, Debug)]
pub struct ListedRecord<'f> {
    /// As [`Listing::table`] writes it.
    pub table: &'f Sheet,
    /// UTF-8.
    pub key: &'f [u8],
    pub row: Option<u64>,
    /// As [`Listing::path`] writes it.
    pub path: &'f Sheet,
    /// The line of the cell that is shown, from 1; 0 where there are no lines.
    pub line: u32,
}

/// What a list says of a finding.
#[derive(Clone, Copy, Debug)]
pub struct Listed<'f> {
    /// Place of the rule in [`super::Report::rules`].
    pub rule: usize,
    pub verdict: Verdict,
    /// The record as [`Listing::record`] writes it.
    pub record: &'f Sheet,
    /// The column of the first of the finding's cells, from 1; 0 for findings that rest on no cell, and in formats
    /// without lines.
    pub column: u32,
    /// What other formats name the cell by.
    pub address: Option<&'f str>,
    /// As [`Listing::field`] writes it.
    pub field: &'f Sheet,
    /// What stands in the cell: UTF-8.
    pub value: &'f [u8],
    /// The same with what stands behind it in its file, where it is short and has no quotation mark, comma or line break.
    pub short: Option<&'f [u8; SHORT]>,
    /// The baseline has it already.
    pub known: bool,
}

/// How lines of a list are written. What many of them have in common is written once and copied.
pub trait Listing: Sync {
    /// The name of a table as it stands in lines.
    fn table(&self, name: &str) -> Sheet;

    /// The path of a file.
    fn path(&self, path: &str) -> Sheet;

    /// The name of a field.
    fn field(&self, name: &str) -> Sheet;

    /// Adds what the lines of a record have in common.
    fn record(&self, record: &ListedRecord, sheet: &mut Sheet);

    /// Adds a line.
    fn line(&self, line: &Listed, sheet: &mut Sheet);
}

impl Finding {
    /// Appends the finding as a line of a list.
    pub fn list(&self, listing: &dyn Listing, sheet: &mut Sheet) {
        let cell = self.cells.first();
        let place = cell.map(|cell| &cell.place);
        let of_record = ListedRecord {
            table: &listing.table(&self.subject.table),
            key: self.subject.key.as_bytes(),
            row: self.subject.row,
            path: &listing.path(place.map_or("", |place| &place.path)),
            line: place.map_or(0, |place| place.line),
        };
        let mut record = Sheet::default();
        listing.record(&of_record, &mut record);
        let address = place.and_then(|place| place.address().or(place.pointer.clone()));
        listing.line(
            &Listed {
                rule: self.rule,
                verdict: self.verdict,
                record: &record,
                column: place.map_or(0, |place| place.column),
                address: address.as_deref(),
                field: &listing.field(cell.map_or("", |cell| &cell.field)),
                value: cell.map_or(b"", |cell| cell.value.as_bytes()),
                short: None,
                known: self.known,
            },
            sheet,
        );
    }
}

//! A finding as a line of a list: what it takes to find the record, and the cell that is shown first.

use super::Finding;
use crate::value::Verdict;

/// What the lines of a record have in common.
#[derive(Clone, Copy, Debug)]
pub struct ListedRecord<'f> {
    pub table: &'f str,
    pub key: &'f str,
    pub row: Option<u64>,
    pub path: &'f str,
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
    pub record: &'f [u8],
    /// The column of the first of the finding's cells, from 1; 0 for findings that rest on no cell, and in formats
    /// without lines.
    pub column: u32,
    /// What other formats name the cell by.
    pub address: Option<&'f str>,
    pub field: &'f str,
    /// What stands in the cell: UTF-8.
    pub value: &'f [u8],
    /// The baseline has it already.
    pub known: bool,
}

/// How lines of a list are written. Lines of one record come one after the other, so that what they have in common is
/// written once and copied.
pub trait Listing: Sync {
    /// Appends what the lines of a record have in common.
    fn record(&self, record: &ListedRecord, out: &mut Vec<u8>);

    /// Appends a line.
    fn line(&self, line: &Listed, page: &mut Vec<u8>);
}

impl Finding {
    /// Appends the finding as a line of a list.
    pub fn list(&self, listing: &dyn Listing, page: &mut Vec<u8>) {
        let cell = self.cells.first();
        let place = cell.map(|cell| &cell.place);
        let mut record = Vec::new();
        let of_record = ListedRecord {
            table: &self.subject.table,
            key: &self.subject.key,
            row: self.subject.row,
            path: place.map_or("", |place| &place.path),
            line: place.map_or(0, |place| place.line),
        };
        listing.record(&of_record, &mut record);
        let address = place.and_then(|place| place.address().or(place.pointer.clone()));
        listing.line(
            &Listed {
                rule: self.rule,
                verdict: self.verdict,
                record: &record,
                column: place.map_or(0, |place| place.column),
                address: address.as_deref(),
                field: cell.map_or("", |cell| &cell.field),
                value: cell.map_or(b"", |cell| cell.value.as_bytes()),
                known: self.known,
            },
            page,
        );
    }
}

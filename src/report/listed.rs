//! A finding as a line of a list: what it takes to find the record, and the cell that is shown first.

use super::Finding;
use crate::value::Verdict;

/// What the lines of a record have in common.
#[derive(Clone, Copy, Debug)]
pub struct ListedRecord<'f> {
    /// As [`Listing::text`] writes it.
    pub table: &'f [u8],
    pub key: &'f str,
    pub row: Option<u64>,
    /// As [`Listing::text`] writes it.
    pub path: &'f [u8],
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
    /// As [`Listing::text`] writes it.
    pub field: &'f [u8],
    /// What stands in the cell: UTF-8.
    pub value: &'f [u8],
    /// The baseline has it already.
    pub known: bool,
}

/// How lines of a list are written. What many of them have in common is written once and copied.
pub trait Listing: Sync {
    /// Appends a text as it stands in lines.
    fn text(&self, text: &str, out: &mut Vec<u8>);

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
        let text = |text: &str| {
            let mut out = Vec::new();
            listing.text(text, &mut out);
            out
        };
        let mut record = Vec::new();
        let of_record = ListedRecord {
            table: &text(&self.subject.table),
            key: &self.subject.key,
            row: self.subject.row,
            path: &text(place.map_or("", |place| &place.path)),
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
                field: &text(cell.map_or("", |cell| &cell.field)),
                value: cell.map_or(b"", |cell| cell.value.as_bytes()),
                known: self.known,
            },
            page,
        );
    }
}

//! A finding as a line of a list: what it takes to find the record, and the cell that is shown first.

use super::Finding;
use crate::base::CellPlace;
use crate::value::Verdict;
use std::io;

/// What a list says of a finding.
#[derive(Clone, Copy, Debug)]
pub struct Listed<'f> {
    /// Place of the rule in [`super::Report::rules`].
    pub rule: usize,
    pub verdict: Verdict,
    pub table: &'f str,
    pub key: &'f str,
    pub row: Option<u64>,
    /// The first of the finding's cells: where it stands, its field and what stands there. Absent for findings that rest
    /// on no cell.
    pub cell: Option<ListedCell<'f>>,
    /// The baseline has it already.
    pub known: bool,
}

#[derive(Clone, Copy, Debug)]
pub struct ListedCell<'f> {
    pub place: &'f CellPlace,
    pub field: &'f str,
    pub value: &'f str,
}

/// Appends a line of a list to a page.
pub type LayListed<'l> = &'l (dyn Fn(&Listed, &mut Vec<u8>) -> io::Result<()> + Sync);

impl Finding {
    pub fn listed(&self) -> Listed<'_> {
        let cell = self.cells.first();
        Listed {
            rule: self.rule,
            verdict: self.verdict,
            table: &self.subject.table,
            key: &self.subject.key,
            row: self.subject.row,
            cell: cell.map(|cell| ListedCell { place: &cell.place, field: &cell.field, value: &cell.value }),
            known: self.known,
        }
    }
}

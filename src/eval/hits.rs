//! The subjects that judgements were not simply met by, kept compactly: what a finding says is worked out from its hit
//! when it is asked for.

use super::trace::first::{self, Begin};
use super::{RowAt, SubjectAt};
use crate::data::LineAt;
use crate::value::Verdict;

/// A subject that a judgement did not simply meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    pub subject: SubjectAt,
    pub verdict: Verdict,
    /// The field whose cell it is shown by, where that is known without a trace; see [`Hit::first_cell`].
    field: u16,
    /// Where that cell begins; see [`RowHit::begins`].
    begin: Begin,
}

/// The cell that a finding is shown by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstCell {
    /// The one of a field, which decided.
    Field(usize),
    /// No cell decided: the one that names the row.
    Key,
}

impl Hit {
    pub fn new(subject: SubjectAt, verdict: Verdict) -> Hit {
        Hit { subject, verdict, field: first::UNCLEAR, begin: Begin::NOWHERE }
    }

    /// The same hit, known to be shown by the cell of a field.
    pub fn shown_by(self, field: Option<usize>) -> Hit {
        Hit { field: field.and_then(first::number).unwrap_or(first::UNCLEAR), ..self }
    }

    /// The cell of the subject's row that is shown first; `None` where only a trace can tell.
    pub fn first_cell(&self) -> Option<FirstCell> {
        FirstCell::of(self.field)
    }

    /// The row that it is on.
    pub fn row(&self) -> Option<RowAt> {
        match self.subject {
            SubjectAt::Row(at) => Some(at),
            SubjectAt::Group(_) | SubjectAt::Registry => None,
        }
    }
}

/// A hit on a row of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowHit {
    /// Of the part, from 0.
    pub row: u32,
    pub begin: Begin,
    /// As in [`Hit`].
    pub field: u16,
    pub verdict: Verdict,
}

impl FirstCell {
    #[inline(always)]
    fn of(field: u16) -> Option<FirstCell> {
        match field {
            first::UNCLEAR => None,
            first::OWN_KEY => Some(FirstCell::Key),
            field => Some(FirstCell::Field(usize::from(field))),
        }
    }
}

impl RowHit {
    /// As [`Hit::first_cell`].
    #[inline(always)]
    pub fn first_cell(&self) -> Option<FirstCell> {
        FirstCell::of(self.field)
    }

    /// The line of the row, and the byte of the part at which that cell begins, where it is the cell of a field, shown
    /// whole, in a reader that finds it again so ([`crate::data::Reader::lines`]).
    #[inline(always)]
    pub fn begins(&self) -> Option<(LineAt, u32)> {
        self.begin.of_row(self.row)
    }

    pub fn in_part(&self, part: u32) -> Hit {
        let RowHit { row, begin, field, verdict } = *self;
        Hit { subject: SubjectAt::Row(RowAt { part, row }), verdict, field, begin }
    }
}

/// The hits of a judgement, in order.
#[derive(Clone, Debug, Default)]
pub struct Hits {
    /// Those on rows, by part; none of these is empty.
    parts: Vec<(u32, Vec<RowHit>)>,
    /// Those on groups or the registry.
    others: Vec<Hit>,
}

impl Hits {
    /// Adds a hit behind all others.
    pub fn push(&mut self, hit: Hit) {
        let Some(RowAt { part, row }) = hit.row() else { return self.others.push(hit) };
        let one = RowHit { row, begin: hit.begin, field: hit.field, verdict: hit.verdict };
        match self.parts.last_mut().filter(|(last, _)| *last == part) {
            Some((_, hits)) => hits.push(one),
            None => self.parts.push((part, vec![one])),
        }
    }

    /// Adds the hits on rows of a later part.
    pub fn add_part(&mut self, part: u32, hits: Vec<RowHit>) {
        self.parts.extend((!hits.is_empty()).then_some((part, hits)));
    }

    pub fn is_empty(&self) -> bool {
        self.parts.is_empty() && self.others.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = Hit> {
        let on_rows = self.parts.iter().flat_map(|(part, hits)| hits.iter().map(|hit| hit.in_part(*part)));
        on_rows.chain(self.others.iter().copied())
    }

    /// The hits on rows of a part.
    pub fn of_part(&self, part: u32) -> &[RowHit] {
        let place = self.parts.binary_search_by_key(&part, |(part, _)| *part);
        place.map_or(&[], |place| &self.parts[place].1)
    }

    /// The parts that have hits on their rows, with these.
    pub fn parts(&self) -> impl Iterator<Item = (u32, &[RowHit])> {
        self.parts.iter().map(|(part, hits)| (*part, hits.as_slice()))
    }

    /// The hits on groups or the registry.
    pub fn of_no_row(&self) -> &[Hit] {
        &self.others
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hits_are_kept_in_order_however_they_come() {
        let on_row = |part, row| Hit::new(SubjectAt::Row(RowAt { part, row }), Verdict::Violated);
        let registry = Hit::new(SubjectAt::Registry, Verdict::Unknown);
        let all = [on_row(1, 7), on_row(1, 9), on_row(4, 0), registry];
        let mut hits = Hits::default();
        assert!(hits.is_empty());
        hits.add_part(0, Vec::new());
        assert!(hits.is_empty());
        all.iter().for_each(|hit| hits.push(*hit));
        assert_eq!(hits.iter().collect::<Vec<_>>(), all);
        assert_eq!(hits.of_part(1).iter().map(|hit| hit.row).collect::<Vec<_>>(), [7, 9]);
        assert_eq!((hits.of_part(2), hits.of_no_row()), (&[][..], &[registry][..]));
        assert_eq!(hits.parts().map(|(part, hits)| (part, hits.len())).collect::<Vec<_>>(), [(1, 2), (4, 1)]);
        assert_eq!(size_of::<RowHit>(), 16);
    }
}

//! Circles of references from a table to itself, found for all rows at once, in time linear in them.

use super::index::Index;
use super::key;
use super::scalar::Scalar;

/// Where the rows of a table lead, and which of them lie on a circle.
#[derive(Debug, Default)]
pub struct Circles {
    /// The row that each row refers to, or [`NONE`].
    next: Vec<u32>,
    on: Vec<bool>,
}

const NONE: u32 = u32::MAX;

impl Circles {
    pub fn of(index: &Index, slot: usize) -> Circles {
        let Some(column) = index.slots.get(slot) else { return Circles::default() };
        let mut bytes = Vec::new();
        let mut next_of = |row: usize| {
            bytes.clear();
            let key = Scalar::at(column, row, &[]).and_then(|value| key::append_scalar(value, &mut bytes));
            key.and_then(|()| index.one(&bytes)).unwrap_or(NONE)
        };
        let next: Vec<u32> = (0..column.len()).map(&mut next_of).collect();
        let mut on = vec![false; next.len()];
        // In which walk a row was first met; 0: not yet.
        let mut walk = vec![0u32; next.len()];
        for start in 0..next.len() {
            let (mut row, number) = (start, start as u32 + 1);
            while walk[row] == 0 {
                walk[row] = number;
                match next[row] {
                    NONE => break,
                    other => row = other as usize,
                }
            }
            // Back in the same walk, and not at an end: a circle, gone round once more.
            if walk[row] == number && next[row] != NONE {
                while !on[row] {
                    on[row] = true;
                    row = next[row] as usize;
                }
            }
        }
        Circles { next, on }
    }

    pub fn is_on(&self, row: u32) -> bool {
        self.on.get(row as usize).copied().unwrap_or(false)
    }

    /// The rows of a circle from one of them on, at most so many.
    pub fn from(&self, row: u32, most: usize) -> Vec<u32> {
        let mut rows = vec![row];
        let mut at = row;
        while self.is_on(row) && rows.len() < most {
            at = self.next[at as usize];
            if at == row {
                break;
            }
            rows.push(at);
        }
        rows
    }
}

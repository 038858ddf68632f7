//! How a rule came out, in numbers.

use super::Verdict;

/// How a rule came out. `counts` add up to `population`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// Subjects: rows, groups, or 1 for the registry.
    pub population: u64,
    /// By [`Verdict`] as a number.
    pub counts: [u64; 7],
    /// Group rules: rows that belong to no group, since their key is missing.
    pub without_key: u64,
}

impl Ledger {
    pub fn count(&self, verdict: Verdict) -> u64 {
        self.counts[verdict as usize]
    }

    /// Subjects that the rule spoke of: all but *not applicable* and *not in force*.
    pub fn applicable(&self) -> u64 {
        self.population - self.count(Verdict::NotApplicable) - self.count(Verdict::NotInForce)
    }

    /// Applicable subjects with an answer: all but *unknown*.
    pub fn decided(&self) -> u64 {
        self.applicable() - self.count(Verdict::Unknown)
    }

    /// The rule applied to nothing.
    pub fn is_vacuous(&self) -> bool {
        self.applicable() == 0
    }
}

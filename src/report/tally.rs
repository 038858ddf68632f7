//! Verdicts counted, as the outputs in JSON say them.

use crate::value::Verdict;
use serde::Serialize;

/// How many subjects there are of each verdict.
#[derive(Serialize)]
pub struct Tally {
    met: u64,
    violated: u64,
    explained: u64,
    waived: u64,
    unknown: u64,
    not_applicable: u64,
    not_in_force: u64,
}

impl Tally {
    /// From counts by [`Verdict`] as a number.
    pub fn of(counts: &[u64; 7]) -> Tally {
        let count = |verdict: Verdict| counts[verdict as usize];
        Tally {
            met: count(Verdict::Met),
            violated: count(Verdict::Violated),
            explained: count(Verdict::Explained),
            waived: count(Verdict::Waived),
            unknown: count(Verdict::Unknown),
            not_applicable: count(Verdict::NotApplicable),
            not_in_force: count(Verdict::NotInForce),
        }
    }
}

/// Whether a count has nothing to say, so that it may be left out.
pub fn is_zero<T: PartialEq + From<u8>>(n: &T) -> bool {
    *n == T::from(0)
}

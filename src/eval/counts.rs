//! How many rows of a batch have which verdict, many rows at a time.

use fearless_simd::prelude::*;
use fearless_simd::{Level, dispatch};

/// Rows whose counts fit a byte; a multiple of what processors take at once.
const SOME: usize = 192;

/// Verdicts where guards and duty alone decide; what is left is unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub not_applicable: u64,
    pub met: u64,
    pub violated: u64,
}

/// The verdicts of rows with these truths of guards (absent: always yes) and duty.
pub fn of(applies: Option<&[u8]>, duty: &[u8]) -> Counts {
    match applies {
        Some(applies) => dispatch!(Level::new(), simd => guarded(simd, applies, duty)),
        None => dispatch!(Level::new(), simd => unguarded(simd, duty)),
    }
}

#[inline(always)]
fn guarded<S: Simd>(_simd: S, applies: &[u8], duty: &[u8]) -> Counts {
    let mut all = Counts::default();
    for (applies, duty) in applies.chunks(SOME).zip(duty.chunks(SOME)) {
        let [mut no, mut met, mut violated] = [0u8; 3];
        for (&applies, &duty) in applies.iter().zip(duty) {
            no += u8::from(applies == 0);
            met += u8::from((applies != 0) & (duty == 2));
            violated += u8::from((applies == 2) & (duty == 0));
        }
        all.not_applicable += u64::from(no);
        all.met += u64::from(met);
        all.violated += u64::from(violated);
    }
    all
}

#[inline(always)]
fn unguarded<S: Simd>(_simd: S, duty: &[u8]) -> Counts {
    let mut all = Counts::default();
    for duty in duty.chunks(SOME) {
        let [mut met, mut violated] = [0u8; 2];
        for &duty in duty {
            met += u8::from(duty == 2);
            violated += u8::from(duty == 0);
        }
        all.met += u64::from(met);
        all.violated += u64::from(violated);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::judge::verdict;
    use crate::value::{Truth, Verdict};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn counts_are_those_of_the_verdicts(rows in prop::collection::vec((0u8..3, 0u8..3), 0..700)) {
            let (applies, duty): (Vec<u8>, Vec<u8>) = rows.iter().copied().unzip();
            let count = |wanted: Verdict, guarded: bool| {
                let is = |&&(applies, duty): &&(u8, u8)| {
                    let applies = if guarded { Truth::from_byte(applies) } else { Truth::Yes };
                    verdict(Truth::Yes, applies, Truth::from_byte(duty), Truth::No) == wanted
                };
                rows.iter().filter(is).count() as u64
            };
            for guarded in [false, true] {
                let expected = Counts {
                    not_applicable: count(Verdict::NotApplicable, guarded),
                    met: count(Verdict::Met, guarded),
                    violated: count(Verdict::Violated, guarded),
                };
                prop_assert_eq!(of(guarded.then_some(applies.as_slice()), &duty), expected);
            }
        }
    }
}

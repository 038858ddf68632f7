//! How many rows of a batch have which verdict, many rows at a time.

use crate::value::Verdict;
use fearless_simd::prelude::*;
use fearless_simd::{Level, dispatch, u8x64};

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

/// The rows with verdicts that a finding is made of, as bits: the lowest of the first number is the first row.
pub fn hits(verdicts: &[u8], into: &mut Vec<u64>) {
    into.clear();
    dispatch!(Level::new(), simd => hits_of(simd, verdicts, into))
}

#[inline(always)]
fn hits_of<S: Simd>(simd: S, verdicts: &[u8], into: &mut Vec<u64>) {
    // They stand beside each other in the order of verdicts.
    const FIRST: u8 = Verdict::Violated as u8;
    const LAST: u8 = Verdict::Unknown as u8;
    let (whole, rest) = verdicts.as_chunks::<64>();
    let mut last = [Verdict::Met as u8; 64];
    last[..rest.len()].copy_from_slice(rest);
    for some in whole.iter().chain([&last]) {
        let some = u8x64::simd_from(simd, *some);
        into.push((some.simd_ge(FIRST) & some.simd_le(LAST)).to_bitmask());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::judge::{is_hit, verdict};
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

    #[test]
    fn hits_are_found_among_verdicts_of_every_kind() {
        for length in (0..150usize).chain([2048]) {
            let all: Vec<Verdict> = (0..length).map(|row| Verdict::ALL[(row * 5 + row / 3 + length) % 7]).collect();
            let mut bits = Vec::new();
            hits(&all.iter().map(|&verdict| verdict as u8).collect::<Vec<u8>>(), &mut bits);
            let is_hit_at = |row: usize| bits[row / 64] >> (row % 64) & 1 == 1;
            all.iter().enumerate().for_each(|(row, &verdict)| assert_eq!(is_hit_at(row), is_hit(verdict), "{length}"));
            let count = all.iter().filter(|verdict| is_hit(**verdict)).count();
            assert_eq!(bits.iter().map(|some| some.count_ones() as usize).sum::<usize>(), count, "{length}");
        }
    }
}

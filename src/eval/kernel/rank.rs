//! Columns that are held against many constants: where a value stands among them is found once a batch, and each
//! comparison is then one of small numbers, many rows at once.

use crate::data::column::{Column, Data, Decimals};
use crate::semantic::model::CompareOp;
use crate::value::Ty;
use fearless_simd::prelude::*;
use fearless_simd::{Level, dispatch};

/// Batches below this are compared as they stand.
pub const FEW: usize = 64;

/// Twice the number of constants below each value, and one more where the value is a constant itself. `None` for columns
/// that are not held as the constants of their type are.
pub fn ranks(column: &Column, ty: &Ty, constants: &[i64]) -> Option<Vec<u16>> {
    let rank = |value: i64| {
        let below = constants.partition_point(|&constant| constant < value);
        (2 * below + usize::from(constants.get(below) == Some(&value))) as u16
    };
    match (&column.data, ty) {
        (Data::Int(values), Ty::Int) | (Data::Decimal(Decimals::Scaled(values)), Ty::Decimal) => {
            Some(values.iter().map(|&n| rank(n)).collect())
        }
        (Data::Date(days), Ty::Date) => Some(days.iter().map(|&day| rank(day.into())).collect()),
        _ => None,
    }
}

/// The rank of a constant itself.
pub fn rank_of(constants: &[i64], constant: i64) -> Option<u16> {
    constants.binary_search(&constant).ok().map(|place| 2 * place as u16 + 1)
}

/// How the values with these ranks compare with the constant of a rank.
pub fn compare(op: CompareOp, ranks: &[u16], states: &[u8], rank: u16) -> Vec<u8> {
    let (from, not) = match op {
        CompareOp::Eq => return dispatch!(Level::new(), simd => equal(simd, ranks, states, rank, 0)),
        CompareOp::Ne => return dispatch!(Level::new(), simd => equal(simd, ranks, states, rank, 1)),
        CompareOp::Ge => (rank, 0),
        CompareOp::Gt => (rank + 1, 0),
        CompareOp::Lt => (rank, 1),
        CompareOp::Le => (rank + 1, 1),
    };
    dispatch!(Level::new(), simd => at_least(simd, ranks, states, from, not))
}

/// The truth of a comparison; unknown where there is no value.
#[inline(always)]
fn truth(holds: bool, not: u8, state: u8) -> u8 {
    let known = (u8::from(holds) ^ not) << 1;
    if state == 0 { known } else { 1 }
}

#[inline(always)]
fn at_least<S: Simd>(_simd: S, ranks: &[u16], states: &[u8], from: u16, not: u8) -> Vec<u8> {
    ranks.iter().zip(states).map(|(&rank, &state)| truth(rank >= from, not, state)).collect()
}

#[inline(always)]
fn equal<S: Simd>(_simd: S, ranks: &[u16], states: &[u8], wanted: u16, not: u8) -> Vec<u8> {
    ranks.iter().zip(states).map(|(&rank, &state)| truth(rank == wanted, not, state)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn ranks_compare_as_values_do(
            values in prop::collection::vec((-9i64..9, 0u8..3), 0..100),
            mut constants in prop::collection::vec(-9i64..9, 1..12),
        ) {
            constants.sort_unstable();
            constants.dedup();
            let (numbers, states): (Vec<i64>, Vec<u8>) = values.into_iter().unzip();
            let column = Column { states: states.clone(), data: Data::Int(numbers.clone()) };
            let ranks = ranks(&column, &Ty::Int, &constants).expect("whole numbers");
            for &k in &constants {
                let rank = rank_of(&constants, k).expect("one of them");
                for (op, holds) in [
                    (CompareOp::Eq, (|x, k| x == k) as fn(i64, i64) -> bool),
                    (CompareOp::Ne, |x, k| x != k),
                    (CompareOp::Lt, |x, k| x < k),
                    (CompareOp::Le, |x, k| x <= k),
                    (CompareOp::Gt, |x, k| x > k),
                    (CompareOp::Ge, |x, k| x >= k),
                ] {
                    let one = |(&x, &state): (&i64, &u8)| if state == 0 { u8::from(holds(x, k)) * 2 } else { 1 };
                    let expected: Vec<u8> = numbers.iter().zip(&states).map(one).collect();
                    prop_assert_eq!(compare(op, &ranks, &states, rank), expected);
                }
            }
        }
    }
}

//! Aggregates as partial states: what is sure, what is open, and the bounds that follow.

use super::RowAt;
use super::scalar::Scalar;
use crate::plan::graph::NodeId;
use crate::semantic::model::AggregateKind;
use crate::value::{Decimal, Missing, Truth, Ty};
use std::borrow::Cow;
use std::cmp::Ordering;

use super::values::{Values, all_are};

/// What was seen of the rows of one key. States merge in any order to the same result.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Rows whose condition holds, by the truth of `that`; rows without a `that` count as yes.
    sure: [u64; 3],
    /// Rows whose condition is unknown, likewise.
    open: [u64; 3],
    extent: Option<Box<Extent>>,
    /// The row to show for it: the first that counts, or the one that has the extreme value.
    witness: Option<RowAt>,
    /// The first row that leaves the answer open.
    open_witness: Option<RowAt>,
}

/// The values that an aggregate sums or orders.
#[derive(Clone, Debug, Default)]
struct Extent {
    known: Known,
    /// The values of open rows.
    open: Vec<Number>,
    /// A row that surely counts has no value; the first reason seen.
    lacking: Option<Missing>,
    open_lacking: Option<Missing>,
}

/// What the rows that surely count come to.
#[derive(Clone, Copy, Debug, Default)]
enum Known {
    #[default]
    Nothing,
    Sum(Sum),
    /// The least or the greatest, as the aggregate asks.
    Extreme(Number),
}

/// A sum, or that it has overflowed.
#[derive(Clone, Copy, Debug)]
enum Sum {
    Exact(Decimal),
    Overflow,
}

impl Default for Sum {
    fn default() -> Sum {
        Sum::Exact(Decimal::ZERO)
    }
}

impl Sum {
    fn add(self, n: Decimal) -> Sum {
        match self {
            Sum::Exact(sum) => sum.checked_add(n).map_or(Sum::Overflow, Sum::Exact),
            Sum::Overflow => Sum::Overflow,
        }
    }

    fn value(self) -> Result<Decimal, Missing> {
        match self {
            Sum::Exact(sum) => Ok(sum),
            Sum::Overflow => Err(Missing::Overflow),
        }
    }
}

/// A value that can be summed or ordered.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Number {
    Int(i64),
    Decimal(Decimal),
    Date(i32),
}

impl Number {
    fn of(scalar: Scalar) -> Option<Number> {
        Some(match scalar {
            Scalar::Int(n) => Number::Int(n),
            Scalar::Decimal(n) => Number::Decimal(n),
            Scalar::Date(day) => Number::Date(day),
            _ => return None,
        })
    }

    fn scalar(self) -> Scalar<'static> {
        match self {
            Number::Int(n) => Scalar::Int(n),
            Number::Decimal(n) => Scalar::Decimal(n),
            Number::Date(day) => Scalar::Date(day),
        }
    }

    fn decimal(self) -> Decimal {
        self.scalar().number().unwrap_or(Decimal::ZERO)
    }

    fn cmp(self, other: Number) -> Ordering {
        self.scalar().compare(other.scalar()).unwrap_or(Ordering::Equal)
    }
}

/// How the extreme that is asked for stands to other values; `None` where none is.
fn order_wanted(kind: AggregateKind) -> Option<Ordering> {
    match kind {
        AggregateKind::Min => Some(Ordering::Less),
        AggregateKind::Max => Some(Ordering::Greater),
        _ => None,
    }
}

fn better(old: Option<Number>, new: Number, wanted: Ordering) -> bool {
    old.is_none_or(|old| new.cmp(old) == wanted)
}

/// Which nodes a tally reads of the aggregated rows.
#[derive(Clone, Copy)]
pub struct Inputs {
    pub kind: AggregateKind,
    pub condition: Option<NodeId>,
    pub that: Option<NodeId>,
    pub value: Option<NodeId>,
}

/// The values of [`Inputs`] over a batch.
pub struct Counted<'v> {
    kind: AggregateKind,
    condition: Option<Cow<'v, [u8]>>,
    that: Option<Cow<'v, [u8]>>,
    value: Option<NodeId>,
    values: &'v Values<'v>,
}

impl Inputs {
    pub fn ensure(&self, values: &mut Values) {
        [self.condition, self.that, self.value].into_iter().flatten().for_each(|node| values.ensure(node));
    }

    /// [`Inputs::ensure`] where a row of the batch may count; otherwise false, and nothing beyond the condition is
    /// computed.
    pub fn ensure_if_any(&self, values: &mut Values) -> bool {
        if let Some(node) = self.condition {
            values.ensure(node);
            if all_are(&values.truths(node), Truth::No) {
                return false;
            }
        }
        self.ensure(values);
        true
    }

    /// The computed values; [`Inputs::ensure`] comes before.
    pub fn read<'v>(&self, values: &'v Values<'v>) -> Counted<'v> {
        Counted {
            kind: self.kind,
            condition: self.condition.map(|node| values.truths(node)),
            that: self.that.map(|node| values.truths(node)),
            value: self.value,
            values,
        }
    }
}

/// The entry of a row that belongs to none.
pub const NO_ENTRY: u32 = u32::MAX;

/// Beyond so many entries rows are counted one by one.
const FEW: usize = 256;

/// Counts the rows of a batch, the first of which is `at`: each into the tally of its entry.
pub fn add_all(tallies: &mut [Tally], inputs: &Counted, entries: &[u32], at: RowAt) {
    let at = |row: usize| RowAt { row: at.row + row as u32, ..at };
    let rows = entries.iter().enumerate().filter(|(_, entry)| **entry != NO_ENTRY);
    if inputs.value.is_some() || tallies.len() > FEW {
        rows.for_each(|(row, &entry)| tallies[entry as usize].add(inputs, row, at(row)));
        return;
    }
    // The first row of each kind may be one to show; of the others only the number matters.
    let mut counts = vec![[0u32; 9]; tallies.len()];
    for (row, &entry) in rows {
        let (condition, that) = inputs.truths(row);
        let count = &mut counts[entry as usize][usize::from(condition * 3 + that)];
        if *count == 0 {
            tallies[entry as usize].add(inputs, row, at(row));
        }
        *count += 1;
    }
    for (tally, counts) in tallies.iter_mut().zip(&counts) {
        for that in 0..3 {
            tally.open[that] += u64::from(counts[3 + that].saturating_sub(1));
            tally.sure[that] += u64::from(counts[6 + that].saturating_sub(1));
        }
    }
}

impl Counted<'_> {
    /// The truths of the condition and of what is counted, as bytes.
    #[inline(always)]
    fn truths(&self, row: usize) -> (u8, u8) {
        let truth = |bytes: &Option<Cow<[u8]>>| bytes.as_ref().map_or(Truth::Yes as u8, |bytes| bytes[row]);
        (truth(&self.condition), truth(&self.that))
    }
}

impl Tally {
    /// Counts a row of the aggregated table.
    pub fn add(&mut self, inputs: &Counted, row: usize, at: RowAt) {
        let (condition, that) = inputs.truths(row);
        let (condition, that) = (Truth::from_byte(condition), Truth::from_byte(that));
        match condition {
            Truth::No => return,
            Truth::Yes => self.sure[that as usize] += 1,
            Truth::Unknown => self.open[that as usize] += 1,
        }
        let open = condition == Truth::Unknown || that == Truth::Unknown;
        if open && self.open_witness.is_none_or(|known| at < known) {
            self.open_witness = Some(at);
        }
        let mut shown = match inputs.kind {
            AggregateKind::Every | AggregateKind::Share => that != Truth::Yes,
            _ => condition == Truth::Yes,
        } && self.witness.is_none_or(|known| at < known);
        if let Some(node) = inputs.value {
            shown = self.extent.get_or_insert_default().add(inputs.kind, condition, inputs.values.scalar(node, row))
                || shown && self.witness.is_none();
        }
        if shown {
            self.witness = Some(at);
        }
    }

    /// A row to show: one that leaves the answer open, if one is asked for and there is one.
    pub fn witness(&self, open: bool) -> Option<RowAt> {
        self.open_witness.filter(|_| open).or(self.witness)
    }

    /// Takes in what was seen of other rows.
    pub fn merge(&mut self, other: Tally, kind: AggregateKind) {
        let has_extent = other.extent.is_some();
        self.open_witness = match (self.open_witness, other.open_witness) {
            (Some(ours), Some(theirs)) => Some(ours.min(theirs)),
            (ours, theirs) => ours.or(theirs),
        };
        for truth in 0..3 {
            self.sure[truth] += other.sure[truth];
            self.open[truth] += other.open[truth];
        }
        let better_extreme = match (&mut self.extent, other.extent) {
            (_, None) => false,
            (None, Some(theirs)) => {
                self.extent = Some(theirs);
                true
            }
            (Some(ours), Some(theirs)) => ours.merge(*theirs, kind),
        };
        let earlier = match (self.witness, other.witness) {
            (None, Some(_)) => true,
            (Some(ours), Some(theirs)) if !has_extent => theirs < ours,
            _ => better_extreme && other.witness.is_some(),
        };
        if earlier {
            self.witness = other.witness;
        }
    }

    fn count(&self) -> (u64, u64) {
        let sure = self.sure.iter().sum::<u64>();
        (sure, sure + self.open.iter().sum::<u64>())
    }

    /// The truth of `exists` and `every`.
    pub fn truth(&self, kind: AggregateKind) -> Truth {
        let (low, high) = self.count();
        let [no, unknown, yes] = [0, 1, 2];
        match kind {
            AggregateKind::Every if self.sure[no] > 0 => Truth::No,
            AggregateKind::Every if self.sure[unknown] + self.open[no] + self.open[unknown] > 0 => Truth::Unknown,
            AggregateKind::Every => Truth::Yes,
            _ if low > 0 => Truth::Yes,
            _ if high > 0 => Truth::Unknown,
            _ => {
                debug_assert_eq!(self.sure[yes], 0);
                Truth::No
            }
        }
    }

    /// The bounds of the other kinds; a bound that is not known is missing with its reason.
    pub fn bounds(&self, kind: AggregateKind, ty: &Ty) -> [Result<Scalar<'static>, Missing>; 2] {
        let (low, high) = self.count();
        match kind {
            AggregateKind::Count => [low, high].map(|n| Ok(Scalar::Int(n as i64))),
            AggregateKind::Share => self.share(),
            _ => {
                let empty = Extent::default();
                let extent = self.extent.as_deref().unwrap_or(&empty);
                match kind {
                    AggregateKind::Sum => extent.sum_bounds(ty),
                    AggregateKind::Mean => extent.mean_bounds(low),
                    _ => extent.extreme_bounds(kind, low, high),
                }
            }
        }
    }

    /// Open rows are taken in or left out, and open answers read, as makes the share least and greatest.
    fn share(&self) -> [Result<Scalar<'static>, Missing>; 2] {
        let ([no, unknown, yes], [open_no, open_unknown, open_yes]) = (self.sure, self.open);
        if no + unknown + yes == 0 {
            let why = if open_no + open_unknown + open_yes == 0 { Missing::NoRows } else { Missing::Undecided };
            return [Err(why); 2];
        }
        let ratio = |part: u64, whole: u64| {
            let quotient = Decimal::from(part as i64).checked_div(Decimal::from(whole as i64));
            quotient.map(Scalar::Decimal).ok_or(Missing::NoRows)
        };
        let sure = no + unknown + yes;
        [
            ratio(yes, sure + open_no + open_unknown),
            ratio(yes + unknown + open_yes + open_unknown, sure + open_yes + open_unknown),
        ]
    }
}

impl Extent {
    /// Takes a row in; true when it holds the extreme that is asked for.
    fn add(&mut self, kind: AggregateKind, condition: Truth, value: Result<Scalar, Missing>) -> bool {
        let number = value.and_then(|scalar| Number::of(scalar).ok_or(Missing::NoResult));
        match (condition, number) {
            (Truth::Yes, Ok(number)) => match order_wanted(kind) {
                Some(wanted) => self.reach(number, wanted),
                None => {
                    self.known = Known::Sum(self.sum().add(number.decimal()));
                    false
                }
            },
            (Truth::Yes, Err(why)) => {
                self.lacking.get_or_insert(why);
                false
            }
            (_, Ok(number)) => {
                self.open.push(number);
                false
            }
            (_, Err(why)) => {
                self.open_lacking.get_or_insert(why);
                false
            }
        }
    }

    /// Takes in a value that may be the extreme; true when it is.
    fn reach(&mut self, number: Number, wanted: Ordering) -> bool {
        let reached = better(self.extreme(), number, wanted);
        if reached {
            self.known = Known::Extreme(number);
        }
        reached
    }

    fn sum(&self) -> Sum {
        match self.known {
            Known::Sum(sum) => sum,
            _ => Sum::default(),
        }
    }

    fn extreme(&self) -> Option<Number> {
        match self.known {
            Known::Extreme(number) => Some(number),
            _ => None,
        }
    }

    /// True when the extreme is that of the other rows.
    fn merge(&mut self, other: Extent, kind: AggregateKind) -> bool {
        self.open.extend_from_slice(&other.open);
        self.lacking = self.lacking.or(other.lacking);
        self.open_lacking = self.open_lacking.or(other.open_lacking);
        match other.known {
            Known::Nothing => false,
            Known::Sum(theirs) => {
                self.known = Known::Sum(match theirs {
                    Sum::Exact(n) => self.sum().add(n),
                    Sum::Overflow => Sum::Overflow,
                });
                false
            }
            Known::Extreme(number) => order_wanted(kind).is_some_and(|wanted| self.reach(number, wanted)),
        }
    }

    fn sum_bounds(&self, ty: &Ty) -> [Result<Scalar<'static>, Missing>; 2] {
        if let Some(why) = self.lacking.or(self.open_lacking) {
            return [Err(why); 2];
        }
        let with = |wanted: Ordering| {
            let taken = self.open.iter().map(|n| n.decimal()).filter(|n| n.cmp(&Decimal::ZERO) == wanted);
            let sum = taken.fold(self.sum(), Sum::add).value()?;
            match ty {
                Ty::Int => sum.to_int().map(Scalar::Int).ok_or(Missing::Overflow),
                _ => Ok(Scalar::Decimal(sum)),
            }
        };
        [with(Ordering::Less), with(Ordering::Greater)]
    }

    /// `least` and `greatest` of the sure rows bound it on one side, those of the open rows on the other.
    fn extreme_bounds(&self, kind: AggregateKind, low: u64, high: u64) -> [Result<Scalar<'static>, Missing>; 2] {
        if low == 0 {
            return [Err(if high == 0 { Missing::NoRows } else { Missing::Undecided }); 2];
        }
        let (sure, wanted) = (self.extreme(), order_wanted(kind).unwrap_or(Ordering::Greater));
        let inner = sure.map(Number::scalar).ok_or(self.lacking.unwrap_or(Missing::Undecided));
        let outer = match self.lacking.or(self.open_lacking) {
            Some(why) => Err(why),
            None => {
                let far = self.open.iter().fold(sure, |far, &n| if better(far, n, wanted) { Some(n) } else { far });
                far.map(Number::scalar).ok_or(Missing::Undecided)
            }
        };
        match kind {
            AggregateKind::Min => [outer, inner],
            _ => [inner, outer],
        }
    }

    fn mean_bounds(&self, low: u64) -> [Result<Scalar<'static>, Missing>; 2] {
        if low == 0 {
            let why =
                if self.open.is_empty() && self.open_lacking.is_none() { Missing::NoRows } else { Missing::Undecided };
            return [Err(why); 2];
        }
        if let Some(why) = self.lacking.or(self.open_lacking) {
            return [Err(why); 2];
        }
        let sure = self.sum().value();
        if self.open.is_empty() {
            let mean = sure
                .and_then(|sum| sum.checked_div(Decimal::from(low as i64)).ok_or(Missing::Overflow))
                .map(Scalar::Decimal);
            return [mean; 2];
        }
        let mut open: Vec<Decimal> = self.open.iter().map(|n| n.decimal()).collect();
        open.sort();
        // Open rows are taken in from one end as long as they pull the mean further that way.
        let pulled = |ends: &mut dyn Iterator<Item = &Decimal>, wanted: Ordering| {
            let (mut sum, mut count) = (sure?, low as i64);
            let mean = |sum: Decimal, count: i64| sum.checked_div(Decimal::from(count)).ok_or(Missing::Overflow);
            for &n in ends {
                if n.cmp(&mean(sum, count)?) != wanted {
                    break;
                }
                sum = sum.checked_add(n).ok_or(Missing::Overflow)?;
                count += 1;
            }
            mean(sum, count).map(Scalar::Decimal)
        };
        [pulled(&mut open.iter(), Ordering::Less), pulled(&mut open.iter().rev(), Ordering::Greater)]
    }
}

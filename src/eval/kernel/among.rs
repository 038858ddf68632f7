//! Whether values are among constants. What is worked out of the constants is kept from one batch to the next: lists of
//! many thousands are usual where codes are written out in a rule.

use super::{plain, word};
use crate::data::WordList;
use crate::data::column::{Column, Data, Texts};
use crate::data::word_list::FEW;
use crate::eval::scalar::Scalar;
use crate::eval::values::{Slot, Values};
use crate::plan::graph::NodeId;
use crate::value::{Truth, Value};
use std::cmp::Ordering;
use std::sync::OnceLock;

/// The constants of a list in the forms that columns are held against, each made when it is first asked for.
#[derive(Debug, Default)]
pub struct Constants {
    codes: OnceLock<Option<Codes>>,
    texts: OnceLock<Option<(WordList, u64)>>,
    points: OnceLock<Points>,
    order: OnceLock<Option<Vec<u32>>>,
}

/// Constants of one plain type, in order.
#[derive(Debug)]
enum Points {
    Ints(Vec<i64>),
    Days(Vec<i32>),
    Other,
}

impl Points {
    fn of(list: &[Value]) -> Points {
        let ints = list.iter().map(|value| match value {
            Value::Int(number) => Some(*number),
            _ => None,
        });
        let days = list.iter().map(|value| match value {
            Value::Date(day) => Some(day.0),
            _ => None,
        });
        match (ints.collect::<Option<Vec<_>>>(), days.collect::<Option<Vec<_>>>()) {
            (Some(mut ints), _) => {
                ints.sort_unstable();
                Points::Ints(ints)
            }
            (_, Some(mut days)) => {
                days.sort_unstable();
                Points::Days(days)
            }
            _ => Points::Other,
        }
    }
}

/// Whether each value is one of some, which stand in order.
fn points<T: Copy + Ord>(values: &[T], states: &[u8], wanted: &[T]) -> Vec<u8> {
    let mut truths = vec![Truth::No as u8; values.len()];
    if wanted.len() <= FEW {
        wanted.iter().for_each(|&point| {
            truths.iter_mut().zip(values).for_each(|(truth, &value)| *truth |= u8::from(value == point) * 2);
        });
    } else {
        let truth = |value: &T| Truth::from(wanted.binary_search(value).is_ok()) as u8;
        truths.iter_mut().zip(values).for_each(|(known, value)| *known = truth(value));
    }
    known(truths, states)
}

/// Truths of values, some of which are missing.
fn known(mut truths: Vec<u8>, states: &[u8]) -> Vec<u8> {
    let unknown = Truth::Unknown as u8;
    truths.iter_mut().zip(states).for_each(|(truth, &state)| *truth = if state == 0 { *truth } else { unknown });
    truths
}

/// Numbers of codes.
#[derive(Debug)]
enum Codes {
    /// Gone through for every row: such loops take many rows at once.
    Few(Vec<u16>),
    /// By number, whether it is one of them, and last of all that what is beyond is not.
    Many(Vec<u8>),
}

/// The longest list that is [`Codes::Few`].
const SHORT: usize = 8;

impl Codes {
    fn new(wanted: Vec<u16>) -> Codes {
        if wanted.len() <= SHORT {
            return Codes::Few(wanted);
        }
        let most = wanted.iter().copied().max().map_or(0, usize::from);
        let mut table = vec![Truth::No as u8; most + 2];
        wanted.iter().for_each(|&number| table[usize::from(number)] = Truth::Yes as u8);
        Codes::Many(table)
    }

    /// Whether each code is one of them.
    fn hold(&self, codes: &[u16], states: &[u8]) -> Vec<u8> {
        let mut truths = vec![Truth::No as u8; codes.len()];
        match self {
            Codes::Few(wanted) => wanted.iter().for_each(|&number| {
                truths.iter_mut().zip(codes).for_each(|(truth, &code)| *truth |= (code == number) as u8 * 2);
            }),
            Codes::Many(table) => {
                let last = table.len() - 1;
                truths.iter_mut().zip(codes).for_each(|(truth, &code)| *truth = table[usize::from(code).min(last)]);
            }
        }
        known(truths, states)
    }
}

/// Whether a value is one of constants, those of the node `id`.
pub fn one_of(values: &Values, id: NodeId, a: NodeId, list: &[Value]) -> Slot {
    let constants = values.ground.constants(id);
    match plain(values, a) {
        Some(Column { states, data: Data::Code(codes) }) => {
            let wanted = || {
                let number = |value: &Value| match value {
                    Value::Code(_, number) => Some(*number),
                    Value::Text(text) => word(values, a, text),
                    _ => None,
                };
                list.iter().map(number).collect::<Option<Vec<u16>>>().map(Codes::new)
            };
            if let Some(wanted) = constants.codes.get_or_init(wanted) {
                return Slot::truth(wanted.hold(codes, states));
            }
        }
        Some(Column { states, data: Data::Text(texts) }) => {
            if let Some((words, lengths)) = constants.texts.get_or_init(|| words(list)) {
                let is_one = |text: &[u8]| words.place(text).is_some();
                return Slot::truth(texts_among(values, texts, states, *lengths, Truth::Yes, is_one));
            }
        }
        Some(Column { states, data }) => match (data, constants.points.get_or_init(|| Points::of(list))) {
            (Data::Int(numbers), Points::Ints(wanted)) => return Slot::truth(points(numbers, states, wanted)),
            (Data::Date(days), Points::Days(wanted)) => return Slot::truth(points(days, states, wanted)),
            _ => {}
        },
        None => {}
    }
    let order = constants.order.get_or_init(|| order(list));
    let equal = |place: usize, value: Scalar| Scalar::of_value(&list[place])?.compare(value);
    let is_one = |value: Scalar| match order {
        Some(order) => order.binary_search_by(|&place| equal(place as usize, value).unwrap_or(Ordering::Less)).is_ok(),
        None => (0..list.len()).any(|place| equal(place, value) == Some(Ordering::Equal)),
    };
    let truth = |row: usize| match values.scalar(a, row) {
        Ok(value) => Truth::from(is_one(value)) as u8,
        Err(_) => Truth::Unknown as u8,
    };
    Slot::truth((0..values.len).map(truth).collect())
}

/// Constants that are all texts, and which lengths they have (see [`length_of`]).
fn words(list: &[Value]) -> Option<(WordList, u64)> {
    let text = |value: &Value| match value {
        Value::Text(text) => Some(text.to_string()),
        _ => None,
    };
    let texts: Vec<String> = list.iter().map(text).collect::<Option<_>>()?;
    let lengths = texts.iter().fold(0, |mask, text| mask | length_of(text.as_bytes()));
    Some((WordList::new(texts), lengths))
}

/// The places of more than a few constants of one type, in the order of their values.
fn order(list: &[Value]) -> Option<Vec<u32>> {
    let first = Scalar::of_value(list.first()?)?;
    let one_type = |value: &Value| Scalar::of_value(value).and_then(|value| value.compare(first)).is_some();
    if list.len() <= FEW || !list.iter().all(one_type) {
        return None;
    }
    let compare = |a: &u32, b: &u32| {
        let value = |place: &u32| Scalar::of_value(&list[*place as usize]);
        value(a).zip(value(b)).and_then(|(a, b)| a.compare(b)).unwrap_or(Ordering::Equal)
    };
    let mut places: Vec<u32> = (0..list.len() as u32).collect();
    places.sort_by(compare);
    Some(places)
}

/// A mask with the bit of a text's length; those of 63 bytes and more share one.
pub fn length_of(text: &[u8]) -> u64 {
    1 << text.len().min(63)
}

/// `yes` for each text that is one of some, the opposite for each other; what has a length that none of them has is never
/// looked at.
pub fn texts_among(
    values: &Values,
    texts: &Texts,
    states: &[u8],
    lengths: u64,
    yes: Truth,
    is_one: impl Fn(&[u8]) -> bool,
) -> Vec<u8> {
    let (yes, no) = (yes as u8, !yes as u8);
    let mut truths = Vec::with_capacity(states.len());
    texts.each(values.text(), |row, bytes| {
        truths.push(if states[row] != 0 {
            Truth::Unknown as u8
        } else if lengths & length_of(bytes) != 0 && is_one(bytes) {
            yes
        } else {
            no
        });
    });
    truths
}

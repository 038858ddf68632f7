//! Texts that cells are held against, found by their places.

use super::column::same;
use hashbrown::{DefaultHashBuilder, HashTable};
use std::hash::BuildHasher;

/// A text is held against each of so many in turn; beyond, hashing it is quicker.
pub const FEW: usize = 16;

/// Different texts, in order.
#[derive(Clone, Debug, Default)]
pub struct WordList {
    sorted: Vec<String>,
    hasher: DefaultHashBuilder,
    /// The places of more than a few, by their hashes.
    places: HashTable<u32>,
}

impl WordList {
    pub fn new(mut words: Vec<String>) -> WordList {
        words.sort_unstable();
        words.dedup();
        let mut list = WordList { sorted: words, ..WordList::default() };
        if list.sorted.len() > FEW {
            let hash = |place: &u32| list.hasher.hash_one(list.sorted[*place as usize].as_bytes());
            (0..list.sorted.len() as u32).for_each(|place| {
                list.places.insert_unique(hash(&place), place, hash);
            });
        }
        list
    }

    /// The place of a text among those in order.
    #[inline]
    pub fn place(&self, text: &[u8]) -> Option<usize> {
        if self.sorted.len() <= FEW {
            return self.sorted.iter().position(|word| same(word.as_bytes(), text));
        }
        let is = |place: &u32| same(self.sorted[*place as usize].as_bytes(), text);
        self.places.find(self.hasher.hash_one(text), is).map(|place| *place as usize)
    }

    pub fn count(&self) -> usize {
        self.sorted.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_found_in_lists_of_every_length() {
        for length in [0, 1, FEW, FEW + 1, 5000] {
            let words: Vec<String> = (0..length).rev().map(|number| format!("w{number:05}")).collect();
            let list = WordList::new([words.clone(), words].concat());
            assert_eq!(list.count(), length);
            for number in 0..length {
                assert_eq!(list.place(format!("w{number:05}").as_bytes()), Some(number));
            }
            assert_eq!([&b""[..], b"w", b"w99999", b"W00000"].map(|text| list.place(text)), [None; 4]);
        }
    }
}

//! A hash table from key bytes to something, with the keys in one buffer.

use crate::data::column::{ends, same};
use hashbrown::{DefaultHashBuilder, HashTable};
use std::hash::BuildHasher;

/// Keys that [`Keyed::entry`] met last and finds again without a hash; a power of two.
const RECENT: usize = 64;

/// Where a key that was met before stands.
#[derive(Clone, Copy, Debug)]
struct Recent {
    ends: (u64, u64),
    length: u32,
    entry: u32,
}

/// Entries by key, numbered in the order in which they were first seen.
#[derive(Clone, Debug, Default)]
pub struct Keyed<T> {
    table: HashTable<u32>,
    bytes: Vec<u8>,
    /// Where each key ends in `bytes`.
    ends: Vec<u32>,
    pub entries: Vec<T>,
    hasher: DefaultHashBuilder,
    /// By the ends of keys; empty until the first is asked for.
    recent: Vec<Recent>,
}

impl<T> Keyed<T> {
    pub fn key(&self, entry: usize) -> &[u8] {
        key(&self.bytes, &self.ends, entry)
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn find(&self, wanted: &[u8]) -> Option<usize> {
        let hash = self.hasher.hash_one(wanted);
        let found = self.table.find(hash, |&entry| same(key(&self.bytes, &self.ends, entry as usize), wanted));
        found.map(|&entry| entry as usize)
    }

    pub fn get(&self, wanted: &[u8]) -> Option<&T> {
        self.find(wanted).map(|entry| &self.entries[entry])
    }

    /// The number of the key's entry, made by `new` when there is none yet.
    pub fn entry(&mut self, wanted: &[u8], new: impl FnOnce() -> T) -> usize {
        let (ends, length) = (ends(wanted), wanted.len() as u32);
        let mixed = (ends.0 ^ ends.1.rotate_left(29) ^ u64::from(length)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let slot = (mixed >> 58) as usize;
        if let Some(known) = self.recent.get(slot)
            && (known.ends, known.length) == (ends, length)
            && (length <= 16 || same(self.key(known.entry as usize), wanted))
        {
            return known.entry as usize;
        }
        let entry = self.entry_by_hash(wanted, new);
        self.recent.resize(RECENT, Recent { ends: (0, 0), length: u32::MAX, entry: 0 });
        self.recent[slot] = Recent { ends, length, entry: entry as u32 };
        entry
    }

    fn entry_by_hash(&mut self, wanted: &[u8], new: impl FnOnce() -> T) -> usize {
        let hash = self.hasher.hash_one(wanted);
        if let Some(&entry) = self.table.find(hash, |&entry| same(key(&self.bytes, &self.ends, entry as usize), wanted))
        {
            return entry as usize;
        }
        let entry = self.entries.len();
        self.bytes.extend_from_slice(wanted);
        self.ends.push(self.bytes.len() as u32);
        self.entries.push(new());
        let (bytes, ends, hasher) = (&self.bytes, &self.ends, &self.hasher);
        self.table.insert_unique(hash, entry as u32, |&old| hasher.hash_one(key(bytes, ends, old as usize)));
        entry
    }
}

fn key<'b>(bytes: &'b [u8], ends: &[u32], entry: usize) -> &'b [u8] {
    let start = if entry == 0 { 0 } else { ends[entry - 1] as usize };
    &bytes[start..ends[entry] as usize]
}

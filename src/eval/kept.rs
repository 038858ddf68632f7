//! Parts of tables that findings lead to. A finding of one row may rest on a row of another table that stands anywhere in
//! it, and a part is read whole; so those that are asked for again are kept, for all who look.

use crate::data::Chunk;
use crate::value::TableId;
use hashbrown::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Bytes of memory that kept parts take together.
const MOST: usize = 64 << 20;

/// The parts that are kept.
#[derive(Debug, Default)]
pub struct Kept(Mutex<Parts>);

/// A table and the number of its part.
type Name = (TableId, u32);

#[derive(Debug, Default)]
struct Parts {
    /// Those that were read once. Whoever goes through a table reads each part once, and nothing is kept for that.
    read: HashSet<Name>,
    /// Each with the time when it was last asked for.
    kept: HashMap<Name, (Arc<Chunk>, u64)>,
    time: u64,
    bytes: usize,
}

impl Kept {
    fn parts(&self) -> MutexGuard<'_, Parts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A part, if it is kept.
    pub fn get(&self, table: TableId, part: u32) -> Option<Arc<Chunk>> {
        let mut parts = self.parts();
        parts.time += 1;
        let now = parts.time;
        let (chunk, asked) = parts.kept.get_mut(&(table, part))?;
        *asked = now;
        Some(chunk.clone())
    }

    /// Takes in a part that was read, where it was read before. Those that nobody has asked for longest make room.
    pub fn was_read(&self, table: TableId, part: u32, chunk: &Arc<Chunk>) {
        let (name, bytes) = ((table, part), chunk.memory());
        let mut parts = self.parts();
        if parts.read.insert(name) || bytes > MOST || parts.kept.contains_key(&name) {
            return;
        }
        while parts.bytes + bytes > MOST {
            let Some((&oldest, _)) = parts.kept.iter().min_by_key(|(_, (_, asked))| *asked) else { break };
            parts.bytes -= parts.kept.remove(&oldest).map_or(0, |(chunk, _)| chunk.memory());
        }
        parts.bytes += bytes;
        let now = parts.time;
        parts.kept.insert(name, (chunk.clone(), now));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_again_is_kept_until_others_need_the_room() {
        let kept = Kept::default();
        let chunk = |part: u32| Arc::new(Chunk { part, text: vec![0; MOST / 4], ..Chunk::default() });
        let is_kept = |part: u32| kept.get(TableId(0), part).is_some_and(|chunk| chunk.part == part);
        kept.was_read(TableId(0), 0, &chunk(0));
        assert!(!is_kept(0), "read once");
        for part in [0, 1, 1, 2, 2, 3, 3] {
            kept.was_read(TableId(0), part, &chunk(part));
        }
        assert!((0..4).all(is_kept) && is_kept(0));
        kept.was_read(TableId(0), 4, &chunk(4));
        kept.was_read(TableId(0), 4, &chunk(4));
        assert_eq!([0, 1, 2, 3, 4].map(is_kept), [true, false, true, true, true]);
        assert!(kept.get(TableId(1), 0).is_none());
        // What has no room at all is not taken in, and pushes nothing out.
        let large = Arc::new(Chunk { text: vec![0; MOST + 1], ..Chunk::default() });
        kept.was_read(TableId(0), 5, &large);
        kept.was_read(TableId(0), 5, &large);
        assert!(!is_kept(5) && is_kept(0));
    }
}

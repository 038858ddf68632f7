//! Which columns tell rows apart.

use super::field::{Column, Type};
use crate::data::infer::Facts;
use crate::data::{Chunk, Reader};
use hashbrown::HashSet;
use std::hash::{BuildHasher, Hasher};

/// Columns that are tried in pairs, and rows up to which they are.
const PAIRED: usize = 12;
const ROWS: u64 = 200_000;
/// Rows of a table that is too small to tell.
const FEW: u64 = 2;

/// The columns of the likeliest key: one that is filled in and different everywhere, the likeliest name first;
/// otherwise two together; none where there is no such pair.
pub fn find(reader: &dyn Reader, facts: &Facts, columns: &[Column]) -> Vec<usize> {
    if facts.rows < FEW {
        return Vec::new();
    }
    let alone = |column: &Column| {
        let distinct = column.values.as_ref().map_or(0, Vec::len) as u64;
        could_name(column) && distinct == facts.rows
    };
    let mut single: Vec<usize> = (0..columns.len()).filter(|&place| alone(&columns[place])).collect();
    single.sort_by_key(|&place| (!sounds_like_key(&columns[place]), place));
    if let Some(&place) = single.first() {
        return vec![place];
    }
    if facts.rows > ROWS {
        return Vec::new();
    }
    let mut candidates: Vec<usize> = (0..columns.len()).filter(|&place| could_name(&columns[place])).collect();
    candidates.sort_by_key(|&place| (!sounds_like_key(&columns[place]), place));
    candidates.truncate(PAIRED);
    pair(reader, &candidates).unwrap_or_default()
}

/// Whether a column could be a key: filled in everywhere, and of a kind that names things.
fn could_name(column: &Column) -> bool {
    let short = column.lengths.is_some_and(|(_, longest)| longest <= 80);
    let kind = matches!(column.ty, Type::Text { .. } | Type::Integer | Type::Date | Type::Codes(_));
    column.required && short && kind && column.not_stated.is_empty() && column.not_relevant.is_empty()
}

fn sounds_like_key(column: &Column) -> bool {
    let name = &column.name;
    let parts = || name.split(['_', '-']);
    parts().any(|part| matches!(part, "id" | "nr" | "nummer" | "kode" | "code" | "key" | "orgnr" | "uuid" | "number"))
        || ["nummer", "number", "orgnr", "kode", "code"].iter().any(|end| name.ends_with(end))
}

/// The first two candidates that tell all rows apart.
fn pair(reader: &dyn Reader, candidates: &[usize]) -> Option<Vec<usize>> {
    let pairs: Vec<(usize, usize)> =
        (0..candidates.len()).flat_map(|a| (a + 1..candidates.len()).map(move |b| (a, b))).collect();
    let mut seen: Vec<Option<HashSet<u64>>> = pairs.iter().map(|_| Some(HashSet::new())).collect();
    let state = std::hash::BuildHasherDefault::<std::hash::DefaultHasher>::default();
    let mut chunk = Chunk::default();
    for part in 0..reader.parts() {
        reader.read(part, &mut chunk);
        for row in 0..chunk.rows {
            let cells: Vec<String> = candidates.iter().map(|&at| chunk.text(row, at).trim().to_string()).collect();
            for ((a, b), known) in pairs.iter().zip(&mut seen) {
                let Some(set) = known else { continue };
                let mut hasher = state.build_hasher();
                hasher.write(cells[*a].as_bytes());
                hasher.write_u8(0xFF);
                hasher.write(cells[*b].as_bytes());
                // Equal hashes of different cells cost a guess, never a wrong one.
                if !set.insert(hasher.finish()) {
                    *known = None;
                }
            }
        }
    }
    let found = pairs.iter().zip(&seen).find(|(_, known)| known.is_some())?;
    let (a, b) = *found.0;
    let mut key = vec![candidates[a], candidates[b]];
    key.sort_unstable();
    Some(key)
}

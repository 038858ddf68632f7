//! Columns that hold few different cells: what a cell gives is worked out once a batch, and known by its bytes again.

use super::{Cells, Kernel};
use crate::data::Chunk;

/// Cells remembered; a power of two.
const REMEMBERED: usize = 256;

/// Batches below this are not worth a memory.
const FEW: usize = 16;

/// The length of an entry that remembers nothing.
const NOTHING: u32 = u32::MAX;

/// A cell and what it gave.
#[derive(Clone, Copy)]
struct Known {
    /// The first 16 bytes as numbers, zeros behind shorter cells.
    head: [u64; 2],
    length: u32,
    /// Where the cell stands in the chunk.
    at: u32,
    value: u16,
    state: u8,
}

const EMPTY: Known = Known { head: [0; 2], length: NOTHING, at: 0, value: 0, state: 0 };

/// All ones in so many low bytes.
const LOW: [u64; 9] = {
    let mut masks = [0; 9];
    let mut bytes = 1;
    while bytes < 9 {
        masks[bytes] = u64::MAX >> (64 - 8 * bytes);
        bytes += 1;
    }
    masks
};

/// The first 16 bytes of a cell.
#[inline(always)]
fn head(text: &[u8], at: usize, length: usize) -> [u64; 2] {
    // As two numbers from the first: an array of bytes would be taken apart byte by byte.
    let (low, high) = match text.get(at..).and_then(|rest| rest.first_chunk::<16>()) {
        Some(sixteen) => halves(sixteen),
        None => near_the_end(text, at, length),
    };
    let first = length.min(8);
    [low & LOW[first], high & LOW[length.min(16) - first]]
}

#[inline(always)]
fn halves(sixteen: &[u8; 16]) -> (u64, u64) {
    let both = u128::from_le_bytes(*sixteen);
    (both as u64, (both >> 64) as u64)
}

#[cold]
#[inline(never)]
fn near_the_end(text: &[u8], at: usize, length: usize) -> (u64, u64) {
    let mut sixteen = [0; 16];
    let cell = text.get(at..at + length.min(16)).unwrap_or(b"");
    sixteen[..cell.len()].copy_from_slice(cell);
    halves(&sixteen)
}

impl Known {
    #[inline(always)]
    fn is(&self, head: [u64; 2], length: u32) -> bool {
        (self.head[0] ^ head[0]) | (self.head[1] ^ head[1]) | u64::from(self.length ^ length) == 0
    }

    /// Whether two cells with the same head are the same behind it.
    #[inline(always)]
    fn goes_on_as(&self, chunk: &Chunk, at: usize) -> bool {
        let length = self.length as usize;
        length <= 16 || tail(chunk, self.at as usize, length) == tail(chunk, at, length)
    }
}

fn tail(chunk: &Chunk, at: usize, length: usize) -> &[u8] {
    chunk.text.get(at + 16..at + length).unwrap_or(b"")
}

impl<'a> Cells<'a> {
    /// [`Cells::remembered`] without a memory.
    fn each_anew<K: Kernel<'a>>(&self, mut kernel: K, number: impl Fn(&K) -> u16) -> (Vec<u8>, Vec<u16>) {
        let mut scratch = Vec::new();
        let (mut states, mut values) = (Vec::new(), Vec::new());
        self.each(|cell| {
            let state = self.take(&mut kernel, cell, &mut scratch);
            states.push(state);
            values.push(if state == 0 { number(&kernel) } else { 0 });
        });
        (states, values)
    }

    /// The states and values of the column. `number` makes a value of what a kernel has read last.
    pub fn remembered<K: Kernel<'a>>(&self, mut kernel: K, number: impl Fn(&K) -> u16) -> (Vec<u8>, Vec<u16>) {
        let chunk = self.batch.chunk;
        if self.batch.rows < FEW {
            return self.each_anew(kernel, number);
        }
        let mut known = [EMPTY; REMEMBERED];
        let mut states = Vec::with_capacity(self.batch.rows);
        let mut values = Vec::with_capacity(self.batch.rows);
        let mut scratch = Vec::new();
        self.each_raw(|at, raw| {
            let length = raw.len() as u32;
            let head = head(&chunk.text, at, raw.len());
            let mixed = (head[0] ^ head[1].rotate_left(29) ^ u64::from(length)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            let slot = (mixed >> 56) as usize;
            let first = &known[slot];
            let found = if first.is(head, length) && first.goes_on_as(chunk, at) {
                *first
            } else {
                let second = known[slot ^ 1];
                if second.is(head, length) && second.goes_on_as(chunk, at) {
                    second
                } else {
                    let before = kernel.len();
                    let state = self.take(&mut kernel, self.kind(at, raw), &mut scratch);
                    let value = if state == 0 { number(&kernel) } else { 0 };
                    kernel.truncate(before);
                    let new = Known { head, length, at: at as u32, value, state };
                    let place = if known[slot].length != NOTHING && second.length == NOTHING { slot ^ 1 } else { slot };
                    known[place] = new;
                    new
                }
            };
            states.push(found.state);
            values.push(found.value);
        });
        (states, values)
    }
}

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

/// All ones in so many low bytes, up to 16.
const LOW: [u128; 17] = {
    let mut masks = [0; 17];
    let mut bytes = 1;
    while bytes < 17 {
        masks[bytes] = u128::MAX >> (128 - 8 * bytes);
        bytes += 1;
    }
    masks
};

/// The first 16 bytes of a cell.
#[inline(always)]
fn head(text: &[u8], at: usize, length: usize) -> [u64; 2] {
    // As a number from the first: an array of bytes would be taken apart byte by byte.
    let sixteen = match text.get(at..at + 16).and_then(|rest| rest.first_chunk::<16>()) {
        Some(sixteen) => u128::from_le_bytes(*sixteen),
        None => near_the_end(text, at, length),
    };
    let head = sixteen & LOW[length.min(16)];
    [head as u64, (head >> 64) as u64]
}

#[cold]
#[inline(never)]
fn near_the_end(text: &[u8], at: usize, length: usize) -> u128 {
    let mut sixteen = [0; 16];
    let cell = text.get(at..at + length.min(16)).unwrap_or(b"");
    sixteen[..cell.len()].copy_from_slice(cell);
    u128::from_le_bytes(sixteen)
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
        let mut scratch = Vec::new();
        let (mut states, mut values) = (vec![0; self.spans.len()], vec![0; self.spans.len()]);
        for ((span, state), value) in self.spans.iter().zip(&mut states).zip(&mut values) {
            let (at, length) = (span.start as usize, span.end.saturating_sub(span.start));
            let head = head(&chunk.text, at, length as usize);
            let mixed = (head[0] ^ head[1].rotate_left(29) ^ u64::from(length)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            let slot = (mixed >> 56) as usize;
            let (first, second) = (&known[slot], &known[slot ^ 1]);
            if first.is(head, length) && first.goes_on_as(chunk, at) {
                (*state, *value) = (first.state, first.value);
            } else if second.is(head, length) && second.goes_on_as(chunk, at) {
                (*state, *value) = (second.state, second.value);
            } else {
                let place = if first.length != NOTHING && second.length == NOTHING { slot ^ 1 } else { slot };
                let before = kernel.len();
                *state = self.take(&mut kernel, self.kind(at, span.of(&chunk.text)), &mut scratch);
                *value = if *state == 0 { number(&kernel) } else { 0 };
                kernel.truncate(before);
                known[place] = Known { head, length, at: at as u32, value: *value, state: *state };
            }
        }
        (states, values)
    }
}

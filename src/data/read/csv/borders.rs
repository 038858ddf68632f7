//! Cell borders, 64 bytes at a time: bit masks of the bytes that matter, and quotes turned into a mask of what is
//! quoted by a running exclusive or. (G. Langdale and D. Lemire, "Parsing gigabytes of JSON per second", 2019, § 3.)
//! The widest instructions of the processor are chosen when the program runs.
//!
//! The quick way takes only text whose quotes stand as RFC 4180 wants them, and whose lines end with LF or CRLF. It
//! refuses everything else, and [`super::exact`] decides then; where both read a text they read the same.

use super::Dialect;
use fearless_simd::prelude::*;
use fearless_simd::{Level, dispatch, u8x64};

/// Bytes looked at together.
const BLOCK: usize = 64;
/// Bytes for which room is made at once in the list of borders.
const STRIDE: usize = 32 * BLOCK;

/// What the processor can do. Wider than AVX2 gains nothing here: the compiler then takes the list of borders together in
/// vectors, which costs more than it saves.
fn level() -> Level {
    let best = Level::new();
    #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
    if let Some(avx2) = best.as_avx2() {
        return Level::Avx2(avx2);
    }
    best
}

/// A bit for each byte that is this one; the lowest bit is the first byte.
#[inline(always)]
fn mask<S: Simd>(simd: S, block: u8x64<S>, byte: u8) -> u64 {
    block.simd_eq(u8x64::splat(simd, byte)).to_bitmask()
}

/// The block that begins at a byte; what is beyond the text is made of line feeds.
#[inline(always)]
fn load<S: Simd>(simd: S, text: &[u8], at: usize) -> u8x64<S> {
    match text[at..].first_chunk::<BLOCK>() {
        Some(block) => u8x64::simd_from(simd, *block),
        None => {
            let mut last = [b'\n'; BLOCK];
            last[..text.len() - at].copy_from_slice(&text[at..]);
            u8x64::simd_from(simd, last)
        }
    }
}

/// Each bit becomes the exclusive or of itself and all bits below it.
#[inline(always)]
fn running_xor(mut bits: u64) -> u64 {
    for shift in [1, 2, 4, 8, 16, 32] {
        bits ^= bits << shift;
    }
    bits
}

/// Bytes that may stand before an opening quote or after a closing one, so that no cell is quoted in part.
#[inline(always)]
fn is_border(byte: Option<&u8>, dialect: Dialect) -> bool {
    byte.is_none_or(|&b| b == dialect.delimiter || b == b'\n' || b == b'\r' || b == dialect.quote)
}

/// Whether the quotes of a block stand as they should, if `inside` tells what is quoted (opening quotes included,
/// closing ones not).
#[inline(always)]
fn quotes_fit(quotes: u64, inside: u64, borders: u64, before: bool, after: bool) -> bool {
    let opening = quotes & inside;
    let closing = quotes & !inside;
    let left = borders << 1 | u64::from(before);
    let right = borders >> 1 | u64::from(after) << 63;
    opening & !left == 0 && closing & !right == 0
}

/// What the quick way found.
pub struct Quick {
    /// Line feeds, and the places of those inside quotes.
    pub lines: usize,
    pub inner_lines: Vec<u32>,
    /// The lowest and the highest byte.
    pub lowest: u8,
    pub highest: u8,
}

/// Writes the place of every delimiter and line feed outside quotes to `ends` (replacing what it held), if the quick
/// way can read this text. The text must end with a line feed.
pub fn quick(text: &[u8], dialect: Dialect, ends: &mut Vec<u32>) -> Option<Quick> {
    dispatch!(level(), simd => borders(simd, text, dialect, ends))
}

#[inline(always)]
fn borders<S: Simd>(simd: S, text: &[u8], dialect: Dialect, ends: &mut Vec<u32>) -> Option<Quick> {
    let zero = u8x64::splat(simd, 0);
    let mut all = Running { lines: 0, quoted: 0, lowest: u8x64::splat(simd, u8::MAX), highest: zero };
    let mut inner_lines = Vec::new();
    let mut found = 0;
    for from in (0..text.len()).step_by(STRIDE) {
        if ends.len() < found + STRIDE + BLOCK {
            ends.resize((found + STRIDE + BLOCK).max(text.len() / 8), 0);
        }
        let mut inner = [0; STRIDE / BLOCK];
        found += all.stride(simd, text, from, dialect, &mut ends[found..], &mut inner)?;
        for (block, &lines) in inner.iter().enumerate().filter(|(_, lines)| **lines != 0) {
            note_lines(lines, from + block * BLOCK, &mut inner_lines);
        }
    }
    let beyond = text.len().next_multiple_of(BLOCK) - text.len();
    ends.truncate(found);
    if all.quoted != 0 {
        return None;
    }
    let lowest = all.lowest.iter().copied().min().unwrap_or(0);
    let highest = all.highest.iter().copied().max().unwrap_or(0);
    Some(Quick { lines: all.lines - beyond, inner_lines, lowest, highest })
}

/// What is carried from block to block.
struct Running<S: Simd> {
    lines: usize,
    /// All ones while a quote is open at the end of the last block.
    quoted: u64,
    lowest: u8x64<S>,
    highest: u8x64<S>,
}

impl<S: Simd> Running<S> {
    /// Goes over a stride and writes its borders to `ends`, and the line feeds inside quotes to `inner`. Returns how
    /// many borders there are.
    #[inline(always)]
    fn stride(
        &mut self,
        simd: S,
        text: &[u8],
        from: usize,
        dialect: Dialect,
        ends: &mut [u32],
        inner: &mut [u64; STRIDE / BLOCK],
    ) -> Option<usize> {
        let mut found = 0;
        let (mut lowest, mut highest, mut quoted, mut misplaced) = (self.lowest, self.highest, self.quoted, 0);
        for (block_number, inner) in inner.iter_mut().enumerate() {
            let at = from + block_number * BLOCK;
            if at >= text.len() {
                break;
            }
            let block = load(simd, text, at);
            lowest = lowest.min(block);
            highest = highest.max(block);
            let (lines, delimiters) = (mask(simd, block, b'\n'), mask(simd, block, dialect.delimiter));
            let (quotes, returns) = (mask(simd, block, dialect.quote), mask(simd, block, b'\r'));
            self.lines += lines.count_ones() as usize;
            let mut outside = lines | delimiters;
            if returns != 0 {
                let followed = lines >> 1 | u64::from(text.get(at + BLOCK) == Some(&b'\n')) << 63;
                misplaced |= returns & !followed;
            }
            if quotes | quoted != 0 {
                let inside = running_xor(quotes) ^ quoted;
                let before = is_border(at.checked_sub(1).and_then(|i| text.get(i)), dialect);
                let after = is_border(text.get(at + BLOCK), dialect);
                misplaced |= u64::from(!quotes_fit(quotes, inside, outside | quotes | returns, before, after));
                *inner = lines & inside;
                quoted = ((inside as i64) >> 63) as u64;
                outside &= !inside;
            }
            let rest = text.len() - at;
            if rest < BLOCK {
                outside &= (1 << rest) - 1;
                *inner &= (1 << rest) - 1;
            }
            found += put(outside, at as u32, &mut ends[found..]);
        }
        (self.lowest, self.highest, self.quoted) = (lowest, highest, quoted);
        (misplaced == 0).then_some(found)
    }
}

/// Writes the places of the set bits, eight at a time: what is written beyond them is overwritten by the next block.
#[inline(always)]
fn put(mut bits: u64, base: u32, ends: &mut [u32]) -> usize {
    let count = bits.count_ones() as usize;
    let Some(room) = ends.first_chunk_mut::<BLOCK>() else { return 0 };
    for eight in room.chunks_exact_mut(8).take(count.div_ceil(8)) {
        for end in eight {
            *end = base.wrapping_add(bits.trailing_zeros());
            bits &= bits.wrapping_sub(1);
        }
    }
    count
}

#[cold]
fn note_lines(mut bits: u64, at: usize, lines: &mut Vec<u32>) {
    while bits != 0 {
        lines.push(at as u32 + bits.trailing_zeros());
        bits &= bits - 1;
    }
}

/// What one stretch of a file says of its quotes, whatever comes before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parity {
    /// An odd number of quotes: what follows is quoted if what came before was not.
    pub odd: bool,
    /// The quotes do not stand as RFC 4180 wants them, if the stretch begins outside or inside quotes.
    pub misplaced: [bool; 2],
}

/// Looks at the quotes of a stretch; `before` and `after` are the bytes around it, if there are any.
pub fn parity(text: &[u8], before: Option<u8>, after: Option<u8>, dialect: Dialect) -> Parity {
    dispatch!(level(), simd => parity_of(simd, text, before, after, dialect))
}

#[inline(always)]
fn parity_of<S: Simd>(simd: S, text: &[u8], before: Option<u8>, after: Option<u8>, dialect: Dialect) -> Parity {
    let mut found = Parity::default();
    for at in (0..text.len()).step_by(BLOCK) {
        let rest = text.len() - at;
        let block = load(simd, text, at);
        let quotes = mask(simd, block, dialect.quote);
        if quotes == 0 {
            continue;
        }
        let mut all = quotes;
        for byte in [dialect.delimiter, b'\n', b'\r'] {
            all |= mask(simd, block, byte);
        }
        if rest < BLOCK {
            all &= (1 << rest) - 1;
            all |= u64::from(is_border(after.as_ref(), dialect)) << rest;
        }
        let follows = text.get(at + BLOCK).copied().or(after);
        let left = is_border(at.checked_sub(1).and_then(|i| text.get(i)).or(before.as_ref()), dialect);
        let right = is_border(follows.as_ref(), dialect);
        let inside = running_xor(quotes) ^ if found.odd { u64::MAX } else { 0 };
        found.misplaced[0] |= !quotes_fit(quotes, inside, all, left, right);
        found.misplaced[1] |= !quotes_fit(quotes, !inside, all, left, right);
        found.odd ^= quotes.count_ones() % 2 == 1;
    }
    found
}

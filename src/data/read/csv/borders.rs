//! Cell borders, 64 bytes at a time: bit masks of the bytes that matter, and quotes turned into a mask of what is
//! quoted by a running exclusive or. (G. Langdale and D. Lemire, "Parsing gigabytes of JSON per second", 2019, § 3.)
//! The widest instructions of the processor are chosen when the program runs.
//!
//! The quick way takes only text whose quotes stand as RFC 4180 wants them, and whose lines end with LF or CRLF. It
//! refuses everything else, and [`super::exact`] decides then; where both read a text they read the same.

use super::Dialect;
use crate::data::block::{self, BLOCK};
use fearless_simd::prelude::*;
use fearless_simd::{Level, dispatch, i8x64, u8x64};

/// Bytes for which room is made at once in the list of borders.
const STRIDE: usize = 32 * BLOCK;

/// A bit for each byte that is this one; the lowest bit is the first byte.
#[inline(always)]
fn mask<S: Simd>(simd: S, block: u8x64<S>, byte: u8) -> u64 {
    block.simd_eq(u8x64::splat(simd, byte)).to_bitmask()
}

/// The block that begins at a byte; what is beyond the text is made of line feeds.
#[inline(always)]
fn load<S: Simd>(simd: S, text: &[u8], at: usize) -> u8x64<S> {
    block::load(simd, text, at, b'\n')
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
    pub has_nul: bool,
    /// The text is UTF-8 beyond doubt; otherwise it must be looked at closer.
    pub is_utf8: bool,
    /// Every text in it is NFC as it stands.
    pub plain: bool,
}

/// Writes the place of every delimiter and line feed outside quotes to `ends` (replacing what it held), if the quick
/// way can read this text. The text must end with a line feed.
pub fn quick(text: &[u8], dialect: Dialect, ends: &mut Vec<u32>) -> Option<Quick> {
    dispatch!(Level::new(), simd => borders(simd, text, dialect, ends))
}

#[inline(always)]
fn borders<S: Simd>(simd: S, text: &[u8], dialect: Dialect, ends: &mut Vec<u32>) -> Option<Quick> {
    let mut all = Running {
        quotes: Quotes::default(),
        lines: 0,
        lowest: u8x64::splat(simd, u8::MAX),
        letters: Letters { plain: true, ..Letters::default() },
    };
    let mut inner_lines = Vec::new();
    let mut found = 0;
    for from in (0..text.len()).step_by(STRIDE) {
        if ends.len() < found + STRIDE + BLOCK {
            ends.resize(found + STRIDE + BLOCK, 0);
        }
        found += all.stride(simd, text, from, dialect, &mut ends[found..], &mut inner_lines);
        if all.quotes.misplaced != 0 {
            return None;
        }
    }
    let beyond = text.len().next_multiple_of(BLOCK) - text.len();
    ends.truncate(found);
    if all.quotes.open != 0 {
        return None;
    }
    let has_nul = all.lowest.contains(&0);
    let Letters { plain, doubtful, .. } = all.letters;
    Some(Quick { lines: all.lines - beyond, inner_lines, has_nul, is_utf8: doubtful == 0, plain })
}

/// What is carried from block to block.
struct Running<S: Simd> {
    lines: usize,
    quotes: Quotes,
    lowest: u8x64<S>,
    letters: Letters,
}

/// The quotes before a block.
#[derive(Clone, Copy, Default)]
struct Quotes {
    /// All ones while one is open.
    open: u64,
    /// Not zero when one stands where it should not, or a line ends with CR alone.
    misplaced: u64,
}

/// What the characters before a block leave to it.
#[derive(Clone, Copy, Default)]
struct Letters {
    /// Bytes that must continue a character of the block before.
    expected: u64,
    /// Not zero when the text may not be UTF-8.
    doubtful: u64,
    plain: bool,
}

impl<S: Simd> Running<S> {
    /// Goes over a stride and writes its borders to `ends`. Returns how many there are.
    #[inline(always)]
    fn stride(
        &mut self,
        simd: S,
        text: &[u8],
        from: usize,
        dialect: Dialect,
        ends: &mut [u32],
        inner_lines: &mut Vec<u32>,
    ) -> usize {
        let mut found = 0;
        let (mut lowest, mut quotes_before, mut letters) = (self.lowest, self.quotes, self.letters);
        let (delimiter, quote) = (u8x64::splat(simd, dialect.delimiter), u8x64::splat(simd, dialect.quote));
        let until = (from + STRIDE).min(text.len());
        let mut at = from;
        while at < until {
            let block = load(simd, text, at);
            lowest = lowest.min(block);
            let lines = mask(simd, block, b'\n');
            let returns = mask(simd, block, b'\r');
            let quotes = block.simd_eq(quote).to_bitmask();
            self.lines += lines.count_ones() as usize;
            let mut outside = lines | block.simd_eq(delimiter).to_bitmask();
            if returns != 0 {
                let followed = lines >> 1 | u64::from(text.get(at + BLOCK) == Some(&b'\n')) << 63;
                quotes_before.misplaced |= returns & !followed;
            }
            if quotes | quotes_before.open != 0 {
                let inside = running_xor(quotes) ^ quotes_before.open;
                let before = is_border(at.checked_sub(1).and_then(|i| text.get(i)), dialect);
                let after = is_border(text.get(at + BLOCK), dialect);
                let fit = quotes_fit(quotes, inside, outside | quotes | returns, before, after);
                quotes_before.misplaced |= u64::from(!fit);
                quotes_before.open = ((inside as i64) >> 63) as u64;
                if lines & inside != 0 {
                    note_lines(lines & inside, at, text.len(), inner_lines);
                }
                outside &= !inside;
            }
            letters.go_on(block, text, at);
            let rest = text.len() - at;
            if rest < BLOCK {
                outside &= (1 << rest) - 1;
            }
            found += put(outside, at as u32, &mut ends[found..]);
            at += BLOCK;
        }
        (self.lowest, self.quotes, self.letters) = (lowest, quotes_before, letters);
        found
    }
}

/// A bit for each byte beyond ASCII.
#[inline(always)]
fn negative<S: Simd>(block: u8x64<S>) -> u64 {
    block.bitcast::<i8x64<S>>().simd_lt(0).to_bitmask()
}

impl Letters {
    /// Looks at the characters beyond ASCII of a block: those of two and three bytes are told here, and what may be
    /// wrong (or longer, or among the few leading bytes after which not every byte may follow) is in doubt. Without a
    /// branch, since nobody can tell beforehand which blocks have any.
    #[inline(always)]
    fn go_on<S: Simd>(&mut self, block: u8x64<S>, text: &[u8], at: usize) {
        let signed = block.bitcast::<i8x64<S>>();
        let continuing = signed.simd_lt(-64).to_bitmask();
        let overlong = signed.simd_lt(-62).to_bitmask() & !continuing;
        let leading = negative(block) & !continuing;
        let beyond = signed.simd_gt(-53).to_bitmask() & leading;
        let mut expected = leading << 1 | self.expected;
        self.expected = leading >> 63;
        if beyond != 0 {
            let three = block.simd_ge(0xE0).to_bitmask();
            expected |= three << 2;
            self.expected |= three >> 62;
            let narrow = block.simd_eq(0xE0).to_bitmask() | block.simd_eq(0xED).to_bitmask();
            self.doubtful |= narrow | block.simd_ge(0xF0).to_bitmask();
            self.plain = self.plain && are_composed(beyond, text, at);
        }
        self.doubtful |= overlong | (expected ^ continuing);
    }
}

/// Whether the characters that begin at these bytes are dashes, quotation marks, bullets, dots or euro signs, which
/// are NFC wherever they stand and whatever follows.
#[inline(never)]
fn are_composed(mut bits: u64, text: &[u8], at: usize) -> bool {
    while bits != 0 {
        let here = at + bits.trailing_zeros() as usize;
        let composed = matches!(text.get(here..), Some([0xE2, 0x80, 0x90..=0xA7, ..] | [0xE2, 0x82, 0xAC, ..]));
        if !composed {
            return false;
        }
        bits &= bits - 1;
    }
    true
}

/// Writes the places of the set bits, eight at a time: what is written beyond them is overwritten by the next block.
#[inline(always)]
fn put(mut bits: u64, base: u32, ends: &mut [u32]) -> usize {
    let count = bits.count_ones() as usize;
    eight(&mut bits, base, ends, 0);
    let mut written = 8;
    while written < count {
        eight(&mut bits, base, ends, written);
        written += 8;
    }
    count
}

/// Each place is written by itself: as one array of eight, the compiler gathers them in a vector first, which costs more
/// than it saves.
#[inline(always)]
fn eight(bits: &mut u64, base: u32, ends: &mut [u32], at: usize) {
    for place in at..at + 8 {
        if let Some(end) = ends.get_mut(place) {
            *end = base.wrapping_add(bits.trailing_zeros());
        }
        *bits &= bits.wrapping_sub(1);
    }
}

#[cold]
fn note_lines(mut bits: u64, at: usize, end: usize, lines: &mut Vec<u32>) {
    while bits != 0 {
        let here = at + bits.trailing_zeros() as usize;
        lines.extend((here < end).then_some(here as u32));
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
    dispatch!(Level::new(), simd => parity_of(simd, text, before, after, dialect))
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

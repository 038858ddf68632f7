//! Cell borders, 64 bytes at a time: bit masks of the bytes that matter, and quotes turned into a mask of what is
//! quoted by a running exclusive or. (G. Langdale and D. Lemire, "Parsing gigabytes of JSON per second", 2019, § 3.)
//!
//! The quick way takes only text whose quotes stand as RFC 4180 wants them, and whose lines end with LF or CRLF. It
//! refuses everything else, and [`super::exact`] decides then; where both read a text they read the same.

use super::Dialect;
use wide::u8x16;

/// Bytes looked at together.
pub const BLOCK: usize = 64;
/// Bytes for which room is made at once in the list of borders; few enough that a lane of [`Tally::recent`] cannot
/// overflow (four a block).
const STRIDE: usize = 32 * BLOCK;

pub struct Block([u8x16; 4]);

impl Block {
    #[inline(always)]
    pub fn load(bytes: &[u8; BLOCK]) -> Block {
        let lane = |i: usize| {
            let mut lane = [0; 16];
            lane.copy_from_slice(&bytes[16 * i..16 * i + 16]);
            u8x16::new(lane)
        };
        Block([lane(0), lane(1), lane(2), lane(3)])
    }

    /// A bit for each byte that is this one; the lowest bit is the first byte.
    #[inline(always)]
    fn mask(&self, byte: u8) -> u64 {
        bits(&self.equal(byte))
    }

    #[inline(always)]
    fn has(&self, byte: u8) -> bool {
        any(&self.equal(byte))
    }

    /// All ones where this byte stands.
    #[inline(always)]
    fn equal(&self, byte: u8) -> [u8x16; 4] {
        let wanted = u8x16::splat(byte);
        self.0.map(|lane| lane.simd_eq(wanted))
    }
}

#[inline(always)]
fn any([a, b, c, d]: &[u8x16; 4]) -> bool {
    ((*a | *b) | (*c | *d)).to_bitmask() & 0xffff != 0
}

#[inline(always)]
fn bits(lanes: &[u8x16; 4]) -> u64 {
    let bits = |i: usize| u64::from(lanes[i].to_bitmask() & 0xffff);
    bits(0) | bits(1) << 16 | bits(2) << 32 | bits(3) << 48
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
    match borders::<false>(text, dialect, ends) {
        Err(Refused::Return) => borders::<true>(text, dialect, ends).ok(),
        found => found.ok(),
    }
}

enum Refused {
    /// There is a CR somewhere; they must be looked at.
    Return,
    /// Quotes or line ends that the exact tokenizer decides on.
    Unusual,
}

/// Counts and extremes of the bytes, lane by lane.
struct Tally {
    lines: usize,
    /// Line feeds not yet in `lines`: in each lane at most 255.
    recent: u8x16,
    lowest: u8x16,
    highest: u8x16,
}

impl Tally {
    #[inline(always)]
    fn add(&mut self, block: &Block, lines: &[u8x16; 4]) {
        let [a, b, c, d] = block.0;
        self.lowest = self.lowest.min(a.min(b)).min(c.min(d));
        self.highest = self.highest.max(a.max(b)).max(c.max(d));
        // A match is all ones, which is minus one.
        self.recent -= (lines[0] + lines[1]) + (lines[2] + lines[3]);
    }

    fn flush(&mut self) {
        self.lines += self.recent.to_array().iter().map(|&lane| usize::from(lane)).sum::<usize>();
        self.recent = u8x16::splat(0);
    }
}

fn borders<const RETURNS: bool>(text: &[u8], dialect: Dialect, ends: &mut Vec<u32>) -> Result<Quick, Refused> {
    let mut found = 0usize;
    let mut quoted = 0u64; // all ones while a quote is open at the end of the last block
    let mut inner_lines = Vec::new();
    let zero = u8x16::splat(0);
    let mut tally = Tally { lines: 0, recent: zero, lowest: u8x16::splat(u8::MAX), highest: zero };
    // What is beyond the last byte is made of line feeds, which are cut off again.
    let mut last = [b'\n'; BLOCK];
    for at in (0..text.len()).step_by(BLOCK) {
        if at % STRIDE == 0 {
            tally.flush();
            if ends.len() < found + STRIDE + BLOCK {
                ends.resize((found + STRIDE + BLOCK).max(text.len() / 8), 0);
            }
        }
        let rest = text.len() - at;
        let block = match text[at..].first_chunk::<BLOCK>() {
            Some(block) => Block::load(block),
            None => {
                last[..rest].copy_from_slice(&text[at..]);
                Block::load(&last)
            }
        };
        let (lines, delimiters) = (block.equal(b'\n'), block.equal(dialect.delimiter));
        tally.add(&block, &lines);
        let both: [u8x16; 4] = std::array::from_fn(|i| lines[i] | delimiters[i]);
        let mut outside = bits(&both);
        if RETURNS {
            let followed = bits(&lines) >> 1 | u64::from(text.get(at + BLOCK) == Some(&b'\n')) << 63;
            if block.mask(b'\r') & !followed != 0 {
                return Err(Refused::Unusual);
            }
        } else if block.has(b'\r') {
            return Err(Refused::Return);
        }
        let quotes = block.equal(dialect.quote);
        if any(&quotes) || quoted != 0 {
            let (quotes, lines) = (bits(&quotes), bits(&lines));
            let inside = running_xor(quotes) ^ quoted;
            let all = outside | quotes | if RETURNS { block.mask(b'\r') } else { 0 };
            let before = is_border(at.checked_sub(1).and_then(|i| text.get(i)), dialect);
            if !quotes_fit(quotes, inside, all, before, is_border(text.get(at + BLOCK), dialect)) {
                return Err(Refused::Unusual);
            }
            if lines & inside != 0 {
                note_lines(lines & inside, at, &mut inner_lines);
            }
            quoted = ((inside as i64) >> 63) as u64;
            outside &= !inside;
        }
        if rest < BLOCK {
            outside &= (1 << rest) - 1;
        }
        found += put(outside, at as u32, &mut ends[found..]);
    }
    tally.flush();
    let beyond = text.len().next_multiple_of(BLOCK) - text.len();
    ends.truncate(found);
    if quoted != 0 {
        return Err(Refused::Unusual);
    }
    let lowest = tally.lowest.to_array().into_iter().min().unwrap_or(0);
    let highest = tally.highest.to_array().into_iter().max().unwrap_or(0);
    Ok(Quick { lines: tally.lines - beyond, inner_lines, lowest, highest })
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
    let mut found = Parity::default();
    let mut last = [0u8; BLOCK];
    for at in (0..text.len()).step_by(BLOCK) {
        let rest = text.len() - at;
        let block = match text[at..].first_chunk::<BLOCK>() {
            Some(block) => Block::load(block),
            None => {
                last[..rest].copy_from_slice(&text[at..]);
                Block::load(&last)
            }
        };
        if !block.has(dialect.quote) {
            continue;
        }
        let quotes = block.mask(dialect.quote);
        let mut all = quotes | block.mask(dialect.delimiter) | block.mask(b'\n') | block.mask(b'\r');
        let follows = text.get(at + BLOCK).copied().or(after);
        if rest < BLOCK && is_border(after.as_ref(), dialect) {
            all |= 1 << rest;
        }
        let left = is_border(at.checked_sub(1).and_then(|i| text.get(i)).or(before.as_ref()), dialect);
        let right = is_border(follows.as_ref(), dialect);
        let inside = running_xor(quotes) ^ if found.odd { u64::MAX } else { 0 };
        found.misplaced[0] |= !quotes_fit(quotes, inside, all, left, right);
        found.misplaced[1] |= !quotes_fit(quotes, !inside, all, left, right);
        found.odd ^= quotes.count_ones() % 2 == 1;
    }
    found
}

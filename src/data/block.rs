//! Texts, 64 bytes at a time. For the widest instructions of the processor, everything here is to stand in a
//! [`fearless_simd::dispatch`].

use fearless_simd::prelude::*;
use fearless_simd::{i8x64, u8x64};

/// Bytes looked at together.
pub const BLOCK: usize = 64;

/// The block that begins at a byte of a text; bytes beyond the text are this one.
#[inline(always)]
pub fn load<S: Simd>(simd: S, text: &[u8], at: usize, beyond: u8) -> u8x64<S> {
    match text[at..].first_chunk::<BLOCK>() {
        Some(block) => u8x64::simd_from(simd, *block),
        None => {
            let mut last = [beyond; BLOCK];
            last[..text.len() - at].copy_from_slice(&text[at..]);
            u8x64::simd_from(simd, last)
        }
    }
}

/// A bit for each byte that begins a code point; the lowest bit is the first byte.
#[inline(always)]
pub fn points<S: Simd>(block: u8x64<S>) -> u64 {
    // The bytes that continue a character are the lowest of all signed ones.
    block.bitcast::<i8x64<S>>().simd_ge(-64).to_bitmask()
}

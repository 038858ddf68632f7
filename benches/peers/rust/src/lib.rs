//! Reading for `by_hand`: where the cells of a `;`-separated file with quotes end, found with AVX2, and guesses where it
//! can be cut for threads. Only for the registry of `gen.py`: 21 columns, no rows of other widths, x86-64.

use std::fs::File;
use std::ops::Range;
use std::os::unix::fs::FileExt;

const COLUMNS: usize = 21;

#[cfg(target_arch = "x86_64")]
mod simd {
    use std::arch::x86_64::*;
    /// The quotes, semicolons and line feeds among 64 bytes.
    #[inline]
    #[target_feature(enable = "avx2,pclmulqdq,bmi1,popcnt")]
    fn marks(bytes: &[u8; 64]) -> (u64, u64, u64) {
        let half = |at: usize| bytes[at..at + 32].as_ptr().cast::<__m256i>();
        // SAFETY: both halves are 32 bytes of the array.
        let (a, b) = unsafe { (_mm256_loadu_si256(half(0)), _mm256_loadu_si256(half(32))) };
        let m = |c: u8| {
            let v = _mm256_set1_epi8(c as i8);
            let x = _mm256_movemask_epi8(_mm256_cmpeq_epi8(a, v)) as u32 as u64;
            let y = _mm256_movemask_epi8(_mm256_cmpeq_epi8(b, v)) as u32 as u64;
            x | (y << 32)
        };
        (m(b'"'), m(b';'), m(b'\n'))
    }
    /// Appends where semicolons and line feeds outside quotes stand. Returns whether the text ends inside quotes, and
    /// the line feeds outside.
    #[target_feature(enable = "avx2,pclmulqdq,bmi1,popcnt")]
    pub fn borders(text: &[u8], borders: &mut Vec<u32>) -> (bool, usize) {
        let (mut carry, mut lines) = (0u64, 0);
        for (number, some) in text.chunks(64).enumerate() {
            let mut block = [0; 64];
            let (quotes, cells, feeds) = match some.try_into() {
                Ok(whole) => marks(whole),
                Err(_) => {
                    block[..some.len()].copy_from_slice(some);
                    marks(&block)
                }
            };
            let mut inside = carry;
            if quotes != 0 {
                let product = _mm_clmulepi64_si128(_mm_set_epi64x(0, quotes as i64), _mm_set1_epi8(-1), 0);
                inside ^= _mm_cvtsi128_si64(product) as u64;
                carry = ((inside as i64) >> 63) as u64;
            }
            let mut found = (cells | feeds) & !inside;
            lines += (feeds & !inside).count_ones() as usize;
            let (before, count) = (borders.len(), found.count_ones() as usize);
            borders.reserve(64);
            // SAFETY: there is room for 64 more, and eight at a time are no more than that.
            unsafe {
                let end = borders.as_mut_ptr().add(before);
                for eight in (0..count).step_by(8) {
                    for place in eight..eight + 8 {
                        *end.add(place) = 64 * number as u32 + found.trailing_zeros();
                        found &= found.wrapping_sub(1);
                    }
                }
                borders.set_len(before + count);
            }
        }
        (carry != 0, lines)
    }
}

fn index(text: &[u8], borders: &mut Vec<u32>) -> (bool, usize) {
    let has = is_x86_feature_detected!("avx2") && is_x86_feature_detected!("pclmulqdq");
    assert!(has && is_x86_feature_detected!("bmi1") && is_x86_feature_detected!("popcnt"), "needs AVX2");
    // SAFETY: the processor has what it is compiled for.
    unsafe { simd::borders(text, borders) }
}

/// Whole rows of a text.
pub struct Rows<'a> {
    text: &'a [u8],
    /// Where the cells end, row by row.
    borders: &'a [u32],
    pub count: usize,
}

impl<'a> Rows<'a> {
    /// A cell as it stands there, with its quotes.
    #[inline(always)]
    pub fn cell(&self, row: usize, column: usize) -> &'a [u8] {
        let place = row * COLUMNS + column;
        let start = if place == 0 { 0 } else { self.borders[place - 1] as usize + 1 };
        &self.text[start..self.borders[place] as usize]
    }
}

/// Gives the rows of a range of a file, a mebibyte at a time. False where the range does not begin or end at a border of
/// rows, or a row has another number of cells.
pub fn stream(file: &File, range: Range<u64>, mut sink: impl FnMut(Rows)) -> bool {
    let mut text = vec![0; 1 << 20];
    let mut borders: Vec<u32> = Vec::with_capacity(text.len() / 8);
    let (mut at, mut held) = (range.start, 0);
    loop {
        if held == text.len() {
            text.resize(2 * held, 0);
        }
        let wanted = (text.len() - held).min((range.end - at) as usize);
        let got = if wanted == 0 { 0 } else { file.read_at(&mut text[held..held + wanted], at).expect("a file") };
        at += got as u64;
        held += got;
        if held == 0 {
            return true;
        }
        borders.clear();
        let (inside, lines) = index(&text[..held], &mut borders);
        let ends_row = |border: &u32| text[*border as usize] == b'\n';
        let whole = borders.iter().rposition(ends_row).map_or(0, |last| last + 1);
        if whole == 0 {
            if got == 0 {
                return false;
            }
            continue;
        }
        let count = whole / COLUMNS;
        if whole % COLUMNS != 0
            || count != lines
            || !borders[..whole].iter().skip(COLUMNS - 1).step_by(COLUMNS).all(ends_row)
        {
            return false;
        }
        let used = borders[whole - 1] as usize + 1;
        sink(Rows { text: &text[..held], borders: &borders[..whole], count });
        text.copy_within(used..held, 0);
        held -= used;
        if at >= range.end && held == 0 {
            return !inside;
        }
        if got == 0 {
            return false;
        }
    }
}

/// Where a file may be cut for threads: behind the headings, and near each further part's begin where more rows come out
/// well, whether that is guessed to lie inside quotes or not. [`stream`] tells a wrong guess.
pub fn cuts(file: &File, threads: usize) -> Vec<u64> {
    let length = file.metadata().expect("a file").len();
    let mut window = vec![0; 1 << 16];
    let mut read = |at: u64| {
        let got = file.read_at(&mut window, at).expect("a file");
        window[..got].to_vec()
    };
    let start = memchr::memchr(b'\n', &read(0)).expect("headings") as u64 + 1;
    let mut cuts = vec![start];
    for part in 1..threads {
        let at = start + (length - start) * part as u64 / threads as u64;
        let text = read(at);
        let guesses = [false, true].map(|inside| first_row(&text, inside));
        let first = guesses.into_iter().max_by_key(|(good, _)| *good).and_then(|(_, first)| first);
        cuts.extend(first.map(|first| at + first as u64).filter(|cut| *cut < length));
    }
    cuts.push(length);
    cuts
}

/// How many rows come out well, and where the first begins.
fn first_row(text: &[u8], mut inside: bool) -> (usize, Option<usize>) {
    let (mut good, mut first, mut cells) = (0, None, 1);
    for (place, byte) in text.iter().enumerate() {
        match byte {
            b'"' => inside = !inside,
            b';' if !inside => cells += 1,
            b'\n' if !inside => {
                good += usize::from(first.is_some() && cells == COLUMNS);
                first = first.or(Some(place + 1));
                cells = 1;
            }
            _ => {}
        }
    }
    (good, first)
}

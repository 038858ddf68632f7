//! The delimiter of a file, from its first rows.

use super::{Dialect, exact};

/// Delimiters that are looked for, the likeliest first: Norwegian spreadsheets write `;`.
pub const CANDIDATES: [u8; 4] = [b';', b',', b'\t', b'|'];

/// Rows looked at.
const ROWS: usize = 100;

/// A delimiter, and the one that would have done as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guess {
    pub delimiter: u8,
    pub rival: Option<u8>,
}

#[derive(Clone, Copy)]
struct Fit {
    delimiter: u8,
    /// Cells of the first row.
    width: usize,
    rows: usize,
    /// Rows as wide as the first.
    even: usize,
}

impl Fit {
    fn all_even(self) -> bool {
        self.even == self.rows
    }

    /// More than one column, then the share of even rows, then the number of columns.
    fn rank(self) -> (bool, bool, u64, usize) {
        let share = (self.even as u64 * 1000).checked_div(self.rows as u64).unwrap_or(1000);
        (self.width > 1, self.all_even(), share, self.width)
    }
}

/// Guesses from a sample that begins with the headings. `cut` tells that the sample is not the whole file, so that its
/// last row may not be whole.
pub fn delimiter(sample: &[u8], cut: bool, quote: u8) -> Guess {
    let fits = CANDIDATES.map(|delimiter| fit(sample, cut, Dialect { delimiter, quote }));
    let mut best = fits[0];
    for fit in &fits[1..] {
        if fit.rank() > best.rank() {
            best = *fit;
        }
    }
    let rival = fits
        .iter()
        .find(|fit| fit.delimiter != best.delimiter && fit.width > 1 && (fit.all_even() || !best.all_even()));
    Guess { delimiter: best.delimiter, rival: rival.map(|fit| fit.delimiter) }
}

/// The delimiter (but for commas, which stand in prose as well) that most lines hold.
pub fn parted(sample: &[u8]) -> Option<u8> {
    let lines: Vec<&[u8]> = sample.split(|&byte| byte == b'\n').filter(|line| line.len() > 1).take(ROWS).collect();
    let holds = |delimiter: u8| lines.iter().filter(|line| line.contains(&delimiter)).count();
    CANDIDATES.into_iter().find(|&delimiter| delimiter != b',' && holds(delimiter) * 2 > lines.len())
}

/// Whether there are rows behind the first one, all as wide as it.
pub fn is_even(sample: &[u8], cut: bool, dialect: Dialect) -> bool {
    let fit = fit(sample, cut, dialect);
    fit.rows > 0 && fit.all_even()
}

fn fit(sample: &[u8], cut: bool, dialect: Dialect) -> Fit {
    let mut fit = Fit { delimiter: dialect.delimiter, width: 0, rows: 0, even: 0 };
    let (mut at, mut ends) = (0, Vec::new());
    while at < sample.len() && fit.rows < ROWS {
        ends.clear();
        let record = exact::record(sample, at, dialect, &mut ends);
        if !record.complete && cut && fit.width > 0 {
            break;
        }
        let blank = ends.len() == 1 && sample[at..record.next].iter().all(u8::is_ascii_whitespace);
        at = record.next;
        if blank {
            continue;
        }
        if fit.width == 0 {
            fit.width = ends.len();
        } else {
            fit.rows += 1;
            fit.even += usize::from(ends.len() == fit.width);
        }
    }
    fit
}

//! Title rows: lines above the headings that do not belong to the table. Taken for such only where nothing else is
//! likely: at most one of their cells is filled, a blank line or empty cells set them apart, and the line below them is
//! full, as wide as every row behind it.

use super::{Dialect, exact, sniff};

/// Lines that may stand above the headings without being asked for.
const MOST: usize = 20;

/// Where the headings begin behind the title, and the delimiter that they have.
pub struct Found {
    pub headings: usize,
    pub guess: sniff::Guess,
}

/// Looks for title rows in a sample that begins with a line that is not blank.
pub fn find(sample: &[u8], cut: bool, quote: u8, fixed: Option<u8>) -> Option<Found> {
    let mut starts = vec![0];
    while starts.len() <= MOST + 1 {
        let last = *starts.last()?;
        let Some(length) = memchr::memchr2(b'\n', b'\r', &sample[last..]) else { break };
        let crlf = sample[last + length..].starts_with(b"\r\n");
        starts.push(last + length + 1 + usize::from(crlf));
    }
    (0..starts.len().saturating_sub(1)).find_map(|at| {
        let rest = &sample[starts[at]..];
        let guess = match fixed {
            Some(delimiter) => sniff::Guess { delimiter, rival: None },
            None => sniff::delimiter(rest, cut, quote),
        };
        let dialect = Dialect { delimiter: guess.delimiter, quote };
        let (cells, filled, _) = line(rest, dialect);
        if at == 0 {
            // What begins with two filled cells begins with headings, whatever is behind them.
            return (filled >= 2).then_some(None);
        }
        let title = || starts[..at].iter().map(|&start| line(&sample[start..], dialect));
        let set_apart = title().any(|(cells, filled, first)| cells == 0 || (filled == 1 && first && cells >= 3));
        let sparse = title().all(|(_, filled, _)| filled <= 1);
        let full = cells >= 2 && filled == cells && sniff::is_even(rest, cut, dialect);
        (set_apart && sparse && full).then_some(Some(Found { headings: starts[at], guess }))
    })?
}

/// The cells of the first record, how many are filled, and whether the first is; no cells for a blank line.
fn line(text: &[u8], dialect: Dialect) -> (usize, usize, bool) {
    let mut ends = Vec::new();
    exact::record(text, 0, dialect, &mut ends);
    let mut at = 0;
    let mut filled = Vec::with_capacity(ends.len());
    for &end in &ends {
        let end = (end as usize).max(at);
        filled.push(text[at..end].iter().any(|byte| !byte.is_ascii_whitespace() && *byte != dialect.quote));
        at = end + 1;
    }
    match filled.as_slice() {
        [false] => (0, 0, false),
        cells => (cells.len(), cells.iter().filter(|filled| **filled).count(), cells.first() == Some(&true)),
    }
}

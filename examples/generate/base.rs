//! What both registries are made with: chance, dates, organisation numbers, CSV text.

use std::collections::HashSet;

/// A small seeded generator (splitmix64): the same seed gives the same registry.
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 up to, not including, `bound`.
    pub fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound as u64).unwrap_or(0)
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = usize::try_from(high - low + 1).unwrap_or(1);
        low + i64::try_from(self.below(width)).unwrap_or(0)
    }

    pub fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    pub fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }

    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }

    /// Every item as many times as its count says, shuffled.
    pub fn deal<T: Copy>(&mut self, counts: &[(T, usize)]) -> Vec<T> {
        let mut hand: Vec<T> = counts.iter().flat_map(|&(item, count)| std::iter::repeat_n(item, count)).collect();
        self.shuffle(&mut hand);
        hand
    }
}

/// A calendar day, counted from 1970-01-01.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub i64);

impl Day {
    pub fn of(year: i64, month: i64, day: i64) -> Self {
        let y = if month <= 2 { year - 1 } else { year };
        let era = y.div_euclid(400);
        let of_era = y.rem_euclid(400);
        let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        Self(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
    }

    pub fn plus(self, days: i64) -> Self {
        Self(self.0 + days)
    }

    /// As an agency's spreadsheet writes it: dd.mm.yyyy.
    pub fn text(self) -> String {
        let z = self.0 + 719_468;
        let era = z.div_euclid(146_097);
        let doe = z.rem_euclid(146_097);
        let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
        let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        let mp = (5 * doy + 2) / 153;
        let day = doy - (153 * mp + 2) / 5 + 1;
        let month = if mp < 10 { mp + 3 } else { mp - 9 };
        let year = yoe + era * 400 + i64::from(month <= 2);
        format!("{day:02}.{month:02}.{year}")
    }
}

/// Unused organisation numbers with a right control digit. They begin with 3, as the
/// synthetic ones of the public test registers do; real ones begin with 8 or 9.
pub fn orgnumbers(chance: &mut Chance, count: usize) -> Vec<String> {
    let mut seen = HashSet::new();
    let mut numbers = Vec::new();
    while numbers.len() < count {
        let stem = format!("3{:07}", chance.below(10_000_000));
        let weights = [3, 2, 7, 6, 5, 4, 3, 2];
        let sum: u32 = stem.bytes().zip(weights).map(|(b, w)| u32::from(b - b'0') * w).sum();
        let control = (11 - sum % 11) % 11;
        if control < 10 && seen.insert(stem.clone()) {
            numbers.push(format!("{stem}{control}"));
        }
    }
    numbers
}

/// Rows of cells as `;`-separated text, quoted only where it must be.
pub fn csv(head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut text = line(head);
    for row in rows {
        assert_eq!(row.len(), head.len(), "a row must fill its columns: {row:?}");
        text.push_str(&line(&row));
    }
    text
}

fn line<T: AsRef<str>>(cells: &[T]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| quoted(cell.as_ref())).collect();
    cells.join(";") + "\n"
}

fn quoted(cell: &str) -> String {
    if cell.contains([';', '"', '\n']) {
        return format!("\"{}\"", cell.replace('"', "\"\""));
    }
    cell.to_owned()
}

pub fn yes_no(answer: bool) -> &'static str {
    if answer { "ja" } else { "nei" }
}

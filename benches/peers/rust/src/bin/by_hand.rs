//! The twenty rules written out for one table, without places, problems or rules to read: what a compiler makes of them.
//! by_hand DIR [THREADS] [counts|violations|borders]
//!
//! `violations` also puts a short line (`row,id,rule`; rows are counted from the thread's first) for each violation of a
//! rule of rows into memory, and throws it away. `borders` only finds where cells end.
use hashbrown::{HashMap, HashSet};
use krav_peers::{Rows, cuts, stream};
use std::fs::{File, read_to_string};
use std::io::Write;

/// Met, violated, undecided, not applicable.
type Outcome = u8;
const MET: Outcome = 0;
const VIOLATED: Outcome = 1;
const UNDECIDED: Outcome = 2;
const NOT_APPLICABLE: Outcome = 3;

/// No, yes, unknown.
type Truth = u8;
const UNKNOWN: Truth = 2;

/// Keys are put into so many lots by their hashes.
const LOTS: usize = 256;
const COMPONENTS: [&[u8]; 10] = [
    b"ID-porten",
    b"Altinn",
    b"Folkeregisteret",
    b"Enhetsregisteret",
    b"Matrikkelen",
    b"Kontaktregisteret",
    b"Digital postkasse",
    b"eSignering",
    b"FIKS",
    b"Maskinporten",
];
/// The rules of rows, by their places in [`Part::counts`]; R08, R19 and R20 are of several rows.
const OF_ROWS: [usize; 17] = [0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17];

#[inline(always)]
fn both(a: Truth, b: Truth) -> Truth {
    if a == 0 || b == 0 { 0 } else { a.max(b) }
}

#[inline(always)]
fn outcome(applies: Truth, holds: Truth) -> Outcome {
    match applies {
        0 => NOT_APPLICABLE,
        1 => [VIOLATED, MET, UNDECIDED][holds as usize],
        _ => UNDECIDED,
    }
}

#[inline(always)]
fn known(cell: &[u8], holds: bool) -> Truth {
    if cell.is_empty() { UNKNOWN } else { holds.into() }
}

#[inline(always)]
fn is_yes(cell: &[u8]) -> Truth {
    known(cell, cell == b"ja")
}

/// `dd.mm.yyyy` as the number yyyymmdd; 0 where there is nothing, -1 where it is no date.
#[inline(always)]
fn date(cell: &[u8]) -> i32 {
    if cell.is_empty() {
        return 0;
    }
    let Ok(bytes): Result<&[u8; 10], _> = cell.try_into() else { return -1 };
    let digit = |place: usize| i32::from(bytes[place].wrapping_sub(b'0'));
    let digits = [0, 1, 3, 4, 6, 7, 8, 9].iter().fold(true, |all, &place| all & (digit(place) <= 9));
    if !(digits & (bytes[2] == b'.') & (bytes[5] == b'.')) {
        return -1;
    }
    let (day, month) = (digit(0) * 10 + digit(1), digit(3) * 10 + digit(4));
    let year = digit(6) * 1000 + digit(7) * 100 + digit(8) * 10 + digit(9);
    if !(1900..=2100).contains(&year) || !(1..=12).contains(&month) {
        return -1;
    }
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let days = [31, if leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month as usize - 1];
    if (1..=days).contains(&day) { year * 10_000 + month * 100 + day } else { -1 }
}

#[inline(always)]
fn ordered(earlier: i32, later: i32) -> Truth {
    if earlier <= 0 || later <= 0 { UNKNOWN } else { (earlier <= later).into() }
}

/// `12,5` in thousandths.
#[inline(always)]
fn amount(cell: &[u8]) -> Option<i64> {
    let (mut sum, mut places) = (0i64, 0);
    while let Some(digit) = cell.get(places).filter(|byte| byte.is_ascii_digit()) {
        sum = sum * 10 + i64::from(digit - b'0');
        places += 1;
    }
    match &cell[places..] {
        _ if places == 0 => None,
        [] => Some(sum * 1000),
        [b',', after @ ..] if !after.is_empty() && after.iter().all(u8::is_ascii_digit) => {
            let units = after.iter().zip([100, 10, 1]).map(|(digit, unit)| i64::from(digit - b'0') * unit);
            Some(sum * 1000 + units.sum::<i64>())
        }
        _ => None,
    }
}

#[inline(always)]
fn nine_digits(cell: &[u8]) -> Option<u64> {
    let digits: &[u8; 9] = cell.try_into().ok()?;
    let all = digits.iter().all(u8::is_ascii_digit);
    all.then(|| digits.iter().fold(0, |sum, digit| sum * 10 + u64::from(digit - b'0')))
}

/// The check digit of an organisation number, of nine digits.
#[inline(always)]
fn checked(digits: &[u8]) -> bool {
    let weighed = digits.iter().zip([3, 2, 7, 6, 5, 4, 3, 2]).map(|(digit, weight)| u32::from(digit - b'0') * weight);
    let rest = weighed.sum::<u32>() % 11;
    rest != 1 && (11 - rest) % 11 == u32::from(digits[8] - b'0')
}

/// Code points of a cell, without its quotes.
#[inline(always)]
fn length(cell: &[u8]) -> usize {
    let points = |text: &[u8]| text.iter().filter(|&&byte| byte & 0xC0 != 0x80).count();
    match cell {
        [b'"', inside @ .., b'"'] => points(inside) - inside.iter().filter(|&&byte| byte == b'"').count() / 2,
        _ => points(cell),
    }
}

/// Whether a list names nothing but shared components.
#[inline(always)]
fn all_known(list: &[u8]) -> bool {
    for one in list.split(|&byte| byte == b'|') {
        if !COMPONENTS.contains(&one) {
            return false;
        }
    }
    true
}

#[inline(always)]
fn is_address(cell: &[u8]) -> bool {
    let Some(identifier) = cell.strip_prefix(b"https://data.norge.no/datasets/") else { return false };
    let Ok(identifier): Result<&[u8; 36], _> = identifier.try_into() else { return false };
    for (place, byte) in identifier.iter().enumerate() {
        let fits = match place {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
        };
        if !fits {
            return false;
        }
    }
    true
}

#[inline(always)]
fn hash(text: &[u8]) -> u64 {
    let fold = |sum: u64| {
        let product = u128::from(sum) * 0xA076_1D64_78BD_642F;
        product as u64 ^ (product >> 64) as u64 ^ 0x2545_F491
    };
    let mut sum = text.len() as u64 ^ 0x9E37_79B9_7F4A_7C15;
    let (eights, rest) = text.as_chunks::<8>();
    for eight in eights {
        sum = fold(sum ^ u64::from_le_bytes(*eight));
    }
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    fold(sum ^ u64::from_le_bytes(last))
}

/// What a thread finds.
struct Part {
    counts: [[u64; 4]; 20],
    rows: u64,
    /// Hashes of keys, in lots.
    keys: Vec<Vec<u64>>,
    /// Affected measures of each department, and those of them that were discussed.
    departments: HashMap<Vec<u8>, [u64; 2]>,
    /// Rows by how they affect municipalities: none, all, municipalities, counties, not stated.
    affected: [u64; 5],
    lines: Option<Vec<u8>>,
    written: u64,
}

impl Part {
    fn add(&mut self, rows: &Rows, agencies: &HashSet<u64>) {
        for row in 0..rows.count {
            self.add_row(|column| rows.cell(row, column), agencies);
        }
        // Stands for a write.
        if let Some(lines) = self.lines.as_mut().filter(|lines| lines.len() > 1 << 20) {
            lines.clear();
        }
    }

    #[inline(always)]
    fn add_row<'r>(&mut self, cell: impl Fn(usize) -> &'r [u8], agencies: &HashSet<u64>) {
        let affects = match cell(4) {
            b"ingen" => 0,
            b"hele" => 1,
            b"kommuner" => 2,
            b"fylkeskommuner" => 3,
            b"ikke oppgitt" => 4,
            _ => 5,
        };
        if let Some(count) = self.affected.get_mut(affects) {
            *count += 1;
        }
        let affected = match affects {
            1..=3 => 1,
            4 => UNKNOWN,
            _ => known(cell(4), false),
        };
        let phase = match cell(7) {
            b"ide" => Some(0),
            b"konsept" => Some(1),
            b"planlegging" => Some(2),
            b"gjennomforing" => Some(3),
            b"avslutning" => Some(4),
            b"realisering" => Some(5),
            _ => None,
        };
        let is_phase = |holds: bool| known(cell(7), holds);
        let discussed = is_yes(cell(5));
        let (discussed_on, begins) = (date(cell(6)), date(cell(8)));
        let (ends, assessed) = (date(cell(9)), date(cell(17)));
        let cost = amount(cell(10));
        let (agency, name, components, reason, address) = (cell(2), cell(1), cell(11), cell(12), cell(19));
        let number = nine_digits(agency);
        let explained = reason.len() >= 20 && length(reason) >= 20;
        let at_least = |least: i64| cost.map_or(UNKNOWN, |cost| (cost >= least).into());
        let executed = is_phase(phase.is_some_and(|phase| phase > 1) || phase.is_none());
        let outcomes = [
            outcome(affected, discussed),
            outcome(both(affected, discussed), ordered(discussed_on, begins)),
            outcome(is_phase(phase != Some(0)), (!components.is_empty() || explained).into()),
            outcome(at_least(10_000), is_yes(cell(20))),
            outcome(1, ordered(begins, ends)),
            outcome(1, known(agency, number.is_some() && checked(agency))),
            outcome(1, known(agency, number.is_some_and(|number| agencies.contains(&number)))),
            outcome(1, known(cell(4), affects < 5)),
            outcome(1, is_phase(phase.is_some())),
            outcome(is_yes(cell(14)), is_yes(cell(15))),
            outcome((!address.is_empty()).into(), is_address(address).into()),
            outcome(1, known(name, (5..=120).contains(&length(name)))),
            outcome((!components.is_empty()).into(), all_known(components).into()),
            outcome((discussed_on != 0).into(), (discussed_on > 0).into()),
            outcome(is_yes(cell(13)), known(cell(16), matches!(cell(16), b"AA" | b"AAA"))),
            outcome(
                is_phase(phase.is_some_and(|phase| phase > 2)),
                match assessed {
                    ..=0 => UNKNOWN,
                    day => (day >= 2017_01_01).into(),
                },
            ),
            outcome(both(at_least(5_000), executed), is_yes(cell(18))),
        ];
        for (&rule, &outcome) in OF_ROWS.iter().zip(&outcomes) {
            self.counts[rule][outcome as usize] += 1;
        }
        let (key, department) = (cell(0), cell(3));
        if key.is_empty() {
            self.counts[7][UNDECIDED as usize] += 1;
        } else {
            let hash = hash(key);
            self.keys[(hash >> 56) as usize].push(hash);
        }
        if !department.is_empty() {
            let [all, some] = self.departments.entry_ref(department).or_insert([0, 0]);
            *all += u64::from(affected == 1);
            *some += u64::from(affected == 1 && discussed == 1);
        }
        self.rows += 1;
        let Some(lines) = &mut self.lines else { return };
        for (rule, _) in OF_ROWS.iter().zip(outcomes).filter(|(_, outcome)| *outcome == VIOLATED) {
            let key = String::from_utf8_lossy(key);
            writeln!(lines, "{},{key},R{:02}", self.rows, rule + 1).expect("memory");
            self.written += 1;
        }
    }
}

/// The cells of a small table, without its headings.
fn table(path: &str) -> Vec<Vec<String>> {
    let text = read_to_string(path).expect("a table");
    text.lines().skip(1).map(|line| line.split(';').map(str::to_string).collect()).collect()
}

/// Keys that only one row has. Each thread takes some lots.
fn alone(parts: &[Part], threads: usize) -> u64 {
    let of_lots = |first: usize| {
        let (mut alone, mut all) = (0, Vec::<u64>::new());
        for lot in (first..LOTS).step_by(threads) {
            all.clear();
            all.extend(parts.iter().flat_map(|part| &part.keys[lot]));
            all.sort_unstable();
            alone += all.chunk_by(|a, b| a == b).filter(|equals| equals.len() == 1).count() as u64;
        }
        alone
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|first| scope.spawn(move || of_lots(first))).collect();
        threads.into_iter().map(|thread| thread.join().expect("no panic")).sum()
    })
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let folder = arguments.get(1).expect("a folder");
    let threads = arguments.get(2).map_or(2, |number| number.parse().expect("a number of threads"));
    let mode = arguments.get(3).map_or("counts", String::as_str);
    let agencies: HashSet<u64> =
        table(&format!("{folder}/virksomhet.csv")).iter().map(|row| row[0].parse().expect("a number")).collect();
    let file = File::open(format!("{folder}/tiltak.csv")).expect("a table");
    let part = |range| {
        let mut part = Part {
            counts: Default::default(),
            rows: 0,
            keys: vec![Vec::new(); LOTS],
            departments: HashMap::new(),
            affected: [0; 5],
            lines: (mode == "violations").then(Vec::new),
            written: 0,
        };
        let whole = match mode {
            "borders" => stream(&file, range, |rows| part.rows += rows.count as u64),
            _ => stream(&file, range, |rows| part.add(&rows, &agencies)),
        };
        assert!(whole, "a row of another width, or a wrong cut");
        part
    };
    let cuts = cuts(&file, threads);
    let parts: Vec<Part> = std::thread::scope(|scope| {
        let part = &part;
        let threads: Vec<_> = cuts.windows(2).map(|cut| scope.spawn(move || part(cut[0]..cut[1]))).collect();
        threads.into_iter().map(|thread| thread.join().expect("no panic")).collect()
    });
    let rows: u64 = parts.iter().map(|part| part.rows).sum();
    if mode == "borders" {
        return println!("{rows} rows");
    }
    let mut counts = [[0u64; 4]; 20];
    let mut departments: HashMap<&[u8], [u64; 2]> = HashMap::new();
    let mut affected = [0u64; 5];
    for part in &parts {
        counts.iter_mut().flatten().zip(part.counts.iter().flatten()).for_each(|(all, some)| *all += some);
        affected.iter_mut().zip(part.affected).for_each(|(all, some)| *all += some);
        for (department, found) in &part.departments {
            let all = departments.entry(department).or_insert([0, 0]);
            all.iter_mut().zip(found).for_each(|(all, some)| *all += some);
        }
    }
    counts[7][0] = alone(&parts, threads);
    counts[7][1] = rows - counts[7][0] - counts[7][2];
    for [all, some] in departments.values() {
        let enough = *some as f64 >= 0.43 * *all as f64;
        counts[18][usize::from(if *all == 0 { NOT_APPLICABLE } else { u8::from(!enough) })] += 1;
    }
    for row in table(&format!("{folder}/kontroll.csv")) {
        let place =
            ["ingen", "hele", "kommuner", "fylkeskommuner", "ikke oppgitt"].iter().position(|one| row[0] == *one);
        let counted = place.map_or(rows, |place| affected[place]);
        counts[19][usize::from(row[1].parse() != Ok(counted))] += 1;
    }
    for (rule, [met, violated, undecided, not_applicable]) in counts.into_iter().enumerate() {
        println!("R{:02}\t{met}\t{violated}\t{undecided}\t{not_applicable}", rule + 1);
    }
    if mode == "violations" {
        eprintln!("{} lines", parts.iter().map(|part| part.written).sum::<u64>());
    }
}

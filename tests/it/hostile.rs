//! Files that were cut off, changed or made to harm: they are read whole or refused, and nothing is lost in silence.

use krav::base::Diagnostic;
use krav::data::Chunk;
use krav::data::read::{Limit, Options};
use krav::driver::open;
use krav::world::Memory;
use std::fs;
use std::path::Path;

/// The rows that are read of a file, or the first problem.
fn rows(name: &str, bytes: &[u8], options: &Options) -> Result<usize, Diagnostic> {
    let world = Memory::new().file(name, bytes);
    let opened = open::table(&world, name, &[], options).map_err(|mut problems| problems.swap_remove(0))?;
    let mut chunk = Chunk::default();
    let mut rows = 0;
    for part in 0..opened.reader.parts() {
        if let Some(problem) = opened.reader.read(part, &mut chunk).into_iter().find(Diagnostic::is_error) {
            return Err(problem);
        }
        rows += chunk.rows;
        for row in 0..chunk.rows {
            opened.reader.place(&chunk, row, Some(chunk.width - 1));
        }
    }
    Ok(rows)
}

/// Records with some content behind the headings, by a reader of thirty lines that knows no dialect but `delimiter`.
fn records(text: &str, delimiter: char) -> usize {
    let mut signs = text.chars().peekable();
    let (mut records, mut filled, mut begins, mut quoted) = (0, false, true, false);
    while let Some(sign) = signs.next() {
        match sign {
            '"' if quoted && signs.peek() == Some(&'"') => {
                signs.next();
            }
            '"' if quoted => quoted = false,
            '"' if begins => (quoted, filled) = (true, true),
            '\n' | '\r' if !quoted => {
                records += usize::from(std::mem::take(&mut filled));
                begins = true;
                continue;
            }
            _ => filled |= sign != delimiter && !matches!(sign, ' ' | '\t'),
        }
        begins = sign == delimiter && !quoted;
    }
    (records + usize::from(filled)).saturating_sub(1)
}

/// Deterministic pseudo-random numbers.
struct Random(u64);

impl Random {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most.max(1)
    }
}

fn example(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name)).expect("an example")
}

#[test]
fn cut_and_changed_tables_lose_no_row_in_silence() {
    let files = ["tiltak/tiltak.csv", "tiltak/kontakt.csv", "tjenester/kommune.csv", "first/bok.csv"];
    let mut random = Random(3);
    let (mut read, mut refused) = (0, 0);
    for file in files {
        let whole = example(file);
        for round in 0..150 {
            let mut bytes = whole.clone();
            if round % 3 == 0 {
                bytes.truncate(random.below(whole.len()));
            } else {
                for _ in 0..=random.below(3) {
                    let at = random.below(bytes.len());
                    bytes[at] ^= 1 << random.below(8);
                }
            }
            // What is guessed may itself follow from the damage, so it is fixed.
            let delimiter = if whole.contains(&b';') { ';' } else { ',' };
            let options = Options {
                delimiter: Some(delimiter),
                encoding: Some("utf-8".into()),
                skip_rows: Some(0),
                ..Options::default()
            };
            match rows("t.csv", &bytes, &options) {
                Ok(rows) => {
                    read += 1;
                    let text = String::from_utf8(bytes).expect("what is read is UTF-8");
                    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
                    assert_eq!(rows, records(text, delimiter), "{file}, round {round}");
                }
                Err(problem) => {
                    refused += 1;
                    assert!(!problem.message.nb.is_empty() && !problem.labels.is_empty(), "{problem:?}");
                }
            }
        }
    }
    assert!(read > 50 && refused > 50, "{read} read, {refused} refused");
}

#[test]
fn damaged_tables_with_everything_guessed_end_in_rows_or_words() {
    let mut random = Random(5);
    for file in ["tiltak/tiltak.csv", "regvil/test_virksomheter_prefill_with_uuid.json"] {
        let whole = example(file);
        let name = if file.ends_with("json") { "t.json" } else { "t.csv" };
        for _ in 0..200 {
            let mut bytes = whole.clone();
            bytes.truncate(1 + random.below(whole.len()));
            for _ in 0..random.below(20) {
                let at = random.below(bytes.len());
                bytes[at] = random.below(256) as u8;
            }
            if let Err(problem) = rows(name, &bytes, &Options::default()) {
                assert!(!problem.message.en.is_empty());
            }
        }
    }
}

#[test]
fn small_files_take_no_more_than_their_budgets() {
    // A million delimiters, quotes, line ends; one endless row; one endless quoted cell.
    let many = |text: &str| text.repeat(1_000_000);
    let options = Options { limits: vec![(Limit::Row, 1 << 20)], ..Options::default() };
    for text in
        [many(";"), many("\""), many("\n"), many("\r"), many("a"), format!("a;b\n\"{}", many("x;")), many("a;b\n\"\n")]
    {
        if let Err(problem) = rows("t.csv", text.as_bytes(), &options) {
            assert!(!problem.message.en.is_empty());
        }
    }
}

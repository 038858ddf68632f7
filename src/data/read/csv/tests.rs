//! The reader against its own definition: the quick way against the exact one, parts against the whole.

use super::*;
use crate::base::{At, Code};
use crate::world::memory::Text;
use proptest::prelude::*;

const SMALL: Limits = Limits { part: 16, record: 4096, guess: u64::MAX };

fn reader(text: &[u8], limits: Limits) -> Result<Box<dyn Reader>, Vec<Diagnostic>> {
    open_with("t.csv", Arc::new(Text(text.to_vec())), &Options::default(), limits)
}

/// Rows as texts, with every problem found on the way.
fn rows(reader: &dyn Reader) -> (Vec<Vec<String>>, Vec<Diagnostic>) {
    let (mut rows, mut problems) = (Vec::new(), Vec::new());
    let mut chunk = Chunk::default();
    for part in 0..reader.parts() {
        problems.extend(reader.read(part, &mut chunk));
        for row in 0..chunk.rows {
            rows.push((0..chunk.width).map(|column| chunk.text(row, column).into_owned()).collect());
        }
    }
    (rows, problems)
}

fn read(text: &str) -> Vec<Vec<String>> {
    let (rows, problems) = rows(&*reader(text.as_bytes(), LIMITS).expect("opens"));
    assert_eq!(problems, []);
    rows
}

fn codes(text: &[u8]) -> Vec<Code> {
    match reader(text, LIMITS) {
        Ok(reader) => rows(&*reader).1.iter().map(|problem| problem.code).collect(),
        Err(problems) => problems.iter().map(|problem| problem.code).collect(),
    }
}

#[test]
fn cells_are_what_a_person_means() {
    let rows =
        read("\u{feff}navn;merknad;\"antall \"\r\n\"Foo;Bar\";\"han sa \"\"hei\"\"\";1\r\n\r\nÅse;\"to\nlinjer\";2");
    assert_eq!(rows, [["Foo;Bar", "han sa \"hei\"", "1"], ["Åse", "to\nlinjer", "2"]]);
    assert_eq!(read("a\tb\n1\t2\n"), [["1", "2"]]);
    assert_eq!(read("sep=|\na|b;c\n1;2|3\n"), [["1;2", "3"]]);
    assert_eq!(read("navn\n\nOla\n\"\"\n   \nKari"), [["Ola"], [""], ["Kari"]]);
    assert_eq!(read("a;b\r1;2\r3;4\r"), [["1", "2"], ["3", "4"]]);
    assert_eq!(read("a;b\r\n1;2\n3;4\r5;6"), [["1", "2"], ["3", "4"], ["5", "6"]]);
    assert_eq!(read("a;b\n\"Foo\" AS;12\" skjerm\n"), [["\"Foo\" AS", "12\" skjerm"]]);
    assert_eq!(read("a;b\n\"\";\n"), [["", ""]]);
    assert!(read("a;b").is_empty());
    assert!(read("a;b\n\n\n").is_empty());
}

/// A text that counts how much of it is read.
struct Counted(Text<Vec<u8>>, std::sync::atomic::AtomicU64);

impl Bytes for Counted {
    fn len(&self) -> u64 {
        self.0.len()
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> std::io::Result<()> {
        self.1.fetch_add(buffer.len() as u64, std::sync::atomic::Ordering::Relaxed);
        self.0.read_at(offset, buffer)
    }
}

#[test]
fn a_file_that_is_one_open_quote_is_not_read_again_and_again() {
    let text = [b"a;b\n\"".to_vec(), vec![b'x'; 8 << 20]].concat();
    let bytes = Arc::new(Counted(Text(text), 0.into()));
    let limits = Limits { part: 128 << 10, record: 256 << 10, guess: 0 };
    let problems = open_with("t.csv", bytes.clone(), &Options::default(), limits).err().expect("the quote is open");
    assert_eq!(problems.iter().map(|problem| problem.code).collect::<Vec<_>>(), [Code::OpenQuote]);
    let read = bytes.1.load(std::sync::atomic::Ordering::Relaxed);
    assert!(read < 6 * bytes.len(), "{read} of {} bytes", bytes.len());
}

#[test]
fn lines_are_counted_however_many_there_are() {
    let text = [b"a\n".to_vec(), b"\n".repeat(300_000), b"x\n".to_vec()].concat();
    let mut ends = Vec::new();
    let quick = borders::quick(&text, Dialect { delimiter: b';', quote: b'"' }, &mut ends).expect("plain");
    assert_eq!((quick.lines, ends.len()), (300_002, 300_002));
    assert!(quick.plain && quick.is_utf8 && !quick.has_nul);
    assert_eq!(read(std::str::from_utf8(&text).expect("ASCII")), [["x"]]);
}

#[test]
fn what_is_wrong_is_told() {
    assert_eq!(codes(b""), [Code::NoHeader]);
    assert_eq!(codes(b"\xef\xbb\xbf \n\n"), [Code::NoHeader]);
    assert_eq!(codes(b"a;b\n1\n1;2\n1;2;3\n"), [Code::RaggedRow, Code::RaggedRow]);
    assert_eq!(codes(b"a;b\n\"1;2\n"), [Code::OpenQuote]);
    assert_eq!(codes(b"a;\"b\n1;2\n"), [Code::OpenQuote]);
    assert_eq!(codes(b"a;b\n\"Foo AS;1\n\"Bar\";2\n"), [Code::OpenQuote]);
    assert_eq!(codes(b"a;b\n1;\x002\n"), [Code::NulByte]);
    assert_eq!(codes(b"a;b\nbl\xc3\xa5;2\nbl\xe5;2\n"), [Code::NotUtf8]);
    assert_eq!(codes(b"a;bl\x81\n1;2\n"), [Code::NotUtf8]);
    assert_eq!(codes(b"\xff\xfea\0;\0b\0\0"), [Code::NotUtf8]);
    assert_eq!(codes("a;å\n1;2\n".as_bytes()), []);
}

#[test]
fn ragged_rows_are_told_up_to_a_bound_and_counted_beyond() {
    let text = format!("a;b\n{}", "1\n".repeat(103));
    let (rows, problems) = rows(&*reader(text.as_bytes(), LIMITS).expect("opens"));
    assert!(rows.is_empty());
    assert_eq!(problems.len(), 101);
    assert!(problems[100].message.en.starts_with("3 more rows"), "{:?}", problems[100]);
    let At::Cell(place) = &problems[1].labels[0].at else { panic!("a place") };
    assert_eq!((place.line, place.column, place.end_column), (3, 1, 2));
}

#[test]
fn headings_have_places_and_positions_for_names() {
    let reader = reader("\n«Å»;;\"x\"\"y\"\n".as_bytes(), LIMITS).expect("opens");
    let found: Vec<_> = reader.headings().iter().map(|h| (h.text.as_str(), h.place.line, h.place.column)).collect();
    assert_eq!(found, [("«Å»", 2, 1), ("#2", 2, 5), ("x\"y", 2, 6)]);
    assert!(reader.notes().is_empty());
}

#[test]
fn places_are_physical_lines_and_code_points() {
    let text = "a;b;c\r\n1;\"æ\r\nø\";\"å\"\r\n\r\nblå;3;4\r\n";
    for limits in [LIMITS, Limits { part: 1, ..SMALL }] {
        let reader = reader(text.as_bytes(), limits).expect("opens");
        let mut chunk = Chunk::default();
        let mut places = Vec::new();
        for part in 0..reader.parts() {
            assert_eq!(reader.read(part, &mut chunk), []);
            for row in 0..chunk.rows {
                for column in 0..chunk.width {
                    let place = reader.place(&chunk, row, Some(column));
                    let Spot { line, column, end_line, end_column } = reader.spot(&chunk, row, Some(column));
                    assert_eq!((place.line, place.column), (line, column));
                    let window = place.window.expect("a window");
                    let shown = window.text[window.start..window.end].to_owned();
                    places.push((line, column, end_line, end_column, shown));
                }
            }
        }
        let owned = |l, c, el, ec, text: &str| (l, c, el, ec, text.to_owned());
        let expected = [
            owned(2, 1, 2, 2, "1"),
            owned(2, 3, 3, 3, "\"æ\r\nø\""),
            owned(3, 4, 3, 7, "\"å\""),
            owned(5, 1, 5, 4, "blå"),
            owned(5, 5, 5, 6, "3"),
            owned(5, 7, 5, 8, "4"),
        ];
        assert_eq!(places, expected);
    }
}

#[test]
fn long_cells_do_not_flood_a_window() {
    let text = format!("a;b\n{};{}\n", "æ".repeat(5000), "å".repeat(5000));
    let reader = reader(text.as_bytes(), LIMITS).expect("opens");
    let mut chunk = Chunk::default();
    assert_eq!(reader.read(0, &mut chunk), []);
    let place = reader.place(&chunk, 0, Some(1));
    assert_eq!((place.line, place.column, place.end_column), (2, 5002, 10_002));
    let window = place.window.expect("a window");
    assert!(window.text.len() < 1300 && window.text.starts_with('…') && window.text.ends_with('…'));
    assert!(window.text[window.start..window.end].chars().all(|c| c == 'å'));
}

#[test]
fn a_record_may_reach_its_limit_and_no_further() {
    let limits = Limits { part: 64, record: 8192, ..SMALL };
    for (size, fits) in [(7000, true), (20_000, false)] {
        for quote in ["\"", "x"] {
            let text = format!("a;b\n1;2\n{quote}{}{quote};3\n4;5\n", "x".repeat(size));
            let problem = reader(text.as_bytes(), limits).map(|reader| rows(&*reader).0.len()).map_err(|p| p[0].code);
            assert_eq!(problem, if fits { Ok(3) } else { Err(Code::TooLarge) }, "{size}");
        }
    }
    let open = format!("a;b\n1;2\n\"{}", "x;\n".repeat(20_000));
    assert_eq!(reader(open.as_bytes(), limits).map(|_| ()).map_err(|p| p[0].code), Err(Code::OpenQuote));
}

fn borders_by_exact(text: &[u8], dialect: Dialect) -> (Vec<u32>, bool) {
    let (mut ends, mut at, mut open) = (Vec::new(), 0, false);
    while at < text.len() {
        let record = exact::record(text, at, dialect, &mut ends);
        open |= record.open.is_some();
        at = record.next;
    }
    (ends, open)
}

/// Bytes of which most mean something to a CSV reader.
fn csv_bytes(most: usize) -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![
        6 => Just(b'a'), 3 => Just(b';'), 2 => Just(b'\n'), 2 => Just(b'"'), 1 => Just(b','),
        1 => Just(b'\r'), 1 => Just(b' '), 1 => any::<u8>(),
    ];
    prop::collection::vec(byte, 0..most)
}

/// Well-formed cells, quoted where they must be.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-zæøå0-9]{0,6}",
        1 => "[a-z;,\"\n]{1,6}".prop_map(|text| format!("\"{}\"", text.replace('"', "\"\""))),
    ]
}

fn table() -> impl Strategy<Value = Vec<Vec<String>>> {
    (2usize..5).prop_flat_map(|width| prop::collection::vec(prop::collection::vec(cell(), width), 0..40))
}

fn written(table: &[Vec<String>], line_end: &str) -> String {
    let width = table.first().map_or(2, Vec::len);
    let headings: Vec<String> = (0..width).map(|i| format!("h{i}")).collect();
    let lines = std::iter::once(headings.join(";")).chain(table.iter().map(|row| row.join(";")));
    lines.map(|line| line + line_end).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn the_quick_way_reads_what_the_exact_one_reads(mut text in csv_bytes(300)) {
        text.push(b'\n');
        let dialect = Dialect { delimiter: b';', quote: b'"' };
        let mut ends = vec![7; 3];
        if borders::quick(&text, dialect, &mut ends).is_some() {
            prop_assert_eq!((ends, false), borders_by_exact(&text, dialect));
        }
    }

    #[test]
    fn utf8_is_what_the_standard_library_says(
        pieces in prop::collection::vec(prop_oneof![
            6 => "[a-z]{0,40}".prop_map(String::into_bytes),
            4 => "[æøåß]{1,9}".prop_map(String::into_bytes),
            1 => "\\PC{0,4}".prop_map(String::into_bytes),
            1 => prop::collection::vec(any::<u8>(), 0..2),
        ], 0..30)
    ) {
        let text = pieces.concat();
        prop_assert_eq!(utf8::wrong(&text), std::str::from_utf8(&text).err().map(|problem| problem.valid_up_to()));
    }

    #[test]
    fn what_the_quick_way_says_of_characters_is_so(
        pieces in prop::collection::vec(prop_oneof![
            6 => "[a-z;]{0,40}".prop_map(String::into_bytes),
            4 => "[æøå–«»…€’]{1,9}".prop_map(String::into_bytes),
            1 => "\\PC{0,4}".prop_map(String::into_bytes),
            1 => prop::sample::select(vec!["\u{300}", "\u{2001}", "\u{212b}", "日", "क", "퟿"])
                .prop_map(|text| text.as_bytes().to_vec()),
            1 => prop::collection::vec(any::<u8>().prop_filter("no quote, no CR", |b| ![34, 13].contains(b)), 0..2),
        ], 0..30)
    ) {
        let text = [pieces.concat(), b"\n".to_vec()].concat();
        let dialect = Dialect { delimiter: b';', quote: 0xFF };
        if let Some(quick) = borders::quick(&text, dialect, &mut Vec::new()) {
            let meant = std::str::from_utf8(&text);
            prop_assert!(!quick.is_utf8 || meant.is_ok());
            let low = meant.is_ok_and(|text| text.chars().all(|sign| sign < '\u{300}'));
            prop_assert!(quick.is_utf8 || !low, "nothing is in doubt");
            prop_assert!(quick.plain || !low);
            prop_assert!(!quick.plain || meant.is_ok_and(crate::data::words::is_nfc) || !quick.is_utf8);
            prop_assert_eq!(quick.has_nul, text.contains(&0));
        }
    }

    #[test]
    fn a_guess_that_holds_is_what_counting_gives(text in csv_bytes(400), part in 1u64..200) {
        let text = [b"h;i;j\n".to_vec(), text].concat();
        let counted = reader(&text, Limits { part, ..SMALL });
        let hasty = reader(&text, Limits { part, guess: 0, ..SMALL });
        let (Ok(counted), Ok(hasty)) = (&counted, &hasty) else {
            // What the one says when it opens, the other says when it is read.
            prop_assert!(counted.is_err());
            prop_assert!(!hasty.is_ok_and(|hasty| rows(&*hasty).1.is_empty()));
            return Ok(());
        };
        let expected = rows(&**counted);
        if let Some(draft) = hasty.draft() {
            let (mut chunk, mut found) = (Chunk::default(), Vec::new());
            let fits = (0..draft.parts()).all(|part| {
                let fits = draft.read(part, &mut chunk);
                found.extend((0..chunk.rows).map(|row| (0..3).map(|at| chunk.text(row, at).into_owned()).collect()));
                fits
            });
            draft.settle(fits);
            if fits {
                prop_assert_eq!(&(found, Vec::new()), &expected);
                prop_assert_eq!(hasty.parts(), counted.parts());
            }
        }
        prop_assert_eq!(rows(&**hasty), expected);
    }

    #[test]
    fn quotes_counted_in_stretches_are_quotes_counted_at_once(text in csv_bytes(300), cut in 0usize..300) {
        let dialect = Dialect { delimiter: b';', quote: b'"' };
        let cut = cut.min(text.len());
        let whole = borders::parity(&text, None, None, dialect);
        let first = borders::parity(&text[..cut], None, text.get(cut).copied(), dialect);
        let before = cut.checked_sub(1).map(|i| text[i]);
        let second = borders::parity(&text[cut..], before, None, dialect);
        prop_assert_eq!(whole.odd, first.odd ^ second.odd);
        let misplaced = first.misplaced[0] | second.misplaced[usize::from(first.odd)];
        prop_assert_eq!(whole.misplaced[0], misplaced);
    }

    #[test]
    fn well_formed_tables_take_the_quick_way_and_come_back(table in table(), crlf: bool) {
        let text = written(&table, if crlf { "\r\n" } else { "\n" });
        let reader = reader(text.as_bytes(), LIMITS).expect("opens");
        let (found, problems) = rows(&*reader);
        prop_assert_eq!(problems, []);
        let meant = |cell: &String| match cell.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
            Some(inner) => inner.replace("\"\"", "\""),
            None => cell.clone(),
        };
        let filled = table.iter().filter(|row| row.iter().any(|cell| !cell.is_empty()));
        let expected: Vec<Vec<String>> = filled.map(|row| row.iter().map(meant).collect()).collect();
        prop_assert_eq!(found, expected);
        let dialect = Dialect { delimiter: b';', quote: b'"' };
        prop_assert!(borders::quick(text.as_bytes(), dialect, &mut Vec::new()).is_some());
    }

    #[test]
    fn the_size_of_parts_does_not_matter(text in csv_bytes(400), part in 1u64..200) {
        let text = [b"h;i;j\n".to_vec(), text].concat();
        let whole = reader(&text, LIMITS).map(|reader| rows(&*reader));
        let parts = reader(&text, Limits { part, ..SMALL }).map(|reader| rows(&*reader));
        match (whole, parts) {
            (Ok((whole, one)), Ok((parts, many))) => {
                prop_assert_eq!(whole, parts);
                let told = |problems: &[Diagnostic]| -> Vec<String> {
                    let lines = problems.iter().filter(|p| !matches!(p.code, Code::NulByte | Code::NotUtf8));
                    lines.map(|p| p.message.en.clone()).collect()
                };
                prop_assert_eq!(told(&one), told(&many));
                prop_assert_eq!(one.is_empty(), many.is_empty());
            }
            (Err(one), Err(many)) => prop_assert_eq!(one.len(), many.len()),
            _ => prop_assert!(false, "one opens, the other does not"),
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(text in prop::collection::vec(any::<u8>(), 0..500), part in 1u64..64) {
        if let Ok(reader) = reader(&text, Limits { part, ..SMALL }) {
            let mut chunk = Chunk::default();
            for part in 0..reader.parts() {
                reader.read(part, &mut chunk);
                for row in 0..chunk.rows {
                    let place = reader.place(&chunk, row, None);
                    let window = place.window.expect("a row has a window");
                    prop_assert!(window.text.get(window.start..window.end).is_some());
                    for column in 0..chunk.width {
                        reader.place(&chunk, row, Some(column));
                    }
                }
            }
        }
    }

    #[test]
    fn no_row_is_lost(lines in prop::collection::vec("[a-c; ]{0,8}", 0..60), part in 1u64..40) {
        let text = format!("h;i\n{}", lines.iter().map(|line| format!("{line}\n")).collect::<String>());
        let reader = reader(text.as_bytes(), Limits { part, ..SMALL }).expect("opens");
        let (rows, problems) = rows(&*reader);
        let meant = lines.iter().filter(|line| line.chars().any(|sign| !"; ".contains(sign))).count();
        prop_assert_eq!(rows.len() + problems.len(), meant);
    }
}

/// `cargo test --release -- --ignored speed --nocapture` with `KRAV_BENCH` naming a large `;`-separated file.
#[test]
#[ignore = "a measurement, not a test"]
fn speed_of_borders() {
    let Ok(path) = std::env::var("KRAV_BENCH") else { return };
    let world = crate::world::Disk;
    use crate::world::World;
    for _ in 0..5 {
        let bytes = world.open(&path).expect("the file that KRAV_BENCH names");
        let start = std::time::Instant::now();
        let reader = open(&path, bytes, &Options::default()).expect("opens");
        let opened = start.elapsed();
        let mut chunk = Chunk::default();
        let (mut rows, mut indexing) = (0, std::time::Duration::ZERO);
        let mut ends = Vec::new();
        for part in 0..reader.parts() {
            assert_eq!(reader.read(part, &mut chunk), []);
            rows += chunk.rows;
            let start = std::time::Instant::now();
            borders::quick(&chunk.text, Dialect { delimiter: b';', quote: b'"' }, &mut ends).expect("well formed");
            indexing += start.elapsed();
        }
        let total = start.elapsed() - indexing;
        let speed = |time: std::time::Duration| reader.size() as f64 / time.as_secs_f64() / 1e9;
        println!(
            "{rows} rows: open {:.1} ms ({:.1} GB/s), open and read {:.1} ms ({:.2} GB/s), borders alone {:.2} GB/s",
            opened.as_secs_f64() * 1e3,
            speed(opened),
            total.as_secs_f64() * 1e3,
            speed(total),
            speed(indexing),
        );
    }
}

#[test]
#[ignore = "a measurement, not a test"]
fn speed_of_steps() {
    use crate::world::World;
    let Ok(path) = std::env::var("KRAV_BENCH") else { return };
    let text = crate::world::Disk.read(&path).expect("the file that KRAV_BENCH names");
    let parts: Vec<&[u8]> = text.chunks(1 << 20).collect();
    let time = |name: &str, step: &mut dyn FnMut(&[u8])| {
        for _ in 0..2 {
            let start = std::time::Instant::now();
            parts.iter().for_each(|part| step(part));
            let ms = start.elapsed().as_secs_f64() * 1e3;
            println!("{name:>12} {ms:6.1} ms {:6.2} GB/s", text.len() as f64 / ms / 1e6);
        }
    };
    let dialect = Dialect { delimiter: b';', quote: b'"' };
    let mut copy = vec![0; 1 << 20];
    time("copy", &mut |part| copy[..part.len()].copy_from_slice(part));
    time("utf8", &mut |part| {
        std::hint::black_box(std::str::from_utf8(part).is_ok());
    });
    time("utf8, own", &mut |part| {
        std::hint::black_box(utf8::wrong(part));
    });
    time("nul", &mut |part| {
        std::hint::black_box(memchr::memchr(0, part));
    });
    time("cr", &mut |part| {
        std::hint::black_box(memchr::memchr(b'\r', part));
    });
    time("lf", &mut |part| {
        std::hint::black_box(memchr::memchr_iter(b'\n', part).count());
    });
    time("highest", &mut |part| {
        std::hint::black_box(part.iter().fold(0, |highest, &byte| byte.max(highest)));
    });
    time("parity", &mut |part| {
        std::hint::black_box(borders::parity(part, None, None, dialect));
    });
    let mut ends = Vec::new();
    time("quick", &mut |part| {
        std::hint::black_box(borders::quick(part, dialect, &mut ends).is_some());
    });
    let mut chunk = Chunk { width: 21, ..Chunk::default() };
    time("index", &mut |part| {
        let from = part.iter().position(|&b| b == b'\n').map_or(0, |i| i + 1);
        let until = part.iter().rposition(|&b| b == b'\n').map_or(0, |i| i + 1);
        chunk.text.clear();
        chunk.text.extend_from_slice(&part[from..until]);
        std::hint::black_box(rows::index(&mut chunk, dialect, false));
    });
}

//! Files as agencies export them, and the options that fix how they are read.

use super::*;
use crate::base::At;
use crate::data::read::options::SETTINGS;
use crate::world::memory::Text as Held;

/// What is read of a file: headings, rows and everything that is told, in English.
#[derive(Debug, Default, PartialEq)]
struct Read {
    headings: Vec<String>,
    rows: Vec<Vec<String>>,
    told: Vec<String>,
}

fn options(set: &[(&str, &str)]) -> Options {
    let mut options = Options::default();
    for (name, value) in set {
        if let Some(about) = Limit::from_name(name) {
            options.limits.push((about.limit, about.read(value).expect("a size")));
            continue;
        }
        let setting = SETTINGS.iter().find(|setting| setting.name == *name).expect("a setting");
        assert!((setting.set)(&mut options, value), "{name} = {value}");
    }
    options
}

fn read(bytes: &[u8], set: &[(&str, &str)]) -> Result<Read, Vec<Diagnostic>> {
    let reader = open("t.csv", Arc::new(Held(bytes.to_vec())), &options(set))?;
    let mut read = Read {
        headings: reader.headings().iter().map(|heading| heading.text.clone()).collect(),
        told: reader.guesses().iter().filter(|guess| guess.doubtful).map(|guess| guess.message.en.clone()).collect(),
        ..Read::default()
    };
    let mut chunk = Chunk::default();
    for part in 0..reader.parts() {
        let problems = reader.read(part, &mut chunk);
        if !problems.is_empty() {
            return Err(problems);
        }
        for row in 0..chunk.rows {
            read.rows.push((0..chunk.width).map(|column| chunk.text(row, column).into_owned()).collect());
        }
    }
    let notes = reader.notes().iter().cloned().chain(reader.afterwards());
    read.told.extend(notes.map(|note| note.message.en));
    Ok(read)
}

fn fine(bytes: &[u8], set: &[(&str, &str)]) -> Read {
    read(bytes, set).unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// The code, line and column of the first problem.
fn problem(bytes: &[u8], set: &[(&str, &str)]) -> (Code, u32, u32) {
    let problems = read(bytes, set).expect_err("a problem");
    let place = |problem: &Diagnostic| match problem.labels.last().map(|label| label.at.clone()) {
        Some(At::Cell(place)) => (place.line, place.column),
        _ => (0, 0),
    };
    (problems[0].code, place(&problems[0]).0, place(&problems[0]).1)
}

fn latin(text: &str) -> Vec<u8> {
    encoding_rs::WINDOWS_1252.encode(text).0.into_owned()
}

#[test]
fn windows_1252_is_read_part_by_part_with_places_in_characters() {
    let text = format!("navn;vare\r\n{}Åse;Blåbærsyltetøy\r\n", "Øyvind;brød\r\n".repeat(5000));
    let bytes = latin(&text);
    for part in [64, 1 << 20] {
        let limits = Limits { part, record: 4096, ..LIMITS };
        let reader = open_with("t.csv", Arc::new(Held(bytes.clone())), &Options::default(), limits).expect("opens");
        let mut chunk = Chunk::default();
        let mut rows = 0;
        for part in 0..reader.parts() {
            assert_eq!(reader.read(part, &mut chunk), []);
            rows += chunk.rows;
        }
        let last = chunk.rows - 1;
        assert_eq!((rows, chunk.text(last, 1).as_ref()), (5001, "Blåbærsyltetøy"));
        let place = reader.place(&chunk, last, Some(1));
        assert_eq!((place.line, place.column, place.end_column), (5002, 5, 19));
        assert_eq!(place.window.expect("a window").text, "Åse;Blåbærsyltetøy");
    }
}

#[test]
fn undecodable_bytes_are_errors_where_they_stand() {
    let bytes = [latin("navn;by\r\nÅse;Bodø\r\n"), b"K\x81re;Oslo\r\n".to_vec()].concat();
    assert_eq!(problem(&bytes, &[("encoding", "windows-1252")]), (Code::NotUtf8, 3, 2));
    let late = ["navn;by\nÅse;Bodø\n".as_bytes(), b"K\xe5re;Oslo\n"].concat();
    assert_eq!(problem(&late, &[]), (Code::NotUtf8, 3, 2));
}

#[test]
fn titles_are_left_out_where_nothing_else_is_likely() {
    let told = "The headings were read from line 3; what stands above them was taken for a title";
    let table = [vec!["1".to_string(), "Skole".into(), "12,5".into()], vec!["2".into(), "Park".into(), "7".into()]];
    for title in ["Tiltak per 1. mars 2018\n\n", "Tiltak per 1. mars 2018;;\r\n;;\r\n", "Tiltak;;\nfor 2018;;\n"] {
        let text = format!("{title}id;navn;beløp\n1;Skole;12,5\n2;Park;7\n");
        let read = fine(text.as_bytes(), &[]);
        assert_eq!((read.headings.join("|"), read.rows.as_slice()), ("id|navn|beløp".into(), &table[..]), "{title:?}");
        assert_eq!(read.told, [told]);
    }
    let commas = fine(b"Projects\n\nid,name,cost\n1,School,12.5\n", &[]);
    assert_eq!((commas.headings.len(), commas.rows.len()), (3, 1));
}

#[test]
fn what_may_be_a_heading_is_no_title() {
    // One column; an index without a heading; a trailing delimiter; headings that are not all filled.
    assert_eq!(fine(b"navn\nOla, Oslo\nKari, Moss\n", &[("delimiter", ";")]).headings, ["navn"]);
    assert_eq!(fine(b";navn\n1;Ola\n", &[]).headings, ["#1", "navn"]);
    assert_eq!(fine(b"navn;\nOla;\n", &[]).headings, ["navn", "#2"]);
    assert_eq!(fine(b"a;b;\n1;2;3\n", &[]).headings, ["a", "b", "#3"]);
    // A title that nothing sets apart is told as what it makes of the rows.
    let narrow = fine(b"Tiltak 2018\nid;navn\n1;a\n", &[]);
    assert!(narrow.headings.len() == 1 && narrow.told[0].contains("--skip-rows"), "{narrow:?}");
    let fixed = fine(b"Tiltak 2018\nid;navn\n1;a\n", &[("skip_rows", "1")]);
    assert_eq!((fixed.headings.join("|"), fixed.rows.len(), fixed.told.len()), ("id|navn".into(), 1, 0));
    assert_eq!(fine(b"x;;\n\na;b;c\n1;2;3\n", &[("skip_rows", "0")]).headings, ["x", "#2", "#3"]);
}

#[test]
fn several_rows_of_headings_become_one() {
    let text = "Tiltak;;Beløp;;Merknad\nid;navn;2017;2018;\n1;Skole;5;6;ny\n";
    let read = fine(text.as_bytes(), &[("header_rows", "2"), ("skip_rows", "0")]);
    assert_eq!(read.headings, ["Tiltak / id", "Tiltak / navn", "Beløp / 2017", "Beløp / 2018", "Merknad"]);
    assert_eq!(read.rows, [["1", "Skole", "5", "6", "ny"]]);
    let none = fine(b"1;a\n2;b\n", &[("header_rows", "0")]);
    assert_eq!((none.headings.join("|"), none.rows.len()), ("#1|#2".into(), 2));
    assert_eq!(problem(b"a;b\n1;2\n", &[("header_rows", "3")]).0, Code::NoHeader);
}

#[test]
fn rows_without_content_are_left_out_and_told() {
    let read = fine(b"a;b;c\r\n;;\r\n1;2;3\r\n\r\n; ;\r\n\"\";\"\";\"\"\r\n4;5;6\r\n\r\n", &[]);
    assert_eq!(read.rows, [["1", "2", "3"], ["", "", ""], ["4", "5", "6"]]);
    assert_eq!(read.told, ["3 rows without content were skipped"]);
    // Lines stay physical lines.
    let reader = open("t.csv", Arc::new(Held(b"a;b\n;\n1;2\n;\n3;4\n".to_vec())), &Options::default()).expect("opens");
    let mut chunk = Chunk::default();
    assert_eq!(reader.read(0, &mut chunk), []);
    assert_eq!([0, 1].map(|row| reader.spot(&chunk, row, None).line), [3, 5]);
}

#[test]
fn comments_are_left_out_when_they_are_declared() {
    let text = "# uttrekk \"nattlig\ra;b\r\n# x;y;z\r\n1;\"#2\n# inne\"\r\n#slutt";
    let read = fine(text.as_bytes(), &[("comment", "#")]);
    assert_eq!((read.headings.join("|"), read.rows), ("a|b".into(), vec![vec!["1".into(), "#2\n# inne".into()]]));
    assert_eq!(problem(b"a;b\n#x\n1;2\n", &[]), (Code::RaggedRow, 2, 1));
    assert_eq!(problem(b"a;b\n#x\n1;2;3\n", &[("comment", "#")]), (Code::RaggedRow, 3, 5));
}

#[test]
fn ragged_rows_are_filled_up_when_that_is_permitted() {
    let text = b"a;b;c\r\n1\r\n1;2;3\r\n1;2;3;;\r\n\r\n1;\"x;y\"";
    let read = fine(text, &[("ragged", "pad")]);
    assert_eq!(read.rows, [["1", "", ""], ["1", "2", "3"], ["1", "2", "3"], ["1", "x;y", ""]]);
    assert!(read.told[0].starts_with("3 rows did not have 3 cells"), "{:?}", read.told);
    assert_eq!(problem(b"a;b\n1\n1;2;3\n", &[("ragged", "pad")]), (Code::RaggedRow, 3, 5));
}

#[test]
fn quotes_may_be_others_or_none() {
    assert_eq!(fine(b"a;b\n'x;y';2\n", &[("quote", "'")]).rows, [["x;y", "2"]]);
    assert_eq!(fine(b"a;b\n\"x;2\n", &[("quote", "none")]).rows, [["\"x", "2"]]);
}

#[test]
fn every_budget_holds_at_its_size_and_no_further() {
    let exceeded = |result: Result<Read, Vec<Diagnostic>>| result.map(|_| ()).map_err(|problems| problems[0].code);
    let large = Err(Code::TooLarge);
    assert_eq!(exceeded(read(b"a;b;c\n1;2;3\n", &[("columns", "3")])), Ok(()));
    assert_eq!(exceeded(read(b"a;b;c;d\n1;2;3;4\n", &[("columns", "3")])), large);
    assert_eq!(exceeded(read(b"a;b\n12345;2\n", &[("cell", "5")])), Ok(()));
    assert_eq!(exceeded(read(b"a;b\n123456;2\n", &[("cell", "5")])), large);
    assert_eq!(exceeded(read(b"a;b\r\n12345;2\r\n", &[("row", "7")])), Ok(()));
    assert_eq!(exceeded(read(b"a;b\r\n123456;2\r\n", &[("row", "7")])), large);
    let problems = read(b"a;b\n1;2\n123456;2\n", &[("cell", "5")]).expect_err("too large");
    assert!(problems[0].help[0].en.contains("--limit cell=N"), "{problems:?}");
    let comment = |size: &str| exceeded(read(b"a;b\n#x\n1;2\n", &[("comment", "#"), ("memory", size)]));
    assert_eq!((comment("9"), comment("8")), (Ok(()), large));
}

#[test]
fn options_that_mean_nothing_are_refused() {
    for (name, value) in [
        ("delimiter", "ab"),
        ("delimiter", "\n"),
        ("quote", "ø"),
        ("encoding", "klingon"),
        ("skip_rows", "-1"),
        ("header_rows", "21"),
        ("comment", " "),
        ("ragged", "maybe"),
        ("format", "cvs"),
    ] {
        let setting = SETTINGS.iter().find(|setting| setting.name == name).expect("a setting");
        assert!(!(setting.set)(&mut Options::default(), value), "{name} = {value:?}");
    }
}

use super::*;
use crate::base::{At, Code};
use crate::world::memory::Text;
use proptest::prelude::*;

const LIMITS: Limits = Limits { part: 1 << 20, rows: 4096, record: 64 << 20, columns: 2000, depth: 64 };
const SMALL: Limits = Limits { part: 16, rows: 2, ..LIMITS };

fn reader(text: &[u8], form: Form, limits: Limits) -> Result<Box<dyn Reader>, Vec<Diagnostic>> {
    open_with("t.json", Arc::new(Text(text.to_vec())), form, limits)
}

fn rows(reader: &dyn Reader) -> Vec<Vec<String>> {
    let (mut rows, mut chunk) = (Vec::new(), Chunk::default());
    for part in 0..reader.parts() {
        assert_eq!(reader.read(part, &mut chunk), []);
        for row in 0..chunk.rows {
            rows.push((0..chunk.width).map(|column| chunk.text(row, column).into_owned()).collect());
        }
    }
    rows
}

fn read(text: &str, form: Form) -> (Vec<String>, Vec<Vec<String>>) {
    let reader = reader(text.as_bytes(), form, LIMITS).expect("opens");
    (reader.headings().iter().map(|heading| heading.text.clone()).collect(), rows(&*reader))
}

fn codes(text: &str, form: Form) -> Vec<(Code, u32, u32)> {
    let place = |problem: &Diagnostic| match &problem.labels[0].at {
        At::Cell(place) => (problem.code, place.line, place.column),
        _ => (problem.code, 0, 0),
    };
    reader(text.as_bytes(), form, LIMITS).err().unwrap_or_default().iter().map(place).collect()
}

#[test]
fn records_are_flattened() {
    let text = r#"[ {"id": 1, "navn": "Blå\u0062\u00e6r \"x\"", "adr": {"sted": "Bø", "nr": 10.50}},
        {"adr": {"nr": 1.5e3}, "ny": ["a", 2, true], "id": null, "tom": []}, {} ]"#;
    let (headings, rows) = read(text, Form::Array);
    assert_eq!(headings, ["id", "navn", "adr.sted", "adr.nr", "ny", "tom"]);
    assert_eq!(rows[0], ["1", "Blåbær \"x\"", "Bø", "10.50", "", ""]);
    assert_eq!(rows[1], ["", "", "", "1500", "\u{1f}a\u{1f}2\u{1f}true", "\u{1f}"]);
    assert_eq!(rows[2], [""; 6]);
    let lines = "\u{feff}{\"a\":1}\r\n\n  {\"b\":\"\\ud83d\\ude00\"}";
    assert_eq!(
        read(lines, Form::Lines),
        (vec!["a".into(), "b".into()], vec![vec!["1".into(), String::new()], vec![String::new(), "😀".into()]])
    );
    assert_eq!(read("[]", Form::Array), (vec![], vec![]));
    assert_eq!(read("", Form::Lines), (vec![], vec![]));
}

#[test]
fn numbers_keep_their_text() {
    let numbers = [
        ("12345678901234567890.10", "12345678901234567890.10"),
        ("-0", "-0"),
        ("1e3", "1000"),
        ("1.25e1", "12.5"),
        ("-1.25E-2", "-0.0125"),
        ("0.5e2", "50"),
        ("5e-1", "0.5"),
        ("0e0", "0"),
        ("12e0", "12"),
        ("1e99", "1e99"),
    ];
    for (number, cell) in numbers {
        assert_eq!(read(&format!("[{{\"n\":{number}}}]"), Form::Array).1, [[cell]], "{number}");
    }
    for wrong in ["01", "1.", ".5", "+1", "1e", "0x1", "1.2.3", "NaN", "--1"] {
        assert_eq!(codes(&format!("[{{\"n\":{wrong}}}]"), Form::Array)[0].0, Code::BadJson, "{wrong}");
    }
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    assert_eq!(codes("[{\"a\":1},\n {\"a\":2 \"b\":3}]", Form::Array), [(Code::BadJson, 2, 9)]);
    assert_eq!(
        codes("{\"a\":1\n{\"a\":2}\n{\"æ\": tru}\n7", Form::Lines),
        [(Code::BadJson, 1, 7), (Code::BadJson, 3, 7), (Code::NotATable, 4, 1)]
    );
    assert_eq!(
        codes("[{\"a\":1,\"a\":2},{\"b\":{\"c\":1},\"b.c\":2}]", Form::Array),
        [(Code::DuplicateJsonKey, 1, 13), (Code::DuplicateJsonKey, 1, 35)]
    );
    let nested = reader(b"[{\"a\":[{\"b\":1}],\"c\":[[1],[2]],\"d\":4}]", Form::Array, LIMITS).expect("opens");
    assert_eq!(rows(&*nested), [["[…]", "[…]", "4"]]);
    assert_eq!(nested.notes().len(), 2);
    assert_eq!(codes("{\"a\":1}", Form::Array), [(Code::NotATable, 1, 1)]);
    assert_eq!(codes("[{\"a\":1},]", Form::Array), [(Code::BadJson, 1, 10)]);
    assert_eq!(codes("[{\"a\":1}", Form::Array), [(Code::BadJson, 1, 9)]);
    assert_eq!(codes("[{\"a\":\"1}]", Form::Array), [(Code::BadJson, 1, 7)]);
    assert_eq!(codes("[{\"a\":1}] x", Form::Array), [(Code::BadJson, 1, 11)]);
    assert_eq!(codes("", Form::Array), [(Code::BadJson, 0, 0)]);
    assert_eq!(codes("[1, {\"a\":1}]", Form::Array), [(Code::NotATable, 1, 2)]);
    assert_eq!(codes("[{\"a\":\"\\ud800\"}]", Form::Array)[0].0, Code::BadJson);
    assert_eq!(codes("[{\"a\":\"x\ny\"}]", Form::Array)[0].0, Code::BadJson);
    let latin = reader(b"{\"a\":\"bl\xe5\"}\n", Form::Lines, LIMITS).err().expect("refused");
    assert_eq!(latin[0].code, Code::NotUtf8);
}

#[test]
fn limits_hold_at_n_and_not_at_one_more() {
    let deep = |n: usize| format!("{{\"a\":{}1{}}}", "{\"a\":".repeat(n - 1), "}".repeat(n - 1));
    assert_eq!(codes(&deep(LIMITS.depth), Form::Lines), []);
    assert_eq!(codes(&deep(LIMITS.depth + 1), Form::Lines)[0].0, Code::TooLarge);
    let wide = |n: usize| {
        let record: Vec<String> = (0..n).map(|i| format!("\"k{i}\":1")).collect();
        reader(format!("{{{}}}", record.join(",")).as_bytes(), Form::Lines, Limits { columns: 5, ..LIMITS })
            .map(|_| ())
            .map_err(|problems| problems[0].code)
    };
    assert_eq!((wide(5), wide(6)), (Ok(()), Err(Code::TooLarge)));
    let limits = Limits { part: 4096, record: 8192, ..LIMITS };
    for (size, fits) in [(8000, true), (20_000, false)] {
        for form in [Form::Lines, Form::Array] {
            let record = format!("{{\"a\":\"{}\"}}", "x".repeat(size));
            let text = if form == Form::Array { format!("[{record}]") } else { record };
            assert_eq!(reader(text.as_bytes(), form, limits).is_ok(), fits, "{size}");
        }
    }
}

#[test]
fn places_have_lines_columns_and_pointers() {
    let text = "[{\"æ\": 1, \"b/c\": {\"d~\": \"x\"}},\n  {\n    \"æ\": \"to\"\n  }]\n";
    for limits in [LIMITS, SMALL, Limits { rows: 1, ..SMALL }] {
        let reader = reader(text.as_bytes(), Form::Array, limits).expect("opens");
        let (mut chunk, mut places) = (Chunk::default(), Vec::new());
        for part in 0..reader.parts() {
            assert_eq!(reader.read(part, &mut chunk), []);
            for (row, column) in (0..chunk.rows).flat_map(|row| [(row, Some(0)), (row, Some(1)), (row, None)]) {
                let place = reader.place(&chunk, row, column);
                let spot = reader.spot(&chunk, row, column);
                assert_eq!((place.line, place.end_column), (spot.line, spot.end_column));
                let window = place.window.expect("a window");
                let marked = window.text[window.start..window.end].to_owned();
                places.push((place.line, place.column, place.pointer.expect("a pointer"), marked));
            }
        }
        let place = |line, column, pointer: &str, marked: &str| (line, column, pointer.to_owned(), marked.to_owned());
        let second = "{\n    \"æ\": \"to\"\n  }";
        assert_eq!(
            places,
            [
                place(1, 8, "/0/æ", "1"),
                place(1, 25, "/0/b~1c/d~0", "\"x\""),
                place(1, 2, "/0", "{\"æ\": 1, \"b/c\": {\"d~\": \"x\"}}"),
                place(3, 10, "/1/æ", "\"to\""),
                place(2, 3, "/1", second),
                place(2, 3, "/1", second),
            ]
        );
    }
    let lines = reader(b"{\"a\":1}\n{\"a\":2}\n", Form::Lines, LIMITS).expect("opens");
    let mut chunk = Chunk::default();
    lines.read(0, &mut chunk);
    let place = lines.place(&chunk, 1, Some(0));
    assert_eq!((place.line, place.column, place.pointer.as_deref()), (2, 6, Some("/a")));
}

fn json() -> impl Strategy<Value = String> {
    let scalar =
        prop_oneof![Just("null".into()), "[0-9]{1,3}", "\"[a-zæ\\\\n]{0,4}\"".prop_map(|s| s.replace('\\', "\\\\"))];
    let value = prop_oneof![
        3 => scalar.clone(),
        1 => prop::collection::vec(scalar, 0..3).prop_map(|items| format!("[{}]", items.join(" , "))),
    ];
    let record = prop::collection::btree_map("[a-d]{1,2}", value, 0..5).prop_map(|map| {
        let members: Vec<String> = map.iter().map(|(key, value)| format!("\"{key}\": {value}")).collect();
        format!("{{{}}}", members.join(", "))
    });
    prop::collection::vec(record, 0..20).prop_map(|records| records.join("\n"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, ..ProptestConfig::default() })]

    #[test]
    fn both_forms_and_all_part_sizes_read_the_same(lines in json(), part in 1u64..100, most in 1usize..5) {
        let whole = reader(lines.as_bytes(), Form::Lines, LIMITS).map(|r| (r.headings().to_vec(), rows(&*r)));
        let limits = Limits { part, rows: most, ..LIMITS };
        let parts = reader(lines.as_bytes(), Form::Lines, limits).map(|r| (r.headings().to_vec(), rows(&*r)));
        let array = format!("[{}]", lines.replace('\n', " ,\n"));
        let array = reader(array.as_bytes(), Form::Array, limits).map(|r| (r.headings().to_vec(), rows(&*r)));
        prop_assert_eq!(whole.as_ref().map_err(|_| ()), parts.as_ref().map_err(|_| ()));
        prop_assert_eq!(whole.map_err(|_| ()), array.map_err(|_| ()));
    }

    #[test]
    fn any_bytes_are_read_or_refused(text in "[\\[\\]{}\",:a1\\\\ \nute.-]{0,60}", part in 1u64..40) {
        for form in [Form::Array, Form::Lines] {
            if let Ok(reader) = reader(text.as_bytes(), form, Limits { part, ..SMALL }) {
                let parsed: Option<Vec<serde_json::Value>> = match form {
                    Form::Array => serde_json::from_str(&text).ok(),
                    Form::Lines => text.lines().filter(|l| !l.trim().is_empty()).map(|l| serde_json::from_str(l).ok()).collect(),
                };
                prop_assert!(parsed.is_some(), "read, but not JSON");
                prop_assert_eq!(rows(&*reader).len(), parsed.map_or(0, |records| records.len()));
            }
        }
    }
}

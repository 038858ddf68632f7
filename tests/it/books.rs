//! Workbooks, documents and databases: the same verdicts in every format, and no harm from any file.

mod make;

use krav::base::{Code, Diagnostic, Lang};
use krav::data::Chunk;
use krav::data::read::{Limit, Options};
use krav::driver::request::{Arguments, gather};
use krav::driver::{self, Checked, open};
use krav::world::memory::Memory;
use std::collections::BTreeMap;

/// How a rule came out: its id, and the counts of verdicts.
type Verdicts = BTreeMap<String, (u64, [u64; 7])>;

fn check(world: &Memory, tables: &[&str]) -> Result<Checked, Vec<Diagnostic>> {
    let tables = tables.iter().map(|table| table.to_string()).collect();
    let arguments = Arguments { rules: vec!["r.krav".into()], tables, ..Arguments::new(Lang::En) };
    let gathered = gather(world, &arguments).map_err(|refused| refused.problems)?;
    driver::check(world, &gathered.request).1
}

fn verdicts(checked: &Checked) -> Verdicts {
    let entry = |rule: &krav::report::RuleEntry| (rule.id.clone(), (rule.ledger.population, rule.ledger.counts));
    checked.report.rules.iter().map(entry).collect()
}

fn codes(problems: &[Diagnostic]) -> Vec<Code> {
    problems.iter().map(|problem| problem.code).collect()
}

/// Headings, and the cells of each row.
type Read = (Vec<String>, Vec<Vec<String>>);

/// The headings and rows of a file; what is refused is shown with `!` before it.
fn rows(world: &Memory, path: &str, options: &Options) -> Result<Read, Vec<Diagnostic>> {
    let files = driver::inner::files(world, path).map_err(|problem| vec![problem])?;
    let options = Options { part: files.part.or(options.part.clone()), ..options.clone() };
    let reader = open::table(world, &files.path, &files.files, &options)?.reader;
    let (mut chunk, mut found) = (Chunk::default(), Vec::new());
    for part in 0..reader.parts() {
        let problems = reader.read(part, &mut chunk);
        if !problems.is_empty() {
            return Err(problems);
        }
        for row in 0..chunk.rows {
            reader.place(&chunk, row, None);
            let cell = |column| {
                reader.place(&chunk, row, Some(column));
                let refused = chunk.raw(row, column).first() == Some(&0x1E);
                format!("{}{}", if refused { "!" } else { "" }, chunk.text(row, column))
            };
            found.push((0..chunk.width).map(cell).collect());
        }
    }
    Ok((reader.headings().iter().map(|heading| heading.text.clone()).collect(), found))
}

fn notes(world: &Memory, path: &str) -> Vec<Code> {
    codes(&open::table(world, path, &[], &Options::default()).expect("opens").notes(path))
}

fn all_formats() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("tiltak.csv", make::csv().into_bytes()),
        ("tiltak.json", make::json().into_bytes()),
        ("samlet.json", make::json_object().into_bytes()),
        ("tiltak.ndjson", make::ndjson().into_bytes()),
        ("tiltak.yaml", make::yaml().into_bytes()),
        ("bok.xlsx", make::xlsx()),
        ("bok.ods", make::ods()),
        ("bok.xls", make::xls()),
        ("data.sqlite", make::sqlite()),
        ("tiltak.parquet", make::parquet()),
    ]
}

#[test]
fn one_table_has_the_same_verdicts_in_every_format() {
    let mut first: Option<Verdicts> = None;
    for (path, bytes) in all_formats() {
        let world = Memory::new().file("r.krav", make::RULES).file(path, bytes);
        let checked = check(&world, &[&format!("tiltak={path}")]).unwrap_or_else(|wrong| panic!("{path}: {wrong:?}"));
        let found = verdicts(&checked);
        let wanted = first.get_or_insert_with(|| found.clone());
        assert_eq!(&found, wanted, "{path}");
    }
    let found = first.expect("formats");
    let wrong: u64 = found.values().map(|(_, counts)| counts.iter().skip(1).sum::<u64>()).sum();
    assert!(found.len() >= 8 && wrong > 8, "{found:?}");
}

#[test]
fn tables_inside_a_file_are_named_or_found_by_their_names() {
    let data = |id: &str| {
        format!(
            "<sheetData><row><c t=\"str\"><v>id</v></c><c t=\"str\"><v>n</v></c></row><row><c t=\"str\"><v>{id}</v></c><c><v>1</v></c></row></sheetData>"
        )
    };
    let (one, two) = (data("a"), data("b"));
    let book = make::xlsx_of(&[("Enhet", "", &one), ("TILTAK", "state=\"hidden\"", &two), ("Om", "", &one)], &[], "");
    let database = make::database(
        "CREATE TABLE enhet(id, n); INSERT INTO enhet VALUES ('a', 1); CREATE TABLE tiltak(id, n); INSERT INTO tiltak VALUES ('b', 1);",
    );
    let rules = "language en\ntable enhet\n  id text, key\n  n integer\ntable tiltak\n  id text, key, matches /b/\n  n integer\n";
    let world = Memory::new().file("r.krav", rules).file("bok.xlsx", book).file("d.sqlite", database);
    let by_name = |tables: &[&str]| verdicts(&check(&world, tables).expect("checked"));
    let named = by_name(&["enhet=bok.xlsx#Enhet", "tiltak=bok.xlsx#TILTAK"]);
    assert_eq!(named, by_name(&["enhet=bok.xlsx", "tiltak=bok.xlsx"]));
    assert_eq!(named, by_name(&["enhet=d.sqlite:enhet", "tiltak=d.sqlite:tiltak"]));
    let arguments = Arguments { paths: vec!["r.krav".into(), "bok.xlsx".into()], ..Arguments::new(Lang::En) };
    let gathered = gather(&world, &arguments).expect("files");
    assert_eq!(named, verdicts(&driver::check(&world, &gathered.request).1.expect("checked")));
    let problems = check(&world, &["enhet=bok.xlsx#Enhe", "tiltak=d.sqlite:borte"]).err().expect("refused");
    assert_eq!(codes(&problems), [Code::ChoosePart, Code::ChoosePart]);
    let words = format!("{:?}", problems[0].help);
    assert!(words.contains("“Enhet”, “TILTAK” (hidden), “Om”") && words.contains("Did you mean"), "{words}");
    let options = Options { part: Some("TILTAK".into()), ..Options::default() };
    let hidden = open::table(&world, "bok.xlsx", &[], &options).expect("opens");
    assert_eq!(codes(&hidden.notes("bok.xlsx")), [Code::FormatGuess]);
}

#[test]
fn what_a_sheet_hides_is_told_and_what_it_lacks_is_unreadable() {
    let data = "<sheetData>\
        <row r=\"1\"><c r=\"B1\" t=\"str\"><v>Tiltak per 2020</v></c></row>\
        <row r=\"3\"><c r=\"B3\" t=\"str\"><v>id</v></c><c r=\"C3\" t=\"str\"><v>sum</v></c></row>\
        <row r=\"4\" hidden=\"1\"><c r=\"B4\" t=\"inlineStr\"><is><r><t>a</t></r><r><t>b</t></r></is></c><c r=\"C4\"><f>1+1</f><v>2</v></c></row>\
        <row r=\"5\"><c r=\"B5\" t=\"str\"><v>c</v></c><c r=\"C5\"><f>SUM(C4)</f><v/></c></row>\
        <row r=\"6\"><c r=\"B6\" t=\"e\"><v>#N/A</v></c><c r=\"C6\" s=\"1\"><v>-3</v></c><c r=\"E6\"><v>7</v></c></row>\
        <row r=\"9\"><c r=\"B9\" t=\"str\"><f>\"\"</f><v></v></c><c r=\"C9\" s=\"1\"><v>1.5</v></c></row>\
        </sheetData><mergeCells><mergeCell ref=\"B4:B5\"/><mergeCell ref=\"B3:C3\"/></mergeCells>";
    let book = make::xlsx_of(&[("Ark", "", data)], &[], "<calcPr fullCalcOnLoad=\"1\"/>");
    let world = Memory::new().file("b.xlsx", book);
    let (headings, found) = rows(&world, "b.xlsx", &Options::default()).expect("read");
    assert_eq!(headings, ["id", "sum", "#5"]);
    let expected: [[&str; 3]; 4] =
        [["ab", "2", ""], ["c", "!=SUM(C4)", ""], ["!#N/A", "!-3", "7"], ["", "1900-01-01T12:00:00", ""]];
    assert_eq!(found, expected);
    let told = notes(&world, "b.xlsx");
    for (code, count) in
        [(Code::FormatGuess, 4), (Code::MergedCells, 1), (Code::CellErrors, 2), (Code::UncomputedFormula, 2)]
    {
        assert_eq!(told.iter().filter(|found| **found == code).count(), count, "{code:?} in {told:?}");
    }
    let new = make::xlsx_of(&[("Ark", "", data)], &[], "<workbookPr date1904=\"1\"/>");
    let (_, found) = rows(&Memory::new().file("b.xlsx", new), "b.xlsx", &Options::default()).expect("read");
    assert_eq!(found[3][1], "1904-01-02T12:00:00");
}

#[test]
fn headings_over_several_rows_are_joined() {
    let data = "<sheetData>\
        <row r=\"1\"><c r=\"A1\" t=\"str\"><v>id</v></c><c r=\"B1\" t=\"str\"><v>2019</v></c><c r=\"D1\" t=\"str\"><v>2020</v></c></row>\
        <row r=\"2\"><c r=\"B2\" t=\"str\"><v>nr</v></c><c r=\"C2\" t=\"str\"><v>navn</v></c><c r=\"D2\" t=\"str\"><v>nr</v></c></row>\
        <row r=\"3\"><c r=\"A3\"><v>1</v></c><c r=\"B3\"><v>101</v></c><c r=\"C3\" t=\"str\"><v>x</v></c><c r=\"D3\"><v>3001</v></c></row>\
        </sheetData><mergeCells><mergeCell ref=\"B1:C1\"/></mergeCells>";
    let world = Memory::new().file("b.xlsx", make::xlsx_of(&[("Ark", "", data)], &[], ""));
    let options = |header_rows, skip_rows| Options { header_rows, skip_rows, ..Options::default() };
    let headings = |options| rows(&world, "b.xlsx", &options).expect("read").0;
    assert_eq!(headings(options(Some(2), None)), ["id", "2019 / nr", "2019 / navn", "2020 / nr"]);
    assert_eq!(headings(options(None, Some(1))), ["#1", "nr #1", "navn", "nr #2"]);
    assert_eq!(headings(options(Some(0), None)), ["#1", "#2", "#3", "#4"]);
}

#[test]
fn records_inside_records_are_tables() {
    let json = r#"[{"navn": "A", "adr": {"sted": "Bø"}, "roller": [{"type": "leder", "n": 12345678901234567890.10}, {"type": "medlem"}]},
                   {"navn": "B", "roller": []}, {"navn": "C", "roller": [{"type": "leder"}]}]"#;
    let yaml = "- navn: A\n  adr: {sted: Bø}\n  roller:\n    - {type: leder, n: 12345678901234567890.10}\n    - type: medlem\n- navn: B\n  roller: []\n- navn: C\n  roller:\n    - type: leder\n";
    let world = Memory::new().file("o.json", json).file("o.yaml", yaml);
    for path in ["o.json#roller", "o.yaml#roller"] {
        let (headings, found) = rows(&world, path, &Options::default()).expect("read");
        assert_eq!(headings, ["type", "n", "../navn", "../adr.sted", "../#"]);
        let expected: [[&str; 5]; 3] = [
            ["leder", "12345678901234567890.10", "A", "Bø", "1"],
            ["medlem", "", "A", "Bø", "1"],
            ["leder", "", "C", "", "3"],
        ];
        assert_eq!(found, expected, "{path}");
    }
    let (headings, found) = rows(&world, "o.yaml", &Options::default()).expect("read");
    assert_eq!((headings.join(" "), found[0][2].as_str()), ("navn adr.sted roller".into(), "![…]"));
    assert_eq!(notes(&world, "o.json"), [Code::FormatGuess]);
    assert_eq!(codes(&rows(&world, "o.json#rolle", &Options::default()).expect_err("no such key")), [Code::ChoosePart]);
    let twice = Memory::new().file("t.yaml", "- a: 1\n  b: 2\n  a: 3\n").file("t.json", "[{\"a\":1,\n\"a\":2}]");
    for path in ["t.yaml", "t.json"] {
        let problems = rows(&twice, path, &Options::default()).expect_err("refused");
        assert_eq!((codes(&problems), problems[0].labels.len()), (vec![Code::DuplicateJsonKey], 2), "{path}");
    }
}

#[test]
fn a_folder_of_documents_is_a_table() {
    let world = Memory::new()
        .file("org/nord/a.yml", "navn: A\nland: no\nroller:\n  - type: leder\n")
        .file("org/sør/b.yml", "navn: B\n---\nnavn: C\nroller:\n  - type: x\n  - type: y\n");
    let (headings, found) = rows(&world, "org", &Options::default()).expect("read");
    assert_eq!(headings, ["navn", "land", "roller", "@file", "@stem"]);
    let expected: [[&str; 5]; 3] =
        [["A", "no", "![…]", "nord/a.yml", "a"], ["B", "", "", "sør/b.yml", "b"], ["C", "", "![…]", "sør/b.yml", "b"]];
    assert_eq!(found, expected);
    let (headings, found) = rows(&world, "org/**/*.yml#roller", &Options::default()).expect("read");
    assert_eq!(headings, ["type", "../navn", "../land", "@file", "@stem"]);
    assert_eq!(found.iter().map(|row| row[1].as_str()).collect::<Vec<_>>(), ["A", "C", "C"]);
}

#[test]
fn databases_are_read_as_they_are_stored() {
    let database = make::database(
        "CREATE TABLE a(x INTEGER PRIMARY KEY, t, r REAL, b BLOB, g AS (x + 1)); \
         INSERT INTO a VALUES (9, 'blå', 0.1, x'00'), (-4, '', 1e20, NULL); \
         CREATE TABLE k(n TEXT PRIMARY KEY, v) WITHOUT ROWID; INSERT INTO k VALUES ('z', 1), ('a', 2); \
         CREATE VIEW v AS WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT n FROM c;",
    );
    let world = Memory::new().file("d.db", database.clone());
    let (headings, found) =
        rows(&world, "d.db:a", &Options { format: Some("sqlite".into()), ..Options::default() }).expect("read");
    assert_eq!(headings, ["x", "t", "r", "b"]);
    assert_eq!(found, [["-4", "", "100000000000000000000", ""], ["9", "blå", "0.1", "![1 byte]"]]);
    assert_eq!(rows(&world, "d.db:k", &Options::default()).expect("read").1, [["a", "2"], ["z", "1"]]);
    assert_eq!(codes(&rows(&world, "d.db:v", &Options::default()).expect_err("endless")), [Code::BadDatabase]);
    let logged = Memory::new().file("d.db", database).file("d.db-wal", "x");
    assert_eq!(codes(&rows(&logged, "d.db:a", &Options::default()).expect_err("unfinished")), [Code::BadDatabase]);
}

#[test]
fn views_are_asked_and_code_is_not_run() {
    let database = make::database(
        "CREATE TABLE a(id, n); INSERT INTO a VALUES ('x', 3), ('y', 40), ('z', NULL); \
         CREATE VIEW store AS SELECT id, n * 2 AS dobbel, upper(id) AS stor FROM a WHERE n > 1 ORDER BY id DESC; \
         CREATE VIEW nå AS SELECT datetime('now') AS n FROM a; \
         CREATE VIEW tilfeldig AS SELECT random() AS n; \
         CREATE VIRTUAL TABLE søk USING fts5(tekst);",
    );
    let world = Memory::new().file("d.db", database);
    let (headings, found) = rows(&world, "d.db#store", &Options::default()).expect("read");
    assert_eq!(headings, ["id", "dobbel", "stor"]);
    assert_eq!(found, [["y", "80", "Y"], ["x", "6", "X"]]);
    // The only table is meant where none is named, whatever views there are.
    assert_eq!(rows(&world, "d.db", &Options::default()).expect("read").1.len(), 3);
    for (part, word) in [("nå", "datetime"), ("tilfeldig", "random"), ("søk", "virtual table")] {
        let problems = rows(&world, &format!("d.db#{part}"), &Options::default()).expect_err(part);
        assert_eq!(codes(&problems), [Code::BadDatabase], "{part}");
        assert!(problems[0].message.en.contains(word), "{part}: {problems:?}");
        assert!(problems[0].help[0].en.contains("CREATE TABLE"), "{part}: {problems:?}");
    }
    let few = Options { limits: vec![(Limit::Cells, 5)], ..Options::default() };
    assert_eq!(codes(&rows(&world, "d.db#store", &few).expect_err("too many")), [Code::TooLarge]);
}

#[test]
fn files_of_other_programs_are_read_alike() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/parquet");
    let world = krav::world::Disk;
    let read = |name: &str| {
        let path = folder.join(name).to_string_lossy().into_owned();
        let reader = open::table(&world, &path, &[], &Options::default()).map_err(|wrong| codes(&wrong))?.reader;
        let (mut chunk, mut found) = (Chunk::default(), Vec::new());
        for part in 0..reader.parts() {
            let problems = reader.read(part, &mut chunk);
            if !problems.is_empty() {
                return Err(codes(&problems));
            }
            found.extend(
                (0..chunk.rows).map(|row| (0..chunk.width).map(|at| chunk.shown(row, at).into_owned()).collect()),
            );
        }
        Ok::<Vec<Vec<String>>, Vec<Code>>(found)
    };
    let wanted = [
        ["1", "Blåbær", "39.90", "3", "2018-10-01", "2018-10-02T12:30:00", "true", "0.1", "[a, b]", "hele"],
        ["2", "", "-7.00", "", "", "2018-10-01", "false", "0.3", "[]", "delvis"],
        ["3", "", "", "-5", "1900-01-01", "", "", "", "", "hele"],
        [
            "4",
            "øl",
            "1306.50",
            "2147483648",
            "9999-12-31",
            "1969-12-31T23:59:59.000001",
            "true",
            "1000000",
            "[c, ]",
            "",
        ],
    ];
    for name in ["snappy", "gzip", "zstd", "lz4", "v2", "old", "polars", "duckdb"] {
        assert_eq!(
            read(&format!("{name}.parquet")).unwrap_or_else(|wrong| panic!("{name}: {wrong:?}")),
            wanted,
            "{name}"
        );
    }
    assert_eq!(read("brotli.parquet"), Err(vec![Code::BadParquet]));
}

#[test]
fn formats_are_known_by_their_first_bytes() {
    let world =
        Memory::new().file("uttrekk", make::parquet()).file("a.csv", make::parquet()).file("b.csv", make::sqlite());
    assert_eq!(rows(&world, "uttrekk", &Options::default()).expect("read").1.len(), 6);
    for path in ["a.csv", "b.csv"] {
        let problems = rows(&world, path, &Options::default()).expect_err("no CSV");
        assert!(problems[0].help[0].en.contains("--from"), "{problems:?}");
    }
}

#[test]
fn only_what_is_bound_must_be_readable() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/parquet/odd.parquet");
    let bytes = std::fs::read(folder).expect("a file");
    let check_with = |field: &str| {
        let rules = format!("language en\ntable odd\n  a integer, key\n  {field}\n");
        let world = Memory::new().file("r.krav", rules).file("odd.parquet", &bytes);
        check(&world, &["odd=odd.parquet"]).map(|checked| verdicts(&checked).len())
    };
    assert!(check_with("x text, required, column \"s.y\"").is_ok_and(|rules| rules > 2));
    let problems = check_with("m text").expect_err("a map");
    assert_eq!(codes(&problems), [Code::BadParquet]);
    assert!(problems[0].message.en.contains("MAP") && !problems[0].help.is_empty(), "{problems:?}");
}

#[test]
fn budgets_hold_at_n_and_not_at_one_more() {
    let within = |path: &str, bytes: &[u8], limit: Limit, size: u64| {
        let world = Memory::new().file(path, bytes);
        let options = Options { limits: vec![(limit, size)], ..Options::default() };
        rows(&world, path, &options).map(|_| ()).map_err(|problems| codes(&problems))
    };
    let refused = Err(vec![Code::TooLarge]);
    let book = make::xlsx();
    let cells = 7 + make::ROWS.iter().flatten().filter(|value| !matches!(value, make::Value::Blank)).count() as u64;
    assert_eq!(within("b.xlsx", &book, Limit::Cells, cells), Ok(()));
    assert_eq!(within("b.xlsx", &book, Limit::Cells, cells - 1), refused);
    assert_eq!(within("b.xlsx", &book, Limit::Columns, 7), Ok(()));
    assert_eq!(within("b.xlsx", &book, Limit::Columns, 6), refused);
    for (path, bytes) in [("b.xlsx", make::xlsx()), ("b.ods", make::ods()), ("b.xls", make::xls())] {
        // The least budget that suffices, found by halving: one less does not.
        let limits: &[Limit] = if path == "b.xls" { &[Limit::Memory] } else { &[Limit::Memory, Limit::Work] };
        for &limit in limits {
            let (mut low, mut high) = (0, 1 << 20);
            while high - low > 1 {
                let middle = (low + high) / 2;
                match within(path, &bytes, limit, middle) {
                    Ok(()) => high = middle,
                    Err(codes) => {
                        assert_eq!(codes, [Code::TooLarge], "{path} at {middle}");
                        low = middle;
                    }
                }
            }
            assert!(high > 300 && high < 200_000, "{path}: {limit:?} {high}");
        }
    }
    let database = make::sqlite();
    assert_eq!(within("d.sqlite", &database, Limit::Memory, database.len() as u64), Ok(()));
    assert_eq!(within("d.sqlite", &database, Limit::Memory, database.len() as u64 - 1), refused);
    assert_eq!(within("d.sqlite", &database, Limit::Columns, 7), Ok(()));
    assert_eq!(within("d.sqlite", &database, Limit::Columns, 6), refused);
    let yaml = make::yaml();
    assert_eq!(within("d.yaml", yaml.as_bytes(), Limit::Memory, yaml.len() as u64), Ok(()));
    assert_eq!(within("d.yaml", yaml.as_bytes(), Limit::Memory, yaml.len() as u64 - 1), refused);
    assert_eq!(within("d.yaml", yaml.as_bytes(), Limit::Columns, 7), Ok(()));
    assert_eq!(within("d.yaml", yaml.as_bytes(), Limit::Columns, 6), refused);
}

/// A document of few bytes and very many values takes many times its size.
#[test]
fn the_values_of_a_document_have_room_or_it_is_refused() {
    let many = format!("{{\"a\":[{}{{}}]}}", "{},".repeat(600_000));
    let world = Memory::new().file("d.json", many);
    let opened = |memory: u64| {
        let options = Options { limits: vec![(Limit::Memory, memory)], ..Options::default() };
        open::table(&world, "d.json", &[], &options).map(|_| ()).map_err(|problems| codes(&problems))
    };
    assert_eq!(opened(2 << 20), Err(vec![Code::TooLarge]));
    assert_eq!(opened(100 << 20), Ok(()));
}

#[test]
fn hostile_files_are_refused_in_little_room() {
    let refused = |path: &str, bytes: Vec<u8>| {
        codes(&rows(&Memory::new().file(path, bytes), path, &Options::default()).expect_err("refused"))
    };
    let read =
        |path: &str, bytes: Vec<u8>| rows(&Memory::new().file(path, bytes), path, &Options::default()).expect("read");
    // Two cells as far apart as they can be.
    let far = "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>2</v></c></row></sheetData>";
    let (headings, found) = read("b.xlsx", make::xlsx_of(&[("a", "", far)], &[], ""));
    assert_eq!((headings.len(), found.len()), (2, 1));
    let rows_of = |row: &str, times: usize| format!("<sheetData>{}</sheetData>", row.repeat(times));
    // A thousand bytes for each byte of the file.
    let bomb = rows_of(&format!("<row><c><f>{}</f></c></row>", "x".repeat(8 << 20)), 34);
    assert_eq!(refused("b.xlsx", make::xlsx_of(&[("a", "", &bomb)], &[], "")), [Code::TooLarge]);
    // One long text, shared by many cells.
    let shared = rows_of("<row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>0</v></c></row>", 100_000);
    let long = "x".repeat(32_000);
    assert_eq!(refused("b.xlsx", make::xlsx_of(&[("a", "", &shared)], &[&long], "")), [Code::TooLarge]);
    let cell = "<table:table-cell office:value-type=\"string\" table:number-columns-repeated=\"16384\"><text:p>x</text:p></table:table-cell>";
    let many = format!(
        "<table:table table:name=\"a\"><table:table-row table:number-rows-repeated=\"1048576\">{cell}</table:table-row></table:table>"
    );
    assert_eq!(refused("b.ods", make::ods_of(&many)), [Code::TooLarge]);
    let laughs: String = std::iter::once("a: &a [x,x,x,x,x,x,x,x,x]\n".to_string())
        .chain(
            ('b'..='i')
                .map(|c| format!("{c}: &{c} [{}]\n", vec![format!("*{}", char::from(c as u8 - 1)); 9].join(","))),
        )
        .collect();
    assert_eq!(refused("l.yaml", laughs.into_bytes()), [Code::TooLarge]);
    assert_eq!(refused("l.yaml", "[".repeat(1_000_000).into_bytes()), [Code::TooLarge]);
    assert_eq!(refused("l.json", format!("{{\"a\":{}", "[".repeat(1_000_000)).into_bytes()), [Code::TooLarge]);
    assert_eq!(refused("b.xlsx", b"<html><table>".to_vec()), [Code::BadWorkbook]);
    assert_eq!(refused("b.xls", b"id;navn\n1;2\n".to_vec()), [Code::BadWorkbook]);
    assert_eq!(refused("d.sqlite", b"SQLite format 3\0".to_vec()), [Code::BadDatabase]);
}

/// The same numbers every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % sides.max(1)
    }
}

#[test]
fn damaged_files_do_no_harm() {
    for (path, bytes) in all_formats().into_iter().filter(|(path, _)| !path.ends_with("csv")) {
        let whole = rows(&Memory::new().file(path, &bytes), path, &Options::default()).expect("whole");
        let sealed = path.ends_with("xlsx") || path.ends_with("ods");
        let lose = |bytes: &[u8], what: &str| {
            let found = rows(&Memory::new().file(path, bytes), path, &Options::default());
            // Check sums stand over what is packed: what opens is what was written.
            if let (Ok(found), true) = (found, sealed) {
                assert_eq!(found.1, whole.1, "{path}: {what}");
            }
        };
        let mut dice = Dice(7);
        for turn in 0..150 {
            let cut = dice.roll(bytes.len());
            let short = rows(&Memory::new().file(path, &bytes[..cut]), path, &Options::default());
            if sealed || path.ends_with("sqlite") || path.ends_with(".json") || path.ends_with("parquet") {
                assert!(short.is_err(), "{path} cut at {cut}");
            } else if let (Ok(found), true) = (short, path.ends_with("xls")) {
                assert_eq!(found.1, whole.1, "{path} cut at {cut}");
            }
            let mut bent = bytes.clone();
            for _ in 0..=turn % 3 {
                let at = dice.roll(bent.len());
                bent[at] ^= 1 << dice.roll(8);
            }
            lose(&bent, &format!("turn {turn}"));
        }
    }
}

#[test]
fn the_shared_registries_are_read() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let world = krav::world::Disk;
    let count = |path: &str, part: Option<&str>| {
        let path = folder.join(path).to_string_lossy().into_owned();
        let files = driver::inner::files(&world, &path).expect("files");
        let options = Options { part: part.map(str::to_string), ..Options::default() };
        let reader = open::table(&world, &files.path, &files.files, &options).expect("opens").reader;
        let mut chunk = Chunk::default();
        (0..reader.parts())
            .map(|part| {
                assert_eq!(reader.read(part, &mut chunk), []);
                chunk.rows
            })
            .sum::<usize>()
    };
    if !folder.is_dir() {
        return;
    }
    assert_eq!(count("no-kommuner/fylker-kommuner-2019-2020-alle.xlsx", None), 425);
    assert_eq!(count("no-regvil/test_virksomheter_prefill_with_uuid.json", None), 24);
    assert_eq!(count("ca-open-code/code", None), 21);
    assert_eq!(count("ca-open-code/code", Some("releases")), 67);
    assert_eq!(count("ca-open-code/administrations", None), 61);
}

use super::*;
use crate::data::Chunk;
use crate::data::spec::CodeIndex;
use crate::value::{CodesId, Date, Decimal};
use hashbrown::HashMap;
use proptest::prelude::*;

/// A chunk of one column.
fn chunk(cells: &[&str], quote: Option<u8>) -> Chunk {
    let mut chunk = Chunk { width: 1, rows: cells.len(), quote, list_mark: None, ..Chunk::default() };
    for cell in cells {
        chunk.starts.push(chunk.text.len() as u32);
        chunk.text.extend_from_slice(cell.as_bytes());
        chunk.ends.push(chunk.text.len() as u32);
        chunk.text.push(b'\n');
    }
    chunk.plain = chunk.text.iter().all(|&byte| byte < 0xCC);
    chunk
}

fn decoded(cells: &[&str], spec: &FieldSpec) -> Column {
    let chunk = chunk(cells, Some(b'"'));
    decode(Batch { chunk: &chunk, first: 0, rows: cells.len() }, 0, spec)
}

/// What a column says of each cell: its value as text, or its state.
fn said(cells: &[&str], spec: &FieldSpec) -> Vec<String> {
    let chunk = chunk(cells, Some(b'"'));
    let column = decode(Batch { chunk: &chunk, first: 0, rows: cells.len() }, 0, spec);
    assert_eq!(column.states.len(), cells.len());
    (0..cells.len())
        .map(
            |row| {
                if column.states[row] == 0 { value(&column, row, &chunk) } else { format!("!{}", column.states[row]) }
            },
        )
        .collect()
}

fn value(column: &Column, row: usize, chunk: &Chunk) -> String {
    match &column.data {
        Data::Truth(truths) => ["no", "unknown", "yes"][truths[row] as usize].to_owned(),
        Data::Int(values) => values[row].to_string(),
        Data::Decimal(values) => values.get(row).to_string(),
        Data::Date(values) => Date(values[row]).to_string(),
        Data::Code(values) => values[row].to_string(),
        Data::Text(texts) => texts.str(row, &chunk.text).to_owned(),
        Data::Row(rows) => rows[row].to_string(),
        Data::List(lists) => {
            let items: Vec<String> = lists.range(row).map(|item| value(&lists.items, item, chunk)).collect();
            format!("[{}]", items.join(","))
        }
    }
}

fn with_format(ty: CellType, format: &str) -> FieldSpec {
    FieldSpec { format: Some(format.to_owned()), ..FieldSpec::plain(ty) }
}

fn codes() -> CodeIndex {
    let words = [("hele", 1), ("hele kommunal sektor", 1), ("ingen", 0), ("øvrige fylkeskommuner i landet", 2)];
    let words: HashMap<String, u16> = words.map(|(word, number)| (word.to_owned(), number)).into_iter().collect();
    CodeIndex { list: CodesId(0), words: words.into() }
}

#[test]
fn booleans() {
    let cells = ["ja", " Nei ", "\"J\"", "N", "TRUE", "0", "yes", "", "x", "ja nei", "\u{a0}1\u{a0}"];
    let expected = ["yes", "no", "yes", "no", "yes", "no", "yes", "!1", "!3", "!3", "yes"];
    assert_eq!(said(&cells, &FieldSpec::plain(CellType::Bool)), expected);
}

#[test]
fn whole_numbers() {
    let cells = [
        "12",
        "-7",
        "+5",
        "−3",
        "1 306",
        "1\u{a0}306\u{202f}000",
        "1\u{a0}306\u{a0}000",
        "13 06",
        "1306 000",
        "12,0",
        "1.000",
        "9223372036854775807",
        "9223372036854775808",
        "12 kr",
        " 0012 ",
        "",
        "-",
        "٣",
    ];
    let expected = [
        "12",
        "-7",
        "5",
        "-3",
        "1306",
        "!3",
        "1306000",
        "!3",
        "!3",
        "!3",
        "!3",
        "9223372036854775807",
        "!3",
        "!3",
        "12",
        "!1",
        "!3",
        "!3",
    ];
    assert_eq!(said(&cells, &FieldSpec::plain(CellType::Int)), expected);
}

#[test]
fn decimals() {
    let spec = FieldSpec::plain(CellType::Decimal);
    let cells = [
        "1 306,00",
        "12.5",
        "-0,25",
        "1.234",
        "1.234,5",
        "1,234.5",
        "1,234,567",
        ".5",
        "5,",
        "5 %",
        "1e3",
        "1234,5678",
    ];
    let expected = ["1306", "12.5", "-0.25", "1.234", "!3", "!3", "!3", "!3", "!3", "!3", "!3", "1234.5678"];
    assert_eq!(said(&cells, &spec), expected);
    assert!(matches!(decoded(&["1,5", "", "x"], &spec).data, Data::Decimal(Decimals::Scaled(_))));
    let wide = ["0,00001", "12345678901234567890123456789012345678", "1", "", "99999999999999,9999", "1,50000000"];
    let values = ["0.00001", "12345678901234567890123456789012345678", "1", "!1", "99999999999999.9999", "1.5"];
    assert_eq!(said(&wide, &spec), values);
    assert_eq!(said(&[&"9".repeat(39), &format!("0,{}1", "0".repeat(38))], &spec), ["!3", "!3"]);
}

#[test]
fn numbers_by_format() {
    let cases = [
        ("#.##0,00", "1.234.567,5", "1234567.5"),
        ("#.##0,00", "1.234", "1234"),
        ("#,##0.00", "1,234.5", "1234.5"),
        ("#,##0", "1,234,567", "1234567"),
        ("0,00", "1,234", "1.234"),
        ("# ##0,00 kr", "1 306,50 kr", "1306.5"),
        ("# ##0,00 kr", "1 306,50", "1306.5"),
        ("£#,##0", "£1,234", "1234"),
        ("0 %", "12 %", "12"),
        ("0,0", "1.5", "!3"),
    ];
    for (format, cell, expected) in cases {
        assert_eq!(said(&[cell], &with_format(CellType::Decimal, format)), [expected], "{format} {cell}");
    }
    assert!(check_format(&CellType::Decimal, "tall").is_err());
    assert!(check_format(&CellType::Date, "dd.MM.åååå").is_err());
    assert_eq!(check_format(&CellType::Date, "dd.MM.yyyy"), Ok(()));
}

#[test]
fn dates() {
    let cells = [
        "2017-09-08",
        "08.09.2017",
        "1.3.2018",
        "2017-09-08T00:00:00",
        "8.9.2017 00:00",
        "2017-09-08T12:00",
        "31.02.2018",
        "1.1.19",
        "2017-9-8",
        "20170908",
        "08/09/2017",
        "",
        "29.02.2016",
        "2017-09-08T00:00:00.000Z",
        "a.b.2017",
    ];
    let expected = [
        "2017-09-08",
        "2017-09-08",
        "2018-03-01",
        "2017-09-08",
        "2017-09-08",
        "!3",
        "!3",
        "!3",
        "!3",
        "!3",
        "!3",
        "!1",
        "2016-02-29",
        "2017-09-08",
        "!3",
    ];
    assert_eq!(said(&cells, &FieldSpec::plain(CellType::Date)), expected);
    let formats = [
        ("dd/MM/yyyy", "08/09/2017"),
        ("MM/dd/yyyy", "09/08/2017"),
        ("yyyyMMdd", "20170908"),
        ("d.M.yyyy", "8.9.2017"),
        ("dd.MM.yyyy", "08.09.2017"),
        ("yyyy-MM-dd", "2017-09-08"),
        ("dd.MM.yyyy", "08.09.2017 00:00:00"),
    ];
    for (format, cell) in formats {
        assert_eq!(said(&[cell], &with_format(CellType::Date, format)), ["2017-09-08"], "{format}");
    }
    assert_eq!(said(&["8.9.2017", "2017-09-08"], &with_format(CellType::Date, "dd.MM.yyyy")), ["!3", "!3"]);
}

#[test]
fn texts() {
    let cells = [" Ola ", "\"to \"\"ord\"\"\"", "   ", "\u{a0}", "blåbær", "a\u{30a}", "e\u{301}l", "\"\"", "–"];
    let expected = [" Ola ", "to \"ord\"", "!1", "!1", "blåbær", "å", "él", "!1", "–"];
    assert_eq!(said(&cells, &FieldSpec::plain(CellType::Text)), expected);
}

#[test]
fn codes_by_code_or_label() {
    let spec = FieldSpec::plain(CellType::Code(codes()));
    let cells = [
        "hele",
        " Hele kommunal sektor",
        "INGEN",
        "Øvrige fylkeskommuner i landet",
        "øvrige fylkeskommuner i Landet",
        "hel",
        "",
    ];
    assert_eq!(said(&cells, &spec), ["1", "1", "0", "2", "2", "!3", "!1"]);
    // Words of equal length, of equal first and last bytes, and often.
    let many: Vec<String> =
        (0..2000).map(|i| ["hele", "ingen", "abcdefgh-x-abcdefgh", "abcdefgh-y-abcdefgh"][i % 4].to_owned()).collect();
    let cells: Vec<&str> = many.iter().map(String::as_str).collect();
    let expected = ["1", "0", "!3", "!3"];
    for (i, found) in said(&cells, &spec).iter().enumerate() {
        assert_eq!(found, expected[i % 4]);
    }
}

#[test]
fn missing_tokens() {
    let mut spec = FieldSpec::plain(CellType::Int);
    spec.not_stated = vec!["Vet ikke".into(), "9999".into(), "Årsak ukjent".into()];
    spec.not_relevant = vec!["–".into()];
    let cells = ["vet IKKE ", "9999", "99990", "ÅRSAK UKJENT", "–", "\"–\"", "-"];
    assert_eq!(said(&cells, &spec), ["!1", "!1", "99990", "!1", "!2", "!2", "!3"]);
    spec.ty = CellType::Text;
    assert_eq!(said(&[" vet ikke", "vet", "Ås"], &spec), ["!1", "vet", "Ås"]);
}

#[test]
fn lists() {
    let spec = FieldSpec { separator: Some("|".into()), ..FieldSpec::plain(CellType::List(Box::new(CellType::Text))) };
    let cells = ["id-porten| altinn ", "", "a||b", "a|b|", "\"x\"\"y|z\"", "|", "|a", "a"];
    let expected = ["[id-porten,altinn]", "!1", "!3", "[a,b]", "[x\"y,z]", "!3", "!3", "[a]"];
    assert_eq!(said(&cells, &spec), expected);
    let spec = FieldSpec { blank_means_none: true, ..spec };
    assert_eq!(said(&["", "a"], &spec), ["[]", "[a]"]);
    let inner = CellType::Code(codes());
    let codes = FieldSpec {
        separator: Some(", ".into()),
        not_relevant: vec!["-".into()],
        ..FieldSpec::plain(CellType::List(Box::new(inner)))
    };
    assert_eq!(said(&["hele, Ingen", "hele, x", "-", "ingen"], &codes), ["[1,0]", "!3", "!2", "[0]"]);
}

#[test]
fn lists_of_a_format_that_has_them() {
    let mut chunk = chunk(&["\u{1f}a|b\u{1f}c", "\u{1f}", "\u{1f}\u{1f}", "x|y", "\u{1f}a\u{1f}\u{1f}b"], None);
    chunk.list_mark = Some(0x1f);
    let batch = Batch { chunk: &chunk, first: 0, rows: 5 };
    let spec = FieldSpec { separator: Some("|".into()), ..FieldSpec::plain(CellType::List(Box::new(CellType::Text))) };
    let column = decode(batch, 0, &spec);
    assert_eq!(column.states, [0, 0, 3, 0, 3]);
    let lists: Vec<String> = [0, 1, 3].map(|row| value(&column, row, &chunk)).into();
    assert_eq!(lists, ["[a|b,c]", "[]", "[x,y]"]);
    assert_eq!(decode(batch, 0, &FieldSpec::plain(CellType::Text)).states, [3, 3, 3, 0, 3]);
}

#[test]
fn reasons_name_what_was_expected() {
    let date = FieldSpec::plain(CellType::Date);
    assert!(why_unreadable("1.1.19", &date).nb.contains("to sifre"));
    assert!(why_unreadable("31.02.2018", &date).en.contains("no day"));
    assert!(why_unreadable("2018-01-01T12:30", &date).en.contains("time of day"));
    let decimal = FieldSpec::plain(CellType::Decimal);
    assert!(why_unreadable("1.234,5", &decimal).en.contains("thousands"));
    assert!(why_unreadable("12 kr", &decimal).nb.contains("format"));
    assert!(why_unreadable(&"9".repeat(40), &decimal).en.contains("38 digits"));
    let int = FieldSpec::plain(CellType::Int);
    assert!(why_unreadable("1,5", &int).nb.contains("desimaler"));
    assert!(why_unreadable("99999999999999999999", &int).en.contains("64 bits"));
    let code = FieldSpec::plain(CellType::Code(codes()));
    assert!(why_unreadable("helle", &code).en.contains("“hele”"));
    let list = FieldSpec { separator: Some("|".into()), ..FieldSpec::plain(CellType::List(Box::new(CellType::Int))) };
    assert!(why_unreadable("x", &list).en.starts_with("in the list: “x”"));
    assert!(why_unreadable("", &list).nb.contains("tomt"));
}

proptest! {
    #[test]
    fn any_cell_of_any_type_is_decoded(cells in prop::collection::vec("[a\"0-9.,\u{a0}æ\u{301} |T:e-]{0,12}", 1..8)) {
        let types = [
            CellType::Bool, CellType::Int, CellType::Decimal, CellType::Date, CellType::Text, CellType::Code(codes()),
            CellType::List(Box::new(CellType::Decimal)), CellType::List(Box::new(CellType::Text)),
        ];
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        for ty in types {
            let spec = FieldSpec { separator: Some("|".into()), ..FieldSpec::plain(ty) };
            for (cell, state) in cells.iter().zip(decoded(&cells, &spec).states) {
                if state == UNREADABLE {
                    prop_assert!(!why_unreadable(cell, &spec).nb.is_empty());
                }
                // The same cell alone gives the same.
                prop_assert_eq!(&decoded(&[cell], &spec).states, &[state]);
            }
        }
    }

    #[test]
    fn numbers_come_back(mantissa in -1_000_000_000_000_000_000i128..1_000_000_000_000_000_000, scale in 0u8..8) {
        let number = Decimal::new(mantissa, scale).expect("18 digits");
        let text = number.to_string().replace('.', ",");
        prop_assert_eq!(said(&[&text], &FieldSpec::plain(CellType::Decimal)), [number.to_string()]);
    }

    #[test]
    fn dates_come_back(day in -200_000i32..2_000_000) {
        let date = Date(day);
        let (y, m, d) = date.ymd();
        for text in [date.to_string(), format!("{d:02}.{m:02}.{y:04}"), format!("{d}.{m}.{y:04}")] {
            prop_assert_eq!(said(&[&text], &FieldSpec::plain(CellType::Date)), [date.to_string()]);
        }
    }
}

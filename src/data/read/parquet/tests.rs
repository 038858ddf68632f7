//! Whole files, as the library writes them.

use super::*;
use crate::data::Chunk;
use parquet::basic::Encoding;
use parquet::column::writer::ColumnWriter;
use parquet::data_type::{ByteArray, Int96};
use parquet::file::properties::{WriterProperties, WriterPropertiesBuilder, WriterVersion};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

struct Held(Vec<u8>);

impl Bytes for Held {
    fn len(&self) -> u64 {
        self.0.len() as u64
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> std::io::Result<()> {
        let from = usize::try_from(offset).ok().and_then(|from| self.0.get(from..from.checked_add(buffer.len())?));
        from.map(|from| buffer.copy_from_slice(from)).ok_or_else(|| std::io::ErrorKind::UnexpectedEof.into())
    }
}

/// Values of one column in a row group, with definition and repetition levels.
enum Values {
    Ints(Vec<i32>, Vec<i16>, Vec<i16>),
    Longs(Vec<i64>),
    Truths(Vec<bool>, Vec<i16>),
    Texts(Vec<&'static str>, Vec<i16>, Vec<i16>),
    Doubles(Vec<f64>),
    Bytes(Vec<&'static [u8]>),
    Old(Vec<[u32; 3]>),
}

fn file(message: &str, properties: WriterPropertiesBuilder, groups: &[Vec<Values>]) -> Vec<u8> {
    let schema = std::sync::Arc::new(parse_message_type(message).expect("a schema"));
    let mut writer =
        SerializedFileWriter::new(Vec::new(), schema, std::sync::Arc::new(properties.build())).expect("a file");
    for group in groups {
        let mut rows = writer.next_row_group().expect("a group");
        for values in group {
            let mut column = rows.next_column().expect("no error").expect("a column");
            match (column.untyped(), values) {
                (ColumnWriter::Int32ColumnWriter(to), Values::Ints(values, definitions, repetitions)) => {
                    to.write_batch(values, Some(definitions), if_any(repetitions))
                }
                (ColumnWriter::Int64ColumnWriter(to), Values::Longs(values)) => to.write_batch(values, None, None),
                (ColumnWriter::BoolColumnWriter(to), Values::Truths(values, definitions)) => {
                    to.write_batch(values, Some(definitions), None)
                }
                (ColumnWriter::DoubleColumnWriter(to), Values::Doubles(values)) => to.write_batch(values, None, None),
                (ColumnWriter::ByteArrayColumnWriter(to), Values::Texts(values, definitions, repetitions)) => {
                    let values: Vec<ByteArray> = values.iter().map(|text| ByteArray::from(*text)).collect();
                    to.write_batch(&values, Some(definitions), if_any(repetitions))
                }
                (ColumnWriter::ByteArrayColumnWriter(to), Values::Bytes(values)) => {
                    let values: Vec<ByteArray> = values.iter().map(|bytes| ByteArray::from(bytes.to_vec())).collect();
                    to.write_batch(&values, None, None)
                }
                (ColumnWriter::Int96ColumnWriter(to), Values::Old(values)) => {
                    let values: Vec<Int96> = values.iter().map(|words| Int96::from(words.to_vec())).collect();
                    to.write_batch(&values, None, None)
                }
                _ => panic!("values of another type"),
            }
            .expect("written");
            column.close().expect("closed");
        }
        rows.close().expect("closed");
    }
    writer.into_inner().expect("bytes")
}

/// Columns without lists have no repetition levels.
fn if_any(levels: &[i16]) -> Option<&[i16]> {
    Some(levels).filter(|levels| !levels.is_empty())
}

fn usual() -> WriterPropertiesBuilder {
    WriterProperties::builder()
}

fn open_with(bytes: &[u8], limits: &[(Limit, u64)]) -> Result<Box<dyn Reader>, Vec<Diagnostic>> {
    let options = Options { limits: limits.to_vec(), ..Options::default() };
    open("t.parquet", Arc::new(Held(bytes.to_vec())), &options)
}

/// Every cell; what is refused with `!` before it, and marks of lists as `|`.
fn cells(reader: &dyn Reader, columns: Option<&[usize]>) -> Result<Vec<Vec<String>>, Vec<Diagnostic>> {
    let (mut chunk, mut rows) = (Chunk::default(), Vec::new());
    for part in 0..reader.parts() {
        let problems = match columns {
            Some(columns) => reader.read_some(part, columns, &mut chunk),
            None => reader.read(part, &mut chunk),
        };
        if !problems.is_empty() {
            return Err(problems);
        }
        let cell = |row: usize, column: usize| {
            String::from_utf8_lossy(chunk.raw(row, column)).replace('\u{1e}', "!").replace('\u{1f}', "|")
        };
        rows.extend((0..chunk.rows).map(|row| (0..chunk.width).map(|column| cell(row, column)).collect::<Vec<_>>()));
    }
    Ok(rows)
}

/// A file with several row groups and many rows.
fn large(properties: WriterPropertiesBuilder) -> Vec<u8> {
    const WORDS: [&str; 3] = ["blå", "rød", ""];
    let group = |from: i32, rows: i32| {
        let levels: Vec<i16> = (0..rows).map(|row| i16::from(row % 5 != 0)).collect();
        let ints = (0..rows).filter(|row| row % 5 != 0).map(|row| from + row).collect();
        let texts = (0..rows).map(|row| WORDS[row as usize % 3]).collect();
        vec![
            Values::Ints(ints, levels, Vec::new()),
            Values::Longs((0..rows).map(|row| i64::from(from + row) * 1_000_000_007).collect()),
            Values::Texts(texts, vec![1; rows as usize], Vec::new()),
        ]
    };
    let message = "message m { optional int32 a; required int64 b; optional binary c (STRING); }";
    file(message, properties, &[group(0, 40_000), group(40_000, 1), group(40_001, 5_000)])
}

fn expected(rows: i64) -> Vec<Vec<String>> {
    let of = |row: i64| match row {
        0..40_000 => row,
        40_000 => 0,
        _ => row - 40_001,
    };
    let a = |row: i64| if of(row) % 5 == 0 { String::new() } else { row.to_string() };
    let word = |row: i64| ["blå", "rød", ""][of(row) as usize % 3].to_string();
    (0..rows).map(|row| vec![a(row), (row * 1_000_000_007).to_string(), word(row)]).collect()
}

#[test]
fn rows_come_out_as_they_went_in_whatever_the_writer_did() {
    let writers: Vec<(&str, WriterPropertiesBuilder)> = vec![
        ("plain", usual().set_dictionary_enabled(false)),
        ("dictionary", usual().set_data_page_row_count_limit(1000)),
        ("half a dictionary", usual().set_dictionary_page_size_limit(1000).set_data_page_row_count_limit(900)),
        ("newer pages", usual().set_writer_version(WriterVersion::PARQUET_2_0).set_data_page_row_count_limit(700)),
        ("deltas", usual().set_dictionary_enabled(false).set_writer_version(WriterVersion::PARQUET_2_0)),
        (
            "lengths",
            usual().set_dictionary_enabled(false).set_column_encoding("c".into(), Encoding::DELTA_LENGTH_BYTE_ARRAY),
        ),
    ];
    for (name, properties) in writers {
        let bytes = large(properties);
        let reader = open_with(&bytes, &[]).unwrap_or_else(|wrong| panic!("{name}: {wrong:?}"));
        assert!(reader.parts() >= 4, "{name}: {}", reader.parts());
        let found = cells(&*reader, None).unwrap_or_else(|wrong| panic!("{name}: {wrong:?}"));
        assert!(found == expected(45_001), "{name}");
        // Parts in another order, and one column alone.
        let mut chunk = Chunk::default();
        for part in (0..reader.parts()).rev() {
            assert_eq!(reader.read_some(part, &[1], &mut chunk), []);
            let (first, last) = (chunk.origin[0].0 as i64, chunk.rows - 1);
            assert_eq!(chunk.text(0, 1), (first * 1_000_000_007).to_string(), "{name}");
            assert_eq!(chunk.text(last, 1), ((first + last as i64) * 1_000_000_007).to_string(), "{name}");
            assert_eq!(chunk.text(last, 0), "");
        }
        assert_eq!(reader.place(&chunk, 3, Some(2)).pointer.as_deref(), Some("[row 4].c"));
    }
}

#[test]
fn truths_numbers_and_texts_that_are_none_are_read_however_they_are_packed() {
    const ROWS: usize = 5_000;
    const WORDS: [&[u8]; 4] = [b"a", b"\xC3\xB8", b"b\xFF", b"c\x1Fd"];
    let message = "message m { optional boolean t; required double d; required binary w (STRING); }";
    let levels: Vec<i16> = (0..ROWS).map(|row| i16::from(row % 7 > 1 && row / 1000 != 2)).collect();
    let given = levels.iter().filter(|level| **level == 1).count();
    let truth = |place: usize| place.is_multiple_of(3) || place > 2000;
    let writers = [
        usual().set_dictionary_enabled(false),
        usual().set_data_page_row_count_limit(300),
        usual().set_writer_version(WriterVersion::PARQUET_2_0).set_data_page_row_count_limit(300),
    ];
    for properties in writers {
        let group = vec![
            Values::Truths((0..given).map(truth).collect(), levels.clone()),
            Values::Doubles((0..ROWS).map(|row| (row % 11) as f64 / 4.0).collect()),
            Values::Bytes((0..ROWS).map(|row| WORDS[row / 9 % 4]).collect()),
        ];
        let bytes = file(message, properties, &[group]);
        let reader = open_with(&bytes, &[]).expect("opens");
        let found = cells(&*reader, None).expect("reads");
        let mut place = 0;
        for (row, cells) in found.iter().enumerate() {
            let wanted = match levels[row] {
                0 => "",
                _ => {
                    place += 1;
                    if truth(place - 1) { "true" } else { "false" }
                }
            };
            let number = ["0", "0.25", "0.5", "0.75", "1", "1.25", "1.5", "1.75", "2", "2.25", "2.5"][row % 11];
            let word = ["a", "ø", "!b\u{fffd}", "!c\u{fffd}d"][row / 9 % 4];
            assert_eq!(*cells, [wanted, number, word], "{row}");
        }
        assert_eq!((found.len(), place), (ROWS, given));
    }
}

#[test]
fn lists_nulls_and_older_moments_are_cells() {
    let message = "message m {
        optional group tags (LIST) { repeated group list { optional binary element (STRING); } }
        optional group pairs (MAP) { repeated group key_value { required int32 key; optional int32 value; } }
        required double d;
        required int96 old;
    }";
    // Null, empty, one null, a and null, b.
    let texts = Values::Texts(vec!["a", "b"], vec![0, 1, 2, 3, 2, 3], vec![0, 0, 0, 0, 1, 0]);
    let none = || Values::Ints(Vec::new(), vec![0; 5], vec![0; 5]);
    let group = vec![
        texts,
        none(),
        none(),
        Values::Doubles(vec![0.1, f64::NAN, -0.0, 1e21, 2.5]),
        Values::Old(vec![[0, 0, 2_458_393]; 5]),
    ];
    let bytes = file(message, usual(), &[group]);
    let reader = open_with(&bytes, &[]).expect("opens");
    let names: Vec<&str> = reader.headings().iter().map(|heading| heading.text.as_str()).collect();
    assert_eq!(names, ["tags", "pairs", "d", "old"]);
    assert_eq!(reader.notes().len(), 1);
    let found = cells(&*reader, None).expect("reads");
    let wanted = [
        ["", "![…]", "0.1", "2018-10-01"],
        ["|", "![…]", "!NaN", "2018-10-01"],
        ["||", "![…]", "0", "2018-10-01"],
        ["|a|", "![…]", "1000000000000000000000", "2018-10-01"],
        ["|b", "![…]", "2.5", "2018-10-01"],
    ];
    assert_eq!(found, wanted);
    let asked: Vec<bool> = (0..4).map(|column| reader.unreadable(column).is_some()).collect();
    assert_eq!(asked, [false, true, false, false]);
}

#[test]
fn budgets_hold_at_n_and_not_at_one_more() {
    let bytes = large(usual());
    let within = |limit: Limit, size: u64| match open_with(&bytes, &[(limit, size)]) {
        Ok(reader) => cells(&*reader, None).map(|_| ()).map_err(|problems| problems[0].code),
        Err(problems) => Err(problems[0].code),
    };
    let refused = Err(Code::TooLarge);
    assert_eq!((within(Limit::Cells, 3 * 45_001), within(Limit::Cells, 3 * 45_001 - 1)), (Ok(()), refused));
    assert_eq!((within(Limit::Columns, 3), within(Limit::Columns, 2)), (Ok(()), refused));
    assert_eq!((within(Limit::Cell, 14), within(Limit::Cell, 13)), (Ok(()), refused));
    // The least budgets that suffice, found by halving: one less does not.
    for limit in [Limit::Memory, Limit::Work] {
        let (mut low, mut high) = (0, 1 << 27);
        while high - low > 1 {
            let middle = (low + high) / 2;
            match within(limit, middle) {
                Ok(()) => high = middle,
                wrong => {
                    assert_eq!(wrong, refused, "{limit:?} at {middle}");
                    low = middle;
                }
            }
        }
        assert!(high > 100_000 && high < 1 << 26, "{limit:?}: {high}");
    }
    let deep = (0..9).fold("required int32 x;".to_string(), |inner, _| format!("required group g {{ {inner} }}"));
    let bytes = file(&format!("message m {{ {deep} }}"), usual(), &[]);
    assert!(open_with(&bytes, &[(Limit::Depth, 10)]).is_ok());
    assert_eq!(open_with(&bytes, &[(Limit::Depth, 9)]).err().map(|problems| problems[0].code), refused.err());
}

#[test]
fn damaged_files_are_read_whole_or_refused_alike() {
    let whole = large(usual().set_data_page_row_count_limit(5_000));
    for length in (0..whole.len()).step_by(whole.len() / 60) {
        let problems = open_with(&whole[..length], &[]).err().expect("cut off");
        assert_eq!(problems[0].code, Code::BadParquet);
    }
    let mut dice = 7u64;
    let mut refused = 0;
    for _ in 0..200 {
        let mut bent = whole.clone();
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        // Half of the damage hits the metadata and the last pages.
        let span = if dice & 1 == 0 { whole.len() - 900..whole.len() } else { 0..whole.len() };
        let at = span.start + (dice >> 33) as usize % span.len();
        bent[at] ^= 1 << (dice >> 20 & 7);
        match open_with(&bent, &[]).and_then(|reader| cells(&*reader, None)) {
            Ok(found) => assert_eq!(found.len(), 45_001, "byte {at}"),
            Err(problems) => {
                refused += 1;
                let again = open_with(&bent, &[]).and_then(|reader| cells(&*reader, None));
                assert_eq!(again.err(), Some(problems), "byte {at}");
            }
        }
    }
    assert!(refused > 20, "{refused}");
}

#[test]
fn what_is_no_parquet_says_so() {
    let message = |bytes: &[u8]| open_with(bytes, &[]).err().expect("refused")[0].message.en.clone();
    assert!(message(b"PAR1").contains("should begin and end with PAR1"));
    assert!(message(b"id;name\n1;2\n3;4\n").contains("should begin and end with PAR1"));
    assert!(message(b"PAR1\0\0\0\0\0\0\0\0PARE").contains("encrypted"));
    assert!(message(b"PAR1\0\0\0\0\0\0\0\0PAR1").contains("not described soundly"));
}

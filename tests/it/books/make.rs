//! Small files of every format, made from one source.

use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

/// What a cell holds.
#[derive(Clone, Copy)]
pub enum Value {
    Blank,
    Text(&'static str),
    Number(&'static str),
    /// A day: as a serial number of 1900, and as it is written.
    Day(u32, &'static str),
    Bool(bool),
}

use Value::{Blank, Bool, Day, Number, Text};

pub const HEADINGS: [&str; 7] = ["id", "navn", "kommune", "antall", "pris", "start", "aktiv"];

pub const ROWS: [[Value; 7]; 6] = [
    [Text("T1"), Text("Blåbær & søt"), Text("0301"), Number("3"), Number("0.1"), Day(43374, "2018-10-01"), Bool(true)],
    [
        Text("T2"),
        Text("«Sitat» <b>"),
        Number("301"),
        Number("-7"),
        Number("1234.5"),
        Day(61, "1900-03-01"),
        Bool(false),
    ],
    [Text("T3"), Blank, Text("5001"), Number("1000000"), Number("0"), Blank, Blank],
    [Text("T4"), Text("no"), Text("1103"), Blank, Number("99.95"), Day(60, "1900-02-29"), Bool(true)],
    [Text("T5"), Text("æøå\nto linjer"), Text("4601"), Text("ukjent"), Blank, Text("snart"), Text("kanskje")],
    [Text("T1"), Text("dobbel"), Text("x"), Number("12"), Number("985399077.25"), Day(1, "1900-01-01"), Bool(false)],
];

/// Rules under which every kind of verdict occurs.
pub const RULES: &str = "språk nb
tabell tiltak
  id       tekst, nøkkel
  navn     tekst, påkrevd
  kommune  tekst, bredde 4
  antall   heltall, mellom 0 og 1000
  pris     desimal
  start    dato
  aktiv    boolsk

regel startdato «Aktive tiltak har en startdato»
  kilde   intern «prøve»
  for hvert tiltak
  når     aktiv
  skal    start er oppgitt

regel dyre «Dyre tiltak er mange»
  kilde   intern «prøve»
  for hvert tiltak
  når     pris > 50
  skal    antall > 10
";

pub fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        archive.start_file(*name, SimpleFileOptions::default()).expect("in memory");
        archive.write_all(text.as_bytes()).expect("in memory");
    }
    archive.finish().expect("in memory").into_inner()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A workbook of sheets: name, attributes of the sheet, and its XML from `sheetData` on.
pub fn xlsx_of(sheets: &[(&str, &str, &str)], strings: &[&str], workbook: &str) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    let (mut list, mut related, mut parts) = (String::new(), String::new(), Vec::new());
    for (number, (name, attributes, xml)) in sheets.iter().enumerate() {
        let name = escaped(name);
        list += &format!("<sheet name=\"{name}\" sheetId=\"{0}\" {attributes} r:id=\"r{0}\"/>", number + 1);
        related += &format!(
            "<Relationship Id=\"r{0}\" Type=\"{RELATIONS}/worksheet\" Target=\"worksheets/sheet{0}.xml\"/>",
            number + 1
        );
        let xml = format!("<worksheet xmlns=\"{MAIN}\">{xml}</worksheet>");
        parts.push((format!("xl/worksheets/sheet{}.xml", number + 1), xml));
    }
    related += &format!("<Relationship Id=\"s\" Type=\"{RELATIONS}/sharedStrings\" Target=\"sharedStrings.xml\"/>");
    related += &format!("<Relationship Id=\"y\" Type=\"{RELATIONS}/styles\" Target=\"/xl/styles.xml\"/>");
    let strings: String = strings.iter().map(|text| format!("<si><t>{}</t></si>", escaped(text))).collect();
    parts.extend(
        [
            ("[Content_Types].xml", "<Types/>".to_string()),
            (
                "_rels/.rels",
                format!(
                    "<Relationships xmlns=\"{PACKAGE}\"><Relationship Id=\"w\" Type=\"{RELATIONS}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
                ),
            ),
            (
                "xl/workbook.xml",
                format!("<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONS}\">{workbook}<sheets>{list}</sheets></workbook>"),
            ),
            ("xl/_rels/workbook.xml.rels", format!("<Relationships xmlns=\"{PACKAGE}\">{related}</Relationships>")),
            ("xl/sharedStrings.xml", format!("<sst xmlns=\"{MAIN}\">{strings}</sst>")),
            (
                "xl/styles.xml",
                format!(
                    "<styleSheet xmlns=\"{MAIN}\"><numFmts><numFmt numFmtId=\"164\" formatCode=\"dd.mm.yyyy;@\"/></numFmts>\
                     <cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/></cellXfs></styleSheet>"
                ),
            ),
        ]
        .map(|(name, text)| (name.to_string(), text)),
    );
    let parts: Vec<(&str, &str)> = parts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    zipped(&parts)
}

fn table() -> impl Iterator<Item = Vec<Value>> {
    std::iter::once(HEADINGS.map(Text).to_vec()).chain(ROWS.iter().map(|row| row.to_vec()))
}

pub fn xlsx() -> Vec<u8> {
    let mut strings: Vec<&str> = Vec::new();
    let mut data = String::from("<sheetData>");
    for (row, cells) in table().enumerate() {
        data += &format!("<row r=\"{}\">", row + 1);
        for (column, cell) in cells.iter().enumerate() {
            let at = format!("{}{}", char::from(b'A' + column as u8), row + 1);
            data += &match cell {
                Blank => String::new(),
                Text(text) => {
                    strings.push(text);
                    format!("<c r=\"{at}\" t=\"s\"><v>{}</v></c>", strings.len() - 1)
                }
                // As Excel writes it: to seventeen digits.
                Number("0.1") => format!("<c r=\"{at}\"><v>0.10000000000000001</v></c>"),
                Number(number) => format!("<c r=\"{at}\"><v>{number}</v></c>"),
                Day(serial, _) => format!("<c r=\"{at}\" s=\"1\"><v>{serial}</v></c>"),
                Bool(value) => format!("<c r=\"{at}\" t=\"b\"><v>{}</v></c>", u8::from(*value)),
            };
        }
        data += "</row>";
    }
    data += "</sheetData>";
    xlsx_of(&[("tiltak", "", &data)], &strings, "")
}

pub fn ods() -> Vec<u8> {
    let mut rows = String::new();
    for cells in table() {
        rows += "<table:table-row>";
        for cell in cells {
            rows += &match cell {
                Blank => "<table:table-cell/>".to_string(),
                Text(text) => {
                    let paragraphs: String =
                        text.lines().map(|line| format!("<text:p>{}</text:p>", escaped(line))).collect();
                    format!("<table:table-cell office:value-type=\"string\">{paragraphs}</table:table-cell>")
                }
                Number(number) => {
                    format!(
                        "<table:table-cell office:value-type=\"float\" office:value=\"{number}\"><text:p>vist</text:p></table:table-cell>"
                    )
                }
                Day(_, day) => {
                    format!("<table:table-cell office:value-type=\"date\" office:date-value=\"{day}\"/>")
                }
                Bool(value) => {
                    format!("<table:table-cell office:value-type=\"boolean\" office:boolean-value=\"{value}\"/>")
                }
            };
        }
        rows += "<table:table-cell table:number-columns-repeated=\"16377\"/></table:table-row>";
    }
    rows += "<table:table-row table:number-rows-repeated=\"1048569\"><table:table-cell/></table:table-row>";
    ods_of(&format!("<table:table table:name=\"tiltak\">{rows}</table:table>"))
}

/// An ODS file with these tables.
pub fn ods_of(tables: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\" xmlns:style=\"s\"><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    );
    zipped(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", &content)])
}

pub fn xls() -> Vec<u8> {
    fn record(stream: &mut Vec<u8>, kind: u16, data: &[u8]) {
        stream.extend_from_slice(&kind.to_le_bytes());
        stream.extend_from_slice(&(data.len() as u16).to_le_bytes());
        stream.extend_from_slice(data);
    }
    let wide = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let (mut strings, mut cells): (Vec<&str>, Vec<u8>) = (Vec::new(), Vec::new());
    record(&mut cells, 0x0809, &[0, 6, 0x10, 0, 0, 0, 0, 0]);
    for (row, values) in table().enumerate() {
        for (column, value) in values.iter().enumerate() {
            let style = u16::from(matches!(value, Day(..)));
            let place = [row as u16, column as u16, style].map(u16::to_le_bytes).concat();
            let mut number = |value: f64| record(&mut cells, 0x0203, &[&place[..], &value.to_le_bytes()].concat());
            match value {
                Blank => record(&mut cells, 0x0201, &place),
                Text(text) => {
                    strings.push(text);
                    let at = (strings.len() as u32 - 1).to_le_bytes();
                    record(&mut cells, 0x00FD, &[&place[..], &at].concat());
                }
                Number(text) => number(text.parse().expect("a number")),
                Day(serial, _) => number(f64::from(*serial)),
                Bool(value) => record(&mut cells, 0x0205, &[&place[..], &[u8::from(*value), 0]].concat()),
            }
        }
    }
    record(&mut cells, 0x000A, &[]);
    let globals = |place: u32| {
        let mut stream = Vec::new();
        record(&mut stream, 0x0809, &[0, 6, 5, 0, 0, 0, 0, 0]);
        for number in [0u8, 14] {
            record(&mut stream, 0x00E0, &[&[0, 0, number, 0][..], &[0; 16]].concat());
        }
        let name = [&place.to_le_bytes()[..], &[0, 0, 6, 0], b"tiltak"].concat();
        record(&mut stream, 0x0085, &name);
        let count = (strings.len() as u32).to_le_bytes();
        let mut shared = [count, count].concat();
        for text in &strings {
            let text = wide(text);
            shared.extend_from_slice(&(text.len() as u16 / 2).to_le_bytes());
            shared.push(1);
            shared.extend_from_slice(&text);
        }
        record(&mut stream, 0x00FC, &shared);
        record(&mut stream, 0x000A, &[]);
        stream
    };
    let length = globals(0).len() as u32;
    let stream = [globals(length), cells].concat();
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("in memory");
    file.create_stream("/Workbook").expect("in memory").write_all(&stream).expect("in memory");
    file.into_inner().into_inner()
}

/// A value as JSON; also as YAML, which holds JSON.
fn json_value(value: &Value) -> String {
    match value {
        Blank => "null".to_string(),
        Text(text) => format!("\"{}\"", text.replace('\n', "\\n")),
        Number(number) => number.to_string(),
        Day(_, day) => format!("\"{day}\""),
        Bool(value) => value.to_string(),
    }
}

fn record(row: &[Value]) -> String {
    let members: Vec<String> =
        HEADINGS.iter().zip(row).map(|(key, value)| format!("\"{key}\": {}", json_value(value))).collect();
    format!("{{{}}}", members.join(", "))
}

pub fn ndjson() -> String {
    ROWS.iter().map(|row| record(row) + "\n").collect()
}

pub fn json() -> String {
    format!("[{}]", ROWS.iter().map(|row| record(row)).collect::<Vec<_>>().join(",\n"))
}

pub fn json_object() -> String {
    format!("{{\"laget\": \"2020\", \"tiltak\": {}}}", json())
}

pub fn yaml() -> String {
    let field = |(key, value): (&&str, &Value)| match value {
        Text("no") => format!("  {key}: no\n"),
        Text(text) if text.contains('\n') => {
            format!("  {key}: |-\n{}", text.lines().map(|line| format!("    {line}\n")).collect::<String>())
        }
        value => format!("  {key}: {}\n", json_value(value)),
    };
    let record = |row: &[Value; 7]| {
        let text: String = HEADINGS.iter().zip(row).map(field).collect();
        format!("-{}", &text[1..])
    };
    ROWS.iter().map(record).collect()
}

pub fn csv() -> String {
    let cell = |value: &Value| match value {
        Blank => String::new(),
        Text(text) => format!("\"{text}\""),
        Number(number) => number.to_string(),
        Day(_, day) => day.to_string(),
        Bool(value) => value.to_string(),
    };
    let line = |row: &[Value; 7]| row.iter().map(cell).collect::<Vec<_>>().join(";") + "\n";
    HEADINGS.join(";") + "\n" + &ROWS.iter().map(line).collect::<String>()
}

/// Every column of texts but the price, which is a double: a column of Parquet has one type.
pub fn parquet() -> Vec<u8> {
    use parquet::column::writer::ColumnWriter;
    use parquet::data_type::ByteArray;
    let columns: String = HEADINGS
        .iter()
        .map(|name| match *name {
            "pris" => "optional double pris;".to_string(),
            name => format!("optional binary {name} (STRING);"),
        })
        .collect();
    let message = format!("message tiltak {{ {columns} }}");
    let schema = std::sync::Arc::new(parquet::schema::parser::parse_message_type(&message).expect("a schema"));
    let mut writer = parquet::file::writer::SerializedFileWriter::new(Vec::new(), schema, std::sync::Arc::default())
        .expect("in memory");
    for rows in ROWS.chunks(4) {
        let mut group = writer.next_row_group().expect("in memory");
        for column in 0..HEADINGS.len() {
            let values: Vec<String> = rows.iter().filter_map(|row| parquet_text(&row[column])).collect();
            let levels: Vec<i16> = rows.iter().map(|row| i16::from(!matches!(row[column], Blank))).collect();
            let mut to = group.next_column().expect("in memory").expect("a column");
            match to.untyped() {
                ColumnWriter::DoubleColumnWriter(to) => {
                    let values: Vec<f64> = values.iter().map(|text| text.parse().expect("a number")).collect();
                    to.write_batch(&values, Some(&levels), None).expect("in memory");
                }
                ColumnWriter::ByteArrayColumnWriter(to) => {
                    let values: Vec<ByteArray> = values.iter().map(|text| ByteArray::from(text.as_str())).collect();
                    to.write_batch(&values, Some(&levels), None).expect("in memory");
                }
                _ => unreachable!("no other types"),
            }
            to.close().expect("in memory");
        }
        group.close().expect("in memory");
    }
    writer.into_inner().expect("in memory")
}

fn parquet_text(value: &Value) -> Option<String> {
    match value {
        Blank => None,
        Text(text) | Number(text) | Day(_, text) => Some((*text).to_string()),
        Bool(value) => Some(value.to_string()),
    }
}

/// The bytes of a database in which these statements were run.
pub fn database(statements: &str) -> Vec<u8> {
    let mut connection = rusqlite::Connection::open_in_memory().expect("in memory");
    connection.execute_batch(statements).expect("statements");
    connection.serialize("main").expect("in memory").to_vec()
}

pub fn sqlite() -> Vec<u8> {
    let value = |value: &Value| match value {
        Blank => "NULL".to_string(),
        Text(text) | Day(_, text) => format!("'{text}'"),
        Number(number) => number.to_string(),
        Bool(value) => format!("'{value}'"),
    };
    let insert = |row: &[Value; 7]| {
        format!("INSERT INTO tiltak VALUES ({});", row.iter().map(value).collect::<Vec<_>>().join(", "))
    };
    let rows: String = ROWS.iter().map(insert).collect();
    database(&format!("CREATE TABLE tiltak ({}); {rows}", HEADINGS.join(", ")))
}

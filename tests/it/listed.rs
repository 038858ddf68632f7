//! `--format csv` says of every finding what `--format ndjson` says first, though it judges no row again.

use serde_json::Value;
use std::process::Command;

/// The list that findings in JSON lines come to.
pub fn from(ndjson: &str) -> String {
    let mut list = "rule,verdict,table,key,row,path,line,column,place,field,value\n".to_string();
    for line in ndjson.lines() {
        let finding: Value = serde_json::from_str(line).expect("JSON");
        let place = &finding["places"][0];
        let at = match (&place["sheet"], &place["cell"]) {
            (Value::String(sheet), Value::String(cell)) => format!("{sheet}!{cell}"),
            (_, Value::String(cell)) => cell.clone(),
            _ => text(&place["pointer"]),
        };
        let subject = &finding["subject"];
        let of_subject = ["table", "key", "row"].map(|key| text(&subject[key]));
        let of_place = ["path", "line", "column"].map(|key| text(&place[key]));
        let fields = [text(&finding["rule"]), text(&finding["verdict"])].into_iter().chain(of_subject).chain(of_place);
        let fields: Vec<String> =
            fields.chain([at, text(&place["field"]), text(&place["value"])]).map(quoted).collect();
        list.push_str(&fields.join(","));
        list.push('\n');
    }
    list
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn quoted(field: String) -> String {
    match field.contains(['"', ',', '\n', '\r']) {
        true => format!("\"{}\"", field.replace('"', "\"\"")),
        false => field,
    }
}

#[test]
fn the_examples_list_what_their_findings_begin_with() {
    let krav = |paths: &[&str], format: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_krav"));
        command.arg("check").args(paths).args(["--format", format]).current_dir(env!("CARGO_MANIFEST_DIR")).env_clear();
        let output = command.output().expect("krav runs");
        assert!(output.status.code() < Some(2), "{paths:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    let mut found = 0;
    let examples = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/examples")).expect("examples");
    for example in examples.map(|entry| entry.expect("an entry").path()).filter(|path| path.is_dir()) {
        let path = example.strip_prefix(env!("CARGO_MANIFEST_DIR")).expect("inside").to_string_lossy().into_owned();
        if !example.join("krav.toml").is_file() {
            continue;
        }
        let arguments = [path.as_str(), "--as-of", "2018-12-18"];
        let list = krav(&arguments, "csv");
        assert!(list == from(&krav(&arguments, "ndjson")), "{path}");
        found += list.lines().count();
    }
    assert!(found > 1000, "{found}");
}

/// Rules that look at other rows in every way, and rows that are wrong in as many.
const RULES: &str = r#"language en
codes Component
  altinn
  fiks
table measure
  id text, key
  agency text
  parts list of Component, separated by "|"
  start date
  cost decimal
table agency
  number text
  from date
  declared integer
rule E1 "The agency exists"
  source internal "x"
  for each measure
  must exists(agency where agency.number = measure.agency)
rule E2 "The agency exists for dear measures"
  source internal "x"
  for each measure
  when cost >= 10
  must exists(agency where agency.number = measure.agency)
rule E3 "The agency was there in time"
  source internal "x"
  for each measure
  must exists(agency where agency.number = measure.agency and agency.from <= measure.start)
rule E4 "Few measures an agency"
  source internal "x"
  for each agency
  must count(measure where measure.agency = number) <= 1
rule E5 "As declared"
  source internal "x"
  for each agency
  must count(measure where measure.agency = number) = declared
rule E6 "Parts and start"
  source internal "x"
  for each measure
  must parts is given or (start is given and cost <= 5)
rule E7 "Every agency has one"
  source internal "x"
  for each agency
  must exists(measure where measure.agency = number) and declared >= 0
"#;
const MEASURES: &str = "\
id;agency;parts;start;cost\n\
a;1;altinn;2020-01-01;3\n\
b;1;altinn|fisk;2021-01-01;12\n\
b;9;;2021-01-01;12\n\
c;;altinn;;x\n\
;2;fiks|;2019-01-01;\n\
d;7;fiks;2022-02-30;50\n";
const AGENCIES: &str = "\
number;from;declared\n\
1;2020-06-01;2\n\
2;2020-06-01;\n\
3;;1\n\
;2020-01-01;-1\n";

#[test]
fn what_other_rows_decide_is_listed_by_the_cell_that_names_them() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("listed");
    std::fs::create_dir_all(&folder).expect("a folder");
    for (name, text) in [("rules.krav", RULES), ("measure.csv", MEASURES), ("agency.csv", AGENCIES)] {
        std::fs::write(folder.join(name), text).expect("written");
    }
    let krav = |format: &str| {
        let tables = ["--table", "measure=measure.csv", "--table", "agency=agency.csv", "--as-of", "2026-01-01"];
        let mut command = Command::new(env!("CARGO_BIN_EXE_krav"));
        command.args(["check", "rules.krav", "--format", format]).args(tables).current_dir(&folder).env_clear();
        let output = command.output().expect("krav runs");
        assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    let list = krav("csv");
    assert_eq!(list, from(&krav("ndjson")));
    for line in [
        // No agency is called so; with a guard and without one.
        "E1,violated,measure,b,3,measure.csv,4,3,,agency,9",
        "E2,violated,measure,b,3,measure.csv,4,3,,agency,9",
        "E7,violated,agency,,3,agency.csv,4,1,,number,3",
        // No agency is named.
        "E1,unknown,measure,c,4,measure.csv,5,3,,agency,",
        // The element that is no code.
        "measure.parts/list,violated,measure,b,2,measure.csv,3,12,,parts,fisk",
        "E6,violated,measure,b,3,measure.csv,4,5,,parts,",
        "measure.id/unique,violated,measure,b,2,measure.csv,3,1,,id,b",
    ] {
        assert!(list.lines().any(|known| known == line), "{line}\n{list}");
    }
}

/// Rules by which many cells of all kinds are shown, some of them in rows of several lines.
const NOTES: &str = r#"language en
table note
  id text
  year integer
  title text
  tags list of text, separated by "|"
  amounts list of integer, separated by "|"
  remark text
  on date
  key (id, year)
rule N1 "Titles are short"
  source internal "x"
  for each note
  must length(title) < 12
rule N2 "A remark or a day"
  source internal "x"
  for each note
  when remark is not given
  must on >= 2021-01-01
rule N3 "Two tags at most"
  source internal "x"
  for each note
  must length(tags) <= 2
"#;

/// Files with every kind of row; `odd` ones also with rows that make a part be read in another way.
fn notes(from: usize, rows: usize, line_end: &str, odd: bool) -> String {
    let mut file = format!("id;year;title;tags;amounts;remark;on{line_end}");
    for row in from..from + rows {
        let title =
            ["kort", "en lengre tittel", "\"i \"\"anførsel\"\"; og mer\"", "blåbær på øya", "\"to\nlinjer, så\""];
        let tags = ["a|b", "a|b|c", "\"x;y|\"\"z\"\"|å\"", ""];
        let amounts = ["1|2", "3|x|4", ""];
        let remark = ["", "ja", "\"rad\r\nrad\""];
        let on = ["2020-02-30", "2020-05-06", "2022-01-01", ""];
        let id = if row % 97 == 0 { " nr 1 ".to_string() } else { format!("nr {row}") };
        let cells = [
            id,
            (2000 + row % 7).to_string(),
            title[row % 5].to_string(),
            tags[row % 4].to_string(),
            amounts[row % 3].to_string(),
            remark[row / 2 % 3].to_string(),
            on[row / 3 % 4].to_string(),
        ];
        file.push_str(&cells.join(";"));
        file.push_str(line_end);
        if odd && row % 1000 == 10 {
            file.push_str(&[line_end, ";;;;;;", line_end].concat());
        }
    }
    file
}

#[test]
fn cells_are_listed_alike_in_files_of_every_kind() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("listed_kinds");
    std::fs::create_dir_all(&folder).expect("a folder");
    let latin = |text: &str| text.chars().map(|sign| sign as u8).collect::<Vec<u8>>();
    let mark = b"\xEF\xBB\xBF".to_vec();
    let files = [
        ("plain.csv", notes(0, 9000, "\n", false).into_bytes()),
        ("windows.csv", latin(&notes(9000, 9000, "\r\n", false))),
        ("odd.csv", [mark, notes(18_000, 18_000, "\r\n", true).into_bytes()].concat()),
        ("open.csv", notes(36_000, 50, "\n", false).trim_end().to_string().into_bytes()),
        ("rules.krav", NOTES.as_bytes().to_vec()),
    ];
    for (name, bytes) in &files {
        std::fs::write(folder.join(name), bytes).expect("written");
    }
    let krav = |table: &str, format: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_krav"));
        command.args(["check", "rules.krav", "--as-of", "2026-01-01", "--format", format]);
        command.args(["--table", &format!("note={table}")]).current_dir(&folder).env_clear();
        let output = command.output().expect("krav runs");
        assert_eq!(output.status.code(), Some(1), "{table} {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    for table in ["plain.csv", "windows.csv", "odd.csv", "open.csv", "*.csv"] {
        let list = krav(table, "csv");
        assert!(list.lines().count() > 100 && list == from(&krav(table, "ndjson")), "{table}");
    }
    let list = krav("*.csv", "csv");
    for line in [
        "N1,violated,note,nr 1 / 2001,18052,plain.csv,3,11,,title,en lengre tittel",
        "N1,violated,note,nr 9001 / 2006,27052,windows.csv,3,14,,title,en lengre tittel",
    ] {
        assert!(list.lines().any(|known| known == line), "{line}");
    }
}

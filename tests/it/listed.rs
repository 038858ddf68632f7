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

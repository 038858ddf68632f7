//! Nothing in a registry breaks out of any output: naughty strings go through every format, and come back as data.

use super::*;
use crate::report::visible::{is_hostile, visible};
use calamine::{Data, Reader as _, Xlsx};
use serde_json::Value;
use std::collections::BTreeSet;

const LIST: &str = include_str!("../../../tests/naughty/blns.json");

/// What the list lacks: what steers terminals, spreadsheets, builds and readers of SARIF.
const MORE: &[&str] = &[
    "=1+1",
    "=HYPERLINK(\"http://x\",\"y\")",
    "+1",
    "-1",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    "\u{1b}[2J\u{1b}]0;x\u{7}",
    "\u{9b}31m",
    "\u{202e}gnp.exe",
    "\u{2066}a\u{2069}",
    "a\u{200b}b\u{feff}",
    "a\u{fffe}b\u{ffff}",
    "\u{1}\u{8}\u{b}\u{c}\u{e}\u{1f}\u{7f}",
    "::error file=x::y",
    "a\n::error file=x::y",
    "a\r\n  ::stop-commands::x",
    "##[error]x",
    "##vso[task.complete result=Succeeded]",
    "##teamcity[buildStatus]",
    "a%0A::error::b",
    "</script><script>alert(1)</script>",
    "</style></title></textarea><svg onload=alert(1)>",
    "\" onmouseover=\"alert(1)",
    "]]><![CDATA[",
    "<!ENTITY x SYSTEM 'file:///etc/passwd'>&x;",
    "{0} {{1}} [x](javascript:alert(1)) [y](1)",
    "_x0041_ _x000D_",
    "| a | b |\n|---|---|",
    "![x](https://x/y.png) <img src=x>",
    "\n# heading\n- item",
    "2018-10-01",
    "0001",
    "1e5",
    "TRUE",
    "a,b;c\td\"e\"",
];

const RULES: &str = "\
language en
table thing
  number  integer, key
  value   text
rule never \"No value is right\"
  source internal \"x\"
  for each thing
  must value = \"never\"
  message \"{value} is wrong\"
  advice \"Change {value}\"
table name
  key     text, key
  number  integer
rule named \"No number is right\"
  source internal \"x\"
  for each name
  must number < 0
";

/// The strings that a text cell can hold and that say something: krav trims texts, and refuses NUL in a file.
fn strings() -> Vec<String> {
    let listed: Vec<String> = serde_json::from_str(LIST).expect("a list of strings");
    let more = MORE.iter().map(|text| text.to_string());
    let all: BTreeSet<String> = listed.into_iter().chain(more).filter(|text| !text.contains('\0')).collect();
    let all: Vec<String> = all.into_iter().filter(|text| !text.trim().is_empty()).collect();
    assert!(all.len() >= 500, "{}", all.len());
    all
}

fn world(strings: &[String]) -> Memory {
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let mut things = String::from("number,value\n");
    let mut names = String::from("key,number\n");
    for (number, text) in strings.iter().enumerate() {
        things += &format!("{number},{}\n", quoted(text));
        names += &format!("{},{number}\n", quoted(text));
    }
    Memory::new().file("rules.krav", RULES).file("thing.csv", things).file("name.csv", names)
}

/// What a format writes to a file.
fn written(world: &Memory, format: &str) -> Vec<u8> {
    let output = format!("{format}=out");
    let line = [
        "check",
        "rules.krav",
        "thing.csv",
        "name.csv",
        "--all",
        "--format",
        "ledger",
        "--by",
        "value",
        "--output",
        &output,
    ];
    let (code, _, err) = krav(world, &line);
    assert!(code < 2, "{format}: {err}");
    world.read("out").expect("written")
}

fn text(world: &Memory, format: &str) -> String {
    String::from_utf8(written(world, format)).expect("outputs are UTF-8")
}

fn trimmed(strings: &[String]) -> BTreeSet<String> {
    strings.iter().map(|text| text.trim().to_string()).collect()
}

#[test]
fn no_output_steers_anything() {
    let strings = strings();
    let world = world(&strings);
    for format in output::formats().into_iter().filter(|format| !matches!(*format, "xlsx" | "verdicts" | "csv")) {
        let text = text(&world, format);
        // What GitHub is told are commands, and none of them the registry's.
        let ours = if format == "github" { text.replace("::", "") } else { text };
        is_harmless(format, &ours);
    }
}

/// That a text steers no terminal and no build.
fn is_harmless(what: &str, text: &str) {
    let bad: BTreeSet<char> = text.chars().filter(|&c| !matches!(c, '\n' | '\t') && is_hostile(c)).collect();
    assert!(bad.is_empty(), "{what}: {bad:?}");
    for line in text.lines() {
        let commands = ["##[", "##vso[", "##teamcity["];
        let command = line.trim_start().starts_with("::") || commands.iter().any(|word| line.contains(word));
        assert!(!command, "{what}: {line}");
    }
}

#[test]
fn no_other_command_steers_anything() {
    let strings = strings();
    let world = world(&strings);
    let put = |path: &str, bytes: &[u8]| world.write(path, bytes).expect("memory is never full");
    let files = ["rules.krav", "thing.csv", "name.csv"];
    let report = krav(&world, &["check", files[0], files[1], files[2], "--format", "json", "--by", "value"]).1;
    put("a.json", report.as_bytes());
    put("none.ndjson", b"");
    put("other.krav", RULES.replace("number < 0", "number < 100").replace("= \"never\"", "!= \"never\"").as_bytes());
    // A registry that is changed: no finding is the one that it was.
    let things = String::from_utf8(world.read("thing.csv").expect("there")).expect("UTF-8");
    put("changed/rules.krav", RULES.as_bytes());
    put("changed/name.csv", b"key,number\nx,1\n");
    put("changed/thing.csv", things.replacen("number,value\n", "number,value\n9999,\"\u{1b}[2J\"\n", 1).as_bytes());
    for (number, text) in strings.iter().filter(|text| !text.contains(['/', '\n', '\r'])).enumerate() {
        put(&format!("all/{text}/thing.csv"), if number % 2 == 0 { things.as_bytes() } else { b"x\n" });
        put(&format!("all/{text}/name.csv"), b"key,number\nx,-1\n");
    }
    let swept = ["sweep", "all", "--rules", "rules.krav", "--all"];
    let mut lines: Vec<Vec<&str>> = vec![
        vec!["diff", "none.ndjson", "a.json", "--all", "--by", "value"],
        vec!["diff", "a.json", "none.ndjson", "--all"],
        vec!["diff", "none.ndjson", "a.json", "--all", "--format", "json"],
        vec!["verify", "a.json", "changed", "--all"],
        vec!["verify", "a.json", "changed", "--all", "--format", "json"],
        vec!["check", files[0], files[1], files[2], "--baseline", "a.json"],
        vec!["show", "thing.csv", "name.csv", "--all"],
        vec!["show", "name.csv", "--stats"],
        vec!["show", "thing.csv", "--format", "json"],
        swept.to_vec(),
        [&swept[..], &["--format", "json"]].concat(),
    ];
    let impact = ["impact", "--rules-from", "rules.krav", "--rules-to", "other.krav", files[1], files[2], "--all"];
    lines.extend([impact.to_vec(), [&impact[..], &["--format", "json"]].concat()]);
    if cfg!(feature = "sqlite") {
        lines.push([&swept[..], &["--save", "kept.sqlite"]].concat());
        lines.extend([vec!["trend", "kept.sqlite", "--all"], vec!["trend", "kept.sqlite", "--format", "json"]]);
    }
    for text in strings.iter().step_by(7) {
        for format in ["human", "json"] {
            lines.push(vec![
                "why",
                "named",
                text.trim(),
                files[0],
                files[1],
                files[2],
                "--no-repairs",
                "--format",
                format,
            ]);
        }
        lines.push(vec!["why", text.trim(), "#1", files[0], files[1], files[2]]);
    }
    for line in &lines {
        let (code, out, err) = krav(&world, line);
        assert!(!out.is_empty() || code == 2, "{line:?}: {err}");
        is_harmless(&format!("{line:?}"), &out);
        is_harmless(&format!("{line:?}, on standard error"), &err);
    }
}

#[test]
fn json_gives_the_strings_back() {
    let strings = strings();
    let world = world(&strings);
    let json: Value = serde_json::from_str(&text(&world, "json")).expect("JSON");
    let findings = json["findings"].as_array().expect("findings");
    let values = |findings: &[Value], table: &str, of: &dyn Fn(&Value) -> String| -> BTreeSet<String> {
        findings.iter().filter(|one| one["subject"]["table"] == table).map(of).collect()
    };
    let value = |one: &Value| one["places"][0]["value"].as_str().unwrap_or_default().to_string();
    assert_eq!(values(findings, "thing", &value), strings.iter().cloned().collect());
    let key = |one: &Value| one["subject"]["key"].as_str().unwrap_or_default().to_string();
    assert_eq!(values(findings, "name", &key), trimmed(&strings));
    let lines = text(&world, "ndjson");
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(values(&lines, "thing", &value), strings.iter().cloned().collect());
}

#[test]
fn sarif_and_gitlab_give_the_strings_back() {
    let strings = strings();
    let world = world(&strings);
    for format in ["sarif", "sarif-full", "sarif-github"] {
        let log: Value = serde_json::from_str(&text(&world, format)).expect("JSON");
        let results = log["runs"][0]["results"].as_array().expect("results").iter();
        let named = results.clone().filter(|one| one["properties"]["table"] == "name");
        let keys: BTreeSet<String> =
            named.map(|one| one["properties"]["key"].as_str().expect("a key").to_string()).collect();
        assert_eq!(keys, trimmed(&strings), "{format}");
        for result in results {
            let message = result["message"]["text"].as_str().expect("a message");
            let plain = message.replace("{{", "").replace("}}", "");
            assert!(!plain.contains(['{', '}']), "a placeholder in {message:?}");
            assert!(!message.replace("\\](", "").contains("]("), "a link in {message:?}");
        }
    }
    let issues: Vec<Value> = serde_json::from_str(&text(&world, "gitlab")).expect("JSON");
    for string in trimmed(&strings) {
        let told = |issue: &Value| issue["description"].as_str().is_some_and(|told| told.contains(&string));
        assert!(issues.iter().any(told), "{string:?}");
    }
}

/// Element and attribute names of a document, and its texts (attributes among them).
fn read_xml(text: &str) -> (BTreeSet<String>, BTreeSet<String>, Vec<String>) {
    let document = roxmltree::Document::parse(text).expect("well-formed");
    let (mut elements, mut attributes, mut texts) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
    for node in document.descendants() {
        assert!(!node.is_pi() && !node.is_comment());
        if node.is_element() {
            elements.insert(node.tag_name().name().to_string());
            for attribute in node.attributes() {
                attributes.insert(attribute.name().to_string());
                texts.push(attribute.value().to_string());
                let link = attribute.name() == "href";
                assert!(!link || attribute.value().starts_with(['#', 'h']), "{}", attribute.value());
            }
            texts.push(node.descendants().filter_map(|inner| inner.text().filter(|_| inner.is_text())).collect());
        }
    }
    (elements, attributes, texts)
}

fn known(found: &BTreeSet<String>, known: &str) {
    let known: BTreeSet<&str> = known.split(' ').collect();
    let strange: Vec<&String> = found.iter().filter(|name| !known.contains(name.as_str())).collect();
    assert!(strange.is_empty(), "{strange:?}");
}

#[test]
fn junit_holds_them_as_text() {
    let strings = strings();
    let world = world(&strings);
    let (elements, attributes, _) = read_xml(&text(&world, "junit"));
    known(&elements, "testsuites testsuite properties property testcase failure error skipped system-out system-err");
    known(
        &attributes,
        "id package name timestamp hostname tests failures errors skipped time value classname type message",
    );
}

#[test]
fn html_holds_them_as_text() {
    let strings = strings();
    let world = world(&strings);
    let mut page = text(&world, "html").replacen("<!doctype html>", "", 1);
    for element in ["style", "script"] {
        let (start, end) = (format!("<{element}>"), format!("</{element}>"));
        assert_eq!((page.matches(&start).count(), page.matches(&end).count()), (1, 1), "one {element}");
        let (from, to) = (page.find(&start).expect("there"), page.find(&end).expect("there") + end.len());
        page.replace_range(from..to, "");
    }
    let (elements, attributes, texts) = read_xml(&page);
    known(
        &elements,
        "html head meta title body a header h1 h2 h3 h4 main section div p strong dl dt dd ul li svg rect table caption \
         thead tbody tr th td small form label input select option button span code br footer",
    );
    known(
        &attributes,
        "lang charset http-equiv content name id class href rel aria-labelledby aria-hidden aria-label role tabindex \
         viewBox preserveAspectRatio width height x scope for type value autocomplete hidden data-rule data-gravity \
         data-group data-text",
    );
    let all = texts.join("\n");
    for string in &strings {
        let shown: Vec<String> = string.trim().lines().map(|line| visible(line).into_owned()).collect();
        assert!(shown.iter().all(|line| all.contains(line.trim_end())), "{string:?}");
    }
}

#[test]
fn github_commands_are_ours_alone() {
    let strings = strings();
    let world = world(&strings);
    let text = text(&world, "github");
    assert_eq!(text.lines().count(), 11, "ten errors and the conclusion");
    for line in text.lines() {
        let (properties, _) = line.strip_prefix("::").and_then(|rest| rest.split_once("::")).expect("a command");
        let (level, properties) = properties.split_once(' ').expect("properties");
        assert!(["error", "warning", "notice"].contains(&level), "{line}");
        for property in properties.split(',') {
            let (name, _) = property.split_once('=').expect("a property");
            assert!(["file", "line", "endLine", "col", "endColumn", "title"].contains(&name), "{line}");
        }
    }
}

#[test]
fn markdown_holds_them_as_text() {
    let strings = strings();
    let world = world(&strings);
    for line in text(&world, "markdown").lines() {
        let bare = line.replace("<br>", "").replace("\\\\", "").replace("](<", "");
        let mut before = ' ';
        for c in bare.chars() {
            assert!(before == '\\' || !matches!(c, '<' | '`' | '[' | '$'), "{line}");
            before = c;
        }
        let ours = ["## ", "### ", "- ", "| ", "|---", "…", "Source: ", "Advice: "]
            .iter()
            .any(|begin| line.starts_with(begin));
        assert!(ours || line.is_empty() || line.starts_with(char::is_numeric) || line.starts_with("4 rules"), "{line}");
    }
}

#[test]
fn a_workbook_gives_the_strings_back_and_holds_no_formula() {
    let strings = strings();
    let world = world(&strings);
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(written(&world, "xlsx"))).expect("a workbook");
    let names = book.sheet_names();
    assert!(names.iter().any(|name| name == "Findings") && names.iter().any(|name| name == "thing"), "{names:?}");
    for name in &names {
        let formulas = book.worksheet_formula(name).expect("a sheet");
        assert!(formulas.used_cells().next().is_none(), "{name} has formulas");
        let sheet = book.worksheet_range(name).expect("a sheet");
        assert!(sheet.used_cells().all(|(_, _, cell)| matches!(cell, Data::String(_))), "{name} has more than texts");
    }
    let column = |book: &mut Xlsx<_>, sheet: &str, heading: &str| -> BTreeSet<String> {
        let range = book.worksheet_range(sheet).expect("a sheet");
        let at = range.rows().next().expect("headings").iter().position(|cell| *cell == *heading);
        range.rows().skip(1).map(|row| row[at.expect("the column")].to_string()).collect()
    };
    let legal = |text: &String| text.replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}");
    assert_eq!(column(&mut book, "thing", "value"), strings.iter().map(legal).collect());
    let shown: BTreeSet<String> = strings.iter().map(|text| visible(text).into_owned()).collect();
    let values = column(&mut book, "Findings", "Value");
    assert!(shown.iter().all(|text| values.contains(text)));
}

/// The rows of an output that is CSV, read back as krav reads a table.
fn read_back(world: &Memory, format: &str) -> Vec<Value> {
    let table = Memory::new().file("written.csv", written(world, format));
    let (code, out, err) = krav(&table, &["show", "written.csv", "--format", "json"]);
    assert_eq!((code, err.as_str()), (0, ""));
    let shown: Value = serde_json::from_str(&out).expect("JSON");
    shown["rows"].as_array().expect("rows").clone()
}

/// The texts of a column, in the rows that have this word in another.
fn texts_of(rows: &[Value], column: usize, (other, word): (usize, &str)) -> Vec<String> {
    let rows = rows.iter().filter(|row| row[other] == word);
    rows.map(|row| row[column].as_str().unwrap_or_default().to_string()).collect()
}

#[test]
fn lists_give_the_values_back() {
    let strings = strings();
    let rows = read_back(&world(&strings), "csv");
    assert!(trimmed(&strings).is_subset(&trimmed(&texts_of(&rows, 10, (9, "value")))));
}

#[test]
fn verdicts_give_the_keys_back() {
    let strings = strings();
    let keys: BTreeSet<String> =
        texts_of(&read_back(&world(&strings), "verdicts"), 2, (0, "named")).into_iter().collect();
    assert_eq!(keys, trimmed(&strings));
}

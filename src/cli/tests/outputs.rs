//! Several outputs from one run.

use super::*;
use crate::value::Date;
use crate::world::{Bytes, Draft, Kind};
use std::sync::Arc;

const ROWS: &str = "id,start\nA,2021-01-01\nB,1999-01-01\nC,\n";

fn registry() -> Memory {
    Memory::new().file("rules.krav", RULES).file("measure.csv", ROWS).on(Date(20_000))
}

fn read(world: &Memory, path: &str) -> String {
    String::from_utf8(world.read(path).unwrap_or_default()).expect("UTF-8")
}

#[test]
fn each_file_holds_what_standard_output_would() {
    let world = registry();
    let files = ["--output", "json=a.json", "--output", "ledger=out/b.tsv", "--output", "human=c.txt"];
    let (code, out, err) = krav(&world, &[&["check", "rules.krav", "measure.csv"][..], &files].concat());
    assert!(code == 1 && out.contains("NOT COMPLIANT") && err.is_empty(), "{err}");
    for (format, path) in [("json", "a.json"), ("ledger", "out/b.tsv"), ("human", "c.txt")] {
        let alone = krav(&registry(), &["check", "rules.krav", "measure.csv", "--format", format]).1;
        assert!(alone.len() > 50 && read(&world, path) == alone, "{format}");
    }
}

#[test]
fn outputs_that_cannot_be_are_refused_before_anything_is_read() {
    let told = |words: &[&str]| {
        let (code, out, err) = krav(&registry(), &[&["check", "rules.krav", "measure.csv"], words].concat());
        assert!(code == 2 && out.is_empty(), "{words:?}");
        err
    };
    assert!(told(&["--output", "jsn=x"]).contains("Did you mean `json`?"));
    assert!(told(&["--output", "json"]).contains("--output json=FILE"));
    assert!(told(&["--output", "json="]).contains("the file is missing"));
    assert!(told(&["--output", "json=-"]).contains("--format json for standard output"));
    assert!(told(&["--output", "json=./measure.csv"]).contains("would overwrite measure.csv"));
    assert!(told(&["--output", "json=rules.krav"]).contains("would overwrite rules.krav"));
    assert!(told(&["--output", "json=x", "--output", "ledger=./x"]).contains("would overwrite what json writes"));
    let both = told(&["--output", "jsn=x", "--as-of", "soon"]);
    assert!(both.contains("jsn") && both.contains("soon"), "{both}");
}

/// A world in which one path cannot be written, and another breaks off.
struct Failing(Memory);

struct Broken;

impl Write for Broken {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::StorageFull.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Draft for Broken {
    fn place(self: Box<Self>) -> io::Result<()> {
        Ok(())
    }
}

impl World for Failing {
    fn open(&self, path: &str) -> io::Result<Arc<dyn Bytes>> {
        self.0.open(path)
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        self.0.read(path)
    }

    fn list(&self, path: &str) -> io::Result<Vec<String>> {
        self.0.list(path)
    }

    fn kind(&self, path: &str) -> Kind {
        self.0.kind(path)
    }

    fn today(&self) -> Date {
        self.0.today()
    }

    fn draft<'w>(&'w self, path: &str) -> io::Result<Box<dyn Draft + 'w>> {
        match path {
            "absent/a.json" => Err(io::ErrorKind::NotFound.into()),
            "full.json" => Ok(Box::new(Broken)),
            _ => self.0.draft(path),
        }
    }
}

#[test]
fn what_cannot_be_written_is_told_and_the_others_are_written() {
    let world = Failing(registry());
    let files = ["--output", "json=absent/a.json", "--output", "json=full.json", "--output", "ledger=b.tsv"];
    let (code, out, err) = krav(&world, &[&["check", "rules.krav", "measure.csv"][..], &files].concat());
    assert_eq!(code, 2);
    assert!(err.contains("absent/a.json (json) cannot be written: the folder does not exist"), "{err}");
    assert!(err.contains("full.json (json) cannot be written"), "{err}");
    assert!(out.contains("NOT COMPLIANT"));
    assert!(read(&world.0, "b.tsv").starts_with("rule\t"));
    assert!(world.0.read("full.json").is_err());
}

#[test]
fn a_krav_toml_names_format_and_outputs() {
    let config =
        "packs = [\"rules.krav\"]\nformat = \"ledger\"\n[output]\njson = \"out/a.json\"\nndjson = \"b.ndjson\"\n";
    let world = || Memory::new().file("d/krav.toml", config).file("d/rules.krav", RULES).file("d/measure.csv", ROWS);
    let one = world();
    let (code, out, _) = krav(&one, &["check", "d"]);
    assert!(code == 1 && out.starts_with("rule\t"), "{out}");
    assert!(read(&one, "d/out/a.json").starts_with('{') && read(&one, "d/b.ndjson").starts_with('{'));
    let two = world();
    let (_, out, _) = krav(&two, &["check", "d", "--format", "human", "--output", "json=mine.json"]);
    assert!(out.contains("NOT COMPLIANT") && two.read("d/out/a.json").is_err());
    assert!(read(&two, "mine.json").starts_with('{') && read(&two, "d/b.ndjson").starts_with('{'));
    let wrong = Memory::new().file("d/krav.toml", "format = \"jsn\"\n[output]\nsarf = \"x\"\njson = 1\n");
    let (code, _, err) = krav(&wrong, &["check", "d"]);
    assert!(
        code == 2 && err.contains("K0401") && err.contains("\"json\"") && err.contains("the name of a file"),
        "{err}"
    );
}

#[test]
fn a_failed_check_writes_no_file() {
    let world = Memory::new().file("rules.krav", RULES).file("measure.csv", "id,start\nA\n");
    let (code, out, _) = krav(&world, &["check", "rules.krav", "measure.csv", "--output", "json=a.json"]);
    assert!(code == 2 && out.is_empty() && world.read("a.json").is_err());
}

#[test]
fn a_gate_is_told_why_nothing_could_be_checked() {
    let refused = |format: &str| {
        let world = Memory::new().file("rules.krav", RULES).file("measure.csv", "id,start\nA,2018-01-01\nB\n");
        let output = format!("{format}=out");
        let (code, out, err) =
            krav(&world, &["check", "rules.krav", "measure.csv", "--format", format, "--output", &output]);
        assert!(code == 2 && err.contains("K0304") && out == read(&world, "out"), "{format}: {err}");
        out
    };
    assert!(refused("github").starts_with("::error file=measure.csv,line=3,col="));
    assert!(refused("markdown").contains("## krav: COULD NOT CHECK\n\n- K0304: "));
    for format in ["sarif", "sarif-full", "sarif-github"] {
        let log: serde_json::Value = serde_json::from_str(&refused(format)).expect("JSON");
        let invocation = &log["runs"][0]["invocations"][0];
        assert_eq!(
            (invocation["executionSuccessful"].as_bool(), invocation["exitCode"].as_u64()),
            (Some(false), Some(2))
        );
        let notification = &invocation["toolConfigurationNotifications"][0];
        assert_eq!(notification["descriptor"]["id"], "K0304");
        assert_eq!(notification["locations"][0]["physicalLocation"]["region"]["startLine"], 3);
    }
    let issues: serde_json::Value = serde_json::from_str(&refused("gitlab")).expect("JSON");
    assert_eq!((&issues[0]["check_name"], &issues[0]["location"]["lines"]["begin"]), (&"K0304".into(), &3.into()));
    let junit = refused("junit");
    let document = roxmltree::Document::parse(&junit).expect("XML");
    assert!(document.descendants().any(|node| node.has_tag_name("error") && node.attribute("type") == Some("K0304")));
}

#[test]
fn lints_are_written_in_every_format() {
    for format in super::output::formats() {
        let world = registry();
        let output = format!("{format}=lint.out");
        let (code, ..) = krav(&world, &["lint", "rules.krav", "--output", &output]);
        let written = world.read("lint.out").expect("written");
        assert!(code == 1 && written.len() > 100, "{format}");
        let told = String::from_utf8_lossy(&written);
        let findings = !matches!(format, "xlsx" | "verdicts");
        assert!(!findings || told.contains("K06"), "{format}: {told}");
    }
}

#[test]
fn lints_are_written_to_files_too() {
    let world = registry();
    let (code, out, _) = krav(&world, &["lint", "rules.krav", "--output", "json=lint.json"]);
    assert!(code == 1 && !out.is_empty());
    assert!(read(&world, "lint.json").contains("\"kind\":\"lint\""));
}

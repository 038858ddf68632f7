//! `krav show`: what is read, guessed and counted, and the options that fix it.

use super::krav;
use crate::world::Memory;
use serde_json::Value;

fn latin(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect()
}

fn world() -> Memory {
    let registry = "Uttrekk 2018;;;;\n;;;;\nid;vare;beløp;dag;merknad\n1;Blåbærsyltetøy;1 306,50;01.03.2018;-\n\
                    2;brød;12;2018-03-02;n/a\n;;;;\n3;brød;7,5;våren;ny\n";
    Memory::new()
        .file("varer.csv", latin(registry))
        .file("deler/a.csv", "id;n\n1;2\n")
        .file("deler/b.csv", "id;n\n2;ja\n")
        .file("deler/notat.txt", "ikke en tabell")
}

#[test]
fn guesses_types_and_missing_words_are_shown() {
    let (code, out, err) = krav(&world(), &["show", "varer.csv", "--lang", "nb"]);
    assert_eq!(code, 0, "{err}");
    for line in [
        "1  1   Blåbærsyltetøy  1 306,50  01.03.2018  -",
        "3 rader.",
        "vare     tekst    3     0",
        "beløp    desimal  3     0",
        "merknad  tekst    1     0                  «-» ×1, «n/a» ×1",
    ] {
        assert!(out.lines().any(|shown| shown == line), "{line}\n{out}");
    }
    assert!(
        err.contains("lest som Windows-1252") && err.contains("«Uttrekk")
            || err.contains("«Blåbærsyltetøy»")
            || err.contains("«beløp»"),
        "{err}"
    );
    assert!(err.contains("Overskriftene er lest fra linje 3"), "{err}");
    assert!(err.contains("2 rader uten innhold") || err.contains("En rad uten innhold"), "{err}");
}

#[test]
fn statistics_profile_each_column() {
    let (code, out, _) = krav(&world(), &["show", "varer.csv", "--stats", "--lang", "en"]);
    assert_eq!(code, 0);
    insta::assert_snapshot!("statistics_en", out);
    let (_, out, _) = krav(&world(), &["show", "varer.csv", "--stats", "--lang", "nb"]);
    insta::assert_snapshot!("statistics_nb", out);
}

#[test]
fn json_fits_its_schema() {
    let schema: Value = serde_json::from_str(include_str!("../../../docs/outputs.schema.json")).expect("JSON");
    let mut part = schema.clone();
    part["$ref"] = "#/$defs/shown".into();
    let valid = jsonschema::validator_for(&part).expect("a schema");
    for arguments in
        [&["show", "varer.csv", "--format", "json"][..], &["show", "varer.csv", "--stats", "--format", "json"]]
    {
        let (code, out, _) = krav(&world(), arguments);
        let value: Value = serde_json::from_str(&out).expect("JSON");
        assert_eq!(code, 0);
        let wrong: Vec<String> = valid.iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty(), "{wrong:?}\n{out}");
        assert_eq!(value["guesses"][0]["value"], "windows-1252");
        assert_eq!(value["profile"]["rows"], 3);
        assert_eq!(value.get("rows").is_some(), arguments.len() == 4);
    }
}

#[test]
fn folders_and_patterns_are_several_tables() {
    for named in ["deler", "deler/*.csv", "d*/?.csv", "**/[ab].csv"] {
        let (code, out, err) = krav(&world(), &["show", named, "--lang", "en"]);
        match named.contains('[') {
            true => assert!(code == 2 && err.contains("No files fit"), "{err}"),
            false => assert!(code == 0 && out.starts_with("deler/a.csv\n") && out.contains("\ndeler/b.csv\n"), "{out}"),
        }
    }
    let (code, out, _) = krav(&world(), &["show", "deler", "--format", "json"]);
    let tables: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!((code, tables.as_array().map(Vec::len)), (0, Some(2)));
    assert_eq!(krav(&world(), &["show", "finnes/*.csv"]).0, 2);
}

#[test]
fn standard_input_needs_a_format() {
    let world = Memory::new().input("id;navn\n1;Åse\n");
    let (code, out, _) = krav(&world, &["show", "-", "--from", "csv"]);
    assert!(code == 0 && out.contains("1  1   Åse\n"), "{out}");
    let (code, _, err) = krav(&world, &["show", "-", "--lang", "en"]);
    assert!(code == 2 && err.contains("--from csv"), "{err}");
}

#[test]
fn what_is_fixed_wrongly_is_refused() {
    let world = world().file("x.json", "[{\"a\": 1}]");
    for (arguments, told) in [
        (&["show", "x.json", "--delimiter", ";"][..], "does not apply to files of the format json"),
        (&["show", "varer.csv", "--delimiter", "ab"], "--delimiter ab: must be one character"),
        (&["show", "varer.csv", "--encoding", "klingon"], "--encoding klingon: must be the name of an encoding"),
        (&["show", "varer.csv", "--ragged", "paad"], "Did you mean `pad`?"),
        (&["show", "varer.csv", "--limit", "colums=3"], "Did you mean `columns`?"),
        (&["show", "varer.csv", "--limit", "columns=0"], "--limit columns=0: must be a number"),
        (&["show", "varer.csv", "--limit", "columns=3"], "The table has more than 3 columns"),
    ] {
        let line: Vec<&str> = arguments.iter().copied().chain(["--lang", "en"]).collect();
        let (code, _, err) = krav(&world, &line);
        let flat = err.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(code == 2 && flat.contains(told), "{arguments:?}: {err}");
    }
}

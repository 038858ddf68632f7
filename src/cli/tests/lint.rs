//! `krav lint`: exit codes, formats, fixes, a registry to try on.

use super::*;
use crate::world::Disk;

const RULES: &str = "\
språk nb
tabell tiltak
  id     tekst, nøkkel, påkrevd
  fase   tekst, påkrevd
  klar   boolsk, påkrevd
regel tidlig «Skal være klar tidlig»
  kilde intern «Eksempel»
  for hvert tiltak
  når fase = \"Drift\"
  skal klar = ja
  melding «{id} er ikke klar.»
";

fn world() -> Memory {
    Memory::new().file("r.krav", RULES).file("tiltak.csv", "id,fase,klar\n1,drift,ja\n2,idé,nei\n")
}

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).expect("JSON")
}

#[test]
fn findings_are_told_and_end_with_1() {
    let (code, out, err) = krav(&world(), &["lint", "r.krav", "--lang", "nb"]);
    assert_eq!((code, err.as_str()), (1, ""));
    for name in ["advarsel[K0601]", "(vague-word)", "(boolean-comparison)", "(redundant-modifier)", "r.krav:6:14"] {
        assert!(out.contains(name), "{name}: {out}");
    }
    assert!(out.contains("2 funn kan rettes med --fix"), "{out}");
    let allow = ["lint", "r.krav", "--allow", "K0601,boolean-comparison", "--allow", "redundant-modifier"];
    assert_eq!(krav(&world(), &allow), (0, "No findings in 1 rule file.\n".into(), String::new()));
    let (code, out, err) = krav(&world(), &["lint", "r.krav", "--allow", "vage-word"]);
    assert!(code == 2 && out.is_empty() && err.contains("Did you mean vague-word?"), "{err}");
    let (code, out, err) = krav(&Memory::new().file("r.krav", "regel"), &["lint", "r.krav"]);
    assert!(code == 2 && out.is_empty() && !err.is_empty(), "{out}");
    assert_eq!(krav(&Memory::new().file("x.csv", "a\n1\n"), &["lint"]).0, 2);
}

#[test]
fn machines_get_findings_in_the_shapes_that_they_know() {
    let (code, out, _) = krav(&world(), &["lint", "r.krav", "--format", "json"]);
    let report = json(&out);
    assert_eq!(code, 1);
    let schema = json(include_str!("../../../docs/outputs.schema.json"));
    let valid = jsonschema::validator_for(&schema).expect("a schema");
    let wrong: Vec<String> = valid.iter_errors(&report).map(|error| error.to_string()).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    let finding = &report["findings"][0];
    assert_eq!(finding["rule"], "K0601/vague-word");
    assert_eq!(finding["subject"]["key"], "tidlig");
    let place = &finding["places"][0];
    let at = [&place["path"], &place["line"], &place["column"], &place["end_line"], &place["end_column"]];
    assert_eq!(serde_json::json!(at), serde_json::json!(["r.krav", 6, 14, 6, 37]));
    assert!(finding["message"].as_str().is_some_and(|text| text.contains("rests on \"tidlig\"")), "{finding}");
    assert!(finding["advice"].as_str().is_some_and(|text| text.contains("tolkning")), "{finding}");
    assert_eq!(report["summary"]["exit_code"], 1);
    let (_, lines, _) = krav(&world(), &["lint", "r.krav", "--format", "ndjson"]);
    assert_eq!(lines.lines().map(json).collect::<Vec<_>>(), *report["findings"].as_array().expect("findings"));
    let (code, out, _) = krav(&world(), &["lint", "examples", "--format", "json"]);
    assert!(code == 2 && out.is_empty());
    let clean = Memory::new().file("r.krav", "table a\n  id  text, key\n");
    let (code, out, _) = krav(&clean, &["lint", "r.krav", "--format", "json"]);
    assert_eq!((code, &json(&out)["summary"]["exit_code"]), (0, &serde_json::json!(0)));
    for format in crate::report::format::FORMATS {
        assert_eq!(krav(&world(), &["lint", "r.krav", "--format", format.name]).0, 1, "{}", format.name);
    }
}

#[test]
fn a_registry_shows_which_rules_apply_to_nothing() {
    let (code, out, err) = krav(&world(), &["lint", "r.krav", "--with", "tiltak.csv"]);
    assert!(code == 1 && err.is_empty() && out.contains("K0605") && out.contains("none of the 2"), "{out}{err}");
    assert!(!krav(&world(), &["lint", "r.krav"]).1.contains("K0605"));
    let folder = Memory::new()
        .file("d/krav.toml", "language = \"nb\"\npacks = [\"r.krav\"]\n[tables]\ntiltak = \"tiltak.csv\"\n")
        .file("d/r.krav", RULES)
        .file("d/tiltak.csv", "id,fase,klar\n1,Drift,ja\n");
    let (code, out, _) = krav(&folder, &["lint", "--with", "d"]);
    assert!(code == 1 && out.contains("K0601") && !out.contains("K0605") && out.contains("advarsel"), "{out}");
    let (code, _, err) = krav(&world(), &["lint", "r.krav", "--with", "x.csv"]);
    assert!(code == 2 && err.contains("K0411"), "{err}");
}

#[test]
fn fixes_are_written_whole() {
    let world = world();
    let (code, out, err) = krav(&world, &["lint", "r.krav", "--fix"]);
    assert!(code == 1 && err.is_empty() && out.contains("2 findings mended."), "{out}{err}");
    let text = String::from_utf8(world.read("r.krav").expect("a file")).expect("UTF-8");
    assert_eq!(text, RULES.replace("klar = ja", "klar").replace("nøkkel, påkrevd", "nøkkel"));
    let marked = Memory::new().file("r.krav", format!("\u{feff}{RULES}"));
    krav(&marked, &["lint", "r.krav", "--fix"]);
    assert_eq!(marked.read("r.krav").expect("a file"), format!("\u{feff}{text}").into_bytes());
}

/// What the repository ships has no findings, alone or tried on its registries.
#[test]
fn our_own_rules_have_no_findings() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/examples");
    for example in ["first", "tiltak", "tjenester", "regvil"] {
        let (code, out, err) = krav(&Disk, &["lint", "--with", &format!("{root}/{example}"), "--lang", "en"]);
        assert_eq!((code, err.as_str()), (0, ""), "{example}: {out}");
    }
}

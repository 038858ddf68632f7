//! Real registries, read, shown and judged: those of a folder beside the project, or of the one that `KRAV_DATA` names.
//! Where there is none nothing is tested; the files are not the project's to hand on.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

fn data() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let folder = std::env::var_os("KRAV_DATA").map_or_else(beside, PathBuf::from);
    folder.is_dir().then_some(folder)
}

/// Runs krav; gives its exit code, standard output and standard error.
fn krav(arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_krav"));
    command.args(arguments).args(["--lang", "en"]).current_dir(env!("CARGO_MANIFEST_DIR")).env_clear();
    let output = command.output().expect("krav runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().expect("krav ends by itself"), text(&output.stdout), text(&output.stderr))
}

/// File, rows, columns, and what is guessed but for a sure delimiter.
type Table = (&'static str, u64, usize, &'static [(&'static str, &'static str)]);

const TABLES: &[Table] = &[
    ("no-bufdir/interkommunale-samarbeid.csv", 64, 3, &[]),
    ("no-bufdir/rapporteringsenheter.csv", 383, 7, &[]),
    ("no-difi-kvalitet-2014/oversikt2014.csv", 52, 20, &[]),
    ("no-difi-kvalitet-2014/resultat2014.csv", 1508, 9, &[]),
    ("no-difi-kvalitet-2014/resultat2014.original.csv", 1508, 9, &[]),
    ("no-kommuner/klass-1236-orgnr-kommune.csv", 356, 4, &[("encoding", "windows-1252")]),
    ("no-partistotte-2014/partistotte2014.csv", 2709, 11, &[]),
    ("uk-gmpp-2022/uk_2022.csv", 235, 17, &[("encoding", "windows-1252")]),
    ("us-dotgov-federal/current-federal.csv", 1321, 7, &[]),
];

#[test]
fn every_row_of_every_registry_is_read() {
    let Some(folder) = data() else { return };
    for (file, rows, columns, guesses) in TABLES {
        let path = folder.join(file);
        let (code, out, err) = krav(&["show", &path.to_string_lossy(), "--stats", "--format", "json"]);
        assert_eq!(code, 0, "{file}: {err}");
        let shown: Value = serde_json::from_str(&out).expect("JSON");
        let guesses_of = shown["guesses"].as_array().expect("a list");
        let pair = |guess: &Value| Some((guess["about"].as_str()?.to_owned(), guess["value"].as_str()?.to_owned()));
        let found: Vec<(String, String)> = guesses_of.iter().filter_map(pair).collect();
        let found = found.iter().map(|(about, value)| (about.as_str(), value.as_str()));
        let told: Vec<(&str, &str)> = found.filter(|(about, _)| *about != "delimiter").collect();
        assert_eq!(told, *guesses, "{file}");
        assert_eq!(shown["profile"]["rows"], *rows, "{file}");
        assert_eq!(shown["columns"].as_array().map(Vec::len), Some(*columns), "{file}");
        assert!(!out.contains('\u{fffd}'), "{file}: a character was replaced");
    }
}

/// A rule file, the tables that it judges, and for each rule: met, violated, unknown.
type Judged = (&'static str, &'static [(&'static str, &'static str)], &'static [(&'static str, [u64; 3])]);

const JUDGED: &[Judged] = &[
    (
        "partistotte.krav",
        &[("utbetaling", "no-partistotte-2014/partistotte2014.csv")],
        &[
            ("sum", [2709, 0, 0]),
            ("utbetaling.totalt/decimal", [2709, 0, 0]),
            ("utbetaling.andel/between", [2709, 0, 0]),
        ],
    ),
    (
        "kommuner.krav",
        &[("kommune", "no-kommuner/klass-1236-orgnr-kommune.csv")],
        &[("orgnr", [356, 0, 0]), ("kommunenr", [356, 0, 0])],
    ),
    ("bufdir.krav", &[("samarbeid", "no-bufdir/interkommunale-samarbeid.csv")], &[("like-mange", [64, 0, 0])]),
    (
        "kvalitet.krav",
        &[
            ("vurdering", "no-difi-kvalitet-2014/oversikt2014.csv"),
            ("resultat", "no-difi-kvalitet-2014/resultat2014.csv"),
        ],
        &[("sum", [49, 3, 0]), ("resultat.vurdering/reference", [1508, 0, 0])],
    ),
    (
        "gmpp.krav",
        &[("project", "uk-gmpp-2022/uk_2022.csv")],
        &[("order", [218, 0, 17]), ("project.start/date", [224, 2, 0]), ("project.end/date", [218, 4, 0])],
    ),
    ("dotgov.krav", &[("domain", "us-dotgov-federal/current-federal.csv")], &[("contact", [1187, 134, 0])]),
];

#[test]
fn registries_are_judged() {
    let Some(folder) = data() else { return };
    for (rules, tables, wanted) in JUDGED {
        let rules = format!("tests/it/registries/{rules}");
        let tables: Vec<String> =
            tables.iter().map(|(name, file)| format!("{name}={}", folder.join(file).to_string_lossy())).collect();
        let mut arguments = vec!["check", "--rules", &rules, "--as-of", "2024-01-01", "--format", "ledger"];
        tables.iter().for_each(|table| arguments.extend(["--table", table]));
        let (code, out, err) = krav(&arguments);
        assert!(code < 2, "{rules}: {err}");
        for (rule, counts) in *wanted {
            let line = out.lines().find(|line| line.split('\t').next() == Some(rule));
            let cells: Vec<&str> = line.expect("the rule is in the ledger").split('\t').collect();
            let found = [5, 6, 9].map(|at| cells[at].parse::<u64>().expect("a number"));
            assert_eq!(found, *counts, "{rules}: {rule}\n{out}");
        }
    }
}

/// The tests of the suite that are about the CSV alone: what it takes for sound is read, without a word but of guesses.
#[test]
fn a_suite_and_krav_agree_on_what_is_sound() {
    let Some(folder) = data().map(|data| data.join("suites/csvw")).filter(|folder| folder.is_dir()) else { return };
    let manifest = std::fs::read_to_string(folder.join("manifest-validation.jsonld")).expect("a manifest");
    let manifest: Value = serde_json::from_str(&manifest).expect("JSON");
    let mut agreed = 0;
    for entry in manifest["entries"].as_array().expect("a list") {
        let file = folder.join(entry["action"].as_str().expect("a file"));
        let alone = entry["implicit"].is_null() && entry["option"]["metadata"].is_null();
        if !alone || file.extension().is_none_or(|ending| ending != "csv") || !file.is_file() {
            continue;
        }
        let sound = entry["type"] == "csvt:PositiveValidationTest";
        let (code, _, err) = krav(&["show", &file.to_string_lossy()]);
        assert_eq!(code, if sound { 0 } else { 2 }, "{}: {err}", entry["id"]);
        assert!(!err.contains("warning"), "{}: {err}", entry["id"]);
        agreed += 1;
    }
    // The others need metadata, which krav does not read.
    assert_eq!(agreed, 9);
}

/// The CSV of the suite "CSV on the Web" is read or refused, and never misread without a word.
#[test]
fn the_files_of_a_suite_are_read_or_refused() {
    let Some(folder) = data().map(|data| data.join("suites/csvw")).filter(|folder| folder.is_dir()) else { return };
    let pattern = format!("{}/**/*.csv", folder.to_string_lossy());
    let (code, out, err) = krav(&["show", &pattern, "--rows", "3"]);
    assert!(code == 0 || code == 2, "{err}");
    assert!(out.lines().filter(|line| line.ends_with(".csv")).count() > 100);
    assert!(!err.contains("panicked") && !out.contains('\u{fffd}'));
}

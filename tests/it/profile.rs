//! `--profile`: beside the result, never in it; its rows are those of the ledger.

use serde_json::Value;
use std::path::Path;
use std::process::Command;

const RULES: [&str; 4] = [
    "rules/tiltaksregister/tabeller.krav",
    "rules/digitaliseringsrundskrivet/2017.krav",
    "rules/kartlegging/2019.krav",
    "examples/tiltak/styring.krav",
];

/// Runs krav with and without `--profile`. Gives what it wrote to standard output, which must be the same, and the profile.
fn profiled(arguments: &[impl AsRef<std::ffi::OsStr>]) -> (String, String) {
    let run = |more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_krav"));
        command.args(arguments).args(["--lang", "en"]).args(more);
        let output = command.current_dir(env!("CARGO_MANIFEST_DIR")).env_clear().output().expect("krav runs");
        assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        (text(output.stdout), text(output.stderr))
    };
    let ((without, said), (with, profile)) = (run(&[]), run(&["--profile"]));
    assert_eq!(with, without);
    let profile = profile.strip_prefix(&said).expect("what is said otherwise comes first").to_owned();
    (with, profile)
}

/// The rules of a profile: their names, and the rows that they were held against and apply to.
fn rules_of(profile: &str) -> Vec<(String, u64, u64)> {
    let table = profile.split("\n\n").find(|table| table.starts_with("Rule ")).expect("a table of rules");
    let number = |cell: Option<&str>| cell.and_then(|cell| cell.parse().ok()).expect("a number");
    let row = |line: &str| {
        let mut cells = line.split_whitespace().rev();
        let (applicable, rows) = (number(cells.next()), number(cells.next()));
        (line.split_whitespace().next().expect("a name").to_owned(), rows, applicable)
    };
    let mut all: Vec<_> = table.lines().skip(2).map(row).collect();
    all.sort();
    all
}

/// The columns of a profile, and the rows that their tables have.
fn columns(profile: &str) -> Vec<(String, u64)> {
    let table = profile.split("\n\n").find(|table| table.starts_with("Column ")).expect("a table of columns");
    let row = |line: &str| {
        let rows = line.split_whitespace().next_back().and_then(|cell| cell.parse().ok());
        (line.split_whitespace().next().expect("a name").to_owned(), rows.expect("a number"))
    };
    let mut all: Vec<_> = table.lines().skip(2).map(row).collect();
    all.sort();
    all
}

fn stages(profile: &str) -> Vec<String> {
    let table = profile.split("\n\n").find(|table| table.starts_with("Stage ")).expect("a table of stages");
    table.lines().skip(2).map(|line| line.split("  ").next().expect("a name").to_owned()).collect()
}

fn ledger(rule: &Value, times: u64) -> (String, u64, u64) {
    let number = |key: &str| rule[key].as_u64().expect("a number") * times;
    (rule["id"].as_str().expect("a name").to_owned(), number("population"), number("applicable"))
}

#[test]
fn a_profile_has_the_rows_of_every_rule_and_changes_no_report() {
    let (report, profile) = profiled(&["check", "examples/tiltak", "--format", "json"]);
    let report: Value = serde_json::from_str(&report).expect("JSON");
    let mut wanted: Vec<_> = report["rules"].as_array().expect("rules").iter().map(|rule| ledger(rule, 1)).collect();
    wanted.sort();
    assert_eq!(rules_of(&profile), wanted);
    let all = [
        "read the rules",
        "open the files",
        "read the files",
        "read cells as values",
        "judge",
        "build lookups and aggregates",
        "write the result (by the wall clock)",
    ];
    assert_eq!(stages(&profile), all);
}

#[test]
fn the_profile_of_a_sweep_is_that_of_its_registries_together() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("profile");
    for registry in ["a", "b", "c"] {
        let registry = folder.join(registry);
        std::fs::create_dir_all(&registry).expect("a folder");
        for table in ["felleskomponent", "kontakt", "publisert", "tiltak", "virksomhet"] {
            let from = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("examples/tiltak/{table}.csv"));
            std::fs::copy(from, registry.join(format!("{table}.csv"))).expect("a copy");
        }
    }
    let rules_and_date = RULES.iter().flat_map(|rules| ["--rules", rules]).chain(["--as-of", "2018-10-01"]);
    let line = |command: &'static str, registries: &'static [&'static str]| -> Vec<String> {
        let path = |registry: &&str| folder.join(registry).to_string_lossy().into_owned();
        let paths = registries.iter().map(path);
        [command.to_owned()].into_iter().chain(paths).chain(rules_and_date.clone().map(str::to_owned)).collect()
    };
    let (_, one) = profiled(&line("check", &["a"]));
    let (_, all) = profiled(&line("sweep", &["a", "b", "c"]));
    let three = |(name, rows, applicable): (String, u64, u64)| (name, 3 * rows, 3 * applicable);
    assert_eq!(rules_of(&all), rules_of(&one).into_iter().map(three).collect::<Vec<_>>());
    let mut wanted = stages(&one);
    wanted.insert(1, "find the registries".to_owned());
    assert_eq!(stages(&all), wanted);
}

/// A column may be read of some registries only; its rows are those of all, as those of the rule are.
#[test]
fn a_column_that_one_registry_did_not_need_has_the_rows_of_all() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("profile-columns");
    let rules = "language en\ntable t\n  id text, key\n  a integer\n  b text\nrule R \"x\"\n  source internal \"x\"\n  \
                 for each t\n  when a > 5\n  must length(b) = 3\n";
    for (name, rows) in [("p", "1,9,xx\n2,9,xxx\n"), ("q", "1,1,x\n2,2,xx\n3,,xxx\n")] {
        std::fs::create_dir_all(folder.join(name)).expect("a folder");
        std::fs::write(folder.join(name).join("t.csv"), format!("id,a,b\n{rows}")).expect("a file");
    }
    std::fs::write(folder.join("r.krav"), rules).expect("a file");
    let path = |name: &str| folder.join(name).to_string_lossy().into_owned();
    let line =
        ["sweep", &path("p"), &path("q"), "--rules", &path("r.krav"), "--as-of", "2026-01-01"].map(str::to_owned);
    let (_, profile) = profiled(&line);
    assert!(rules_of(&profile).contains(&("R".to_owned(), 5, 3)), "{profile}");
    let columns = columns(&profile);
    for (name, rows) in [("t.a", 5), ("t.b", 5)] {
        assert!(columns.contains(&(name.to_owned(), rows)), "{profile}");
    }
}

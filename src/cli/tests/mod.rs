mod environment;
mod fmt;
mod lint;
mod naughty;
mod outputs;
mod pages;
mod schema;
mod show;
mod test;

use super::*;
use crate::world::Memory;

/// Runs a command line; gives its exit code, what it wrote, and what it said of problems.
fn krav(world: &dyn World, line: &[&str]) -> (u8, String, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let arguments = ["krav"].iter().chain(line).map(OsString::from).collect();
    let code = run(world, arguments, &mut out, &mut err);
    // A workbook is no text; whether texts are UTF-8 is for the tests of the formats.
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    (code, text(out), text(err))
}

#[test]
fn the_command_line_holds_together() {
    Arguments::command().debug_assert();
    for lang in [Lang::Nb, Lang::En] {
        help::in_language(Arguments::command(), lang).debug_assert();
    }
}

#[test]
fn options_are_read() {
    let line = [
        "krav",
        "check",
        "d",
        "r.krav",
        "--rules",
        "a",
        "--rules",
        "b",
        "--table",
        "t=x",
        "--as-of",
        "2018-10-01",
        "--format",
        "json",
        "--all",
        "--allow-unknown",
        "--fail-on",
        "departure",
        "--allow-empty",
        "--threads",
        "2",
        "--lang",
        "nb",
        "--color",
        "never",
    ];
    let found = Arguments::command().try_get_matches_from(line).and_then(|found| Arguments::from_arg_matches(&found));
    let Arguments { command: Command::Check(check), common, .. } = found.expect("all of it exists") else {
        panic!("another command")
    };
    assert_eq!(
        (check.place.paths, check.place.rules),
        (vec!["d".into(), "r.krav".into()], vec!["a".into(), "b".into()])
    );
    assert_eq!(
        (check.judged.tables.table, check.judged.as_of.as_deref(), check.format.as_deref()),
        (vec!["t=x".into()], Some("2018-10-01"), Some("json"))
    );
    assert!(check.all && check.lenience.allow_unknown && check.lenience.allow_empty && check.threads == 2);
    assert_eq!((check.lenience.fail_on, check.per_rule), (Some(arguments::Fail::Departure), 5));
    assert_eq!((common.lang, common.color), (Some(arguments::Language::Nb), Color::Never));
}

#[test]
fn help_is_a_result_and_a_mistake_is_not() {
    let world = Memory::new();
    let (code, out, err) = krav(&world, &["check", "--help", "--lang", "nb"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.starts_with("Prøv et register") && out.contains("Utgangskoder: 0 i samsvar"), "{out}");
    assert_eq!(krav(&world, &["--version"]).1, format!("krav {}\n", env!("CARGO_PKG_VERSION")));
    for line in [
        &["chek"][..],
        &["check", "--formt", "json"],
        &["check", "--lang", "sv"],
        &["check", "--fail-on"],
        &["show"],
        &["check", "--all", "--per-rule", "2"],
        &["check", "--threads", "x"],
        &["check", "--threads", "100000"],
        &["sweep", ".", "--threads", "100000"],
        &["check", "--as-of", "2018-02-30"],
        &["check", "--format", "xml"],
        &["show", "x.csv", "--delimiter", "ab"],
    ] {
        let (code, out, err) = krav(&world, line);
        assert_eq!((code, out.as_str()), (2, ""), "{line:?}");
        assert!(err.contains("K0409"), "{line:?}: {err}");
    }
    let (code, out, err) = krav(&world, &[]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("Commands:"), "{err}");
}

#[test]
fn a_code_is_explained_in_either_language_and_a_misspelt_one_suggested() {
    let world = Memory::new();
    let (code, out, _) = krav(&world, &["explain", "k0201", "--lang", "nb"]);
    assert!(code == 0 && out.starts_with("K0201: Ukjent navn\n") && out.contains("### Hva du gjør"), "{out}");
    assert!(krav(&world, &["explain", "K0201", "--lang", "en"]).1.contains("### What to do"));
    let (code, out, err) = krav(&world, &["explain", "K021"]);
    assert!(code == 2 && out.is_empty() && err.contains("K0407") && err.contains("Did you mean"), "{err}");
    assert_eq!(krav(&world, &["explain"]).1.lines().count(), Code::ALL.len());
}

#[test]
fn a_file_is_shown_as_it_is_read() {
    let mut text = String::from("id,navn\n1,\"Å \"\"b\"\"\"\n");
    (2..30).for_each(|n| text.push_str(&format!("{n},x\n")));
    let world = Memory::new().file("t.csv", text).file("broken.csv", "a,b\n1\n");
    let (code, out, _) = krav(&world, &["show", "t.csv"]);
    assert_eq!(code, 0);
    assert!(out.starts_with("#   id  navn\n") && out.contains("1   1   Å \"b\"\n"), "{out}");
    assert!(out.contains("\nThe first 20 rows; --all shows every one.\n"), "{out}");
    assert!(out.contains("\nid      integer  29      0\n"), "{out}");
    assert!(krav(&world, &["show", "t.csv", "--all"]).1.contains("\n29 rows.\n"));
    let (code, out, _) = krav(&world, &["show", "t.csv", "--format", "json", "--rows", "1"]);
    let value: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(
        (code, &value["columns"], &value["rows"]),
        (0, &serde_json::json!(["id", "navn"]), &serde_json::json!([["1", "Å \"b\""]]))
    );
    let (code, out, err) = krav(&world, &["show", "broken.csv", "--format", "json"]);
    assert!(code == 2 && err.contains("K0304") && serde_json::from_str::<serde_json::Value>(&out).is_err(), "{err}");
    assert!(krav(&world, &["show", "tt.csv"]).2.contains("Did you mean t.csv?"));
}

/// An output that is closed after some bytes, or full.
struct Refusing(io::ErrorKind);

impl Write for Refusing {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(self.0.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_closed_pipe_is_quiet_and_a_full_disk_is_told() {
    let world = Memory::new();
    let with = |kind| {
        let mut err = Vec::new();
        let code = run(&world, vec!["krav".into(), "explain".into()], &mut Refusing(kind), &mut err);
        (code, String::from_utf8_lossy(&err).contains("K0408"), err.is_empty())
    };
    assert_eq!(with(io::ErrorKind::BrokenPipe), (0, false, true));
    assert_eq!(with(io::ErrorKind::StorageFull), (2, true, false));
}

#[test]
fn a_reader_that_has_seen_enough_changes_no_exit_code() {
    let world = Memory::new().file("rules.krav", RULES);
    let world = world.file("all/a/measure.csv", "id,start\nA,2021-01-01\n").file("all/b/measure.csv", "id\nA\n");
    let codes = |command: &[&str]| {
        let mut with = Vec::new();
        for profile in [None, Some("--profile")] {
            let line: Vec<OsString> = command.iter().copied().chain(profile).map(OsString::from).collect();
            let (mut out, mut err) = (Vec::new(), Vec::new());
            with.push(run(&world, line.clone(), &mut out, &mut err));
            with.push(run(&world, line, &mut Refusing(io::ErrorKind::BrokenPipe), &mut err));
        }
        with
    };
    for format in ["human", "json"] {
        let check = ["krav", "check", "rules.krav", "all/a/measure.csv", "--format", format];
        assert_eq!(codes(&check), [1; 4], "{format}");
        let sweep = ["krav", "sweep", "all", "--rules", "rules.krav", "--format", format];
        assert_eq!(codes(&sweep), [2; 4], "{format}");
    }
}

const RULES: &str = "language en
table measure
  id     text, key
  start  date
rule must-start \"The start is set\"
  source internal \"Example\"
  for each measure
  when id != \"X\"
  must start < 2020-01-01
rule should-start \"The start is late\"
  source internal \"Example\"
  for each measure
  should start > 2000-01-01
";

/// The exit code of a check of some rows, in every format.
fn exit(rows: &str, options: &[&str]) -> u8 {
    let world = Memory::new().file("rules.krav", RULES).file("measure.csv", format!("id,start\n{rows}"));
    let codes: Vec<u8> = output::formats()
        .iter()
        .map(|format| {
            let line = [&["check", "rules.krav", "measure.csv", "--format", format], options].concat();
            krav(&world, &line).0
        })
        .collect();
    assert!(codes.iter().all(|code| *code == codes[0]), "{rows:?} {options:?}: {codes:?}");
    codes[0]
}

#[test]
fn exit_codes_are_the_same_in_every_format() {
    assert_eq!(exit("A,2018-01-01\n", &[]), 0);
    assert_eq!(exit("A,2021-01-01\n", &[]), 1);
    assert_eq!(exit("A,\n", &[]), 1);
    assert_eq!(exit("A,\n", &["--allow-unknown"]), 0);
    assert_eq!(exit("A,2021-01-01\nB,\n", &["--allow-unknown"]), 1);
    assert_eq!(exit("A,1999-01-01\n", &[]), 0);
    assert_eq!(exit("A,1999-01-01\n", &["--fail-on", "departure"]), 1);
    assert_eq!(exit("", &[]), 2);
    assert_eq!(exit("", &["--allow-empty"]), 0);
    assert_eq!(exit("A\n", &[]), 2);
    assert_eq!(exit("A,2018-01-01\n", &["--table", "mesure=measure.csv"]), 2);
}

#[test]
fn the_output_is_the_same_at_every_number_of_threads() {
    let rows: String = (0..5000).map(|n| format!("{n},{}-01-01\n", 1990 + n % 40)).collect();
    let world = Memory::new().file("rules.krav", RULES).file("measure.csv", format!("id,start\n{rows}"));
    for format in output::formats() {
        let at = |threads| krav(&world, &["check", "--all", "--format", format, "--threads", threads]);
        let one = at("1");
        assert_eq!(one.0, 1);
        assert!(one == at("2") && one == at("16"), "{format}");
    }
}

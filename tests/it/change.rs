//! What has changed, many registries, and why: whole command lines in a world in memory.

use krav::value::Date;
use krav::world::{Memory, World};
use serde_json::Value;

const RULES: &str = "\
language en

pack measures.1 \"Measures\"
  edition 1.0.0
  source  internal \"Rules of measures\"

codes Scope
  whole \"Whole sector\"
  none  \"None\"

table measure
  id     text, key
  name   text, required
  scope  Scope, not stated \"?\"
  cost   integer, required
  model  text
  start  date
  end    date

table contact
  id       text, key
  measure  measure
  kind     text

rule model \"Measures over 10 shall have a model\"
  source internal \"Rules of measures\"
  for each measure
  when cost > 10
  must model is given

rule order \"Measures end after they start\"
  source internal \"Rules of measures\"
  for each measure
  must end > start

rule talked \"Measures of the whole sector shall be discussed\"
  source internal \"Rules of measures\"
  for each measure
  when scope = whole
  must count(contact where contact.measure = this and contact.kind = \"talk\") > 0
";

const MEASURES: &str = "\
id,name,scope,cost,model,start,end
M-1,Portal,Whole sector,12,,2018-01-01,2018-06-01
M-2,Register,None,5,,2018-01-01,2018-06-01
M-3,Archive,Whole sector,20,own,2018-05-01,2018-02-01
M-4,Postbox,?,8,,2018-01-01,2018-06-01
";

const CONTACTS: &str = "id,measure,kind\nC-1,M-3,talk\nC-2,M-1,letter\n";

fn world(measures: &str) -> Memory {
    let today = Date::from_ymd(2026, 1, 15).expect("a day");
    let files = [("rules.krav", RULES), ("measure.csv", measures), ("contact.csv", CONTACTS)];
    files.into_iter().fold(Memory::new().on(today), |world, (path, text)| world.file(path, text))
}

/// Runs a command line; gives its exit code, and both of its streams.
fn krav(world: &Memory, line: &str) -> (u8, String, String) {
    let words = line.split_whitespace().chain(["--lang", "en", "--color", "never"]);
    let arguments = ["krav"].into_iter().chain(words).map(Into::into).collect();
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = krav::cli::run(world, arguments, &mut out, &mut err);
    (code, String::from_utf8(out).expect("UTF-8"), String::from_utf8(err).expect("UTF-8"))
}

fn put(world: &Memory, path: &str, text: &str) {
    world.write(path, text.as_bytes()).expect("memory is never full");
}

/// The report of a registry, kept under a name.
fn report(world: &Memory, path: &str) {
    let (code, out, err) = krav(world, "check rules.krav measure.csv contact.csv --format json");
    assert_eq!(code, 1, "{err}");
    put(world, path, &out);
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

const CHECK: &str = "check rules.krav measure.csv contact.csv";

#[test]
fn a_report_names_what_it_rests_on_and_is_verified() {
    let world = world(MEASURES);
    report(&world, "a.json");
    let (_, text, _) = krav(&world, &format!("{CHECK} --format json"));
    let all = json(&text);
    assert_eq!(all["packs"][0]["edition"], "1.0.0");
    assert_eq!(all["evidence"]["inputs"][0]["table"], "measure");
    assert_eq!(all["evidence"]["rules"][0]["sha256"].as_str().expect("a hash").len(), 64);
    assert!(krav(&world, "verify a.json").1.starts_with("SAME: "));

    put(&world, "measure.csv", &MEASURES.replace("M-2,Register,None,5", "M-2,Register,None,15"));
    let (code, out, _) = krav(&world, "verify a.json --format json");
    let kinds: Vec<String> = json(&out)["differences"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| one["kind"].as_str().unwrap_or_default().to_string())
        .collect();
    assert_eq!(code, 1);
    assert_eq!(kinds, ["input_hash", "counts", "new"]);

    put(&world, "measure.csv", &MEASURES.replace("Register", "Ledger"));
    assert!(krav(&world, "verify a.json").1.contains("OTHER FILES"), "a name decides nothing");
    put(&world, "rules.krav", &format!("{RULES}\n# a remark\n"));
    assert!(krav(&world, "verify a.json").1.contains("Rule file changed"));
    put(&world, "b.json", "{}");
    assert_eq!(krav(&world, "verify b.json").0, 2);
    assert_eq!(krav(&world, "verify absent.json").0, 2);
}

#[test]
fn a_baseline_lets_pass_what_is_known_and_nothing_else() {
    let world = world(MEASURES);
    report(&world, "old.json");
    let against = |measures: &str| {
        put(&world, "measure.csv", measures);
        krav(&world, &format!("{CHECK} --baseline old.json"))
    };
    let (code, out, _) = against(MEASURES);
    assert_eq!(code, 0, "{out}");
    let by = krav(&world, &format!("{CHECK} --baseline old.json --by scope --format markdown")).1;
    assert!(by.contains("| Whole sector | 2 |"), "what is counted by a field is counted here too: {by}");
    let (code, _, err) = krav(&world, &format!("{CHECK} --baseline old.json --output json=old.json"));
    assert!(code == 2 && err.contains("would overwrite old.json"), "a gate does not take itself away: {err}");
    assert!(out.contains("NOTHING NEW: 3 violations") && out.contains("0 new, 4 known, 0 gone"), "{out}");

    let mut lines: Vec<&str> = MEASURES.lines().collect();
    lines[1..].reverse();
    assert_eq!(against(&(lines.join("\n") + "\n")).0, 0, "rows may move");

    let (code, out, _) = against(&MEASURES.replace("M-1,Portal,Whole sector,12", "M-1,Portal,Whole sector,13"));
    assert_eq!(code, 1, "a changed record is new again");
    assert!(out.contains("1 new (1 on changed records), 3 known, 0 gone"), "{out}");

    let (code, out, _) = against(&MEASURES.replace("2018-05-01", "2018-01-01"));
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("0 new, 3 known, 1 gone") && out.contains("Gone"), "{out}");

    let (_, out, _) = krav(&world, &format!("{CHECK} --baseline old.json --format ledger"));
    assert!(out.lines().next().is_some_and(|line| line.ends_with("\tknown")), "{out}");
    let (_, out, _) = krav(&world, &format!("{CHECK} --baseline old.json --format json"));
    assert_eq!(json(&out)["findings"][0]["baseline"], "known");

    put(&world, "rules.krav", &RULES.replace("edition 1.0.0", "edition 2.0.0"));
    let (_, _, err) = krav(&world, &format!("{CHECK} --baseline old.json"));
    assert!(err.contains("K0502") && err.contains("1.0.0"), "{err}");
}

#[test]
fn rows_that_are_equal_in_every_cell_are_told_apart() {
    let twice = format!("{MEASURES}M-5,Same,None,12,,,\nM-5,Same,None,12,,,\n");
    let world = world(&twice);
    let (_, out, _) = krav(&world, &format!("{CHECK} --format ndjson"));
    let mut prints: Vec<String> =
        out.lines().map(|line| json(line)["fingerprint"].as_str().expect("one").to_string()).collect();
    let all = prints.len();
    prints.sort();
    prints.dedup();
    assert_eq!(prints.len(), all);
    put(&world, "one.ndjson", &out.lines().take(1).collect::<String>());
    let (code, out, _) = krav(&world, &format!("{CHECK} --baseline one.ndjson"));
    assert_eq!(code, 1, "{out}");
}

#[test]
fn a_change_is_judged_by_what_it_brings() {
    let world = world(MEASURES);
    put(&world, "new.csv", &format!("{MEASURES}M-5,Fresh,None,50,,2018-01-01,2018-02-01\n"));
    let line = "check rules.krav contact.csv --table measure=new.csv";
    let (code, out, err) = krav(&world, &format!("{line} --against measure.csv"));
    assert_eq!(code, 1, "{err}");
    assert!(out.contains("1 new, 4 known, 0 gone") && out.contains("M-5"), "{out}");
    assert_eq!(krav(&world, &format!("{line} --against measure=new.csv")).0, 0);
    let (code, _, err) = krav(&world, &format!("{line} --against new.csv"));
    assert!(code == 2 && err.contains("which table"), "{err}");
}

#[test]
fn what_is_held_against_something_is_broken_down_as_well() {
    let world = world(MEASURES);
    report(&world, "old.json");
    let by = |more: &str| {
        let (_, out, err) = krav(&world, &format!("{CHECK} --by scope --format json {more}"));
        json(&out).get("by").cloned().unwrap_or_else(|| panic!("no breakdown\n{err}"))
    };
    let plain = by("");
    assert_eq!(by("--baseline old.json"), plain);
    assert_eq!(by("--against measure.csv"), plain);
    let (code, _, err) = krav(&world, &format!("{CHECK} --by scoop --against measure.csv"));
    assert!(code == 2 && err.contains("no table has this field"), "{err}");
}

#[test]
fn a_registry_as_it_was_may_be_a_table_inside_a_file() {
    let world = world(MEASURES);
    let row = |id: &str, cost: &str| {
        format!(
            r#"{{"id":"{id}","name":"x","scope":"None","cost":"{cost}","model":"","start":"2018-01-01","end":"2018-06-01"}}"#
        )
    };
    let old = format!(r#"{{"measure":[{}],"spare":[{}]}}"#, row("M-1", "50"), row("M-2", "5"));
    put(&world, "old.json", &old);
    for against in ["old.json", "old.json#measure", "measure=old.json#measure", "measure=old.json"] {
        let (code, out, err) = krav(&world, &format!("{CHECK} --against {against}"));
        assert_eq!(code, 1, "{against}\n{out}{err}");
        assert!(out.contains("4 new (1 on changed records), 0 known, 1 gone"), "{against}\n{out}");
    }
    let (_, out, err) = krav(&world, &format!("{CHECK} --against measure=old.json#spare"));
    assert!(out.contains("4 new, 0 known, 2 gone"), "{out}{err}");
    assert_eq!(krav(&world, &format!("{CHECK} --against old.json#absent")).0, 2);
}

#[test]
fn two_reports_are_compared() {
    let world = world(MEASURES);
    report(&world, "a.json");
    assert_eq!(krav(&world, "diff a.json a.json").0, 0);
    put(&world, "measure.csv", &MEASURES.replace("M-2,Register,None,5", "M-2,Register,None,15").replace(",own,", ",,"));
    report(&world, "b.json");
    for path in ["a.json", "b.json"] {
        let (_, by, err) = krav(&world, &format!("{CHECK} --format json --by name"));
        assert!(json(&by)["findings"][0]["by"]["name"].is_string(), "{by} {err}");
        put(&world, &format!("by-{path}"), &by);
    }
    let (code, out, _) = krav(&world, "diff by-a.json by-b.json --by name");
    assert!(code == 0 && out.contains("Register"), "a field that no cell of the finding names: {out}");
    let (code, out, _) = krav(&world, "diff a.json b.json --by cost");
    assert_eq!(code, 1);
    assert!(out.contains("a.json → b.json: 2 new, 0 on changed records, 0 gone, 4 still there"), "{out}");
    assert_eq!(krav(&world, "diff b.json a.json").0, 0, "what is gone fails nothing");
    let (code, out, _) = krav(&world, "diff a.json b.json --format json");
    assert_eq!((code, json(&out)["total"]["new"].as_u64()), (1, Some(2)));
    assert!(krav(&world, "diff a.json b.json --by costt").2.contains("Did you mean `cost`?"));
}

#[test]
fn other_rules_flip_verdicts_and_say_whose() {
    let world = world(MEASURES);
    put(&world, "other.krav", &RULES.replace("cost > 10", "cost > 15").replace("measures.1", "measures.2"));
    let line = "impact --rules-from rules.krav --rules-to other.krav measure.csv contact.csv";
    let (code, out, err) = krav(&world, line);
    assert_eq!(code, 1, "{err}");
    assert!(out.contains("violated → not applicable") && out.contains("measure M-1"), "{out}");
    let (_, out, _) = krav(&world, &format!("{line} --format json"));
    let flips = json(&out)["flips"].as_array().expect("a list").clone();
    assert_eq!(flips.len(), 1);
    assert_eq!(flips[0]["key"], "M-1");
    assert!(!flips[0]["places"].as_array().expect("a list").is_empty());
    assert_eq!(krav(&world, &line.replace("other.krav", "rules.krav")).0, 0);
}

#[test]
fn one_broken_registry_stops_no_other() {
    let world = world(MEASURES);
    for (name, measures) in [
        ("good", MEASURES.lines().take(1).chain(["M-2,R,None,5,,,"]).collect::<Vec<_>>().join("\n")),
        ("bad", MEASURES.to_string()),
        ("broken", "id,name\n".to_string()),
    ] {
        put(&world, &format!("all/{name}/measure.csv"), &measures);
        put(&world, &format!("all/{name}/contact.csv"), CONTACTS);
    }
    let (code, out, _) = krav(&world, "sweep all --rules rules.krav --save kept.sqlite");
    assert_eq!(code, 2, "{out}");
    assert!(out.contains("COULD NOT BE CHECKED  all/broken") && out.contains("K0307"), "{out}");
    assert!(out.contains("3 registries: 0 compliant, 2 not, 1 could not be checked"), "{out}");
    let (code, _, err) = krav(&world, "sweep all --rules rules.krav --output junit=all.xml --output json=all.json");
    assert_eq!(code, 2, "{err}");
    let text = |path: &str| String::from_utf8(world.read(path).expect("written")).expect("UTF-8");
    let suites = text("all.xml").lines().filter(|line| line.starts_with("<testsuite ")).count();
    assert!(suites == 3 && text("all.xml").contains("errors=\"1\""), "a suite a registry: {}", text("all.xml"));
    let summary = &json(&text("all.json"))["summary"];
    assert_eq!(
        (&summary["exit_code"], &summary["unchecked"]),
        (&2.into(), &1.into()),
        "no output hides the broken one"
    );
    let over = "sweep all --rules rules.krav --output sarif=all/bad/measure.csv";
    assert!(krav(&world, over).2.contains("would overwrite all/bad/measure.csv"), "an input is not written over");
    let once = krav(&world, "sweep all --rules rules.krav --format json --threads 1");
    assert_eq!(once, krav(&world, "sweep all --rules rules.krav --format json --threads 4"));
    let names: Vec<String> = json(&once.1)["registries"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| one["name"].as_str().unwrap_or_default().to_string())
        .collect();
    assert_eq!(names, ["all/broken", "all/bad", "all/good"], "the worst first");

    put(&world, "all/broken/measure.csv", &MEASURES.replace("M-1,Portal,Whole sector,12", "M-1,Portal,None,2"));
    let (code, _, err) = krav(&world, "sweep all --rules rules.krav --save kept.sqlite --output ndjson=all.ndjson");
    assert_eq!(code, 1, "{err}");
    let found = String::from_utf8(world.read("all.ndjson").expect("written")).expect("UTF-8");
    assert!(found.lines().any(|line| line.contains("all/bad/measure.csv")));
    let (code, out, _) = krav(&world, "trend kept.sqlite --format json");
    assert_eq!(code, 0);
    assert_eq!(json(&out)["sweeps"].as_array().map(Vec::len), Some(2));
    assert!(krav(&world, "trend kept.sqlite --registry brken").2.contains("Did you mean"), "a slip is told");
}

/// The CSV with one cell changed, by the place that krav tells.
fn mended(table: &str, change: &Value) -> String {
    let place = change["place"].as_str().expect("a place");
    let parts: Vec<&str> = place.rsplitn(3, ':').collect();
    let (line, column): (usize, usize) = (parts[1].parse().expect("a line"), parts[0].parse().expect("a column"));
    let mut lines: Vec<String> = table.lines().map(str::to_string).collect();
    let from = change["from"].as_str().expect("a text");
    let row = &mut lines[line - 1];
    row.replace_range(column - 1..column - 1 + from.len(), change["to"].as_str().expect("a text"));
    lines.join("\n") + "\n"
}

#[test]
fn every_verdict_is_explained_and_every_repair_holds() {
    let world = world(MEASURES);
    let files = "rules.krav measure.csv contact.csv";
    for (rule, key, verdict) in [
        ("model", "M-1", "violated"),
        ("model", "M-2", "not_applicable"),
        ("model", "M-3", "met"),
        ("talked", "M-4", "unknown"),
        ("talked", "M-1", "violated"),
        ("order", "#3", "violated"),
        ("measure.name/required", "M-1", "met"),
    ] {
        let (code, out, err) = krav(&world, &format!("why {rule} {key} {files} --format json"));
        assert_eq!(code, 0, "{err}");
        let why = json(&out)[0].clone();
        assert_eq!(why["verdict"], verdict, "{rule} {key}");
        let id = why["rule"].as_str().expect("an id").to_string();
        let key = why["key"].as_str().expect("a key").to_string();
        for repair in why["repairs"]["found"].as_array().into_iter().flatten() {
            let (mut measures, mut contacts) = (MEASURES.to_string(), CONTACTS.to_string());
            for change in repair["changes"].as_array().expect("a list") {
                match change["place"].as_str().is_some_and(|place| place.starts_with("measure")) {
                    true => measures = mended(&measures, change),
                    false => contacts = mended(&contacts, change),
                }
            }
            put(&world, "measure.csv", &measures);
            put(&world, "contact.csv", &contacts);
            let (_, verdicts, _) = krav(&world, &format!("{CHECK} --format verdicts"));
            let met = verdicts
                .lines()
                .any(|line| line.starts_with(&format!("{id},measure,{key},")) && line.ends_with(",met"));
            assert!(met, "{repair}\n{measures}{contacts}");
            put(&world, "measure.csv", MEASURES);
            put(&world, "contact.csv", CONTACTS);
        }
        if verdict == "violated" {
            assert!(why["repairs"]["found"].as_array().is_some_and(|found| !found.is_empty()), "{rule} {key}");
        }
    }
    assert!(krav(&world, &format!("why modle M-1 {files}")).2.contains("Did you mean `model`?"));
    assert!(krav(&world, &format!("why model M-11 {files}")).2.contains("Did you mean `M-1`?"));
}

#[test]
fn how_files_are_read_is_said_to_every_command_that_reads_them() {
    let world = world("");
    let bars = MEASURES.replace(',', "|");
    put(&world, "measure.csv", &bars);
    put(&world, "contact.csv", &CONTACTS.replace(',', "|"));
    put(&world, "all/one/measure.csv", &bars);
    put(&world, "all/one/contact.csv", &CONTACTS.replace(',', "|"));
    put(&world, "other.krav", &RULES.replace("cost > 10", "cost > 15"));
    let files = "rules.krav measure.csv contact.csv --delimiter |";
    let (code, report, err) = krav(&world, &format!("check {files} --format json"));
    assert_eq!(code, 1, "{err}");
    put(&world, "a.json", &report);
    for (line, wanted) in [
        ("why model M-1 rules.krav measure.csv contact.csv", 0),
        ("impact --rules-from rules.krav --rules-to other.krav measure.csv contact.csv", 1),
        ("sweep all --rules rules.krav", 1),
        ("verify a.json rules.krav measure.csv contact.csv", 0),
        ("verify a.json", 0),
    ] {
        let (code, out, err) = krav(&world, &format!("{line} --delimiter |"));
        assert_eq!(code, wanted, "{line}: {out}{err}");
        let (code, _, err) = krav(&world, &format!("{line} --delimiter ||"));
        assert!(code == 2 && err.contains("--delimiter"), "{line}: {err}");
    }
    // Another way to read the same files is another run.
    assert_ne!(krav(&world, "verify a.json --delimiter ;").0, 0);
}

#[test]
fn a_gate_never_reads_last_weeks_report() {
    let world = world(MEASURES);
    let outputs = "--output sarif=k.sarif --output junit=k.xml --output markdown=k.md --output gitlab=k.json";
    let line = format!("{CHECK} {outputs}");
    assert_eq!(krav(&world, &line).0, 1);
    let text = |path: &str| String::from_utf8(world.read(path).expect("written")).expect("UTF-8");
    assert!(text("k.sarif").contains("M-1"));
    // A file that is gone is found out before anything is read.
    assert_eq!(krav(&world, &line.replace("contact.csv", "gone.csv")).0, 2);
    for path in ["k.sarif", "k.xml", "k.md", "k.json"] {
        let now = text(path);
        // A table may end in .json: what stands there could be one.
        assert_eq!(now.contains("K0411"), path != "k.json", "{path}: {now}");
    }
}

#[test]
fn thresholds_are_part_of_what_is_verified() {
    let world = world(MEASURES);
    put(&world, "krav.toml", "packs = [\"rules.krav\"]\nthresholds = { violations = 3, undecided = 1 }\n");
    let (code, report, err) = krav(&world, "check --format json");
    assert_eq!(code, 0, "{err}");
    put(&world, "a.json", &report);
    assert!(krav(&world, "verify a.json").1.starts_with("SAME: "));
    let fewer = report.replace("\"violations\":3", "\"violations\":2");
    assert_ne!(fewer, report);
    put(&world, "b.json", &fewer);
    let (code, out, _) = krav(&world, "verify b.json");
    assert!(code == 1 && out.contains("Exit code  0 → 1"), "{out}");
}

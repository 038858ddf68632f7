//! Many registries: each gets its own answer, whatever becomes of the others.

use super::*;
use crate::driver::{load, prepare};
use crate::report::Findings;
use crate::report::format::{FORMATS, Page, View};
use crate::value::{Date, Verdict};
use crate::world::Memory;

const RULES: &str = "\
language en
table t
  id text, key
  n  integer, required
rule large \"Numbers are large\"
  source internal \"x\"
  for each t
  must n > 5
";

fn world(files: &[(&str, &str)]) -> Memory {
    let today = Date::from_ymd(2026, 1, 15).expect("a day");
    files.iter().fold(Memory::new().on(today).file("r.krav", RULES), |world, (path, text)| world.file(path, text))
}

/// Sweeps what is below a folder, and gives what `then` makes of it.
fn swept<T>(world: &Memory, options: &Options, then: impl FnOnce(&Swept, &Job) -> T) -> Result<T, Vec<Diagnostic>> {
    let arguments = Arguments { rules: vec!["r.krav".into()], ..Arguments::new(Lang::En) };
    let Gathered { request, gate, .. } = request::gather(world, &arguments).map_err(|refused| refused.problems)?;
    let (prepared, _) = prepare(load::load(world, &request.rules));
    let registries = find(world, &["all".to_string()], &prepared.model, &[], options)?;
    let request = Request { findings: false, ..request };
    let job =
        Job { prepared: &prepared, registries: &registries, shared: &[], request: &request, reading: options, gate };
    let mut told = Vec::new();
    let (swept, _) = sweep(world, &job, &mut |done| told.push(done));
    assert_eq!(told.last(), Some(&registries.len()));
    Ok(then(&swept, &job))
}

const GOOD: &str = "id,n\nA,7\n";

#[test]
fn whatever_is_wrong_with_one_the_others_are_judged() {
    let world = world(&[
        ("all/a/t.csv", GOOD),
        ("all/b/t.csv", "id,m\nA,7\n"),
        ("all/c/t.csv", "id,n\nA,\"7\n"),
        ("all/d/t.csv", "id,n\n"),
        ("all/e/krav.toml", "[tables]\nt = \"gone.csv\"\n"),
        ("all/f/krav.toml", "[tabels]\n"),
        ("all/f/t.csv", GOOD),
        ("all/g/t.csv", "id,n\nA,1\nB,\n"),
        ("all/notes/readme.txt", "no table"),
        ("all/.hidden/t.csv", GOOD),
    ]);
    let seen = swept(&world, &Options::default(), |swept, _| {
        let conclusion = |registry: &Registry| (registry.name.clone(), swept.conclusion_id(registry));
        assert!(swept.registries.iter().all(|one| one.outcome.judged.is_some() == one.outcome.problems.is_empty()));
        swept.registries.iter().map(conclusion).collect::<Vec<_>>()
    });
    let wanted = [
        ("all/a/t.csv", "compliant"),
        ("all/b/t.csv", "could_not_check"),
        ("all/c/t.csv", "could_not_check"),
        ("all/d/t.csv", "could_not_check"),
        ("all/e", "could_not_check"),
        ("all/f", "could_not_check"),
        ("all/g/t.csv", "not_compliant"),
    ];
    let wanted: Vec<_> = wanted.iter().map(|(name, conclusion)| (name.to_string(), *conclusion)).collect();
    assert_eq!(seen.expect("rules without errors"), wanted);
}

/// The outputs of a sweep, each as text.
fn outputs(world: &Memory) -> Vec<(&'static str, String)> {
    outputs_by(world, 1)
}

fn outputs_by(world: &Memory, threads: usize) -> Vec<(&'static str, String)> {
    let written = swept(world, &Options::default(), |swept, job| {
        let request = Request { threads, ..job.request.clone() };
        let job = &Job { request: &request, ..*job };
        let combined = Combined::new(world, job, swept);
        let report = combined.report();
        let page = Page { report: &report, findings: &combined, sources: &job.prepared.sources, view: View::default() };
        let one = |format: &crate::report::format::Format| {
            let mut out = Vec::new();
            (format.write)(&page, &mut out).expect("a vector takes everything");
            (format.name, String::from_utf8_lossy(&out).into_owned())
        };
        FORMATS.iter().filter(|format| !format.binary).map(one).collect()
    });
    written.expect("rules without errors")
}

#[test]
fn no_output_of_a_sweep_says_that_all_comply_when_one_has_no_answer() {
    let world = world(&[("all/a/t.csv", GOOD), ("all/b/t.csv", "id,m\nA,7\n")]);
    for (format, text) in outputs(&world) {
        // Findings, counts and verdicts alone say nothing of the whole.
        let silent = matches!(format, "ndjson" | "csv" | "ledger" | "verdicts");
        let words = ["INCOMPLETE", "\"incomplete\"", "could not be checked"];
        assert!(silent || words.iter().any(|word| text.contains(word)), "{format}: {text}");
        assert!(!text.contains("COMPLIANT:") && !text.contains("The registry complies"), "{format}: {text}");
    }
}

#[test]
fn equal_records_of_two_registries_are_two_findings() {
    let bad = "id,n\nA,1\n";
    let world = world(&[("all/a/t.csv", bad), ("all/b/t.csv", bad)]);
    let (_, lines) = outputs(&world).into_iter().find(|(format, _)| *format == "ndjson").expect("ndjson");
    let print = |line: &str| line.split("\"fingerprint\":\"").nth(1).map(|rest| rest[..16].to_string());
    let prints: Vec<_> = lines.lines().map(print).collect();
    assert!(prints.len() == 2 && prints[0] != prints[1], "{lines}");
    assert!(lines.contains("all/a/t.csv") && lines.contains("all/b/t.csv"), "{lines}");
}

/// Registries are written several at a time, and large ones alone.
#[test]
fn outputs_are_the_same_by_however_many_threads() {
    let large = format!("id,n\nA,1\nC,{}7\nB,x\n", " ".repeat(1 << 20));
    let names: Vec<String> = (10..40).map(|number| format!("all/{number}/t.csv")).collect();
    let text = |at: usize| match at {
        3 | 4 | 20 => large.clone(),
        7 => "id,m\nA,1\n".to_string(),
        at => format!("id,n\nA,{at}\nB,2\n"),
    };
    let files: Vec<(&str, String)> = names.iter().enumerate().map(|(at, name)| (name.as_str(), text(at))).collect();
    let world = world(&files.iter().map(|(name, text)| (*name, text.as_str())).collect::<Vec<_>>());
    let (one, four) = (outputs_by(&world, 1), outputs_by(&world, 4));
    let of = |format: &str| one.iter().find(|(name, _)| *name == format).expect("a format").1.lines();
    let (list, findings) = (of("csv").skip(1), of("ndjson"));
    let mut found = 0;
    for (line, finding) in list.zip(findings) {
        let finding: serde_json::Value = serde_json::from_str(finding).expect("JSON");
        let (place, text) = (&finding["places"][0], |value: &serde_json::Value| value.to_string().replace('"', ""));
        let at = [&finding["subject"]["row"], &place["path"], &place["line"], &place["column"]].map(text);
        assert!(line.contains(&at.join(",")), "{line}\n{finding}");
        found += 1;
    }
    assert_eq!((found, of("csv").count(), of("ndjson").count()), (39, 40, 39));
    assert!(one == four);
}

#[test]
fn what_is_fixed_about_files_holds_for_those_that_know_of_it() {
    let world = world(&[("all/a/t.csv", "id|n\nA|7\n"), ("all/b/t.json", r#"[{"id": "A", "n": 8}]"#)]);
    let options = Options { delimiter: Some('|'), ..Options::default() };
    let codes = swept(&world, &options, |swept, _| swept.exit_code());
    assert_eq!(codes.expect("one of them has delimiters"), 0);
    let world = self::world(&[("all/b/t.json", r#"[{"id": "A", "n": 8}]"#)]);
    let problems = swept(&world, &options, |_, _| ()).expect_err("no file has delimiters");
    assert!(problems[0].message.en.contains("--delimiter applies to none"), "{problems:?}");
}

#[test]
fn some_findings_of_each_rule_are_the_first_of_all() {
    let rows = "id,n\nA,1\nB,x\nC,7\nD,2\n";
    let world = world(&[("all/a/t.csv", rows), ("all/b/t.csv", rows), ("all/c/t.csv", "id,n\nA,y\nE,3\n")]);
    let checked = swept(&world, &Options::default(), |swept, job| {
        let combined = Combined::new(&world, job, swept);
        let key = |finding: &crate::report::Finding| (finding.rule, finding.verdict, finding.fingerprint.clone());
        let mut all = Vec::new();
        let mut keep = |finding: &crate::report::Finding| {
            all.push(key(finding));
            Ok(())
        };
        combined.each(None, &mut keep).expect("a vector takes everything");
        assert_eq!(all.len(), 11);
        for wanted in [&[Verdict::Violated][..], &[Verdict::Unknown], &[Verdict::Violated, Verdict::Unknown]] {
            for most in [1, 2, 4, usize::MAX] {
                let mut found = Vec::new();
                let mut keep = |finding: &crate::report::Finding| {
                    found.push(key(finding));
                    Ok(())
                };
                combined.pick(&|_, verdict| wanted.contains(&verdict), most, &mut keep).expect("a vector");
                let of =
                    |rule: usize| all.iter().filter(move |one| one.0 == rule && wanted.contains(&one.1)).take(most);
                let expected: Vec<_> = (0..9).flat_map(of).cloned().collect();
                assert_eq!(found, expected, "{wanted:?}, {most}");
            }
        }
    });
    checked.expect("rules without errors");
}

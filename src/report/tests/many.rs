//! Many findings: what has a limit keeps to it and says so, and the rest loses none.

use super::super::support::{Sample, sample};
use crate::base::Lang;
use crate::report::format::View;
use crate::report::{Finding, Subject};
use crate::value::Verdict;
use serde_json::Value;

const MANY: u64 = 30_000;

/// One rule, violated by so many rows.
fn many() -> Sample {
    let mut sample = sample(Lang::En);
    let one = sample.findings[0].clone();
    let row = |row: u64| Finding {
        subject: Subject { row: Some(row), key: format!("T-{row}"), ..one.subject.clone() },
        fingerprint: format!("{row:016x}"),
        ..one.clone()
    };
    sample.findings = (1..=MANY).map(row).collect();
    for (place, rule) in sample.report.rules.iter_mut().enumerate() {
        rule.ledger.counts = [0; 7];
        rule.ledger.counts[Verdict::Violated as usize] = if place == one.rule { MANY } else { 0 };
        rule.ledger.population = rule.ledger.counts.iter().sum();
    }
    sample
}

#[test]
fn what_is_limited_says_how_much_was_left_out() {
    let sample = many();
    let written = |format: &str| sample.written(format, View::default());
    let log: Value = serde_json::from_str(&written("sarif-github")).expect("JSON");
    let run = &log["runs"][0];
    assert_eq!(run["results"].as_array().map(Vec::len), Some(25_000));
    assert_eq!(run["properties"]["leftOutBeyondLimit"], MANY - 25_000);
    let told = run["invocations"][0]["toolExecutionNotifications"].to_string();
    assert!(told.contains("5000"), "{told}");
    let github = written("github");
    assert!(github.lines().count() == 11 && github.contains("29,990 of the findings are not annotated"), "{github}");
    assert!(written("markdown").contains("… and 29,995 more.") && written("markdown").len() < 10_000);
    let junit = written("junit");
    assert!(junit.len() < 100_000 && junit.contains("… and 29,900 more"));
}

#[test]
fn what_is_not_limited_has_every_finding() {
    let sample = many();
    let written = |format: &str| sample.written(format, View { per_rule: None, ..View::default() });
    let count = |format: &str, mark: &str| written(format).matches(mark).count() as u64;
    assert_eq!(count("ndjson", "\"fingerprint\""), MANY);
    assert_eq!(count("json", "\"fingerprint\""), MANY);
    assert_eq!(count("sarif", "\"primaryLocationLineHash\""), MANY);
    assert_eq!(count("gitlab", "\"fingerprint\""), MANY);
    assert_eq!(count("html", "<li class=\"finding g0\""), MANY);
    assert_eq!(count("markdown", "\n- "), MANY);
}

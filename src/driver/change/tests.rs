//! What a gate that only asks for news must never do: take something new for known, or lose what is gone.

use super::diff::{diff, fails};
use super::*;
use crate::report::past::{About, Past, PastPack, PastRule};

fn finding(key: &str, verdict: Verdict, record: Option<&str>) -> PastFinding {
    let cell =
        PastCell { path: "t.csv".into(), line: 2, field: "cost".into(), value: key.into(), ..PastCell::default() };
    PastFinding {
        rule: "r".into(),
        verdict,
        table: "t".into(),
        key: key.into(),
        row: Some(1),
        message: "Wrong.".into(),
        fingerprint: format!("print of {key}"),
        record: record.map(str::to_string),
        cells: vec![cell],
        by: Default::default(),
    }
}

fn past(findings: Vec<PastFinding>) -> Past {
    Past { path: "p.json".into(), about: None, findings }
}

#[test]
fn a_finding_is_known_only_with_the_verdict_and_the_values_that_it_had() {
    let known = Known::of(&[
        finding("A", Verdict::Violated, Some("1")),
        finding("B", Verdict::Unknown, Some("1")),
        finding("old", Verdict::Violated, None),
    ]);
    let standing = |key: &str, verdict, record| known.standing(&format!("print of {key}"), verdict, record);
    assert_eq!(standing("A", Verdict::Violated, Some("1")), Standing::Known);
    assert_eq!(standing("A", Verdict::Violated, Some("2")), Standing::Changed, "on other values");
    assert_eq!(standing("B", Verdict::Violated, Some("1")), Standing::Changed, "undecided before, violated now");
    assert_eq!(standing("C", Verdict::Violated, Some("1")), Standing::New);
    assert_eq!(standing("old", Verdict::Violated, Some("9")), Standing::Known, "a report that told no values");
    assert_eq!(standing("old", Verdict::Waived, Some("9")), Standing::Changed);
}

#[test]
fn every_finding_of_both_reports_is_counted_once() {
    let before = past(vec![
        finding("A", Verdict::Violated, Some("1")),
        finding("B", Verdict::Violated, Some("1")),
        finding("C", Verdict::Violated, Some("1")),
    ]);
    let now = past(vec![
        finding("A", Verdict::Violated, Some("1")),
        finding("B", Verdict::Violated, Some("2")),
        finding("D", Verdict::Violated, Some("1")),
    ]);
    let compared = diff(before, now, Some("cost")).expect("the field is named");
    let total = compared.total();
    assert_eq!((total.still, total.changed, total.new, total.gone), (1, 1, 1, 1));
    let (_, groups) = compared.by.as_ref().expect("asked for");
    let sum = groups.iter().map(|(_, counts)| counts.still + counts.changed + counts.new + counts.gone);
    assert_eq!(sum.sum::<u64>(), 4);
    assert!(fails(&compared));
}

#[test]
fn only_what_is_violated_or_undecided_fails() {
    for (verdict, wanted) in
        [(Verdict::Violated, true), (Verdict::Unknown, true), (Verdict::Explained, false), (Verdict::Waived, false)]
    {
        let compared = diff(past(Vec::new()), past(vec![finding("A", verdict, None)]), None).expect("no field");
        assert_eq!(fails(&compared), wanted, "{verdict:?}");
    }
}

#[test]
fn a_field_that_the_report_was_made_by_goes_before_cells_and_an_unknown_one_is_refused() {
    let mut one = finding("A", Verdict::Violated, None);
    one.by.insert("agency.ministry".into(), "North".into());
    let two = finding("B", Verdict::Violated, None);
    let both = || past(vec![one.clone(), two.clone()]);
    let compared = diff(past(Vec::new()), both(), Some("agency.ministry")).expect("one finding names it");
    let (_, groups) = compared.by.expect("asked for");
    let groups: Vec<(Option<&str>, u64)> = groups.iter().map(|(name, counts)| (name.as_deref(), counts.new)).collect();
    assert_eq!(groups, [(None, 1), (Some("North"), 1)], "one that does not name it is counted as well");
    let problem = diff(past(Vec::new()), both(), Some("agency.minstry")).expect_err("no such field");
    assert!(problem.help[0].en.contains("`agency.ministry`"), "{problem:?}");
}

#[test]
fn another_edition_is_told_and_rules_without_findings_are_kept_apart() {
    let about = |edition: &str| About {
        tool: "0.1.0".into(),
        packs: vec![PastPack { id: "p".into(), title: "P".into(), edition: edition.into() }],
        rules: vec![PastRule { id: "r".into(), title: "R".into(), ..PastRule::default() }],
        ..About::default()
    };
    let with = |edition: &str| Past { about: Some(about(edition)), ..past(Vec::new()) };
    let compared = diff(with("1"), with("2"), None).expect("no field");
    assert_eq!(compared.basis, [("p".to_string(), "1".to_string(), "2".to_string())]);
    assert_eq!(compared.rules[0].title.as_deref(), Some("R"));
}

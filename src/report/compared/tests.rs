//! Of two reports nothing may be left out without being counted.

use super::*;
use crate::value::Verdict;

fn finding(key: usize) -> PastFinding {
    PastFinding {
        rule: "r".into(),
        verdict: Verdict::Violated,
        table: "t".into(),
        key: format!("K-{key}"),
        row: None,
        message: "No model.\u{1b}[2J".into(),
        fingerprint: format!("{key:016x}"),
        record: None,
        cells: Vec::new(),
        by: Default::default(),
    }
}

fn compared() -> Compared {
    let counts = Counts { new: 30, changed: 1, gone: 2, still: 4 };
    Compared {
        before: "a.json".into(),
        now: "b.json".into(),
        basis: vec![("p".into(), "1.0".into(), String::new())],
        rules: vec![
            Line { rule: "r".into(), title: None, counts },
            Line { rule: "silent".into(), title: None, counts: Counts::default() },
        ],
        by: Some(("agency".into(), vec![(None, counts), (Some("North".into()), Counts::default())])),
        new: (0..31).map(|key| (finding(key), key == 0)).collect(),
        gone: vec![finding(98), finding(99)],
    }
}

fn human(view: &View) -> String {
    let mut out = Vec::new();
    compared().human(Lang::En, view, &mut out).expect("a vector takes everything");
    String::from_utf8(out).expect("UTF-8")
}

#[test]
fn what_is_not_listed_is_counted() {
    let short = human(&View { per_rule: Some(5), ..View::default() });
    assert!(short.contains("… and 11 more (show all with --all)"), "{short}");
    assert!(short.ends_with("a.json → b.json: 30 new, 1 on changed records, 2 gone, 4 still there\n"), "{short}");
    assert!(short.contains("New (changed)  r t K-0") && short.contains("Gone  r t K-99"), "{short}");
    assert!(short.contains("Other basis  p: 1.0 → –") && short.contains("(not named by the finding)"), "{short}");
    assert!(!short.contains("silent") && !short.contains('\u{1b}'), "{short}");
    let all = human(&View { per_rule: None, ..View::default() });
    assert_eq!(all.lines().filter(|line| line.starts_with("New")).count(), 31);
}

#[test]
fn programs_get_every_finding() {
    let mut out = Vec::new();
    compared().json(&mut out).expect("a vector takes everything");
    let json: serde_json::Value = serde_json::from_slice(&out).expect("JSON");
    assert_eq!(json["total"], serde_json::json!({ "new": 30, "changed": 1, "gone": 2, "still": 4 }));
    assert_eq!((json["new"].as_array().map(Vec::len), json["gone"].as_array().map(Vec::len)), (Some(31), Some(2)));
    assert_eq!((&json["new"][0]["changed"], &json["groups"][0]["value"]), (&true.into(), &serde_json::Value::Null));
}

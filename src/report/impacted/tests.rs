//! Whose verdict flips: those that are not listed are counted, and rules of one side alone are named.

use super::*;

fn impacted() -> Impacted {
    let flip = |row: u64| Flip {
        rule: 0,
        subject: Subject { table: "t".into(), key: format!("K-{row}"), row: Some(row) },
        from: Some(Verdict::Violated),
        to: (row > 1).then_some(Verdict::Met),
        message: Some("Wrong.".into()),
        cells: Vec::new(),
    };
    let alone = |rule: &str| Unmatched { rule: rule.into(), title: "Title".into(), violated: 2, unknown: 1 };
    Impacted {
        inputs: Vec::new(),
        rules: vec![RuleImpact {
            rule: "p.2/r".into(),
            earlier: Some("p.1/r".into()),
            title: "R".into(),
            moves: vec![Moved { from: Some(Verdict::Violated), to: Some(Verdict::Met), count: 7 }],
        }],
        added: vec![alone("p.2/new")],
        removed: vec![alone("p.1/old")],
        flips: (1..=8).map(flip).collect(),
    }
}

#[test]
fn every_flip_is_listed_or_counted_and_no_rule_is_passed_over() {
    let told = |per_rule: Option<usize>| {
        let mut out = Vec::new();
        let view = View { per_rule, ..View::default() };
        impacted().human(Lang::En, &view, &mut out).expect("a vector takes everything");
        String::from_utf8(out).expect("UTF-8")
    };
    let short = told(Some(5));
    assert!(short.contains("p.2/r  (was p.1/r)") && short.contains("… and 3 more (--all)"), "{short}");
    assert!(
        short.contains("p.2/new") && short.contains("p.1/old") && short.contains("2 violated, 1 undecided"),
        "{short}"
    );
    assert_eq!(told(None).matches("K-").count(), 8);
    let mut out = Vec::new();
    impacted().json(&mut out).expect("a vector takes everything");
    let json: serde_json::Value = serde_json::from_slice(&out).expect("JSON");
    assert_eq!(json["flips"].as_array().map(Vec::len), Some(8));
}

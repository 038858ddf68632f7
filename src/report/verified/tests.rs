//! A difference must never be told as none.

use super::*;

fn finding() -> PastFinding {
    PastFinding {
        rule: "r".into(),
        verdict: Verdict::Violated,
        table: "t".into(),
        key: "A".into(),
        row: Some(1),
        message: "Wrong.".into(),
        fingerprint: "01".into(),
        record: None,
        cells: Vec::new(),
        by: Default::default(),
    }
}

fn every() -> Vec<Difference> {
    let (before, now) = ("a".to_string(), "b".to_string());
    let hash = |which| Difference::Hash { which, path: "p".into(), before: before.clone(), now: now.clone() };
    let file = |which, extra| Difference::File { which, path: "p".into(), extra };
    vec![
        Difference::Tool { before: before.clone(), now: now.clone() },
        Difference::Pack { id: "p".into(), before: Some(before.clone()), now: None },
        hash(Which::Rules),
        hash(Which::Input),
        file(Which::Rules, true),
        file(Which::Input, false),
        Difference::Counts { rule: "r".into(), before: Some([1, 0, 0, 0, 0, 0, 0]), now: None },
        Difference::Exit { before: 0, now: 1 },
        Difference::New(finding()),
        Difference::Changed(finding()),
        Difference::Gone(finding()),
    ]
}

fn told(verified: &Verified, lang: Lang) -> String {
    let mut out = Vec::new();
    verified.human(lang, &View { per_rule: Some(5), ..View::default() }, &mut out).expect("a vector takes everything");
    String::from_utf8(out).expect("UTF-8")
}

#[test]
fn every_difference_but_the_tools_version_counts_and_is_told() {
    for one in every() {
        let (is_tool, id) = (matches!(one, Difference::Tool { .. }), one.id());
        let verified = Verified { report: "r.json".into(), findings: 3, differences: vec![one] };
        assert_eq!(verified.is_same(), is_tool, "{id}");
        for lang in [Lang::Nb, Lang::En] {
            assert_eq!(told(&verified, lang).lines().count(), 2, "{id}");
        }
        let mut json = Vec::new();
        verified.json(&mut json).expect("a vector takes everything");
        let json: serde_json::Value = serde_json::from_slice(&json).expect("JSON");
        assert_eq!((&json["same"], &json["differences"][0]["kind"]), (&is_tool.into(), &id.into()));
    }
}

#[test]
fn other_files_with_the_same_findings_are_not_the_same() {
    let hash = every().swap_remove(3);
    let verified = Verified { report: "r.json".into(), findings: 3, differences: vec![hash] };
    assert!(told(&verified, Lang::En).contains("OTHER FILES: the same findings (3 findings)"));
    let exit = every().swap_remove(7);
    let verified = Verified { report: "r.json".into(), findings: 3, differences: vec![exit] };
    assert!(told(&verified, Lang::En).contains("Exit code  0 → 1\nNOT THE SAME"));
}

#[test]
fn differences_that_are_not_listed_are_counted() {
    let differences = (0..14).map(|_| Difference::New(finding())).chain([Difference::Gone(finding())]).collect();
    let text = told(&Verified { report: "r.json".into(), findings: 14, differences }, Lang::En);
    assert!(text.contains("… and 4 more (new)") && text.contains("Finding gone"), "{text}");
}

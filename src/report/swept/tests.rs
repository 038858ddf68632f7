//! A registry without an answer must not pass for one that complies, nor hide behind those that have one.

use super::super::support::sample;
use super::*;
use crate::base::Code;
use crate::text;

fn ledger(met: u64, violated: u64, unknown: u64) -> Ledger {
    let mut ledger = Ledger { population: met + violated + unknown, ..Ledger::default() };
    ledger.counts[Verdict::Met as usize] = met;
    ledger.counts[Verdict::Violated as usize] = violated;
    ledger.counts[Verdict::Unknown as usize] = unknown;
    ledger
}

fn registry(name: &str, ledgers: [Ledger; 2]) -> Registry {
    let count = |verdict: Verdict| ledgers[0].count(verdict);
    let summary = Summary {
        violated: count(Verdict::Violated),
        unknown: count(Verdict::Unknown),
        met: count(Verdict::Met),
        decided: count(Verdict::Met) + count(Verdict::Violated),
        departures: ledgers[1].count(Verdict::Violated),
        subjects: ledgers[0].population,
        ..Summary::default()
    };
    let judged = Some(Counted { inputs: Vec::new(), ledgers: ledgers.to_vec() });
    Registry { name: name.into(), outcome: Outcome { problems: Vec::new(), summary, judged } }
}

fn broken(name: &str) -> Registry {
    let message = text!(nb: "Filen finnes ikke.", en: "The file does not exist.");
    let problems = vec![Diagnostic::error(Code::CannotRead, message)];
    Registry { name: name.into(), outcome: Outcome { problems, summary: Summary::default(), judged: None } }
}

fn swept(registries: Vec<Registry>) -> Swept {
    let sample = sample(Lang::En);
    let of = |modality| {
        let rule = sample.report.rules.iter().find(|rule| rule.modality == modality).expect("a rule");
        RuleEntry { ledger: Ledger::default(), ..rule.clone() }
    };
    let rules = vec![of(Modality::Must), of(Modality::Should)];
    Swept { as_of: Date(0), lang: Lang::En, gate: Gate::default(), rules, registries }
}

const NONE: fn() -> Ledger = || ledger(0, 0, 0);

#[test]
fn an_answer_that_is_missing_goes_before_all_that_are_there() {
    let clean = || registry("clean", [ledger(3, 0, 0), NONE()]);
    let bad = || registry("bad", [ledger(0, 2, 0), NONE()]);
    assert_eq!(swept(vec![clean()]).exit_code(), 0);
    assert_eq!(swept(vec![clean(), bad()]).exit_code(), 1);
    assert_eq!(swept(vec![clean(), bad(), broken("gone")]).exit_code(), 2);
    let idle = registry("idle", [NONE(), NONE()]);
    let all = swept(vec![clean(), idle]);
    assert_eq!((all.exit_code(), all.totals().broken, all.totals().compliant), (2, 1, 1));
    assert_eq!(all.conclusion_id(&all.registries[1]), "nothing_checked");
}

#[test]
fn the_worst_come_first_and_equals_by_name() {
    let open = registry("open", [ledger(1, 0, 5), NONE()]);
    let worse = registry("worse", [ledger(0, 9, 0), NONE()]);
    let advice = registry("advice", [ledger(1, 0, 0), ledger(0, 4, 0)]);
    let equal = |name: &str| registry(name, [ledger(1, 1, 0), NONE()]);
    let all = swept(vec![equal("b"), advice, open, equal("a"), worse, broken("gone")]);
    let names: Vec<&str> = all.ranked().iter().map(|registry| registry.name.as_str()).collect();
    assert_eq!(names, ["gone", "worse", "a", "b", "open", "advice"]);
    let (rule, total) = all.worst_rules()[0];
    assert_eq!((rule, total.violating, total.open, total.either), (0, 3, 1, 4), "a must goes before a should");
}

#[test]
fn what_is_not_listed_is_counted_and_what_is_broken_is_told() {
    let many =
        (0..40).map(|n| registry(&format!("r{n:02}"), [ledger(0, 1, 0), NONE()])).chain([broken("gone\u{1b}[2J")]);
    let all = swept(many.collect());
    let mut out = Vec::new();
    let view = View { per_rule: Some(5), ..View::default() };
    all.human(&Sources::default(), &view, &mut out).expect("a vector takes everything");
    let text = String::from_utf8(out).expect("UTF-8");
    assert!(
        text.starts_with("COULD NOT BE CHECKED  gone␛[2J\n") && text.contains("The file does not exist."),
        "{text}"
    );
    assert!(text.contains("… and 15 more registries (--all)"), "{text}");
    assert!(text.contains("41 registries: 0 compliant, 40 not, 1 could not be checked"), "{text}");
    let mut out = Vec::new();
    all.json(&Sources::default(), &mut out).expect("a vector takes everything");
    let json: serde_json::Value = serde_json::from_slice(&out).expect("JSON");
    assert_eq!(json["registries"].as_array().map(Vec::len), Some(41));
    assert_eq!(json["registries"][0]["conclusion"], "could_not_check");
}

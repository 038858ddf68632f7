//! A sweep that got worse must not look better, nor a registry that was not checked look clean.

use super::*;

fn history() -> History {
    let sweep = |id: u64, as_of: &str| Sweep { id, as_of: as_of.into(), tool: "0.1.0".into(), packs: Vec::new() };
    let mut history = History {
        sweeps: vec![sweep(1, "2024-01-01"), sweep(2, "2025-01-01"), sweep(3, "2026-01-01")],
        ..History::default()
    };
    for (name, conclusions) in [
        ("north", [Some("not_compliant"), Some("could_not_check"), Some("not_compliant")]),
        ("south", [None, Some("not_compliant"), Some("compliant")]),
    ] {
        let points = conclusions.iter().enumerate().filter_map(|(at, conclusion)| {
            Some((at, Point { conclusion: (*conclusion)?.into(), rows: 10, counts: Counts::default() }))
        });
        history.registries.insert(name.into(), Registry { points: points.collect() });
    }
    let counts = |violated, unknown| Counts { applicable: 8, violated, unknown };
    history.add(0, "north", "r", false, counts(1, 0));
    history.add(2, "north", "r", false, counts(3, 2));
    history.add(1, "south", "r", false, counts(2, 0));
    history.add(2, "south", "r", false, counts(0, 0));
    history.add(2, "south", "advice", true, counts(5, 0));
    history
}

fn human(lang: Lang) -> String {
    let mut out = Vec::new();
    history().human(lang, &View { per_rule: Some(5), ..View::default() }, &mut out).expect("a vector takes everything");
    String::from_utf8(out).expect("UTF-8")
}

#[test]
fn worse_better_not_there_and_not_checked_are_told_apart() {
    insta::assert_snapshot!(human(Lang::En));
    assert!(human(Lang::Nb).contains("advice (bør)"));
}

#[test]
fn shares_are_rounded_to_the_nearest_tenth_and_half_up() {
    let share = |violated, applicable| Counts { applicable, violated, unknown: 0 }.share();
    assert_eq!((share(1, 3), share(2, 3), share(1, 2000), share(1, 2001)), (Some(333), Some(667), Some(1), Some(0)));
    assert_eq!((share(0, 0), share(5, 5)), (None, Some(1000)));
}

#[test]
fn what_is_only_recommended_counts_for_no_registry() {
    let history = history();
    assert_eq!(history.registries["south"].points[&2].counts.violated, 0);
    assert_eq!(history.rules["advice"].points[&2].violated, 5);
}

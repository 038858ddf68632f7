//! What is shown as a remedy must be one, and say what else it does.

use super::*;
use crate::base::Lang;
use crate::driver::request::{Arguments, gather};
use crate::driver::{load, prepare};
use crate::value::Date;
use crate::world::Memory;

const RULES: &str = "\
language en
codes Scope
  whole \"Whole\"
  part  \"Part\"
table t
  id     text, key
  n      integer
  scope  Scope
  note   text
rule large \"Numbers are large\"
  source internal \"x\"
  for each t
  must n > 5
rule small \"Numbers of the whole are small\"
  source internal \"x\"
  for each t
  when scope = whole
  must n < 7
rule many \"There are three\"
  source internal \"x\"
  for the registry
  must count(t) = 3
rule impossible \"Nothing is right\"
  source internal \"x\"
  for each t
  must n > 5 and n < 5
";

fn explained(rule: &str, key: &str, rows: &str) -> Result<Vec<Why>, Vec<Diagnostic>> {
    let today = Date::from_ymd(2026, 1, 15).expect("a day");
    let world = Memory::new().on(today).file("r.krav", RULES).file("t.csv", format!("id,n,scope,note\n{rows}"));
    let paths = vec!["r.krav".to_string(), "t.csv".to_string()];
    let gathered = gather(&world, &Arguments { paths, ..Arguments::new(Lang::En) }).expect("files");
    let (prepared, _) = prepare(load::load(&world, &gathered.request.rules));
    why(&world, &gathered.request, &prepared, &Job { rule, key, repairs: true })
}

fn repairs(rule: &str, key: &str, rows: &str) -> crate::report::why::Repairs {
    explained(rule, key, rows).expect("a rule and a key").swap_remove(0).repairs.expect("something to mend")
}

#[test]
fn a_remedy_that_breaks_another_rule_says_so() {
    let found = repairs("large", "A", "A,1,Whole,\n").found;
    assert!(!found.is_empty());
    for repair in &found {
        let to = repair.changes.iter().find(|change| change.field == "n").map(|change| change.to.as_str());
        let breaks: Vec<&str> = repair.breaks.iter().map(|(rule, _)| rule.as_str()).collect();
        // Six is between both rules; from seven on the other one breaks.
        let wanted: &[&str] = if to == Some("6") { &[] } else { &["small"] };
        assert_eq!(breaks, wanted, "{repair:?}");
    }
    assert!(found.iter().any(|repair| repair.breaks.is_empty()), "the smallest change is among them");
}

#[test]
fn what_no_change_of_cells_mends_gets_no_remedy() {
    let one = repairs("impossible", "A", "A,1,Part,\n");
    assert!(one.found.is_empty() && one.tried > 0, "{one:?}");
    let registry = repairs("many", "-", "A,9,Part,\n");
    assert!(registry.found.is_empty(), "a row that is missing is no change of a cell: {registry:?}");
}

#[test]
fn a_value_that_cannot_be_read_is_mended_like_one_that_is_wrong() {
    let found = repairs("large", "A", "A,many,Part,\n").found;
    assert!(found.iter().any(|repair| repair.changes[0].from == "many" && repair.changes[0].to == "6"), "{found:?}");
}

#[test]
fn every_row_of_a_key_is_explained() {
    let all = explained("large", "A", "A,1,Part,\nA,9,Part,\n").expect("a rule and a key");
    let verdicts: Vec<Verdict> = all.iter().map(|why| why.verdict).collect();
    assert_eq!(verdicts, [Verdict::Violated, Verdict::Met]);
    assert!(all[1].repairs.is_none(), "what is met needs no remedy");
}

#[test]
fn a_rule_or_a_key_that_is_not_there_is_refused_with_the_nearest() {
    let problem = explained("larg", "A", "A,1,Part,\n").expect_err("no such rule");
    assert!(problem[0].code == Code::UnknownRule && problem[0].help[0].en.contains("`large`"), "{problem:?}");
    let problem = explained("large", "AB", "AA,1,Part,\n").expect_err("no such key");
    assert!(problem[0].help[0].en.contains("`AA`"), "{problem:?}");
    assert!(explained("large", "#2", "A,1,Part,\n").is_err() && explained("large", "#0", "A,1,Part,\n").is_err());
}

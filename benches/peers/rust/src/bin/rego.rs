//! regorus over the rules in Rego: rego RULES BESIDE.json ROWS.ndjson whole|rows
//!
//! `whole` gives it the registry as one document; `rows` one row after the other, as an admission check would do, without
//! the rules of several rows.
use regorus::{Engine, Value};
use std::collections::BTreeMap;
use std::fs::read_to_string;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, rules, beside, rows, mode] = &arguments[..] else {
        panic!("rego RULES BESIDE.json ROWS.ndjson whole|rows")
    };
    let rows = read_to_string(rows).expect("rows");
    let mut engine = Engine::new();
    engine.add_policy_from_file(rules).expect("rules");
    engine.add_data(Value::from_json_file(beside).expect("JSON")).expect("data");
    let mut eval = |input: &str, rule: &str| {
        engine.set_input_json(input).expect("JSON");
        engine.eval_rule(format!("data.krav.{rule}")).expect("an answer")
    };
    let mut counts: BTreeMap<String, [u64; 4]> = BTreeMap::new();
    let number = |value: &Value| value.as_u64().expect("a number");
    if mode == "whole" {
        let report = eval(&format!("{{\"rows\":[{}]}}", rows.lines().collect::<Vec<_>>().join(",")), "report");
        for (rule, found) in report.as_object().expect("an object") {
            let found: Vec<u64> = found.as_array().expect("four counts").iter().map(number).collect();
            counts.insert(rule.as_string().expect("a name").to_string(), found.try_into().expect("four counts"));
        }
    } else {
        for row in rows.lines() {
            for (rule, outcome) in eval(row, "row").as_object().expect("an object") {
                let rule = rule.as_string().expect("a name").to_string();
                counts.entry(rule).or_default()[number(outcome) as usize] += 1;
            }
        }
    }
    for (rule, [met, violated, undecided, not_applicable]) in counts {
        println!("{rule}\t{met}\t{violated}\t{undecided}\t{not_applicable}");
    }
}

//! Two rules that ask the same of the same.

use super::key::key;
use super::overlapping_editions::family;
use super::{Lint, Material, Told, found};
use crate::base::{Code, Text};
use crate::semantic::model::{Clause, Interval, Rule, Subject};
use crate::text;
use hashbrown::HashMap;

pub const LINT: Lint = Lint { code: Code::DuplicateRule, name: "duplicate-rule", check };

fn check(material: &Material, told: &mut Told) {
    let mut seen: HashMap<String, Vec<&Rule>> = HashMap::new();
    for rule in &material.model.rules {
        let others = seen.entry(asks(rule)).or_default();
        if let Some(first) =
            others.iter().find(|other| at_once(other.in_force, rule.in_force) && !editions(material, other, rule))
        {
            let (id, other) = (&rule.id, &first.id);
            let message = text!(
                nb: "{id} krever det samme av de samme som {other}.",
                en: "{id} asks the same of the same as {other}.",
            );
            let problem = found(&LINT, rule.id_span, message).at(first.id_span, Text::new("den andre", "the other"));
            told.tell(problem.help(Text::new(
                "Slå dem sammen: en regel kan ha flere kilder. Ellers telles hvert brudd to ganger.",
                "Join them: a rule may have several sources. Otherwise each violation is counted twice.",
            )));
        }
        others.push(rule);
    }
}

/// What a rule asks, of whom.
fn asks(rule: &Rule) -> String {
    let lines = |lines: &[Clause]| {
        let mut keys: Vec<String> = lines.iter().map(|line| key(&line.expr)).collect();
        keys.sort();
        keys.dedup();
        keys.join(" & ")
    };
    let subject = match &rule.subject {
        Subject::Rows(table) => format!("rows {}", table.0),
        Subject::Groups { table, path } => format!("groups {} {}", table.0, key(path)),
        Subject::Registry => "registry".to_owned(),
    };
    let explain = rule.explain.as_ref().map(|explain| key(&explain.field)).unwrap_or_default();
    let (when, unless, duties) = (lines(&rule.when), lines(&rule.unless), lines(&rule.duties));
    format!("{subject} | {when} | {unless} | {:?} {duties} | {explain}", rule.modality)
}

fn at_once(a: Interval, b: Interval) -> bool {
    let before = |a: Interval, b: Interval| matches!((a.to, b.from), (Some(to), Some(from)) if to < from);
    !before(a, b) && !before(b, a)
}

/// Whether two rules stand in editions of one work: there each edition repeats what it keeps.
fn editions(material: &Material, a: &Rule, b: &Rule) -> bool {
    let pack = |rule: &Rule| rule.pack.and_then(|pack| material.model.packs.get(pack));
    let (Some(a), Some(b)) = (pack(a), pack(b)) else { return false };
    a.id != b.id && family(&a.id).is_some() && family(&a.id) == family(&b.id)
}

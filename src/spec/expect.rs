//! Expected findings and ledgers, as lines that people read.

use super::diff::diff;
use super::markdown::Block;
use crate::base::{Diagnostic, Lang, Text, nearest};
use crate::driver::Checked;
use crate::report::tested::{Failure, Line, Place};
use crate::report::{Finding, RuleEntry, words};
use crate::syntax::lexicon;
use crate::syntax::tree::Words;
use crate::text;
use crate::value::Verdict;

/// The verdict that a line begins with, in any set of words or as machines write it, and the rest of the line.
fn verdict(line: &str) -> Option<(Verdict, &str)> {
    let first = line.split(' ').next().unwrap_or(line);
    let by_id =
        Verdict::ALL.into_iter().find(|verdict| verdict.id() == first || words::verdict(*verdict, Lang::En) == first);
    if let Some(found) = by_id {
        return Some((found, &line[first.len()..]));
    }
    let hit = lexicon::at_start(line, lexicon::Place::Verdict)?;
    let found = Verdict::ALL.into_iter().find(|verdict| word(*verdict) == hit.entry.word(Words::En))?;
    Some((found, &line[hit.len..]))
}

/// The word of a verdict in a rule file with English words.
fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Unknown => "unknown",
        other => words::verdict(other, Lang::En),
    }
}

/// One form for all the ways to write a line: the verdict as machines write it, single blanks.
fn plain(line: &str) -> String {
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    match verdict(&line) {
        Some((verdict, rest)) => format!("{}{rest}", verdict.id()),
        None => line,
    }
}

/// An expected line agrees when it is the found one, or all of it before the message.
fn agree(wanted: &str, found: &str) -> bool {
    let (wanted, found) = (plain(wanted), plain(found));
    found.strip_prefix(&wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with(": "))
}

fn line(finding: &Finding, rules: &[RuleEntry], lang: Lang) -> String {
    let verdict = match (lang, finding.verdict) {
        (Lang::En, verdict) => word(verdict),
        (Lang::Nb, verdict) => words::verdict(verdict, Lang::Nb),
    };
    let mut line = format!("{verdict} {}", rules.get(finding.rule).map_or("", |rule| rule.id.as_str()));
    match (finding.subject.key.is_empty(), finding.subject.row) {
        (true, Some(row)) => line.push_str(&words::pick(lang, format!(" rad {row}"), format!(" row {row}"))),
        (true, None) => {}
        (false, _) => line.push_str(&format!(" {}", finding.subject.key)),
    }
    let message = finding.message.split_whitespace().collect::<Vec<_>>().join(" ");
    line.push_str(&format!(": {message}"));
    line
}

/// The lines of a block, without blank ones.
fn lines(block: &Block) -> Vec<String> {
    block.text.lines().map(|line| line.trim().to_string()).filter(|line| !line.is_empty()).collect()
}

/// Compares findings, or what kept the run from any, with a `findings` block.
pub fn findings(block: &Block, path: &str, checked: &Result<Checked, Vec<Diagnostic>>, lang: Lang) -> Option<Failure> {
    let mut found = Vec::new();
    match checked {
        Ok(checked) => {
            // Lines in memory: nothing here can fail to be written.
            let _ = checked.findings.each(None, &mut |finding| {
                found.push(line(finding, &checked.report.rules, lang));
                Ok(())
            });
        }
        Err(problems) => {
            let errors = problems.iter().filter(|problem| problem.is_error());
            found.extend(errors.map(|problem| format!("{}: {}", problem.code.id(), problem.message.in_lang(lang))));
        }
    }
    let lines = diff(&lines(block), &found, agree);
    if lines.is_empty() {
        return None;
    }
    let message = Text::new("Funnene er ikke de ventede.", "The findings are not the expected ones.");
    let place = Place { path: path.to_string(), line: block.line, column: 1 };
    Some(Failure { diff: shortened(lines), ..Failure::new(place, message) })
}

/// Lines that agree are shown beside those that do not, and nowhere else.
fn shortened(lines: Vec<Line>) -> Vec<Line> {
    const AROUND: usize = 2;
    let differs: Vec<bool> = lines.iter().map(|line| !matches!(line, Line::Same(_))).collect();
    let near = |at: usize| {
        let (from, to) = (at.saturating_sub(AROUND), (at + AROUND + 1).min(differs.len()));
        differs[from..to].contains(&true)
    };
    let mut kept = Vec::new();
    for (at, line) in lines.into_iter().enumerate() {
        if near(at) {
            kept.push(line);
        } else if kept.last() != Some(&Line::Same("…".to_string())) {
            kept.push(Line::Same("…".to_string()));
        }
    }
    kept
}

const COLUMNS: [&str; 12] = [
    "kind",
    "modality",
    "population",
    "applicable",
    "without_key",
    "met",
    "violated",
    "explained",
    "waived",
    "unknown",
    "not_applicable",
    "not_in_force",
];

fn column(rule: &RuleEntry, name: &str) -> Option<String> {
    let ledger = rule.ledger;
    Some(match name {
        "kind" => words::kind_id(rule.kind).to_string(),
        "modality" => words::modality_id(rule.modality).to_string(),
        "population" => ledger.population.to_string(),
        "applicable" => ledger.applicable().to_string(),
        "without_key" => ledger.without_key.to_string(),
        other => ledger.count(Verdict::ALL.into_iter().find(|verdict| verdict.id() == other)?).to_string(),
    })
}

/// Compares the ledger with a block that has some of its columns for some of its rules.
pub fn ledger(block: &Block, path: &str, rules: &[RuleEntry]) -> Vec<Failure> {
    let mut lines = (block.line + 1..).zip(block.text.lines()).filter(|(_, line)| !line.trim().is_empty());
    let place = |line: u32| Place { path: path.to_string(), line, column: 1 };
    let heading: Vec<&str> = lines.next().map(|(_, line)| line.split_whitespace().collect()).unwrap_or_default();
    let names = match heading.split_first() {
        Some((&"rule", names)) if !names.is_empty() => names,
        _ => {
            let all = COLUMNS.join(", ");
            let message = text!(
                nb: "Første linje er overskrifter: `rule` og en eller flere av {all}.",
                en: "The first line is headings: `rule` and one or more of {all}.",
            );
            return vec![Failure::new(place(block.line + 1), message)];
        }
    };
    let mut failures = Vec::new();
    for name in names.iter().filter(|name| !COLUMNS.contains(name)) {
        let near = nearest(name, COLUMNS).unwrap_or("population");
        let message = text!(
            nb: "Protokollen har ingen kolonne {name}. Mente du {near}?",
            en: "The ledger has no column {name}. Did you mean {near}?",
        );
        failures.push(Failure::new(place(block.line + 1), message));
    }
    for (number, line) in lines {
        let wanted: Vec<&str> = line.split_whitespace().collect();
        let id = wanted.first().copied().unwrap_or_default();
        let Some(rule) = rules.iter().find(|rule| rule.id == id) else {
            let near = nearest(id, rules.iter().map(|rule| rule.id.as_str())).unwrap_or("–");
            let message = text!(
                nb: "Protokollen har ingen regel {id}. Den nærmeste er {near}.",
                en: "The ledger has no rule {id}. The nearest is {near}.",
            );
            failures.push(Failure::new(place(number), message));
            continue;
        };
        let mut found = vec![rule.id.clone()];
        found.extend(names.iter().map(|name| column(rule, name).unwrap_or_else(|| "–".to_string())));
        if wanted != found {
            let message = Text::new("Protokollen er ikke den ventede.", "The ledger is not the expected one.");
            let diff =
                vec![Line::Same(heading.join("  ")), Line::Wanted(wanted.join("  ")), Line::Found(found.join("  "))];
            failures.push(Failure { diff, ..Failure::new(place(number), message) });
        }
    }
    failures
}

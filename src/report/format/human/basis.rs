//! What the report rests on, for people: what was known before, and the files with their hashes.

use super::{Page, Pen};
use crate::report::ink::Tone;
use crate::report::visible::{clip, visible};
use crate::report::{FileEvidence, words};
use crate::value::Verdict;
use words::pick;

/// Findings that are gone, listed unless all is asked for.
const GONE: usize = 5;

/// `Mot gammel.json: 2 nye (1 på endret post), 8 kjente, 1 borte.`
pub fn baseline(page: &Page, pen: &Pen) -> String {
    let Some(baseline) = &page.report.baseline else { return String::new() };
    let lang = pen.lang;
    let number = |n: u64| words::number(n, lang);
    let (new, known, gone) = (number(baseline.new), number(baseline.known_total()), number(baseline.gone.len() as u64));
    let changed = match baseline.changed {
        0 => String::new(),
        n => pick(lang, format!(" ({} på endrede poster)", number(n)), format!(" ({} on changed records)", number(n))),
    };
    let mut out = String::new();
    let path = visible(&baseline.path);
    let head = pick(
        lang,
        format!("Mot {path}: {new} nye{changed}, {known} kjente, {gone} borte"),
        format!("Against {path}: {new} new{changed}, {known} known, {gone} gone"),
    );
    pen.paragraph(&mut out, 0, &head);
    let most = page.view.per_rule.map_or(usize::MAX, |_| GONE);
    for one in baseline.gone.iter().take(most) {
        let whom = [one.table.as_str(), &one.key].join(" ");
        let text = format!("{}  {}: {}", one.rule, whom.trim(), clip(&one.message, 200));
        pen.fact(&mut out, 2, pick(lang, "Borte", "Gone"), &text);
    }
    if baseline.gone.len() > most {
        let n = number((baseline.gone.len() - most) as u64);
        let more = pick(lang, format!("  … og {n} til (vis alle med --all)"), format!("  … and {n} more (--all)"));
        out.push_str(&pen.ink.paint(Tone::Dim, &more));
        out.push('\n');
    }
    let known_of = |rule: usize| Verdict::ALL.iter().map(|verdict| baseline.known(rule, *verdict)).sum::<u64>();
    let rules = page.report.rules.iter().enumerate().filter(|(place, _)| known_of(*place) > 0);
    let parts: Vec<String> =
        rules.map(|(place, rule)| format!("{} {}", visible(&rule.id), number(known_of(place)))).collect();
    if !parts.is_empty() {
        pen.fact(&mut out, 2, pick(lang, "Kjente", "Known"), &parts.join(", "));
    }
    out.push('\n');
    out
}

/// The tool, the packs and the files with their hashes, where they are asked for.
pub fn evidence(page: &Page, pen: &Pen) -> String {
    let Some(evidence) = page.report.evidence.as_ref().filter(|_| page.view.evidence) else { return String::new() };
    let lang = pen.lang;
    let mut out = String::new();
    out.push_str(&pen.ink.paint(Tone::Strong, pick(lang, "Grunnlag", "Evidence")));
    out.push('\n');
    pen.fact(&mut out, 2, pick(lang, "Verktøy", "Tool"), concat!("krav ", env!("CARGO_PKG_VERSION")));
    for pack in &page.report.packs {
        pen.fact(&mut out, 2, pick(lang, "Pakke", "Pack"), &format!("{} {} ({})", pack.id, pack.edition, pack.title));
    }
    let mut file = |label: &str, file: &FileEvidence| {
        let read: String = file.read_as.iter().map(|(name, value)| format!(", {name} {value}")).collect();
        let size = words::counted(file.bytes, "byte", pick(lang, "byte", "bytes"), lang);
        pen.fact(&mut out, 2, label, &format!("{} ({size}{read})", file.path));
        pen.fact(&mut out, 2, "", &format!("sha256 {}", file.sha256));
    };
    evidence.rules.iter().for_each(|one| file(pick(lang, "Regler", "Rules"), one));
    evidence.inputs.iter().for_each(|one| file(pick(lang, "Tabell", "Table"), one));
    let gate = page.view.gate;
    let mut options = vec![format!("--as-of {}", page.report.as_of)];
    let mut add = |set: bool, word: &str| options.extend(set.then(|| word.to_string()));
    add(gate.allow_unknown, "--allow-unknown");
    add(gate.fail_on_departure, "--fail-on departure");
    add(gate.allow_empty, "--allow-empty");
    let most = gate.thresholds;
    let at_most = |name: &str, count: u64| format!("{name} <= {count}");
    if !most.is_none() {
        options.push(at_most("violations", most.violations));
        options.push(at_most("undecided", most.undecided));
        options.extend(most.departures.map(|count| at_most("departures", count)));
    }
    pen.fact(&mut out, 2, pick(lang, "Valg", "Options"), &options.join(" "));
    out.push('\n');
    out
}

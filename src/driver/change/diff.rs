//! `krav diff`: two reports held against each other.

use super::{Known, Standing};
use crate::base::{Code, Diagnostic, nearest};
use crate::report::compared::{Compared, Counts, Line};
use crate::report::past::{Past, PastFinding};
use crate::text;
use crate::value::Verdict;
use hashbrown::HashSet;
use std::collections::BTreeMap;

/// Compares two reports; with `by`, also by the values of a field that their findings name. `Err`: none names it.
pub fn diff(before: Past, now: Past, by: Option<&str>) -> Result<Compared, Diagnostic> {
    if let Some(field) = by {
        must_be_named(&before, &now, field)?;
    }
    let (known, found) = (Known::of(&before.findings), Known::of(&now.findings));
    let mut compared = Compared { before: before.path.clone(), now: now.path.clone(), ..Compared::default() };
    compared.basis = basis(&before, &now);
    let mut rules = Rules::of(&before, &now);
    let mut groups: BTreeMap<Option<String>, Counts> = BTreeMap::new();
    let mut group = |finding: &PastFinding, count: &dyn Fn(&mut Counts)| {
        if let Some(field) = by {
            count(groups.entry(value(finding, field)).or_default());
        }
    };
    for finding in now.findings {
        let standing = known.standing(&finding.fingerprint, finding.verdict, finding.record.as_deref());
        let count = move |counts: &mut Counts| match standing {
            Standing::Known => counts.still += 1,
            Standing::Changed => counts.changed += 1,
            Standing::New => counts.new += 1,
        };
        count(rules.counts(&finding.rule));
        group(&finding, &count);
        if standing != Standing::Known {
            compared.new.push((finding, standing == Standing::Changed));
        }
    }
    for finding in before.findings {
        let standing = found.standing(&finding.fingerprint, finding.verdict, finding.record.as_deref());
        if standing == Standing::New {
            rules.counts(&finding.rule).gone += 1;
            group(&finding, &|counts| counts.gone += 1);
            compared.gone.push(finding);
        }
    }
    compared.rules = rules.lines;
    compared.by = by.map(|field| (field.to_string(), groups.into_iter().collect()));
    Ok(compared)
}

/// The rules of both reports, in the order of the newer one; those that are in the older one alone come last.
struct Rules {
    lines: Vec<Line>,
    places: BTreeMap<String, usize>,
}

impl Rules {
    fn of(before: &Past, now: &Past) -> Rules {
        let mut rules = Rules { lines: Vec::new(), places: BTreeMap::new() };
        for about in [now, before].into_iter().filter_map(|past| past.about.as_ref()) {
            for rule in &about.rules {
                rules.line(&rule.id).title.get_or_insert(rule.title.clone());
            }
        }
        rules
    }

    fn line(&mut self, id: &str) -> &mut Line {
        let place = *self.places.entry(id.to_string()).or_insert_with(|| {
            self.lines.push(Line { rule: id.to_string(), title: None, counts: Counts::default() });
            self.lines.len() - 1
        });
        &mut self.lines[place]
    }

    fn counts(&mut self, id: &str) -> &mut Counts {
        &mut self.line(id).counts
    }
}

/// What a field is for a finding: as the report tells it, or in a cell that the finding names.
fn value(finding: &PastFinding, field: &str) -> Option<String> {
    match field {
        "table" => return Some(finding.table.clone()),
        "verdict" => return Some(finding.verdict.id().to_string()),
        "path" => return finding.cells.first().map(|cell| cell.path.clone()),
        _ => {}
    }
    let cell = finding.cells.iter().find(|cell| cell.field == field || cell.heading == field);
    finding.by.get(field).cloned().or_else(|| cell.map(|cell| cell.value.clone()))
}

fn must_be_named(before: &Past, now: &Past, field: &str) -> Result<(), Diagnostic> {
    let findings = || before.findings.iter().chain(&now.findings);
    if findings().next().is_none() || findings().any(|finding| value(finding, field).is_some()) {
        return Ok(());
    }
    let own = ["table", "verdict", "path"];
    let cells = findings().flat_map(|finding| &finding.cells).map(|cell| cell.field.as_str());
    let named = findings().flat_map(|finding| finding.by.keys()).map(String::as_str);
    let known: HashSet<&str> = cells.chain(named).chain(own).collect();
    let message = text!(
        nb: "--by {field}: ingen funn i rapportene nevner feltet.",
        en: "--by {field}: no finding in the reports names the field.",
    );
    let problem = Diagnostic::error(Code::BadArgument, message);
    let problem = match nearest(field, known.iter().copied()) {
        Some(near) => problem.help(text!(nb: "Mente du «{near}»?", en: "Did you mean `{near}`?")),
        None => problem,
    };
    let list = super::some(known, 12);
    Err(problem.help(text!(nb: "De nevner: {list}.", en: "They name: {list}.")))
}

/// What the reports do not have in common: the date, the editions of packs, the rule files.
fn basis(before: &Past, now: &Past) -> Vec<(String, String, String)> {
    let (Some(old), Some(new)) = (&before.about, &now.about) else { return Vec::new() };
    let mut all = Vec::new();
    let mut add = |name: String, old: String, new: String| {
        if old != new {
            all.push((name, old, new));
        }
    };
    let date = |date: Option<crate::value::Date>| date.map(|date| date.to_string()).unwrap_or_default();
    add("as_of".to_string(), date(old.as_of), date(new.as_of));
    add("krav".to_string(), old.tool.clone(), new.tool.clone());
    for pack in &new.packs {
        let earlier = old.packs.iter().find(|other| other.id == pack.id);
        add(pack.id.clone(), earlier.map(|pack| pack.edition.clone()).unwrap_or_default(), pack.edition.clone());
    }
    for pack in old.packs.iter().filter(|pack| !new.packs.iter().any(|other| other.id == pack.id)) {
        add(pack.id.clone(), pack.edition.clone(), String::new());
    }
    all
}

/// Whether anything that fails a run is new.
pub fn fails(compared: &Compared) -> bool {
    compared.new.iter().any(|(finding, _)| matches!(finding.verdict, Verdict::Violated | Verdict::Unknown))
}

//! How the rules came out by the values of a field, as a table.

use super::{Page, Pen};
use crate::report::Group;
use crate::report::ink::Tone;
use crate::report::visible::{clip, columns, visible};
use crate::report::words::{self, pick};
use crate::semantic::model::Modality;
use crate::value::Verdict;

/// Values that are listed, unless all is asked for.
const GROUPS: usize = 20;

/// Columns of a value that are shown.
const LONGEST: usize = 50;

/// The counts of rules that say `must`, by the values of the run's field, the worst first; an empty line after them.
pub fn table(page: &Page, pen: &Pen) -> String {
    let Some(by) = &page.report.by else { return String::new() };
    let lang = pen.lang;
    let most = page.view.per_rule.map_or(usize::MAX, |_| GROUPS);
    let heads = [
        (pick(lang, "rader", "rows"), None),
        (words::verdict(Verdict::Met, lang), Some(Verdict::Met)),
        (words::verdict(Verdict::Violated, lang), Some(Verdict::Violated)),
        (words::verdict(Verdict::Unknown, lang), Some(Verdict::Unknown)),
    ];
    let shown: Vec<&Group> = by.groups.iter().take(most).collect();
    let count = |group: &Group, verdict: Option<Verdict>| match verdict {
        Some(verdict) => group.count(Modality::Must, verdict),
        None => group.subjects,
    };
    let name = |group: &Group| match &group.name {
        Some(name) => visible(&clip(name, LONGEST)).into_owned(),
        None => pick(lang, "(ikke oppgitt)", "(not stated)").to_string(),
    };
    let path = visible(&by.path).into_owned();
    let names = shown.iter().map(|group| name(group)).chain([path.clone()]);
    let first = names.map(|name| columns(&name)).max().unwrap_or(0) + 2;
    let wide = heads.map(|(head, verdict)| {
        let numbers = shown.iter().map(|group| words::number(count(group, verdict), lang).chars().count());
        numbers.chain([head.chars().count()]).max().unwrap_or(0)
    });
    let padded = |name: &str| format!("{name}{}", " ".repeat(first.saturating_sub(columns(name))));
    let mut head = padded(&path);
    for ((word, _), wide) in heads.iter().zip(wide) {
        head.push_str(&format!("  {word:>wide$}"));
    }
    let mut out = format!("{}\n", pen.ink.paint(Tone::Dim, &head));
    for group in &shown {
        out.push_str(&padded(&name(group)));
        for ((_, verdict), wide) in heads.iter().zip(wide) {
            let n = count(group, *verdict);
            let text = if n == 0 { "–".to_string() } else { words::number(n, lang) };
            let tone = match verdict {
                Some(Verdict::Violated) => Some(Tone::Bad),
                Some(Verdict::Unknown) => Some(Tone::Open),
                _ => None,
            };
            out.push_str(&" ".repeat(2 + wide.saturating_sub(text.chars().count())));
            match tone.filter(|_| n > 0) {
                Some(tone) => out.push_str(&pen.ink.paint(tone, &text)),
                None => out.push_str(&text),
            }
        }
        out.push('\n');
    }
    if by.groups.len() > most {
        let n = words::number((by.groups.len() - most) as u64, lang);
        let more =
            pick(lang, format!("… og {n} verdier til (vis alle med --all)"), format!("… and {n} more values (--all)"));
        out.push_str(&format!("{}\n", pen.ink.paint(Tone::Dim, &more)));
    }
    out.push('\n');
    out
}

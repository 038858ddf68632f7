//! `--format markdown`: a summary in GitHub's Markdown, for a job's summary page, a merge request, an issue.

use super::Page;
use super::refused::{self, Refusal};
use super::tell::{self, Gravity};
use crate::report::visible::{clip, on_one_line, visible};
use crate::report::{Finding, RuleEntry, words};
use crate::value::Verdict;
use std::io::{self, Write};
use words::pick;

/// Columns of a message.
const LONGEST: usize = 300;

pub fn write(page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let (report, lang) = (page.report, page.report.lang);
    let (_, word, found) = tell::conclusion(page);
    writeln!(out, "## krav: {}\n", escaped(word))?;
    let day = pick(lang, "Målt per", "Measured as of");
    writeln!(
        out,
        "{}.  \n{}. {day} {}.\n",
        escaped(&sentence(&found)),
        escaped(&sentence(&tell::extent(page))),
        report.as_of
    )?;
    let unchecked = Refusal::among(page);
    if unchecked.problems.iter().any(|note| note.is_error()) {
        refused::problems(&unchecked, out)?;
        writeln!(out)?;
    }
    table(page, out)?;
    groups(page, out)?;
    for gravity in [Gravity::Violation, Gravity::Open, Gravity::Departure, Gravity::OpenRecommendation] {
        findings(page, gravity, out)?;
    }
    Ok(())
}

/// With a capital.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The ledger of rules that found something.
fn table(page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let lang = page.report.lang;
    let open: Vec<&RuleEntry> = page.report.rules.iter().filter(|rule| asks(rule)).collect();
    if open.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "{}\n|---|---|--:|--:|--:|--:|",
        pick(
            lang,
            "| Regel | Styrke | gjelder | oppfylt | brudd | uavklart |",
            "| Rule | Strength | applies | met | violated | undecided |",
        )
    )?;
    let number = |n: u64| words::number(n, lang);
    for rule in open {
        writeln!(
            out,
            "| {}<br>{} | {} | {} | {} | {} | {} |",
            escaped(&clip(rule.title.in_lang(lang), LONGEST)),
            escaped(&rule.id),
            words::modality(rule.modality, lang),
            number(rule.ledger.applicable()),
            number(rule.ledger.count(Verdict::Met)),
            number(rule.ledger.count(Verdict::Violated)),
            number(rule.ledger.count(Verdict::Unknown)),
        )?;
    }
    writeln!(out)
}

/// Groups that are shown; the rest are counted.
const GROUPS: usize = 50;

/// The counts by the field that was named, of rules that say `must`.
fn groups(page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let Some(by) = &page.report.by else { return Ok(()) };
    let lang = page.report.lang;
    let heads = pick(lang, "rader | oppfylt | brudd | uavklart", "rows | met | violated | undecided");
    writeln!(out, "| {} | {heads} |\n|---|--:|--:|--:|--:|", escaped(&by.path))?;
    for group in by.groups.iter().take(GROUPS) {
        let none = pick(lang, "(ikke oppgitt)", "(not stated)");
        let name = escaped(&clip(group.name.as_deref().unwrap_or(none), LONGEST));
        let counts = [Verdict::Met, Verdict::Violated, Verdict::Unknown].map(|verdict| group.must[verdict as usize]);
        let counts = counts.map(|count| words::number(count, lang)).join(" | ");
        writeln!(out, "| {name} | {} | {counts} |", words::number(group.subjects, lang))?;
    }
    if by.groups.len() > GROUPS {
        let more = words::number((by.groups.len() - GROUPS) as u64, lang);
        writeln!(out, "\n{}", pick(lang, format!("… og {more} verdier til."), format!("… and {more} more values.")))?;
    }
    writeln!(out)
}

fn asks(rule: &RuleEntry) -> bool {
    rule.ledger.count(Verdict::Violated) + rule.ledger.count(Verdict::Unknown) > 0
}

/// The findings so grave, rule by rule, as many a rule as are to be shown.
fn findings(page: &Page, gravity: Gravity, out: &mut dyn Write) -> io::Result<()> {
    let (report, lang) = (page.report, page.report.lang);
    let most = page.view.per_rule.unwrap_or(usize::MAX);
    for place in tell::worst_first(report, gravity) {
        let mut shown = 0;
        tell::each_of(page, gravity, place, most, &mut |finding| {
            if shown == 0 {
                heading(page, gravity, finding, out)?;
            }
            shown += 1;
            item(page, finding, out)
        })?;
        let all = gravity.count(report, place);
        if all > shown {
            let more = words::number(all - shown, lang);
            writeln!(out, "\n{}", pick(lang, format!("… og {more} til."), format!("… and {more} more.")))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn heading(page: &Page, gravity: Gravity, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let lang = page.report.lang;
    let Some(rule) = page.report.rules.get(finding.rule) else { return Ok(()) };
    let word = sentence(gravity.word(lang));
    let count = words::number(gravity.count(page.report, finding.rule), lang);
    writeln!(out, "### {}: {} ({count})\n", escaped(&word), escaped(&clip(rule.title.in_lang(lang), LONGEST)))?;
    for source in &rule.sources {
        let text = escaped(&words::source(source, lang));
        let label = pick(lang, "Kilde", "Source");
        match source.url.as_deref().and_then(super::sarif::uri) {
            Some(url) => writeln!(out, "{label}: [{text}](<{url}>)\n")?,
            None => writeln!(out, "{label}: {text}\n")?,
        }
    }
    for reading in &rule.readings {
        writeln!(out, "{}: {}\n", pick(lang, "Tolkning", "Reading"), escaped(&tell::reading(reading, lang)))?;
    }
    if let Some(advice) = &finding.advice {
        writeln!(out, "{}: {}\n", pick(lang, "Råd", "Advice"), escaped(&clip(advice, LONGEST)))?;
    }
    Ok(())
}

fn item(page: &Page, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let lang = page.report.lang;
    let message = tell::sentence(page.report, finding);
    let mut line = format!("- {}", escaped(&clip(&on_one_line(&message), LONGEST)));
    for value in &finding.values {
        let told = format!("{} = {}", on_one_line(&value.expression), value.value);
        line.push_str(&format!("; {}", escaped(&clip(&told, LONGEST))));
    }
    if let Some(cell) = tell::main_cell(finding) {
        let told = tell::cell(cell, finding.verdict == Verdict::Unknown, lang);
        let place = escaped(&tell::place(&cell.place));
        line.push_str(&format!(" ({place}: {})", escaped(&clip(&on_one_line(&told), LONGEST))));
    }
    writeln!(out, "{line}")
}

/// A text that Markdown leaves alone, on one line: no markup, no link, no HTML, no cell's end.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let shown = visible(text);
    for (at, c) in shown.char_indices() {
        let rest = &shown[at..];
        let special = matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '#' | '|' | '~' | '$');
        // Addresses become links by themselves.
        let address =
            (c == ':' && rest.starts_with("://")) || (c == '.' && shown[..at].to_lowercase().ends_with("www"));
        let scheme = c == ':' && ["mailto", "xmpp"].iter().any(|word| shown[..at].to_lowercase().ends_with(word));
        if special || address || scheme {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn markdown_leaves_texts_alone() {
        assert_eq!(escaped("a|b\n**c** <i>[x](y)"), "a\\|b␊\\*\\*c\\*\\* \\<i\\>\\[x\\](y)");
        assert_eq!(escaped("https://x.no www.x.no kl. 12:30"), "https\\://x.no www\\.x.no kl. 12:30");
    }
}

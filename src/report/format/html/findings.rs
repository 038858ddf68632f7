//! Every finding, rule by rule, the gravest first; and a filter for those who have a script.

use super::tags::Tags;
use crate::base::Span;
use crate::report::format::Page;
use crate::report::format::tell::{self, GRAVITIES, Gravity};
use crate::report::visible::on_one_line;
use crate::report::{Finding, words};
use crate::value::Verdict;
use std::collections::BTreeSet;
use std::io;
use words::pick;

/// From so many findings on, the browser lays out only those in view.
const MANY: u64 = 2_000;

/// What was said of the rule whose findings are being written.
struct Open {
    clause: Span,
    advice: Option<String>,
}

pub fn write(page: &Page, tags: &mut Tags) -> io::Result<()> {
    let (report, lang) = (page.report, page.report.lang);
    let total: u64 = GRAVITIES.iter().map(|gravity| gravity.total(report)).sum();
    let class = if total > MANY { "many" } else { "few" };
    tags.open("section", &[("aria-labelledby", "findings"), ("class", class)])?;
    tags.line("h2", &[("id", "findings"), ("tabindex", "-1")], pick(lang, "Funn", "Findings"))?;
    if total == 0 {
        tags.line("p", &[], pick(lang, "Ingen funn.", "No findings."))?;
        return tags.close("section");
    }
    filter(page, tags)?;
    let mut linked = BTreeSet::new();
    for (level, gravity) in GRAVITIES.iter().enumerate() {
        for place in tell::worst_first(report, *gravity) {
            let mut open: Option<Open> = None;
            tell::each_of(page, *gravity, place, usize::MAX, &mut |finding| {
                if open.is_none() {
                    begin(page, *gravity, finding, linked.insert(place), tags)?;
                }
                let own = || Open { clause: finding.clause, advice: finding.advice.clone() };
                item(page, level, open.get_or_insert_with(own), finding, tags)
            })?;
            if open.is_some() {
                tags.raw("</ul>\n</section>\n")?;
            }
        }
    }
    tags.close("section")
}

/// A search field and lists to choose from; hidden from those without a script.
fn filter(page: &Page, tags: &mut Tags) -> io::Result<()> {
    let (report, lang) = (page.report, page.report.lang);
    tags.open("form", &[("id", "filter"), ("class", "filter"), ("hidden", ""), ("role", "search")])?;
    tags.raw("<div>")?;
    tags.element("label", &[("for", "words")], pick(lang, "Søk i funnene", "Search the findings"))?;
    tags.raw("<input id=\"words\" name=\"words\" type=\"search\" autocomplete=\"off\"/></div>\n")?;
    let all = pick(lang, "Alle", "All");
    let chooser = |tags: &mut Tags, id: &'static str, label: &str, options: &[(String, String)]| -> io::Result<()> {
        tags.raw("<div>")?;
        tags.element("label", &[("for", id)], label)?;
        tags.open("select", &[("id", id), ("name", id)])?;
        tags.element("option", &[("value", "")], all)?;
        for (value, text) in options {
            tags.element("option", &[("value", value)], text)?;
        }
        tags.raw("</select></div>\n")
    };
    let found = |rule: usize| GRAVITIES.iter().any(|gravity| gravity.count(report, rule) > 0);
    let rules = report.rules.iter().enumerate().filter(|(place, _)| found(*place));
    let rules: Vec<_> = rules.map(|(place, rule)| (place.to_string(), rule.id.clone())).collect();
    chooser(tags, "rule", pick(lang, "Regel", "Rule"), &rules)?;
    let present = |gravity: &Gravity| gravity.total(report) > 0;
    let levels = GRAVITIES.iter().enumerate().filter(|(_, gravity)| present(gravity));
    let levels: Vec<_> = levels.map(|(level, gravity)| (level.to_string(), gravity.word(lang).to_string())).collect();
    chooser(tags, "gravity", pick(lang, "Utfall", "Outcome"), &levels)?;
    if let Some(by) = &report.by {
        let groups: Vec<_> =
            by.groups.iter().filter_map(|group| group.name.clone()).map(|name| (name.clone(), name)).collect();
        chooser(tags, "group", &by.path, &groups)?;
    }
    tags.raw("<button type=\"reset\">")?;
    tags.text(pick(lang, "Vis alle", "Show all"))?;
    tags.raw("</button>\n")?;
    let text = pick(lang, "Viser {n} av {all} funn.", "Showing {n} of {all} findings.");
    tags.line("p", &[("id", "shown"), ("role", "status"), ("data-text", text)], "")?;
    tags.close("form")
}

/// The heading of a rule, and what is said of it.
fn begin(page: &Page, gravity: Gravity, first: &Finding, link: bool, tags: &mut Tags) -> io::Result<()> {
    let lang = page.report.lang;
    let Some(rule) = page.report.rules.get(first.rule) else { return Ok(()) };
    let id = format!("r{}", first.rule);
    let attributes: &[(&'static str, &str)] = &[("class", "rule"), ("id", &id)];
    tags.open("section", if link { attributes } else { &attributes[..1] })?;
    let mut word = gravity.word(lang).to_string();
    if let Some(letter) = word.get(..1) {
        word.replace_range(..1, &letter.to_uppercase());
    }
    let count = words::number(gravity.count(page.report, first.rule), lang);
    tags.line("h3", &[], &format!("{word}: {} ({count})", rule.title.in_lang(lang)))?;
    tags.open("dl", &[])?;
    tags.fact(pick(lang, "Regel", "Rule"), &format!("{} ({})", rule.id, words::modality(rule.modality, lang)))?;
    for source in &rule.sources {
        tags.element("dt", &[], pick(lang, "Kilde", "Source"))?;
        tags.raw("<dd>")?;
        let text = words::source(source, lang);
        match source.url.as_deref().and_then(crate::report::format::sarif::uri) {
            Some(url) => tags.element("a", &[("href", &url), ("rel", "noreferrer noopener")], &text)?,
            None => tags.text(&text)?,
        }
        tags.close("dd")?;
    }
    for reading in &rule.readings {
        tags.fact(pick(lang, "Tolkning", "Reading"), &tell::reading(reading, lang))?;
    }
    if let Some(when) = words::judged_at(rule, lang).or_else(|| words::interval(rule.in_force, lang)) {
        tags.fact(pick(lang, "I kraft", "In force"), &when)?;
    }
    clause(page, first, tags)?;
    if let Some(advice) = &first.advice {
        tags.fact(pick(lang, "Råd", "Advice"), advice)?;
    }
    tags.close("dl")?;
    tags.raw("<ul class=\"findings\">\n")
}

/// The clause of the rule, as it is written.
fn clause(page: &Page, finding: &Finding, tags: &mut Tags) -> io::Result<()> {
    let (Some((path, line, _)), Some(text)) = (tell::clause(page.sources, finding), tell::clause_text(page, finding))
    else {
        return Ok(());
    };
    tags.element("dt", &[], pick(page.report.lang, "Ledd", "Clause"))?;
    tags.raw("<dd>")?;
    tags.element("code", &[], text)?;
    tags.raw(" ")?;
    tags.element("span", &[("class", "where")], &format!("{path}:{line}"))?;
    tags.close("dd")
}

fn item(page: &Page, level: usize, open: &Open, finding: &Finding, tags: &mut Tags) -> io::Result<()> {
    let lang = page.report.lang;
    let (class, rule, level) = (format!("finding g{level}"), finding.rule.to_string(), level.to_string());
    let mut attributes: Vec<(&'static str, &str)> =
        vec![("class", &class), ("data-rule", &rule), ("data-gravity", &level)];
    if let Some(group) = &finding.group {
        attributes.push(("data-group", group));
    }
    tags.open("li", &attributes)?;
    let subject = tell::subject(page.report, finding);
    if !subject.is_empty() {
        tags.line("h4", &[], &on_one_line(&subject))?;
    }
    tags.line("p", &[], &finding.message)?;
    if finding.known {
        tags.line("p", &[], pick(lang, "Kjent fra før.", "Known before."))?;
    }
    if !finding.cells.is_empty() {
        tags.raw("<ul>\n")?;
        for cell in &finding.cells {
            tags.raw("<li>")?;
            tags.text(&tell::cell(cell, finding.verdict == Verdict::Unknown, lang))?;
            tags.raw(" ")?;
            tags.element("span", &[("class", "where")], &tell::place(&cell.place))?;
            tags.raw("</li>\n")?;
        }
        tags.raw("</ul>\n")?;
    }
    facts(page, open, finding, tags)?;
    tags.close("li")
}

/// What is said of this finding and not of the rule.
fn facts(page: &Page, open: &Open, finding: &Finding, tags: &mut Tags) -> io::Result<()> {
    let lang = page.report.lang;
    let own_clause = finding.clause != open.clause;
    let own_advice = finding.advice.as_ref().filter(|advice| open.advice.as_ref() != Some(advice));
    let group = page.report.by.as_ref().zip(finding.group.as_ref());
    if finding.values.is_empty() && !own_clause && own_advice.is_none() && group.is_none() {
        return Ok(());
    }
    tags.open("dl", &[])?;
    if let Some((by, group)) = group {
        tags.fact(&by.path, group)?;
    }
    for value in &finding.values {
        let told = format!("{} = {}", on_one_line(&value.expression), value.value);
        tags.fact(pick(lang, "Utregnet", "Computed"), &told)?;
    }
    if own_clause {
        clause(page, finding, tags)?;
    }
    if let Some(advice) = own_advice {
        tags.fact(pick(lang, "Råd", "Advice"), advice)?;
    }
    tags.close("dl")
}

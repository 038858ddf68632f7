//! How each rule came out, and each group: tables with bars.

use super::tags::Tags;
use crate::report::format::Page;
use crate::report::format::tell::{FOUND, GRAVITIES, Gravity};
use crate::report::{Group, RuleEntry, words};
use crate::semantic::model::Modality;
use crate::value::Verdict;
use std::io;
use words::pick;

/// The parts of a bar, in order, with their classes in the style.
const PARTS: [(Verdict, &str); 5] = [
    (Verdict::Violated, "violated"),
    (Verdict::Unknown, "unknown"),
    (Verdict::Explained, "explained"),
    (Verdict::Waived, "explained"),
    (Verdict::Met, "met"),
];

/// The parts of a group's bar.
const AGAINST: [(Verdict, &str); 2] = [PARTS[0], PARTS[1]];

/// Groups that are shown; the rest are counted.
const GROUPS: usize = 200;

/// Rule by rule.
pub fn rules(page: &Page, tags: &mut Tags) -> io::Result<()> {
    let lang = page.report.lang;
    tags.open("section", &[("aria-labelledby", "rules")])?;
    tags.line("h2", &[("id", "rules")], pick(lang, "Regel for regel", "Rule by rule"))?;
    key(page, tags)?;
    tags.open("div", &[("class", "scroll"), ("tabindex", "0"), ("role", "region"), ("aria-labelledby", "rules")])?;
    tags.raw("<table>\n")?;
    let caption = pick(
        lang,
        "Hver regel med hvor mange den gjelder for, og hvordan det gikk. Regler med funn står først.",
        "Each rule with how many it applies to, and how it came out. Rules with findings stand first.",
    );
    tags.line("caption", &[], caption)?;
    let columns =
        [pick(lang, "Regel", "Rule"), pick(lang, "Fordeling", "Distribution"), pick(lang, "gjelder", "applies")];
    heads(page, tags, columns)?;
    tags.raw("<tbody>\n")?;
    let mut order: Vec<(usize, &RuleEntry)> = page.report.rules.iter().enumerate().collect();
    order.sort_by_key(|(place, _)| {
        let count = |gravity: &Gravity| gravity.count(page.report, *place);
        let worst = GRAVITIES.iter().position(|gravity| count(gravity) > 0).unwrap_or(GRAVITIES.len());
        (worst, std::cmp::Reverse(GRAVITIES.get(worst).map_or(0, count)))
    });
    for (place, rule) in order {
        line(page, place, rule, tags)?;
    }
    tags.raw("</tbody>\n</table>\n</div>\n</section>\n")
}

/// What the colours mean; the numbers say the same.
fn key(page: &Page, tags: &mut Tags) -> io::Result<()> {
    let lang = page.report.lang;
    tags.raw("<ul class=\"key\">\n")?;
    for (verdict, class) in PARTS.iter().filter(|(verdict, _)| *verdict != Verdict::Waived) {
        tags.raw("<li><svg viewBox=\"0 0 1 1\" aria-hidden=\"true\">")?;
        tags.open("rect", &[("width", "1"), ("height", "1"), ("class", class)])?;
        tags.raw("</rect></svg>")?;
        let word = match verdict {
            Verdict::Explained => pick(lang, "forklart eller unntatt", "explained or waived"),
            other => words::verdict(*other, lang),
        };
        tags.text(word)?;
        tags.raw("</li>\n")?;
    }
    tags.raw("</ul>\n")
}

fn heads(page: &Page, tags: &mut Tags, [first, bar, second]: [&str; 3]) -> io::Result<()> {
    let lang = page.report.lang;
    tags.raw("<thead><tr>")?;
    tags.element("th", &[("scope", "col")], first)?;
    tags.element("th", &[("scope", "col")], bar)?;
    tags.element("th", &[("scope", "col"), ("class", "n")], second)?;
    for verdict in [Verdict::Met, Verdict::Violated, Verdict::Unknown, Verdict::Explained, Verdict::Waived] {
        tags.element("th", &[("scope", "col"), ("class", "n")], words::verdict(verdict, lang))?;
    }
    tags.raw("</tr></thead>\n")
}

fn line(page: &Page, place: usize, rule: &RuleEntry, tags: &mut Tags) -> io::Result<()> {
    let (lang, ledger) = (page.report.lang, &rule.ledger);
    let count = |verdict: Verdict| ledger.count(verdict);
    tags.raw("<tr>")?;
    tags.open("th", &[("scope", "row")])?;
    let title = rule.title.in_lang(lang);
    let found = FOUND.iter().any(|verdict| count(*verdict) > 0);
    if found {
        tags.element("a", &[("href", &format!("#r{place}"))], title)?;
    } else {
        tags.text(title)?;
    }
    let strength = words::modality(rule.modality, lang);
    tags.element("small", &[], &format!("{} · {strength}", rule.id))?;
    tags.raw("</th><td>")?;
    bar(page, tags, &PARTS, PARTS.iter().map(|(verdict, _)| count(*verdict)).sum(), &count)?;
    tags.raw("</td>")?;
    tags.number(&words::number(ledger.applicable(), lang))?;
    numbers(page, tags, &count)?;
    tags.close("tr")
}

fn numbers(page: &Page, tags: &mut Tags, count: &dyn Fn(Verdict) -> u64) -> io::Result<()> {
    for verdict in [Verdict::Met, Verdict::Violated, Verdict::Unknown, Verdict::Explained, Verdict::Waived] {
        tags.number(&words::number(count(verdict), page.report.lang))?;
    }
    Ok(())
}

/// A bar of verdicts, with the same in words for those who do not see it.
fn bar(
    page: &Page,
    tags: &mut Tags,
    parts: &[(Verdict, &'static str)],
    all: u64,
    count: &dyn Fn(Verdict) -> u64,
) -> io::Result<()> {
    let lang = page.report.lang;
    if parts.iter().all(|(verdict, _)| count(*verdict) == 0) {
        return tags.text(pick(lang, "ingen", "none"));
    }
    let present = || parts.iter().filter(|(verdict, _)| count(*verdict) > 0);
    let told: Vec<String> = present()
        .map(|(verdict, _)| format!("{} {}", words::number(count(*verdict), lang), words::verdict(*verdict, lang)))
        .collect();
    let attributes = [
        ("viewBox", "0 0 1000 100"),
        ("preserveAspectRatio", "none"),
        ("role", "img"),
        ("aria-label", &told.join(", ")),
    ];
    tags.open("svg", &attributes)?;
    let mut sum = 0;
    for (verdict, class) in present() {
        let start = permille(sum, all);
        sum += count(*verdict);
        // A part is never too thin to be seen.
        let width = (permille(sum, all) - start).max(8).min(1000 - start.min(992));
        let (x, width) = (start.min(992).to_string(), width.to_string());
        tags.open("rect", &[("x", &x), ("width", &width), ("height", "100"), ("class", class)])?;
        tags.raw("</rect>")?;
    }
    tags.raw("</svg>")
}

fn permille(part: u64, all: u64) -> u64 {
    u64::try_from(u128::from(part) * 1000 / u128::from(all.max(1))).unwrap_or(1000)
}

/// By the field that was named.
pub fn groups(page: &Page, tags: &mut Tags) -> io::Result<()> {
    let Some(by) = &page.report.by else { return Ok(()) };
    let lang = page.report.lang;
    tags.open("section", &[("aria-labelledby", "groups")])?;
    let heading = pick(lang, format!("Etter {}", by.path), format!("By {}", by.path));
    tags.line("h2", &[("id", "groups")], &heading)?;
    tags.open("div", &[("class", "scroll"), ("tabindex", "0"), ("role", "region"), ("aria-labelledby", "groups")])?;
    tags.raw("<table>\n")?;
    let caption = pick(
        lang,
        "Svarene på skal-krav for radene med hver verdi, feltkontroller medregnet. Stolpene viser brudd og uavklarte, og er \
         like lange som antallet er stort.",
        "Answers to duties on the rows with each value, field checks included. The bars show what is violated and \
         undecided, as long as the number is large.",
    );
    tags.line("caption", &[], caption)?;
    let asked = pick(lang, "Brudd og uavklarte", "Violated and undecided");
    heads(page, tags, [by.path.as_str(), asked, pick(lang, "rader", "rows")])?;
    let against = |group: &Group| AGAINST.iter().map(|(verdict, _)| group.count(Modality::Must, *verdict)).sum::<u64>();
    let most = by.groups.iter().map(against).max().unwrap_or(0);
    tags.raw("<tbody>\n")?;
    for group in by.groups.iter().take(GROUPS) {
        row(page, group, most, tags)?;
    }
    tags.raw("</tbody>\n</table>\n</div>\n")?;
    if by.groups.len() > GROUPS {
        let more = words::number((by.groups.len() - GROUPS) as u64, lang);
        tags.line("p", &[], &pick(lang, format!("… og {more} verdier til."), format!("… and {more} more values.")))?;
    }
    tags.close("section")
}

fn row(page: &Page, group: &Group, most: u64, tags: &mut Tags) -> io::Result<()> {
    let lang = page.report.lang;
    let count = |verdict: Verdict| group.count(Modality::Must, verdict);
    tags.raw("<tr>")?;
    let none = pick(lang, "(ikke oppgitt)", "(not stated)");
    tags.element("th", &[("scope", "row")], group.name.as_deref().unwrap_or(none))?;
    tags.raw("<td>")?;
    bar(page, tags, &AGAINST, most, &count)?;
    tags.raw("</td>")?;
    tags.number(&words::number(group.subjects, lang))?;
    numbers(page, tags, &count)?;
    tags.close("tr")
}

//! The last line: the conclusion, in numbers, and the day that it holds for.

use super::{Page, Pen};
use crate::base::Lang;
use crate::report::gate::{Conclusion, Summary};
use crate::report::ink::Tone;
use crate::report::{Report, RuleKind, words};
use words::{counted, pick};

/// `IKKE I SAMSVAR: 85 brudd, 3 uavklarte (2 regler, 412 rader), målt per 2018-10-01`.
pub fn line(page: &Page, pen: &Pen) -> String {
    let (report, lang) = (page.report, pen.lang);
    let summary = Summary::of(report);
    let conclusion = summary.conclusion(page.view.gate);
    let tone = match conclusion {
        Conclusion::Compliant => Tone::Good,
        Conclusion::NotCompliant => Tone::Bad,
        Conclusion::Undecided | Conclusion::NothingChecked | Conclusion::Incomplete | Conclusion::NothingNew => {
            Tone::Open
        }
    };
    let over = over(report);
    let text = pick(
        lang,
        format!(": {} ({}), målt per {}\n", found(&summary, lang), over.join(", "), report.as_of),
        format!(": {} ({}), measured as of {}\n", found(&summary, lang), over.join(", "), report.as_of),
    );
    let text = match summary.is_tolerated(page.view.gate) {
        true => text.trim_end().to_string() + pick(lang, "; innenfor tersklene\n", "; within the thresholds\n"),
        false => text,
    };
    pen.ink.paint(tone, words::conclusion(conclusion, lang)) + &text
}

/// What was judged: rules, field checks and rows, counted.
pub fn over(report: &Report) -> Vec<String> {
    let lang = report.lang;
    let checks = report.rules.iter().filter(|rule| rule.kind == RuleKind::Check).count() as u64;
    let rules = report.rules.len() as u64 - checks;
    let rows: u64 = report.inputs.iter().map(|input| input.rows).sum();
    let mut over = Vec::new();
    if rules > 0 {
        over.push(counted(rules, pick(lang, "regel", "rule"), pick(lang, "regler", "rules"), lang));
    }
    if checks > 0 {
        let (one, many) = pick(lang, ("feltkontroll", "feltkontroller"), ("field check", "field checks"));
        over.push(counted(checks, one, many, lang));
    }
    over.push(counted(rows, pick(lang, "rad", "row"), pick(lang, "rader", "rows"), lang));
    over
}

/// What was found: violations and undecided ones always, the rest where there is any.
pub fn found(summary: &Summary, lang: Lang) -> String {
    let mut parts = Vec::new();
    let (one, many) = pick(
        lang,
        ("register kunne ikke prøves", "registre kunne ikke prøves"),
        ("registry could not be checked", "registries could not be checked"),
    );
    if summary.unchecked > 0 {
        parts.push(counted(summary.unchecked, one, many, lang));
    }
    if summary.decided == 0 && summary.unknown == 0 {
        parts.push(pick(lang, "ingen regel gjaldt noen rad", "no rule applied to anything").to_string());
        return parts.join(", ");
    }
    parts.push(match summary.violated {
        0 => pick(lang, "ingen brudd", "no violations").to_string(),
        n => counted(n, pick(lang, "brudd", "violation"), pick(lang, "brudd", "violations"), lang),
    });
    let mut add = |n: u64, one: &str, many: &str| {
        if n > 0 {
            parts.push(counted(n, one, many, lang));
        }
    };
    add(summary.unknown, pick(lang, "uavklart", "undecided"), pick(lang, "uavklarte", "undecided"));
    let (one, many) = pick(
        lang,
        ("avvik fra anbefaling", "avvik fra anbefaling"),
        ("departure from a recommendation", "departures from recommendations"),
    );
    add(summary.departures, one, many);
    let (one, many) =
        pick(lang, ("uavklart anbefaling", "uavklarte anbefalinger"), ("open recommendation", "open recommendations"));
    add(summary.should_unknown, one, many);
    add(summary.explained, pick(lang, "forklart", "explained"), pick(lang, "forklarte", "explained"));
    add(summary.waived, pick(lang, "unntatt", "waived"), pick(lang, "unntatte", "waived"));
    parts.join(", ")
}

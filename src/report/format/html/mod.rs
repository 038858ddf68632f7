//! `--format html`: one page that holds everything, for people: no network, and no script needed to read it.

mod findings;
mod ledger;
mod tags;

use super::Page;
use super::tell;
use crate::report::gate::{Conclusion, Summary};
use crate::report::{RuleEntry, RuleKind, words};
use crate::value::Verdict;
use std::io::{self, Write};
use tags::Tags;
use words::pick;

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// What the page may do: show itself in its own style, and run its own script. The hashes are of the two files.
const POLICY: &str = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; base-uri 'none'; \
     form-action 'none'; style-src 'sha256-SIhvWyVVRptF5O4uOMgAY3BktK43+Lz/EaBvQkvk5RI='; \
     script-src 'sha256-Ani52He9cDcO3Hm6SfqifBK952A+KHQqcwEhofMO8SI='\"/>";

pub fn write(page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let lang = page.report.lang;
    let mut tags = Tags::new(out);
    tags.raw("<!doctype html>\n")?;
    tags.open("html", &[("lang", lang.code())])?;
    tags.raw("\n<head>\n<meta charset=\"utf-8\"/>\n")?;
    tags.raw(POLICY)?;
    tags.raw("\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n")?;
    tags.raw("<meta name=\"referrer\" content=\"no-referrer\"/>\n")?;
    let title = title(page);
    tags.line("title", &[], &title)?;
    tags.raw("<style>")?;
    tags.raw(STYLE)?;
    tags.raw("</style>\n</head>\n<body>\n")?;
    let skip = pick(lang, "Hopp til funnene", "Skip to the findings");
    tags.line("a", &[("class", "skip"), ("href", "#findings")], skip)?;
    tags.raw("<header>\n")?;
    tags.line("h1", &[], &title)?;
    tags.raw("</header>\n<main>\n")?;
    conclusion(page, &mut tags)?;
    ledger::rules(page, &mut tags)?;
    ledger::groups(page, &mut tags)?;
    findings::write(page, &mut tags)?;
    evidence(page, &mut tags)?;
    tags.raw("</main>\n<footer>\n")?;
    footer(page, &mut tags)?;
    tags.raw("</footer>\n<script>")?;
    tags.raw(SCRIPT)?;
    tags.raw("</script>\n</body>\n</html>\n")
}

fn title(page: &Page) -> String {
    let registry = tell::registry(page.report);
    pick(page.report.lang, format!("Samsvarsrapport for {registry}"), format!("Compliance report on {registry}"))
}

/// The conclusion in sentences, and what it rests on.
fn conclusion(page: &Page, tags: &mut Tags) -> io::Result<()> {
    let (report, lang) = (page.report, page.report.lang);
    let summary = Summary::of(report);
    let conclusion = summary.conclusion(page.view.gate);
    let class = match conclusion {
        Conclusion::Compliant => "conclusion good",
        Conclusion::NotCompliant => "conclusion bad",
        Conclusion::Undecided | Conclusion::NothingChecked | Conclusion::Incomplete | Conclusion::NothingNew => {
            "conclusion open"
        }
    };
    tags.open("section", &[("aria-labelledby", "conclusion")])?;
    tags.line("h2", &[("id", "conclusion")], pick(lang, "Konklusjon", "Conclusion"))?;
    tags.open("div", &[("class", class)])?;
    tags.raw("<p>")?;
    tags.element("strong", &[], headline(page, conclusion, &summary))?;
    tags.raw("</p>\n")?;
    for sentence in sentences(page, &summary) {
        tags.line("p", &[], &sentence)?;
    }
    for note in report.notes.iter().filter(|note| note.is_error()) {
        tags.line("p", &[], note.message.in_lang(lang))?;
    }
    tags.close("div")?;
    tags.open("dl", &[])?;
    tags.fact(pick(lang, "Måledato", "Measured as of"), &report.as_of.to_string())?;
    tags.fact(pick(lang, "Omfang", "Extent"), &tell::extent(page))?;
    for pack in &report.packs {
        let edition = if pack.edition.is_empty() { String::new() } else { format!(" {}", pack.edition) };
        tags.fact(pick(lang, "Regler", "Rules"), &format!("{} ({}{edition})", pack.title, pack.id))?;
    }
    if report.inputs.len() > FILES {
        let count = words::number(report.inputs.len() as u64, lang);
        let told = pick(lang, format!("{count}, nevnt nederst"), format!("{count}, listed last"));
        tags.fact(pick(lang, "Filer", "Files"), &told)?;
    } else {
        files(page, tags)?;
    }
    tags.close("dl")?;
    tags.close("section")
}

/// Files that are named beside the conclusion; more of them (those of a sweep) stand last.
const FILES: usize = 20;

fn files(page: &Page, tags: &mut Tags) -> io::Result<()> {
    let lang = page.report.lang;
    for input in &page.report.inputs {
        let rows = words::counted(input.rows, pick(lang, "rad", "row"), pick(lang, "rader", "rows"), lang);
        let told = format!("{}: {} ({rows})", input.table, tell::slashes(&input.path));
        tags.fact(pick(lang, "Fil", "File"), &told)?;
    }
    Ok(())
}

/// The hashes of the files that the page rests on, for who comes back to it in some years; and the files where they are
/// many. So they stand last.
fn evidence(page: &Page, tags: &mut Tags) -> io::Result<()> {
    let (evidence, many) = (&page.report.evidence, page.report.inputs.len() > FILES);
    if evidence.is_none() && !many {
        return Ok(());
    }
    tags.open("section", &[("aria-labelledby", "evidence")])?;
    tags.line("h2", &[("id", "evidence")], pick(page.report.lang, "Grunnlag", "Evidence"))?;
    tags.open("dl", &[])?;
    if many {
        files(page, tags)?;
    }
    let hashed = evidence.iter().flat_map(|evidence| evidence.rules.iter().chain(&evidence.inputs));
    for file in hashed.filter(|file| !file.sha256.is_empty()) {
        tags.fact("SHA-256", &format!("{}: {}", tell::slashes(&file.path), file.sha256))?;
    }
    tags.close("dl")?;
    tags.close("section")
}

/// The conclusion in one sentence.
fn headline(page: &Page, conclusion: Conclusion, summary: &Summary) -> &'static str {
    let lang = page.report.lang;
    match conclusion {
        Conclusion::Compliant if summary.departures > 0 => pick(
            lang,
            "Registeret følger reglene, men ikke alle anbefalingene.",
            "The registry complies with the rules, but does not follow every recommendation.",
        ),
        Conclusion::Compliant => pick(lang, "Registeret følger reglene.", "The registry complies with the rules."),
        Conclusion::NotCompliant => {
            pick(lang, "Registeret følger ikke reglene.", "The registry does not comply with the rules.")
        }
        Conclusion::Undecided => pick(
            lang,
            "Det kan ikke avgjøres om registeret følger reglene: opplysninger mangler.",
            "Whether the registry complies cannot be decided: information is missing.",
        ),
        Conclusion::Incomplete => pick(
            lang,
            "Ikke alt kunne prøves, så dette sier ikke om alt er i samsvar.",
            "Not everything could be checked, so this does not say that all of it complies.",
        ),
        Conclusion::NothingNew => pick(
            lang,
            "Ingenting nytt: registeret har avvik, men alle er kjent fra før.",
            "Nothing new: the registry has findings, but all of them are known before.",
        ),
        Conclusion::NothingChecked => pick(
            lang,
            "Ingen regel avgjorde noe, så dette sier ikke noe om samsvar.",
            "No rule decided anything, so this says nothing of compliance.",
        ),
    }
}

/// The numbers behind the conclusion, each with what it asks of the reader.
fn sentences(page: &Page, summary: &Summary) -> Vec<String> {
    let (report, lang) = (page.report, page.report.lang);
    let rules = |verdict: Verdict, must: bool| {
        let modality =
            if must { crate::semantic::model::Modality::Must } else { crate::semantic::model::Modality::Should };
        let with = |rule: &&RuleEntry| rule.modality == modality && rule.ledger.count(verdict) > 0;
        report.rules.iter().filter(with).count() as u64
    };
    let all = report.rules.iter().filter(|rule| rule.kind != RuleKind::Waiver).count() as u64;
    let n = |count: u64| words::number(count, lang);
    let mut said = Vec::new();
    if summary.violated > 0 {
        let (count, broken, all) = (n(summary.violated), n(rules(Verdict::Violated, true)), n(all));
        said.push(pick(
            lang,
            format!("Brudd på skal-krav: {count}, på {broken} av {all} regler og feltkontroller. Disse må rettes."),
            format!(
                "Violations of duties: {count}, of {broken} of {all} rules and field checks. These must be mended."
            ),
        ));
    }
    if summary.unknown > 0 {
        let count = n(summary.unknown);
        said.push(pick(
            lang,
            format!("Skal-krav som ikke kan avgjøres: {count}. Her må opplysninger føres inn før svaret er kjent."),
            format!("Duties that cannot be decided: {count}. Information must be entered before the answer is known."),
        ));
    }
    if summary.departures > 0 {
        let count = n(summary.departures);
        said.push(pick(
            lang,
            format!("Avvik fra anbefalinger: {count}. Disse bør vurderes."),
            format!("Departures from recommendations: {count}. These should be considered."),
        ));
    }
    if summary.explained + summary.waived > 0 {
        let (explained, waived) = (n(summary.explained), n(summary.waived));
        said.push(pick(
            lang,
            format!("Forklarte avvik: {explained}. Unntak: {waived}. Disse krever ingenting nå."),
            format!("Explained deviations: {explained}. Waivers: {waived}. These ask for nothing now."),
        ));
    }
    if let Some(baseline) = &report.baseline {
        let (path, known, new) = (tell::slashes(&baseline.path), n(baseline.known_total()), n(baseline.new));
        said.push(pick(
            lang,
            format!("Mot {path}: {new} nye og {known} kjente funn."),
            format!("Against {path}: {new} new findings and {known} known."),
        ));
    }
    if summary.is_tolerated(page.view.gate) {
        said.push(pick(lang, "Antallet er innenfor tersklene.", "The numbers are within the thresholds.").to_string());
    }
    let met = n(summary.met);
    said.push(pick(lang, format!("Svar som er i orden: {met}."), format!("Answers that are in order: {met}.")));
    said
}

fn footer(page: &Page, tags: &mut Tags) -> io::Result<()> {
    let lang = page.report.lang;
    let version = env!("CARGO_PKG_VERSION");
    let told = pick(
        lang,
        format!("Laget av krav {version}. Samme register, regler og måledato gir samme rapport. Avslutningskode: "),
        format!(
            "Made by krav {version}. The same registry, rules and measuring date give the same report. Exit code: "
        ),
    );
    let code = Summary::of(page.report).exit_code(page.view.gate);
    tags.line("p", &[], &format!("{told}{code}."))
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    fn base64(bytes: &[u8]) -> String {
        const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut text = String::new();
        for three in bytes.chunks(3) {
            let number = (0..3).fold(0, |sum, at| sum << 8 | u32::from(three.get(at).copied().unwrap_or(0)));
            for at in 0..4 {
                let letter = LETTERS[(number >> (18 - 6 * at)) as usize & 63] as char;
                text.push(if at <= three.len() { letter } else { '=' });
            }
        }
        text
    }

    #[test]
    fn the_policy_names_the_style_and_the_script() {
        for text in [super::STYLE, super::SCRIPT] {
            let hash = base64(&Sha256::digest(text));
            assert!(super::POLICY.contains(&format!("'sha256-{hash}'")), "sha256-{hash}");
        }
    }
}

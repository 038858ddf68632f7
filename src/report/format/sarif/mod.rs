//! `--format sarif`, `sarif-full` and `sarif-github`: SARIF 2.1.0 (OASIS, errata 01), written as the findings come.
//!
//! `sarif` has the findings, and one result for each rule that had none. `sarif-full` has every verdict on every subject.
//! `sarif-github` has what GitHub shows: results that fail, the gravest first, and no more than it takes.

mod result;
mod rule;
mod told;

use super::Page;
use super::json::text;
use super::tell::{self, Gravity};
use crate::report::gate::Summary;
use crate::report::{Judged, RuleKind, words};
use crate::value::Verdict;
use result::Results;
pub use result::notification;
pub use rule::{message, uri};
use serde_json::{Value, json};
use std::io::{self, Write};
use words::pick;

/// The base that the paths of a run are relative to.
const ROOT: &str = "%SRCROOT%";

pub const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// So many results GitHub takes of a run, and shows the first 5,000 of.
const MOST: u64 = 25_000;

/// Which results there are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Profile {
    /// Findings, and rules without findings.
    Findings,
    /// Every verdict.
    Full,
    GitHub,
}

pub fn write(page: &Page, out: &mut dyn Write) -> io::Result<()> {
    log(page, Profile::Findings, out)
}

pub fn full(page: &Page, out: &mut dyn Write) -> io::Result<()> {
    log(page, Profile::Full, out)
}

pub fn github(page: &Page, out: &mut dyn Write) -> io::Result<()> {
    log(page, Profile::GitHub, out)
}

fn log(page: &Page, profile: Profile, out: &mut dyn Write) -> io::Result<()> {
    let report = page.report;
    writeln!(out, "{{\"$schema\": {}, \"version\": \"2.1.0\", \"runs\": [{{", text(&SCHEMA)?)?;
    let rules: Vec<Value> = report.rules.iter().map(|one| rule::descriptor(one, report.lang)).collect();
    let driver = |rules: &str| -> io::Result<String> {
        let (name, version) = (text(&env!("CARGO_PKG_NAME"))?, text(&env!("CARGO_PKG_VERSION"))?);
        let about = text(&json!({ "text": env!("CARGO_PKG_DESCRIPTION") }))?;
        Ok(format!(
            "{{\"name\": {name}, \"semanticVersion\": {version}, \"language\": \"{}\", \"shortDescription\": {about}, \
             \"rules\": [{rules}]}}",
            report.lang.code()
        ))
    };
    let rules: Vec<String> =
        rules.iter().map(|rule| text(rule).map(|rule| format!("\n{rule}"))).collect::<io::Result<_>>()?;
    writeln!(out, "\"tool\": {{\"driver\": {}}},", driver(&rules.join(","))?)?;
    let mut run = vec![
        ("automationDetails", json!({ "id": automation(page) })),
        ("language", json!(report.lang.code())),
        ("columnKind", json!("unicodeCodePoints")),
        ("originalUriBaseIds", json!({ ROOT: { "description": { "text": root(page) } } })),
        ("artifacts", artifacts(page)),
        ("invocations", json!([invocation(page, profile)])),
    ];
    if profile == Profile::GitHub {
        run.push(("properties", left_out(page)));
    } else {
        run.push(("properties", properties(page)));
    }
    for (name, value) in &run {
        writeln!(out, "\"{name}\": {},", text(value)?)?;
    }
    write!(out, "\"results\": [")?;
    let mut results = Results::new(page);
    match profile {
        Profile::GitHub => worst_first(page, &mut results, out)?,
        _ => results.findings(out)?,
    }
    if let Some(baseline) = page.report.baseline.as_ref().filter(|_| profile != Profile::GitHub) {
        baseline.gone.iter().try_for_each(|gone| results.absent(gone, out))?;
    }
    match profile {
        Profile::Findings => without_findings(page, &mut results, out)?,
        Profile::Full => page.findings.judged(&mut |judged| unremarkable(judged, &mut results, out))?,
        Profile::GitHub => {}
    }
    writeln!(out, "\n]}}]}}")
}

/// One run is known from another by what was checked, by which packs.
fn automation(page: &Page) -> String {
    let packs: Vec<&str> = page.report.packs.iter().map(|pack| pack.id.as_str()).collect();
    let packs = if packs.is_empty() { String::new() } else { format!("{}/", packs.join("+")) };
    format!("krav/{}/{packs}", tell::registry(page.report).trim_matches('/'))
}

fn root(page: &Page) -> &'static str {
    pick(page.report.lang, "Mappen som krav ble kjørt i.", "The folder that krav was run in.")
}

/// The files that were checked, and those that hold the rules.
fn artifacts(page: &Page) -> Value {
    let checked = page.report.inputs.iter().map(|input| (&input.path, "analysisTarget"));
    let rules = page.sources.iter().map(|source| (&source.path, "userSpecifiedConfiguration"));
    let mut all: Vec<Value> = Vec::new();
    let mut known = std::collections::BTreeSet::new();
    for (path, role) in
        checked.map(|(path, role)| (path.as_str(), role)).chain(rules.map(|(path, role)| (path.as_ref(), role)))
    {
        if known.insert(path.to_string()) {
            let mut artifact = json!({ "location": result::artifact(path), "roles": [role] });
            let files = page.report.evidence.iter().flat_map(|evidence| evidence.rules.iter().chain(&evidence.inputs));
            if let Some(file) = files.clone().find(|file| file.path == path && !file.sha256.is_empty()) {
                artifact["hashes"] = json!({ "sha-256": file.sha256 });
                artifact["length"] = json!(file.bytes);
            }
            all.push(artifact);
        }
    }
    json!(all)
}

fn invocation(page: &Page, profile: Profile) -> Value {
    let summary = Summary::of(page.report);
    let code = summary.exit_code(page.view.gate);
    let (_, word, found) = tell::conclusion(page);
    let notes: Vec<Value> =
        page.report.notes.iter().map(|note| result::notification(page.sources, note, page.report.lang)).collect();
    let more = if profile == Profile::GitHub { beyond(page) } else { 0 };
    let left = (more > 0).then(|| {
        let told = pick(
            page.report.lang,
            format!("{more} funn er utelatt: GitHub tar imot høyst {MOST} resultater."),
            format!("{more} findings are left out: GitHub takes {MOST} results at most."),
        );
        json!({ "level": "warning", "message": { "text": told } })
    });
    let notes: Vec<Value> = notes.into_iter().chain(left).collect();
    json!({
        // A run that decided nothing has not done what it was asked to.
        "executionSuccessful": code < 2,
        "exitCode": code,
        "exitCodeDescription": format!("{word}: {found}"),
        "toolExecutionNotifications": notes,
        "properties": { "asOf": page.report.as_of.to_string() },
    })
}

fn properties(page: &Page) -> Value {
    let inputs: Vec<Value> = (page.report.inputs.iter())
        .map(|input| json!({ "table": input.table, "path": tell::slashes(&input.path), "format": input.format, "rows": input.rows }))
        .collect();
    let packs: Vec<Value> = (page.report.packs.iter())
        .map(|pack| json!({ "id": pack.id, "title": pack.title, "edition": pack.edition }))
        .collect();
    json!({ "asOf": page.report.as_of.to_string(), "inputs": inputs, "packs": packs })
}

/// How many findings GitHub has no room for.
fn beyond(page: &Page) -> u64 {
    FAILING.iter().map(|gravity| gravity.total(page.report)).sum::<u64>().saturating_sub(MOST)
}

/// What GitHub's profile leaves out, in numbers: nothing is dropped without a word.
fn left_out(page: &Page) -> Value {
    let mut bag = properties(page);
    bag["leftOutBeyondLimit"] = json!(beyond(page));
    bag["leftOutInOrder"] = json!(Gravity::InOrder.total(page.report));
    bag
}

/// What fails, in the order that GitHub gets it.
const FAILING: [Gravity; 4] = [Gravity::Violation, Gravity::Open, Gravity::Departure, Gravity::OpenRecommendation];

fn worst_first(page: &Page, results: &mut Results, out: &mut dyn Write) -> io::Result<()> {
    for gravity in FAILING {
        for rule in tell::worst_first(page.report, gravity) {
            let room = usize::try_from(MOST.saturating_sub(results.count)).unwrap_or(usize::MAX);
            if room > 0 {
                tell::each_of(page, gravity, rule, room, &mut |finding| results.failing(finding, out))?;
            }
        }
    }
    Ok(())
}

/// One result for each rule that has no finding: it was met throughout, or had nothing to say.
fn without_findings(page: &Page, results: &mut Results, out: &mut dyn Write) -> io::Result<()> {
    for (place, rule) in page.report.rules.iter().enumerate() {
        let found: u64 = tell::FOUND.iter().map(|verdict| rule.ledger.count(*verdict)).sum();
        // Lints are asked of the files, not of subjects: one that finds nothing is no evidence.
        if found == 0 && rule.kind != RuleKind::Lint {
            let verdict = match (rule.ledger.count(Verdict::Met), rule.ledger.count(Verdict::NotApplicable)) {
                (0, 0) => Verdict::NotInForce,
                (0, _) => Verdict::NotApplicable,
                _ => Verdict::Met,
            };
            results.rule(place, verdict, out)?;
        }
    }
    Ok(())
}

/// A verdict that makes no finding, as a result.
fn unremarkable(judged: &Judged, results: &mut Results, out: &mut dyn Write) -> io::Result<()> {
    if tell::FOUND.contains(&judged.verdict) { Ok(()) } else { results.judged(judged, out) }
}

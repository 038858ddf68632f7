//! `krav verify`: a report's run made again, and every difference told.

use super::{Known, Standing, remembered};
use crate::base::{Code, Diagnostic, Lang};
use crate::data::read::cannot_read;
use crate::driver::request::{Gathered, Refused};
use crate::driver::{Binding, Checked, Request, check, config, evidence, paths, request};
use crate::report::Report;
use crate::report::gate::{Gate, Summary};
use crate::report::past::{About, Past, PastFile, PastFinding, PastRule, lang, read};
use crate::report::verified::{Difference, Verified, Which};
use crate::text;
use crate::value::Verdict;
use crate::world::{Kind, World};
use std::io;

/// What is to be verified.
pub struct Job {
    pub report: String,
    /// Where rules and tables are now; where the report says that they are, when nothing is named.
    pub place: request::Arguments,
}

/// Reads a report from a file.
pub fn open(world: &dyn World, path: &str) -> Result<Past, Diagnostic> {
    if world.kind(path) == Kind::Absent {
        return Err(paths::absent(world, path));
    }
    let bytes = world.read(path).map_err(|error| cannot_read(path, &error))?;
    read(path, &bytes)
}

/// Runs a report's check again. `Err`: it could not be run; the problems say why.
pub fn verify(world: &dyn World, job: &Job) -> Result<(Verified, Lang), Refused> {
    let locale = job.place.lang.unwrap_or(job.place.locale);
    let refuse = |problems: Vec<Diagnostic>| Refused { lang: locale, problems };
    let past = open(world, &job.report).map_err(|problem| refuse(vec![problem]))?;
    let Some(about) = &past.about else { return Err(refuse(vec![findings_only(&past.path)])) };
    let (request, gate) = again(world, job, &past, about)?;
    let spoken = job.place.lang.unwrap_or(locale);
    let (_, checked) = check(world, &request);
    let Checked { report, findings, .. } = checked.map_err(|problems| Refused { lang: spoken, problems })?;
    let mut now = Vec::new();
    findings
        .each(None, &mut |finding| {
            now.push(remembered(&report, finding));
            Ok(())
        })
        .map_err(|error: io::Error| refuse(vec![cannot_read(&past.path, &error)]))?;
    let mut verified = Verified { report: past.path.clone(), findings: now.len() as u64, ..Verified::default() };
    files(about, &report, &mut verified.differences);
    basis(about, &report, &mut verified.differences);
    exit(about, &report, gate, &mut verified.differences);
    counts(&about.rules, &report, &mut verified.differences);
    compare(&past.findings, &now, &mut verified.differences);
    Ok((verified, spoken))
}

/// The request that the report was made with; or the one that the arguments make, at the report's date.
fn again(world: &dyn World, job: &Job, past: &Past, about: &About) -> Result<(Request, Gate), Refused> {
    let said = &job.place;
    let written = lang(&about.options).unwrap_or(said.locale);
    let gate = Gate {
        allow_unknown: about.options.allow_unknown,
        fail_on_departure: about.options.fail_on == config::FailOn::NAMES[1],
        allow_empty: about.options.allow_empty,
        thresholds: about.options.thresholds,
    };
    let named = !(said.paths.is_empty() && said.rules.is_empty() && said.tables.is_empty());
    let request = if named {
        let arguments = request::Arguments { as_of: about.as_of, lang: Some(written), ..said.clone() };
        let Gathered { request, .. } = request::gather(world, &arguments)?;
        Request { allow_empty: gate.allow_empty, evidence: true, ..request }
    } else {
        recorded(world, past, about, written, said)
            .map_err(|problems| Refused { lang: said.lang.unwrap_or(said.locale), problems })?
    };
    Ok((request, gate))
}

/// The rules and tables where the report says that they are: from here, or from the report's folder.
fn recorded(
    world: &dyn World,
    past: &Past,
    about: &About,
    lang: Lang,
    said: &request::Arguments,
) -> Result<Request, Vec<Diagnostic>> {
    let (threads, reading) = (said.threads, &said.reading);
    let (Some(evidence), Some(as_of)) = (&about.evidence, about.as_of) else {
        return Err(vec![findings_only(&past.path)]);
    };
    let mut problems = Vec::new();
    let folder = paths::parent(&past.path);
    let mut find = |path: &str| {
        let beside = paths::join(folder, path);
        match [path.to_string(), beside].into_iter().find(|path| world.kind(path) == Kind::File) {
            Some(path) => path,
            None => {
                let report = &past.path;
                problems.push(paths::absent(world, path).at_file(report).help(text!(
                    nb: "Si hvor regler og tabeller er: krav verify {report} MAPPE",
                    en: "Say where rules and tables are: krav verify {report} FOLDER",
                )));
                path.to_string()
            }
        }
    };
    let rules: Vec<String> = evidence.rules.iter().map(|file| find(&file.path)).collect();
    let mut tables = Vec::new();
    let mut unknown = Vec::new();
    for files in evidence.inputs.chunk_by(|one, next| one.table == next.table) {
        let read_as: Vec<(String, String)> = files[0].read_as.clone().into_iter().collect();
        match evidence::understood(&read_as) {
            Ok(options) => {
                let found: Vec<String> = files.iter().map(|file| find(&file.path)).collect();
                let path = about.inputs.iter().find(|input| input.table == files[0].table).map(|input| &input.path);
                let table = Some(files[0].table.clone());
                let (path, files) = match found.as_slice() {
                    [one] => (one.clone(), Vec::new()),
                    several => (path.cloned().unwrap_or_default(), several.to_vec()),
                };
                tables.push(Binding { table, path, files, options });
            }
            Err(name) => unknown.push(name),
        }
    }
    problems.extend(unknown.into_iter().map(|name| {
        let message = text!(
            nb: "Rapporten sier «{name}» om hvordan en fil er lest, og det kjenner ikke denne krav.",
            en: "The report says `{name}` of how a file was read, which this krav does not know.",
        );
        Diagnostic::error(Code::BadReport, message).at_file(&past.path)
    }));
    problems.extend(request::fix(tables.iter_mut(), reading));
    if !problems.is_empty() {
        return Err(problems);
    }
    let usual = Request::new(rules, tables, as_of, lang);
    Ok(Request { threads, allow_empty: about.options.allow_empty, evidence: true, ..usual })
}

fn findings_only(path: &str) -> Diagnostic {
    let message = text!(
        nb: "{path} sier ikke hva den hviler på, så den kan ikke kjøres om igjen.",
        en: "{path} does not say what it rests on, so it cannot be run again.",
    );
    Diagnostic::error(Code::BadReport, message).at_file(path).help(text!(
        nb: "Bruk en rapport som er laget med krav check --format json.",
        en: "Use a report that krav check --format json has written.",
    ))
}

/// Hashes of rule files and tables. Files are matched by their order, which is that of the run.
fn files(about: &About, report: &Report, all: &mut Vec<Difference>) {
    let empty = Default::default();
    let (before, now) = (about.evidence.as_ref(), report.evidence.as_ref().unwrap_or(&empty));
    let Some(before) = before else { return };
    let mut compare = |which: Which, before: &[PastFile], now: &[crate::report::FileEvidence]| {
        for (old, new) in before.iter().zip(now) {
            if old.sha256 != new.sha256 {
                let (path, before, now) = (new.path.clone(), old.sha256.clone(), new.sha256.clone());
                all.push(Difference::Hash { which, path, before, now });
            }
        }
        let extra = now.iter().skip(before.len()).map(|file| (file.path.clone(), true));
        let lacking = before.iter().skip(now.len()).map(|file| (file.path.clone(), false));
        all.extend(extra.chain(lacking).map(|(path, extra)| Difference::File { which, path, extra }));
    };
    compare(Which::Rules, &before.rules, &now.rules);
    compare(Which::Input, &before.inputs, &now.inputs);
}

/// The tool and the packs.
fn basis(about: &About, report: &Report, all: &mut Vec<Difference>) {
    let version = env!("CARGO_PKG_VERSION");
    if about.tool != version {
        all.push(Difference::Tool { before: about.tool.clone(), now: version.to_string() });
    }
    for pack in &report.packs {
        let before = about.packs.iter().find(|old| old.id == pack.id).map(|old| old.edition.clone());
        if before.as_ref() != Some(&pack.edition) {
            let (id, now) = (pack.id.clone(), Some(pack.edition.clone()));
            all.push(Difference::Pack { id, before, now });
        }
    }
    for old in about.packs.iter().filter(|old| !report.packs.iter().any(|pack| pack.id == old.id)) {
        all.push(Difference::Pack { id: old.id.clone(), before: Some(old.edition.clone()), now: None });
    }
}

/// The exit code by the gate and the thresholds that the report tells. One that a baseline had a say in rests on another
/// report, and is no matter of this one.
fn exit(about: &About, report: &Report, gate: Gate, all: &mut Vec<Difference>) {
    let now = Summary::of(report).exit_code(gate);
    if let Some(before) = about.exit_code.filter(|before| *before != now) {
        all.push(Difference::Exit { before, now });
    }
}

/// The ledgers, rule by rule.
fn counts(before: &[PastRule], report: &Report, all: &mut Vec<Difference>) {
    for rule in &report.rules {
        let now = Verdict::ALL.map(|verdict| rule.ledger.count(verdict));
        let old = before.iter().find(|old| old.id == rule.id).map(PastRule::counts);
        if old != Some(now) {
            all.push(Difference::Counts { rule: rule.id.clone(), before: old, now: Some(now) });
        }
    }
    for old in before.iter().filter(|old| !report.rules.iter().any(|rule| rule.id == old.id)) {
        all.push(Difference::Counts { rule: old.id.clone(), before: Some(old.counts()), now: None });
    }
}

fn compare(before: &[PastFinding], now: &[PastFinding], all: &mut Vec<Difference>) {
    let (known, found) = (Known::of(before), Known::of(now));
    let standing = |known: &Known, finding: &PastFinding| {
        known.standing(&finding.fingerprint, finding.verdict, finding.record.as_deref())
    };
    for finding in now {
        match standing(&known, finding) {
            Standing::Known => {}
            Standing::Changed => all.push(Difference::Changed(finding.clone())),
            Standing::New => all.push(Difference::New(finding.clone())),
        }
    }
    let gone = before.iter().filter(|finding| standing(&found, finding) == Standing::New);
    all.extend(gone.cloned().map(Difference::Gone));
}

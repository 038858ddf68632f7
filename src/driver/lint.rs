//! Linting: rule files to findings on them, with a run over a registry where one is named; fixes; and the findings as a
//! report, so that every output format writes them.

use super::load::{self, Loaded};
use super::{Request, check};
use crate::base::{CellPlace, Code, Diagnostic, Lang, Sources, Span, Text};
use crate::report::{
    Cell, Finding as Shown, Findings, Input, Judged, Ledger, PackEntry, Report, Role, RuleEntry, RuleKind, Subject,
    SubjectKind,
};
use crate::semantic::analyse_parsed;
use crate::semantic::lint::{self, Finding, LINTS, Lint, Material, Run, fix};
use crate::semantic::model::{Interval, Modality};
use crate::syntax;
use crate::syntax::tree::Item;
use crate::text;
use crate::value::Verdict;
use crate::world::World;
use std::io;

/// What is to be linted.
pub struct Job<'a> {
    /// The rules, the language and the measuring date.
    pub request: &'a Request,
    /// The registry to try them on, with the rules to try.
    pub with: Option<&'a Request>,
    /// Whether the rules are all there are.
    pub closed: bool,
    pub allowed: Vec<&'static Lint>,
}

/// What linting came to.
pub struct Linted {
    pub loaded: Loaded,
    pub findings: Vec<Finding>,
}

/// Lints rule files. On `Err` they, or the registry, cannot be read: the problems say why.
pub fn lint(world: &dyn World, job: &Job) -> (Sources, Result<Linted, Vec<Diagnostic>>) {
    let loaded = load::load(world, &job.request.rules);
    if loaded.has_errors() {
        let Loaded { sources, problems, .. } = loaded;
        return (sources, Err(problems));
    }
    if loaded.files.is_empty() {
        let message = Text::new("Her er ingen regelfiler.", "There are no rule files here.");
        let help = Text::new(
            "Nevn en regelfil eller en mappe: krav lint PATH",
            "Name a rule file or a folder: krav lint PATH",
        );
        return (Sources::default(), Err(vec![Diagnostic::error(Code::NoRules, message).help(help)]));
    }
    let run = match job.with.map(|request| try_out(world, request)) {
        Some(Err((sources, problems))) => return (sources, Err(problems)),
        Some(Ok(run)) => Some(run),
        None => None,
    };
    let findings = findings(&loaded, job, run.as_ref());
    (loaded.sources.clone(), Ok(Linted { loaded, findings }))
}

/// The findings on files without errors.
fn findings(loaded: &Loaded, job: &Job, run: Option<&Run>) -> Vec<Finding> {
    let material = Material::new(&loaded.files, &loaded.sources, &loaded.model, job.closed, run);
    lint::lint(&material, &job.allowed)
}

/// Runs the rules over a registry, for their ledgers alone.
fn try_out(world: &dyn World, request: &Request) -> Result<Run, (Sources, Vec<Diagnostic>)> {
    let (sources, checked) = check(world, &Request { findings: false, ..request.clone() });
    let checked = checked.map_err(|problems| (sources, problems))?;
    let rules = checked.report.rules.into_iter().filter(|rule| rule.kind == RuleKind::Rule);
    Ok(Run { ledgers: rules.map(|rule| (rule.id, rule.ledger)).collect() })
}

/// Makes the fixes that can be made at once: whole files or nothing, and only when the files can still be read and still
/// hold the same rules. Gives how many findings were mended.
pub fn mend(world: &dyn World, linted: &Linted) -> Result<usize, Vec<Diagnostic>> {
    let (edits, mended) = fix::together(&linted.findings);
    let loaded = &linted.loaded;
    let mut sources = Sources::default();
    let mut changed = Vec::new();
    for source in loaded.sources.iter() {
        let text = match edits.get(&source.id) {
            None => source.text.to_string(),
            Some(edits) => match fix::edited(&source.text, edits) {
                Some(text) => {
                    changed.push((source.path.to_string(), text.clone()));
                    text
                }
                None => return Err(vec![not_mended(&source.path)]),
            },
        };
        sources.add(source.path.clone(), text);
    }
    let parsed: Vec<syntax::Parsed> = sources.iter().map(syntax::parse).collect();
    let analysis = analyse_parsed(&parsed);
    let ids = |rules: &[crate::semantic::model::Rule]| rules.iter().map(|rule| rule.id.clone()).collect::<Vec<_>>();
    let sound = !analysis.problems.iter().any(Diagnostic::is_error);
    if !sound || ids(&analysis.model.rules) != ids(&loaded.model.rules) {
        let paths = changed.iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>().join(", ");
        return Err(vec![not_mended(&paths)]);
    }
    for (path, text) in changed {
        let marked = world.read(&path).is_ok_and(|bytes| bytes.starts_with("\u{feff}".as_bytes()));
        let text = if marked { format!("\u{feff}{text}") } else { text };
        world.write(&path, text.as_bytes()).map_err(|error| {
            let message = text!(nb: "{path} kan ikke skrives: {error}.", en: "{path} cannot be written: {error}.");
            vec![Diagnostic::error(Code::CannotWrite, message).at_file(path.clone())]
        })?;
    }
    Ok(mended)
}

fn not_mended(paths: &str) -> Diagnostic {
    let message = text!(
        nb: "{paths} er ikke rettet: med rettelsene ville filen ikke lenger kunne leses.",
        en: "{paths} was not mended: with the fixes the file could no longer be read.",
    );
    let help = Text::new("Rett funnene for hånd.", "Mend the findings by hand.");
    Diagnostic::warning(Code::CannotWrite, message).help(help)
}

impl Linted {
    /// The findings as people read them, each with the lint's name.
    pub fn problems(&self) -> Vec<Diagnostic> {
        let named = |finding: &Finding| {
            let mut problem = finding.problem.clone();
            let name = finding.lint.name;
            let Text { nb, en } = problem.message;
            problem.message = text!(nb: "{nb} ({name})", en: "{en} ({name})");
            problem
        };
        self.findings.iter().map(named).collect()
    }

    /// How many findings `--fix` mends.
    pub fn mendable(&self) -> usize {
        self.findings.iter().filter(|finding| !finding.fix.is_empty()).count()
    }

    /// The findings as a report: each lint is a rule that the items of the files keep to or do not.
    pub fn report(&self, request: &Request) -> (Report, Box<dyn Findings>) {
        let lang = request.lang;
        let items = |file: &syntax::tree::File| file.items.len() as u64;
        let total: u64 = self.loaded.files.iter().map(items).sum();
        let rules: Vec<RuleEntry> = LINTS.iter().map(|lint| self.entry(lint, total)).collect();
        let inputs = self.loaded.sources.iter().zip(&self.loaded.files);
        let report = Report {
            as_of: request.as_of,
            lang,
            inputs: inputs
                .map(|(source, file)| Input {
                    table: pack_id(file),
                    path: source.path.to_string(),
                    format: "krav".to_string(),
                    rows: items(file),
                    guesses: Vec::new(),
                })
                .collect(),
            packs: (self.loaded.model.packs.iter())
                .map(|pack| PackEntry { id: pack.id.clone(), title: pack.title.clone(), edition: pack.edition.clone() })
                .collect(),
            rules,
            notes: Vec::new(),
            by: None,
            evidence: None,
            baseline: None,
        };
        let mut shown: Vec<Shown> = self.findings.iter().map(|finding| self.shown(finding, lang)).collect();
        shown.sort_by_key(|finding| finding.rule);
        (report, Box::new(Listed(shown)))
    }

    fn entry(&self, lint: &'static Lint, items: u64) -> RuleEntry {
        let violated = self.findings.iter().filter(|finding| finding.lint.code == lint.code).count() as u64;
        let mut ledger = Ledger { population: items.max(violated).max(1), ..Ledger::default() };
        ledger.counts[Verdict::Violated as usize] = violated;
        ledger.counts[Verdict::Met as usize] = ledger.population - violated;
        RuleEntry {
            id: format!("{}/{}", lint.code.id(), lint.name),
            kind: RuleKind::Lint,
            modality: Modality::Must,
            title: lint.code.title(),
            sources: Vec::new(),
            readings: Vec::new(),
            subject: SubjectKind::Registry,
            in_force: Interval::default(),
            judged_at: None,
            span: Span { file: crate::base::FileId(u32::MAX), start: 0, end: 0 },
            ledger,
        }
    }

    fn shown(&self, finding: &Finding, lang: Lang) -> Shown {
        let span = finding.span();
        let sources = &self.loaded.sources;
        let value = sources.get(span.file).slice(span).to_string();
        let subject = self.item(span);
        let help: Vec<&str> = finding.problem.help.iter().map(|help| help.in_lang(lang)).collect();
        Shown {
            rule: LINTS.iter().position(|lint| lint.code == finding.lint.code).unwrap_or(0),
            verdict: Verdict::Violated,
            message: finding.problem.message.in_lang(lang).to_string(),
            advice: Some(help.join(" ")).filter(|help| !help.is_empty()),
            cells: vec![Cell {
                place: place(sources, span),
                field: subject.clone(),
                heading: subject.clone(),
                value: value.clone(),
                element: None,
                missing: None,
                role: Role::Decides,
                at: None,
            }],
            group: None,
            values: Vec::new(),
            clause: span,
            fingerprint: fingerprint(&[finding.lint.name, &sources.get(span.file).path, &subject, &value]),
            record: String::new(),
            known: false,
            subject: Subject { table: String::new(), key: subject, row: None },
        }
    }

    /// The item that a place stands in, by its keyword and name as written.
    fn item(&self, span: Span) -> String {
        let file = self.loaded.files.get(span.file.0 as usize);
        let mut items = file.into_iter().flat_map(|file| &file.items).map(|item| match item {
            Item::Pack(pack) => (pack.span, &pack.id.text),
            Item::Codes(codes) => (codes.span, &codes.name.text),
            Item::Table(table) => (table.span, &table.name.text),
            Item::Term(term) => (term.span, &term.name.text),
            Item::Rule(rule) => (rule.span, &rule.id.text),
            Item::Waiver(waiver) => (waiver.span, &waiver.rule.text),
            Item::Test(test) => (test.span, &test.rule.text),
        });
        items
            .find(|(item, _)| item.range().contains(&(span.start as usize)))
            .map(|(_, name)| name.clone())
            .unwrap_or_default()
    }
}

fn pack_id(file: &syntax::tree::File) -> String {
    let pack = file.items.iter().find_map(|item| if let Item::Pack(pack) = item { Some(pack) } else { None });
    pack.map(|pack| pack.id.text.clone()).unwrap_or_default()
}

fn place(sources: &Sources, span: Span) -> CellPlace {
    let source = sources.get(span.file);
    let (line, column) = source.line_column(span.start);
    let (end_line, end_column) = source.line_column(span.end);
    CellPlace { path: source.path.to_string(), line, column, end_line, end_column, ..CellPlace::default() }
}

/// Of what was found and where, but for the line: 16 hexadecimal digits (FNV-1a).
fn fingerprint(parts: &[&str]) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in parts.iter().flat_map(|part| part.bytes().chain([0])) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    format!("{hash:016x}")
}

/// Findings that are all known, lint by lint.
struct Listed(Vec<Shown>);

impl Findings for Listed {
    fn each(&self, per_rule: Option<usize>, sink: &mut dyn FnMut(&Shown) -> io::Result<()>) -> io::Result<()> {
        let (mut rule, mut told) = (usize::MAX, 0);
        for finding in &self.0 {
            if finding.rule != rule {
                (rule, told) = (finding.rule, 0);
            }
            told += 1;
            if per_rule.is_none_or(|most| told <= most) {
                sink(finding)?;
            }
        }
        Ok(())
    }

    fn judged(&self, sink: &mut dyn FnMut(&Judged) -> io::Result<()>) -> io::Result<()> {
        self.0.iter().try_for_each(|finding| {
            sink(&Judged { rule: finding.rule, subject: finding.subject.clone(), verdict: finding.verdict })
        })
    }
}

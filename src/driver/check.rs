//! From a request to a report: rules, binding, reading, judging.

use super::bind::{all_tables, bind};
use super::columns::bind_columns;
use super::findings::Work;
use super::load::{self, Loaded};
use super::{Binding, Checked, Request, by, evidence, inner, open, titles, waivers};
use crate::base::{Code, Diagnostic, Lang, Sources};
use crate::data::read::Options;
use crate::eval::{self, Context, Looker, Outcome, Part, Registry, Restored, SeenCell, TableInput};
use crate::plan::{self, Origin, Plan};
use crate::report::timing::{self, Spent};
use crate::report::words::counted;
use crate::report::{Input, PackEntry, Report, RuleEntry, RuleKind, SubjectKind};
use crate::semantic::model::{Model, Subject};
use crate::text;
use crate::value::{Ledger, TableId, Ty};
use crate::world::World;
use std::sync::Arc;

/// Checks a registry. On `Err` nothing was judged: the problems say all that is wrong with rules, input and use.
pub fn check(world: &dyn World, request: &Request) -> (Sources, Result<Checked, Vec<Diagnostic>>) {
    let now = || request.clock.map_or(0, |clock| clock());
    let began = now();
    let loaded = load::load(world, &request.rules);
    let time = now() - began;
    let sources = loaded.sources.clone();
    if loaded.has_errors() {
        return (sources, Err(loaded.problems));
    }
    let mut result = judge(world, request, loaded);
    if let Ok(Checked { profile: Some(profile), .. }) = &mut result {
        profile.stages.insert(0, Spent { name: timing::rules_read(), nanoseconds: time, rows: None, applicable: None });
    }
    (sources, result)
}

/// Checks a registry against rules that are loaded already, without errors among them.
pub fn judge(world: &dyn World, request: &Request, loaded: Loaded) -> Result<Checked, Vec<Diagnostic>> {
    judge_with(request, loaded, |prepared| judge_prepared(world, request, prepared))
}

/// Makes rules ready for what is asked of them, and judges with them as the caller does. What was remarked while they
/// were loaded comes first, among the notes or the problems.
pub fn judge_with(
    request: &Request,
    loaded: Loaded,
    judging: impl FnOnce(&Prepared) -> Result<Checked, Vec<Diagnostic>>,
) -> Result<Checked, Vec<Diagnostic>> {
    let (mut prepared, mut notes) = prepare(loaded);
    if let Some(path) = &request.by {
        match by::resolve(&prepared.model, path) {
            Ok(by) => prepared.plan = Arc::new(plan::lower_by(&prepared.model, &by)),
            Err(problem) => {
                notes.push(problem);
                return Err(notes);
            }
        }
    }
    match judging(&prepared) {
        Ok(mut checked) => {
            checked.report.notes.splice(0..0, notes);
            Ok(checked)
        }
        Err(problems) => {
            notes.extend(problems);
            Err(notes)
        }
    }
}

/// Rules that are ready to judge any number of registries: loaded, analysed and lowered once.
#[derive(Clone)]
pub struct Prepared {
    pub sources: Sources,
    pub model: Arc<Model>,
    pub plan: Arc<Plan>,
}

/// Makes loaded rules ready, and gives what was remarked while they were loaded. There must be no error among it.
pub fn prepare(loaded: Loaded) -> (Prepared, Vec<Diagnostic>) {
    let Loaded { sources, model, problems, .. } = loaded;
    let plan = Arc::new(plan::lower(&model));
    (Prepared { sources, model: Arc::new(model), plan }, problems)
}

/// Checks a registry against rules that are ready.
pub fn judge_prepared(world: &dyn World, request: &Request, prepared: &Prepared) -> Result<Checked, Vec<Diagnostic>> {
    let Judged { report, work } = run(world, request, prepared)?;
    let profile = request.clock.map(|_| super::timing::of(&work));
    Ok(Checked { report, findings: Box::new(work), profile })
}

/// A finished check with all that it knows, for those who ask more of it than findings.
pub struct Judged {
    pub report: Report,
    pub work: Work,
}

/// As [`judge_prepared`], with the run itself.
pub fn run(world: &dyn World, request: &Request, prepared: &Prepared) -> Result<Judged, Vec<Diagnostic>> {
    let Prepared { sources, model, plan } = prepared;
    let mut notes = Vec::new();
    if plan.judgements.is_empty() && !request.allow_empty {
        return Err(vec![no_rules(request)]);
    }
    let now = || request.clock.map_or(0, |clock| clock());
    let began = now();
    let Opened { registry, inputs, bound, told } = open_tables(world, request, model)?;
    let opened = now() - began;
    notes.extend(told);
    let usual = Context::new(request.as_of);
    let batch = if request.batch == 0 { usual.batch } else { request.batch };
    let context =
        Context { threads: request.threads, findings: request.findings, batch, clock: request.clock, ..usual };
    let mut outcome = match eval::run(plan.clone(), Arc::new(registry), &context) {
        Ok(outcome) => outcome,
        Err(problems) => {
            notes.extend(problems);
            return Err(notes);
        }
    };
    outcome.ground.profile.opened = opened;
    notes.extend(outcome.ground.registry.tables.iter().flat_map(|table| table.reader.afterwards()));
    notes.extend(restored(model, &outcome));
    let rows = |table: usize| outcome.starts[table].total();
    let inputs: Vec<Input> =
        inputs.into_iter().enumerate().map(|(table, input)| Input { rows: rows(table), ..input }).collect();
    let empty = empty_tables(model, &inputs);
    if !request.allow_empty && !empty.is_empty() {
        notes.extend(empty);
        return Err(notes);
    }
    let ledgers: Vec<Ledger> = outcome.judged.iter().map(|judged| judged.ledger).collect();
    let mut rules = entries(model, &outcome.ground.plan, &ledgers);
    rules.extend(waivers::entries(model, &outcome));
    let evidence = match request.evidence {
        true => Some(evidence::gather(world, sources, &bound, request.threads).map_err(|mut problems| {
            problems.splice(0..0, std::mem::take(&mut notes));
            problems
        })?),
        false => None,
    };
    let (as_of, lang) = (request.as_of, request.lang);
    let mut work = Work::new(model.clone(), sources.clone(), outcome, request.lang, request.threads);
    work.by.clone_from(&request.by);
    // A breakdown comes from memory and from files that were read without a problem a moment ago.
    let by = request.by.as_deref().and_then(|path| work.breakdown(path).ok());
    let report = Report { as_of, lang, inputs, packs: packs(model), rules, notes, by, evidence, baseline: None };
    Ok(Judged { report, work })
}

/// The tables of a run, opened, in the order of their declaration.
struct Opened {
    registry: Registry,
    /// What the report says of each.
    inputs: Vec<Input>,
    /// Each table's name, and its file.
    bound: Vec<(String, Binding)>,
    /// What people are told of the reading.
    told: Vec<Diagnostic>,
}

/// Every declared table with its file, opened; everything that is missing or misfits in one go.
fn open_tables(world: &dyn World, request: &Request, model: &Model) -> Result<Opened, Vec<Diagnostic>> {
    let bindings = inner::expand(world, model, &request.tables)?;
    let bound = bind(model, &bindings, &all_tables(model))?;
    let mut problems = Vec::new();
    let mut told = Vec::new();
    let mut tables: Vec<Option<(TableInput, Input)>> = model.tables.iter().map(|_| None).collect();
    for (id, binding) in &bound {
        let table = model.table(*id);
        let options = Options { threads: request.threads, ..binding.options.clone() };
        let opened = match open::table(world, &binding.path, &binding.files, &options) {
            Ok(opened) => opened,
            Err(wrong) => {
                problems.extend(wrong);
                continue;
            }
        };
        told.extend(opened.notes(&binding.path));
        match bind_columns(table, opened.reader.headings()) {
            Ok(columns) => {
                problems.extend(columns.iter().filter_map(|column| opened.reader.unreadable(*column)));
                let input = Input {
                    table: table.name.clone(),
                    path: binding.path.clone(),
                    format: opened.format.name.to_string(),
                    rows: 0,
                    guesses: opened.guesses().iter().map(open::told).collect(),
                };
                tables[id.0 as usize] = Some((TableInput { reader: opened.reader, columns }, input));
            }
            Err(wrong) => problems.extend(wrong),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let (tables, inputs) = tables.into_iter().flatten().unzip();
    let bound = bound.into_iter().map(|(id, binding)| (model.table(id).name.clone(), binding)).collect();
    Ok(Opened { registry: Registry { tables }, inputs, bound, told })
}

fn no_rules(request: &Request) -> Diagnostic {
    let files = request.rules.join(", ");
    let message = if request.rules.is_empty() {
        text!(nb: "Ingen regelfil er oppgitt.", en: "No rule file was given.")
    } else {
        text!(
            nb: "Ingen regler og ingen felt med krav i {files}.",
            en: "No rules, and no fields with checks, in {files}.",
        )
    };
    Diagnostic::error(Code::NoRules, message).help(text!(
        nb: "Oppgi regler med --rules, eller tillat det med --allow-empty.",
        en: "Name rules with --rules, or permit it with --allow-empty.",
    ))
}

/// A registry without rows must not pass for one that complies: the subject of a rule may not be empty, and not all
/// tables may.
fn empty_tables(model: &Model, inputs: &[Input]) -> Vec<Diagnostic> {
    let judged = |table: usize| {
        model.rules.iter().any(|rule| match &rule.subject {
            Subject::Rows(id) | Subject::Groups { table: id, .. } => *id == TableId(table as u32),
            Subject::Registry => false,
        })
    };
    let all = inputs.iter().all(|input| input.rows == 0);
    let empty = inputs.iter().enumerate().filter(|(table, input)| input.rows == 0 && (all || judged(*table)));
    empty
        .map(|(_, input)| {
            let (table, path) = (&input.table, &input.path);
            let message = text!(nb: "{path} har ingen rader ({table}).", en: "{path} has no rows ({table}).");
            Diagnostic::error(Code::NoRows, message).at_file(path.clone()).help(text!(
                nb: "Er det rett fil? En tom tabell kan tillates med --allow-empty.",
                en: "Is it the right file? An empty table can be permitted with --allow-empty.",
            ))
        })
        .collect()
}

/// Says which columns were given back the leading zeros of their codes.
fn restored(model: &Model, outcome: &Outcome) -> Vec<Diagnostic> {
    let mut looker = Looker::default();
    let mut note = |restored: &Restored| {
        let field = &model.table(restored.table).fields[restored.field];
        let (shown_table, name, count) = (&model.table(restored.table).name, &field.name, restored.count);
        let width = outcome.ground.plan.specs[restored.table.0 as usize][restored.field].width;
        let nb = counted(count, "celle", "celler", Lang::Nb);
        let en = counted(count, "cell", "cells", Lang::En);
        let message = text!(
            nb: "{shown_table}.{name}: {nb} er lest med nullene foran satt tilbake ({width} sifre).",
            en: "{shown_table}.{name}: {en} read with the leading zeros put back ({width} digits).",
        );
        let (table, field_place) = (restored.table, restored.field);
        let seen = |at| SeenCell {
            table,
            at,
            field: field_place,
            part: Part::Decides,
            why: None,
            element: None,
            missing: None,
        };
        let cells = restored.first.iter().map(|&at| outcome.cell(&mut looker, &seen(at)));
        let note = cells.fold(Diagnostic::note(Code::RestoredZeros, message), |note, cell| {
            let read = format!("{:0>width$}", cell.text.trim());
            let label = if matches!(field.ty, Ty::Text | Ty::Ref(_)) {
                text!(nb: "lest som {read}", en: "read as {read}")
            } else {
                text!(nb: "lest med {width} sifre", en: "read with {width} digits")
            };
            note.at_cell(cell.place, label)
        });
        note.help(text!(
            nb: "Formater kolonnen som tekst i regnearket, så blir nullene stående.",
            en: "Format the column as text in the spreadsheet, and the zeros will stay.",
        ))
    };
    outcome.ground.restored.iter().map(&mut note).collect()
}

fn packs(model: &Model) -> Vec<PackEntry> {
    let entry = |pack: &crate::semantic::model::Pack| PackEntry {
        id: pack.id.clone(),
        title: pack.title.clone(),
        edition: pack.edition.clone(),
    };
    model.packs.iter().map(entry).collect()
}

/// The report's rules: the plan's judgements in their order, with their ledgers.
pub fn entries(model: &Model, plan: &Plan, ledgers: &[Ledger]) -> Vec<RuleEntry> {
    plan.judgements.iter().zip(ledgers).map(|(judgement, ledger)| entry(model, judgement, *ledger)).collect()
}

fn entry(model: &Model, judgement: &plan::Judgement, ledger: Ledger) -> RuleEntry {
    match judgement.origin {
        Origin::Rule(place) => {
            let rule = &model.rules[place];
            RuleEntry {
                id: rule.id.clone(),
                kind: RuleKind::Rule,
                modality: rule.modality,
                title: crate::base::Text::same(rule.title.clone()),
                sources: rule.sources.clone(),
                readings: rule.readings.clone(),
                subject: match &rule.subject {
                    Subject::Rows(table) => SubjectKind::Rows { table: model.table(*table).name.clone() },
                    Subject::Groups { table, path } => SubjectKind::Groups {
                        table: model.table(*table).name.clone(),
                        path: titles::path(model, path, *table),
                    },
                    Subject::Registry => SubjectKind::Registry,
                },
                in_force: rule.in_force,
                judged_at: rule.judged_at.as_ref().map(|date| titles::date(model, date, &rule.subject)),
                span: rule.span,
                ledger,
            }
        }
        Origin::Check { table, field, kind } => RuleEntry {
            id: titles::check_id(model, table, field, kind),
            kind: RuleKind::Check,
            modality: judgement.modality,
            title: titles::check_title(model, table, field, kind),
            sources: Vec::new(),
            readings: Vec::new(),
            subject: SubjectKind::Rows { table: model.table(table).name.clone() },
            in_force: judgement.in_force,
            judged_at: None,
            span: model.table(table).fields[field].span,
            ledger,
        },
    }
}

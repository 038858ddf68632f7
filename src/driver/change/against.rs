//! A check that is held against something earlier: a report of then, or the registry as it was.

use super::{against_report, against_run, verify};
use crate::base::{Code, Diagnostic, Sources};
use crate::data::read::Options;
use crate::driver::bind::{all_tables, bind, table_named, table_of_file};
use crate::driver::reading::is_table_file;
use crate::driver::{Binding, Checked, Prepared, Request, judge_prepared, load, paths, prepare_by};
use crate::report::past::Past;
use crate::semantic::model::Model;
use crate::text;
use crate::value::TableId;
use crate::world::{Kind, World};

/// What a check is held against, if anything.
#[derive(Clone, Debug, Default)]
pub struct Measure {
    /// A report in JSON, or findings a line each.
    pub baseline: Option<String>,
    /// Files of the registry as it was, folders of them, or `name=path`; tables that are not named are as they are.
    pub against: Vec<String>,
}

impl Measure {
    pub fn is_none(&self) -> bool {
        self.baseline.is_none() && self.against.is_empty()
    }
}

/// Checks a registry, and holds it against what it is measured by.
pub fn check(world: &dyn World, request: &Request, measure: &Measure) -> (Sources, Result<Checked, Vec<Diagnostic>>) {
    if measure.is_none() {
        return crate::driver::check(world, request);
    }
    let past = measure.baseline.as_ref().map(|path| verify::open(world, path)).transpose();
    let past = match past {
        Ok(past) => past,
        Err(problem) => return (Sources::default(), Err(vec![problem])),
    };
    let loaded = load::load(world, &request.rules);
    let sources = loaded.sources.clone();
    if loaded.has_errors() {
        return (sources, Err(loaded.problems));
    }
    let (prepared, mut notes) = match prepare_by(loaded, request.by.as_deref()) {
        Ok(prepared) => prepared,
        Err(problems) => return (sources, Err(problems)),
    };
    let result = measured(world, request, &prepared, past.as_ref(), &measure.against);
    let result = match result {
        Ok(mut checked) => {
            checked.report.notes.splice(0..0, notes);
            Ok(checked)
        }
        Err(problems) => {
            notes.extend(problems);
            Err(notes)
        }
    };
    (sources, result)
}

fn measured(
    world: &dyn World,
    request: &Request,
    prepared: &Prepared,
    past: Option<&Past>,
    against: &[String],
) -> Result<Checked, Vec<Diagnostic>> {
    let request = Request { findings: true, ..request.clone() };
    let cannot = |error: std::io::Error| vec![crate::data::read::cannot_read("", &error)];
    let checked = judge_prepared(world, &request, prepared)?;
    if let Some(past) = past {
        return against_report(checked, past).map_err(cannot);
    }
    let (before, named) = earlier(world, &request, &prepared.model, against)?;
    let old = judge_prepared(world, &before, prepared)?;
    against_run(checked, &named.join(", "), &old).map_err(cannot)
}

/// The request for the registry as it was, and the files that it takes instead.
fn earlier(
    world: &dyn World,
    request: &Request,
    model: &Model,
    against: &[String],
) -> Result<(Request, Vec<String>), Vec<Diagnostic>> {
    let mut bound = bind(model, &request.tables, &all_tables(model))?;
    let mut problems = Vec::new();
    let mut named = Vec::new();
    let only = (model.tables.len() == 1).then_some(TableId(0));
    for one in against {
        let (name, path) = match one.split_once('=') {
            Some((name, path)) if world.kind(one) == Kind::Absent => (Some(name), path),
            _ => (None, one.as_str()),
        };
        let files = match world.kind(path) {
            Kind::Absent => {
                problems.push(paths::absent(world, path));
                continue;
            }
            Kind::File => vec![path.to_string()],
            Kind::Folder => match world.list(path) {
                Ok(entries) => entries
                    .iter()
                    .filter(|entry| !entry.ends_with('/') && !entry.starts_with('.') && is_table_file(entry))
                    .map(|entry| paths::inside(path, entry))
                    .collect(),
                Err(error) => {
                    problems.push(crate::data::read::cannot_read(path, &error));
                    continue;
                }
            },
        };
        let in_folder = files.first().is_none_or(|file| file != path);
        for file in files {
            let table = match name {
                Some(name) => table_named(model, name),
                None => table_of_file(model, &file).or(only.filter(|_| !in_folder)),
            };
            match table {
                Some(table) => {
                    for (_, binding) in bound.iter_mut().filter(|(id, _)| *id == table) {
                        let same = paths::ending(&binding.path) == paths::ending(&file);
                        let options = if same { binding.options.clone() } else { Options::default() };
                        *binding =
                            Binding { table: binding.table.clone(), path: file.clone(), options, ..Binding::default() };
                    }
                    named.push(file);
                }
                // A folder may hold files that are no tables of these rules.
                None if in_folder => {}
                None => problems.push(which(model, name, &file)),
            }
        }
    }
    if named.is_empty() && problems.is_empty() {
        let list = against.join(", ");
        let message = text!(
            nb: "--against {list}: ingen av filene hører til en tabell i reglene.",
            en: "--against {list}: none of the files belongs to a table of the rules.",
        );
        problems.push(Diagnostic::error(Code::BadArgument, message));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let tables = bound
        .into_iter()
        .map(|(id, binding)| Binding { table: Some(model.table(id).name.clone()), ..binding })
        .collect();
    // That the registry was empty before the change is no reason not to judge the change.
    Ok((Request { tables, evidence: false, allow_empty: true, ..request.clone() }, named))
}

fn which(model: &Model, name: Option<&str>, file: &str) -> Diagnostic {
    let names: Vec<&str> = model.tables.iter().map(|table| table.name.as_str()).collect();
    let list = names.join(", ");
    let message = match name {
        Some(name) => text!(nb: "Reglene har ingen tabell «{name}».", en: "The rules have no table `{name}`."),
        None => text!(
            nb: "--against {file}: hvilken tabell er det?",
            en: "--against {file}: which table is it?",
        ),
    };
    let table = crate::base::nearest(name.unwrap_or(""), names.iter().copied()).or(names.first().copied());
    let table = table.unwrap_or("tabell");
    Diagnostic::error(Code::BadArgument, message)
        .help(text!(nb: "Si hvilken: --against {table}={file}", en: "Say which: --against {table}={file}"))
        .help(text!(nb: "Tabellene er: {list}.", en: "The tables are: {list}."))
}

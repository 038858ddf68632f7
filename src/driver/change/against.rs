//! A check that is held against something earlier: a report of then, or the registry as it was.

use super::{against_report, against_run, verify};
use crate::base::{Code, Diagnostic, Sources};
use crate::data::read::{Options, cannot_read};
use crate::driver::bind::{all_tables, bind, table_named, table_of_file};
use crate::driver::inner::Files;
use crate::driver::reading::is_table_file;
use crate::driver::{Binding, Checked, Prepared, Request, inner, judge_prepared, judge_with, load, paths};
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
    let against = &measure.against;
    let result = judge_with(request, loaded, |prepared| measured(world, request, prepared, past.as_ref(), against));
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
    let cannot = |error: std::io::Error| vec![cannot_read("", &error)];
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
    let expanded = inner::expand(world, model, &request.tables)?;
    let mut bound = bind(model, &expanded, &all_tables(model))?;
    let mut problems = Vec::new();
    let mut named = Vec::new();
    for one in against {
        let (name, path) = match one.split_once('=') {
            Some((name, path)) if world.kind(one) == Kind::Absent => (Some(name), path),
            _ => (None, one.as_str()),
        };
        match taken(world, model, name, path) {
            Ok(files) => files.into_iter().for_each(|(table, mut file)| {
                for (_, binding) in bound.iter_mut().filter(|(id, _)| *id == table) {
                    if paths::ending(&binding.path) == paths::ending(&file.path) {
                        let part = file.options.part.take().or(binding.options.part.clone());
                        file.options = Options { part, ..binding.options.clone() };
                    }
                    *binding = file.clone();
                }
                if named.last() != Some(&file.path) {
                    named.push(file.path);
                }
            }),
            Err(wrong) => problems.extend(wrong),
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

/// The files that an argument names, each with the table that it is; of a folder, those that are tables of the rules.
fn taken(
    world: &dyn World,
    model: &Model,
    name: Option<&str>,
    path: &str,
) -> Result<Vec<(TableId, Binding)>, Vec<Diagnostic>> {
    let folder = name.is_none() && world.kind(path) == Kind::Folder;
    let files = if folder {
        let entries = world.list(path).map_err(|error| vec![cannot_read(path, &error)])?;
        let tables = entries.iter().filter(|entry| !entry.starts_with('.') && is_table_file(entry));
        tables.filter(|entry| !entry.ends_with('/')).map(|entry| Files::one(&paths::inside(path, entry))).collect()
    } else {
        vec![inner::files(world, path).map_err(|problem| vec![problem])?]
    };
    let only = (model.tables.len() == 1 && !folder).then_some(TableId(0));
    let (mut all, mut problems) = (Vec::new(), Vec::new());
    for Files { path, files, part } in files {
        let options = Options { part, ..Options::default() };
        let binding = Binding { table: name.map(str::to_string), path, files, options };
        for file in inner::expand(world, model, &[binding])? {
            let of_part = || file.options.part.as_deref().and_then(|part| table_of_file(model, part));
            let table = match &file.table {
                Some(name) => table_named(model, name),
                None => of_part().or_else(|| table_of_file(model, &file.path)).or(only),
            };
            let table =
                table.map(|table| (table, Binding { table: Some(model.table(table).name.clone()), ..file.clone() }));
            match table {
                Some(found) => all.push(found),
                // A folder may hold files that are no tables of these rules.
                None if folder => {}
                None => problems.push(which(model, file.table.as_deref(), &file.path)),
            }
        }
    }
    if problems.is_empty() { Ok(all) } else { Err(problems) }
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

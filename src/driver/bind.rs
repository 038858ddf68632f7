//! Which file is which table. Settled before any row is read: a table without its file ends the run.

use super::paths::stem;
use super::{Binding, columns::folded};
use crate::base::{Code, Diagnostic, Text, nearest};
use crate::semantic::model::Model;
use crate::text;
use crate::value::TableId;
use unicode_normalization::UnicodeNormalization;

/// Binds files to tables: by the name that was given, by the file's stem, or by being the only file and the only needed
/// table. Every needed table gets a file, and every file a table, or all that is wrong is told.
pub fn bind(
    model: &Model,
    bindings: &[Binding],
    needed: &[TableId],
) -> Result<Vec<(TableId, Binding)>, Vec<Diagnostic>> {
    let mut bound: Vec<(TableId, &Binding)> = Vec::new();
    let mut problems = Vec::new();
    let mut strays = Vec::new();
    for binding in bindings {
        let found = match &binding.table {
            Some(name) => by_name(model, name),
            None => {
                let part = binding.options.part.as_deref().and_then(|part| by_stem(model, part));
                part.or_else(|| by_stem(model, &binding.path))
            }
        };
        let found = found.or_else(|| only(bindings, needed));
        match (found, &binding.table) {
            (Some(table), _) => match bound.iter().find(|(other, _)| *other == table) {
                Some((_, first)) => problems.push(twice(&model.table(table).name, first, binding)),
                None => bound.push((table, binding)),
            },
            (None, Some(name)) => problems.push(unknown_table(model, name, binding)),
            (None, None) => strays.push(binding),
        }
    }
    let unbound: Vec<TableId> =
        needed.iter().copied().filter(|table| !bound.iter().any(|(other, _)| other == table)).collect();
    problems.extend(strays.iter().map(|stray| stray_file(model, &unbound, stray)));
    problems.extend(unbound.iter().map(|table| no_file(model, *table, &strays)));
    if problems.is_empty() {
        bound.sort_by_key(|(table, _)| *table);
        Ok(bound.into_iter().map(|(table, binding)| (table, binding.clone())).collect())
    } else {
        Err(problems)
    }
}

/// Every declared table, in the order of declaration: the tables that a check of all rules needs.
pub fn all_tables(model: &Model) -> Vec<TableId> {
    (0..model.tables.len() as u32).map(TableId).collect()
}

/// The table of a name as it was given: composed, but letter by letter.
fn by_name(model: &Model, name: &str) -> Option<TableId> {
    let composed: String = name.nfc().collect();
    the_one(model, |table| table == composed)
}

/// The table of a file's stem; where none is equal letter by letter, case may differ.
fn by_stem(model: &Model, path: &str) -> Option<TableId> {
    let stem = stem(path);
    by_name(model, stem).or_else(|| the_one(model, |table| folded(table) == folded(stem)))
}

fn the_one(model: &Model, fits: impl Fn(&str) -> bool) -> Option<TableId> {
    let mut found = (0u32..).zip(&model.tables).filter(|(_, table)| fits(&table.name));
    let first = found.next();
    first.filter(|_| found.next().is_none()).map(|(at, _)| TableId(at))
}

/// The table of a name.
pub fn table_named(model: &Model, name: &str) -> Option<TableId> {
    by_name(model, name)
}

/// The table that a file is by its own name.
pub fn table_of_file(model: &Model, path: &str) -> Option<TableId> {
    by_stem(model, path)
}

/// A file that was given no name, and the one table that is needed.
fn only(bindings: &[Binding], needed: &[TableId]) -> Option<TableId> {
    match (bindings, needed) {
        ([Binding { table: None, .. }], [table]) => Some(*table),
        _ => None,
    }
}

fn names(model: &Model) -> Vec<&str> {
    model.tables.iter().map(|table| table.name.as_str()).collect()
}

fn unknown_table(model: &Model, name: &str, binding: &Binding) -> Diagnostic {
    let message = text!(nb: "Reglene har ingen tabell «{name}».", en: "The rules have no table `{name}`.");
    let problem = Diagnostic::error(Code::UnknownTable, message).at_file(&binding.path);
    problem.help(suggestion(model, name))
}

/// The nearest table, or all of them.
fn suggestion(model: &Model, name: &str) -> Text {
    let names = names(model);
    match nearest(name, names.iter().copied()) {
        Some(near) => text!(nb: "Mente du «{near}»?", en: "Did you mean `{near}`?"),
        None if names.is_empty() => Text::new("Reglene erklærer ingen tabell.", "The rules declare no table."),
        None => {
            let list = names.join(", ");
            text!(nb: "Tabellene er: {list}.", en: "The tables are: {list}.")
        }
    }
}

fn stray_file(model: &Model, unbound: &[TableId], binding: &Binding) -> Diagnostic {
    let path = &binding.path;
    let message = text!(
        nb: "{path} hører ikke til noen tabell i reglene.",
        en: "{path} belongs to no table of the rules.",
    );
    let problem = Diagnostic::error(Code::UnboundFile, message).at_file(path);
    let free: Vec<&str> = unbound.iter().map(|table| model.table(*table).name.as_str()).collect();
    match nearest(stem(path), free.iter().copied()).or(free.first().copied()) {
        Some(name) => problem.help(text!(
            nb: "Bind den med navn: --table {name}={path}",
            en: "Bind it by name: --table {name}={path}",
        )),
        None => problem.help(suggestion(model, stem(path))).help(Text::new(
            "Skal filen ikke være med, så nevn tabellene under [tables] i krav.toml.",
            "If the file is not to be checked, name the tables under [tables] in krav.toml.",
        )),
    }
}

fn no_file(model: &Model, table: TableId, strays: &[&Binding]) -> Diagnostic {
    let table = model.table(table);
    let name = &table.name;
    let message = text!(nb: "Tabellen «{name}» har ingen fil.", en: "The table `{name}` has no file.");
    let label = Text::new("erklært her", "declared here");
    let stems: Vec<&str> = strays.iter().map(|stray| stem(&stray.path)).collect();
    let near = nearest(name, stems.iter().copied());
    let stray = strays.iter().find(|stray| Some(stem(&stray.path)) == near).or(match strays {
        [one] => Some(one),
        _ => None,
    });
    let path = stray.map_or_else(|| format!("{name}.csv"), |stray| stray.path.clone());
    Diagnostic::error(Code::UnboundTable, message).at(table.name_span, label).help(text!(
        nb: "Gi den en fil: --table {name}={path}, eller {name} = \"{path}\" under [tables] i krav.toml.",
        en: "Give it a file: --table {name}={path}, or {name} = \"{path}\" under [tables] in krav.toml.",
    ))
}

fn twice(table: &str, first: &Binding, second: &Binding) -> Diagnostic {
    let (one, two) = (&first.path, &second.path);
    let message = text!(
        nb: "Tabellen «{table}» har to filer: {one} og {two}.",
        en: "The table `{table}` has two files: {one} and {two}.",
    );
    Diagnostic::error(Code::BadArgument, message).at_file(two).help(text!(
        nb: "Velg én av dem: --table {table}={one}",
        en: "Choose one of them: --table {table}={one}",
    ))
}

#[cfg(test)]
mod tests;

//! Tables inside files: `book.xlsx#Sheet1`, `data.sqlite:table`, and files whose inner tables are named like tables of
//! the rules.

use super::{Binding, paths, reading::is_table_file};
use crate::base::{Code, Diagnostic};
use crate::data::read::inner::{Inner, named};
use crate::data::read::{Options, format_of, source};
use crate::semantic::model::Model;
use crate::text;
use crate::world::{Kind, World};
use std::collections::BTreeSet;

/// The files of a table, and what they were named by.
#[derive(Clone, Debug, Default)]
pub struct Files {
    pub path: String,
    /// Where there are several.
    pub files: Vec<String>,
    /// The table inside the file.
    pub part: Option<String>,
}

impl Files {
    pub fn one(path: &str) -> Files {
        Files { path: path.to_string(), ..Files::default() }
    }
}

/// What is named as the files of one table: a file, a pattern of several, or a folder of files of one format.
pub fn files(world: &dyn World, path: &str) -> Result<Files, Diagnostic> {
    let (path, part) = split(world, path);
    let files = match world.kind(path) {
        _ if path == source::INPUT => Files::one(path),
        Kind::File => Files::one(path),
        Kind::Folder => Files { files: of_folder(world, path)?, ..Files::one(path) },
        Kind::Absent if paths::is_pattern(path) => Files { files: paths::expand(world, path)?, ..Files::one(path) },
        Kind::Absent => return Err(paths::absent(world, path)),
    };
    Ok(Files { part: part.map(str::to_string), ..files })
}

/// The files of a folder, and of those in it, that are tables; all must be of one format.
fn of_folder(world: &dyn World, path: &str) -> Result<Vec<String>, Diagnostic> {
    let files = paths::files(world, path, &is_table_file)?;
    let formats: BTreeSet<&str> =
        files.iter().filter_map(|file| format_of(file, &Options::default()).ok()).map(|format| format.name).collect();
    if formats.len() == 1 {
        return Ok(files);
    }
    let names = formats.into_iter().collect::<Vec<_>>().join(", ");
    let message = match names.is_empty() {
        true => text!(nb: "{path} er en mappe uten tabeller.", en: "{path} is a folder without tables."),
        false => text!(
            nb: "{path} er en mappe med filer i flere formater ({names}); en tabell har ett.",
            en: "{path} is a folder of files in several formats ({names}); a table has one.",
        ),
    };
    Err(Diagnostic::error(Code::NotATable, message).at_file(path).help(text!(
        nb: "Skriv et mønster som velger filene: {path}/*.csv",
        en: "Write a pattern that chooses the files: {path}/*.csv",
    )))
}

/// A path without the table that it names inside the file, and that table. A file whose own name has such a sign is
/// taken as it is.
pub fn split<'p>(world: &dyn World, path: &'p str) -> (&'p str, Option<&'p str>) {
    if path == source::INPUT || world.kind(path) != Kind::Absent {
        return (path, None);
    }
    let stands = |file: &str| !file.is_empty() && (world.kind(file) != Kind::Absent || paths::is_pattern(file));
    let mut cuts: Vec<usize> = path.match_indices(['#', ':']).map(|(at, _)| at).collect();
    // `#` goes before `:`, which file names may have for other reasons.
    cuts.sort_by_key(|&at| path.as_bytes()[at] == b':');
    let found = cuts.into_iter().find(|&at| at + 1 < path.len() && stands(&path[..at]));
    found.map_or((path, None), |at| (&path[..at], Some(&path[at + 1..])))
}

/// Bindings of files with several tables become one for each table of the rules that a table inside is named like.
/// What is not named so stays, and is told of when it is opened.
pub fn expand(world: &dyn World, model: &Model, bindings: &[Binding]) -> Result<Vec<Binding>, Vec<Diagnostic>> {
    let mut all = Vec::with_capacity(bindings.len());
    let mut problems = Vec::new();
    for binding in bindings {
        match inside(world, binding) {
            Ok(found) if found.len() > 1 => all.extend(matching(model, bindings, binding, &found)),
            Ok(_) => all.push(binding.clone()),
            Err(wrong) => problems.extend(wrong),
        }
    }
    if problems.is_empty() { Ok(all) } else { Err(problems) }
}

/// The tables inside a binding's file, where one of them is still to be chosen.
fn inside(world: &dyn World, binding: &Binding) -> Result<Vec<Inner>, Vec<Diagnostic>> {
    let Binding { path, files, options, .. } = binding;
    if options.part.is_some() || !files.is_empty() {
        return Ok(Vec::new());
    }
    // What keeps a file from being opened is told where it is opened.
    let Some(list) = format_of(path, options).ok().and_then(|format| format.inner) else { return Ok(Vec::new()) };
    match source::open(world, path, options) {
        Ok(source) => list(&source.path, source.bytes, options),
        Err(_) => Ok(Vec::new()),
    }
}

fn matching(model: &Model, bindings: &[Binding], binding: &Binding, found: &[Inner]) -> Vec<Binding> {
    let with = |table: &str, at: usize| Binding {
        table: Some(table.to_string()),
        options: Options { part: Some(found[at].name.clone()), ..binding.options.clone() },
        ..binding.clone()
    };
    if let Some(table) = &binding.table {
        return vec![named(found, table).map_or_else(|| binding.clone(), |at| with(table, at))];
    }
    let taken = |table: &str| bindings.iter().any(|other| other.table.as_deref() == Some(table));
    let free = model.tables.iter().map(|table| table.name.as_str()).filter(|table| !taken(table));
    let bound: Vec<Binding> = free.filter_map(|table| Some(with(table, named(found, table)?))).collect();
    if bound.is_empty() { vec![binding.clone()] } else { bound }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::memory::Memory;

    #[test]
    fn a_path_may_name_a_table_inside() {
        let world = Memory::new().file("a/bok.xlsx", "").file("x#y.csv", "").file("d:e.sqlite", "");
        let cut = |path| split(&world, path);
        assert_eq!(cut("a/bok.xlsx"), ("a/bok.xlsx", None));
        assert_eq!(cut("a/bok.xlsx#Ark 1"), ("a/bok.xlsx", Some("Ark 1")));
        assert_eq!(cut("a/bok.xlsx:Ark#1"), ("a/bok.xlsx", Some("Ark#1")));
        assert_eq!(cut("x#y.csv"), ("x#y.csv", None));
        assert_eq!(cut("x#y.csv#z"), ("x#y.csv", Some("z")));
        assert_eq!(cut("d:e.sqlite:tiltak"), ("d:e.sqlite", Some("tiltak")));
        assert_eq!(cut("b/*.yml#roles"), ("b/*.yml", Some("roles")));
        assert_eq!(cut("a/bok.xlsx#"), ("a/bok.xlsx#", None));
        assert_eq!(cut("borte.xlsx#A"), ("borte.xlsx#A", None));
    }
}

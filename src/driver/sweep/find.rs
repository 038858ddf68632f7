//! Where the registries of a sweep are, and which rules they are held against.

use super::super::bind::{table_named, table_of_file};
use super::super::reading::{fitting, is_table_file};
use super::super::request::{Arguments, Gathered, Refused, gather, unused};
use super::super::{Binding, config, paths};
use crate::base::{Code, Diagnostic, Text};
use crate::data::read::{Options, cannot_read};
use crate::semantic::model::Model;
use crate::text;
use crate::world::{Kind, World};

/// Folders inside folders.
const DEPTH: usize = 32;

/// A registry that was found: a folder, or a file where the rules need one table only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The path as it was named, or below it.
    pub name: String,
    pub path: String,
    /// The table that a file is.
    pub table: Option<String>,
    files: Vec<String>,
}

impl Found {
    /// The tables that stand in it, as far as they are known before it is judged.
    pub fn files(&self) -> &[String] {
        &self.files
    }

    /// About how many bytes there are to read.
    pub fn size(&self, world: &dyn World) -> u64 {
        self.sizes(world).sum()
    }

    /// The bytes of the largest file.
    pub fn largest(&self, world: &dyn World) -> u64 {
        self.sizes(world).max().unwrap_or(0)
    }

    fn sizes(&self, world: &dyn World) -> impl Iterator<Item = u64> {
        self.files.iter().filter_map(|file| world.open(file).ok()).map(|file| file.len())
    }
}

/// The rules of a sweep: those that are named; otherwise those of the first folder that has a `krav.toml` with packs or
/// rule files, or of the folder that we stand in.
pub fn rules(world: &dyn World, arguments: &Arguments, roots: &[String]) -> Result<Gathered, Refused> {
    if !arguments.rules.is_empty() {
        return gather(world, arguments);
    }
    for root in roots.iter().map(String::as_str).chain(["."]) {
        let toml = paths::inside(root, config::FILE);
        if let Some((config, _)) = world.read(&toml).ok().map(|bytes| config::read(&toml, &bytes))
            && let Some(packs) = config.packs
        {
            let rules = packs.iter().map(|pack| paths::join(root, &pack.text)).collect();
            let as_of = arguments.as_of.or(config.as_of);
            return gather(world, &Arguments { rules, as_of, ..arguments.clone() });
        }
        let entries = world.list(root).unwrap_or_default();
        let files: Vec<String> =
            entries.iter().filter(|entry| paths::is_rule_file(entry)).map(|entry| paths::inside(root, entry)).collect();
        if !files.is_empty() {
            return gather(world, &Arguments { rules: files, ..arguments.clone() });
        }
    }
    let message = Text::new("Ingen regler å holde registrene mot.", "No rules to hold the registries against.");
    let help = Text::new("Nevn dem: krav sweep MAPPE --rules regler/", "Name them: krav sweep FOLDER --rules rules/");
    let problems = vec![Diagnostic::error(Code::NoRules, message).help(help)];
    Err(Refused { lang: arguments.lang.unwrap_or(arguments.locale), problems })
}

/// The registries at and below some paths, in the order of the paths and of their names.
pub fn find(
    world: &dyn World,
    roots: &[String],
    model: &Model,
    shared: &[Binding],
    reading: &Options,
) -> Result<Vec<Found>, Vec<Diagnostic>> {
    let shared_table = |binding: &Binding| match &binding.table {
        Some(name) => table_named(model, name),
        None => table_of_file(model, &binding.path),
    };
    let mut used = Vec::new();
    let mut with = |path: &str| drop(fitting(reading, &Options::default(), path, &mut used));
    shared.iter().for_each(|binding| with(&binding.path));
    let bound: Vec<_> = shared.iter().filter_map(shared_table).collect();
    let needed: Vec<&str> = (0..)
        .zip(&model.tables)
        .filter(|(id, _)| !bound.iter().any(|table| table.0 == *id))
        .map(|(_, table)| table.name.as_str())
        .collect();
    let shared: Vec<String> = shared.iter().map(|binding| paths::tidy(&binding.path)).collect();
    let mut finding = Finding { world, needed, shared, found: Vec::new(), problems: Vec::new() };
    for root in roots {
        match world.kind(root) {
            Kind::Absent => finding.problems.push(paths::absent(world, root)),
            Kind::File => finding.file(root),
            Kind::Folder => finding.folder(root, 0),
        }
    }
    let Finding { mut found, mut problems, .. } = finding;
    let mut seen = hashbrown::HashSet::new();
    found.retain(|one| seen.insert(paths::tidy(&one.path)));
    if found.is_empty() && problems.is_empty() {
        let list = roots.join(", ");
        let message = text!(nb: "Ingen registre i {list}.", en: "No registries in {list}.");
        problems.push(Diagnostic::error(Code::NoRows, message).help(Text::new(
            "Et register er en mappe med tabeller, eller en fil når reglene bare trenger én tabell.",
            "A registry is a folder with tables, or a file where the rules need one table only.",
        )));
    }
    found.iter().flat_map(|one| &one.files).for_each(|file| with(file));
    if problems.is_empty() {
        problems.extend(unused(reading, &used));
    }
    if problems.is_empty() { Ok(found) } else { Err(problems) }
}

struct Finding<'a> {
    world: &'a dyn World,
    /// The tables that each registry must have itself.
    needed: Vec<&'a str>,
    shared: Vec<String>,
    found: Vec<Found>,
    problems: Vec<Diagnostic>,
}

impl Finding<'_> {
    /// A file is a registry by itself where one table is enough.
    fn file(&mut self, path: &str) {
        let [table] = self.needed[..] else {
            let tables = self.needed.join(", ");
            let message = text!(
                nb: "{path} er én fil, men et register trenger flere tabeller: {tables}.",
                en: "{path} is one file, but a registry needs several tables: {tables}.",
            );
            let help = Text::new(
                "Legg tabellene til hvert register i en mappe, og bind dem som alle deler, med --table.",
                "Put the tables of each registry in a folder, and bind those that all share with --table.",
            );
            return self.problems.push(Diagnostic::error(Code::BadArgument, message).at_file(path).help(help));
        };
        let (path, table) = (path.to_string(), Some(table.to_string()));
        self.found.push(Found { name: path.clone(), path: path.clone(), table, files: vec![path] });
    }

    fn folder(&mut self, folder: &str, depth: usize) {
        if depth > DEPTH {
            let message = text!(
                nb: "Mappene i {folder} ligger mer enn {DEPTH} nivåer inne i hverandre.",
                en: "The folders in {folder} stand more than {DEPTH} levels inside each other.",
            );
            return self.problems.push(Diagnostic::error(Code::TooLarge, message).at_file(folder));
        }
        let entries = match self.world.list(folder) {
            Ok(entries) => entries,
            Err(error) => return self.problems.push(cannot_read(folder, &error)),
        };
        let visible = || entries.iter().filter(|entry| !entry.starts_with('.'));
        let tables: Vec<String> = visible()
            .filter(|entry| !entry.ends_with('/') && is_table_file(entry))
            .map(|entry| paths::inside(folder, entry))
            .filter(|path| !self.shared.contains(&paths::tidy(path)))
            .collect();
        let bound = self.is_bound(folder, &entries);
        let whole = || Found { name: folder.to_string(), path: folder.to_string(), table: None, files: tables.clone() };
        match (bound, self.needed.len()) {
            // A krav.toml that names its tables says all there is, wherever they lie.
            (true, _) => return self.found.push(whole()),
            (false, 1) => tables.iter().for_each(|path| self.file(path)),
            (false, _) if !tables.is_empty() => self.found.push(whole()),
            _ => {}
        }
        for inner in visible().filter_map(|entry| entry.strip_suffix('/')) {
            self.folder(&paths::inside(folder, inner), depth + 1);
        }
    }

    /// Whether a folder's `krav.toml` says which tables there are. One that cannot be read is told when it is judged.
    fn is_bound(&self, folder: &str, entries: &[String]) -> bool {
        if !entries.iter().any(|entry| entry == config::FILE) {
            return false;
        }
        let path = paths::inside(folder, config::FILE);
        self.world.read(&path).is_ok_and(|bytes| {
            let (config, problems) = config::read(&path, &bytes);
            config.tables.is_some() || !problems.is_empty()
        })
    }
}

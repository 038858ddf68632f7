//! What the command line says of how files are read, and which files are tables.

use super::inner;
use super::paths::{self, absent};
use crate::base::Diagnostic;
use crate::data::read::options::SETTINGS;
use crate::data::read::{Options, READERS, cannot_read, format_of, source};
use crate::world::{Kind, World};

/// What is fixed of a file, without the settings that mean nothing for its format; those that mean something are added
/// to `used`. A file of no known format keeps all: it is told of when it is opened.
pub fn fitting(reading: &Options, others: &Options, path: &str, used: &mut Vec<&'static str>) -> Options {
    let format = reading.format.clone().or(others.format.clone());
    let Ok(format) = format_of(path, &Options { format, ..Options::default() }) else { return reading.or(others) };
    let mut fitting = reading.clone();
    for setting in SETTINGS.iter().filter(|setting| (setting.is_set)(reading)) {
        if setting.name == "format" || format.settings.contains(&setting.name) {
            used.push(setting.name);
        } else {
            (setting.clear)(&mut fitting);
        }
    }
    fitting.or(others)
}

/// A file of a folder that is taken for a table without being named: its ending is one that krav reads tables from.
/// A `.txt` may be one too, but is as often a note or a licence, so it is read as a table only when it is named.
pub fn is_table_file(path: &str) -> bool {
    let ending = paths::ending(source::unpacked_path(path));
    !ending.eq_ignore_ascii_case("txt")
        && READERS.iter().any(|format| format.endings.iter().any(|known| known.eq_ignore_ascii_case(ending)))
}

/// The tables that paths name: files as they are, the tables of folders, what fits patterns. Everything wrong is told.
pub fn table_files(world: &dyn World, named: &[String]) -> Result<Vec<String>, Vec<Diagnostic>> {
    let (mut files, mut problems) = (Vec::new(), Vec::new());
    for path in named {
        let found = match world.kind(path) {
            _ if path == source::INPUT => Ok(vec![path.clone()]),
            Kind::File => Ok(vec![path.clone()]),
            Kind::Folder => world.list(path).map_err(|error| cannot_read(path, &error)).map(|entries| {
                let tables = entries.iter().filter(|entry| !entry.starts_with('.') && is_table_file(entry));
                tables.map(|entry| paths::inside(path, entry)).collect()
            }),
            // A table inside a file is named as it is; so is one of several files.
            Kind::Absent if inner::split(world, path).1.is_some() => {
                inner::files(world, path).map(|_| vec![path.clone()])
            }
            Kind::Absent if paths::is_pattern(path) => paths::expand(world, path),
            Kind::Absent => Err(absent(world, path)),
        };
        match found {
            Ok(found) if found.is_empty() => problems.push(paths::no_tables(path)),
            Ok(found) => files.extend(found),
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() { Ok(files) } else { Err(problems) }
}

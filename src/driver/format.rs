//! Rule files in their canonical layout.

use super::load;
use super::paths::{self, absent};
use crate::base::{Code, Diagnostic, FileId, Source, Sources, Text};
use crate::builtin;
use crate::syntax::{self, tree::Words};
use crate::text;
use crate::world::{Kind, World};

/// The path that stands for standard input.
pub const INPUT: &str = "-";

/// A rule file as it is and as it would be.
#[derive(Clone, Debug)]
pub struct Formatted {
    pub path: String,
    pub before: String,
    pub after: String,
}

impl Formatted {
    pub fn changes(&self) -> bool {
        self.before != self.after
    }
}

/// Files laid out, and what kept others from it.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    pub files: Vec<Formatted>,
    pub problems: Vec<Diagnostic>,
    pub sources: Sources,
}

/// A rule file in canonical layout, perhaps with other words; or its problems.
pub fn format(source: &Source, words: Option<Words>) -> Result<String, Vec<Diagnostic>> {
    syntax::format(source, words, &function)
}

/// The name of a function in another set of words.
fn function(name: &str, from: Words, to: Words) -> Option<&'static str> {
    let found = builtin::find(name, from as usize).and_then(|place| builtin::ALL.get(place));
    found.and_then(|function| function.names.get(to as usize)).copied()
}

/// Lays out files, those of folders, and [`INPUT`]. Writes nothing. What cannot be read or has problems is left out,
/// and told.
pub fn all(world: &dyn World, paths: &[String], words: Option<Words>) -> Outcome {
    let mut outcome = Outcome::default();
    for path in files(world, paths, &mut outcome.problems) {
        let bytes = if path == INPUT { world.input(crate::world::ENDLESS) } else { world.read(&path) };
        let before = match load::text_of(&path, bytes) {
            Ok(text) => text,
            Err(problem) => {
                outcome.problems.push(problem);
                continue;
            }
        };
        let id = FileId(outcome.sources.iter().count() as u32);
        outcome.sources.add(path.as_str(), before.as_str());
        match format(&Source::new(id, path.as_str(), before.as_str()), words) {
            Ok(after) => outcome.files.push(Formatted { path, before, after }),
            Err(problems) => outcome.problems.extend(problems),
        }
    }
    outcome
}

/// The rule files that paths name, each once.
fn files(world: &dyn World, named: &[String], problems: &mut Vec<Diagnostic>) -> Vec<String> {
    let here = [".".to_string()];
    let named = if named.is_empty() { &here[..] } else { named };
    let mut found: Vec<String> = Vec::new();
    for path in named {
        let more = match world.kind(path) {
            _ if path == INPUT => Ok(vec![path.clone()]),
            Kind::File => Ok(vec![path.clone()]),
            Kind::Folder => paths::rule_files(world, path),
            Kind::Absent => Err(absent(world, path)),
        };
        match more {
            Ok(more) => found.extend(more),
            Err(problem) => problems.push(problem),
        }
    }
    let mut seen = hashbrown::HashSet::new();
    found.retain(|path| seen.insert(paths::tidy(path)));
    if found.is_empty() && problems.is_empty() {
        let message = Text::new("Her er ingen regelfiler.", "There are no rule files here.");
        let help =
            Text::new("Nevn en regelfil eller en mappe: krav fmt PATH", "Name a rule file or a folder: krav fmt PATH");
        problems.push(Diagnostic::error(Code::NoRules, message).help(help));
    }
    found
}

/// Writes a file as it is to be, whole or not at all.
pub fn write(world: &dyn World, file: &Formatted) -> Result<(), Diagnostic> {
    world.write(&file.path, file.after.as_bytes()).map_err(|error| {
        let message = text!(nb: "Filen kan ikke skrives: {error}.", en: "The file cannot be written: {error}.");
        Diagnostic::error(Code::CannotWrite, message).at_file(&file.path)
    })
}

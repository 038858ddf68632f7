//! `krav test`: the tests beside rules, and literate ones.

use super::Terminal;
use super::arguments::{Test, Tests};
use crate::base::{Code, Diagnostic, Text};
use crate::data::read::cannot_read;
use crate::driver::load;
use crate::driver::paths;
use crate::driver::request::{self, Arguments, Gathered};
use crate::report::tested::{self, Tested};
use crate::spec::{self, Setting};
use crate::world::{Kind, Stream};
use std::io;

/// What the paths lead to.
#[derive(Default)]
struct Found {
    /// For `request::gather`.
    paths: Vec<String>,
    rules: Vec<String>,
    literate: Vec<String>,
}

pub fn run(terminal: &mut Terminal, command: &Test) -> io::Result<u8> {
    let as_of = match command.as_of.as_deref().map(request::date).transpose() {
        Ok(as_of) => as_of,
        Err(problem) => return Ok(terminal.refuse(&[problem])),
    };
    let found = match find(terminal, command) {
        Ok(found) => found,
        Err(problem) => return Ok(terminal.refuse(&[problem])),
    };
    let mut setting = Setting { as_of, today: terminal.world.today(), lang: terminal.lang };
    let mut tested = Tested::default();
    if !(found.paths.is_empty() && found.rules.is_empty()) {
        let arguments = Arguments {
            paths: found.paths,
            rules: found.rules,
            lang: terminal.named,
            as_of,
            ..Arguments::new(terminal.locale)
        };
        let gathered = request::gather(terminal.world, &arguments);
        let Gathered { request, .. } = match terminal.gathered(gathered) {
            Ok(gathered) => gathered,
            Err(code) => return Ok(code),
        };
        terminal.lang = request.lang;
        setting.lang = request.lang;
        // A measuring date that is only today's is none: see `Setting`.
        setting.as_of = as_of.or((request.as_of != setting.today).then_some(request.as_of));
        let loaded = match terminal.load(&request) {
            Ok(loaded) => loaded,
            Err(code) => return Ok(code),
        };
        (tested.cases, tested.coverage) = spec::beside(&loaded, &setting);
        let named = |id: &String| !tested.coverage.iter().any(|rule| rule.rule == *id);
        tested.untested = loaded.model.rules.iter().map(|rule| rule.id.clone()).filter(named).collect();
    }
    for path in &found.literate {
        match load::read(terminal.world, path) {
            Ok(text) => tested.cases.extend(spec::literate(terminal.world, path, &text, &Setting { as_of, ..setting })),
            Err(problem) => return Ok(terminal.refuse(&[problem])),
        }
    }
    if tested.cases.is_empty() {
        return Ok(terminal.refuse(&[nothing()]));
    }
    let view = terminal.view(Stream::Out);
    match command.format {
        Tests::Human => tested::human(&tested, terminal.lang, &view, terminal.out)?,
        Tests::Json => tested::json(&tested, terminal.lang, terminal.out)?,
        Tests::Junit => tested::junit(&tested, terminal.lang, terminal.out)?,
    }
    Ok(tested.exit_code())
}

/// Rule files and literate files behind the paths. A folder with a `krav.toml` has the rules that it names; another, all
/// that stand in it.
fn find(terminal: &Terminal, command: &Test) -> Result<Found, Diagnostic> {
    let world = terminal.world;
    let here = [".".to_string()];
    let mut found = Found::default();
    for path in if command.paths.is_empty() { &here } else { command.paths.as_slice() } {
        if spec::is_literate(path) && world.kind(path) == Kind::File {
            found.literate.push(path.clone());
            continue;
        }
        if world.kind(path) != Kind::Folder {
            found.paths.push(path.clone());
            continue;
        }
        found.literate.extend(paths::files(world, path, &spec::is_literate)?);
        let entries = world.list(path).map_err(|error| cannot_read(path, &error))?;
        if entries.iter().any(|entry| entry == crate::driver::config::FILE) {
            found.paths.push(path.clone());
        } else if !paths::rule_files(world, path)?.is_empty() {
            found.rules.push(path.clone());
        }
    }
    Ok(found)
}

fn nothing() -> Diagnostic {
    let message = Text::new("Her er ingenting å prøve.", "There is nothing to test here.");
    Diagnostic::error(Code::NoRules, message).help(Text::new(
        "Skriv `prøve REGEL` og noen rader under en regel, eller en fil som slutter på .spec.md.",
        "Write `test RULE` and some rows below a rule, or a file that ends in .spec.md.",
    ))
}

//! `krav init`: a `krav.toml` for what a folder holds, and the schema that editors check it by.

use super::arguments::Init;
use super::{REFUSED, Terminal, schema};
use crate::base::{Diagnostic, Sources};
use crate::driver::config::FILE;
use crate::driver::paths;
use crate::driver::starter::{Draft, init, save};
use crate::report::visible::visible;
use crate::text;
use crate::world::Kind;
use std::io;

pub fn run(terminal: &mut Terminal, command: &Init) -> io::Result<u8> {
    let drafts = match drafts(terminal, command) {
        Ok(drafts) => drafts,
        Err((sources, problems)) => {
            terminal.tell(&problems, &sources);
            return Ok(REFUSED);
        }
    };
    for draft in &drafts {
        if let Err(problem) = save(terminal.world, draft) {
            return Ok(terminal.refuse(&[problem]));
        }
        writeln!(terminal.out, "{}", visible(&draft.path))?;
    }
    if command.schema {
        name_the_schema(terminal, &paths::inside(&command.folder, FILE));
    }
    Ok(0)
}

/// The files to write. A `krav.toml` that is there stays as it is where only the schema is asked for beside it.
fn drafts(terminal: &Terminal, command: &Init) -> Result<Vec<Draft>, (Sources, Vec<Diagnostic>)> {
    let beside = || Draft { path: paths::inside(&command.folder, schema::NAME), text: schema::text(terminal.lang) };
    let config = paths::inside(&command.folder, FILE);
    if command.schema && terminal.world.kind(&config) == Kind::File {
        return Ok(vec![beside()]);
    }
    let mut draft = init::settings(terminal.world, &command.folder, terminal.lang)?;
    if !command.schema {
        return Ok(vec![draft]);
    }
    draft.text = format!("{}\n{}", schema::directive(), draft.text);
    Ok(vec![draft, beside()])
}

/// Says which line a `krav.toml` that was there before lacks.
fn name_the_schema(terminal: &mut Terminal, config: &str) {
    let named = terminal.world.read(config).is_ok_and(|bytes| schema::is_named(&bytes));
    if !named {
        let (path, line) = (visible(config), schema::directive());
        let told = text!(nb: "Sett øverst i {path}: {line}", en: "Put at the top of {path}: {line}");
        // A standard error that is closed hears nothing; the file is written.
        let _ = writeln!(terminal.err, "{}", told.in_lang(terminal.lang));
    }
}

//! `krav sweep`: many registries, one set of rules.

use super::Terminal;
use super::arguments::{Listing, Sweep};
use super::output;
use crate::driver::config::FailOn;
use crate::driver::load::load;
use crate::driver::request::{self, Arguments, Gathered, Refused};
use crate::driver::sweep::{self, Combined, Job};
use crate::driver::{Request, prepare};
use crate::report::format::{Page, View};
use crate::value::Date;
use crate::world::Stream;
use std::io;

/// Columns of the bar of progress.
const BAR: usize = 30;

pub fn run(terminal: &mut Terminal, command: &Sweep) -> io::Result<u8> {
    let (as_of, files) = match (command.as_of.as_deref().map(request::date).transpose(), output::files(&command.output))
    {
        (Ok(as_of), Ok(files)) => (as_of, files),
        (as_of, files) => {
            let problems: Vec<_> = as_of.err().into_iter().chain(files.err().into_iter().flatten()).collect();
            return Ok(terminal.refuse(&problems));
        }
    };
    let arguments = said(terminal, command, as_of);
    let Gathered { request, gate, .. } = match sweep::rules(terminal.world, &arguments, &command.paths) {
        Ok(gathered) => gathered,
        Err(Refused { lang, problems }) => {
            terminal.lang = lang;
            return Ok(terminal.refuse(&problems));
        }
    };
    terminal.lang = request.lang;
    let loaded = load(terminal.world, &request.rules);
    let sources = loaded.sources.clone();
    terminal.tell(&loaded.problems, &sources);
    if loaded.has_errors() {
        return Ok(super::REFUSED);
    }
    let (prepared, _) = prepare(loaded);
    let registries = match sweep::find(terminal.world, &command.paths, &prepared.model, &request.tables) {
        Ok(registries) => registries,
        Err(problems) => {
            terminal.tell(&problems, &sources);
            return Ok(super::REFUSED);
        }
    };
    let shared = request.tables.clone();
    let request = Request { tables: Vec::new(), findings: false, evidence: false, ..request };
    let reading = Default::default();
    let job = Job {
        prepared: &prepared,
        registries: &registries,
        shared: &shared,
        request: &request,
        reading: &reading,
        gate,
    };
    let swept = {
        let mut bar = Progress::new(terminal, registries.len());
        let swept = sweep::sweep(bar.terminal.world, &job, &mut |done| bar.tell(done));
        bar.end();
        swept
    };
    let view = terminal.view(Stream::Out);
    let view = View { per_rule: view.per_rule.filter(|_| !command.all), gate, ..view };
    let mut code = swept.exit_code();
    if !files.is_empty() {
        let combined = Combined { world: terminal.world, job: &job };
        let report = combined.report(&swept);
        let page = Page { report: &report, findings: &combined, sources: &sources, view };
        if !output::write(terminal, &files, &page) {
            code = super::REFUSED;
        }
    }
    #[cfg(feature = "sqlite")]
    if let Some(path) = &command.save {
        let packs = prepared.model.packs.iter().map(|pack| (pack.id.clone(), pack.edition.clone()));
        let packs: Vec<(String, String)> = packs.collect();
        if let Err(problem) = sweep::store::append(terminal.world, path, &swept, &packs) {
            code = terminal.refuse(&[problem]);
        }
    }
    match command.format {
        Listing::Human => swept.human(&sources, &view, terminal.out)?,
        Listing::Json => swept.json(&sources, terminal.out)?,
    }
    Ok(code)
}

/// What the options say of rules, shared tables and the gate.
fn said(terminal: &Terminal, command: &Sweep, as_of: Option<Date>) -> Arguments {
    Arguments {
        rules: command.rules.clone(),
        tables: command.table.clone(),
        as_of,
        lang: terminal.named,
        threads: command.threads,
        allow_empty: command.allow_empty,
        allow_unknown: command.allow_unknown,
        fail_on: command.fail_on.map(FailOn::from),
        ..Arguments::new(terminal.locale)
    }
}

/// How far a sweep has come: one line on a terminal that is drawn anew, nothing anywhere else.
struct Progress<'t, 'w> {
    terminal: &'t mut Terminal<'w>,
    all: usize,
    shown: bool,
}

impl<'t, 'w> Progress<'t, 'w> {
    fn new(terminal: &'t mut Terminal<'w>, all: usize) -> Progress<'t, 'w> {
        let shown = terminal.world.terminal(Stream::Err).is_some_and(|columns| columns > BAR + 20);
        Progress { terminal, all, shown }
    }

    fn tell(&mut self, done: usize) {
        if self.shown {
            let full = BAR * done / self.all.max(1);
            let bar = format!("{}{}", "█".repeat(full), "░".repeat(BAR - full));
            // A terminal that takes no more hears nothing; the sweep goes on.
            let _ = write!(self.terminal.err, "\r{bar} {done}/{}", self.all).and_then(|()| self.terminal.err.flush());
        }
    }

    /// Takes the line away again.
    fn end(self) {
        if self.shown {
            let _ = write!(self.terminal.err, "\r\x1b[K").and_then(|()| self.terminal.err.flush());
        }
    }
}

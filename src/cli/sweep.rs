//! `krav sweep`: many registries, one set of rules.

use super::Terminal;
use super::arguments::{Listing, Sweep};
use super::output::{self, Output};
use crate::base::{Diagnostic, Sources};
use crate::data::read::Options;
use crate::driver::config::FailOn;
use crate::driver::request::{Arguments, Gathered};
use crate::driver::sweep::{self, Combined, Found, Job};
use crate::driver::{Binding, Request, prepare};
use crate::report::format::refused::junit_suite;
use crate::report::format::{Page, Refusal, View, junit};
use crate::report::swept::Swept;
use crate::report::timing::{self, Profile, Spent};
use crate::text;
use crate::world::Stream;
use std::io;

/// Columns of the bar of progress.
const BAR: usize = 30;

pub fn run(terminal: &mut Terminal, command: &Sweep) -> io::Result<u8> {
    let (arguments, reading, files) = match said(terminal, command) {
        Ok(said) => said,
        Err(problems) => return Ok(terminal.refuse(&problems)),
    };
    let clock = terminal.world.clock().filter(|_| command.profile);
    let now = || clock.map_or(0, |clock| clock());
    let began = now();
    let gathered = sweep::rules(terminal.world, &arguments, &command.paths);
    let (Gathered { request, gate, .. }, loaded) = match terminal.ready(gathered) {
        Ok(ready) => ready,
        Err(code) => return Ok(code),
    };
    let sources = loaded.sources.clone();
    let (prepared, _) = prepare(loaded);
    let ready = now();
    let registries = match sweep::find(terminal.world, &command.paths, &prepared.model, &request.tables, &reading) {
        Ok(registries) => registries,
        Err(problems) => {
            terminal.tell(&problems, &sources);
            return Ok(super::REFUSED);
        }
    };
    let found = now();
    let mut shared = request.tables.clone();
    crate::driver::request::fix(shared.iter_mut(), &reading);
    let problems = overwritten(terminal, command, &files, &request, &registries);
    if !problems.is_empty() {
        return Ok(terminal.refuse(&problems));
    }
    let request = Request { tables: Vec::new(), findings: false, evidence: false, clock, ..request };
    let job = Job {
        prepared: &prepared,
        registries: &registries,
        shared: &shared,
        request: &request,
        reading: &reading,
        gate,
    };
    let (swept, profile) = {
        let mut bar = Progress::new(terminal, registries.len());
        let swept = sweep::sweep(bar.terminal.world, &job, &mut |done| bar.tell(done));
        bar.end();
        swept
    };
    let judged = now();
    let view = terminal.view(Stream::Out);
    let view = View { per_rule: view.per_rule.filter(|_| !command.all), gate, ..view };
    let mut code = swept.exit_code();
    if !files.is_empty() {
        let combined = Combined::new(terminal.world, &job, &swept);
        let report = combined.report();
        let page = Page { report: &report, findings: &combined, sources: &sources, view };
        let written = output::write_by(terminal, &files, view, &|format, view, out| match format.name {
            "junit" => suites(&combined, &swept, &Page { view, ..page }, out),
            _ => (format.write)(&Page { view, ..page }, out),
        });
        if !written {
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
    if let Err(error) = list(terminal, command.format, &swept, &sources, &view) {
        return Ok(terminal.cannot_write(&error, code));
    }
    if let Some(profile) = profile {
        let (rules, registries) = (ready - began, found - ready);
        terminal.tell_profile(before(profile, rules, registries), now() - judged);
    }
    Ok(code)
}

/// Lists the registries on standard output.
fn list(terminal: &mut Terminal, format: Listing, swept: &Swept, sources: &Sources, view: &View) -> io::Result<()> {
    match format {
        Listing::Human => swept.human(sources, view, terminal.out)?,
        Listing::Json => swept.json(sources, terminal.out)?,
    }
    terminal.out.flush()
}

/// A profile with what came before the first registry was judged.
fn before(profile: Profile, rules: u64, registries: u64) -> Profile {
    let stage = |name, nanoseconds| Spent { name, nanoseconds, rows: None, applicable: None };
    let mut all = Profile::default();
    all.stages.push(stage(timing::rules_read(), rules));
    all.stages.push(stage(text!(nb: "finn registrene", en: "find the registries"), registries));
    all.add(profile);
    all
}

/// JUnit has a suite for each registry.
fn suites(combined: &Combined, swept: &Swept, page: &Page, out: &mut dyn io::Write) -> io::Result<()> {
    let (sources, view, lang) = (page.sources, page.view, swept.lang);
    writeln!(out, "{}", junit::BEGIN)?;
    let mut id = 0;
    combined.apart(&mut |name, part| {
        let suite = match part {
            Ok((report, findings)) => junit::suite(&Page { report, findings, sources, view }, id, name, out),
            Err(problems) => junit_suite(&Refusal { problems, sources, lang }, id, name, out),
        };
        id += 1;
        suite
    })?;
    writeln!(out, "{}", junit::END)
}

/// What the options say of rules, shared tables and the gate; how files are read; and where the results go. Every mistake
/// at once.
fn said(terminal: &Terminal, command: &Sweep) -> Result<(Arguments, Options, Vec<Output>), Vec<Diagnostic>> {
    let threads = super::too_many_threads(command.threads).map_or(Ok(()), |problem| Err(vec![problem]));
    let said_of_files = command.judged.date_and_reading();
    let ((as_of, reading), files) = match (threads, said_of_files, output::files(&command.output)) {
        (Ok(()), Ok(both), Ok(files)) => (both, files),
        (threads, both, files) => {
            return Err(threads.err().into_iter().chain(both.err()).chain(files.err()).flatten().collect());
        }
    };
    let arguments = Arguments {
        rules: command.rules.clone(),
        tables: command.judged.tables.table.clone(),
        as_of,
        lang: terminal.named,
        threads: command.threads,
        allow_empty: command.lenience.allow_empty,
        allow_unknown: command.lenience.allow_unknown,
        fail_on: command.lenience.fail_on.map(FailOn::from),
        ..Arguments::new(terminal.locale)
    };
    Ok((arguments, reading, files))
}

/// The outputs that would be written over what is read, or over each other; `--save` is one of those that are kept.
fn overwritten(
    terminal: &Terminal,
    command: &Sweep,
    files: &[Output],
    request: &Request,
    registries: &[Found],
) -> Vec<Diagnostic> {
    let files_of = |found: &Found| found.files().to_vec();
    let tables = registries.iter().flat_map(files_of).map(|path| Binding { path, ..Binding::default() });
    let tables = request.tables.iter().cloned().chain(tables).collect();
    let all = Request { tables, ..request.clone() };
    output::collisions(terminal.world, files, &all, kept(command))
}

/// The file that results are kept in.
#[cfg(feature = "sqlite")]
fn kept(command: &Sweep) -> Option<&str> {
    command.save.as_deref()
}

#[cfg(not(feature = "sqlite"))]
fn kept(_: &Sweep) -> Option<&str> {
    None
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

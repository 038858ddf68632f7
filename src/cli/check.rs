//! `krav check`: judges a registry.

use super::Terminal;
use super::arguments::{Check, Fail};
use super::output::{self, Output};
use crate::base::{Code, Diagnostic, Sources, Text};
use crate::data::read::Options;
use crate::driver::Request;
use crate::driver::change::{self, Measure};
use crate::driver::config::FailOn;
use crate::driver::request::{self, Arguments, Gathered, Refused};
use crate::report::format::{Format, Page, View};
use crate::report::gate::{Conclusion, Summary};
use crate::text;
use crate::world::Stream;
use std::io;

pub fn run(terminal: &mut Terminal, command: &Check) -> io::Result<u8> {
    if command.watch { watch(terminal, command) } else { once(terminal, command) }
}

/// How often files are looked at, in milliseconds.
const EVERY: u64 = 400;

/// Checks, and checks again when something changed, as long as the world lets us wait.
fn watch(terminal: &mut Terminal, command: &Check) -> io::Result<u8> {
    let lang = terminal.lang;
    loop {
        let before = watched(terminal, command);
        terminal.lang = lang;
        let code = once(terminal, command)?;
        terminal.out.flush()?;
        let wait = Text::new("Venter på endringer. Stans med Ctrl-C.", "Waiting for changes. Stop with Ctrl-C.");
        let _ = writeln!(terminal.err, "\n{}", wait.in_lang(terminal.lang));
        loop {
            if !terminal.world.wait(EVERY) {
                return Ok(code);
            }
            if watched(terminal, command) != before {
                break;
            }
        }
    }
}

/// The files that the check rests on, each with a stamp that changes when the file does.
fn watched(terminal: &Terminal, command: &Check) -> Vec<(String, Option<u64>)> {
    let Ok((arguments, _)) = understand(terminal, command) else { return Vec::new() };
    let mut paths = arguments.paths.clone();
    if let Ok(Gathered { request, config, .. }) = request::gather(terminal.world, &arguments) {
        paths.extend(request.rules);
        paths.extend(config);
        for binding in request.tables {
            if binding.files.is_empty() { paths.push(binding.path) } else { paths.extend(binding.files) }
        }
    }
    paths.into_iter().map(|path| (terminal.world.stamp(&path), path)).map(|(stamp, path)| (path, stamp)).collect()
}

fn once(terminal: &mut Terminal, command: &Check) -> io::Result<u8> {
    let (arguments, files) = match understand(terminal, command) {
        Ok(understood) => understood,
        Err(problems) => return Ok(terminal.refuse(&problems)),
    };
    let gathered = match request::gather(terminal.world, &arguments) {
        Ok(gathered) => gathered,
        Err(Refused { lang, problems }) => {
            terminal.lang = lang;
            let format = output::of_terminal(command.format.as_deref(), None).ok();
            let files = output::apart(terminal.world, files, &arguments);
            return output::refuse(terminal, format, &files, &problems, &Sources::default());
        }
    };
    terminal.lang = gathered.request.lang;
    let (format, files) = match settle(terminal, command, files, &gathered) {
        Ok(settled) => settled,
        Err(problems) => return Ok(terminal.refuse(&problems)),
    };
    let Gathered { mut request, gate, .. } = gathered;
    request.findings = format.findings || files.iter().any(|file| file.format.findings);
    request.clock = terminal.world.clock().filter(|_| command.profile);
    request.evidence =
        command.evidence || format.tells_evidence() || files.iter().any(|file| file.format.tells_evidence());
    let measure = Measure { baseline: command.baseline.clone(), against: command.against.clone() };
    let (sources, checked) = change::check(terminal.world, &request, &measure);
    let checked = match checked {
        Ok(checked) => checked,
        Err(problems) => {
            return output::refuse(terminal, Some(format), &files, &problems, &sources);
        }
    };
    let view = View {
        per_rule: (!command.all).then_some(command.per_rule),
        gate,
        evidence: command.evidence,
        ..terminal.view(Stream::Out)
    };
    let summary = Summary::of(&checked.report);
    let code = summary.exit_code(gate);
    terminal.tell(&checked.report.notes, &sources);
    let page = Page { report: &checked.report, findings: checked.findings.as_ref(), sources: &sources, view };
    let now = || request.clock.map_or(0, |clock| clock());
    let began = now();
    let code = if output::write(terminal, &files, &page) { code } else { super::REFUSED };
    if let Err(error) = (format.write)(&page, terminal.out).and_then(|()| terminal.out.flush()) {
        return Ok(terminal.cannot_write(&error, code));
    }
    if let Some(profile) = checked.profile {
        terminal.tell_profile(profile, now() - began);
    }
    if summary.conclusion(gate) == Conclusion::NothingChecked {
        terminal.refuse(&[nothing_checked(&request)]);
    }
    Ok(code)
}

/// Where the report goes, once `krav.toml` is read.
fn settle(
    terminal: &Terminal,
    command: &Check,
    files: Vec<Output>,
    gathered: &Gathered,
) -> Result<(&'static Format, Vec<Output>), Vec<Diagnostic>> {
    let named = if command.statistics { Some("statistics") } else { command.format.as_deref() };
    let format = output::of_terminal(named, gathered.format).map_err(|problem| vec![problem])?;
    let files = output::with_config(files, &gathered.outputs);
    let others = gathered.config.iter().chain(&command.baseline).chain(&command.against).map(String::as_str);
    let mut problems = output::collisions(terminal.world, &files, &gathered.request, others);
    problems.extend(output::unfit(terminal, format));
    if problems.is_empty() { Ok((format, files)) } else { Err(problems) }
}

fn nothing_checked(request: &Request) -> Diagnostic {
    let date = request.as_of;
    let message = Text::new(
        "Ingen regel avgjorde noe, så dette sier ikke noe om samsvar.",
        "No rule decided anything, so this says nothing of compliance.",
    );
    Diagnostic::error(Code::NothingChecked, message).help(text!(
        nb: "Se på måledatoen ({date}) og på reglenes «når» og «i kraft».",
        en: "Look at the measuring date ({date}) and at the rules' `when` and `in force`.",
    ))
}

/// The words of the options to what they mean; every mistake at once.
fn understand(terminal: &Terminal, command: &Check) -> Result<(Arguments, Vec<Output>), Vec<Diagnostic>> {
    let mut problems = Vec::new();
    let as_of =
        command.judged.as_of.as_deref().and_then(|text| request::date(text).map_err(|one| problems.push(one)).ok());
    if let Some(name) = &command.format {
        problems.extend(output::named("--format", name).err());
    }
    let files = output::files(&command.output).unwrap_or_else(|wrong| {
        problems.extend(wrong);
        Vec::new()
    });
    problems.extend(super::too_many_threads(command.threads));
    let reading = command.judged.tables.reading.options().unwrap_or_else(|wrong| {
        problems.extend(wrong);
        Options::default()
    });
    let arguments = Arguments {
        tables: command.judged.tables.table.clone(),
        reading,
        as_of,
        threads: command.threads,
        allow_empty: command.lenience.allow_empty,
        allow_unknown: command.lenience.allow_unknown,
        fail_on: command.lenience.fail_on.map(FailOn::from),
        by: command.by.clone(),
        ..terminal.said(&command.place)
    };
    if problems.is_empty() { Ok((arguments, files)) } else { Err(problems) }
}

impl From<Fail> for FailOn {
    fn from(fail: Fail) -> FailOn {
        match fail {
            Fail::Violation => FailOn::Violation,
            Fail::Departure => FailOn::Departure,
        }
    }
}

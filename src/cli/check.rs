//! `krav check`: judges a registry.

use super::Terminal;
use super::arguments::{Check, Fail};
use crate::base::{Code, Diagnostic, Text};
use crate::driver::config::FailOn;
use crate::driver::request::{self, Arguments, Gathered, Refused};
use crate::driver::{self, Request};
use crate::report::format::{FORMATS, Format, Page, View};
use crate::report::gate::{Conclusion, Summary};
use crate::report::profile::{self, Spent};
use crate::text;
use crate::world::Stream;
use std::io;

/// More threads than any machine has use for.
const MOST_THREADS: usize = 1024;

/// The names of the output formats.
pub fn formats() -> Vec<&'static str> {
    FORMATS.iter().map(|format| format.name).collect()
}

pub fn run(terminal: &mut Terminal, command: &Check) -> io::Result<u8> {
    let (arguments, format) = match understand(terminal, command) {
        Ok(understood) => understood,
        Err(problems) => return Ok(terminal.refuse(&problems)),
    };
    let Gathered { mut request, gate, .. } = match request::gather(terminal.world, &arguments) {
        Ok(gathered) => gathered,
        Err(Refused { lang, problems }) => {
            terminal.lang = lang;
            return Ok(terminal.refuse(&problems));
        }
    };
    terminal.lang = request.lang;
    request.findings = format.findings;
    request.clock = terminal.world.clock().filter(|_| command.profile);
    let (sources, checked) = driver::check(terminal.world, &request);
    let checked = match checked {
        Ok(checked) => checked,
        Err(problems) => {
            terminal.tell(&problems, &sources);
            return Ok(super::REFUSED);
        }
    };
    let view = View { per_rule: (!command.all).then_some(command.per_rule), gate, ..terminal.view(Stream::Out) };
    let summary = Summary::of(&checked.report);
    let code = summary.exit_code(gate);
    terminal.tell(&checked.report.notes, &sources);
    let page = Page { report: &checked.report, findings: checked.findings.as_ref(), sources: &sources, view };
    let now = || request.clock.map_or(0, |clock| clock());
    let began = now();
    if let Err(error) = (format.write)(&page, terminal.out).and_then(|()| terminal.out.flush()) {
        return Ok(terminal.cannot_write(&error, code));
    }
    if let Some(mut profile) = checked.profile {
        let name = text!(nb: "skriv resultatet (én klokke)", en: "write the result (by the wall clock)");
        profile.stages.push(Spent { name, nanoseconds: now() - began, rows: None, applicable: None });
        let _ = profile::write(&profile, terminal.lang, terminal.err).and_then(|()| terminal.err.flush());
    }
    if summary.conclusion(gate) == Conclusion::NothingChecked {
        terminal.refuse(&[nothing_checked(&request)]);
    }
    Ok(code)
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
fn understand(terminal: &Terminal, command: &Check) -> Result<(Arguments, &'static Format), Vec<Diagnostic>> {
    let mut problems = Vec::new();
    let mut keep = |problem| problems.push(problem);
    let as_of = command.as_of.as_deref().and_then(|text| request::date(text).map_err(&mut keep).ok());
    let name = request::one_of("--format", &command.format, &formats()).map_err(&mut keep).ok();
    let format = name.and_then(|name| FORMATS.iter().find(|format| format.name == name));
    if command.threads > MOST_THREADS {
        let count = command.threads;
        let message = text!(
            nb: "--threads {count}: høyst {MOST_THREADS} tråder.",
            en: "--threads {count}: at most {MOST_THREADS} threads.",
        );
        keep(Diagnostic::error(Code::BadArgument, message));
    }
    let arguments = Arguments {
        tables: command.table.clone(),
        as_of,
        threads: command.threads,
        allow_empty: command.allow_empty,
        allow_unknown: command.allow_unknown,
        fail_on: command.fail_on.map(FailOn::from),
        ..terminal.said(&command.place)
    };
    match format {
        Some(format) if problems.is_empty() => Ok((arguments, format)),
        _ => Err(problems),
    }
}

impl From<Fail> for FailOn {
    fn from(fail: Fail) -> FailOn {
        match fail {
            Fail::Violation => FailOn::Violation,
            Fail::Departure => FailOn::Departure,
        }
    }
}

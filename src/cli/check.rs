//! `krav check`: judges a registry.

use super::Terminal;
use super::arguments::{Check, Fail};
use crate::base::{Code, Diagnostic};
use crate::driver;
use crate::driver::config::FailOn;
use crate::driver::request::{self, Arguments, Gathered, Refused};
use crate::report::format::{FORMATS, Format, Page, View};
use crate::report::gate::Summary;
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
    let Gathered { request, gate } = match request::gather(terminal.world, &arguments) {
        Ok(gathered) => gathered,
        Err(Refused { lang, problems }) => {
            terminal.lang = lang;
            return Ok(terminal.refuse(&problems));
        }
    };
    terminal.lang = request.lang;
    let (sources, checked) = driver::check(terminal.world, &request);
    let checked = match checked {
        Ok(checked) => checked,
        Err(problems) => {
            terminal.tell(&problems, &sources);
            return Ok(super::REFUSED);
        }
    };
    let view = View { per_rule: (!command.all).then_some(command.per_rule), gate, ..terminal.view(Stream::Out) };
    let code = Summary::of(&checked.report).exit_code(gate);
    terminal.tell(&checked.report.notes, &sources);
    let page = Page { report: &checked.report, findings: checked.findings.as_ref(), sources: &sources, view };
    match (format.write)(&page, terminal.out) {
        Err(error) => Ok(terminal.cannot_write(&error, code)),
        Ok(()) => Ok(code),
    }
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

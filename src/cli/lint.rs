//! `krav lint`: what is rightly written in the rules, and yet hardly meant so.

use super::Terminal;
use super::arguments::Lint as Command;
use super::output::{self, Output};
use crate::base::{Code, Diagnostic, nearest};
use crate::driver::Request;
use crate::driver::lint::{self, Job, Linted};
use crate::driver::request::{self, Arguments, Gathered, Refused};
use crate::report::diagnostics;
use crate::report::format::{Format, Page, View};
use crate::report::words::counted;
use crate::semantic::lint::{LINTS, Lint, named};
use crate::text;
use crate::world::Stream;
use std::io;

/// Fixes may make room for others; more rounds than this are never needed.
const ROUNDS: usize = 10;

pub fn run(terminal: &mut Terminal, command: &Command) -> io::Result<u8> {
    let understood = match understand(terminal, command) {
        Ok(understood) => understood,
        Err(problems) => return Ok(terminal.refuse(&problems)),
    };
    let gathered = gather(terminal, command);
    let (rules, with) = match terminal.gathered(gathered) {
        Ok(gathered) => gathered,
        Err(code) => return Ok(code),
    };
    terminal.lang = rules.request.lang;
    let collisions = output::collisions(terminal.world, &understood.files, &rules.request, rules.config.as_deref());
    if !collisions.is_empty() {
        return Ok(terminal.refuse(&collisions));
    }
    let allowed = understood.allowed.clone();
    let job = Job { request: &rules.request, with: with.as_ref(), closed: rules.closed, allowed };
    let mut mended = 0;
    for round in 0.. {
        let (sources, linted) = lint::lint(terminal.world, &job);
        let linted = match linted {
            Ok(linted) => linted,
            Err(problems) => {
                terminal.tell(&problems, &sources);
                return Ok(super::REFUSED);
            }
        };
        if command.fix && round < ROUNDS && linted.mendable() > 0 {
            match lint::mend(terminal.world, &linted) {
                Ok(count) => {
                    mended += count;
                    continue;
                }
                Err(problems) => terminal.tell(&problems, &sources),
            }
        }
        return conclude(terminal, command, &job, &understood, &linted, mended);
    }
    Ok(super::REFUSED)
}

/// The rules to lint, and the registry to try them on.
fn gather(terminal: &Terminal, command: &Command) -> Result<(Gathered, Option<Request>), Refused> {
    let said = terminal.said(&command.place);
    let as_of = command.as_of.as_deref().map(request::date).transpose();
    let as_of = as_of.map_err(|problem| Refused { lang: terminal.lang, problems: vec![problem] })?;
    if command.with.is_empty() {
        return Ok((request::gather(terminal.world, &Arguments { as_of, ..said })?, None));
    }
    let registry = Arguments { paths: command.with.clone(), as_of, rules: Vec::new(), ..said.clone() };
    let mut with = request::gather(terminal.world, &registry)?;
    if said.paths.is_empty() && said.rules.is_empty() {
        let request = with.request.clone();
        return Ok((with, Some(request)));
    }
    let rules = request::gather(terminal.world, &Arguments { as_of, ..said })?;
    if with.request.rules.is_empty() {
        with.request.rules.clone_from(&rules.request.rules);
    }
    Ok((rules, Some(with.request)))
}

/// What the options mean.
struct Understood {
    format: &'static Format,
    files: Vec<Output>,
    allowed: Vec<&'static Lint>,
}

/// The words of the options to what they mean; every mistake at once.
fn understand(terminal: &Terminal, command: &Command) -> Result<Understood, Vec<Diagnostic>> {
    let mut problems = Vec::new();
    let format = output::of_terminal(command.format.as_deref(), None).map_err(|problem| problems.push(problem)).ok();
    problems.extend(format.and_then(|format| output::unfit(terminal, format)));
    let files = output::files(&command.output).unwrap_or_else(|wrong| {
        problems.extend(wrong);
        Vec::new()
    });
    let mut allowed = Vec::new();
    for name in &command.allow {
        match named(name.trim()) {
            Some(lint) => allowed.push(lint),
            None => problems.push(unknown(name)),
        }
    }
    match format {
        Some(format) if problems.is_empty() => Ok(Understood { format, files, allowed }),
        _ => Err(problems),
    }
}

fn unknown(name: &str) -> Diagnostic {
    let message = text!(nb: "--allow {name}: sjekken finnes ikke.", en: "--allow {name}: there is no such lint.");
    let problem = Diagnostic::error(Code::BadArgument, message);
    match nearest(name, LINTS.iter().map(|lint| lint.name)) {
        Some(near) => problem.help(text!(nb: "Mente du {near}?", en: "Did you mean {near}?")),
        None => problem.help(text!(
            nb: "krav explain lister sjekkene, fra K0601.",
            en: "krav explain lists the lints, from K0601.",
        )),
    }
}

fn conclude(
    terminal: &mut Terminal,
    command: &Command,
    job: &Job,
    understood: &Understood,
    linted: &Linted,
    mended: usize,
) -> io::Result<u8> {
    let code = u8::from(!linted.findings.is_empty());
    let sources = &linted.loaded.sources;
    terminal.tell(&linted.loaded.problems, sources);
    let view = terminal.view(Stream::Out);
    let (report, findings) = linted.report(job.request);
    let page = Page { report: &report, findings: findings.as_ref(), sources, view };
    let code = if output::write(terminal, &understood.files, &page) { code } else { super::REFUSED };
    let written = if understood.format.name == "human" {
        people(terminal, command, linted, mended, &view)
    } else {
        (understood.format.write)(&page, terminal.out)
    };
    match written {
        Ok(()) => Ok(code),
        Err(error) => Ok(terminal.cannot_write(&error, code)),
    }
}

fn people(terminal: &mut Terminal, command: &Command, linted: &Linted, mended: usize, view: &View) -> io::Result<()> {
    let lang = terminal.lang;
    let count = |n: usize| {
        let (nb, en) = (crate::base::Lang::Nb, crate::base::Lang::En);
        (counted(n as u64, "funn", "funn", nb), counted(n as u64, "finding", "findings", en))
    };
    diagnostics::write(&linted.problems(), &linted.loaded.sources, lang, view, terminal.out)?;
    if mended > 0 {
        let (nb, en) = count(mended);
        writeln!(terminal.out, "{}", text!(nb: "{nb} er rettet.", en: "{en} mended.").in_lang(lang))?;
    } else if linted.mendable() > 0 && !command.fix {
        let (nb, en) = count(linted.mendable());
        let text = text!(nb: "{nb} kan rettes med --fix.", en: "{en} can be mended with --fix.");
        writeln!(terminal.out, "{}", text.in_lang(lang))?;
    }
    if linted.findings.is_empty() {
        let files = linted.loaded.files.len() as u64;
        let nb = counted(files, "regelfil", "regelfiler", crate::base::Lang::Nb);
        let en = counted(files, "rule file", "rule files", crate::base::Lang::En);
        writeln!(terminal.out, "{}", text!(nb: "Ingen funn i {nb}.", en: "No findings in {en}.").in_lang(lang))?;
    }
    Ok(())
}

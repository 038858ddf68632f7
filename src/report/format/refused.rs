//! A run that could not check, as the formats of CI have it: a gate must not read silence, or last week's report.

use super::json::text;
use super::sarif::{message, notification};
use super::{Page, escape, github, junit, markdown, tell};
use crate::base::{At, Diagnostic, Lang, Severity, Sources};
use crate::report::words;
use serde_json::json;
use std::io::{self, Write};
use words::pick;

/// What kept a run from checking.
#[derive(Clone, Copy)]
pub struct Refusal<'a> {
    pub problems: &'a [Diagnostic],
    pub sources: &'a Sources,
    pub lang: Lang,
}

impl<'a> Refusal<'a> {
    /// What a sweep could not check, among what it could.
    pub(super) fn among(page: &'a Page) -> Refusal<'a> {
        Refusal { problems: &page.report.notes, sources: page.sources, lang: page.report.lang }
    }
    fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.problems.iter().filter(|problem| problem.is_error())
    }

    /// `K0304: the message. The remedy.`
    fn told(&self, problem: &Diagnostic) -> String {
        let help = problem.help.iter().map(|help| help.in_lang(self.lang));
        let message = problem.message.in_lang(self.lang);
        let words: Vec<&str> = [message].into_iter().chain(help).collect();
        format!("{}: {}", problem.code.id(), words.join(" "))
    }

    /// Path, line and column of the main place.
    fn place(&self, problem: &Diagnostic) -> Option<(String, u32, u32)> {
        problem.labels.first().and_then(|label| match &label.at {
            At::Cell(place) => Some((tell::slashes(&place.path).into_owned(), place.line, place.column)),
            At::File(path) => Some((tell::slashes(path).into_owned(), 0, 0)),
            At::Rule(span) => {
                let source = self.sources.iter().find(|source| source.id == span.file)?;
                let (line, column) = source.line_column(span.start);
                Some((tell::slashes(&source.path).into_owned(), line, column))
            }
        })
    }

    fn headline(&self) -> &'static str {
        pick(self.lang, "KUNNE IKKE PRØVES", "COULD NOT CHECK")
    }
}

/// A run without results, that says why.
pub fn sarif(refusal: &Refusal, out: &mut dyn Write) -> io::Result<()> {
    let told = |problem| notification(refusal.sources, problem, refusal.lang);
    let notifications: Vec<_> = refusal.problems.iter().map(told).collect();
    let log = json!({
        "$schema": super::sarif::SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": env!("CARGO_PKG_NAME"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "language": refusal.lang.code(),
            } },
            "language": refusal.lang.code(),
            "columnKind": "unicodeCodePoints",
            "invocations": [{
                "executionSuccessful": false,
                "exitCode": 2,
                "exitCodeDescription": message(refusal.headline()),
                "toolConfigurationNotifications": notifications,
            }],
            "results": [],
        }],
    });
    writeln!(out, "{}", text(&log)?)
}

/// A case with an error for each problem.
pub fn junit(refusal: &Refusal, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", junit::BEGIN)?;
    junit_suite(refusal, 0, "krav", out)?;
    writeln!(out, "{}", junit::END)
}

/// The suite of a registry that could not be checked.
pub fn junit_suite(refusal: &Refusal, id: usize, name: &str, out: &mut dyn Write) -> io::Result<()> {
    let (errors, name) = (refusal.errors().count(), escape::xml(name));
    // No day: nothing was measured.
    writeln!(
        out,
        "<testsuite id=\"{id}\" package=\"krav\" name=\"{name}\" timestamp=\"1970-01-01T00:00:00\" hostname=\"localhost\" \
         tests=\"{errors}\" failures=\"0\" errors=\"{errors}\" skipped=\"0\" time=\"0\">\n<properties></properties>"
    )?;
    for problem in refusal.errors() {
        let name = refusal.place(problem).map_or("krav".to_string(), |(path, line, _)| match line {
            0 => path,
            line => format!("{path}:{line}"),
        });
        let (id, name, told) = (problem.code.id(), escape::xml(&name), escape::xml(&refusal.told(problem)));
        writeln!(out, "<testcase classname=\"krav.{id}\" name=\"{name}\" time=\"0\">")?;
        writeln!(out, "<error type=\"{id}\" message=\"{told}\"></error></testcase>")?;
    }
    let headline = escape::xml(refusal.headline());
    writeln!(out, "<system-out>{headline}</system-out>\n<system-err></system-err>\n</testsuite>")
}

/// An annotation for each problem, as many as GitHub shows.
pub fn github(refusal: &Refusal, out: &mut dyn Write) -> io::Result<()> {
    for (severity, level) in [(Severity::Error, "error"), (Severity::Warning, "warning")] {
        let problems = refusal.problems.iter().filter(|problem| problem.severity == severity);
        for problem in problems.take(github::MOST) {
            let mut properties = Vec::new();
            if let Some((path, line, column)) = refusal.place(problem) {
                properties.push(format!("file={}", github::property(&path)));
                if line > 0 {
                    properties.push(format!("line={line},col={column}"));
                }
            }
            properties.push(format!("title=krav {}", problem.code.id()));
            writeln!(out, "::{level} {}::{}", properties.join(","), github::data(&refusal.told(problem)))?;
        }
    }
    writeln!(out, "::notice title=krav::{}", github::data(refusal.headline()))
}

/// A blocking issue for each problem.
pub fn gitlab(refusal: &Refusal, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "[\n{}\n]", issues(refusal)?.join(",\n"))
}

pub(super) fn issues(refusal: &Refusal) -> io::Result<Vec<String>> {
    let issue = |(number, problem): (usize, &Diagnostic)| {
        let (path, line, _) = refusal.place(problem).unwrap_or(("krav.toml".to_string(), 1, 1));
        text(&json!({
            "description": refusal.told(problem),
            "check_name": problem.code.id(),
            "fingerprint": format!("{}-{path}-{line}-{number}", problem.code.id()),
            "severity": "blocker",
            "location": { "path": path, "lines": { "begin": line.max(1) } },
        }))
    };
    refusal.errors().enumerate().map(issue).collect()
}

pub fn markdown(refusal: &Refusal, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "## krav: {}\n", markdown::escaped(refusal.headline()))?;
    problems(refusal, out)?;
    writeln!(out)
}

/// A line a problem.
pub(super) fn problems(refusal: &Refusal, out: &mut dyn Write) -> io::Result<()> {
    for problem in refusal.errors() {
        let place = match refusal.place(problem) {
            Some((path, 0, _)) => format!(" ({path})"),
            Some((path, line, column)) => format!(" ({path}:{line}:{column})"),
            None => String::new(),
        };
        writeln!(out, "- {}", markdown::escaped(&format!("{}{place}", refusal.told(problem))))?;
    }
    Ok(())
}

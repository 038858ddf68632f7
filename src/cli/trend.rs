//! `krav trend`: sweeps over time.

use super::Terminal;
use super::arguments::{Listing, Trend};
use crate::base::{Code, Diagnostic, nearest};
use crate::driver::sweep::store;
use crate::report::format::View;
use crate::text;
use crate::world::Stream;
use std::io;

pub fn run(terminal: &mut Terminal, command: &Trend) -> io::Result<u8> {
    let mut history = match store::history(terminal.world, &command.file) {
        Ok(history) => history,
        Err(problem) => return Ok(terminal.refuse(&[problem])),
    };
    let mut problems = Vec::new();
    problems.extend(only("--rule", command.rule.as_deref(), history.rules.keys()));
    problems.extend(only("--registry", command.registry.as_deref(), history.registries.keys()));
    if !problems.is_empty() {
        return Ok(terminal.refuse(&problems));
    }
    let wanted = |word: &Option<String>, name: &str| word.as_ref().is_none_or(|word| name.contains(word.as_str()));
    history.rules.retain(|rule, _| wanted(&command.rule, rule));
    history.registries.retain(|name, _| wanted(&command.registry, name));
    let view = terminal.view(Stream::Out);
    let view = View { per_rule: view.per_rule.filter(|_| !command.all), ..view };
    match command.format {
        Listing::Human => history.human(terminal.lang, &view, terminal.out)?,
        Listing::Json => history.json(terminal.out)?,
    }
    Ok(0)
}

/// A word that is in none of the names is a mistake.
fn only<'n>(option: &str, word: Option<&str>, names: impl Iterator<Item = &'n String> + Clone) -> Option<Diagnostic> {
    let word = word.filter(|word| !names.clone().any(|name| name.contains(word)))?;
    let message = text!(nb: "{option} {word}: filen har ingen slik.", en: "{option} {word}: the file has none such.");
    let problem = Diagnostic::error(Code::BadArgument, message);
    let last = names.clone().map(|name| name.rsplit('/').next().unwrap_or(name));
    Some(match nearest(word, names.map(String::as_str).chain(last)) {
        Some(near) => problem.help(text!(nb: "Mente du «{near}»?", en: "Did you mean `{near}`?")),
        None => problem,
    })
}

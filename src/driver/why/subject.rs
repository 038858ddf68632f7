//! The subjects of a rule that a key names.

use crate::base::{Code, Diagnostic, nearest};
use crate::driver::findings::Work;
use crate::driver::titles;
use crate::eval::SubjectAt;
use crate::plan::graph::Frame;
use crate::text;
use crate::value::TableId;

/// Rows of one key that are explained.
const MOST: usize = 5;
/// Keys that a misspelt one is held against.
const NEARBY: usize = 100_000;
/// Words for the registry as a whole.
const WHOLE: [&str; 3] = ["-", "register", "registry"];

pub fn find(work: &Work, number: usize, key: &str) -> Result<Vec<SubjectAt>, Diagnostic> {
    match work.outcome.ground.plan.judgements[number].frame {
        Frame::Table(table) => rows(work, table, key),
        Frame::Groups(_) => group(work, number, key),
        Frame::Registry | Frame::Pairs(_) if WHOLE.contains(&key) => Ok(vec![SubjectAt::Registry]),
        Frame::Registry | Frame::Pairs(_) => {
            let message = text!(
                nb: "Regelen gjelder registeret som helhet; «{key}» er ingen nøkkel der.",
                en: "The rule is about the registry as a whole; `{key}` is no key there.",
            );
            Err(Diagnostic::error(Code::UnknownKey, message).help(text!(
                nb: "Skriv - i stedet for nøkkelen.",
                en: "Write - instead of the key.",
            )))
        }
    }
}

fn rows(work: &Work, table: TableId, key: &str) -> Result<Vec<SubjectAt>, Diagnostic> {
    let total = work.outcome.starts[table.0 as usize].total();
    if let Some(number) = key.strip_prefix('#').and_then(|number| number.parse::<u64>().ok())
        && (1..=total).contains(&number)
    {
        return Ok(vec![SubjectAt::Row(work.outcome.starts[table.0 as usize].row_at(number - 1))]);
    }
    let columns = work.outcome.ground.registry.columns(table);
    let fields = &work.model.table(table).key;
    let mut seen: Vec<String> = Vec::new();
    let found = work.outcome.rows_where(table, MOST, &mut |chunk, row| {
        let parts: Vec<String> =
            fields.iter().map(|&field| chunk.text(row, columns[field]).trim().to_string()).collect();
        let own = parts.join(" / ");
        let fits = !fields.is_empty() && own == key;
        if !fits && seen.len() < NEARBY {
            seen.push(own);
        }
        fits
    });
    if !found.is_empty() {
        return Ok(found.into_iter().map(SubjectAt::Row).collect());
    }
    let name = &work.model.table(table).name;
    let message =
        text!(nb: "{name} har ingen rad med nøkkelen «{key}».", en: "{name} has no row with the key `{key}`.");
    let problem = Diagnostic::error(Code::UnknownKey, message);
    let problem = match nearest(key, seen.iter().map(String::as_str)) {
        Some(near) => problem.help(text!(nb: "Mente du «{near}»?", en: "Did you mean `{near}`?")),
        None => problem,
    };
    Err(problem.help(text!(
        nb: "En rad kan også nevnes med nummer: #1 til #{total}.",
        en: "A row may be named by its number as well: #1 to #{total}.",
    )))
}

fn group(work: &Work, number: usize, key: &str) -> Result<Vec<SubjectAt>, Diagnostic> {
    let mut names = Vec::new();
    for (subject, _) in work.outcome.whole_verdicts(number) {
        let SubjectAt::Group(group) = subject else { continue };
        let Some(value) = work.outcome.group_key(number, group) else { continue };
        let own = titles::stable(&work.model, &value);
        if own == key || titles::value(&work.model, &value, work.lang) == key {
            return Ok(vec![subject]);
        }
        names.push(own);
    }
    let message = text!(nb: "Regelen har ingen gruppe «{key}».", en: "The rule has no group `{key}`.");
    let problem = Diagnostic::error(Code::UnknownKey, message);
    let problem = match nearest(key, names.iter().map(String::as_str)) {
        Some(near) => problem.help(text!(nb: "Mente du «{near}»?", en: "Did you mean `{near}`?")),
        None => problem,
    };
    let list = names.iter().take(20).map(String::as_str).collect::<Vec<_>>().join(", ");
    Err(problem.help(text!(nb: "Gruppene er: {list}.", en: "The groups are: {list}.")))
}

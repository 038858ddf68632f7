//! `krav new table`: tables as files are. Every guess stands in a comment beside what was guessed, and the tables check
//! clean against their files: a guess that does not is taken back.

mod field;
mod keys;
mod links;
mod written;

use super::pack::Declared;
use super::script::{self, Script};
use crate::base::{Diagnostic, FileId, Source};
use crate::data::infer::{Budget, Facts, infer};
use crate::data::read::Options;
use crate::driver::check::{judge_prepared, prepare};
use crate::driver::format::format;
use crate::driver::load::load_texts;
use crate::driver::{Binding, Request, open, paths};
use crate::syntax::lexicon::Keyword;
use crate::syntax::tree::Words;
use crate::value::Verdict;
use crate::world::World;
use field::{Column, Type};

/// A file as a table, in the making.
struct Guessed {
    name: String,
    path: String,
    rows: u64,
    /// What was guessed of the file itself, in sentences.
    remarks: Vec<crate::base::Text>,
    columns: Vec<Column>,
    /// Places of the key's columns; none where no key was found.
    key: Vec<usize>,
}

/// How often guesses that the data contradict are taken back.
const ROUNDS: usize = 4;

/// The tables of some files, one each, in the order of the files.
pub fn tables(world: &dyn World, files: &[String], words: Words) -> Result<Vec<Declared>, Vec<Diagnostic>> {
    let mut guessed: Vec<Guessed> = Vec::new();
    let mut problems = Vec::new();
    for path in files {
        match look(world, path, &guessed) {
            Ok(table) => guessed.push(table),
            Err(more) => problems.extend(more),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    links::find(&mut guessed);
    for _ in 0..ROUNDS {
        let text = whole(&written::declared(&guessed, words), words);
        let wrong = contradicted(world, &text, &guessed, words)?;
        if wrong.is_empty() {
            break;
        }
        wrong.into_iter().for_each(|(table, column)| guessed[table].columns[column].take_back());
        guessed.iter_mut().for_each(Guessed::forget_lost_key);
    }
    Ok(written::declared(&guessed, words))
}

/// The tables as a rule file of their own.
pub fn file(tables: &[Declared], words: Words) -> Result<String, Vec<Diagnostic>> {
    let text = whole(tables, words);
    format(&Source::new(FileId(0), "krav new table", text.as_str()), None)
}

fn whole(tables: &[Declared], words: Words) -> String {
    let mut script = Script::new(words);
    script.line(format!("{} {}", script.word(Keyword::Language), words.code()));
    for table in tables {
        script.line("");
        script.text.push_str(&table.text);
    }
    script.text
}

/// Looks a file through.
fn look(world: &dyn World, path: &str, others: &[Guessed]) -> Result<Guessed, Vec<Diagnostic>> {
    let opened = open::table(world, path, &[], &Options::default())?;
    let facts = infer(opened.reader.as_ref(), Budget::USUAL);
    if facts.problems.iter().any(Diagnostic::is_error) {
        return Err(facts.problems);
    }
    let stem = paths::stem(path.strip_suffix(".gz").or(path.strip_suffix(".zst")).unwrap_or(path));
    let wanted = script::slug(stem);
    let taken = |name: &str| others.iter().any(|other| other.name == name);
    let name = unlike(&wanted, taken);
    let remarks = opened.notes(path).into_iter().map(|note| note.message).collect();
    let columns = columns(&facts);
    let key = keys::find(opened.reader.as_ref(), &facts, &columns);
    let mut table = Guessed { name, path: path.to_string(), rows: facts.rows, remarks, columns, key };
    let key = table.key.clone();
    key.into_iter().for_each(|place| table.columns[place].is_key());
    Ok(table)
}

/// A name that is not taken: with a number behind it where it is.
fn unlike(wanted: &str, taken: impl Fn(&str) -> bool) -> String {
    let mut name = wanted.to_string();
    let mut number = 2;
    while taken(&name) {
        name = format!("{wanted}_{number}");
        number += 1;
    }
    name
}

fn columns(facts: &Facts) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    for (place, column) in facts.columns.iter().enumerate() {
        let twins = facts.columns[..place].iter().filter(|other| other.heading == column.heading).count();
        let wanted = script::slug(&column.heading);
        let name = unlike(&wanted, |name| columns.iter().any(|other| other.name == name));
        columns.push(Column::guess(column, name, twins));
    }
    columns
}

impl Guessed {
    fn forget_lost_key(&mut self) {
        if self.key.iter().any(|&place| self.columns[place].lost) {
            self.key.clear();
        }
    }
}

/// The columns whose checks the files do not pass, by table and place.
fn contradicted(
    world: &dyn World,
    text: &str,
    guessed: &[Guessed],
    words: Words,
) -> Result<Vec<(usize, usize)>, Vec<Diagnostic>> {
    let loaded = load_texts(vec![("krav new table".to_string(), text.to_string())]);
    if loaded.has_errors() {
        return Err(loaded.problems);
    }
    let tables = guessed.iter().map(|table| Binding::named(&table.name, &table.path)).collect();
    let usual = Request::new(Vec::new(), tables, crate::value::Date(0), Script::new(words).lang());
    let request = Request { allow_empty: true, findings: false, ..usual };
    let (prepared, _) = prepare(loaded);
    let checked = judge_prepared(world, &request, &prepared)?;
    let mut wrong: Vec<(usize, usize)> = Vec::new();
    for rule in &checked.report.rules {
        let open = rule.ledger.count(Verdict::Violated) + rule.ledger.count(Verdict::Unknown);
        let named = rule.id.split_once('/').and_then(|(field, _)| field.split_once('.'));
        let (Some((table, field)), true) = (named, open > 0) else { continue };
        for (place, known) in guessed.iter().enumerate().filter(|(_, known)| known.name == table) {
            let columns = known.columns.iter().enumerate();
            wrong.extend(columns.filter(|(_, column)| column.name == field).map(|(column, _)| (place, column)));
        }
    }
    wrong.dedup();
    Ok(wrong)
}

/// Whether two columns could hold the same things.
fn same_kind(one: &Type, other: &Type) -> bool {
    matches!((one, other), (Type::Text { .. } | Type::Integer, Type::Text { .. } | Type::Integer))
}

#[cfg(test)]
mod tests;

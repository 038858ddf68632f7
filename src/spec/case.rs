//! One case of a literate file: its rules are loaded, its problems held against the marks, its registry judged.

use super::beside::{Setting, beside};
use super::markdown::Block;
use super::options::Options;
use super::{expect, marks};
use crate::base::{Diagnostic, FileId, Lang, Text};
use crate::data::read;
use crate::driver::load::{Loaded, load_texts};
use crate::driver::{self, Binding, Checked, Request};
use crate::report::tested::{Failure, Place};
use crate::semantic::model;
use crate::world::Memory;

/// Rules of a case.
pub struct Rules {
    pub name: Option<String>,
    pub path: String,
    /// With empty lines before it, so that its lines are numbered as in the literate file.
    pub text: String,
    /// Stands in the section itself.
    pub own: bool,
}

/// A registry table of a case.
pub struct Table<'s> {
    pub name: &'s str,
    pub format: &'static str,
    pub text: &'s str,
}

/// Everything that a case has.
#[derive(Default)]
pub struct Assembled<'s> {
    pub rules: Vec<Rules>,
    pub tables: Vec<Table<'s>>,
    pub options: Options,
    pub findings: Option<&'s Block>,
    pub ledger: Option<&'s Block>,
}

impl Assembled<'_> {
    /// The language of messages: the one that the options name, or that of the words of the first rules.
    fn lang(&self) -> Lang {
        let norwegian = |rules: &&Rules| rules.text.trim_start().starts_with("språk");
        self.options.language.unwrap_or(if self.rules.first().filter(norwegian).is_some() {
            Lang::Nb
        } else {
            Lang::En
        })
    }
}

/// Runs a case; what did not come out as expected.
pub fn run(path: &str, case: &Assembled, setting: &Setting) -> Vec<Failure> {
    let lang = case.lang();
    let texts = case.rules.iter().map(|rules| (rules.path.clone(), rules.text.clone())).collect();
    let loaded = load_texts(texts);
    let files: Vec<FileId> = loaded.sources.iter().map(|source| source.id).collect();
    let mut failures = marks::compare(&loaded.sources, &files, &loaded.problems, lang);
    let expects = case.findings.or(case.ledger);
    if loaded.has_errors() {
        if let (true, Some(block)) = (failures.is_empty(), expects) {
            let message = Text::new(
                "Reglene har feil, så ingenting blir prøvd og ingen funn kan ventes.",
                "The rules have errors, so nothing is checked and no findings can be expected.",
            );
            failures.push(Failure::new(Place { path: path.to_string(), line: block.line, column: 1 }, message));
        }
        return failures;
    }
    let setting = Setting { as_of: case.options.as_of.or(setting.as_of), lang, ..*setting };
    let own: Vec<FileId> =
        files.iter().copied().zip(&case.rules).filter(|(_, rules)| rules.own).map(|at| at.0).collect();
    let mut with_tests = loaded.clone();
    with_tests.model.tests.retain(|test| own.contains(&test.span.file));
    failures.extend(beside(&with_tests, &setting).0.into_iter().flat_map(|case| case.failures));
    if expects.is_none() {
        return failures;
    }
    let checked = check(case, loaded, &setting);
    if let Some(block) = case.findings {
        failures.extend(expect::findings(block, path, &checked, lang));
    }
    match (case.ledger, &checked) {
        (Some(block), Ok(checked)) => failures.extend(expect::ledger(block, path, &checked.report.rules)),
        (Some(block), Err(problems)) if case.findings.is_none() => {
            let place = || Place { path: path.to_string(), line: block.line, column: 1 };
            failures.extend(problems.iter().map(|problem| Failure::new(place(), problem.message.clone())));
        }
        _ => {}
    }
    failures
}

/// Judges the case's registry as `krav check` would. Tables that it has no block for are empty.
fn check(case: &Assembled, loaded: Loaded, setting: &Setting) -> Result<Checked, Vec<Diagnostic>> {
    let mut world = Memory::new();
    let mut tables = Vec::new();
    let mut bind = |name: &str, format: &str, text: &str| {
        let path = format!("{name}.{format}");
        world = std::mem::take(&mut world).file(&path, text);
        let options = read::Options { format: Some(format.to_string()), ..read::Options::default() };
        tables.push(Binding { table: Some(name.to_string()), path, options, ..Binding::default() });
    };
    for table in &case.tables {
        bind(table.name, table.format, table.text);
    }
    for table in loaded.model.tables.iter().filter(|table| !case.tables.iter().any(|own| own.name == table.name)) {
        bind(&table.name, "csv", &headings(table));
    }
    let as_of = setting.as_of.unwrap_or(setting.today);
    let usual = Request::new(Vec::new(), tables, as_of, setting.lang);
    let request = Request { threads: 1, allow_empty: true, ..usual };
    driver::judge(&world, &request, loaded)
}

/// A CSV file with the headings of a table and no rows.
fn headings(table: &model::Table) -> String {
    let heading = |field: &model::Field| {
        let text = field.headings.first().unwrap_or(&field.name);
        format!("\"{}\"", text.replace('"', "\"\""))
    };
    table.fields.iter().map(heading).collect::<Vec<_>>().join(",") + "\n"
}

//! Rule files to a model: read, parsed, analysed together. Every problem of every file in one go.

use crate::base::{Code, Diagnostic, Sources, Text};
use crate::data::read::cannot_read;
use crate::report::{Ledger, RuleEntry, RuleKind, SubjectKind};
use crate::semantic;
use crate::semantic::model::{Model, Rule, Subject};
use crate::syntax::{self, tree};
use crate::text;
use crate::world::World;
use std::io;

/// The rules of a run.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    pub sources: Sources,
    /// The files as trees, in the order of the sources.
    pub files: Vec<tree::File>,
    pub model: Model,
    /// Errors, warnings and notes; with an error among them nothing may be judged.
    pub problems: Vec<Diagnostic>,
}

impl Loaded {
    pub fn has_errors(&self) -> bool {
        self.problems.iter().any(Diagnostic::is_error)
    }
}

/// Loads rule files, in the order given.
pub fn load(world: &dyn World, files: &[String]) -> Loaded {
    let mut problems = Vec::new();
    let mut texts = Vec::new();
    for path in files {
        match read(world, path) {
            Ok(text) => texts.push((path.clone(), text)),
            Err(problem) => problems.push(problem),
        }
    }
    let mut loaded = load_texts(texts);
    problems.append(&mut loaded.problems);
    Loaded { problems, ..loaded }
}

/// Loads rules by their paths and texts.
pub fn load_texts(files: Vec<(String, String)>) -> Loaded {
    let mut sources = Sources::default();
    let mut parsed = Vec::new();
    for (path, text) in files {
        let id = sources.add(path, text);
        parsed.push(syntax::parse(sources.get(id)));
    }
    let analysis = semantic::analyse_parsed(&parsed);
    let files = parsed.into_iter().map(|parsed| parsed.file).collect();
    Loaded { sources, files, model: analysis.model, problems: analysis.problems }
}

/// The rules of a run as a report lists them, with empty ledgers; without the checks of tables.
pub fn rule_entries(model: &Model, sources: &Sources) -> Vec<RuleEntry> {
    let name = |table| model.table(table).name.clone();
    let entry = |rule: &Rule| RuleEntry {
        id: rule.id.clone(),
        kind: RuleKind::Rule,
        modality: rule.modality,
        title: Text::same(rule.title.as_str()),
        sources: rule.sources.clone(),
        readings: rule.readings.clone(),
        subject: match &rule.subject {
            Subject::Rows(table) => SubjectKind::Rows { table: name(*table) },
            Subject::Groups { table, path } => {
                let path = sources.get(path.span.file).slice(path.span).to_string();
                SubjectKind::Groups { table: name(*table), path }
            }
            Subject::Registry => SubjectKind::Registry,
        },
        in_force: rule.in_force,
        judged_at: rule.judged_at.as_ref().map(|date| sources.get(date.span.file).slice(date.span).to_string()),
        span: rule.span,
        ledger: Ledger::default(),
    };
    model.rules.iter().map(entry).collect()
}

/// The text of a rule file.
pub fn read(world: &dyn World, path: &str) -> Result<String, Diagnostic> {
    text_of(path, world.read(path))
}

/// The text of the bytes of a rule file.
pub(super) fn text_of(path: &str, bytes: io::Result<Vec<u8>>) -> Result<String, Diagnostic> {
    let bytes = bytes.map_err(|error| cannot_read(path, &error))?;
    if u32::try_from(bytes.len()).is_err() {
        let message = text!(nb: "{path} er over 4 GiB.", en: "{path} is over 4 GiB.");
        return Err(Diagnostic::error(Code::TooLarge, message).at_file(path));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = memchr::memchr_iter(b'\n', valid).count() + 1;
        let message = text!(
            nb: "{path} er ikke UTF-8: et tegn på linje {line} kan ikke leses.",
            en: "{path} is not UTF-8: a character on line {line} cannot be read.",
        );
        Diagnostic::error(Code::RuleFileEncoding, message)
            .at_file(path)
            .help(text!(nb: "Lagre filen som UTF-8.", en: "Save the file as UTF-8."))
    })?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_string).unwrap_or(text))
}

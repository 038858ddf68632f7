//! A table's file, opened by the reader of its format.

use super::paths::absent;
use crate::base::{Code, Diagnostic};
use crate::data::read::options::SETTINGS;
use crate::data::read::{self, Format, Guess, Options, Reader, Source, format_of, source};
use crate::report;
use crate::text;
use crate::world::{Kind, World};

/// An opened table.
pub struct Opened {
    pub reader: Box<dyn Reader>,
    pub format: &'static Format,
}

impl Opened {
    /// What people are told of the reading: the guesses that are worth it, and what else the reader has to say.
    pub fn notes(&self, path: &str) -> Vec<Diagnostic> {
        let guesses = self.reader.guesses().iter().filter(|guess| guess.doubtful).map(|guess| guess.note(path));
        guesses.chain(self.reader.notes().iter().cloned()).collect()
    }

    /// Everything that was guessed.
    pub fn guesses(&self) -> &[Guess] {
        self.reader.guesses()
    }
}

/// Opens a table of one file or of several (`files`; the path itself when there are none): by the format that was
/// named, otherwise by the ending of the file's name.
pub fn table(world: &dyn World, path: &str, files: &[String], options: &Options) -> Result<Opened, Vec<Diagnostic>> {
    let own = [path.to_string()];
    let files = if files.is_empty() { &own } else { files };
    let mut problems = Vec::new();
    let mut sources: Vec<Source> = Vec::with_capacity(files.len());
    let mut format = None;
    for file in files {
        match one(world, file, options) {
            Ok((found, source)) => {
                format = format.or(Some(found));
                sources.push(source);
            }
            Err(problem) => problems.push(problem),
        }
    }
    let Some(format) = format.filter(|_| problems.is_empty()) else { return Err(problems) };
    refuse_foreign(path, format, options)?;
    let single = if files.len() == 1 && format.open_all.is_none() { sources.pop() } else { None };
    let reader = match (single, format.open_all) {
        // The reader alone holds the bytes, so that it can let them go.
        (Some(source), _) => (format.open)(&source.path, source.bytes, options)?,
        (None, Some(open)) => open(&sources, options)?,
        (None, None) => read::joined::open(format, &sources, options)?,
    };
    Ok(Opened { reader, format })
}

/// A guess as the report has it.
pub fn told(guess: &Guess) -> report::Guess {
    report::Guess { about: guess.about, value: guess.value.clone(), message: guess.message.clone() }
}

fn one(world: &dyn World, path: &str, options: &Options) -> Result<(&'static Format, Source), Diagnostic> {
    if path != source::INPUT {
        match world.kind(path) {
            Kind::Absent => return Err(absent(world, path)),
            Kind::Folder => {
                let message =
                    text!(nb: "{path} er en mappe; en tabell er en fil.", en: "{path} is a folder; a table is a file.");
                return Err(Diagnostic::error(Code::NotATable, message).at_file(path));
            }
            Kind::File => {}
        }
    }
    let format = format_of(path, options);
    if let (true, Err(problem)) = (path == source::INPUT || options.format.is_some(), &format) {
        return Err(problem.clone());
    }
    if let Ok(format) = format {
        unfinished(world, path, format)?;
    }
    let source = source::open(world, path, options)?;
    let mut start = [0; 16];
    let start = &mut start[..source.bytes.len().min(16) as usize];
    source.bytes.read_at(0, start).map_err(|problem| read::cannot_read(path, &problem))?;
    match (format, read::named_by(start)) {
        (Ok(format), Some(found)) if format.name != found => Err(misnamed(path, format, found)),
        (Ok(format), _) => Ok((format, source)),
        // A file whose name says nothing may say itself what it is.
        (Err(_), Some(found)) => {
            let options = Options { format: Some(found.to_owned()), ..Options::default() };
            format_of(path, &options).map(|format| (format, source))
        }
        (Err(problem), None) => Err(problem),
    }
}

/// The first bytes of a file say that it is of another format than it is to be read in.
fn misnamed(path: &str, format: &Format, found: &str) -> Diagnostic {
    let name = format.name;
    let message = text!(
        nb: "Filen skulle leses som {name}, men er {found}.",
        en: "The file was to be read as {name}, but is {found}.",
    );
    Diagnostic::error(Code::UnknownFormat, message).at_file(path).help(text!(
        nb: "Gi den sin egen ending, eller skriv --from {found}",
        en: "Give it an ending of its own, or write --from {found}",
    ))
}

/// A database whose last changes stand in a file beside it: without them its rows are not what they should be.
fn unfinished(world: &dyn World, path: &str, format: &Format) -> Result<(), Diagnostic> {
    let beside = ["-wal", "-journal"].map(|ending| format!("{path}{ending}"));
    let holds = |file: &&String| world.kind(file) == Kind::File && world.open(file).is_ok_and(|file| !file.is_empty());
    let Some(file) = beside.iter().find(holds).filter(|_| format.name == "sqlite") else { return Ok(()) };
    let message = text!(
        nb: "Endringer i databasen står fortsatt i {file}; rader kan mangle.",
        en: "Changes to the database still stand in {file}; rows may be missing.",
    );
    Err(Diagnostic::error(Code::BadDatabase, message).at_file(path).help(text!(
        nb: "Lukk programmet som skriver til den, eller lag en hel kopi: sqlite3 {path} \".backup kopi.sqlite\"",
        en: "Close the program that writes to it, or make a whole copy: sqlite3 {path} \".backup copy.sqlite\"",
    )))
}

/// Options that mean nothing for a format are mistakes, and not ignored.
fn refuse_foreign(path: &str, format: &Format, options: &Options) -> Result<(), Vec<Diagnostic>> {
    let foreign = SETTINGS.iter().filter(|setting| {
        setting.name != "format" && (setting.is_set)(options) && !format.settings.contains(&setting.name)
    });
    let name = format.name;
    let problems: Vec<Diagnostic> = foreign
        .map(|setting| {
            let option = setting.name;
            let message = text!(
                nb: "«{option}» gjelder ikke filer i formatet {name}.",
                en: "`{option}` does not apply to files of the format {name}.",
            );
            Diagnostic::error(Code::BadArgument, message).at_file(path)
        })
        .collect();
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

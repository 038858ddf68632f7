//! Where a report goes besides standard output: `--output FORMAT=FILE`, and `[output]` in `krav.toml`.

use super::Terminal;
use crate::base::{Code, Diagnostic, Sources, Text};
use crate::driver::Request;
use crate::driver::paths;
use crate::driver::reading::is_table_file;
use crate::driver::request::{self, Arguments};
use crate::report::format::{FORMATS, Format, Page, Refusal, View};
use crate::text;
use crate::world::{Kind, Stream, World};
use std::io;

/// The format of standard output when nothing names one.
const USUAL: &str = "human";

/// A file that a format is written to.
#[derive(Clone)]
pub struct Output {
    pub format: &'static Format,
    pub path: String,
}

/// The names of the output formats.
pub fn formats() -> Vec<&'static str> {
    FORMATS.iter().map(|format| format.name).collect()
}

/// The format with a name.
pub fn named(option: &str, name: &str) -> Result<&'static Format, Diagnostic> {
    let name = request::one_of(option, name, &formats())?;
    let found = FORMATS.iter().find(|format| format.name == name);
    found.ok_or_else(|| Diagnostic::error(Code::BadArgument, Text::same(name)))
}

/// The format of standard output: the one that the command line names, or else `krav.toml`.
pub fn of_terminal(name: Option<&str>, config: Option<&str>) -> Result<&'static Format, Diagnostic> {
    named("--format", name.or(config).unwrap_or(USUAL))
}

/// `--output FORMAT=FILE`s; every mistake at once.
pub fn files(words: &[String]) -> Result<Vec<Output>, Vec<Diagnostic>> {
    let mut problems = Vec::new();
    let mut outputs = Vec::new();
    for word in words {
        match file(word) {
            Ok(output) => outputs.push(output),
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() { Ok(outputs) } else { Err(problems) }
}

fn file(word: &str) -> Result<Output, Diagnostic> {
    let (name, path) = word.split_once('=').unwrap_or((word, ""));
    let option = text!(nb: "--output {word}", en: "--output {word}");
    let format = named("--output", name)?;
    if path.is_empty() || path == "-" {
        let message =
            Text::new(format!("{}: filen mangler.", option.nb), format!("{}: the file is missing.", option.en));
        let problem = Diagnostic::error(Code::BadArgument, message);
        return Err(problem.help(text!(
            nb: "Skriv --output {name}=FIL, eller --format {name} for standard ut.",
            en: "Write --output {name}=FILE, or --format {name} for standard output.",
        )));
    }
    Ok(Output { format, path: path.to_string() })
}

/// The files of the command line, and those of `krav.toml` in formats that the command line does not name.
pub fn with_config(mut outputs: Vec<Output>, config: &[(&'static str, String)]) -> Vec<Output> {
    let named: Vec<&str> = outputs.iter().map(|output| output.format.name).collect();
    for (name, path) in config.iter().filter(|(name, _)| !named.contains(name)) {
        let format = FORMATS.iter().find(|format| format.name == *name);
        outputs.extend(format.map(|format| Output { format, path: path.clone() }));
    }
    outputs
}

/// What would be written over: a file that the run reads (`others` are those besides rules and tables), or another output.
pub fn collisions<'a>(
    world: &dyn World,
    outputs: &[Output],
    request: &'a Request,
    others: impl IntoIterator<Item = &'a str>,
) -> Vec<Diagnostic> {
    let files = |binding: &'a crate::driver::Binding| std::iter::once(&binding.path).chain(&binding.files);
    let tables = request.tables.iter().flat_map(files).map(String::as_str);
    let read: Vec<&str> = request.rules.iter().map(String::as_str).chain(tables).chain(others).collect();
    let mut problems = Vec::new();
    for (place, Output { format, path }) in outputs.iter().enumerate() {
        let name = format.name;
        let refuse = |message: Text| {
            Diagnostic::error(Code::BadArgument, message).help(text!(
                nb: "Gi {name} en fil for seg selv: --output {name}=FIL",
                en: "Give {name} a file of its own: --output {name}=FILE",
            ))
        };
        if let Some(input) = read.iter().find(|input| world.is_same(input, path)) {
            problems.push(refuse(text!(
                nb: "--output {name}={path} ville skrevet over {input}, som leses.",
                en: "--output {name}={path} would overwrite {input}, which is read.",
            )));
        }
        if let Some(other) = outputs[..place].iter().find(|other| world.is_same(&other.path, path)) {
            let other = other.format.name;
            problems.push(refuse(text!(
                nb: "--output {name}={path} ville skrevet over det som {other} skriver.",
                en: "--output {name}={path} would overwrite what {other} writes.",
            )));
        }
    }
    problems
}

/// The outputs that are no input for sure, where it is not known what a run would have read: none that is named, and no
/// rules, tables or settings that are there already.
pub fn apart(world: &dyn World, outputs: Vec<Output>, said: &Arguments) -> Vec<Output> {
    let tables = said.tables.iter().map(|binding| binding.split_once('=').map_or(&**binding, |(_, path)| path));
    let named: Vec<&str> = said.paths.iter().chain(&said.rules).map(String::as_str).chain(tables).collect();
    let is_input = |path: &str| {
        let read = is_table_file(path) || paths::is_rule_file(path) || paths::ending(path) == "toml";
        (read && world.kind(path) != Kind::Absent) || named.iter().any(|named| world.is_same(named, path))
    };
    outputs.into_iter().filter(|output| !is_input(&output.path)).collect()
}

/// A format that is no text does not go to a terminal.
pub fn unfit(terminal: &Terminal, format: &Format) -> Option<Diagnostic> {
    let name = format.name;
    (format.binary && terminal.world.terminal(Stream::Out).is_some()).then(|| {
        let message = text!(
            nb: "{name} er ikke tekst, og kan ikke vises her.",
            en: "{name} is no text, and cannot be shown here.",
        );
        Diagnostic::error(Code::BadArgument, message)
            .help(text!(nb: "Skriv til en fil: --output {name}=FIL", en: "Write to a file: --output {name}=FILE"))
    })
}

/// Writes every file, each whole or not at all. What cannot be written is told, and the others are written still.
/// Tells whether all of them were.
pub fn write(terminal: &mut Terminal, outputs: &[Output], page: &Page) -> bool {
    write_by(terminal, outputs, page.view, &|format, view, out| (format.write)(&Page { view, ..*page }, out))
}

/// Writes a format, as it is to be shown.
pub type Writer<'w> = &'w dyn Fn(&Format, View, &mut dyn io::Write) -> io::Result<()>;

/// [`write()`], for those who know better how some format is written.
pub fn write_by(terminal: &mut Terminal, outputs: &[Output], view: View, writer: Writer) -> bool {
    let mut problems = Vec::new();
    for Output { format, path } in outputs {
        let view = View { color: false, terminal: false, width: super::WIDTH, ..view };
        let written = one(terminal.world, path, &mut |out| writer(format, view, out));
        problems.extend(written.err().map(|error| cannot_write(format, path, &error)));
    }
    if !problems.is_empty() {
        terminal.refuse(&problems);
    }
    problems.is_empty()
}

/// Tells why nothing could be checked: people, and whoever reads the outputs of a build. Gives the exit code.
pub fn refuse(
    terminal: &mut Terminal,
    format: Option<&Format>,
    files: &[Output],
    problems: &[Diagnostic],
    sources: &Sources,
) -> io::Result<u8> {
    terminal.tell(problems, sources);
    let refusal = Refusal { problems, sources, lang: terminal.lang };
    let mut unwritten = Vec::new();
    for Output { format, path } in files {
        if let Some(refused) = format.refused {
            let written = one(terminal.world, path, &mut |out| refused(&refusal, out));
            unwritten.extend(written.err().map(|error| cannot_write(format, path, &error)));
        }
    }
    terminal.tell(&unwritten, &Sources::default());
    if let Some(refused) = format.and_then(|format| format.refused) {
        refused(&refusal, terminal.out)?;
    }
    Ok(super::REFUSED)
}

fn one(world: &dyn World, path: &str, write: &mut dyn FnMut(&mut dyn io::Write) -> io::Result<()>) -> io::Result<()> {
    let mut draft = world.draft(path)?;
    write(&mut draft)?;
    draft.place()
}

fn cannot_write(format: &Format, path: &str, error: &io::Error) -> Diagnostic {
    let name = format.name;
    let why = match error.kind() {
        io::ErrorKind::NotFound => text!(nb: "mappen finnes ikke", en: "the folder does not exist"),
        io::ErrorKind::PermissionDenied => text!(nb: "du har ikke lov til det", en: "you may not"),
        io::ErrorKind::IsADirectory => text!(nb: "det er en mappe", en: "it is a folder"),
        _ => Text::same(error.to_string()),
    };
    let message = Text::new(
        format!("{path} ({name}) kan ikke skrives: {}.", why.nb),
        format!("{path} ({name}) cannot be written: {}.", why.en),
    );
    Diagnostic::error(Code::CannotWrite, message).at_file(path)
}

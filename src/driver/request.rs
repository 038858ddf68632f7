//! From what the command line says to a request: folders opened, `krav.toml` read, every path looked for.

use super::config::{self, Config, FailOn};
use super::inner::{self, Files};
use super::paths::{self, absent};
use super::reading::{fitting, is_table_file};
use super::{Binding, Request};
use crate::base::{CellPlace, Code, Diagnostic, Lang, Text, nearest};
use crate::data::read::options::SETTINGS;
use crate::data::read::{Options, cannot_read, source};
use crate::data::words::folded;
use crate::report::gate::Gate;
use crate::text;
use crate::value::Date;
use crate::world::{Kind, World};

/// What the command line says, before any file was looked at.
#[derive(Clone, Debug)]
pub struct Arguments {
    /// Folders, `krav.toml` files, rule files and tables, mixed; the folder that we stand in when nothing is named.
    pub paths: Vec<String>,
    /// `--rules`: files and folders.
    pub rules: Vec<String>,
    /// `--table name=path`, as written.
    pub tables: Vec<String>,
    pub as_of: Option<Date>,
    /// `--lang`; goes before the language of `krav.toml`.
    pub lang: Option<Lang>,
    /// The language where neither names one.
    pub locale: Lang,
    pub threads: usize,
    pub allow_empty: bool,
    pub allow_unknown: bool,
    pub fail_on: Option<FailOn>,
    /// `--by`.
    pub by: Option<String>,
    /// What is fixed about the files; goes before `krav.toml`, for every table whose format knows of it.
    pub reading: Options,
}

impl Arguments {
    /// Nothing said, in a language.
    pub fn new(locale: Lang) -> Arguments {
        Arguments {
            paths: Vec::new(),
            rules: Vec::new(),
            tables: Vec::new(),
            as_of: None,
            lang: None,
            locale,
            threads: 0,
            allow_empty: false,
            allow_unknown: false,
            fail_on: None,
            by: None,
            reading: Options::default(),
        }
    }
}

/// What is to be checked, and what fails the run.
#[derive(Clone, Debug)]
pub struct Gathered {
    pub request: Request,
    pub gate: Gate,
    /// Whether a `krav.toml` names the rules, so that they are all there are.
    pub closed: bool,
    /// The `krav.toml` that was read.
    pub config: Option<String>,
    /// The format that it names for standard output.
    pub format: Option<&'static str>,
    /// Its `[output]`: formats, and the files that they are written to.
    pub outputs: Vec<(&'static str, String)>,
}

/// All that is wrong with the use, and the language to say it in.
#[derive(Clone, Debug)]
pub struct Refused {
    pub lang: Lang,
    pub problems: Vec<Diagnostic>,
}

/// Reads what the arguments name, as far as it takes to know what is to be checked; no rule and no row.
pub fn gather(world: &dyn World, arguments: &Arguments) -> Result<Gathered, Refused> {
    let mut gathering = Gathering { world, rules: Vec::new(), tables: Vec::new(), config: None, problems: Vec::new() };
    let nothing = arguments.paths.is_empty() && arguments.rules.is_empty() && arguments.tables.is_empty();
    let here = [".".to_string()];
    for path in if nothing { &here } else { arguments.paths.as_slice() } {
        gathering.path(path);
    }
    for path in &arguments.rules {
        gathering.rules_at(path, None);
    }
    gathering.above(nothing);
    for binding in &arguments.tables {
        gathering.named(binding);
    }
    gathering.fix(&arguments.reading);
    let Gathering { rules, tables, config, problems, .. } = gathering;
    let (config_path, config) = config.map_or_else(Default::default, |(path, config)| (Some(path), config));
    let closed = config.packs.is_some();
    let lang = arguments.lang.or(config.language).unwrap_or(arguments.locale);
    if !problems.is_empty() {
        return Err(Refused { lang, problems });
    }
    let allow_empty = arguments.allow_empty || config.allow_empty.unwrap_or(false);
    let tables = tables.into_iter().map(|(_, binding)| binding).collect();
    let as_of = arguments.as_of.or(config.as_of).unwrap_or_else(|| world.today());
    let usual = Request::new(rules, tables, as_of, lang);
    let request = Request { threads: arguments.threads, allow_empty, by: arguments.by.clone(), ..usual };
    let fail_on = arguments.fail_on.or(config.fail_on).unwrap_or_default();
    let gate = Gate {
        allow_unknown: arguments.allow_unknown || config.allow_unknown.unwrap_or(false),
        fail_on_departure: fail_on == FailOn::Departure,
        allow_empty,
        thresholds: config.thresholds,
    };
    let folder = config_path.as_deref().map(paths::parent).unwrap_or_default();
    let outputs = config.outputs.iter().flatten();
    let outputs = outputs.map(|entry| (entry.format, paths::join(folder, &entry.path.text))).collect();
    Ok(Gathered { request, gate, closed, config: config_path, format: config.format, outputs })
}

/// Who bound a table; the command line goes before `krav.toml`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    Config,
    CommandLine,
}

struct Gathering<'w> {
    world: &'w dyn World,
    rules: Vec<String>,
    tables: Vec<(By, Binding)>,
    config: Option<(String, Config)>,
    problems: Vec<Diagnostic>,
}

impl Gathering<'_> {
    /// A path on the command line, by what it is.
    fn path(&mut self, path: &str) {
        if path == source::INPUT {
            return self.table(By::CommandLine, None, Files::one(path), Options::default());
        }
        match self.world.kind(path) {
            Kind::Absent if inner::split(self.world, path).1.is_some() => match inner::files(self.world, path) {
                Ok(files) => self.table(By::CommandLine, None, files, Options::default()),
                Err(problem) => self.problems.push(problem),
            },
            Kind::Absent if paths::is_pattern(path) => match paths::expand(self.world, path) {
                Ok(files) => files.iter().for_each(|file| self.path(file)),
                Err(problem) => self.problems.push(problem),
            },
            Kind::Absent => self.problems.push(absent(self.world, path)),
            Kind::Folder => self.folder(path),
            Kind::File if paths::is_rule_file(path) => self.rule(path.to_string()),
            Kind::File if paths::ending(path).eq_ignore_ascii_case("toml") => {
                self.config(path, paths::parent(path));
            }
            Kind::File => self.table(By::CommandLine, None, Files::one(path), Options::default()),
        }
    }

    /// Looks for a `krav.toml` in this folder and those above it, where the command line leaves out the rules. `nothing`:
    /// it names no path at all, so that this folder was looked through already.
    fn above(&mut self, nothing: bool) {
        if self.config.is_some() || !self.problems.is_empty() || (!nothing && !self.rules.is_empty()) {
            return;
        }
        let Some(here) = self.world.working_folder() else { return };
        let levels = here.split(['/', '\\']).filter(|part| !part.is_empty()).count();
        let first = if nothing { 1 } else { 0 };
        for level in first..=levels {
            let folder = if level == 0 { ".".to_string() } else { vec![".."; level].join("/") };
            let path = paths::inside(&folder, config::FILE);
            if self.world.kind(&path) == Kind::File {
                if nothing {
                    (self.rules, self.tables) = (Vec::new(), Vec::new());
                    self.folder(&folder);
                } else {
                    self.config(&path, &folder);
                }
                return;
            }
        }
    }

    /// A folder: its `krav.toml` says what is in it; what that does not say is found by the endings of its files.
    fn folder(&mut self, folder: &str) {
        let entries = match self.world.list(folder) {
            Ok(entries) => entries,
            Err(error) => return self.problems.push(cannot_read(folder, &error)),
        };
        let (mut packs, mut tables) = (false, false);
        if entries.iter().any(|entry| entry == config::FILE) {
            (packs, tables) = self.config(&paths::inside(folder, config::FILE), folder);
        }
        for entry in entries.iter().filter(|entry| !entry.ends_with('/') && !entry.starts_with('.')) {
            let path = paths::inside(folder, entry);
            if paths::is_rule_file(entry) && !packs {
                self.rule(path);
            } else if is_table_file(entry) && !tables {
                self.table(By::Config, None, Files::one(&path), Options::default());
            }
        }
    }

    /// Reads a `krav.toml`. Tells whether it says which rules and which tables there are.
    fn config(&mut self, path: &str, folder: &str) -> (bool, bool) {
        if let Some((other, _)) = &self.config {
            if paths::tidy(other) != paths::tidy(path) {
                let message = text!(
                    nb: "En sjekk har én krav.toml; her er to: {other} og {path}.",
                    en: "A check has one krav.toml; here are two: {other} and {path}.",
                );
                let help = Text::new("Sjekk mappene hver for seg.", "Check the folders one by one.");
                self.problems.push(Diagnostic::error(Code::BadArgument, message).help(help));
            }
            return (true, true);
        }
        let bytes = match self.world.read(path) {
            Ok(bytes) => bytes,
            Err(error) => {
                self.problems.push(cannot_read(path, &error));
                return (true, true);
            }
        };
        let (config, problems) = config::read(path, &bytes);
        self.problems.extend(problems);
        for pack in config.packs.iter().flatten() {
            self.rules_at(&paths::join(folder, &pack.text), Some(&pack.place));
        }
        for waivers in &config.waivers {
            self.rules_at(&paths::join(folder, &waivers.text), Some(&waivers.place));
        }
        for entry in config.tables.iter().flatten() {
            let table = paths::join(folder, &entry.path.text);
            match inner::files(self.world, &table) {
                Ok(files) => self.table(By::Config, Some(&entry.name.text), files, entry.options.clone()),
                Err(problem) => self.problems.push(problem.at_cell(entry.path.place.clone(), Text::default())),
            }
        }
        let found = (config.packs.is_some(), config.tables.is_some());
        self.config = Some((path.to_string(), config));
        found
    }

    /// Rules that are named as such: a file, whatever its ending, or a folder that is searched.
    fn rules_at(&mut self, path: &str, named_at: Option<&CellPlace>) {
        let problem = match self.world.kind(path) {
            Kind::File => return self.rule(path.to_string()),
            Kind::Absent => absent(self.world, path),
            Kind::Folder => match paths::rule_files(self.world, path) {
                Ok(files) if files.is_empty() => {
                    let message = text!(
                        nb: "Mappen {path} har ingen regelfiler (*.krav).",
                        en: "The folder {path} has no rule files (*.krav).",
                    );
                    Diagnostic::error(Code::NoRules, message)
                }
                Ok(files) => return files.into_iter().for_each(|file| self.rule(file)),
                Err(problem) => problem,
            },
        };
        self.problems.push(match named_at {
            Some(place) => problem.at_cell(place.clone(), Text::default()),
            None => problem,
        });
    }

    /// A rule file counts once, however many ways lead to it.
    fn rule(&mut self, path: String) {
        if !self.rules.iter().any(|other| paths::tidy(other) == paths::tidy(&path)) {
            self.rules.push(path);
        }
    }

    fn table(&mut self, by: By, name: Option<&str>, files: Files, options: Options) {
        let Files { path, files, part } = files;
        let options = Options { part: part.or(options.part.clone()), ..options };
        let same = |other: &Binding| {
            let place = (paths::tidy(&other.path), other.table.as_deref(), &other.options.part);
            place == (paths::tidy(&path), name, &options.part)
        };
        if self.tables.iter().any(|(_, other)| same(other)) {
            return;
        }
        // A file of the command line goes before the one that `krav.toml` has for the table of that name.
        let named_so =
            |other: &Binding, name: &str| other.table.is_none() && folded(paths::stem(&other.path)) == folded(name);
        match (by, name) {
            (By::Config, Some(name)) => {
                let taken = |(by, other): &(By, Binding)| {
                    *by == By::CommandLine && (other.table.as_deref() == Some(name) || named_so(other, name))
                };
                if self.tables.iter().any(taken) {
                    return;
                }
            }
            (By::CommandLine, None) => {
                let stem = folded(paths::stem(&path));
                self.tables.retain(|(by, other)| {
                    *by == By::CommandLine || other.table.as_deref().is_none_or(|name| folded(name) != stem)
                });
            }
            _ => {}
        }
        // A table that the command line names takes its file from there alone; and a file that gets a name keeps it.
        if by == By::CommandLine && name.is_some() {
            self.tables.retain(|(by, other)| *by == By::CommandLine || other.table.as_deref() != name);
            self.tables.retain(|(_, other)| other.table.is_some() || paths::tidy(&other.path) != paths::tidy(&path));
        }
        self.tables.push((by, Binding { table: name.map(str::to_string), path, files, options }));
    }

    /// Gives what the command line fixed to the tables whose format knows of it; what none of them knows is a mistake.
    fn fix(&mut self, reading: &Options) {
        if self.tables.is_empty() {
            return;
        }
        self.problems.extend(fix(self.tables.iter_mut().map(|(_, binding)| binding), reading));
        let from_input = self.tables.iter().filter(|(_, binding)| binding.path == source::INPUT);
        if from_input.count() > 1 {
            let message = Text::new("Standard inn kan bare være én tabell.", "Standard input can be one table only.");
            self.problems.push(Diagnostic::error(Code::BadArgument, message));
        }
    }

    /// `--table name=path`.
    fn named(&mut self, binding: &str) {
        let Some((name, path)) = binding.split_once('=').filter(|(name, path)| !name.is_empty() && !path.is_empty())
        else {
            let message = text!(
                nb: "--table {binding}: tabellens navn og fil skrives navn=fil.",
                en: "--table {binding}: the table's name and file are written name=file.",
            );
            let stem = paths::stem(binding);
            let help = Text::same(format!("--table {stem}={binding}"));
            return self.problems.push(Diagnostic::error(Code::BadArgument, message).help(help));
        };
        match inner::files(self.world, path) {
            Ok(files) => self.table(By::CommandLine, Some(name), files, Options::default()),
            Err(problem) => self.problems.push(problem),
        }
    }
}

/// Gives what the command line fixed to the tables whose format knows of it. What none of them knows is a mistake.
pub fn fix<'b>(tables: impl Iterator<Item = &'b mut Binding>, reading: &Options) -> Vec<Diagnostic> {
    let mut used: Vec<&str> = Vec::new();
    for binding in tables {
        let first = binding.files.first().unwrap_or(&binding.path);
        binding.options = fitting(reading, &binding.options, first, &mut used);
    }
    unused(reading, &used)
}

/// What the command line fixed and no file has use for.
pub fn unused(reading: &Options, used: &[&str]) -> Vec<Diagnostic> {
    let idle = SETTINGS.iter().filter(|setting| (setting.is_set)(reading) && !used.contains(&setting.name));
    idle.map(|setting| {
        let flag = setting.flag();
        let message = text!(
            nb: "{flag} gjelder ingen av filene.",
            en: "{flag} applies to none of the files.",
        );
        Diagnostic::error(Code::BadArgument, message)
    })
    .collect()
}

/// Reads `yyyy-mm-dd`, as after `--as-of`.
pub fn date(text: &str) -> Result<Date, Diagnostic> {
    Date::parse_iso(text).ok_or_else(|| {
        let message = text!(
            nb: "--as-of {text}: dagen finnes ikke, eller er ikke skrevet åååå-mm-dd.",
            en: "--as-of {text}: no such day, or not written yyyy-mm-dd.",
        );
        Diagnostic::error(Code::BadArgument, message).help(Text::same("--as-of 2018-10-01"))
    })
}

/// One of the words that an option may have, or a problem that names them.
pub fn one_of<'a>(option: &str, word: &str, words: &[&'a str]) -> Result<&'a str, Diagnostic> {
    if let Some(found) = words.iter().find(|known| **known == word) {
        return Ok(found);
    }
    let list = words.join(", ");
    let message = text!(nb: "{option} kan ikke være «{word}».", en: "{option} cannot be `{word}`.");
    let problem = Diagnostic::error(Code::BadArgument, message);
    let problem = match nearest(word, words.iter().copied()) {
        Some(near) => problem.help(text!(nb: "Mente du «{near}»?", en: "Did you mean `{near}`?")),
        None => problem,
    };
    Err(problem.help(text!(nb: "Mulig er: {list}.", en: "Possible: {list}.")))
}

#[cfg(test)]
mod tests;

//! The command line: one file a command. Results go to standard output, problems to standard error.

mod arguments;
mod check;
mod diff;
mod explain;
mod fmt;
mod help;
mod impact;
mod init;
mod lint;
mod locale;
mod new;
mod output;
mod reading;
mod rules;
mod schema;
mod shell;
mod show;
mod sweep;
mod test;
#[cfg(feature = "sqlite")]
mod trend;
mod usage;
mod verify;
mod why;

use crate::base::{Code, Diagnostic, Lang};
use crate::driver::Request;
use crate::driver::load::{self, Loaded};
use crate::driver::request::{Arguments as Said, Gathered, Refused};
use crate::report::diagnostics;
use crate::report::format::View;
use crate::report::timing::{self, Profile, Spent};
use crate::text;
use crate::world::{Disk, Stream, World};
use arguments::{Arguments, Color, Command, Where};
use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches};
use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

/// Could not check: bad rules, input or use; nothing checked.
const REFUSED: u8 = 2;

/// Columns of an output that goes to no terminal.
const WIDTH: usize = 100;

/// The program.
pub fn main() -> ExitCode {
    let mut out = io::BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let mut err = io::stderr().lock();
    ExitCode::from(run(&Disk, std::env::args_os().collect(), &mut out, &mut err))
}

/// Runs a command line (the program's name first) in a world, and gives its exit code.
pub fn run(world: &dyn World, arguments: Vec<OsString>, out: &mut dyn Write, err: &mut dyn Write) -> u8 {
    let locale = locale::language(world);
    let lang = locale::named(arguments.iter().filter_map(|argument| argument.to_str())).unwrap_or(locale);
    let mut terminal = Terminal { world, lang, locale, named: None, color: Color::Auto, out, err };
    let width = world.terminal(Stream::Out).unwrap_or(WIDTH);
    let parse = |command: clap::Command| {
        command.try_get_matches_from(&arguments).and_then(|found| Arguments::from_arg_matches(&found))
    };
    // The words of the help take longer than the arguments, and are needed where these are wrong or ask for help.
    let parsed =
        parse(Arguments::command()).or_else(|_| parse(help::in_language(Arguments::command(), lang).term_width(width)));
    let done = match parsed {
        Ok(arguments) => {
            terminal.color = arguments.common.color;
            terminal.named = arguments.common.lang.map(Lang::from);
            match arguments.command {
                Command::Check(command) => check::run(&mut terminal, &command),
                Command::Diff(command) => diff::run(&mut terminal, &command),
                Command::Verify(command) => verify::run(&mut terminal, &command),
                Command::Impact(command) => impact::run(&mut terminal, &command),
                Command::Sweep(command) => sweep::run(&mut terminal, &command),
                Command::Why(command) => why::run(&mut terminal, &command),
                #[cfg(feature = "sqlite")]
                Command::Trend(command) => trend::run(&mut terminal, &command),
                Command::Show(command) => show::run(&mut terminal, &command),
                Command::Rules(command) => rules::run(&mut terminal, &command),
                Command::Test(command) => test::run(&mut terminal, &command),
                Command::Lint(command) => lint::run(&mut terminal, &command),
                Command::Fmt(command) => fmt::run(&mut terminal, &command),
                Command::New(command) => new::run(&mut terminal, &command),
                Command::Init(command) => init::run(&mut terminal, &command),
                Command::Explain(command) => explain::run(&mut terminal, &command),
                Command::Completions(command) => shell::completions(&mut terminal, &command),
                Command::Man(command) => shell::man(&mut terminal, &command),
            }
        }
        Err(error) => terminal.answer(&error),
    };
    let code = done.unwrap_or_else(|error| terminal.cannot_write(&error, 0));
    terminal.out.flush().map_or_else(|error| terminal.cannot_write(&error, code), |()| code)
}

/// More threads than any machine has use for.
const MOST_THREADS: usize = 1024;

/// What is wrong with the number that `--threads` gives, if anything is.
fn too_many_threads(count: usize) -> Option<Diagnostic> {
    let message = || {
        text!(
            nb: "--threads {count}: høyst {MOST_THREADS} tråder.",
            en: "--threads {count}: at most {MOST_THREADS} threads.",
        )
    };
    (count > MOST_THREADS).then(|| Diagnostic::error(Code::BadArgument, message()))
}

/// Where a command speaks, and how.
struct Terminal<'a> {
    world: &'a dyn World,
    lang: Lang,
    /// The language of the environment; `krav.toml` goes before it.
    locale: Lang,
    /// The language of `--lang`; goes before `krav.toml`.
    named: Option<Lang>,
    color: Color,
    out: &'a mut dyn Write,
    err: &'a mut dyn Write,
}

impl Terminal<'_> {
    fn colors(&self, stream: Stream) -> bool {
        locale::color(self.world, self.color, stream)
    }

    /// How things are shown on a stream, unless a command knows better.
    fn view(&self, stream: Stream) -> View {
        let width = self.world.terminal(stream);
        View { color: self.colors(stream), terminal: width.is_some(), width: width.unwrap_or(WIDTH), ..View::default() }
    }

    /// What clap ended with: the help that was asked for, or a mistaken command line.
    fn answer(&mut self, error: &clap::Error) -> io::Result<u8> {
        let text = error.render().to_string();
        match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
                self.out.write_all(text.as_bytes())?;
                Ok(0)
            }
            ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
                let _ = self.err.write_all(text.as_bytes());
                Ok(REFUSED)
            }
            _ => Ok(self.refuse(&[usage::problem(error)])),
        }
    }

    /// Tells of problems that have no rule file, and gives the exit code of a run that could not be.
    fn refuse(&mut self, problems: &[Diagnostic]) -> u8 {
        self.tell(problems, &crate::base::Sources::default());
        REFUSED
    }

    /// What was gathered; or the exit code, after the problems were told in the language that was found to be theirs.
    fn gathered<T>(&mut self, gathered: Result<T, Refused>) -> Result<T, u8> {
        gathered.map_err(|Refused { lang, problems }| {
            self.lang = lang;
            self.refuse(&problems)
        })
    }

    /// Loads the rules of a request and tells what there is to say of them; the exit code, where they have errors.
    fn load(&mut self, request: &Request) -> Result<Loaded, u8> {
        let loaded = load::load(self.world, &request.rules);
        self.tell(&loaded.problems, &loaded.sources);
        if loaded.has_errors() { Err(REFUSED) } else { Ok(loaded) }
    }

    /// What was gathered, with its rules loaded, in the language that it settles; the exit code, where either fails.
    fn ready(&mut self, gathered: Result<Gathered, Refused>) -> Result<(Gathered, Loaded), u8> {
        let gathered = self.gathered(gathered)?;
        self.lang = gathered.request.lang;
        let loaded = self.load(&gathered.request)?;
        Ok((gathered, loaded))
    }

    /// Tells of problems on standard error. A standard error that is closed hears nothing.
    fn tell(&mut self, problems: &[Diagnostic], sources: &crate::base::Sources) {
        let view = self.view(Stream::Err);
        let _ = diagnostics::write(problems, sources, self.lang, &view, self.err).and_then(|()| self.err.flush());
    }

    /// Tells on standard error where the time went; that of writing the result is its last stage.
    fn tell_profile(&mut self, mut profile: Profile, writing: u64) {
        let name = text!(nb: "skriv resultatet (én klokke)", en: "write the result (by the wall clock)");
        profile.stages.push(Spent { name, nanoseconds: writing, rows: None, applicable: None });
        let _ = timing::write(&profile, self.lang, self.err).and_then(|()| self.err.flush());
    }

    /// Standard output refused. A reader that has seen enough (`| head`) is no problem, and changes no exit code.
    fn cannot_write(&mut self, error: &io::Error, code: u8) -> u8 {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return code;
        }
        let message = text!(nb: "Resultatet kan ikke skrives: {error}.", en: "The result cannot be written: {error}.");
        self.refuse(&[Diagnostic::error(Code::CannotWrite, message)])
    }

    /// What the arguments of a command say of rules and tables.
    fn said(&self, place: &Where) -> Said {
        Said { paths: place.paths.clone(), rules: place.rules.clone(), lang: self.named, ..Said::new(self.locale) }
    }
}

#[cfg(test)]
mod tests;

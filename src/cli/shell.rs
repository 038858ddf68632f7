//! `krav completions` and `krav man`: what shells and manuals know of the command line, from its own shape.

use super::Terminal;
use super::arguments::{Arguments, Completions, Man};
use super::help;
use crate::base::{Code, Diagnostic, Lang, nearest};
use crate::text;
use clap::{Command, CommandFactory};
use std::io;

/// Headings of manual pages, as they are in bokmål.
const HEADINGS: &[(&str, &str)] = &[
    ("NAME", "NAVN"),
    ("SYNOPSIS", "OVERSIKT"),
    ("DESCRIPTION", "BESKRIVELSE"),
    ("OPTIONS", "VALG"),
    ("SUBCOMMANDS", "KOMMANDOER"),
    ("EXTRA", "MER"),
    ("VERSION", "VERSJON"),
];

pub fn completions(terminal: &mut Terminal, command: &Completions) -> io::Result<u8> {
    let mut shape = help::in_language(Arguments::command(), terminal.lang);
    let mut text = Vec::new();
    clap_complete::generate(command.shell, &mut shape, "krav", &mut text);
    terminal.out.write_all(&text)?;
    Ok(0)
}

pub fn man(terminal: &mut Terminal, command: &Man) -> io::Result<u8> {
    let mut shape = help::in_language(Arguments::command(), terminal.lang);
    shape.build();
    let mut name = "krav".to_string();
    for word in &command.command {
        let known: Vec<String> = shape.get_subcommands().map(|inner| inner.get_name().to_string()).collect();
        let Some(inner) = shape.find_subcommand(word) else {
            return Ok(terminal.refuse(&[unknown(&name, word, &known)]));
        };
        shape = inner.clone();
        name = format!("{name}-{word}");
    }
    let page = page(shape, &name)?;
    terminal.out.write_all(in_language(&page, terminal.lang).as_bytes())?;
    Ok(0)
}

fn page(command: Command, name: &str) -> io::Result<String> {
    let mut bytes = Vec::new();
    let source = concat!("krav ", env!("CARGO_PKG_VERSION"));
    clap_mangen::Man::new(command.display_name(name)).title(name.to_uppercase()).source(source).render(&mut bytes)?;
    String::from_utf8(bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

/// The page with the headings of a language.
fn in_language(page: &str, lang: Lang) -> String {
    let heading = |line: &str| {
        let title = line.strip_prefix(".SH ")?;
        let (_, own) = HEADINGS.iter().find(|(known, _)| *known == title)?;
        Some(format!(".SH {own}"))
    };
    match lang {
        Lang::En => page.to_string(),
        Lang::Nb => {
            let lines = page.lines().map(|line| heading(line).unwrap_or_else(|| line.to_string()));
            lines.map(|line| line + "\n").collect()
        }
    }
}

fn unknown(name: &str, word: &str, known: &[String]) -> Diagnostic {
    let message = text!(nb: "{name} har ingen kommando «{word}».", en: "{name} has no command `{word}`.");
    let problem = Diagnostic::error(Code::BadArgument, message);
    match nearest(word, known.iter().map(String::as_str)) {
        Some(near) => problem.help(text!(nb: "Mente du «{near}»?", en: "Did you mean `{near}`?")),
        None => {
            let all = known.join(", ");
            problem.help(text!(nb: "Kommandoene er: {all}.", en: "The commands are: {all}."))
        }
    }
}

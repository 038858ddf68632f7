//! `krav show`: files as krav reads them, and what their columns hold.

use super::Terminal;
use super::arguments::{Listing, Show};
use crate::base::{Diagnostic, Sources, Text};
use crate::data::Chunk;
use crate::data::infer::{Budget, ColumnFacts, Extreme, Facts, Shape, infer};
use crate::data::read::{Options, READERS, Reader};
use crate::driver::open::Opened;
use crate::driver::{inner, open, reading};
use crate::report::Guess;
use crate::report::format::json_text;
use crate::report::listing::{JsonTable, aligned};
use crate::report::profile::{self, Column, Frequent, Profile, Word};
use crate::report::visible::Guard;
use crate::text;
use std::io;

/// Rows shown to people when nothing else is said.
const ROWS: u64 = 20;
/// Bytes of a table up to which it is looked through without being asked for.
const SMALL: u64 = 64 << 20;
/// Values named of a column.
const FREQUENT: usize = 5;

/// The names of the formats that krav reads.
pub fn readers() -> Vec<&'static str> {
    READERS.iter().map(|format| format.name).collect()
}

pub fn run(terminal: &mut Terminal, command: &Show) -> io::Result<u8> {
    let found = command.reading.options();
    let found = found.and_then(|options| Ok((options, reading::table_files(terminal.world, &command.paths)?)));
    let (options, files) = match found {
        Ok(found) => found,
        Err(problems) => return Ok(terminal.refuse(&problems)),
    };
    let several = files.len() > 1;
    let json = command.format == Listing::Json;
    let mut code = 0;
    for (at, path) in files.iter().enumerate() {
        match (several, json, at) {
            (true, true, 0) => writeln!(terminal.out, "[")?,
            (true, true, _) => writeln!(terminal.out, ",")?,
            (true, false, 0) => writeln!(terminal.out, "{path}\n")?,
            (true, false, _) => writeln!(terminal.out, "\n{path}\n")?,
            _ => {}
        }
        let options = match several {
            true => reading::fitting(&options, &Options::default(), path, &mut Vec::new()),
            false => options.clone(),
        };
        let opened = inner::files(terminal.world, path).map_err(|problem| vec![problem]).and_then(|named| {
            let options = Options { part: named.part.or(options.part.clone()), ..options };
            open::table(terminal.world, &named.path, &named.files, &options)
        });
        let shown = match opened {
            Ok(opened) => one(terminal, command, path, &opened)?,
            Err(problems) => problems,
        };
        if shown.iter().any(Diagnostic::is_error) {
            code = terminal.refuse(&shown);
        } else {
            terminal.tell(&shown, &Sources::default());
        }
    }
    // What could not be read to its end is left without an end, so that nobody takes it for the whole.
    if several && json && code == 0 {
        writeln!(terminal.out, "]")?;
    }
    Ok(code)
}

/// Shows a table. Returns what is to be told of it.
fn one(terminal: &mut Terminal, command: &Show, path: &str, opened: &Opened) -> io::Result<Vec<Diagnostic>> {
    terminal.tell(&opened.notes(path), &Sources::default());
    let reader = opened.reader.as_ref();
    let limit = match (command.all, command.format) {
        (true, _) => u64::MAX,
        (false, Listing::Human) => command.rows.unwrap_or(ROWS),
        (false, Listing::Json) => command.rows.unwrap_or(u64::MAX),
    };
    let mut problems = match command.format {
        Listing::Human => {
            let mut guard = Guard::new(terminal.out);
            let mut guarded = Terminal { out: &mut guard, err: &mut *terminal.err, ..*terminal };
            human(&mut guarded, command, opened, limit)?
        }
        Listing::Json => json(terminal, command, path, opened, limit)?,
    };
    if !problems.iter().any(Diagnostic::is_error) {
        problems.extend(reader.afterwards());
    }
    Ok(problems)
}

fn human(terminal: &mut Terminal, command: &Show, opened: &Opened, limit: u64) -> io::Result<Vec<Diagnostic>> {
    let reader = opened.reader.as_ref();
    if !command.stats {
        let problems = rows(terminal, reader, limit)?;
        if problems.iter().any(Diagnostic::is_error) || reader.size() > SMALL {
            return Ok(problems);
        }
        writeln!(terminal.out)?;
    }
    let Facts { rows, columns, problems } = infer(reader, Budget::USUAL);
    if problems.iter().any(Diagnostic::is_error) {
        return Ok(problems);
    }
    let profile = Profile { rows, columns: columns.iter().map(column).collect() };
    if command.stats {
        writeln!(terminal.out, "{}\n", count(rows).in_lang(terminal.lang))?;
        profile::full(&profile, terminal.lang, terminal.out)?;
    } else {
        profile::brief(&profile, terminal.lang, terminal.out)?;
    }
    for (at, guess) in opened.guesses().iter().enumerate() {
        let gap = if at == 0 { "\n" } else { "" };
        writeln!(terminal.out, "{gap}{}.", guess.message.in_lang(terminal.lang))?;
    }
    Ok(problems)
}

fn count(rows: u64) -> Text {
    match rows {
        1 => Text::new("1 rad.", "1 row."),
        _ => text!(nb: "{rows} rader.", en: "{rows} rows."),
    }
}

fn rows(terminal: &mut Terminal, reader: &dyn Reader, limit: u64) -> io::Result<Vec<Diagnostic>> {
    let mut headings = vec!["#".to_string()];
    headings.extend(reader.headings().iter().map(|heading| heading.text.clone()));
    let mut rows = Vec::new();
    let (more, problems) = each_row(reader, limit, &mut |number, chunk, row| {
        let mut cells = vec![number.to_string()];
        cells.extend((0..chunk.width).map(|column| chunk.shown(row, column).into_owned()));
        rows.push(cells);
        Ok(())
    })?;
    aligned(&headings, &rows, false, terminal.out)?;
    let shown = rows.len();
    let last = match (more, problems.iter().any(Diagnostic::is_error)) {
        (true, _) => text!(
            nb: "De første {shown} radene; --all viser alle.",
            en: "The first {shown} rows; --all shows every one.",
        ),
        (false, false) => count(shown as u64),
        (false, true) => return Ok(problems),
    };
    writeln!(terminal.out, "\n{}", last.in_lang(terminal.lang))?;
    Ok(problems)
}

/// What stands before the columns of a table in JSON.
#[derive(serde::Serialize)]
struct Lead<'a> {
    path: &'a str,
    format: &'static str,
    guesses: Vec<GuessShape>,
}

#[derive(serde::Serialize)]
struct GuessShape {
    about: &'static str,
    value: String,
    message: String,
}

fn json(
    terminal: &mut Terminal,
    command: &Show,
    path: &str,
    opened: &Opened,
    limit: u64,
) -> io::Result<Vec<Diagnostic>> {
    let reader = opened.reader.as_ref();
    let lang = terminal.lang;
    let guesses = opened.guesses().iter().map(|guess| {
        let Guess { about, value, message } = open::told(guess);
        GuessShape { about, value, message: message.in_lang(lang).to_owned() }
    });
    let lead = Lead { path, format: opened.format.name, guesses: guesses.collect() };
    let headings = reader.headings().iter().map(|heading| heading.text.as_str());
    let mut table = JsonTable::begin(&json_text(&lead)?, headings, terminal.out)?;
    let mut problems = Vec::new();
    if !command.stats {
        table.rows()?;
        let (_, found) = each_row(reader, limit, &mut |_, chunk, row| {
            table.row((0..chunk.width).map(|column| chunk.shown(row, column)))
        })?;
        problems = found;
    }
    if problems.iter().any(Diagnostic::is_error) {
        return Ok(problems);
    }
    if !command.stats && reader.size() > SMALL {
        table.end(None)?;
        return Ok(problems);
    }
    let facts = infer(reader, Budget::USUAL);
    // What could not be read to its end is left without an end, so that nobody takes it for the whole.
    if facts.problems.iter().any(Diagnostic::is_error) {
        return Ok(facts.problems);
    }
    let profile = Profile { rows: facts.rows, columns: facts.columns.iter().map(column).collect() };
    table.end(Some(&profile::json(&profile)?))?;
    Ok(problems)
}

/// A column's facts as they are shown.
fn column(facts: &ColumnFacts) -> Column {
    let likely = facts.likely();
    let fit = if likely.shape == Shape::Text { facts.nearly().unwrap_or(likely) } else { likely };
    let extreme = |value: &Extreme| match value {
        Extreme::Number(number) => number.to_string(),
        Extreme::Date(date) => date.to_string(),
    };
    let text = fit.shape == Shape::Text;
    Column {
        heading: facts.heading.clone(),
        ty: match fit.shape {
            Shape::Boolean => "boolean",
            Shape::Integer => "integer",
            Shape::Decimal => "decimal",
            Shape::Date => "date",
            Shape::Text => "text",
        },
        format: fit.format.clone(),
        cells: facts.cells,
        filled: facts.filled,
        blank: facts.blank,
        missing: (facts.tokens.iter())
            .map(|token| Word {
                text: token.text.clone(),
                kind: if token.not_relevant { "not_relevant" } else { "not_stated" },
                cells: token.cells,
            })
            .collect(),
        unreadable: if text { 0 } else { facts.filled - fit.cells },
        distinct: facts.values.len() as u64,
        distinct_exact: !facts.more_values,
        least: fit.range.as_ref().map(|(least, _)| extreme(least)),
        greatest: fit.range.as_ref().map(|(_, greatest)| extreme(greatest)),
        shortest: facts.lengths.filter(|_| text).map(|(shortest, _)| shortest),
        longest: facts.lengths.filter(|_| text).map(|(_, longest)| longest),
        // Where nearly every value stands once none of them is frequent.
        frequent: (facts.values.iter().take(FREQUENT))
            .filter(|value| value.cells > 1 || facts.values.len() <= FREQUENT)
            .map(|value| Frequent { value: value.text.clone(), cells: value.cells })
            .collect(),
    }
}

/// Gives the rows to `sink`, with their numbers, as long as the file can be read and the limit is not reached. Tells
/// whether there were more rows than that, and what is wrong with the file as far as it was read.
fn each_row(
    reader: &dyn Reader,
    limit: u64,
    sink: &mut dyn FnMut(u64, &Chunk, usize) -> io::Result<()>,
) -> io::Result<(bool, Vec<Diagnostic>)> {
    let mut chunk = Chunk::default();
    let mut problems = Vec::new();
    let mut number = 0;
    for part in 0..reader.parts() {
        let found = reader.read(part, &mut chunk);
        let broken = found.iter().any(Diagnostic::is_error);
        problems.extend(found);
        if broken {
            return Ok((false, problems));
        }
        for row in 0..chunk.rows {
            if number == limit {
                return Ok((true, problems));
            }
            number += 1;
            sink(number, &chunk, row)?;
        }
    }
    Ok((false, problems))
}

//! `krav show`: a file as krav reads it.

use super::Terminal;
use super::arguments::{Listing, Show};
use crate::base::{Diagnostic, Text};
use crate::data::Chunk;
use crate::data::read::{READERS, Reader};
use crate::driver::open;
use crate::report::listing::{JsonTable, aligned};
use crate::text;
use std::io;

/// Rows shown to people when nothing else is said.
const ROWS: u64 = 20;

/// The names of the formats that krav reads.
pub fn readers() -> Vec<&'static str> {
    READERS.iter().map(|format| format.name).collect()
}

pub fn run(terminal: &mut Terminal, command: &Show) -> io::Result<u8> {
    let opened = command.reading.options();
    let opened = opened.and_then(|options| open::table(terminal.world, &command.file, &[], &options));
    let opened = match opened {
        Ok(opened) => opened,
        Err(problems) => return Ok(terminal.refuse(&problems)),
    };
    terminal.tell(&opened.notes(&command.file), &crate::base::Sources::default());
    let reader = opened.reader;
    let limit = match (command.all, command.format) {
        (true, _) => u64::MAX,
        (false, Listing::Human) => command.rows.unwrap_or(ROWS),
        (false, Listing::Json) => command.rows.unwrap_or(u64::MAX),
    };
    let shown = match command.format {
        Listing::Human => human(terminal, reader.as_ref(), limit),
        Listing::Json => json(terminal, reader.as_ref(), limit),
    };
    shown.map(|problems| match problems.iter().any(Diagnostic::is_error) {
        true => terminal.refuse(&problems),
        false => 0,
    })
}

fn human(terminal: &mut Terminal, reader: &dyn Reader, limit: u64) -> io::Result<Vec<Diagnostic>> {
    let mut headings = vec!["#".to_string()];
    headings.extend(reader.headings().iter().map(|heading| heading.text.clone()));
    let mut rows = Vec::new();
    let (more, problems) = each_row(reader, limit, &mut |number, chunk, row| {
        let mut cells = vec![number.to_string()];
        cells.extend((0..chunk.width).map(|column| chunk.text(row, column).into_owned()));
        rows.push(cells);
        Ok(())
    })?;
    aligned(&headings, &rows, terminal.out)?;
    let count = rows.len();
    let last = match (more, problems.is_empty()) {
        (true, _) => text!(
            nb: "De første {count} radene; --all viser alle.",
            en: "The first {count} rows; --all shows every one.",
        ),
        (false, true) if count == 1 => Text::new("1 rad.", "1 row."),
        (false, true) => text!(nb: "{count} rader.", en: "{count} rows."),
        (false, false) => return Ok(problems),
    };
    writeln!(terminal.out, "\n{}", last.in_lang(terminal.lang))?;
    Ok(problems)
}

fn json(terminal: &mut Terminal, reader: &dyn Reader, limit: u64) -> io::Result<Vec<Diagnostic>> {
    let headings = reader.headings().iter().map(|heading| heading.text.as_str());
    let mut table = JsonTable::begin(headings, terminal.out)?;
    let (_, problems) = each_row(reader, limit, &mut |_, chunk, row| {
        table.row((0..chunk.width).map(|column| chunk.text(row, column)))
    })?;
    // What could not be read to its end is left without an end, so that nobody takes it for the whole.
    if !problems.iter().any(Diagnostic::is_error) {
        table.end()?;
    }
    Ok(problems)
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

//! `krav verify`: a report run again.

use super::Terminal;
use super::arguments::{Listing, Verify};
use crate::driver::change::verify::{self, Job};
use crate::driver::request::Arguments;
use crate::report::format::View;
use crate::world::Stream;
use std::io;

pub fn run(terminal: &mut Terminal, command: &Verify) -> io::Result<u8> {
    let reading = match command.tables.reading.options() {
        Ok(reading) => reading,
        Err(problems) => return Ok(terminal.refuse(&problems)),
    };
    let place = Arguments { tables: command.tables.table.clone(), reading, ..terminal.said(&command.place) };
    let gathered = verify::verify(terminal.world, &Job { report: command.report.clone(), place });
    let (verified, lang) = match terminal.gathered(gathered) {
        Ok(found) => found,
        Err(code) => return Ok(code),
    };
    terminal.lang = lang;
    let view = terminal.view(Stream::Out);
    let view = View { per_rule: view.per_rule.filter(|_| !command.all), ..view };
    match command.format {
        Listing::Human => verified.human(lang, &view, terminal.out)?,
        Listing::Json => verified.json(terminal.out)?,
    }
    Ok(u8::from(!verified.is_same()))
}

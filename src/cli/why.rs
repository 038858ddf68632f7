//! `krav why`: one verdict, explained.

use super::Terminal;
use super::arguments::{Listing, Where, Why};
use crate::driver::request::{self, Arguments, Gathered};
use crate::driver::why::{self, Job};
use crate::driver::{Request, prepare};
use crate::world::Stream;
use std::io;

pub fn run(terminal: &mut Terminal, command: &Why) -> io::Result<u8> {
    let (as_of, reading) = match command.judged.date_and_reading() {
        Ok(both) => both,
        Err(problems) => return Ok(terminal.refuse(&problems)),
    };
    let place = Where { paths: command.paths.clone(), rules: command.rules.clone() };
    let arguments = Arguments { tables: command.judged.tables.table.clone(), as_of, reading, ..terminal.said(&place) };
    let gathered = request::gather(terminal.world, &arguments);
    let (Gathered { request, .. }, loaded) = match terminal.ready(gathered) {
        Ok(ready) => ready,
        Err(code) => return Ok(code),
    };
    let sources = loaded.sources.clone();
    let (prepared, _) = prepare(loaded);
    let request = Request { findings: true, evidence: false, ..request };
    let job = Job { rule: &command.rule, key: &command.key, repairs: !command.no_repairs };
    let all = match why::why(terminal.world, &request, &prepared, &job) {
        Ok(all) => all,
        Err(problems) => {
            terminal.tell(&problems, &sources);
            return Ok(super::REFUSED);
        }
    };
    let view = terminal.view(Stream::Out);
    match command.format {
        Listing::Human => all.iter().try_for_each(|why| why.human(terminal.lang, &view, terminal.out))?,
        Listing::Json => {
            terminal.out.write_all(b"[")?;
            for (at, why) in all.iter().enumerate() {
                terminal.out.write_all(if at == 0 { b"\n" } else { b",\n" })?;
                why.json(terminal.out)?;
            }
            terminal.out.write_all(b"\n]\n")?;
        }
    }
    Ok(0)
}

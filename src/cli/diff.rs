//! `krav diff`: what is new, gone and still there between two reports.

use super::Terminal;
use super::arguments::{Diff, Listing};
use crate::driver::change::{diff, verify};
use crate::report::format::View;
use crate::world::Stream;
use std::io;

pub fn run(terminal: &mut Terminal, command: &Diff) -> io::Result<u8> {
    let read = |path: &str| verify::open(terminal.world, path);
    let (before, now) = match (read(&command.before), read(&command.now)) {
        (Ok(before), Ok(now)) => (before, now),
        (before, now) => {
            let problems: Vec<_> = [before.err(), now.err()].into_iter().flatten().collect();
            return Ok(terminal.refuse(&problems));
        }
    };
    let compared = match diff::diff(before, now, command.by.as_deref()) {
        Ok(compared) => compared,
        Err(problem) => return Ok(terminal.refuse(&[problem])),
    };
    let view = terminal.view(Stream::Out);
    let view = View { per_rule: view.per_rule.filter(|_| !command.all), ..view };
    match command.format {
        Listing::Human => compared.human(terminal.lang, &view, terminal.out)?,
        Listing::Json => compared.json(terminal.out)?,
    }
    Ok(u8::from(diff::fails(&compared)))
}

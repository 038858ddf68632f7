//! `krav rules`: the catalogue of the rules, without any data.

use super::Terminal;
use super::arguments::{Listing, Rules};
use crate::base::{Code, Diagnostic, Text};
use crate::driver::load::rule_entries;
use crate::driver::request;
use crate::report::catalogue;
use crate::world::Stream;
use std::io;

pub fn run(terminal: &mut Terminal, command: &Rules) -> io::Result<u8> {
    let gathered = request::gather(terminal.world, &terminal.said(&command.place));
    let (_, loaded) = match terminal.ready(gathered) {
        Ok(ready) => ready,
        Err(code) => return Ok(code),
    };
    if loaded.model.rules.is_empty() && loaded.model.tables.is_empty() {
        let message = Text::new("Her er ingen regler.", "There are no rules here.");
        let help = Text::new(
            "Nevn en regelfil eller en mappe: krav rules PATH",
            "Name a rule file or a folder: krav rules PATH",
        );
        return Ok(terminal.refuse(&[Diagnostic::error(Code::NoRules, message).help(help)]));
    }
    let rules = rule_entries(&loaded.model, &loaded.sources);
    let view = terminal.view(Stream::Out);
    match command.format {
        Listing::Human => catalogue::human(&rules, terminal.lang, &view, terminal.out)?,
        Listing::Json => catalogue::json(&rules, terminal.lang, &loaded.sources, terminal.out)?,
    }
    Ok(0)
}

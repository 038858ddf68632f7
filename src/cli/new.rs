//! `krav new`: something to begin from.

use super::Terminal;
use super::arguments::{New, NewPack, NewRule, NewTable, Newly, WordSet};
use crate::base::Lang;
use crate::driver::load::{Loaded, load};
use crate::driver::request::{self};
use crate::driver::starter::{pack, rule, table, write};
use crate::report::visible::visible;
use crate::syntax::tree::Words;
use std::io;

pub fn run(terminal: &mut Terminal, command: &New) -> io::Result<u8> {
    match &command.what {
        Newly::Rule(command) => one_rule(terminal, command),
        Newly::Pack(command) => one_pack(terminal, command),
        Newly::Table(command) => tables(terminal, command),
    }
}

fn one_rule(terminal: &mut Terminal, command: &NewRule) -> io::Result<u8> {
    let gathered = request::gather(terminal.world, &terminal.said(&command.place));
    let gathered = match terminal.gathered(gathered) {
        Ok(gathered) => gathered,
        Err(code) => return Ok(code),
    };
    terminal.lang = gathered.request.lang;
    let loaded = load(terminal.world, &gathered.request.rules);
    if loaded.has_errors() {
        terminal.tell(&loaded.problems, &loaded.sources);
        return Ok(super::REFUSED);
    }
    let words = command.language.map(Words::from).unwrap_or_else(|| spoken(&loaded, terminal.lang));
    match rule::rule(&loaded, &command.id, command.table.as_deref(), words) {
        Ok(text) => {
            terminal.out.write_all(b"\n")?;
            terminal.out.write_all(text.as_bytes())?;
            Ok(0)
        }
        Err(problem) => {
            terminal.tell(&[problem], &loaded.sources);
            Ok(super::REFUSED)
        }
    }
}

/// The words of the first rule file; otherwise those of a language.
fn spoken(loaded: &Loaded, lang: Lang) -> Words {
    loaded.files.first().map_or(words_of(lang), |file| file.words)
}

fn words_of(lang: Lang) -> Words {
    match lang {
        Lang::Nb => Words::Nb,
        Lang::En => Words::En,
    }
}

fn wanted(terminal: &Terminal, language: Option<WordSet>) -> Words {
    language.map(Words::from).unwrap_or(words_of(terminal.lang))
}

fn one_pack(terminal: &mut Terminal, command: &NewPack) -> io::Result<u8> {
    let words = wanted(terminal, command.language);
    let drafts = table::tables(terminal.world, &command.from, words)
        .and_then(|tables| pack::pack(&command.folder, &tables, words))
        .and_then(|drafts| write(terminal.world, &command.folder, &drafts).map(|()| drafts));
    match drafts {
        Ok(drafts) => {
            for draft in drafts {
                writeln!(terminal.out, "{}", visible(&draft.path))?;
            }
            Ok(0)
        }
        Err(problems) => Ok(terminal.refuse(&problems)),
    }
}

fn tables(terminal: &mut Terminal, command: &NewTable) -> io::Result<u8> {
    let words = wanted(terminal, command.language);
    match table::tables(terminal.world, &command.files, words).and_then(|tables| table::file(&tables, words)) {
        Ok(text) => {
            terminal.out.write_all(text.as_bytes())?;
            Ok(0)
        }
        Err(problems) => Ok(terminal.refuse(&problems)),
    }
}

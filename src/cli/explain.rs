//! `krav explain`: the page of a diagnostic code, or the list of all codes.

use super::Terminal;
use super::arguments::Explain;
use crate::base::{Code, Diagnostic, nearest};
use crate::report::pages;
use crate::semantic::lint;
use crate::text;
use std::io;

pub fn run(terminal: &mut Terminal, command: &Explain) -> io::Result<u8> {
    let lang = terminal.lang;
    let Some(wanted) = &command.code else {
        for code in Code::ALL {
            writeln!(terminal.out, "{}  {}", code.id(), code.title().in_lang(lang))?;
        }
        return Ok(0);
    };
    let of_lint = lint::named(wanted.trim()).map(|lint| &lint.code);
    match Code::ALL.iter().find(|code| code.id().eq_ignore_ascii_case(wanted.trim())).or(of_lint) {
        Some(code) => {
            writeln!(terminal.out, "{}: {}\n", code.id(), code.title().in_lang(lang))?;
            writeln!(terminal.out, "{}", pages::section(*code, lang))?;
            Ok(0)
        }
        None => Ok(terminal.refuse(&[unknown(wanted)])),
    }
}

fn unknown(wanted: &str) -> Diagnostic {
    let message = text!(nb: "Koden «{wanted}» finnes ikke.", en: "There is no code `{wanted}`.");
    let problem = Diagnostic::error(Code::UnknownCodePage, message);
    let lints = lint::LINTS.iter().map(|lint| lint.name);
    match nearest(wanted, Code::ALL.iter().map(|code| code.id()).chain(lints)) {
        Some(near) => problem.help(text!(nb: "Mente du {near}?", en: "Did you mean {near}?")),
        None => problem.help(text!(nb: "krav explain lister alle koder.", en: "krav explain lists every code.")),
    }
}

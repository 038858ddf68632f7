//! `krav fmt`: rule files in their canonical layout.

use super::Terminal;
use super::arguments::Fmt;
use crate::base::{Diagnostic, Lang};
use crate::driver::format::{self, Formatted, INPUT};
use crate::report::visible::visible;
use crate::report::words::counted;
use crate::syntax::tree::Words;
use crate::text;
use std::io;

/// Lines of a difference that are shown of each file.
const SHOWN: usize = 12;

/// Cells of the table that lines are paired with; a difference that needs more is shown as one.
const PAIRS: usize = 4_000_000;

/// Something would change.
const DIFFERENT: u8 = 1;

pub fn run(terminal: &mut Terminal, command: &Fmt) -> io::Result<u8> {
    let paths = if command.stdin { vec![INPUT.to_string()] } else { command.paths.clone() };
    let mut outcome = format::all(terminal.world, &paths, command.language.map(Words::from));
    let files = outcome.files.len();
    let mut changed = 0;
    for file in &outcome.files {
        changed += usize::from(file.changes());
        match (command.check, file.path == INPUT) {
            (true, _) if file.changes() => difference(terminal, file)?,
            (false, true) => terminal.out.write_all(file.after.as_bytes())?,
            (false, false) if file.changes() => match format::write(terminal.world, file) {
                Ok(()) => writeln!(terminal.out, "{}", visible(&file.path))?,
                Err(problem) => outcome.problems.push(problem),
            },
            _ => {}
        }
    }
    let piped = outcome.files.iter().any(|file| file.path == INPUT) && !command.check;
    if outcome.problems.is_empty() && !piped {
        let nb = counted(files as u64, "fil", "filer", Lang::Nb);
        let en = counted(files as u64, "file", "files", Lang::En);
        let count = match command.check {
            true => text!(nb: "{changed} av {nb} ville blitt endret.", en: "{changed} of {en} would change."),
            false => text!(nb: "{changed} av {nb} er endret.", en: "{changed} of {en} changed."),
        };
        writeln!(terminal.out, "{}", count.in_lang(terminal.lang))?;
    }
    terminal.tell(&outcome.problems, &outcome.sources);
    Ok(match outcome.problems.iter().any(Diagnostic::is_error) {
        true => super::REFUSED,
        false if command.check && changed > 0 => DIFFERENT,
        false => 0,
    })
}

/// The name of a file that would change, and the first of its lines that would.
fn difference(terminal: &mut Terminal, file: &Formatted) -> io::Result<()> {
    writeln!(terminal.out, "{}", visible(&file.path))?;
    let before: Vec<&str> = file.before.split_inclusive('\n').collect();
    let after: Vec<&str> = file.after.split_inclusive('\n').collect();
    let lines = differing(&before, &after);
    for (sign, number, line) in lines.iter().take(SHOWN) {
        writeln!(terminal.out, "{number:>5} {sign} {}", visible(line.trim_end_matches(['\n', '\r'])))?;
    }
    let more = lines.len().saturating_sub(SHOWN);
    if more > 0 {
        let count = text!(nb: "og {more} linjer til", en: "and {more} more lines");
        writeln!(terminal.out, "      … {}", count.in_lang(terminal.lang))?;
    }
    writeln!(terminal.out)
}

/// The lines that only one of two texts has: `-` for the first, `+` for the second, each with its number.
fn differing<'t>(before: &[&'t str], after: &[&'t str]) -> Vec<(char, usize, &'t str)> {
    let same = before.iter().zip(after).take_while(|(a, b)| a == b).count();
    let (old, new) = (&before[same..], &after[same..]);
    let end = old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count();
    let (old, new) = (&old[..old.len() - end], &new[..new.len() - end]);
    let removed = |at: usize| ('-', same + at + 1, old[at]);
    let added = |at: usize| ('+', same + at + 1, new[at]);
    let wide = new.len() + 1;
    if (old.len() + 1).saturating_mul(wide) > PAIRS {
        return (0..old.len()).map(removed).chain((0..new.len()).map(added)).collect();
    }
    // the longest run of lines that two ends have in common
    let mut common = vec![0u32; (old.len() + 1) * wide];
    for a in (0..old.len()).rev() {
        for b in (0..new.len()).rev() {
            let at = a * wide + b;
            common[at] = match old[a] == new[b] {
                true => common[at + wide + 1] + 1,
                false => common[at + wide].max(common[at + 1]),
            };
        }
    }
    let (mut a, mut b, mut found) = (0, 0, Vec::new());
    while a < old.len() || b < new.len() {
        let at = a * wide + b;
        if a < old.len() && b < new.len() && old[a] == new[b] {
            (a, b) = (a + 1, b + 1);
        } else if b == new.len() || a < old.len() && common[at + wide] >= common[at + 1] {
            found.push(removed(a));
            a += 1;
        } else {
            found.push(added(b));
            b += 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_differ_are_found() {
        let found = differing(&["a", "b", "c", "d", "e"], &["a", "c", "x", "d", "y", "e"]);
        assert_eq!(found, [('-', 2, "b"), ('+', 3, "x"), ('+', 5, "y")]);
        assert!(differing(&["a"], &["a"]).is_empty());
        assert_eq!(differing(&[], &["a"]), [('+', 1, "a")]);
    }
}

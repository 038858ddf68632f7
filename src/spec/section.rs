//! A literate file to its cases: what each section has, and what it has from the sections around it.

use super::beside::Setting;
use super::case::{self, Table};
use super::markdown::{self, Block, Section, Slip};
use crate::base::nearest;
use crate::data::read::READERS;
use crate::driver::load;
use crate::driver::paths;
use crate::report::tested::{Case, CaseKind, Failure, Place};
use crate::text;
use crate::world::World;

/// What a fenced block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind<'b> {
    /// Rules, with the name of their file where they have one.
    Rules(Option<&'b str>),
    Table {
        format: &'static str,
        name: Option<&'b str>,
    },
    Options,
    Findings,
    Ledger,
    /// Prose: code of another kind.
    Other,
}

const KINDS: [&str; 4] = ["krav", "toml", "findings", "ledger"];

fn kind(block: &Block) -> Kind<'_> {
    let mut words = block.info.iter().map(String::as_str);
    let (first, second) = (words.next().unwrap_or(""), words.next());
    match first {
        "krav" => Kind::Rules(second),
        "toml" => Kind::Options,
        "findings" => Kind::Findings,
        "ledger" => Kind::Ledger,
        other => match READERS.iter().find(|format| format.name == other) {
            Some(format) => Kind::Table { format: format.name, name: second },
            None => Kind::Other,
        },
    }
}

/// Runs the sections of a literate file.
pub fn literate(world: &dyn World, path: &str, text: &str, setting: &Setting) -> Vec<Case> {
    let (sections, slips) = markdown::sections(text);
    let mut cases: Vec<Case> = Vec::new();
    for number in 0..sections.len() {
        let mut own: Vec<Slip> = slips.iter().filter(|slip| holds(&sections, number, slip.line)).cloned().collect();
        own.extend(sections[number].blocks.iter().filter_map(slip_of));
        if !is_case(&sections[number]) && own.is_empty() && !forgotten(&sections, number, &mut own) {
            continue;
        }
        let place = Place { path: path.to_string(), line: sections[number].line, column: 1 };
        let assembled = assemble(world, path, &sections, number, &mut own);
        let mut failures: Vec<Failure> = own.into_iter().map(|slip| failure(path, slip)).collect();
        if failures.is_empty() {
            failures = case::run(path, &assembled, setting);
        }
        cases.push(Case { kind: CaseKind::Section, name: name(&sections, number, path), place, failures });
    }
    cases
}

fn failure(path: &str, slip: Slip) -> Failure {
    Failure::new(Place { path: path.to_string(), line: slip.line, column: 1 }, slip.message)
}

/// Whether a line stands in a section.
fn holds(sections: &[Section], number: usize, line: u32) -> bool {
    sections[number].line <= line && sections.get(number + 1).is_none_or(|next| line < next.line)
}

fn is_case(section: &Section) -> bool {
    section.blocks.iter().any(|block| matches!(kind(block), Kind::Rules(_) | Kind::Findings | Kind::Ledger))
}

/// A table that no section looks at.
fn forgotten(sections: &[Section], number: usize, slips: &mut Vec<Slip>) -> bool {
    let table = sections[number].blocks.iter().find(|block| matches!(kind(block), Kind::Table { .. }));
    let Some(table) = table else { return false };
    let inside = |other: usize| chain(sections, other).contains(&number) && is_case(&sections[other]);
    if (0..sections.len()).any(inside) {
        return false;
    }
    let message = text!(
        nb: "Her står et register, men ingenting ventes av det. Skriv en findings- eller ledger-blokk.",
        en: "Here stands a registry, but nothing is expected of it. Write a findings or ledger block.",
    );
    slips.push(Slip { line: table.line, message });
    true
}

/// Blocks that were meant to be something.
fn slip_of(block: &Block) -> Option<Slip> {
    let message = match kind(block) {
        Kind::Table { format, name: None } => text!(
            nb: "Tabellens navn mangler: skriv `{format} tabell` bak gjerdet. (Eksempler som ikke skal leses, er `text`.)",
            en: "The table's name is missing: write `{format} table` behind the fence. (Samples not to be read are `text`.)",
        ),
        Kind::Other => {
            let first = block.info.first().filter(|first| first.chars().count() > 3)?;
            let known = KINDS.into_iter().chain(READERS.iter().map(|format| format.name));
            let near = nearest(first, known)?;
            text!(nb: "Mente du `{near}`? Her står `{first}`.", en: "Did you mean `{near}`? Here stands `{first}`.")
        }
        _ => return None,
    };
    Some(Slip { line: block.line, message })
}

/// A section and those around it, the outermost first.
fn chain(sections: &[Section], number: usize) -> Vec<usize> {
    let mut chain = vec![number];
    while let Some(parent) = chain.last().and_then(|&last| sections[last].parent) {
        chain.push(parent);
    }
    chain.reverse();
    chain
}

fn name(sections: &[Section], number: usize, path: &str) -> String {
    let titles = chain(sections, number).into_iter().map(|at| sections[at].title.as_str());
    let titles: Vec<&str> = titles.filter(|title| !title.is_empty()).collect();
    if titles.is_empty() { path.to_string() } else { titles.join(" / ") }
}

/// Puts together what a section has: rules, tables and options from further out as well, expectations its own. A block
/// of rules with a file's name, and a table, stand in place of those of the same name further out.
fn assemble<'s>(
    world: &dyn World,
    path: &str,
    sections: &'s [Section],
    number: usize,
    slips: &mut Vec<Slip>,
) -> case::Assembled<'s> {
    let mut all = case::Assembled::default();
    for at in chain(sections, number) {
        let own = at == number;
        for block in &sections[at].blocks {
            match kind(block) {
                Kind::Rules(name) => {
                    all.rules.retain(|other| name.is_none() || other.name.as_deref() != name);
                    let text = format!("{}{}", "\n".repeat(block.line as usize), block.text);
                    all.rules.push(case::Rules { name: name.map(str::to_string), path: path.to_string(), text, own });
                }
                Kind::Table { format, name: Some(name) } => {
                    all.tables.retain(|other| other.name != name);
                    all.tables.push(Table { name, format, text: &block.text });
                }
                Kind::Options => {
                    let before = all.options.rules.len();
                    all.options.read(block, slips);
                    let named = all.options.rules.split_off(before);
                    named.into_iter().for_each(|file| include(world, path, block, &file, &mut all, slips));
                }
                Kind::Findings if own => all.findings = Some(block),
                Kind::Ledger if own => all.ledger = Some(block),
                Kind::Findings | Kind::Ledger | Kind::Table { .. } | Kind::Other => {}
            }
        }
    }
    all
}

/// A rule file that the options name.
fn include(world: &dyn World, path: &str, block: &Block, file: &str, all: &mut case::Assembled, slips: &mut Vec<Slip>) {
    let found = paths::join(paths::parent(path), file);
    match load::read(world, &found) {
        Ok(text) => all.rules.push(case::Rules { name: None, path: found, text, own: false }),
        Err(problem) => slips.push(Slip {
            line: block.line,
            message: crate::base::Text::new(
                format!("{found}: {}", problem.message.nb),
                format!("{found}: {}", problem.message.en),
            ),
        }),
    }
}

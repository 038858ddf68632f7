//! Runs every example of `docs/codes/`, by the conventions of the README there.

use super::*;
use crate::base::{Diagnostic, Severity};
use crate::data::Chunk;
use crate::data::read::Options;
use crate::driver::{config, load, open};
use crate::report::pages;
use crate::semantic::lint::{Material, lint};

struct Block<'a> {
    kind: &'a str,
    what: &'a str,
    text: String,
    /// The language's part of the page that it stands in.
    part: &'a str,
}

fn blocks(page: &str) -> Vec<Block<'_>> {
    let mut found = Vec::new();
    let (mut part, mut open): (&str, Option<Block>) = ("", None);
    for line in page.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(info)) => {
                let (kind, what) = info.split_once(' ').unwrap_or((info, ""));
                open = Some(Block { kind, what, text: String::new(), part });
            }
            (Some(_), Some(_)) => found.extend(open.take()),
            (Some(block), None) => block.text.push_str(&format!("{line}\n")),
            (None, None) => part = line.strip_prefix("## ").unwrap_or(part),
        }
    }
    found
}

/// Pages from here on are of lints: what they call right may still have findings of other lints.
const LINTS: &str = "K0600";

/// What is wrong with the outcome of a block of a code's page, if anything.
fn judge(code: &str, wanted: &str, problems: &[(Severity, String)]) -> Option<String> {
    let codes: Vec<&str> = problems.iter().map(|(_, code)| code.as_str()).collect();
    let stranger = problems.iter().any(|(severity, code)| *severity == Severity::Error && code != wanted);
    let serious = match code > LINTS {
        true => stranger || codes.contains(&code),
        false => problems.iter().any(|(severity, _)| *severity != Severity::Note),
    };
    let fine = if wanted == "ok" { !serious } else { codes.contains(&wanted) && !stranger };
    (!fine).then(|| format!("{codes:?}"))
}

fn plain(problems: &[Diagnostic]) -> Vec<(Severity, String)> {
    problems.iter().map(|problem| (problem.severity, problem.code.id().to_string())).collect()
}

/// The problems of a rule file, and what lints say of it.
fn read_rules(block: &Block) -> Vec<(Severity, String)> {
    let world = Memory::new().file("rules.krav", &block.text);
    let loaded = load::load(&world, &["rules.krav".to_string()]);
    let mut problems = plain(&loaded.problems);
    if !loaded.has_errors() {
        let material = Material::new(&loaded.files, &loaded.sources, &loaded.model, true, None);
        let findings: Vec<Diagnostic> = lint(&material, &[]).into_iter().map(|finding| finding.problem).collect();
        problems.extend(plain(&findings).into_iter().map(|(_, code)| (Severity::Note, code)));
    }
    problems
}

fn read_table(block: &Block) -> Vec<Diagnostic> {
    let path = format!("data.{}", block.kind);
    let world = Memory::new().file(&path, &block.text);
    let opened = match open::table(&world, &path, &[], &Options::default()) {
        Ok(opened) => opened,
        Err(problems) => return problems,
    };
    let mut problems = opened.notes(&path);
    let mut chunk = Chunk::default();
    (0..opened.reader.parts()).for_each(|part| problems.extend(opened.reader.read(part, &mut chunk)));
    problems
}

/// Runs the commands of a console block: what they said, by code.
fn console(block: &Block, page: &[Block]) -> Vec<(Severity, String)> {
    let files = page.iter().filter(|other| other.part == block.part);
    let world = files
        .filter_map(|other| other.what.strip_prefix("file=").map(|name| (name, &other.text)))
        .fold(Memory::new(), |world, (name, text)| world.file(name, text));
    let mut found = Vec::new();
    for line in block.text.lines().filter_map(|line| line.strip_prefix("$ krav ")) {
        let line: Vec<&str> = line.split(' ').chain(["--lang", "en", "--color", "never"]).collect();
        let (code, out, err) = krav(&world, &line);
        let named = |text: &str, mark: &str, severity| -> Vec<(Severity, String)> {
            text.split(mark).skip(1).filter_map(|rest| Some((severity, rest.split(']').next()?.to_string()))).collect()
        };
        found.extend(named(&err, "error[", Severity::Error));
        found.extend(named(&format!("{out}{err}"), "warning[", Severity::Note));
        found.extend(named(&err, "note[", Severity::Note));
        if code == 2 && found.is_empty() {
            found.push((Severity::Error, "exit code 2".to_string()));
        }
    }
    found
}

/// The examples that do not do what their page says, of the kinds asked for.
fn wrong(kinds: &[&str]) -> Vec<String> {
    let mut wrong = Vec::new();
    for code in Code::ALL {
        let page = blocks(pages::page(*code));
        for block in page.iter().filter(|block| kinds.contains(&block.kind) && !block.what.starts_with("file=")) {
            assert!(block.what == "ok" || block.what == code.id(), "{}: ```{} {}", code.id(), block.kind, block.what);
            let problems = match block.kind {
                "krav" => read_rules(block),
                "toml" => plain(&config::read("krav.toml", block.text.as_bytes()).1),
                "console" => console(block, &page),
                _ => plain(&read_table(block)),
            };
            if let Some(found) = judge(code.id(), block.what, &problems) {
                wrong.push(format!("{} {}: {} {} gives {found}", code.id(), block.part, block.kind, block.what));
            }
        }
    }
    wrong
}

#[test]
fn configuration_examples_do_what_their_pages_say() {
    assert_eq!(wrong(&["toml"]), Vec::<String>::new());
}

#[test]
fn table_examples_do_what_their_pages_say() {
    assert_eq!(wrong(&["csv", "tsv"]), Vec::<String>::new());
}

#[test]
fn json_examples_do_what_their_pages_say() {
    assert_eq!(wrong(&["json", "ndjson"]), Vec::<String>::new());
}

#[test]
fn rule_examples_do_what_their_pages_say() {
    assert_eq!(wrong(&["krav"]), Vec::<String>::new());
}

#[test]
fn command_examples_do_what_their_pages_say() {
    assert_eq!(wrong(&["console"]), Vec::<String>::new());
}

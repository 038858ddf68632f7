//! The documents are true: every rule in them is analysed, every shown run is run, every link leads somewhere.
//! The conventions stand in a comment at the top of `docs/language.md`.

use crate::markdown::{self, Block};
use krav::base::{Diagnostic, Lang, Severity};
use krav::builtin;
use krav::driver::config;
use krav::semantic::lint;
use krav::syntax::lexicon::{LEXICON, Place};
use krav::syntax::tree::Words;
use krav::value::Date;
use krav::world::{Memory, World as _};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The pages that readers get, with their texts; the pages of the codes have a test of their own.
fn pages() -> Vec<(String, String)> {
    let mut names: Vec<String> = ["README.md", "README.nb.md"].map(String::from).into();
    for folder in ["docs", "examples", "rules"] {
        names.extend(markdown_files(&Path::new(ROOT).join(folder)));
    }
    let read = |name: String| {
        let text = fs::read_to_string(Path::new(ROOT).join(&name)).expect("a page");
        (name, text)
    };
    names.into_iter().filter(|name| !name.starts_with("docs/codes/")).map(read).collect()
}

fn markdown_files(folder: &Path) -> Vec<String> {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    entries.sort();
    let mut found = Vec::new();
    for path in entries {
        if path.is_dir() {
            found.extend(markdown_files(&path));
        } else if path.extension().is_some_and(|ending| ending == "md") {
            let name = path.strip_prefix(ROOT).expect("inside").to_string_lossy().replace('\\', "/");
            found.push(name);
        }
    }
    found
}

fn is_bokmål(page: &str) -> bool {
    page.ends_with(".nb.md")
}

/// The files that a block of a page finds: those of the page, then those of its section above it.
#[derive(Default)]
struct Folder {
    files: Vec<(String, String, usize)>,
    /// Rules that are not analysed together with the others: another version of them.
    apart: Vec<String>,
}

impl Folder {
    /// Adds rules: to the file of the section, or to that of the page.
    fn rules(&mut self, page: &str, block: &Block, whole_page: bool) {
        let section = if whole_page { 0 } else { block.section };
        let name = if whole_page { "page.krav" } else { "rules.krav" };
        match self.files.iter_mut().find(|(known, _, at)| known == name && *at == section) {
            Some((_, text, _)) => *text += &format!("\n{}", block.text),
            None => self.files.push((name.to_string(), in_words(page, &block.text), section)),
        }
    }

    /// Adds a file of rules by its name, or replaces it.
    fn rule_file(&mut self, page: &str, block: &Block, name: &str, section: usize) {
        self.put(&format!("{name}.krav"), &in_words(page, &block.text), section);
    }

    fn put(&mut self, name: &str, text: &str, section: usize) {
        self.files.retain(|(known, _, at)| known != name || *at != section);
        self.files.push((name.to_string(), text.to_string(), section));
    }

    fn seen(&self, section: usize) -> impl Iterator<Item = &(String, String, usize)> {
        self.files.iter().filter(move |(_, _, at)| *at == 0 || *at == section)
    }

    fn world(&self, section: usize) -> Memory {
        let today = Date::from_ymd(2026, 1, 15).expect("a day");
        self.seen(section).fold(Memory::new().on(today), |world, (name, text, _)| world.file(name, text))
    }

    fn rule_files(&self, section: usize) -> Vec<String> {
        let names: BTreeSet<&String> = self.seen(section).map(|(name, ..)| name).collect();
        names.into_iter().filter(|name| name.ends_with(".krav") && !self.apart.contains(name)).cloned().collect()
    }
}

/// Rules as a file has them: a page in bokmål needs not say so in every section.
fn in_words(page: &str, text: &str) -> String {
    let named = ["language ", "språk "].iter().any(|word| text.starts_with(word));
    if is_bokmål(page) && !named { format!("språk nb\n{text}") } else { text.to_string() }
}

/// Does with a block what its first line asks. Tells what was wrong.
fn run(page: &str, block: &Block, folder: &mut Folder) -> Result<(), String> {
    let words: Vec<&str> = block.info.split_whitespace().collect();
    match words.as_slice() {
        ["krav"] => {
            folder.rules(page, block, false);
            analysed(folder, block.section, None)
        }
        ["krav", "page"] => {
            folder.rules(page, block, true);
            analysed(folder, block.section, None)
        }
        ["krav", whose @ ("page" | "file"), name] => {
            folder.rule_file(page, block, name, if *whose == "page" { 0 } else { block.section });
            analysed(folder, block.section, None)
        }
        ["krav", code] => {
            let files = folder.seen(block.section).cloned().collect();
            let mut with = Folder { files, apart: folder.apart.clone() };
            with.put("slip.krav", &in_words(page, &block.text), block.section);
            analysed(&with, block.section, Some(code))
        }
        ["krav", "apart", name] => {
            folder.apart.push(format!("{name}.krav"));
            folder.rule_file(page, block, name, block.section);
            let mut alone = Folder::default();
            alone.rule_file(page, block, name, block.section);
            analysed(&alone, block.section, None)
        }
        [kind @ ("csv" | "json" | "toml"), table] => {
            folder.put(&format!("{table}.{kind}"), &block.text, block.section);
            Ok(())
        }
        [kind @ ("csv" | "json"), table, "page"] => {
            folder.put(&format!("{table}.{kind}"), &block.text, 0);
            Ok(())
        }
        ["markdown", "file", name] => {
            folder.put(name, &block.text, block.section);
            Ok(())
        }
        ["console"] => console(page, block, folder),
        _ => Ok(()),
    }
}

/// Whether the rules have no error, or the one that is wanted and no other.
fn analysed(folder: &Folder, section: usize, wanted: Option<&str>) -> Result<(), String> {
    let loaded = krav::driver::load::load(&folder.world(section), &folder.rule_files(section));
    let bad = |problem: &&Diagnostic| problem.severity != Severity::Note;
    let found: Vec<&Diagnostic> = loaded.problems.iter().filter(bad).collect();
    let told = || found.iter().map(|problem| format!("{}: {}", problem.code.id(), problem.message.en)).collect();
    let problems: Vec<String> = told();
    match wanted {
        None if found.is_empty() => Ok(()),
        Some(code) if !found.is_empty() && found.iter().all(|problem| problem.code.id() == code) => Ok(()),
        None => Err(problems.join("\n")),
        Some(code) => Err(format!("wanted {code}, but got [{}]", problems.join("; "))),
    }
}

/// Runs each `$` line, and holds what it writes against what is shown below it.
fn console(page: &str, block: &Block, folder: &Folder) -> Result<(), String> {
    let mut code = 0;
    let here = folder.seen(block.section).next().is_some();
    let mut world = folder.world(block.section);
    for part in format!("\n{}", block.text).split("\n$ ").skip(1) {
        let (command, shown) = part.split_once('\n').unwrap_or((part, ""));
        let output = if command == "echo $?" {
            format!("{code}\n")
        } else if let Some(file) = command.strip_prefix("cat ") {
            world
                .read(file)
                .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
                .map_err(|error| error.to_string())?
        } else {
            let (command, word) = command.split_once(" | grep ").unwrap_or((command, ""));
            let (command, input) = command.split_once(" < ").unwrap_or((command, ""));
            if !input.is_empty() {
                let bytes = world.read(input).map_err(|error| error.to_string())?;
                world = world.input(bytes);
            }
            let arguments = command.strip_prefix("krav ").or(command.strip_prefix("cargo run --release -- "));
            let Some(arguments) = arguments else { continue };
            let (output, ended) = if here { in_memory(page, arguments, &world) } else { in_root(page, arguments) };
            code = ended;
            output.lines().filter(|line| line.contains(word)).map(|line| format!("{line}\n")).collect()
        };
        if !shown.trim().is_empty() && !markdown::shows(shown, &output) {
            let output: String = output.lines().take(60).map(|line| format!("{line}\n")).collect();
            return Err(format!("$ {command}\ngives:\n{output}\nbut this is shown:\n{shown}"));
        }
    }
    Ok(())
}

fn in_memory(page: &str, arguments: &str, world: &Memory) -> (String, u8) {
    let mut all: Vec<&str> = vec!["krav"];
    all.extend(arguments.split_whitespace());
    if !all.contains(&"--lang") && is_bokmål(page) {
        all.extend(["--lang", "nb"]);
    }
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = krav::cli::run(world, all.into_iter().map(Into::into).collect(), &mut out, &mut err);
    (format!("{}{}", String::from_utf8_lossy(&err), String::from_utf8_lossy(&out)), code)
}

fn in_root(page: &str, arguments: &str) -> (String, u8) {
    let locale = if is_bokmål(page) { "nb_NO.UTF-8" } else { "en_GB.UTF-8" };
    let mut command = Command::new(env!("CARGO_BIN_EXE_krav"));
    command.args(arguments.split_whitespace()).current_dir(ROOT).env_clear().env("LANG", locale);
    let output = command.output().expect("krav runs");
    let code = output.status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(255);
    (format!("{}{}", String::from_utf8_lossy(&output.stderr), String::from_utf8_lossy(&output.stdout)), code)
}

#[test]
fn every_block_is_true() {
    let mut wrong = Vec::new();
    let mut rules = 0;
    for (name, page) in pages() {
        let mut folder = Folder::default();
        for block in markdown::blocks(&page) {
            rules += usize::from(block.info.starts_with("krav"));
            if let Err(why) = run(&name, &block, &mut folder) {
                wrong.push(format!("{name}:{}: ```{}\n{why}", block.line, block.info));
            }
        }
    }
    assert!(wrong.is_empty(), "{} blocks are not true:\n\n{}", wrong.len(), wrong.join("\n\n"));
    assert!(rules > 50, "only {rules} blocks of rules were found");
}

#[test]
fn links_lead_to_files_and_headings() {
    let mut wrong = Vec::new();
    for (name, page) in pages() {
        let folder = Path::new(ROOT).join(&name).parent().expect("a folder").to_path_buf();
        for (line, target) in markdown::links(&page) {
            if target.contains("://") {
                continue;
            }
            let (path, anchor) = target.split_once('#').map_or((target.as_str(), None), |(path, to)| (path, Some(to)));
            let there = if path.is_empty() { page.clone() } else { read_or_empty(&folder.join(path)) };
            let exists = path.is_empty() || folder.join(path).exists();
            let found = anchor.is_none_or(|anchor| markdown::anchors(&there).iter().any(|known| known == anchor));
            if !exists || !found {
                wrong.push(format!("{name}:{line}: {target}"));
            }
        }
    }
    assert!(wrong.is_empty(), "links to nothing:\n{}", wrong.join("\n"));
}

fn read_or_empty(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_default()
}

/// What stands between two comments of a page.
fn between<'p>(page: &'p str, name: &str) -> &'p str {
    let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- end of {name} -->"));
    let found = page.split_once(&begin).and_then(|(_, rest)| rest.split_once(&end));
    found.unwrap_or_else(|| panic!("no part `{name}`")).0
}

/// The functions as the reference lists them.
fn functions(lang: Lang) -> String {
    let (heading, set) = match lang {
        Lang::En => ("| function | takes, gives | example |\n|---|---|---|\n", 0),
        Lang::Nb => ("| funksjon | tar, gir | eksempel |\n|---|---|---|\n", 1),
    };
    let line = |function: &builtin::Builtin| {
        let (doc, example) = match lang {
            Lang::En => (function.doc.en, function.example.to_string()),
            Lang::Nb => (function.doc.nb, in_bokmål(function)),
        };
        format!("| `{}` | {doc} | `{}` |\n", function.names[set], example.replace('|', "\\|"))
    };
    heading.to_string() + &builtin::ALL.iter().map(line).collect::<String>()
}

/// An example, which stands in English words, in bokmål.
fn in_bokmål(function: &builtin::Builtin) -> String {
    let words = |word: &str| match word {
        "yes" => "ja".to_string(),
        "no" => "nei".to_string(),
        word => word.to_string(),
    };
    let example = function.example.replacen(function.names[0], function.names[1], 1);
    let (call, gives) = example.rsplit_once(" = ").expect("a call and what it gives");
    format!("{call} = {}", words(gives))
}

/// The keywords in the three sets as the reference lists them.
fn words() -> String {
    let groups: &[(&str, &[Place])] = &[
        ("items", &[Place::Header, Place::Item]),
        ("lines", &[Place::Pack, Place::Rule, Place::Waiver]),
        ("inside lines", &[Place::Inner]),
        ("sources", &[Place::SourceKind]),
        ("types", &[Place::Type]),
        ("fields", &[Place::Modifier, Place::Table]),
        ("expressions", &[Place::Operator]),
        ("aggregates", &[Place::Aggregate]),
        ("numbers", &[Place::Scale]),
        ("verdicts", &[Place::Verdict]),
    ];
    let mut text = String::from("| | en | nb | nn |\n|---|---|---|---|\n");
    for (place, entry) in LEXICON.iter().enumerate() {
        let group = |entry: &krav::syntax::lexicon::Entry| {
            groups.iter().find(|(_, places)| places.iter().any(|place| entry.stands(*place))).map(|(name, _)| *name)
        };
        let name = group(entry).unwrap_or_default();
        let begins = place == 0 || group(&LEXICON[place - 1]) != group(entry);
        let all = |set| entry.all(set).join("`, `");
        let [en, nb, nn] = [Words::En, Words::Nb, Words::Nn].map(all);
        text += &format!("| {} | `{en}` | `{nb}` | `{nn}` |\n", if begins { name } else { "" });
    }
    text
}

/// The lints as the page for authors lists them.
fn lints(lang: Lang) -> String {
    let (heading, yes) = match lang {
        Lang::En => ("| lint | what it finds | | `--fix` |\n|---|---|---|---|\n", "yes"),
        Lang::Nb => ("| sjekk | det den finner | | `--fix` |\n|---|---|---|---|\n", "ja"),
    };
    let line = |one: &lint::Lint| {
        let (id, title) = (one.code.id(), one.code.title());
        let mends = if is_mended(one) { yes } else { "" };
        format!("| `{}` | {} | [{id}](codes/{id}.md) | {mends} |\n", one.name, title.in_lang(lang))
    };
    heading.to_string() + &lint::LINTS.iter().map(line).collect::<String>()
}

/// Whether the example on a lint's page can be mended.
fn is_mended(wanted: &lint::Lint) -> bool {
    let id = wanted.code.id();
    let page = fs::read_to_string(Path::new(ROOT).join(format!("docs/codes/{id}.md"))).expect("a page of each lint");
    let info = format!("krav {id}");
    markdown::blocks(&page).iter().filter(|block| block.info == info).any(|block| {
        let loaded = krav::driver::load::load(&Memory::new().file("rules.krav", &block.text), &["rules.krav".into()]);
        let material = lint::Material::new(&loaded.files, &loaded.sources, &loaded.model, true, None);
        lint::lint(&material, &[]).iter().any(|found| found.lint.code == wanted.code && !found.fix.is_empty())
    })
}

/// The keys of `krav.toml` as the page of settings lists them.
fn keys(lang: Lang) -> String {
    let heading = match lang {
        Lang::En => "| key | what it does | example |\n|---|---|---|\n",
        Lang::Nb => "| nøkkel | hva den gjør | eksempel |\n|---|---|---|\n",
    };
    let line = |key: &config::Key| {
        let doc = (key.doc)();
        format!("| `{}` | {} | `{} = {}` |\n", key.name, doc.in_lang(lang), key.name, key.example)
    };
    heading.to_string() + &config::KEYS.iter().map(line).collect::<String>()
}

#[test]
fn tables_of_functions_words_keys_and_lints_are_those_of_the_code() {
    let read = |name: &str| fs::read_to_string(Path::new(ROOT).join(name)).expect("a page");
    let (en, nb) = (read("docs/language.md"), read("docs/language.nb.md"));
    let (authors, forfattere) = (read("docs/authors.md"), read("docs/authors.nb.md"));
    let (settings, innstillinger) = (read("docs/settings.md"), read("docs/settings.nb.md"));
    let pairs = [
        ("keys", &settings, keys(Lang::En)),
        ("nøkler", &innstillinger, keys(Lang::Nb)),
        ("functions", &en, functions(Lang::En)),
        ("words", &en, words()),
        ("funksjoner", &nb, functions(Lang::Nb)),
        ("lints", &authors, lints(Lang::En)),
        ("sjekker", &forfattere, lints(Lang::Nb)),
    ];
    for (name, page, wanted) in pairs {
        assert_eq!(between(page, name), wanted, "the part `{name}` should be:\n{wanted}");
    }
}

//! `krav new pack`: a folder with everything that a pack has, which checks, tests and lints clean as it stands.

use super::rule;
use super::script::{Script, name};
use crate::base::{Code, Diagnostic, FileId, Lang, Source, Text};
use crate::driver::config;
use crate::driver::format::format;
use crate::driver::load::{Loaded, load_texts};
use crate::driver::paths;
use crate::syntax::lexicon::Keyword;
use crate::syntax::tree::Words;
use crate::text;
use crate::world::{Kind, World};

/// A file that is to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    pub path: String,
    pub text: String,
}

/// A table of a pack: its declaration, and the file that it was inferred from.
#[derive(Clone, Debug)]
pub struct Declared {
    pub name: String,
    /// Code lists and the table, in the words of the pack.
    pub text: String,
    /// Relative to the folder that we stand in.
    pub path: String,
}

/// The files of a pack in a folder that is not there yet, or is empty. Without tables it gets one of its own with two
/// rows, so that there is something to try.
pub fn pack(folder: &str, tables: &[Declared], words: Words) -> Result<Vec<Draft>, Vec<Diagnostic>> {
    let id = paths::name(folder);
    rule::is_id(id).map_err(|problem| vec![problem])?;
    let own = example(words);
    let inferred = !tables.is_empty();
    let tables = if inferred { tables } else { std::slice::from_ref(&own.0) };
    let mut script = head(id, words);
    for table in tables {
        script.line("");
        script.text.push_str(&table.text);
    }
    let loaded = sound(&script.text)?;
    let first = match words {
        Words::Nb | Words::Nn => "første-krav",
        Words::En => "first-rule",
    };
    let rule = rule::rule(&loaded, first, None, words).map_err(|problem| vec![problem])?;
    script.line("");
    script.text.push_str(&rule);
    let file = format!("{id}.krav");
    let source = Source::new(FileId(0), file.as_str(), script.text.as_str());
    let rules = format(&source, None)?;
    let mut drafts = vec![
        Draft { path: paths::inside(folder, &file), text: rules },
        Draft { path: paths::inside(folder, config::FILE), text: settings(folder, &file, tables, inferred, words) },
        Draft { path: paths::inside(folder, "README.md"), text: readme(id, first, script.lang()) },
    ];
    if !inferred {
        drafts.push(Draft { path: paths::inside(folder, &own.0.path), text: own.1 });
    }
    Ok(drafts)
}

/// The beginning of the rule file.
fn head(id: &str, words: Words) -> Script {
    let mut script = Script::new(words);
    script.line(format!("{} {}", script.word(Keyword::Language), words.code()));
    script.line("");
    script.comment(
        0,
        &Text::new(
            "Hva pakken dekker, og hva som ble lest for å skrive den.",
            "What the pack covers, and what was read to write it.",
        ),
    );
    let title = script.quoted(Text::new("Navnet på pakken", "The name of the pack").in_lang(script.lang()));
    script.line(format!("{} {} {title}", script.word(Keyword::Pack), id));
    script.line(format!("  {} 0.1.0", script.word(Keyword::Version)));
    script
}

/// A table with two rows that comply.
fn example(words: Words) -> (Declared, String) {
    let mut script = Script::new(words);
    let (key, required) = (script.word(Keyword::Key), script.word(Keyword::Required));
    let (text, date) = (script.word(Keyword::Text), script.word(Keyword::Date));
    let [table, title, heading, start] = match words {
        Words::Nb | Words::Nn => ["tiltak", "Tiltak", "navn", "oppstart"],
        Words::En => ["measure", "Measures", "name", "start"],
    };
    script.comment(
        0,
        &Text::new(
            "En tabell å prøve med. Lag deres egen med: krav new table FIL",
            "A table to try with. Make your own with: krav new table FILE",
        ),
    );
    script.line(format!("{} {} {}", script.word(Keyword::Table), name(table), script.quoted(title)));
    script.line(format!("  id {text}, {key}"));
    script.line(format!("  {} {text}, {required}", name(heading)));
    script.line(format!("  {} {date}", name(start)));
    let rows = match words {
        Words::Nb | Words::Nn => "1;Digital søknad;2026-03-01\n2;Felles innlogging;2026-09-01\n",
        Words::En => "1;Digital application;2026-03-01\n2;Common login;2026-09-01\n",
    };
    let declared = Declared { name: table.into(), text: script.text, path: format!("{table}.csv") };
    (declared, format!("id;{heading};{start}\n{rows}"))
}

/// Rules without errors; otherwise a fault of ours, told as it is.
fn sound(text: &str) -> Result<Loaded, Vec<Diagnostic>> {
    let loaded = load_texts(vec![("krav new".to_string(), text.to_string())]);
    if loaded.has_errors() { Err(loaded.problems) } else { Ok(loaded) }
}

fn settings(folder: &str, file: &str, tables: &[Declared], inferred: bool, words: Words) -> String {
    let lang = match words {
        Words::En => Lang::En,
        _ => Lang::Nb,
    };
    let said = Text::new("Hva «krav check» gjør i denne mappen.", "What `krav check` does in this folder.");
    let mut text = format!("# {}\n", said.in_lang(lang));
    text.push_str(&format!("language = \"{}\"\npacks = [{}]\n\n[tables]\n", lang.code(), toml_text(file)));
    for table in tables {
        let path = if inferred { relative(folder, &table.path) } else { table.path.clone() };
        text.push_str(&format!("{} = {}\n", toml_key(&table.name), toml_text(&path)));
    }
    text
}

/// A key as TOML writes it.
pub(super) fn toml_key(key: &str) -> String {
    let bare = !key.is_empty() && key.chars().all(|sign| sign.is_ascii_alphanumeric() || sign == '_' || sign == '-');
    if bare { key.to_string() } else { toml_text(key) }
}

/// A text as TOML writes it.
pub(super) fn toml_text(text: &str) -> String {
    let mut out = String::from("\"");
    for sign in text.chars() {
        match sign {
            '"' | '\\' => out.extend(['\\', sign]),
            sign if sign.is_control() => out.push_str(&format!("\\u{:04X}", sign as u32)),
            sign => out.push(sign),
        }
    }
    out.push('"');
    out
}

/// A path as it is written from inside a folder; both are relative to the same place, or the path is absolute.
fn relative(folder: &str, path: &str) -> String {
    let (folder, path) = (paths::tidy(folder), paths::tidy(path));
    if path.starts_with('/') || folder.starts_with('/') || folder.starts_with("..") {
        return path;
    }
    let mut inner: Vec<&str> = folder.split('/').filter(|part| *part != ".").collect();
    let mut outer: Vec<&str> = path.split('/').collect();
    while let (Some(a), Some(b)) = (inner.first(), outer.first())
        && a == b
        && outer.len() > 1
    {
        inner.remove(0);
        outer.remove(0);
    }
    format!("{}{}", "../".repeat(inner.len()), outer.join("/"))
}

fn readme(id: &str, rule: &str, lang: Lang) -> String {
    let text = text!(
        nb: "# {id}

Hva pakken krever, av hvem, og fra når.

## Kilder

| regel | hviler på | lest |
|---|---|---|
| `{rule}` | dokumentet og stedet i det | hvem som leste det, og når |

## Forutsetninger

Det som teksten ikke sier, og som vi har valgt. Hver har en `tolkning` i regelen, så den følger med hvert funn.

## Slik prøves den

```sh
krav check .
krav test .
krav lint .
```
",
        en: "# {id}

What the pack requires, of whom, and from when.

## Sources

| rule | rests on | read |
|---|---|---|
| `{rule}` | the document and the place in it | who read it, and when |

## Assumptions

What the text does not say, and we chose. Each has a `reading` in its rule, so that it goes with every finding.

## How to try it

```sh
krav check .
krav test .
krav lint .
```
",
    );
    text.in_lang(lang).to_string()
}

/// Writes the files into a folder that has nothing in it yet. Tells what was not written.
pub fn write(world: &dyn World, folder: &str, drafts: &[Draft]) -> Result<(), Vec<Diagnostic>> {
    let taken = match world.kind(folder) {
        Kind::Absent => false,
        Kind::File => true,
        Kind::Folder => world.list(folder).map_or(true, |entries| !entries.is_empty()),
    };
    if taken {
        let message =
            text!(nb: "{folder} finnes fra før, og er ikke tom.", en: "{folder} exists already, and is not empty.");
        let help = Text::new("Nevn en mappe som ikke finnes ennå.", "Name a folder that does not exist yet.");
        return Err(vec![Diagnostic::error(Code::CannotWrite, message).help(help)]);
    }
    world.make_folder(folder).map_err(|error| vec![cannot(folder, &error)])?;
    let problems: Vec<Diagnostic> = drafts.iter().filter_map(|draft| save(world, draft).err()).collect();
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

/// Writes a file, whole or not at all.
pub fn save(world: &dyn World, draft: &Draft) -> Result<(), Diagnostic> {
    world.write(&draft.path, draft.text.as_bytes()).map_err(|error| cannot(&draft.path, &error))
}

fn cannot(path: &str, error: &std::io::Error) -> Diagnostic {
    let message = text!(nb: "{path} kan ikke skrives: {error}.", en: "{path} cannot be written: {error}.");
    Diagnostic::error(Code::CannotWrite, message)
}

#[cfg(test)]
mod tests {
    use super::relative;

    #[test]
    fn paths_are_written_from_inside_the_folder() {
        assert_eq!(relative("pakke", "a.csv"), "../a.csv");
        assert_eq!(relative("pakke", "pakke/a.csv"), "a.csv");
        assert_eq!(relative("rules/x", "data/a.csv"), "../../data/a.csv");
        assert_eq!(relative("rules/x", "rules/data/a.csv"), "../data/a.csv");
        assert_eq!(relative("x", "/data/a.csv"), "/data/a.csv");
        assert_eq!(relative(".", "a.csv"), "a.csv");
    }
}

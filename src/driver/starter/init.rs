//! `krav init`: a `krav.toml` for what a folder holds.

use super::pack::{Draft, toml_key, toml_text};
use crate::base::{Code, Diagnostic, Lang, Sources, Text};
use crate::data::words::folded;
use crate::driver::load::load;
use crate::driver::reading::is_table_file;
use crate::driver::{config, paths};
use crate::text;
use crate::world::{Kind, World};

/// The `krav.toml` of a folder that has none: its rule files, and its files by the tables that they look like. Rules
/// with errors are told, in their sources, and nothing is written.
pub fn settings(world: &dyn World, folder: &str, lang: Lang) -> Result<Draft, (Sources, Vec<Diagnostic>)> {
    let path = paths::inside(folder, config::FILE);
    if world.kind(folder) != Kind::Folder {
        return Err(of_no_source(paths::absent(world, folder)));
    }
    if world.kind(&path) != Kind::Absent {
        let message = text!(nb: "{path} finnes fra før.", en: "{path} exists already.");
        let help = Text::new(
            "Rett den som står der, eller fjern den først.",
            "Change the one that is there, or remove it first.",
        );
        return Err(of_no_source(Diagnostic::error(Code::CannotWrite, message).help(help)));
    }
    let rules = paths::rule_files(world, folder).map_err(of_no_source)?;
    let loaded = load(world, &rules);
    if loaded.has_errors() {
        return Err((loaded.sources, loaded.problems));
    }
    let entries = world.list(folder).unwrap_or_default();
    let files: Vec<&String> = entries.iter().filter(|entry| is_table_file(entry) && !entry.starts_with('.')).collect();
    let tables: Vec<&str> = loaded.model.tables.iter().map(|table| table.name.as_str()).collect();
    let say = |nb: &str, en: &str| format!("# {}", Text::new(nb, en).in_lang(lang));
    let inner = |path: &str| {
        let prefix = if folder == "." { "" } else { folder.trim_end_matches('/') };
        path.strip_prefix(prefix).unwrap_or(path).trim_start_matches('/').to_string()
    };
    let packs = match rules.as_slice() {
        [] => "# packs = [\"regler.krav\"]".to_string(),
        rules => {
            let named: Vec<String> = rules.iter().map(|path| toml_text(&inner(path))).collect();
            format!("packs = [{}]", named.join(", "))
        }
    };
    let mut lines = vec![
        say(
            "Hva «krav check» gjør i denne mappen og under den.",
            "What `krav check` does in this folder and below it.",
        ),
        format!("language = \"{}\"", lang.code()),
        String::new(),
        say("Regelfiler, og mapper med regelfiler.", "Rule files, and folders of rule files."),
        packs,
        String::new(),
        say("Måledatoen; ellers dagen i dag.", "The measuring date; otherwise today."),
        "# as_of = \"2026-12-31\"".into(),
        String::new(),
        say("Hvor mange funn som slipper gjennom; ellers ingen.", "How many findings pass; otherwise none."),
        "# thresholds = { violations = 10, undecided = 5 }".into(),
        String::new(),
        say("Filer som resultatet også skrives til.", "Files that the result is written to as well."),
        "# output = { html = \"krav.html\", sarif = \"krav.sarif\" }".into(),
        String::new(),
    ];
    lines.push("[tables]".into());
    lines.extend(bound(&tables, &files, lang));
    Ok(Draft { path, text: lines.join("\n") + "\n" })
}

/// The lines of `[tables]`: each table with its file, and what has no counterpart as a comment.
fn bound(tables: &[&str], files: &[&String], lang: Lang) -> Vec<String> {
    let fits = |table: &str, file: &str| folded(paths::stem(file)) == folded(table);
    let mut lines = Vec::new();
    let alone = tables.len() == 1 && files.len() == 1;
    for table in tables {
        let found = files.iter().find(|file| alone || fits(table, file));
        lines.push(match found {
            Some(file) => format!("{} = {}", toml_key(table), toml_text(file)),
            None => {
                let line = format!("# {} = {}", toml_key(table), toml_text(&format!("{table}.csv")));
                let remark = text!(nb: "reglene har tabellen; filen ble ikke funnet", en: "the rules have this table; its file was not found");
                format!("{line}   # {}", remark.in_lang(lang))
            }
        });
    }
    for file in files.iter().filter(|file| !alone && !tables.iter().any(|table| fits(table, file))) {
        let line = format!("# {} = {}", toml_key(paths::stem(file)), toml_text(file));
        let remark = text!(nb: "ingen regelfil har denne tabellen", en: "no rule file has this table");
        lines.push(format!("{line}   # {}", remark.in_lang(lang)));
    }
    lines
}

/// A problem that is in no rule file.
fn of_no_source(problem: Diagnostic) -> (Sources, Vec<Diagnostic>) {
    (Sources::default(), vec![problem])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::At;
    use crate::world::Memory;

    #[test]
    fn what_a_folder_holds_is_bound_and_the_rest_is_said() {
        let world = Memory::new()
            .file("p/rules/r.krav", "språk nb\ntabell tiltak\n  id tekst, nøkkel\ntabell kontakt\n  a tekst\n")
            .file("p/Tiltak.csv", "id\n1\n")
            .file("p/annet.tsv", "x\n");
        let draft = settings(&world, "p", Lang::Nb).expect("sound rules");
        assert_eq!(draft.path, "p/krav.toml");
        let (config, problems) = config::read("krav.toml", draft.text.as_bytes());
        assert!(problems.is_empty(), "{problems:?}");
        assert_eq!(config.packs.unwrap_or_default()[0].text, "rules/r.krav");
        let tables = config.tables.unwrap_or_default();
        assert_eq!(
            (tables.len(), tables[0].name.text.as_str(), tables[0].path.text.as_str()),
            (1, "tiltak", "Tiltak.csv")
        );
        assert!(draft.text.contains("# kontakt =") && draft.text.contains("# annet = \"annet.tsv\""));
        assert!(settings(&world.file("p/krav.toml", ""), "p", Lang::Nb).is_err());
    }

    #[test]
    fn rules_with_errors_are_told() {
        let world = Memory::new().file("r.krav", "språk nb\ntabel x\n");
        let (sources, problems) = settings(&world, ".", Lang::Nb).expect_err("errors");
        let At::Rule(span) = problems[0].labels[0].at else { panic!("{problems:?}") };
        assert!(sources.get(span.file).slice(span).starts_with("tabel"));
        assert!(settings(&world, "q", Lang::Nb).is_err());
    }
}

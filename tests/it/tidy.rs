//! The house rules, held by reading the sources (`docs/architecture.md`).

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The rooms, each with the rooms that it may import. Nothing imports upwards.
const ROOMS: &[(&str, &[&str])] = &[
    ("base", &[]),
    ("value", &["base"]),
    ("world", &["base", "value"]),
    ("builtin", &["base", "value"]),
    ("syntax", &["base", "value"]),
    ("data", &["base", "value", "world"]),
    ("semantic", &["base", "value", "builtin", "syntax"]),
    ("plan", &["base", "value", "builtin", "syntax", "semantic", "data"]),
    ("eval", &["base", "value", "builtin", "semantic", "data", "plan"]),
    ("report", &["base", "value", "syntax", "semantic"]),
    ("driver", &["base", "value", "world", "builtin", "syntax", "semantic", "data", "plan", "eval", "report"]),
    ("spec", &["base", "value", "world", "syntax", "semantic", "data", "plan", "eval", "report", "driver"]),
    (
        "cli",
        &[
            "base", "value", "world", "builtin", "syntax", "semantic", "data", "plan", "eval", "report", "driver",
            "spec",
        ],
    ),
];

/// Libraries (and parts of the standard one) that only the named places may name.
const LIBRARIES: &[(&str, &[&str])] = &[
    ("pest::", &["src/syntax/"]),
    ("regex::", &["src/builtin/"]),
    ("regex_syntax::", &["src/builtin/fixed.rs", "src/builtin/pattern.rs"]),
    ("rayon::", &["src/base/parallel.rs"]),
    ("miette::", &["src/report/snippet.rs"]),
    ("clap::", &["src/cli/"]),
    ("clap_complete::", &["src/cli/"]),
    ("clap_mangen::", &["src/cli/"]),
    ("toml::", &["src/driver/config"]),
    ("fearless_simd::", &["src/data/", "src/eval/"]),
    ("rust_xlsxwriter::", &["src/report/format/xlsx/"]),
    ("parquet::", &["src/data/read/parquet/", "src/data/read/mod.rs"]),
    ("snap::", &["src/data/read/parquet/pages.rs"]),
    ("lz4_flex::", &["src/data/read/parquet/pages.rs"]),
    ("rusqlite::", &["src/data/read/sqlite/", "src/driver/sweep/store.rs"]),
    ("sha2::", &["src/driver/evidence.rs"]),
    ("flate2::", &["src/data/read/source.rs"]),
    ("ruzstd::", &["src/data/read/source.rs"]),
    ("encoding_rs::", &["src/data/read/encoding.rs"]),
    ("chardetng::", &["src/data/read/encoding.rs"]),
    ("cfb::", &["src/data/read/book/"]),
    ("quick_xml::", &["src/data/read/book/"]),
    ("zip::", &["src/data/read/book/package.rs"]),
    ("saphyr_parser::", &["src/data/read/tree/yaml.rs"]),
    ("serde_json::", &["src/report/", "src/cli/"]),
    ("std::fs", &["src/world/disk.rs"]),
    ("std::env", &["src/world/", "src/cli/mod.rs"]),
    ("SystemTime", &["src/world/disk.rs"]),
    ("Instant::", &["src/world/disk.rs"]),
    ("std::process", &["src/main.rs", "src/cli/", "src/world/disk.rs"]),
    ("std::thread", &["src/world/disk.rs"]),
];

struct Source {
    path: String,
    /// Without its tests.
    code: String,
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> =
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// Every source file of the library and the program; files of tests are left out.
fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    rust_files(&root.join("src"), &mut files);
    let relative = |path: &Path| path.strip_prefix(root).expect("inside").to_string_lossy().replace('\\', "/");
    let is_test = |path: &str| {
        let parts: Vec<&str> = path.split('/').collect();
        parts.iter().any(|part| matches!(*part, "tests.rs" | "tests" | "support.rs" | "cases.rs"))
    };
    let read = |path: &PathBuf| {
        let text = fs::read_to_string(path).expect("a text");
        let code = text.split("\n#[cfg(test)]\nmod tests {").next().unwrap_or("").to_string();
        Source { path: relative(path), code }
    };
    let all: Vec<Source> = files.iter().map(read).filter(|source| !is_test(&source.path)).collect();
    assert!(all.len() > 50, "only {} sources were found", all.len());
    all
}

/// A line without its comment.
fn bare(line: &str) -> &str {
    line.split("//").next().unwrap_or("")
}

fn report(wrong: Vec<String>) {
    assert!(wrong.is_empty(), "{} slips:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn rooms_import_one_way() {
    let allowed: BTreeMap<&str, &[&str]> = ROOMS.iter().copied().collect();
    let mut wrong = Vec::new();
    for source in sources() {
        let Some(room) = source.path.strip_prefix("src/").and_then(|path| path.split_once('/')).map(|(room, _)| room)
        else {
            continue;
        };
        let Some(may) = allowed.get(room) else {
            wrong.push(format!("{}: the room `{room}` is not drawn", source.path));
            continue;
        };
        for (number, line) in source.code.lines().enumerate() {
            for piece in bare(line).split("crate::").skip(1) {
                let imported: String = piece.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                let known = allowed.contains_key(imported.as_str());
                if known && imported != room && !may.contains(&imported.as_str()) {
                    wrong.push(format!("{}:{}: `{room}` imports `{imported}`", source.path, number + 1));
                }
            }
        }
    }
    report(wrong);
}

#[test]
fn rooms_are_drawn_in_order() {
    for (place, (room, may)) in ROOMS.iter().enumerate() {
        for imported in *may {
            let at = ROOMS.iter().position(|(name, _)| name == imported);
            assert!(at.is_some_and(|at| at < place), "`{room}` may not stand below `{imported}`");
        }
    }
}

#[test]
fn libraries_stay_in_their_rooms() {
    let mut wrong = Vec::new();
    for source in sources() {
        for (number, line) in source.code.lines().enumerate() {
            for (library, places) in LIBRARIES {
                let named = bare(line).match_indices(library).any(|(at, _)| {
                    let before = bare(line)[..at].chars().next_back();
                    !before.is_some_and(|c| c.is_alphanumeric() || c == '_')
                });
                if named && !places.iter().any(|place| source.path.starts_with(place)) {
                    wrong.push(format!("{}:{}: names `{library}`", source.path, number + 1));
                }
            }
        }
    }
    report(wrong);
}

#[test]
fn nothing_panics_by_design() {
    let mut wrong = Vec::new();
    let forbidden = [".unwrap()", "panic!(", "todo!(", "unimplemented!(", "unsafe ", "TODO", "FIXME", "dbg!("];
    for source in sources() {
        for (number, line) in source.code.lines().enumerate() {
            for word in forbidden {
                if line.contains(word) && !(word == "unsafe " && bare(line).trim().is_empty()) {
                    wrong.push(format!("{}:{}: {word}", source.path, number + 1));
                }
            }
        }
    }
    report(wrong);
}

#[test]
fn files_and_functions_stay_short() {
    let mut wrong = Vec::new();
    for source in sources() {
        let lines: Vec<&str> = source.code.lines().collect();
        if lines.len() > 500 {
            wrong.push(format!("{}: {} lines", source.path, lines.len()));
        }
        for (number, length) in long_functions(&lines) {
            wrong.push(format!("{}:{}: a function of {length} lines", source.path, number + 1));
        }
    }
    report(wrong);
}

/// Functions of more than 80 lines: from a line that begins one to the brace at the same depth (as rustfmt lays it).
fn long_functions(lines: &[&str]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let trimmed = line.trim_start();
        let begins = ["fn ", "pub fn ", "pub(super) fn ", "pub(crate) fn ", "const fn ", "pub const fn "];
        if !begins.iter().any(|begin| trimmed.starts_with(begin)) || trimmed.ends_with(';') {
            continue;
        }
        let close = format!("{}}}", &line[..line.len() - trimmed.len()]);
        let end = lines[start..].iter().position(|line| *line == close).map_or(start, |length| start + length);
        if end - start + 1 > 80 {
            found.push((start, end - start + 1));
        }
    }
    found
}

#[test]
fn long_functions_are_seen() {
    let mut lines = vec!["fn long() {"];
    lines.extend(["    x();"; 79]);
    lines.push("}");
    assert_eq!(long_functions(&lines), [(0, 81)]);
    lines.remove(1);
    assert!(long_functions(&lines).is_empty());
}

//! Paths as people write them: joined and tidied by their text alone, and searched for rule files.

use crate::base::{Code, Diagnostic, nearest};
use crate::data::read::cannot_read;
use crate::data::read::source::unpacked_path;
use crate::text;
use crate::world::{Kind, World};

/// The ending of rule files.
pub const RULE_ENDING: &str = "krav";

/// Folders inside folders, when rule files are searched for.
const DEPTH: usize = 32;

/// A path that is written relative to a folder. `..` is taken by the text, as a shell's `cd` does.
pub fn join(folder: &str, path: &str) -> String {
    if path.starts_with('/') || folder.is_empty() { tidy(path) } else { tidy(&format!("{folder}/{path}")) }
}

/// Without `.`, doubled and final slashes, and steps that are taken back.
pub fn tidy(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if path.starts_with('/') => {}
            _ => parts.push(part),
        }
    }
    let joined = parts.join("/");
    match (path.starts_with('/'), joined.is_empty()) {
        (true, _) => format!("/{joined}"),
        (false, true) => ".".to_string(),
        (false, false) => joined,
    }
}

/// A file of a folder as it is shown: the folder in front, unless it is the one that we stand in.
pub fn inside(folder: &str, name: &str) -> String {
    match folder {
        "." | "" => name.to_string(),
        "/" => format!("/{name}"),
        _ => format!("{}/{name}", folder.trim_end_matches('/')),
    }
}

/// The part of a path before its last name; `.` where there is none.
pub fn parent(path: &str) -> &str {
    match path.trim_end_matches('/').rfind('/') {
        Some(0) => "/",
        Some(at) => &path[..at],
        None => ".",
    }
}

/// The last name of a path.
pub fn name(path: &str) -> &str {
    let path = path.trim_end_matches('/');
    path.rfind('/').map_or(path, |at| &path[at + 1..])
}

/// The last name of a path without its ending: `tiltak` of `data/tiltak.csv` and of `data/tiltak.csv.gz`.
pub fn stem(path: &str) -> &str {
    let name = name(unpacked_path(path));
    match name.rfind('.') {
        Some(at) if at > 0 => &name[..at],
        _ => name,
    }
}

/// The ending of a path's last name, without the dot; empty where there is none.
pub fn ending(path: &str) -> &str {
    let name = name(path);
    match name.rfind('.') {
        Some(at) if at > 0 => &name[at + 1..],
        _ => "",
    }
}

/// Whether a path stands for several files: it has `*` or `?`.
pub fn is_pattern(path: &str) -> bool {
    path.contains(['*', '?'])
}

/// The files that a pattern stands for, sorted: `*` is any text and `?` any character of one name, `**` any folders.
/// Names that begin with a dot are left out. A pattern that fits nothing is a problem.
pub fn expand(world: &dyn World, pattern: &str) -> Result<Vec<String>, Diagnostic> {
    let steps: Vec<&str> = pattern.split('/').filter(|step| !step.is_empty() && *step != ".").collect();
    let start = if pattern.starts_with('/') { "/" } else { "." };
    let mut found = Vec::new();
    step(world, start, &steps, 0, &mut found)?;
    found.sort();
    found.dedup();
    if found.is_empty() {
        let message = text!(nb: "Ingen filer passer med {pattern}", en: "No files fit {pattern}");
        return Err(Diagnostic::error(Code::NoSuchPath, message));
    }
    Ok(found)
}

/// A folder without tables.
pub fn no_tables(folder: &str) -> Diagnostic {
    let message = text!(nb: "Mappen {folder} har ingen tabeller", en: "The folder {folder} has no tables");
    Diagnostic::error(Code::NoSuchPath, message)
}

fn step(
    world: &dyn World,
    folder: &str,
    steps: &[&str],
    depth: usize,
    found: &mut Vec<String>,
) -> Result<(), Diagnostic> {
    let Some((first, rest)) = steps.split_first() else { return Ok(()) };
    if !is_pattern(first) {
        let path = inside(folder, first);
        return match world.kind(&path) {
            Kind::File if rest.is_empty() => {
                found.push(path);
                Ok(())
            }
            Kind::Folder => step(world, &path, rest, depth, found),
            _ => Ok(()),
        };
    }
    if *first == "**" {
        step(world, folder, rest, depth, found)?;
        if depth > DEPTH {
            return Err(too_deep(folder));
        }
    }
    for entry in world.list(folder).map_err(|error| cannot_read(folder, &error))? {
        let name = entry.trim_end_matches('/');
        if name.starts_with('.') || (*first != "**" && !fits(first, name)) {
            continue;
        }
        let path = inside(folder, name);
        match (entry.ends_with('/'), rest.is_empty()) {
            (true, _) if *first == "**" => step(world, &path, steps, depth + 1, found)?,
            (true, false) => step(world, &path, rest, depth, found)?,
            (false, true) if *first != "**" => found.push(path),
            _ => {}
        }
    }
    Ok(())
}

/// Whether a name fits a pattern of `*` and `?`.
fn fits(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    let (mut p, mut n, mut star) = (0, 0, None);
    while n < name.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, n));
                p += 1;
            }
            Some(sign) if *sign == '?' || *sign == name[n] => (p, n) = (p + 1, n + 1),
            // What the last star stands for grows by one.
            _ => match star {
                Some((at, taken)) => {
                    star = Some((at, taken + 1));
                    (p, n) = (at + 1, taken + 1);
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|sign| *sign == '*')
}

pub fn is_rule_file(path: &str) -> bool {
    ending(path).eq_ignore_ascii_case(RULE_ENDING)
}

/// The rule files of a folder and of the folders in it, sorted. Hidden folders are left out.
pub fn rule_files(world: &dyn World, folder: &str) -> Result<Vec<String>, Diagnostic> {
    files(world, folder, &is_rule_file)
}

/// The wanted files of a folder and of the folders in it, as [`rule_files`].
pub fn files(world: &dyn World, folder: &str, wanted: &dyn Fn(&str) -> bool) -> Result<Vec<String>, Diagnostic> {
    let mut found = Vec::new();
    let mut left = vec![(folder.to_string(), 0)];
    while let Some((folder, depth)) = left.pop() {
        if depth > DEPTH {
            return Err(too_deep(&folder));
        }
        for entry in world.list(&folder).map_err(|error| cannot_read(&folder, &error))? {
            match entry.strip_suffix('/') {
                Some(inner) if !inner.starts_with('.') => left.push((inside(&folder, inner), depth + 1)),
                None if wanted(&entry) => found.push(inside(&folder, &entry)),
                _ => {}
            }
        }
    }
    found.sort();
    Ok(found)
}

fn too_deep(folder: &str) -> Diagnostic {
    let message = text!(
        nb: "Mappene i {folder} ligger mer enn {DEPTH} nivåer inne i hverandre.",
        en: "The folders in {folder} stand more than {DEPTH} levels inside each other.",
    );
    Diagnostic::error(Code::TooLarge, message).at_file(folder)
}

/// A path that leads nowhere, with what stands near it.
pub fn absent(world: &dyn World, path: &str) -> Diagnostic {
    let message = text!(nb: "{path} finnes ikke.", en: "{path} does not exist.");
    let problem = Diagnostic::error(Code::NoSuchPath, message);
    match near(world, path) {
        Some(other) => problem.help(text!(nb: "Mente du {other}?", en: "Did you mean {other}?")),
        None => problem,
    }
}

/// An existing path that differs from a missing one by a slip in one of its names.
fn near(world: &dyn World, path: &str) -> Option<String> {
    let folder = parent(path);
    let folder = match world.kind(folder) {
        Kind::Folder => folder.to_string(),
        _ if folder != "." && folder != "/" => near(world, folder)?,
        _ => return None,
    };
    let entries = world.list(&folder).ok()?;
    let names: Vec<&str> = entries.iter().map(|entry| entry.trim_end_matches('/')).collect();
    let wanted = name(path);
    let same_stem = || names.iter().copied().find(|other| stem(other) == stem(wanted) && !stem(wanted).is_empty());
    let found = nearest(wanted, names.iter().copied()).or_else(same_stem)?;
    Some(inside(&folder, found))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_tidied_by_their_text() {
        assert_eq!(join("examples/tiltak", "../../rules/a.krav"), "rules/a.krav");
        assert_eq!(join("examples/tiltak", "./b.csv"), "examples/tiltak/b.csv");
        assert_eq!(join(".", "../x"), "../x");
        assert_eq!(join("../y", "../../x"), "../../x");
        assert_eq!(join("a", "/x//y/"), "/x/y");
        assert_eq!(join("/a", "../../x"), "/x");
        assert_eq!(tidy("a/.."), ".");
    }

    #[test]
    fn a_path_has_a_parent_a_stem_and_an_ending() {
        assert_eq!((parent("a/b.csv"), parent("b.csv"), parent("/b"), parent("a/b/")), ("a", ".", "/", "a"));
        assert_eq!((stem("a/b.x.csv"), stem(".hidden"), ending("a.b/c")), ("b.x", ".hidden", ""));
        assert!(is_rule_file("x/Y.KRAV") && !is_rule_file("krav"));
    }
}

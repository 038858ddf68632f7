//! The rule files of the project stay in the layout that `krav fmt` gives them.

use krav::base::{FileId, Source};
use krav::driver::format::format;
use krav::syntax::tree::Words;
use std::fs;
use std::path::{Path, PathBuf};

fn rule_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            rule_files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "krav") {
            found.push(path);
        }
    }
}

fn formatted(path: &Path, text: &str, words: Option<Words>) -> String {
    let source = Source::new(FileId(0), path.to_string_lossy(), text);
    format(&source, words).unwrap_or_else(|problems| panic!("{}: {problems:?}", path.display()))
}

#[test]
fn rule_files_are_formatted_and_the_same_again_from_any_set_of_words() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    ["rules", "examples", "benches"].iter().for_each(|folder| rule_files(&root.join(folder), &mut files));
    assert!(files.len() >= 9, "only {} rule files were found", files.len());
    for path in files {
        let text = fs::read_to_string(&path).expect("a text");
        assert_eq!(formatted(&path, &text, None), text, "{}: run `krav fmt rules examples benches`", path.display());
        let own = krav::syntax::parse(&Source::new(FileId(0), "", text.as_str())).file.words;
        for words in Words::ALL {
            let other = formatted(&path, &text, Some(words));
            assert_eq!(formatted(&path, &other, Some(own)), text, "{}: from {words:?}", path.display());
        }
    }
}

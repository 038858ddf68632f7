//! The language tests of `tests/spec/`, run as `krav test` runs them.

use krav::base::Lang;
use krav::report::format::View;
use krav::report::tested::{self, Tested};
use krav::spec::{self, Setting};
use krav::value::Date;
use krav::world::Memory;
use std::fs;
use std::path::Path;

#[test]
fn the_language_does_what_its_tests_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/spec");
    let entries = fs::read_dir(&folder).expect("the folder of language tests");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    let setting = Setting { as_of: None, today: Date::from_ymd(2020, 1, 1).expect("a date"), lang: Lang::En };
    let mut tested = Tested::default();
    for name in names.iter().filter(|name| spec::is_literate(name)) {
        let text = fs::read_to_string(folder.join(name)).expect("a text");
        let path = format!("tests/spec/{name}");
        tested.cases.extend(spec::literate(&Memory::new(), &path, &text, &setting));
    }
    let mut out = Vec::new();
    tested::human(&tested, Lang::En, &View::default(), &mut out).expect("memory is never full");
    assert_eq!(tested.failed(), 0, "\n{}", String::from_utf8_lossy(&out));
    assert!(tested.cases.len() > 20, "only {} sections were run", tested.cases.len());
}

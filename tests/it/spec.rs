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

/// A literate test in which every built-in's example is a rule's condition.
#[test]
fn every_example_of_a_function_holds_in_the_language() {
    let mut text = String::from("```krav\ntable t\n  id text, key\n  none text\n");
    for (number, function) in krav::builtin::ALL.iter().enumerate() {
        let (call, value) = function.example.rsplit_once(" = ").expect("an equation");
        // The field is never given, so the condition is no constant.
        let _ = std::fmt::Write::write_fmt(
            &mut text,
            format_args!(
                "rule r{number} \"R\"\n  source internal \"S\"\n  for each t\n  must {call} = {value} and id is given\n\
                 test r{number}\n  t {{ id: \"A\" }} -> met\n"
            ),
        );
    }
    text.push_str("```\n");
    let setting = Setting { as_of: None, today: Date(0), lang: Lang::En };
    let cases = spec::literate(&Memory::new(), "functions.spec.md", &text, &setting);
    let unexpected: Vec<_> =
        cases.iter().flat_map(|case| &case.failures).filter(|failure| !failure.message.en.contains("K0220")).collect();
    assert!(unexpected.is_empty(), "{unexpected:#?}");
}

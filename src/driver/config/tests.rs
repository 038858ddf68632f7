use super::*;
use crate::base::At;

/// The code, line and column of each problem, and its first help in English.
fn problems(text: &str) -> Vec<(&'static str, u32, u32, String)> {
    let (_, problems) = read("krav.toml", text.as_bytes());
    let place = |problem: &Diagnostic| match problem.labels.first().map(|label| &label.at) {
        Some(At::Cell(place)) => (place.line, place.column),
        other => panic!("no place: {other:?}"),
    };
    let help = |problem: &Diagnostic| problem.help.first().map(|help| help.en.clone()).unwrap_or_default();
    problems.iter().map(|problem| (problem.code.id(), place(problem).0, place(problem).1, help(problem))).collect()
}

#[test]
fn everything_that_it_may_say_is_read() {
    let text = r#"
language = "nb"
as_of = 2018-10-01
packs = ["../rules", "egne.krav"]
allow_empty = true
allow_unknown = false
fail_on = "departure"
[tables]
tiltak = "tiltak.csv"
kontakt = { path = "k.txt", format = "csv", delimiter = ";" }
"ansvarlig virksomhet" = { path = "v.tsv", delimiter = "\t" }
"#;
    let (config, problems) = read("krav.toml", text.as_bytes());
    assert!(problems.is_empty(), "{problems:?}");
    assert_eq!(config.language, Some(Lang::Nb));
    assert_eq!(config.as_of, Date::from_ymd(2018, 10, 1));
    assert_eq!((config.allow_empty, config.allow_unknown), (Some(true), Some(false)));
    assert_eq!(config.fail_on, Some(FailOn::Departure));
    let packs: Vec<String> = config.packs.unwrap_or_default().into_iter().map(|pack| pack.text).collect();
    assert_eq!(packs, ["../rules", "egne.krav"]);
    let tables = config.tables.unwrap_or_default();
    let names: Vec<&str> = tables.iter().map(|entry| entry.name.text.as_str()).collect();
    assert_eq!(names, ["tiltak", "kontakt", "ansvarlig virksomhet"]);
    assert_eq!(tables[1].options, Options { format: Some("csv".into()), delimiter: Some(';'), ..Options::default() });
    assert_eq!(tables[2].options.delimiter, Some('\t'));
}

#[test]
fn an_unknown_key_is_told_with_its_place_and_the_nearest() {
    assert_eq!(problems("languge = \"nb\""), [("K0401", 1, 1, "Did you mean `language`?".into())]);
    let strange = problems("\nzebra = 1");
    assert_eq!((strange[0].0, strange[0].1), ("K0401", 2));
    assert!(strange[0].3.contains("language, as_of, packs, waivers"), "{strange:?}");
    let inner = problems("[tables]\nx = { path = \"x.csv\", delimeter = \";\" }");
    assert_eq!(inner, [("K0401", 2, 23, "Did you mean `delimiter`?".into())]);
}

#[test]
fn every_mistake_is_told_at_once() {
    let found = problems(
        "language = \"no\"\nas_of = \"2018-02-30\"\npacks = \"x\"\nallow_empty = 1\nfail_on = \"depature\"\n\
         [tables]\na = 1\nb = { delimiter = \"ab\" }\nc = { path = \"c\", format = \"cvs\" }\n",
    );
    let places: Vec<(&str, u32)> = found.iter().map(|problem| (problem.0, problem.1)).collect();
    let expected: Vec<(&str, u32)> = [1, 2, 3, 4, 5, 7, 8, 8, 9].iter().map(|line| ("K0402", *line)).collect();
    assert_eq!(places, expected, "{found:?}");
    assert!(found[4].3.contains("departure"));
    assert!(found[8].3.contains("\"csv\""));
}

#[test]
fn what_is_no_toml_is_told_once_a_line_and_the_rest_is_still_read() {
    let found = problems("language = \nas_of = \"x\"\n[tables");
    assert_eq!(found.iter().map(|problem| problem.1).collect::<Vec<_>>(), [1, 2, 3], "{found:?}");
    let (config, problems) = read("krav.toml", b"language = \"nb\"\npacks = [\n");
    assert_eq!(config.language, Some(Lang::Nb));
    assert!(!problems.is_empty() && problems.iter().all(|problem| problem.code == Code::BadConfig));
    let (_, problems) = read("krav.toml", b"language = \"\xff\"");
    assert_eq!(problems[0].code, Code::BadConfig);
}

#[test]
fn the_same_key_twice_is_no_toml() {
    let found = problems("as_of = \"2018-01-01\"\nas_of = \"2019-01-01\"");
    assert_eq!((found.len(), found[0].0), (1, "K0402"), "{found:?}");
}

#[test]
fn thresholds_are_counts() {
    let (config, problems) =
        read("krav.toml", b"thresholds = { violations = 10, departures = 0 }\nwaivers = [\"u.krav\"]\n");
    assert!(problems.is_empty(), "{problems:?}");
    assert_eq!(config.thresholds, Thresholds { violations: 10, undecided: 0, departures: Some(0) });
    assert_eq!(config.waivers[0].text, "u.krav");
    let wrong = problems_of("[thresholds]\nviolation = 1\nundecided = -1\ndepartures = \"x\"");
    assert_eq!(wrong, [("K0401", 2), ("K0402", 3), ("K0402", 4)]);
}

fn problems_of(text: &str) -> Vec<(&'static str, u32)> {
    problems(text).into_iter().map(|(code, line, ..)| (code, line)).collect()
}

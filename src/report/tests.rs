//! The outputs as a whole, of a report made by hand.

mod many;
mod published;

use super::format::{FORMATS, View};
use super::support::{CONTACTS, MEASURES, Sample, cell, clause, finding, sample};
use super::visible::{columns, is_hostile};
use super::*;
use crate::base::{Code, FileId, Sources, Window};
use crate::text;
use serde_json::{Value, json};

const SCHEMA: &str = include_str!("../../docs/outputs.schema.json");
const DOCS: &str = include_str!("../../docs/outputs.md");

fn view(per_rule: usize) -> View {
    View { per_rule: Some(per_rule), ..View::default() }
}

#[test]
fn people_read_it_in_bokmål() {
    insta::assert_snapshot!("human_nb", sample(Lang::Nb).written("human", view(3)));
}

#[test]
fn people_read_it_in_english() {
    insta::assert_snapshot!("human_en", sample(Lang::En).written("human", view(2)));
}

#[test]
fn all_lists_every_finding_and_every_check() {
    let view = View { per_rule: None, width: 80, ascii: true, ..View::default() };
    insta::assert_snapshot!("human_all_ascii", sample(Lang::Nb).written("human", view));
}

#[test]
fn colours_are_added_and_nothing_else() {
    let plain = sample(Lang::Nb).written("human", view(3));
    let colored = sample(Lang::Nb).written("human", View { color: true, ..view(3) });
    assert!(colored.contains("\x1b["));
    let plainly = |text: &str| text.lines().map(|line| line.trim_end().to_string()).collect::<Vec<_>>();
    assert_eq!(plainly(&without_colours(&colored)), plainly(&plain));
}

/// The text without sequences that set colours; any other escape stays.
fn without_colours(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("\x1b[") {
        plain.push_str(&rest[..at]);
        let code = rest[at + 2..].trim_start_matches(|c: char| c.is_ascii_digit() || c == ';');
        match code.strip_prefix('m') {
            Some(after) => rest = after,
            None => {
                plain.push('\x1b');
                rest = &rest[at + 1..];
            }
        }
    }
    plain + rest
}

#[test]
fn machines_read_it() {
    for format in ["json", "ndjson", "verdicts", "ledger"] {
        insta::assert_snapshot!(format, sample(Lang::En).written(format, View::default()));
    }
}

#[test]
fn what_is_left_out_is_counted() {
    let sample = sample(Lang::Nb);
    for most in 1..10_usize {
        let written = sample.written("human", view(most));
        for (head, all) in [("BRUDD  digitaliseringsrundskrivet.2017/ks-drøfting", 7), ("UAVKLART", 2)] {
            let group = &written[written.find(head).expect("the group is there")..];
            let group = &group[..group
                .find("\n\n")
                .and_then(|i| group[i + 2..].find("\n\n").map(|j| i + 2 + j))
                .unwrap_or(group.len())];
            let shown = group.matches("\n  tiltak T-").count();
            assert_eq!(shown, most.min(all), "{group}");
            let more = format!("… og {} til (vis alle med --all)", all - shown);
            assert_eq!(group.contains(&more), shown < all, "{group}");
        }
    }
    let all = sample.written("human", View { per_rule: None, ..View::default() });
    assert!(!all.contains("--all"));
    assert_eq!(all.matches("\n  tiltak T-").count(), 15);
}

/// Every text of the sample replaced by one that would like to break out.
fn hostile(lang: Lang) -> Sample {
    let evil = "a\x1b[31m\x1b]0;x\x07\u{9b}2J\r\n\u{202e}gnp\u{2066}\u{200b}\u{feff}\0\x7f\t::error::,\"'<b>";
    let mut sample = sample(lang);
    let text: String = MEASURES.lines().take(2).map(|line| line.replace("hele", evil)).collect::<Vec<_>>().join("\n");
    for found in &mut sample.findings {
        found.message = evil.into();
        found.advice = Some(evil.into());
        found.subject.key = evil.into();
        found.subject.table = evil.into();
        for value in &mut found.values {
            (value.expression, value.value) = (evil.into(), evil.into());
        }
        for cell in &mut found.cells {
            (cell.value, cell.heading) = (evil.into(), evil.into());
            (cell.place.path, cell.place.sheet) = (evil.into(), Some(evil.into()));
            let start = text.find(evil).expect("the value stands in the text");
            let window = Window { first_line: 1, text: text.clone(), start, end: start + evil.len() };
            cell.place.window = cell.place.window.take().map(|_| window);
        }
    }
    let mut bare = sample.findings[0].clone();
    bare.cells[0].place.window = None;
    sample.findings.push(bare);
    for rule in &mut sample.report.rules {
        rule.id = format!("{evil}/{}", rule.id);
        rule.title = Text::same(evil);
        for source in &mut rule.sources {
            (source.work, source.section, source.url) = (evil.into(), Some(evil.into()), Some(evil.into()));
        }
        for reading in &mut rule.readings {
            (reading.word, reading.meaning) = (evil.into(), evil.into());
        }
    }
    sample.sources = Sources::default();
    sample.sources.add(evil, format!("{evil} {}", support::RULES.replace(' ', "\u{202e}")));
    sample
}

#[test]
fn nothing_in_the_data_breaks_out() {
    let sample = hostile(Lang::Nb);
    for color in [false, true] {
        for per_rule in [None, Some(2)] {
            let written = sample.written("human", View { color, per_rule, ..View::default() });
            let plain = if color { without_colours(&written) } else { written };
            let bad: Vec<char> = plain.chars().filter(|&c| c != '\n' && is_hostile(c)).collect();
            assert!(bad.is_empty(), "{bad:?} in {plain}");
        }
    }
    for format in ["json", "ndjson"] {
        let written = sample.written(format, View::default());
        assert!(!written.chars().any(|c| c != '\n' && is_hostile(c)), "{format}");
    }
    let json: Value = serde_json::from_str(&sample.written("json", View::default())).expect("it is JSON");
    assert_eq!(json["findings"][0]["message"], sample.findings[0].message, "the data itself is unchanged");
    let mut out = Vec::new();
    catalogue::human(&sample.report.rules, Lang::Nb, &View::default(), &mut out).expect("a vector takes everything");
    let mut problem = Diagnostic::error(Code::CannotRead, Text::same(&sample.findings[0].message));
    problem = problem.at(clause("skal"), Text::same(&sample.findings[0].message)).at_file("a\x1b[2J");
    problem = problem.help(Text::same(&sample.findings[0].message));
    diagnostics::write(&[problem], &sample.sources, Lang::Nb, &View::default(), &mut out).expect("as above");
    let written = String::from_utf8(out).expect("outputs are UTF-8");
    assert!(!written.chars().any(|c| c != '\n' && is_hostile(c)), "{written}");
}

#[test]
fn huge_cells_are_shown_in_part() {
    let mut sample = sample(Lang::Nb);
    let row = format!("{},{},{}", "x".repeat(1 << 20), "y".repeat(1 << 20), "z".repeat(1 << 20));
    for found in &mut sample.findings {
        found.message = format!("For lang: {row}");
        for cell in &mut found.cells {
            let window = Window { first_line: 2, text: row.clone(), start: (1 << 20) + 1, end: (2 << 20) + 1 };
            (cell.value, cell.place.window) = (row.clone(), Some(window));
        }
    }
    let written = sample.written("human", View { per_rule: None, width: 80, ..View::default() });
    assert!(written.len() < 50_000, "{}", written.len());
    for line in written.lines().take_while(|line| !line.ends_with("Regel")).filter(|line| !line.contains("2017/")) {
        assert!(columns(line) <= 80, "{line}");
    }
}

/// The schema of one of the shapes, which allows no key that it does not describe.
fn strict(part: &str) -> jsonschema::Validator {
    fn close(schema: &mut Value) {
        match schema {
            Value::Object(map) => {
                // a schema without a type is a part of one with `allOf`
                if map.contains_key("type") && (map.contains_key("properties") || map.contains_key("allOf")) {
                    map.insert("unevaluatedProperties".into(), json!(false));
                }
                map.values_mut().for_each(close);
            }
            Value::Array(items) => items.iter_mut().for_each(close),
            _ => {}
        }
    }
    let mut schema: Value = serde_json::from_str(SCHEMA).expect("the schema is JSON");
    jsonschema::meta::validate(&schema).expect("the schema is a schema");
    close(&mut schema);
    let one = json!({ "$schema": schema["$schema"], "$ref": format!("#/$defs/{part}"), "$defs": schema["$defs"] });
    jsonschema::validator_for(&one).expect("the schema can be used")
}

fn fits(validator: &jsonschema::Validator, text: &str) {
    let value: Value = serde_json::from_str(text).expect("it is JSON");
    let errors: Vec<String> =
        validator.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[test]
fn json_is_what_the_schema_says() {
    let (report, one) = (strict("report"), strict("finding"));
    for sample in [sample(Lang::Nb), sample(Lang::En), hostile(Lang::En), empty(), workbook()] {
        fits(&report, &sample.written("json", View::default()));
        sample.written("ndjson", View::default()).lines().for_each(|line| fits(&one, line));
        let mut out = Vec::new();
        catalogue::json(&sample.report.rules, Lang::Nb, &sample.sources, &mut out).expect("a vector takes everything");
        fits(&strict("catalogue"), &String::from_utf8(out).expect("outputs are UTF-8"));
    }
    let named = serde_json::from_str::<Value>(SCHEMA).expect("the schema is JSON");
    assert_eq!(named["$ref"], "#/$defs/report");
}

fn empty() -> Sample {
    let mut sample = sample(Lang::Nb);
    sample.findings.clear();
    sample.report.inputs.clear();
    sample.report.rules.clear();
    sample
}

/// Places without lines: a workbook, a JSON pointer, a registry as a whole.
fn workbook() -> Sample {
    let mut sample = sample(Lang::Nb);
    let mut found = finding(5, Verdict::Unknown, "T-07", 7, "Kan ikke avgjøres.", clause("skal"));
    for (sheet, at, pointer) in [(Some("Tiltak"), Some("E8"), None), (None, None, Some("/7/oppstart"))] {
        let mut one = cell("data/tiltak.csv", MEASURES, 8, 5, Role::Decides);
        one.missing = Some(Missing::Unreadable);
        one.place = CellPlace {
            path: "data/tiltak.xlsx".into(),
            sheet: sheet.map(String::from),
            cell: at.map(String::from),
            pointer: pointer.map(String::from),
            ..CellPlace::default()
        };
        found.cells.push(one);
    }
    let mut registry = finding(7, Verdict::Violated, "", 0, "Figurens deler gir ikke N.", clause("bør"));
    registry.subject = Subject::default();
    sample.findings = vec![found, registry];
    sample
}

#[test]
fn places_without_lines_are_said_in_words() {
    let written = workbook().written("human", view(3));
    let group = &written[..written.find("AVVIK").expect("the group is there")];
    insta::assert_snapshot!("human_workbook", group);
}

#[test]
fn the_conclusion_follows_the_gate() {
    let last = |sample: &Sample, gate: gate::Gate| {
        let written = sample.written("human", View { gate, ..View::default() });
        written.lines().last().map(String::from).expect("a conclusion")
    };
    let mut sample = sample(Lang::Nb);
    let gate = gate::Gate::default();
    assert_eq!(
        last(&sample, gate),
        "IKKE I SAMSVAR: 11 brudd, 2 uavklarte, 1 avvik fra anbefaling, 2 forklarte \
         (5 regler, 5 feltkontroller, 13 rader), målt per 2018-10-01"
    );
    for rule in &mut sample.report.rules {
        let open = u64::from(rule.id.ends_with("ks-drøfting"));
        rule.ledger = Ledger { population: 11 + open, counts: [4, 0, 0, 0, open, 7, 0], without_key: 0 };
    }
    assert!(last(&sample, gate).starts_with("UAVKLART: ingen brudd, 1 uavklart ("));
    assert!(
        last(&sample, gate::Gate { allow_unknown: true, ..gate }).starts_with("I SAMSVAR: ingen brudd, 1 uavklart (")
    );
    let none = Ledger { population: 3, counts: [0, 0, 0, 0, 0, 3, 0], without_key: 0 };
    sample.report.rules.iter_mut().for_each(|rule| rule.ledger = none);
    assert!(last(&sample, gate).starts_with("INGENTING BLE PRØVD: ingen regel gjaldt noen rad ("));
}

fn problems() -> Vec<Diagnostic> {
    let contact = cell("data/kontakt.csv", CONTACTS, 2, 3, Role::Decides).place;
    vec![
        Diagnostic::error(Code::MissingColumn, text!(nb: "Tabellen «tiltak» mangler kolonnen «oppstrt».", en: "Table “tiltak” lacks the column “oppstrt”."))
            .at_file("data/tiltak.csv")
            .help(text!(nb: "Kolonnen «oppstart» ligner.", en: "The column “oppstart” is similar.")),
        Diagnostic::error(Code::UnknownName, text!(nb: "Ukjent navn: «e_faktura».", en: "Unknown name: “e_faktura”."))
            .at(clause("e_faktura"), text!(nb: "mente du «e_fakturaer»?", en: "did you mean “e_fakturaer”?"))
            .at(clause("regel e-faktura"), text!(nb: "i denne regelen", en: "in this rule"))
            .help(text!(nb: "Skriv «e_fakturaer», eller legg feltet til i tabellen.", en: "Write “e_fakturaer”, or add the field to the table.")),
        Diagnostic::warning(Code::UnusableModifier, text!(nb: "Et bør på en lov.", en: "A should on a law."))
            .at(clause("bør       andel"), Text::default()),
        Diagnostic::note(Code::FormatGuess, text!(nb: "Filen er lest som CSV med komma.", en: "The file was read as CSV with commas."))
            .at_cell(contact, text!(nb: "siste celle", en: "last cell")),
        Diagnostic::error(Code::NoRules, text!(nb: "Ingen regelfil er oppgitt.", en: "No rule file was given.")),
        Diagnostic::error(Code::UnexpectedText, text!(nb: "En regel til.", en: "Another rule."))
            .at(Span::new(FileId(0), 99_999, 3), Text::default()),
    ]
}

#[test]
fn problems_are_told_all_at_once() {
    let sources = sample(Lang::Nb).sources;
    for lang in [Lang::Nb, Lang::En] {
        let mut out = Vec::new();
        diagnostics::write(&problems(), &sources, lang, &View::default(), &mut out).expect("a vector takes everything");
        let written = String::from_utf8(out).expect("outputs are UTF-8");
        insta::assert_snapshot!(format!("problems_{}", lang.code()), written);
    }
}

#[test]
fn the_catalogue_lists_the_rules() {
    let sample = sample(Lang::Nb);
    let mut out = Vec::new();
    catalogue::human(&sample.report.rules[5..7], Lang::Nb, &View::default(), &mut out)
        .expect("a vector takes everything");
    catalogue::json(&sample.report.rules[5..6], Lang::En, &sample.sources, &mut out).expect("as above");
    insta::assert_snapshot!("catalogue", String::from_utf8(out).expect("outputs are UTF-8"));
}

/// Each block of the page that follows `<!-- example: FORMAT -->` stands in what the format writes, line by line.
#[test]
fn the_examples_of_the_page_are_true() {
    let mut seen = 0;
    for part in DOCS.split("<!-- example: ").skip(1) {
        let (format, rest) = part.split_once(" -->").expect("the mark ends");
        let block = rest.split("```").nth(1).expect("a block follows the mark");
        let lang = if DOCS[..DOCS.find(part).unwrap_or(0)].contains("\n# Utdata") { Lang::Nb } else { Lang::En };
        let written = sample(lang).written(format, view(1));
        for line in block.lines().skip(1).map(str::trim_end).filter(|line| !line.is_empty() && *line != "…") {
            assert!(written.lines().any(|one| one == line), "{format} has no line\n{line}");
        }
        seen += 1;
    }
    let texts = FORMATS.iter().filter(|format| !format.binary).count();
    assert!(seen >= 2 * texts, "each format has an example in both languages");
}

#[test]
#[ignore = "a measurement"]
fn a_hundred_thousand_findings_are_written_in_seconds() {
    let mut sample = sample(Lang::Nb);
    let one = sample.findings[0].clone();
    sample.findings = (0..100_000)
        .map(|row| Finding { subject: Subject { row: Some(row), ..one.subject.clone() }, ..one.clone() })
        .collect();
    for format in FORMATS {
        for color in [false, true] {
            let view = View { color, per_rule: None, ..View::default() };
            let start = std::time::Instant::now();
            let written = sample.written(format.name, view);
            println!("{} {color}: {:?}, {} bytes", format.name, start.elapsed(), written.len());
        }
    }
}

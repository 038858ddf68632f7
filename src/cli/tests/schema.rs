//! The schema of `krav.toml` is that of the keys that are read: what one takes, the other takes.

use super::super::schema;
use super::*;
use crate::driver::config::{self, KEYS};
use serde_json::{Map, Value};
use std::fs;
use std::path::{Path, PathBuf};
use toml::de::{DeTable, DeValue};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn validator() -> jsonschema::Validator {
    let schema: Value = serde_json::from_str(&schema::text(Lang::En)).expect("JSON");
    jsonschema::draft7::meta::validate(&schema).expect("the schema is a schema");
    jsonschema::draft7::options().should_validate_formats(true).build(&schema).expect("the schema can be used")
}

/// TOML as those who check it by a JSON Schema see it.
fn json(value: &DeValue) -> Value {
    match value {
        DeValue::String(text) => Value::String(text.to_string()),
        DeValue::Integer(number) => {
            let digits = number.as_str().replace('_', "");
            i64::from_str_radix(&digits, number.radix()).map_or(Value::Null, Value::from)
        }
        DeValue::Float(number) => number.as_str().parse::<f64>().map_or(Value::Null, Value::from),
        DeValue::Boolean(is) => Value::Bool(*is),
        DeValue::Datetime(date) => Value::String(date.to_string()),
        DeValue::Array(items) => items.iter().map(|item| json(item.get_ref())).collect(),
        DeValue::Table(table) => object(table),
    }
}

fn object(table: &DeTable) -> Value {
    let entries = table.iter().map(|(key, value)| (key.get_ref().to_string(), json(value.get_ref())));
    Value::Object(entries.collect::<Map<String, Value>>())
}

fn fits(validator: &jsonschema::Validator, text: &str) -> bool {
    let table = DeTable::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    validator.is_valid(&object(table.get_ref()))
}

fn is_read(text: &str) -> bool {
    config::read("krav.toml", text.as_bytes()).1.is_empty()
}

#[test]
fn what_is_read_fits_and_what_is_refused_does_not() {
    let validator = validator();
    let table = |inner: &str| format!("tables = {{ t = {{ path = \"t.csv\", {inner} }} }}");
    let mut good: Vec<String> = KEYS.iter().map(|key| format!("{} = {}", key.name, key.example)).collect();
    good.extend(
        ["as_of = 2018-10-01", "packs = []", "thresholds = { departures = 0 }", "[tables]\n\"to ord\" = \"t.csv\"", ""]
            .map(String::from),
    );
    for setting in crate::data::read::options::SETTINGS {
        good.push(table(&format!("{} = {}", setting.name, setting.example)));
        for word in (setting.words)() {
            good.push(table(&format!("{} = \"{word}\"", setting.name)));
        }
    }
    for about in crate::data::read::limits::LIMITS {
        good.push(table(&format!("limits = {{ {} = {} }}", about.name, about.usual)));
        good.push(table(&format!("limits = {{ {} = \"{}\" }}", about.name, about.most)));
    }
    good.extend(["delimiter = \"tab\"", "quote = \"none\"", "limits = { memory = \"1 GiB\" }"].map(table));
    for format in crate::report::format::FORMATS {
        good.push(format!("format = \"{}\"\noutput = {{ {} = \"x\" }}", format.name, format.name));
    }
    let mut bad: Vec<String> = [
        "languge = \"nb\"",
        "language = \"sv\"",
        "language = 1",
        "as_of = \"2018-02-30\"",
        "as_of = \"1.10.2018\"",
        "as_of = 2018",
        "packs = \"rules\"",
        "packs = [1]",
        "packs = [\" \"]",
        "waivers = true",
        "allow_empty = 1",
        "allow_unknown = \"true\"",
        "fail_on = \"depature\"",
        "format = \"xml\"",
        "output = { xml = \"x\" }",
        "output = { sarif = \"\" }",
        "output = \"x\"",
        "thresholds = 1",
        "thresholds = { violation = 1 }",
        "thresholds = { undecided = -1 }",
        "thresholds = { departures = \"x\" }",
        "tables = { t = 1 }",
        "tables = { t = \"\" }",
        "tables = { t = { delimiter = \";\" } }",
        "tables = [\"t.csv\"]",
    ]
    .map(String::from)
    .into();
    bad.extend(
        [
            "delimeter = \";\"",
            "delimiter = \"ab\"",
            "delimiter = 1",
            "quote = \"\"",
            "format = \"cvs\"",
            "skip_rows = \"2\"",
            "skip_rows = -1",
            "skip_rows = 10001",
            "header_rows = 21",
            "comment = \" \"",
            "ragged = \"drop\"",
            "part = \"\"",
            "limits = 1",
            "limits = { colums = 1 }",
            "limits = { columns = 0 }",
            "limits = { columns = \"1 GiB\" }",
            "limits = { memory = \"x\" }",
        ]
        .map(table),
    );
    for (texts, wanted) in [(good, true), (bad, false)] {
        for text in texts {
            assert_eq!((is_read(&text), fits(&validator, &text)), (wanted, wanted), "read, fits: {text}");
        }
    }
}

#[cfg(all(feature = "workbook", feature = "sqlite", feature = "parquet"))]
#[test]
fn the_published_schemas_are_those_that_krav_writes() {
    for (lang, name) in [(Lang::En, "docs/krav.schema.json"), (Lang::Nb, "docs/krav.schema.nb.json")] {
        let path = Path::new(ROOT).join(name);
        let published = fs::read_to_string(&path).expect("the schema");
        assert!(published == schema::text(lang), "{name} is not what `krav init --schema` writes");
    }
}

fn files(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, ending, found);
        } else if path.to_string_lossy().ends_with(ending) {
            found.push(path);
        }
    }
}

#[test]
fn every_krav_toml_of_the_examples_and_the_documents_fits() {
    let validator = validator();
    let (mut settings, mut pages) = (Vec::new(), vec![Path::new(ROOT).join("README.md")]);
    files(&Path::new(ROOT).join("examples"), "krav.toml", &mut settings);
    files(&Path::new(ROOT).join("docs"), ".md", &mut pages);
    let read = |path: &PathBuf| fs::read_to_string(path).expect("a text");
    assert!(settings.len() >= 4);
    for path in &settings {
        let text = read(path);
        assert!(is_read(&text) && fits(&validator, &text), "{}", path.display());
    }
    let mut blocks = 0;
    for path in &pages {
        let page = format!("\n{}", read(path));
        for part in page.split("\n```toml").skip(1) {
            let (info, rest) = part.split_once('\n').unwrap_or_default();
            let text = rest.split("\n```").next().unwrap_or_default();
            // The pages of the codes show what is refused as well.
            let wanted = !info.trim().starts_with("K0");
            blocks += 1;
            let fitting = DeTable::parse(text).is_ok_and(|table| validator.is_valid(&object(table.get_ref())));
            assert_eq!(fitting, wanted, "{}: {text}", path.display());
        }
    }
    assert!(blocks > 10, "only {blocks} blocks were found");
}

#[test]
fn krav_init_writes_the_schema_and_names_it() {
    let world = Memory::new().file("r.krav", "language en\ntable t\n  id text, key\n").file("t.csv", "id\n1\n");
    let (code, out, err) = krav(&world, &["init", "--schema", "--lang", "en"]);
    assert_eq!((code, out.as_str(), err.as_str()), (0, "krav.toml\nkrav.schema.json\n", ""));
    let text = |path: &str| String::from_utf8(world.read(path).expect("written")).expect("UTF-8");
    assert!(text("krav.toml").starts_with("#:schema ./krav.schema.json\n"));
    assert!(fits(&validator(), &text("krav.toml")));
    assert_eq!(text("krav.schema.json"), schema::text(Lang::En));
    // A file that is there is left alone, and what it lacks is said.
    let own = Memory::new().file("krav.toml", "language = \"nb\"\n");
    let (code, out, err) = krav(&own, &["init", "--schema", "--lang", "nb"]);
    assert_eq!((code, out.as_str()), (0, "krav.schema.json\n"));
    assert!(err.contains("Sett øverst i krav.toml: #:schema ./krav.schema.json"), "{err}");
    assert_eq!(own.read("krav.toml").expect("there"), b"language = \"nb\"\n");
    assert_eq!(krav(&own, &["init"]).0, 2);
}

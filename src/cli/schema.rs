//! The JSON Schema of `krav.toml`, made from the keys that are read: editors complete and check the file by it.

use crate::base::Lang;
use crate::data::read::limits::{About, LIMITS};
use crate::data::read::options::{MOST_HEADER_ROWS, MOST_SKIPPED, SETTINGS, Setting};
use crate::driver::config::{KEYS, Key, Shape, THRESHOLDS};
use crate::report::format::FORMATS;
use serde_json::{Map, Value, json};

/// The name of the file that `krav init --schema` writes, beside `krav.toml`.
pub const NAME: &str = "krav.schema.json";

/// A text with something in it.
const FILLED: &str = "\\S";

/// A character that may stand between cells: of ASCII, and neither a line end, NUL nor the quotation mark.
const DELIMITER: &str = "^(tab|\\\\t|[\\x01-\\x09\\x0B\\x0C\\x0E-\\x21\\x23-\\x7F])$";
const QUOTE: &str = "^(none|[\\x01-\\x09\\x0B\\x0C\\x0E-\\x7F])$";
const SIZE: &str = "^\\s*[0-9][0-9_]*\\s*([kKmMgG]([iI]?[bB])?|[bB])?\\s*$";
const NUMBER: &str = "^\\s*[0-9][0-9_]*\\s*$";

/// The schema, with its descriptions in a language.
pub fn text(lang: Lang) -> String {
    let title = match lang {
        Lang::Nb => "krav.toml: hva krav prøver, og hvordan",
        Lang::En => "krav.toml: what krav checks, and how",
    };
    let properties: Map<String, Value> = KEYS.iter().map(|one| (one.name.to_string(), key(one, lang))).collect();
    let schema = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": title,
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
    });
    format!("{schema:#}\n")
}

/// The line of a `krav.toml` that names the schema beside it.
pub fn directive() -> String {
    format!("#:schema ./{NAME}")
}

/// Whether a `krav.toml` names a schema already.
pub fn is_named(config: &[u8]) -> bool {
    String::from_utf8_lossy(config).lines().any(|line| line.trim_start().starts_with("#:schema"))
}

fn key(key: &Key, lang: Lang) -> Value {
    let mut value = match key.shape {
        Shape::Words(words) => json!({ "enum": words() }),
        Shape::Date => json!({ "type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" }),
        Shape::Boolean => json!({ "type": "boolean" }),
        Shape::Files => json!({ "type": "array", "items": filled() }),
        Shape::Tables => json!({ "type": "object", "additionalProperties": { "anyOf": [filled(), table(lang)] } }),
        Shape::Thresholds => {
            let count = |(name, doc): &(&str, fn() -> crate::base::Text)| {
                (name.to_string(), json!({ "type": "integer", "minimum": 0, "description": doc().in_lang(lang) }))
            };
            closed(THRESHOLDS.iter().map(count).collect())
        }
        Shape::Outputs => closed(FORMATS.iter().map(|format| (format.name.to_string(), filled())).collect()),
    };
    value["description"] = format!("{}\n\n{} = {}", (key.doc)().in_lang(lang), key.name, key.example).into();
    value
}

fn filled() -> Value {
    json!({ "type": "string", "pattern": FILLED })
}

fn closed(properties: Map<String, Value>) -> Value {
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}

/// A table with what is fixed about its file.
fn table(lang: Lang) -> Value {
    let mut properties = Map::new();
    let path = match lang {
        Lang::Nb => "Filen, sett fra mappen med krav.toml; et mønster som «data/*.csv» er flere filer som én tabell.",
        Lang::En => {
            "The file, as seen from the folder of krav.toml; a pattern such as \"data/*.csv\" is several as one table."
        }
    };
    properties.insert("path".into(), json!({ "type": "string", "pattern": FILLED, "description": path }));
    for one in SETTINGS {
        properties.insert(one.name.into(), setting(one, lang));
    }
    let limits = LIMITS.iter().map(|about| (about.name.to_string(), limit(about, lang))).collect();
    properties.insert("limits".into(), closed(limits));
    let mut table = closed(properties);
    table["required"] = json!(["path"]);
    table
}

fn setting(setting: &Setting, lang: Lang) -> Value {
    let words = (setting.words)();
    let mut value = match setting.name {
        _ if !words.is_empty() => json!({ "enum": words }),
        "skip_rows" => json!({ "type": "integer", "minimum": 0, "maximum": MOST_SKIPPED }),
        "header_rows" => json!({ "type": "integer", "minimum": 0, "maximum": MOST_HEADER_ROWS }),
        "delimiter" => json!({ "type": "string", "pattern": DELIMITER }),
        "quote" => json!({ "type": "string", "pattern": QUOTE }),
        "comment" => json!({ "type": "string", "pattern": FILLED, "maxLength": 16 }),
        _ => filled(),
    };
    let option = setting.flag().trim_start_matches('-').replace('-', "_");
    let words = super::help::text(&format!("check.{option}")).map(|text| text.in_lang(lang).to_string());
    let own = match lang {
        Lang::Nb => setting.nb,
        Lang::En => setting.en,
    };
    let doc = words.unwrap_or_else(|| own.to_string());
    value["description"] = format!("{doc}\n\n{} = {}", setting.name, setting.example).into();
    value
}

fn limit(about: &About, lang: Lang) -> Value {
    let pattern = if about.bytes { SIZE } else { NUMBER };
    let usual = about.limit.shown(about.usual);
    let doc = match lang {
        Lang::Nb => about.nb.replace("{}", "så mange") + &format!(": en feil [ellers: {usual}]"),
        Lang::En => about.en.replace("{}", "so many") + &format!(": an error [otherwise: {usual}]"),
    };
    json!({
        "description": doc,
        "anyOf": [
            { "type": "integer", "minimum": 1, "maximum": about.most },
            { "type": "string", "pattern": pattern },
        ],
    })
}

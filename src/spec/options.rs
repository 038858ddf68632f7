//! The options of a section: `key = value` lines of a `toml` block.

use super::markdown::{Block, Slip};
use crate::base::{Lang, nearest};
use crate::text;
use crate::value::Date;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    pub as_of: Option<Date>,
    pub language: Option<Lang>,
    /// Rule files, as written: relative to the literate file.
    pub rules: Vec<String>,
}

const KEYS: [&str; 3] = ["as_of", "language", "rules"];

impl Options {
    /// Reads a block; what it says goes before what was said further out.
    pub fn read(&mut self, block: &Block, slips: &mut Vec<Slip>) {
        for (number, line) in (block.line + 1..).zip(block.text.lines()) {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (key, value) = line.split_once('=').map_or((line, ""), |(key, value)| (key.trim(), value.trim()));
            let read = match key {
                "as_of" => Date::parse_iso(bare(value)).map(|date| self.as_of = Some(date)),
                "language" => language(bare(value)).map(|lang| self.language = Some(lang)),
                "rules" => list(value).map(|paths| self.rules.extend(paths)),
                _ => {
                    let keys = KEYS.join(", ");
                    let mut message = text!(nb: "Ukjent valg «{key}».", en: "Unknown option `{key}`.");
                    if let Some(near) = nearest(key, KEYS) {
                        message.nb.push_str(&format!(" Mente du «{near}»?"));
                        message.en.push_str(&format!(" Did you mean `{near}`?"));
                    }
                    message.nb.push_str(&format!(" Valgene er {keys}."));
                    message.en.push_str(&format!(" The options are {keys}."));
                    slips.push(Slip { line: number, message });
                    continue;
                }
            };
            if read.is_none() {
                let message = text!(nb: "{key} kan ikke være {value}.", en: "{key} cannot be {value}.");
                slips.push(Slip { line: number, message });
            }
        }
    }
}

fn language(name: &str) -> Option<Lang> {
    [Lang::Nb, Lang::En].into_iter().find(|lang| lang.code() == name)
}

/// Without the quotation marks around it.
fn bare(value: &str) -> &str {
    value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value)
}

/// `"a"` or `["a", "b"]`.
fn list(value: &str) -> Option<Vec<String>> {
    let inner = value.strip_prefix('[').and_then(|value| value.strip_suffix(']')).unwrap_or(value);
    let item = |item: &str| item.trim().strip_prefix('"').and_then(|item| item.strip_suffix('"')).map(str::to_string);
    inner.split(',').filter(|part| !part.trim().is_empty()).map(item).collect()
}

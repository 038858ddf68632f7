//! A rule as SARIF describes it.

use crate::base::Lang;
use crate::report::format::tell;
use crate::report::{RuleEntry, RuleKind, words};
use crate::semantic::model::Modality;
use serde_json::{Value, json};
use words::pick;

/// The rule's `reportingDescriptor`.
pub fn descriptor(rule: &RuleEntry, lang: Lang) -> Value {
    let title = rule.title.in_lang(lang);
    let (plain, markdown) = help(rule, lang);
    let mut value = json!({
        "id": rule.id,
        "shortDescription": { "text": escaped(title) },
        "fullDescription": { "text": escaped(&full(rule, lang)) },
        "help": { "text": escaped(&plain), "markdown": escaped(&markdown) },
        "defaultConfiguration": { "level": level(rule.modality) },
        "properties": {
            "tags": tags(rule),
            "precision": "very-high",
            "problem.severity": if rule.modality == Modality::Must { "error" } else { "warning" },
            "kind": words::kind_id(rule.kind),
            "modality": words::modality_id(rule.modality),
            "population": rule.ledger.population,
            "applicable": rule.ledger.applicable(),
            "verdicts": crate::value::Verdict::ALL
                .iter()
                .map(|verdict| (verdict.id().to_string(), json!(rule.ledger.count(*verdict))))
                .collect::<serde_json::Map<String, Value>>(),
        },
    });
    if let Some(url) = rule.sources.iter().filter_map(|source| source.url.as_deref()).find_map(uri) {
        value["helpUri"] = json!(url);
    }
    value
}

/// How grave it is when the rule is violated.
pub fn level(modality: Modality) -> &'static str {
    match modality {
        Modality::Must => "error",
        Modality::Should => "warning",
    }
}

fn tags(rule: &RuleEntry) -> Vec<&str> {
    let mut tags = vec![words::kind_id(rule.kind), words::modality_id(rule.modality)];
    tags.extend(rule.sources.iter().map(|source| words::source_kind_id(source.kind)));
    let mut seen = std::collections::BTreeSet::new();
    tags.retain(|tag| seen.insert(*tag));
    tags
}

/// The title, whom it is about, and where it says so.
fn full(rule: &RuleEntry, lang: Lang) -> String {
    let mut text = ended(rule.title.in_lang(lang));
    if !rule.sources.is_empty() {
        text.push(' ');
        text.push_str(&ended(&pick(
            lang,
            format!("Kilde: {}", words::sources(&rule.sources, lang)),
            format!("Source: {}", words::sources(&rule.sources, lang)),
        )));
    }
    text
}

/// A sentence with its full stop.
fn ended(text: &str) -> String {
    if text.ends_with(['.', '!', '?']) { text.to_string() } else { format!("{text}.") }
}

/// Everything that is said of the rule, as plain text and as Markdown.
fn help(rule: &RuleEntry, lang: Lang) -> (String, String) {
    let mut facts: Vec<(&str, String, Option<String>)> = Vec::new();
    for source in &rule.sources {
        let url = source.url.as_deref().and_then(uri);
        facts.push((pick(lang, "Kilde", "Source"), words::source(source, lang), url));
    }
    for one in &rule.readings {
        facts.push((pick(lang, "Tolkning", "Reading"), tell::reading(one, lang), None));
    }
    if let Some(when) = words::judged_at(rule, lang).or_else(|| words::interval(rule.in_force, lang)) {
        facts.push((pick(lang, "I kraft", "In force"), when, None));
    }
    let strength = match (rule.kind, rule.modality) {
        (RuleKind::Lint, _) => pick(lang, "sjekk av regelfiler", "lint of rule files").to_string(),
        (_, modality) => words::modality(modality, lang).to_string(),
    };
    facts.push((pick(lang, "Styrke", "Strength"), strength, None));
    let title = rule.title.in_lang(lang);
    let (mut plain, mut markdown) = (ended(title), format!("**{}**\n", in_markdown(title)));
    for (label, text, url) in &facts {
        let link = url.as_ref().map(|url| format!(" <{url}>")).unwrap_or_default();
        plain.push_str(&format!("\n{label}: {text}{link}"));
        let shown = match url {
            Some(url) => format!("[{}](<{url}>)", in_markdown(text)),
            None => in_markdown(text),
        };
        markdown.push_str(&format!("\n- {label}: {shown}"));
    }
    (plain, markdown)
}

/// Text in Markdown that stays text: no link, no markup, no HTML.
fn in_markdown(text: &str) -> String {
    crate::report::format::markdown::escaped(text)
}

/// A text as a SARIF message string: braces are placeholders there, and `](` ends the text of a link.
pub fn escaped(text: &str) -> String {
    text.replace('{', "{{").replace('}', "}}")
}

/// The text as a plain message: as [`escaped`], and without a link of its own.
pub fn message(text: &str) -> String {
    escaped(text).replace("](", "\\](")
}

/// An address on the web as a URI; `None` for what is none.
pub fn uri(text: &str) -> Option<String> {
    let text = text.trim();
    let rest = text.strip_prefix("https://").or(text.strip_prefix("http://"))?;
    let host_ends = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let fine = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':');
    let named =
        host_ends > 0 && rest[..host_ends].chars().all(fine) && rest.starts_with(|c: char| c.is_ascii_alphanumeric());
    named.then(|| encoded(text, b":/?#@!$&'*+,;=%"))
}

/// Percent-encodes all but letters, digits, `-._~` and those that may stand.
pub fn encoded(text: &str, may: &[u8]) -> String {
    let mut out = String::with_capacity(text.len());
    let bytes = text.as_bytes();
    for (at, &byte) in bytes.iter().enumerate() {
        let hex = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_hexdigit);
        let stands = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || may.contains(&byte);
        // A bare per cent sign is none of an encoded byte.
        if stands && (byte != b'%' || (hex(at + 1) && hex(at + 2))) {
            out.push(byte as char);
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_uris_or_none() {
        assert_eq!(uri("https://lovdata.no/§ 3?a=b#c").as_deref(), Some("https://lovdata.no/%C2%A7%203?a=b#c"));
        assert_eq!(uri("https://x.no/100%/%C3%A6").as_deref(), Some("https://x.no/100%25/%C3%A6"));
        for none in
            ["javascript:alert(1)", "https://", "https://ev il/", "file:///etc", "www.x.no", "https://\u{202e}x/"]
        {
            assert_eq!(uri(none), None, "{none}");
        }
    }

    #[test]
    fn braces_and_links_of_a_text_are_text() {
        assert_eq!(message("{0} [x](javascript:y) [1]"), "{{0}} [x\\](javascript:y) [1]");
    }
}

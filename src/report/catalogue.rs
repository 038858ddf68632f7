//! The catalogue: which rules there are, what they rest on, and when they are in force.

use super::format::View;
use super::ink::{Ink, Tone};
use super::visible::{Guard, visible, wrap};
use super::{RuleEntry, words};
use crate::base::{Lang, Sources};
use std::io::{self, Write};
use words::pick;

/// For people: a few lines a rule.
pub fn human(rules: &[RuleEntry], lang: Lang, view: &View, out: &mut dyn Write) -> io::Result<()> {
    let out = &mut Guard::new(out);
    const INDENT: usize = 7;
    let ink = Ink { color: view.color };
    let mut text = String::new();
    for rule in rules {
        let modality = words::modality(rule.modality, lang);
        text.push_str(&ink.paint(Tone::Dim, &format!("{modality:INDENT$}")));
        text.push_str(&ink.paint(Tone::Strong, &visible(&rule.id)));
        text.push('\n');
        let mut lines = vec![rule.title.in_lang(lang).to_string()];
        lines.extend(rule.sources.iter().map(|source| words::source(source, lang)));
        let in_force =
            || Some(format!("{} {}", pick(lang, "i kraft", "in force"), words::interval(rule.in_force, lang)?));
        lines.extend(words::judged_at(rule, lang).or_else(in_force));
        for line in lines.iter().filter(|line| !line.is_empty()) {
            for part in wrap(&visible(line), view.width.clamp(40, 200) - INDENT) {
                text.push_str(&" ".repeat(INDENT));
                text.push_str(&part);
                text.push('\n');
            }
        }
    }
    let total = words::counted(rules.len() as u64, pick(lang, "regel", "rule"), pick(lang, "regler", "rules"), lang);
    text.push_str(&format!("{total}\n"));
    out.write_all(text.as_bytes())
}

/// For machines: `version`, `tool` and `rules`, as in the report but without counts.
pub fn json(rules: &[RuleEntry], lang: Lang, sources: &Sources, out: &mut dyn Write) -> io::Result<()> {
    super::format::catalogue_json(rules, lang, sources, out)
}

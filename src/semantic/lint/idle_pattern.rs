//! A regular expression that every text matches.

use super::material::each;
use super::redundant_modifier::without;
use super::{Edit, Lint, Material, Told, found};
use crate::base::{Code, Span, Text};
use crate::syntax::tree::{ExprKind, ModifierKind};
use crate::text;

pub const LINT: Lint = Lint { code: Code::IdlePattern, name: "idle-pattern", check };

fn check(material: &Material, told: &mut Told) {
    for field in material.tables().flat_map(|table| &table.fields) {
        for modifier in &field.modifiers {
            if let ModifierKind::Matches(pattern) = &modifier.kind
                && matches_all(&pattern.text)
            {
                tell(&pattern.text, pattern.span, without(material, field, modifier), told);
            }
        }
    }
    for (expr, _) in material.expressions() {
        each(expr, &mut |part| {
            if let ExprKind::Regex(pattern) = &part.kind
                && matches_all(pattern)
            {
                tell(pattern, part.span, Vec::new(), told);
            }
        });
    }
}

fn tell(pattern: &str, span: Span, fix: Vec<Edit>, told: &mut Told) {
    let message = text!(
        nb: "Alle tekster passer med /{pattern}/, så det prøver ingenting.",
        en: "Every text matches /{pattern}/, so it checks nothing.",
    );
    told.mend(
        found(&LINT, span, message).help(Text::new(
            "Stryk det, eller skriv hva teksten skal bestå av. Et punktum står for et hvilket som helst tegn; `\\.` er et punktum.",
            "Delete it, or write what the text is to consist of. A full stop stands for any character; `\\.` is a full stop.",
        )),
        fix,
    );
}

/// Whether every text that is given matches. Blank cells never come so far, so one character can be asked for.
fn matches_all(pattern: &str) -> bool {
    let mut bare = pattern.strip_prefix('^').unwrap_or(pattern);
    bare = bare.strip_suffix('$').unwrap_or(bare);
    while let Some(inner) = bare.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        bare = inner.strip_prefix("?:").unwrap_or(inner);
    }
    matches!(
        bare,
        ".*" | ".+" | ".*?" | ".+?" | "[\\s\\S]*" | "[\\s\\S]+" | ".*.*" | ".*.+" | ".+.*" | ".{0,}" | ".{1,}"
    )
}

//! Whose verdict flips under other rules, as people and as programs read it.

use super::format::{View, json_text};
use super::ink::{Ink, Tone};
use super::visible::{Guard, clip, on_one_line, visible};
use super::words::{self, pick};
use super::{Cell, Input, RuleEntry, Subject};
use crate::base::Lang;
use crate::value::Verdict;
use serde::Serialize;
use std::io::{self, Write};

/// Cells that a flip shows.
const CELLS: usize = 4;

/// One registry under two sets of rules.
#[derive(Clone, Debug, Default)]
pub struct Impacted {
    pub inputs: Vec<Input>,
    /// The rules that both have.
    pub rules: Vec<RuleImpact>,
    /// Rules that only the newer ones have, and those that only the older ones have.
    pub added: Vec<Unmatched>,
    pub removed: Vec<Unmatched>,
    pub flips: Vec<Flip>,
}

#[derive(Clone, Debug)]
pub struct RuleImpact {
    pub rule: String,
    /// The id that it had, where it was another.
    pub earlier: Option<String>,
    pub title: String,
    pub moves: Vec<Moved>,
}

/// So many subjects went from one verdict to another; `None` where the rule had or has no such subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    pub from: Option<Verdict>,
    pub to: Option<Verdict>,
    pub count: u64,
}

/// A rule that only one side has.
#[derive(Clone, Debug)]
pub struct Unmatched {
    pub rule: String,
    pub title: String,
    pub violated: u64,
    pub unknown: u64,
}

impl Unmatched {
    pub fn of(rule: &RuleEntry, lang: Lang) -> Unmatched {
        Unmatched {
            rule: rule.id.clone(),
            title: rule.title.in_lang(lang).to_string(),
            violated: rule.ledger.count(Verdict::Violated),
            unknown: rule.ledger.count(Verdict::Unknown),
        }
    }
}

/// A subject whose verdict is another.
#[derive(Clone, Debug)]
pub struct Flip {
    /// Place in [`Impacted::rules`].
    pub rule: usize,
    pub subject: Subject,
    pub from: Option<Verdict>,
    pub to: Option<Verdict>,
    /// What is, or was, wrong.
    pub message: Option<String>,
    /// The cells that decide it, or did.
    pub cells: Vec<Cell>,
}

impl Impacted {
    pub fn human(&self, lang: Lang, view: &View, out: &mut dyn Write) -> io::Result<()> {
        let out = &mut Guard::new(out);
        let ink = Ink { color: view.color };
        let most = view.per_rule.unwrap_or(usize::MAX);
        for (place, rule) in self.rules.iter().enumerate().filter(|(_, rule)| !rule.moves.is_empty()) {
            let earlier = rule.earlier.as_ref().map(|id| {
                let id = visible(id);
                pick(lang, format!("  (før {id})"), format!("  (was {id})"))
            });
            writeln!(out, "{}{}", ink.paint(Tone::Strong, &visible(&rule.rule)), earlier.unwrap_or_default())?;
            writeln!(out, "  {}", visible(&rule.title))?;
            for moved in &rule.moves {
                let (n, text) = (words::number(moved.count, lang), arrow(moved.from, moved.to, lang));
                writeln!(out, "  {}  {text}", ink.paint(tone(moved.to), &format!("{n:>5}")))?;
            }
            let flips: Vec<&Flip> = self.flips.iter().filter(|flip| flip.rule == place).collect();
            for flip in flips.iter().take(most) {
                self.flip(flip, &ink, lang, out)?;
            }
            if flips.len() > most {
                let n = words::number((flips.len() - most) as u64, lang);
                writeln!(
                    out,
                    "{}",
                    pick(lang, format!("  … og {n} til (vis alle med --all)"), format!("  … and {n} more (--all)"))
                )?;
            }
            writeln!(out)?;
        }
        let alone = |head: &str, rules: &[Unmatched], out: &mut dyn Write| -> io::Result<()> {
            for rule in rules {
                let (violated, unknown) = (words::number(rule.violated, lang), words::number(rule.unknown, lang));
                let counts = pick(
                    lang,
                    format!("{violated} brudd, {unknown} uavklarte"),
                    format!("{violated} violated, {unknown} undecided"),
                );
                let title = clip(&visible(&rule.title), 80).into_owned();
                writeln!(out, "{}  {}  {title} ({counts})", ink.paint(Tone::Open, head), visible(&rule.rule))?;
            }
            Ok(())
        };
        alone(pick(lang, "Ny regel", "Rule added"), &self.added, out)?;
        alone(pick(lang, "Regel borte", "Rule removed"), &self.removed, out)?;
        if !(self.added.is_empty() && self.removed.is_empty()) {
            writeln!(out)?;
        }
        let [flips, rules, added, removed] = [
            self.flips.len(),
            self.rules.iter().filter(|rule| !rule.moves.is_empty()).count(),
            self.added.len(),
            self.removed.len(),
        ]
        .map(|n| words::number(n as u64, lang));
        let text = pick(
            lang,
            format!("{flips} dommer endres, av {rules} regler; {added} regler nye, {removed} borte"),
            format!("{flips} verdicts flip, of {rules} rules; {added} rules added, {removed} removed"),
        );
        writeln!(out, "{text}")
    }

    fn flip(&self, flip: &Flip, ink: &Ink, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
        let whom = [flip.subject.table.as_str(), &flip.subject.key].join(" ");
        let whom = clip(&visible(&on_one_line(whom.trim())), 60).into_owned();
        writeln!(out, "    {}: {}", ink.paint(Tone::Strong, &whom), arrow(flip.from, flip.to, lang))?;
        if let Some(message) = &flip.message {
            writeln!(out, "      {}", clip(&visible(&on_one_line(message)), 300))?;
        }
        for cell in flip.cells.iter().take(CELLS) {
            writeln!(out, "      {}", ink.paint(Tone::Place, &told(cell)))?;
        }
        Ok(())
    }

    pub fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{{")?;
        let rule = |rule: &RuleImpact| {
            json_text(&RuleShape {
                rule: &rule.rule,
                earlier: rule.earlier.as_deref(),
                title: &rule.title,
                moves: rule.moves.iter().map(MoveShape::of).collect(),
            })
        };
        array(out, "rules", self.rules.iter().filter(|rule| !rule.moves.is_empty()).map(rule), true)?;
        let alone = |rule: &Unmatched| {
            let Unmatched { rule, title, violated, unknown } = rule;
            json_text(&AloneShape { rule, title, violated: *violated, unknown: *unknown })
        };
        array(out, "added", self.added.iter().map(alone), true)?;
        array(out, "removed", self.removed.iter().map(alone), true)?;
        let flip = |flip: &Flip| {
            json_text(&FlipShape {
                rule: &self.rules[flip.rule].rule,
                table: &flip.subject.table,
                key: &flip.subject.key,
                row: flip.subject.row,
                from: flip.from.map(Verdict::id),
                to: flip.to.map(Verdict::id),
                message: flip.message.as_deref(),
                places: flip.cells.iter().map(told).collect(),
            })
        };
        array(out, "flips", self.flips.iter().map(flip), false)?;
        writeln!(out, "}}")
    }
}

fn tone(to: Option<Verdict>) -> Tone {
    match to {
        Some(Verdict::Violated) => Tone::Bad,
        Some(Verdict::Met) => Tone::Good,
        _ => Tone::Open,
    }
}

fn arrow(from: Option<Verdict>, to: Option<Verdict>, lang: Lang) -> String {
    let word = |verdict: Option<Verdict>| {
        verdict.map_or(pick(lang, "fantes ikke", "not there"), |verdict| words::verdict(verdict, lang))
    };
    format!("{} → {}", word(from), word(to))
}

/// `data/tiltak.csv:2:37 berører = hele`.
fn told(cell: &Cell) -> String {
    let place = &cell.place;
    let at = match (&place.cell, place.line) {
        (Some(at), _) => format!("{}!{at}", place.path),
        (None, 0) => place.path.clone(),
        (None, line) => format!("{}:{line}:{}", place.path, place.column),
    };
    let value = clip(&visible(&on_one_line(&cell.value)), 60).into_owned();
    format!("{} {} = {value}", visible(&at), visible(&cell.field))
}

fn array(
    out: &mut dyn Write,
    name: &str,
    items: impl Iterator<Item = io::Result<String>>,
    more: bool,
) -> io::Result<()> {
    write!(out, "\"{name}\": [")?;
    let mut any = false;
    for item in items {
        write!(out, "{}{}", if any { ",\n" } else { "\n" }, item?)?;
        any = true;
    }
    writeln!(out, "{}]{}", if any { "\n" } else { "" }, if more { "," } else { "" })
}

#[derive(Serialize)]
struct RuleShape<'a> {
    rule: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    earlier: Option<&'a str>,
    title: &'a str,
    moves: Vec<MoveShape>,
}

#[derive(Serialize)]
struct MoveShape {
    from: Option<&'static str>,
    to: Option<&'static str>,
    count: u64,
}

impl MoveShape {
    fn of(moved: &Moved) -> MoveShape {
        MoveShape { from: moved.from.map(Verdict::id), to: moved.to.map(Verdict::id), count: moved.count }
    }
}

#[derive(Serialize)]
struct AloneShape<'a> {
    rule: &'a str,
    title: &'a str,
    violated: u64,
    unknown: u64,
}

#[derive(Serialize)]
struct FlipShape<'a> {
    rule: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    table: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    key: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<u64>,
    from: Option<&'static str>,
    to: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a str>,
    places: Vec<String>,
}

#[cfg(test)]
mod tests;

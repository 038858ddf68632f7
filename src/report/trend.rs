//! Sweeps over time: how each rule and each registry came out, from sweep to sweep.

use super::format::{View, json_text};
use super::ink::{Ink, Tone};
use super::visible::{Guard, clip, columns, visible};
use super::words::{self, pick};
use crate::base::Lang;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Lines that are shown unless all is asked for.
const LISTED: usize = 20;
/// Columns of a sweep; the last ones that there is room for are shown side by side.
const CELL: usize = 22;

/// Every sweep of a file.
#[derive(Clone, Debug, Default)]
pub struct History {
    pub sweeps: Vec<Sweep>,
    pub registries: BTreeMap<String, Registry>,
    pub rules: BTreeMap<String, Rule>,
}

#[derive(Clone, Debug, Default)]
pub struct Sweep {
    pub id: u64,
    pub as_of: String,
    /// The version of krav.
    pub tool: String,
    pub packs: Vec<(String, String)>,
}

/// A registry, by the places of the sweeps that had it.
#[derive(Clone, Debug, Default)]
pub struct Registry {
    pub points: BTreeMap<usize, Point>,
}

#[derive(Clone, Debug, Default)]
pub struct Point {
    pub conclusion: String,
    pub rows: u64,
    /// Over the rules that say `must`.
    pub counts: Counts,
}

#[derive(Clone, Debug, Default)]
pub struct Rule {
    pub should: bool,
    pub points: BTreeMap<usize, Counts>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    pub applicable: u64,
    pub violated: u64,
    pub unknown: u64,
}

impl Counts {
    fn add(&mut self, other: Counts) {
        self.applicable += other.applicable;
        self.violated += other.violated;
        self.unknown += other.unknown;
    }

    /// The violated ones in a hundred, in tenths; nothing where nothing was applicable.
    fn share(self) -> Option<u64> {
        (self.applicable > 0).then(|| (self.violated * 2000 / self.applicable).div_ceil(2))
    }
}

impl History {
    /// Takes a result in.
    pub fn add(&mut self, sweep: usize, registry: &str, rule: &str, should: bool, counts: Counts) {
        let known = self.rules.entry(rule.to_string()).or_default();
        known.should = should;
        known.points.entry(sweep).or_default().add(counts);
        if !should && let Some(registry) = self.registries.get_mut(registry) {
            registry.points.entry(sweep).or_default().counts.add(counts);
        }
    }

    /// The same history, of the rules and the registries that are wanted.
    pub fn human(&self, lang: Lang, view: &View, out: &mut dyn Write) -> io::Result<()> {
        let out = &mut Guard::new(out);
        let ink = Ink { color: view.color };
        if self.sweeps.is_empty() {
            return writeln!(out, "{}", pick(lang, "Filen har ingen sveip.", "The file has no sweeps."));
        }
        for (place, sweep) in self.sweeps.iter().enumerate() {
            let packs: Vec<String> = sweep.packs.iter().map(|(id, edition)| format!("{id} {edition}")).collect();
            let registries = self.registries.values().filter(|registry| registry.points.contains_key(&place)).count();
            let number = ink.paint(Tone::Strong, &format!("{:>3}", place + 1));
            let (one, many) = pick(lang, ("register", "registre"), ("registry", "registries"));
            let counted = words::counted(registries as u64, one, many, lang);
            writeln!(
                out,
                "{number}  {}  {counted}  krav {}  {}",
                visible(&sweep.as_of),
                visible(&sweep.tool),
                visible(&packs.join(", ")).trim()
            )?;
        }
        writeln!(out)?;
        let rules = self
            .rules
            .iter()
            .filter(|(_, rule)| rule.points.values().any(|counts| counts.violated + counts.unknown > 0));
        let rules: Vec<(String, BTreeMap<usize, Cell>)> = rules
            .map(|(id, rule)| {
                let mark = if rule.should { pick(lang, " (bør)", " (should)") } else { "" };
                (format!("{id}{mark}"), rule.points.iter().map(|(at, counts)| (*at, Cell::of(*counts))).collect())
            })
            .collect();
        self.table(pick(lang, "Brudd per regel", "Violations by rule"), rules, lang, view, out)?;
        let registries = self.registries.iter().map(|(name, registry)| {
            let cell = |point: &Point| match point.conclusion.as_str() {
                "could_not_check" => Cell::Broken,
                _ => Cell::of(point.counts),
            };
            (name.clone(), registry.points.iter().map(|(at, point)| (*at, cell(point))).collect())
        });
        self.table(pick(lang, "Brudd per register", "Violations by registry"), registries.collect(), lang, view, out)?;
        let legend = pick(
            lang,
            "tall: brudd (andel av dem det gjelder)   !: kunne ikke prøves   –: ikke med   ↑ verre, ↓ bedre enn sist",
            "numbers: violations (share of those it applies to)   !: could not be checked   –: not there   ↑ worse, ↓ better",
        );
        writeln!(out, "{}", ink.paint(Tone::Dim, legend))
    }

    /// Lines by sweep, those that changed most first.
    fn table(
        &self,
        head: &str,
        mut lines: Vec<(String, BTreeMap<usize, Cell>)>,
        lang: Lang,
        view: &View,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let ink = Ink { color: view.color };
        let last = self.sweeps.len() - 1;
        lines.sort_by_key(|(name, cells)| {
            let worth = cells.get(&last).map_or(0, Cell::worth);
            (u64::MAX - worth, name.clone())
        });
        let most = if view.per_rule.is_some() { LISTED } else { usize::MAX };
        let names = lines
            .iter()
            .take(most)
            .map(|(name, _)| columns(&visible(name)))
            .max()
            .unwrap_or(0)
            .clamp(columns(head), 48);
        let side = (view.width.saturating_sub(names) / CELL).max(2);
        let first = self.sweeps.len().saturating_sub(if view.per_rule.is_some() { side } else { usize::MAX });
        let pad = |text: &str| format!("{text}{}", " ".repeat(names.saturating_sub(columns(text))));
        let mut line = pad(head);
        for place in first..=last {
            line.push_str(&format!("{:>CELL$}", self.sweeps[place].as_of));
        }
        writeln!(out, "{}", ink.paint(Tone::Strong, &line))?;
        for (name, cells) in lines.iter().take(most) {
            let mut line = pad(&clip(&visible(name), names));
            let mut before: Option<&Cell> = None;
            for place in first..=last {
                let cell = cells.get(&place);
                let text = cell.map_or("–".to_string(), |cell| cell.text(before, lang));
                line.push_str(&" ".repeat(CELL.saturating_sub(columns(&text)).max(1)));
                line.push_str(&text);
                before = cell.or(before);
            }
            writeln!(out, "{line}")?;
        }
        if lines.len() > most {
            let n = words::number((lines.len() - most) as u64, lang);
            writeln!(out, "{}", pick(lang, format!("… og {n} til (--all)"), format!("… and {n} more (--all)")))?;
        }
        writeln!(out)
    }

    pub fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "{{\n\"sweeps\": [")?;
        for (at, sweep) in self.sweeps.iter().enumerate() {
            let packs = sweep.packs.iter().map(|(id, edition)| PackShape { id, edition }).collect();
            let shape = SweepShape { sweep: at + 1, as_of: &sweep.as_of, tool: &sweep.tool, packs };
            write!(out, "{}{}", if at == 0 { "\n" } else { ",\n" }, json_text(&shape)?)?;
        }
        write!(out, "\n],\n\"rules\": [")?;
        for (at, (rule, known)) in self.rules.iter().enumerate() {
            let points = known.points.iter().map(|(at, counts)| PointShape::of(*at, None, *counts)).collect();
            let shape = LineShape { rule: Some(rule), registry: None, should: Some(known.should), points };
            write!(out, "{}{}", if at == 0 { "\n" } else { ",\n" }, json_text(&shape)?)?;
        }
        write!(out, "\n],\n\"registries\": [")?;
        for (at, (name, known)) in self.registries.iter().enumerate() {
            let point =
                |(at, point): (&usize, &'_ Point)| PointShape::of(*at, Some(point.conclusion.clone()), point.counts);
            let points = known.points.iter().map(point).collect();
            let shape = LineShape { rule: None, registry: Some(name), should: None, points };
            write!(out, "{}{}", if at == 0 { "\n" } else { ",\n" }, json_text(&shape)?)?;
        }
        writeln!(out, "\n]\n}}")
    }
}

/// What a line says of one sweep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cell {
    Counts(Counts),
    Broken,
}

impl Cell {
    fn of(counts: Counts) -> Cell {
        Cell::Counts(counts)
    }

    /// How far up it stands.
    fn worth(&self) -> u64 {
        match self {
            Cell::Broken => u64::MAX,
            Cell::Counts(counts) => counts.violated,
        }
    }

    fn text(&self, before: Option<&Cell>, lang: Lang) -> String {
        let Cell::Counts(counts) = self else { return "!".to_string() };
        let mut text = words::number(counts.violated, lang);
        if let Some(share) = counts.share().filter(|_| counts.violated > 0) {
            let point = pick(lang, ',', '.');
            text.push_str(&format!(" ({}{point}{} %)", share / 10, share % 10));
        }
        if counts.unknown > 0 {
            text.push_str(&format!(" ?{}", words::number(counts.unknown, lang)));
        }
        match before {
            Some(Cell::Counts(old)) if counts.violated > old.violated => text.push_str(" ↑"),
            Some(Cell::Counts(old)) if counts.violated < old.violated => text.push_str(" ↓"),
            _ => {}
        }
        text
    }
}

#[derive(Serialize)]
struct SweepShape<'a> {
    sweep: usize,
    as_of: &'a str,
    tool: &'a str,
    packs: Vec<PackShape<'a>>,
}

#[derive(Serialize)]
struct PackShape<'a> {
    id: &'a str,
    edition: &'a str,
}

#[derive(Serialize)]
struct LineShape<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    registry: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    should: Option<bool>,
    points: Vec<PointShape>,
}

#[derive(Serialize)]
struct PointShape {
    sweep: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    conclusion: Option<String>,
    #[serde(flatten)]
    counts: Counts,
}

impl PointShape {
    fn of(at: usize, conclusion: Option<String>, counts: Counts) -> PointShape {
        PointShape { sweep: at + 1, conclusion, counts }
    }
}

#[cfg(test)]
mod tests;

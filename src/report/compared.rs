//! Two reports side by side, as people and as programs read it.

use super::format::{View, json_text};
use super::ink::{Ink, Tone};
use super::listing;
use super::past::PastFinding;
use super::verified::FindingShape;
use super::visible::{Guard, clip, visible};
use super::words::{self, pick};
use crate::base::Lang;
use serde::Serialize;
use std::io::{self, Write};

/// A field, and the counts of each of its values; `None` for findings that do not name it.
pub type By = (String, Vec<(Option<String>, Counts)>);

/// What is new, gone and still there.
#[derive(Clone, Debug, Default)]
pub struct Compared {
    pub before: String,
    pub now: String,
    /// What the two rest on that differs: its name, before, now.
    pub basis: Vec<(String, String, String)>,
    pub rules: Vec<Line>,
    /// By a field's values: the field, and the counts of each; `None` where a finding does not name it.
    pub by: Option<By>,
    /// With whether the record was found before, on other values or with another verdict.
    pub new: Vec<(PastFinding, bool)>,
    pub gone: Vec<PastFinding>,
}

/// A rule's counts.
#[derive(Clone, Debug)]
pub struct Line {
    pub rule: String,
    pub title: Option<String>,
    pub counts: Counts,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    pub new: u64,
    /// New, on a record that was found before.
    pub changed: u64,
    pub gone: u64,
    pub still: u64,
}

impl Counts {
    fn is_zero(self) -> bool {
        self == Counts::default()
    }

    fn cells(self, lang: Lang) -> Vec<String> {
        [self.new, self.changed, self.gone, self.still].map(|n| words::number(n, lang)).to_vec()
    }
}

impl Compared {
    pub fn total(&self) -> Counts {
        self.rules.iter().fold(Counts::default(), |sum, line| Counts {
            new: sum.new + line.counts.new,
            changed: sum.changed + line.counts.changed,
            gone: sum.gone + line.counts.gone,
            still: sum.still + line.counts.still,
        })
    }

    pub fn human(&self, lang: Lang, view: &View, out: &mut dyn Write) -> io::Result<()> {
        let out = &mut Guard::new(out);
        let ink = Ink { color: view.color };
        for (name, before, now) in &self.basis {
            let or = |text: &str| if text.is_empty() { "–".to_string() } else { visible(text).into_owned() };
            let head = pick(lang, "Annet grunnlag", "Other basis");
            writeln!(out, "{}  {}: {} → {}", ink.paint(Tone::Open, head), visible(name), or(before), or(now))?;
        }
        let headings = pick(lang, ["nye", "endret", "borte", "står"], ["new", "changed", "gone", "still"]);
        let table = |first: &str, rows: Vec<Vec<String>>, named: bool, out: &mut dyn Write| {
            let headings: Vec<String> = [first].into_iter().chain(headings).map(str::to_string).collect();
            listing::aligned(&headings, &rows, named, out)
        };
        let row = |name: &str, counts: Counts| [vec![name.to_string()], counts.cells(lang)].concat();
        let told = self.rules.iter().filter(|line| !line.counts.is_zero());
        let rows: Vec<Vec<String>> = told.map(|line| row(&line.rule, line.counts)).collect();
        if !rows.is_empty() {
            table(pick(lang, "regel", "rule"), rows, true, out)?;
            writeln!(out)?;
        }
        if let Some((field, groups)) = &self.by {
            let unnamed = pick(lang, "(ikke nevnt i funnet)", "(not named by the finding)");
            let name = |value: &Option<String>| value.clone().unwrap_or_else(|| unnamed.to_string());
            let rows = groups.iter().map(|(value, counts)| row(&name(value), *counts)).collect();
            table(field, rows, false, out)?;
            writeln!(out)?;
        }
        let most = view.per_rule.map_or(usize::MAX, |most| most.max(1) * 4);
        for (finding, changed) in self.new.iter().take(most) {
            let head = match changed {
                true => pick(lang, "Ny (endret)", "New (changed)"),
                false => pick(lang, "Ny", "New"),
            };
            line(&ink.paint(Tone::Bad, head), finding, lang, out)?;
        }
        more(self.new.len(), most, lang, out)?;
        for finding in self.gone.iter().take(most) {
            line(&ink.paint(Tone::Good, pick(lang, "Borte", "Gone")), finding, lang, out)?;
        }
        more(self.gone.len(), most, lang, out)?;
        let total = self.total();
        let [new, changed, gone, still] =
            [total.new, total.changed, total.gone, total.still].map(|n| words::number(n, lang));
        let (before, now) = (visible(&self.before), visible(&self.now));
        writeln!(
            out,
            "{}",
            pick(
                lang,
                format!("{before} → {now}: {new} nye, {changed} på endrede poster, {gone} borte, {still} står"),
                format!("{before} → {now}: {new} new, {changed} on changed records, {gone} gone, {still} still there"),
            )
        )
    }

    pub fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        let (before, now) = (json_text(&self.before)?, json_text(&self.now)?);
        writeln!(out, "{{\n\"before\": {before},\n\"now\": {now},\n\"total\": {},", json_text(&self.total())?)?;
        let basis = |(name, before, now): &(String, String, String)| json_text(&Basis { name, before, now });
        array(out, "basis", self.basis.iter().map(basis))?;
        let rule = |line: &Line| json_text(&Rule { rule: &line.rule, counts: line.counts });
        array(out, "rules", self.rules.iter().filter(|line| !line.counts.is_zero()).map(rule))?;
        if let Some((field, groups)) = &self.by {
            writeln!(out, "\"by\": {},", json_text(field)?)?;
            let group = |(value, counts): &(Option<String>, Counts)| json_text(&Group { value, counts: *counts });
            array(out, "groups", groups.iter().map(group))?;
        }
        let new = |(finding, changed): &(PastFinding, bool)| {
            json_text(&New { changed: *changed, finding: FindingShape::of(finding) })
        };
        array(out, "new", self.new.iter().map(new))?;
        write!(out, "\"gone\": [")?;
        lines(out, self.gone.iter().map(|finding| json_text(&FindingShape::of(finding))))?;
        writeln!(out, "]\n}}")
    }
}

fn line(head: &str, finding: &PastFinding, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let whom = [finding.table.as_str(), &finding.key].join(" ");
    let verdict = words::verdict(finding.verdict, lang);
    let text = format!("{} {} ({verdict}): {}", finding.rule, whom.trim(), finding.message);
    writeln!(out, "{head}  {}", clip(&visible(&text), 300))
}

fn more(all: usize, most: usize, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    if all == 0 {
        return Ok(());
    }
    if all > most {
        let n = words::number((all - most) as u64, lang);
        writeln!(
            out,
            "{}",
            pick(lang, format!("… og {n} til (vis alle med --all)"), format!("… and {n} more (show all with --all)"))
        )?;
    }
    writeln!(out)
}

fn array(out: &mut dyn Write, name: &str, items: impl Iterator<Item = io::Result<String>>) -> io::Result<()> {
    write!(out, "\"{name}\": [")?;
    lines(out, items)?;
    writeln!(out, "],")
}

/// Items, each on a line of its own.
fn lines(out: &mut dyn Write, items: impl Iterator<Item = io::Result<String>>) -> io::Result<()> {
    let mut any = false;
    for item in items {
        write!(out, "{}{}", if any { ",\n" } else { "\n" }, item?)?;
        any = true;
    }
    if any { writeln!(out) } else { Ok(()) }
}

#[derive(Serialize)]
struct Basis<'a> {
    name: &'a str,
    before: &'a str,
    now: &'a str,
}

#[derive(Serialize)]
struct Rule<'a> {
    rule: &'a str,
    #[serde(flatten)]
    counts: Counts,
}

#[derive(Serialize)]
struct Group<'a> {
    value: &'a Option<String>,
    #[serde(flatten)]
    counts: Counts,
}

#[derive(Serialize)]
struct New<'a> {
    changed: bool,
    #[serde(flatten)]
    finding: FindingShape<'a>,
}

#[cfg(test)]
mod tests;

//! Why a rule came out as it did on one subject: the tree of its clauses with every value, and what would make it right.

mod json;

use super::format::View;
use super::ink::{Ink, Tone};
use super::visible::{Guard, clip, on_one_line, visible};
use super::words::{self, pick};
use super::{Cell, Subject};
use crate::base::{CellPlace, Lang};
use crate::semantic::model::Modality;
use crate::value::{Truth, Verdict};
use std::io::{self, Write};

/// One verdict, explained.
#[derive(Clone, Debug)]
pub struct Why {
    pub rule: String,
    pub title: String,
    pub modality: Modality,
    /// As it is printed; empty where there is none.
    pub source: String,
    pub subject: Subject,
    pub verdict: Verdict,
    /// What a finding on it says.
    pub message: Option<String>,
    /// When the rule is in force, where that decides.
    pub in_force: Option<String>,
    pub clauses: Vec<Clause>,
    /// Absent where nothing needs mending.
    pub repairs: Option<Repairs>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    When,
    Unless,
    Duty,
    Explain,
}

impl Kind {
    fn id(self) -> &'static str {
        match self {
            Kind::When => "when",
            Kind::Unless => "unless",
            Kind::Duty => "duty",
            Kind::Explain => "explain",
        }
    }

    fn word(self, modality: Modality, lang: Lang) -> &'static str {
        match self {
            Kind::When => pick(lang, "når", "when"),
            Kind::Unless => pick(lang, "unntatt når", "unless"),
            Kind::Duty => words::modality(modality, lang),
            Kind::Explain => pick(lang, "eller forklar", "or explain"),
        }
    }
}

/// A line of the rule.
#[derive(Clone, Debug)]
pub struct Clause {
    pub kind: Kind,
    pub part: Part,
}

/// A part of a clause: what is written, what it came to, and what it is made of.
#[derive(Clone, Debug, Default)]
pub struct Part {
    pub text: String,
    /// Where it is written: path, line and column.
    pub place: Option<(String, u32, u32)>,
    /// Of conditions.
    pub truth: Option<Truth>,
    /// Of everything else, in the report's language; says why there is none where there is none.
    pub value: Option<String>,
    pub cells: Vec<Cell>,
    pub counted: Option<Counted>,
    pub children: Vec<Part>,
}

/// The rows behind an aggregate.
#[derive(Clone, Debug, Default)]
pub struct Counted {
    pub table: String,
    /// Rows that count, and rows that may.
    pub sure: u64,
    pub open: u64,
    /// The first of them.
    pub rows: Vec<Row>,
}

#[derive(Clone, Debug)]
pub struct Row {
    pub key: String,
    pub place: CellPlace,
    pub open: bool,
    pub that: Option<Truth>,
    pub value: Option<String>,
}

/// Changes that turn a verdict to met, each judged by the engine.
#[derive(Clone, Debug, Default)]
pub struct Repairs {
    pub found: Vec<Repair>,
    /// How many changes were judged.
    pub tried: u64,
    /// The search ended because its budget was spent.
    pub spent: bool,
}

#[derive(Clone, Debug)]
pub struct Repair {
    pub changes: Vec<Change>,
    /// Other rules that it would break, with how many subjects.
    pub breaks: Vec<(String, u64)>,
}

#[derive(Clone, Debug)]
pub struct Change {
    pub place: CellPlace,
    pub field: String,
    pub from: String,
    pub to: String,
    /// Any text of this kind would do, and this is an example.
    pub example: bool,
}

impl Why {
    pub fn human(&self, lang: Lang, view: &View, out: &mut dyn Write) -> io::Result<()> {
        let out = &mut Guard::new(out);
        let ink = Ink { color: view.color };
        let tone = tone(self.verdict);
        let head = words::banner(self.verdict, self.modality, lang);
        let whom = whom(&self.subject, lang);
        writeln!(out, "{}  {}  {whom}", ink.paint(tone, head), ink.paint(Tone::Strong, &visible(&self.rule)))?;
        writeln!(out, "  {}", visible(&self.title))?;
        if !self.source.is_empty() {
            writeln!(out, "  {}  {}", ink.paint(Tone::Dim, pick(lang, "Kilde", "Source")), visible(&self.source))?;
        }
        if let Some(force) = &self.in_force {
            writeln!(out, "  {}  {force}", ink.paint(Tone::Dim, pick(lang, "I kraft", "In force")))?;
        }
        if let Some(message) = &self.message {
            writeln!(out, "  {}", clip(&visible(&on_one_line(message)), 400))?;
        }
        writeln!(out)?;
        for clause in &self.clauses {
            let word = clause.kind.word(self.modality, lang);
            let mut tree = Tree { ink, lang, out: &mut *out };
            tree.part(&clause.part, &format!("  {word}  "), "    ")?;
        }
        if let Some(repairs) = &self.repairs {
            writeln!(out)?;
            repairs.human(lang, &ink, out)?;
        }
        writeln!(out)
    }
}

fn tone(verdict: Verdict) -> Tone {
    match verdict {
        Verdict::Violated => Tone::Bad,
        Verdict::Unknown => Tone::Open,
        Verdict::Met | Verdict::Explained | Verdict::Waived => Tone::Good,
        Verdict::NotApplicable | Verdict::NotInForce => Tone::Dim,
    }
}

fn whom(subject: &Subject, lang: Lang) -> String {
    if subject.table.is_empty() {
        return pick(lang, "registeret", "the registry").to_string();
    }
    let whom = [subject.table.as_str(), &subject.key].join(" ");
    clip(&visible(&on_one_line(whom.trim())), 80).into_owned()
}

/// `tiltak.csv:2:37`, `tiltak.xlsx!C4`, `data.json#/3/navn`.
fn told(place: &CellPlace) -> String {
    match (place.address(), &place.pointer, place.line) {
        (Some(address), ..) => format!("{}!{address}", place.path),
        (None, Some(pointer), 0) => format!("{}#{pointer}", place.path),
        (None, None, 0) => place.path.clone(),
        (None, _, line) => format!("{}:{line}:{}", place.path, place.column),
    }
}

struct Tree<'o> {
    ink: Ink,
    lang: Lang,
    out: &'o mut dyn Write,
}

impl Tree<'_> {
    fn part(&mut self, part: &Part, lead: &str, indent: &str) -> io::Result<()> {
        let lang = self.lang;
        let text = clip(&visible(&on_one_line(&part.text)), 120).into_owned();
        let line = match (part.truth, &part.value) {
            (Some(truth), _) => {
                let (mark, tone) = match truth {
                    Truth::Yes => (pick(lang, "✓ ja", "✓ yes"), Tone::Good),
                    Truth::No => (pick(lang, "✗ nei", "✗ no"), Tone::Bad),
                    Truth::Unknown => (pick(lang, "? uavklart", "? undecided"), Tone::Open),
                };
                format!("{}  {text}", self.ink.paint(tone, mark))
            }
            (None, Some(value)) => format!("{text} = {}", clip(&visible(&on_one_line(value)), 120)),
            (None, None) => text,
        };
        let place = part.place.as_ref().map(|(path, row, column)| format!("{path}:{row}:{column}"));
        let place = place.filter(|_| lead.starts_with("  ") && !lead.trim().is_empty() && !lead.contains('─'));
        let place = place.map(|place| format!("  {}", self.ink.paint(Tone::Dim, &visible(&place))));
        writeln!(self.out, "{lead}{line}{}", place.unwrap_or_default())?;
        let below: usize = part.children.len();
        for cell in &part.cells {
            self.cell(cell, indent, below > 0)?;
        }
        if let Some(counted) = &part.counted {
            self.counted(counted, indent)?;
        }
        for (at, child) in part.children.iter().enumerate() {
            let last = at + 1 == below;
            let lead = format!("{indent}{} ", if last { "└─" } else { "├─" });
            let indent = format!("{indent}{}", if last { "   " } else { "│  " });
            self.part(child, &lead, &indent)?;
        }
        Ok(())
    }

    fn cell(&mut self, cell: &Cell, indent: &str, more: bool) -> io::Result<()> {
        let lang = self.lang;
        let value = clip(&visible(&on_one_line(&cell.value)), 60).into_owned();
        let what = match cell.missing {
            Some(missing) if value.is_empty() => words::missing(missing, lang).to_string(),
            Some(missing) => format!("= {} ({})", words::quoted(&value, lang), words::missing(missing, lang)),
            None => format!("= {}", words::quoted(&value, lang)),
        };
        let place = self.ink.paint(Tone::Place, &visible(&told(&cell.place)));
        let bar = if more { "│  " } else { "   " };
        writeln!(self.out, "{indent}{bar}{place}  {} {what}", visible(&cell.field))
    }

    fn counted(&mut self, counted: &Counted, indent: &str) -> io::Result<()> {
        let lang = self.lang;
        let rows = |n: u64| words::counted(n, pick(lang, "rad", "row"), pick(lang, "rader", "rows"), lang);
        let (sure, open) = (rows(counted.sure), words::number(counted.open, lang));
        let table = visible(&counted.table).into_owned();
        let text = match counted.open {
            0 => pick(lang, format!("{sure} i {table} teller"), format!("{sure} of {table} counted")),
            _ => pick(
                lang,
                format!("{sure} i {table} teller, og {open} kanskje"),
                format!("{sure} of {table} counted, and {open} may count"),
            ),
        };
        writeln!(self.out, "{indent}   {text}")?;
        for row in &counted.rows {
            let that = row.that.map(|truth| match truth {
                Truth::Yes => pick(lang, "  ✓ ja", "  ✓ yes"),
                Truth::No => pick(lang, "  ✗ nei", "  ✗ no"),
                Truth::Unknown => pick(lang, "  ? uavklart", "  ? undecided"),
            });
            let open = if row.open { pick(lang, "  kanskje", "  may count") } else { "" };
            let value = row.value.as_ref().map(|value| format!("  {}", clip(&visible(value), 60)));
            let key = clip(&visible(&on_one_line(&row.key)), 40).into_owned();
            let place = self.ink.paint(Tone::Place, &visible(&told(&row.place)));
            let (that, value) = (that.unwrap_or_default(), value.unwrap_or_default());
            writeln!(self.out, "{indent}     {place}  {key}{that}{value}{open}")?;
        }
        let more = (counted.sure + counted.open).saturating_sub(counted.rows.len() as u64);
        if more > 0 {
            let n = words::number(more, lang);
            writeln!(self.out, "{indent}     {}", pick(lang, format!("… og {n} til"), format!("… and {n} more")))?;
        }
        Ok(())
    }
}

impl Repairs {
    fn human(&self, lang: Lang, ink: &Ink, out: &mut dyn Write) -> io::Result<()> {
        let tried = words::number(self.tried, lang);
        if self.found.is_empty() {
            let text = match self.spent {
                true => pick(
                    lang,
                    format!(
                        "Ingen endring av én eller to celler ble funnet som oppfyller regelen, blant {tried} som ble prøvd; søket ble avsluttet der."
                    ),
                    format!(
                        "No change of one or two cells was found that meets the rule, among {tried} that were tried; the search ended there."
                    ),
                ),
                false => pick(
                    lang,
                    format!("Ingen endring av én eller to celler oppfyller regelen, blant {tried} som ble prøvd."),
                    format!("No change of one or two cells meets the rule, among {tried} that were tried."),
                ),
            };
            return writeln!(out, "  {text}");
        }
        let head = pick(lang, "Dette ville oppfylt regelen", "This would meet the rule");
        writeln!(out, "  {}", ink.paint(Tone::Strong, head))?;
        for repair in &self.found {
            for (at, change) in repair.changes.iter().enumerate() {
                let bullet = if at == 0 { "–" } else { pick(lang, "og", "and") };
                let quote = |text: &str| match text.is_empty() {
                    true => pick(lang, "(blank)", "(blank)").to_string(),
                    false => words::quoted(&clip(&visible(&on_one_line(text)), 60), lang),
                };
                let example = if change.example { pick(lang, " (for eksempel)", " (for example)") } else { "" };
                writeln!(
                    out,
                    "  {bullet} {}  {}: {} → {}{example}",
                    ink.paint(Tone::Place, &visible(&told(&change.place))),
                    visible(&change.field),
                    quote(&change.from),
                    quote(&change.to),
                )?;
            }
            for (rule, count) in &repair.breaks {
                let n = words::number(*count, lang);
                let text =
                    pick(lang, format!("men da brytes {rule} ({n})"), format!("but then {rule} is broken ({n})"));
                writeln!(out, "      {}", ink.paint(Tone::Bad, &visible(&text)))?;
            }
        }
        Ok(())
    }
}

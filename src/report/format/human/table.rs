//! The ledger as a table: how each rule came out, in numbers that add up.

use super::{Page, Pen};
use crate::base::Lang;
use crate::report::ink::Tone;
use crate::report::visible::{columns, visible};
use crate::report::{RuleEntry, RuleKind, words};
use crate::value::Verdict;
use words::{counted, pick};

/// A column of numbers.
#[derive(Clone, Copy)]
enum Column {
    Population,
    Applicable,
    Verdict(Verdict),
}

const COLUMNS: [Column; 9] = [
    Column::Population,
    Column::Applicable,
    Column::Verdict(Verdict::Met),
    Column::Verdict(Verdict::Violated),
    Column::Verdict(Verdict::Explained),
    Column::Verdict(Verdict::Waived),
    Column::Verdict(Verdict::Unknown),
    Column::Verdict(Verdict::NotApplicable),
    Column::Verdict(Verdict::NotInForce),
];

impl Column {
    fn heading(self, lang: Lang) -> &'static str {
        match self {
            Column::Population => pick(lang, "alle", "all"),
            Column::Applicable => pick(lang, "gjelder", "applies"),
            Column::Verdict(verdict) => words::verdict(verdict, lang),
        }
    }

    /// The heading in two lines, the lower one for the last word.
    fn heading_lines(self, lang: Lang) -> (&'static str, &'static str) {
        self.heading(lang).rsplit_once(' ').unwrap_or(("", self.heading(lang)))
    }

    fn of(self, rule: &RuleEntry) -> u64 {
        match self {
            Column::Population => rule.ledger.population,
            Column::Applicable => rule.ledger.applicable(),
            Column::Verdict(verdict) => rule.ledger.count(verdict),
        }
    }

    fn tone(self) -> Option<Tone> {
        match self {
            Column::Verdict(Verdict::Violated) => Some(Tone::Bad),
            Column::Verdict(Verdict::Unknown) => Some(Tone::Open),
            _ => None,
        }
    }

    /// Columns that are left out where they hold nothing but zeros and the width is short.
    fn may_go(self) -> bool {
        use Verdict::{Explained, NotInForce, Waived};
        matches!(self, Column::Verdict(Explained | Waived | NotInForce))
    }
}

/// The whole ledger, an empty line after it.
pub fn ledger(page: &Page, pen: &Pen) -> String {
    let all = page.view.per_rule.is_none();
    let rules = &page.report.rules;
    let (quiet, told): (Vec<_>, Vec<_>) = rules.iter().partition(|rule| !all && is_quiet(rule));
    let mut out = String::new();
    if !told.is_empty() {
        table(&mut out, page, pen, &told);
    }
    let idle = quiet.iter().filter(|rule| rule.ledger.is_vacuous()).count() as u64;
    let fine = quiet.len() as u64 - idle;
    let (one, many) = pick(pen.lang, ("feltkontroll", "feltkontroller"), ("field check", "field checks"));
    if fine > 0 {
        let n = counted(fine, one, many, pen.lang);
        pen.paragraph(&mut out, 0, &pick(pen.lang, format!("{n} uten avvik"), format!("{n} without deviations")));
    }
    if idle > 0 {
        let n = counted(idle, one, many, pen.lang);
        pen.paragraph(
            &mut out,
            0,
            &pick(pen.lang, format!("{n} hadde ingenting å prøve"), format!("{n} had nothing to check")),
        );
    }
    out.push('\n');
    out
}

/// A check of a field that has nothing to tell.
fn is_quiet(rule: &RuleEntry) -> bool {
    use Verdict::{Explained, Unknown, Violated, Waived};
    rule.kind != RuleKind::Rule && [Violated, Unknown, Explained, Waived].iter().all(|&v| rule.ledger.count(v) == 0)
}

/// How the table is laid out.
struct Layout {
    columns: Vec<(Column, usize)>,
    /// The width of the names before the numbers; `None` where that would be too wide, so that the names come last.
    names: Option<usize>,
}

impl Layout {
    fn of(rules: &[&RuleEntry], pen: &Pen) -> Layout {
        let names = rules.iter().map(|rule| columns(&visible(name(rule)))).max().unwrap_or(0) + 2;
        let mut shown: Vec<_> = COLUMNS.iter().map(|&column| (column, wide(column, rules, pen.lang))).collect();
        let fits =
            |shown: &[(Column, usize)]| names + shown.iter().map(|(_, wide)| wide + 2).sum::<usize>() <= pen.width;
        if !fits(&shown) {
            shown.retain(|(column, _)| !column.may_go() || rules.iter().any(|rule| column.of(rule) > 0));
        }
        Layout { names: Some(names).filter(|_| fits(&shown)), columns: shown }
    }

    /// A line of the table: numbers (two blanks before each) and a name.
    fn line(&self, numbers: &str, name: &str) -> String {
        let line = match self.names {
            Some(wide) => format!("{name}{}{numbers}", " ".repeat(wide.saturating_sub(columns(name)))),
            None => format!("{}  {name}", numbers.strip_prefix("  ").unwrap_or(numbers)),
        };
        line.trim_end().to_string()
    }
}

fn table(out: &mut String, page: &Page, pen: &Pen, rules: &[&RuleEntry]) {
    let lang = pen.lang;
    let layout = Layout::of(rules, pen);
    let (mut upper, mut lower) = (String::new(), String::new());
    for (column, wide) in &layout.columns {
        let (over, under) = column.heading_lines(lang);
        upper.push_str(&format!("  {over:>wide$}"));
        lower.push_str(&format!("  {under:>wide$}"));
    }
    for line in [layout.line(&upper, ""), layout.line(&lower, pick(lang, "Regel", "Rule"))] {
        if !line.is_empty() {
            out.push_str(&pen.ink.paint(Tone::Dim, &line));
            out.push('\n');
        }
    }
    let mut section = None;
    for rule in rules {
        let under = heading(page, rule, lang);
        if section.as_ref() != Some(&under) {
            out.push_str(&pen.ink.paint(Tone::Strong, &visible(&under)));
            out.push('\n');
            section = Some(under);
        }
        row(out, pen, rule, &layout);
    }
}

fn row(out: &mut String, pen: &Pen, rule: &RuleEntry, layout: &Layout) {
    let mut numbers = String::new();
    for (column, wide) in &layout.columns {
        let n = column.of(rule);
        let text = format!("  {:>wide$}", if n == 0 { "–".to_string() } else { words::number(n, pen.lang) });
        match column.tone().filter(|_| n > 0) {
            // the blanks stay outside of the colour
            Some(tone) => {
                let digits = text.trim_start();
                numbers.push_str(&text[..text.len() - digits.len()]);
                numbers.push_str(&pen.ink.paint(tone, digits));
            }
            None => numbers.push_str(&text),
        }
    }
    let indent = if layout.names.is_some() { "  " } else { "" };
    out.push_str(&layout.line(&numbers, &format!("{indent}{}", visible(name(rule)))));
    out.push('\n');
    if rule.ledger.is_vacuous() {
        let text = pick(pen.lang, "gjaldt ingen", "applied to nothing");
        out.push_str(&format!("    {}\n", pen.ink.paint(Tone::Open, text)));
    }
    if rule.ledger.without_key > 0 {
        let n =
            counted(rule.ledger.without_key, pick(pen.lang, "rad", "row"), pick(pen.lang, "rader", "rows"), pen.lang);
        let text = pick(
            pen.lang,
            format!("{n} hører ikke til noen gruppe"),
            format!("{n} {} to no group", if rule.ledger.without_key == 1 { "belongs" } else { "belong" }),
        );
        pen.paragraph(out, 4, &text);
    }
}

/// What stands over the rows: the pack, or that they are checks of fields.
fn heading(page: &Page, rule: &RuleEntry, lang: Lang) -> String {
    match rule.kind {
        RuleKind::Check => return pick(lang, "Feltkontroller", "Field checks").to_string(),
        RuleKind::Waiver => return pick(lang, "Unntak", "Waivers").to_string(),
        RuleKind::Lint => return pick(lang, "Regelfilene", "Rule files").to_string(),
        RuleKind::Rule => {}
    }
    let Some((id, _)) = rule.id.rsplit_once('/') else { return pick(lang, "Regler", "Rules").to_string() };
    let edition = page.report.packs.iter().find(|pack| pack.id == id).map(|pack| &pack.edition);
    match edition.filter(|edition| !edition.is_empty()) {
        Some(edition) => format!("{id} {edition}"),
        None => id.to_string(),
    }
}

/// The rule's id without its pack, which stands above.
fn name(rule: &RuleEntry) -> &str {
    match rule.kind {
        RuleKind::Check | RuleKind::Waiver | RuleKind::Lint => &rule.id,
        RuleKind::Rule => rule.id.rsplit_once('/').map_or(&rule.id, |(_, name)| name),
    }
}

fn wide(column: Column, rules: &[&RuleEntry], lang: Lang) -> usize {
    let numbers = rules.iter().map(|rule| words::number(column.of(rule), lang).chars().count()).max().unwrap_or(1);
    let (over, under) = column.heading_lines(lang);
    numbers.max(over.chars().count()).max(under.chars().count())
}

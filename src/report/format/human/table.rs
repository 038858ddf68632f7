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
    let (one, many) = pick(pen.lang, ("feltkontroll", "feltkontroller"), ("check of a field", "checks of fields"));
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
    rule.kind == RuleKind::Check && [Violated, Unknown, Explained, Waived].iter().all(|&v| rule.ledger.count(v) == 0)
}

fn table(out: &mut String, page: &Page, pen: &Pen, rules: &[&RuleEntry]) {
    let lang = pen.lang;
    let widest = rules.iter().map(|rule| columns(&visible(name(rule)))).max().unwrap_or(0) + 2;
    let head = pick(lang, "Regel", "Rule");
    let mut shown: Vec<(Column, usize)> = COLUMNS.iter().map(|&column| (column, wide(column, rules, lang))).collect();
    let total = |shown: &[(Column, usize)]| shown.iter().map(|(_, wide)| wide + 2).sum::<usize>();
    if widest + total(&shown) > pen.width {
        shown.retain(|(column, _)| !column.may_go() || rules.iter().any(|rule| column.of(rule) > 0));
    }
    let first = widest.max(head.len() + 2).min(pen.width.saturating_sub(total(&shown)).max(12));
    let (mut upper, mut lower) = (pad("", first), pad(head, first));
    for (column, wide) in &shown {
        let (over, under) = column.heading_lines(lang);
        upper.push_str(&format!("  {over:>wide$}"));
        lower.push_str(&format!("  {under:>wide$}"));
    }
    for line in [upper, lower].iter().map(|line| line.trim_end()).filter(|line| !line.is_empty()) {
        out.push_str(&pen.ink.paint(Tone::Dim, line));
        out.push('\n');
    }
    let mut section = None;
    for rule in rules {
        let under = heading(page, rule, lang);
        if section.as_ref() != Some(&under) {
            out.push_str(&pen.ink.paint(Tone::Strong, &visible(&under)));
            out.push('\n');
            section = Some(under);
        }
        row(out, pen, rule, first, &shown);
    }
}

fn row(out: &mut String, pen: &Pen, rule: &RuleEntry, first: usize, shown: &[(Column, usize)]) {
    let name = format!("  {}", visible(name(rule)));
    if columns(&name) > first {
        out.push_str(&name);
        out.push('\n');
        out.push_str(&" ".repeat(first));
    } else {
        out.push_str(&pad(&name, first));
    }
    let mut line = String::new();
    for (column, wide) in shown {
        let n = column.of(rule);
        let text = format!("  {:>wide$}", if n == 0 { "–".to_string() } else { words::number(n, pen.lang) });
        match column.tone().filter(|_| n > 0) {
            Some(tone) => line.push_str(&pen.ink.paint(tone, &text)),
            None => line.push_str(&text),
        }
    }
    out.push_str(line.trim_end());
    out.push('\n');
    if rule.ledger.is_vacuous() {
        let text = pick(pen.lang, "gjaldt ingen", "applied to nothing");
        out.push_str(&format!("    {}\n", pen.ink.paint(Tone::Open, text)));
    }
    if rule.ledger.without_key > 0 {
        let n =
            counted(rule.ledger.without_key, pick(pen.lang, "rad", "row"), pick(pen.lang, "rader", "rows"), pen.lang);
        let text = pick(pen.lang, format!("{n} hører ikke til noen gruppe"), format!("{n} belong to no group"));
        pen.paragraph(out, 4, &text);
    }
}

/// What stands over the rows: the pack, or that they are checks of fields.
fn heading(page: &Page, rule: &RuleEntry, lang: Lang) -> String {
    if rule.kind == RuleKind::Check {
        return pick(lang, "Feltkontroller", "Checks of fields").to_string();
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
        RuleKind::Check => &rule.id,
        RuleKind::Rule => rule.id.rsplit_once('/').map_or(&rule.id, |(_, name)| name),
    }
}

fn wide(column: Column, rules: &[&RuleEntry], lang: Lang) -> usize {
    let numbers = rules.iter().map(|rule| words::number(column.of(rule), lang).chars().count()).max().unwrap_or(1);
    let (over, under) = column.heading_lines(lang);
    numbers.max(over.chars().count()).max(under.chars().count())
}

fn pad(text: &str, wide: usize) -> String {
    format!("{text}{}", " ".repeat(wide.saturating_sub(columns(text))))
}

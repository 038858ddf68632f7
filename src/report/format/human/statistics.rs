//! `--format statistics`: how many findings each rule has, most first, and no finding itself.

use super::{Page, Pen, conclusion};
use crate::report::ink::Tone;
use crate::report::visible::{clip, visible};
use crate::report::{RuleEntry, words};
use crate::semantic::model::Modality;
use crate::value::Verdict;
use std::io::{self, Write};

/// Verdicts that are findings, in the order in which they weigh.
const TOLD: [(Verdict, Option<Modality>); 5] = [
    (Verdict::Violated, Some(Modality::Must)),
    (Verdict::Unknown, None),
    (Verdict::Violated, Some(Modality::Should)),
    (Verdict::Explained, None),
    (Verdict::Waived, None),
];

struct Line<'r> {
    rule: &'r RuleEntry,
    verdict: Verdict,
    weight: usize,
    count: u64,
}

pub fn write(page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let pen = Pen::new(page.report.lang, &page.view);
    let mut lines: Vec<Line> = Vec::new();
    for (weight, (verdict, modality)) in TOLD.into_iter().enumerate() {
        for rule in page.report.rules.iter().filter(|rule| modality.is_none_or(|wanted| wanted == rule.modality)) {
            let count = rule.ledger.count(verdict);
            if count > 0 {
                lines.push(Line { rule, verdict, weight, count });
            }
        }
    }
    // By kind, then by number; rules with equally many stay in their order.
    lines.sort_by(|a, b| (a.weight, b.count).cmp(&(b.weight, a.count)));
    let shown: Vec<[String; 3]> = lines.iter().map(|line| columns(line, &pen)).collect();
    let width = |column: usize| shown.iter().map(|line| line[column].chars().count()).max().unwrap_or(0);
    let widths = [width(0), width(1), width(2)];
    for (line, [count, verdict, id]) in lines.iter().zip(&shown) {
        let title = line.rule.title.in_lang(pen.lang);
        let room = pen.width.saturating_sub(widths.iter().sum::<usize>() + 6).max(20);
        let tone = match (line.verdict, line.rule.modality) {
            (Verdict::Violated, Modality::Must) => Tone::Bad,
            (Verdict::Explained | Verdict::Waived, _) => Tone::Dim,
            _ => Tone::Open,
        };
        let verdict = pen.ink.paint(tone, &format!("{verdict:0$}", widths[1]));
        let title = clip(&visible(title), room).into_owned();
        writeln!(out, "{count:>0$}  {verdict}  {id:1$}  {title}", widths[0], widths[2])?;
    }
    if !lines.is_empty() {
        writeln!(out)?;
    }
    out.write_all(conclusion::line(page, &pen).as_bytes())
}

fn columns(line: &Line, pen: &Pen) -> [String; 3] {
    let verdict = words::banner(line.verdict, line.rule.modality, pen.lang).to_lowercase();
    [words::number(line.count, pen.lang), verdict, visible(&line.rule.id).into_owned()]
}

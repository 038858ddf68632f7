//! The report as people read it: what is wrong, rule by rule; what is open; the ledger; the conclusion.

mod basis;
mod by;
pub(super) mod conclusion;
mod finding;
mod group;
pub mod statistics;
mod table;

use super::{Page, View};
use crate::base::Lang;
use crate::report::ink::{Ink, Tone};
use crate::report::snippet::Snippets;
use crate::report::visible::{Guard, clip, visible, visible_lines, wrap};
use crate::report::{Finding, words};
use crate::semantic::model::Modality;
use crate::value::Verdict;
use group::Groups;
use std::io::{self, Write};

/// Columns of a text that are shown at most: a message may quote a cell of any size.
const LONGEST: usize = 1000;

/// What is listed, in this order.
const SECTIONS: [(Verdict, Option<Modality>); 3] =
    [(Verdict::Violated, Some(Modality::Must)), (Verdict::Unknown, None), (Verdict::Violated, Some(Modality::Should))];

pub fn write(page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let mut guard = Guard::new(out);
    report(page, &mut guard)?;
    guard.flush()
}

fn report(page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let pen = Pen::new(page.report.lang, &page.view);
    let mut groups = Groups::new(page, &pen);
    for (verdict, modality) in SECTIONS {
        list(page, &mut groups, verdict, modality, out)?;
    }
    // what is explained or waived is in order: a count is enough, unless all is asked for
    for verdict in [Verdict::Explained, Verdict::Waived] {
        if page.view.per_rule.is_none() {
            list(page, &mut groups, verdict, None, out)?;
        } else {
            out.write_all(pen.tally(page, verdict).as_bytes())?;
        }
    }
    out.write_all(table::ledger(page, &pen).as_bytes())?;
    out.write_all(by::table(page, &pen).as_bytes())?;
    out.write_all(basis::baseline(page, &pen).as_bytes())?;
    out.write_all(basis::evidence(page, &pen).as_bytes())?;
    out.write_all(conclusion::line(page, &pen).as_bytes())
}

/// Lists the findings of one verdict, of all rules of the modality.
fn list(
    page: &Page,
    groups: &mut Groups,
    verdict: Verdict,
    modality: Option<Modality>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let rules = &page.report.rules;
    let fits = |rule: usize| rules.get(rule).is_some_and(|rule| modality.is_none_or(|m| m == rule.modality));
    if !rules.iter().enumerate().any(|(i, rule)| fits(i) && rule.ledger.count(verdict) > 0) {
        return Ok(());
    }
    let most = page.view.per_rule.unwrap_or(usize::MAX);
    let mut sink = |finding: &Finding| groups.add(finding, out);
    page.findings.pick(&|rule, found| found == verdict && fits(rule), most, &mut sink)?;
    groups.end(out)
}

/// Writes words: knows the language, the width and the colours. All that it takes in is made harmless.
pub struct Pen {
    pub lang: Lang,
    pub ink: Ink,
    pub width: usize,
    pub snippets: Snippets,
}

impl Pen {
    pub fn new(lang: Lang, view: &View) -> Pen {
        let width = view.width.clamp(40, 200);
        let snippets = Snippets::new(view.color, view.ascii, width);
        Pen { lang, ink: Ink { color: view.color }, width, snippets }
    }

    /// `label  text`, the text wrapped under itself.
    pub fn fact(&self, out: &mut String, indent: usize, label: &str, text: &str) {
        const LABEL: usize = 10;
        let text = visible_lines(&clip(text, LONGEST));
        for (i, line) in wrap(&text, self.width.saturating_sub(indent + LABEL)).iter().enumerate() {
            let label = if i == 0 { label } else { "" };
            out.push_str(&" ".repeat(indent));
            out.push_str(&self.ink.paint(Tone::Dim, &format!("{label:LABEL$}")));
            out.push_str(line);
            out.push('\n');
        }
    }

    /// Text wrapped with an indent.
    pub fn paragraph(&self, out: &mut String, indent: usize, text: &str) {
        for line in wrap(&visible_lines(&clip(text, LONGEST)), self.width.saturating_sub(indent)) {
            out.push_str(&" ".repeat(indent));
            out.push_str(&line);
            out.push('\n');
        }
    }

    /// `Forklart: 12 (regel 10, annen-regel 2)`.
    fn tally(&self, page: &Page, verdict: Verdict) -> String {
        let rules = page.report.rules.iter().filter(|rule| rule.ledger.count(verdict) > 0);
        let parts: Vec<String> = rules
            .map(|rule| format!("{} {}", visible(&rule.id), words::number(rule.ledger.count(verdict), self.lang)))
            .collect();
        let sum: u64 = page.report.rules.iter().map(|rule| rule.ledger.count(verdict)).sum();
        let mut text = String::new();
        if sum > 0 {
            let word = words::banner(verdict, Modality::Must, self.lang);
            let head = format!("{word}: {} ({})", words::number(sum, self.lang), parts.join(", "));
            self.paragraph(&mut text, 0, &head);
            text.push('\n');
        }
        text
    }
}

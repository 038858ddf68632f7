//! The findings of one rule under one heading: what holds for all of them is said once, at the top.

use super::{Page, Pen, finding};
use crate::base::Span;
use crate::report::excerpt::{Pin, Weight};
use crate::report::ink::Tone;
use crate::report::visible::visible;
use crate::report::{Finding, RuleEntry, words};
use crate::semantic::model::Modality;
use crate::value::Verdict;
use std::collections::HashMap;
use std::io::{self, Write};
use words::pick;

/// Takes findings one after the other, and writes a heading wherever a new group begins.
pub struct Groups<'a> {
    page: &'a Page<'a>,
    pen: &'a Pen,
    /// Rules whose facts were told already, and the clause that was shown with them.
    told: HashMap<usize, Span>,
    open: Option<Group>,
}

struct Group {
    rule: usize,
    verdict: Verdict,
    /// The first finding waits for the second: an advice that both give is said once, in the heading.
    waiting: Option<Finding>,
    shared_advice: Option<String>,
    clause: Span,
    shown: u64,
}

impl<'a> Groups<'a> {
    pub fn new(page: &'a Page<'a>, pen: &'a Pen) -> Groups<'a> {
        Groups { page, pen, told: HashMap::new(), open: None }
    }

    pub fn add(&mut self, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
        if self.open.as_ref().is_some_and(|group| (group.rule, group.verdict) != (finding.rule, finding.verdict)) {
            self.end(out)?;
        }
        let Some(group) = &mut self.open else {
            self.open = Some(Group {
                rule: finding.rule,
                verdict: finding.verdict,
                waiting: Some(finding.clone()),
                shared_advice: None,
                clause: finding.clause,
                shown: 0,
            });
            return Ok(());
        };
        let mut text = String::new();
        if let Some(first) = group.waiting.take() {
            if first.advice == finding.advice {
                group.shared_advice.clone_from(&first.advice);
            }
            begin(&mut text, self.page, self.pen, group, &mut self.told);
            item(&mut text, self.page, self.pen, group, &first);
        }
        item(&mut text, self.page, self.pen, group, finding);
        out.write_all(text.as_bytes())
    }

    /// Ends the group: the finding that still waits, and how many there are besides.
    pub fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let Some(mut group) = self.open.take() else { return Ok(()) };
        let mut text = String::new();
        if let Some(first) = group.waiting.take() {
            group.shared_advice.clone_from(&first.advice);
            begin(&mut text, self.page, self.pen, &mut group, &mut self.told);
            item(&mut text, self.page, self.pen, &mut group, &first);
        }
        let all = self.page.report.rules.get(group.rule).map_or(0, |rule| rule.ledger.count(group.verdict));
        let known = known(self.page, group.rule, group.verdict);
        let more = all.saturating_sub(if self.page.view.per_rule.is_some() { known } else { 0 } + group.shown);
        if more > 0 {
            let n = words::number(more, self.pen.lang);
            let line = pick(
                self.pen.lang,
                format!("  … og {n} til (vis alle med --all)\n"),
                format!("  … and {n} more (show all with --all)\n"),
            );
            text.push_str(&self.pen.ink.paint(Tone::Dim, line.trim_end()));
            text.push('\n');
        }
        text.push('\n');
        out.write_all(text.as_bytes())
    }
}

/// How many of a rule's findings the baseline has already.
fn known(page: &Page, rule: usize, verdict: Verdict) -> u64 {
    page.report.baseline.as_ref().map_or(0, |baseline| baseline.known(rule, verdict))
}

/// The heading and the facts of the rule.
fn begin(out: &mut String, page: &Page, pen: &Pen, group: &mut Group, told: &mut HashMap<usize, Span>) {
    let Some(rule) = page.report.rules.get(group.rule) else { return };
    let lang = pen.lang;
    let tone = match (group.verdict, rule.modality) {
        (Verdict::Violated, Modality::Must) => Tone::Bad,
        (Verdict::Explained | Verdict::Waived, _) => Tone::Good,
        _ => Tone::Open,
    };
    let count = words::number(rule.ledger.count(group.verdict), lang);
    let all = words::number(rule.ledger.applicable(), lang);
    out.push_str(&pen.ink.paint(tone, words::banner(group.verdict, rule.modality, lang)));
    out.push_str("  ");
    out.push_str(&pen.ink.paint(Tone::Strong, &visible(&rule.id)));
    let known = match known(page, group.rule, group.verdict) {
        0 => String::new(),
        n => pick(lang, format!(", {n} kjent fra før"), format!(", {n} known before")),
    };
    out.push_str(&pick(lang, format!("  ({count} av {all}{known})\n"), format!("  ({count} of {all}{known})\n")));
    pen.paragraph(out, 2, rule.title.in_lang(lang));
    let before = told.insert(group.rule, group.clause);
    if before.is_none() {
        facts(out, pen, rule);
        if let Some(advice) = &group.shared_advice {
            pen.fact(out, 2, pick(lang, "Råd", "Advice"), advice);
        }
    }
    if before != Some(group.clause) {
        clause(out, page, pen, group.clause, 2);
    }
    out.push('\n');
}

/// Source and readings.
fn facts(out: &mut String, pen: &Pen, rule: &RuleEntry) {
    let lang = pen.lang;
    for source in &rule.sources {
        let mut text = words::source(source, lang);
        if let Some(url) = &source.url {
            text.push_str(&format!(" <{url}>"));
        }
        pen.fact(out, 2, pick(lang, "Kilde", "Source"), &text);
    }
    if let Some(edition) = words::judged_at(rule, lang) {
        pen.fact(out, 2, pick(lang, "Utgave", "Edition"), &edition);
    }
    for reading in &rule.readings {
        let (word, meaning) = (words::quoted(&reading.word, lang), words::quoted(&reading.meaning, lang));
        let text = pick(lang, format!("{word} er lest som {meaning}"), format!("{word} is read as {meaning}"));
        pen.fact(out, 2, pick(lang, "Tolkning", "Reading"), &text);
    }
}

/// The clause in the rule file.
fn clause(out: &mut String, page: &Page, pen: &Pen, span: Span, indent: usize) {
    if let Some(source) = page.sources.iter().find(|source| source.id == span.file)
        && span.end > span.start
    {
        pen.snippets.draw(out, &[Pin::rule(source, span, String::new(), Weight::Side)], indent);
    }
}

/// One finding; its clause or its advice only where it differs from what was said already.
fn item(out: &mut String, page: &Page, pen: &Pen, group: &mut Group, finding: &Finding) {
    if finding.clause != group.clause {
        clause(out, page, pen, finding.clause, 2);
        group.clause = finding.clause;
    }
    group.shown += 1;
    finding::write(out, page, pen, finding);
    if let Some(advice) = finding.advice.as_ref().filter(|advice| group.shared_advice.as_ref() != Some(advice)) {
        pen.fact(out, 4, pick(pen.lang, "Råd", "Advice"), advice);
    }
}

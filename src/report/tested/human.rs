//! A run of tests for people: what failed with its differences, the clauses as a table, a line of numbers.

use super::{Case, Failure, Line, Place, Tested};
use crate::base::Lang;
use crate::report::format::View;
use crate::report::ink::{Ink, Tone};
use crate::report::listing;
use crate::report::visible::{Guard, visible, visible_lines};
use crate::report::words::{counted, number, pick};
use crate::value::Truth;
use std::io::{self, Write};

/// Rules without a test that are named.
const NAMED: usize = 10;

pub fn human(tested: &Tested, lang: Lang, view: &View, out: &mut dyn Write) -> io::Result<()> {
    let out = &mut Guard::new(out);
    let ink = Ink { color: view.color };
    for case in tested.cases.iter().filter(|case| !case.passed()) {
        failed(case, lang, ink, out)?;
    }
    if !tested.coverage.is_empty() {
        clauses(tested, lang, out)?;
        writeln!(out)?;
    }
    if !tested.untested.is_empty() {
        let named: Vec<&str> = tested.untested.iter().take(NAMED).map(String::as_str).collect();
        let more = tested.untested.len().saturating_sub(NAMED);
        let rest = match more {
            0 => String::new(),
            more => pick(lang, format!(" og {more} til"), format!(" and {more} more")),
        };
        let head = pick(lang, "Uten prøve", "Without a test");
        writeln!(out, "{head}: {}{rest}", visible(&named.join(", ")))?;
    }
    writeln!(out, "{}", closing(tested, lang, ink))
}

fn place(at: &Place) -> String {
    visible(&format!("{}:{}:{}", at.path, at.line, at.column)).into_owned()
}

fn failed(case: &Case, lang: Lang, ink: Ink, out: &mut dyn Write) -> io::Result<()> {
    let head = ink.paint(Tone::Bad, pick(lang, "FEILET", "FAILED"));
    writeln!(out, "{head} {}", ink.paint(Tone::Strong, &visible(&case.name)))?;
    case.failures.iter().try_for_each(|failure| one(failure, lang, ink, out))?;
    writeln!(out)
}

fn one(failure: &Failure, lang: Lang, ink: Ink, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "  {}", ink.paint(Tone::Place, &place(&failure.place)))?;
    writeln!(out, "    {}", visible_lines(failure.message.in_lang(lang)))?;
    for line in &failure.diff {
        let (mark, text, tone) = match line {
            Line::Same(text) => (' ', text, Tone::Dim),
            Line::Wanted(text) => ('-', text, Tone::Bad),
            Line::Found(text) => ('+', text, Tone::Good),
        };
        writeln!(out, "    {}", ink.paint(tone, format!("{mark} {}", visible(text)).trim_end()))?;
    }
    failure.why.iter().try_for_each(|why| writeln!(out, "      {}", visible_lines(why)))
}

fn clauses(tested: &Tested, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let headings = pick(
        lang,
        ["Regel", "Linje", "Ledd", "sant", "usant", "uavklart"],
        ["Rule", "Line", "Clause", "true", "false", "unknown"],
    );
    let mut rows = Vec::new();
    for rule in &tested.coverage {
        for clause in &rule.clauses {
            let seen = |truth| match clause.count(truth) {
                0 => "–".to_string(),
                n => number(n, lang),
            };
            let seen = [Truth::Yes, Truth::No, Truth::Unknown].map(seen);
            let mut row = vec![rule.rule.clone(), clause.place.line.to_string(), clause.text.clone()];
            row.extend(seen);
            rows.push(row);
        }
    }
    listing::aligned(&headings.map(str::to_string), &rows, true, out)
}

fn closing(tested: &Tested, lang: Lang, ink: Ink) -> String {
    let failed = tested.failed();
    let all = counted(tested.cases.len() as u64, pick(lang, "prøve", "test"), pick(lang, "prøver", "tests"), lang);
    let (clauses, both) = tested.clauses();
    let result = match failed {
        0 => ink.paint(Tone::Good, pick(lang, "ALLE BESTÅTT", "ALL PASSED")),
        n => ink.paint(Tone::Bad, &pick(lang, format!("{n} FEILET"), format!("{n} FAILED"))),
    };
    let mut text = format!("{result}: {all}");
    if clauses > 0 {
        text.push_str(&pick(
            lang,
            format!("; {both} av {clauses} ledd er sett både sanne og usanne"),
            format!("; {both} of {clauses} clauses were seen both true and false"),
        ));
    }
    text
}

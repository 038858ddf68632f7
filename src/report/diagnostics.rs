//! Problems as people read them: all at once, file by file, each with its place, a remedy and a code to look up.

use super::excerpt::{Pin, Weight};
use super::format::View;
use super::ink::{Ink, Tone};
use super::snippet::Snippets;
use super::visible::{Guard, visible, visible_lines, wrap};
use super::words;
use crate::base::{At, Diagnostic, Label, Lang, Severity, Sources};
use std::collections::BTreeSet;
use std::io::{self, Write};
use words::{counted, pick};

/// Writes every problem, sorted by file and place, and a count at the end. Nothing when there is none.
pub fn write(
    problems: &[Diagnostic],
    sources: &Sources,
    lang: Lang,
    view: &View,
    out: &mut dyn Write,
) -> io::Result<()> {
    if problems.is_empty() {
        return Ok(());
    }
    let out = &mut Guard::new(out);
    let snippets = Snippets::new(view.color, view.ascii, view.width);
    let mut sorted: Vec<&Diagnostic> = problems.iter().collect();
    // problems of the use as a whole first, then by file, line and column; equals stay as they came
    sorted.sort_by_cached_key(|problem| place(problem, sources));
    let mut text = String::new();
    for problem in &sorted {
        text.clear();
        one(&mut text, problem, sources, lang, view, &snippets);
        text.push('\n');
        out.write_all(text.as_bytes())?;
    }
    writeln!(out, "{}", closing(&sorted, sources, lang))?;
    out.flush()
}

/// File, line and column of the main place.
pub(super) fn place(problem: &Diagnostic, sources: &Sources) -> Option<(String, u32, u32)> {
    problem.labels.first().map(|label| match &label.at {
        At::Rule(span) => match sources.iter().nth(span.file.0 as usize) {
            Some(source) => {
                let (line, column) = source.line_column(span.start);
                (source.path.to_string(), line, column)
            }
            None => (String::new(), 0, 0),
        },
        At::Cell(place) => (place.path.clone(), place.line, place.column),
        At::File(path) => (path.clone(), 0, 0),
    })
}

fn one(out: &mut String, problem: &Diagnostic, sources: &Sources, lang: Lang, view: &View, snippets: &Snippets) {
    let ink = Ink { color: view.color };
    let width = view.width.clamp(40, 200);
    let (tone, weight) = match problem.severity {
        Severity::Error => (Tone::Bad, Weight::Bad),
        Severity::Warning => (Tone::Open, Weight::Open),
        Severity::Note => (Tone::Place, Weight::Open),
    };
    let head = format!("{}[{}]", words::severity(problem.severity, lang), problem.code.id());
    let message = visible_lines(problem.message.in_lang(lang));
    for (i, line) in wrap(&format!("{head}: {message}"), width).iter().enumerate() {
        match line.strip_prefix(&*head).filter(|_| i == 0) {
            Some(rest) => out.push_str(&(ink.paint(tone, &head) + &ink.paint(Tone::Strong, rest))),
            None => out.push_str(&format!("  {}", ink.paint(Tone::Strong, line))),
        }
        out.push('\n');
    }
    let mut pins = Vec::new();
    let mut lines = Vec::new();
    for (i, label) in problem.labels.iter().enumerate() {
        let weight = if i == 0 { weight } else { Weight::Side };
        match pin(label, sources, lang, weight) {
            Some(pin) => pins.push(pin),
            None => lines.extend(in_words(label, lang)),
        }
    }
    snippets.draw(out, &pins, 0);
    for line in lines {
        out.push_str("   ");
        out.push_str(&ink.paint(Tone::Place, &line));
        out.push('\n');
    }
    for help in &problem.help {
        let label = pick(lang, "hjelp: ", "help: ");
        let text = visible_lines(help.in_lang(lang));
        for (i, line) in wrap(&text, width.saturating_sub(2 + label.len())).iter().enumerate() {
            out.push_str("  ");
            out.push_str(&if i == 0 { ink.paint(Tone::Place, label) } else { " ".repeat(label.len()) });
            out.push_str(line);
            out.push('\n');
        }
    }
}

fn pin(label: &Label, sources: &Sources, lang: Lang, weight: Weight) -> Option<Pin> {
    let text = label.text.in_lang(lang).to_string();
    match &label.at {
        At::Rule(span) => sources.iter().nth(span.file.0 as usize).map(|source| Pin::rule(source, *span, text, weight)),
        At::Cell(place) => Pin::cell(place, text, weight),
        At::File(_) => None,
    }
}

/// A place without lines to show.
fn in_words(label: &Label, lang: Lang) -> Option<String> {
    let mut text = match &label.at {
        At::File(path) => path.clone(),
        At::Cell(place) => {
            let mut text = place.path.clone();
            if let Some(sheet) = &place.sheet {
                text.push_str(&pick(lang, format!(", ark «{sheet}»"), format!(", sheet “{sheet}”")));
            }
            match (&place.cell, &place.pointer) {
                (Some(cell), _) => text.push_str(&pick(lang, format!(", celle {cell}"), format!(", cell {cell}"))),
                (None, Some(pointer)) if place.line == 0 => text.push_str(&format!(" {pointer}")),
                _ if place.line > 0 => text.push_str(&format!(":{}:{}", place.line, place.column)),
                _ => {}
            }
            text
        }
        At::Rule(_) => return None,
    };
    let words = label.text.in_lang(lang);
    if !words.is_empty() {
        text.push_str(&format!(": {words}"));
    }
    Some(visible(&text).into_owned())
}

/// `3 feil og 1 advarsel i 2 filer. Mer om en kode: krav explain K0201`.
fn closing(problems: &[&Diagnostic], sources: &Sources, lang: Lang) -> String {
    let of = |severity| problems.iter().filter(|problem| problem.severity == severity).count() as u64;
    let kinds = [
        (of(Severity::Error), pick(lang, ("feil", "feil"), ("error", "errors"))),
        (of(Severity::Warning), pick(lang, ("advarsel", "advarsler"), ("warning", "warnings"))),
        (of(Severity::Note), pick(lang, ("merknad", "merknader"), ("note", "notes"))),
    ];
    let counts: Vec<String> =
        kinds.iter().filter(|(n, _)| *n > 0).map(|(n, (one, many))| counted(*n, one, many, lang)).collect();
    let files: BTreeSet<String> =
        problems.iter().filter_map(|problem| place(problem, sources)).map(|at| at.0).collect();
    let mut text = counts.join(", ");
    if !files.is_empty() {
        let n = counted(files.len() as u64, pick(lang, "fil", "file"), pick(lang, "filer", "files"), lang);
        text.push_str(&pick(lang, format!(" i {n}"), format!(" in {n}")));
    }
    let code = problems.iter().min_by_key(|problem| problem.severity).map_or("", |problem| problem.code.id());
    text.push_str(&pick(
        lang,
        format!(". Forklaring: krav explain {code}"),
        format!(". Explanation: krav explain {code}"),
    ));
    text
}

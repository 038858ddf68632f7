//! One finding: whose it is, what is wrong, and the cells that decide it.

use super::{Page, Pen};
use crate::report::excerpt::{Pin, Weight};
use crate::report::ink::Tone;
use crate::report::visible::{clip, on_one_line, visible, visible_lines, wrap};
use crate::report::{Cell, Finding, Role, RuleKind, SubjectKind, words};
use crate::value::{Missing, Verdict};
use words::pick;

/// Cells that are shown of one finding unless all is asked for.
const CELLS: usize = 6;

pub fn write(out: &mut String, page: &Page, pen: &Pen, finding: &Finding) {
    let name = subject(finding, page);
    let message = clip(&finding.message, super::LONGEST);
    let text = if name.is_empty() { message.into_owned() } else { format!("{name}: {message}") };
    let known = if finding.known { pick(pen.lang, " (kjent fra før)", " (known before)") } else { "" };
    let text = text + known;
    let lines = wrap(&visible_lines(&text), pen.width.saturating_sub(4));
    for (i, line) in lines.iter().enumerate() {
        out.push_str(if i == 0 { "  " } else { "    " });
        match line.strip_prefix(&*name).filter(|_| i == 0 && !name.is_empty()) {
            Some(rest) => {
                out.push_str(&pen.ink.paint(Tone::Strong, &name));
                out.push_str(rest);
            }
            None => out.push_str(line),
        }
        out.push('\n');
    }
    for value in &finding.values {
        let expression = on_one_line(&value.expression);
        let result = clip(&value.value, 200);
        let result = visible(&result);
        let room = pen.width.saturating_sub(20 + result.len()).max(30);
        let line = format!("{} = {result}", clip(&visible(&expression), room));
        pen.fact(out, 4, pick(pen.lang, "Utregnet", "Computed"), &line);
    }
    cells(out, page, pen, finding);
}

/// `tiltak T-0017`; the key alone for groups and the registry.
fn subject(finding: &Finding, page: &Page) -> String {
    let subject = &finding.subject;
    let rows = page.report.rules.get(finding.rule).is_none_or(|rule| matches!(rule.subject, SubjectKind::Rows { .. }));
    let table = if rows { &subject.table[..] } else { "" };
    let key = clip(&on_one_line(&subject.key), 60).into_owned();
    visible([table, &key].join(" ").trim()).into_owned()
}

fn cells(out: &mut String, page: &Page, pen: &Pen, finding: &Finding) {
    let most = if page.view.per_rule.is_some() { CELLS } else { usize::MAX };
    let open = finding.verdict == Verdict::Unknown;
    let check = page.report.rules.get(finding.rule).is_some_and(|rule| rule.kind != RuleKind::Rule);
    let mut pins = Vec::new();
    let mut lines = String::new();
    for cell in finding.cells.iter().take(most) {
        // a check is about one cell, and its message has said what is wrong with it
        let label = if check && cell.role == Role::Decides && !open { String::new() } else { label(cell, open, pen) };
        match Pin::cell(&cell.place, label, weight(cell.role, open)) {
            Some(pin) => pins.push(pin),
            None => plain(&mut lines, cell, open, pen),
        }
    }
    pen.snippets.draw(out, &pins, 2);
    out.push_str(&lines);
    let more = finding.cells.len().saturating_sub(most);
    if more > 0 {
        pen.paragraph(
            out,
            4,
            &pick(pen.lang, format!("… og {more} celler til (--all)"), format!("… and {more} more cells (--all)")),
        );
    }
}

fn weight(role: Role, open: bool) -> Weight {
    match role {
        Role::Decides | Role::Through if open => Weight::Open,
        Role::Decides | Role::Through => Weight::Bad,
        Role::Twin | Role::Guard | Role::Explanation => Weight::Side,
    }
}

/// `«Oppstart» er ikke oppgitt`, `«Berører kommunal sektor» utløser regelen`.
fn label(cell: &Cell, open: bool, pen: &Pen) -> String {
    let heading = if cell.heading.is_empty() { &cell.field } else { &cell.heading };
    let heading = words::quoted(&visible(&clip(&on_one_line(heading), 40)), pen.lang);
    match cell.missing {
        Some(Missing::Unreadable) => {
            let value = clip(&visible(&on_one_line(&cell.value)), 40).into_owned();
            format!("{heading} {}: \"{value}\"", words::missing(Missing::Unreadable, pen.lang))
        }
        Some(missing) => format!("{heading} {}", words::missing(missing, pen.lang)),
        None => format!("{heading} {}", words::role(cell.role, open, pen.lang)),
    }
}

/// A cell whose lines nobody knows: its place and its value in words.
fn plain(out: &mut String, cell: &Cell, open: bool, pen: &Pen) {
    let place = &cell.place;
    let mut text = place.path.clone();
    if let Some(sheet) = &place.sheet {
        text.push_str(&pick(pen.lang, format!(", ark «{sheet}»"), format!(", sheet “{sheet}”")));
    }
    if let Some(at) = &place.cell {
        text.push_str(&pick(pen.lang, format!(", celle {at}"), format!(", cell {at}")));
    }
    if let Some(pointer) = place.pointer.as_ref().filter(|_| place.line == 0) {
        text.push_str(&format!(" {pointer}"));
    }
    if place.line > 0 && place.cell.is_none() {
        text.push_str(&format!(":{}:{}", place.line, place.column));
    }
    let value = clip(&on_one_line(&cell.value), 60).into_owned();
    text.push_str(&format!(": {}", label(cell, open, pen)));
    if cell.missing != Some(Missing::Unreadable) && !value.is_empty() {
        text.push_str(&format!(" ({value})"));
    }
    pen.fact(out, 4, pick(pen.lang, "Celle", "Cell"), &text);
}

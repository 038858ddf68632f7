//! Which column of a file is which field of its table, by the headings.

use crate::base::{At, Code, Diagnostic, Label, Text, nearest};
use crate::data::read::Heading;
use crate::semantic::model::{Field, Table};
use crate::text;
use unicode_normalization::UnicodeNormalization;

/// Headings that a problem lists before it says how many more there are.
const LISTED: usize = 12;

/// The column of each field. Columns that no field names are nobody's business.
pub fn bind_columns(table: &Table, headings: &[Heading]) -> Result<Vec<usize>, Vec<Diagnostic>> {
    let present: Vec<String> = headings.iter().map(|heading| folded(&heading.text)).collect();
    let mut columns = Vec::with_capacity(table.fields.len());
    let mut problems = Vec::new();
    for field in &table.fields {
        let wanted: Vec<String> = field.headings.iter().map(|heading| folded(heading)).collect();
        let mut fitting = (0..present.len()).filter(|&column| wanted.contains(&present[column]));
        let position = field.headings.iter().find_map(|heading| position(heading)).filter(|at| *at < headings.len());
        match (fitting.next(), fitting.next()) {
            // `#3` is the third column, unless a heading is just that.
            (None, _) if position.is_some() => columns.extend(position),
            (Some(column), None) => columns.push(column),
            (Some(one), Some(two)) => problems.push(ambiguous(table, field, &headings[one], &headings[two])),
            (None, _) => match twins(&wanted, headings)[..] {
                [one, two, ..] => problems.push(ambiguous(table, field, one, two)),
                _ => problems.push(missing(table, field, headings)),
            },
        }
    }
    if problems.is_empty() { Ok(columns) } else { Err(problems) }
}

/// The column that `#3` names by its position.
fn position(heading: &str) -> Option<usize> {
    let number = heading.trim().strip_prefix('#')?;
    let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    number.parse::<usize>().ok().filter(|_| digits)?.checked_sub(1)
}

/// The columns of a heading that stands several times, which the reader has numbered.
fn twins<'h>(wanted: &[String], headings: &'h [Heading]) -> Vec<&'h Heading> {
    let is_twin = |heading: &&Heading| {
        let text = folded(&heading.text);
        text.rsplit_once(" #").is_some_and(|(name, number)| {
            number.bytes().all(|byte| byte.is_ascii_digit()) && wanted.iter().any(|wanted| wanted == name)
        })
    };
    headings.iter().filter(is_twin).collect()
}

/// A heading or a name as they compare: NFC, trimmed, without case.
pub fn folded(text: &str) -> String {
    text.trim().nfc().flat_map(char::to_lowercase).nfc().collect()
}

fn missing(table: &Table, field: &Field, headings: &[Heading]) -> Diagnostic {
    let (table, heading) = (&table.name, field.headings.first().unwrap_or(&field.name));
    let message = match headings.first().map(|heading| heading.place.path.as_str()) {
        Some(path) => text!(
            nb: "{path} har ingen kolonne «{heading}», som tabellen «{table}» trenger.",
            en: "{path} has no column \"{heading}\", which the table `{table}` needs.",
        ),
        None => text!(
            nb: "Filen til «{table}» har ingen kolonne «{heading}».",
            en: "The file of `{table}` has no column \"{heading}\".",
        ),
    };
    let label = Text::new("feltet er erklært her", "the field is declared here");
    let problem = Diagnostic::error(Code::MissingColumn, message).at(field.name_span, label);
    let near = field.headings.iter().chain([&field.name]).find_map(|wanted| {
        let name = nearest(wanted, headings.iter().map(|heading| heading.text.as_str()))?;
        headings.iter().find(|heading| heading.text == name)
    });
    let problem = match near {
        Some(near) => {
            let name = &near.text;
            let label = Text::new("mente du denne?", "did you mean this one?");
            problem.at_cell(near.place.clone(), label).help(text!(
                nb: "Er det samme kolonne, så skriv kolonne «{heading}» | «{name}» på feltet, eller rett overskriften.",
                en: "If it is the same column, write column \"{heading}\" | \"{name}\" on the field, or mend the heading.",
            ))
        }
        None => problem,
    };
    problem.help(listed(headings))
}

fn listed(headings: &[Heading]) -> Text {
    let names: Vec<String> = headings.iter().take(LISTED).map(|heading| format!("«{}»", heading.text)).collect();
    let quoted = names.join(", ");
    let english = quoted.replace(['«', '»'], "\"");
    match headings.len().saturating_sub(LISTED) {
        0 if headings.is_empty() => Text::new("Filen har ingen overskrifter.", "The file has no headings."),
        0 => text!(nb: "Filen har: {quoted}.", en: "The file has: {english}."),
        more => text!(nb: "Filen har: {quoted} og {more} til.", en: "The file has: {english} and {more} more."),
    }
}

fn ambiguous(table: &Table, field: &Field, one: &Heading, two: &Heading) -> Diagnostic {
    let (table, name, first, second) = (&table.name, &field.name, &one.text, &two.text);
    let message = text!(
        nb: "To kolonner passer til {table}.{name}: «{first}» og «{second}».",
        en: "Two columns fit {table}.{name}: \"{first}\" and \"{second}\".",
    );
    let place = |heading: &Heading, text: Text| Label { at: At::Cell(Box::new(heading.place.clone())), text };
    let mut problem = Diagnostic::error(Code::AmbiguousColumn, message);
    problem.labels.push(place(one, Text::new("denne", "this one")));
    problem.labels.push(place(two, Text::new("og denne", "and this one")));
    problem.at(field.name_span, Text::new("feltet er erklært her", "the field is declared here")).help(text!(
        nb: "La feltets kolonne nevne bare én av dem: kolonne «{second}».",
        en: "Let the field's column name only one of them: column \"{second}\".",
    ))
}

#[cfg(test)]
mod tests;

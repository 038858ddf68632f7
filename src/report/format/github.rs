//! `--format github`: annotations, as workflow commands of GitHub Actions. GitHub shows ten errors, ten warnings and ten
//! notices of a step; so the gravest come first, each rule in its turn, and the rest is counted.

use super::Page;
use super::tell::{self, Gravity};
use crate::base::Lang;
use crate::report::visible::{clip, visible, visible_lines};
use crate::report::{Finding, words};
use std::io::{self, Write};
use words::pick;

/// So many annotations of a level GitHub shows of a step.
pub const MOST: usize = 10;
/// Columns of a message.
const LONGEST: usize = 2000;

/// The levels, and what stands in each, in order.
const LEVELS: [(&str, &[Gravity], usize); 3] = [
    ("error", &[Gravity::Violation], MOST),
    ("warning", &[Gravity::Open, Gravity::Departure], MOST),
    // One notice is for the conclusion.
    ("notice", &[Gravity::OpenRecommendation], MOST - 1),
];

pub fn write(page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let report = page.report;
    let mut left = 0;
    for (level, gravities, room) in LEVELS {
        let mut told = 0;
        for gravity in gravities {
            let all = gravity.total(report);
            let chosen = if told < room { by_turns(page, *gravity, room - told)? } else { Vec::new() };
            for finding in &chosen {
                annotation(page, level, finding, out)?;
            }
            told += chosen.len();
            left += all - chosen.len() as u64;
        }
    }
    let (_, word, found) = tell::conclusion(page);
    let more = match (left, report.lang) {
        (0, _) => String::new(),
        (_, Lang::Nb) => {
            format!(" {} av funnene er ikke merket her; se oppsummeringen.", words::number(left, report.lang))
        }
        (_, Lang::En) => {
            format!(" {} of the findings are not annotated; see the summary.", words::number(left, report.lang))
        }
    };
    writeln!(out, "::notice title=krav::{}", data(&format!("{word}: {found}.{more}")))
}

/// Findings so grave, at most so many: the first of every rule, then the second of every rule, and so on.
fn by_turns(page: &Page, gravity: Gravity, room: usize) -> io::Result<Vec<Finding>> {
    let mut found: Vec<(usize, Finding)> = Vec::new();
    for rule in tell::worst_first(page.report, gravity).into_iter().take(room) {
        let mut turn = 0;
        tell::each_of(page, gravity, rule, room, &mut |finding| {
            found.push((turn, finding.clone()));
            turn += 1;
            Ok(())
        })?;
    }
    // Stable: within a turn the rule with most of them stays first.
    found.sort_by_key(|(turn, _)| *turn);
    Ok(found.into_iter().take(room).map(|(_, finding)| finding).collect())
}

fn annotation(page: &Page, level: &str, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let report = page.report;
    let rule = report.rules.get(finding.rule);
    let gravity = Gravity::of_finding(report, finding).word(report.lang);
    let title = format!("{} ({gravity})", rule.map_or("", |rule| &rule.id));
    let mut properties = Vec::new();
    match tell::main_cell(finding) {
        Some(cell) => {
            let place = &cell.place;
            properties.push(("file", tell::slashes(&place.path).into_owned()));
            if place.line > 0 {
                properties.push(("line", place.line.to_string()));
                properties.push(("endLine", place.end_line.to_string()));
                // Columns are heeded on one line only.
                if place.line == place.end_line {
                    properties.push(("col", place.column.to_string()));
                    properties.push(("endColumn", place.end_column.to_string()));
                }
            }
        }
        None => {
            if let Some((path, line, _)) = tell::clause(page.sources, finding) {
                properties.push(("file", path.into_owned()));
                properties.push(("line", line.to_string()));
            }
        }
    }
    properties.push(("title", title));
    let properties: Vec<String> =
        properties.iter().map(|(name, value)| format!("{name}={}", property(value))).collect();
    let mut message = tell::sentence(report, finding);
    if let Some(advice) = &finding.advice {
        message.push_str(&pick(report.lang, format!("\nRåd: {advice}"), format!("\nAdvice: {advice}")));
    }
    if let Some(rule) = rule.filter(|rule| !rule.sources.is_empty()) {
        let sources = words::sources(&rule.sources, report.lang);
        message.push_str(&pick(report.lang, format!("\nKilde: {sources}"), format!("\nSource: {sources}")));
    }
    writeln!(out, "::{level} {}::{}", properties.join(","), data(&clip(&message, LONGEST)))
}

/// The message of a command: `%` and line ends are encoded.
pub fn data(text: &str) -> String {
    visible_lines(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property of a command: `:` and `,` are encoded as well.
pub fn property(text: &str) -> String {
    visible(text).replace('%', "%25").replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ends_a_command_or_a_property_is_encoded() {
        assert_eq!(data("100 %\r\n::error::x\ny"), "100 %25%0A::error::x%0Ay");
        assert_eq!(property("a,b:c%\n\u{202e}"), "a%2Cb%3Ac%25␊<U+202E>");
    }
}

//! Marks under mistaken lines: `# ^^^ K0201`, and the problems that they promise.

use super::diff::diff;
use crate::base::{At, Code, Diagnostic, FileId, Lang, Source, Sources};
use crate::report::tested::{Failure, Line, Place};
use crate::text;

/// A problem as a mark shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Spot {
    line: u32,
    column: u32,
    end: u32,
    code: String,
}

/// A mark, the line that it stands on, and what the problem's words must hold.
struct Mark {
    spot: Spot,
    own_line: u32,
    words: String,
}

impl Spot {
    /// The marks as they would be drawn under their line.
    fn drawn(&self) -> String {
        let (from, to) = (self.column as usize, self.end.max(self.column + 1) as usize);
        format!("{}{} {}", " ".repeat(from - 1), "^".repeat(to - from), self.code)
    }
}

/// What is wrong between the marks of some sources and the problems that were told.
pub fn compare(sources: &Sources, files: &[FileId], problems: &[Diagnostic], lang: Lang) -> Vec<Failure> {
    let mut failures = Vec::new();
    for &file in files {
        let source = sources.get(file);
        let mut marks = marks(source, &mut failures);
        let mut strange: Vec<(Spot, &Diagnostic)> = Vec::new();
        for problem in problems.iter().filter(|problem| file_of(problem) == Some(file)) {
            let spot = spot(source, problem);
            match marks.iter().position(|mark| mark.spot == spot) {
                Some(found) => failures.extend(words(source, &marks.remove(found), problem, lang)),
                None => strange.push((spot, problem)),
            }
        }
        for (spot, problem) in strange {
            // A mark of the same code on the same line was meant for it.
            let near = marks.iter().position(|mark| mark.spot.line == spot.line && mark.spot.code == spot.code);
            let mark = near.map(|near| marks.remove(near));
            failures.push(unexpected(source, &spot, problem, mark, lang));
        }
        failures.extend(marks.iter().map(|mark| absent(source, mark)));
    }
    for problem in problems.iter().filter(|problem| file_of(problem).is_none()) {
        failures.push(Failure::new(Place::default(), problem.message.clone()));
    }
    failures
}

fn file_of(problem: &Diagnostic) -> Option<FileId> {
    match problem.labels.first().map(|label| &label.at) {
        Some(At::Rule(span)) => Some(span.file),
        _ => None,
    }
}

fn spot(source: &Source, problem: &Diagnostic) -> Spot {
    let Some(At::Rule(span)) = problem.labels.first().map(|label| &label.at) else {
        return Spot { line: 0, column: 1, end: 1, code: problem.code.id().to_string() };
    };
    let (line, column) = source.line_column(span.start);
    let (end_line, end) = source.line_column(span.end);
    let line_end = source.line(line).chars().count() as u32 + 1;
    let end = if end_line == line { end } else { line_end };
    Spot { line, column, end: end.max(column + 1), code: problem.code.id().to_string() }
}

/// The marks of a source. Each marks the nearest line above that is no mark.
fn marks(source: &Source, failures: &mut Vec<Failure>) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut above = 0;
    for (number, line) in (1u32..).zip(source.text.lines()) {
        let Some((column, length, rest)) = mark(line) else {
            above = number;
            continue;
        };
        let (code, words) = rest.split_once(' ').unwrap_or((rest, ""));
        if !Code::ALL.iter().any(|known| known.id() == code) {
            let message = text!(
                nb: "Bak merket må det stå en diagnosekode, som K0201; her står «{code}».",
                en: "Behind the mark must stand a diagnostic code, such as K0201; here stands `{code}`.",
            );
            failures.push(Failure::new(at(source, number, column), message));
            continue;
        }
        let spot = Spot { line: above, column, end: column + length, code: code.to_string() };
        marks.push(Mark { spot, own_line: number, words: words.trim().to_string() });
    }
    marks
}

/// Column and length of the carets of a comment, and what stands behind them. A `#` that touches them counts as one.
fn mark(line: &str) -> Option<(u32, u32, &str)> {
    let indent = line.chars().take_while(|c| *c == ' ').count();
    let inner = line[indent..].strip_prefix('#')?;
    let blanks = inner.chars().take_while(|c| *c == ' ').count();
    let rest = inner[blanks..].trim_start_matches('^');
    let carets = inner.len() - blanks - rest.len();
    if carets == 0 {
        return None;
    }
    let (column, length) = if blanks == 0 { (indent + 1, carets + 1) } else { (indent + blanks + 2, carets) };
    Some((column as u32, length as u32, rest.trim()))
}

fn at(source: &Source, line: u32, column: u32) -> Place {
    Place { path: source.path.to_string(), line, column }
}

fn told(problem: &Diagnostic, lang: Lang) -> Vec<String> {
    let label = problem.labels.iter().map(|label| &label.text);
    let all = std::iter::once(&problem.message).chain(label).chain(&problem.help);
    all.map(|text| text.in_lang(lang).to_string()).filter(|text| !text.is_empty()).collect()
}

/// The words behind a mark's code must stand in what the problem says.
fn words(source: &Source, mark: &Mark, problem: &Diagnostic, lang: Lang) -> Option<Failure> {
    let told = told(problem, lang);
    if told.iter().any(|text| text.contains(&mark.words)) {
        return None;
    }
    let message = text!(nb: "Problemet sier ikke dette.", en: "The problem does not say this.");
    let mut failure = Failure::new(at(source, mark.own_line, mark.spot.column), message);
    failure.diff = diff(std::slice::from_ref(&mark.words), &told, |a, b| a == b);
    Some(failure)
}

fn unexpected(source: &Source, spot: &Spot, problem: &Diagnostic, mark: Option<Mark>, lang: Lang) -> Failure {
    let code = &spot.code;
    let message = match mark {
        Some(_) => text!(nb: "{code} står et annet sted.", en: "{code} is at another place."),
        None => text!(nb: "Uventet {code}.", en: "Unexpected {code}."),
    };
    let mut failure = Failure::new(at(source, spot.line, spot.column), message);
    failure.diff.push(Line::Same(source.line(spot.line).to_string()));
    failure.diff.extend(mark.map(|mark| Line::Wanted(mark.spot.drawn())));
    failure.diff.push(Line::Found(spot.drawn()));
    failure.why = told(problem, lang);
    failure
}

fn absent(source: &Source, mark: &Mark) -> Failure {
    let code = &mark.spot.code;
    let message = text!(nb: "{code} ble ventet her, men kom ikke.", en: "{code} was expected here, but did not come.");
    let mut failure = Failure::new(at(source, mark.own_line, mark.spot.column), message);
    failure.diff = vec![Line::Same(source.line(mark.spot.line).to_string()), Line::Wanted(mark.spot.drawn())];
    failure
}

//! Snippets, drawn by miette. This is the only file that names it.
//!
//! miette's own sources count lines from the top of the file for each label; ours knows nothing but the lines that
//! excerpts bring, with their numbers.

use super::excerpt::{Excerpt, Mark, Pin, Weight, excerpts};
use super::visible::{columns, wrap};
use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode,
    SourceSpan, SpanContents, ThemeCharacters, ThemeStyles,
};
use std::fmt;

/// How snippets are drawn in one report.
pub struct Snippets {
    color: bool,
    ascii: bool,
    width: usize,
    plain: GraphicalReportHandler,
}

/// Columns that line numbers (five digits) and frames take.
const GUTTER: usize = 9;

impl Snippets {
    pub fn new(color: bool, ascii: bool, width: usize) -> Snippets {
        let plain = handler(GraphicalTheme { characters: characters(ascii), styles: ThemeStyles::none() });
        Snippets { color, ascii, width: width.clamp(40, 200), plain }
    }

    /// Draws the places; each line is indented by so many blanks and ended by `\n`. Nothing without pins.
    pub fn draw(&self, out: &mut String, pins: &[Pin], indent: usize) {
        if pins.is_empty() {
            return;
        }
        let drawing = Drawing::of(excerpts(pins, self.width.saturating_sub(GUTTER + indent)), self.width - indent);
        let mut drawn = String::new();
        let result = if self.color {
            let styles = drawing.styles();
            let theme = GraphicalTheme { characters: characters(self.ascii), styles };
            handler(theme).render_report(&mut drawn, &drawing)
        } else {
            self.plain.render_report(&mut drawn, &drawing)
        };
        if result.is_err() {
            return;
        }
        // the first line holds miette's place for a message, and the last of each snippet is a mere border
        let mut addresses = drawing.parts.iter().map(|(_, excerpt)| excerpt.address.as_deref());
        for line in drawn.lines().skip(1) {
            let mut line = std::borrow::Cow::from(line.trim_end());
            if matches!(line.trim_start().chars().next(), Some('╭' | ','))
                && let Some(Some(address)) = addresses.next()
            {
                line = with_address(&line, address).into();
            }
            if !line.is_empty() && !matches!(line.trim_start(), "╰────" | "`----") {
                out.extend(std::iter::repeat_n(' ', indent));
                out.push_str(&line);
                out.push('\n');
            }
        }
    }
}

/// The line above a snippet with an address in place of the line and the column.
fn with_address(line: &str, address: &str) -> String {
    let digits = |text: &str| text.len() - text.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    for (end, _) in line.char_indices().rev() {
        let Some(before) = line.get(..end) else { continue };
        let column = digits(before);
        let Some(rest) = before[..before.len() - column].strip_suffix(':').filter(|_| column > 0) else { continue };
        let row = digits(rest);
        if let Some(rest) = rest[..rest.len() - row].strip_suffix(':').filter(|_| row > 0) {
            return format!("{rest}, {address}{}", &line[end..]);
        }
    }
    line.to_string()
}

fn characters(ascii: bool) -> ThemeCharacters {
    if ascii { ThemeCharacters::ascii() } else { ThemeCharacters::unicode() }
}

fn handler(theme: GraphicalTheme) -> GraphicalReportHandler {
    GraphicalReportHandler::new_themed(theme)
        .with_context_lines(0)
        .with_width(400)
        .with_wrap_lines(false)
        .without_cause_chain()
        .without_syntax_highlighting()
        .with_urls(false)
}

/// Excerpts as one source for miette: their texts one after the other, though each has lines and a name of its own.
#[derive(Debug)]
struct Drawing {
    parts: Vec<(usize, Excerpt)>,
}

impl Drawing {
    fn of(excerpts: Vec<Excerpt>, width: usize) -> Drawing {
        let mut base = 0;
        let mut parts = Vec::with_capacity(excerpts.len());
        for mut excerpt in excerpts {
            let Excerpt { text, marks, .. } = &mut excerpt;
            for mark in marks.iter_mut() {
                mark.label = fitted(text, mark, width);
            }
            let length = text.len();
            parts.push((base, excerpt));
            base += length;
        }
        Drawing { parts }
    }

    fn marks(&self) -> impl Iterator<Item = (usize, &Mark)> {
        self.parts.iter().flat_map(|(base, excerpt)| excerpt.marks.iter().map(move |mark| (*base, mark)))
    }

    /// One style a mark, in the order of places, since that is how miette hands them out.
    fn styles(&self) -> ThemeStyles {
        let ansi = ThemeStyles::ansi();
        let mut marks: Vec<_> = self.marks().map(|(base, mark)| (base + mark.range.start, mark.weight)).collect();
        marks.sort_by_key(|(at, _)| *at);
        let highlights = marks
            .into_iter()
            .map(|(_, weight)| match weight {
                Weight::Bad => ansi.error,
                Weight::Open => ansi.warning,
                Weight::Side => ansi.linum,
            })
            .collect();
        ThemeStyles { highlights, ..ansi }
    }
}

/// The label in lines that fit beside the mark.
fn fitted(text: &str, mark: &Mark, width: usize) -> String {
    let start = text[..mark.range.start].rfind('\n').map_or(0, |i| i + 1);
    let middle = columns(&text[start..mark.range.start]) + columns(&text[mark.range.clone()]) / 2;
    wrap(&mark.label, width.saturating_sub(GUTTER + middle + 4).max(20)).join("\n")
}

impl SourceCode for Drawing {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        _before: usize,
        _after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let (from, to) = (span.offset(), span.offset() + span.len());
        let part = self.parts.iter().find(|(base, excerpt)| (*base..base + excerpt.text.len()).contains(&from));
        let Some((base, excerpt)) = part else { return Err(MietteError::OutOfBounds) };
        // spans over two excerpts are refused, so that miette draws them apart
        let text = &excerpt.text[..];
        let (Some(before), Some(within)) = (text.get(..from - base), text.get(from - base..to - base)) else {
            return Err(MietteError::OutOfBounds);
        };
        let start = before.rfind('\n').map_or(0, |i| i + 1);
        let end = to - base;
        let end = if within.ends_with('\n') { end } else { text[end..].find('\n').map_or(text.len(), |i| end + i + 1) };
        let line = excerpt.first_line as usize + before.matches('\n').count();
        let column = excerpt.marks.iter().find(|mark| mark.range.start + base == from).map_or(1, |mark| mark.column);
        Ok(Box::new(MietteSpanContents::new_named(
            excerpt.path.clone(),
            &text.as_bytes()[start..end],
            (base + start, end - start).into(),
            line.saturating_sub(1),
            (column as usize).saturating_sub(1),
            text[start..end].matches('\n').count(),
        )))
    }
}

impl Diagnostic for Drawing {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.marks().map(|(base, mark)| {
            let label = Some(mark.label.clone()).filter(|label| !label.is_empty());
            let span = (base + mark.range.start, mark.range.len());
            match mark.weight {
                Weight::Side => LabeledSpan::new_with_span(label, span),
                Weight::Bad | Weight::Open => LabeledSpan::new_primary_with_span(label, span),
            }
        })))
    }
}

impl fmt::Display for Drawing {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Drawing {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Window;
    use proptest::prelude::*;

    fn pin() -> impl Strategy<Value = Pin> {
        let weight = prop_oneof![Just(Weight::Bad), Just(Weight::Open), Just(Weight::Side)];
        (
            "[ab]",
            0..4_u32,
            "([aæ東\u{301}\u{202e}\t\r\n,]|[a-z ]{20}){0,9}",
            0..60_usize,
            0..60_usize,
            "[a-c \n]{0,9}",
            weight,
        )
            .prop_map(|(path, first_line, text, start, end, label, weight)| Pin {
                path,
                window: Window { first_line, text, start, end },
                column: 1,
                label,
                weight,
                address: None,
            })
    }

    proptest! {
        #[test]
        fn any_places_can_be_drawn(pins in prop::collection::vec(pin(), 0..6), width in 0..120_usize, color: bool) {
            let mut out = String::new();
            Snippets::new(color, false, width).draw(&mut out, &pins, 2);
            prop_assert_eq!(out.is_empty(), pins.is_empty());
            prop_assert!(!out.contains("Failed to read"), "{}", out);
        }
    }
}

//! The few lines of a file that a snippet shows: chosen, cut to the width, and made harmless; marks follow along.
//! Works on the lines that a place brings with it, never on the file.

use super::visible::{columns, push_visible, visible, visible_lines};
use crate::base::{CellPlace, Source, Span, Window};
use std::ops::Range;

/// How strongly a mark is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// What is wrong.
    Bad,
    /// What leaves it open, or what to be warned of.
    Open,
    /// What belongs to the picture.
    Side,
}

/// A place to mark, as it comes from a finding or a diagnostic.
#[derive(Clone, Debug)]
pub struct Pin {
    pub path: String,
    pub window: Window,
    /// The real column, from 1.
    pub column: u32,
    pub label: String,
    pub weight: Weight,
    /// Sheet and cell (`Tiltak!E5`), which people look up instead of a line and a column.
    pub address: Option<String>,
}

impl Pin {
    /// A cell whose lines are known; `None` for places without lines (workbooks, databases).
    pub fn cell(place: &CellPlace, label: String, weight: Weight) -> Option<Pin> {
        let window = place.window.clone()?;
        let address = place.sheet.as_ref().zip(place.cell.as_ref());
        let address = address.map(|(sheet, cell)| visible(&format!("{sheet}!{cell}")).into_owned());
        let (path, label) = (place.path.clone(), visible_lines(&label));
        Some(Pin { path, window, column: place.column, label, weight, address })
    }

    /// A place in a rule file.
    pub fn rule(source: &Source, span: Span, label: String, weight: Weight) -> Pin {
        let (line, column) = source.line_column(span.start);
        let text = &source.text[..];
        let start = floor(text, span.start as usize);
        let end = floor(text, span.end as usize).max(start);
        let from = text[..start].rfind('\n').map_or(0, |i| i + 1);
        let to = text[end..].find('\n').map_or(text.len(), |i| end + i);
        let end = start + text[start..end].trim_end().len();
        let window =
            Window { first_line: line, text: text[from..to].to_string(), start: start - from, end: end - from };
        let (path, label) = (source.path.to_string(), visible_lines(&label));
        Pin { path, window, column, label, weight, address: None }
    }
}

/// Consecutive lines of one file, ready to be drawn.
#[derive(Debug, PartialEq)]
pub struct Excerpt {
    pub path: String,
    pub first_line: u32,
    /// The lines, each ended by `\n`; harmless.
    pub text: String,
    pub marks: Vec<Mark>,
    /// Of the first pin.
    pub address: Option<String>,
}

/// A marked range of an excerpt's text.
#[derive(Debug, PartialEq)]
pub struct Mark {
    pub range: Range<usize>,
    pub column: u32,
    pub label: String,
    pub weight: Weight,
}

/// Lines of one pin that are shown at most; the rest of a long cell is left out.
const LINES: usize = 6;

/// A piece of a pin on one line.
struct Piece<'a> {
    /// Order of the file's first pin.
    file: usize,
    line: u32,
    text: &'a str,
    range: Range<usize>,
    pin: usize,
}

/// The excerpts of all pins: file by file in the order of pins, in each the lines from top to bottom.
pub fn excerpts(pins: &[Pin], width: usize) -> Vec<Excerpt> {
    let mut pieces: Vec<Piece> = Vec::new();
    for (i, pin) in pins.iter().enumerate() {
        let file = pins.iter().position(|other| other.path == pin.path).unwrap_or(i);
        pieces.extend(cut(pin).into_iter().map(|(line, text, range)| Piece { file, line, text, range, pin: i }));
    }
    pieces.sort_by_key(|piece| (piece.file, piece.line));
    let mut all: Vec<Excerpt> = Vec::new();
    let mut rest = &pieces[..];
    let mut last: Option<(usize, u32)> = None;
    while let Some(first) = rest.first() {
        let same = |piece: &Piece| (piece.file, piece.line, piece.text) == (first.file, first.line, first.text);
        let count = rest.iter().take_while(|piece| same(piece)).count();
        let (here, later) = rest.split_at(count);
        if last != first.line.checked_sub(1).map(|line| (first.file, line)) || all.is_empty() {
            let path = visible(&pins[first.pin].path).into_owned();
            let address = pins[first.pin].address.clone();
            all.push(Excerpt { path, first_line: first.line, text: String::new(), marks: Vec::new(), address });
        }
        if let Some(excerpt) = all.last_mut() {
            add_line(excerpt, here, pins, width);
        }
        last = Some((first.file, first.line));
        rest = later;
    }
    all
}

/// The lines that a pin covers, with the covered part of each.
fn cut(pin: &Pin) -> Vec<(u32, &str, Range<usize>)> {
    let text = &pin.window.text[..];
    let start = floor(text, pin.window.start);
    let end = floor(text, pin.window.end).max(start);
    let mut lines = Vec::new();
    let mut from = text[..start].rfind('\n').map_or(0, |i| i + 1);
    let mut number = pin.window.first_line + text[..from].matches('\n').count() as u32;
    while lines.len() < LINES {
        let to = text[from..].find('\n').map_or(text.len(), |i| from + i);
        let line = text[from..to].trim_end_matches('\r');
        let within = |at: usize| at.clamp(from, from + line.len()) - from;
        lines.push((number, line, within(start)..within(end)));
        if end <= to || to == text.len() {
            break;
        }
        from = to + 1;
        number += 1;
    }
    lines
}

/// Adds a line to an excerpt, with the marks that stand on it; a pin that goes on from the line before grows its mark.
fn add_line(excerpt: &mut Excerpt, here: &[Piece], pins: &[Pin], width: usize) {
    let base = excerpt.text.len();
    let ranges: Vec<Range<usize>> = here.iter().map(|piece| piece.range.clone()).collect();
    let (shown, places) = shown_line(here.first().map_or("", |piece| piece.text), &ranges, width);
    for (piece, place) in here.iter().zip(places) {
        let pin = &pins[piece.pin];
        let range = base + place.start..base + place.end;
        let grown = excerpt.marks.iter_mut().find(|mark| {
            mark.column == pin.column && mark.label == pin.label && mark.range.end + 1 == base && place.start == 0
        });
        if let Some(mark) = grown {
            mark.range.end = range.end;
        } else if let Some(mark) = excerpt.marks.iter_mut().find(|mark| mark.range == range) {
            if !mark.label.split('\n').any(|label| label == pin.label) {
                mark.label = [&mark.label[..], &pin.label].join("\n").trim_matches('\n').to_string();
            }
        } else {
            excerpt.marks.push(Mark { range, column: pin.column, label: pin.label.clone(), weight: pin.weight });
        }
    }
    excerpt.text.push_str(&shown);
    excerpt.text.push('\n');
}

/// A line cut to about `width` columns around the marked ranges, made harmless, and where the ranges stand in it.
fn shown_line(line: &str, ranges: &[Range<usize>], width: usize) -> (String, Vec<Range<usize>>) {
    if line.len() <= width && line.bytes().all(|b| (0x20..0x7f).contains(&b)) {
        return (line.to_string(), ranges.to_vec());
    }
    let fits = line.len() <= width || (line.len() <= width.saturating_mul(4) && columns(&visible(line)) <= width);
    let keep = if fits { std::iter::once(0..line.len()).collect() } else { kept(line, ranges, width) };
    let mut borders: Vec<usize> = ranges.iter().flat_map(|range| [range.start, range.end]).collect();
    borders.sort_unstable();
    let mut places: Vec<(usize, usize)> = Vec::with_capacity(borders.len());
    let mut next = borders.into_iter().peekable();
    let mut shown = String::new();
    let mut done = 0;
    for range in keep {
        if range.start > done {
            shown.push('…');
        }
        for (i, c) in line[range.clone()].char_indices() {
            while let Some(border) = next.next_if(|&border| border <= range.start + i) {
                places.push((border, shown.len()));
            }
            push_visible(&mut shown, c);
        }
        // a border just where the kept part ends stands before the dots
        while let Some(border) = next.next_if(|&border| border <= range.end) {
            places.push((border, shown.len()));
        }
        done = range.end;
    }
    if done < line.len() {
        shown.push('…');
    }
    let end = shown.len();
    let find = |at: usize| places.iter().find(|(border, _)| *border == at).map_or(end, |(_, place)| *place);
    let found = ranges.iter().map(|range| find(range.start)..find(range.end)).collect();
    (shown, found)
}

/// The parts of a line that is too long which are shown: each marked range (its beginning, if it is long) and as much
/// around it as there is room for.
fn kept(line: &str, ranges: &[Range<usize>], width: usize) -> Vec<Range<usize>> {
    let many = ranges.len().max(1);
    let most = (width / (many + 1)).max(12);
    let marked: usize = ranges.iter().map(|range| range.len().min(most)).sum();
    let mut around = (width.saturating_sub(marked) / (2 * many)).max(3);
    // a mark far to the right leaves no room for its label
    let before = |around: usize| around.min(width / 4);
    let mut best = parts(line, ranges, most, before(around), around);
    // where a line begins or ends near a mark there is room left for the other side
    while around < width {
        around += 8;
        let wider = parts(line, ranges, most, before(around), around);
        if wider.iter().map(|part| columns(&line[part.clone()]) + 1).sum::<usize>() > width {
            break;
        }
        best = wider;
    }
    best
}

/// Each marked range with so many characters before and after it, those that touch made one.
fn parts(line: &str, ranges: &[Range<usize>], most: usize, before: usize, after: usize) -> Vec<Range<usize>> {
    let mut parts: Vec<Range<usize>> = ranges
        .iter()
        .map(|range| {
            let start = back(line, range.start, before);
            let end = forth(line, range.start, most).min(range.end);
            if end < range.end { start..end } else { start..forth(line, range.end, after) }
        })
        .collect();
    parts.sort_by_key(|part| part.start);
    let mut merged: Vec<Range<usize>> = Vec::new();
    for part in parts {
        match merged.last_mut() {
            Some(last) if part.start <= last.end + 3 => last.end = last.end.max(part.end),
            _ => merged.push(part),
        }
    }
    merged
}

fn back(line: &str, from: usize, chars: usize) -> usize {
    line[..from].char_indices().rev().take(chars).last().map_or(from, |(i, _)| i)
}

fn forth(line: &str, from: usize, chars: usize) -> usize {
    line[from..].char_indices().nth(chars).map_or(line.len(), |(i, _)| from + i)
}

/// The nearest border of characters at or before a byte.
fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pin(first_line: u32, text: &str, range: Range<usize>, label: &str) -> Pin {
        Pin {
            path: "a.csv".into(),
            window: Window { first_line, text: text.into(), start: range.start, end: range.end },
            column: range.start as u32 + 1,
            label: label.into(),
            weight: Weight::Bad,
            address: None,
        }
    }

    #[test]
    fn cells_of_one_line_share_it_and_distant_lines_stand_apart() {
        let pins = [pin(5, "a,b,c", 0..1, "x"), pin(5, "a,b,c", 4..5, "y"), pin(9, "d,e,f", 2..3, "z")];
        let all = excerpts(&pins, 80);
        assert_eq!(all.len(), 2);
        assert_eq!((all[0].first_line, &all[0].text[..], all[0].marks.len()), (5, "a,b,c\n", 2));
        assert_eq!((all[1].first_line, all[1].marks[0].range.clone()), (9, 2..3));
    }

    #[test]
    fn long_cells_are_cut_and_the_marks_follow() {
        let line = format!("{},æøå,{}", "x".repeat(500), "y".repeat(500));
        let all = excerpts(&[pin(1, &line, 501..507, "")], 40);
        let (text, mark) = (&all[0].text, &all[0].marks[0]);
        assert_eq!(&text[mark.range.clone()], "æøå");
        assert!(columns(text) < 50, "{text}");
        let all = excerpts(&[pin(1, &line, 0..500, "")], 40);
        assert_eq!(&all[0].text[all[0].marks[0].range.clone()], "x".repeat(20) + "…");
    }

    #[test]
    fn cells_over_several_lines_are_one_mark_and_wild_ranges_do_no_harm() {
        let all = excerpts(&[pin(3, "a,\"b\r\nc\",d", 2..8, "")], 80);
        assert_eq!(all.len(), 1);
        assert_eq!(&all[0].text[all[0].marks[0].range.clone()], "\"b\nc\"");
        for (start, end) in [(0, 0), (99, 3), (1, 99), (2, 2)] {
            assert_eq!(excerpts(&[pin(0, "å", Range { start, end }, "")], 80).len(), 1);
        }
    }
}

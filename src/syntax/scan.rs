//! A first look at a file, line by line: where texts, comments and brackets stand. Linear, without recursion, so that
//! whatever is too deep is known before the grammar sees it.

use super::lexicon::{self, Place, is_word, word_len};

/// A line of the file. Positions are bytes of the file.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub start: usize,
    /// Where the first piece begins, comments included; the line's end when it is blank.
    pub first: usize,
    /// Where the last piece before a comment ends; `first` when there is none.
    pub end: usize,
    /// What the last piece is.
    pub last: Piece,
    /// Where a comment begins, if the line has one.
    pub comment: Option<usize>,
    /// Where the line ends, its line break left out.
    pub stop: usize,
    /// A quotation mark that is never closed.
    pub open_quote: Option<usize>,
    /// The line's brackets, in [`Scan::brackets`].
    pub brackets: std::ops::Range<usize>,
}

/// What kind of piece a line's text consists of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    None,
    /// A word or a number, from this byte.
    Word(usize),
    /// A text, a quoted name, an address, a closing bracket.
    Closed,
    /// A sign that something must follow.
    Open(char),
}

#[derive(Clone, Debug, Default)]
pub(super) struct Scan {
    pub lines: Vec<Line>,
    /// Every bracket outside texts: its byte and what it is.
    pub brackets: Vec<(usize, char)>,
}

impl Line {
    /// Nothing but blanks, or a comment.
    pub fn is_empty(&self) -> bool {
        self.end == self.first
    }

    pub fn indented(&self) -> bool {
        self.first > self.start
    }
}

/// Reads a file's lines.
pub(super) fn scan(text: &str) -> Scan {
    let mut scan = Scan::default();
    let mut start = 0;
    for whole in text.split_inclusive('\n') {
        let line = whole.trim_end_matches(['\n', '\r']);
        let from = scan.brackets.len();
        let mark = if start == 0 && line.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let mut found = scan_line(text, start + mark, start + line.len(), &mut scan.brackets);
        found.brackets = from..scan.brackets.len();
        scan.lines.push(found);
        start += whole.len();
    }
    scan
}

/// Reads one line; `start..stop` are bytes of `text`.
fn scan_line(text: &str, start: usize, stop: usize, brackets: &mut Vec<(usize, char)>) -> Line {
    let body = &text[start..stop];
    let first = start + (body.len() - body.trim_start_matches(char::is_whitespace).len());
    let mut line =
        Line { start, first, end: first, last: Piece::None, comment: None, stop, open_quote: None, brackets: 0..0 };
    let mut at = first;
    while let Some(c) = text[at..stop].chars().next() {
        if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        }
        if c == '#' {
            line.comment = Some(at);
            break;
        }
        let rest = &text[at..stop];
        let (len, piece) = if is_word(c) {
            (word_len(rest).max(c.len_utf8()), Piece::Word(at))
        } else if let Some(length) = quoted_len(rest, c) {
            if length.is_none() {
                line.open_quote.get_or_insert(at);
            }
            (length.unwrap_or(rest.len()), Piece::Closed)
        } else if c == '/' && regex_may_begin(text, line.last) {
            (regex_len(rest).unwrap_or(1), Piece::Closed)
        } else {
            if "()[]{}".contains(c) {
                brackets.push((at, c));
            }
            let closed = ")]}%".contains(c) || c == '.' && matches!(line.last, Piece::Word(_));
            (c.len_utf8(), if closed { Piece::Closed } else { Piece::Open(c) })
        };
        line.last = piece;
        at += len;
        line.end = at;
    }
    line
}

/// The length of the text, quoted name or address that begins here: `Some(None)` when it is never closed, `None` when
/// nothing quoted begins here.
pub(super) fn quoted_len(rest: &str, open: char) -> Option<Option<usize>> {
    let closers: &[char] = match open {
        '«' => &['»'],
        '"' => &['"'],
        '`' => &['`'],
        '“' | '”' | '„' => &['“', '”', '"'],
        '\'' | '‘' | '’' => &['\'', '‘', '’'],
        '<' if rest.starts_with("<http") => &['>'],
        _ => return None,
    };
    let from = open.len_utf8();
    let close = rest[from..].char_indices().find(|(_, c)| closers.contains(c));
    Some(close.map(|(i, c)| from + i + c.len_utf8()))
}

/// A slash begins a regular expression where no division can stand: not behind a value, but behind `matches`.
fn regex_may_begin(text: &str, last: Piece) -> bool {
    match last {
        Piece::Word(at) => lexicon::at_start(&text[at..], Place::Modifier)
            .is_some_and(|hit| hit.entry.keyword == lexicon::Keyword::Matches),
        Piece::Closed => false,
        Piece::Open(_) | Piece::None => true,
    }
}

pub(super) fn regex_len(rest: &str) -> Option<usize> {
    let mut escaped = false;
    for (i, c) in rest.char_indices().skip(1) {
        match c {
            '/' if !escaped => return Some(i + 1),
            _ => escaped = c == '\\' && !escaped,
        }
    }
    None
}

//! Cells to typed columns. A cell that its type cannot hold is *unreadable*: never missing, never a guess.
//!
//! Blanks around codes, numbers, dates, booleans, list elements and missing tokens do not count; a text is taken as it
//! stands, but one of only blanks is *not stated*. An element of a list that is empty or cannot be read makes the whole
//! cell unreadable, so that no rule judges half a list.

mod date;
pub mod elements;
mod list;
mod memo;
mod number;
mod reason;
mod strip;
mod text;
mod word;
mod written;

#[cfg(test)]
mod tests;

use super::column::{Batch, Column, Data, Decimals};
use super::spec::{CellType, FieldSpec};
use super::strip::Span;
use super::{WordList, words};
use crate::value::Missing;

use list::find as find_element;
pub use reason::{check_format, why_unreadable};
pub use written::{written_date, written_number};

const NOT_STATED: u8 = Missing::NotStated as u8;
const UNREADABLE: u8 = Missing::Unreadable as u8;

/// Decodes one column of a batch. The result has `batch.rows` rows; texts are slices of the chunk where they can be.
pub fn decode(batch: Batch, column: usize, spec: &FieldSpec) -> Column {
    strip::decoded(batch, column, spec, |cells| of_cells(cells, spec))
}

fn of_cells(cells: Cells, spec: &FieldSpec) -> Column {
    match &spec.ty {
        CellType::Bool => {
            let mut truths = cells.truths(spec);
            if spec.blank_means_no {
                blanks_to_no(&cells, &mut truths);
            }
            truths
        }
        CellType::Int => cells.column(number::Ints::new(spec), |ints| Data::Int(ints.values)),
        CellType::Decimal => cells.column(number::Numbers::new(spec), |numbers| Data::Decimal(numbers.values)),
        CellType::Date => cells.column(date::Dates::new(spec), |dates| Data::Date(dates.values)),
        CellType::Code(codes) => cells.codes(codes),
        CellType::Text => text::decode(&cells, spec),
        CellType::List(inner) => list::decode(cells, inner, spec),
    }
}

/// Decodes a column of texts of which only these matter (fewer than [`ANOTHER`]): each row gives the place of its text
/// among them, or [`ANOTHER`].
pub fn decode_among(batch: Batch, column: usize, spec: &FieldSpec, words: &WordList) -> Column {
    strip::decoded(batch, column, spec, |cells| text::among(&cells, spec, words))
}

/// A text that is none of those that matter.
pub const ANOTHER: u16 = u16::MAX;

/// Whether leading zeros were given back to a cell, or to an element of it, when it was decoded.
pub fn is_restored(chunk: &super::Chunk, row: usize, column: usize, spec: &FieldSpec) -> bool {
    let (bytes, _) = chunk.unquoted(row, column);
    let short = |text: &[u8]| text::is_short_code(text, spec.width);
    if Tokens::new(spec).find(trim(bytes).1).is_some() {
        return false;
    }
    let CellType::List(_) = &spec.ty else { return short(bytes) };
    let own = chunk.list_mark.filter(|mark| bytes.first() == Some(mark)).map(|mark| vec![mark]);
    let separator = own.unwrap_or_else(|| spec.separator.clone().unwrap_or_default().into_bytes());
    let mut rest = bytes;
    while !separator.is_empty()
        && let Some(at) = memchr::memmem::find(rest, &separator)
    {
        if short(trim(&rest[..at]).1) {
            return true;
        }
        rest = &rest[at + separator.len()..];
    }
    short(trim(rest).1)
}

/// A blank cell is no; a word that means *not stated* still is not stated.
fn blanks_to_no(cells: &Cells, truths: &mut Column) {
    let Data::Truth(values) = &mut truths.data else { return };
    let mut found = truths.states.iter_mut().zip(values);
    cells.each(|cell| {
        let Some((state, value)) = found.next() else { return };
        if *state == NOT_STATED && matches!(cell, Cell::Plain(_, bytes) if trim(bytes).1.is_empty()) {
            (*state, *value) = (0, 0);
        }
    });
}

/// What makes values of one type of cells.
trait Kernel<'a>: Sized {
    /// Cells are handed over without blanks around them.
    const TRIMS: bool = true;

    /// Makes room for so many rows.
    fn reserve(&mut self, rows: usize);

    /// Adds the value of a cell; `at` is where it stands in the chunk, if it does. Adds a harmless value and returns
    /// false when it cannot be read.
    fn add(&mut self, cell: &[u8], place: Place<'a>) -> bool;

    /// Adds a harmless value.
    fn skip(&mut self);

    /// Drops what was added last, down to so many values.
    fn truncate(&mut self, len: usize);

    fn len(&self) -> usize;
}

/// A cell that stands in the chunk as it is: where, and its bytes for as long as the chunk lives. `None` for cells that
/// had to be unescaped first.
type Place<'a> = Option<(usize, &'a [u8])>;

/// The cells of a column in a batch.
struct Cells<'a> {
    batch: Batch<'a>,
    tokens: Tokens,
    /// Where each cell stands in the chunk; as many as the batch has rows.
    spans: &'a [Span],
}

/// Where in the chunk a cell stands, and what kind it is.
enum Cell<'a> {
    Plain(usize, &'a [u8]),
    /// Quoted, with doubled quotes inside.
    Doubled(&'a [u8]),
    /// A list in the format's own form; the elements follow the mark.
    List(usize, &'a [u8]),
    /// What no column can read.
    Refused,
}

impl<'a> Cells<'a> {
    /// These cells of the batch's chunk, whatever rows they are of.
    fn new(batch: Batch<'a>, spans: &'a [Span], spec: &FieldSpec) -> Cells<'a> {
        Cells { batch: Batch { rows: spans.len(), ..batch }, tokens: Tokens::new(spec), spans }
    }

    fn column<K: Kernel<'a>>(&self, mut kernel: K, finish: impl FnOnce(K) -> Data) -> Column {
        kernel.reserve(self.batch.rows);
        let mut scratch = Vec::new();
        let mut states = vec![0; self.spans.len()];
        for (span, state) in self.spans.iter().zip(&mut states) {
            let cell = self.kind(span.start as usize, span.of(&self.batch.chunk.text));
            *state = self.take(&mut kernel, cell, &mut scratch);
            if *state != 0 {
                kernel.skip();
            }
        }
        Column { states, data: finish(kernel) }
    }

    /// The state of one cell of whatever kind; its value is added when that is 0.
    #[inline(always)]
    fn take<K: Kernel<'a>>(&self, kernel: &mut K, cell: Cell<'a>, scratch: &mut Vec<u8>) -> u8 {
        match cell {
            Cell::Plain(at, bytes) => self.one(kernel, bytes, Some((at, bytes))),
            Cell::Doubled(bytes) => {
                undouble(bytes, self.batch.chunk.quote, scratch);
                self.one(kernel, scratch, None)
            }
            Cell::List(..) | Cell::Refused => UNREADABLE,
        }
    }

    /// The state of one cell; its value is added when that is 0.
    #[inline(always)]
    fn one<K: Kernel<'a>>(&self, kernel: &mut K, bytes: &[u8], place: Place<'a>) -> u8 {
        let (lead, core) = trim(bytes);
        if core.is_empty() {
            return NOT_STATED;
        }
        if let Some(state) = self.tokens.find(core) {
            return state;
        }
        let before = kernel.len();
        let readable = if K::TRIMS {
            let place = place.and_then(|(at, bytes)| Some((at + lead, bytes.get(lead..lead + core.len())?)));
            kernel.add(core, place)
        } else {
            kernel.add(bytes, place)
        };
        if readable {
            return 0;
        }
        kernel.truncate(before);
        UNREADABLE
    }

    /// Hands over every cell in turn.
    #[inline(always)]
    fn each(&self, mut take: impl FnMut(Cell<'a>)) {
        let text = &self.batch.chunk.text;
        self.spans.iter().for_each(|span| take(self.kind(span.start as usize, span.of(text))));
    }

    #[inline(always)]
    fn kind(&self, start: usize, raw: &'a [u8]) -> Cell<'a> {
        let Some(&first) = raw.first() else { return Cell::Plain(start, raw) };
        if Some(first) == self.batch.chunk.quote {
            return match raw {
                [_, inner @ .., last] if *last == first => match memchr::memchr(first, inner) {
                    Some(_) => Cell::Doubled(inner),
                    None => Cell::Plain(start + 1, inner),
                },
                _ => Cell::Plain(start, raw),
            };
        }
        if Some(first) == self.batch.chunk.list_mark {
            return Cell::List(start + 1, &raw[1..]);
        }
        if Some(first) == self.batch.chunk.refused_mark {
            return Cell::Refused;
        }
        Cell::Plain(start, raw)
    }
}

/// Doubled quotes become single.
fn undouble(bytes: &[u8], quote: Option<u8>, into: &mut Vec<u8>) {
    into.clear();
    let mut bytes = bytes.iter();
    while let Some(&byte) = bytes.next() {
        into.push(byte);
        if Some(byte) == quote && bytes.as_slice().first() == Some(&byte) {
            bytes.next();
        }
    }
}

/// Without the blanks around it: how many bytes lead, and the rest.
#[inline(always)]
fn trim(bytes: &[u8]) -> (usize, &[u8]) {
    match bytes {
        [] => (0, bytes),
        [first, .., last] | [first @ last] if begins_plainly(*first) && ends_plainly(*last) => (0, bytes),
        _ => trim_slowly(bytes),
    }
}

#[inline(always)]
fn begins_plainly(byte: u8) -> bool {
    byte > b' ' && byte != 0xC2 && byte != 0xE2
}

#[inline(always)]
fn ends_plainly(byte: u8) -> bool {
    byte > b' ' && !(0x80..=0xAF).contains(&byte)
}

#[cold]
fn trim_slowly(bytes: &[u8]) -> (usize, &[u8]) {
    let mut core = bytes;
    while let Some(n) = blank_at(core) {
        core = &core[n..];
    }
    let lead = bytes.len() - core.len();
    loop {
        core = match core {
            [rest @ .., b' ' | b'\t' | b'\r' | b'\n'] => rest,
            [rest @ .., 0xC2, 0xA0] | [rest @ .., 0xE2, 0x80, 0x87 | 0x89 | 0xAF] => rest,
            _ => return (lead, core),
        };
    }
}

/// How many bytes the blank at the beginning takes: blanks, line breaks, and the no-break, figure, thin and narrow
/// no-break spaces.
fn blank_at(bytes: &[u8]) -> Option<usize> {
    match bytes {
        [b' ' | b'\t' | b'\r' | b'\n', ..] => Some(1),
        [0xC2, 0xA0, ..] => Some(2),
        [0xE2, 0x80, 0x87 | 0x89 | 0xAF, ..] => Some(3),
        _ => None,
    }
}

/// The tokens that stand for a missing value.
struct Tokens {
    /// Bytes that a token may begin with.
    first: [bool; 256],
    words: Vec<Token>,
}

struct Token {
    /// Folded.
    word: String,
    state: u8,
    /// What follows the word does not matter.
    open: bool,
}

impl Tokens {
    fn new(spec: &FieldSpec) -> Tokens {
        let not_stated = spec.not_stated.iter().map(|token| Token::new(token, NOT_STATED));
        let not_relevant = spec.not_relevant.iter().map(|token| Token::new(token, Missing::NotRelevant as u8));
        let words: Vec<Token> = not_stated.chain(not_relevant).collect();
        let mut first = [false; 256];
        if !words.is_empty() {
            first[0x80..].fill(true);
        }
        for Token { word, .. } in &words {
            if let Some(&byte) = word.as_bytes().first() {
                first[byte as usize] = true;
                first[byte.to_ascii_uppercase() as usize] = true;
            }
        }
        Tokens { first, words }
    }

    fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The state that a cell without blanks around it gives, if it is a token.
    #[inline(always)]
    fn find(&self, cell: &[u8]) -> Option<u8> {
        cell.first().filter(|&&byte| self.first[byte as usize]).and_then(|_| self.find_slowly(cell))
    }

    #[cold]
    fn find_slowly(&self, cell: &[u8]) -> Option<u8> {
        if cell.is_ascii() {
            let is = |token: &&Token| {
                let (word, open) = (token.word.as_bytes(), token.open);
                let start = if open { cell.get(..word.len()).unwrap_or(b"") } else { cell };
                word.eq_ignore_ascii_case(start)
            };
            return self.words.iter().find(is).map(|token| token.state);
        }
        let longest = self.words.iter().map(|token| token.word.len()).max().unwrap_or(0);
        if cell.len() > 4 * longest && !self.words.iter().any(|token| token.open) {
            return None;
        }
        let folded = words::folded(std::str::from_utf8(cell).unwrap_or(""));
        let is = |token: &&Token| match token.open {
            true => folded.starts_with(&token.word),
            false => folded == token.word,
        };
        self.words.iter().find(is).map(|token| token.state)
    }
}

impl Token {
    /// `Exempt *` is open; a `*` without a letter or digit before it stands for itself.
    fn new(written: &str, state: u8) -> Token {
        let stem = written.trim().strip_suffix('*').filter(|stem| stem.contains(char::is_alphanumeric));
        Token { word: words::folded(stem.unwrap_or(written)), state, open: stem.is_some() }
    }
}

impl Default for Decimals {
    fn default() -> Decimals {
        Decimals::Scaled(Vec::new())
    }
}

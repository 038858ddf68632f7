//! A rule file in its canonical layout, and in another keyword set.
//!
//! The printer works on the words of the file and not on its tree, so that nothing it does not know can be lost: the
//! parser says which words are keywords, which names are functions and how items are cut into lines; everything else is
//! printed as it was written. Where lines break depends on the words, on comments and on blank lines, never on where
//! the author broke them, so that a file that goes to another set and back is the same again.

mod lay;
mod page;
#[cfg(test)]
mod tests;
mod token;

use super::lexicon::{Keyword, Place};
use super::reader::{Reader, Trace};
use super::split::{self, Block, Segment};
use super::tree::Words;
use super::{header, in_order};
use crate::base::{Diagnostic, Source};
use lay::Pen;
use page::Page;
use std::ops::Range;

/// The name of a function in another keyword set: its name as written, the set of the file, the set wanted. `None` for
/// what is no function.
pub type Rename<'a> = &'a dyn Fn(&str, Words, Words) -> Option<&'static str>;

/// The file in canonical layout, with the keywords of `words` (its own when `None`). Names, texts and comments stay as
/// they are. A file with problems is refused with them.
pub fn format(source: &Source, words: Option<Words>, rename: Rename) -> Result<String, Vec<Diagnostic>> {
    let mut reader = Reader::new(source);
    reader.trace = Some(Trace::default());
    let first = header::header(&mut reader);
    let blocks = split::blocks(&mut reader, first);
    let mut items: Vec<(Block, Vec<Segment>)> = Vec::with_capacity(blocks.len());
    for block in blocks {
        reader.item(block.clone());
        let segments = reader.trace.as_mut().map(|trace| std::mem::take(&mut trace.segments));
        items.push((block, segments.unwrap_or_default()));
    }
    if reader.problems.iter().any(Diagnostic::is_error) {
        return Err(in_order(reader.problems));
    }
    let trace = reader.trace.take().unwrap_or_default();
    let to = words.unwrap_or(reader.words);
    let page = Page::new(reader.text, &reader.scan, &trace, reader.words, to, rename);
    let text = Printer { page, pen: Pen::default() }.file(first, &items);
    let unix = source.text.find('\n').is_none_or(|end| !source.text[..end].ends_with('\r'));
    Ok(if unix { text } else { text.replace('\n', "\r\n") })
}

/// Columns between names and what follows them in tables and code lists.
const GAP: usize = 2;
/// Columns that lines inside an item stand in.
const INDENT: usize = 2;
/// The width of clause words in a rule: that of `for hvert `, and of most words in every set.
const CLAUSE: usize = 10;

struct Printer<'s> {
    page: Page<'s>,
    pen: Pen,
}

impl Printer<'_> {
    fn file(mut self, first: usize, items: &[(Block, Vec<Segment>)]) -> String {
        let named = self.page.scan.lines.iter().position(|line| !line.is_empty()).filter(|line| line + 1 == first);
        if let Some(line) = named {
            self.comments(0..line, 0, false);
        }
        self.pen.write(Keyword::Language.word(self.page.to));
        self.pen.write(" ");
        self.pen.write(self.page.to.code());
        if let Some(comment) = named.and_then(|line| self.page.comment(line)) {
            self.pen.remark(comment);
        }
        self.pen.line();
        let mut done = named.map_or(0, |line| line + 1);
        for (i, (block, segments)) in items.iter().enumerate() {
            self.between(done..block.lines.start, i > 0);
            self.item(block, segments);
            done = block.lines.end;
        }
        self.between(done..self.page.scan.lines.len(), !items.is_empty());
        self.pen.finish()
    }

    /// Comments between two items: what is indented ends the item above, the rest stands above the item below.
    fn between(&mut self, lines: Range<usize>, behind_item: bool) {
        let ends_item = |line: usize| {
            let line = &self.page.scan.lines[line];
            line.comment.is_none_or(|at| line.indented() && !self.page.text[at..].starts_with("##"))
        };
        let tail = if behind_item { lines.clone().take_while(|line| ends_item(*line)).count() } else { 0 };
        let tail = lines.start..lines.start + tail;
        self.comments(tail.clone(), INDENT, true);
        self.pen.blank();
        self.comments(tail.end..lines.end, 0, false);
    }

    /// Lines of comments, and one blank line where the author left some; at the beginning only if `blank`.
    fn comments(&mut self, lines: Range<usize>, indent: usize, mut blank: bool) {
        let mut waiting = false;
        for line in lines {
            match self.page.comment(line) {
                Some(comment) => {
                    if waiting {
                        self.pen.blank();
                    }
                    (waiting, blank) = (false, true);
                    self.pen.indent(indent);
                    self.pen.write(comment);
                    self.pen.line();
                }
                None => waiting = blank,
            }
        }
        if waiting {
            self.pen.blank();
        }
    }

    fn item(&mut self, block: &Block, segments: &[Segment]) {
        let Some((head, body)) = segments.split_first() else { return };
        self.head(block.entry.keyword, head);
        let (names, arrows) = match block.entry.keyword {
            Keyword::Codes | Keyword::Table => (self.page.names(body) + GAP, None),
            Keyword::Test => (0, self.page.arrows(body)),
            _ => (0, None),
        };
        let mut done = head.lines.end;
        for (i, segment) in body.iter().enumerate() {
            self.comments(done..segment.lines.start, INDENT, i > 0);
            match block.entry.keyword {
                Keyword::Codes | Keyword::Table => self.named(segment, names),
                Keyword::Test => self.row(segment, arrows),
                Keyword::Pack => self.clause(segment, self.page.width_of(Place::Pack)),
                Keyword::Waiver => self.clause(segment, self.page.width_of(Place::Waiver)),
                _ => self.clause(segment, CLAUSE),
            }
            done = segment.lines.end;
        }
    }

    fn head(&mut self, keyword: Keyword, head: &Segment) {
        let mut elements = self.page.elements(head);
        let is = |element: &token::Element| element.keyword() == Some(Keyword::Is);
        let body = match keyword {
            Keyword::Term => elements.iter().position(is).map(|at| elements.split_off(at)),
            _ => None,
        };
        token::hold(&mut elements);
        self.pen.lay(elements, INDENT + INDENT);
        self.pen.line();
        if let Some(body) = body {
            self.led(body, Keyword::Is.word(self.page.to).len() + 1);
        }
    }

    /// A line that begins with a keyword, padded to a width.
    fn clause(&mut self, segment: &Segment, width: usize) {
        let elements = self.page.clause(segment);
        self.led(elements, width);
    }

    fn led(&mut self, mut elements: Vec<token::Element>, width: usize) {
        self.pen.indent(INDENT);
        let sentence = elements.first().and_then(token::Element::keyword) == Some(Keyword::ForEach);
        if elements.len() > 1 && !sentence {
            token::pad(&mut elements, width);
        }
        self.pen.lay(elements, INDENT + width);
        self.pen.line();
    }

    /// A line of a table or a code list: its name padded.
    fn named(&mut self, segment: &Segment, width: usize) {
        let mut elements = self.page.elements(segment);
        self.pen.indent(INDENT);
        let keyword = elements.first().and_then(token::Element::keyword).is_some();
        if !keyword && elements.len() > 1 {
            token::pad(&mut elements, width);
        }
        self.pen.lay(elements, INDENT + if keyword { INDENT } else { width });
        self.pen.line();
    }

    /// A row of a test, its arrow below those of the other rows.
    fn row(&mut self, segment: &Segment, arrow: Option<usize>) {
        let mut elements = self.page.elements(segment);
        if let Some(column) = arrow {
            token::arrow_at(&mut elements, column);
        }
        self.pen.indent(INDENT);
        self.pen.lay(elements, INDENT + INDENT);
        self.pen.line();
    }
}

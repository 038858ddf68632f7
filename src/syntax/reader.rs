//! What the readers of pieces share: the file, its keyword set, where the grammar's places lie in it, the problems.

use super::grammar::{Grammar, Pair, Pairs, Rule};
use super::lexicon::{Entry, Hit, Keyword};
use super::names;
use super::scan::Scan;
use super::split::Segment;
use super::tree::{Name, Str, Words};
use super::{explain, slips};
use crate::base::{Code, Diagnostic, FileId, Source, Span, Text};
use crate::text;
use pest::Parser;
use std::ops::Range;

/// How many brackets may stand inside each other, and how many `not` or `-` in a row.
pub(super) const DEPTH: usize = 64;

/// One file being read.
pub(super) struct Reader<'s> {
    pub text: &'s str,
    pub file: FileId,
    pub words: Words,
    pub scan: Scan,
    pub problems: Vec<Diagnostic>,
    /// Where the piece that the grammar reads begins in the file.
    pub base: usize,
    /// Operators so far in the expressions of this piece.
    pub operators: usize,
    /// What the printer wants to know; nothing is kept when the tree alone is wanted.
    pub trace: Option<Trace>,
}

/// What stands in a file beside its tree: which words are keywords, which names are called, how the items are cut.
#[derive(Debug, Default)]
pub(super) struct Trace {
    pub keywords: Vec<(Span, &'static Entry, &'static str)>,
    pub calls: Vec<Span>,
    /// The pieces of the item that was read last.
    pub segments: Vec<Segment>,
}

impl<'s> Reader<'s> {
    pub fn new(source: &'s Source) -> Reader<'s> {
        Reader {
            text: &source.text,
            file: source.id,
            words: Words::En,
            scan: super::scan::scan(&source.text),
            problems: Vec::new(),
            base: 0,
            operators: 0,
            trace: None,
        }
    }

    pub fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, range.start, range.end)
    }

    /// Where a piece of the grammar stands in the file.
    pub fn place(&self, pair: &Pair<'s>) -> Span {
        let span = pair.as_span();
        self.span(self.base + span.start()..self.base + span.end())
    }

    /// The file's own word for a keyword.
    pub fn word(&self, keyword: Keyword) -> &'static str {
        keyword.word(self.words)
    }

    pub fn problem(&mut self, code: Code, span: Span, message: Text, label: Text, help: Text) {
        self.problems.push(Diagnostic::error(code, message).at(span, label).help(help));
    }

    /// Refuses a keyword of another set than the file's, and says which word to write.
    pub fn check_words(&mut self, hit: &Hit, span: Span) {
        if let Some(trace) = &mut self.trace {
            trace.keywords.push((span, hit.entry, hit.form));
        }
        if !hit.entry.all(self.words).contains(&hit.form) {
            self.foreign_word(hit.entry, hit.form, span);
        }
    }

    fn foreign_word(&mut self, entry: &Entry, form: &str, span: Span) {
        let own = entry.word(self.words);
        self.problem(
            Code::ForeignKeyword,
            span,
            text!(nb: "`{form}` hører til et annet ordsett; i denne filen skrives det `{own}`",
                  en: "`{form}` belongs to another set of keywords; in this file it is `{own}`"),
            text!(nb: "skriv `{own}`", en: "write `{own}`"),
            text!(nb: "Skriv `{own}`. (Er det et navn og ikke et nøkkelord, settes det i skråaksenter: `` `{form}` ``.)",
                  en: "Write `{own}`. (If it is a name and not a keyword, put it in backticks: `` `{form}` ``.)"),
        );
    }

    /// Lets the grammar read a piece of the file. Nothing comes back, and a problem is told, if it cannot be read.
    pub fn run(&mut self, rule: Rule, segment: &Segment) -> Option<Pairs<'s>> {
        let quotes = self.open_quotes(segment);
        if !self.brackets_pair_up(segment) {
            return None;
        }
        self.base = segment.from;
        self.operators = 0;
        match Grammar::parse(rule, &self.text[segment.from..segment.to]) {
            Ok(mut pairs) => pairs.next().map(pest::iterators::Pair::into_inner),
            // what stands behind an unclosed quotation mark is anyone's guess
            Err(_) if quotes => None,
            Err(error) => {
                let problem = explain::unexpected(self, &error, segment);
                self.problems.push(problem);
                None
            }
        }
    }

    /// Tells of every quotation mark of the piece that is not closed on its line.
    fn open_quotes(&mut self, segment: &Segment) -> bool {
        let before = self.problems.len();
        for line in segment.lines.clone() {
            let line = &self.scan.lines[line];
            let Some(at) = line.open_quote.filter(|at| *at >= segment.from) else { continue };
            let end = line.end;
            let open = self.text[at..].chars().next().unwrap_or('"');
            let close = if open == '«' { '»' } else { open };
            let (nb, en) = match open {
                '`' => ("en avsluttende skråaksent".to_owned(), "closing backtick".to_owned()),
                _ => (format!("et avsluttende `{close}`"), format!("closing `{close}`")),
            };
            let span = self.span(at..end);
            self.problem(
                Code::UnclosedText,
                span,
                text!(nb: "Det mangler {nb} på linjen", en: "A {en} is missing on this line"),
                text!(nb: "begynner her og slutter aldri", en: "begins here and never ends"),
                text!(nb: "Sett {nb} der det slutter. Det må slutte på samme linje som det begynner.",
                      en: "Put a {en} where it ends. It must end on the line where it begins."),
            );
        }
        self.problems.len() > before
    }

    /// Checks that brackets have partners and are not too deep, before anything that recurses sees them.
    fn brackets_pair_up(&mut self, segment: &Segment) -> bool {
        let (Some(first), Some(last)) = (segment.lines.clone().next(), segment.lines.clone().last()) else {
            return true;
        };
        let range = self.scan.lines[first].brackets.start..self.scan.lines[last].brackets.end;
        let mut open: Vec<(usize, char)> = Vec::new();
        for &(at, c) in &self.scan.brackets[range] {
            if at < segment.from || at >= segment.to {
                continue;
            }
            match c {
                '(' | '[' | '{' => {
                    open.push((at, c));
                    if open.len() > DEPTH {
                        let problem = explain::too_deep(self.span(at..at + 1));
                        self.problems.push(problem);
                        return false;
                    }
                }
                _ => {
                    let partner = open.pop();
                    if partner.map(|(_, c)| closing(c)) != Some(c) {
                        let problem = explain::bracket(self, partner, Some((at, c)));
                        self.problems.push(problem);
                        return false;
                    }
                }
            }
        }
        if let Some(partner) = open.pop() {
            let problem = explain::bracket(self, Some(partner), None);
            self.problems.push(problem);
            return false;
        }
        true
    }

    /// A name, NFC, without its backticks.
    pub fn name(&self, pair: &Pair<'s>) -> Name {
        Name { text: names::unquoted(pair.as_str()), span: self.place(pair) }
    }

    /// A text, NFC, without its marks; other marks than `«»` and `""` are refused.
    pub fn string(&mut self, pair: &Pair<'s>) -> Str {
        let (raw, span) = (pair.as_str(), self.place(pair));
        let open = raw.chars().next().unwrap_or('"');
        if !matches!(open, '«' | '"') {
            let problem = slips::quotes(raw, span);
            self.problems.push(problem);
        }
        let inner = &raw[open.len_utf8()..];
        let inner = match inner.chars().next_back() {
            Some(c) if closes(open, c) => &inner[..inner.len() - c.len_utf8()],
            _ => inner,
        };
        Str { text: names::nfc(inner).into_owned(), span }
    }
}

pub(super) fn closing(open: char) -> char {
    match open {
        '(' => ')',
        '[' => ']',
        _ => '}',
    }
}

fn closes(open: char, c: char) -> bool {
    match open {
        '«' => c == '»',
        '"' => c == '"',
        '“' | '”' | '„' => matches!(c, '“' | '”' | '"'),
        _ => matches!(c, '\'' | '‘' | '’'),
    }
}

//! Reads the words of a file's lines for printing, each keyword in the set that is wanted.

use super::super::lexicon::{self, Entry, Keyword, Place, is_word, word_len};
use super::super::names;
use super::super::reader::Trace;
use super::super::scan::{self, Scan};
use super::super::split::Segment;
use super::super::tree::Words;
use super::Rename;
use super::lay::WIDTH;
use super::token::{self, Element, Kind, Token};
use hashbrown::{HashMap, HashSet};
use unicode_width::UnicodeWidthStr;

/// Where a keyword ends, what it is, and in which form it stands.
type Known = (usize, &'static Entry, &'static str);

/// A file that is printed.
pub(super) struct Page<'s> {
    pub text: &'s str,
    pub scan: &'s Scan,
    pub from: Words,
    pub to: Words,
    keywords: HashMap<usize, Known>,
    calls: HashSet<usize>,
    rename: Rename<'s>,
}

impl<'s> Page<'s> {
    pub fn new(text: &'s str, scan: &'s Scan, trace: &Trace, from: Words, to: Words, rename: Rename<'s>) -> Page<'s> {
        let known = |(span, entry, form): &(crate::base::Span, &'static Entry, &'static str)| {
            (span.start as usize, (span.end as usize, *entry, *form))
        };
        let keywords = trace.keywords.iter().map(known).collect();
        let calls = trace.calls.iter().map(|span| span.start as usize).collect();
        Page { text, scan, from, to, keywords, calls, rename }
    }

    /// The comment of a line.
    pub fn comment(&self, line: usize) -> Option<&'s str> {
        let line = &self.scan.lines[line];
        line.comment.map(|at| self.text[at..line.stop].trim_end())
    }

    /// The width of the words that lines of a place begin with, and a blank.
    pub fn width_of(&self, place: Place) -> usize {
        lexicon::words_of(place, self.to).map(UnicodeWidthStr::width).max().unwrap_or(0) + 1
    }

    /// The width of the widest name that lines begin with and something follows.
    pub fn names(&self, segments: &[Segment]) -> usize {
        let name = |segment: &Segment| {
            let elements = self.elements(segment);
            let name = elements.first().and_then(Element::token)?;
            let alone = elements.get(1).and_then(Element::token).is_none();
            (!alone && name.keyword().is_none()).then(|| name.text.width())
        };
        segments.iter().filter_map(name).max().unwrap_or(0)
    }

    /// The column of the arrows of a test's rows; `None` when not all of them fit.
    pub fn arrows(&self, segments: &[Segment]) -> Option<usize> {
        let widths: Vec<_> = segments.iter().filter_map(|row| token::arrow(&self.elements(row))).collect();
        let before = widths.iter().map(|(before, _)| *before).max()?;
        let behind = widths.iter().map(|(_, behind)| *behind).max()?;
        (super::INDENT + before + 1 + behind <= WIDTH).then_some(before + 1)
    }

    /// The words of a line of a rule, a pack or a waiver.
    pub fn clause(&self, segment: &Segment) -> Vec<Element> {
        let elements = self.elements(segment);
        match segment.entry.map(|entry| entry.keyword) {
            Some(Keyword::Message | Keyword::Advice) => self.languages(elements),
            _ => elements,
        }
    }

    /// The words of a piece of the file, its keyword first, and the comments on its lines.
    pub fn elements(&self, segment: &Segment) -> Vec<Element> {
        let keyword = segment.entry.map(|entry| entry.keyword);
        let mut reader = Tokens { page: self, keyword, out: Vec::new(), depth: 0, last: None, unit: false };
        let code = |line: &&usize| !self.scan.lines[**line].is_empty();
        let lines: Vec<usize> = segment.lines.clone().collect();
        for line in lines.iter() {
            let place = &self.scan.lines[*line];
            reader.read(place.first.max(segment.start), place.end.min(segment.to.max(place.first)));
            let comment = self.comment(*line).map(str::to_owned);
            reader.out.extend(comment.map(|text| match code(&line) {
                true => Element::Remark(text),
                false => Element::Comment(text),
            }));
        }
        let mut elements = reader.out;
        token::drop_last_commas(&mut elements);
        token::part(&mut elements);
        token::quote_clashes(&mut elements);
        token::breaks(&mut elements, segment.entry.is_none());
        elements
    }

    /// A keyword in the set that is wanted. Forms that mean no other thing give way to the first one, but for those
    /// that grammar chooses: `hver` and `hvert` by the noun, `million` and `millioner` by the number.
    fn word(&self, entry: &'static Entry, form: &str, before: Option<&Token>) -> &'static str {
        let forms = entry.all(self.to);
        if entry.stands(Place::Scale) {
            let one = self.to != Words::En && before.is_some_and(|number| number.text == "1");
            return forms.get(usize::from(one)).copied().unwrap_or_else(|| entry.word(self.to));
        }
        let paired = Words::ALL.iter().all(|words| entry.all(*words).len() == forms.len());
        let place = entry.all(self.from).iter().position(|other| *other == form).filter(|_| paired);
        place.and_then(|place| forms.get(place)).copied().unwrap_or_else(|| entry.word(self.to))
    }

    /// A text alone is in the file's own language and says so only if that is another than the words'; of several,
    /// each says its own. `{this}` in a text is the language's own word, too.
    fn languages(&self, elements: Vec<Element>) -> Vec<Element> {
        let text = |element: &Element| element.token().is_some_and(|token| token.kind == Kind::Text);
        let several = elements.iter().filter(|element| text(element)).count() > 1;
        let mut out: Vec<Element> = Vec::with_capacity(elements.len() + 1);
        let mut named = None;
        for mut element in elements {
            let Element::Token(token) = &mut element else {
                out.push(element);
                continue;
            };
            match token.kind {
                Kind::Word => {
                    named = Words::from_code(&token.text);
                    continue;
                }
                Kind::Text => {
                    let language = named.take().unwrap_or(self.from);
                    if several || language != self.to {
                        out.push(Element::Token(Token::new(language.code(), Kind::Word)));
                    }
                    token.text = self.placeholders(&token.text);
                }
                _ => {}
            }
            out.push(element);
        }
        token::breaks(&mut out, false);
        out
    }

    fn placeholders(&self, text: &str) -> String {
        let (from, to) = (Keyword::This.word(self.from), Keyword::This.word(self.to));
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find('{') {
            let inside = rest[at + 1..].trim_start();
            let start = rest.len() - inside.len();
            out.push_str(&rest[..start]);
            rest = inside;
            if start == at + 1 && rest.starts_with('{') {
                out.push('{');
                rest = &rest[1..];
            } else if let Some(behind) = rest.strip_prefix(from)
                && behind.trim_start().starts_with(['.', '}'])
            {
                out.push_str(to);
                rest = behind;
            }
        }
        out.push_str(rest);
        out
    }
}

/// Cuts lines into tokens.
struct Tokens<'p, 's> {
    page: &'p Page<'s>,
    /// What the piece begins with.
    keyword: Option<Keyword>,
    out: Vec<Element>,
    depth: usize,
    last: Option<Token>,
    /// Behind a number, where words are its unit.
    unit: bool,
}

impl Tokens<'_, '_> {
    fn read(&mut self, from: usize, to: usize) {
        let text = self.page.text;
        let mut at = from;
        while at < to {
            let rest = &text[at..to];
            let blank = rest.len() - rest.trim_start().len();
            if blank > 0 {
                at += blank;
                continue;
            }
            let gap = &text[text[from..at].trim_end().len() + from..at];
            let (len, mut token) = self.token(at, rest);
            // the blanks inside a unit are a part of it
            let word = token.kind == Kind::Word && token.text.starts_with(|c: char| is_word(c) || c == '.');
            if self.unit && word && !gap.is_empty() && self.last.as_ref().is_some_and(in_unit) {
                gap.clone_into(&mut token.gap);
            }
            let number = token.text.starts_with(|c: char| c.is_ascii_digit());
            self.unit = word && (self.unit || number) || self.unit && token.keyword().is_some_and(is_scale);
            token.space = token.space && (!gap.is_empty() || !token.text.starts_with('.'));
            self.push(token);
            at += len.max(1);
        }
    }

    fn push(&mut self, mut token: Token) {
        if token.kind == Kind::Sign {
            match token.text.as_str() {
                "(" | "[" | "{" => {
                    token.depth = self.depth;
                    self.depth += 1;
                }
                ")" | "]" | "}" => {
                    self.depth = self.depth.saturating_sub(1);
                    token.depth = self.depth;
                }
                _ => token.depth = self.depth,
            }
        } else {
            token.depth = self.depth;
        }
        self.last = Some(token.clone());
        self.out.push(Element::Token(token));
    }

    /// The token at the beginning of `rest`, and how many bytes it takes.
    fn token(&self, at: usize, rest: &str) -> (usize, Token) {
        if let Some(&(end, entry, form)) = self.page.keywords.get(&at).filter(|(end, ..)| *end > at) {
            let word = self.page.word(entry, form, self.last.as_ref());
            return ((end - at).min(rest.len()), Token::new(word, Kind::Keyword(entry)));
        }
        let whole = |len: usize, kind| (len, Token::new(&rest[..len], kind));
        let first = rest.chars().next().unwrap_or(' ');
        if self.keyword == Some(Keyword::Version) && self.out.len() == 1 {
            return whole(rest.len(), Kind::Word);
        }
        if let Some(len) = self.id(rest) {
            return whole(len, Kind::Word);
        }
        if first == '<' && self.keyword == Some(Keyword::Source) {
            return whole(rest.find('>').map_or(rest.len(), |end| end + 1), Kind::Url);
        }
        if let Some(len) = scan::quoted_len(rest, first) {
            return whole(len.unwrap_or(rest.len()), if first == '`' { Kind::Word } else { Kind::Text });
        }
        if is_word(first) {
            return self.name(at, rest);
        }
        if first == '.' {
            let after = &rest[1..];
            let quoted = after.starts_with('`').then(|| scan::quoted_len(after, '`').flatten()).flatten();
            return whole(1 + quoted.unwrap_or_else(|| word_len(after)), Kind::Word);
        }
        if first == '/' && !self.last.as_ref().is_some_and(Token::ends_value) {
            return whole(scan::regex_len(rest).unwrap_or(1), Kind::Text);
        }
        let two = ["->", "!=", "<=", ">="].iter().any(|sign| rest.starts_with(sign));
        whole(if two { 2 } else { first.len_utf8() }, Kind::Sign)
    }

    /// A name or a number: up to a keyword that follows without a blank, as in `10millioner`.
    fn name(&self, at: usize, rest: &str) -> (usize, Token) {
        let len = word_len(rest).max(rest.chars().next().map_or(1, char::len_utf8));
        if rest.starts_with(|c: char| c.is_ascii_digit()) {
            let cut = (1..len).find(|more| self.page.keywords.contains_key(&(at + more))).unwrap_or(len);
            return (cut, Token::new(&rest[..cut], Kind::Word));
        }
        if !self.page.calls.contains(&at) {
            return (len, Token::new(&rest[..len], Kind::Word));
        }
        let renamed = (self.page.rename)(&names::nfc(&rest[..len]), self.page.from, self.page.to);
        (len, Token::new(renamed.unwrap_or(&rest[..len]), Kind::Call))
    }

    /// The id of a pack, a rule, a waiver's rule: it may have dots and slashes.
    fn id(&self, rest: &str) -> Option<usize> {
        use Keyword::*;
        let last = self.last.as_ref().and_then(Token::keyword)?;
        let here = match self.keyword? {
            head @ (Pack | Rule | Test) => last == head,
            Waiver => last == For,
            _ => false,
        };
        let len = rest.find(|c: char| !(is_word(c) || "-./".contains(c))).unwrap_or(rest.len());
        (here && len > 0).then_some(len)
    }
}

/// A word of a unit, behind which another may stand.
fn in_unit(token: &Token) -> bool {
    token.kind == Kind::Word && !token.text.starts_with(|c: char| c.is_ascii_digit())
}

fn is_scale(keyword: Keyword) -> bool {
    keyword.entry().stands(Place::Scale)
}

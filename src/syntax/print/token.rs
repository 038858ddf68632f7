//! The words and signs of a line, as they are printed.

use super::super::lexicon::{self, Entry, Keyword, Place};
use super::super::tree::Words;
use super::lay::Break;
use unicode_width::UnicodeWidthStr;

/// What a line is made of.
#[derive(Clone, Debug)]
pub(super) enum Element {
    Token(Token),
    /// A comment that ends its line.
    Remark(String),
    /// A comment on a line of its own.
    Comment(String),
}

#[derive(Clone, Debug)]
pub(super) struct Token {
    pub text: String,
    pub kind: Kind,
    /// Whether something parts it from the token before.
    pub space: bool,
    /// What parts it, if something does.
    pub gap: String,
    pub depth: usize,
    /// The line may be broken before it.
    pub brk: Option<Break>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    Keyword(&'static Entry),
    /// A name, a number, a unit, an id; what is printed as it stands.
    Word,
    /// A function that is called.
    Call,
    Text,
    Url,
    Sign,
}

/// What a line is broken at, from what is broken first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// Between the parts of a clause.
    Part,
    Comma,
    Where,
    Colon,
    Or,
    And,
    Bar,
}

impl Rank {
    /// Whether as much as fits stands on a line; otherwise each piece has its own.
    pub fn fills(self) -> bool {
        matches!(self, Rank::Comma | Rank::Bar)
    }
}

impl PartialEq for Entry {
    fn eq(&self, other: &Entry) -> bool {
        self.keyword == other.keyword
    }
}

impl Token {
    pub fn new(text: &str, kind: Kind) -> Token {
        Token { text: text.to_owned(), kind, space: true, gap: " ".to_owned(), depth: 0, brk: None }
    }

    pub fn keyword(&self) -> Option<Keyword> {
        match self.kind {
            Kind::Keyword(entry) => Some(entry.keyword),
            _ => None,
        }
    }

    pub fn is(&self, sign: &str) -> bool {
        self.kind == Kind::Sign && self.text == sign
    }

    /// Whether a value ends here, so that a sign behind it stands between two.
    pub fn ends_value(&self) -> bool {
        use Keyword::*;
        match self.kind {
            Kind::Sign => matches!(self.text.as_str(), ")" | "]" | "}" | "%"),
            Kind::Keyword(entry) => {
                entry.stands(Place::Scale)
                    || matches!(entry.keyword, Yes | No | This | AsOf | IsMissing | IsGiven | IsNotRelevant)
            }
            _ => true,
        }
    }

    /// A bare name, which may clash with a keyword.
    fn bare_name(&self) -> bool {
        self.kind == Kind::Word
            && self.text.starts_with(lexicon::is_word)
            && !self.text.starts_with(|c: char| c.is_ascii_digit())
    }

    fn quote(&mut self) {
        self.text = format!("`{}`", self.text);
    }
}

impl Element {
    pub fn token(&self) -> Option<&Token> {
        match self {
            Element::Token(token) => Some(token),
            _ => None,
        }
    }

    fn token_mut(&mut self) -> Option<&mut Token> {
        match self {
            Element::Token(token) => Some(token),
            _ => None,
        }
    }

    pub fn keyword(&self) -> Option<Keyword> {
        self.token().and_then(Token::keyword)
    }
}

/// The columns of some tokens, without what parts the first from what stands before.
pub(super) fn width_of(tokens: &[Token]) -> usize {
    let gap = |token: &Token| if token.space { token.gap.width() } else { 0 };
    let words: usize = tokens.iter().map(|token| token.text.width()).sum();
    words + tokens.iter().skip(1).map(gap).sum::<usize>()
}

/// Keeps a line whole.
pub(super) fn hold(elements: &mut [Element]) {
    elements.iter_mut().filter_map(Element::token_mut).for_each(|token| token.brk = None);
}

/// Pads the first token, so that the second stands in a column.
pub(super) fn pad(elements: &mut [Element], width: usize) {
    let Some(first) = elements.first_mut().and_then(Element::token_mut) else { return };
    let blanks = width.saturating_sub(first.text.width()).max(1);
    if let Some(second) = elements.get_mut(1).and_then(Element::token_mut) {
        second.gap = " ".repeat(blanks);
        second.space = true;
        second.brk = None;
    }
}

/// How wide a line is before its arrow and from it on, where the line has one and no comment inside.
pub(super) fn arrow(elements: &[Element]) -> Option<(usize, usize)> {
    let tokens: Vec<Token> = elements.iter().map_while(|element| element.token().cloned()).collect();
    let whole = elements.len() - tokens.len() <= 1;
    let at = tokens.iter().position(|token| token.is("->")).filter(|_| whole)?;
    Some((width_of(&tokens[..at]), width_of(&tokens[at..])))
}

/// Moves the arrow to a column.
pub(super) fn arrow_at(elements: &mut [Element], column: usize) {
    let Some((width, _)) = arrow(elements) else { return };
    if let Some(arrow) = elements.iter_mut().filter_map(Element::token_mut).find(|token| token.is("->")) {
        arrow.gap = " ".repeat(column.saturating_sub(width).max(1));
    }
}

/// Takes away commas that nothing follows.
pub(super) fn drop_last_commas(elements: &mut Vec<Element>) {
    let mut closes = true;
    let mut keep: Vec<bool> = elements
        .iter()
        .rev()
        .map(|element| {
            let Some(token) = element.token() else { return true };
            let drop = closes && token.is(",");
            if !drop {
                closes = matches!(token.text.as_str(), ")" | "]" | "}") && token.kind == Kind::Sign;
            }
            !drop
        })
        .collect();
    elements.retain(|_| keep.pop().unwrap_or(true));
}

/// Decides what parts each token from the one before.
pub(super) fn part(elements: &mut [Element]) {
    let mut before: Option<(Token, bool)> = None;
    for token in elements.iter_mut().filter_map(Element::token_mut) {
        let Some((last, prefix)) = before.take() else {
            let prefix = token.is("-");
            before = Some((token.clone(), prefix));
            continue;
        };
        let called =
            last.kind == Kind::Call || matches!(last.kind, Kind::Keyword(entry) if entry.stands(Place::Aggregate));
        if prefix || last.is("(") || last.is("[") || last.is("{") && token.is("}") {
            token.space = false;
        } else if token.kind == Kind::Sign {
            let tight = matches!(token.text.as_str(), "," | ")" | "]" | ":") || token.is("(") && called;
            token.space &= !tight;
        }
        let prefix = token.is("-") && !last.ends_value();
        before = Some((token.clone(), prefix));
    }
}

/// Finds where a line may be broken. In lines without clauses (tables, code lists, tests), only at commas and bars.
pub(super) fn breaks(elements: &mut [Element], listed: bool) {
    let mut tokens: Vec<&mut Token> = elements.iter_mut().filter_map(Element::token_mut).collect();
    for at in 1..tokens.len() {
        let (before, here) = (&tokens[at - 1], &tokens[at]);
        if !here.space {
            continue;
        }
        let rank = match here.keyword() {
            _ if before.is(",") => Rank::Comma,
            _ if before.is(":") && !listed => Rank::Colon,
            _ if here.is("|") => Rank::Bar,
            _ if listed => continue,
            Some(Keyword::Where) => Rank::Where,
            Some(Keyword::Or) => Rank::Or,
            Some(Keyword::And) => Rank::And,
            Some(Keyword::Section | Keyword::Means) => Rank::Part,
            None if here.kind == Kind::Url => Rank::Part,
            None if before.kind == Kind::Text && Words::from_code(&here.text).is_some() => Rank::Part,
            _ => continue,
        };
        let next = tokens.get(at + 1).map_or("", |next| next.text.as_str());
        if begins(&format!("{} {next}", here.text), listed) {
            continue;
        }
        let depth = here.depth;
        tokens[at].brk = Some(Break { depth, rank });
    }
}

/// Whether a line that begins so would not go on with the one above.
fn begins(line: &str, listed: bool) -> bool {
    lexicon::at_start_where(line, |entry| {
        entry.stands(Place::Item)
            || !listed && [Place::Pack, Place::Rule, Place::Waiver].iter().any(|p| entry.stands(*p))
    })
    .is_some()
}

/// Puts names in backticks that would read as keywords where a comment makes them begin a line, or behind the operator
/// that does: `eller forklar`, `i kraft`. In every set, whichever is printed, so that sets can be changed to and fro.
pub(super) fn quote_clashes(elements: &mut [Element]) {
    let mut begins_line = false;
    let mut before: Option<&'static Entry> = None;
    for element in elements.iter_mut() {
        let Some(token) = element.token_mut() else {
            begins_line = true;
            continue;
        };
        if token.bare_name() {
            let joined = |words: Words, entry: &Entry| format!("{} {}", entry.word(words), token.text);
            let joins = before.is_some_and(|entry| {
                entry.stands(Place::Operator)
                    && Words::ALL.into_iter().any(|words| begins(&joined(words, entry), false))
            });
            if joins || begins_line && begins(&token.text, false) {
                token.quote();
            }
        }
        begins_line = false;
        before = match token.kind {
            Kind::Keyword(entry) => Some(entry),
            _ => None,
        };
    }
}

//! Packs, code lists and terms; and what packs and rules share: sources, periods.

use super::grammar::{Pair, Rule};
use super::lexicon::{self, Keyword, Place};
use super::reader::Reader;
use super::slips;
use super::split::{self, Block, Segment};
use super::tree::{CodeEntry, Codes, Interval, Item, Name, Pack, SourceKind, SourceRef, Str, Term, Words};
use crate::base::{Code, Span, Text};
use crate::text;
use crate::value::Date;

impl<'s> Reader<'s> {
    pub fn item(&mut self, block: Block) -> Option<Item> {
        Some(match block.entry.keyword {
            Keyword::Pack => Item::Pack(self.pack(block)?),
            Keyword::Codes => Item::Codes(self.codes(block)?),
            Keyword::Table => Item::Table(self.table(block)?),
            Keyword::Term => Item::Term(self.term(block)?),
            Keyword::Rule => Item::Rule(self.rule(block)?),
            Keyword::Waiver => Item::Waiver(self.waiver(block)?),
            _ => Item::Test(self.test(block)?),
        })
    }

    /// The span of an item: from its keyword to the end of what was last read as part of it.
    pub fn item_span(&self, block: &Block) -> Span {
        let whole = split::whole(self, block);
        self.span(whole.start..whole.to)
    }

    /// The name and title of an item.
    pub fn head(&mut self, rule: Rule, segment: &Segment) -> Option<(Name, Option<Str>)> {
        let (mut name, mut title) = (None, None);
        for part in self.run(rule, segment)? {
            match part.as_rule() {
                Rule::text => title = Some(self.string(&part)),
                Rule::EOI => {}
                _ => name = Some(self.name(&part)),
            }
        }
        Some((name?, title))
    }

    /// Checks the word between two parts of a line: it must be this keyword, in the file's set.
    pub fn inner_word(&mut self, pair: &Pair<'s>, wanted: &[Keyword]) -> Option<Keyword> {
        let span = self.place(pair);
        let found = pair.as_str();
        let hit =
            lexicon::at_start_where(found, |entry| wanted.contains(&entry.keyword)).filter(|h| h.len == found.len());
        if let Some(hit) = hit {
            self.check_words(&hit, span);
            return Some(hit.entry.keyword);
        }
        let words: Vec<&str> = wanted.iter().map(|keyword| self.word(*keyword)).collect();
        let list = slips::listed(words.iter().copied().map(|word| word as &'static str));
        self.problem(
            Code::UnexpectedText,
            span,
            text!(nb: "Ukjent ord `{found}`", en: "Unknown word `{found}`"),
            text!(nb: "ventet {list}", en: "expected {list}"),
            self.meant(found, &words, &list),
        );
        None
    }

    pub fn meant(&self, found: &str, words: &[&str], list: &str) -> Text {
        match slips::meant(found, words.iter().copied()) {
            Some(meant) => text!(nb: "Mente du `{meant}`?", en: "Did you mean `{meant}`?"),
            None => text!(nb: "Skriv {list}.", en: "Write {list}."),
        }
    }

    fn pack(&mut self, block: Block) -> Option<Pack> {
        let segments = split::clauses(self, &block, Some(Place::Pack));
        let head = segments.first().and_then(|head| self.head(Rule::pack_head, head));
        let (mut edition, mut sources, mut in_force) = (None, Vec::new(), None);
        for segment in segments.iter().skip(1).filter(|segment| !segment.lost) {
            match segment.entry.map(|entry| entry.keyword) {
                Some(Keyword::Source) => sources.extend(self.source(segment)),
                Some(Keyword::InForce) => in_force = self.interval(segment).or(in_force),
                _ => {
                    let found = self.run(Rule::edition_body, segment).and_then(|mut parts| parts.next());
                    edition = found.map(|part| self.name(&part)).or(edition);
                }
            }
        }
        let (id, title) = head?;
        let span = self.item_span(&block);
        Some(Pack { id, title, edition, sources, in_force, doc: block.doc, span })
    }

    /// `source KIND "…" section "…" <url>`.
    pub fn source(&mut self, segment: &Segment) -> Option<SourceRef> {
        let span = self.span(segment.start..segment.to);
        let (mut kind, mut work, mut section, mut url) = (None, None, None, None);
        for part in self.run(Rule::source_body, segment)? {
            match part.as_rule() {
                Rule::word if work.is_none() => kind = Some(self.source_kind(&part)),
                Rule::word => {
                    self.inner_word(&part, &[Keyword::Section]);
                }
                Rule::text if work.is_none() => work = Some(self.string(&part)),
                Rule::text => section = Some(self.string(&part)),
                Rule::url => {
                    let bare = part.as_str().trim_matches(['<', '>']).to_owned();
                    url = Some(Str { text: bare, span: self.place(&part) });
                }
                _ => {}
            }
        }
        let work = work?;
        let kind = match kind {
            Some(kind) => kind,
            None => {
                self.kind_missing(segment, work.span);
                SourceKind::Internal
            }
        };
        Some(SourceRef { kind, work, section, url, span })
    }

    fn source_kind(&mut self, pair: &Pair<'s>) -> SourceKind {
        use Keyword::*;
        match self.inner_word(pair, &[Law, Regulation, Circular, Recommendation, Standard, Internal]) {
            Some(Law) => SourceKind::Law,
            Some(Regulation) => SourceKind::Regulation,
            Some(Circular) => SourceKind::Circular,
            Some(Recommendation) => SourceKind::Recommendation,
            Some(Standard) => SourceKind::Standard,
            _ => SourceKind::Internal,
        }
    }

    fn kind_missing(&mut self, segment: &Segment, span: Span) {
        let (own, list) = (&self.text[segment.start..segment.from], lexicon::words_of(Place::SourceKind, self.words));
        let list = slips::listed(list);
        self.problem(
            Code::UnexpectedText,
            span,
            text!(nb: "Det står ikke hva slags kilde dette er", en: "It does not say what kind of source this is"),
            text!(nb: "foran teksten mangler slaget", en: "the kind is missing before the text"),
            text!(nb: "Skriv et av ordene {list} etter `{own}`.", en: "Write one of the words {list} after `{own}`."),
        );
    }

    /// `in force from A to B`.
    pub fn interval(&mut self, segment: &Segment) -> Option<Interval> {
        let span = self.span(segment.start..segment.to);
        let mut interval = Interval { from: None, to: None, span };
        let mut word = None;
        let mut sound = true;
        for part in self.run(Rule::interval_body, segment)? {
            match part.as_rule() {
                Rule::word => {
                    word = self.inner_word(&part, &[Keyword::From, Keyword::To]);
                    sound &= word.is_some();
                }
                Rule::interval_end => {
                    let date = self.interval_end(part);
                    sound &= date.is_some();
                    match word {
                        Some(Keyword::From) => interval.from = date,
                        _ => interval.to = date,
                    }
                }
                _ => {}
            }
        }
        sound.then_some(interval)
    }

    pub fn interval_end(&mut self, pair: Pair<'s>) -> Option<(Date, Span)> {
        let inner = pair.into_inner().next()?;
        self.date(&inner)
    }

    fn codes(&mut self, block: Block) -> Option<Codes> {
        let segments = split::lines(self, &block, split::listed_on);
        let head = segments.first().and_then(|head| self.head(Rule::codes_head, head));
        let mut entries = Vec::new();
        for segment in segments.iter().skip(1) {
            let Some(mut parts) = self.run(Rule::code_line, segment) else { continue };
            let Some(name) = parts.next().map(|part| self.name(&part)) else { continue };
            let labels = parts.filter(|part| part.as_rule() == Rule::text).map(|part| self.string(&part)).collect();
            entries.push(CodeEntry { name, labels });
        }
        let (name, title) = head?;
        let span = self.item_span(&block);
        Some(Codes { name, title, entries, doc: block.doc, span })
    }

    fn term(&mut self, block: Block) -> Option<Term> {
        let segments = split::clauses(self, &block, None);
        let head = segments.first()?;
        let mut parts = self.run(Rule::term_item, head)?;
        let name = parts.next().map(|part| self.name(&part))?;
        let r#for = parts.next()?;
        let known = self.inner_word(&r#for, &[Keyword::For]);
        let table = parts.next().map(|part| self.name(&part))?;
        let is = parts.next()?;
        let known = self.inner_word(&is, &[Keyword::Is]).and(known);
        let expr = self.expression(parts.next()?)?;
        known?;
        let span = self.item_span(&block);
        Some(Term { name, table, expr, doc: block.doc, span })
    }

    /// The language before a text of a message.
    pub fn language(&mut self, pair: &Pair<'s>) -> Option<Words> {
        let found = pair.as_str();
        if let Some(words) = Words::from_code(found) {
            return Some(words);
        }
        let span = self.place(pair);
        self.problem(
            Code::UnknownLanguage,
            span,
            text!(nb: "Ukjent språk `{found}`", en: "Unknown language `{found}`"),
            text!(nb: "ventet nb, nn eller en", en: "expected nb, nn or en"),
            text!(nb: "Skriv `nb`, `nn` eller `en` foran teksten, eller ingenting.", en: "Write `nb`, `nn` or `en` before the text, or nothing."),
        );
        None
    }
}

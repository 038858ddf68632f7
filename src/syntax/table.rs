//! Tables: fields with their types and modifiers.

use super::expr::inside;
use super::grammar::{Pair, Rule};
use super::lexicon::{self, Keyword, Place, word_len};
use super::reader::Reader;
use super::slips;
use super::split::{self, Block, Segment};
use super::tree::{Expr, ExprKind, Field, Modifier, ModifierKind, Name, Str, Table, TypeKind, TypeRef};
use crate::base::{Code, Span};
use crate::text;

/// How many `list of` may stand in a row.
const LISTS: usize = 4;

impl<'s> Reader<'s> {
    pub fn table(&mut self, block: Block) -> Option<Table> {
        let segments = split::lines(self, &block, split::listed_on);
        let head = segments.first().and_then(|head| self.table_head(head));
        let (mut fields, mut key, mut valid) = (Vec::new(), None, None);
        for segment in segments.into_iter().skip(1) {
            let rest = &self.text[segment.start..segment.to];
            if self.clause_in_table(&segment) {
                continue;
            }
            match self.table_line(rest) {
                Some((Keyword::Key, len)) => key = self.key_line(&segment, len).or(key),
                Some((_, len)) => valid = self.valid_line(&segment, len).or(valid),
                None => fields.extend(self.field(segment)),
            }
        }
        let (name, of, title) = head?;
        let span = self.item_span(&block);
        Some(Table { name, of, title, fields, key, valid, doc: block.doc, span })
    }

    fn table_head(&mut self, segment: &Segment) -> Option<(Name, Option<Name>, Option<Str>)> {
        let (mut names, mut title, mut known) = (Vec::new(), None, true);
        for part in self.run(Rule::table_head, segment)? {
            match part.as_rule() {
                Rule::plain => names.push(self.name(&part)),
                Rule::word => known &= self.inner_word(&part, &[Keyword::Of]).is_some(),
                Rule::text => title = Some(self.string(&part)),
                _ => {}
            }
        }
        let mut names = names.into_iter();
        let name = names.next()?;
        known.then(|| (name, names.next(), title))
    }

    /// `key (…)` and `valid A to B`: lines that are not fields. (Fields may be called `key` or `valid`.)
    fn table_line(&self, rest: &str) -> Option<(Keyword, usize)> {
        let hit = lexicon::at_start(rest, Place::Table)?;
        let after = rest[hit.len..].trim_start();
        let is_line = match hit.entry.keyword {
            Keyword::Key => after.starts_with('('),
            _ => {
                let second = after[word_len(after)..].trim_start();
                lexicon::at_start(second, Place::Inner).is_some_and(|to| to.entry.keyword == Keyword::To)
            }
        };
        is_line.then_some((hit.entry.keyword, hit.len))
    }

    /// The keyword of a line taken off, and checked.
    fn line_behind(&mut self, segment: &Segment, len: usize) -> Segment {
        let span = self.span(segment.start..segment.start + len);
        let hit = lexicon::at_start(&self.text[segment.start..segment.to], Place::Table);
        if let Some(hit) = hit {
            self.check_words(&hit, span);
        }
        Segment { from: segment.start + len, entry: hit.map(|hit| hit.entry), ..segment.clone() }
    }

    fn key_line(&mut self, segment: &Segment, len: usize) -> Option<(Vec<Name>, Span)> {
        let span = self.span(segment.start..segment.to);
        let body = self.line_behind(segment, len);
        let parts = self.run(Rule::key_line, &body)?;
        let names = parts.filter(|part| part.as_rule() == Rule::plain).map(|part| self.name(&part)).collect();
        Some((names, span))
    }

    fn valid_line(&mut self, segment: &Segment, len: usize) -> Option<(Name, Name)> {
        let body = self.line_behind(segment, len);
        let mut parts = self.run(Rule::valid_line, &body)?;
        let from = parts.next().map(|part| self.name(&part))?;
        let to_word = parts.next()?;
        self.inner_word(&to_word, &[Keyword::To])?;
        let to = parts.next().map(|part| self.name(&part))?;
        Some((from, to))
    }

    /// A line of a rule that has come into a table. A field may be called as a clause, but then a type follows.
    fn clause_in_table(&mut self, segment: &Segment) -> bool {
        let rest = &self.text[segment.start..segment.to];
        let Some(hit) = lexicon::at_start(rest, Place::Rule) else { return false };
        let after = rest[hit.len..].trim_start();
        let clause = match hit.entry.keyword {
            Keyword::When | Keyword::Unless | Keyword::Must | Keyword::Should => {
                lexicon::at_start(after, Place::Type).is_none() && !after.contains(',')
            }
            Keyword::ForEach | Keyword::ForRegistry | Keyword::Explain | Keyword::InForce | Keyword::JudgedAt => true,
            Keyword::Source => {
                let kind = lexicon::at_start(after, Place::SourceKind).map_or(0, |hit| hit.len);
                after[kind..].trim_start().starts_with(['«', '"'])
            }
            _ => after.starts_with(['«', '"']),
        };
        if clause {
            let (form, rule) = (hit.form, self.word(Keyword::Rule));
            self.problem(
                Code::MisplacedClause,
                self.span(segment.start..segment.start + hit.len),
                text!(nb: "`{form}` kan ikke stå i en tabell", en: "`{form}` cannot stand in a table"),
                text!(nb: "hører til i en `{rule}`", en: "belongs in a `{rule}`"),
                text!(nb: "Flytt linjen ned under `{rule} …`. Heter et felt `{form}`, settes navnet i skråaksenter.",
                      en: "Move the line below `{rule} …`. If a field is called `{form}`, put its name in backticks."),
            );
        }
        clause
    }

    fn field(&mut self, segment: Segment) -> Option<Field> {
        let rest = &self.text[segment.start..segment.to];
        if let Some(hit) = lexicon::at_start(rest, Place::Type).filter(|hit| hit.entry.keyword == Keyword::ListOf) {
            self.name_missing(self.span(segment.start..segment.start + hit.len));
            return None;
        }
        let mut parts = self.run(Rule::field_line, &segment)?.peekable();
        let name = parts.next().map(|part| self.name(&part))?;
        let written = parts.next()?;
        let (ty, left) = self.type_ref(&written)?;
        let mut modifiers = Vec::new();
        let arguments = parts.next_if(|part| matches!(part.as_rule(), Rule::texts | Rule::regex | Rule::range));
        if !left.is_empty() {
            let at = self.place(&written);
            let span = Span { start: at.end - left.len() as u32, ..at };
            if lexicon::whole(left, Place::Modifier).is_some() {
                self.comma_missing(left, span);
            }
            modifiers.extend(self.modifier(left, span, arguments));
        } else if let Some(argument) = arguments {
            self.modifier_missing(&argument);
        }
        for part in parts.filter(|part| part.as_rule() == Rule::modifier) {
            let whole = self.place(&part);
            let mut inner = part.into_inner();
            let Some(phrase) = inner.next() else { continue };
            let found = self.modifier(phrase.as_str(), self.place(&phrase), inner.next());
            modifiers.extend(found.map(|modifier| Modifier { span: whole, ..modifier }));
        }
        Some(Field { name, ty, modifiers, doc: segment.doc, span: self.span(segment.start..segment.to) })
    }

    fn name_missing(&mut self, span: Span) {
        let own = self.word(Keyword::ListOf);
        self.problem(
            Code::UnexpectedText,
            span,
            text!(nb: "Feltet har ikke noe navn", en: "The field has no name"),
            text!(nb: "foran typen mangler navnet", en: "the name is missing before the type"),
            text!(nb: "Skriv navnet først: `navn {own} …`.", en: "Write the name first: `name {own} …`."),
        );
    }

    /// A type, and what stands behind it without a comma.
    fn type_ref(&mut self, pair: &Pair<'s>) -> Option<(TypeRef, &'s str)> {
        let (raw, span) = (pair.as_str(), self.place(pair));
        let at = |rest: &str| span.end as usize - rest.len();
        if raw.starts_with('`') {
            let name = self.name(pair);
            return Some((TypeRef { kind: TypeKind::Named(name), span }, ""));
        }
        let mut rest = raw;
        let mut lists: Vec<usize> = Vec::new();
        let (mut inner, end) = loop {
            let start = at(rest);
            let Some(hit) = lexicon::at_start(rest, Place::Type) else {
                let len = word_len(rest);
                let kind = self.named_type(&rest[..len], start)?;
                rest = rest[len..].trim_start();
                break (TypeRef { kind, span: self.span(start..start + len) }, start + len);
            };
            self.check_words(&hit, self.span(start..start + hit.len));
            rest = rest[hit.len..].trim_start();
            if hit.entry.keyword != Keyword::ListOf {
                let kind = builtin_type(hit.entry.keyword);
                break (TypeRef { kind, span: self.span(start..start + hit.len) }, start + hit.len);
            }
            lists.push(start);
            if lists.len() > LISTS {
                let problem = super::explain::too_deep(span);
                self.problems.push(problem);
                return None;
            }
        };
        for start in lists.into_iter().rev() {
            inner = TypeRef { kind: TypeKind::List(Box::new(inner)), span: self.span(start..end) };
        }
        Some((inner, rest))
    }

    /// A code list or a table; or a type as other languages call it.
    fn named_type(&mut self, word: &str, start: usize) -> Option<TypeKind> {
        let span = self.span(start..start + word.len());
        if word.is_empty() {
            let list = slips::listed(lexicon::words_of(Place::Type, self.words));
            self.problem(
                Code::UnexpectedText,
                span,
                text!(nb: "Typen mangler etter «liste av»", en: "The type is missing after \"list of\""),
                text!(nb: "ventet en type", en: "expected a type"),
                text!(nb: "Skriv {list}, eller navnet på en tabell eller kodeliste.", en: "Write {list}, or the name of a table or code list."),
            );
            return None;
        }
        let foreign = slips::table_word(word).filter(|keyword| keyword.entry().stands(Place::Type));
        if let Some(keyword) = foreign {
            let own = self.word(keyword);
            self.problems.push(slips::foreign(word, own, span));
            return (keyword != Keyword::ListOf).then(|| builtin_type(keyword));
        }
        Some(TypeKind::Named(Name { text: super::names::nfc(word).into_owned(), span }))
    }

    fn comma_missing(&mut self, found: &str, span: Span) {
        self.problem(
            Code::UnexpectedText,
            span,
            text!(nb: "Det mangler komma foran `{found}`", en: "A comma is missing before `{found}`"),
            text!(nb: "sett komma foran", en: "put a comma before this"),
            text!(nb: "Skriv `, {found}`.", en: "Write `, {found}`."),
        );
    }

    fn modifier_missing(&mut self, argument: &Pair<'s>) {
        let (span, column) = (self.place(argument), self.word(Keyword::Column));
        let found = argument.as_str();
        self.problem(
            Code::UnexpectedText,
            span,
            text!(nb: "Det står ikke hva `{found}` er", en: "It does not say what `{found}` is"),
            text!(nb: "et ord mangler foran", en: "a word is missing before this"),
            text!(nb: "Er det overskriften i filen, skriv `, {column} {found}`.", en: "If it is the heading in the file, write `, {column} {found}`."),
        );
    }

    fn modifier(&mut self, phrase: &str, at: Span, argument: Option<Pair<'s>>) -> Option<Modifier> {
        let Some(hit) = lexicon::whole(phrase, Place::Modifier) else {
            self.unknown_modifier(phrase, at);
            return None;
        };
        self.check_words(&hit, at);
        let span = argument.as_ref().map_or(at, |argument| at.to(self.place(argument)));
        let keyword = hit.entry.keyword;
        let kind = match argument {
            None => match keyword {
                Keyword::Key => Some(ModifierKind::Key),
                Keyword::Required => Some(ModifierKind::Required),
                Keyword::Unique => Some(ModifierKind::Unique),
                Keyword::BlankMeansNone => Some(ModifierKind::BlankMeansNone),
                Keyword::BlankMeansNo => Some(ModifierKind::BlankMeansNo),
                _ => None,
            },
            Some(argument) => match argument.as_rule() {
                Rule::texts => self.modifier_with_texts(keyword, argument),
                Rule::regex if keyword == Keyword::Matches => {
                    Some(ModifierKind::Matches(Str { text: inside(argument.as_str()), span: self.place(&argument) }))
                }
                Rule::range => self.modifier_with_range(keyword, argument)?,
                _ => None,
            },
        };
        if kind.is_none() {
            self.wrong_argument(keyword, phrase, span);
        }
        kind.map(|kind| Modifier { kind, span })
    }

    fn modifier_with_texts(&mut self, keyword: Keyword, argument: Pair<'s>) -> Option<ModifierKind> {
        let mut texts: Vec<Str> = argument.into_inner().map(|text| self.string(&text)).collect();
        let one = texts.len() == 1;
        Some(match keyword {
            Keyword::Column => ModifierKind::Column(texts),
            Keyword::NotStated => ModifierKind::NotStated(texts),
            Keyword::NotRelevant => ModifierKind::NotRelevant(texts),
            Keyword::YesIs => ModifierKind::YesIs(texts),
            Keyword::NoIs => ModifierKind::NoIs(texts),
            Keyword::SeparatedBy if one => ModifierKind::SeparatedBy(texts.pop()?),
            Keyword::Format if one => ModifierKind::Format(texts.pop()?),
            Keyword::Unit if one => ModifierKind::Unit(texts.pop()?),
            _ => return None,
        })
    }

    /// `between A and B`, `width N`. The outer `None`: a problem has been told.
    fn modifier_with_range(&mut self, keyword: Keyword, argument: Pair<'s>) -> Option<Option<ModifierKind>> {
        let mut bounds = Vec::new();
        for part in argument.into_inner() {
            if part.as_rule() == Rule::range_word {
                self.inner_word(&part, &[Keyword::And])?;
            } else {
                bounds.push(self.bound(part)?);
            }
        }
        let mut bounds = bounds.into_iter();
        Some(match (keyword, bounds.next(), bounds.next()) {
            (Keyword::Between, Some(from), Some(to)) => Some(ModifierKind::Between(from, to)),
            (Keyword::Width, Some(Expr { kind: ExprKind::Number { value, percent: false, unit: None }, .. }), None) => {
                value.to_int().and_then(|n| u32::try_from(n).ok()).filter(|n| *n > 0).map(ModifierKind::Width)
            }
            _ => None,
        })
    }

    /// A number, perhaps below zero, or a date.
    fn bound(&mut self, pair: Pair<'s>) -> Option<Expr> {
        let span = self.place(&pair);
        let mut negative = false;
        let mut found = None;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::minus => negative = true,
                Rule::date => {
                    let date = self.date(&part)?.0;
                    found = Some(Expr { kind: ExprKind::Date(date), span });
                }
                _ => found = Some(self.number(part)?),
            }
        }
        let mut expr = found?;
        if let (true, ExprKind::Number { value, .. }) = (negative, &mut expr.kind) {
            *value = -*value;
        }
        Some(Expr { span, ..expr })
    }

    fn unknown_modifier(&mut self, found: &str, span: Span) {
        let list = slips::listed(lexicon::words_of(Place::Modifier, self.words));
        let words = || lexicon::words_of(Place::Modifier, self.words);
        let foreign = slips::table_word(found).filter(|keyword| keyword.entry().stands(Place::Modifier));
        let meant = foreign.map(|keyword| self.word(keyword)).or_else(|| slips::meant(found, words()));
        let (label, help) = match meant {
            Some(meant) => (
                text!(nb: "mente du `{meant}`?", en: "did you mean `{meant}`?"),
                text!(nb: "Skriv `{meant}`.", en: "Write `{meant}`."),
            ),
            None => (
                text!(nb: "ikke en egenskap", en: "not a property"),
                text!(nb: "Et felt kan ha {list}.", en: "A field may have {list}."),
            ),
        };
        self.problem(
            Code::UnexpectedText,
            span,
            text!(nb: "Ukjent egenskap `{found}`", en: "Unknown property `{found}`"),
            label,
            help,
        );
    }

    fn wrong_argument(&mut self, keyword: Keyword, phrase: &str, span: Span) {
        let (and, own) = (self.word(Keyword::And), self.word(keyword));
        let right = match keyword {
            Keyword::Column | Keyword::NotStated | Keyword::NotRelevant | Keyword::YesIs | Keyword::NoIs => {
                format!("{own} «…» | «…»")
            }
            Keyword::SeparatedBy | Keyword::Format | Keyword::Unit => format!("{own} «…»"),
            Keyword::Matches => format!("{own} /…/"),
            Keyword::Between => format!("{own} 1 {and} 10"),
            Keyword::Width => format!("{own} 4"),
            _ => own.to_owned(),
        };
        let bare = self.text[span.range()].len() == phrase.len();
        let (nb, en) = match bare {
            true => ("må ha noe etter seg", "must have something behind it"),
            false => ("har noe annet etter seg enn det skal", "has something else behind it than it should"),
        };
        self.problem(
            Code::UnexpectedText,
            span,
            text!(nb: "`{phrase}` {nb}", en: "`{phrase}` {en}"),
            text!(nb: "skrives `{right}`", en: "is written `{right}`"),
            text!(nb: "Skriv `{right}`.", en: "Write `{right}`."),
        );
    }
}

fn builtin_type(keyword: Keyword) -> TypeKind {
    match keyword {
        Keyword::Integer => TypeKind::Integer,
        Keyword::Decimal => TypeKind::Decimal,
        Keyword::Boolean => TypeKind::Boolean,
        Keyword::Date => TypeKind::Date,
        _ => TypeKind::Text,
    }
}

//! Rules, clause by clause.

use super::grammar::{Pairs, Rule as Piece};
use super::lexicon::{Keyword, Place};
use super::reader::Reader;
use super::split::{self, Block, Segment};
use super::tree::{Clause, ClauseKind, Expr, Localized, Rule};
use crate::base::Code;
use crate::text;

impl<'s> Reader<'s> {
    pub fn rule(&mut self, block: Block) -> Option<Rule> {
        let segments = split::clauses(self, &block, Some(Place::Rule));
        let head = segments.first().and_then(|head| self.head(Piece::rule_head, head));
        let mut clauses: Vec<Clause> = Vec::new();
        for segment in segments.iter().skip(1).filter(|segment| !segment.lost) {
            let Some(kind) = segment.entry.and_then(|entry| self.clause(entry.keyword, segment)) else { continue };
            self.when_behind_explain(clauses.last(), &kind, segment);
            clauses.push(Clause { kind, span: self.span(segment.start..segment.to) });
        }
        let (id, title) = head?;
        let span = self.item_span(&block);
        Some(Rule { id, title, clauses, doc: block.doc, span })
    }

    fn clause(&mut self, keyword: Keyword, segment: &Segment) -> Option<ClauseKind> {
        Some(match keyword {
            Keyword::Source => ClauseKind::Source(self.source(segment)?),
            Keyword::InForce => ClauseKind::InForce(self.interval(segment)?),
            Keyword::Reading => self.reading(segment)?,
            Keyword::ForEach => self.for_each(segment)?,
            Keyword::ForRegistry => {
                self.nothing_behind(segment);
                ClauseKind::ForRegistry
            }
            Keyword::When => ClauseKind::When(self.condition(segment)?),
            Keyword::Unless => ClauseKind::Unless(self.condition(segment)?),
            Keyword::Must => ClauseKind::Must(self.condition(segment)?),
            Keyword::Should => ClauseKind::Should(self.condition(segment)?),
            Keyword::JudgedAt => ClauseKind::JudgedAt(self.condition(segment)?),
            Keyword::Explain => self.explain(segment)?,
            Keyword::Message => ClauseKind::Message(self.texts_by_language(segment)?),
            Keyword::Advice => ClauseKind::Advice(self.texts_by_language(segment)?),
            _ => return None,
        })
    }

    fn condition(&mut self, segment: &Segment) -> Option<Expr> {
        let expression = self.run(Piece::condition, segment)?.next()?;
        self.expression(expression)
    }

    fn reading(&mut self, segment: &Segment) -> Option<ClauseKind> {
        let mut parts = self.run(Piece::reading_body, segment)?;
        let word = parts.next().map(|part| self.string(&part))?;
        let means = parts.next()?;
        let known = self.inner_word(&means, &[Keyword::Means]);
        let meaning = parts.next().map(|part| self.string(&part))?;
        known.map(|_| ClauseKind::Reading { word, meaning })
    }

    fn for_each(&mut self, segment: &Segment) -> Option<ClauseKind> {
        let mut parts: Pairs = self.run(Piece::for_each_body, segment)?;
        let path = parts.next()?.into_inner().map(|name| self.name(&name)).collect();
        let (mut table, mut known) = (None, true);
        for part in parts {
            match part.as_rule() {
                Piece::word => known = self.inner_word(&part, &[Keyword::In]).is_some(),
                Piece::plain => table = Some(self.name(&part)),
                _ => {}
            }
        }
        known.then_some(ClauseKind::ForEach { path, table })
    }

    fn explain(&mut self, segment: &Segment) -> Option<ClauseKind> {
        let mut parts = self.run(Piece::explain_body, segment)?;
        let field = self.expression(parts.next()?);
        let mut when = None;
        let mut sound = true;
        for part in parts {
            match part.as_rule() {
                Piece::word => sound &= self.inner_word(&part, &[Keyword::When]).is_some(),
                Piece::expression => {
                    when = self.expression(part);
                    sound &= when.is_some();
                }
                _ => {}
            }
        }
        let field = field?;
        sound.then_some(ClauseKind::Explain { field, when })
    }

    fn texts_by_language(&mut self, segment: &Segment) -> Option<Vec<Localized>> {
        let mut texts: Vec<Localized> = Vec::new();
        let (mut language, mut sound) = (None, true);
        for part in self.run(Piece::message_body, segment)? {
            match part.as_rule() {
                Piece::word => {
                    language = self.language(&part);
                    sound &= language.is_some();
                }
                Piece::text => {
                    let text = self.string(&part);
                    let own = language.unwrap_or(self.words);
                    if texts.iter().any(|t| t.language.unwrap_or(self.words) == own) && sound {
                        self.second_text(own.code(), text.span);
                        sound = false;
                    }
                    texts.push(Localized { language: language.take(), text });
                }
                _ => {}
            }
        }
        sound.then_some(texts)
    }

    fn second_text(&mut self, code: &str, span: crate::base::Span) {
        self.problem(
            Code::UnexpectedText,
            span,
            text!(nb: "Det står alt en tekst på språket `{code}`", en: "There is a text in the language `{code}` already"),
            text!(nb: "den andre teksten", en: "the second text"),
            text!(nb: "Skriv alt i én tekst, eller sett `nb`, `nn` eller `en` foran hver.",
                  en: "Write all of it in one text, or put `nb`, `nn` or `en` before each."),
        );
    }

    /// A clause that is whole with its keyword.
    fn nothing_behind(&mut self, segment: &Segment) {
        let rest = self.text[segment.from..segment.to].trim_start();
        if rest.is_empty() {
            return;
        }
        let span = self.span(segment.to - rest.len()..segment.to);
        let own = self.text[segment.start..segment.from].to_owned();
        self.problem(
            Code::UnexpectedText,
            span,
            text!(nb: "Etter `{own}` skal det ikke stå mer", en: "Nothing more stands after `{own}`"),
            text!(nb: "ta det bort", en: "take it away"),
            text!(nb: "Ta bort resten, eller begynn en ny linje.", en: "Remove the rest, or begin a new line."),
        );
    }

    /// `when` on a line of its own behind `or explain` could be meant for either of two things.
    fn when_behind_explain(&mut self, before: Option<&Clause>, kind: &ClauseKind, segment: &Segment) {
        let open = matches!(before.map(|clause| &clause.kind), Some(ClauseKind::Explain { when: None, .. }));
        if !open || !matches!(kind, ClauseKind::When(_)) {
            return;
        }
        let (when, explain) = (self.word(Keyword::When), self.word(Keyword::Explain));
        let must = self.word(Keyword::Must);
        self.problem(
            Code::MisplacedClause,
            self.span(segment.start..segment.from),
            text!(nb: "`{when}` etter `{explain}` kan bety to ting", en: "`{when}` after `{explain}` may mean two things"),
            text!(nb: "for forklaringen eller for hele regelen?", en: "for the explanation or for the whole rule?"),
            text!(nb: "Sett komma foran `{when}` hvis det gjelder forklaringen. Gjelder det hele regelen, flyttes linjen opp foran `{must}`.",
                  en: "Put a comma before `{when}` if it concerns the explanation. If it concerns the whole rule, move the line above `{must}`."),
        );
    }
}

//! Waivers, and the tests that stand beside rules.

use super::grammar::{Pair, Rule};
use super::lexicon::{self, Keyword, Place};
use super::reader::Reader;
use super::split::{self, Block, Segment};
use super::tree::{Test, TestRow, Waiver};
use crate::base::{Code, Span};
use crate::text;
use crate::value::Verdict;

impl<'s> Reader<'s> {
    pub fn waiver(&mut self, block: Block) -> Option<Waiver> {
        let segments = split::clauses(self, &block, Some(Place::Waiver));
        let (mut rule, mut keys) = (None, Vec::new());
        for part in segments.first().and_then(|head| self.run(Rule::waiver_head, head)).into_iter().flatten() {
            match part.as_rule() {
                Rule::word => {
                    self.inner_word(&part, &[Keyword::For]);
                }
                Rule::id => rule = Some(self.name(&part)),
                Rule::expression => keys.extend(self.expression(part)),
                _ => {}
            }
        }
        let (mut until, mut because, mut approved_by) = (None, None, None);
        for segment in segments.iter().skip(1).filter(|segment| !segment.lost) {
            match segment.entry.map(|entry| entry.keyword) {
                Some(Keyword::Until) => {
                    let end = self.run(Rule::date_body, segment).and_then(|mut parts| parts.next());
                    until = end.and_then(|end| self.interval_end(end)).or(until);
                }
                Some(Keyword::Because) => because = self.only_text(segment).or(because),
                _ => approved_by = self.only_text(segment).or(approved_by),
            }
        }
        let span = self.item_span(&block);
        Some(Waiver { rule: rule?, keys, until, because, approved_by, span })
    }

    fn only_text(&mut self, segment: &Segment) -> Option<super::tree::Str> {
        let text = self.run(Rule::text_body, segment)?.next()?;
        Some(self.string(&text))
    }

    pub fn test(&mut self, block: Block) -> Option<Test> {
        let segments = split::lines(self, &block, split::row_goes_on);
        let (mut rule, mut as_of) = (None, None);
        for part in segments.first().and_then(|head| self.run(Rule::test_head, head)).into_iter().flatten() {
            match part.as_rule() {
                Rule::id => rule = Some(self.name(&part)),
                Rule::phrase => {
                    self.inner_word(&part, &[Keyword::OnDate]);
                }
                Rule::date => as_of = self.date(&part),
                _ => {}
            }
        }
        let rows = segments.iter().skip(1).filter_map(|segment| self.test_row(segment)).collect();
        let span = self.item_span(&block);
        Some(Test { rule: rule?, as_of, rows, span })
    }

    fn test_row(&mut self, segment: &Segment) -> Option<TestRow> {
        let mut parts = self.run(Rule::test_row, segment)?;
        let table = parts.next().map(|part| self.name(&part))?;
        let (mut fields, mut expect, mut sound) = (Vec::new(), None, true);
        for part in parts {
            match part.as_rule() {
                Rule::cell => {
                    let mut inner = part.into_inner();
                    let name = inner.next().map(|name| self.name(&name))?;
                    let mark = inner.next()?;
                    self.expect_sign(&mark, ":");
                    match inner.next().and_then(|value| self.expression(value)) {
                        Some(value) => fields.push((name, value)),
                        None => sound = false,
                    }
                }
                Rule::arrow => self.expect_sign(&part, "->"),
                Rule::phrase => {
                    expect = self.verdict(&part);
                    sound &= expect.is_some();
                }
                _ => {}
            }
        }
        sound.then(|| TestRow { table, fields, expect, span: self.span(segment.start..segment.to) })
    }

    fn expect_sign(&mut self, pair: &Pair<'s>, own: &str) {
        if pair.as_str() != own {
            let span = self.place(pair);
            self.problems.push(super::slips::foreign(pair.as_str(), own, span));
        }
    }

    fn verdict(&mut self, pair: &Pair<'s>) -> Option<(Verdict, Span)> {
        let (found, span) = (pair.as_str(), self.place(pair));
        let Some(hit) = lexicon::whole(found, Place::Verdict) else {
            let words: Vec<&'static str> = lexicon::words_of(Place::Verdict, self.words).collect();
            let list = super::slips::listed(words.iter().copied());
            self.problem(
                Code::UnexpectedText,
                span,
                text!(nb: "Ukjent utfall `{found}`", en: "Unknown verdict `{found}`"),
                text!(nb: "ikke et utfall", en: "not a verdict"),
                self.meant(found, &words, &list),
            );
            return None;
        };
        self.check_words(&hit, span);
        let verdict = match hit.entry.keyword {
            Keyword::Met => Verdict::Met,
            Keyword::Violated => Verdict::Violated,
            Keyword::Explained => Verdict::Explained,
            Keyword::Waived => Verdict::Waived,
            Keyword::NotApplicable => Verdict::NotApplicable,
            Keyword::NotInForce => Verdict::NotInForce,
            _ => Verdict::Unknown,
        };
        Some((verdict, span))
    }
}

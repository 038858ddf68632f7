//! Names with brackets behind them: functions, and aggregates with their `where` and `:`.

use super::grammar::{Pair, Rule};
use super::lexicon::{self, Keyword, Place};
use super::reader::Reader;
use super::slips;
use super::tree::{Aggregate, AggregateKind, Expr, ExprKind, Name};
use crate::base::{Code, Span};
use crate::text;

/// What stands between the brackets, by its place.
#[derive(Default)]
struct Arguments {
    expressions: Vec<Expr>,
    alias: Option<Name>,
    condition: Option<Expr>,
    that: Option<Expr>,
    /// Where the first part stands that only an aggregate has.
    aggregate_part: Option<Span>,
}

impl<'s> Reader<'s> {
    pub(super) fn call(&mut self, raw: &str, names: Vec<Name>, arguments: Pair<'s>, span: Span) -> Option<Expr> {
        let quoted = raw.starts_with('`');
        let found = self.arguments(arguments);
        let mut names = names.into_iter();
        let name = names.next()?;
        if let Some(second) = names.next() {
            self.problem(
                Code::UnexpectedText,
                second.span,
                text!(nb: "Bare funksjoner har parentes bak seg", en: "Only functions have brackets behind them"),
                text!(nb: "et felt har ingen parentes", en: "a field has no brackets"),
                text!(nb: "Skriv funksjonen først og feltet i parentesen, som `lengde(x.navn)`.",
                      en: "Write the function first and the field inside the brackets, such as `length(x.name)`."),
            );
            return None;
        }
        let found = found?;
        let hit = lexicon::whole(&name.text, Place::Aggregate).filter(|_| !quoted);
        let kind = match hit {
            Some(hit) => {
                self.check_words(&hit, name.span);
                let kind = aggregate_kind(hit.entry.keyword)?;
                ExprKind::Aggregate(Box::new(self.aggregate(kind, &name, found)?))
            }
            None => {
                if let Some(at) = found.aggregate_part {
                    self.not_an_aggregate(&name, at);
                    return None;
                }
                if let Some(trace) = self.trace.as_mut().filter(|_| !quoted) {
                    trace.calls.push(name.span);
                }
                ExprKind::Call { name, arguments: found.expressions }
            }
        };
        Some(Expr { kind, span })
    }

    fn arguments(&mut self, pair: Pair<'s>) -> Option<Arguments> {
        let mut found = Arguments::default();
        let mut sound = true;
        for part in pair.into_inner() {
            let span = self.place(&part);
            match part.as_rule() {
                Rule::expression => match self.expression(part) {
                    Some(expr) => found.expressions.push(expr),
                    None => sound = false,
                },
                rule => {
                    found.aggregate_part.get_or_insert(span);
                    let mut inner = part.into_inner();
                    let mut last = inner.next()?;
                    if rule != Rule::that_part {
                        let word = self.place(&last);
                        if let Some(hit) = lexicon::whole(last.as_str(), Place::Operator) {
                            self.check_words(&hit, word);
                        }
                        last = inner.next()?;
                    }
                    match rule {
                        Rule::alias => found.alias = Some(self.name(&last)),
                        Rule::where_part => found.condition = self.expression(last),
                        _ => found.that = self.expression(last),
                    }
                    sound &= match rule {
                        Rule::alias => true,
                        Rule::where_part => found.condition.is_some(),
                        _ => found.that.is_some(),
                    };
                }
            }
        }
        sound.then_some(found)
    }

    fn aggregate(&mut self, kind: AggregateKind, name: &Name, found: Arguments) -> Option<Aggregate> {
        let (called, r#where) = (&name.text, self.word(Keyword::Where));
        let mut expressions = found.expressions.into_iter();
        let over = match expressions.next() {
            None => Vec::new(),
            Some(Expr { kind: ExprKind::Path { names, this: false }, .. }) => names,
            Some(other) => {
                self.problem(
                    Code::UnexpectedText,
                    other.span,
                    text!(nb: "`{called}` begynner med navnet på en tabell", en: "`{called}` begins with the name of a table"),
                    text!(nb: "ikke et navn", en: "not a name"),
                    text!(nb: "Skriv `{called}(tabell {where} betingelse)`, eller `{called}({where} betingelse)` i en regel for grupper.",
                          en: "Write `{called}(table {where} condition)`, or `{called}({where} condition)` in a rule on groups."),
                );
                return None;
            }
        };
        if let Some(more) = expressions.next() {
            self.problem(
                Code::UnexpectedText,
                more.span,
                text!(nb: "`{called}` skiller tabell og betingelse med `{where}`, ikke med komma",
                      en: "`{called}` has `{where}` between table and condition, not a comma"),
                text!(nb: "skriv `{where}` foran", en: "write `{where}` before this"),
                text!(nb: "Skriv `{called}(tabell {where} betingelse)`.", en: "Write `{called}(table {where} condition)`."),
            );
            return None;
        }
        Some(Aggregate { kind, over, alias: found.alias, condition: found.condition, that: found.that })
    }

    /// `where` behind a name that is no aggregate.
    fn not_an_aggregate(&mut self, name: &Name, at: Span) {
        let found = &name.text;
        let list = slips::listed(lexicon::words_of(Place::Aggregate, self.words));
        let meant = slips::meant(found, lexicon::words_of(Place::Aggregate, self.words));
        let (label, help) = match meant {
            Some(meant) => (
                text!(nb: "mente du `{meant}`?", en: "did you mean `{meant}`?"),
                text!(nb: "Skriv `{meant}`.", en: "Write `{meant}`."),
            ),
            None => (
                text!(nb: "ikke en samling", en: "not an aggregate"),
                text!(nb: "Skriv en av {list}.", en: "Write one of {list}."),
            ),
        };
        let r#where = self.word(Keyword::Where);
        self.problem(
            Code::UnexpectedText,
            name.span,
            text!(nb: "`{found}` går ikke over rader, så den kan ikke ha `{where}` eller `:`",
                  en: "`{found}` does not go over rows, so it cannot have `{where}` or `:`"),
            label,
            help,
        );
        if let Some(problem) = self.problems.last_mut() {
            problem.labels.push(crate::base::Label {
                at: crate::base::At::Rule(at),
                text: text!(nb: "hører til en samling", en: "belongs to an aggregate"),
            });
        }
    }
}

fn aggregate_kind(keyword: Keyword) -> Option<AggregateKind> {
    Some(match keyword {
        Keyword::Exists => AggregateKind::Exists,
        Keyword::Every => AggregateKind::Every,
        Keyword::Count => AggregateKind::Count,
        Keyword::Sum => AggregateKind::Sum,
        Keyword::Min => AggregateKind::Min,
        Keyword::Max => AggregateKind::Max,
        Keyword::Mean => AggregateKind::Mean,
        Keyword::Share => AggregateKind::Share,
        _ => return None,
    })
}

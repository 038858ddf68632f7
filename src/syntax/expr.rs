//! Expressions: from the grammar's flat row of operands and operators to a tree, by precedence.
//!
//! From loose to tight: `or`; `and`; `not`; comparisons, `in`, `has`, `is …`; `+ -`; `* /`; the minus of a number;
//! `at`. Recursion follows brackets only, whose depth is limited before anything is read.

use super::explain;
use super::grammar::{Pair, Rule};
use super::lexicon::{self, Keyword, Place};
use super::reader::{DEPTH, Reader};
use super::slips;
use super::tree::{BinaryOp, Expr, ExprKind, IsWhat, Name};
use crate::base::{Code, Span};
use crate::text;

/// How many operators one expression may have. A tree leans to the left by its chains, and whoever walks it recurses.
pub(super) const OPERATORS: usize = 256;

#[derive(Clone, Copy)]
enum Op {
    Not,
    Negate,
    Binary(BinaryOp),
    In { not: bool },
    Has,
    At,
}

impl Op {
    fn tightness(self) -> u8 {
        match self {
            Op::Binary(BinaryOp::Or) => 1,
            Op::Binary(BinaryOp::And) => 2,
            Op::Not => 3,
            Op::In { .. } | Op::Has => COMPARISON,
            Op::Binary(op) => match op {
                BinaryOp::Add | BinaryOp::Sub => 5,
                BinaryOp::Mul | BinaryOp::Div => 6,
                _ => COMPARISON,
            },
            Op::Negate => 7,
            Op::At => 8,
        }
    }
}

const COMPARISON: u8 = 4;

/// An operand, and whether it is a comparison without brackets around it.
type Operand = (Expr, bool);

/// The operands that are read and the operators that wait for what follows.
#[derive(Default)]
struct Stack {
    operands: Vec<Operand>,
    waiting: Vec<(Op, Span)>,
    /// A problem has been told that leaves the whole without a meaning.
    unsound: bool,
}

impl<'s> Reader<'s> {
    /// The tree of an expression. `None` when a problem in it has been told that leaves nothing to go on with.
    pub fn expression(&mut self, pair: Pair<'s>) -> Option<Expr> {
        let whole = self.place(&pair);
        let mut stack = Stack::default();
        let mut prefixes = 0;
        for part in pair.into_inner() {
            let span = self.place(&part);
            if matches!(part.as_rule(), Rule::infix | Rule::prefix | Rule::postfix) {
                self.operators += 1;
                if self.operators == OPERATORS + 1 {
                    let problem = explain::too_long(self, OPERATORS, span);
                    self.problems.push(problem);
                }
                if self.operators > OPERATORS {
                    return None;
                }
            }
            match part.as_rule() {
                Rule::prefix => {
                    prefixes += 1;
                    if prefixes > DEPTH {
                        let problem = explain::too_deep(whole);
                        self.problems.push(problem);
                        return None;
                    }
                    let op = self.prefix(part.as_str(), span);
                    stack.waiting.push((op, span));
                }
                Rule::infix => {
                    prefixes = 0;
                    let op = self.infix(part.as_str(), span);
                    self.settle(&mut stack, op.tightness());
                    stack.waiting.push((op, span));
                }
                Rule::postfix => {
                    self.settle(&mut stack, COMPARISON);
                    self.postfix(&mut stack, part.as_str(), span);
                }
                _ => match self.operand(part) {
                    Some(expr) => stack.operands.push((expr, false)),
                    None => {
                        // a stand-in, so that the rest is read for its problems, too
                        stack.unsound = true;
                        stack.operands.push((Expr { kind: ExprKind::This, span }, false));
                    }
                },
            }
        }
        self.settle(&mut stack, 0);
        if stack.unsound { None } else { stack.operands.pop().map(|(expr, _)| expr) }
    }

    /// Builds what the waiting operators of at least this tightness are complete with.
    fn settle(&mut self, stack: &mut Stack, tightness: u8) {
        while let Some((op, span)) = stack.waiting.pop_if(|(op, _)| op.tightness() >= tightness) {
            let Some((right, right_compares)) = stack.operands.pop() else { return };
            if matches!(op, Op::Not | Op::Negate) {
                let whole = span.to(right.span);
                let of = Box::new(right);
                let kind = if matches!(op, Op::Not) { ExprKind::Not(of) } else { ExprKind::Negate(of) };
                stack.operands.push((Expr { kind, span: whole }, false));
                continue;
            }
            let Some((left, left_compares)) = stack.operands.pop() else { return };
            let compares = op.tightness() == COMPARISON;
            if compares && (left_compares || right_compares) {
                self.chained(span);
                stack.unsound = true;
            }
            let whole = left.span.to(right.span);
            let (left, right) = (Box::new(left), Box::new(right));
            let kind = match op {
                Op::In { not } => ExprKind::In { item: left, list: right, not },
                Op::Has => ExprKind::Has { list: left, item: right },
                Op::At => ExprKind::At { of: left, date: right },
                Op::Binary(op) => ExprKind::Binary { op, left, right, op_span: span },
                Op::Not | Op::Negate => return,
            };
            stack.operands.push((Expr { kind, span: whole }, compares));
        }
    }

    fn chained(&mut self, span: Span) {
        let and = self.word(Keyword::And);
        self.problem(
            Code::ChainedComparison,
            span,
            text!(nb: "To sammenligninger kan ikke stå på rad", en: "Two comparisons cannot stand in a row"),
            text!(nb: "den andre sammenligningen", en: "the second comparison"),
            text!(nb: "Skriv dem hver for seg: `a < b {and} b < c`. Sammenlignes to ja/nei, settes det parentes rundt.",
                  en: "Write them one by one: `a < b {and} b < c`. To compare two yes/no values, put brackets around them."),
        );
    }

    fn prefix(&mut self, written: &str, span: Span) -> Op {
        match written {
            "-" => Op::Negate,
            "−" => {
                self.problems.push(slips::foreign(written, "-", span));
                Op::Negate
            }
            "!" => {
                let own = self.word(Keyword::Not);
                self.problems.push(slips::foreign(written, own, span));
                Op::Not
            }
            _ => {
                self.operator_words(written, span);
                Op::Not
            }
        }
    }

    /// The keyword that an operator word is, refused if it is of another set.
    fn operator_words(&mut self, written: &str, span: Span) -> Option<Keyword> {
        let hit = lexicon::whole(written, Place::Operator)?;
        self.check_words(&hit, span);
        Some(hit.entry.keyword)
    }

    fn infix(&mut self, written: &str, span: Span) -> Op {
        if let Some((op, own)) = slips::sign(written) {
            if !own {
                let right = match op {
                    BinaryOp::And => self.word(Keyword::And),
                    BinaryOp::Or => self.word(Keyword::Or),
                    _ => slips::own_sign(op),
                };
                self.problems.push(slips::foreign(written, right, span));
            }
            return Op::Binary(op);
        }
        if written.starts_with("is") || written.starts_with("er") {
            return self.is_between(written, span);
        }
        match self.operator_words(written, span) {
            Some(Keyword::And) => Op::Binary(BinaryOp::And),
            Some(Keyword::Or) => Op::Binary(BinaryOp::Or),
            Some(Keyword::NotIn) => Op::In { not: true },
            Some(Keyword::Has) => Op::Has,
            Some(Keyword::At) => Op::At,
            _ => Op::In { not: false },
        }
    }

    /// `er`, `er lik`, `er ikke i` between two values: people mean `=` and the like.
    fn is_between(&mut self, written: &str, span: Span) -> Op {
        let words: Vec<&str> = written.split_whitespace().skip(1).collect();
        let (op, own) = match words.as_slice() {
            [] | ["lik"] | ["equal", "to"] => (Op::Binary(BinaryOp::Eq), "="),
            ["større" | "greater", _] => (Op::Binary(BinaryOp::Gt), ">"),
            ["mindre" | "less", _] => (Op::Binary(BinaryOp::Lt), "<"),
            ["minst"] | ["at", "least"] => (Op::Binary(BinaryOp::Ge), ">="),
            ["høyst"] | ["at", "most"] => (Op::Binary(BinaryOp::Le), "<="),
            ["in" | "i"] => (Op::In { not: false }, self.word(Keyword::In)),
            [_, "in" | "i"] => (Op::In { not: true }, self.word(Keyword::NotIn)),
            _ => (Op::Binary(BinaryOp::Ne), "!="),
        };
        self.problem(
            Code::ForeignOperator,
            span,
            text!(nb: "`{written}` står ikke mellom to verdier", en: "`{written}` does not stand between two values"),
            text!(nb: "skriv `{own}`", en: "write `{own}`"),
            text!(nb: "Skriv `{own}` mellom verdiene.", en: "Write `{own}` between the values."),
        );
        op
    }

    fn postfix(&mut self, stack: &mut Stack, written: &str, span: Span) {
        let Some((of, _)) = stack.operands.pop() else { return };
        let what = match self.operator_words(written, span) {
            Some(Keyword::IsGiven) => IsWhat::Given,
            Some(Keyword::IsNotRelevant) => IsWhat::NotRelevant,
            Some(_) => IsWhat::Missing,
            None => {
                let given = written.contains("not") || written.contains("ikk");
                let (what, keyword) = match given {
                    true => (IsWhat::Given, Keyword::IsGiven),
                    false => (IsWhat::Missing, Keyword::IsMissing),
                };
                let own = self.word(keyword);
                self.problems.push(slips::foreign(written, own, span));
                what
            }
        };
        let whole = of.span.to(span);
        stack.operands.push((Expr { kind: ExprKind::Is { of: Box::new(of), what }, span: whole }, true));
    }

    fn operand(&mut self, pair: Pair<'s>) -> Option<Expr> {
        let span = self.place(&pair);
        let kind = match pair.as_rule() {
            Rule::reference => return self.reference(pair),
            Rule::number => return self.number(pair),
            Rule::group => {
                let inner = pair.into_inner().next()?;
                return self.expression(inner).map(|expr| Expr { span, ..expr });
            }
            Rule::text => ExprKind::Text(self.string(&pair).text),
            Rule::date => ExprKind::Date(self.date(&pair)?.0),
            Rule::regex => ExprKind::Regex(inside(pair.as_str())),
            Rule::list => {
                let items: Vec<Option<Expr>> = pair.into_inner().map(|item| self.expression(item)).collect();
                ExprKind::List(items.into_iter().collect::<Option<_>>()?)
            }
            _ => match self.operator_words(pair.as_str(), span) {
                Some(Keyword::AsOf) => ExprKind::AsOf,
                Some(Keyword::Yes) => ExprKind::Bool(true),
                _ => ExprKind::Bool(false),
            },
        };
        Some(Expr { kind, span })
    }

    /// A name, a path of names, `this`, a function or an aggregate.
    fn reference(&mut self, pair: Pair<'s>) -> Option<Expr> {
        let span = self.place(&pair);
        let mut parts = pair.into_inner();
        let path = parts.next()?;
        // Without arguments the rule has taken the blanks behind the name with it.
        let own = self.place(&path);
        let raw = path.as_str();
        let mut names: Vec<Name> = path.into_inner().map(|name| self.name(&name)).collect();
        if let Some(arguments) = parts.next() {
            return self.call(raw, names, arguments, span);
        }
        let span = own;
        let quoted = raw.starts_with('`');
        let first = names.first()?.clone();
        if let Some(hit) = lexicon::whole(&first.text, Place::Operator).filter(|_| !quoted) {
            match hit.entry.keyword {
                Keyword::This => {
                    self.check_words(&hit, first.span);
                    names.remove(0);
                    let kind = if names.is_empty() { ExprKind::This } else { ExprKind::Path { names, this: true } };
                    return Some(Expr { kind, span });
                }
                Keyword::AsOf if names.len() == 1 => {
                    self.check_words(&hit, first.span);
                    return Some(Expr { kind: ExprKind::AsOf, span });
                }
                _ => {}
            }
        }
        if names.len() == 1 && !quoted && self.foreign_value(&first) {
            return None;
        }
        Some(Expr { kind: ExprKind::Path { names, this: false }, span })
    }

    /// `null`, `true` and `false`: told, with what to write.
    fn foreign_value(&mut self, name: &Name) -> bool {
        let (own, what) = match name.text.to_lowercase().as_str() {
            "null" | "nil" => (Keyword::IsMissing, "x "),
            "true" => (Keyword::Yes, ""),
            "false" => (Keyword::No, ""),
            _ => return false,
        };
        let (found, own) = (&name.text, self.word(own));
        self.problem(
            Code::ForeignOperator,
            name.span,
            text!(nb: "Ordet `{found}` finnes ikke i språket", en: "The word `{found}` does not exist in the language"),
            text!(nb: "skriv `{what}{own}`", en: "write `{what}{own}`"),
            text!(nb: "Skriv `{what}{own}`. (Er det et navn, settes det i skråaksenter.)",
                  en: "Write `{what}{own}`. (If it is a name, put it in backticks.)"),
        );
        true
    }
}

/// A regular expression without its slashes.
pub(super) fn inside(raw: &str) -> String {
    super::names::nfc(raw.strip_prefix('/').and_then(|rest| rest.strip_suffix('/')).unwrap_or(raw)).into_owned()
}

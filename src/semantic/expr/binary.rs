//! Operators between two expressions: `and`, `or`, comparisons, arithmetic. Long chains lean to the left, and are taken
//! from the innermost link outwards without recursion.

use super::{Typer, made};
use crate::base::{Code, Diagnostic, Span, Text};
use crate::semantic::model::{ArithOp, CompareOp, Expr, ExprKind};
use crate::semantic::walk::is_constant;
use crate::syntax::lexicon::Keyword;
use crate::syntax::tree::{self, BinaryOp};
use crate::text;
use crate::value::{Decimal, Ty, Value};

/// The left side of a link: not yet typed at the chain's beginning, what the chain came to so far after it.
pub(super) enum Left<'t> {
    Tree(&'t tree::Expr),
    Typed(Option<Expr>),
}

enum Meaning {
    Join,
    Compare(CompareOp),
    Arith(ArithOp),
}

fn meaning(op: BinaryOp) -> Meaning {
    match op {
        BinaryOp::And | BinaryOp::Or => Meaning::Join,
        BinaryOp::Eq => Meaning::Compare(CompareOp::Eq),
        BinaryOp::Ne => Meaning::Compare(CompareOp::Ne),
        BinaryOp::Lt => Meaning::Compare(CompareOp::Lt),
        BinaryOp::Le => Meaning::Compare(CompareOp::Le),
        BinaryOp::Gt => Meaning::Compare(CompareOp::Gt),
        BinaryOp::Ge => Meaning::Compare(CompareOp::Ge),
        BinaryOp::Add => Meaning::Arith(ArithOp::Add),
        BinaryOp::Sub => Meaning::Arith(ArithOp::Sub),
        BinaryOp::Mul => Meaning::Arith(ArithOp::Mul),
        BinaryOp::Div => Meaning::Arith(ArithOp::Div),
    }
}

impl Typer<'_, '_> {
    pub(super) fn binary(&mut self, whole: &tree::Expr) -> Option<Expr> {
        let (mut links, mut innermost) = (Vec::new(), whole);
        while let tree::ExprKind::Binary { op, left, right, op_span } = &innermost.kind {
            links.push((*op, &**right, *op_span, innermost.span));
            innermost = left;
        }
        let mut left = Left::Tree(innermost);
        let mut joined = None;
        for (op, right, op_span, span) in links.into_iter().rev() {
            let typed = match meaning(op) {
                Meaning::Join => self.join(op, joined == Some(op), left, right, span),
                Meaning::Compare(op) => self.compare(op, left, right, span),
                Meaning::Arith(op) => self.arith(op, left, right, op_span, span),
            };
            joined = Some(op);
            left = Left::Typed(typed);
        }
        match left {
            Left::Typed(typed) => typed,
            Left::Tree(tree) => self.infer(tree, None),
        }
    }

    pub(super) fn left(&mut self, left: Left) -> Option<Expr> {
        match left {
            Left::Tree(tree) => self.infer(tree, None),
            Left::Typed(typed) => typed,
        }
    }

    /// `and`, `or`. Links of one chain become one list.
    fn join(&mut self, op: BinaryOp, same: bool, left: Left, right: &tree::Expr, span: Span) -> Option<Expr> {
        let left = self.left(left).and_then(|left| self.as_condition(left));
        let right = self.condition(right);
        let (left, right) = (left?, right?);
        let mut parts = match left.kind {
            ExprKind::And(parts) if same && op == BinaryOp::And => parts,
            ExprKind::Or(parts) if same && op == BinaryOp::Or => parts,
            kind => vec![made(kind, left.ty, left.span)],
        };
        parts.push(right);
        let kind = if op == BinaryOp::And { ExprKind::And(parts) } else { ExprKind::Or(parts) };
        Some(made(kind, Ty::Bool, span))
    }

    pub(super) fn negate(&mut self, of: &tree::Expr, span: Span) -> Option<Expr> {
        let of = self.infer(of, None)?;
        let unit = of.unit.clone();
        let negative = self.negative(of, span)?;
        Some(Expr { unit, ..negative })
    }

    fn negative(&mut self, of: Expr, span: Span) -> Option<Expr> {
        let ty = of.ty.clone();
        match of.kind {
            ExprKind::Const(Value::Int(n)) => {
                let value = n.checked_neg().map_or_else(|| Value::Decimal(-Decimal::from(n)), Value::Int);
                Some(made(ExprKind::Const(value), ty, span))
            }
            ExprKind::Const(Value::Decimal(d)) => Some(made(ExprKind::Const(Value::Decimal(-d)), ty, span)),
            _ if matches!(ty, Ty::Int | Ty::Decimal) => Some(made(ExprKind::Negate(Box::new(of)), ty, span)),
            _ => {
                let Text { nb, en } = self.describe(&ty);
                self.tell(
                    Diagnostic::error(
                        Code::TypeMismatch,
                        text!(nb: "Minus kan bare stå foran et tall, og dette er {nb}.", en: "A minus can only stand before a number, and this is {en}."),
                    )
                    .at(of.span, Text::default())
                    .help(Text::new("Stryk minustegnet, eller rett typen.", "Delete the minus, or correct the type.")),
                );
                None
            }
        }
    }

    fn arith(&mut self, op: ArithOp, left: Left, right: &tree::Expr, op_span: Span, span: Span) -> Option<Expr> {
        let left = self.left(left);
        let right = self.infer(right, None);
        let (mut left, mut right) = (left?, right?);
        let number = |ty: &Ty| matches!(ty, Ty::Int | Ty::Decimal);
        let ty = match (op, &left.ty, &right.ty) {
            (ArithOp::Div, a, b) if number(a) && number(b) => Ty::Decimal,
            (_, Ty::Int, Ty::Int) => Ty::Int,
            (_, a, b) if number(a) && number(b) => Ty::Decimal,
            (ArithOp::Add | ArithOp::Sub, Ty::Date, Ty::Int) => Ty::Date,
            (ArithOp::Sub, Ty::Date, Ty::Date) => Ty::Int,
            _ => {
                self.no_arithmetic(op, &left, &right, op_span);
                return None;
            }
        };
        let unit = self.arith_unit(op, &mut left, &mut right, op_span)?;
        if op == ArithOp::Div && is_zero(&right) {
            self.tell(
                Diagnostic::error(
                    Code::MissingValueUse,
                    Text::new("Deling på null gir aldri en verdi.", "Division by zero never gives a value."),
                )
                .at(right.span, Text::default())
                .help(Text::new("Del på et annet tall enn null.", "Divide by another number than zero.")),
            );
            return None;
        }
        // A constant that was brought to the other side's unit may have become a decimal.
        let ty = if ty == Ty::Int && left.ty != Ty::Date && Ty::Decimal == *widest(&left.ty, &right.ty) {
            Ty::Decimal
        } else {
            ty
        };
        Some(Expr { unit, ..made(ExprKind::Arith(op, Box::new(left), Box::new(right)), ty, span) })
    }

    fn no_arithmetic(&mut self, op: ArithOp, left: &Expr, right: &Expr, op_span: Span) {
        let (a, b) = (self.describe(&left.ty), self.describe(&right.ty));
        let sign = match op {
            ArithOp::Add => "+",
            ArithOp::Sub => "-",
            ArithOp::Mul => "*",
            ArithOp::Div => "/",
        };
        let (a_nb, a_en, b_nb, b_en) = (&a.nb, &a.en, &b.nb, &b.en);
        let mut problem = Diagnostic::error(
            Code::TypeMismatch,
            text!(
                nb: "`{sign}` kan ikke stå mellom {a_nb} og {b_nb}.",
                en: "`{sign}` cannot stand between {a_en} and {b_en}."
            ),
        )
        .at(op_span, Text::default())
        .at(left.span, text!(nb: "dette er {a_nb}", en: "this is {a_en}"))
        .at(right.span, text!(nb: "dette er {b_nb}", en: "this is {b_en}"));
        if left.ty == Ty::Date || right.ty == Ty::Date {
            let months = super::call::name_of("add_months", self.words);
            problem = problem.help(text!(
                nb: "Til en dato legges dager (`dato + 30`) eller måneder (`{months}(dato, 3)`); dato minus dato er dager.",
                en: "To a date, add days (`date + 30`) or months (`{months}(date, 3)`); date minus date is days."
            ));
        } else if left.ty == Ty::Text || right.ty == Ty::Text {
            problem = problem.help(Text::new(
                "Det regnes bare med tall og datoer. Skal tekstfeltet være et tall, erklærer du det som heltall eller desimal.",
                "Only numbers and dates are counted with. If the text field is a number, declare it as integer or decimal.",
            ));
        } else if let Ty::Bool = left.ty {
            let and = self.word(Keyword::And);
            problem = problem
                .help(text!(nb: "Betingelser knyttes sammen med `{and}`.", en: "Conditions are joined with `{and}`."));
        } else {
            problem = problem
                .help(Text::new("Det regnes bare med tall og datoer.", "Only numbers and dates are counted with."));
        }
        self.tell(problem);
    }
}

fn widest<'t>(a: &'t Ty, b: &'t Ty) -> &'t Ty {
    if *a == Ty::Decimal { a } else { b }
}

fn is_zero(expr: &Expr) -> bool {
    is_constant(expr)
        && match &expr.kind {
            ExprKind::Const(Value::Int(n)) => *n == 0,
            ExprKind::Const(Value::Decimal(d)) => *d == Decimal::ZERO,
            _ => false,
        }
}

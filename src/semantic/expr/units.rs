//! Units: numbers meet only in one unit. Constants are converted, exactly; fields never are.

use super::{Typer, made};
use crate::base::{Code, Diagnostic, Span, Text};
use crate::semantic::model::{ArithOp, Expr, ExprKind};
use crate::semantic::unit::Unit;
use crate::semantic::walk::is_constant;
use crate::text;
use crate::value::{Decimal, Ty, Value};

/// The unit that counts: a share is a bare number.
fn unit(expr: &Expr) -> Option<&Unit> {
    expr.unit.as_deref().filter(|unit| !unit.is_share())
}

/// The number of a constant.
fn number(expr: &Expr) -> Option<Decimal> {
    match &expr.kind {
        ExprKind::Const(Value::Int(n)) => Some(Decimal::from(*n)),
        ExprKind::Const(Value::Decimal(n)) => Some(*n),
        _ => None,
    }
}

/// Brings a constant to a unit; false when it is none, or of another kind.
fn convert(expr: &mut Expr, to: &Unit) -> bool {
    let Some(ratio) = expr.unit.as_deref().filter(|_| is_constant(expr)).and_then(|unit| unit.ratio(to)) else {
        return false;
    };
    if let Some(value) = number(expr).and_then(|value| value.checked_mul(ratio)) {
        let whole = value.to_int();
        expr.ty = if whole.is_some() { Ty::Int } else { Ty::Decimal };
        expr.kind = ExprKind::Const(whole.map_or(Value::Decimal(value), Value::Int));
    } else {
        let ratio = made(ExprKind::Const(Value::Decimal(ratio)), Ty::Decimal, expr.span);
        let kind = ExprKind::Arith(ArithOp::Mul, Box::new(expr.clone()), Box::new(ratio));
        *expr = made(kind, Ty::Decimal, expr.span);
    }
    expr.unit = Some(Box::new(to.clone()));
    true
}

/// Whether an expression counts days.
fn counts_days(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Arith(ArithOp::Sub, left, right) => left.ty == Ty::Date && right.ty == Ty::Date,
        ExprKind::Call(function, _) => crate::builtin::ALL[*function].names[0] == "days_between",
        _ => false,
    }
}

impl Typer<'_, '_> {
    /// Whether two numbers are of one unit; constants are brought to the other side's.
    pub(super) fn fit_units(&mut self, left: &mut Expr, right: &mut Expr) -> bool {
        for (one, other) in [(&*left, &*right), (&*right, &*left)] {
            let days = one.unit.as_deref().is_some_and(Unit::is_days) && is_constant(one);
            if days && other.unit.is_none() && counts_days(other) {
                return true;
            }
            // Nothing is nothing in every unit.
            if one.unit.is_none() && number(one) == Some(Decimal::ZERO) {
                return true;
            }
        }
        let fits = match (left.unit.clone(), right.unit.clone()) {
            (None, None) => true,
            (Some(a), Some(b)) => a.is(&b) || convert(left, &b) || convert(right, &a),
            (Some(a), None) | (None, Some(a)) => a.is_share(),
        };
        if !fits {
            self.units_differ(left, right);
        }
        fits
    }

    /// The unit of a sum, a product and so on. The outer `None`: a problem has been told.
    pub(super) fn arith_unit(
        &mut self,
        op: ArithOp,
        left: &mut Expr,
        right: &mut Expr,
        op_span: Span,
    ) -> Option<Option<Box<Unit>>> {
        if left.ty == Ty::Date {
            let Some(unit) = right.unit.as_deref().filter(|unit| !unit.is_days()) else { return Some(None) };
            self.not_days(&unit.text.clone(), right.span);
            return None;
        }
        match op {
            ArithOp::Add | ArithOp::Sub => {
                if !self.fit_units(left, right) {
                    return None;
                }
                Some(unit(left).or(unit(right)).cloned().map(Box::new))
            }
            ArithOp::Mul => match (unit(left), unit(right)) {
                (Some(a), Some(b)) => {
                    let (a, b) = (a.text.clone(), b.text.clone());
                    self.no_product(&a, &b, op_span);
                    None
                }
                (a, b) => Some(a.or(b).cloned().map(Box::new)),
            },
            ArithOp::Div => match (unit(left).cloned(), unit(right).cloned()) {
                (a, None) => Some(a.map(Box::new)),
                (Some(_), Some(_)) => self.fit_units(left, right).then_some(None),
                (None, Some(b)) => {
                    let one = left.unit.is_none() && number(left) == Some(Decimal::ZERO);
                    if !one {
                        self.no_product("", &b.text, op_span);
                    }
                    one.then_some(None)
                }
            },
        }
    }

    fn units_differ(&mut self, left: &Expr, right: &Expr) {
        let problem = match (unit(left), unit(right)) {
            (Some(a), Some(b)) if a.converts(b) => {
                let (a, b) = (&a.text, &b.text);
                Diagnostic::error(
                    Code::TypeMismatch,
                    text!(
                        nb: "Her møtes {a} og {b}, og krav regner ikke om mellom felt av seg selv.",
                        en: "Here {a} meets {b}, and krav does not convert between fields by itself."
                    ),
                )
                .help(text!(
                    nb: "Del hver side på samme enhet, så er begge bare tall: `… / 1 {a}` på den ene og den andre siden.",
                    en: "Divide each side by the same unit, and both are bare numbers: `… / 1 {a}` on either side."
                ))
            }
            (Some(a), Some(b)) => {
                let (a, b) = (&a.text, &b.text);
                Diagnostic::error(
                    Code::TypeMismatch,
                    text!(nb: "{a} kan ikke regnes om til {b}.", en: "{a} cannot be converted to {b}."),
                )
                .help(Text::new(
                    "Sammenlign tall av samme slag, eller rett enheten til feltet i tabellen.",
                    "Compare numbers of one kind, or correct the unit of the field in its table.",
                ))
            }
            (Some(a), None) => self.unit_lacks(a, left, right),
            (None, Some(b)) => self.unit_lacks(b, right, left),
            (None, None) => return,
        };
        let said = |expr: &Expr| match unit(expr) {
            Some(unit) => {
                let unit = &unit.text;
                text!(nb: "dette er i {unit}", en: "this is in {unit}")
            }
            None => Text::new("dette har ingen enhet", "this has no unit"),
        };
        let (l, r) = (said(left), said(right));
        self.tell(problem.at(right.span, r).at(left.span, l));
    }

    /// One side has a unit, the other has none.
    fn unit_lacks(&self, unit: &Unit, with: &Expr, without: &Expr) -> Diagnostic {
        let known = &unit.text;
        let problem = Diagnostic::error(
            Code::TypeMismatch,
            text!(
                nb: "Den ene siden er i {known}, den andre har ingen enhet.",
                en: "One side is in {known}, the other has no unit."
            ),
        );
        if let Some(value) = number(without) {
            return match unit.base_of(value) {
                Some(base) => problem.help(text!(
                    nb: "Skriv `{value} {known}` (eller `{base}`).",
                    en: "Write `{value} {known}` (or `{base}`)."
                )),
                None => problem.help(text!(nb: "Skriv `{value} {known}`.", en: "Write `{value} {known}`.")),
            };
        }
        let word = self.word(crate::syntax::lexicon::Keyword::Unit);
        if is_constant(with) {
            return problem.help(text!(
                nb: "Skriv `{word} «{known}»` på feltet i tabellen, eller stryk enheten her.",
                en: "Write `{word} \"{known}\"` on the field in its table, or delete the unit here."
            ));
        }
        problem.help(text!(
            nb: "Skriv `{word} «…»` på feltet som ingen har, eller del på `1 {known}` for å få et bart tall.",
            en: "Write `{word} \"…\"` on the field that has none, or divide by `1 {known}` to get a bare number."
        ))
    }

    fn no_product(&mut self, a: &str, b: &str, span: Span) {
        let message = if a.is_empty() {
            text!(nb: "Et bart tall kan ikke deles på {b}.", en: "A bare number cannot be divided by {b}.")
        } else {
            text!(nb: "{a} kan ikke ganges med {b}.", en: "{a} cannot be multiplied by {b}.")
        };
        self.tell(
            Diagnostic::error(Code::TypeMismatch, message)
                .at(span, Text::default())
                .help(Text::new("Det ene må være et tall uten enhet.", "One of them must be a number without a unit.")),
        );
    }

    fn not_days(&mut self, unit: &str, span: Span) {
        self.tell(
            Diagnostic::error(
                Code::TypeMismatch,
                text!(nb: "Til en dato legges dager, ikke {unit}.", en: "To a date, days are added, not {unit}."),
            )
            .at(span, Text::default())
            .help(Text::new(
                "Skriv antallet dager, som `dato + 30`; måneder legges til med en funksjon.",
                "Write the number of days, as `date + 30`; months are added by a function.",
            )),
        );
    }
}

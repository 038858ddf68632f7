//! `in` and `has`: one of several, and what a list holds.

use super::compare::{all_constant, constants};
use super::{Typer, made};
use crate::base::{Code, Diagnostic, Span, Text};
use crate::semantic::model::{CompareOp, Expr, ExprKind};
use crate::semantic::walk::is_constant;
use crate::syntax::lexicon::Keyword;
use crate::syntax::tree;
use crate::text;
use crate::value::{Decimal, Ty, Value};

impl Typer<'_, '_> {
    pub(super) fn in_list(&mut self, item: &tree::Expr, list: &tree::Expr, not: bool, span: Span) -> Option<Expr> {
        let found = match &list.kind {
            tree::ExprKind::List(elements) => self.in_elements(item, elements, list.span, span),
            _ => self.in_field(item, list, span),
        }?;
        Some(if not { made(ExprKind::Not(Box::new(found)), Ty::Bool, span) } else { found })
    }

    /// `x in [a, b]`: a test against constants; elements that change from row to row are compared one by one.
    fn in_elements(&mut self, item: &tree::Expr, elements: &[tree::Expr], list_span: Span, span: Span) -> Option<Expr> {
        let item = self.infer(item, None);
        let Some(mut item) = item else {
            for element in elements.iter().filter(|element| !super::compare::is_bare(element)) {
                self.infer(element, None);
            }
            return None;
        };
        if elements.is_empty() {
            self.tell(
                Diagnostic::error(
                    Code::ConstantCondition,
                    Text::new("Ingenting er i en tom liste.", "Nothing is in an empty list."),
                )
                .at(list_span, Text::default())
                .help(Text::new("Skriv verdiene mellom klammene.", "Write the values between the brackets.")),
            );
            return None;
        }
        let mut fitted = Vec::with_capacity(elements.len());
        let mut whole = true;
        for element in elements {
            let typed = self.infer(element, Some(&item.ty));
            match typed.and_then(|mut element| self.fit(&mut item, &mut element).then_some(element)) {
                Some(element) => fitted.push(element),
                None => whole = false,
            }
        }
        if !whole {
            return None;
        }
        if is_constant(&item) && all_constant(&fitted) {
            self.constant(span);
        }
        Some(match constants(&fitted) {
            Some(values) => {
                let values = values.into_iter().map(|value| like(value, &item.ty)).collect();
                made(ExprKind::In(Box::new(item), values), Ty::Bool, span)
            }
            None => {
                let each = fitted.into_iter().map(|element| {
                    let at = element.span;
                    made(ExprKind::Compare(CompareOp::Eq, Box::new(item.clone()), Box::new(element)), Ty::Bool, at)
                });
                made(ExprKind::Or(each.collect()), Ty::Bool, span)
            }
        })
    }

    /// `x in field`, where the field is a list.
    fn in_field(&mut self, item: &tree::Expr, list: &tree::Expr, span: Span) -> Option<Expr> {
        let list = self.infer(list, None);
        let Some(list) = list else {
            if !super::compare::is_bare(item) {
                self.infer(item, None);
            }
            return None;
        };
        let Ty::List(element) = list.ty.clone() else {
            self.not_a_list(&list, Keyword::In);
            return None;
        };
        let item = self.infer(item, Some(&element))?;
        self.held(list, &element, item, span)
    }

    /// `list has item`.
    pub(super) fn has(&mut self, list: &tree::Expr, item: &tree::Expr, span: Span) -> Option<Expr> {
        if let tree::ExprKind::List(elements) = &list.kind {
            return self.in_elements(item, elements, list.span, span);
        }
        self.in_field(item, list, span)
    }

    fn held(&mut self, list: Expr, element: &Ty, mut item: Expr, span: Span) -> Option<Expr> {
        let mut any = made(ExprKind::AsOf, element.clone(), list.span); // stands for any element
        if !self.fit(&mut any, &mut item) {
            return None;
        }
        Some(made(ExprKind::Has(Box::new(list), Box::new(item)), Ty::Bool, span))
    }

    fn not_a_list(&mut self, list: &Expr, word: Keyword) {
        let (Text { nb, en }, word) = (self.describe(&list.ty), self.word(word));
        let mut problem = Diagnostic::error(
            Code::TypeMismatch,
            text!(nb: "Her må det stå en liste, men dette er {nb}.", en: "A list must stand here, but this is {en}."),
        )
        .at(list.span, text!(nb: "dette er {nb}", en: "this is {en}"));
        problem = match &list.ty {
            Ty::Text => {
                let contains = super::call::name_of("contains", self.words);
                problem.help(text!(
                    nb: "Om en tekst inneholder en annen, spør `{contains}(tekst, del)`.",
                    en: "Whether a text holds another is asked by `{contains}(text, part)`."
                ))
            }
            _ => problem.help(text!(
                nb: "Skriv verdiene i klammer: `x {word} [a, b]`; én verdi sammenlignes med `=`.",
                en: "Write the values in brackets: `x {word} [a, b]`; one value is compared with `=`."
            )),
        };
        self.tell(problem);
    }
}

/// Constants of a set have the item's type: whole numbers among decimals become decimals.
fn like(value: Value, ty: &Ty) -> Value {
    match (value, ty) {
        (Value::Int(n), Ty::Decimal) => Value::Decimal(Decimal::from(n)),
        (Value::Decimal(d), Ty::Int) => d.to_int().map_or(Value::Decimal(d), Value::Int),
        (value, _) => value,
    }
}

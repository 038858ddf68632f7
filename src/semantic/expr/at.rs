//! `kommune.navn at oppstart`: of the rows that a reference names, the one that was valid on a date.

use super::{Typer, made};
use crate::base::{Code, Diagnostic, Span, Text};
use crate::semantic::model::{Expr, ExprKind, Model, ROW};
use crate::syntax::lexicon::Keyword;
use crate::syntax::tree::{self, Name};
use crate::text;
use crate::value::{TableId, Ty};

impl Typer<'_, '_> {
    pub(super) fn at(&mut self, of: &tree::Expr, date: &tree::Expr, span: Span) -> Option<Expr> {
        let date_expr = self.infer(date, None);
        let before = std::mem::replace(&mut self.dated, true);
        let typed = self.infer(of, None);
        self.dated = before;
        let (date, mut typed) = (date_expr?, typed?);
        if date.ty != Ty::Date {
            let Text { nb, en } = self.describe(&date.ty);
            let at = self.word(Keyword::At);
            self.tell(
                Diagnostic::error(
                    Code::TypeMismatch,
                    text!(
                        nb: "Etter `{at}` må det stå en dato, men dette er {nb}.",
                        en: "A date must stand after `{at}`, but this is {en}."
                    ),
                )
                .at(date.span, Text::default())
                .help(Text::new("Nevn et datofelt, eller skriv datoen.", "Name a date field, or write the date.")),
            );
            return None;
        }
        let mut used = date_steps(&mut typed, &date, &self.ground.model);
        if let Ty::Ref(table) = typed.ty
            && let Some(key) = self.version_key(table)
        {
            let ty = self.ground.model.table(table).fields[key].ty.clone();
            let then = Box::new(made(ExprKind::Field(ROW, key), ty, span));
            let (from, at) = (Box::new(typed), Some(Box::new(date)));
            typed = made(ExprKind::Follow { from, table, then, at }, Ty::Ref(table), span);
            used = true;
        }
        if !used {
            self.no_versions(&typed, span);
            return None;
        }
        typed.span = span;
        Some(typed)
    }

    /// The key field of a versioned table.
    fn version_key(&self, table: TableId) -> Option<usize> {
        let declared = self.ground.model.table(table);
        declared.valid.and(declared.key.first().copied())
    }

    fn no_versions(&mut self, typed: &Expr, span: Span) {
        let (at, valid) = (self.word(Keyword::At), self.word(Keyword::Valid));
        let to = self.word(Keyword::To);
        let Text { nb, en } = self.describe(&typed.ty);
        self.tell(
            Diagnostic::error(
                Code::TypeMismatch,
                text!(
                    nb: "`{at}` velger blant rader med gyldighetstid, men dette er {nb}, og ingen slik rad er lest.",
                    en: "`{at}` chooses among rows with a validity, but this is {en}, and no such row was read."
                ),
            )
            .at(span, Text::default())
            .help(text!(
                nb: "Stryk `{at} …`, eller skriv `{valid} fra_felt {to} til_felt` i tabellen som det vises til.",
                en: "Delete `{at} …`, or write `{valid} from_field {to} to_field` in the table that is referred to."
            )),
        );
    }

    /// A row of a versioned table is read, and no date says which.
    pub(super) fn which_version(&mut self, table: TableId, next: &Name, span: Span) {
        let declared = self.ground.model.table(table);
        let (name, at, as_of) = (&declared.name, self.word(Keyword::At), self.word(Keyword::AsOf));
        let told = &next.text;
        let problem = Diagnostic::error(
            Code::AmbiguousName,
            text!(
                nb: "Radene i {name} har gyldighetstid, så `{told}` kan stå i flere; en dato må si hvilken.",
                en: "The rows of {name} have a validity, so `{told}` may stand in several; a date must say which."
            ),
        )
        .at(span, Text::default())
        .at(declared.name_span, Text::new("tabellen", "the table"));
        self.tell(problem.help(text!(
            nb: "Skriv `… {at} datofelt`, eller `… {at} {as_of}` for det som gjelder på måledatoen. (I en gruppe: lag et begrep av det.)",
            en: "Write `… {at} date_field`, or `… {at} {as_of}` for what holds on the measuring date. (In a group: make a term of it.)"
        )));
    }
}

/// Gives the date to every step through a versioned table that has none; whether there was one.
fn date_steps(expr: &mut Expr, date: &Expr, model: &Model) -> bool {
    let (mut used, mut step) = (false, expr);
    while let ExprKind::Follow { from, table, at, .. } = &mut step.kind {
        if model.table(*table).valid.is_some() && at.is_none() {
            *at = Some(Box::new(date.clone()));
            used = true;
        }
        step = from;
    }
    used
}

//! Expressions: what each name means where it stands, and the type of every part.

mod aggregate;
mod at;
mod binary;
mod call;
mod compare;
mod path;
mod sets;
mod units;
mod unknown;

pub(super) use call::bad_regex;

use super::ground::Ground;
use super::model::{Expr, ExprKind, RowVar};
use super::say::describe;
use super::unit::Unit;
use super::walk::is_constant;
use crate::base::{Code, Diagnostic, Span, Text};
use crate::syntax::lexicon::Keyword;
use crate::syntax::tree::{self, IsWhat, Words};
use crate::text;
use crate::value::{TableId, Ty, Value};

/// Types the expressions of one place in one file.
pub(super) struct Typer<'a, 'g> {
    pub ground: &'a Ground<'g>,
    pub words: Words,
    pub problems: &'a mut Vec<Diagnostic>,
    /// The rows around the expression, the subject's first.
    pub frames: Vec<Frame>,
    /// A term that must be typed before this expression can be.
    pub need: Option<usize>,
    /// Inside what stands before `at`: rows of versioned tables will be chosen by the date.
    dated: bool,
}

/// A kind of rows that an expression stands over.
pub(super) struct Frame {
    pub rows: Rows,
    /// What a path begins with to mean this row: the table's name, or the alias.
    pub name: String,
}

#[derive(Clone)]
pub(super) enum Rows {
    Table(TableId),
    /// The rows of the subject's group, inside its bare aggregates.
    OfGroup(TableId),
    Group {
        table: TableId,
        path: Vec<String>,
        ty: Ty,
    },
    Registry,
}

impl Rows {
    /// The table whose rows these are; a group and the registry are no rows.
    fn table(&self) -> Option<TableId> {
        match self {
            Rows::Table(table) | Rows::OfGroup(table) => Some(*table),
            Rows::Group { .. } | Rows::Registry => None,
        }
    }
}

/// An expression and its kind.
pub(super) fn made(kind: ExprKind, ty: Ty, span: Span) -> Expr {
    Expr { kind, ty, unit: None, span }
}

impl<'a, 'g> Typer<'a, 'g> {
    pub fn new(ground: &'a Ground<'g>, words: Words, problems: &'a mut Vec<Diagnostic>, rows: Rows) -> Typer<'a, 'g> {
        let name = rows.table().map(|table| ground.table_name(table).to_owned()).unwrap_or_default();
        Typer { ground, words, problems, frames: vec![Frame { rows, name }], need: None, dated: false }
    }

    /// A word of the language, as this file writes it.
    fn word(&self, word: Keyword) -> &'static str {
        word.word(self.words)
    }

    fn describe(&self, ty: &Ty) -> Text {
        describe(ty, &self.ground.model)
    }

    fn tell(&mut self, problem: Diagnostic) {
        self.problems.push(problem);
    }

    /// How many rows out a frame is.
    fn out(&self, frame: usize) -> usize {
        self.frames.len() - 1 - frame
    }

    fn var(&self, frame: usize) -> RowVar {
        self.out(frame).min(RowVar::MAX as usize) as RowVar
    }

    /// A condition: what stands after `when`, `must`, `where` and between `and`s.
    pub fn condition(&mut self, tree: &tree::Expr) -> Option<Expr> {
        let expr = self.infer(tree, None)?;
        self.as_condition(expr)
    }

    fn as_condition(&mut self, expr: Expr) -> Option<Expr> {
        if expr.ty != Ty::Bool {
            self.not_a_condition(&expr);
            return None;
        }
        if matches!(expr.kind, ExprKind::Const(_)) {
            self.constant(expr.span);
        }
        Some(expr)
    }

    fn not_a_condition(&mut self, expr: &Expr) {
        let Text { nb, en } = self.describe(&expr.ty);
        let mut problem = Diagnostic::error(
            Code::NotACondition,
            text!(
                nb: "Her må det stå en betingelse (ja eller nei), men dette er {nb}.",
                en: "A condition (yes or no) must stand here, but this is {en}."
            ),
        )
        .at(expr.span, text!(nb: "dette er {nb}", en: "this is {en}"));
        let given = self.word(Keyword::IsGiven);
        problem = match &expr.ty {
            Ty::Code(list) => {
                let list = self.ground.model.code_list(*list);
                let first = list.entries.first().map_or("…", |entry| entry.name.as_str());
                problem.help(text!(
                    nb: "Sammenlign med en kode, som `… = {first}`, eller spør `… {given}`.",
                    en: "Compare with a code, as `… = {first}`, or ask `… {given}`."
                ))
            }
            Ty::List(_) => {
                let has = self.word(Keyword::Has);
                problem.help(text!(
                    nb: "Spør om noe står i listen: `… {has} …`.",
                    en: "Ask whether something is in the list: `… {has} …`."
                ))
            }
            _ => problem.help(text!(
                nb: "Sammenlign med noe, som `… = …` eller `… >= …`, eller spør `… {given}`.",
                en: "Compare with something, as `… = …` or `… >= …`, or ask `… {given}`."
            )),
        };
        self.tell(problem);
    }

    /// Warns of a condition that no row can change.
    fn constant(&mut self, span: Span) {
        self.tell(
            Diagnostic::warning(
                Code::ConstantCondition,
                Text::new(
                    "Denne betingelsen er den samme for hver rad: den nevner ingenting fra registeret.",
                    "This condition is the same for every row: it mentions nothing of the registry.",
                ),
            )
            .at(span, Text::default())
            .help(Text::new(
                "Nevn feltet som avgjør, eller stryk betingelsen.",
                "Name the field that decides, or delete the condition.",
            )),
        );
    }

    fn unless_constant(&mut self, expr: Expr) -> Expr {
        if is_constant(&expr) {
            self.constant(expr.span);
        }
        expr
    }

    /// The typed expression; `None` when a problem has been told (here, or where a name was declared). `expected` is
    /// the type of what it is held against: bare names may be codes of it.
    pub fn infer(&mut self, tree: &tree::Expr, expected: Option<&Ty>) -> Option<Expr> {
        let span = tree.span;
        match &tree.kind {
            tree::ExprKind::Number { value, percent, unit } => {
                let (value, ty) = match value.to_int() {
                    Some(whole) if !percent => (Value::Int(whole), Ty::Int),
                    _ => (Value::Decimal(*value), Ty::Decimal),
                };
                let unit = match unit {
                    Some(unit) => Some(Unit::read(&unit.text)),
                    None => percent.then(Unit::share),
                };
                Some(Expr { unit: unit.map(Box::new), ..made(ExprKind::Const(value), ty, span) })
            }
            tree::ExprKind::Date(date) => Some(made(ExprKind::Const(Value::Date(*date)), Ty::Date, span)),
            tree::ExprKind::Text(text) => {
                Some(made(ExprKind::Const(Value::Text(text.as_str().into())), Ty::Text, span))
            }
            tree::ExprKind::Bool(yes) => Some(made(ExprKind::Const(Value::Bool(*yes)), Ty::Bool, span)),
            tree::ExprKind::AsOf => Some(made(ExprKind::AsOf, Ty::Date, span)),
            tree::ExprKind::This => self.this(&[], span),
            tree::ExprKind::Path { names, this: true } => self.this(names, span),
            tree::ExprKind::Path { names, this: false } => self.path(names, span, expected),
            tree::ExprKind::Not(of) => {
                let of = self.condition(of)?;
                Some(made(ExprKind::Not(Box::new(of)), Ty::Bool, span))
            }
            tree::ExprKind::Negate(of) => self.negate(of, span),
            tree::ExprKind::Binary { .. } => self.binary(tree),
            tree::ExprKind::In { item, list, not } => self.in_list(item, list, *not, span),
            tree::ExprKind::Has { list, item } => self.has(list, item, span),
            tree::ExprKind::Is { of, what } => self.is(of, *what, span),
            tree::ExprKind::Call { name, arguments } => self.call(name, arguments, span),
            tree::ExprKind::Aggregate(aggregate) => self.aggregate(aggregate, span),
            tree::ExprKind::At { of, date } => self.at(of, date, span),
            tree::ExprKind::Regex(_) | tree::ExprKind::List(_) => {
                self.out_of_place(tree);
                None
            }
        }
    }

    /// A list or a regular expression where neither can stand.
    fn out_of_place(&mut self, tree: &tree::Expr) {
        let problem = if matches!(tree.kind, tree::ExprKind::List(_)) {
            let is_in = self.word(Keyword::In);
            Diagnostic::error(
                Code::TypeMismatch,
                text!(nb: "En liste kan bare stå etter `{is_in}`.", en: "A list can only stand after `{is_in}`."),
            )
            .help(text!(nb: "Skriv `x {is_in} [a, b]`.", en: "Write `x {is_in} [a, b]`."))
        } else {
            let matches = call::name_of("matches", self.words);
            Diagnostic::error(
                Code::TypeMismatch,
                text!(
                    nb: "Et regulært uttrykk kan bare stå i `{matches}(…, /…/)`.",
                    en: "A regular expression can only stand in `{matches}(…, /…/)`."
                ),
            )
            .help(text!(nb: "Skriv `{matches}(felt, /…/)`.", en: "Write `{matches}(field, /…/)`."))
        };
        self.tell(problem.at(tree.span, Text::default()));
    }

    fn is(&mut self, of: &tree::Expr, what: IsWhat, span: Span) -> Option<Expr> {
        let of = Box::new(self.infer(of, None)?);
        if is_constant(&of) {
            self.constant(span);
        }
        let kind = match what {
            IsWhat::Given => ExprKind::IsGiven(of),
            IsWhat::Missing => ExprKind::IsMissing(of),
            IsWhat::NotRelevant => ExprKind::IsNotRelevant(of),
        };
        Some(made(kind, Ty::Bool, span))
    }
}

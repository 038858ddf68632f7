//! Aggregates: which table, which rows of it, and how they are tied to the row outside.

use super::{Frame, Rows, Typer, made};
use crate::base::{Code, Diagnostic, Span, Text};
use crate::semantic::model::{Aggregate, AggregateKind, CompareOp, Expr, ExprKind, Over, Tie};
use crate::semantic::walk::{Looks, conjuncts, looks, pull_in};
use crate::syntax::lexicon::Keyword;
use crate::syntax::tree::{self, Name};
use crate::text;
use crate::value::{TableId, Ty};

/// What an aggregate ranges over, and the field that it takes.
struct Range<'t> {
    table: TableId,
    value: &'t [Name],
    of_group: bool,
}

impl Typer<'_, '_> {
    pub(super) fn aggregate(&mut self, tree: &tree::Aggregate, span: Span) -> Option<Expr> {
        let parts_fit = self.parts_fit(tree, span);
        let range = self.range(tree, span)?;
        let rows = if range.of_group { Rows::OfGroup(range.table) } else { Rows::Table(range.table) };
        let name =
            tree.alias.as_ref().map_or_else(|| self.ground.table_name(range.table).to_owned(), |a| a.text.clone());
        self.frames.push(Frame { rows, name });
        let value = (!range.value.is_empty()).then(|| {
            let at = range.value[0].span.to(range.value[range.value.len() - 1].span);
            self.walk_path(range.table, range.value, at)
        });
        let condition = tree.condition.as_ref().map(|tree| self.condition(tree));
        let that = tree.that.as_ref().map(|tree| self.condition(tree));
        self.frames.pop();
        if !parts_fit {
            return None;
        }
        let (value, condition, that) = (all_or_none(value)?, all_or_none(condition)?, all_or_none(that)?);
        let ty = self.result_type(tree.kind, value.as_ref())?;
        let (over, condition) = match (range.of_group, condition) {
            (true, condition) => (Over::Group, condition),
            (false, None) => (Over::All, None),
            (false, Some(condition)) => tied(condition),
        };
        if matches!(over, Over::All) {
            let outer = [&condition, &that, &value].into_iter().flatten().find(|part| looks(part).outer);
            if let Some(outer) = outer {
                self.untied(range.table, outer.span, span);
                return None;
            }
        }
        let unit = value.as_ref().and_then(|value| value.unit.clone());
        let aggregate = Aggregate { kind: tree.kind, table: range.table, over, condition, that, value };
        Some(Expr { unit, ..made(ExprKind::Aggregate(Box::new(aggregate)), ty, span) })
    }

    /// `every` and `share` ask `: D`, and nothing else does.
    fn parts_fit(&mut self, tree: &tree::Aggregate, span: Span) -> bool {
        let asks = matches!(tree.kind, AggregateKind::Every | AggregateKind::Share);
        if asks == tree.that.is_some() {
            return true;
        }
        let word = self.kind_word(tree.kind);
        let place = self.word(Keyword::Where);
        let problem = if asks {
            Diagnostic::error(
                Code::WrongArguments,
                text!(
                    nb: "`{word}` må si hva som skal gjelde for radene, etter kolon.",
                    en: "`{word}` must say what is to hold of the rows, after a colon."
                ),
            )
            .help(text!(
                nb: "Skriv `{word}(tabell {place} hvilke rader: hva som gjelder)`.",
                en: "Write `{word}(table {place} which rows: what holds)`."
            ))
        } else {
            let at = tree.that.as_ref().map_or(span, |that| that.span);
            let problem = Diagnostic::error(
                Code::WrongArguments,
                text!(nb: "`{word}` tar ikke noe etter kolon.", en: "`{word}` takes nothing after a colon."),
            )
            .help(text!(
                nb: "Sett alt som velger rader etter `{place}`.",
                en: "Put everything that selects rows after `{place}`."
            ));
            self.tell(problem.at(at, Text::default()));
            return false;
        };
        self.tell(problem.at(span, Text::default()));
        false
    }

    fn range<'t>(&mut self, tree: &'t tree::Aggregate, span: Span) -> Option<Range<'t>> {
        let group = match (&self.frames[0].rows, self.frames.len()) {
            (Rows::Group { table, .. }, 1) => Some(*table),
            _ => None,
        };
        let Some((first, rest)) = tree.over.split_first() else {
            return self.bare_range(tree.kind, group, span);
        };
        let table = self.ground.tables.get(&first.text).copied();
        let of_group = group.filter(|&group| self.ground.member(group, &first.text).is_some());
        if takes_value(tree.kind) {
            return match (table, of_group) {
                (Some(_), Some(group)) if !rest.is_empty() && tree.alias.is_none() => {
                    self.ambiguous_range(group, first);
                    None
                }
                (_, Some(table)) if rest.is_empty() || tree.alias.is_none() => {
                    Some(Range { table, value: &tree.over, of_group: true })
                }
                (Some(_), _) if rest.is_empty() => {
                    self.lacks_field(tree.kind, first);
                    None
                }
                (Some(table), _) => Some(Range { table, value: rest, of_group: false }),
                (None, _) => {
                    self.no_such_table(tree, first);
                    None
                }
            };
        }
        match table {
            Some(table) if rest.is_empty() => Some(Range { table, value: rest, of_group: false }),
            Some(_) => {
                self.takes_rows(tree.kind, first, rest);
                None
            }
            None => {
                self.no_such_table(tree, first);
                None
            }
        }
    }

    /// `count(where …)`, without a table: the group's own rows.
    fn bare_range<'t>(&mut self, kind: AggregateKind, group: Option<TableId>, span: Span) -> Option<Range<'t>> {
        let (word, place) = (self.kind_word(kind), self.word(Keyword::Where));
        if let (Some(table), false) = (group, takes_value(kind)) {
            return Some(Range { table, value: &[], of_group: true });
        }
        let problem = if group.is_some() {
            Diagnostic::error(
                Code::WrongArguments,
                text!(nb: "`{word}` må si hvilket felt den tar.", en: "`{word}` must say which field it takes."),
            )
            .help(text!(nb: "Skriv `{word}(felt {place} …)`.", en: "Write `{word}(field {place} …)`."))
        } else if matches!(self.frames[0].rows, Rows::Group { .. }) {
            Diagnostic::error(
                Code::OutOfScope,
                text!(
                    nb: "`{word}` uten tabell gjelder gruppens rader, og kan ikke stå inne i en annen samling.",
                    en: "`{word}` without a table is over the group's rows, and cannot stand inside another aggregate."
                ),
            )
            .help(text!(
                nb: "Nevn tabellen, `{word}(tabell {place} …)`, eller flytt den ut av parentesen.",
                en: "Name the table, `{word}(table {place} …)`, or move it out of the brackets."
            ))
        } else {
            Diagnostic::error(
                Code::UnknownTable,
                text!(nb: "`{word}` må si hvilken tabell den gjelder.", en: "`{word}` must say which table it is over."),
            )
            .help(text!(nb: "Skriv `{word}(tabell {place} …)`.", en: "Write `{word}(table {place} …)`."))
        };
        self.tell(problem.at(span, Text::default()));
        None
    }

    fn no_such_table(&mut self, tree: &tree::Aggregate, first: &Name) {
        let told = &first.text;
        if self.ground.broken.contains(told) {
            return;
        }
        let subject = self.frames[0].rows.table().or(match &self.frames[0].rows {
            Rows::Group { table, .. } => Some(*table),
            _ => None,
        });
        let is_field = subject.is_some_and(|table| self.ground.member(table, told).is_some());
        if !is_field {
            let problem = self.ground.unknown_table(first);
            self.tell(problem);
            return;
        }
        let (word, place) = (self.kind_word(tree.kind), self.word(Keyword::Where));
        let row =
            if takes_value(tree.kind) { Text::new("tabell.felt", "table.field") } else { Text::new("tabell", "table") };
        let Text { nb, en } = row;
        self.tell(
            Diagnostic::error(
                Code::UnknownTable,
                text!(
                    nb: "`{told}` er et felt i raden, men `{word}` går over radene i en tabell.",
                    en: "`{told}` is a field of the row, but `{word}` goes over the rows of a table."
                ),
            )
            .at(first.span, Text::default())
            .help(text!(nb: "Skriv `{word}({nb} {place} …)`.", en: "Write `{word}({en} {place} …)`.")),
        );
    }

    fn lacks_field(&mut self, kind: AggregateKind, table: &Name) {
        let (word, told, place) = (self.kind_word(kind), &table.text, self.word(Keyword::Where));
        self.tell(
            Diagnostic::error(
                Code::WrongArguments,
                text!(
                    nb: "`{word}` må si hvilket felt i {told} den tar.",
                    en: "`{word}` must say which field of {told} it takes."
                ),
            )
            .at(table.span, Text::default())
            .help(text!(nb: "Skriv `{word}({told}.felt {place} …)`.", en: "Write `{word}({told}.field {place} …)`.")),
        );
    }

    fn takes_rows(&mut self, kind: AggregateKind, table: &Name, rest: &[Name]) {
        let (word, told, place) = (self.kind_word(kind), &table.text, self.word(Keyword::Where));
        let field = rest.iter().map(|name| name.text.as_str()).collect::<Vec<_>>().join(".");
        let given = self.word(Keyword::IsGiven);
        let at = rest.last().map_or(table.span, |last| table.span.to(last.span));
        self.tell(
            Diagnostic::error(
                Code::WrongArguments,
                text!(nb: "`{word}` går over rader, ikke over et felt.", en: "`{word}` goes over rows, not over a field."),
            )
            .at(at, Text::default())
            .help(text!(
                nb: "Skriv `{word}({told} {place} {told}.{field} {given})` for rader som har feltet.",
                en: "Write `{word}({told} {place} {told}.{field} {given})` for rows that have the field."
            )),
        );
    }

    fn ambiguous_range(&mut self, group: TableId, first: &Name) {
        let (told, owner) = (&first.text, self.ground.table_name(group));
        let called = self.word(Keyword::As);
        self.tell(
            Diagnostic::error(
                Code::AmbiguousName,
                text!(
                    nb: "`{told}` kan være tabellen {told} og feltet `{told}` i gruppens rader ({owner}).",
                    en: "`{told}` may be the table {told} and the field `{told}` of the group's rows ({owner})."
                ),
            )
            .at(first.span, Text::default())
            .help(text!(
                nb: "For tabellen: gi radene et navn, `({told}.felt {called} x …)`. For gruppens rader: lag et begrep.",
                en: "For the table: name its rows, `({told}.field {called} x …)`. For the group's rows: declare a term."
            )),
        );
    }

    fn result_type(&mut self, kind: AggregateKind, value: Option<&Expr>) -> Option<Ty> {
        let number = |ty: &Ty| matches!(ty, Ty::Int | Ty::Decimal);
        let Some(value) = value else {
            return Some(match kind {
                AggregateKind::Exists | AggregateKind::Every => Ty::Bool,
                AggregateKind::Share => Ty::Decimal,
                _ => Ty::Int,
            });
        };
        match (kind, &value.ty) {
            (AggregateKind::Mean, ty) if number(ty) => Some(Ty::Decimal),
            (AggregateKind::Sum, ty) if number(ty) => Some(ty.clone()),
            (AggregateKind::Min | AggregateKind::Max, ty) if number(ty) || *ty == Ty::Date => Some(ty.clone()),
            _ => {
                let (word, Text { nb, en }) = (self.kind_word(kind), self.describe(&value.ty));
                let of = match kind {
                    AggregateKind::Min | AggregateKind::Max => Text::new("tall eller datoer", "numbers or dates"),
                    _ => Text::new("tall", "numbers"),
                };
                let (of_nb, of_en) = (of.nb, of.en);
                self.tell(
                    Diagnostic::error(
                        Code::TypeMismatch,
                        text!(
                            nb: "`{word}` tas av {of_nb}, men dette er {nb}.",
                            en: "`{word}` is taken of {of_en}, but this is {en}."
                        ),
                    )
                    .at(value.span, text!(nb: "dette er {nb}", en: "this is {en}"))
                    .help(Text::new(
                        "Velg et annet felt, eller rett typen.",
                        "Choose another field, or correct the type.",
                    )),
                );
                None
            }
        }
    }

    fn untied(&mut self, table: TableId, outer: Span, span: Span) {
        let inner = self.ground.table_name(table).to_owned();
        let subject = self.frames.last().and_then(|frame| frame.rows.table());
        let owner = subject.map_or_else(String::new, |table| self.ground.table_name(table).to_owned());
        let reference = subject.and_then(|subject| {
            let fields = &self.ground.model.table(table).fields;
            fields.iter().find(|field| field.ty == Ty::Ref(subject)).map(|field| field.name.clone())
        });
        let (this, and) = (self.word(Keyword::This), self.word(Keyword::And));
        let mut problem = Diagnostic::error(
            Code::UntiedAggregate,
            text!(
                nb: "Samlingen nevner raden utenfor, men knytter ikke {inner} til den med en likhet. Da måtte hver rad i {inner} prøves mot hver rad i {owner}.",
                en: "The aggregate mentions the row outside, but does not tie {inner} to it by an equality. Every row of {inner} would have to be tried against every row of {owner}."
            ),
        )
        .at(span, Text::default())
        .at(outer, Text::new("nevner raden utenfor", "mentions the row outside"));
        problem = match reference {
            Some(field) => problem.help(text!(
                nb: "Knytt dem sammen: `{inner}.{field} = {this} {and} …`.",
                en: "Tie them: `{inner}.{field} = {this} {and} …`."
            )),
            None => problem.help(text!(
                nb: "Knytt dem med et felt som er likt i begge: `{inner}.felt = felt {and} …`.",
                en: "Tie them by a field that is equal in both: `{inner}.field = field {and} …`."
            )),
        };
        self.tell(problem);
    }

    fn kind_word(&self, kind: AggregateKind) -> &'static str {
        self.word(match kind {
            AggregateKind::Exists => Keyword::Exists,
            AggregateKind::Every => Keyword::Every,
            AggregateKind::Count => Keyword::Count,
            AggregateKind::Sum => Keyword::Sum,
            AggregateKind::Min => Keyword::Min,
            AggregateKind::Max => Keyword::Max,
            AggregateKind::Mean => Keyword::Mean,
            AggregateKind::Share => Keyword::Share,
        })
    }
}

fn takes_value(kind: AggregateKind) -> bool {
    matches!(kind, AggregateKind::Sum | AggregateKind::Min | AggregateKind::Max | AggregateKind::Mean)
}

/// Absent is fine, failed is not.
fn all_or_none(part: Option<Option<Expr>>) -> Option<Option<Expr>> {
    match part {
        None => Some(None),
        Some(typed) => typed.map(Some),
    }
}

/// Takes the equalities between the aggregated row and the outer one out of a condition.
fn tied(condition: Expr) -> (Over, Option<Expr>) {
    let span = condition.span;
    let (mut ties, mut kept) = (Vec::new(), Vec::new());
    for part in conjuncts(condition) {
        match part.kind {
            ExprKind::Compare(CompareOp::Eq, left, right) if is_tie(&left, &right) => ties.push(tie(*left, *right)),
            ExprKind::Compare(CompareOp::Eq, left, right) if is_tie(&right, &left) => ties.push(tie(*right, *left)),
            kind => kept.push(made(kind, Ty::Bool, part.span)),
        }
    }
    let over = if ties.is_empty() { Over::All } else { Over::Tied(ties) };
    let condition = match kept.len() {
        0 | 1 => kept.pop(),
        _ => Some(made(ExprKind::And(kept), Ty::Bool, span)),
    };
    (over, condition)
}

/// Whether one side looks at the aggregated row alone, and the other at the outer row alone.
fn is_tie(inner: &Expr, outer: &Expr) -> bool {
    looks(inner) == Looks { row: true, outer: false } && looks(outer) == Looks { row: false, outer: true }
}

fn tie(inner: Expr, mut outer: Expr) -> Tie {
    pull_in(&mut outer);
    Tie { inner, outer }
}

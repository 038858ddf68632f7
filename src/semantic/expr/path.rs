//! Names: fields, terms, codes, the rows around.

use super::{Rows, Typer, made};
use crate::base::{Code, Diagnostic, Span, Text};
use crate::semantic::ground::{Member, TermState};
use crate::semantic::model::{Expr, ExprKind, OUTER, ROW};
use crate::semantic::unit::Unit;
use crate::semantic::walk::push_out;
use crate::syntax::lexicon::Keyword;
use crate::syntax::tree::Name;
use crate::text;
use crate::value::{TableId, Ty, Value};

/// How many references one path may follow.
const LONGEST_PATH: usize = 16;

impl Typer<'_, '_> {
    /// The frame that bare names and `this` mean: the subject, but the group's row inside a bare aggregate, and the
    /// aggregated row in rules on the whole registry.
    pub(super) fn bare_frame(&self) -> usize {
        match (&self.frames[0].rows, self.frames.get(1).map(|frame| &frame.rows)) {
            (Rows::Registry, Some(_)) | (_, Some(Rows::OfGroup(_))) => 1,
            _ => 0,
        }
    }

    /// `this`, or `this.a.b`.
    pub(in crate::semantic) fn this(&mut self, names: &[Name], span: Span) -> Option<Expr> {
        let frame = self.bare_frame();
        match self.frames[frame].rows.clone() {
            Rows::Table(_) | Rows::OfGroup(_) => self.on_row(frame, names, span),
            Rows::Group { ty, .. } => self.on_group(frame, &ty, names, span),
            Rows::Registry => {
                let this = self.word(Keyword::This);
                self.tell(
                    Diagnostic::error(
                        Code::OutOfScope,
                        text!(
                            nb: "`{this}` finnes ikke her: regelen gjelder hele registeret, ikke en rad.",
                            en: "`{this}` does not exist here: the rule is for the whole registry, not for a row."
                        ),
                    )
                    .at(span, Text::default())
                    .help(self.for_each_help()),
                );
                None
            }
        }
    }

    pub(super) fn for_each_help(&self) -> Text {
        let each = self.word(Keyword::ForEach);
        text!(
            nb: "Skal regelen gjelde hver rad, skriver du `{each} tabell` øverst i den.",
            en: "If the rule is to hold for each row, write `{each} table` at its top."
        )
    }

    pub(in crate::semantic) fn path(&mut self, names: &[Name], span: Span, expected: Option<&Ty>) -> Option<Expr> {
        let (first, rest) = names.split_first()?;
        let bare = self.bare_frame();
        if names.len() > LONGEST_PATH {
            self.tell(
                Diagnostic::error(
                    Code::TooDeep,
                    text!(
                        nb: "Stien går gjennom mer enn {LONGEST_PATH} navn.",
                        en: "The path goes through more than {LONGEST_PATH} names."
                    ),
                )
                .at(span, Text::default())
                .help(Text::new("Del den med et begrep.", "Split it with a term.")),
            );
            return None;
        }
        if let (Some(Ty::Code(list)), true) = (expected, rest.is_empty())
            && let Some(code) = self.ground.code(*list, &first.text)
        {
            return Some(made(ExprKind::Const(Value::Code(*list, code)), Ty::Code(*list), span));
        }
        let named = self.frames.iter().rposition(|frame| frame.name == first.text);
        // A row that an aggregate around us names; the subject's own table name comes after its fields.
        if let Some(frame) = named.filter(|&frame| frame > 0) {
            if rest.is_empty() && frame != bare && self.bare_member(&first.text).is_some() {
                self.ambiguous_row(first);
                return None;
            }
            return self.on_row(frame, rest, span);
        }
        match self.frames[bare].rows.clone() {
            Rows::Table(table) | Rows::OfGroup(table) => {
                if self.ground.member(table, &first.text).is_some() {
                    return self.on_row(bare, names, span);
                }
                if named == Some(bare) {
                    return self.on_row(bare, rest, span);
                }
                self.unknown(first, expected);
                None
            }
            Rows::Group { table, path, ty } => {
                let given = names.iter().map(|name| name.text.as_str());
                if path.len() <= names.len() && path.iter().map(String::as_str).eq(given.take(path.len())) {
                    return self.on_group(bare, &ty, &names[path.len()..], span);
                }
                self.outside_group(table, &path, first, expected);
                None
            }
            Rows::Registry => {
                self.outside_rows(first);
                None
            }
        }
    }

    /// What a bare name is among the subject's.
    pub(super) fn bare_member(&self, name: &str) -> Option<Member> {
        self.ground.member(self.frames[self.bare_frame()].rows.table()?, name)
    }

    /// A path over the row of a frame; the row itself when there are no names.
    fn on_row(&mut self, frame: usize, names: &[Name], span: Span) -> Option<Expr> {
        let table = self.frames[frame].rows.table()?;
        let out = self.out(frame);
        if out > usize::from(OUTER) {
            self.too_far(table, span);
            return None;
        }
        if names.is_empty() {
            if self.ground.model.table(table).key.is_empty() {
                if !self.ground.keyed[table.0 as usize] {
                    self.no_key(table, span);
                }
                return None;
            }
            if self.ground.model.table(table).key.len() > 1 {
                self.several_keys(table, span);
                return None;
            }
            return Some(made(ExprKind::Row(self.var(frame)), Ty::Ref(table), span));
        }
        let mut expr = self.walk_path(table, names, span)?;
        if out > 0 && !push_out(&mut expr) {
            let told = names.iter().map(|name| name.text.as_str()).collect::<Vec<_>>().join(".");
            self.tell(
                Diagnostic::error(
                    Code::OutOfScope,
                    text!(
                        nb: "Begrepet `{told}` samler selv rader, og kan ikke brukes om raden utenfor en samling.",
                        en: "The term `{told}` aggregates rows itself, and cannot be used of the row outside an aggregate."
                    ),
                )
                .at(span, Text::default())
                .help(Text::new(
                    "Flytt det ut av parentesen og knytt det til med «og».",
                    "Move it out of the brackets and join it with `and`.",
                )),
            );
            return None;
        }
        Some(expr)
    }

    fn on_group(&mut self, frame: usize, ty: &Ty, rest: &[Name], span: Span) -> Option<Expr> {
        let out = self.out(frame);
        if out > usize::from(OUTER) {
            self.too_far_for(Text::new("gruppen", "the group"), span);
            return None;
        }
        let key = made(ExprKind::GroupKey(self.var(frame)), ty.clone(), span);
        if rest.is_empty() { Some(key) } else { self.follow(key, rest, span) }
    }

    /// A path over a row of a table, which is [`ROW`].
    pub(super) fn walk_path(&mut self, table: TableId, names: &[Name], span: Span) -> Option<Expr> {
        let (first, rest) = names.split_first()?;
        let head_span = if rest.is_empty() { span } else { first.span };
        let head = match self.ground.member(table, &first.text) {
            Some(Member::Field(place)) => {
                let field = &self.ground.model.table(table).fields[place];
                let unit = field.unit.as_deref().map(|unit| Box::new(Unit::read(unit)));
                Expr { unit, ..made(ExprKind::Field(ROW, place), field.ty.clone(), head_span) }
            }
            Some(Member::Term(term)) => self.inlined(term, head_span)?,
            Some(Member::Broken) => return None,
            None => {
                self.unknown_member(table, first);
                return None;
            }
        };
        if rest.is_empty() { Some(head) } else { self.follow(head, rest, span) }
    }

    /// What names read through a reference.
    fn follow(&mut self, from: Expr, rest: &[Name], span: Span) -> Option<Expr> {
        let next = rest.first()?;
        let Ty::Ref(table) = from.ty else {
            let Text { nb, en } = self.describe(&from.ty);
            let asked = &next.text;
            let mut problem = Diagnostic::error(
                Code::TypeMismatch,
                text!(
                    nb: "`{asked}` kan ikke leses her: det som står foran punktumet er {nb}, ikke en rad.",
                    en: "`{asked}` cannot be read here: what stands before the point is {en}, not a row."
                ),
            )
            .at(next.span, Text::default())
            .at(from.span, text!(nb: "dette er {nb}", en: "this is {en}"));
            if let Ty::List(element) = &from.ty
                && let Ty::Ref(target) = **element
            {
                let (exists, place, has, target) = (
                    self.word(Keyword::Exists),
                    self.word(Keyword::Where),
                    self.word(Keyword::Has),
                    self.ground.table_name(target),
                );
                problem = problem.help(text!(
                    nb: "Spør etter rader som listen har: `{exists}({target} {place} … {has} {target} …)`.",
                    en: "Ask for rows that the list has: `{exists}({target} {place} … {has} {target} …)`."
                ));
            }
            if problem.help.is_empty() {
                problem = problem.help(Text::new(
                    "Bare en henvisning til en tabell kan følges. Stryk punktumet og det som står etter, eller erklær feltet med tabellens navn som type.",
                    "Only a reference to a table can be followed. Delete the point and what follows it, or declare the field with the table's name as its type.",
                ));
            }
            self.tell(problem);
            return None;
        };
        if self.ground.model.table(table).valid.is_some() && !self.dated {
            self.which_version(table, next, span);
            return None;
        }
        // Where dates choose rows, each step stands over the row that the date is of.
        let (step, more) = if self.dated { rest.split_at(1) } else { (rest, &[][..]) };
        let then = Box::new(self.walk_path(table, step, next.span.to(span))?);
        let (ty, unit) = (then.ty.clone(), then.unit.clone());
        let followed = made(ExprKind::Follow { from: Box::new(from), table, then, at: None }, ty, span);
        let followed = Expr { unit, ..followed };
        if more.is_empty() { Some(followed) } else { self.follow(followed, more, span) }
    }

    /// A term's expression where the term is used.
    fn inlined(&mut self, term: usize, span: Span) -> Option<Expr> {
        match &self.ground.terms[term].state {
            TermState::Waiting => {
                self.need = self.need.or(Some(term));
                None
            }
            TermState::Broken => None,
            TermState::Done { expr, .. } => {
                if !self.ground.spend(term) {
                    self.tell(crate::semantic::term::too_much(span));
                    return None;
                }
                Some(Expr { span, ..expr.clone() })
            }
        }
    }

    fn too_far(&mut self, table: TableId, span: Span) {
        let name = self.ground.table_name(table).to_owned();
        self.too_far_for(text!(nb: "raden i {name}", en: "the row of {name}"), span);
    }

    pub(super) fn too_far_for(&mut self, what: Text, span: Span) {
        let Text { nb, en } = what;
        let inner = self.frames.len().checked_sub(2).and_then(|frame| self.frames[frame].rows.table());
        let inner = inner.map_or("tabell", |table| self.ground.table_name(table)).to_owned();
        let (term, of, is) = (self.word(Keyword::Term), self.word(Keyword::For), self.word(Keyword::Is));
        self.tell(
            Diagnostic::error(
                Code::OutOfScope,
                text!(
                    nb: "Dette gjelder {nb}, som er to samlinger utenfor. En samling ser bare sin egen rad og den nærmeste utenfor.",
                    en: "This means {en}, two aggregates out. An aggregate sees only its own row and the next one out."
                ),
            )
            .at(span, Text::default())
            .help(text!(
                nb: "Gi den innerste samlingen et navn med `{term} … {of} {inner} {is} …`, og bruk begrepet her.",
                en: "Give the innermost aggregate a name with `{term} … {of} {inner} {is} …`, and use the term here."
            )),
        );
    }

    fn no_key(&mut self, table: TableId, span: Span) {
        let declared = self.ground.model.table(table);
        let (name, key) = (&declared.name, self.word(Keyword::Key));
        let problem = Diagnostic::error(
            Code::NoKey,
            text!(
                nb: "Raden i {name} kan ikke sammenlignes, for tabellen har ingen nøkkel.",
                en: "The row of {name} cannot be compared, since the table has no key."
            ),
        )
        .at(span, Text::default())
        .at(declared.name_span, Text::new("tabellen", "the table"))
        .help(text!(
            nb: "Skriv `{key}` ved feltet som skiller radene, eller `{key} (a, b)` når det er flere.",
            en: "Write `{key}` at the field that tells the rows apart, or `{key} (a, b)` for several."
        ));
        self.tell(problem);
    }

    fn ambiguous_row(&mut self, name: &Name) {
        let (told, this, called) = (&name.text, self.word(Keyword::This), self.word(Keyword::As));
        self.tell(
            Diagnostic::error(
                Code::AmbiguousName,
                text!(
                    nb: "`{told}` kan være raden i tabellen {told} og feltet `{told}` i raden utenfor.",
                    en: "`{told}` may be the row of the table {told} and the field `{told}` of the row outside."
                ),
            )
            .at(name.span, Text::default())
            .help(text!(
                nb: "Skriv `{this}.{told}` for feltet, eller gi raden et annet navn: `({told} {called} x …)`.",
                en: "Write `{this}.{told}` for the field, or give the row another name: `({told} {called} x …)`."
            )),
        );
    }
}

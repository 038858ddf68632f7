//! Comparisons: which types may meet, and the slips that would otherwise read as an answer.

use super::binary::Left;
use super::{Typer, made};
use crate::base::{Code, Diagnostic, Span, Text};
use crate::semantic::model::{AggregateKind, CompareOp, Expr, ExprKind, Field};
use crate::semantic::say;
use crate::semantic::walk::is_constant;
use crate::syntax::lexicon::Keyword;
use crate::syntax::tree;
use crate::text;
use crate::value::{Date, Decimal, TableId, Ty, Value};

impl Typer<'_, '_> {
    pub(super) fn compare(&mut self, op: CompareOp, left: Left, right: &tree::Expr, span: Span) -> Option<Expr> {
        let (mut left, mut right) = self.sides(left, right)?;
        if !self.fit(&mut left, &mut right) {
            return None;
        }
        if !matches!(op, CompareOp::Eq | CompareOp::Ne) && !self.has_order(&left, &right) {
            return None;
        }
        self.share_within_one(&left, &right)?;
        Some(self.unless_constant(made(ExprKind::Compare(op, Box::new(left), Box::new(right)), Ty::Bool, span)))
    }

    /// Both sides typed; a bare name may be a code of the other side's list.
    fn sides(&mut self, left: Left, right: &tree::Expr) -> Option<(Expr, Expr)> {
        let left_tree = match left {
            Left::Tree(tree) if is_bare(tree) => tree,
            left => {
                let left = self.left(left);
                return self.against(left, right);
            }
        };
        if !is_bare(right) {
            // `hele = kontakt.berører`
            let right = self.infer(right, None);
            let (right, left) = self.against(right, left_tree)?;
            return Some((left, right));
        }
        match (self.quietly(left_tree), self.quietly(right)) {
            (Quiet::Silent, _) | (_, Quiet::Silent) => None,
            (Quiet::Is(l), Quiet::Is(r)) => {
                let code_in = |ty: &Ty, tree: &tree::Expr| match ty {
                    Ty::Code(list) => self.ground.code(*list, bare_name(tree)).is_some(),
                    _ => false,
                };
                match (code_in(&r.ty, left_tree), code_in(&l.ty, right)) {
                    (true, true) => {
                        self.ambiguous_codes(&l, bare_name(left_tree), bare_name(right));
                        None
                    }
                    (true, false) => Some((self.infer(left_tree, Some(&r.ty))?, r)),
                    _ => self.against(Some(l), right),
                }
            }
            (Quiet::Unknown, Quiet::Is(r)) => {
                let (right, left) = self.against(Some(r), left_tree)?;
                Some((left, right))
            }
            (Quiet::Is(l), Quiet::Unknown) => self.against(Some(l), right),
            (Quiet::Unknown, Quiet::Unknown) => self.infer(left_tree, None).zip(None),
        }
    }

    /// The other side of one that is typed; silent about a bare name when that one failed, since it may be a code.
    fn against(&mut self, typed: Option<Expr>, other: &tree::Expr) -> Option<(Expr, Expr)> {
        let Some(typed) = typed else {
            if !is_bare(other) {
                self.infer(other, None);
            }
            return None;
        };
        let other = self.infer(other, Some(&typed.ty))?;
        Some((typed, other))
    }

    /// What a bare name is when nothing is expected of it, without telling problems.
    fn quietly(&mut self, tree: &tree::Expr) -> Quiet {
        let before = self.problems.len();
        match self.infer(tree, None) {
            Some(expr) => Quiet::Is(expr),
            None if self.problems.len() > before => {
                self.problems.truncate(before);
                Quiet::Unknown
            }
            None => Quiet::Silent,
        }
    }

    fn ambiguous_codes(&mut self, left: &Expr, a: &str, b: &str) {
        let this = self.word(Keyword::This);
        self.tell(
            Diagnostic::error(
                Code::AmbiguousName,
                text!(
                    nb: "Både `{a}` og `{b}` er både felt og kode her.",
                    en: "Both `{a}` and `{b}` are both field and code here."
                ),
            )
            .at(left.span, Text::default())
            .help(text!(nb: "Skriv `{this}.{a}` for feltet.", en: "Write `{this}.{a}` for the field.")),
        );
    }

    /// Whether two expressions may be held against each other; constants are brought to the other side's type.
    pub(super) fn fit(&mut self, left: &mut Expr, right: &mut Expr) -> bool {
        self.as_key(left, &right.ty);
        self.as_key(right, &left.ty);
        if !self.may_be_a_value(left, right) || !self.may_be_a_value(right, left) {
            return false;
        }
        let fits = match (&left.ty, &right.ty) {
            (Ty::List(_), _) | (_, Ty::List(_)) => false,
            (Ty::Int | Ty::Decimal, Ty::Int | Ty::Decimal) => true,
            (Ty::Ref(table), Ty::Text) => self.may_be_a_key(*table, right),
            (Ty::Text, Ty::Ref(table)) => self.may_be_a_key(*table, left),
            // Rows of two editions of a table are compared by their keys.
            (Ty::Ref(a), Ty::Ref(b)) => self.ground.model.original(*a) == self.ground.model.original(*b),
            (a, b) => a == b,
        };
        if !fits {
            self.mismatch(left, right);
        }
        fits && self.fit_units(left, right)
    }

    /// A number, in quotation marks or not, beside a reference to a table whose key is a whole number: keys are texts in
    /// the model, so `301` and `«0301»` are the key `301`.
    fn as_key(&self, constant: &mut Expr, other: &Ty) {
        let Ty::Ref(table) = other else { return };
        if self.key_type(*table) != Some(&Ty::Int) {
            return;
        }
        let number = match &constant.kind {
            ExprKind::Const(Value::Int(n)) => Some(*n),
            ExprKind::Const(Value::Text(text)) => text.trim().parse::<i64>().ok(),
            _ => None,
        };
        if let Some(n) = number {
            let key = Value::Text(n.to_string().into());
            *constant = made(ExprKind::Const(key), Ty::Text, constant.span);
        }
    }

    /// A constant text that is no number is never the key of a table whose key is one.
    fn may_be_a_key(&self, table: TableId, text: &Expr) -> bool {
        match &text.kind {
            ExprKind::Const(Value::Text(text)) => self.key_type(table) != Some(&Ty::Int) || text.parse::<i64>().is_ok(),
            _ => true,
        }
    }

    fn key_type(&self, table: TableId) -> Option<&Ty> {
        let table = self.ground.model.table(table);
        match table.key[..] {
            [key] => Some(&table.fields[key].ty),
            _ => None,
        }
    }

    /// The field that an expression reads, seen from the innermost row.
    fn field_of(&self, expr: &Expr) -> Option<&Field> {
        let (table, place) = match &expr.kind {
            ExprKind::Field(var, place) => {
                let frame = self.frames.len().checked_sub(1 + usize::from(*var))?;
                (self.frames[frame].rows.table()?, *place)
            }
            ExprKind::Follow { table, then, .. } => match then.kind {
                ExprKind::Field(_, place) => (*table, place),
                _ => return None,
            },
            _ => return None,
        };
        self.ground.model.table(table).fields.get(place)
    }

    /// How many digits the codes have that an expression reads.
    fn width_of(&self, expr: &Expr) -> Option<usize> {
        let mut field = self.field_of(expr)?;
        for _ in 0..=self.ground.model.tables.len() {
            let Ty::Ref(table) = &field.ty else { break };
            let table = self.ground.model.table(*table);
            field = table.fields.get(*table.key.first()?)?;
        }
        Some(field.width? as usize)
    }

    /// Blank, and the tokens of a field that mean *missing*, are never its value.
    fn may_be_a_value(&mut self, constant: &Expr, other: &Expr) -> bool {
        let ExprKind::Const(Value::Text(text)) = &constant.kind else { return true };
        let missing = self.word(Keyword::IsMissing);
        let fold = |token: &str| token.trim().to_lowercase();
        let token = self.field_of(other).is_some_and(|field| {
            field.not_stated.iter().chain(&field.not_relevant).any(|token| fold(token) == fold(text))
        });
        let span = constant.span;
        let width = self
            .width_of(other)
            .filter(|width| !text.is_empty() && text.len() < *width && text.bytes().all(|byte| byte.is_ascii_digit()));
        if let Some(width) = width {
            let code = format!("{text:0>width$}");
            self.tell(
                Diagnostic::error(
                    Code::TypeMismatch,
                    text!(
                        nb: "Koden har {width} sifre, så «{text}» er aldri verdien.",
                        en: "The code has {width} digits, so \"{text}\" is never the value."
                    ),
                )
                .at(span, Text::default())
                .help(text!(nb: "Skriv «{code}».", en: "Write \"{code}\".")),
            );
            return false;
        }
        let problem = if text.trim().is_empty() {
            Diagnostic::error(
                Code::MissingValueUse,
                Text::new(
                    "En tom tekst er aldri en verdi: en blank celle mangler.",
                    "An empty text is never a value: a blank cell is missing.",
                ),
            )
        } else if token {
            Diagnostic::error(
                Code::MissingValueUse,
                text!(
                    nb: "«{text}» er aldri verdien i feltet: tabellen sier at det betyr at verdien mangler.",
                    en: "\"{text}\" is never the field's value: the table says that it means that the value is missing."
                ),
            )
        } else {
            return true;
        };
        self.tell(
            problem
                .at(span, Text::default())
                .help(text!(nb: "Skriv `felt {missing}`.", en: "Write `field {missing}`.")),
        );
        false
    }

    fn has_order(&mut self, left: &Expr, right: &Expr) -> bool {
        if [&left.ty, &right.ty].into_iter().all(|ty| matches!(ty, Ty::Int | Ty::Decimal | Ty::Date | Ty::Text)) {
            return true;
        }
        let Text { nb, en } = self.describe(&left.ty);
        let is_in = self.word(Keyword::In);
        self.tell(
            Diagnostic::error(
                Code::TypeMismatch,
                text!(
                    nb: "Det er ingen rekkefølge her: dette er {nb}. Større og mindre gjelder tall, datoer og tekster.",
                    en: "There is no order here: this is {en}. Greater and less are for numbers, dates and texts."
                ),
            )
            .at(left.span.to(right.span), Text::default())
            .help(text!(
                nb: "Bruk `=`, eller nevn dem som gjelder: `… {is_in} [a, b]`.",
                en: "Use `=`, or name those that count: `… {is_in} [a, b]`."
            )),
        );
        false
    }

    /// `share(…) >= 90` for `>= 90 %` would never hold, and `<= 90` always.
    fn share_within_one(&mut self, left: &Expr, right: &Expr) -> Option<()> {
        let is_share = |expr: &Expr| matches!(&expr.kind, ExprKind::Aggregate(a) if a.kind == AggregateKind::Share);
        let constant = match (is_share(left), is_share(right)) {
            (true, false) => right,
            (false, true) => left,
            _ => return Some(()),
        };
        let number = match &constant.kind {
            ExprKind::Const(Value::Int(n)) => Decimal::from(*n),
            ExprKind::Const(Value::Decimal(d)) => *d,
            _ => return Some(()),
        };
        // 100 % is 1, and more than all may be asked for by mistake only
        if number >= Decimal::ZERO && number <= Decimal::from(1) {
            return Some(());
        }
        self.tell(
            Diagnostic::error(
                Code::TypeMismatch,
                text!(
                    nb: "En andel er mellom 0 og 1 (100 %), så sammenligningen med {number} har alltid samme svar.",
                    en: "A share is between 0 and 1 (100 %), so the comparison with {number} always has the same answer."
                ),
            )
            .at(constant.span, Text::default())
            .help(text!(nb: "Skriv `{number} %`.", en: "Write `{number} %`.")),
        );
        None
    }

    pub(super) fn mismatch(&mut self, left: &Expr, right: &Expr) {
        let (a, b) = (self.describe(&left.ty), self.describe(&right.ty));
        let (a_nb, a_en, b_nb, b_en) = (&a.nb, &a.en, &b.nb, &b.en);
        let mut problem = Diagnostic::error(
            Code::TypeMismatch,
            text!(
                nb: "Her sammenlignes {a_nb} med {b_nb}.",
                en: "Here {a_en} is compared with {b_en}."
            ),
        )
        .at(right.span, text!(nb: "dette er {b_nb}", en: "this is {b_en}"))
        .at(left.span, text!(nb: "dette er {a_nb}", en: "this is {a_en}"));
        let help = self.remedy(left, right).or_else(|| self.remedy(right, left));
        problem.help.push(help.unwrap_or_else(|| {
            Text::new(
                "Sammenlign verdier av samme slag, eller rett typen til feltet i tabellen.",
                "Compare values of one kind, or correct the type of the field in its table.",
            )
        }));
        self.tell(problem);
    }

    /// What to write instead, seen from one side.
    fn remedy(&self, one: &Expr, other: &Expr) -> Option<Text> {
        let text = match &other.kind {
            ExprKind::Const(Value::Text(text)) => Some(&**text),
            _ => None,
        };
        match (&one.ty, &other.ty, text) {
            (Ty::Date, _, Some(text)) => {
                let date = date_in(text).map_or("2017-09-08".to_owned(), |date| date.to_string());
                Some(text!(
                    nb: "Datoer skrives uten anførselstegn: `{date}`.",
                    en: "Dates are written without quotation marks: `{date}`."
                ))
            }
            (Ty::Date, Ty::Int, _) => {
                let year = super::call::name_of("year", self.words);
                Some(text!(
                    nb: "Skriv hele datoen, som `2018-01-01`, eller sammenlign året: `{year}(…)`.",
                    en: "Write the whole date, as `2018-01-01`, or compare the year: `{year}(…)`."
                ))
            }
            (Ty::Int | Ty::Decimal, _, Some(text)) => {
                let plain = text.replace([' ', '\u{a0}'], "").replace(',', ".");
                let number = Decimal::parse(&plain).map_or("10.5".to_owned(), |number| number.to_string());
                Some(text!(
                    nb: "Tall skrives uten anførselstegn: `{number}`.",
                    en: "Numbers are written without quotation marks: `{number}`."
                ))
            }
            (Ty::Bool, _, Some(_)) => {
                let yes = self.word(Keyword::Yes);
                Some(text!(
                    nb: "Skriv feltet alene, eller `= {yes}`, uten anførselstegn.",
                    en: "Write the field alone, or `= {yes}`, without quotation marks."
                ))
            }
            (Ty::Code(list), _, Some(text)) => Some(self.code_for_text(*list, text)),
            (Ty::List(_), _, _) => {
                let has = self.word(Keyword::Has);
                Some(text!(
                    nb: "Spør om noe står i listen: `liste {has} noe`.",
                    en: "Ask whether something is in the list: `list {has} something`."
                ))
            }
            (Ty::Text, Ty::Int | Ty::Decimal, _) if matches!(other.kind, ExprKind::Const(_)) => Some(Text::new(
                "Feltet er en tekst. Er det et tall, erklærer du det som heltall eller desimal; ellers skriver du tallet i anførselstegn.",
                "The field is a text. If it is a number, declare it as integer or decimal; otherwise put the number in quotation marks.",
            )),
            (Ty::Text, Ty::Date, _) => Some(Text::new(
                "Er feltet en dato, erklærer du det som dato i tabellen.",
                "If the field is a date, declare it as one in the table.",
            )),
            _ => None,
        }
    }

    fn code_for_text(&self, list: crate::value::CodesId, text: &str) -> Text {
        let codes = self.ground.model.code_list(list);
        let fold = |token: &str| token.trim().to_lowercase();
        let found = codes.entries.iter().find(|entry| {
            fold(&entry.name) == fold(text) || entry.labels.iter().any(|label| fold(label) == fold(text))
        });
        match found {
            Some(entry) => {
                let code = &entry.name;
                text!(
                    nb: "Skriv koden, uten anførselstegn: `{code}`.",
                    en: "Write the code, without quotation marks: `{code}`."
                )
            }
            None => {
                let names = say::list(codes.entries.iter().map(|entry| entry.name.as_str()));
                text!(
                    nb: "Skriv en av kodene, uten anførselstegn: {names}.",
                    en: "Write one of the codes, without quotation marks: {names}."
                )
            }
        }
    }
}

enum Quiet {
    Is(Expr),
    Unknown,
    /// Its declaration failed, or must be typed first.
    Silent,
}

/// A single name without `this`.
pub(super) fn is_bare(tree: &tree::Expr) -> bool {
    matches!(&tree.kind, tree::ExprKind::Path { names, this: false } if names.len() == 1)
}

fn bare_name(tree: &tree::Expr) -> &str {
    match &tree.kind {
        tree::ExprKind::Path { names, .. } => names.first().map_or("", |name| &name.text),
        _ => "",
    }
}

/// The date that a text seems to mean.
fn date_in(text: &str) -> Option<Date> {
    let text = text.trim();
    if let Some(date) = Date::parse_iso(text) {
        return Some(date);
    }
    let mut parts = text.split(['.', '/', '-']);
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    Date::from_ymd(year.trim().parse().ok()?, month.trim().parse().ok()?, day.trim().parse().ok()?)
}

/// Whether all of some expressions are constants; their values.
pub(super) fn constants(all: &[Expr]) -> Option<Vec<Value>> {
    all.iter()
        .map(|expr| match &expr.kind {
            ExprKind::Const(value) => Some(value.clone()),
            _ => None,
        })
        .collect()
}

/// Whether no part of a list changes from row to row.
pub(super) fn all_constant(all: &[Expr]) -> bool {
    all.iter().all(is_constant)
}

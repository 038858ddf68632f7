//! Tests beside rules: the rows of a small registry, and the verdicts that they expect.

use super::field::literal;
use super::ground::{Ground, Member};
use super::model::{Subject, Test, TestCell, TestRow};
use super::say::{self, describe};
use super::unit::Unit;
use crate::base::{Code, Diagnostic, Span, Text};
use crate::syntax::lexicon::Keyword;
use crate::syntax::tree::{self, ExprKind, Item, Words};
use crate::text;
use crate::value::{CodesId, TableId, Ty, Value};

/// Types the tests of all files. Unknown rules have been told of with the rules.
pub(super) fn tests(files: &[&tree::File], ground: &mut Ground, problems: &mut Vec<Diagnostic>) {
    let mut made = Vec::new();
    for file in files {
        let pack = file.items.iter().find_map(|item| match item {
            Item::Pack(pack) => Some(pack.id.text.as_str()),
            _ => None,
        });
        for item in &file.items {
            if let Item::Test(tree) = item {
                made.extend(Maker { ground, words: file.words, problems }.make(tree, pack));
            }
        }
    }
    ground.model.tests = made;
}

/// Makes one test.
struct Maker<'a, 'g> {
    ground: &'a Ground<'g>,
    words: Words,
    problems: &'a mut Vec<Diagnostic>,
}

impl Maker<'_, '_> {
    fn make(&mut self, tree: &tree::Test, pack: Option<&str>) -> Option<Test> {
        let rule = self.rule(&tree.rule.text, pack);
        let judged = rule.and_then(|rule| match &self.ground.model.rules[rule].subject {
            Subject::Rows(table) | Subject::Groups { table, .. } => Some(*table),
            Subject::Registry => None,
        });
        let rows: Vec<Option<TestRow>> = tree.rows.iter().map(|row| self.row(row, judged)).collect();
        let rows: Option<Vec<TestRow>> = rows.into_iter().collect();
        let as_of = tree.as_of.map(|(date, _)| date);
        Some(Test { rule: rule?, as_of, rows: rows?, span: tree.span, name_span: tree.rule.span })
    }

    fn rule(&self, name: &str, pack: Option<&str>) -> Option<usize> {
        let called = |id: &str| self.ground.model.rules.iter().position(|rule| rule.id == id);
        pack.and_then(|pack| called(&format!("{pack}/{name}"))).or_else(|| called(name))
    }

    /// `judged`: the table whose rows the rule judges, if it does.
    fn row(&mut self, tree: &tree::TestRow, judged: Option<TableId>) -> Option<TestRow> {
        let table = self.ground.table(&tree.table, self.problems)?;
        let mut cells: Vec<TestCell> = Vec::new();
        let mut sound = true;
        for (name, value) in &tree.fields {
            let cell = self.field(name, table).and_then(|field| self.cell(field, table, value));
            match cell {
                Some(cell) if cells.iter().any(|other| other.field == cell.field) => {
                    sound = false;
                    self.problems.push(twice(name));
                }
                Some(cell) => cells.push(cell),
                None => sound = false,
            }
        }
        if let (Some((_, span)), Some(judged)) = (tree.expect, judged)
            && judged != table
        {
            sound = false;
            let (own, wanted) = (self.ground.table_name(table), self.ground.table_name(judged));
            let problem = Diagnostic::error(
                Code::TypeMismatch,
                text!(
                    nb: "Regelen dømmer rader i {wanted}, og kan ikke gi et utfall for en rad i {own}.",
                    en: "The rule judges rows of {wanted}, and cannot give a verdict on a row of {own}."
                ),
            );
            self.problems.push(problem.at(span, Text::default()).help(text!(
                nb: "Sett pilen bak en rad i {wanted}, og la denne raden stå uten.",
                en: "Put the arrow behind a row of {wanted}, and leave this row without one."
            )));
        }
        sound.then_some(TestRow { table, cells, expect: tree.expect, span: tree.span })
    }

    fn field(&mut self, name: &tree::Name, table: TableId) -> Option<usize> {
        let (told, own) = (&name.text, self.ground.table_name(table));
        let problem = match self.ground.member(table, told) {
            Some(Member::Field(field)) => return Some(field),
            Some(Member::Broken) => return None,
            Some(Member::Term(_)) => Diagnostic::error(
                Code::UnknownName,
                text!(
                    nb: "`{told}` er et begrep, som regnes ut; en rad har bare felt.",
                    en: "`{told}` is a term, which is computed; a row has fields only."
                ),
            )
            .help(Text::new(
                "Oppgi feltene som begrepet bygger på.",
                "State the fields that the term is computed from.",
            )),
            None => {
                let fields = &self.ground.model.table(table).fields;
                let names = || fields.iter().map(|field| field.name.as_str());
                let problem = Diagnostic::error(
                    Code::UnknownName,
                    text!(nb: "{own} har ikke noe felt `{told}`.", en: "{own} has no field `{told}`."),
                );
                match self.ground.suggest(told, names()) {
                    Some(help) => problem.help(help),
                    None => {
                        let list = say::list(names());
                        problem.help(text!(nb: "Feltene er: {list}.", en: "The fields are: {list}."))
                    }
                }
            }
        };
        self.problems.push(problem.at(name.span, Text::default()));
        None
    }

    fn cell(&mut self, field: usize, table: TableId, tree: &tree::Expr) -> Option<TestCell> {
        let declared = &self.ground.model.table(table).fields[field];
        let value = match &tree.kind {
            ExprKind::Number { value, unit: Some(unit), .. } => {
                let converted = declared.unit.as_deref().and_then(|own| {
                    let ratio = Unit::read(&unit.text).ratio(&Unit::read(own))?;
                    let kind = ExprKind::Number { value: value.checked_mul(ratio)?, percent: false, unit: None };
                    literal(&tree::Expr { kind, span: tree.span }, &declared.ty)
                });
                match converted {
                    Some(value) => value,
                    None => return self.wrong_unit(&unit.text, declared.unit.clone(), tree.span),
                }
            }
            _ => self.value(tree, &declared.ty, &declared.name)?,
        };
        Some(TestCell { field, value, span: tree.span })
    }

    /// A number in a unit that the field's cells are not in.
    fn wrong_unit(&mut self, given: &str, own: Option<String>, span: Span) -> Option<TestCell> {
        let problem = match own {
            Some(own) => Diagnostic::error(
                Code::TypeMismatch,
                text!(nb: "{given} kan ikke stå i et felt i {own}.", en: "{given} cannot stand in a field in {own}."),
            )
            .help(text!(nb: "Skriv tallet i {own}.", en: "Write the number in {own}.")),
            None => Diagnostic::error(
                Code::TypeMismatch,
                text!(nb: "Feltet har ingen enhet, så {given} sier ikke noe.", en: "The field has no unit, so {given} says nothing."),
            )
            .help(Text::new("Stryk enheten, eller gi feltet en.", "Delete the unit, or give the field one.")),
        };
        self.problems.push(problem.at(span, Text::default()));
        None
    }

    fn value(&mut self, tree: &tree::Expr, ty: &Ty, field: &str) -> Option<Value> {
        match (&tree.kind, ty) {
            (ExprKind::Text(text), _) => Some(Value::Text(text.as_str().into())),
            (ExprKind::Path { names, this: false }, Ty::Code(list)) if names.len() == 1 => {
                self.code(&names[0], *list).map(|number| Value::Code(*list, number))
            }
            (ExprKind::Bool(yes), Ty::Bool) => Some(Value::Bool(*yes)),
            (ExprKind::Date(date), Ty::Date) => Some(Value::Date(*date)),
            (ExprKind::List(items), Ty::List(item)) => {
                let typed: Vec<Option<Value>> = items.iter().map(|tree| self.value(tree, item, field)).collect();
                typed.into_iter().collect::<Option<Vec<Value>>>().map(Value::List)
            }
            (_, Ty::Ref(target)) => {
                let target = self.ground.model.table(*target);
                match target.key.first().map(|&key| &target.fields[key].ty) {
                    Some(Ty::Ref(_)) | None => self.misfit(tree, &Ty::Text, field),
                    Some(key) => self.value(tree, &key.clone(), field),
                }
            }
            (_, Ty::Int | Ty::Decimal) => match literal(tree, ty) {
                Some(value) => Some(value),
                None => self.misfit(tree, ty, field),
            },
            _ => self.misfit(tree, ty, field),
        }
    }

    fn code(&mut self, name: &tree::Name, list: CodesId) -> Option<u16> {
        let told = &name.text;
        if let Some(number) = self.ground.code(list, told) {
            return Some(number);
        }
        let codes = self.ground.model.code_list(list);
        let names = || codes.entries.iter().map(|entry| entry.name.as_str());
        let of = &codes.name;
        let problem = Diagnostic::error(
            Code::UnknownCode,
            text!(nb: "{of} har ingen kode `{told}`.", en: "{of} has no code `{told}`."),
        )
        .at(name.span, Text::default());
        let listed = say::list(names());
        let help = self.ground.suggest(told, names());
        let help = help.unwrap_or(text!(nb: "Kodene er: {listed}.", en: "The codes are: {listed}."));
        self.problems.push(problem.help(help));
        None
    }

    fn misfit(&mut self, tree: &tree::Expr, ty: &Ty, field: &str) -> Option<Value> {
        let Text { nb, en } = describe(ty, &self.ground.model);
        let no = Keyword::No.word(self.words);
        let yes = Keyword::Yes.word(self.words);
        let help = match ty {
            Ty::Text | Ty::Ref(_) => Text::new("Tekster står i anførselstegn.", "Texts stand in quotation marks."),
            Ty::Date => Text::new(
                "Datoer skrives uten anførselstegn: `2018-03-01`.",
                "Dates are written without quotation marks: `2018-03-01`.",
            ),
            Ty::Int | Ty::Decimal => Text::new("Skriv tallet rett ut.", "Write out the number."),
            Ty::Bool => text!(nb: "Skriv `{yes}` eller `{no}`.", en: "Write `{yes}` or `{no}`."),
            Ty::Code(list) => {
                let codes = self.ground.model.code_list(*list);
                let names = say::list(codes.entries.iter().map(|entry| entry.name.as_str()));
                text!(nb: "Kodene er: {names}.", en: "The codes are: {names}.")
            }
            Ty::List(_) => Text::new("Skriv listen i hakeparenteser: `[a, b]`.", "Write the list as `[a, b]`."),
        };
        self.problems.push(
            Diagnostic::error(
                Code::TypeMismatch,
                text!(nb: "Feltet `{field}` er {nb}, og kan ikke ha denne verdien.", en: "The field `{field}` is {en}, and cannot have this value."),
            )
            .at(tree.span, Text::default())
            .help(help),
        );
        None
    }
}

fn twice(name: &tree::Name) -> Diagnostic {
    let told = &name.text;
    Diagnostic::error(
        Code::DuplicateClause,
        text!(nb: "Raden oppgir `{told}` to ganger.", en: "The row states `{told}` twice."),
    )
    .at(name.span, Text::default())
    .help(Text::new("Stryk den ene.", "Delete one of them."))
}

//! Waivers: whom they name, how long they hold, why, and who answers for them.

use super::checks::{check_id, of_field};
use super::ground::{Ground, Member};
use super::model::{Subject, Target, Waiver};
use super::rule::no_such_rule;
use super::say;
use crate::base::{Code, Diagnostic, Span, Text};
use crate::syntax::lexicon::Keyword;
use crate::syntax::tree::{self, Expr, ExprKind, Item, Words};
use crate::text;
use crate::value::{Decimal, TableId, Ty, Value};
use hashbrown::HashMap;

/// Resolves the waivers of all files. `ids` are the ids of all rules, right or not.
pub(super) fn waivers(
    files: &[&tree::File],
    ids: &HashMap<String, Span>,
    ground: &mut Ground,
    problems: &mut Vec<Diagnostic>,
) {
    let mut made = Vec::new();
    for file in files {
        let pack = file.items.iter().find_map(|item| match item {
            Item::Pack(pack) => Some(pack.id.text.as_str()),
            _ => None,
        });
        for item in &file.items {
            let Item::Waiver(tree) = item else { continue };
            made.extend(Maker { ground, words: file.words, tree, problems }.make(pack, ids));
        }
    }
    ground.model.waivers = made;
}

struct Maker<'a, 'g> {
    ground: &'a Ground<'g>,
    words: Words,
    tree: &'a tree::Waiver,
    problems: &'a mut Vec<Diagnostic>,
}

/// A part of a subject's key: what it is called, and its type.
struct Part {
    name: String,
    ty: Ty,
}

impl Maker<'_, '_> {
    fn make(mut self, pack: Option<&str>, ids: &HashMap<String, Span>) -> Option<Waiver> {
        self.lacks();
        let (target, id) = self.target(pack, ids)?;
        let parts = self.parts(target)?;
        let keys = self.keys(&parts)?;
        let (until, until_span) = self.tree.until?;
        Some(Waiver {
            target,
            id,
            keys,
            until,
            because: self.tree.because.as_ref()?.text.clone(),
            approved_by: self.tree.approved_by.as_ref()?.text.clone(),
            span: self.tree.span,
            until_span,
        })
    }

    /// End, reason and approver are mandatory, and say something.
    fn lacks(&mut self) {
        let blank = |text: &Option<tree::Str>| text.as_ref().is_none_or(|text| text.text.trim().is_empty());
        let lines = [
            (Keyword::Until, self.tree.until.is_none(), "2026-12-31"),
            (Keyword::Because, blank(&self.tree.because), "«…»"),
            (Keyword::ApprovedBy, blank(&self.tree.approved_by), "«…»"),
        ];
        if self.ground.is_torn(self.tree.span) {
            return; // they may stand on the line that could not be read
        }
        let lacking: Vec<String> = lines
            .iter()
            .filter(|(_, lacks, _)| *lacks)
            .map(|(word, _, value)| format!("`{} {value}`", word.word(self.words)))
            .collect();
        if lacking.is_empty() {
            return;
        }
        let (nb, en) = (lacking.join(" og "), lacking.join(" and "));
        self.problems.push(
            Diagnostic::error(Code::MissingClause, text!(nb: "Unntaket mangler {nb}.", en: "The waiver lacks {en}."))
                .at(self.tree.rule.span, Text::default())
                .help(Text::new(
                    "Et unntak sier alltid når det slutter, hvorfor det er gitt, og hvem som har godkjent det.",
                    "A waiver always says when it ends, why it was given, and who approved it.",
                )),
        );
    }

    fn target(&mut self, pack: Option<&str>, ids: &HashMap<String, Span>) -> Option<(Target, String)> {
        let name = &self.tree.rule;
        let full = pack.map(|pack| format!("{pack}/{}", name.text));
        if let Some(id) = full.as_ref().into_iter().chain([&name.text]).find(|id| ids.contains_key(*id)) {
            // A rule that is not right has been told of.
            let place = self.ground.model.rules.iter().position(|rule| rule.id == *id)?;
            return Some((Target::Rule(place), id.clone()));
        }
        if let Some((path, _)) = name.text.rsplit_once('/')
            && let Some((table, field)) = path.split_once('.')
            && let Some(&table) = self.ground.tables.get(table)
        {
            return self.check(table, field);
        }
        self.problems.push(no_such_rule(name, ids, self.ground));
        None
    }

    /// A check of a table's field.
    fn check(&mut self, table: TableId, field: &str) -> Option<(Target, String)> {
        let declared = self.ground.model.table(table);
        let places: Vec<usize> = match self.ground.member(table, field) {
            Some(Member::Field(place)) => vec![place],
            Some(Member::Broken) => return None,
            _ => (0..declared.fields.len()).collect(),
        };
        let known = places
            .iter()
            .flat_map(|&place| of_field(&self.ground.model, table, place).into_iter().map(move |kind| (place, kind)));
        let known: Vec<_> = known.collect();
        let told = &self.tree.rule.text;
        if let Some(&(field, kind)) = known.iter().find(|(place, kind)| check_id(declared, *place, *kind) == *told) {
            return Some((Target::Check { table, field, kind }, told.clone()));
        }
        let all: Vec<String> = known.iter().map(|(place, kind)| check_id(declared, *place, *kind)).collect();
        let names = say::list(all.iter().map(String::as_str));
        let problem = Diagnostic::error(
            Code::UnknownName,
            text!(nb: "Det finnes ingen kontroll `{told}`.", en: "There is no check `{told}`."),
        )
        .at(self.tree.rule.span, Text::default());
        self.problems.push(match self.ground.suggest(told, all.iter().map(String::as_str)) {
            Some(help) => problem.help(help),
            None => problem.help(text!(nb: "Kontrollene er: {names}.", en: "The checks are: {names}.")),
        });
        None
    }

    /// What the subjects of the target are named by.
    fn parts(&mut self, target: Target) -> Option<Vec<Part>> {
        let model = &self.ground.model;
        let table = match target {
            Target::Check { table, .. } => table,
            Target::Rule(place) => match &model.rules[place].subject {
                Subject::Rows(table) => *table,
                Subject::Registry => return Some(Vec::new()),
                Subject::Groups { path, .. } => {
                    let name = match self.words {
                        Words::En => "the group's value",
                        Words::Nb | Words::Nn => "gruppens verdi",
                    };
                    let name = name.to_owned();
                    return Some(vec![Part { name, ty: path.ty.clone() }]);
                }
            },
        };
        let declared = model.table(table);
        let part = |&place: &usize| {
            let field = &declared.fields[place];
            Part { name: field.name.clone(), ty: field.ty.clone() }
        };
        if !declared.key.is_empty() {
            return Some(declared.key.iter().map(part).collect());
        }
        if !self.ground.keyed[table.0 as usize] {
            let (name, word) = (&declared.name, Keyword::Key.word(self.words));
            self.problems.push(
                Diagnostic::error(
                    Code::NoKey,
                    text!(
                        nb: "Et unntak kan ikke navngi en rad i {name}, for tabellen har ingen nøkkel.",
                        en: "A waiver cannot name a row of {name}, since the table has no key."
                    ),
                )
                .at(self.tree.rule.span, Text::default())
                .at(declared.name_span, Text::new("tabellen", "the table"))
                .help(text!(
                    nb: "Skriv `{word}` ved feltet som skiller radene.",
                    en: "Write `{word}` at the field that tells its rows apart."
                )),
            );
        }
        None
    }

    fn keys(&mut self, parts: &[Part]) -> Option<Vec<Value>> {
        if parts.len() != self.tree.keys.len() {
            let (wanted, given) = (parts.len(), self.tree.keys.len());
            let names = parts.iter().map(|part| part.name.as_str()).collect::<Vec<_>>().join(", ");
            let message = match wanted {
                0 => Text::new(
                    "Regelen gjelder hele registeret, så unntaket skal ikke navngi noen rad.",
                    "The rule is for the whole registry, so the waiver must not name a row.",
                ),
                1 => text!(
                    nb: "Unntaket skal navngi det som det gjelder med én verdi ({names}), men har {given}.",
                    en: "The waiver must name its subject by one value ({names}), but has {given}."
                ),
                _ => text!(
                    nb: "Unntaket skal navngi det som det gjelder med {wanted} verdier ({names}), men har {given}.",
                    en: "The waiver must name its subject by {wanted} values ({names}), but has {given}."
                ),
            };
            let (waiver, of, rule) =
                (Keyword::Waiver.word(self.words), Keyword::For.word(self.words), &self.tree.rule.text);
            let shown: String =
                parts.iter().map(|part| format!(" {}", example(&part.ty, self.ground))).collect::<Vec<_>>().join(",");
            self.problems.push(
                Diagnostic::error(Code::WrongArguments, message)
                    .at(self.tree.keys.first().map_or(self.tree.rule.span, |key| key.span), Text::default())
                    .help(text!(
                        nb: "Skriv `{waiver} {of} {rule}{shown}`.",
                        en: "Write `{waiver} {of} {rule}{shown}`."
                    )),
            );
            return None;
        }
        let keys: Vec<Option<Value>> =
            self.tree.keys.iter().zip(parts).map(|(tree, part)| self.key(tree, part)).collect();
        keys.into_iter().collect()
    }

    /// A key value of the type of its field.
    fn key(&mut self, tree: &Expr, part: &Part) -> Option<Value> {
        let ty = key_type(&part.ty, self.ground);
        if let Some(value) = literal(tree, ty, self.ground) {
            return Some(value);
        }
        let (Text { nb, en }, name) = (say::describe(ty, &self.ground.model), &part.name);
        let shown = example(ty, self.ground);
        let problem = Diagnostic::error(
            Code::WrongArguments,
            text!(
                nb: "Unntaket navngir det som det gjelder med {name}, som er {nb}.",
                en: "The waiver names its subject by {name}, which is {en}."
            ),
        )
        .at(tree.span, Text::default());
        self.problems.push(match ty {
            Ty::Code(list) => {
                let codes = self.ground.model.code_list(*list);
                let names = say::list(codes.entries.iter().map(|entry| entry.name.as_str()));
                problem.help(text!(nb: "Skriv en av kodene: {names}.", en: "Write one of the codes: {names}."))
            }
            _ => problem.help(text!(nb: "Skriv den som {shown}.", en: "Write it as {shown}.")),
        });
        None
    }
}

/// The type of the values that a key is made of: references are named by the key that they refer to.
fn key_type<'t>(ty: &'t Ty, ground: &'t Ground) -> &'t Ty {
    let mut ty = ty;
    for _ in 0..=ground.model.tables.len() {
        let Ty::Ref(table) = ty else { break };
        let declared = ground.model.table(*table);
        match declared.key[..] {
            [key] => ty = &declared.fields[key].ty,
            _ => break,
        }
    }
    ty
}

fn literal(tree: &Expr, ty: &Ty, ground: &Ground) -> Option<Value> {
    let number = |value: Decimal| match ty {
        Ty::Int => value.to_int().map(Value::Int),
        Ty::Decimal => Some(Value::Decimal(value)),
        _ => None,
    };
    match (&tree.kind, ty) {
        (ExprKind::Text(text), Ty::Text | Ty::Ref(_)) => Some(Value::Text(text.as_str().into())),
        (ExprKind::Date(date), Ty::Date) => Some(Value::Date(*date)),
        (ExprKind::Bool(yes), Ty::Bool) => Some(Value::Bool(*yes)),
        (ExprKind::Number { value, percent: false, unit: None }, _) => number(*value),
        (ExprKind::Negate(of), _) => match &of.kind {
            ExprKind::Number { value, percent: false, unit: None } => number(-*value),
            _ => None,
        },
        (ExprKind::Path { names, this: false }, Ty::Code(list)) => match &names[..] {
            [name] => ground.code(*list, &name.text).map(|code| Value::Code(*list, code)),
            _ => None,
        },
        _ => None,
    }
}

/// How a value of a type is written.
fn example(ty: &Ty, ground: &Ground) -> String {
    match key_type(ty, ground) {
        Ty::Int => "1875".into(),
        Ty::Decimal => "2.5".into(),
        Ty::Date => "2026-12-31".into(),
        Ty::Bool => "ja".into(),
        Ty::Code(list) => {
            let first = ground.model.code_list(*list).entries.first();
            first.map_or("…".into(), |entry| entry.name.clone())
        }
        Ty::Text | Ty::Ref(_) | Ty::List(_) => "«…»".into(),
    }
}

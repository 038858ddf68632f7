//! Fields: their types, and modifiers that fit them.

use super::ground::{Ground, Member, twice};
use super::model::Field;
use super::say::{basic_types, describe};
use super::{expr::bad_regex, not_yet};
use crate::base::{Code, Diagnostic, Span, Text};
use crate::builtin::Pattern;
use crate::syntax::tree::{self, ModifierKind, TypeKind, Words};
use crate::text;
use crate::value::{Decimal, TableId, Ty, Value};
use std::mem::{Discriminant, discriminant};

/// Declares the fields of a table.
pub(super) fn fields(
    id: TableId,
    tree: &tree::Table,
    words: Words,
    ground: &mut Ground,
    problems: &mut Vec<Diagnostic>,
) {
    for field in &tree.fields {
        let name = &field.name.text;
        let table = &ground.model.tables[id.0 as usize];
        if let Some(first) = table.fields.iter().find(|first| first.name == *name) {
            problems.push(twice(name, Text::new("Feltet", "The field"), field.name.span, first.name_span));
            continue;
        }
        let made = ty(&field.ty, words, ground, problems).map(|ty| build(field, ty, ground, problems));
        let table = &mut ground.model.tables[id.0 as usize];
        let member = match made {
            Some(made) => {
                table.fields.push(made);
                Member::Field(table.fields.len() - 1)
            }
            None => Member::Broken,
        };
        ground.members[id.0 as usize].insert(name.clone(), member);
    }
}

fn ty(tree: &tree::TypeRef, words: Words, ground: &Ground, problems: &mut Vec<Diagnostic>) -> Option<Ty> {
    Some(match &tree.kind {
        TypeKind::Text => Ty::Text,
        TypeKind::Integer => Ty::Int,
        TypeKind::Decimal => Ty::Decimal,
        TypeKind::Boolean => Ty::Bool,
        TypeKind::Date => Ty::Date,
        TypeKind::List(element) => {
            if matches!(element.kind, TypeKind::List(_)) {
                problems.push(not_yet(tree.span, Text::new("lister av lister", "lists of lists")));
                return None;
            }
            Ty::List(Box::new(ty(element, words, ground, problems)?))
        }
        TypeKind::Named(name) => return named(name, words, ground, problems),
    })
}

fn named(name: &tree::Name, words: Words, ground: &Ground, problems: &mut Vec<Diagnostic>) -> Option<Ty> {
    let told = &name.text;
    if let Some(list) = ground.codes.get(told) {
        return Some(Ty::Code(*list));
    }
    if let Some(table) = ground.tables.get(told) {
        return Some(Ty::Ref(*table));
    }
    if ground.broken.contains(told) {
        return None;
    }
    let problem = Diagnostic::error(
        Code::UnknownType,
        text!(
            nb: "`{told}` er verken en type, en kodeliste eller en tabell.",
            en: "`{told}` is neither a type, a code list nor a table."
        ),
    )
    .at(name.span, Text::default());
    let basic = basic_types(words);
    let declared = ground.codes.keys().chain(ground.tables.keys()).map(String::as_str);
    let help = ground.suggest(told, basic.into_iter().chain(declared));
    let all = basic.join(", ");
    problems.push(problem.help(help.unwrap_or_else(|| {
        text!(
            nb: "Typene er: {all}; og navnet på en kodeliste eller en tabell.",
            en: "The types are: {all}; and the name of a code list or a table."
        )
    })));
    None
}

fn build(tree: &tree::Field, ty: Ty, ground: &Ground, problems: &mut Vec<Diagnostic>) -> Field {
    let is_list = matches!(ty, Ty::List(_));
    let mut field = Field {
        name: tree.name.text.clone(),
        ty,
        headings: vec![tree.name.text.clone()],
        required: false,
        unique: false,
        not_stated: Vec::new(),
        not_relevant: Vec::new(),
        separator: is_list.then(|| ",".to_owned()),
        blank_means_none: false,
        yes: Vec::new(),
        no: Vec::new(),
        blank_means_no: false,
        matches: None,
        between: None,
        format: None,
        unit: None,
        width: None,
        span: tree.span,
        name_span: tree.name.span,
    };
    let mut seen: Vec<(Discriminant<ModifierKind>, Span)> = Vec::new();
    for modifier in &tree.modifiers {
        let kind = discriminant(&modifier.kind);
        if let Some((_, first)) = seen.iter().find(|(other, _)| *other == kind) {
            problems.push(
                Diagnostic::error(
                    Code::DuplicateClause,
                    Text::new("Egenskapen står to ganger.", "The modifier stands twice."),
                )
                .at(modifier.span, Text::default())
                .at(*first, Text::new("første gang", "the first time"))
                .help(Text::new(
                    "Stryk den ene; flere overskrifter eller ord skilles med `|`.",
                    "Delete one; several headings or tokens are separated by `|`.",
                )),
            );
            continue;
        }
        seen.push((kind, modifier.span));
        modify(&mut field, modifier, ground, problems);
    }
    tokens(&field, tree, ground, problems);
    percent(&field, tree, problems);
    field
}

/// A format with a percent sign needs the unit, or `25 %` in a rule would be the number 0.25 beside a cell's 25.
fn percent(field: &Field, tree: &tree::Field, problems: &mut Vec<Diagnostic>) {
    let format = tree.modifiers.iter().find(|modifier| matches!(modifier.kind, ModifierKind::Format(_)));
    let has_sign = field.format.as_ref().is_some_and(|pattern| pattern.contains('%'));
    let (Some(format), true, true) = (format, has_sign, field.unit.is_none() && !matches!(field.ty, Ty::List(_)))
    else {
        return;
    };
    problems.push(
        Diagnostic::error(
            Code::UnusableModifier,
            Text::new(
                "Mønsteret har et prosenttegn, men feltet har ingen enhet: en celle «25 %» ville vært tallet 25, og `25 %` i en regel tallet 0.25.",
                "The pattern has a percent sign, but the field has no unit: a cell \"25 %\" would be the number 25, and `25 %` in a rule the number 0.25.",
            ),
        )
        .at(format.span, Text::default())
        .help(Text::new("Legg til egenskapen `enhet «%»`.", "Add the modifier `unit \"%\"`.")),
    );
}

fn modify(field: &mut Field, modifier: &tree::Modifier, ground: &Ground, problems: &mut Vec<Diagnostic>) {
    let texts = |all: &[tree::Str]| all.iter().map(|text| text.text.clone()).collect::<Vec<_>>();
    if let Some(wanted) = unfit(&modifier.kind, &field.ty) {
        let (Text { nb, en }, wanted_nb, wanted_en) = (describe(&field.ty, &ground.model), wanted.nb, wanted.en);
        let name = &field.name;
        problems.push(
            Diagnostic::error(
                Code::UnusableModifier,
                text!(
                    nb: "Egenskapen gjelder {wanted_nb}, men `{name}` er {nb}.",
                    en: "The modifier is for {wanted_en}, but `{name}` is {en}."
                ),
            )
            .at(modifier.span, Text::default())
            .help(Text::new("Stryk egenskapen, eller rett typen.", "Delete the modifier, or correct the type.")),
        );
        return;
    }
    match &modifier.kind {
        ModifierKind::Key => {}
        ModifierKind::Required => field.required = true,
        ModifierKind::Unique => field.unique = true,
        ModifierKind::Column(headings) if !headings.is_empty() => field.headings = texts(headings),
        ModifierKind::Column(_) => {}
        ModifierKind::NotStated(all) => field.not_stated = texts(all),
        ModifierKind::NotRelevant(all) => field.not_relevant = texts(all),
        ModifierKind::SeparatedBy(text) if text.text.is_empty() => problems.push(
            Diagnostic::error(Code::UnusableModifier, Text::new("Skilletegnet er tomt.", "The separator is empty."))
                .at(text.span, Text::default())
                .help(Text::new(
                    "Skriv tegnet som skiller elementene, som «;».",
                    "Write the sign between the elements, as \";\".",
                )),
        ),
        ModifierKind::SeparatedBy(text) => field.separator = Some(text.text.clone()),
        ModifierKind::BlankMeansNone => field.blank_means_none = true,
        ModifierKind::YesIs(all) => field.yes = texts(all),
        ModifierKind::NoIs(all) => field.no = texts(all),
        ModifierKind::BlankMeansNo => field.blank_means_no = true,
        ModifierKind::Matches(text) => match Pattern::check(&text.text) {
            Ok(()) => field.matches = Some(text.text.clone()),
            Err(told) => problems.push(bad_regex(text.span, &told)),
        },
        ModifierKind::Between(from, to) => field.between = between(field, from, to, ground, problems),
        ModifierKind::Format(text) => match format_problem(&field.ty, &text.text) {
            None => field.format = Some(text.text.clone()),
            Some(problem) => problems.push(problem.at(text.span, Text::default())),
        },
        ModifierKind::Unit(text) if text.text.trim().is_empty() => problems.push(
            Diagnostic::error(Code::UnusableModifier, Text::new("Enheten er tom.", "The unit is empty."))
                .at(text.span, Text::default())
                .help(Text::new("Skriv den som `«mill. kr»`.", "Write it as `\"mill. kr\"`.")),
        ),
        ModifierKind::Unit(text) => field.unit = Some(text.text.clone()),
        ModifierKind::Width(width) => field.width = Some(*width),
    }
}

/// The types that a modifier is for, when this is none of them.
fn unfit(kind: &ModifierKind, ty: &Ty) -> Option<Text> {
    let number = matches!(ty, Ty::Int | Ty::Decimal);
    let element = match ty {
        Ty::List(element) => element,
        _ => ty,
    };
    let (fits, wanted) = match kind {
        ModifierKind::SeparatedBy(_) | ModifierKind::BlankMeansNone => {
            (matches!(ty, Ty::List(_)), Text::new("lister", "lists"))
        }
        ModifierKind::YesIs(_) | ModifierKind::NoIs(_) | ModifierKind::BlankMeansNo => {
            (*ty == Ty::Bool, Text::new("boolske felt", "boolean fields"))
        }
        ModifierKind::Matches(_) => (*ty == Ty::Text, Text::new("tekster", "texts")),
        ModifierKind::Between(..) => (number || *ty == Ty::Date, Text::new("tall og datoer", "numbers and dates")),
        ModifierKind::Format(_) => {
            (matches!(element, Ty::Int | Ty::Decimal | Ty::Date), Text::new("datoer og tall", "dates and numbers"))
        }
        ModifierKind::Width(_) => (*element == Ty::Text, Text::new("tekster", "texts")),
        ModifierKind::Unit(_) => (number, Text::new("tall", "numbers")),
        ModifierKind::Unique => (
            !matches!(ty, Ty::List(_) | Ty::Bool),
            Text::new("felt som kan skille rader", "fields that can tell rows apart"),
        ),
        _ => return None,
    };
    (!fits).then_some(wanted)
}

/// A date pattern has day, month and year, once each; the minutes of other programs (`mm`) are a common slip.
fn format_problem(ty: &Ty, pattern: &str) -> Option<Diagnostic> {
    if pattern.trim().is_empty() {
        return Some(
            Diagnostic::error(Code::UnusableModifier, Text::new("Mønsteret er tomt.", "The pattern is empty."))
                .help(Text::new("Skriv det som `«dd.MM.yyyy»`.", "Write it as `\"dd.MM.yyyy\"`.")),
        );
    }
    if *ty != Ty::Date && *ty != Ty::List(Box::new(Ty::Date)) {
        return (!is_number_pattern(pattern)).then(|| {
            Diagnostic::error(
                Code::UnusableModifier,
                text!(
                    nb: "Tallmønsteret «{pattern}» kan ikke leses.",
                    en: "The number pattern \"{pattern}\" cannot be read."
                ),
            )
            .help(Text::new(
                "Sifre skrives med `#` og `0`, med komma og punktum der tallene har det: `#.##0,00`, `0,0 %`.",
                "Digits are `#` and `0`, with commas and points where the numbers have them: `#,##0.00`, `0.0 %`.",
            ))
        });
    }
    if matches!(pattern.trim(), "excel" | "excel 1900" | "excel 1904") {
        return None;
    }
    let signs: Vec<char> = pattern.trim().chars().collect();
    let mut kinds: Vec<char> = Vec::new();
    let mut known = true;
    for run in signs.chunk_by(|a, b| a == b) {
        match (run[0], run.len()) {
            ('d' | 'D', 1 | 2) => kinds.push('d'),
            ('M', 1 | 2) => kinds.push('M'),
            ('y' | 'Y', 4) => kinds.push('y'),
            ('.' | '-' | '/' | ' ' | '_' | ',', 1) => {}
            _ => known = false,
        }
    }
    kinds.sort_unstable();
    if known && kinds == ['M', 'd', 'y'] {
        return None;
    }
    Some(
        Diagnostic::error(
            Code::UnusableModifier,
            text!(
                nb: "Datomønsteret «{pattern}» kan ikke leses.",
                en: "The date pattern \"{pattern}\" cannot be read."
            ),
        )
        .help(Text::new(
            "Dag er `d` eller `dd`, måned `M` eller `MM`, år `yyyy`, hver én gang: `dd.MM.yyyy`. Løpenumre fra et regneark er `excel` eller `excel 1904`.",
            "Day is `d` or `dd`, month `M` or `MM`, year `yyyy`, each once: `dd.MM.yyyy`. Serial numbers of a spreadsheet are `excel` or `excel 1904`.",
        )),
    )
}

/// A number pattern has `#` and `0`, and between them only what stands between digits. The decoder reads the same
/// patterns; a test of the driver holds the two together.
fn is_number_pattern(pattern: &str) -> bool {
    let digit = |c: char| matches!(c, '#' | '0');
    let (Some(first), Some(last)) = (pattern.find(digit), pattern.rfind(digit)) else { return false };
    let body = &pattern[first..=last];
    let signs: Vec<char> = body.chars().filter(|c| matches!(c, '.' | ',')).collect();
    let plain = body.chars().all(|c| digit(c) || matches!(c, '.' | ',' | ' ' | '\u{a0}' | '\u{202f}'));
    let last_again = signs.last().is_some_and(|last| signs.iter().filter(|sign| *sign == last).count() > 1);
    let mixed = signs.last().is_some_and(|last| signs.iter().any(|sign| sign != last));
    plain && !(last_again && mixed)
}

fn between(
    field: &Field,
    from: &tree::Expr,
    to: &tree::Expr,
    ground: &Ground,
    problems: &mut Vec<Diagnostic>,
) -> Option<(Value, Value)> {
    let mut bound = |tree: &tree::Expr| {
        let value = literal(tree, &field.ty);
        if value.is_none() {
            let Text { nb, en } = describe(&field.ty, &ground.model);
            problems.push(
                Diagnostic::error(
                    Code::TypeMismatch,
                    text!(nb: "Grensen må være {nb}, skrevet rett ut.", en: "The bound must be {en}, written out."),
                )
                .at(tree.span, Text::default())
                .help(match field.ty {
                    Ty::Date => Text::new(
                        "Datoer skrives uten anførselstegn: `2017-09-08`.",
                        "Dates are written without quotation marks: `2017-09-08`.",
                    ),
                    _ => Text::new(
                        "Tall skrives uten anførselstegn og enhet.",
                        "Numbers are written without quotation marks and unit.",
                    ),
                }),
            );
        }
        value
    };
    let (low, high) = (bound(from), bound(to));
    let (low, high) = (low?, high?);
    let empty = match (&low, &high) {
        (Value::Int(a), Value::Int(b)) => a > b,
        (Value::Decimal(a), Value::Decimal(b)) => a > b,
        (Value::Date(a), Value::Date(b)) => a > b,
        _ => false,
    };
    if empty {
        problems.push(
            Diagnostic::error(
                Code::EmptyInterval,
                Text::new("Nedre grense er større enn øvre.", "The lower bound is greater than the upper."),
            )
            .at(from.span.to(to.span), Text::default())
            .help(Text::new("Skriv den minste først.", "Write the lesser first.")),
        );
        return None;
    }
    Some((low, high))
}

/// A number or date as it stands, as a value of a type.
pub(super) fn literal(tree: &tree::Expr, ty: &Ty) -> Option<Value> {
    let number = |tree: &tree::Expr| match &tree.kind {
        tree::ExprKind::Number { value, unit: None, .. } => Some(*value),
        _ => None,
    };
    if let (tree::ExprKind::Date(date), Ty::Date) = (&tree.kind, ty) {
        return Some(Value::Date(*date));
    }
    let value: Decimal = match &tree.kind {
        tree::ExprKind::Negate(of) => -number(of)?,
        _ => number(tree)?,
    };
    match ty {
        Ty::Int => value.to_int().map(Value::Int),
        Ty::Decimal => Some(Value::Decimal(value)),
        _ => None,
    }
}

/// A token that means *missing*, yes or no can mean nothing else.
fn tokens(field: &Field, tree: &tree::Field, ground: &Ground, problems: &mut Vec<Diagnostic>) {
    let fold = |token: &str| token.trim().to_lowercase();
    let codes = match &field.ty {
        Ty::Code(list) => ground.model.code_list(*list).entries.as_slice(),
        _ => &[],
    };
    let is_code = |token: &str| {
        codes.iter().any(|entry| fold(&entry.name) == token || entry.labels.iter().any(|label| fold(label) == token))
    };
    let mut stated: Vec<String> = Vec::new();
    for modifier in &tree.modifiers {
        let (ModifierKind::NotStated(all)
        | ModifierKind::NotRelevant(all)
        | ModifierKind::YesIs(all)
        | ModifierKind::NoIs(all)) = &modifier.kind
        else {
            continue;
        };
        for token in all {
            let (told, folded) = (&token.text, fold(&token.text));
            let clash = if is_code(&folded) {
                Text::new("er også en kode i listen", "is also a code of the list")
            } else if stated.contains(&folded) {
                Text::new("er nevnt før", "is named before")
            } else {
                stated.push(folded);
                continue;
            };
            let Text { nb, en } = clash;
            problems.push(
                Diagnostic::error(
                    Code::UnusableModifier,
                    text!(
                        nb: "«{told}» {nb}, og kan ikke bety to ting.",
                        en: "\"{told}\" {en}, and cannot mean two things."
                    ),
                )
                .at(token.span, Text::default())
                .help(Text::new("Stryk den ene.", "Delete one of them.")),
            );
        }
    }
}

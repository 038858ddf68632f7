//! What checks and computed values are called.

use crate::base::{Lang, Text};
use crate::eval::Shown;
use crate::plan::{CheckKind, Origin};
use crate::semantic::model::{Expr, ExprKind, Model, Subject, Table};
use crate::text;
use crate::value::{Missing, TableId, Ty, Value};

/// The id of a judgement.
pub fn rule_id(model: &Model, origin: Origin) -> String {
    match origin {
        Origin::Rule(place) => model.rules[place].id.clone(),
        Origin::Check { table, field, kind } => check_id(model, table, field, kind),
    }
}

/// `tiltak.navn/required`.
pub fn check_id(model: &Model, table: TableId, field: usize, kind: CheckKind) -> String {
    crate::semantic::checks::check_id(model.table(table), field, kind)
}

/// What a check demands, in a sentence.
pub fn check_title(model: &Model, table: TableId, field: usize, kind: CheckKind) -> Text {
    let (place, declared) = (field, model.table(table));
    let field = &declared.fields[field];
    let name = format!("{}.{}", declared.name, field.name);
    match kind {
        CheckKind::Required => text!(nb: "{name} skal være oppgitt", en: "{name} must be stated"),
        CheckKind::Unique => unique(declared, place),
        CheckKind::Boolean => text!(nb: "{name} skal være ja eller nei", en: "{name} must be yes or no"),
        CheckKind::Integer => text!(nb: "{name} skal være et heltall", en: "{name} must be an integer"),
        CheckKind::Decimal => text!(nb: "{name} skal være et tall", en: "{name} must be a number"),
        CheckKind::Date => text!(nb: "{name} skal være en dato", en: "{name} must be a date"),
        CheckKind::Code => {
            let list = code_list(model, &field.ty);
            text!(nb: "{name} skal være en kode i {list}", en: "{name} must be a code of {list}")
        }
        CheckKind::List => text!(nb: "{name} skal være en liste som kan leses", en: "{name} must be a readable list"),
        CheckKind::Reference => {
            let target = target(model, &field.ty);
            text!(nb: "{name} skal vise til en rad i {target}", en: "{name} must refer to a row of {target}")
        }
        CheckKind::Matches => {
            let pattern = field.matches.as_deref().unwrap_or("");
            text!(nb: "{name} skal følge mønsteret /{pattern}/", en: "{name} must match /{pattern}/")
        }
        CheckKind::Cycle => text!(nb: "{name} skal ikke gå i ring", en: "{name} must not lead back to itself"),
        CheckKind::Width => {
            let width = digits(field.width);
            text!(nb: "{name} skal ha {width} sifre", en: "{name} must have {width} digits")
        }
        CheckKind::Between => {
            let (low, high) = match &field.between {
                Some((low, high)) => (value(model, low, Lang::Nb), value(model, high, Lang::Nb)),
                None => Default::default(),
            };
            text!(nb: "{name} skal være mellom {low} og {high}", en: "{name} must be between {low} and {high}")
        }
    }
}

/// What may stand once only: a field, or the fields of a key together; once on each day where rows are valid for a time.
fn unique(declared: &Table, field: usize) -> Text {
    let is_key = declared.key.first() == Some(&field);
    let several = is_key && declared.key.len() > 1;
    let (table, name) = (&declared.name, key_names(declared, field));
    let name = if several { format!("{table} {name}") } else { format!("{table}.{name}") };
    match (several, is_key && declared.valid.is_some()) {
        (false, false) => text!(nb: "{name} skal være unik", en: "{name} must be unique"),
        (false, true) => text!(nb: "{name} skal være unik på hver dag", en: "{name} must be unique on each day"),
        (true, false) => text!(nb: "{name} skal være unik samlet", en: "{name} must be unique together"),
        (true, true) => text!(
            nb: "{name} skal være unik samlet på hver dag",
            en: "{name} must be unique together on each day",
        ),
    }
}

/// A field, or all the fields of the key that it begins: `(year, item)`.
pub fn key_names(declared: &Table, field: usize) -> String {
    match declared.key.as_slice() {
        [first, _, ..] if *first == field => {
            let names: Vec<&str> = declared.key.iter().map(|&part| declared.fields[part].name.as_str()).collect();
            format!("({})", names.join(", "))
        }
        _ => declared.fields[field].name.clone(),
    }
}

/// The digits of a code.
fn digits(width: Option<u32>) -> u32 {
    width.unwrap_or(0)
}

fn code_list(model: &Model, ty: &Ty) -> String {
    match ty {
        Ty::Code(list) => model.code_list(*list).name.clone(),
        _ => String::new(),
    }
}

/// The table that a reference, or a list of them, points to.
pub fn target(model: &Model, ty: &Ty) -> String {
    match ty {
        Ty::Ref(table) => model.table(*table).name.clone(),
        Ty::List(item) => target(model, item),
        _ => String::new(),
    }
}

/// A group rule's path as it is written: `virksomhet.departement`.
pub fn path(model: &Model, expr: &Expr, table: TableId) -> String {
    match &expr.kind {
        ExprKind::Field(_, field) => model.table(table).fields[*field].name.clone(),
        ExprKind::Follow { from, table: target, then, .. } => {
            format!("{}.{}", path(model, from, table), path(model, then, *target))
        }
        _ => String::new(),
    }
}

/// The date that a rule is judged at: its path, or «…» for one that is computed.
pub fn date(model: &Model, expr: &Expr, subject: &Subject) -> String {
    let path = match subject {
        Subject::Rows(table) => path(model, expr, *table),
        Subject::Groups { .. } | Subject::Registry => String::new(),
    };
    if path.is_empty() { "…".to_string() } else { path }
}

/// A value as it is recognised by, whatever the language: `KMD`, `1.5`, `yes`.
pub fn stable(model: &Model, value: &Value) -> String {
    match value {
        Value::Code(list, number) => model.code_list(*list).entries[*number as usize].name.clone(),
        known => self::value(model, known, Lang::En),
    }
}

/// A value as people write it.
pub fn value(model: &Model, value: &Value, lang: Lang) -> String {
    match value {
        Value::Bool(true) => crate::report::words::pick(lang, "ja", "yes").to_string(),
        Value::Bool(false) => crate::report::words::pick(lang, "nei", "no").to_string(),
        Value::Int(n) => n.to_string(),
        Value::Decimal(n) => match lang {
            Lang::Nb => n.to_string().replace('.', ","),
            Lang::En => n.to_string(),
        },
        Value::Date(day) => day.to_string(),
        Value::Text(text) => text.to_string(),
        Value::Code(list, number) => {
            let entry = &model.code_list(*list).entries[*number as usize];
            entry.labels.first().unwrap_or(&entry.name).clone()
        }
        Value::List(all) => all.iter().map(|item| self::value(model, item, lang)).collect::<Vec<_>>().join(", "),
    }
}

/// A computed value: shares as per cent, bounds as what lies between them.
pub fn computed(model: &Model, shown: &Shown, share: bool, lang: Lang) -> String {
    let one = |known: &Value| match known {
        Value::Decimal(n) if share => {
            let hundred = n.checked_mul(crate::value::Decimal::from(100)).unwrap_or(*n).round(2);
            format!("{} %", value(model, &Value::Decimal(hundred), lang))
        }
        Value::Decimal(n) => value(model, &Value::Decimal(n.round(6)), lang),
        known => value(model, known, lang),
    };
    match (&shown.low, &shown.high) {
        (Ok(low), Ok(high)) if low == high => one(low),
        (Ok(low), Ok(high)) => {
            let (low, high) = (one(low), one(high));
            text!(nb: "mellom {low} og {high}", en: "between {low} and {high}").in_lang(lang).to_string()
        }
        (Ok(low), Err(_)) => {
            let low = one(low);
            text!(nb: "minst {low}", en: "at least {low}").in_lang(lang).to_string()
        }
        (Err(_), Ok(high)) => {
            let high = one(high);
            text!(nb: "høyst {high}", en: "at most {high}").in_lang(lang).to_string()
        }
        (Err(why), Err(_)) => missing(*why, lang),
    }
}

/// Why there is no value, in brackets, as it stands in messages.
pub fn missing(why: Missing, lang: Lang) -> String {
    let text = match why {
        Missing::NotStated => text!(nb: "(ikke oppgitt)", en: "(not stated)"),
        other => {
            let word = |lang| crate::report::words::missing(other, lang);
            Text::new(format!("({})", word(Lang::Nb)), format!("({})", word(Lang::En)))
        }
    };
    text.in_lang(lang).to_string()
}

//! Habits from elsewhere (spreadsheets, other languages, word processors), and what to write instead.

use super::lexicon::Keyword;
use super::names;
use super::tree::BinaryOp;
use crate::base::{Code, Diagnostic, Span};
use crate::text;

/// What people write instead of a clause word.
static CLAUSE_WORDS: &[(Keyword, &[&str])] = &[
    (Keyword::When, &["hvis", "dersom", "if", "given", "gitt", "whenever", "hvor"]),
    (Keyword::Must, &["then", "så", "da", "må", "shall", "assert", "require", "check", "krav", "sjekk", "have"]),
    (Keyword::Should, &["burde", "ought"]),
    (Keyword::Unless, &["except", "unntatt", "else", "ellers", "utenom"]),
    (Keyword::ForEach, &["foreach", "for", "hver", "hvert", "kvar", "kvart", "each", "every", "gjelder", "gjeld"]),
    (Keyword::Message, &["error", "feil", "feilmelding", "msg", "print"]),
    (Keyword::Advice, &["hint", "help", "hjelp", "tips", "tiltak:"]),
    (Keyword::Source, &["hjemmel", "heimel", "ref", "lov", "law", "forskrift"]),
    (Keyword::InForce, &["gjelder", "gyldig", "valid", "effective", "ikrafttredelse"]),
    (Keyword::Version, &["versjon", "edition"]),
];

/// The clause that a foreign word at the beginning of a line means.
pub(super) fn clause_word(word: &str) -> Option<Keyword> {
    let word = word.to_lowercase();
    CLAUSE_WORDS.iter().find(|(_, words)| words.contains(&word.as_str())).map(|(keyword, _)| *keyword)
}

/// What people write instead of an operator, inside an expression.
static OPERATOR_WORDS: &[(&str, Remedy)] = &[
    ("inneholder", Remedy::Word(Keyword::Has)),
    ("inneheld", Remedy::Word(Keyword::Has)),
    ("contains", Remedy::Word(Keyword::Has)),
    ("includes", Remedy::Word(Keyword::Has)),
    ("equals", Remedy::Sign("=")),
    ("lik", Remedy::Sign("=")),
    ("like", Remedy::Sign("=")),
    ("ulik", Remedy::Sign("!=")),
    ("større", Remedy::Sign(">")),
    ("greater", Remedy::Sign(">")),
    ("mindre", Remedy::Sign("<")),
    ("less", Remedy::Sign("<")),
    ("minst", Remedy::Sign(">=")),
    ("høyst", Remedy::Sign("<=")),
    ("xor", Remedy::Sign("!=")),
    ("pluss", Remedy::Sign("+")),
    ("plus", Remedy::Sign("+")),
    ("minus", Remedy::Sign("-")),
    ("ganger", Remedy::Sign("*")),
    ("samt", Remedy::Word(Keyword::And)),
    ("men", Remedy::Word(Keyword::And)),
    ("but", Remedy::Word(Keyword::And)),
    ("hvor", Remedy::Word(Keyword::Where)),
    ("når", Remedy::Word(Keyword::Where)),
    ("if", Remedy::Word(Keyword::When)),
    ("hvis", Remedy::Word(Keyword::When)),
    ("dersom", Remedy::Word(Keyword::When)),
    ("then", Remedy::Word(Keyword::Must)),
    ("så", Remedy::Word(Keyword::Must)),
    ("prosent", Remedy::Sign("%")),
    ("percent", Remedy::Sign("%")),
];

#[derive(Clone, Copy)]
pub(super) enum Remedy {
    Sign(&'static str),
    Word(Keyword),
}

/// What to write for a foreign word in the middle of a line.
pub(super) fn operator_word(word: &str) -> Option<Remedy> {
    let word = word.to_lowercase();
    OPERATOR_WORDS.iter().find(|(foreign, _)| *foreign == word).map(|(_, remedy)| *remedy)
}

/// What people write instead of a type or of a modifier.
static TABLE_WORDS: &[(Keyword, &[&str])] = &[
    (Keyword::Text, &["string", "streng", "str", "varchar", "char"]),
    (Keyword::Integer, &["int", "bigint", "tall", "tal", "number", "heiltall"]),
    (Keyword::Decimal, &["float", "double", "numeric", "real", "money", "beløp", "flyttall", "desimaltall"]),
    (Keyword::Boolean, &["bool", "janei", "logisk"]),
    (Keyword::Date, &["datetime", "timestamp", "tidspunkt"]),
    (Keyword::ListOf, &["list", "liste", "array"]),
    (Keyword::Required, &["obligatorisk", "mandatory", "not null", "ikke null", "nødvendig"]),
    (Keyword::Key, &["primary key", "primærnøkkel", "id"]),
    (Keyword::Column, &["overskrift", "heading", "header", "kolonnenavn"]),
    (Keyword::Matches, &["regex", "pattern", "samsvarer med"]),
];

/// The type or modifier that a foreign word in a table means.
pub(super) fn table_word(word: &str) -> Option<Keyword> {
    let word = word.to_lowercase();
    TABLE_WORDS.iter().find(|(_, words)| words.contains(&word.as_str())).map(|(keyword, _)| *keyword)
}

/// An operator as written: what it means, and whether it is krav's own sign for it.
pub(super) fn sign(written: &str) -> Option<(BinaryOp, bool)> {
    use BinaryOp::*;
    Some(match written {
        "=" => (Eq, true),
        "!=" => (Ne, true),
        "<" => (Lt, true),
        "<=" => (Le, true),
        ">" => (Gt, true),
        ">=" => (Ge, true),
        "+" => (Add, true),
        "-" => (Sub, true),
        "*" => (Mul, true),
        "/" => (Div, true),
        "==" | "===" => (Eq, false),
        "<>" | "≠" => (Ne, false),
        "=<" | "≤" => (Le, false),
        "=>" | "≥" => (Ge, false),
        "&&" | "&" => (And, false),
        "||" | "|" => (Or, false),
        "−" | "–" => (Sub, false),
        "×" | "·" => (Mul, false),
        "÷" => (Div, false),
        _ => return None,
    })
}

/// krav's own sign for an operator that is a sign.
pub(super) fn own_sign(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Eq => "=",
        BinaryOp::Ne => "!=",
        BinaryOp::Lt => "<",
        BinaryOp::Le => "<=",
        BinaryOp::Gt => ">",
        BinaryOp::Ge => ">=",
        BinaryOp::Add => "+",
        BinaryOp::Sub => "-",
        BinaryOp::Mul => "*",
        BinaryOp::Div => "/",
        BinaryOp::And => "and",
        BinaryOp::Or => "or",
    }
}

/// A sign or word of elsewhere, with what to write.
pub(super) fn foreign(found: &str, own: &str, span: Span) -> Diagnostic {
    let found = short(found);
    let message = if found.starts_with(char::is_alphabetic) {
        text!(nb: "Ordet `{found}` betyr ikke noe her", en: "The word `{found}` means nothing here")
    } else {
        text!(nb: "Tegnet `{found}` finnes ikke i språket", en: "The sign `{found}` does not exist in the language")
    };
    Diagnostic::error(Code::ForeignOperator, message)
        .at(span, text!(nb: "skriv `{own}`", en: "write `{own}`"))
        .help(text!(nb: "Skriv `{own}`.", en: "Write `{own}`."))
}

/// A text in marks that are not the language's.
pub(super) fn quotes(raw: &str, span: Span) -> Diagnostic {
    let marks = ['“', '”', '„', '\'', '‘', '’', '"'];
    let inner = names::nfc(raw.trim_matches(marks));
    let inner = short(&inner);
    Diagnostic::error(
        Code::ForeignOperator,
        text!(nb: "Tekster står i « » eller rette anførselstegn \" \"", en: "Texts stand in « » or straight quotation marks \" \""),
    )
    .at(span, text!(nb: "andre anførselstegn", en: "other quotation marks"))
    .help(text!(nb: "Skriv «{inner}».", en: "Write \"{inner}\"."))
}

/// Words of a list, each marked: `a`, `b` or `c`. (The last comma stands for "or" in every language.)
pub(super) fn listed(words: impl Iterator<Item = &'static str>) -> String {
    words.map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

/// A remedy as one text in the file's own words.
pub(super) fn remedy(remedy: Remedy, words: super::tree::Words) -> &'static str {
    match remedy {
        Remedy::Sign(sign) => sign,
        Remedy::Word(keyword) => keyword.word(words),
    }
}

/// A piece of the file as a message shows it: not longer than a line.
pub(super) fn short(found: &str) -> std::borrow::Cow<'_, str> {
    match found.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &found[..end]).into(),
        None => found.into(),
    }
}

/// The word that a misspelt one probably is. Nobody misspells a word of a thousand letters.
pub(super) fn meant<'a>(found: &str, words: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if found.len() > 60 { None } else { crate::base::nearest(found, words) }
}

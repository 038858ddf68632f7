//! Functions of texts, and the first that has a value.

use super::{Arg, Builtin, Kernel, Out, Param, ResultTy, Text2};
use crate::value::{Missing, Ty};
use unicode_normalization::{UnicodeNormalization, is_nfc};

pub(super) const LENGTH: Builtin = Builtin {
    names: ["length", "lengde", "lengde"],
    params: &[Param::TextOrList],
    optional: 0,
    result: ResultTy::Is(Ty::Int),
    doc: Text2 {
        nb: "Antall tegn i en tekst (kodepunkter, ikke byte), eller antall elementer i en liste.",
        en: "The number of characters of a text (code points, not bytes), or of elements of a list.",
    },
    example: r#"length("blåbær") = 6"#,
    kernel: Kernel::Length,
};

pub(super) const LOWER: Builtin = Builtin {
    names: ["lower", "små_bokstaver", "små_bokstavar"],
    params: &[Param::Text],
    optional: 0,
    result: ResultTy::Is(Ty::Text),
    doc: Text2 {
        nb: "Teksten med små bokstaver, etter Unicode og uten hensyn til språk.",
        en: "The text in lower case, after Unicode and regardless of language.",
    },
    example: r#"lower("ÅS") = "ås""#,
    kernel: Kernel::Scalar(|args| one_text(args, |text| Out::Text(composed(text.to_lowercase())))),
};

pub(super) const UPPER: Builtin = Builtin {
    names: ["upper", "store_bokstaver", "store_bokstavar"],
    params: &[Param::Text],
    optional: 0,
    result: ResultTy::Is(Ty::Text),
    doc: Text2 {
        nb: "Teksten med store bokstaver, etter Unicode og uten hensyn til språk.",
        en: "The text in upper case, after Unicode and regardless of language.",
    },
    example: r#"upper("ås") = "ÅS""#,
    kernel: Kernel::Scalar(|args| one_text(args, |text| Out::Text(composed(text.to_uppercase())))),
};

pub(super) const TRIM: Builtin = Builtin {
    names: ["trim", "uten_blanke", "utan_blanke"],
    params: &[Param::Text],
    optional: 0,
    result: ResultTy::Is(Ty::Text),
    doc: Text2 {
        nb: "Teksten uten blanke tegn foran og bak, også harde mellomrom. Blanke inne i teksten blir stående.",
        en: "The text without blanks before and after it, no-break spaces included. Blanks inside it stay.",
    },
    example: r#"trim(" Oslo ") = "Oslo""#,
    kernel: Kernel::Scalar(|args| one_text(args, |text| Out::Text(text.trim().to_owned()))),
};

pub(super) const STARTS_WITH: Builtin = Builtin {
    names: ["starts_with", "starter_med", "startar_med"],
    params: &[Param::Text, Param::Text],
    optional: 0,
    result: ResultTy::Is(Ty::Bool),
    doc: Text2 {
        nb: "Om den første teksten begynner med den andre. Store og små bokstaver er ulike.",
        en: "Whether the first text begins with the second. Upper and lower case differ.",
    },
    example: r#"starts_with("3.2.1", "3.") = yes"#,
    kernel: Kernel::Scalar(|args| two_texts(args, |text, part| text.starts_with(part))),
};

pub(super) const ENDS_WITH: Builtin = Builtin {
    names: ["ends_with", "slutter_med", "sluttar_med"],
    params: &[Param::Text, Param::Text],
    optional: 0,
    result: ResultTy::Is(Ty::Bool),
    doc: Text2 {
        nb: "Om den første teksten slutter med den andre. Store og små bokstaver er ulike.",
        en: "Whether the first text ends with the second. Upper and lower case differ.",
    },
    example: r#"ends_with("post@oslo.kommune.no", ".no") = yes"#,
    kernel: Kernel::Scalar(|args| two_texts(args, |text, part| text.ends_with(part))),
};

pub(super) const CONTAINS: Builtin = Builtin {
    names: ["contains", "inneholder", "inneheld"],
    params: &[Param::Text, Param::Text],
    optional: 0,
    result: ResultTy::Is(Ty::Bool),
    doc: Text2 {
        nb: "Om den andre teksten står et sted i den første. Store og små bokstaver er ulike. For lister brukes «har».",
        en: "Whether the second text stands somewhere in the first. Upper and lower case differ. For lists, use `has`.",
    },
    example: r#"contains("drøftet med KS", "KS") = yes"#,
    kernel: Kernel::Scalar(|args| two_texts(args, |text, part| text.contains(part))),
};

pub(super) const MATCHES: Builtin = Builtin {
    names: ["matches", "passer", "passar"],
    params: &[Param::Text, Param::Regex],
    optional: 0,
    result: ResultTy::Is(Ty::Bool),
    doc: Text2 {
        nb: "Om hele teksten passer til det regulære uttrykket (ikke bare en del av den). Tiden er lineær i teksten; \
             tilbakehenvisninger og det å se fram eller tilbake finnes derfor ikke.",
        en: "Whether the whole text (not just a part of it) matches the regular expression. Takes time linear in the \
             text; so there are no back references and no looking around.",
    },
    example: r#"matches("KS-2018", /[A-Z]+-\d{4}/) = yes"#,
    kernel: Kernel::Matches,
};

pub(super) const COALESCE: Builtin = Builtin {
    names: ["coalesce", "første_oppgitte", "første_oppgitte"],
    params: &[Param::Any; 8],
    optional: 6,
    result: ResultTy::Same,
    doc: Text2 {
        nb: "Det første av argumentene som har en verdi; alle er av samme type, to til åtte i tallet. Mangler bare når \
             alle mangler.",
        en: "The first of its arguments that has a value; all of one type, two to eight of them. Missing only when all \
             are missing.",
    },
    example: r#"coalesce("Oslo", "Bergen") = "Oslo""#,
    kernel: Kernel::Coalesce,
};

fn one_text(args: &[Arg], give: impl Fn(&str) -> Out) -> Result<Out, Missing> {
    match args {
        [Arg::Text(text)] => Ok(give(text)),
        _ => Err(Missing::NoResult),
    }
}

fn two_texts(args: &[Arg], ask: impl Fn(&str, &str) -> bool) -> Result<Out, Missing> {
    match args {
        [Arg::Text(text), Arg::Text(part)] => Ok(Out::Bool(ask(text, part))),
        _ => Err(Missing::NoResult),
    }
}

/// Texts are NFC everywhere; a change of case can break that up.
fn composed(text: String) -> String {
    if text.is_ascii() || is_nfc(&text) { text } else { text.nfc().collect() }
}

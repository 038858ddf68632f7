//! Types in words, and how remedies name things.

use super::model::Model;
use crate::base::Text;
use crate::syntax::lexicon::Keyword;
use crate::syntax::tree::Words;
use crate::text;
use crate::value::Ty;

/// A type in words, with its article: «en dato», `a date`.
pub fn describe(ty: &Ty, model: &Model) -> Text {
    match ty {
        Ty::Bool => Text::new("ja eller nei", "yes or no"),
        Ty::Int => Text::new("et heltall", "an integer"),
        Ty::Decimal => Text::new("et desimaltall", "a decimal"),
        Ty::Date => Text::new("en dato", "a date"),
        Ty::Text => Text::new("en tekst", "a text"),
        Ty::Code(list) => {
            let name = &model.code_list(*list).name;
            text!(nb: "en kode fra {name}", en: "a code of {name}")
        }
        Ty::Ref(table) => {
            let name = &model.table(*table).name;
            text!(nb: "en henvisning til {name}", en: "a reference to {name}")
        }
        Ty::List(element) => {
            let of = several(element, model);
            Text::new(format!("en liste av {}", of.nb), format!("a list of {}", of.en))
        }
    }
}

fn several(ty: &Ty, model: &Model) -> Text {
    match ty {
        Ty::Bool => Text::new("ja og nei", "yes and no"),
        Ty::Int => Text::new("heltall", "integers"),
        Ty::Decimal => Text::new("desimaltall", "decimals"),
        Ty::Date => Text::new("datoer", "dates"),
        Ty::Text => Text::new("tekster", "texts"),
        Ty::List(_) => Text::new("lister", "lists"),
        Ty::Code(list) => {
            let name = &model.code_list(*list).name;
            text!(nb: "koder fra {name}", en: "codes of {name}")
        }
        Ty::Ref(table) => {
            let name = &model.table(*table).name;
            text!(nb: "henvisninger til {name}", en: "references to {name}")
        }
    }
}

/// The types that every file knows, in its words.
pub(super) fn basic_types(words: Words) -> [&'static str; 5] {
    [Keyword::Text, Keyword::Integer, Keyword::Decimal, Keyword::Boolean, Keyword::Date].map(|ty| ty.word(words))
}

/// The first few of some names, for a remedy that lists what there is.
pub(super) fn list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let mut out = String::new();
    for (place, name) in names.into_iter().enumerate() {
        if place == 12 {
            out.push_str(", …");
            break;
        }
        if place > 0 {
            out.push_str(", ");
        }
        out.push_str(name);
    }
    out
}

/// "Did you mean …?"
pub(super) fn did_you_mean(name: &str) -> Text {
    text!(nb: "Mente du `{name}`?", en: "Did you mean `{name}`?")
}

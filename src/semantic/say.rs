//! Types in words, and the few words of the language that remedies quote.

use super::model::Model;
use crate::base::Text;
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

/// A word of the language in its three sets, for remedies: they quote the words that the file is written with.
pub(super) type Word = [&'static str; 3];

pub(super) const THIS: Word = ["this", "denne", "denne"];
pub(super) const WHERE: Word = ["where", "der", "der"];
pub(super) const AND: Word = ["and", "og", "og"];
pub(super) const HAS: Word = ["has", "har", "har"];
pub(super) const IN: Word = ["in", "i", "i"];
pub(super) const IS_GIVEN: Word = ["is given", "er oppgitt", "er oppgitt"];
pub(super) const IS_MISSING: Word = ["is missing", "mangler", "manglar"];
pub(super) const KEY: Word = ["key", "nøkkel", "nøkkel"];
pub(super) const SOURCE: Word = ["source", "kilde", "kjelde"];
pub(super) const MUST: Word = ["must", "skal", "skal"];
pub(super) const SHOULD: Word = ["should", "bør", "bør"];
pub(super) const FOR_EACH: Word = ["for each", "for hver", "for kvar"];
pub(super) const TERM: Word = ["term", "begrep", "omgrep"];
pub(super) const FOR: Word = ["for", "for", "for"];
pub(super) const IS: Word = ["is", "er", "er"];
pub(super) const YES: Word = ["yes", "ja", "ja"];
pub(super) const AS: Word = ["as", "som", "som"];
pub(super) const EXISTS: Word = ["exists", "finnes", "finst"];
pub(super) const EVERY: Word = ["every", "alle", "alle"];
pub(super) const COUNT: Word = ["count", "antall", "talet"];
pub(super) const SUM: Word = ["sum", "sum", "sum"];
pub(super) const MIN: Word = ["min", "minste", "minste"];
pub(super) const MAX: Word = ["max", "største", "største"];
pub(super) const MEAN: Word = ["mean", "snitt", "snitt"];
pub(super) const SHARE: Word = ["share", "andel", "andel"];

/// The word in a file's own set.
pub(super) fn pick(words: Words, word: Word) -> &'static str {
    word[words as usize]
}

/// The types that every file knows, in its words.
pub(super) fn basic_types(words: Words) -> [&'static str; 5] {
    match words {
        Words::En => ["text", "integer", "decimal", "boolean", "date"],
        Words::Nb => ["tekst", "heltall", "desimal", "boolsk", "dato"],
        Words::Nn => ["tekst", "heiltal", "desimal", "boolsk", "dato"],
    }
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

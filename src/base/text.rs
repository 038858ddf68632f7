//! The languages that krav speaks to people.

/// A language that krav writes its own texts in. (Rule files may also be written with nynorsk words;
/// their readers are answered in bokmål.)
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Lang {
    Nb,
    En,
}

impl Lang {
    /// `nb` or `en`, as written in outputs and after `--lang`.
    pub fn code(self) -> &'static str {
        match self {
            Lang::Nb => "nb",
            Lang::En => "en",
        }
    }
}

/// One text in every language; a missing language does not compile.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Text {
    pub nb: String,
    pub en: String,
}

impl Text {
    pub fn new(nb: impl Into<String>, en: impl Into<String>) -> Text {
        Text { nb: nb.into(), en: en.into() }
    }

    /// The same words in every language: names, numbers, quotations.
    pub fn same(text: impl Into<String>) -> Text {
        let nb = text.into();
        Text { en: nb.clone(), nb }
    }

    pub fn in_lang(&self, lang: Lang) -> &str {
        match lang {
            Lang::Nb => &self.nb,
            Lang::En => &self.en,
        }
    }
}

/// `text!(nb: "…{x}…", en: "…{x}…")`: a [`Text`] with `format!` in both languages.
#[macro_export]
macro_rules! text {
    (nb: $nb:literal, en: $en:literal $(,)?) => {
        $crate::base::Text { nb: format!($nb), en: format!($en) }
    };
}

/// `tell!(lang, nb: "…{x}…", en: "…{x}…")`: [`text!`] in one language only, for what is said a million times.
#[macro_export]
macro_rules! tell {
    ($lang:expr, nb: $nb:literal, en: $en:literal $(,)?) => {
        match $lang {
            $crate::base::Lang::Nb => format!($nb),
            $crate::base::Lang::En => format!($en),
        }
    };
}

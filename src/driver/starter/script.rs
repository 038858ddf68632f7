//! A rule file in the making: its words in one set, its comments in the language that goes with it.

use crate::base::{Lang, Text};
use crate::syntax::lexicon::{self, Entry, Keyword, LEXICON, Place};
use crate::syntax::tree::Words;

/// Lines of a rule file.
#[derive(Clone, Debug)]
pub struct Script {
    pub words: Words,
    pub text: String,
}

impl Script {
    pub fn new(words: Words) -> Script {
        Script { words, text: String::new() }
    }

    pub fn word(&self, keyword: Keyword) -> &'static str {
        keyword.word(self.words)
    }

    /// The language that goes with a set of words.
    pub fn lang(&self) -> Lang {
        match self.words {
            Words::Nb | Words::Nn => Lang::Nb,
            Words::En => Lang::En,
        }
    }

    pub fn line(&mut self, line: impl AsRef<str>) {
        self.text.push_str(line.as_ref());
        self.text.push('\n');
    }

    /// A comment, each of its lines with its mark; `indent` blanks in front.
    pub fn comment(&mut self, indent: usize, text: &Text) {
        for line in text.in_lang(self.lang()).lines() {
            self.line(format!("{}# {line}", " ".repeat(indent)));
        }
    }

    /// A text in the marks of the language. What cannot stand in a text (both closing marks, a line break) is replaced
    /// by what looks like it.
    pub fn quoted(&self, text: &str) -> String {
        let text: String = text.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).collect();
        let (guillemets, straight) = (!text.contains('»'), !text.contains('"'));
        match (self.words, guillemets, straight) {
            (Words::En, _, true) | (_, false, true) => format!("\"{text}\""),
            (_, true, _) => format!("«{text}»"),
            _ => format!("«{}»", text.replace('»', "”")),
        }
    }
}

/// Where a word of the language stands so that a name spelled like it would be taken for it.
const SPEAKING: [Place; 4] = [Place::Item, Place::Table, Place::Operator, Place::Aggregate];

/// A name as it is written: in backticks where it could be taken for something else, in any set of words.
pub fn name(text: &str) -> String {
    let speaks = |entry: &&Entry| SPEAKING.iter().any(|place| entry.stands(*place));
    let keyword = LEXICON.iter().filter(speaks).any(|entry| {
        let forms = [Words::En, Words::Nb, Words::Nn].into_iter().flat_map(|words| entry.all(words));
        forms.into_iter().any(|form| form.split(' ').next() == Some(text))
    });
    let plain = lexicon::word_len(text) == text.len() && !text.starts_with(|sign: char| sign.is_ascii_digit());
    match plain && !keyword && !text.is_empty() {
        true => text.to_string(),
        false => format!("`{}`", text.replace('`', "'")),
    }
}

/// A name made of any text: small letters, digits and `_`, as in `orgnr` of `Org.nr.`; at most `LONGEST` characters.
pub fn slug(text: &str) -> String {
    let mut name = String::new();
    for sign in text.trim().chars().flat_map(char::to_lowercase) {
        if lexicon::is_word(sign) && sign != '_' {
            name.push(sign);
        } else if !name.is_empty() && !name.ends_with('_') {
            name.push('_');
        }
        if name.chars().count() >= LONGEST {
            break;
        }
    }
    let name = name.trim_end_matches('_');
    match name.chars().next() {
        None => "felt".to_string(),
        Some(first) if first.is_numeric() => format!("_{name}"),
        Some(_) => name.to_string(),
    }
}

/// Characters of a name that is made of a heading.
const LONGEST: usize = 40;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_could_be_words_stand_in_backticks() {
        assert_eq!(name("orgnr"), "orgnr");
        assert_eq!(name("der"), "`der`");
        assert_eq!(name("key"), "`key`");
        assert_eq!(name("kilde"), "kilde");
        assert_eq!(name("to ord"), "`to ord`");
        assert_eq!(name("2020"), "`2020`");
    }

    #[test]
    fn a_heading_gives_a_name() {
        assert_eq!(slug(" Org.nr. (9 siffer) "), "org_nr_9_siffer");
        assert_eq!(slug("2019"), "_2019");
        assert_eq!(slug("Blåbær – ØL"), "blåbær_øl");
        assert_eq!(slug("…"), "felt");
    }

    #[test]
    fn a_text_keeps_what_can_stand_in_it() {
        assert_eq!(Script::new(Words::Nb).quoted("a \"b\""), "«a \"b\"»");
        assert_eq!(Script::new(Words::En).quoted("a «b»"), "\"a «b»\"");
        assert_eq!(Script::new(Words::En).quoted("\"»\n"), "«\"” »");
    }
}

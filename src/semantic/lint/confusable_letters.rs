//! A word with letters of two alphabets that look alike: it is not the word that it looks like.

use super::{Lint, Material, Told, found};
use crate::base::{Code, Span};
use crate::text;

pub const LINT: Lint = Lint { code: Code::ConfusableLetters, name: "confusable-letters", check };

fn check(material: &Material, told: &mut Told) {
    for (_, source) in material.texts() {
        if source.text.is_ascii() {
            continue;
        }
        let mut start = None;
        let end = source.text.len();
        for (at, c) in source.text.char_indices().chain([(end, ' ')]) {
            if c.is_alphabetic() {
                start.get_or_insert(at);
            } else if let Some(from) = start.take() {
                word(&source.text[from..at], Span::new(source.id, from, at), told);
            }
        }
    }
}

fn word(word: &str, span: Span, told: &mut Told) {
    if word.is_ascii() || !word.chars().any(is_latin) {
        return;
    }
    let Some((at, c)) = word.char_indices().find(|(_, c)| is_foreign(*c)) else { return };
    let (start, end) = (span.start as usize + at, span.start as usize + at + c.len_utf8());
    let code = format!("U+{:04X}", u32::from(c));
    let alphabet = if is_greek(c) { ("gresk", "Greek") } else { ("kyrillisk", "Cyrillic") };
    let (nb, en) = alphabet;
    let message = text!(
        nb: "«{word}» blander latinske bokstaver med den {nb}e «{c}» ({code}), så ordet er et annet enn det ser ut til.",
        en: "\"{word}\" mixes Latin letters with the {en} \"{c}\" ({code}), so the word is another than it seems.",
    );
    told.tell(found(&LINT, Span::new(span.file, start, end), message).help(text!(
        nb: "Skriv ordet på nytt; bokstaven kom nok med da noe ble limt inn.",
        en: "Write the word anew; the letter probably came along when something was pasted.",
    )));
}

fn is_latin(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, 'À'..='ɏ' if c != '×' && c != '÷')
}

fn is_greek(c: char) -> bool {
    matches!(c, '\u{370}'..='\u{3ff}')
}

/// Letters of the alphabets that look like the Latin one.
fn is_foreign(c: char) -> bool {
    is_greek(c) || matches!(c, '\u{400}'..='\u{52f}')
}

//! How words from outside are compared: without blanks around them, in NFC, without case.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Trimmed, NFC.
pub fn tidy(text: &str) -> String {
    let text = text.trim();
    if is_nfc(text) { text.to_owned() } else { text.nfc().collect() }
}

/// Trimmed, NFC, lower case: equal words are equal bytes. Keys of [`super::spec::CodeIndex`] have this form.
pub fn folded(text: &str) -> String {
    let lower = text.trim().to_lowercase();
    if is_nfc(&lower) { lower } else { lower.nfc().collect() }
}

/// Whether a text is in NFC for certain.
pub fn is_nfc(text: &str) -> bool {
    text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes
}

//! Names and texts in their one form: NFC, without the marks around them.

use std::borrow::Cow;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// The text in NFC, copied only when it is not already so.
pub(super) fn nfc(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

/// A name without its backticks, in NFC.
pub(super) fn unquoted(raw: &str) -> String {
    let bare = raw.strip_prefix('`').map_or(raw, |rest| rest.strip_suffix('`').unwrap_or(rest));
    nfc(bare).into_owned()
}

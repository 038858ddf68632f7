//! Where a text stops being UTF-8.

/// The first byte that belongs to no character; `None` for text that is UTF-8 throughout.
pub fn wrong(text: &[u8]) -> Option<usize> {
    match simdutf8::basic::from_utf8(text) {
        Ok(_) => None,
        Err(_) => std::str::from_utf8(text).err().map(|wrong| wrong.valid_up_to()),
    }
}

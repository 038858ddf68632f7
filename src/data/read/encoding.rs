//! Encodings by their names.

/// The WHATWG name of an encoding that has several (`latin1` is `windows-1252`), in lower case; `None` for unknown ones.
pub fn named(name: &str) -> Option<&'static str> {
    encoding_rs::Encoding::for_label_no_replacement(name.trim().as_bytes()).map(|encoding| encoding.name())
}

//! Texts of registries and rules inside XML, HTML and JSON: they stay texts.

use crate::report::visible::{push_visible, visible};

/// A text for an element or an attribute in quotes. What XML cannot hold, or hides from the eye, is made visible; so are
/// line ends, since an attribute would lose them.
pub fn xml(text: &str) -> String {
    escape(&visible(text))
}

/// A text for an element, whose line ends stay.
pub fn xml_lines(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.replace("\r\n", "\n").chars() {
        if c == '\n' { shown.push(c) } else { push_visible(&mut shown, c) }
    }
    escape(&shown)
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut before = ' ';
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // `##[…]` and `##vso[…]` are commands to those who run a build and read along.
            '#' if before == '#' => out.push_str("&#35;"),
            _ => out.push(c),
        }
        before = c;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_stay_texts() {
        assert_eq!(
            xml("<b a='1'>&\"\n\u{202e}\u{fffe}##["),
            "&lt;b a=&#39;1&#39;&gt;&amp;&quot;␊&lt;U+202E&gt;&lt;U+FFFE&gt;#&#35;["
        );
        assert_eq!(xml_lines("a\r\nb\0"), "a\nb␀");
    }
}

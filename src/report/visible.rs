//! Text on its way to a terminal: nothing in a registry or a rule file may steer it. Control, bidirectional and invisible
//! characters are made visible, widths are counted in columns, lines are wrapped and clipped.

use std::borrow::Cow;
use std::io::{self, Write};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The text with everything that could steer a terminal or hide from the eye made visible. Ordinary text is lent as it is.
pub fn visible(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|b| (0x20..0x7f).contains(&b)) || !text.chars().any(is_hostile) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    text.chars().for_each(|c| push_visible(&mut shown, c));
    Cow::Owned(shown)
}

/// The same, but for line ends, which stay.
pub fn visible_lines(text: &str) -> String {
    text.lines().map(visible).collect::<Vec<_>>().join("\n")
}

/// One character, made visible where it must be.
pub fn push_visible(out: &mut String, c: char) {
    match c {
        // a tab is a separator or an indent: one column, so that marks under the line stay in place
        '\t' => out.push('→'),
        '\0'..='\x1f' => out.push(char::from_u32(0x2400 + c as u32).unwrap_or('?')),
        '\x7f' => out.push('␡'),
        _ if is_hostile(c) => out.push_str(&format!("<U+{:04X}>", c as u32)),
        _ => out.push(c),
    }
}

/// Controls, bidirectional and other formatting characters, invisible characters, and what is no character.
pub fn is_hostile(c: char) -> bool {
    matches!(c,
        '\0'..='\x1f' | '\x7f'..='\u{9f}'
        | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
        | '\u{fdd0}'..='\u{fdef}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Passes text on line by line, so that no line is a command to those who run a build and read along: GitHub heeds lines
/// that begin with `::` and `##[` anywhere, Azure `##vso[`, TeamCity `##teamcity[`.
pub struct Guard<'o> {
    out: &'o mut dyn Write,
    line: Vec<u8>,
}

impl<'o> Guard<'o> {
    pub fn new(out: &'o mut dyn Write) -> Guard<'o> {
        Guard { out, line: Vec::new() }
    }

    fn pass(&mut self) -> io::Result<()> {
        let line = std::mem::take(&mut self.line);
        self.out.write_all(harmless_line(&String::from_utf8_lossy(&line)).as_bytes())
    }
}

impl Write for Guard<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.line.extend_from_slice(piece);
            if piece.ends_with(b"\n") {
                self.pass()?;
            }
        }
        Ok(bytes.len())
    }

    /// Passes on an unfinished line as well.
    fn flush(&mut self) -> io::Result<()> {
        self.pass()?;
        self.out.flush()
    }
}

/// A line that commands nothing.
fn harmless_line(line: &str) -> Cow<'_, str> {
    let mut shown = Cow::Borrowed(line);
    if line.trim_start().starts_with("::") {
        shown = Cow::Owned(shown.replacen("::", "∷", 1));
    }
    if ["##[", "##vso[", "##teamcity["].iter().any(|command| shown.contains(command)) {
        shown = Cow::Owned(shown.replace("##", "#＃"));
    }
    shown
}

/// Columns that a text takes.
pub fn columns(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.width() }
}

/// The text cut to so many columns, with `…` where something was cut away.
pub fn clip(text: &str, limit: usize) -> Cow<'_, str> {
    if text.len() <= limit || (text.len() <= limit.saturating_mul(4) && columns(text) <= limit) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > limit {
            break;
        }
        shown.push(c);
    }
    shown.push('…');
    Cow::Owned(shown)
}

/// One line: runs of white space (line ends among them) become one blank.
pub fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text in lines of at most `limit` columns, broken between words; a word that is too long is broken where it must.
pub fn wrap(text: &str, limit: usize) -> Vec<String> {
    let limit = limit.max(8);
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        let mut used = 0;
        for word in paragraph.split_whitespace() {
            let wide = columns(word);
            if used > 0 && used + 1 + wide > limit {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            if used > 0 {
                line.push(' ');
                used += 1;
            }
            if wide <= limit {
                line.push_str(word);
                used += wide;
                continue;
            }
            for c in word.chars() {
                let w = c.width().unwrap_or(0);
                if used + w > limit {
                    lines.push(std::mem::take(&mut line));
                    used = 0;
                }
                line.push(c);
                used += w;
            }
        }
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::{Guard, clip, columns, visible, wrap};
    use std::io::Write;

    #[test]
    fn what_steers_a_terminal_is_made_visible() {
        assert_eq!(visible("blåbær, 10 %"), "blåbær, 10 %");
        assert_eq!(visible("a\x1b[31mb\x07\r\n\t\u{9b}c"), "a␛[31mb␇␍␊→<U+009B>c");
        assert_eq!(visible("\u{202e}gnp.exe\u{2066}\u{200b}\u{feff}"), "<U+202E>gnp.exe<U+2066><U+200B><U+FEFF>");
    }

    #[test]
    fn no_line_is_a_command() {
        let mut out = Vec::new();
        let mut guard = Guard::new(&mut out);
        for piece in ["a ::x\n  :", ":error::x\n", "b ##[error]c\n", "\u{a0}::d"] {
            guard.write_all(piece.as_bytes()).expect("a vector takes everything");
        }
        guard.flush().expect("as above");
        assert_eq!(String::from_utf8_lossy(&out), "a ::x\n  ∷error::x\nb #＃[error]c\n\u{a0}∷d");
    }

    #[test]
    fn lines_are_clipped_and_wrapped_by_columns() {
        assert_eq!(clip("blåbærsyltetøy", 8), "blåbærs…");
        assert_eq!(clip("blåbær", 6), "blåbær");
        assert_eq!(wrap("en to tre fire fem", 10), ["en to tre", "fire fem"]);
        assert_eq!(wrap("東京東京東京東京", 8), ["東京東京", "東京東京"]);
        assert!(wrap(&"x".repeat(100), 30).iter().all(|line| columns(line) <= 30));
    }
}

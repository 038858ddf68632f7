//! One finding as an object in one line of JSON. There may be millions of them, so they are written straight away.

use super::json::Clause;
use super::tell::slashes;
use crate::base::{CellPlace, Sources};
use crate::report::visible::is_hostile;
use crate::report::{Cell, Finding, Report, words};
use std::collections::HashMap;
use std::io::{self, Write};

/// Appends a finding, without the line's end.
pub fn finding(report: &Report, sources: &Sources, finding: &Finding, out: &mut Vec<u8>) {
    let mut whole = Object::begin(out);
    whole.text("rule", report.rules.get(finding.rule).map_or("", |rule| &rule.id));
    whole.text("verdict", finding.verdict.id());
    let mut subject = whole.object("subject");
    subject.text_if_any("table", &finding.subject.table);
    subject.text_if_any("key", &finding.subject.key);
    if let Some(row) = finding.subject.row {
        subject.number("row", row);
    }
    subject.end();
    whole.text("message", &finding.message);
    if let Some(advice) = &finding.advice {
        whole.text("advice", advice);
    }
    whole.list("places", &finding.cells, place);
    if !finding.values.is_empty() {
        whole.list("values", &finding.values, |value, object| {
            object.text("expression", &value.expression);
            object.text("value", &value.value);
        });
    }
    if let Some(clause) = Clause::of(sources, finding.clause) {
        let (path, line, column) = clause.parts();
        let mut object = whole.object("clause");
        object.text("path", &path);
        object.number("line", line.into());
        object.number("column", column.into());
        object.end();
    }
    whole.text("fingerprint", &finding.fingerprint);
    whole.text_if_any("record", &finding.record);
    if let Some((by, value)) = report.by.as_ref().zip(finding.group.as_ref()) {
        let mut object = whole.object("by");
        object.text_of(&by.path, value);
        object.end();
    }
    if report.baseline.is_some() {
        whole.text("baseline", if finding.known { "known" } else { "new" });
    }
    whole.end();
}

fn place(cell: &Cell, object: &mut Object) {
    let CellPlace { path, line, column, end_line, end_column, sheet, cell: at, pointer, window: _ } = &cell.place;
    object.text("path", &slashes(path));
    for (name, number) in [("line", line), ("column", column), ("end_line", end_line), ("end_column", end_column)] {
        if *number > 0 {
            object.number(name, u64::from(*number));
        }
    }
    for (name, text) in [("sheet", sheet), ("cell", at), ("pointer", pointer)] {
        if let Some(text) = text {
            object.text(name, text);
        }
    }
    object.text("field", &cell.field);
    if cell.heading != cell.field {
        object.text_if_any("heading", &cell.heading);
    }
    object.text("value", &cell.value);
    if let Some(element) = cell.element {
        object.number("element", element as u64);
    }
    if let Some(missing) = cell.missing {
        object.text("missing", words::missing_id(missing));
    }
    object.text("role", cell.role.id());
}

/// An object in the making.
pub struct Object<'o> {
    out: &'o mut Vec<u8>,
    empty: bool,
}

impl<'o> Object<'o> {
    pub fn begin(out: &'o mut Vec<u8>) -> Object<'o> {
        out.push(b'{');
        Object { out, empty: true }
    }

    pub fn end(self) {
        self.out.push(b'}');
    }

    /// Ends the object inside this one that was begun last.
    pub fn close(&mut self) {
        self.out.push(b'}');
    }

    /// A name of the format's own, which needs no escapes.
    #[inline(always)]
    fn name(&mut self, name: &str) {
        self.out.extend_from_slice(if self.empty { b"\"" } else { b",\"" });
        self.out.extend_from_slice(name.as_bytes());
        self.out.extend_from_slice(b"\":");
        self.empty = false;
    }

    #[inline(always)]
    pub fn text(&mut self, name: &str, text: &str) {
        self.name(name);
        string(self.out, text);
    }

    /// A text, with bytes behind it that need no escapes.
    pub fn text_then(&mut self, name: &str, text: &str, then: &[u8]) {
        self.text(name, text);
        self.out.pop();
        self.out.extend_from_slice(then);
        self.out.push(b'"');
    }

    /// A text under a name that somebody else has chosen.
    fn text_of(&mut self, name: &str, text: &str) {
        if !self.empty {
            self.out.push(b',');
        }
        self.empty = false;
        string(self.out, name);
        self.out.push(b':');
        string(self.out, text);
    }

    fn text_if_any(&mut self, name: &str, text: &str) {
        if !text.is_empty() {
            self.text(name, text);
        }
    }

    #[inline(always)]
    pub fn number(&mut self, name: &str, number: u64) {
        self.name(name);
        digits(self.out, number);
    }

    pub fn object(&mut self, name: &str) -> Object<'_> {
        self.name(name);
        Object::begin(self.out)
    }

    pub fn list<T>(&mut self, name: &str, items: &[T], fill: impl Fn(&T, &mut Object)) {
        self.name(name);
        self.out.push(b'[');
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                self.out.push(b',');
            }
            let mut object = Object::begin(self.out);
            fill(item, &mut object);
            object.end();
        }
        self.out.push(b']');
    }
}

/// Stands behind a fingerprint, in place of how often it has come. No JSON holds this byte otherwise.
pub const UNNUMBERED: u8 = 0;

/// How often each fingerprint has come.
#[derive(Default)]
pub struct Numbers {
    seen: HashMap<u64, u32>,
}

/// Writes how often a fingerprint has come.
type Show<'s> = &'s mut dyn FnMut(u32, &mut dyn Write) -> io::Result<()>;

impl Numbers {
    /// How often a fingerprint has come, with this time.
    pub fn next(&mut self, print: &[u8]) -> u32 {
        let digits = print.iter().filter_map(|&byte| char::from(byte).to_digit(16));
        let times = self.seen.entry(digits.fold(0, |all, digit| all << 4 | u64::from(digit))).or_insert(0);
        *times += 1;
        *times
    }

    /// Writes a page with each number in its place, and tells how many there were.
    pub fn write(&mut self, page: &[u8], show: Show, out: &mut dyn Write) -> io::Result<u64> {
        let (mut from, mut count) = (0, 0);
        for at in memchr::memchr_iter(UNNUMBERED, page) {
            out.write_all(&page[from..at])?;
            let print = page[from..at].rsplit(|&byte| byte == b'"').next().unwrap_or(b"");
            show(self.next(print), out)?;
            (from, count) = (at + 1, count + 1);
        }
        out.write_all(&page[from..])?;
        Ok(count)
    }
}

/// Appends a number.
pub fn digits(out: &mut Vec<u8>, number: u64) {
    out.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
}

/// Appends a text in quotes that steers no terminal: what hides from the eye is escaped, and so is the second of two `#`,
/// which begin commands to those who run a build and read along.
fn string(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    let odd = match text.len() {
        // Short texts are looked at byte by byte, longer ones many bytes at once.
        ..SHORT => text.bytes().fold(false, |odd, byte| odd | ODD[usize::from(byte)]),
        _ => text.bytes().fold(false, |odd, byte| odd | is_odd(byte)),
    };
    if odd {
        escaped(out, text);
    } else {
        out.extend_from_slice(text.as_bytes());
    }
    out.push(b'"');
}

const SHORT: usize = 32;

/// [`is_odd`] of every byte.
static ODD: [bool; 256] = {
    let mut odd = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        odd[byte] = is_odd(byte as u8);
        byte += 1;
    }
    odd
};

/// Bytes that may need an escape, or begin a character that may.
#[inline(always)]
const fn is_odd(byte: u8) -> bool {
    (byte < 0x20) | (byte == b'"') | (byte == b'\\') | (byte == b'#') | (byte == 0x7f) | (byte == 0xC2) | (byte >= 0xCD)
}

fn escaped(out: &mut Vec<u8>, text: &str) {
    let bytes = text.as_bytes();
    let (mut from, mut at) = (0, 0);
    while at < bytes.len() {
        let byte = bytes[at];
        if !is_odd(byte) {
            at += 1;
            continue;
        }
        let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else { break };
        let plain = match c {
            '#' => at == 0 || bytes[at - 1] != b'#',
            '"' | '\\' => false,
            c => !is_hostile(c),
        };
        if !plain {
            out.extend_from_slice(&bytes[from..at]);
            escape(out, c);
            from = at + c.len_utf8();
        }
        at += c.len_utf8();
    }
    out.extend_from_slice(&bytes[from..]);
}

fn escape(out: &mut Vec<u8>, c: char) {
    let short = match c {
        '"' => b'"',
        '\\' => b'\\',
        '\u{8}' => b'b',
        '\t' => b't',
        '\n' => b'n',
        '\u{c}' => b'f',
        '\r' => b'r',
        c => {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                out.extend_from_slice(format!("\\u{unit:04x}").as_bytes());
            }
            return;
        }
    };
    out.extend_from_slice(&[b'\\', short]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::format::json;
    use proptest::prelude::*;

    fn written(text: &str) -> String {
        let mut out = Vec::new();
        string(&mut out, text);
        String::from_utf8(out).expect("UTF-8")
    }

    proptest! {
        #[test]
        fn texts_are_those_of_the_other_json(text in "([#\"\\\\æ«»\u{80}\u{9f}\u{ad}\u{a0}–“\u{200b}\u{2028}\u{feff}😀\u{e0001}\u{0}-\u{20}\u{7f}a-z]|\\PC){0,12}") {
            prop_assert_eq!(written(&text), json::text(&text).expect("memory takes it"));
        }
    }

    #[test]
    fn numbers_are_digits() {
        let mut out = Vec::new();
        [0, 7, 10, 1_234_567_890, u64::MAX].into_iter().for_each(|number| {
            digits(&mut out, number);
            out.push(b' ');
        });
        assert_eq!(out, b"0 7 10 1234567890 18446744073709551615 ");
    }
}

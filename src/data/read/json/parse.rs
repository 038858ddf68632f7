//! One JSON record, flattened: nested objects become dotted keys, arrays of plain values become lists.
//!
//! Strict (RFC 8259), and numbers keep their text.

use crate::base::Text;
use crate::text;
use std::ops::Range;

/// Begins a list, and stands before each of its elements.
pub const MARK: u8 = 0x1F;

/// The cell of a list that holds more than plain values.
pub const NESTED: &[u8] = "\u{1e}[…]".as_bytes();

/// What keeps a record from being read, and at which byte of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    pub at: usize,
    pub kind: Kind,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// Something else was expected.
    Syntax(Text),
    /// The key, with the dots of its objects, stands there twice; where it stood first.
    Duplicate {
        key: String,
        first: usize,
    },
    NotAnObject,
    TooDeep,
    TooWide,
}

/// Takes what a record holds.
pub trait Sink {
    /// An object begins under a key.
    fn group(&mut self, key: &str, at: usize) -> Result<(), Fault>;

    /// The cell that follows holds records, or lists: as a cell it cannot be read.
    fn nested(&mut self, _key: &str) {}

    /// A cell: its text without escapes, and its bytes in the record.
    fn cell(&mut self, key: &str, pointer: &str, text: &[u8], range: Range<usize>) -> Result<(), Fault>;
}

/// Reads a record that must be one object and nothing else. Pointers are made only on demand.
pub fn record(text: &[u8], depth: usize, pointers: bool, sink: &mut dyn Sink) -> Result<(), Fault> {
    let mut parser = Parser { pointers, depth, ..Parser::new(text, sink) };
    parser.blanks();
    if parser.peek() != Some(b'{') {
        let (at, mut ignored) = (parser.at, Vec::new());
        let is_value = parser.peek() == Some(b'[') || parser.scalar(&mut ignored).is_ok();
        let expected = Kind::Syntax(text!(nb: "ventet «{{»", en: "expected “{{”"));
        return Err(Fault { at, kind: if is_value { Kind::NotAnObject } else { expected } });
    }
    parser.object(1)?;
    parser.blanks();
    match parser.peek() {
        None => Ok(()),
        Some(_) => {
            Err(parser.syntax(text!(nb: "ventet ikke mer etter objektet", en: "expected nothing behind the object")))
        }
    }
}

pub struct Parser<'a> {
    text: &'a [u8],
    pub at: usize,
    /// Levels of brackets that there may be.
    depth: usize,
    /// The keys down to here, with dots between.
    key: String,
    pointer: String,
    pointers: bool,
    /// The text of the cell at hand.
    own: Vec<u8>,
    sink: &'a mut dyn Sink,
}

impl<'a> Parser<'a> {
    pub fn new(text: &'a [u8], sink: &'a mut dyn Sink) -> Parser<'a> {
        let (key, pointer) = (String::new(), String::new());
        Parser { text, at: 0, depth: 0, key, pointer, pointers: false, own: Vec::new(), sink }
    }

    /// A key and the colon behind it, up to the value.
    pub fn key(&mut self, own: &mut Vec<u8>) -> Result<(), Fault> {
        if self.peek() != Some(b'"') {
            return Err(
                self.syntax(text!(nb: "ventet en nøkkel i anførselstegn", en: "expected a key in quotation marks"))
            );
        }
        self.string(own)?;
        self.blanks();
        self.take(b':')?;
        self.blanks();
        Ok(())
    }

    /// Behind a member or an element: whether this sign ends them, or a comma says that another follows.
    pub fn ends(&mut self, sign: u8) -> Result<bool, Fault> {
        self.blanks();
        match self.peek() {
            Some(b',') => {
                self.at += 1;
                Ok(false)
            }
            Some(byte) if byte == sign => {
                self.at += 1;
                Ok(true)
            }
            _ => {
                let sign = sign as char;
                Err(self.syntax(text!(nb: "ventet «,» eller «{sign}»", en: "expected “,” or “{sign}”")))
            }
        }
    }

    pub fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    pub fn blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    pub fn syntax(&self, expected: Text) -> Fault {
        Fault { at: self.at.min(self.text.len()), kind: Kind::Syntax(expected) }
    }

    fn take(&mut self, byte: u8) -> Result<(), Fault> {
        if self.peek() != Some(byte) {
            let sign = byte as char;
            return Err(self.syntax(text!(nb: "ventet «{sign}»", en: "expected “{sign}”")));
        }
        self.at += 1;
        Ok(())
    }

    fn object(&mut self, depth: usize) -> Result<(), Fault> {
        if depth > self.depth {
            return Err(Fault { at: self.at, kind: Kind::TooDeep });
        }
        self.take(b'{')?;
        self.blanks();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(());
        }
        let (key_length, pointer_length) = (self.key.len(), self.pointer.len());
        loop {
            self.blanks();
            self.member(depth)?;
            self.key.truncate(key_length);
            self.pointer.truncate(pointer_length);
            if self.ends(b'}')? {
                return Ok(());
            }
        }
    }

    fn member(&mut self, depth: usize) -> Result<(), Fault> {
        let start = self.at;
        let mut name = std::mem::take(&mut self.own);
        name.clear();
        let read = self.key(&mut name);
        let text = String::from_utf8_lossy(&name).into_owned();
        self.own = name;
        read?;
        if !self.key.is_empty() {
            self.key.push('.');
        }
        self.key.push_str(&text);
        if self.pointers {
            self.pointer.push('/');
            self.pointer.push_str(&text.replace('~', "~0").replace('/', "~1"));
        }
        match self.peek() {
            Some(b'{') => {
                self.sink.group(&self.key, start)?;
                self.object(depth + 1)
            }
            Some(b'[') => self.list(depth + 1),
            _ => {
                let (mut own, start) = (std::mem::take(&mut self.own), self.at);
                own.clear();
                self.scalar(&mut own)?;
                let done = self.sink.cell(&self.key, &self.pointer, &own, start..self.at);
                self.own = own;
                done
            }
        }
    }

    fn list(&mut self, depth: usize) -> Result<(), Fault> {
        if depth > self.depth {
            return Err(Fault { at: self.at, kind: Kind::TooDeep });
        }
        let start = self.at;
        let (mut own, mut count, mut nested) = (vec![MARK], 0, false);
        self.take(b'[')?;
        self.blanks();
        while self.peek() != Some(b']') {
            if count > 0 {
                self.take(b',')?;
                self.blanks();
                own.push(MARK);
            }
            if matches!(self.peek(), Some(b'{' | b'[')) {
                nested = true;
                self.pass(depth + 1)?;
            } else {
                self.scalar(&mut own)?;
            }
            count += 1;
            self.blanks();
            if !matches!(self.peek(), Some(b',' | b']')) {
                return Err(self.syntax(text!(nb: "ventet «,» eller «]»", en: "expected “,” or “]”")));
            }
        }
        self.at += 1;
        if nested {
            self.sink.nested(&self.key);
            return self.sink.cell(&self.key, &self.pointer, NESTED, start..self.at);
        }
        if count == 1 && own.len() == 1 {
            // One blank element is not the empty list.
            own.push(MARK);
        }
        self.sink.cell(&self.key, &self.pointer, &own, start..self.at)
    }

    /// Reads a value of any kind and makes nothing of it.
    fn pass(&mut self, depth: usize) -> Result<(), Fault> {
        let end = match self.peek() {
            Some(b'{') => b'}',
            Some(b'[') => b']',
            _ => return self.scalar(&mut Vec::new()),
        };
        if depth > self.depth {
            return Err(Fault { at: self.at, kind: Kind::TooDeep });
        }
        self.at += 1;
        self.blanks();
        if self.peek() == Some(end) {
            self.at += 1;
            return Ok(());
        }
        loop {
            self.blanks();
            if end == b'}' {
                self.key(&mut Vec::new())?;
            }
            self.pass(depth + 1)?;
            if self.ends(end)? {
                return Ok(());
            }
        }
    }

    /// A text, number or word, appended to `own`; `null` adds nothing.
    pub fn scalar(&mut self, own: &mut Vec<u8>) -> Result<(), Fault> {
        match self.peek() {
            Some(b'"') => self.string(own),
            Some(b'-' | b'0'..=b'9') => self.number(own),
            _ => {
                let rest = &self.text[self.at..];
                let length = rest.iter().take_while(|b| b.is_ascii_alphanumeric()).count();
                match &rest[..length] {
                    word @ (b"true" | b"false") => own.extend_from_slice(word),
                    b"null" => {}
                    _ => return Err(self.syntax(text!(nb: "ventet en verdi", en: "expected a value"))),
                }
                self.at += length;
                Ok(())
            }
        }
    }

    fn number(&mut self, own: &mut Vec<u8>) -> Result<(), Fault> {
        let start = self.at;
        self.at += usize::from(self.peek() == Some(b'-'));
        let whole = self.digits();
        let padded = whole > 1 && self.text[self.at - whole] == b'0';
        let mut good = whole > 0 && !padded;
        let point = self.at;
        let mut decimals = 0;
        if self.peek() == Some(b'.') {
            self.at += 1;
            decimals = self.digits();
            good &= decimals > 0;
        }
        let mantissa = self.at;
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            self.at += usize::from(matches!(self.peek(), Some(b'+' | b'-')));
            good &= self.digits() > 0;
        }
        if !good || self.peek().is_some_and(|b| b.is_ascii_alphanumeric() || b == b'.') {
            self.at = start;
            return Err(self.syntax(text!(nb: "ventet et tall", en: "expected a number")));
        }
        let (written, exponent) = (&self.text[start..mantissa], &self.text[mantissa..self.at]);
        match exponent.get(1..).and_then(|power| std::str::from_utf8(power).ok()?.parse::<i32>().ok()) {
            Some(power) if power.unsigned_abs() <= 40 && self.at - start <= 60 => {
                plain(written, point - start, decimals, power, own);
            }
            _ => own.extend_from_slice(&self.text[start..self.at]),
        }
        Ok(())
    }

    fn digits(&mut self) -> usize {
        let from = self.at;
        while self.peek().is_some_and(|b| b.is_ascii_digit()) {
            self.at += 1;
        }
        self.at - from
    }

    /// A text in quotation marks, without them and its escapes.
    fn string(&mut self, own: &mut Vec<u8>) -> Result<(), Fault> {
        let open = self.at;
        self.at += 1;
        loop {
            let rest = &self.text[self.at..];
            let Some(length) = memchr::memchr2(b'"', b'\\', rest) else {
                self.at = open;
                return Err(self.syntax(text!(
                    nb: "teksten mangler avsluttende anførselstegn",
                    en: "the text lacks its closing quotation mark",
                )));
            };
            if let Some(control) = rest[..length].iter().position(|&b| b < 0x20) {
                self.at += control;
                return Err(self.syntax(text!(
                    nb: "linjeskift og styretegn må skrives med \\ i en tekst",
                    en: "line breaks and control characters must be written with \\ in a text",
                )));
            }
            own.extend_from_slice(&rest[..length]);
            self.at += length + 1;
            if rest[length] == b'"' {
                return Ok(());
            }
            self.escape(own)?;
        }
    }

    fn escape(&mut self, own: &mut Vec<u8>) -> Result<(), Fault> {
        let simple = match self.peek() {
            Some(b @ (b'"' | b'\\' | b'/')) => b,
            Some(b'b') => 0x08,
            Some(b'f') => 0x0C,
            Some(b'n') => b'\n',
            Some(b'r') => b'\r',
            Some(b't') => b'\t',
            Some(b'u') => {
                let point = self.unicode()?;
                if matches!(point, '\u{1e}' | '\u{1f}') {
                    return Err(self.syntax(text!(
                        nb: "tegnene U+001E og U+001F kan ikke stå i en tekst",
                        en: "the characters U+001E and U+001F cannot stand in a text",
                    )));
                }
                own.extend_from_slice(point.encode_utf8(&mut [0; 4]).as_bytes());
                return Ok(());
            }
            _ => return Err(self.syntax(text!(nb: "ukjent tegn etter \\", en: "unknown character after \\"))),
        };
        own.push(simple);
        self.at += 1;
        Ok(())
    }

    fn unicode(&mut self) -> Result<char, Fault> {
        let start = self.at;
        let mut units = Vec::with_capacity(2);
        for _ in 0..2 {
            let unit = self.text.get(self.at + 1..self.at + 5).and_then(hexadecimal);
            let Some(unit) = unit else { break };
            units.push(unit);
            self.at += 5;
            let pair = (0xD800..0xDC00).contains(&unit) && self.text.get(self.at..self.at + 2) == Some(b"\\u");
            if !pair || units.len() == 2 {
                break;
            }
            self.at += 1;
        }
        match char::decode_utf16(units).collect::<Result<Vec<char>, _>>().as_deref() {
            Ok([point]) => Ok(*point),
            _ => {
                self.at = start;
                Err(self.syntax(text!(nb: "\\u med fire tegn som ikke er noe tegn", en: "\\u that names no character")))
            }
        }
    }
}

fn hexadecimal(digits: &[u8]) -> Option<u16> {
    digits.iter().try_fold(0u16, |n, &b| Some(n * 16 + (b as char).to_digit(16)? as u16))
}

/// `1.5e3` as `1500`: the point moved, exactly.
fn plain(written: &[u8], point: usize, decimals: usize, power: i32, own: &mut Vec<u8>) {
    let (sign, whole) = match &written[..point] {
        [b'-', whole @ ..] => (&b"-"[..], whole),
        whole => (&b""[..], whole),
    };
    let part = if decimals > 0 { &written[point + 1..] } else { b"" };
    let digits = [whole, part].concat();
    let point = whole.len() as i32 + power;
    own.extend_from_slice(sign);
    let digit = |i: i32| usize::try_from(i).ok().and_then(|i| digits.get(i)).copied().unwrap_or(b'0');
    let first = (0..point - 1).find(|&i| digit(i) != b'0').unwrap_or((point - 1).max(0));
    if point <= 0 {
        own.push(b'0');
    } else {
        own.extend((first..point).map(digit));
    }
    if point < digits.len() as i32 {
        own.push(b'.');
        own.extend((point..digits.len() as i32).map(digit));
    }
}

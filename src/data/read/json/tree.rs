//! JSON as a document in memory: for files whose records lie under keys, or in other records.

use super::parse::{Fault, Kind, Parser, Sink};
use crate::data::read::Options;
use crate::data::read::tree::doc::{Builder, Doc, Wrong, WrongKind};
use crate::text;
use std::ops::Range;

/// Reads the one value of a file.
pub fn read(text: &str, options: &Options) -> Result<Doc, Wrong> {
    let mut nobody = Nobody;
    let mut reading = Reading {
        parser: Parser::new(text.as_bytes(), &mut nobody),
        builder: Builder::new(options, text.len()),
        own: Vec::new(),
    };
    reading.parser.blanks();
    reading.value()?;
    reading.parser.blanks();
    match reading.parser.peek() {
        None => Ok(reading.builder.doc),
        Some(_) => {
            let fault = text!(nb: "det står mer etter verdien", en: "there is more behind the value");
            Err(wrong(reading.parser.syntax(fault)))
        }
    }
}

struct Nobody;

impl Sink for Nobody {
    fn group(&mut self, _key: &str, _at: usize) -> Result<(), Fault> {
        Ok(())
    }

    fn cell(&mut self, _key: &str, _pointer: &str, _text: &[u8], _range: Range<usize>) -> Result<(), Fault> {
        Ok(())
    }
}

struct Reading<'a> {
    parser: Parser<'a>,
    builder: Builder,
    own: Vec<u8>,
}

fn wrong(fault: Fault) -> Wrong {
    let what = match fault.kind {
        Kind::Syntax(what) => what,
        _ => text!(nb: "ventet en verdi", en: "expected a value"),
    };
    Wrong { at: fault.at as u32, kind: WrongKind::Syntax(what) }
}

impl Reading<'_> {
    /// The builder's budget of levels is that of this recursion too.
    fn value(&mut self) -> Result<(), Wrong> {
        let start = self.parser.at as u32;
        match self.parser.peek() {
            Some(b'{') => {
                self.builder.begin_map(start)?;
                self.members()?;
            }
            Some(b'[') => {
                self.builder.begin_list(start)?;
                self.elements()?;
            }
            first => {
                self.own.clear();
                self.parser.scalar(&mut self.own).map_err(wrong)?;
                let text = std::str::from_utf8(&self.own).unwrap_or("");
                let span = (start, self.parser.at as u32);
                self.builder.scalar((first != Some(b'n')).then_some(text), span)?;
                return Ok(());
            }
        }
        self.builder.end(self.parser.at as u32).map(|_| ())
    }

    fn members(&mut self) -> Result<(), Wrong> {
        self.parser.at += 1;
        self.parser.blanks();
        if self.parser.peek() == Some(b'}') {
            self.parser.at += 1;
            return Ok(());
        }
        loop {
            self.parser.blanks();
            let at = self.parser.at as u32;
            self.own.clear();
            self.parser.key(&mut self.own).map_err(wrong)?;
            let key = std::str::from_utf8(&self.own).unwrap_or("").to_owned();
            self.builder.key(&key, at)?;
            self.value()?;
            if self.parser.ends(b'}').map_err(wrong)? {
                return Ok(());
            }
        }
    }

    fn elements(&mut self) -> Result<(), Wrong> {
        self.parser.at += 1;
        self.parser.blanks();
        if self.parser.peek() == Some(b']') {
            self.parser.at += 1;
            return Ok(());
        }
        loop {
            self.parser.blanks();
            self.value()?;
            if self.parser.ends(b']').map_err(wrong)? {
                return Ok(());
            }
        }
    }
}

//! HTML that cannot be broken out of: names are part of the program, and everything else is escaped on its way.

use crate::report::format::escape::{xml, xml_lines};
use std::io::{self, Write};

/// Writes elements. Only what stands in the program itself is written as it is.
pub struct Tags<'o> {
    out: &'o mut dyn Write,
}

/// The attributes of an element.
pub type Attributes<'a> = &'a [(&'static str, &'a str)];

impl<'o> Tags<'o> {
    pub fn new(out: &'o mut dyn Write) -> Tags<'o> {
        Tags { out }
    }

    /// Markup of the program's own.
    pub fn raw(&mut self, markup: &'static str) -> io::Result<()> {
        self.out.write_all(markup.as_bytes())
    }

    pub fn open(&mut self, name: &'static str, attributes: Attributes) -> io::Result<()> {
        write!(self.out, "<{name}")?;
        for (attribute, value) in attributes {
            write!(self.out, " {attribute}=\"{}\"", xml(value))?;
        }
        self.out.write_all(b">")
    }

    pub fn close(&mut self, name: &'static str) -> io::Result<()> {
        writeln!(self.out, "</{name}>")
    }

    /// A text, its line ends as line breaks.
    pub fn text(&mut self, text: &str) -> io::Result<()> {
        self.out.write_all(xml_lines(text).replace('\n', "<br/>").as_bytes())
    }

    /// An element that holds a text and nothing else.
    pub fn element(&mut self, name: &'static str, attributes: Attributes, text: &str) -> io::Result<()> {
        self.open(name, attributes)?;
        self.text(text)?;
        write!(self.out, "</{name}>")
    }

    /// An element with a text, on a line of its own.
    pub fn line(&mut self, name: &'static str, attributes: Attributes, text: &str) -> io::Result<()> {
        self.element(name, attributes, text)?;
        self.out.write_all(b"\n")
    }

    /// A term of a list of facts, and what is said of it.
    pub fn fact(&mut self, term: &str, text: &str) -> io::Result<()> {
        self.element("dt", &[], term)?;
        self.line("dd", &[], text)
    }

    /// A number in a table.
    pub fn number(&mut self, number: &str) -> io::Result<()> {
        self.element("td", &[("class", "n")], number)
    }
}

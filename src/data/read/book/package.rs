//! The ZIP file that a workbook is, and the XML in it: read as a stream, every inflated byte counted. What a file says
//! of its own sizes is not believed.

use super::fault::{Fault, Limits};
use crate::data::read::Limit;
use crate::text;
use crate::world::Bytes;
use quick_xml::Reader;
use quick_xml::events::{BytesEnd, BytesStart, Event};
use std::cell::Cell;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::rc::Rc;
use std::sync::Arc;
use zip::ZipArchive;
use zip::read::ZipFile;

/// Opened bytes as something that is read and sought in.
pub struct Source {
    bytes: Arc<dyn Bytes>,
    at: u64,
}

impl Source {
    pub fn new(bytes: Arc<dyn Bytes>) -> Source {
        Source { bytes, at: 0 }
    }
}

impl Read for Source {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.bytes.len().saturating_sub(self.at);
        let length = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
        self.bytes.read_at(self.at, &mut buffer[..length])?;
        self.at += length as u64;
        Ok(length)
    }
}

impl Seek for Source {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let place = match to {
            SeekFrom::Start(place) => Some(place),
            SeekFrom::End(by) => self.bytes.len().checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = place.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

/// How much may still be inflated: of the whole file, and before the next piece of XML ends.
struct Meter {
    left: Cell<u64>,
    piece: Cell<u64>,
    /// Pieces that may still come.
    pieces: Cell<u64>,
    /// Which of the first two ran out.
    over: Cell<Option<Over>>,
}

#[derive(Clone, Copy)]
enum Over {
    Whole,
    Piece,
}

/// Counts what is read.
struct Metered<R> {
    inner: R,
    meter: Rc<Meter>,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        let take = |left: &Cell<u64>, over: Over| match left.get().checked_sub(length as u64) {
            Some(rest) => left.set(rest),
            None => self.meter.over.set(Some(self.meter.over.get().unwrap_or(over))),
        };
        take(&self.meter.left, Over::Whole);
        take(&self.meter.piece, Over::Piece);
        match self.meter.over.get() {
            Some(_) => Err(io::Error::other("over a limit")),
            None => Ok(length),
        }
    }
}

/// Parts of a workbook; an honest one has a few for each sheet.
const PARTS: usize = 20_000;

/// A workbook's parts by name.
pub struct Package {
    archive: ZipArchive<BufReader<Source>>,
    meter: Rc<Meter>,
    limits: Limits,
}

impl Package {
    pub fn open(bytes: Arc<dyn Bytes>, limits: Limits) -> Result<Package, Fault> {
        let meter = Meter {
            left: Cell::new(limits.memory),
            piece: Cell::new(limits.cell),
            pieces: Cell::new(limits.pieces),
            over: Cell::new(None),
        };
        let archive = ZipArchive::new(BufReader::new(Source::new(bytes))).map_err(|problem| broken_zip(&problem))?;
        if archive.len() > PARTS {
            return Err(Fault::broken(text!(
                nb: "den har mer enn {PARTS} deler",
                en: "it has more than {PARTS} parts",
            )));
        }
        Ok(Package { archive, meter: Rc::new(meter), limits })
    }

    /// The name of a part as it is written in the file; names differ in case between programs.
    pub fn find(&self, name: &str) -> Option<String> {
        let name = name.trim_start_matches('/');
        if self.archive.index_for_name(name).is_some() {
            return Some(name.to_owned());
        }
        let mut names = self.archive.file_names().flatten();
        names.find(|other| other.eq_ignore_ascii_case(name)).map(|other| other.into_owned())
    }

    /// Lets as much be inflated as at the beginning.
    pub fn renew(&mut self) {
        self.meter.left.set(self.limits.memory);
        self.meter.pieces.set(self.limits.pieces);
    }

    /// A part as XML.
    pub fn xml(&mut self, name: &str) -> Result<Xml<'_>, Fault> {
        let file = self.archive.by_name(name).map_err(|problem| broken_zip(&problem))?;
        self.meter.piece.set(self.limits.cell);
        let reader = Reader::from_reader(BufReader::new(Metered { inner: file, meter: Rc::clone(&self.meter) }));
        let mut xml = Xml { reader, buffer: Vec::new(), meter: Rc::clone(&self.meter), limits: self.limits, depth: 0 };
        let config = xml.reader.config_mut();
        config.expand_empty_elements = true;
        config.check_end_names = true;
        Ok(xml)
    }
}

fn broken_zip(problem: &zip::result::ZipError) -> Fault {
    let problem = problem.to_string();
    Fault::broken(text!(
        nb: "filen er ikke en hel ZIP-fil ({problem})",
        en: "the file is not a whole ZIP file ({problem})",
    ))
}

type Inflated<'a> = BufReader<Metered<ZipFile<'a, BufReader<Source>>>>;

/// XML, piece by piece. It is read to its very end, since only there does the ZIP's check sum tell whether all was right.
pub struct Xml<'a> {
    reader: Reader<Inflated<'a>>,
    buffer: Vec<u8>,
    meter: Rc<Meter>,
    limits: Limits,
    depth: usize,
}

/// A piece of XML that means something here.
pub enum Piece<'b> {
    Start(BytesStart<'b>),
    End(BytesEnd<'b>),
    Text(std::borrow::Cow<'b, str>),
    /// The end of the file, every element closed.
    Done,
}

impl Xml<'_> {
    /// The next piece. Comments and the like are passed over.
    pub fn next(&mut self) -> Result<Piece<'_>, Fault> {
        self.buffer.clear();
        self.meter.piece.set(self.limits.cell);
        match self.meter.pieces.get().checked_sub(1) {
            Some(left) => self.meter.pieces.set(left),
            None => return Err(Fault::Over(Limit::Work)),
        }
        let place = self.reader.buffer_position();
        let event = match self.reader.read_event_into(&mut self.buffer) {
            Ok(event) => event,
            Err(problem) => return Err(why(&self.meter, place, &problem.to_string())),
        };
        match event {
            Event::Start(start) => {
                self.depth += 1;
                if self.depth as u64 > self.limits.depth {
                    return Err(Fault::Over(Limit::Depth));
                }
                Ok(Piece::Start(start))
            }
            Event::End(end) => {
                self.depth = self.depth.saturating_sub(1);
                Ok(Piece::End(end))
            }
            Event::Text(text) => Ok(Piece::Text(text.xml10_content())),
            Event::CData(text) => Ok(Piece::Text(text.xml10_content())),
            Event::GeneralRef(name) => {
                let known = match name.resolve_char_ref() {
                    Ok(Some(point)) => Some(point.to_string()),
                    Ok(None) => quick_xml::escape::resolve_xml_entity(&name.xml10_content()).map(str::to_owned),
                    Err(_) => None,
                };
                match known {
                    Some(text) => Ok(Piece::Text(text.into())),
                    None => Err(Fault::xml(place, "unknown entity")),
                }
            }
            Event::Eof if self.depth > 0 => Err(Fault::xml(place, "the text ends within an element")),
            Event::Eof => Ok(Piece::Done),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) | Event::Empty(_) => {
                Ok(Piece::Text("".into()))
            }
        }
    }

    /// The text of the element that was just begun, up to its end. Elements inside it are passed over.
    pub fn text_of(&mut self, into: &mut String) -> Result<(), Fault> {
        let depth = self.depth;
        loop {
            let at = self.depth;
            match self.next()? {
                Piece::Text(text) if at == depth => into.push_str(&text),
                Piece::Done => return Ok(()),
                _ => {}
            }
            if self.depth < depth {
                return Ok(());
            }
        }
    }
}

fn why(meter: &Meter, place: u64, problem: &str) -> Fault {
    match meter.over.get() {
        Some(Over::Whole) => Fault::Over(Limit::Memory),
        Some(Over::Piece) => Fault::Over(Limit::Cell),
        None => Fault::xml(place, problem),
    }
}

/// An attribute of an element, by its name without a prefix; absent when it cannot be read.
pub fn attribute(start: &BytesStart, name: &str) -> Option<String> {
    let mut all = start.attributes();
    all.with_checks(false);
    let found = all.flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    found.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok().map(|value| value.into_owned())
}

/// An element's name without a prefix.
pub fn is(start: &BytesStart, name: &str) -> bool {
    start.local_name().as_ref() == name
}

/// Whether an element of this name ends.
pub fn ends(end: &BytesEnd, name: &str) -> bool {
    end.local_name().as_ref() == name
}

/// Whether an attribute says yes.
pub fn is_true(value: Option<&str>) -> bool {
    matches!(value, Some("1" | "true" | "on"))
}

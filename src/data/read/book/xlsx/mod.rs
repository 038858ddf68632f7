//! XLSX and XLSM: which sheets there are, what their cells share, and the cells, streamed.

mod cells;
mod strings;
mod styles;

use super::Found;
use super::fault::{Fault, Limits};
use super::package::{Package, Piece, Source, attribute, is, is_true};
use super::sheet::Sheet;
use crate::data::read::float::Calendar;
use crate::data::read::inner::Inner;
use crate::text;
use crate::world::Bytes;
use std::collections::BTreeMap;
use std::sync::Arc;

pub use cells::Shared;

/// A workbook, before any sheet is read.
pub struct Book {
    package: Package,
    limits: Limits,
    sheets: Vec<(Inner, String)>,
    strings: Option<String>,
    styles: Option<String>,
    calendar: Calendar,
    /// The workbook asks to be computed anew when it is opened.
    stale: bool,
}

/// A workbook's sheets.
pub fn open(bytes: Arc<dyn Bytes>, limits: Limits) -> Result<Book, Fault> {
    let mut package = Package::open(bytes, limits)?;
    let main = relations(&mut package, "")?.into_values().find(|relation| relation.kind == "officeDocument");
    let named = main.map(|relation| relation.target).unwrap_or_else(|| "xl/workbook.xml".to_owned());
    let Some(part) = package.find(&named) else { return Err(not_a_workbook(&package)) };
    let related = relations(&mut package, &part)?;
    // A part that is named and is not there would turn dates into numbers.
    let of_kind = |kind: &str| match related.values().find(|relation| relation.kind == kind) {
        None => Ok(None),
        Some(Relation { target, .. }) => package.find(target).map(Some).ok_or_else(|| {
            Fault::broken(text!(nb: "delen {target} mangler i filen", en: "the part {target} is not in the file"))
        }),
    };
    let (strings, styles) = (of_kind("sharedStrings")?, of_kind("styles")?);
    let mut book =
        Book { package, limits, sheets: Vec::new(), strings, styles, calendar: Calendar::From1900, stale: false };
    book.contents(&part, &related)?;
    Ok(book)
}

struct Relation {
    kind: String,
    /// The part's name, from the root of the package.
    target: String,
}

/// What a part refers to, by identifier; the package itself is the part without a name.
fn relations(package: &mut Package, part: &str) -> Result<BTreeMap<String, Relation>, Fault> {
    let (folder, file) = part.rsplit_once('/').map_or(("", part), |(folder, file)| (folder, file));
    let of = if folder.is_empty() { format!("_rels/{file}.rels") } else { format!("{folder}/_rels/{file}.rels") };
    let mut found = BTreeMap::new();
    let Some(name) = package.find(&of) else { return Ok(found) };
    let mut xml = package.xml(&name)?;
    loop {
        match xml.next()? {
            Piece::Start(start) if is(&start, "Relationship") => {
                let get = |name| attribute(&start, name).unwrap_or_default();
                let kind = get("Type").rsplit('/').next().unwrap_or("").to_owned();
                found.insert(get("Id"), Relation { kind, target: target(folder, &get("Target")) });
            }
            Piece::Done => return Ok(found),
            _ => {}
        }
    }
}

/// A target as it is written, relative to a folder, as a name from the root.
fn target(folder: &str, written: &str) -> String {
    if let Some(absolute) = written.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in written.split('/') {
        match part {
            "." | "" => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn not_a_workbook(package: &Package) -> Fault {
    if package.find("xl/workbook.bin").is_some() {
        return Fault::broken(text!(nb: "den er lagret som XLSB", en: "it is saved as XLSB"))
            .help(text!(nb: "Lagre den som XLSX", en: "Save it as XLSX"));
    }
    if package.find("content.xml").is_some() {
        return Fault::broken(text!(nb: "den er en ODS-fil", en: "it is an ODS file"))
            .help(text!(nb: "La filnavnet slutte på .ods", en: "Let the file's name end in .ods"));
    }
    Fault::broken(text!(nb: "ZIP-filen er ingen arbeidsbok", en: "the ZIP file is no workbook"))
}

impl Book {
    fn contents(&mut self, part: &str, related: &BTreeMap<String, Relation>) -> Result<(), Fault> {
        let mut sheets = Vec::new();
        let mut xml = self.package.xml(part)?;
        loop {
            match xml.next()? {
                Piece::Start(start) if is(&start, "sheet") => {
                    let name = attribute(&start, "name").unwrap_or_default();
                    let hidden = attribute(&start, "state").is_some_and(|state| state != "visible");
                    // `r:id`, not `sheetId`: only the name without its prefix is the same in every dialect.
                    let relation = attribute(&start, "id").and_then(|id| related.get(&id));
                    match relation {
                        Some(relation) if relation.kind == "worksheet" => {
                            sheets.push((Inner { name, hidden }, relation.target.clone()));
                        }
                        // Charts and dialogues hold no cells.
                        Some(_) => {}
                        None => {
                            return Err(Fault::broken(text!(
                                nb: "arket «{name}» mangler i filen",
                                en: "the sheet “{name}” is not in the file",
                            )));
                        }
                    }
                }
                Piece::Start(start)
                    if is(&start, "workbookPr") && is_true(attribute(&start, "date1904").as_deref()) =>
                {
                    self.calendar = Calendar::From1904;
                }
                Piece::Start(start) if is(&start, "calcPr") => {
                    self.stale = is_true(attribute(&start, "fullCalcOnLoad").as_deref());
                }
                Piece::Done => break,
                _ => {}
            }
        }
        drop(xml);
        self.sheets = sheets;
        Ok(())
    }
}

impl Found for Book {
    fn inner(&self) -> Vec<Inner> {
        self.sheets.iter().map(|(inner, _)| inner.clone()).collect()
    }

    fn stale(&self) -> bool {
        self.stale
    }

    fn read(&mut self, sheet: usize) -> Result<Sheet, Fault> {
        let missing = || Fault::broken(text!(nb: "arket mangler i filen", en: "the sheet is not in the file"));
        let (_, target) = self.sheets.get(sheet).ok_or_else(missing)?;
        let part = self.package.find(target).ok_or_else(missing)?;
        let strings = match &self.strings {
            Some(strings) => strings::read(self.package.xml(strings)?, self.limits)?,
            None => strings::Strings::default(),
        };
        let shapes = match &self.styles {
            Some(styles) => styles::read(self.package.xml(styles)?)?,
            None => Vec::new(),
        };
        // What the strings take is not there for the cells.
        let limits = Limits { memory: self.limits.memory.saturating_sub(strings.size()), ..self.limits };
        let shared = Shared { strings, shapes, calendar: self.calendar };
        cells::read(self.package.xml(&part)?, &shared, limits)
    }
}

/// The first bytes of a file that only a password opens.
pub fn is_encrypted(bytes: &Arc<dyn Bytes>) -> bool {
    let opened = cfb::CompoundFile::open(std::io::BufReader::new(Source::new(Arc::clone(bytes))));
    opened.is_ok_and(|file| file.is_stream("/EncryptedPackage"))
}

//! ODS: one XML text holds every sheet. Rows and cells may say that they stand there many times; what is blank only
//! moves on, and what is not is counted each time.

use super::Found;
use super::fault::{Fault, Limits};
use super::package::{Package, Piece, Xml, attribute, ends, is};
use super::sheet::{Area, COLUMNS, Kind, Sheet};
use crate::data::read::Limit;
use crate::data::read::float::{Calendar, Shape, iso_day, number};
use crate::data::read::inner::Inner;
use crate::text;
use crate::world::Bytes;
use quick_xml::events::BytesStart;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The part with the sheets.
const CONTENT: &str = "content.xml";

pub struct Book {
    package: Package,
    limits: Limits,
    sheets: Vec<Inner>,
}

/// Whether a ZIP file is an ODS file.
pub fn is_ods(bytes: &Arc<dyn Bytes>, limits: Limits) -> bool {
    let package = Package::open(Arc::clone(bytes), limits);
    package.is_ok_and(|package| package.find(CONTENT).is_some() && package.find("[Content_Types].xml").is_none())
}

pub fn open(bytes: Arc<dyn Bytes>, limits: Limits) -> Result<Book, Fault> {
    let mut package = Package::open(bytes, limits)?;
    if let Some(manifest) = package.find("META-INF/manifest.xml") {
        let mut xml = package.xml(&manifest)?;
        loop {
            match xml.next()? {
                Piece::Start(start) if is(&start, "encryption-data") => {
                    return Err(Fault::broken(
                        text!(nb: "den er vernet med passord", en: "it is protected by a password"),
                    )
                    .help(text!(nb: "Lagre den uten passord", en: "Save it without the password")));
                }
                Piece::Done => break,
                _ => {}
            }
        }
    }
    let sheets = sheets(package.xml(CONTENT)?)?;
    Ok(Book { package, limits, sheets })
}

/// The sheets, and which of them have a style that hides them.
fn sheets(mut xml: Xml) -> Result<Vec<Inner>, Fault> {
    let (mut style, mut hiding) = (String::new(), BTreeSet::new());
    let mut sheets = Vec::new();
    let mut inside = 0u32;
    let mut body = false;
    loop {
        match xml.next()? {
            Piece::Start(start) if is(&start, "style") => style = attribute(&start, "name").unwrap_or_default(),
            Piece::Start(start)
                if is(&start, "table-properties") && attribute(&start, "display").as_deref() == Some("false") =>
            {
                hiding.insert(style.clone());
            }
            Piece::Start(start) if is(&start, "spreadsheet") => body = true,
            Piece::Start(start) if body && is(&start, "table") => {
                if inside == 0 {
                    let name = attribute(&start, "name").unwrap_or_default();
                    let hidden = attribute(&start, "style-name").is_some_and(|style| hiding.contains(&style));
                    sheets.push(Inner { name, hidden });
                }
                inside += 1;
            }
            Piece::End(end) if body && ends(&end, "table") => inside = inside.saturating_sub(1),
            Piece::Done if !body => {
                return Err(Fault::broken(text!(nb: "den er intet regneark", en: "it is no spreadsheet")));
            }
            Piece::Done => return Ok(sheets),
            _ => {}
        }
    }
}

impl Found for Book {
    fn inner(&self) -> Vec<Inner> {
        self.sheets.clone()
    }

    fn read(&mut self, wanted: usize) -> Result<Sheet, Fault> {
        self.package.renew();
        let mut xml = self.package.xml(CONTENT)?;
        let mut reading = Reading::new(self.limits);
        let (mut body, mut inside, mut at) = (false, 0u32, 0usize);
        loop {
            match xml.next()? {
                Piece::Start(start) if is(&start, "spreadsheet") => body = true,
                Piece::Start(start) if body && is(&start, "table") => inside += 1,
                Piece::End(end) if body && ends(&end, "table") => {
                    inside = inside.saturating_sub(1);
                    at += usize::from(inside == 0);
                }
                Piece::Start(start) if inside == 1 && at == wanted && is(&start, "table-row") => {
                    reading.begin_row(&start);
                }
                Piece::End(end) if inside == 1 && at == wanted && ends(&end, "table-row") => reading.end_row()?,
                Piece::Start(start)
                    if inside == 1
                        && at == wanted
                        && (is(&start, "table-cell") || is(&start, "covered-table-cell")) =>
                {
                    let cell = Cell::begin(&start);
                    reading.cell(cell, &mut xml)?;
                }
                Piece::Done => return Ok(reading.sheet),
                _ => {}
            }
        }
    }
}

struct Reading {
    sheet: Sheet,
    /// The rows before the one at hand, and the columns of it that are used up.
    row: u32,
    column: u32,
    /// How often the row stands there.
    repeated: u32,
    cells: Vec<(u32, String, Kind, bool)>,
    /// Bytes of their texts.
    held: u64,
    limits: Limits,
}

impl Reading {
    fn new(limits: Limits) -> Reading {
        Reading { sheet: Sheet::new(limits), row: 0, column: 0, repeated: 1, cells: Vec::new(), held: 0, limits }
    }

    fn begin_row(&mut self, start: &BytesStart) {
        self.repeated = count(start, "number-rows-repeated");
        self.column = 0;
        self.cells.clear();
        self.held = 0;
        if attribute(start, "visibility").is_some_and(|visibility| visibility != "visible") {
            self.cells.push((u32::MAX, String::new(), Kind::Value, false));
        }
    }

    fn end_row(&mut self) -> Result<(), Fault> {
        let hidden = self.cells.first().is_some_and(|(column, ..)| *column == u32::MAX);
        let cells = &self.cells[usize::from(hidden)..];
        if cells.is_empty() {
            self.row = self.row.saturating_add(self.repeated);
            return Ok(());
        }
        for _ in 0..self.repeated {
            self.row = self.row.saturating_add(1);
            self.sheet.begin_row(self.row)?;
            if hidden {
                self.sheet.hide_row();
            }
            for (column, text, kind, computed) in cells {
                self.sheet.cell(*column, text, *kind)?;
                if *computed {
                    self.sheet.computed.add(self.row, *column as u16);
                }
            }
        }
        Ok(())
    }

    fn cell(&mut self, mut cell: Cell, xml: &mut Xml) -> Result<(), Fault> {
        cell.read(xml)?;
        let (first, repeated) = (self.column, cell.repeated);
        self.column = self.column.saturating_add(repeated);
        if cell.rows > 1 || cell.columns > 1 {
            let last_column = first.saturating_add(cell.columns - 1).min(COLUMNS - 1) as u16;
            let row = self.row.saturating_add(1);
            let rows = (row, row.saturating_add(cell.rows - 1));
            self.sheet.merge(Area { rows, columns: (first.min(COLUMNS - 1) as u16, last_column) });
        }
        let formula = cell.formula.is_some();
        let (text, kind) = cell.value()?;
        if text.trim().is_empty() && kind == Kind::Value {
            return Ok(());
        }
        for column in first..first.saturating_add(repeated) {
            if column >= COLUMNS {
                return Err(Fault::broken(text!(
                    nb: "raden har mer enn {COLUMNS} kolonner",
                    en: "the row has more than {COLUMNS} columns",
                )));
            }
            self.held += text.len() as u64 + 1;
            if self.held > self.limits.memory {
                return Err(Fault::Over(Limit::Memory));
            }
            self.cells.push((column, text.clone(), kind, formula && kind == Kind::Value));
        }
        Ok(())
    }
}

fn count(start: &BytesStart, name: &str) -> u32 {
    attribute(start, name).and_then(|count| count.parse().ok()).unwrap_or(1).max(1)
}

/// A cell as it is written.
struct Cell {
    repeated: u32,
    rows: u32,
    columns: u32,
    kind: String,
    value: Option<String>,
    formula: Option<String>,
    error: bool,
    /// As it is shown: its paragraphs.
    shown: String,
}

impl Cell {
    fn begin(start: &BytesStart) -> Cell {
        let value = ["value", "date-value", "time-value", "boolean-value", "string-value"];
        // `value-type` stands twice, once for the program's own use; only the latter knows of errors.
        let mut kinds = Vec::new();
        let mut all = start.attributes();
        for found in all.with_checks(false).flatten().filter(|found| found.key.local_name().as_ref() == "value-type") {
            kinds.push(found.value.to_string());
        }
        Cell {
            repeated: count(start, "number-columns-repeated"),
            rows: count(start, "number-rows-spanned"),
            columns: count(start, "number-columns-spanned"),
            error: kinds.iter().any(|kind| kind == "error"),
            kind: kinds.into_iter().next().unwrap_or_default(),
            value: value.iter().find_map(|name| attribute(start, name)),
            formula: attribute(start, "formula"),
            shown: String::new(),
        }
    }

    /// Reads up to the cell's end: its paragraphs, without remarks and drawings.
    fn read(&mut self, xml: &mut Xml) -> Result<(), Fault> {
        let (mut depth, mut aside, mut paragraph, mut paragraphs) = (1u32, 0u32, 0u32, 0u32);
        while depth > 0 {
            match xml.next()? {
                Piece::Start(start) => {
                    depth += 1;
                    if aside > 0 || is(&start, "annotation") || is(&start, "shapes") || is(&start, "frame") {
                        aside += 1;
                    } else if is(&start, "p") {
                        paragraph += 1;
                        if paragraphs > 0 {
                            self.shown.push('\n');
                        }
                        paragraphs += 1;
                    } else if paragraph > 0 {
                        self.blank(&start);
                    }
                }
                Piece::End(end) => {
                    depth -= 1;
                    if aside > 0 {
                        aside -= 1;
                    } else if ends(&end, "p") {
                        paragraph = paragraph.saturating_sub(1);
                    }
                }
                Piece::Text(text) if paragraph > 0 && aside == 0 => self.shown.push_str(&text),
                Piece::Text(_) => {}
                Piece::Done => return Ok(()),
            }
        }
        Ok(())
    }

    /// Elements that stand for characters.
    fn blank(&mut self, start: &BytesStart) {
        if is(start, "s") {
            self.shown.push_str(&" ".repeat(count(start, "c").min(1000) as usize));
        } else if is(start, "tab") {
            self.shown.push('\t');
        } else if is(start, "line-break") {
            self.shown.push('\n');
        }
    }

    fn value(self) -> Result<(String, Kind), Fault> {
        if self.error || (self.formula.is_some() && self.shown.starts_with("Err:")) {
            return Ok((self.shown, Kind::Error));
        }
        match self.kind.as_str() {
            "" => match self.formula {
                Some(formula) if self.shown.is_empty() => {
                    let formula = formula.split_once(":=").map_or(formula.as_str(), |(_, formula)| formula);
                    Ok((format!("={}", formula.trim_start_matches('=')), Kind::Uncomputed))
                }
                _ => Ok((self.shown, Kind::Value)),
            },
            "float" | "percentage" | "currency" => {
                let written = self.value.unwrap_or_default();
                let Ok(value) = written.trim().parse::<f64>() else { return Err(bad_value(&written)) };
                let zeros = self.shown.starts_with('0') && self.shown.bytes().all(|b| b.is_ascii_digit());
                let width = u8::try_from(self.shown.len()).unwrap_or(0);
                let shape = if zeros && width > 1 && width < 20 { Shape::Zeros(width) } else { Shape::Plain };
                let mut text = String::new();
                match number(value, shape, Calendar::From1900, &mut text) {
                    Some(()) => Ok((text, Kind::Value)),
                    None => Err(bad_value(&written)),
                }
            }
            "date" => Ok((iso_day(&self.value.unwrap_or(self.shown)).to_owned(), Kind::Value)),
            "time" => Ok((self.value.as_deref().and_then(clock).unwrap_or(self.shown), Kind::Value)),
            "boolean" => match self.value.as_deref() {
                Some(value @ ("true" | "false")) => Ok((value.to_owned(), Kind::Value)),
                other => Err(bad_value(other.unwrap_or(""))),
            },
            _ => Ok((self.value.unwrap_or(self.shown), Kind::Value)),
        }
    }
}

fn bad_value(written: &str) -> Fault {
    let written: String = written.chars().take(40).collect();
    Fault::broken(text!(
        nb: "en celle sier at «{written}» er et tall eller ja/nei",
        en: "a cell says that “{written}” is a number or a yes/no",
    ))
}

/// `PT06H30M00S` as `06:30:00`.
fn clock(written: &str) -> Option<String> {
    let (hours, rest) = written.strip_prefix("PT")?.split_once('H')?;
    let (minutes, rest) = rest.split_once('M')?;
    let seconds = rest.strip_suffix('S')?.split(['.', ',']).next()?;
    let two = |text: &str| Some(format!("{:02}", text.parse::<u32>().ok()?));
    Some(format!("{}:{}:{}", two(hours)?, two(minutes)?, two(seconds)?))
}

#[cfg(test)]
mod tests {
    #[test]
    fn times_are_clocks() {
        assert_eq!(super::clock("PT6H30M00S").as_deref(), Some("06:30:00"));
        assert_eq!(super::clock("PT06H30M00.5S").as_deref(), Some("06:30:00"));
        assert_eq!(super::clock("P1D"), None);
    }
}

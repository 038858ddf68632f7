//! The cells of a sheet, from the first row to the last.

use super::strings::{Strings, rich_text, unescape};
use crate::data::read::book::fault::{Fault, Limits};
use crate::data::read::book::package::{Piece, Xml, attribute, ends, is, is_true};
use crate::data::read::book::sheet::{Kind, Sheet, address, parse_address, parse_area};
use crate::data::read::float::{Calendar, Shape, iso_day, number};
use crate::text;

/// What the cells of all sheets share.
pub struct Shared {
    pub strings: Strings,
    pub shapes: Vec<Shape>,
    pub calendar: Calendar,
}

/// Reads a sheet to its end.
pub fn read(mut xml: Xml, shared: &Shared, limits: Limits) -> Result<Sheet, Fault> {
    let mut sheet = Sheet::new(limits);
    let mut has_data = false;
    let mut cell = Cell::default();
    loop {
        match xml.next()? {
            Piece::Start(start) if is(&start, "sheetData") => has_data = true,
            Piece::Start(start) if is(&start, "row") => {
                let given = attribute(&start, "r");
                let hidden = is_true(attribute(&start, "hidden").as_deref());
                let number = match given {
                    Some(given) => given.parse().map_err(|_| bad_address(&given))?,
                    None => sheet.row() + 1,
                };
                sheet.begin_row(number)?;
                if hidden {
                    sheet.hide_row();
                }
            }
            Piece::Start(start) if is(&start, "c") => {
                cell.clear();
                let given = attribute(&start, "r");
                cell.style = attribute(&start, "s").and_then(|style| style.parse().ok()).unwrap_or(0);
                cell.kind = attribute(&start, "t").unwrap_or_default();
                let column = match given {
                    Some(given) => match parse_address(&given) {
                        Some((row, column)) if row == sheet.row() => column,
                        _ => return Err(bad_address(&given)),
                    },
                    None => sheet.next_column(),
                };
                cell.read(&mut xml)?;
                cell.place(column, shared, &mut sheet)?;
            }
            Piece::Start(start) if is(&start, "mergeCell") => {
                if let Some(area) = attribute(&start, "ref").as_deref().and_then(parse_area) {
                    sheet.merge(area);
                }
            }
            Piece::Done if !has_data => {
                return Err(Fault::broken(
                    text!(nb: "arket har ingen celler å lese", en: "the sheet has no cells to read"),
                ));
            }
            Piece::Done => return Ok(sheet),
            _ => {}
        }
    }
}

fn bad_address(written: &str) -> Fault {
    Fault::broken(text!(nb: "«{written}» er ingen celle i raden", en: "“{written}” is no cell of the row"))
}

/// A cell as it is written.
#[derive(Default)]
struct Cell {
    kind: String,
    style: usize,
    value: String,
    formula: Option<String>,
    shown: String,
}

impl Cell {
    fn clear(&mut self) {
        self.value.clear();
        self.formula = None;
        self.shown.clear();
    }

    /// Reads up to the cell's end.
    fn read(&mut self, xml: &mut Xml) -> Result<(), Fault> {
        loop {
            match xml.next()? {
                Piece::Start(start) if is(&start, "v") => xml.text_of(&mut self.value)?,
                Piece::Start(start) if is(&start, "f") => {
                    let mut formula = String::from("=");
                    xml.text_of(&mut formula)?;
                    self.formula = Some(formula);
                }
                Piece::Start(start) if is(&start, "is") => rich_text(xml, "is", &mut self.value)?,
                Piece::End(end) if ends(&end, "c") => return Ok(()),
                Piece::Done => return Ok(()),
                _ => {}
            }
        }
    }

    /// Puts the cell into the sheet, as what it holds.
    fn place(&mut self, column: u32, shared: &Shared, sheet: &mut Sheet) -> Result<(), Fault> {
        if let Some(formula) = &self.formula {
            if self.value.is_empty() && self.kind != "str" {
                return sheet.cell(column, formula, Kind::Uncomputed);
            }
            sheet.computed.add(sheet.row(), column as u16);
        }
        let at = || address(sheet.row(), column as u16);
        match self.kind.as_str() {
            _ if self.value.is_empty() => sheet.cell(column, "", Kind::Value),
            "s" => {
                let string = self.value.trim().parse().ok().and_then(|number| shared.strings.get(number));
                let Some(string) = string else {
                    let at = at();
                    return Err(Fault::broken(text!(
                        nb: "celle {at} viser til en tekst som ikke finnes",
                        en: "cell {at} refers to a text that does not exist",
                    )));
                };
                sheet.cell(column, string, Kind::Value)
            }
            "str" | "inlineStr" => {
                unescape(&self.value, &mut self.shown);
                sheet.cell(column, &self.shown, Kind::Value)
            }
            "b" => match self.value.trim() {
                "1" | "true" => sheet.cell(column, "true", Kind::Value),
                "0" | "false" => sheet.cell(column, "false", Kind::Value),
                _ => Err(not_a(&self.value, &at())),
            },
            "e" => sheet.cell(column, self.value.trim(), Kind::Error),
            "d" => sheet.cell(column, iso_day(self.value.trim()), Kind::Value),
            _ => {
                let Ok(value) = self.value.trim().parse::<f64>() else { return Err(not_a(&self.value, &at())) };
                let shape = shared.shapes.get(self.style).copied().unwrap_or_default();
                let known = number(value, shape, shared.calendar, &mut self.shown);
                let kind = if known.is_some() { Kind::Value } else { Kind::Undated };
                sheet.cell(column, &self.shown, kind)
            }
        }
    }
}

fn not_a(value: &str, at: &str) -> Fault {
    let value: String = value.chars().take(40).collect();
    Fault::broken(text!(
        nb: "celle {at} sier at «{value}» er et tall eller ja/nei",
        en: "cell {at} says that “{value}” is a number or a yes/no",
    ))
}

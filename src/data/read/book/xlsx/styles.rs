//! Which styles show a number as a date.

use crate::data::read::book::fault::Fault;
use crate::data::read::book::package::{Piece, Xml, attribute, ends, is};
use crate::data::read::float::{Shape, built_in, shape};
use std::collections::BTreeMap;

/// The shape of each cell style, by number.
pub fn read(mut xml: Xml) -> Result<Vec<Shape>, Fault> {
    let mut codes: BTreeMap<u32, Shape> = BTreeMap::new();
    let mut shapes = Vec::new();
    let mut of_cells = false;
    loop {
        match xml.next()? {
            Piece::Start(start) if is(&start, "numFmt") => {
                let number = attribute(&start, "numFmtId").and_then(|number| number.parse().ok());
                if let (Some(number), Some(code)) = (number, attribute(&start, "formatCode")) {
                    codes.insert(number, shape(&code));
                }
            }
            Piece::Start(start) if is(&start, "cellXfs") => of_cells = true,
            Piece::End(end) if ends(&end, "cellXfs") => of_cells = false,
            Piece::Start(start) if of_cells && is(&start, "xf") => {
                let number: u32 = attribute(&start, "numFmtId").and_then(|number| number.parse().ok()).unwrap_or(0);
                shapes.push(codes.get(&number).copied().unwrap_or_else(|| built_in(number)));
            }
            Piece::Done => return Ok(shapes),
            _ => {}
        }
    }
}

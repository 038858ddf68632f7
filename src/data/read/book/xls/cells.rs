//! The cells of a sheet. Records may come in any order, so they are gathered first.

use super::Globals;
use super::records::{Record, Records};
use super::strings;
use crate::data::read::Limit;
use crate::data::read::book::fault::{Fault, Limits};
use crate::data::read::book::sheet::{Area, Kind, Sheet, address};
use crate::data::read::float::number;
use crate::text;
use std::collections::BTreeSet;

struct Gathered<'a> {
    globals: &'a Globals,
    limits: Limits,
    text: String,
    cells: Vec<Found>,
}

struct Found {
    row: u16,
    column: u16,
    start: u32,
    end: u32,
    kind: Kind,
    computed: bool,
}

/// Reads a sheet to its end.
pub fn read(records: &mut Records, globals: &Globals, limits: Limits) -> Result<Sheet, Fault> {
    let mut all = Gathered { globals, limits, text: String::new(), cells: Vec::new() };
    let mut hidden: BTreeSet<u16> = BTreeSet::new();
    let mut merged = Vec::new();
    // Charts in the sheet are streams of their own within it.
    let mut depth = 1u32;
    loop {
        let record = records.next()?;
        match record.kind {
            Record::BEGIN => depth += 1,
            Record::END => {
                depth -= 1;
                if depth == 0 {
                    break;
                }
            }
            _ if depth > 1 => {}
            Record::ROW if record.u8(12)? & 0x20 != 0 => drop(hidden.insert(record.u16(0)?)),
            Record::MERGED => {
                for place in 0..usize::from(record.u16(0)?) {
                    let at = |part: usize| record.u16(2 + 8 * place + 2 * part);
                    let rows = (u32::from(at(0)?) + 1, u32::from(at(1)?) + 1);
                    merged.push(Area { rows, columns: (at(2)?, at(3)?) });
                }
            }
            _ => all.record(&record, records)?,
        }
    }
    let mut sheet = all.sheet(&hidden)?;
    merged.into_iter().for_each(|area| sheet.merge(area));
    Ok(sheet)
}

impl Gathered<'_> {
    fn record(&mut self, record: &Record, records: &mut Records) -> Result<(), Fault> {
        let place = || Ok::<_, Fault>((record.u16(0)?, record.u16(2)?));
        match record.kind {
            Record::NUMBER => self.number(place()?, record.u16(4)?, f64::from_le_bytes(record.bytes(6)?), false),
            Record::RK => self.number(place()?, record.u16(4)?, rk(record.u32(6)?), false),
            Record::MANY_RK => {
                let (row, first) = place()?;
                for at in 0..record.data.len().saturating_sub(6) / 6 {
                    let column = first.saturating_add(u16::try_from(at).unwrap_or(u16::MAX));
                    let (style, value) = (record.u16(4 + 6 * at)?, rk(record.u32(6 + 6 * at)?));
                    self.number((row, column), style, value, false)?;
                }
                Ok(())
            }
            Record::SHARED_LABEL => {
                let (row, column) = place()?;
                let globals = self.globals;
                let Some(text) = globals.strings.get(record.u32(6)? as usize) else {
                    let at = address(u32::from(row) + 1, column);
                    return Err(Fault::broken(text!(
                        nb: "celle {at} viser til en tekst som ikke finnes",
                        en: "cell {at} refers to a text that does not exist",
                    )));
                };
                self.add((row, column), text, Kind::Value, false)
            }
            Record::LABEL | Record::RICH_LABEL => {
                let text = strings::plain(record.data.get(6..).unwrap_or(&[]))?;
                self.add(place()?, &text, Kind::Value, false)
            }
            Record::BOOL_OR_ERROR => self.bool_or_error(place()?, record.u8(6)?, record.u8(7)? != 0, false),
            Record::FORMULA => self.formula(record, records),
            _ => Ok(()),
        }
    }

    fn formula(&mut self, record: &Record, records: &mut Records) -> Result<(), Fault> {
        let place = (record.u16(0)?, record.u16(2)?);
        let result: [u8; 8] = record.bytes(6)?;
        match result {
            [0, .., 0xFF, 0xFF] => {
                // Between the formula and its text stand records on formulas that several cells share.
                for _ in 0..4 {
                    let next = records.next()?;
                    if next.kind == Record::FORMULA_TEXT {
                        let mut whole = next.data.to_vec();
                        while let Some(more) = records.continued() {
                            whole.extend_from_slice(more.get(1..).unwrap_or(&[]));
                        }
                        return self.add(place, &strings::plain(&whole)?, Kind::Value, true);
                    }
                }
                self.add(place, "=…", Kind::Uncomputed, false)
            }
            [1, _, value, .., 0xFF, 0xFF] => self.bool_or_error(place, value, false, true),
            [2, _, value, .., 0xFF, 0xFF] => self.bool_or_error(place, value, true, true),
            [.., 0xFF, 0xFF] => Ok(()),
            _ => self.number(place, record.u16(4)?, f64::from_le_bytes(result), true),
        }
    }

    fn bool_or_error(&mut self, place: (u16, u16), value: u8, error: bool, computed: bool) -> Result<(), Fault> {
        match (error, value) {
            (false, 0) => self.add(place, "false", Kind::Value, computed),
            (false, _) => self.add(place, "true", Kind::Value, computed),
            (true, code) => self.add(place, error_name(code), Kind::Error, computed),
        }
    }

    fn number(&mut self, place: (u16, u16), style: u16, value: f64, computed: bool) -> Result<(), Fault> {
        let shape = self.globals.shapes.get(usize::from(style)).copied().unwrap_or_default();
        let mut text = String::new();
        let kind = match number(value, shape, self.globals.calendar, &mut text) {
            Some(()) => Kind::Value,
            None if text.is_empty() => {
                text.push_str("#NUM!");
                Kind::Error
            }
            None => Kind::Undated,
        };
        self.add(place, &text, kind, computed)
    }

    fn add(&mut self, (row, column): (u16, u16), text: &str, kind: Kind, computed: bool) -> Result<(), Fault> {
        let start = self.text.len() as u32;
        self.text.push_str(text);
        if self.text.len() as u64 > self.limits.memory.min(u64::from(u32::MAX)) {
            return Err(Fault::Over(Limit::Memory));
        }
        if self.cells.len() as u64 >= self.limits.cells {
            return Err(Fault::Over(Limit::Cells));
        }
        self.cells.push(Found { row, column, start, end: self.text.len() as u32, kind, computed });
        Ok(())
    }

    /// The cells in the order of rows and columns.
    fn sheet(mut self, hidden: &BTreeSet<u16>) -> Result<Sheet, Fault> {
        let place = |found: &Found| (found.row, found.column);
        if !self.cells.is_sorted_by_key(place) {
            self.cells.sort_by_key(place);
        }
        let mut sheet = Sheet::new(self.limits);
        for found in &self.cells {
            let row = u32::from(found.row) + 1;
            if sheet.row() != row {
                sheet.begin_row(row)?;
                if hidden.contains(&found.row) {
                    sheet.hide_row();
                }
            }
            let text = self.text.get(found.start as usize..found.end as usize).unwrap_or("");
            sheet.cell(u32::from(found.column), text, found.kind)?;
            if found.computed {
                sheet.computed.add(row, found.column);
            }
        }
        Ok(sheet)
    }
}

/// A number in 30 bits: whole, or the upper part of a float; of a hundredth, or not.
fn rk(packed: u32) -> f64 {
    let value = match packed & 2 != 0 {
        true => f64::from(packed as i32 >> 2),
        false => f64::from_bits(u64::from(packed & !3) << 32),
    };
    if packed & 1 != 0 { value / 100.0 } else { value }
}

fn error_name(code: u8) -> &'static str {
    match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0F => "#VALUE!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        _ => "#N/A",
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn packed_numbers_are_unpacked() {
        assert_eq!(super::rk(301 << 2 | 2), 301.0);
        assert_eq!(super::rk((-5i32 << 2) as u32 | 2), -5.0);
        assert_eq!(super::rk(12_345 << 2 | 3), 123.45);
        assert_eq!(super::rk((1.5f64.to_bits() >> 32) as u32), 1.5);
    }
}

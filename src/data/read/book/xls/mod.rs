//! XLS as Excel wrote it from 1997 on (BIFF8): a stream of numbered records in a compound file.

mod cells;
mod records;
mod strings;

use super::Found;
use super::fault::{Fault, Limits};
use super::package::Source;
use super::sheet::Sheet;
use crate::data::read::Limit;
use crate::data::read::float::{Calendar, Shape, built_in, shape};
use crate::data::read::inner::Inner;
use crate::text;
use crate::world::Bytes;
use records::{Record, Records};
use std::collections::BTreeMap;
use std::io::{BufReader, Read};
use std::sync::Arc;

pub struct Book {
    stream: Vec<u8>,
    limits: Limits,
    /// Sheets, and where in the stream each begins.
    sheets: Vec<(Inner, usize)>,
    globals: Globals,
}

/// What the cells of all sheets share.
#[derive(Default)]
struct Globals {
    strings: Vec<String>,
    shapes: Vec<Shape>,
    calendar: Calendar,
}

pub fn open(bytes: Arc<dyn Bytes>, limits: Limits) -> Result<Book, Fault> {
    let broken = |problem: std::io::Error| {
        let problem = problem.to_string();
        Fault::broken(text!(nb: "den er skadet ({problem})", en: "it is damaged ({problem})"))
    };
    let mut file = cfb::CompoundFile::open(BufReader::new(Source::new(bytes))).map_err(broken)?;
    if !file.is_stream("/Workbook") {
        return Err(match file.is_stream("/Book") {
            true => too_old(),
            false => Fault::broken(text!(nb: "filen er ingen arbeidsbok", en: "the file is no workbook")),
        });
    }
    let mut stream = Vec::new();
    let opened = file.open_stream("/Workbook").map_err(broken)?;
    opened.take(limits.memory.saturating_add(1)).read_to_end(&mut stream).map_err(broken)?;
    if stream.len() as u64 > limits.memory {
        return Err(Fault::Over(Limit::Memory));
    }
    let (sheets, globals) = globals(&stream, limits)?;
    Ok(Book { stream, limits, sheets, globals })
}

fn too_old() -> Fault {
    Fault::broken(text!(nb: "den er fra før Excel 97", en: "it is older than Excel 97"))
        .help(text!(nb: "Åpne den i et regneark og lagre den som XLSX", en: "Open it in a spreadsheet program and save it as XLSX"))
}

fn globals(stream: &[u8], limits: Limits) -> Result<(Vec<(Inner, usize)>, Globals), Fault> {
    let mut records = Records::new(stream, 0);
    let mut formats: BTreeMap<u16, Shape> = BTreeMap::new();
    let (mut numbers, mut sheets, mut globals) = (Vec::new(), Vec::new(), Globals::default());
    records.begin(too_old)?;
    loop {
        let record = records.next()?;
        match record.kind {
            Record::END => break,
            Record::FILE_PASS => {
                return Err(Fault::broken(text!(nb: "den er vernet med passord", en: "it is protected by a password"))
                    .help(text!(nb: "Lagre den uten passord", en: "Save it without the password")));
            }
            Record::DATE_MODE if record.u16(0)? == 1 => globals.calendar = Calendar::From1904,
            Record::FORMAT => {
                let code = strings::plain(record.data.get(2..).unwrap_or(&[]))?;
                formats.insert(record.u16(0)?, shape(&code));
            }
            Record::STYLE => numbers.push(record.u16(2)?),
            Record::SHEET => {
                let (place, state, kind) = (record.u32(0)? as usize, record.u8(4)?, record.u8(5)?);
                let name = strings::short(record.data.get(6..).unwrap_or(&[]))?;
                if kind == 0 {
                    sheets.push((Inner { name, hidden: state & 3 != 0 }, place));
                }
            }
            Record::STRINGS => globals.strings = strings::shared(&mut records, record, limits)?,
            _ => {}
        }
    }
    let shape_of = |number: &u16| formats.get(number).copied().unwrap_or_else(|| built_in(u32::from(*number)));
    globals.shapes = numbers.iter().map(shape_of).collect();
    Ok((sheets, globals))
}

impl Found for Book {
    fn inner(&self) -> Vec<Inner> {
        self.sheets.iter().map(|(inner, _)| inner.clone()).collect()
    }

    fn stale(&self) -> bool {
        false
    }

    fn read(&mut self, sheet: usize) -> Result<Sheet, Fault> {
        let missing = || Fault::broken(text!(nb: "arket mangler i filen", en: "the sheet is not in the file"));
        let (_, place) = self.sheets.get(sheet).ok_or_else(missing)?;
        let mut records = Records::new(&self.stream, *place);
        records.begin(too_old)?;
        let used: usize = self.globals.strings.iter().map(String::len).sum();
        let limits = Limits { memory: self.limits.memory.saturating_sub(used as u64), ..self.limits };
        cells::read(&mut records, &self.globals, limits)
    }
}

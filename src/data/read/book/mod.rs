//! Workbooks: XLSX and XLSM, ODS, XLS. A sheet is a table. Its cells are read as a stream, under budgets, and held as
//! text in little more room than that takes; what a sheet shows but does not say (hidden rows, merged cells, formulas
//! that nobody has computed) is told.

mod fault;
mod header;
mod notes;
mod ods;
mod package;
mod sheet;
mod table;
#[cfg(test)]
mod tests;
mod xls;
mod xlsx;

use super::inner::{Inner, choose};
use super::{Format, Options, Reader};
use crate::base::Diagnostic;
use crate::text;
use crate::world::Bytes;
use fault::{Fault, Limits};
use sheet::Sheet;
use std::sync::Arc;

const SETTINGS: &[&str] = &["part", "skip_rows", "header_rows"];

pub const XLSX: Format = Format {
    name: "xlsx",
    endings: &["xlsx", "xlsm", "xltx", "xltm"],
    settings: SETTINGS,
    open,
    open_all: None,
    inner: Some(inner),
};
pub const ODS: Format =
    Format { name: "ods", endings: &["ods", "ots"], settings: SETTINGS, open, open_all: None, inner: Some(inner) };
pub const XLS: Format =
    Format { name: "xls", endings: &["xls", "xlt"], settings: SETTINGS, open, open_all: None, inner: Some(inner) };

/// A workbook of any kind whose sheets are known.
pub trait Found {
    fn inner(&self) -> Vec<Inner>;

    /// Whether the values of formulas may be out of date.
    fn stale(&self) -> bool {
        false
    }

    /// Reads a sheet, by its place among them.
    fn read(&mut self, sheet: usize) -> Result<Sheet, Fault>;
}

/// Opens a workbook by what its bytes say that it is.
fn found(bytes: Arc<dyn Bytes>, limits: Limits) -> Result<Box<dyn Found>, Fault> {
    let mut first = [0u8; 8];
    let length = bytes.len().min(8) as usize;
    bytes.read_at(0, &mut first[..length]).map_err(|problem| {
        let problem = problem.to_string();
        Fault::broken(text!(nb: "{problem}", en: "{problem}"))
    })?;
    match first {
        [b'P', b'K', ..] if ods::is_ods(&bytes, limits) => Ok(Box::new(ods::open(bytes, limits)?)),
        [b'P', b'K', ..] => Ok(Box::new(xlsx::open(bytes, limits)?)),
        [0xD0, 0xCF, 0x11, 0xE0, ..] if xlsx::is_encrypted(&bytes) => {
            Err(Fault::broken(text!(nb: "den er vernet med passord", en: "it is protected by a password"))
                .help(text!(nb: "Lagre den uten passord", en: "Save it without the password")))
        }
        [0xD0, 0xCF, 0x11, 0xE0, ..] => Ok(Box::new(xls::open(bytes, limits)?)),
        _ => Err(not_a_workbook(&first[..length])),
    }
}

fn not_a_workbook(first: &[u8]) -> Fault {
    let markup = first.iter().find(|byte| !byte.is_ascii_whitespace() && !matches!(byte, 0xEF | 0xBB | 0xBF));
    let problem = Fault::broken(text!(nb: "filen er ingen arbeidsbok", en: "the file is no workbook"));
    match markup {
        Some(b'<') => problem.help(text!(
            nb: "Filen er XML eller HTML med et regnearks navn. Åpne den i regnearket og lagre den som XLSX",
            en: "The file is XML or HTML under the name of a spreadsheet. Open it there and save it as XLSX",
        )),
        Some(_) if first.iter().all(|byte| *byte >= b' ' || byte.is_ascii_whitespace()) => problem.help(text!(
            nb: "Er den en tekstfil, så oppgi formatet: --from csv",
            en: "If it is a text file, name the format: --from csv",
        )),
        _ => problem,
    }
}

/// A panic of a library is a fault like another.
fn contained<T>(work: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
    super::contained(work).unwrap_or_else(|| {
        Err(Fault::broken(text!(nb: "biblioteket som leser den, ga opp", en: "the library that reads it gave up")))
    })
}

fn inner(path: &str, bytes: Arc<dyn Bytes>, options: &Options) -> Result<Vec<Inner>, Vec<Diagnostic>> {
    match contained(|| found(bytes, Limits::of(options)).map(|book| book.inner())) {
        Ok(inner) => Ok(inner),
        Err(fault) => Err(vec![fault.told(path, None, options)]),
    }
}

fn open(path: &str, bytes: Arc<dyn Bytes>, options: &Options) -> Result<Box<dyn Reader>, Vec<Diagnostic>> {
    let limits = Limits::of(options);
    let told = |fault: Fault| vec![fault.told(path, None, options)];
    let opened = contained(|| {
        let book = found(Arc::clone(&bytes), limits)?;
        let sheets = book.inner();
        Ok((book, sheets))
    });
    let (mut book, sheets) = opened.map_err(told)?;
    let chosen = choose(path, &sheets, options.part.as_deref()).map_err(|problem| vec![problem])?;
    let name = &sheets[chosen].name;
    let stale = book.stale();
    let sheet = contained(|| book.read(chosen)).map_err(|fault| vec![fault.told(path, Some(name), options)])?;
    let about = table::About { path, sheet: &sheets[chosen], stale, size: bytes.len() };
    table::open(about, sheet, limits, options)
}

//! A workbook in the making: sheets that go on in another when they are full, texts as long as a cell can hold.

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, IgnoreError, Note, Workbook, Worksheet,
    XlsxError,
};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io;

/// Rows and columns of a sheet.
pub const ROWS: u32 = 1_048_576;
pub const COLUMNS: usize = 16_384;
/// UTF-16 code units of a cell.
const LONGEST: usize = 32_767;
/// Characters of a sheet's name.
const NAME: usize = 31;
/// Notes of a sheet: with many more, spreadsheets take minutes to open it.
pub const NOTES: u32 = 10_000;
/// Characters of a note: it is read in a small box.
const NOTE: usize = 1_000;

/// How a cell looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    Plain,
    Head,
    Violated,
    Open,
    Departure,
}

pub struct Book {
    workbook: Workbook,
    /// Names in use, in small letters.
    names: BTreeSet<String>,
    looks: [Format; 5],
    /// Rows go to temporary files while they are written; without a disk they are kept in memory.
    #[cfg_attr(not(feature = "cli"), expect(dead_code))]
    large: bool,
    /// Texts that had to be cut, and notes that there was no room for.
    pub cut: u64,
    pub unnoted: u64,
}

/// A sheet that is written row by row, and continued when it is full.
pub struct Sheet {
    name: String,
    heads: Vec<String>,
    widths: Vec<f64>,
    /// Place in the workbook.
    place: usize,
    row: u32,
    notes: u32,
    number: u32,
}

fn failed(error: XlsxError) -> io::Error {
    io::Error::other(error)
}

impl Book {
    /// `large`: rows go to temporary files while they are written.
    pub fn new(title: &str, day: (u16, u8, u8), large: bool) -> io::Result<Book> {
        let mut workbook = Workbook::new();
        // The day that was measured, never the time of writing: the same report gives the same bytes.
        let created = ExcelDateTime::from_ymd(day.0, day.1, day.2).map_err(failed)?;
        let about = DocProperties::new().set_title(title).set_author("krav").set_creation_datetime(&created);
        workbook.set_properties(&about);
        let plain = || Format::new().set_align(FormatAlign::Top);
        let filled = |color: u32| plain().set_background_color(Color::RGB(color)).set_border(FormatBorder::Thin);
        let looks = [
            plain(),
            plain().set_bold().set_text_wrap().set_background_color(Color::RGB(0x00E7_E6E6)),
            filled(0x00F8_CBAD),
            filled(0x00FF_E699),
            filled(0x00DD_EBF7),
        ];
        Ok(Book { workbook, names: BTreeSet::new(), looks, large, cut: 0, unnoted: 0 })
    }

    /// A sheet with headings, which stay in view, and can be filtered by.
    pub fn sheet(&mut self, name: &str, heads: &[String], widths: &[f64]) -> io::Result<Sheet> {
        let mut sheet = Sheet {
            name: name.to_string(),
            heads: heads.to_vec(),
            widths: widths.to_vec(),
            place: 0,
            row: 0,
            notes: 0,
            number: 0,
        };
        self.begin(&mut sheet)?;
        Ok(sheet)
    }

    fn begin(&mut self, sheet: &mut Sheet) -> io::Result<()> {
        sheet.number += 1;
        let name = self.free_name(&sheet.name, sheet.number);
        let worksheet = self.worksheet()?;
        worksheet.set_name(&name).map_err(failed)?;
        worksheet.set_freeze_panes(1, 0).map_err(failed)?;
        for (column, width) in sheet.widths.iter().enumerate().take(COLUMNS) {
            worksheet.set_column_width(column as u16, *width).map_err(failed)?;
        }
        (sheet.place, sheet.row, sheet.notes) = (self.workbook.worksheets().len() - 1, 0, 0);
        let heads: Vec<(Cow<str>, Look)> =
            sheet.heads.iter().map(|head| (Cow::Owned(head.clone()), Look::Head)).collect();
        self.put(sheet, &heads)
    }

    #[cfg(feature = "cli")]
    fn worksheet(&mut self) -> io::Result<&mut Worksheet> {
        if self.large {
            return self.workbook.add_worksheet_with_constant_memory().map_err(failed);
        }
        Ok(self.workbook.add_worksheet())
    }

    #[cfg(not(feature = "cli"))]
    fn worksheet(&mut self) -> io::Result<&mut Worksheet> {
        Ok(self.workbook.add_worksheet())
    }

    fn put(&mut self, sheet: &mut Sheet, cells: &[(Cow<str>, Look)]) -> io::Result<()> {
        let Book { workbook, looks, cut, .. } = self;
        let worksheet = workbook.worksheet_from_index(sheet.place).map_err(failed)?;
        for (column, (text, look)) in cells.iter().enumerate().take(COLUMNS) {
            if text.is_empty() && *look == Look::Plain {
                continue;
            }
            let (text, was_cut) = fitting(text, LONGEST);
            *cut += u64::from(was_cut);
            // As a string and nothing else, whatever it begins with.
            let written = worksheet.write_string_with_format(sheet.row, column as u16, text, &looks[*look as usize]);
            written.map_err(failed)?;
        }
        *cut += cells.len().saturating_sub(COLUMNS) as u64;
        sheet.row += 1;
        Ok(())
    }

    /// Adds a row.
    pub fn row(&mut self, sheet: &mut Sheet, cells: &[(Cow<str>, Look)]) -> io::Result<()> {
        if sheet.row == ROWS {
            self.end(sheet)?;
            self.begin(sheet)?;
        }
        self.put(sheet, cells)
    }

    /// A note at a cell of the row that was written last.
    pub fn note(&mut self, sheet: &mut Sheet, column: usize, text: &str) -> io::Result<()> {
        if sheet.notes >= NOTES || column >= COLUMNS {
            self.unnoted += 1;
            return Ok(());
        }
        sheet.notes += 1;
        let (text, _) = fitting(text, NOTE);
        let note = Note::new(text).add_author_prefix(false).set_author("krav").set_width(320).set_height(120);
        let worksheet = self.workbook.worksheet_from_index(sheet.place).map_err(failed)?;
        worksheet.insert_note(sheet.row - 1, column as u16, &note).map_err(failed)?;
        Ok(())
    }

    /// Ends a sheet: its rows can be filtered.
    pub fn end(&mut self, sheet: &mut Sheet) -> io::Result<()> {
        let last = sheet.heads.len().clamp(1, COLUMNS) as u16 - 1;
        let worksheet = self.workbook.worksheet_from_index(sheet.place).map_err(failed)?;
        worksheet.autofilter(0, 0, sheet.row.max(1) - 1, last).map_err(failed)?;
        // Numbers are texts here on purpose.
        let ignored = worksheet.ignore_error_range(0, 0, sheet.row.max(1) - 1, last, IgnoreError::NumberStoredAsText);
        ignored.map_err(failed)?;
        Ok(())
    }

    pub fn finish(mut self) -> io::Result<Vec<u8>> {
        self.workbook.save_to_buffer().map_err(failed)
    }

    /// A name that a sheet may have and no other has.
    fn free_name(&mut self, wanted: &str, number: u32) -> String {
        let allowed = |c: char| !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'') && !c.is_control();
        let wanted: String = wanted.chars().map(|c| if allowed(c) { c } else { '_' }).collect();
        let wanted = if wanted.trim().is_empty() { "krav".to_string() } else { wanted };
        for more in number.. {
            let ending = if more == 1 { String::new() } else { format!(" ({more})") };
            let (head, _) = fitting(&wanted, NAME - ending.len());
            let name = format!("{}{ending}", head.trim_end_matches('…'));
            // `History` is a name of Excel's own.
            if name.to_lowercase() != "history" && self.names.insert(name.to_lowercase()) {
                return name;
            }
        }
        wanted
    }
}

/// A text that fits in so many UTF-16 code units, and whether it had to be cut. What XML cannot hold becomes `U+FFFD`.
fn fitting(text: &str, most: usize) -> (Cow<'_, str>, bool) {
    let illegal = |c: char| matches!(c, '\u{fffe}' | '\u{ffff}');
    let text = match text.contains(illegal) {
        true => Cow::Owned(text.replace(illegal, "\u{fffd}")),
        false => Cow::Borrowed(text),
    };
    if text.len() <= most || text.encode_utf16().count() <= most {
        return (text, false);
    }
    let mut room = most - 1;
    let fits = |c: &char| {
        room = room.checked_sub(c.len_utf16())?;
        Some(*c)
    };
    let mut fits = fits;
    let short: String = text.chars().map_while(|c| fits(&c)).chain(['…']).collect();
    (Cow::Owned(short), true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_names_fit() {
        assert_eq!(fitting("blåbær", 6), ("blåbær".into(), false));
        assert_eq!(fitting("blåbær", 4), ("blå…".into(), true));
        assert_eq!(fitting("😀😀", 3), ("😀…".into(), true));
        assert_eq!(fitting("a\u{ffff}", 9), ("a\u{fffd}".into(), false));
        let mut book = Book::new("x", (2018, 10, 1), false).expect("a day");
        assert_eq!(book.free_name("a/b", 1), "a_b");
        assert_eq!(book.free_name("A_B", 1), "A_B (2)");
        assert_eq!(book.free_name("history", 1), "history (2)");
        let long = "x".repeat(40);
        assert_eq!(book.free_name(&long, 2).len(), NAME - 1);
    }
}

//! Which row of a sheet holds the headings, and what the columns are called.

use super::sheet::{Area, Sheet, letters};
use crate::base::Text;
use crate::data::read::{Guess, Options};
use crate::data::words;
use crate::text;

/// Rows that may stand above the headings without being asked for.
const MOST: usize = 20;

/// The rows of headings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// The first of them, and the first row of the table, by their numbers in the sheet.
    pub first: u32,
    pub rows: u32,
}

/// Finds the rows of headings. As in text files, a title above the table fills one cell of its row: the headings are the
/// first row that fills two, if that is among the first ones.
pub fn find(sheet: &Sheet, options: &Options) -> (Header, Option<Guess>) {
    let count = u32::try_from(options.header_rows.unwrap_or(1)).unwrap_or(1);
    let header = |first: u32| Header { first, rows: first + count };
    if let Some(skipped) = options.skip_rows {
        let first = u32::try_from(skipped).unwrap_or(u32::MAX).saturating_add(1);
        let used = sheet.rows().map(|row| row.number).find(|number| *number >= first);
        return (header(used.unwrap_or(first)), None);
    }
    let rows: Vec<_> = sheet.rows().take(MOST + 1).collect();
    let at = rows.iter().position(|row| row.len() >= 2).unwrap_or(0);
    let Some(first) = rows.get(at).map(|row| row.number) else { return (header(1), None) };
    let skipped = first - 1;
    let titles: Vec<String> = rows[..at].iter().map(|row| format!("«{}»", title(*row))).collect();
    let guess = match titles.len() {
        0 if skipped == 0 => return (header(first), None),
        0 => Guess::sure(
            "skip_rows",
            skipped.to_string(),
            text!(
                nb: "Overskriftene står i rad {first}; over dem er det tomt",
                en: "The headings stand in row {first}; above them all is blank",
            ),
        ),
        _ => {
            let nb = titles.iter().take(3).cloned().collect::<Vec<_>>().join(", ");
            let en = nb.replace('«', "“").replace('»', "”");
            Guess::doubtful(
                "skip_rows",
                skipped.to_string(),
                text!(
                    nb: "Overskriftene ble funnet i rad {first}; det som står over dem, hører ikke til tabellen: {nb}",
                    en: "The headings were found in row {first}; what stands above them does not belong to the table: {en}",
                ),
            )
        }
    };
    (header(first), Some(guess))
}

fn title(row: super::sheet::Row) -> String {
    let text = row.cells().next().map(|(column, _)| row.text(column)).unwrap_or_default();
    let short: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match short.char_indices().nth(40) {
        Some((cut, _)) => format!("{}…", &short[..cut]),
        None => short,
    }
}

/// The heading of a column; `None` where it has none. Over several rows the parts are joined, and one that is merged
/// over columns counts for each of them.
pub fn heading(sheet: &Sheet, header: Header, column: u16) -> Option<String> {
    let rows: Vec<_> = sheet.rows().take_while(|row| row.number < header.rows).collect();
    let several = header.rows - header.first > 1;
    let mut parts: Vec<String> = Vec::new();
    for row in rows.iter().filter(|row| row.number >= header.first) {
        let own = words::tidy(&row.text(column));
        let part = match own.is_empty() && several {
            true => merged_over(&sheet.merged, row.number, column)
                .map(|first| words::tidy(&row.text(first)))
                .unwrap_or_default(),
            false => own,
        };
        if !part.is_empty() && parts.last() != Some(&part) {
            parts.push(part);
        }
    }
    Some(parts.join(" / ")).filter(|heading| !heading.is_empty())
}

/// The first column of an area that covers a cell and begins in its row, to the left of it.
fn merged_over(areas: &[Area], row: u32, column: u16) -> Option<u16> {
    let covers = |area: &&Area| area.rows.0 == row && (area.columns.0 + 1..=area.columns.1).contains(&column);
    areas.iter().find(covers).map(|area| area.columns.0)
}

/// Headings that are merged over several columns, where only the first of them gets it.
pub fn merged_headings(sheet: &Sheet, header: Header) -> Vec<(Area, Text)> {
    let single = header.rows - header.first == 1;
    let over = sheet.merged.iter().filter(|area| area.rows.0 == header.first && area.columns.1 > area.columns.0);
    over.filter(|_| single)
        .map(|area| {
            let (first, last) = (letters(area.columns.0), letters(area.columns.1));
            let text = text!(
                nb: "Overskriften er flettet over kolonnene {first} til {last}, men gjelder bare {first}",
                en: "The heading is merged over the columns {first} to {last}, but counts for {first} alone",
            );
            (*area, text)
        })
        .collect()
}

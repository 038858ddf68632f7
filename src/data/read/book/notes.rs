//! What a sheet does not say to whoever sees only its values: told once a sheet, with the first place and how many.

use super::header::{self, Header};
use super::sheet::{Sheet, Tally, letters};
use super::table::{About, at};
use crate::base::{CellPlace, Code, Diagnostic, Text};
use crate::text;

/// Everything worth telling of a sheet; `bare` are the columns with values and no heading.
pub fn of(about: About, sheet: &Sheet, header: Header, bare: &[u16]) -> Vec<Diagnostic> {
    let place = |row: u32, column: u16| at(about.path, &about.sheet.name, row, column, column);
    let first = |tally: Tally| place(tally.first.0, tally.first.1);
    let mut notes = Vec::new();
    if about.sheet.hidden {
        let name = &about.sheet.name;
        let message = text!(nb: "Arket «{name}» er skjult; det er lest likevel", en: "The sheet “{name}” is hidden; it was read all the same");
        let place = CellPlace { path: about.path.to_owned(), sheet: Some(name.clone()), ..CellPlace::default() };
        notes.push(Diagnostic::note(Code::FormatGuess, message).at_cell(place, Text::default()));
    }
    if sheet.hidden_rows.count > 0 {
        let count = sheet.hidden_rows.count;
        let message = text!(
            nb: "Skjulte rader: {count}; de er lest likevel",
            en: "Hidden rows: {count}; they were read all the same",
        );
        let label = Text::new("den første", "the first");
        notes.push(Diagnostic::note(Code::FormatGuess, message).at_cell(first(sheet.hidden_rows), label));
    }
    for (area, message) in header::merged_headings(sheet, header) {
        let place = at(about.path, &about.sheet.name, area.rows.0, area.columns.0, area.columns.1);
        let note = Diagnostic::note(Code::FormatGuess, message).at_cell(place, Text::default());
        notes.push(note.help(text!(
            nb: "Står egne overskrifter i raden under, så si hvor mange rader det er: --header-rows 2",
            en: "If headings of their own stand in the row below, say how many rows there are: --header-rows 2",
        )));
    }
    if let Some(column) = bare.first() {
        let (count, name, letter) = (bare.len(), column + 1, letters(*column));
        let message = text!(
            nb: "Kolonner uten overskrift: {count}. De kalles etter plassen sin; kolonne {letter} er «#{name}»",
            en: "Columns without a heading: {count}. They are called by their place; column {letter} is “#{name}”",
        );
        notes.push(Diagnostic::note(Code::FormatGuess, message).at_cell(place(header.first, *column), Text::default()));
    }
    notes.extend(merged(about, sheet, header));
    notes.extend(cells(sheet, about.stale, first));
    notes
}

/// Merged cells among the rows.
fn merged(about: About, sheet: &Sheet, header: Header) -> Option<Diagnostic> {
    let mut inside = sheet.merged.iter().filter(|area| area.rows.0 >= header.rows);
    let first = inside.next()?;
    let count = 1 + inside.count();
    let message = text!(
        nb: "Flettede celler: {count}. Verdien hører til cellen øverst til venstre; de andre er tomme",
        en: "Merged cells: {count}. The value belongs to the cell at the top left; the others are blank",
    );
    let place = at(about.path, &about.sheet.name, first.rows.0, first.columns.0, first.columns.1);
    let label = Text::new("de første", "the first");
    Some(Diagnostic::warning(Code::MergedCells, message).at_cell(place, label).help(text!(
        nb: "Gjelder verdien alle radene, så opphev flettingen og fyll den inn i hver av dem",
        en: "If the value counts for all the rows, unmerge the cells and fill it in in each",
    )))
}

/// Cells that cannot be read, and values that may be old.
fn cells(sheet: &Sheet, stale: bool, first: impl Fn(Tally) -> CellPlace) -> Vec<Diagnostic> {
    let mut notes = Vec::new();
    let label = || Text::new("den første", "the first");
    let (errors, uncomputed, undated) = (sheet.errors.count, sheet.uncomputed.count, sheet.undated.count);
    if errors > 0 {
        let message = text!(
            nb: "Celler med en feil i stedet for en verdi: {errors}. De er uleselige",
            en: "Cells with an error in place of a value: {errors}. They are unreadable",
        );
        notes.push(Diagnostic::warning(Code::CellErrors, message).at_cell(first(sheet.errors), label()));
    }
    if uncomputed > 0 {
        let message = text!(
            nb: "Formler uten utregnet verdi: {uncomputed}. Cellene er uleselige",
            en: "Formulas without a computed value: {uncomputed}. The cells are unreadable",
        );
        let warning = Diagnostic::warning(Code::UncomputedFormula, message).at_cell(first(sheet.uncomputed), label());
        notes.push(warning.help(open_and_save()));
    }
    if stale && sheet.computed.count > 0 {
        let count = sheet.computed.count;
        let message = text!(
            nb: "Formler: {count}. Programmet som skrev filen, ber om at de regnes ut på nytt; verdiene kan være gamle eller 0",
            en: "Formulas: {count}. The program that wrote the file asks for them to be computed anew; the values may be old or 0",
        );
        let warning = Diagnostic::warning(Code::UncomputedFormula, message).at_cell(first(sheet.computed), label());
        notes.push(warning.help(open_and_save()));
    }
    if undated > 0 {
        let message = text!(
            nb: "Celler som vises som dato, men ikke er noen dag: {undated}. De er uleselige",
            en: "Cells that are shown as a date but are no day: {undated}. They are unreadable",
        );
        notes.push(Diagnostic::warning(Code::CellErrors, message).at_cell(first(sheet.undated), label()));
    }
    notes
}

fn open_and_save() -> Text {
    text!(
        nb: "Åpne filen i et regneark og lagre den, så regnes de ut",
        en: "Open the file in a spreadsheet program and save it: that computes them",
    )
}

//! Tables of texts, as people read them and as programs do.

use super::format::json_text;
use super::visible::{clip, columns, visible};
use std::io::{self, Write};

/// Columns that a cell of data takes at most; the rest of its text is clipped.
const WIDEST: usize = 48;

/// Writes an aligned table: headings, a rule under them, rows. Nothing in a cell can steer the terminal. Long cells are
/// clipped, but for the first of each row where that is a name, which somebody may look for.
pub fn aligned(headings: &[String], rows: &[Vec<String>], named: bool, out: &mut dyn Write) -> io::Result<()> {
    let shown = |text: &String| clip(&visible(text), WIDEST).into_owned();
    let cell = |(place, text): (usize, &String)| match named && place == 0 {
        true => visible(text).into_owned(),
        false => shown(text),
    };
    let headings: Vec<String> = headings.iter().map(shown).collect();
    let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().enumerate().map(cell).collect()).collect();
    let mut widths: Vec<usize> = headings.iter().map(|heading| columns(heading)).collect();
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(columns(cell));
        }
    }
    line(&headings, &widths, out)?;
    let rule: Vec<String> = widths.iter().map(|width| "─".repeat(*width)).collect();
    line(&rule, &widths, out)?;
    rows.iter().try_for_each(|row| line(row, &widths, out))
}

fn line(cells: &[String], widths: &[usize], out: &mut dyn Write) -> io::Result<()> {
    let mut line = String::new();
    for (cell, width) in cells.iter().zip(widths) {
        line.push_str(cell);
        line.push_str(&" ".repeat((width + 2).saturating_sub(columns(cell))));
    }
    writeln!(out, "{}", line.trim_end())
}

/// `{…, "columns": […], "rows": [[…], …], "profile": {…}}`, written row by row.
pub struct JsonTable<'o> {
    out: &'o mut dyn Write,
    /// Rows so far, once they have begun.
    rows: Option<u64>,
}

impl<'o> JsonTable<'o> {
    /// `lead` is an object that is not empty; its keys stand first.
    pub fn begin<'a>(
        lead: &str,
        headings: impl Iterator<Item = &'a str>,
        out: &'o mut dyn Write,
    ) -> io::Result<JsonTable<'o>> {
        out.write_all(lead.strip_suffix('}').unwrap_or(lead).as_bytes())?;
        out.write_all(b",\n \"columns\": [")?;
        texts(headings, out)?;
        out.write_all(b"]")?;
        Ok(JsonTable { out, rows: None })
    }

    /// Rows follow.
    pub fn rows(&mut self) -> io::Result<()> {
        self.rows = Some(0);
        self.out.write_all(b",\n \"rows\": [")
    }

    pub fn row(&mut self, cells: impl Iterator<Item = impl AsRef<str>>) -> io::Result<()> {
        self.out.write_all(if self.rows == Some(0) { b"\n  [" } else { b",\n  [" })?;
        self.rows = self.rows.map(|rows| rows + 1);
        texts(cells, self.out)?;
        self.out.write_all(b"]")
    }

    /// Ends the table, with the object that `profile` is.
    pub fn end(self, profile: Option<&str>) -> io::Result<()> {
        if self.rows.is_some() {
            self.out.write_all(b"]")?;
        }
        if let Some(profile) = profile {
            write!(self.out, ",\n \"profile\": {profile}")?;
        }
        self.out.write_all(b"}\n")
    }
}

fn texts(texts: impl Iterator<Item = impl AsRef<str>>, out: &mut dyn Write) -> io::Result<()> {
    for (at, text) in texts.enumerate() {
        if at > 0 {
            out.write_all(b", ")?;
        }
        out.write_all(json_text(&text.as_ref())?.as_bytes())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_aligned_and_cannot_steer_the_terminal() {
        let mut out = Vec::new();
        let rows = [vec!["1".to_string(), "blåbær\u{1b}[2J".to_string()], vec!["10".to_string(), String::new()]];
        aligned(&["#".to_string(), "navn".to_string()], &rows, false, &mut out).expect("memory is never full");
        assert_eq!(String::from_utf8_lossy(&out), "#   navn\n──  ──────────\n1   blåbær␛[2J\n10\n");
    }

    #[test]
    fn data_is_clipped_and_names_are_not() {
        let long = "blåbær".repeat(9);
        let rows = [vec![long.clone(), long.clone()]];
        let written = |named: bool| {
            let mut out = Vec::new();
            aligned(&["a".to_string(), "b".to_string()], &rows, named, &mut out).expect("memory is never full");
            String::from_utf8(out).expect("UTF-8")
        };
        let clipped = format!("{}…", &"blåbær".repeat(8).trim_end_matches('r'));
        assert!(written(true).ends_with(&format!("\n{long}  {clipped}\n")), "{}", written(true));
        assert!(written(false).ends_with(&format!("\n{clipped}  {clipped}\n")), "{}", written(false));
    }

    #[test]
    fn a_table_is_streamed_as_json() {
        let mut out = Vec::new();
        let headings = ["a", "\"b\"\u{1}"].into_iter();
        let mut table = JsonTable::begin("{\"n\":1}", headings, &mut out).expect("memory is never full");
        table.rows().expect("memory is never full");
        table.row(["1", "æ\n"].iter()).expect("memory is never full");
        table.row(["2", ""].iter()).expect("memory is never full");
        table.end(Some("{}")).expect("memory is never full");
        let value: serde_json::Value = serde_json::from_slice(&out).expect("JSON");
        assert_eq!(
            value,
            serde_json::json!({"n": 1, "columns": ["a", "\"b\"\u{1}"], "rows": [["1", "æ\n"], ["2", ""]], "profile": {}})
        );
    }
}

//! `--format csv`: a finding a line, with the place and the text of the cell that is shown first. Quoted after RFC 4180;
//! lines end in LF.

use super::Page;
use super::line::digits;
use crate::report::visible::visible;
use crate::report::{Listed, ListedRecord, Listing, Pen, SHORT, Sheet};
use crate::value::Verdict;
use std::borrow::Cow;
use std::io::{self, Write};

const HEADINGS: &str = "rule,verdict,table,key,row,path,line,column,place,field,value";

pub fn write(page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let (report, terminal) = (page.report, page.view.terminal);
    let compared = report.baseline.is_some();
    out.write_all(HEADINGS.as_bytes())?;
    out.write_all(if compared { b",baseline\n" } else { b"\n" })?;
    let begins = report.rules.iter().map(|rule| Verdict::ALL.map(|verdict| beginning(&rule.id, verdict, terminal)));
    let lines = Lines { begins: begins.collect(), none: Sheet::default(), terminal, compared };
    page.findings.listed(&lines, &mut |lines| out.write_all(lines))
}

/// The first fields of a line.
fn beginning(rule: &str, verdict: Verdict, terminal: bool) -> Sheet {
    let mut out = Vec::new();
    let mut line = Line::new(&mut out, terminal);
    line.word(rule);
    line.next(verdict.id());
    Sheet::of(&out)
}

/// The lines of findings.
struct Lines {
    /// By rule and verdict.
    begins: Vec<[Sheet; Verdict::ALL.len()]>,
    /// Of a rule that the report does not have.
    none: Sheet,
    terminal: bool,
    compared: bool,
}

impl Lines {
    /// A field as it stands in lines.
    #[inline]
    fn word<'f>(&self, field: &'f [u8]) -> Cow<'f, [u8]> {
        if !self.terminal && !is_special(field) {
            return field.into();
        }
        let mut out = Vec::new();
        Line::new(&mut out, self.terminal).word(&String::from_utf8_lossy(field));
        out.into()
    }

    /// A field with what stands around it.
    fn between(&self, before: &str, field: &str) -> Sheet {
        Sheet::of(&[before.as_bytes(), &self.word(field.as_bytes()), b","].concat())
    }

    /// A line that is not of the usual kind.
    fn unusual(&self, begin: &Sheet, listed: &Listed, sheet: &mut Sheet) {
        let Listed { record, column, address, field, value, known, .. } = *listed;
        let (address, value) = (self.word(address.unwrap_or_default().as_bytes()), self.word(value));
        // The address stands between the commas that a field begins with.
        let (comma, field) = field.as_ref().split_at(1);
        let known: &[u8] = match (self.compared, known) {
            (false, _) => b"",
            (true, true) => b",known",
            (true, false) => b",new",
        };
        let texts = begin.length() + record.length() + address.len() + field.len() + value.len() + known.len();
        sheet.write(texts + NUMBERS + 8, |pen| {
            pen.sheet(begin);
            pen.sheet(record);
            number_if_any(pen, column.into());
            [comma, &address, field, &value, known, b"\n"].into_iter().for_each(|text| pen.text(text));
        });
    }
}

impl Listing for Lines {
    fn table(&self, name: &str) -> Sheet {
        self.between(",", name)
    }

    fn path(&self, path: &str) -> Sheet {
        self.between(",", path)
    }

    fn field(&self, name: &str) -> Sheet {
        self.between(",,", name)
    }

    fn record(&self, record: &ListedRecord, sheet: &mut Sheet) {
        let ListedRecord { table, key, row, path, line } = *record;
        let key = self.word(key);
        sheet.write(table.length() + key.len() + path.length() + NUMBERS + 8, |pen| {
            pen.sheet(table);
            pen.text(&key);
            pen.byte(b',');
            number_if_any(pen, row.unwrap_or(0));
            pen.sheet(path);
            number_if_any(pen, line.into());
            pen.byte(b',');
        });
    }

    fn line(&self, listed: &Listed, sheet: &mut Sheet) {
        let Listed { rule, verdict, record, column, field, value, .. } = *listed;
        let begin = self.begins.get(rule).map_or(&self.none, |begins| &begins[verdict as usize]);
        let (Some(short), None, false) = (listed.short, listed.address, self.terminal || self.compared) else {
            return self.unusual(begin, listed, sheet);
        };
        sheet.write(begin.length() + record.length() + field.length() + NUMBERS + SHORT + 8, |pen| {
            pen.sheet(begin);
            pen.sheet(record);
            number_if_any(pen, column.into());
            pen.sheet(field);
            pen.short(short, value.len());
            pen.byte(b'\n');
        });
    }
}

/// Digits of two numbers.
const NUMBERS: usize = 40;

/// A number, or nothing for 0.
#[inline(always)]
fn number_if_any(pen: &mut Pen, number: u64) {
    if number > 0 {
        pen.number(number);
    }
}

/// A line in the making.
pub struct Line<'o> {
    out: &'o mut Vec<u8>,
    terminal: bool,
}

impl<'o> Line<'o> {
    /// Begins behind `out`. On a terminal fields are made harmless; in a file they stand as they are.
    pub fn new(out: &'o mut Vec<u8>, terminal: bool) -> Line<'o> {
        Line { out, terminal }
    }

    /// The next field, in quotes where it must be.
    pub fn next(&mut self, field: &str) {
        self.out.push(b',');
        self.word(field);
    }

    /// The first field.
    pub fn word(&mut self, field: &str) {
        match self.terminal {
            true => self.bytes(visible(field).as_bytes()),
            false => self.bytes(field.as_bytes()),
        }
    }

    #[inline(always)]
    fn bytes(&mut self, field: &[u8]) {
        if !is_special(field) {
            return self.out.extend_from_slice(field);
        }
        self.quoted(field);
    }

    #[inline(never)]
    fn quoted(&mut self, field: &[u8]) {
        self.out.push(b'"');
        for byte in field {
            self.out.extend_from_slice(if *byte == b'"' { b"\"\"" } else { std::slice::from_ref(byte) });
        }
        self.out.push(b'"');
    }

    /// The next field: a number, or nothing for 0.
    pub fn number(&mut self, number: u64) {
        self.out.push(b',');
        if number > 0 {
            digits(self.out, number);
        }
    }
}

/// Whether a field must stand in quotes. Most are short, so eight bytes are looked at together.
#[inline]
fn is_special(field: &[u8]) -> bool {
    const LOWEST: u64 = 0x0101_0101_0101_0101;
    let special = |eight: u64| {
        // The highest bit of a byte that is this one (and of some above it, but only if there is one).
        let has = |byte: u8| {
            let differing = eight ^ (LOWEST * u64::from(byte));
            differing.wrapping_sub(LOWEST) & !differing & (LOWEST << 7)
        };
        has(b'"') | has(b',') | has(b'\n') | has(b'\r')
    };
    if let Some(last) = field.last_chunk::<8>() {
        let whole = field.as_chunks::<8>().0.iter();
        return whole
            .fold(special(u64::from_le_bytes(*last)), |found, eight| found | special(u64::from_le_bytes(*eight)))
            != 0;
    }
    if let (Some(first), Some(last)) = (field.first_chunk::<4>(), field.last_chunk::<4>()) {
        let both = u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << 32;
        return special(both) != 0;
    }
    field.iter().any(|byte| matches!(byte, b'"' | b',' | b'\n' | b'\r'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_that_asks_for_quotes_is_found_at_every_place() {
        for length in 0..40 {
            let plain: Vec<u8> = (0..length).map(|at| b"-.abc!#+\x0b\x0c\x0e\xc3\xa5\xac\x8a"[at % 15]).collect();
            assert!(!is_special(&plain), "{length}");
            for at in 0..length {
                for sign in [b'"', b',', b'\n', b'\r'] {
                    let mut field = plain.clone();
                    field[at] = sign;
                    assert!(is_special(&field), "{length} {at}");
                }
            }
        }
    }

    #[test]
    fn lines_are_the_same_in_whatever_way_they_are_put_together() {
        let line = |terminal: bool, compared: bool, address: Option<&str>, value: &str, padded: bool| {
            let begins = vec![Verdict::ALL.map(|verdict| beginning("r,1", verdict, terminal))];
            let lines = Lines { begins, none: Sheet::default(), terminal, compared };
            let (table, path, field) = (lines.table("t"), lines.path("a b.csv"), lines.field("f"));
            let (mut record, mut sheet) = (Sheet::default(), Sheet::default());
            let of_record = ListedRecord { table: &table, key: b"K\"1", row: Some(1234), path: &path, line: 1_000_000 };
            lines.record(&of_record, &mut record);
            let behind = format!("{value};and the cells behind it, more than there is room for");
            let listed = Listed {
                rule: 0,
                verdict: Verdict::Violated,
                record: &record,
                column: 17,
                address,
                field: &field,
                value: value.as_bytes(),
                short: behind.as_bytes().first_chunk().filter(|_| padded),
                known: true,
            };
            lines.line(&listed, &mut sheet);
            lines.line(&Listed { rule: 9, column: 0, ..listed }, &mut sheet);
            String::from_utf8(sheet.as_ref().to_vec()).expect("UTF-8")
        };
        let record = "t,\"K\"\"1\",1234,a b.csv,1000000";
        for value in ["", "x", "nei", "2020-01-01", "a value of thirty-two characters"] {
            let whole = format!("\"r,1\",violated,{record},17,,f,{value}\n,{record},,,f,{value}\n");
            assert_eq!(line(false, false, None, value, true), whole);
            assert_eq!(line(false, false, None, value, false), whole);
            assert_eq!(line(true, false, None, value, true), whole);
            assert_eq!(line(false, true, None, value, true), whole.replace('\n', ",known\n"));
            assert_eq!(line(false, false, Some("Ark 1!B2"), value, false), whole.replace(",,f,", ",Ark 1!B2,f,"));
        }
        let whole = line(false, false, None, "a,\"b\"", false);
        assert!(whole.ends_with(",f,\"a,\"\"b\"\"\"\n"), "{whole}");
        assert!(line(true, false, None, "\u{1b}[2J", false).ends_with(",f,␛[2J\n"));
    }

    #[test]
    fn fields_are_quoted_where_they_must_be() {
        let mut out = Vec::new();
        let mut line = Line { out: &mut out, terminal: false };
        line.word("T-01 æ;=1");
        line.next("a,\"b\"\r\nc");
        line.number(0);
        line.number(u64::MAX);
        line.number(100);
        assert_eq!(String::from_utf8_lossy(&out), "T-01 æ;=1,\"a,\"\"b\"\"\r\nc\",,18446744073709551615,100");
        let mut out = Vec::new();
        Line { out: &mut out, terminal: true }.word("\u{1b}[2J");
        assert_eq!(String::from_utf8_lossy(&out), "␛[2J");
    }
}

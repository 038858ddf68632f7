//! A table of a database: parts of so many rows, in the order of row numbers, or of the key where there are none.

use super::connection::{Database, Found, Kind, quoted};
use super::{Fault, contained, inside, of_view};
use crate::base::{CellPlace, Code, Diagnostic};
use crate::data::read::float::{Calendar, Shape, number};
use crate::data::read::{Heading, Limit, Options, REFUSED, Reader, Spot};
use crate::data::{Chunk, words};
use crate::text;
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use std::sync::{Mutex, PoisonError};

/// Rows of a part.
const PART: usize = 4096;

/// The row number with which a part begins (or how many rows stand before it), the last one, and how many there are.
#[derive(Clone, Copy)]
struct Part {
    first: i64,
    last: i64,
    rows: usize,
}

pub struct Table {
    path: String,
    name: String,
    database: Mutex<Database>,
    headings: Vec<Heading>,
    /// The query of a part: with its first and last row number, or with how many rows to pass over.
    query: String,
    numbered: bool,
    parts: Vec<Part>,
    /// The rows of a view, which is asked once; none for a table.
    asked: Vec<Chunk>,
    size: u64,
    notes: Vec<Diagnostic>,
}

impl Table {
    pub fn open(path: &str, database: Database, found: &Found, size: u64, options: &Options) -> Result<Table, Fault> {
        let table = quoted(&found.name);
        let connection = &database.connection;
        let Columns { columns, key, computed } =
            columns(connection, &found.name).map_err(|fault| match found.kind {
                Kind::View => of_view(&found.name, fault),
                _ => fault,
            })?;
        if columns.len() as u64 > options.limit(Limit::Columns) {
            return Err(Fault::Over(Limit::Columns));
        }
        let all = columns.iter().map(|column| quoted(column)).collect::<Vec<_>>().join(", ");
        // A column of its own may take the usual name of the row number.
        let free = ["rowid", "oid", "_rowid_"]
            .into_iter()
            .find(|name| !columns.iter().any(|column| column.eq_ignore_ascii_case(name)));
        let numbered = free.filter(|_| found.numbered);
        let mut asked = Vec::new();
        let (query, parts) = match numbered {
            _ if found.kind == Kind::View => {
                let rows =
                    ask(&database, &table, columns.len(), options).map_err(|fault| of_view(&found.name, fault))?;
                asked = rows;
                (String::new(), Vec::new())
            }
            Some(number) => {
                let query = format!(
                    "SELECT {number}, {all} FROM {table} NOT INDEXED WHERE {number} BETWEEN ?1 AND ?2 ORDER BY {number}"
                );
                (query, numbered_parts(&database, &table, number)?)
            }
            None => {
                // Without row numbers the order is that of the key.
                let order = if key.is_empty() { String::new() } else { format!(" ORDER BY {}", key.join(", ")) };
                let query = format!("SELECT 0, {all} FROM {table}{order} LIMIT {PART} OFFSET ?1 + 0 * ?2");
                (query, counted_parts(&database, &table)?)
            }
        };
        let place = CellPlace { path: path.to_owned(), sheet: None, ..CellPlace::default() };
        let heading = |name: &String| Heading {
            text: words::tidy(name),
            place: CellPlace { pointer: Some(format!("{}.{name}", found.name)), ..place.clone() },
        };
        let mut notes = Vec::new();
        if database.logged {
            let message = text!(
                nb: "Databasen skriver endringer i {path}-wal først; det som bare står der, er ikke med",
                en: "The database writes changes to {path}-wal first; what stands only there is not read",
            );
            let warning = Diagnostic::warning(Code::BadDatabase, message).at_file(path);
            notes.push(warning.help(text!(
                nb: "Er du ikke sikker på at alt er med, så lag en hel kopi: sqlite3 {path} \".backup kopi.sqlite\"",
                en: "If you are not sure that all is there, make a whole copy: sqlite3 {path} \".backup copy.sqlite\"",
            )));
        }
        if !computed.is_empty() {
            let names = computed.join(", ");
            let message = text!(
                nb: "Kolonner som databasen regner ut selv, leses ikke: {names}",
                en: "Columns that the database computes itself are not read: {names}",
            );
            notes.push(Diagnostic::note(Code::FormatGuess, message).at_file(path));
        }
        Ok(Table {
            path: path.to_owned(),
            name: found.name.clone(),
            headings: columns.iter().map(heading).collect(),
            database: Mutex::new(database),
            query,
            numbered: numbered.is_some(),
            parts,
            asked,
            size,
            notes,
        })
    }

    fn fill(&self, part: u32, chunk: &mut Chunk) -> Result<(), Fault> {
        let Some(&Part { first, last, rows: meant }) = self.parts.get(part as usize) else { return Ok(()) };
        let database = self.database.lock().unwrap_or_else(PoisonError::into_inner);
        database.renew();
        let wrong = |problem: rusqlite::Error| inside(&problem);
        let mut statement = database.connection.prepare(&self.query).map_err(wrong)?;
        let mut rows = statement.query([first, last]).map_err(wrong)?;
        let most = database.options.limit(Limit::Memory).min(u64::from(u32::MAX)) as usize;
        let mut before = first;
        while let Some(row) = rows.next().map_err(wrong)? {
            let number: i64 = row.get(0).map_err(wrong)?;
            chunk.starts.push(chunk.text.len() as u32);
            chunk.origin.push((if self.numbered { number } else { before } as u64, 0));
            before += 1;
            for column in 1..=chunk.width {
                cell(row.get_ref(column).map_err(wrong)?, &mut chunk.text);
                chunk.ends.push(chunk.text.len() as u32);
                chunk.text.push(b'\n');
            }
            if chunk.text.len() > most {
                return Err(Fault::Over(Limit::Memory));
            }
            chunk.rows += 1;
        }
        match chunk.rows == meant {
            true => Ok(()),
            false => Err(Fault::Broken(text!(nb: "rader mangler", en: "rows are missing"), None)),
        }
    }

    /// `tiltak[rowid 12].status`, or with the row's place where it has no number.
    fn address(&self, chunk: &Chunk, row: usize, column: Option<usize>) -> String {
        let number = chunk.origin.get(row).map_or(0, |(number, _)| *number as i64);
        let at = match self.numbered {
            true => format!("rowid {number}"),
            false => format!("row {}", number + 1),
        };
        let field = column.and_then(|column| self.headings.get(column)).map(|heading| format!(".{}", heading.text));
        format!("{}[{at}]{}", self.name, field.unwrap_or_default())
    }
}

struct Columns {
    columns: Vec<String>,
    /// As SQL writes them.
    key: Vec<String>,
    /// They are no data, but code.
    computed: Vec<String>,
}

/// The columns of a table, and those of its key.
fn columns(connection: &Connection, table: &str) -> Result<Columns, Fault> {
    let wrong = |problem: rusqlite::Error| inside(&problem);
    let mut statement = connection.prepare(&format!("PRAGMA main.table_xinfo({})", quoted(table))).map_err(wrong)?;
    let mut rows = statement.query([]).map_err(wrong)?;
    let (mut columns, mut key, mut computed) = (Vec::new(), Vec::new(), Vec::new());
    while let Some(row) = rows.next().map_err(wrong)? {
        let (name, place, hidden): (String, i64, i64) =
            (row.get(1).map_err(wrong)?, row.get(5).map_err(wrong)?, row.get(6).map_err(wrong)?);
        if place > 0 {
            key.push((place, quoted(&name)));
        }
        // 2: computed whenever it is asked for; 3: computed once and stored.
        if hidden == 2 { computed.push(name) } else { columns.push(name) }
    }
    key.sort();
    Ok(Columns { columns, key: key.into_iter().map(|(_, name)| name).collect(), computed })
}

/// Row numbers may have gaps, so the borders are found by going along them.
fn numbered_parts(database: &Database, table: &str, number: &str) -> Result<Vec<Part>, Fault> {
    database.renew();
    let wrong = |problem: rusqlite::Error| inside(&problem);
    let query = format!("SELECT {number} FROM {table} NOT INDEXED ORDER BY {number}");
    let mut statement = database.connection.prepare(&query).map_err(wrong)?;
    let mut rows = statement.query([]).map_err(wrong)?;
    let mut parts: Vec<Part> = Vec::new();
    while let Some(row) = rows.next().map_err(wrong)? {
        let at: i64 = row.get(0).map_err(wrong)?;
        match parts.last_mut() {
            Some(part) if part.rows < PART => (part.last, part.rows) = (at, part.rows + 1),
            _ => parts.push(Part { first: at, last: at, rows: 1 }),
        }
    }
    Ok(parts)
}

fn counted_parts(database: &Database, table: &str) -> Result<Vec<Part>, Fault> {
    database.renew();
    let query = format!("SELECT count(*) FROM {table}");
    let count: i64 = database.connection.query_row(&query, [], |row| row.get(0)).map_err(|problem| inside(&problem))?;
    let rows = |first: i64| usize::try_from(count - first).unwrap_or(0).min(PART);
    Ok((0..count).step_by(PART).map(|first| Part { first, last: count, rows: rows(first) }).collect())
}

/// The rows of a view, in parts: what it gives is held, since asking again for each part would take its time again.
fn ask(database: &Database, view: &str, width: usize, options: &Options) -> Result<Vec<Chunk>, Fault> {
    database.renew();
    let wrong = |problem: rusqlite::Error| inside(&problem);
    let mut statement = database.connection.prepare(&format!("SELECT * FROM {view}")).map_err(wrong)?;
    let mut rows = statement.query([]).map_err(wrong)?;
    let (mut parts, mut chunk) = (Vec::new(), Chunk::default());
    chunk.begin(0, width);
    let (mut count, mut bytes) = (0u64, 0);
    while let Some(row) = rows.next().map_err(wrong)? {
        if chunk.rows == PART {
            let number = parts.len() as u32 + 1;
            parts.push(std::mem::take(&mut chunk));
            chunk.begin(number, width);
        }
        let before = chunk.text.len();
        chunk.starts.push(before as u32);
        chunk.origin.push((count, 0));
        for column in 0..width {
            cell(row.get_ref(column).map_err(wrong)?, &mut chunk.text);
            chunk.ends.push(chunk.text.len() as u32);
            chunk.text.push(b'\n');
        }
        (chunk.rows, count) = (chunk.rows + 1, count + 1);
        bytes += (chunk.text.len() - before) as u64;
        if count.saturating_mul(width as u64) > options.limit(Limit::Cells) {
            return Err(Fault::Over(Limit::Cells));
        }
        if bytes > options.limit(Limit::Memory) / 2 || chunk.text.len() > i32::MAX as usize {
            return Err(Fault::Over(Limit::Memory));
        }
    }
    parts.extend((chunk.rows > 0).then_some(chunk));
    Ok(parts)
}

/// A value as a cell's text.
fn cell(value: ValueRef, into: &mut Vec<u8>) {
    match value {
        ValueRef::Null => {}
        ValueRef::Integer(value) => into.extend_from_slice(value.to_string().as_bytes()),
        ValueRef::Real(value) => {
            let mut text = String::new();
            if number(value, Shape::Plain, Calendar::From1900, &mut text).is_none() {
                into.push(REFUSED);
                text = value.to_string();
            }
            into.extend_from_slice(text.as_bytes());
        }
        ValueRef::Text(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) if !text.contains('\0') && !text.starts_with('\u{1e}') => into.extend_from_slice(bytes),
            _ => {
                into.push(REFUSED);
                into.extend_from_slice(String::from_utf8_lossy(bytes).replace(['\0', '\u{1e}'], "\u{fffd}").as_bytes());
            }
        },
        // Bytes that are no text have no meaning here.
        ValueRef::Blob(bytes) => {
            into.push(REFUSED);
            into.extend_from_slice(format!("[{} byte]", bytes.len()).as_bytes());
        }
    }
}

impl Reader for Table {
    fn headings(&self) -> &[Heading] {
        &self.headings
    }

    fn parts(&self) -> u32 {
        (self.parts.len() + self.asked.len()) as u32
    }

    fn read(&self, part: u32, chunk: &mut Chunk) -> Vec<Diagnostic> {
        if let Some(asked) = self.asked.get(part as usize) {
            chunk.clone_from(asked);
            chunk.refused_mark = Some(REFUSED);
            return Vec::new();
        }
        chunk.begin(part, self.headings.len());
        chunk.refused_mark = Some(REFUSED);
        let filled = contained(|| self.fill(part, chunk));
        let options = self.database.lock().unwrap_or_else(PoisonError::into_inner).options.clone();
        filled.err().map(|fault| fault.told(&self.path, &options)).into_iter().collect()
    }

    fn place(&self, chunk: &Chunk, row: usize, column: Option<usize>) -> CellPlace {
        let pointer = Some(self.address(chunk, row, column));
        CellPlace { path: self.path.clone(), pointer, ..CellPlace::default() }
    }

    fn spot(&self, _chunk: &Chunk, _row: usize, _column: Option<usize>) -> Spot {
        Spot::default()
    }

    fn size(&self) -> u64 {
        self.size
    }

    fn notes(&self) -> &[Diagnostic] {
        &self.notes
    }
}

//! SQLite databases, read from their bytes: the library gets a copy in memory and never touches a file, writes nothing,
//! and runs no code of the database's own. A table is read part by part in the order of its row numbers.

mod connection;
mod table;
#[cfg(test)]
mod tests;

use super::inner::{Inner, choose, named};
use super::{Format, Limit, Options, Reader};
use crate::base::{Code, Diagnostic, Text};
use crate::text;
use crate::world::Bytes;
use connection::{Found, Kind};
use std::sync::Arc;

pub const SQLITE: Format = Format {
    name: "sqlite",
    endings: &["sqlite", "sqlite3", "db", "db3", "gpkg"],
    settings: &["part"],
    open,
    open_all: None,
    inner: Some(inner),
};

/// Why a database, or a table of it, cannot be read.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    Over(Limit),
    Broken(Text, Option<Text>),
}

impl Fault {
    fn told(self, path: &str, options: &Options) -> Diagnostic {
        match self {
            Fault::Over(limit) => limit.exceeded(path, options),
            Fault::Broken(Text { nb, en }, help) => {
                let message = text!(nb: "Databasen kan ikke leses: {nb}", en: "The database cannot be read: {en}");
                let usual = || {
                    text!(
                        nb: "Lag en hel kopi: sqlite3 {path} \".backup kopi.sqlite\"",
                        en: "Make a whole copy: sqlite3 {path} \".backup copy.sqlite\"",
                    )
                };
                Diagnostic::error(Code::BadDatabase, message).at_file(path).help(help.unwrap_or_else(usual))
            }
        }
    }
}

/// Something that went wrong inside the library, in its own words.
fn inside(problem: &rusqlite::Error) -> Fault {
    let words = match problem {
        rusqlite::Error::SqliteFailure(code, _) if code.code == rusqlite::ErrorCode::OperationInterrupted => {
            return Fault::Over(Limit::Work);
        }
        other => other.to_string(),
    };
    Fault::Broken(text!(nb: "{words}", en: "{words}"), None)
}

fn of_code(name: &str) -> Fault {
    let message = text!(
        nb: "«{name}» er en virtuell tabell: kode lager radene, og krav kjører ingen kode fra databaser",
        en: "“{name}” is a virtual table: code makes its rows, and krav runs no code of databases",
    );
    let help = text!(
        nb: "Lag en vanlig tabell av den: CREATE TABLE kopi AS SELECT * FROM \"{name}\"",
        en: "Make an ordinary table of it: CREATE TABLE copy AS SELECT * FROM \"{name}\"",
    );
    Fault::Broken(message, Some(help))
}

/// What is wrong with the question that a view asks.
fn of_view(name: &str, fault: Fault) -> Fault {
    let Fault::Broken(Text { nb, en }, None) = fault else { return fault };
    let message = text!(
        nb: "visningen «{name}» kan ikke leses ({nb})",
        en: "the view “{name}” cannot be read ({en})",
    );
    let help = text!(
        nb: "En visning kan bruke vanlige funksjoner, men ikke klokken, tilfeldige tall, rekursjon eller utvidelser. Lag en tabell av den: CREATE TABLE kopi AS SELECT * FROM \"{name}\"",
        en: "A view may use common functions, but not the clock, random numbers, recursion or extensions. Make a table of it: CREATE TABLE copy AS SELECT * FROM \"{name}\"",
    );
    Fault::Broken(message, Some(help))
}

/// A panic of the library is an error like another.
fn contained<T>(work: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
    super::contained(work).unwrap_or_else(|| {
        Err(Fault::Broken(
            text!(nb: "biblioteket som leser den, ga opp", en: "the library that reads it gave up"),
            None,
        ))
    })
}

fn inner(path: &str, bytes: Arc<dyn Bytes>, options: &Options) -> Result<Vec<Inner>, Vec<Diagnostic>> {
    let found = contained(|| connection::open(&*bytes, options)?.tables());
    match found {
        Ok(tables) => {
            let asked = tables.into_iter().filter(|table| table.kind != Kind::Virtual);
            Ok(asked.map(|table| Inner { name: table.name, hidden: false }).collect())
        }
        Err(fault) => Err(vec![fault.told(path, options)]),
    }
}

fn open(path: &str, bytes: Arc<dyn Bytes>, options: &Options) -> Result<Box<dyn Reader>, Vec<Diagnostic>> {
    let told = |fault: Fault| vec![fault.told(path, options)];
    let (connection, tables) = contained(|| {
        let connection = connection::open(&*bytes, options)?;
        connection.check()?;
        let tables = connection.tables()?;
        Ok((connection, tables))
    })
    .map_err(told)?;
    let inner = |table: &&Found| Inner { name: table.name.clone(), hidden: false };
    let all: Vec<Inner> =
        tables.iter().filter(|table| table.kind != Kind::Virtual).map(|table| inner(&table)).collect();
    let stored: Vec<Inner> =
        tables.iter().filter(|table| table.kind == Kind::Table).map(|table| inner(&table)).collect();
    if let Some(name) = options.part.as_deref().filter(|name| named(&all, name).is_none())
        && let Some(code) = tables.iter().find(|table| table.kind == Kind::Virtual && table.name == name)
    {
        return Err(told(of_code(&code.name)));
    }
    // Where nothing is named, the only table goes before the views on it.
    let names = if options.part.is_none() && stored.len() == 1 { &stored } else { &all };
    let chosen = choose(path, names, options.part.as_deref()).map_err(|problem| vec![problem])?;
    let chosen = tables.iter().position(|table| table.name == names[chosen].name).unwrap_or_default();
    let table = contained(|| table::Table::open(path, connection, &tables[chosen], bytes.len(), options));
    Ok(Box::new(table.map_err(told)?))
}

//! The results of sweeps in an SQLite file, one sweep behind the other, so that they can be compared over time. The file
//! is read and written whole.

use crate::base::{Code, Diagnostic};
use crate::data::read::cannot_read;
use crate::report::swept::Swept;
use crate::report::trend::{Counts, History, Point, Sweep};
use crate::report::words;
use crate::text;
use crate::value::Verdict;
use crate::world::{Kind, World};
use rusqlite::{Connection, MAIN_DB, params};
use std::collections::BTreeMap;

/// `krav`, as SQLite files tell whose they are.
const APPLICATION: i64 = 0x6b72_6176;
/// Counts up when the tables change.
const VERSION: i64 = 1;
/// How an SQLite file begins.
const MAGIC: &[u8] = b"SQLite format 3\0";

const TABLES: &str = "
CREATE TABLE sweeps (id INTEGER PRIMARY KEY, as_of TEXT NOT NULL, tool TEXT NOT NULL, exit_code INTEGER NOT NULL);
CREATE TABLE packs (sweep INTEGER NOT NULL REFERENCES sweeps, id TEXT NOT NULL, edition TEXT NOT NULL);
CREATE TABLE rules (
  sweep INTEGER NOT NULL REFERENCES sweeps, id TEXT NOT NULL, kind TEXT NOT NULL, modality TEXT NOT NULL,
  title TEXT NOT NULL, PRIMARY KEY (sweep, id));
CREATE TABLE registries (
  sweep INTEGER NOT NULL REFERENCES sweeps, name TEXT NOT NULL, conclusion TEXT NOT NULL, rows INTEGER NOT NULL,
  problem TEXT, PRIMARY KEY (sweep, name));
CREATE TABLE results (
  sweep INTEGER NOT NULL REFERENCES sweeps, registry TEXT NOT NULL, rule TEXT NOT NULL, population INTEGER NOT NULL,
  met INTEGER NOT NULL, violated INTEGER NOT NULL, explained INTEGER NOT NULL, waived INTEGER NOT NULL,
  unknown INTEGER NOT NULL, not_applicable INTEGER NOT NULL, not_in_force INTEGER NOT NULL,
  PRIMARY KEY (sweep, registry, rule)) WITHOUT ROWID;
";

/// Puts a sweep behind those that a file has; makes the file when there is none.
pub fn append(world: &dyn World, path: &str, swept: &Swept, packs: &[(String, String)]) -> Result<(), Diagnostic> {
    let mut connection = open(world, path)?;
    let kept = keep(&mut connection, swept, packs).map_err(|error| broken(path, &error))?;
    world.write(path, &kept).map_err(|error| {
        let message = text!(nb: "Filen kan ikke skrives: {error}.", en: "The file cannot be written: {error}.");
        Diagnostic::error(Code::CannotWrite, message).at_file(path)
    })
}

/// Every sweep of a file, oldest first.
pub fn history(world: &dyn World, path: &str) -> Result<History, Diagnostic> {
    if world.kind(path) == Kind::Absent {
        return Err(super::super::paths::absent(world, path));
    }
    let connection = open(world, path)?;
    read(&connection).map_err(|error| broken(path, &error))
}

fn open(world: &dyn World, path: &str) -> Result<Connection, Diagnostic> {
    let mut connection = Connection::open_in_memory().map_err(|error| broken(path, &error))?;
    if world.kind(path) == Kind::Absent {
        let made = connection.execute_batch(TABLES).and_then(|()| {
            connection.pragma_update(None, "application_id", APPLICATION)?;
            connection.pragma_update(None, "user_version", VERSION)
        });
        made.map_err(|error| broken(path, &error))?;
        return Ok(connection);
    }
    let bytes = world.read(path).map_err(|error| cannot_read(path, &error))?;
    if !bytes.starts_with(MAGIC) {
        let why = text!(nb: "Det er ingen SQLite-fil.", en: "It is no SQLite file.");
        return Err(bad(path).help(why));
    }
    let read = connection.deserialize_read_exact(MAIN_DB, bytes.as_slice(), bytes.len(), false);
    read.map_err(|error| broken(path, &error))?;
    let number = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let (application, version) = number("application_id")
        .and_then(|application| Ok((application, number("user_version")?)))
        .map_err(|error| broken(path, &error))?;
    if application != APPLICATION {
        return Err(bad(path).help(text!(nb: "Noen andre har skrevet den.", en: "Somebody else has written it.")));
    }
    if version != VERSION {
        return Err(bad(path).help(text!(
            nb: "Den har versjon {version}, og denne krav kjenner {VERSION}.",
            en: "It has version {version}, and this krav knows {VERSION}.",
        )));
    }
    Ok(connection)
}

fn bad(path: &str) -> Diagnostic {
    let message = text!(
        nb: "{path} er ikke en fil med resultater fra krav sweep.",
        en: "{path} is no file of results of krav sweep.",
    );
    Diagnostic::error(Code::BadStore, message).at_file(path)
}

fn broken(path: &str, error: &rusqlite::Error) -> Diagnostic {
    let error = error.to_string();
    bad(path).help(text!(nb: "SQLite sier: {error}.", en: "SQLite says: {error}."))
}

/// The file's bytes with the sweep in it.
fn keep(connection: &mut Connection, swept: &Swept, packs: &[(String, String)]) -> rusqlite::Result<Vec<u8>> {
    let whole = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let lang = swept.lang;
    let change = connection.transaction()?;
    change.execute(
        "INSERT INTO sweeps (as_of, tool, exit_code) VALUES (?1, ?2, ?3)",
        params![swept.as_of.to_string(), env!("CARGO_PKG_VERSION"), swept.exit_code()],
    )?;
    let id = change.last_insert_rowid();
    for (pack, edition) in packs {
        change.execute("INSERT INTO packs VALUES (?1, ?2, ?3)", params![id, pack, edition])?;
    }
    {
        let mut rules = change.prepare("INSERT INTO rules VALUES (?1, ?2, ?3, ?4, ?5)")?;
        for rule in &swept.rules {
            let (kind, modality) = (words::kind_id(rule.kind), words::modality_id(rule.modality));
            rules.execute(params![id, rule.id, kind, modality, rule.title.in_lang(lang)])?;
        }
        let mut registries = change.prepare("INSERT INTO registries VALUES (?1, ?2, ?3, ?4, ?5)")?;
        let mut results =
            change.prepare("INSERT INTO results VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)")?;
        for registry in &swept.registries {
            let problem = registry.outcome.problems.first().map(|problem| problem.message.in_lang(lang).to_string());
            let conclusion = swept.conclusion_id(registry);
            registries.execute(params![id, registry.name, conclusion, whole(registry.rows()), problem])?;
            for (place, rule) in swept.rules.iter().enumerate() {
                let ledger = registry.ledger(place);
                if ledger.population > 0 {
                    let [met, violated, explained, waived, unknown, not_applicable, not_in_force] =
                        Verdict::ALL.map(|verdict| whole(ledger.count(verdict)));
                    results.execute(params![
                        id,
                        registry.name,
                        rule.id,
                        whole(ledger.population),
                        met,
                        violated,
                        explained,
                        waived,
                        unknown,
                        not_applicable,
                        not_in_force
                    ])?;
                }
            }
        }
    }
    change.commit()?;
    Ok(connection.serialize(MAIN_DB)?.to_vec())
}

fn read(connection: &Connection) -> rusqlite::Result<History> {
    let count = |n: i64| u64::try_from(n).unwrap_or(0);
    let mut statement = connection.prepare("SELECT id, as_of, tool FROM sweeps ORDER BY id")?;
    let sweeps = statement.query_map([], |row| {
        Ok(Sweep { id: count(row.get(0)?), as_of: row.get(1)?, tool: row.get(2)?, ..Sweep::default() })
    })?;
    let mut history = History { sweeps: sweeps.collect::<rusqlite::Result<_>>()?, ..History::default() };
    let place: BTreeMap<u64, usize> =
        history.sweeps.iter().enumerate().map(|(place, sweep)| (sweep.id, place)).collect();
    let mut statement = connection.prepare("SELECT sweep, id, edition FROM packs ORDER BY sweep, id")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        if let Some(&at) = place.get(&count(row.get(0)?)) {
            history.sweeps[at].packs.push((row.get(1)?, row.get(2)?));
        }
    }
    let mut statement =
        connection.prepare("SELECT sweep, name, conclusion, rows FROM registries ORDER BY sweep, name")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        if let Some(&at) = place.get(&count(row.get(0)?)) {
            let (name, conclusion): (String, String) = (row.get(1)?, row.get(2)?);
            let registry = history.registries.entry(name).or_default();
            let point = Point { conclusion, rows: count(row.get(3)?), counts: Counts::default() };
            registry.points.insert(at, point);
        }
    }
    let results = "SELECT sweep, registry, rule, population, violated, unknown, not_applicable + not_in_force,
        (SELECT modality FROM rules WHERE rules.sweep = results.sweep AND rules.id = results.rule)
        FROM results ORDER BY sweep, registry, rule";
    let mut statement = connection.prepare(results)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let Some(&at) = place.get(&count(row.get(0)?)) else { continue };
        let (registry, rule): (String, String) = (row.get(1)?, row.get(2)?);
        let population = count(row.get(3)?);
        let modality: Option<String> = row.get(7)?;
        let counts = Counts {
            applicable: population.saturating_sub(count(row.get(6)?)),
            violated: count(row.get(4)?),
            unknown: count(row.get(5)?),
        };
        let should = modality.as_deref() == Some("should");
        history.add(at, &registry, &rule, should, counts);
    }
    Ok(history)
}

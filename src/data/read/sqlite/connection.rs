//! A connection to a copy in memory that can only read.

use super::{Fault, inside};
use crate::data::read::{Limit, Options};
use crate::text;
use crate::world::Bytes;
use rusqlite::config::DbConfig;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::limits::Limit as Bound;
use rusqlite::{Connection, OpenFlags};
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Instructions of SQLite's machine between two looks at the budget.
const STEP: i32 = 10_000;

/// A database that can only be read.
pub struct Database {
    pub connection: Connection,
    /// Instructions that may still be run before the query at hand is stopped.
    left: Arc<AtomicU64>,
    work: u64,
    /// The budgets that were given, by what the user fixed.
    pub options: Options,
    /// Newer rows may stand in another file.
    pub logged: bool,
}

/// What rows can be asked of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Table,
    /// A question that is stored in the database.
    View,
    /// Code of somebody's makes the rows; none of it runs here.
    Virtual,
}

/// A table, or what looks like one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub name: String,
    pub kind: Kind,
    /// It has row numbers.
    pub numbered: bool,
}

/// Functions that a view may use: what they give follows from what they take, and from nothing else.
const FUNCTIONS: &[&str] = &[
    "abs",
    "avg",
    "char",
    "coalesce",
    "concat",
    "concat_ws",
    "count",
    "dense_rank",
    "first_value",
    "glob",
    "group_concat",
    "hex",
    "ifnull",
    "iif",
    "instr",
    "lag",
    "last_value",
    "lead",
    "length",
    "like",
    "lower",
    "ltrim",
    "max",
    "min",
    "nullif",
    "nth_value",
    "rank",
    "replace",
    "round",
    "row_number",
    "rtrim",
    "sign",
    "string_agg",
    "substr",
    "substring",
    "sum",
    "total",
    "trim",
    "typeof",
    "unicode",
    "upper",
];

pub fn open(bytes: &dyn Bytes, options: &Options) -> Result<Database, Fault> {
    if bytes.len() > options.limit(Limit::Memory) {
        return Err(Fault::Over(Limit::Memory));
    }
    let mut head = [0; 20];
    let length = bytes.len().min(20) as usize;
    let read = bytes.read_at(0, &mut head[..length]);
    read.map_err(|problem| {
        let problem = problem.to_string();
        Fault::Broken(text!(nb: "{problem}", en: "{problem}"), None)
    })?;
    if !head.starts_with(b"SQLite format 3\0") {
        return Err(Fault::Broken(
            text!(nb: "filen er ingen SQLite-database", en: "the file is no SQLite database"),
            Some(text!(
                nb: "Er den kryptert, må den først lagres uten passord",
                en: "If it is encrypted, save it without a password first",
            )),
        ));
    }
    let logged = head[18..20] == [2, 2];
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_in_memory_with_flags(flags).map_err(|problem| inside(&problem))?;
    let length = usize::try_from(bytes.len()).map_err(|_| Fault::Over(Limit::Memory))?;
    let image = Image { bytes, at: 0, logged };
    connection.deserialize_read_exact(rusqlite::MAIN_DB, image, length, true).map_err(|problem| inside(&problem))?;
    let left = Arc::new(AtomicU64::new(0));
    let work = options.limit(Limit::Work);
    tighten(&mut connection, &left, options).map_err(|problem| inside(&problem))?;
    let database = Database { connection, left, work, options: options.clone(), logged };
    database.renew();
    Ok(database)
}

/// The bytes of a database as they are read into memory. One in WAL mode cannot be read from there, though what its log
/// holds is not in this file in any case; two bytes say which mode it is, and nothing else.
struct Image<'a> {
    bytes: &'a dyn Bytes,
    at: u64,
    logged: bool,
}

impl Read for Image<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.bytes.len() - self.at).unwrap_or(usize::MAX);
        let length = left.min(buffer.len());
        self.bytes.read_at(self.at, &mut buffer[..length])?;
        for mode in [18, 19u64].into_iter().filter(|_| self.logged) {
            let place = mode.checked_sub(self.at).and_then(|place| usize::try_from(place).ok());
            if let Some(byte) = place.filter(|place| *place < length).and_then(|place| buffer.get_mut(place)) {
                *byte = 1;
            }
        }
        self.at += length as u64;
        Ok(length)
    }
}

/// No code of the database's own runs, nothing is written or opened, and everything is bounded.
fn tighten(connection: &mut Connection, left: &Arc<AtomicU64>, options: &Options) -> rusqlite::Result<()> {
    let settings = [
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, true),
        (DbConfig::SQLITE_DBCONFIG_WRITABLE_SCHEMA, false),
    ];
    for (setting, value) in settings {
        connection.set_db_config(setting, value)?;
    }
    let small = |size: u64| i32::try_from(size).unwrap_or(i32::MAX);
    let limits = [
        (Bound::SQLITE_LIMIT_LENGTH, small(options.limit(Limit::Row))),
        (Bound::SQLITE_LIMIT_SQL_LENGTH, 1 << 20),
        (Bound::SQLITE_LIMIT_COLUMN, 2000),
        (Bound::SQLITE_LIMIT_EXPR_DEPTH, 100),
        (Bound::SQLITE_LIMIT_COMPOUND_SELECT, 50),
        (Bound::SQLITE_LIMIT_VDBE_OP, 25_000),
        (Bound::SQLITE_LIMIT_FUNCTION_ARG, 32),
        (Bound::SQLITE_LIMIT_ATTACHED, 0),
        (Bound::SQLITE_LIMIT_WORKER_THREADS, 0),
        (Bound::SQLITE_LIMIT_TRIGGER_DEPTH, 1),
    ];
    for (limit, size) in limits {
        connection.set_limit(limit, size)?;
    }
    connection.execute_batch("PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY; PRAGMA query_only = ON; PRAGMA ignore_check_constraints = ON;")?;
    let left = Arc::clone(left);
    let stop = move || {
        let step = STEP.unsigned_abs().into();
        left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left: u64| left.checked_sub(step)).is_err()
    };
    connection.progress_handler(STEP, Some(stop))?;
    connection.authorizer(Some(|context: AuthContext| match context.action {
        AuthAction::Select | AuthAction::Read { .. } | AuthAction::Pragma { .. } => Authorization::Allow,
        AuthAction::Function { function_name } if FUNCTIONS.contains(&function_name.to_ascii_lowercase().as_str()) => {
            Authorization::Allow
        }
        _ => Authorization::Deny,
    }))
}

impl Database {
    /// Lets the next query do as much as the first one might.
    pub fn renew(&self) {
        self.left.store(self.work, Ordering::Relaxed);
    }

    /// SQLite's own check of every page and every row. Indexes are left out: nothing is read by them.
    pub fn check(&self) -> Result<(), Fault> {
        let mut problems: Vec<String> = Vec::new();
        let told = |row: &rusqlite::Row| row.get::<_, String>(0);
        let mut statement = self.connection.prepare("PRAGMA quick_check(3)").map_err(|problem| inside(&problem))?;
        for problem in statement.query_map([], told).map_err(|problem| inside(&problem))? {
            problems.push(problem.map_err(|problem| inside(&problem))?);
        }
        self.renew();
        if problems == ["ok"] {
            return Ok(());
        }
        let problems = problems.join("; ").replace("*** in database main ***\n", "");
        Err(Fault::Broken(text!(nb: "den er skadet ({problems})", en: "it is damaged ({problems})"), None))
    }

    /// The tables by name; those of SQLite's own are left out.
    pub fn tables(&self) -> Result<Vec<Found>, Fault> {
        let wrong = |problem: rusqlite::Error| inside(&problem);
        let mut statement = self.connection.prepare("PRAGMA main.table_list").map_err(wrong)?;
        let mut rows = statement.query([]).map_err(wrong)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next().map_err(wrong)? {
            let (name, kind, keyed): (String, String, bool) =
                (row.get(1).map_err(wrong)?, row.get(2).map_err(wrong)?, row.get(4).map_err(wrong)?);
            let kind = match kind.as_str() {
                "table" => Kind::Table,
                "view" => Kind::View,
                "virtual" => Kind::Virtual,
                // What a virtual table keeps its own things in.
                _ => continue,
            };
            if !name.to_ascii_lowercase().starts_with("sqlite_") {
                found.push(Found { name, kind, numbered: kind == Kind::Table && !keyed });
            }
        }
        found.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(found)
    }
}

/// A name as SQL writes it.
pub fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

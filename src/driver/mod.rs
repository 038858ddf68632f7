//! The library's front: `check` takes a world and a request, and gives a report or everything that kept it from one.

pub mod bind;
mod by;
pub mod change;
mod check;
pub mod columns;
pub mod config;
pub mod evidence;
mod findings;
pub mod format;
pub mod inner;
pub mod lint;
pub mod load;
pub mod open;
pub mod paths;
mod place;
pub mod reading;
pub mod request;
pub mod starter;
pub mod sweep;
mod timing;
mod titles;
mod waivers;
pub mod why;
mod wording;

pub use check::{Judged, Prepared, check, entries, judge, judge_prepared, judge_with, prepare, run};
pub use findings::Work;

use crate::base::{Clock, Lang};
use crate::data::read::Options;
use crate::report::timing::Profile;
use crate::report::{Findings, Report};
use crate::value::Date;

/// What is to be checked, after the command line and `krav.toml` were read.
#[derive(Clone, Debug)]
pub struct Request {
    /// Rule files, in order.
    pub rules: Vec<String>,
    /// Tables bound by name; `None` as a name: by file stem, or by being the only ones.
    pub tables: Vec<Binding>,
    pub as_of: Date,
    pub lang: Lang,
    /// 0: as many threads as there are processors.
    pub threads: usize,
    /// Zero rows or zero rules are no error.
    pub allow_empty: bool,
    /// Whether findings are wanted, or counts alone.
    pub findings: bool,
    /// Whether the files' hashes are wanted.
    pub evidence: bool,
    /// Rows judged at a time; 0 for the usual number. Nothing that is reported depends on it.
    pub batch: usize,
    /// Given where it is to be told how long things took.
    pub clock: Option<Clock>,
    /// A field, or a path through references, that the report counts by as well.
    pub by: Option<String>,
}

impl Request {
    /// A request as usual: every processor, with findings, and nothing permitted that usually fails.
    pub fn new(rules: Vec<String>, tables: Vec<Binding>, as_of: Date, lang: Lang) -> Request {
        Request {
            rules,
            tables,
            as_of,
            lang,
            threads: 0,
            allow_empty: false,
            findings: true,
            evidence: false,
            batch: 0,
            clock: None,
            by: None,
        }
    }
}

#[derive(Clone, Debug, Default)]
pub struct Binding {
    pub table: Option<String>,
    /// The file, or what the files were named by (`data/*.csv`).
    pub path: String,
    /// The files of a table that has several, in order; empty where `path` is the file.
    pub files: Vec<String>,
    pub options: Options,
}

impl Binding {
    /// A table of the rules in a file that is read as usual.
    pub fn named(table: impl Into<String>, path: impl Into<String>) -> Binding {
        Binding { table: Some(table.into()), path: path.into(), ..Binding::default() }
    }
}

/// A finished check.
pub struct Checked {
    pub report: Report,
    pub findings: Box<dyn Findings>,
    /// Where the time went, if it was asked for.
    pub profile: Option<Profile>,
}

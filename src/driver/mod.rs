//! The library's front: `check` takes a world and a request, and gives a report or everything that kept it from one.

pub mod bind;
pub mod columns;
pub mod config;
pub mod load;
pub mod open;
mod paths;
mod place;
pub mod request;

use crate::base::{Diagnostic, Lang, Sources};
use crate::data::read::Options;
use crate::report::{Findings, Report};
use crate::value::Date;
use crate::world::World;

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
}

#[derive(Clone, Debug)]
pub struct Binding {
    pub table: Option<String>,
    pub path: String,
    pub options: Options,
}

/// A finished check.
pub struct Checked<'w> {
    pub report: Report,
    pub findings: Box<dyn Findings + 'w>,
}

/// Checks a registry. On `Err` nothing was judged: the problems say all that is wrong with rules, input and use.
pub fn check<'w>(_world: &'w dyn World, _request: &Request) -> (Sources, Result<Checked<'w>, Vec<Diagnostic>>) {
    (Sources::default(), Err(Vec::new()))
}

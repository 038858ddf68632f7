//! The shape of the command line. Its words stand in `help`.

use crate::base::Lang;
use crate::syntax::tree::Words;
use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};

#[derive(Debug, Parser)]
#[command(
    name = "krav",
    version,
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true,
    arg_required_else_help = true,
    infer_subcommands = false
)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
    #[command(flatten)]
    pub common: Common,
    #[arg(long, short = 'V', action = ArgAction::Version)]
    version: Option<bool>,
}

/// What every command has.
#[derive(Clone, Debug, Args)]
pub struct Common {
    #[arg(long, global = true, value_enum, value_name = "nb|en")]
    pub lang: Option<Language>,
    #[arg(long, global = true, value_enum, default_value_t, value_name = "auto|always|never")]
    pub color: Color,
    #[arg(long, short = 'h', global = true, action = ArgAction::Help)]
    help: Option<bool>,
}

#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    Check(Check),
    Diff(Diff),
    Verify(Verify),
    Impact(Impact),
    Sweep(Sweep),
    Why(Why),
    #[cfg(feature = "sqlite")]
    Trend(Trend),
    Show(Show),
    Rules(Rules),
    Test(Test),
    Lint(Lint),
    Fmt(Fmt),
    New(New),
    Init(Init),
    Explain(Explain),
    Completions(Completions),
    Man(Man),
}

/// Where rules and tables are.
#[derive(Clone, Debug, Args)]
pub struct Where {
    #[arg(value_name = "PATH")]
    pub paths: Vec<String>,
    #[arg(long, value_name = "PATH")]
    pub rules: Vec<String>,
}

/// How files are read.
#[derive(Clone, Debug, Default, Args)]
pub struct Reading {
    #[arg(long, value_name = "FORMAT")]
    pub from: Option<String>,
    #[arg(long, value_name = "SIGN", allow_hyphen_values = true)]
    pub delimiter: Option<String>,
    #[arg(long, value_name = "SIGN")]
    pub quote: Option<String>,
    #[arg(long, value_name = "NAME")]
    pub encoding: Option<String>,
    #[arg(long, value_name = "N")]
    pub skip_rows: Option<String>,
    #[arg(long, value_name = "N")]
    pub header_rows: Option<String>,
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub comment: Option<String>,
    #[arg(long, value_name = "refuse|pad")]
    pub ragged: Option<String>,
    #[arg(long, value_name = "NAME=N")]
    pub limit: Vec<String>,
}

/// Which files tables are in, and how these are read.
#[derive(Clone, Debug, Default, Args)]
pub struct Tables {
    #[arg(long, value_name = "NAME=PATH")]
    pub table: Vec<String>,
    #[command(flatten)]
    pub reading: Reading,
}

/// Tables, and the date that they are judged at.
#[derive(Clone, Debug, Default, Args)]
pub struct Judged {
    #[command(flatten)]
    pub tables: Tables,
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
}

/// What fails no run, and what does.
#[derive(Clone, Copy, Debug, Default, Args)]
pub struct Lenience {
    #[arg(long)]
    pub allow_unknown: bool,
    #[arg(long, value_enum, value_name = "violation|departure")]
    pub fail_on: Option<Fail>,
    #[arg(long)]
    pub allow_empty: bool,
}

#[derive(Clone, Debug, Args)]
pub struct Check {
    #[command(flatten)]
    pub place: Where,
    #[command(flatten)]
    pub judged: Judged,
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<String>,
    #[arg(long, value_name = "FORMAT=FILE")]
    pub output: Vec<String>,
    #[arg(long, value_name = "FIELD")]
    pub by: Option<String>,
    #[arg(long, conflicts_with = "per_rule")]
    pub all: bool,
    #[arg(long, default_value_t = 5, value_name = "N")]
    pub per_rule: usize,
    #[command(flatten)]
    pub lenience: Lenience,
    #[arg(long, conflicts_with_all = ["all", "per_rule", "format"])]
    pub statistics: bool,
    #[arg(long)]
    pub watch: bool,
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub threads: usize,
    #[arg(long)]
    pub profile: bool,
    #[arg(long, value_name = "REPORT", conflicts_with = "against")]
    pub baseline: Option<String>,
    #[arg(long, value_name = "PATH")]
    pub against: Vec<String>,
    #[arg(long)]
    pub evidence: bool,
}

#[derive(Clone, Debug, Args)]
pub struct Diff {
    #[arg(value_name = "BEFORE")]
    pub before: String,
    #[arg(value_name = "NOW")]
    pub now: String,
    #[arg(long, value_name = "FIELD")]
    pub by: Option<String>,
    #[arg(long)]
    pub all: bool,
    #[arg(long, value_enum, default_value_t, value_name = "human|json")]
    pub format: Listing,
}

#[derive(Clone, Debug, Args)]
pub struct Verify {
    #[arg(value_name = "REPORT")]
    pub report: String,
    #[command(flatten)]
    pub place: Where,
    #[command(flatten)]
    pub tables: Tables,
    #[arg(long)]
    pub all: bool,
    #[arg(long, value_enum, default_value_t, value_name = "human|json")]
    pub format: Listing,
}

#[derive(Clone, Debug, Args)]
pub struct Sweep {
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<String>,
    #[arg(long, value_name = "PATH")]
    pub rules: Vec<String>,
    #[command(flatten)]
    pub judged: Judged,
    #[arg(long, value_enum, default_value_t, value_name = "human|json")]
    pub format: Listing,
    #[arg(long, value_name = "FORMAT=FILE")]
    pub output: Vec<String>,
    #[cfg(feature = "sqlite")]
    #[arg(long, value_name = "FILE")]
    pub save: Option<String>,
    #[arg(long)]
    pub all: bool,
    #[command(flatten)]
    pub lenience: Lenience,
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub threads: usize,
    #[arg(long)]
    pub profile: bool,
}

#[cfg(feature = "sqlite")]
#[derive(Clone, Debug, Args)]
pub struct Trend {
    #[arg(value_name = "FILE")]
    pub file: String,
    #[arg(long, value_name = "RULE")]
    pub rule: Option<String>,
    #[arg(long, value_name = "NAME")]
    pub registry: Option<String>,
    #[arg(long)]
    pub all: bool,
    #[arg(long, value_enum, default_value_t, value_name = "human|json")]
    pub format: Listing,
}

#[derive(Clone, Debug, Args)]
pub struct Why {
    #[arg(value_name = "RULE")]
    pub rule: String,
    #[arg(value_name = "KEY", allow_hyphen_values = true)]
    pub key: String,
    #[arg(value_name = "PATH")]
    pub paths: Vec<String>,
    #[arg(long, value_name = "PATH")]
    pub rules: Vec<String>,
    #[command(flatten)]
    pub judged: Judged,
    #[arg(long)]
    pub no_repairs: bool,
    #[arg(long, value_enum, default_value_t, value_name = "human|json")]
    pub format: Listing,
}

#[derive(Clone, Debug, Args)]
pub struct Impact {
    #[arg(value_name = "PATH")]
    pub paths: Vec<String>,
    #[arg(long, value_name = "PATH", required = true)]
    pub rules_from: Vec<String>,
    #[arg(long, value_name = "PATH", required = true)]
    pub rules_to: Vec<String>,
    #[command(flatten)]
    pub judged: Judged,
    #[arg(long)]
    pub all: bool,
    #[arg(long, value_enum, default_value_t, value_name = "human|json")]
    pub format: Listing,
}

#[derive(Clone, Debug, Args)]
pub struct Show {
    #[arg(value_name = "FILE", required = true)]
    pub paths: Vec<String>,
    #[arg(long, value_enum, default_value_t, value_name = "human|json")]
    pub format: Listing,
    #[arg(long, value_name = "N")]
    pub rows: Option<u64>,
    #[arg(long, conflicts_with = "rows")]
    pub all: bool,
    #[arg(long, conflicts_with_all = ["rows", "all"])]
    pub stats: bool,
    #[command(flatten)]
    pub reading: Reading,
}

#[derive(Clone, Debug, Args)]
pub struct Rules {
    #[command(flatten)]
    pub place: Where,
    #[arg(long, value_enum, default_value_t, value_name = "human|json")]
    pub format: Listing,
}

#[derive(Clone, Debug, Args)]
pub struct Test {
    #[arg(value_name = "PATH")]
    pub paths: Vec<String>,
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    #[arg(long, value_enum, default_value_t, value_name = "human|json|junit")]
    pub format: Tests,
}

#[derive(Clone, Debug, Args)]
pub struct Lint {
    #[command(flatten)]
    pub place: Where,
    #[arg(long, value_name = "PATH")]
    pub with: Vec<String>,
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    #[arg(long)]
    pub fix: bool,
    #[arg(long, value_name = "LINT", value_delimiter = ',')]
    pub allow: Vec<String>,
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<String>,
    #[arg(long, value_name = "FORMAT=FILE")]
    pub output: Vec<String>,
}

#[derive(Clone, Debug, Args)]
pub struct Fmt {
    #[arg(value_name = "PATH")]
    pub paths: Vec<String>,
    #[arg(long)]
    pub check: bool,
    #[arg(long, value_enum, value_name = "nb|nn|en", alias = "språk")]
    pub language: Option<WordSet>,
    #[arg(long, conflicts_with = "paths")]
    pub stdin: bool,
}

#[derive(Clone, Debug, Args)]
pub struct Init {
    #[arg(value_name = "FOLDER", default_value = ".")]
    pub folder: String,
    #[arg(long)]
    pub schema: bool,
}

#[derive(Clone, Debug, Args)]
pub struct New {
    #[command(subcommand)]
    pub what: Newly,
}

#[derive(Clone, Debug, Subcommand)]
#[command(disable_help_subcommand = true)]
pub enum Newly {
    Rule(NewRule),
    Pack(NewPack),
    Table(NewTable),
}

#[derive(Clone, Debug, Args)]
pub struct NewRule {
    #[arg(value_name = "ID")]
    pub id: String,
    #[command(flatten)]
    pub place: Where,
    #[arg(long = "for", value_name = "TABLE")]
    pub table: Option<String>,
    #[arg(long, value_enum, value_name = "nb|nn|en", alias = "språk")]
    pub language: Option<WordSet>,
}

#[derive(Clone, Debug, Args)]
pub struct NewPack {
    #[arg(value_name = "FOLDER")]
    pub folder: String,
    #[arg(long, value_name = "FILE")]
    pub from: Vec<String>,
    #[arg(long, value_enum, value_name = "nb|nn|en", alias = "språk")]
    pub language: Option<WordSet>,
}

#[derive(Clone, Debug, Args)]
pub struct NewTable {
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<String>,
    #[arg(long, value_enum, value_name = "nb|nn|en", alias = "språk")]
    pub language: Option<WordSet>,
}

#[derive(Clone, Debug, Args)]
pub struct Completions {
    #[arg(value_enum, value_name = "SHELL")]
    pub shell: clap_complete::Shell,
}

#[derive(Clone, Debug, Args)]
pub struct Man {
    #[arg(value_name = "COMMAND")]
    pub command: Vec<String>,
}

#[derive(Clone, Debug, Args)]
pub struct Explain {
    #[arg(value_name = "CODE")]
    pub code: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Language {
    Nb,
    En,
}

/// The set of keywords of a rule file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum WordSet {
    Nb,
    Nn,
    En,
}

impl From<WordSet> for Words {
    fn from(words: WordSet) -> Words {
        match words {
            WordSet::Nb => Words::Nb,
            WordSet::Nn => Words::Nn,
            WordSet::En => Words::En,
        }
    }
}

impl From<Language> for Lang {
    fn from(language: Language) -> Lang {
        match language {
            Language::Nb => Lang::Nb,
            Language::En => Lang::En,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Color {
    #[default]
    Auto,
    Always,
    Never,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Fail {
    Violation,
    Departure,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Listing {
    #[default]
    Human,
    Json,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Tests {
    #[default]
    Human,
    Json,
    Junit,
}

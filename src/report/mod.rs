//! What a run says: the report's own shapes (findings, ledger, conclusion), the gate, and the formats it is written in.
//! Knows words and languages; computes no verdicts.

pub mod catalogue;
pub mod compared;
pub mod diagnostics;
mod excerpt;
pub mod format;
pub mod gate;
pub mod impacted;
mod ink;
mod listed;
pub mod listing;
pub mod pages;
pub mod past;
pub mod profile;
mod sheet;
mod snippet;
#[cfg(test)]
mod support;
pub mod swept;
mod tally;
pub mod tested;
#[cfg(test)]
mod tests;
pub mod timing;
pub mod trend;
pub mod verified;
pub mod visible;
pub mod why;
pub mod words;

use crate::base::{CellPlace, Diagnostic, Lang, Span, Text};
use crate::semantic::model::{Interval, Modality, Reading, SourceRef};
pub use crate::value::Ledger;
use crate::value::{Date, Missing, Verdict};
pub use listed::{Listed, ListedRecord, Listing};
pub use sheet::{Pen, SHORT, Sheet};
use std::borrow::Cow;
use std::io;

/// The outcome of a check, but for the findings themselves, which may be many: see [`Findings`].
#[derive(Clone, Debug)]
pub struct Report {
    /// The measuring date that the rules were judged at.
    pub as_of: Date,
    /// The language of the messages.
    pub lang: Lang,
    pub inputs: Vec<Input>,
    pub packs: Vec<PackEntry>,
    /// Checks of tables first (in the order of declaration), then rules (in the order of files).
    pub rules: Vec<RuleEntry>,
    /// Warnings and notes of the run; never errors (those end a run before any verdict).
    pub notes: Vec<Diagnostic>,
    /// The counts by a field, where one was named.
    pub by: Option<Breakdown>,
    /// The bytes that the verdicts rest on, where they were asked for.
    pub evidence: Option<Evidence>,
    /// What an earlier report has found already, where one was named.
    pub baseline: Option<Baseline>,
}

/// How the rules came out by the values of a field.
#[derive(Clone, Debug)]
pub struct Breakdown {
    /// The field as it was named: `virksomhet.departement`.
    pub path: String,
    /// The worst first.
    pub groups: Vec<Group>,
}

/// The rows that share a value, and all verdicts on them.
#[derive(Clone, Debug, Default)]
pub struct Group {
    /// The value; absent for rows that have none.
    pub name: Option<String>,
    /// Rows.
    pub subjects: u64,
    /// By [`Verdict`] as a number, of rules that say `must`.
    pub must: [u64; 7],
    /// The same, of rules that say `should`.
    pub should: [u64; 7],
}

impl Group {
    pub fn count(&self, modality: Modality, verdict: Verdict) -> u64 {
        match modality {
            Modality::Must => self.must[verdict as usize],
            Modality::Should => self.should[verdict as usize],
        }
    }

    /// Verdicts that ask something of somebody.
    pub fn against(&self) -> u64 {
        [Verdict::Violated, Verdict::Unknown]
            .map(|verdict| self.must[verdict as usize] + self.should[verdict as usize])
            .iter()
            .sum()
    }
}

/// The files that a run has read, with their hashes: what an auditor needs to know them again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// The rule files, in order.
    pub rules: Vec<FileEvidence>,
    /// In the order of [`Report::inputs`], and of the files of each.
    pub inputs: Vec<FileEvidence>,
}

/// One file as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileEvidence {
    /// The table that it is, or is a part of; empty for rule files.
    pub table: String,
    pub path: String,
    pub bytes: u64,
    /// 64 hexadecimal digits; empty for what was piped in.
    pub sha256: String,
    /// What was fixed about how it is read, by name: `delimiter` and `;`.
    pub read_as: Vec<(String, String)>,
}

/// What an earlier report, or the registry as it was, has found already.
#[derive(Clone, Debug, Default)]
pub struct Baseline {
    /// The report, or the files of the earlier registry.
    pub path: String,
    /// Findings that are known, by rule (as [`Report::rules`]) and verdict.
    pub known: Vec<[u64; 7]>,
    /// Findings that are not known, of all rules together.
    pub new: u64,
    /// Of those that are new: the record was found before, but what the finding rests on has changed.
    pub changed: u64,
    /// Earlier findings that are there no more.
    pub gone: Vec<Gone>,
}

impl Baseline {
    /// How many known findings a rule has with a verdict.
    pub fn known(&self, rule: usize, verdict: Verdict) -> u64 {
        self.known.get(rule).map_or(0, |counts| counts[verdict as usize])
    }

    /// How many findings are known, of all rules together.
    pub fn known_total(&self) -> u64 {
        self.known.iter().flatten().sum()
    }
}

/// An earlier finding that is there no more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gone {
    pub rule: String,
    pub verdict: Verdict,
    pub table: String,
    pub key: String,
    pub message: String,
    pub fingerprint: String,
}

/// A file that was judged or looked up in.
#[derive(Clone, Debug, Default)]
pub struct Input {
    pub table: String,
    pub path: String,
    pub format: String,
    pub rows: u64,
    pub guesses: Vec<Guess>,
}

/// What krav guessed of a file when it read it.
#[derive(Clone, Debug, PartialEq)]
pub struct Guess {
    /// The option that would fix it, as in `krav.toml`: `delimiter`, `encoding`, …
    pub about: &'static str,
    /// What was guessed, as that option has it.
    pub value: String,
    /// A sentence: what was guessed, and what decided it.
    pub message: Text,
}

#[derive(Clone, Debug)]
pub struct PackEntry {
    pub id: String,
    pub title: String,
    pub edition: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleKind {
    /// Written as a rule.
    Rule,
    /// Follows from a field's declaration (`tiltak.navn/required`).
    Check,
    /// About the waivers themselves (`waiver/expired`).
    Waiver,
    /// Asks something of the rule files themselves (`K0601/vague-word`).
    Lint,
}

/// A rule and its ledger.
#[derive(Clone, Debug)]
pub struct RuleEntry {
    pub id: String,
    pub kind: RuleKind,
    pub modality: Modality,
    pub title: Text,
    pub sources: Vec<SourceRef>,
    pub readings: Vec<Reading>,
    /// What is judged: a table (`tiltak`), a group (`virksomhet.departement` in a table), the registry.
    pub subject: SubjectKind,
    pub in_force: Interval,
    /// The record's date that `in_force` is held against, as it is written; the measuring date when absent.
    pub judged_at: Option<String>,
    /// The rule (or the field's declaration) in its file.
    pub span: Span,
    pub ledger: Ledger,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubjectKind {
    Rows { table: String },
    Groups { table: String, path: String },
    Registry,
}

/// One subject that a rule did not simply meet: violated, unknown, explained or waived.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Place of the rule in [`Report::rules`].
    pub rule: usize,
    pub verdict: Verdict,
    pub subject: Subject,
    /// What is wrong, in the report's language: the rule's message, or one that krav makes.
    pub message: String,
    pub advice: Option<String>,
    /// The value of the field that the run counts by ([`Report::by`]); absent where the record has none.
    pub group: Option<String>,
    /// The cells whose values decided it, the deciding ones first; never empty for findings on rows.
    pub cells: Vec<Cell>,
    /// Computed values that decided it (`antall(kontakt …) = 0`), as written in the rule and as they came out.
    pub values: Vec<Computed>,
    /// The clause that failed or stayed open, in the rule file.
    pub clause: Span,
    /// Of rule and record key, never of the row number: 16 hexadecimal digits.
    pub fingerprint: String,
    /// Of the values that the finding rests on, as they stand in the cells: 16 hexadecimal digits. Another one under the
    /// same fingerprint means that the record has changed.
    pub record: String,
    /// The baseline has it already.
    pub known: bool,
}

#[derive(Clone, Debug, Default)]
pub struct Subject {
    /// Empty for the registry.
    pub table: String,
    /// The row's key, or the group's; for tables without a key the row's content decides, and this is `row N`'s text.
    pub key: String,
    /// The record's number in its file, from 1 (headings not counted); absent for groups and the registry.
    pub row: Option<u64>,
}

#[derive(Clone, Debug)]
pub struct Cell {
    pub place: CellPlace,
    pub field: String,
    pub heading: String,
    /// The cell as it stands, without quotes; of a list, the element that it is about, if it is about one.
    pub value: String,
    /// The number of that element, from 1.
    pub element: Option<usize>,
    pub missing: Option<Missing>,
    pub role: Role,
    /// Where the cell is in its table; absent for what is in none.
    pub at: Option<CellAt>,
}

/// A cell of a table, by numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CellAt {
    /// The table's place in [`Report::inputs`].
    pub table: usize,
    /// The row, from 0, headings not counted.
    pub row: u64,
    /// The column of the file, from 0.
    pub column: usize,
}

/// Why a cell is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Its value made the clause fail or stay open.
    Decides,
    /// A row in another table that decided (through a reference or an aggregate).
    Through,
    /// Another row with the same key.
    Twin,
    /// It made the rule apply (`when`, `unless`).
    Guard,
    /// It holds the explanation.
    Explanation,
}

impl Role {
    /// The name in machine output.
    pub fn id(self) -> &'static str {
        match self {
            Role::Decides => "decides",
            Role::Through => "through",
            Role::Twin => "twin",
            Role::Guard => "guard",
            Role::Explanation => "explanation",
        }
    }
}

#[derive(Clone, Debug)]
pub struct Computed {
    /// The expression as written in the rule file.
    pub expression: String,
    /// What it came to: `0`, `41.8 %`, `between 60 and 63`.
    pub value: String,
}

/// Every verdict on one subject, for the evidence matrix.
#[derive(Clone, Debug)]
pub struct Judged {
    pub rule: usize,
    pub subject: Subject,
    pub verdict: Verdict,
}

/// Appends a finding to a page.
pub type Lay<'l> = &'l (dyn Fn(&Finding, &mut Vec<u8>) -> io::Result<()> + Sync);

/// Where the findings of a run come from: worked out again from the registry when asked for, so that only what is shown
/// is kept. The order is the same at every number of threads.
pub trait Findings {
    /// The findings. With `per_rule`: rule by rule, in the order of rows, at most so many a rule. Without: every one, in
    /// the order of tables, rows and rules (groups and the registry last), and the lines around cells are left out.
    fn each(&self, per_rule: Option<usize>, sink: &mut dyn FnMut(&Finding) -> io::Result<()>) -> io::Result<()>;

    /// The findings of the rules and verdicts that are wanted, rule by rule, in the order of rows, at most so many a rule.
    /// A source that knows where its findings are should answer this itself: here every finding is worked out first.
    fn pick(
        &self,
        wanted: &dyn Fn(usize, Verdict) -> bool,
        per_rule: usize,
        sink: &mut dyn FnMut(&Finding) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut current = (usize::MAX, 0);
        self.each(Some(usize::MAX), &mut |finding| {
            if current.0 != finding.rule {
                current = (finding.rule, 0);
            }
            if current.1 >= per_rule || !wanted(finding.rule, finding.verdict) {
                return Ok(());
            }
            current.1 += 1;
            sink(finding)
        })
    }

    /// Every finding in the same order, as `lay` writes it. Findings are laid out on several threads; `out` gets the
    /// bytes of some at a time. The lines around cells are left out.
    fn laid_out(&self, lay: Lay, out: &mut dyn FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
        let mut bytes = Vec::new();
        self.each(None, &mut |finding| {
            bytes.clear();
            lay(finding, &mut bytes)?;
            out(&bytes)
        })
    }

    /// Every finding in the same order as lines of a list: by the cell that is shown first alone, which a source may know
    /// without working out the whole finding.
    fn listed(&self, listing: &dyn Listing, out: &mut dyn FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
        let lay = |finding: &Finding, page: &mut Vec<u8>| {
            let mut sheet = Sheet::default();
            finding.list(listing, &mut sheet);
            page.extend_from_slice(sheet.as_ref());
            Ok(())
        };
        self.laid_out(&lay, out)
    }

    /// The headings of a table's file, by the table's place in [`Report::inputs`]; none where there are no rows to show.
    fn headings(&self, _table: usize) -> Vec<String> {
        Vec::new()
    }

    /// The rows of a table's file as they stand, each with its cells as texts.
    fn rows(&self, _table: usize, _sink: &mut dyn FnMut(&[Cow<str>]) -> io::Result<()>) -> io::Result<()> {
        Ok(())
    }

    /// Every rule on every subject, in the order of tables, rows and rules (groups and the registry last).
    fn judged(&self, sink: &mut dyn FnMut(&Judged) -> io::Result<()>) -> io::Result<()>;
}

//! What a run of tests came to: cases, failures with their differences, and the clauses that were exercised.

mod human;
mod json;
mod junit;

pub use human::human;
pub use json::json;
pub use junit::junit;

use crate::base::Text;
use crate::value::Truth;

/// A run of tests.
#[derive(Clone, Debug, Default)]
pub struct Tested {
    pub cases: Vec<Case>,
    /// The rules that tests name, in the order of the files.
    pub coverage: Vec<RuleCoverage>,
    /// Rules that no test names.
    pub untested: Vec<String>,
}

/// One test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    pub kind: CaseKind,
    /// The rule's id, or the headings that lead to a section.
    pub name: String,
    pub place: Place,
    pub failures: Vec<Failure>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaseKind {
    /// A test item of a rule file.
    Test,
    /// A section of a literate file.
    Section,
}

/// A place in a file; lines and columns count from 1.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    pub path: String,
    pub line: u32,
    pub column: u32,
}

/// An expectation that did not come true.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub place: Place,
    pub message: Text,
    pub diff: Vec<Line>,
    /// Why it came out as it did, one sentence a line.
    pub why: Vec<String>,
}

/// A line of a difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    Same(String),
    /// Expected, and absent.
    Wanted(String),
    /// There, and not expected.
    Found(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleCoverage {
    pub rule: String,
    pub tests: u64,
    pub clauses: Vec<ClauseCoverage>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClauseCoverage {
    pub kind: ClauseKind,
    pub place: Place,
    /// The clause as it is written, on one line.
    pub text: String,
    /// How many tested subjects it was no, unknown and yes for, by [`Truth`] as a number.
    pub seen: [u64; 3],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClauseKind {
    When,
    Unless,
    Must,
    Should,
    Explain,
}

impl ClauseKind {
    /// The name in machine output.
    pub fn id(self) -> &'static str {
        match self {
            ClauseKind::When => "when",
            ClauseKind::Unless => "unless",
            ClauseKind::Must => "must",
            ClauseKind::Should => "should",
            ClauseKind::Explain => "explain",
        }
    }
}

impl ClauseCoverage {
    pub fn count(&self, truth: Truth) -> u64 {
        self.seen[truth as usize]
    }

    /// Seen both true and false: a test would tell if it were turned around.
    pub fn both(&self) -> bool {
        self.count(Truth::Yes) > 0 && self.count(Truth::No) > 0
    }
}

impl Case {
    pub fn passed(&self) -> bool {
        self.failures.is_empty()
    }
}

impl Failure {
    pub fn new(place: Place, message: Text) -> Failure {
        Failure { place, message, diff: Vec::new(), why: Vec::new() }
    }
}

impl Tested {
    pub fn failed(&self) -> usize {
        self.cases.iter().filter(|case| !case.passed()).count()
    }

    /// Clauses of tested rules, and those of them that were seen both true and false.
    pub fn clauses(&self) -> (usize, usize) {
        let all = || self.coverage.iter().flat_map(|rule| &rule.clauses);
        (all().count(), all().filter(|clause| clause.both()).count())
    }

    /// 0 when all pass, 1 when one fails, 2 when there is none.
    pub fn exit_code(&self) -> u8 {
        match (self.cases.is_empty(), self.failed()) {
            (true, _) => 2,
            (false, 0) => 0,
            _ => 1,
        }
    }
}

//! What has changed: findings held against an earlier report or registry, rules against other rules.

mod against;
mod baseline;
pub mod diff;
pub mod impact;

pub mod verify;

pub use against::{Measure, check};
pub use baseline::{against_report, against_run};

use crate::report::past::{PastCell, PastFinding};
use crate::report::{Finding, Report};
use crate::value::Verdict;
use hashbrown::{HashMap, HashSet};

/// Findings that are known, to be recognised by rule, record and what the finding rests on.
#[derive(Debug, Default)]
pub struct Known {
    /// By fingerprint: the verdicts and records that it was found with.
    seen: HashMap<String, Vec<(Verdict, Option<String>)>>,
}

/// How a finding stands to what is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Known,
    /// The record was found before, but what the finding rests on has changed.
    Changed,
    New,
}

impl Known {
    pub fn of(findings: &[PastFinding]) -> Known {
        let mut known = Known::default();
        for finding in findings {
            let seen = known.seen.entry(finding.fingerprint.clone()).or_default();
            seen.push((finding.verdict, finding.record.clone()));
        }
        known
    }

    /// Reports of versions that told no record are matched by fingerprint and verdict alone.
    pub fn standing(&self, fingerprint: &str, verdict: Verdict, record: Option<&str>) -> Standing {
        let Some(seen) = self.seen.get(fingerprint) else { return Standing::New };
        let same = |(old, known): &(Verdict, Option<String>)| {
            *old == verdict && known.as_deref().zip(record).is_none_or(|(known, record)| known == record)
        };
        if seen.iter().any(same) { Standing::Known } else { Standing::Changed }
    }

    /// The standing of a finding of this run.
    pub fn standing_of(&self, finding: &Finding) -> Standing {
        self.standing(
            &finding.fingerprint,
            finding.verdict,
            Some(&finding.record).filter(|r| !r.is_empty()).map(|r| r.as_str()),
        )
    }
}

/// A finding as it would be read back from its report.
pub fn remembered(report: &Report, finding: &Finding) -> PastFinding {
    let cell = |cell: &crate::report::Cell| PastCell {
        path: cell.place.path.clone(),
        line: cell.place.line,
        column: cell.place.column,
        field: cell.field.clone(),
        heading: cell.heading.clone(),
        value: cell.value.clone(),
        role: cell.role.id().to_string(),
    };
    PastFinding {
        rule: report.rules.get(finding.rule).map(|rule| rule.id.clone()).unwrap_or_default(),
        verdict: finding.verdict,
        table: finding.subject.table.clone(),
        key: finding.subject.key.clone(),
        row: finding.subject.row,
        message: finding.message.clone(),
        fingerprint: finding.fingerprint.clone(),
        record: Some(finding.record.clone()).filter(|record| !record.is_empty()),
        cells: finding.cells.iter().map(cell).collect(),
        by: Default::default(),
    }
}

/// The names of a set in order, at most so many, and how many more there are.
fn some(names: HashSet<&str>, most: usize) -> String {
    let mut names: Vec<&str> = names.into_iter().collect();
    names.sort_unstable();
    let more = names.len().saturating_sub(most);
    names.truncate(most);
    let list = names.join(", ");
    if more > 0 { format!("{list}, … (+{more})") } else { list }
}

#[cfg(test)]
mod tests;

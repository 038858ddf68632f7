//! The conclusion, and the exit code that follows from it.

use super::tally::is_zero;
use super::{Report, RuleKind, SubjectKind};
use crate::semantic::model::Modality;
use crate::value::Verdict;
use serde::{Deserialize, Serialize};

/// What fails a run besides violations of `must`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gate {
    /// Undecided `must` verdicts do not fail the run.
    pub allow_unknown: bool,
    /// Departures from `should` fail the run.
    pub fail_on_departure: bool,
    /// A run without any row or rule is compliant. Rows that no rule decided on still fail it.
    pub allow_empty: bool,
    pub thresholds: Thresholds,
}

/// How many a run may have and yet pass. They change the exit code, never the conclusion.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Thresholds {
    pub violations: u64,
    /// Undecided `must` verdicts.
    pub undecided: u64,
    /// Departures from `should`; without one they fail a run only where the gate says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub departures: Option<u64>,
}

impl Thresholds {
    pub fn is_none(&self) -> bool {
        *self == Thresholds::default()
    }
}

/// The run in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Rows and groups that rules looked at, of all rules together.
    #[serde(skip)]
    pub subjects: u64,
    /// `must` verdicts by kind.
    pub violated: u64,
    pub unknown: u64,
    /// `should` verdicts: departures, and undecided ones.
    pub departures: u64,
    pub should_unknown: u64,
    pub explained: u64,
    pub waived: u64,
    pub met: u64,
    /// Verdicts with an answer, of all rules together. A run in which this is 0 fails.
    pub decided: u64,
    /// Rules that applied to nothing.
    pub vacuous: u64,
    /// Registries that should have been checked and could not be; a sweep tells them as errors among its notes.
    #[serde(skip_serializing_if = "is_zero")]
    pub unchecked: u64,
    /// What of this a baseline has already; it fails no run.
    #[serde(skip)]
    pub known: KnownCounts,
}

/// Findings that a baseline has already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KnownCounts {
    pub violated: u64,
    pub unknown: u64,
    pub departures: u64,
    pub should_unknown: u64,
}

/// The one-line conclusion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conclusion {
    Compliant,
    NotCompliant,
    /// No violation, but `must` verdicts that the data leaves open.
    Undecided,
    /// No rule applied to anything.
    NothingChecked,
    /// Nothing speaks against what was checked, but not everything was.
    Incomplete,
    /// There are violations or undecided verdicts, but the baseline has all of them.
    NothingNew,
}

impl Conclusion {
    /// The name in machine output.
    pub fn id(self) -> &'static str {
        match self {
            Conclusion::Compliant => "compliant",
            Conclusion::NotCompliant => "not_compliant",
            Conclusion::Undecided => "undecided",
            Conclusion::NothingChecked => "nothing_checked",
            Conclusion::Incomplete => "incomplete",
            Conclusion::NothingNew => "nothing_new",
        }
    }
}

impl Summary {
    pub fn of(report: &Report) -> Summary {
        let unchecked = report.notes.iter().filter(|note| note.is_error()).count() as u64;
        let mut sum = Summary { unchecked, ..Summary::default() };
        for (place, rule) in report.rules.iter().enumerate() {
            let known = |verdict| report.baseline.as_ref().map_or(0, |baseline| baseline.known(place, verdict));
            let ledger = &rule.ledger;
            sum.subjects += if rule.subject == SubjectKind::Registry { 0 } else { ledger.population };
            let (violated, unknown) = (ledger.count(Verdict::Violated), ledger.count(Verdict::Unknown));
            match rule.modality {
                Modality::Must => {
                    sum.violated += violated;
                    sum.unknown += unknown;
                    sum.known.violated += known(Verdict::Violated);
                    sum.known.unknown += known(Verdict::Unknown);
                }
                Modality::Should => {
                    sum.departures += violated;
                    sum.should_unknown += unknown;
                    sum.known.departures += known(Verdict::Violated);
                    sum.known.should_unknown += known(Verdict::Unknown);
                }
            }
            sum.explained += ledger.count(Verdict::Explained);
            sum.waived += ledger.count(Verdict::Waived);
            sum.met += ledger.count(Verdict::Met);
            // What is said of waivers decides nothing about the registry.
            if rule.kind != RuleKind::Waiver {
                sum.decided += ledger.decided();
                sum.vacuous += u64::from(ledger.is_vacuous());
            }
        }
        sum
    }

    pub fn conclusion(&self, gate: Gate) -> Conclusion {
        // Departures are held against the gate only where it says so, or names a number.
        let most = gate.thresholds.departures.unwrap_or(if gate.fail_on_departure { 0 } else { u64::MAX });
        let departures = if most == u64::MAX { 0 } else { self.departures };
        let unknown = if gate.allow_unknown { 0 } else { self.unknown };
        if self.violated > self.known.violated || departures.saturating_sub(self.known.departures) > most {
            Conclusion::NotCompliant
        } else if unknown > self.known.unknown {
            Conclusion::Undecided
        } else if self.unchecked > 0 {
            Conclusion::Incomplete
        } else if self.violated + departures.min(self.known.departures) + unknown > 0 {
            Conclusion::NothingNew
        } else if self.decided == 0 && !(gate.allow_empty && self.subjects == 0) {
            Conclusion::NothingChecked
        } else {
            Conclusion::Compliant
        }
    }

    /// Whether the run passes although something was found that no baseline has, because the thresholds let it.
    pub fn is_tolerated(&self, gate: Gate) -> bool {
        let Thresholds { violations, undecided, departures } = gate.thresholds;
        let departures = departures.unwrap_or(if gate.fail_on_departure { 0 } else { u64::MAX });
        matches!(self.conclusion(gate), Conclusion::NotCompliant | Conclusion::Undecided)
            && self.violated.saturating_sub(self.known.violated) <= violations
            && (gate.allow_unknown || self.unknown.saturating_sub(self.known.unknown) <= undecided)
            && self.departures.saturating_sub(self.known.departures) <= departures
            && self.decided > 0
            && self.unchecked == 0
    }

    /// 0 compliant, nothing new or within the thresholds; 1 violations or undecided `must` verdicts; 2 nothing was
    /// checked, or not everything. The same for every format.
    pub fn exit_code(&self, gate: Gate) -> u8 {
        match self.conclusion(gate) {
            _ if self.unchecked > 0 => 2,
            Conclusion::Compliant | Conclusion::NothingNew => 0,
            _ if self.is_tolerated(gate) => 0,
            Conclusion::NotCompliant | Conclusion::Undecided => 1,
            Conclusion::NothingChecked | Conclusion::Incomplete => 2,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thresholds_change_the_exit_code_and_not_the_conclusion() {
        let summary = Summary { violated: 2, unknown: 1, departures: 4, decided: 9, ..Summary::default() };
        let gate = |violations, undecided, departures| Gate {
            thresholds: Thresholds { violations, undecided, departures },
            ..Gate::default()
        };
        let seen = |gate| (summary.conclusion(gate), summary.exit_code(gate));
        assert_eq!(seen(gate(0, 0, None)), (Conclusion::NotCompliant, 1));
        assert_eq!(seen(gate(2, 0, None)), (Conclusion::NotCompliant, 1));
        assert_eq!(seen(gate(2, 1, None)), (Conclusion::NotCompliant, 0));
        assert_eq!(seen(gate(2, 1, Some(3))), (Conclusion::NotCompliant, 1));
        assert_eq!(seen(gate(2, 1, Some(4))), (Conclusion::NotCompliant, 0));
        assert_eq!(seen(Gate { allow_unknown: true, ..gate(2, 0, None) }), (Conclusion::NotCompliant, 0));
        assert_eq!(seen(Gate { fail_on_departure: true, ..gate(2, 1, None) }), (Conclusion::NotCompliant, 1));
        let open = Summary { unknown: 2, decided: 1, ..Summary::default() };
        assert_eq!((open.exit_code(gate(0, 1, None)), open.exit_code(gate(0, 2, None))), (1, 0));
        let lacking = |unknown| Summary { unknown, decided: 9, unchecked: 1, ..Summary::default() };
        let seen = |summary: Summary| (summary.conclusion(gate(9, 9, None)), summary.exit_code(gate(9, 9, None)));
        assert_eq!(seen(lacking(0)), (Conclusion::Incomplete, 2), "what was not checked is not compliant");
        assert_eq!(seen(lacking(1)), (Conclusion::Undecided, 2), "nor tolerated");
        let nothing = Summary { unknown: 1, ..Summary::default() };
        assert_eq!(nothing.exit_code(gate(9, 9, None)), 1);
    }
}

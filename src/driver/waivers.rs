//! What is said of the waivers themselves: those that have expired, that waive nothing, and that soon expire.

use super::findings::{Work, fingerprint};
use super::titles;
use crate::base::{Lang, Text};
use crate::eval::{Outcome, waive};
use crate::report::{Finding, Judged, Ledger, RuleEntry, RuleKind, Subject, SubjectKind};
use crate::semantic::model::{Interval, Modality, Model, Subject as Of, Target, Waiver};
use crate::text;
use crate::value::{Date, TableId, Verdict};

/// How many days before its end a waiver is told of.
const NEAR: i32 = 30;

/// What may be said of a waiver, in the order of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remark {
    Expired,
    Unmatched,
    NearExpiry,
}

pub const REMARKS: [Remark; 3] = [Remark::Expired, Remark::Unmatched, Remark::NearExpiry];

impl Remark {
    fn id(self) -> &'static str {
        match self {
            Remark::Expired => "waiver/expired",
            Remark::Unmatched => "waiver/unmatched",
            Remark::NearExpiry => "waiver/near-expiry",
        }
    }

    fn title(self) -> Text {
        match self {
            Remark::Expired => text!(nb: "Unntak bør ikke være utløpt", en: "Waivers should not have expired"),
            Remark::Unmatched => {
                text!(nb: "Unntak bør ha noe å gjelde", en: "Waivers should have something to set aside")
            }
            Remark::NearExpiry => text!(
                nb: "Unntak bør fornyes eller fjernes før de utløper ({NEAR} dager)",
                en: "Waivers should be renewed or removed before they expire ({NEAR} days)",
            ),
        }
    }

    fn advice(self) -> Text {
        match self {
            Remark::Expired => text!(
                nb: "Rett opp det som regelen finner, forny unntaket med ny dato og godkjenning, eller stryk det.",
                en: "Mend what the rule finds, renew the waiver with a new date and approval, or delete it.",
            ),
            Remark::Unmatched => text!(
                nb: "Rett nøkkelen, eller stryk unntaket.",
                en: "Correct the key, or delete the waiver.",
            ),
            Remark::NearExpiry => text!(
                nb: "Rett opp det som regelen finner, eller sørg for en ny godkjenning.",
                en: "Mend what the rule finds, or see to a new approval.",
            ),
        }
    }
}

/// What every waiver met with, by its place in the model.
fn seen(outcome: &Outcome, waivers: usize) -> Vec<u8> {
    let mut all = vec![waive::UNSEEN; waivers];
    let plan = &outcome.ground.plan;
    for (judgement, judged) in plan.judgements.iter().zip(&outcome.judged) {
        let Some(set) = judgement.waivers else { continue };
        for (entry, seen) in plan.waivers[set].entries.iter().zip(&judged.seen) {
            all[entry.waiver] = *seen;
        }
    }
    all
}

/// The verdicts of the three remarks on each waiver, with what it met with.
pub fn judge(model: &Model, outcome: &Outcome) -> Vec<([Verdict; 3], u8)> {
    let as_of = outcome.ground.as_of;
    let one = |(waiver, seen): (&Waiver, u8)| {
        let expired = waiver.until < as_of;
        let verdict = |remark: Remark| match remark {
            Remark::Expired if expired => Verdict::Violated,
            Remark::Expired => Verdict::Met,
            _ if expired => Verdict::NotApplicable,
            Remark::Unmatched if seen != waive::AGAINST => Verdict::Violated,
            Remark::NearExpiry if waiver.until <= Date(as_of.0.saturating_add(NEAR)) => Verdict::Violated,
            _ => Verdict::Met,
        };
        (REMARKS.map(verdict), seen)
    };
    model.waivers.iter().zip(seen(outcome, model.waivers.len())).map(one).collect()
}

/// The report's entries for the remarks; none in a run without waivers.
pub fn entries(model: &Model, outcome: &Outcome) -> Vec<RuleEntry> {
    let judged = judge(model, outcome);
    let mut entries = without_counts(model);
    for (place, entry) in entries.iter_mut().enumerate() {
        entry.ledger.population = judged.len() as u64;
        judged.iter().for_each(|(verdicts, _)| entry.ledger.counts[verdicts[place] as usize] += 1);
    }
    entries
}

/// The same entries with empty ledgers.
pub fn without_counts(model: &Model) -> Vec<RuleEntry> {
    let Some(first) = model.waivers.first() else { return Vec::new() };
    let entry = |remark: Remark| RuleEntry {
        id: remark.id().to_string(),
        kind: RuleKind::Waiver,
        modality: Modality::Should,
        title: remark.title(),
        sources: Vec::new(),
        readings: Vec::new(),
        subject: SubjectKind::Registry,
        in_force: Interval::default(),
        judged_at: None,
        span: first.span,
        ledger: Ledger::default(),
    };
    REMARKS.into_iter().map(entry).collect()
}

/// Whom a waiver names: the key's parts, as people write them.
fn key(model: &Model, waiver: &Waiver, lang: Lang) -> String {
    waiver.keys.iter().map(|part| titles::value(model, part, lang)).collect::<Vec<_>>().join(" / ")
}

fn table(model: &Model, waiver: &Waiver) -> Option<TableId> {
    match waiver.target {
        Target::Check { table, .. } => Some(table),
        Target::Rule(place) => match &model.rules[place].subject {
            Of::Rows(table) | Of::Groups { table, .. } => Some(*table),
            Of::Registry => None,
        },
    }
}

/// `unntatt til og med 2026-12-31: because (approved by X)`, as it stands behind a waived finding.
pub fn told(waiver: &Waiver, lang: Lang) -> String {
    let Waiver { until, because, approved_by, .. } = waiver;
    let because = because.trim_end_matches('.');
    text!(
        nb: "unntatt til og med {until}: {because} (godkjent av {approved_by})",
        en: "waived to the end of {until}: {because} (approved by {approved_by})",
    )
    .in_lang(lang)
    .to_string()
}

impl Work {
    fn remark(&self, place: usize, number: usize, seen: u8) -> Finding {
        let (model, lang, remark) = (&self.model, self.lang, REMARKS[place]);
        let waiver = &model.waivers[number];
        let (id, key) = (&waiver.id, key(model, waiver, lang));
        let whom = if key.is_empty() { id.clone() } else { format!("{id} {key}") };
        let (until, as_of) = (waiver.until, self.outcome.ground.as_of);
        let message = match remark {
            Remark::Expired => text!(
                nb: "Unntaket fra {whom} gjaldt til og med {until}; regelen gjelder igjen.",
                en: "The waiver for {whom} held to the end of {until}; the rule counts again.",
            ),
            Remark::Unmatched => match (seen, table(model, waiver)) {
                (waive::UNSEEN, Some(table)) if waiver.is_plain() => {
                    let table = &model.table(table).name;
                    text!(
                        nb: "Unntaket fra {whom} navngir ingenting som finnes i {table}.",
                        en: "The waiver for {whom} names nothing that is in {table}.",
                    )
                }
                _ => text!(
                    nb: "Unntaket fra {whom} er unødvendig: regelen har ingenting å innvende.",
                    en: "The waiver for {whom} is not needed: the rule finds nothing against it.",
                ),
            },
            Remark::NearExpiry => {
                let days = until.0 - as_of.0;
                text!(
                    nb: "Unntaket fra {whom} utløper etter {until} ({days} dager igjen).",
                    en: "The waiver for {whom} expires after {until} ({days} days left).",
                )
            }
        };
        let mut print = fingerprint(remark.id(), &format!("{id}\u{1f}{key}\u{1f}{until}"));
        if let Some(among) = &self.among {
            among.mark(&mut print);
        }
        Finding {
            rule: self.outcome.judged.len() + place,
            verdict: Verdict::Violated,
            subject: self.named(waiver, key.clone()),
            message: message.in_lang(lang).to_string(),
            group: None,
            advice: Some(remark.advice().in_lang(lang).to_string()),
            cells: Vec::new(),
            values: Vec::new(),
            clause: if remark == Remark::Unmatched { waiver.span } else { waiver.until_span },
            fingerprint: print,
            record: String::new(),
            known: false,
        }
    }

    fn named(&self, waiver: &Waiver, key: String) -> Subject {
        let table = table(&self.model, waiver).map(|table| self.model.table(table).name.clone());
        Subject { table: table.unwrap_or_default(), key, row: None }
    }

    /// The findings of one remark, in the order of the files.
    pub fn remarks(&self, place: usize) -> Vec<Finding> {
        let judged = judge(&self.model, &self.outcome);
        let against = judged.iter().enumerate().filter(|(_, (verdicts, _))| verdicts[place] == Verdict::Violated);
        against.map(|(number, (_, seen))| self.remark(place, number, *seen)).collect()
    }

    /// Every remark on every waiver, for the evidence matrix.
    pub fn remark_verdicts(&self) -> Vec<Judged> {
        let judged = judge(&self.model, &self.outcome);
        let all = REMARKS.iter().enumerate().flat_map(|(place, _)| {
            self.model.waivers.iter().zip(&judged).map(move |(waiver, (verdicts, _))| Judged {
                rule: self.outcome.judged.len() + place,
                subject: self.named(waiver, key(&self.model, waiver, self.lang)),
                verdict: verdicts[place],
            })
        });
        all.collect()
    }
}

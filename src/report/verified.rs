//! What `krav verify` has found, as people and as programs read it.

use super::format::{View, json_text};
use super::ink::{Ink, Tone};
use super::past::PastFinding;
use super::visible::{Guard, clip, visible};
use super::words::{self, pick};
use crate::base::Lang;
use crate::value::Verdict;
use serde::Serialize;
use std::io::{self, Write};

/// Differences of a kind that are listed unless all is asked for.
const LISTED: usize = 10;

/// A report held against a run of its own.
#[derive(Clone, Debug, Default)]
pub struct Verified {
    /// The report's path.
    pub report: String,
    /// How many findings came out now.
    pub findings: u64,
    pub differences: Vec<Difference>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    Rules,
    Input,
}

/// Something that is not as the report has it.
#[derive(Clone, Debug)]
pub enum Difference {
    /// Another version of krav; by itself no reason to doubt the findings.
    Tool {
        before: String,
        now: String,
    },
    Pack {
        id: String,
        before: Option<String>,
        now: Option<String>,
    },
    /// A file has other bytes.
    Hash {
        which: Which,
        path: String,
        before: String,
        now: String,
    },
    /// A file more, or one less.
    File {
        which: Which,
        path: String,
        extra: bool,
    },
    /// A rule's seven counts; `None` where the rule is not there.
    Counts {
        rule: String,
        before: Option<[u64; 7]>,
        now: Option<[u64; 7]>,
    },
    /// The exit code, by the gate and thresholds that the report tells.
    Exit {
        before: u8,
        now: u8,
    },
    New(PastFinding),
    /// Found before, on other values or with another verdict.
    Changed(PastFinding),
    Gone(PastFinding),
}

impl Difference {
    fn id(&self) -> &'static str {
        match self {
            Difference::Tool { .. } => "tool",
            Difference::Pack { .. } => "pack",
            Difference::Hash { which: Which::Rules, .. } => "rules_hash",
            Difference::Hash { which: Which::Input, .. } => "input_hash",
            Difference::File { which: Which::Rules, .. } => "rules_file",
            Difference::File { which: Which::Input, .. } => "input_file",
            Difference::Counts { .. } => "counts",
            Difference::Exit { .. } => "exit_code",
            Difference::New(_) => "new",
            Difference::Changed(_) => "changed",
            Difference::Gone(_) => "gone",
        }
    }

    /// Whether the report does not hold for what there is now.
    fn counts(&self) -> bool {
        !matches!(self, Difference::Tool { .. })
    }
}

impl Verified {
    /// Whether the same findings come out of the same files.
    pub fn is_same(&self) -> bool {
        !self.differences.iter().any(Difference::counts)
    }

    /// Whether the findings and counts are the same, whatever the files.
    fn same_findings(&self) -> bool {
        use Difference::{Changed, Counts, Exit, Gone, New};
        let other = |one: &Difference| matches!(one, New(_) | Changed(_) | Gone(_) | Counts { .. } | Exit { .. });
        !self.differences.iter().any(other)
    }

    pub fn human(&self, lang: Lang, view: &View, out: &mut dyn Write) -> io::Result<()> {
        let out = &mut Guard::new(out);
        let ink = Ink { color: view.color };
        let mut shown: Vec<(&'static str, usize)> = Vec::new();
        for difference in &self.differences {
            let id = difference.id();
            let at = shown.iter().position(|(known, _)| *known == id).unwrap_or_else(|| {
                shown.push((id, 0));
                shown.len() - 1
            });
            shown[at].1 += 1;
            if view.per_rule.is_some() && shown[at].1 > LISTED {
                continue;
            }
            let (head, text) = told(difference, lang);
            writeln!(out, "{}  {}", ink.paint(Tone::Strong, &head), clip(&visible(&text), 400))?;
        }
        for (id, count) in shown.iter().filter(|(_, count)| view.per_rule.is_some() && *count > LISTED) {
            let more = words::number((count - LISTED) as u64, lang);
            writeln!(out, "{}", pick(lang, format!("… og {more} til ({id})"), format!("… and {more} more ({id})")))?;
        }
        let n = words::counted(self.findings, pick(lang, "funn", "finding"), pick(lang, "funn", "findings"), lang);
        let path = visible(&self.report);
        let (tone, head, rest) = match (self.is_same(), self.same_findings()) {
            (true, _) => (
                Tone::Good,
                pick(lang, "STEMMER", "SAME"),
                pick(
                    lang,
                    format!(": {n} av de samme filene, som i {path}"),
                    format!(": {n} from the same files, as in {path}"),
                ),
            ),
            (false, true) => (
                Tone::Open,
                pick(lang, "ANDRE FILER", "OTHER FILES"),
                pick(
                    lang,
                    format!(": de samme funnene ({n}), men ikke av de samme filene som i {path}"),
                    format!(": the same findings ({n}), but not from the same files as in {path}"),
                ),
            ),
            (false, false) => (
                Tone::Bad,
                pick(lang, "STEMMER IKKE", "NOT THE SAME"),
                pick(lang, format!(": {n} nå, og andre enn i {path}"), format!(": {n} now, and others than in {path}")),
            ),
        };
        writeln!(out, "{}{rest}", ink.paint(tone, head))
    }

    pub fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{{\n\"report\": {},", json_text(&self.report)?)?;
        writeln!(out, "\"same\": {},\n\"findings\": {},", self.is_same(), self.findings)?;
        write!(out, "\"differences\": [")?;
        for (at, difference) in self.differences.iter().enumerate() {
            write!(out, "{}{}", if at == 0 { "\n" } else { ",\n" }, json_text(&Shape::of(difference))?)?;
        }
        writeln!(out, "{}]\n}}", if self.differences.is_empty() { "" } else { "\n" })
    }
}

fn counts(counts: Option<[u64; 7]>, lang: Lang) -> String {
    let Some(counts) = counts else { return pick(lang, "ikke med", "not there").to_string() };
    let told = Verdict::ALL.into_iter().filter(|verdict| counts[*verdict as usize] > 0);
    let parts: Vec<String> =
        told.map(|verdict| format!("{} {}", counts[verdict as usize], words::verdict(verdict, lang))).collect();
    if parts.is_empty() { "0".to_string() } else { parts.join(", ") }
}

/// Where a finding stands: `data/tiltak.csv:2:37`.
fn place(finding: &PastFinding) -> String {
    match finding.cells.first() {
        Some(cell) if cell.line > 0 => format!("{}:{}:{}", cell.path, cell.line, cell.column),
        Some(cell) => cell.path.clone(),
        None => String::new(),
    }
}

fn finding(finding: &PastFinding, lang: Lang) -> String {
    let whom = [finding.table.as_str(), &finding.key].join(" ");
    let verdict = words::verdict(finding.verdict, lang);
    let text = format!("{} {} ({verdict}): {} {}", finding.rule, whom.trim(), finding.message, place(finding));
    text.trim_end().to_string()
}

fn told(difference: &Difference, lang: Lang) -> (String, String) {
    let absent = || pick(lang, "ikke med", "not there").to_string();
    let arrow = |before: &Option<String>, now: &Option<String>| {
        format!("{} → {}", before.clone().unwrap_or_else(absent), now.clone().unwrap_or_else(absent))
    };
    let (head, text) = match difference {
        Difference::Tool { before, now } => (pick(lang, "Verktøy", "Tool"), format!("krav {before} → {now}")),
        Difference::Pack { id, before, now } => {
            (pick(lang, "Utgave", "Edition"), format!("{id}: {}", arrow(before, now)))
        }
        Difference::Hash { which, path, before, now } => {
            let head = match which {
                Which::Rules => pick(lang, "Regelfil endret", "Rule file changed"),
                Which::Input => pick(lang, "Tabell endret", "Table changed"),
            };
            (head, format!("{path}: sha256 {} → {}", short(before), short(now)))
        }
        Difference::File { path, extra: true, .. } => (pick(lang, "Fil i tillegg", "File more"), path.clone()),
        Difference::File { path, extra: false, .. } => (pick(lang, "Fil mangler", "File less"), path.clone()),
        Difference::Counts { rule, before, now } => {
            (pick(lang, "Tall", "Counts"), format!("{rule}: {} → {}", counts(*before, lang), counts(*now, lang)))
        }
        Difference::Exit { before, now } => (pick(lang, "Utgangskode", "Exit code"), format!("{before} → {now}")),
        Difference::New(one) => (pick(lang, "Nytt funn", "New finding"), finding(one, lang)),
        Difference::Changed(one) => (pick(lang, "Endret funn", "Changed finding"), finding(one, lang)),
        Difference::Gone(one) => (pick(lang, "Funn borte", "Finding gone"), finding(one, lang)),
    };
    (head.to_string(), text)
}

/// Enough of a hash to see that it is another one.
fn short(hash: &str) -> &str {
    hash.get(..16).unwrap_or(hash)
}

#[derive(Serialize)]
struct Shape<'a> {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pack: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    now: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    finding: Option<FindingShape<'a>>,
}

#[derive(Serialize)]
pub(super) struct FindingShape<'a> {
    rule: &'a str,
    verdict: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    table: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    key: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<u64>,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<String>,
    fingerprint: &'a str,
}

impl<'a> FindingShape<'a> {
    pub(super) fn of(finding: &'a PastFinding) -> FindingShape<'a> {
        FindingShape {
            rule: &finding.rule,
            verdict: finding.verdict.id(),
            table: &finding.table,
            key: &finding.key,
            row: finding.row,
            message: &finding.message,
            place: Some(place(finding)).filter(|place| !place.is_empty()),
            fingerprint: &finding.fingerprint,
        }
    }
}

impl<'a> Shape<'a> {
    fn of(difference: &'a Difference) -> Shape<'a> {
        let empty =
            Shape { kind: difference.id(), path: None, pack: None, rule: None, before: None, now: None, finding: None };
        match difference {
            Difference::Tool { before, now } => Shape { before: Some(before.clone()), now: Some(now.clone()), ..empty },
            Difference::Pack { id, before, now } => {
                Shape { pack: Some(id), before: before.clone(), now: now.clone(), ..empty }
            }
            Difference::Hash { path, before, now, .. } => {
                Shape { path: Some(path), before: Some(before.clone()), now: Some(now.clone()), ..empty }
            }
            Difference::File { path, .. } => Shape { path: Some(path), ..empty },
            Difference::Counts { rule, before, now } => {
                let told = |all: &Option<[u64; 7]>| all.map(|all| counts(Some(all), Lang::En));
                Shape { rule: Some(rule), before: told(before), now: told(now), ..empty }
            }
            Difference::Exit { before, now } => {
                Shape { before: Some(before.to_string()), now: Some(now.to_string()), ..empty }
            }
            Difference::New(one) | Difference::Changed(one) | Difference::Gone(one) => {
                Shape { finding: Some(FindingShape::of(one)), ..empty }
            }
        }
    }
}

#[cfg(test)]
mod tests;

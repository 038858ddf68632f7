//! Many registries side by side: rule by registry, the worst first.

use super::diagnostics;
use super::format::{View, json_text};
use super::gate::{Conclusion, Gate, Summary};
use super::ink::{Ink, Tone};
use super::tally::Tally;
use super::visible::{Guard, clip, columns, visible};
use super::words::{self, pick};
use super::{Input, RuleEntry};
use crate::base::{Diagnostic, Lang, Sources};
use crate::semantic::model::Modality;
use crate::value::{Date, Ledger, Verdict};
use serde::Serialize;
use std::io::{self, Write};

/// Registries that are listed unless all is asked for.
const LISTED: usize = 25;
/// Columns of a cell of the matrix.
const CELL: usize = 6;

/// A sweep that is done.
#[derive(Debug)]
pub struct Swept {
    pub as_of: Date,
    pub lang: Lang,
    pub gate: Gate,
    /// The rules, without counts.
    pub rules: Vec<RuleEntry>,
    /// In the order in which they were found.
    pub registries: Vec<Registry>,
}

#[derive(Debug)]
pub struct Registry {
    pub name: String,
    pub outcome: Outcome,
}

/// How one registry came out.
#[derive(Debug)]
pub struct Outcome {
    /// What kept it from being judged.
    pub problems: Vec<Diagnostic>,
    pub summary: Summary,
    /// Absent where it could not be judged.
    pub judged: Option<Counted>,
}

/// What is kept of a registry that was judged.
#[derive(Debug)]
pub struct Counted {
    pub inputs: Vec<Input>,
    /// By rule, as [`Swept::rules`].
    pub ledgers: Vec<Ledger>,
}

impl Registry {
    pub fn rows(&self) -> u64 {
        self.outcome.judged.iter().flat_map(|judged| &judged.inputs).map(|input| input.rows).sum()
    }

    pub fn ledger(&self, rule: usize) -> Ledger {
        let judged = self.outcome.judged.as_ref();
        judged.and_then(|judged| judged.ledgers.get(rule)).copied().unwrap_or_default()
    }

    /// The worst first: broken ones, then by violations, undecided verdicts and departures.
    fn rank(&self) -> (bool, u64, u64, u64, &str) {
        let sum = &self.outcome.summary;
        let flip = |n: u64| u64::MAX - n;
        (self.outcome.judged.is_some(), flip(sum.violated), flip(sum.unknown), flip(sum.departures), &self.name)
    }
}

/// Counts over a sweep.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Totals {
    pub registries: u64,
    /// Could not be judged.
    pub broken: u64,
    pub compliant: u64,
    /// With violations or undecided verdicts.
    pub failing: u64,
    pub rows: u64,
    pub violated: u64,
    pub unknown: u64,
    pub departures: u64,
}

impl Swept {
    pub fn totals(&self) -> Totals {
        let mut all = Totals { registries: self.registries.len() as u64, ..Totals::default() };
        for registry in &self.registries {
            let sum = &registry.outcome.summary;
            match registry.outcome.judged.is_some().then(|| sum.exit_code(self.gate)) {
                None | Some(2) => all.broken += 1,
                Some(0) => all.compliant += 1,
                Some(_) => all.failing += 1,
            }
            all.rows += registry.rows();
            all.violated += sum.violated;
            all.unknown += sum.unknown;
            all.departures += sum.departures;
        }
        all
    }

    /// 2 where a registry could not be checked (an answer is missing), otherwise 1 where one fails, otherwise 0.
    pub fn exit_code(&self) -> u8 {
        let totals = self.totals();
        match (totals.broken, totals.failing) {
            (0, 0) => 0,
            (0, _) => 1,
            _ => 2,
        }
    }

    /// How a registry came out, in machine output.
    pub fn conclusion_id(&self, registry: &Registry) -> &'static str {
        match &registry.outcome.judged {
            Some(_) => registry.outcome.summary.conclusion(self.gate).id(),
            None => "could_not_check",
        }
    }

    /// The registries, the worst first.
    pub fn ranked(&self) -> Vec<&Registry> {
        let mut all: Vec<&Registry> = self.registries.iter().collect();
        all.sort_by(|a, b| a.rank().cmp(&b.rank()));
        all
    }

    /// The rules by their places, the worst first: by the registries that violate them, then by violations.
    pub fn worst_rules(&self) -> Vec<(usize, RuleTotal)> {
        let total = |rule: usize| {
            let mut total = RuleTotal::default();
            for registry in &self.registries {
                let ledger = registry.ledger(rule);
                total.ledger.population += ledger.population;
                total.ledger.counts.iter_mut().zip(ledger.counts).for_each(|(sum, count)| *sum += count);
                total.violating += u64::from(ledger.count(Verdict::Violated) > 0);
                total.open += u64::from(ledger.count(Verdict::Unknown) > 0);
                total.either += u64::from(ledger.count(Verdict::Violated) + ledger.count(Verdict::Unknown) > 0);
            }
            total
        };
        let mut all: Vec<(usize, RuleTotal)> = (0..self.rules.len()).map(|rule| (rule, total(rule))).collect();
        all.sort_by_key(|(rule, total)| {
            let must = self.rules[*rule].modality == Modality::Must;
            let [violated, unknown] = [Verdict::Violated, Verdict::Unknown].map(|v| total.ledger.count(v));
            (!must, u64::MAX - violated, u64::MAX - unknown, *rule)
        });
        all
    }

    pub fn human(&self, sources: &Sources, view: &View, out: &mut dyn Write) -> io::Result<()> {
        let out = &mut Guard::new(out);
        let lang = self.lang;
        let ink = Ink { color: view.color };
        self.broken(sources, view, out)?;
        let most = if view.per_rule.is_some() { LISTED } else { usize::MAX };
        let ranked = self.ranked();
        let worst: Vec<(usize, RuleTotal)> = self.worst_rules();
        let told: Vec<&(usize, RuleTotal)> = worst.iter().filter(|(_, total)| total.is_against()).collect();
        if !told.is_empty() {
            self.rules_table(&told, most, &ink, out)?;
            self.matrix(&ranked, &told, view, out)?;
        }
        let totals = self.totals();
        let [registries, broken, compliant, failing, rows, violated, unknown, departures] = [
            totals.registries,
            totals.broken,
            totals.compliant,
            totals.failing,
            totals.rows,
            totals.violated,
            totals.unknown,
            totals.departures,
        ]
        .map(|n| words::number(n, lang));
        let tone = match self.exit_code() {
            0 => Tone::Good,
            1 => Tone::Bad,
            _ => Tone::Open,
        };
        let head = pick(lang, format!("{registries} registre"), format!("{registries} registries"));
        let text = pick(
            lang,
            format!(
                ": {compliant} i samsvar, {failing} ikke, {broken} kunne ikke prøves; {rows} rader, {violated} brudd, \
                 {unknown} uavklarte, {departures} avvik fra anbefaling, målt per {}",
                self.as_of
            ),
            format!(
                ": {compliant} compliant, {failing} not, {broken} could not be checked; {rows} rows, {violated} \
                 violations, {unknown} undecided, {departures} departures, measured as of {}",
                self.as_of
            ),
        );
        writeln!(out, "{}{text}", ink.paint(tone, &head))
    }

    /// What kept registries from being judged.
    fn broken(&self, sources: &Sources, view: &View, out: &mut dyn Write) -> io::Result<()> {
        let lang = self.lang;
        let ink = Ink { color: view.color };
        for registry in self.registries.iter().filter(|registry| registry.outcome.judged.is_none()) {
            let head = pick(lang, "KUNNE IKKE PRØVES", "COULD NOT BE CHECKED");
            writeln!(out, "{}  {}", ink.paint(Tone::Open, head), visible(&registry.name))?;
            diagnostics::write(&registry.outcome.problems, sources, lang, view, out)?;
            writeln!(out)?;
        }
        for registry in self.registries.iter().filter(|registry| registry.outcome.judged.is_some()) {
            if registry.outcome.summary.conclusion(self.gate) == Conclusion::NothingChecked {
                let head = pick(lang, "INGENTING BLE PRØVD", "NOTHING WAS CHECKED");
                writeln!(out, "{}  {}\n", ink.paint(Tone::Open, head), visible(&registry.name))?;
            }
        }
        Ok(())
    }

    fn rules_table(&self, told: &[&(usize, RuleTotal)], most: usize, ink: &Ink, out: &mut dyn Write) -> io::Result<()> {
        let lang = self.lang;
        let headings = pick(
            lang,
            ["", "registre", "brudd", "uavklart", "gjelder"],
            ["", "registries", "violated", "undecided", "applies"],
        );
        let line = |cells: [String; 5], name: &str, out: &mut dyn Write| {
            let [number, registries, violated, unknown, applies] = cells;
            writeln!(out, "{number:>4} {registries:>10} {violated:>10} {unknown:>10} {applies:>10}  {name}")
        };
        let [number, registries, violated, unknown, applies] = headings.map(str::to_string);
        let name = ink.paint(Tone::Strong, pick(lang, "Regel", "Rule"));
        line([number, registries, violated, unknown, applies], &name, out)?;
        for (place, (rule, total)) in told.iter().take(most).enumerate() {
            let counts = [
                total.either,
                total.ledger.count(Verdict::Violated),
                total.ledger.count(Verdict::Unknown),
                total.ledger.applicable(),
            ];
            let [registries, violated, unknown, applies] = counts.map(|n| words::number(n, lang));
            let rule = &self.rules[*rule];
            let modality = match rule.modality {
                Modality::Must => "",
                Modality::Should => pick(lang, " (bør)", " (should)"),
            };
            let name = format!("{}{modality}", visible(&rule.id));
            line([(place + 1).to_string(), registries, violated, unknown, applies], &name, out)?;
        }
        if told.len() > most {
            let n = words::number((told.len() - most) as u64, lang);
            writeln!(
                out,
                "{}",
                pick(lang, format!("     … og {n} regler til (--all)"), format!("     … and {n} more rules (--all)"))
            )?;
        }
        writeln!(out)
    }

    /// Registries down, rules (by their numbers in the table above) across.
    fn matrix(
        &self,
        ranked: &[&Registry],
        told: &[&(usize, RuleTotal)],
        view: &View,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let lang = self.lang;
        let ink = Ink { color: view.color };
        let all = view.per_rule.is_none();
        let judged: Vec<&&Registry> = ranked.iter().filter(|registry| registry.outcome.judged.is_some()).collect();
        let against = |registry: &&&&Registry| {
            let sum = &registry.outcome.summary;
            all || sum.violated + sum.unknown + sum.departures + sum.should_unknown > 0
        };
        let shown: Vec<&&&Registry> = judged.iter().filter(against).collect();
        let most = if all { usize::MAX } else { LISTED };
        let widest = shown.iter().take(most).map(|registry| columns(&visible(&registry.name))).max().unwrap_or(0);
        let names = widest.clamp(10, 40);
        let fit = view.width.saturating_sub(names) / CELL;
        let across = if all { told.len() } else { told.len().min(fit.max(3)) };
        let pad = |text: &str| format!("{text}{}", " ".repeat(names.saturating_sub(columns(text))));
        let mut head = pad(pick(lang, "Register", "Registry"));
        (1..=across).for_each(|number| head.push_str(&format!("{number:>CELL$}")));
        writeln!(out, "{}", ink.paint(Tone::Strong, &head))?;
        for registry in shown.iter().take(most) {
            let mut line = pad(&clip(&visible(&registry.name), names));
            for (rule, _) in told.iter().take(across) {
                let ledger = registry.ledger(*rule);
                let (violated, unknown) = (ledger.count(Verdict::Violated), ledger.count(Verdict::Unknown));
                let (text, tone) = match (violated, unknown, ledger.applicable()) {
                    (0, 0, 0) => ("–".to_string(), Tone::Dim),
                    (0, 0, _) => ("·".to_string(), Tone::Good),
                    (0, unknown, _) => (format!("?{unknown}"), Tone::Open),
                    (violated, ..) => (violated.to_string(), Tone::Bad),
                };
                line.push_str(&" ".repeat(CELL.saturating_sub(columns(&text)).max(1)));
                line.push_str(&ink.paint(tone, &text));
            }
            writeln!(out, "{line}")?;
        }
        if shown.len() > most {
            let n = words::number((shown.len() - most) as u64, lang);
            writeln!(
                out,
                "{}",
                pick(lang, format!("… og {n} registre til (--all)"), format!("… and {n} more registries (--all)"))
            )?;
        }
        let legend = pick(
            lang,
            "tall: brudd   ?: uavklarte   ·: oppfylt   –: gjelder ikke",
            "numbers: violations   ?: undecided   ·: met   –: does not apply",
        );
        writeln!(out, "{}\n", ink.paint(Tone::Dim, legend))
    }

    pub fn json(&self, sources: &Sources, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{{\n\"version\": 1,\n\"as_of\": {},", json_text(&self.as_of.to_string())?)?;
        writeln!(out, "\"exit_code\": {},\n\"totals\": {},", self.exit_code(), json_text(&self.totals())?)?;
        write!(out, "\"rules\": [")?;
        for (at, (rule, total)) in self.worst_rules().iter().enumerate() {
            let rule = &self.rules[*rule];
            let shape = RuleShape {
                id: &rule.id,
                title: rule.title.in_lang(self.lang),
                kind: words::kind_id(rule.kind),
                modality: words::modality_id(rule.modality),
                registries_violating: total.violating,
                registries_undecided: total.open,
                counts: Counts::of(&total.ledger),
            };
            write!(out, "{}{}", if at == 0 { "\n" } else { ",\n" }, json_text(&shape)?)?;
        }
        write!(out, "\n],\n\"registries\": [")?;
        for (at, registry) in self.ranked().into_iter().enumerate() {
            write!(out, "{}{}", if at == 0 { "\n" } else { ",\n" }, self.registry_json(registry, sources)?)?;
        }
        writeln!(out, "\n]\n}}")
    }

    fn registry_json(&self, registry: &Registry, sources: &Sources) -> io::Result<String> {
        let sum = &registry.outcome.summary;
        let problem = |problem: &Diagnostic| ProblemShape {
            code: problem.code.id(),
            message: problem.message.in_lang(self.lang).to_string(),
            place: diagnostics::place(problem, sources).map(|(path, line, column)| match line {
                0 => path,
                _ => format!("{path}:{line}:{column}"),
            }),
        };
        let rules = self.rules.iter().enumerate().map(|(place, rule)| (rule, registry.ledger(place)));
        let told = rules.filter(|(_, ledger)| ledger.population > 0);
        json_text(&RegistryShape {
            name: &registry.name,
            conclusion: self.conclusion_id(registry),
            rows: registry.rows(),
            violated: sum.violated,
            unknown: sum.unknown,
            departures: sum.departures,
            problems: registry.outcome.problems.iter().map(problem).collect(),
            rules: told.map(|(rule, ledger)| Cell { rule: &rule.id, counts: Counts::of(&ledger) }).collect(),
        })
    }
}

/// A rule over all registries.
#[derive(Clone, Copy, Debug, Default)]
pub struct RuleTotal {
    pub ledger: Ledger,
    /// Registries with violations, and with undecided verdicts.
    pub violating: u64,
    pub open: u64,
    /// Registries with either.
    pub either: u64,
}

impl RuleTotal {
    fn is_against(&self) -> bool {
        self.violating + self.open > 0
    }
}

#[derive(Serialize)]
struct RuleShape<'a> {
    id: &'a str,
    title: &'a str,
    kind: &'static str,
    modality: &'static str,
    registries_violating: u64,
    registries_undecided: u64,
    #[serde(flatten)]
    counts: Counts,
}

#[derive(Serialize)]
struct RegistryShape<'a> {
    name: &'a str,
    conclusion: &'static str,
    rows: u64,
    violated: u64,
    unknown: u64,
    departures: u64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    problems: Vec<ProblemShape>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rules: Vec<Cell<'a>>,
}

#[derive(Serialize)]
struct ProblemShape {
    code: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<String>,
}

#[derive(Serialize)]
struct Cell<'a> {
    rule: &'a str,
    #[serde(flatten)]
    counts: Counts,
}

#[derive(Serialize)]
struct Counts {
    population: u64,
    #[serde(flatten)]
    verdicts: Tally,
}

impl Counts {
    fn of(ledger: &Ledger) -> Counts {
        Counts { population: ledger.population, verdicts: Tally::of(&ledger.counts) }
    }
}

#[cfg(test)]
mod tests;

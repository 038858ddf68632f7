//! The language as it runs: small registries in memory, judged from the first byte to the last finding.

mod editions;
mod formats;
mod lists;
mod tables;
mod units;
mod versions;
mod waivers;

use krav::base::{Diagnostic, Lang};
use krav::driver::{Binding, Checked, Request, check};
use krav::report::{Finding, Judged, RuleEntry};
use krav::value::{Date, Verdict};
use krav::world::memory::Memory;

/// A finished run.
pub struct Run {
    pub rules: Vec<RuleEntry>,
    pub findings: Vec<Finding>,
    pub judged: Vec<Judged>,
    pub notes: Vec<Diagnostic>,
}

pub fn day(text: &str) -> Date {
    Date::parse_iso(text).expect("a day")
}

/// Runs rules (Norwegian words) over tables of CSV. `Err`: the problems, each as `K0201 message | help`.
pub fn try_run(rules: &str, tables: &[(&str, &str)], as_of: &str, lang: Lang) -> Result<Run, Vec<String>> {
    let mut world = Memory::new().file("r.krav", format!("språk nb\n{rules}"));
    for (name, text) in tables {
        world = world.file(&format!("{name}.csv"), text);
    }
    let tables = tables.iter().map(|(name, _)| Binding::named(*name, format!("{name}.csv"))).collect();
    let usual = Request::new(vec!["r.krav".into()], tables, day(as_of), lang);
    let request = Request { threads: 1, allow_empty: true, ..usual };
    let (_, result) = check(&world, &request);
    let Checked { report, findings, .. } = result.map_err(|problems| told(&problems, lang))?;
    let (mut all, mut judged) = (Vec::new(), Vec::new());
    let mut keep = |finding: &Finding| {
        all.push(finding.clone());
        Ok(())
    };
    findings.each(None, &mut keep).expect("memory");
    let mut keep = |one: &Judged| {
        judged.push(one.clone());
        Ok(())
    };
    findings.judged(&mut keep).expect("memory");
    let run = Run { rules: report.rules, findings: all, judged, notes: report.notes };
    run.adds_up();
    Ok(run)
}

pub fn told(problems: &[Diagnostic], lang: Lang) -> Vec<String> {
    let tell = |problem: &Diagnostic| {
        let help: Vec<&str> = problem.help.iter().map(|help| help.in_lang(lang)).collect();
        format!("{} {} | {}", problem.code.id(), problem.message.in_lang(lang), help.join(" "))
    };
    problems.iter().map(tell).collect()
}

/// [`try_run`] in Norwegian, of rules that are right.
pub fn run(rules: &str, tables: &[(&str, &str)], as_of: &str) -> Run {
    match try_run(rules, tables, as_of, Lang::Nb) {
        Ok(run) => run,
        Err(problems) => panic!("{problems:#?}"),
    }
}

/// The problems of rules that are wrong.
pub fn slips(rules: &str) -> Vec<String> {
    match try_run(rules, &[], "2020-01-01", Lang::Nb) {
        Ok(_) => panic!("no slip"),
        Err(problems) => problems.into_iter().filter(|problem| problem.starts_with("K02")).collect(),
    }
}

impl Run {
    /// The ledgers say what the matrix says, and the findings are those of them that are not simply met.
    fn adds_up(&self) {
        for (place, rule) in self.rules.iter().enumerate() {
            let of = |verdict: Verdict| {
                self.judged.iter().filter(|one| one.rule == place && one.verdict == verdict).count() as u64
            };
            let shown = |verdict: Verdict| {
                self.findings.iter().filter(|one| one.rule == place && one.verdict == verdict).count() as u64
            };
            for verdict in Verdict::ALL {
                assert_eq!(rule.ledger.count(verdict), of(verdict), "{} {verdict:?}", rule.id);
                let hit =
                    matches!(verdict, Verdict::Violated | Verdict::Unknown | Verdict::Explained | Verdict::Waived);
                assert_eq!(shown(verdict), if hit { of(verdict) } else { 0 }, "{} {verdict:?}", rule.id);
            }
            assert_eq!(rule.ledger.population, rule.ledger.counts.iter().sum::<u64>(), "{}", rule.id);
        }
    }

    /// The findings of a rule, each as `verdict key: message`.
    pub fn of(&self, id: &str) -> Vec<String> {
        let place = self.rules.iter().position(|rule| rule.id == id);
        let place = place.unwrap_or_else(|| panic!("no rule {id}"));
        let line = |one: &Finding| format!("{} {}: {}", one.verdict.id(), one.subject.key, one.message);
        self.findings.iter().filter(|one| one.rule == place).map(line).collect()
    }

    /// The verdicts of a rule, in order, each as `key verdict`.
    pub fn verdicts(&self, id: &str) -> Vec<String> {
        let place = self.rules.iter().position(|rule| rule.id == id);
        let place = place.unwrap_or_else(|| panic!("no rule {id}"));
        let judged = self.judged.iter().filter(|one| one.rule == place);
        judged.map(|one| format!("{} {}", one.subject.key, one.verdict.id())).collect()
    }
}

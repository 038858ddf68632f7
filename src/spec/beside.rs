//! The tests that stand beside rules: each makes its small registry and compares verdicts.

use super::coverage::Coverage;
use super::{judge, place_of};
use crate::base::Lang;
use crate::driver::load::Loaded;
use crate::report::tested::{Case, CaseKind, Failure, Line, RuleCoverage};
use crate::report::words;
use crate::semantic::model::{Interval, Test};
use crate::text;
use crate::value::{Date, Verdict};

/// What tests depend on besides rules and rows.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// The measuring date of tests that name none. Without it a test is judged on the first day that its rule is in
    /// force (on the last, where only that is known), so that it comes out the same on every day.
    pub as_of: Option<Date>,
    /// For rules that are in force always.
    pub today: Date,
    pub lang: Lang,
}

impl Setting {
    fn date(&self, test: &Test, in_force: Interval) -> Date {
        test.as_of.or(self.as_of).or(in_force.from).or(in_force.to).unwrap_or(self.today)
    }
}

/// Runs the tests of rules that are loaded without errors: how each came out, and the clauses of the rules they name.
pub fn beside(loaded: &Loaded, setting: &Setting) -> (Vec<Case>, Vec<RuleCoverage>) {
    let model = &loaded.model;
    let mut cases: Vec<Option<Case>> = model.tests.iter().map(|_| None).collect();
    let mut coverage = Vec::new();
    for (place, rule) in model.rules.iter().enumerate() {
        let own: Vec<usize> = (0..model.tests.len()).filter(|&test| model.tests[test].rule == place).collect();
        if own.is_empty() {
            continue;
        }
        let mut seen = Coverage::new(rule);
        let mut bench = judge::Bench::new(loaded, place, setting.lang);
        for number in own {
            let test = &model.tests[number];
            let failures = one(&mut bench, test, setting.date(test, rule.in_force), &mut seen);
            let at = place_of(&loaded.sources, test.name_span);
            cases[number] = Some(Case { kind: CaseKind::Test, name: rule.id.clone(), place: at, failures });
        }
        coverage.push(seen.finish(&loaded.sources));
    }
    (cases.into_iter().flatten().collect(), coverage)
}

fn one(bench: &mut judge::Bench, test: &Test, as_of: Date, seen: &mut Coverage) -> Vec<Failure> {
    let sources = &bench.loaded.sources;
    seen.tests += 1;
    if test.rows.iter().all(|row| row.expect.is_none()) {
        let message = text!(
            nb: "Prøven sier ikke hva som ventes: ingen rad har en pil og et utfall.",
            en: "The test does not say what is expected: no row has an arrow and a verdict.",
        );
        return vec![Failure::new(place_of(sources, test.name_span), message)];
    }
    let judged = match bench.run(test, as_of) {
        Ok(judged) => judged,
        Err(problems) => {
            let failure =
                |problem: crate::base::Diagnostic| Failure::new(place_of(sources, test.name_span), problem.message);
            return problems.into_iter().map(failure).collect();
        }
    };
    let mut failures = Vec::new();
    for (row, found) in judged {
        if let Some(clauses) = &found.clauses {
            seen.add(clauses);
        }
        let Some((wanted, span)) = test.rows[row].expect else { continue };
        if found.verdict == wanted {
            continue;
        }
        let lang = bench.lang;
        let (want, got) = (words::verdict(wanted, lang), words::verdict(found.verdict, lang));
        let (nb_want, nb_got) = (words::verdict(wanted, Lang::Nb), words::verdict(found.verdict, Lang::Nb));
        let (en_want, en_got) = (words::verdict(wanted, Lang::En), words::verdict(found.verdict, Lang::En));
        let message = text!(
            nb: "Ventet {nb_want}, men utfallet er {nb_got}.",
            en: "Expected {en_want}, but the verdict is {en_got}.",
        );
        let mut why = found.why;
        if found.verdict == Verdict::NotInForce || wanted == Verdict::NotInForce {
            why.push(text!(nb: "Måledato: {as_of}.", en: "Measuring date: {as_of}.").in_lang(lang).to_string());
        }
        failures.push(Failure {
            place: place_of(sources, span),
            message,
            diff: vec![Line::Wanted(want.to_string()), Line::Found(got.to_string())],
            why,
        });
    }
    failures
}

//! `krav impact`: one registry under two sets of rules, and whose verdict flips.

use crate::base::{Diagnostic, Sources};
use crate::data::read::cannot_read;
use crate::driver::findings::Work;
use crate::driver::{self, Binding, Prepared, Request, bind, load};
use crate::eval::{Hit, Looker, SubjectAt};
use crate::plan::graph::Frame;
use crate::report::impacted::{Flip, Impacted, Moved, RuleImpact, Unmatched};
use crate::report::{Finding, Findings, Report, RuleEntry, RuleKind, Subject};
use crate::semantic::model::Model;
use crate::value::Verdict;
use crate::world::World;
use hashbrown::HashMap;

/// How many subjects went from one verdict to another; none where a rule did not judge them.
type Moves = HashMap<(Option<Verdict>, Option<Verdict>), u64>;

/// Problems, and the rule files that they point into.
type Told = (Sources, Vec<Diagnostic>);

/// Judges one registry by two sets of rules. On `Err` it could not be judged by one of them.
pub fn impact(world: &dyn World, before: &Request, now: &Request) -> Result<Impacted, Told> {
    let (old, new) = (load(world, before)?, load(world, now)?);
    let before = judge(world, before, &old, &new.model)?;
    let now = judge(world, now, &new, &old.model)?;
    let cannot = |error: std::io::Error| (Sources::default(), vec![cannot_read("", &error)]);
    let pairs = pairs(&before.report.rules, &now.report.rules);
    let mut impacted = Impacted { inputs: now.report.inputs.clone(), ..Impacted::default() };
    let own = |report: &Report, taken: &dyn Fn(usize) -> bool| {
        let alone = report.rules.iter().enumerate().filter(|(place, _)| !taken(*place));
        alone.map(|(_, rule)| Unmatched::of(rule, report.lang)).collect::<Vec<_>>()
    };
    impacted.removed = own(&before.report, &|place| pairs.iter().any(|(old, _)| *old == place));
    impacted.added = own(&now.report, &|place| pairs.iter().any(|(_, new)| *new == place));
    let mut known = remember(&before, &pairs).map_err(cannot)?;
    let place_of: HashMap<usize, usize> = pairs.iter().enumerate().map(|(place, (_, new))| (*new, place)).collect();
    let mut flips: Vec<Flip> = Vec::new();
    let mut moves: Vec<Moves> = vec![HashMap::new(); pairs.len()];
    let mut flip = |place: usize, subject: &Subject, from: Option<Verdict>, to: Option<Verdict>| {
        if from != to {
            *moves[place].entry((from, to)).or_default() += 1;
            flips.push(Flip { rule: place, subject: subject.clone(), from, to, message: None, cells: Vec::new() });
        }
    };
    now.work
        .judged(&mut |judged| {
            if let Some(&place) = place_of.get(&judged.rule) {
                let from = known[place].take(&judged.subject);
                flip(place, &judged.subject, from, Some(judged.verdict));
            }
            Ok(())
        })
        .map_err(cannot)?;
    for (place, rest) in known.into_iter().enumerate() {
        for (subject, from) in rest.left() {
            flip(place, &subject, Some(from), None);
        }
    }
    impacted.rules = rules(&before.report, &now.report, &pairs, moves);
    let olds: HashMap<usize, usize> = pairs.iter().enumerate().map(|(place, (old, _))| (*old, place)).collect();
    explain(&mut flips, &now.work, &place_of).map_err(cannot)?;
    explain(&mut flips, &before.work, &olds).map_err(cannot)?;
    bare(&mut flips, &now.work, &pairs);
    impacted.flips = flips;
    Ok(impacted)
}

fn load(world: &dyn World, request: &Request) -> Result<Prepared, Told> {
    let loaded = load::load(world, &request.rules);
    if loaded.has_errors() {
        return Err((loaded.sources, loaded.problems));
    }
    Ok(driver::prepare(loaded).0)
}

/// Judges the registry by one of the sets of rules. Tables that the other set alone knows are left out.
fn judge(world: &dyn World, request: &Request, rules: &Prepared, other: &Model) -> Result<driver::Judged, Told> {
    let knows = |model: &Model, binding: &Binding| match &binding.table {
        Some(name) => bind::table_named(model, name).is_some(),
        None => bind::table_of_file(model, &binding.path).is_some(),
    };
    let wanted = |binding: &&Binding| knows(&rules.model, binding) || !knows(other, binding);
    let tables = request.tables.iter().filter(wanted).cloned().collect();
    let request = Request { tables, ..request.clone() };
    driver::run(world, &request, rules).map_err(|problems| (rules.sources.clone(), problems))
}

/// The rules that are the same in both: those with the same id; of the others, those whose ids differ in the pack alone.
fn pairs(before: &[RuleEntry], now: &[RuleEntry]) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    let ids: HashMap<&str, usize> = before.iter().enumerate().map(|(place, rule)| (rule.id.as_str(), place)).collect();
    for (place, rule) in now.iter().enumerate() {
        found.extend(ids.get(rule.id.as_str()).map(|old| (*old, place)));
    }
    let names = |rules: &[RuleEntry], taken: &dyn Fn(usize) -> bool| {
        let mut names: HashMap<String, Vec<usize>> = HashMap::new();
        for (place, rule) in
            rules.iter().enumerate().filter(|(place, rule)| rule.kind == RuleKind::Rule && !taken(*place))
        {
            names.entry(last(&rule.id).to_string()).or_default().push(place);
        }
        names
    };
    let old = names(before, &|place| found.iter().any(|(old, _)| *old == place));
    let new = names(now, &|place| found.iter().any(|(_, new)| *new == place));
    for (name, places) in &new {
        if let ([place], Some([earlier])) = (places.as_slice(), old.get(name).map(Vec::as_slice)) {
            found.push((*earlier, *place));
        }
    }
    found.sort_by_key(|(_, place)| *place);
    found
}

/// The name of a rule without its pack.
fn last(id: &str) -> &str {
    id.rsplit('/').next().unwrap_or(id)
}

/// The verdicts of one rule, by subject.
#[derive(Default)]
struct Verdicts {
    table: String,
    /// By row; none once it was asked for.
    rows: Vec<Option<(Verdict, Box<str>)>>,
    /// Groups by key, and the registry.
    others: HashMap<String, Verdict>,
}

impl Verdicts {
    fn keep(&mut self, subject: &Subject, verdict: Verdict) {
        self.table.clone_from(&subject.table);
        match subject.row {
            Some(row) => {
                let place = row.saturating_sub(1) as usize;
                self.rows.resize(self.rows.len().max(place + 1), None);
                self.rows[place] = Some((verdict, subject.key.as_str().into()));
            }
            None => {
                self.others.insert(subject.key.clone(), verdict);
            }
        }
    }

    fn take(&mut self, subject: &Subject) -> Option<Verdict> {
        match subject.row {
            Some(row) => {
                let place = self.rows.get_mut(row.saturating_sub(1) as usize)?;
                place.take().map(|(verdict, _)| verdict)
            }
            None => self.others.remove(&subject.key),
        }
    }

    /// Those that were never asked for, in order.
    fn left(self) -> Vec<(Subject, Verdict)> {
        let Verdicts { table, rows, others } = self;
        let row = |(place, kept): (usize, Option<(Verdict, Box<str>)>)| {
            let (verdict, key) = kept?;
            let row = Some(place as u64 + 1);
            Some((Subject { table: table.clone(), key: key.into(), row }, verdict))
        };
        let mut all: Vec<(Subject, Verdict)> = rows.into_iter().enumerate().filter_map(row).collect();
        let mut others: Vec<(String, Verdict)> = others.into_iter().collect();
        others.sort();
        all.extend(
            others.into_iter().map(|(key, verdict)| (Subject { table: table.clone(), key, row: None }, verdict)),
        );
        all
    }
}

/// The verdicts of the rules that are in both, by their pair.
fn remember(before: &driver::Judged, pairs: &[(usize, usize)]) -> std::io::Result<Vec<Verdicts>> {
    let place_of: HashMap<usize, usize> = pairs.iter().enumerate().map(|(place, (old, _))| (*old, place)).collect();
    let mut known: Vec<Verdicts> = pairs.iter().map(|_| Verdicts::default()).collect();
    before.work.judged(&mut |judged| {
        if let Some(&place) = place_of.get(&judged.rule) {
            known[place].keep(&judged.subject, judged.verdict);
        }
        Ok(())
    })?;
    Ok(known)
}

fn rules(before: &Report, now: &Report, pairs: &[(usize, usize)], moves: Vec<Moves>) -> Vec<RuleImpact> {
    let of = |((old, new), moves): (&(usize, usize), HashMap<_, u64>)| {
        let (old, rule) = (&before.rules[*old], &now.rules[*new]);
        let mut moves: Vec<Moved> = moves.into_iter().map(|((from, to), count)| Moved { from, to, count }).collect();
        moves.sort_by_key(|moved| (moved.from.map(|v| v as u8), moved.to.map(|v| v as u8)));
        RuleImpact {
            rule: rule.id.clone(),
            earlier: (old.id != rule.id).then(|| old.id.clone()),
            title: rule.title.in_lang(now.lang).to_string(),
            moves,
        }
    };
    pairs.iter().zip(moves).map(of).collect()
}

/// Gives the cells that decide now to flips that no finding tells of: met, or not applicable, in both.
fn bare(flips: &mut [Flip], work: &Work, pairs: &[(usize, usize)]) {
    let mut looker = Looker::default();
    for flip in flips.iter_mut().filter(|flip| flip.cells.is_empty()) {
        let number = pairs[flip.rule].1;
        let judgement = work.outcome.ground.plan.judgements.get(number);
        if let (Some(judgement), Some(row), Some(verdict)) = (judgement, flip.subject.row, flip.to)
            && let Frame::Table(table) = judgement.frame
        {
            let at = work.outcome.starts[table.0 as usize].row_at(row - 1);
            let hit = Hit::new(SubjectAt::Row(at), verdict);
            flip.cells = work.finding(&mut looker, number, &hit).cells;
        }
    }
}

/// Gives flips the words and cells of the findings on their subjects, where they have none yet.
fn explain(flips: &mut [Flip], findings: &dyn Findings, place_of: &HashMap<usize, usize>) -> std::io::Result<()> {
    let subject = |place: usize, subject: &Subject| {
        let key = if subject.row.is_some() { String::new() } else { subject.key.clone() };
        (place, subject.row, key)
    };
    let open: HashMap<_, usize> = flips
        .iter()
        .enumerate()
        .filter(|(_, flip)| flip.message.is_none())
        .map(|(at, flip)| (subject(flip.rule, &flip.subject), at))
        .collect();
    if open.is_empty() {
        return Ok(());
    }
    findings.each(None, &mut |finding: &Finding| {
        let place = place_of.get(&finding.rule);
        if let Some(&at) = place.and_then(|place| open.get(&subject(*place, &finding.subject))) {
            flips[at].message = Some(finding.message.clone());
            flips[at].cells.clone_from(&finding.cells);
        }
        Ok(())
    })
}

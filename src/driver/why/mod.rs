//! `krav why`: one rule on one subject, explained whatever it came to, and what would make it right.

mod repair;
mod subject;

use super::findings::Work;
use super::titles;
use super::wording;
use super::{Judged, Prepared, Request, run};
use crate::base::{Code, Diagnostic, Span, nearest};
use crate::eval::{Counting, Hit, Look, Looker, RowAt, SubjectAt};
use crate::plan::graph::Op;
use crate::plan::{self, Origin, Written};
use crate::report::why::{Clause, Counted, Kind, Part, Row, Why};
use crate::report::words;
use crate::semantic::model::AggregateKind;
use crate::text;
use crate::value::{Missing, Ty, Verdict};
use crate::world::World;

/// What is to be explained.
pub struct Job<'a> {
    /// A rule's id, its last part where one rule only has it, or a field check's.
    pub rule: &'a str,
    /// The subject's key; `#3` for the third row.
    pub key: &'a str,
    /// Whether to look for what would make it right.
    pub repairs: bool,
}

/// Explains a rule on every subject of a key. On `Err` it cannot be: the problems say why.
pub fn why(world: &dyn World, request: &Request, prepared: &Prepared, job: &Job) -> Result<Vec<Why>, Vec<Diagnostic>> {
    let number = rule(prepared, job.rule).map_err(|problem| vec![problem])?;
    let Judged { work, .. } = run(world, request, prepared)?;
    let mut looker = Looker::default();
    let subjects = subject::find(&work, number, job.key).map_err(|problem| vec![problem])?;
    let explained = subjects.into_iter().map(|subject| {
        let mut asking = Asking { work: &work, looker: &mut looker, number, subject };
        let mut why = asking.why();
        if job.repairs && matches!(why.verdict, Verdict::Violated | Verdict::Unknown) {
            why.repairs = Some(repair::search(&work, asking.looker, number, subject, request.threads));
        }
        why
    });
    Ok(explained.collect())
}

/// The judgement that a name means.
fn rule(prepared: &Prepared, name: &str) -> Result<usize, Diagnostic> {
    let entries =
        super::entries(&prepared.model, &prepared.plan, &vec![Default::default(); prepared.plan.judgements.len()]);
    let ids: Vec<&str> = entries.iter().map(|entry| entry.id.as_str()).collect();
    if let Some(found) = ids.iter().position(|id| *id == name) {
        return Ok(found);
    }
    let last = |id: &&str| id.rsplit('/').next() == Some(name);
    let fitting: Vec<usize> = (0..ids.len()).filter(|&place| last(&ids[place])).collect();
    if let [only] = fitting[..] {
        return Ok(only);
    }
    let message = text!(nb: "Ingen regel heter «{name}».", en: "There is no rule `{name}`.");
    let problem = Diagnostic::error(Code::UnknownRule, message);
    if !fitting.is_empty() {
        let list = fitting.iter().take(8).map(|&place| ids[place]).collect::<Vec<_>>().join(", ");
        return Err(problem.help(text!(nb: "Flere heter slik: {list}.", en: "Several are called so: {list}.")));
    }
    let short = ids.iter().map(|id| id.rsplit('/').next().unwrap_or(id));
    let near = nearest(name, ids.iter().copied()).or_else(|| nearest(name, short));
    Err(match near {
        Some(near) => problem.help(text!(nb: "Mente du «{near}»?", en: "Did you mean `{near}`?")),
        None => problem.help(text!(nb: "krav rules viser reglene.", en: "krav rules shows the rules.")),
    })
}

/// One rule on one subject.
struct Asking<'w, 'l> {
    work: &'w Work,
    looker: &'l mut Looker,
    number: usize,
    subject: SubjectAt,
}

impl Asking<'_, '_> {
    fn why(&mut self) -> Why {
        let work = self.work;
        let judgement = &work.outcome.ground.plan.judgements[self.number];
        let verdict = work.outcome.verdict_on(self.looker, self.number, self.subject);
        let hit = Hit::new(self.subject, verdict);
        let finding = work.finding(self.looker, self.number, &hit);
        let (title, source, clauses) = match judgement.origin {
            Origin::Rule(place) => {
                let rule = &work.model.rules[place];
                (rule.title.clone(), words::sources(&rule.sources, work.lang), self.clauses(place))
            }
            Origin::Check { table, field, kind } => {
                let title = titles::check_title(&work.model, table, field, kind);
                let title = title.in_lang(work.lang).to_string();
                let look = work.outcome.inspect(self.looker, self.number, self.subject, &[judgement.duty]);
                let truth = look.first().and_then(|look| look.truth).filter(|_| judgement.unique.is_none());
                let declared = work.model.table(table).fields[field].span;
                let (text, place) = self.written(declared);
                let part = Part { text, place, truth, cells: finding.cells.clone(), ..Part::default() };
                (title, String::new(), vec![Clause { kind: Kind::Duty, part }])
            }
        };
        let is_hit = matches!(verdict, Verdict::Violated | Verdict::Unknown | Verdict::Explained | Verdict::Waived);
        let in_force = (verdict == Verdict::NotInForce).then(|| words::interval(judgement.in_force, work.lang));
        Why {
            rule: work.rule_id(judgement.origin),
            title,
            modality: judgement.modality,
            source,
            subject: finding.subject,
            verdict,
            message: is_hit.then_some(finding.message),
            in_force: in_force.flatten(),
            clauses,
            repairs: None,
        }
    }

    /// The clauses of a rule, in the order in which they decide.
    fn clauses(&mut self, place: usize) -> Vec<Clause> {
        let written = plan::written(&self.work.model, place);
        let kinds = [
            (Kind::When, &written.when),
            (Kind::Unless, &written.unless),
            (Kind::Duty, &written.duties),
            (Kind::Explain, &written.explain),
        ];
        let mut clauses = Vec::new();
        for (kind, all) in kinds {
            for one in all {
                clauses.push(Clause { kind, part: self.part(one) });
            }
        }
        clauses
    }

    fn part(&mut self, written: &Written) -> Part {
        let mut nodes = Vec::new();
        flatten(written, &mut nodes);
        let looks = self.work.outcome.inspect(self.looker, self.number, self.subject, &nodes);
        self.dressed(written, &mut looks.into_iter())
    }

    /// The part with what its nodes came to; looks come in the order of [`flatten`].
    fn dressed(&mut self, written: &Written, looks: &mut dyn Iterator<Item = Look>) -> Part {
        let work = self.work;
        let look = looks.next();
        let children: Vec<Part> = written.children.iter().map(|child| self.dressed(child, looks)).collect();
        let (text, place) = self.written(written.span);
        let Some(look) = look else { return Part { text, place, children, ..Part::default() } };
        let leaf = children.is_empty();
        let counted = look.counted.as_ref().map(|counting| self.counted(counting));
        let cells =
            if leaf { look.cells.iter().map(|seen| work.cell(self.looker, seen)).collect() } else { Vec::new() };
        let graph = &work.outcome.ground.plan.graph;
        let known = graph.node(written.node);
        let share = self.is_share(&known.op);
        let value = match (&known.op, &look.truth) {
            (Op::Const(_), _) => None,
            (_, Some(_)) if known.ty == Ty::Bool => None,
            _ => Some(titles::computed(&work.model, &look.value, share, work.lang)),
        };
        // What a reference or a list is stands in its cell.
        let value = value.filter(|_| !matches!(look.value.low, Err(Missing::NoResult)) || cells.is_empty());
        let children = children.into_iter().filter(|child| !child.is_plain()).collect();
        let truth = look.truth.filter(|_| known.ty == Ty::Bool);
        Part { text, place, truth, value, cells, counted, children }
    }

    fn is_share(&self, op: &Op) -> bool {
        let graph = &self.work.outcome.ground.plan.graph;
        match op {
            Op::Aggregate(id, _) => graph.aggregates[id.0 as usize].kind == AggregateKind::Share,
            Op::Joined(id, _) => graph.joins[id.0 as usize].kind == AggregateKind::Share,
            _ => false,
        }
    }

    fn counted(&mut self, counting: &Counting) -> Counted {
        let work = self.work;
        let table = counting.table;
        let field = counting.fields.first().copied().unwrap_or_else(|| work.model.table(table).naming_field());
        let mut row = |at: RowAt| {
            let texts = work.key_texts(self.looker, table, at);
            let place = work.outcome.cell(self.looker, &wording::plain(table, at, field)).place;
            (texts.join(" / "), place)
        };
        let rows = counting.rows.iter().map(|counted| {
            let (key, place) = row(counted.at);
            let value = counted.value.as_ref().map(|value| titles::computed(&work.model, value, false, work.lang));
            Row { key, place, open: counted.open, that: counted.that, value }
        });
        let rows = rows.collect();
        Counted { table: work.model.table(table).name.clone(), sure: counting.sure, open: counting.open, rows }
    }

    /// A part of a rule file as it is written, and where.
    fn written(&self, span: Span) -> (String, Option<(String, u32, u32)>) {
        let Some(source) = self.work.sources.iter().find(|source| source.id == span.file) else {
            return (String::new(), None);
        };
        let (line, column) = source.line_column(span.start);
        let text = source.slice(span).split_whitespace().collect::<Vec<_>>().join(" ");
        (text, Some((source.path.to_string(), line, column)))
    }
}

fn flatten(written: &Written, nodes: &mut Vec<plan::graph::NodeId>) {
    nodes.push(written.node);
    written.children.iter().for_each(|child| flatten(child, nodes));
}

impl Part {
    /// Nothing but a constant: what it is stands in the text above it.
    fn is_plain(&self) -> bool {
        self.truth.is_none()
            && self.value.is_none()
            && self.cells.is_empty()
            && self.counted.is_none()
            && self.children.is_empty()
    }
}

#[cfg(test)]
mod tests;

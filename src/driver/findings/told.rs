//! A hit as a finding: the cells, the words, the fingerprint.

use super::Work;
use super::fingerprint::{self, Among, LANES};
use crate::base::{CellPlace, Span};
use crate::driver::titles;
use crate::driver::wording::{Wording, plain};
use crate::eval::{CellText, Hit, Looker, Part, RowAt, SeenCell, SeenValue, SubjectAt, Trace};
use crate::plan::graph::{Frame, Op};
use crate::report::words::missing_id;
use crate::report::{Cell, CellAt, Computed, Finding, Role, Subject};
use crate::semantic::model::AggregateKind;
use crate::text;
use crate::value::{Missing, TableId, Verdict};
use std::io;

/// A finding in the making: its hashes are worked out with those of others.
struct Told {
    finding: Finding,
    rule_hash: u64,
    among: Option<Among>,
    /// What the subject is recognised by.
    identity: Vec<u8>,
    /// What the finding rests on.
    record: Vec<u8>,
}

/// Who a row is.
#[derive(Default)]
struct Who {
    of: Option<(TableId, RowAt)>,
    /// Its key as people read it.
    key: String,
    /// What it is recognised by in another run.
    identity: Vec<u8>,
}

/// Where findings are made, a few at a time, in memory that is used again.
#[derive(Default)]
pub struct Desk {
    told: Vec<Told>,
    /// How many of these are waiting.
    waiting: usize,
    /// Cells that the findings at hand have no use for.
    spare: Vec<Cell>,
    who: Who,
}

impl Told {
    fn blank() -> Told {
        let finding = Finding {
            rule: 0,
            verdict: Verdict::Met,
            subject: Subject::default(),
            message: String::new(),
            advice: None,
            group: None,
            cells: Vec::new(),
            values: Vec::new(),
            clause: Span::default(),
            fingerprint: String::new(),
            record: String::new(),
            known: false,
        };
        Told { finding, rule_hash: 0, among: None, identity: Vec::new(), record: Vec::new() }
    }
}

impl Desk {
    /// A place for the next finding.
    fn next(&mut self) -> (&mut Told, &mut Vec<Cell>, &mut Who) {
        if self.told.len() == self.waiting {
            self.told.push(Told::blank());
        }
        self.waiting += 1;
        (&mut self.told[self.waiting - 1], &mut self.spare, &mut self.who)
    }

    pub fn is_full(&self) -> bool {
        self.waiting >= LANES
    }

    /// Hands over the findings that wait, in order.
    pub fn finish(&mut self, sink: &mut dyn FnMut(&Finding) -> io::Result<()>) -> io::Result<()> {
        for some in self.told[..self.waiting].chunks_mut(LANES) {
            let mut prints: [u64; LANES] = std::array::from_fn(|at| some.get(at).map_or(0, |told| told.rule_hash));
            let texts = std::array::from_fn(|at| some.get(at).map_or(&some[0].identity, |told| &told.identity));
            fingerprint::go_on_each(&mut prints, texts.map(Vec::as_slice));
            let mut records = [fingerprint::empty(); LANES];
            let texts = std::array::from_fn(|at| some.get(at).map_or(&some[0].record, |told| &told.record));
            fingerprint::go_on_each(&mut records, texts.map(Vec::as_slice));
            for ((told, print), record) in some.iter_mut().zip(prints).zip(records) {
                fingerprint::write(print, &mut told.finding.fingerprint);
                if let Some(among) = &told.among {
                    among.mark(&mut told.finding.fingerprint);
                }
                fingerprint::write(record, &mut told.finding.record);
            }
        }
        let waiting = std::mem::take(&mut self.waiting);
        self.told[..waiting].iter().try_for_each(|told| sink(&told.finding))
    }

    /// The findings that wait, without the memory.
    fn take(mut self) -> Option<Finding> {
        let done = self.finish(&mut |_| Ok(()));
        self.told.into_iter().next().filter(|_| done.is_ok()).map(|told| told.finding)
    }
}

impl Work {
    /// One hit as a finding.
    pub(in crate::driver) fn finding(&self, looker: &mut Looker, rule: usize, hit: &Hit) -> Finding {
        let trace = self.outcome.trace(looker, rule, hit);
        let mut desk = Desk::default();
        self.tell(looker, &mut desk, rule, hit, &trace);
        desk.take().unwrap_or_else(|| Told::blank().finding)
    }

    /// Puts a hit and its trace on the desk.
    pub(super) fn tell(&self, looker: &mut Looker, desk: &mut Desk, rule: usize, hit: &Hit, trace: &Trace) {
        let judgement = &self.outcome.ground.plan.judgements[rule];
        let (told, spare, who) = desk.next();
        (told.rule_hash, told.among) = (self.rule_hashes[rule], self.among);
        self.subject(looker, who, rule, hit.subject, trace, told);
        let Told { finding, record, .. } = told;
        let own = match (hit.subject, judgement.frame) {
            (SubjectAt::Row(at), Frame::Table(table)) if trace.cells.is_empty() => {
                Some(plain(table, at, self.model.table(table).naming_field()))
            }
            _ => None,
        };
        let count = trace.cells.len() + usize::from(own.is_some());
        spare.extend(finding.cells.drain(count.min(finding.cells.len())..));
        finding.cells.resize_with(count, || spare.pop().unwrap_or_else(blank_cell));
        for (seen, cell) in trace.cells.iter().chain(&own).zip(&mut finding.cells) {
            self.fill(looker, seen, cell);
        }
        self.record(looker, trace, &finding.cells, record);
        // A stable sort would ask for memory.
        if !finding.cells.is_sorted_by_key(|cell| cell.role) {
            finding.cells.sort_by_key(|cell| cell.role);
        }
        finding.values = trace.values.iter().map(|seen| self.computed(seen)).collect();
        let wording = Wording { work: self, judgement, trace, cells: &finding.cells, values: &finding.values };
        finding.message = wording.message(looker, hit);
        finding.advice = wording.advice(looker, hit);
        finding.rule = rule;
        finding.verdict = hit.verdict;
        finding.clause = trace.clause.or(judgement.duties.first().map(|(_, span)| *span)).unwrap_or_default();
        finding.group = self.group(rule, &finding.subject, trace);
    }

    /// The value that a finding is counted by.
    fn group(&self, rule: usize, subject: &Subject, trace: &Trace) -> Option<String> {
        if let Some(value) = trace.by.as_ref().and_then(|shown| shown.low.as_ref().ok()) {
            return Some(titles::value(&self.model, value, self.lang));
        }
        let path = self.by.as_deref()?;
        let value = trace.group.as_ref().and_then(|shown| shown.low.as_ref().ok());
        let value = value
            .filter(|_| rule < self.outcome.judged.len() && self.is_grouped_by(rule, path) && subject.row.is_none());
        value.map(|value| titles::value(&self.model, value, self.lang))
    }

    /// A subject as people name it, and what it is recognised by in another run.
    fn subject(&self, looker: &mut Looker, who: &mut Who, rule: usize, at: SubjectAt, trace: &Trace, told: &mut Told) {
        let judgement = &self.outcome.ground.plan.judgements[rule];
        let Told { finding: Finding { subject, .. }, identity, .. } = told;
        identity.clear();
        match (at, judgement.frame) {
            (SubjectAt::Row(at), Frame::Table(table)) => {
                self.recognise(looker, who, table, at);
                identity.extend_from_slice(&who.identity);
                set(&mut subject.table, &self.model.table(table).name);
                set(&mut subject.key, &who.key);
                subject.row = Some(self.outcome.starts[table.0 as usize].number(at) + 1);
            }
            (_, Frame::Groups(grouping)) => {
                let table = self.outcome.ground.plan.graph.groupings[grouping.0 as usize].table;
                let shown = trace.group.as_ref().and_then(|key| key.low.as_ref().ok());
                let key = shown.map(|key| titles::stable(&self.model, key)).unwrap_or_default();
                identity.extend_from_slice(key.as_bytes());
                *subject = Subject { table: self.model.table(table).name.clone(), key, row: None };
            }
            _ => *subject = Subject::default(),
        }
    }

    /// Makes `who` the row.
    fn recognise(&self, looker: &mut Looker, who: &mut Who, table: TableId, at: RowAt) {
        if who.of == Some((table, at)) {
            return;
        }
        let Who { of, key, identity } = who;
        *of = Some((table, at));
        key.clear();
        identity.clear();
        for (place, &field) in self.model.table(table).key.iter().enumerate() {
            if place > 0 {
                identity.push(0x1f);
            }
            self.outcome.with_text(looker, table, at, field, |text| {
                push_key(key, place, text);
                identity.extend_from_slice(text.trim().as_bytes());
            });
        }
        // Without a key of its own, a record is recognised by all that stands in it.
        if !self.is_known_by_key(looker, table, at) {
            identity.push(0x1e);
            self.outcome.texts(looker, table, at, 0x1f, identity);
            if !self.is_distinct(table, at)
                && let Some(before) = self.repeats(table).get(&at)
            {
                identity.extend_from_slice(format!("\u{1d}{before}").as_bytes());
            }
        }
    }

    /// Whether a row's key is its own.
    pub(super) fn is_known_by_key(&self, looker: &mut Looker, table: TableId, at: RowAt) -> bool {
        let mut fields = self.model.table(table).key.iter();
        let is_given = |text: &str| !text.trim().is_empty();
        fields.any(|&field| self.outcome.with_text(looker, table, at, field, is_given)) && !self.has_twins(table, at)
    }

    /// Whether other rows have the same key.
    fn has_twins(&self, table: TableId, at: RowAt) -> bool {
        self.key_checks[table.0 as usize].iter().any(|&number| self.outcome.has_twins(number, at))
    }

    /// What the values come to that a finding rests on, wherever they stand. Examples out of many rows are left out, as
    /// others may take their place.
    fn record(&self, looker: &mut Looker, trace: &Trace, cells: &[Cell], into: &mut Vec<u8>) {
        into.clear();
        let mut add = |piece: &str| {
            into.extend_from_slice(piece.as_bytes());
            into.push(0x1f);
        };
        for (seen, cell) in trace.cells.iter().zip(cells) {
            if matches!(seen.part, Part::Twin | Part::Witness) {
                continue;
            }
            add(&self.model.table(seen.table).fields[seen.field].name);
            match cell.element {
                None => add(&cell.value),
                Some(_) => self.outcome.with_text(looker, seen.table, seen.at, seen.field, &mut add),
            }
            add(seen.why.map(missing_id).unwrap_or_default());
        }
        for seen in &trace.values {
            add(&titles::computed(&self.model, &seen.value, false, crate::base::Lang::En));
        }
    }

    pub(in crate::driver) fn cell(&self, looker: &mut Looker, seen: &SeenCell) -> Cell {
        let mut cell = blank_cell();
        self.fill(looker, seen, &mut cell);
        cell
    }

    fn fill(&self, looker: &mut Looker, seen: &SeenCell, cell: &mut Cell) {
        let (text, place) = (std::mem::take(&mut cell.value), std::mem::take(&mut cell.place));
        let mut found = CellText { text, place, ..CellText::default() };
        self.outcome.look_at(looker, seen, &mut found);
        let field = &self.model.table(seen.table).fields[seen.field];
        let column = self.outcome.ground.registry.columns(seen.table)[seen.field];
        let heading = &self.outcome.ground.registry.reader(seen.table).headings()[column];
        cell.place = found.place;
        cell.value = found.text;
        cell.element = found.element.map(|number| number + 1);
        cell.missing = found.missing.or(seen.why);
        set(&mut cell.field, &field.name);
        set(&mut cell.heading, &heading.text);
        cell.role = match seen.part {
            Part::Decides => Role::Decides,
            Part::Through | Part::Witness => Role::Through,
            Part::Twin => Role::Twin,
            Part::Guard => Role::Guard,
            Part::Explanation => Role::Explanation,
        };
        cell.at = Some(CellAt {
            table: self.among.map_or(0, |among| among.tables) + seen.table.0 as usize,
            row: self.outcome.starts[seen.table.0 as usize].number(seen.at),
            column,
        });
    }

    fn computed(&self, seen: &SeenValue) -> Computed {
        let graph = &self.outcome.ground.plan.graph;
        let share = match &graph.node(seen.node).op {
            Op::Aggregate(id, _) => graph.aggregates[id.0 as usize].kind == AggregateKind::Share,
            Op::Joined(id, _) => graph.joins[id.0 as usize].kind == AggregateKind::Share,
            _ => false,
        };
        let expression = seen.span.map(|span| self.sources.get(span.file).slice(span)).unwrap_or("");
        Computed {
            expression: expression.split_whitespace().collect::<Vec<_>>().join(" "),
            value: match (&seen.value.low, &seen.value.high) {
                // Of a cell that has no value; the cell says why, and the computed value is not what was not stated.
                (Err(Missing::NotStated | Missing::NotRelevant | Missing::Unreadable), Err(_)) => {
                    text!(nb: "(ukjent)", en: "(unknown)").in_lang(self.lang).to_string()
                }
                _ => titles::computed(&self.model, &seen.value, share, self.lang),
            },
        }
    }
}

/// Appends the text of a key's field, by its place among them, as people read keys.
pub fn push_key(key: &mut String, place: usize, text: &str) {
    if place > 0 {
        key.push_str(" / ");
    }
    key.push_str(text.trim());
}

fn set(into: &mut String, text: &str) {
    into.clear();
    into.push_str(text);
}

fn blank_cell() -> Cell {
    Cell {
        place: CellPlace::default(),
        field: String::new(),
        heading: String::new(),
        value: String::new(),
        element: None,
        missing: None,
        role: Role::Decides,
        at: None,
    }
}

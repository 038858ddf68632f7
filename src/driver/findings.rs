//! Hits to findings: the cells, the words, the fingerprint. Worked out when they are asked for.

use super::titles;
use super::waivers::REMARKS;
use super::wording;
use crate::base::{Lang, Sources, parallel};
use crate::data::Chunk;
use crate::eval::{Hit, Looker, Outcome, Part, RowAt, SeenCell, SeenValue, SubjectAt, Trace};
use crate::plan::graph::{Frame, Op};
use crate::plan::{CheckKind, Origin};
use crate::report::words::missing_id;
use crate::report::{Cell, CellAt, Computed, Finding, Findings, Judged, Lay, Role, Subject};
use crate::semantic::model::{AggregateKind, Model};
use crate::text;
use crate::value::{Missing, TableId, Verdict};
use hashbrown::HashMap;
use std::borrow::Cow;
use std::io;
use std::sync::{Arc, OnceLock};

/// A finished run, ready to be asked for its findings.
pub struct Work {
    pub model: Arc<Model>,
    pub sources: Sources,
    pub outcome: Outcome,
    pub lang: Lang,
    /// By judgement.
    ids: Vec<String>,
    threads: usize,
    /// The field that findings are counted by as well.
    pub by: Option<String>,
    /// By table: rows that are equal in every cell to earlier ones with findings, and to how many.
    repeats: OnceLock<Vec<HashMap<RowAt, u32>>>,
}

/// What the findings of a run are written to.
type Sink<'s> = &'s mut dyn FnMut(&Finding) -> io::Result<()>;

impl Work {
    pub fn new(model: Arc<Model>, sources: Sources, outcome: Outcome, lang: Lang, threads: usize) -> Work {
        let judgements = outcome.ground.plan.judgements.iter();
        let ids = judgements.map(|judgement| titles::rule_id(&model, judgement.origin)).collect();
        Work { ids, model, sources, outcome, lang, threads, by: None, repeats: OnceLock::new() }
    }

    /// One hit as a finding.
    pub(super) fn finding(&self, looker: &mut Looker, rule: usize, hit: &Hit) -> Finding {
        let trace = self.outcome.trace(looker, rule, hit);
        self.told(looker, rule, hit, trace)
    }

    /// A hit and its trace as a finding.
    fn told(&self, looker: &mut Looker, rule: usize, hit: &Hit, trace: Trace) -> Finding {
        let judgement = &self.outcome.ground.plan.judgements[rule];
        let (subject, identity) = self.subject(looker, rule, hit.subject, &trace);
        let mut cells: Vec<Cell> = trace.cells.iter().map(|seen| self.cell(looker, seen)).collect();
        if cells.is_empty()
            && let (SubjectAt::Row(at), Frame::Table(table)) = (hit.subject, judgement.frame)
        {
            let field = self.model.table(table).key.first().copied().unwrap_or(0);
            cells.push(self.cell(
                looker,
                &SeenCell { table, at, field, part: Part::Decides, why: None, element: None, missing: None },
            ));
        }
        cells.sort_by_key(|cell| cell.role);
        let values: Vec<Computed> = trace.values.iter().map(|seen| self.computed(seen)).collect();
        let wording = wording::Wording { work: self, judgement, trace: &trace, cells: &cells, values: &values };
        let message = wording.message(looker, hit);
        let advice = wording.advice(looker, hit);
        let fingerprint = fingerprint(&self.ids[rule], &identity);
        let record = self.record(looker, &trace);
        let clause = trace.clause.or(judgement.duties.first().map(|(_, span)| *span)).unwrap_or_default();
        let group = self.group(rule, &subject, &trace);
        Finding {
            rule,
            verdict: hit.verdict,
            subject,
            message,
            advice,
            group,
            cells,
            values,
            clause,
            fingerprint,
            record,
            known: false,
        }
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

    pub(super) fn rule_id(&self, origin: Origin) -> String {
        titles::rule_id(&self.model, origin)
    }

    /// A subject as people name it, and what it is recognised by in another run.
    fn subject(&self, looker: &mut Looker, rule: usize, at: SubjectAt, trace: &Trace) -> (Subject, String) {
        let judgement = &self.outcome.ground.plan.judgements[rule];
        match (at, judgement.frame) {
            (SubjectAt::Row(at), Frame::Table(table)) => {
                let parts = self.key_texts(looker, table, at);
                let mut identity = parts.join("\u{1f}");
                // Without a key of its own, a record is recognised by all that stands in it.
                if !self.is_known_by_key(&parts, table, at) {
                    identity.push('\u{1e}');
                    self.outcome.texts(looker, table, at, '\u{1f}', &mut identity);
                    if let Some(before) = self.repeats(table).get(&at) {
                        identity = format!("{identity}\u{1d}{before}");
                    }
                }
                (self.row_subject(table, at, parts.join(" / ")), identity)
            }
            (_, Frame::Groups(grouping)) => {
                let table = self.outcome.ground.plan.graph.groupings[grouping.0 as usize].table;
                let shown = trace.group.as_ref().and_then(|key| key.low.as_ref().ok());
                let key = shown.map(|key| titles::stable(&self.model, key)).unwrap_or_default();
                (Subject { table: self.model.table(table).name.clone(), key: key.clone(), row: None }, key)
            }
            _ => (Subject::default(), String::new()),
        }
    }

    fn row_subject(&self, table: TableId, at: RowAt, key: String) -> Subject {
        let row = self.outcome.starts[table.0 as usize].number(at) + 1;
        Subject { table: self.model.table(table).name.clone(), key, row: Some(row) }
    }

    /// The texts of a row's key fields; none for tables without a key.
    pub(super) fn key_texts(&self, looker: &mut Looker, table: TableId, at: RowAt) -> Vec<String> {
        let key = &self.model.table(table).key;
        key.iter().map(|&field| self.outcome.text(looker, table, at, field).trim().to_string()).collect()
    }

    /// Whether other rows have the same key.
    fn has_twins(&self, table: TableId, at: RowAt) -> bool {
        let judgements = self.outcome.ground.plan.judgements.iter().enumerate();
        let key = self.model.table(table).key.first().copied();
        let mut of_key = judgements.filter(|(_, judgement)| match judgement.origin {
            Origin::Check { table: of, field, kind } => of == table && Some(field) == key && kind == CheckKind::Unique,
            Origin::Rule(_) => false,
        });
        of_key.any(|(number, _)| self.outcome.has_twins(number, at))
    }

    /// Whether a row's key is its own.
    fn is_known_by_key(&self, parts: &[String], table: TableId, at: RowAt) -> bool {
        !parts.iter().all(String::is_empty) && !self.has_twins(table, at)
    }

    /// The rows with findings that no key and no content tells from an earlier one.
    fn repeats(&self, table: TableId) -> &HashMap<RowAt, u32> {
        let all = self.repeats.get_or_init(|| {
            let tables = 0..self.model.tables.len() as u32;
            tables.map(|table| self.count_repeats(TableId(table))).collect()
        });
        &all[table.0 as usize]
    }

    fn count_repeats(&self, table: TableId) -> HashMap<RowAt, u32> {
        let judgements = self.outcome.ground.plan.judgements.iter().zip(&self.outcome.judged);
        let hits = judgements.filter(|(judgement, _)| judgement.frame == Frame::Table(table));
        let mut rows: Vec<RowAt> = hits
            .flat_map(|(_, judged)| &judged.hits)
            .filter_map(|hit| if let SubjectAt::Row(at) = hit.subject { Some(at) } else { None })
            .collect();
        rows.sort_unstable();
        rows.dedup();
        let mut looker = Looker::default();
        let mut seen: HashMap<u64, u32> = HashMap::new();
        let mut repeats = HashMap::new();
        for at in rows {
            let parts = self.key_texts(&mut looker, table, at);
            if self.is_known_by_key(&parts, table, at) {
                continue;
            }
            let content = self.content(&mut looker, table, at);
            let before = seen.entry(hash(content.bytes())).or_default();
            if *before > 0 {
                repeats.insert(at, *before);
            }
            *before += 1;
        }
        repeats
    }

    /// What the values come to that a finding rests on, wherever they stand. Examples out of many rows are left out, as
    /// others may take their place.
    fn record(&self, looker: &mut Looker, trace: &Trace) -> String {
        let mut text = String::new();
        let mut add = |piece: &str| {
            text.push_str(piece);
            text.push('\u{1f}');
        };
        for seen in trace.cells.iter().filter(|seen| !matches!(seen.part, Part::Twin | Part::Witness)) {
            add(&self.model.table(seen.table).fields[seen.field].name);
            add(&self.outcome.text(looker, seen.table, seen.at, seen.field));
            add(seen.why.map(missing_id).unwrap_or_default());
        }
        for seen in &trace.values {
            add(&titles::computed(&self.model, &seen.value, false, Lang::En));
        }
        format!("{:016x}", hash(text.bytes()))
    }

    /// The whole row, for tables without a key.
    fn content(&self, looker: &mut Looker, table: TableId, at: RowAt) -> String {
        let mut text = String::new();
        self.outcome.texts(looker, table, at, '\u{1f}', &mut text);
        text
    }

    pub(super) fn cell(&self, looker: &mut Looker, seen: &SeenCell) -> Cell {
        let found = self.outcome.cell(looker, seen);
        let field = &self.model.table(seen.table).fields[seen.field];
        let column = self.outcome.ground.registry.columns(seen.table)[seen.field];
        let heading = &self.outcome.ground.registry.reader(seen.table).headings()[column];
        Cell {
            place: found.place,
            field: field.name.clone(),
            heading: heading.text.clone(),
            value: found.text,
            element: found.element.map(|number| number + 1),
            missing: found.missing.or(seen.why),
            role: match seen.part {
                Part::Decides => Role::Decides,
                Part::Through | Part::Witness => Role::Through,
                Part::Twin => Role::Twin,
                Part::Guard => Role::Guard,
                Part::Explanation => Role::Explanation,
            },
            at: Some(CellAt {
                table: seen.table.0 as usize,
                row: self.outcome.starts[seen.table.0 as usize].number(seen.at),
                column,
            }),
        }
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

    /// The hits on the rows of one part of a table, in the order of rows and rules.
    fn of_part(&self, table: TableId, part: u32) -> Vec<(usize, Hit)> {
        let part_of = |hit: &Hit| match hit.subject {
            SubjectAt::Row(at) => at.part,
            SubjectAt::Group(_) | SubjectAt::Registry => u32::MAX,
        };
        let mut found: Vec<(usize, Hit)> = Vec::new();
        for (rule, judged) in self.outcome.judged.iter().enumerate() {
            if self.outcome.ground.plan.judgements[rule].frame == Frame::Table(table) {
                let from = judged.hits.partition_point(|hit| part_of(hit) < part);
                let hits = &judged.hits[from..];
                found.extend(hits[..hits.partition_point(|hit| part_of(hit) == part)].iter().map(|hit| (rule, *hit)));
            }
        }
        found.sort_by_key(|(rule, hit)| (hit.subject, *rule));
        found
    }

    /// The hits on groups and on the registry, in the order of rules.
    fn of_no_row(&self) -> impl Iterator<Item = (usize, &Hit)> {
        let judged = self.outcome.judged.iter().enumerate();
        let on_rows = |rule: usize| matches!(self.outcome.ground.plan.judgements[rule].frame, Frame::Table(_));
        judged
            .filter(move |(rule, _)| !on_rows(*rule))
            .flat_map(|(rule, judged)| judged.hits.iter().map(move |hit| (rule, hit)))
    }

    /// The findings on the rows of one part, laid out.
    fn part_laid_out(&self, looker: &mut Looker, table: TableId, part: u32, lay: Lay) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.outcome.trace_part(looker, table, &self.of_part(table, part), &mut |looker, rule, hit, trace| {
            lay(&self.told(looker, rule, hit, trace), &mut bytes)
        })?;
        Ok(bytes)
    }

    /// The hits of every rule in the order of tables, rows and rules; groups and the registry last.
    fn in_order(&self) -> Vec<(usize, Hit)> {
        let table = |rule: usize| match self.outcome.ground.plan.judgements[rule].frame {
            Frame::Table(table) => table.0,
            _ => u32::MAX,
        };
        let judged = self.outcome.judged.iter().enumerate();
        let mut all: Vec<(usize, Hit)> =
            judged.flat_map(|(rule, judged)| judged.hits.iter().map(move |hit| (rule, *hit))).collect();
        all.sort_by_key(|(rule, hit)| match hit.subject {
            SubjectAt::Row(at) => (table(*rule), at, *rule, 0),
            SubjectAt::Group(group) => (u32::MAX, RowAt::default(), *rule, group),
            SubjectAt::Registry => (u32::MAX, RowAt::default(), *rule, 0),
        });
        all
    }
}

impl Findings for Work {
    fn each(&self, per_rule: Option<usize>, sink: Sink) -> io::Result<()> {
        match per_rule {
            Some(most) => self.pick(&|_, _| true, most, sink),
            None => {
                let mut looker = Looker::default();
                self.in_order().iter().try_for_each(|(rule, hit)| sink(&self.finding(&mut looker, *rule, hit)))?;
                (0..REMARKS.len()).try_for_each(|place| self.remarks(place).iter().try_for_each(&mut *sink))
            }
        }
    }

    fn pick(&self, wanted: &dyn Fn(usize, Verdict) -> bool, per_rule: usize, sink: Sink) -> io::Result<()> {
        let mut looker = Looker::default();
        for (rule, judged) in self.outcome.judged.iter().enumerate() {
            for hit in judged.hits.iter().filter(|hit| wanted(rule, hit.verdict)).take(per_rule) {
                sink(&self.finding(&mut looker, rule, hit))?;
            }
        }
        for place in 0..REMARKS.len() {
            let rule = self.outcome.judged.len() + place;
            let told = self.remarks(place).into_iter().filter(|finding| wanted(rule, finding.verdict));
            told.take(per_rule).try_for_each(|finding| sink(&finding))?;
        }
        Ok(())
    }

    fn laid_out(&self, lay: Lay, out: &mut dyn FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
        let looker = Looker::bare;
        for table in (0..self.model.tables.len() as u32).map(TableId) {
            let reader = self.outcome.ground.registry.reader(table);
            let work = |looker: &mut Looker, part: u32| self.part_laid_out(looker, table, part, lay);
            parallel::in_order(reader.parts(), reader.size(), self.threads, looker, work, |part| out(&part?))?;
        }
        let (mut looker, mut bytes) = (looker(), Vec::new());
        for (rule, hit) in self.of_no_row() {
            lay(&self.finding(&mut looker, rule, hit), &mut bytes)?;
        }
        for finding in (0..REMARKS.len()).flat_map(|place| self.remarks(place)) {
            lay(&finding, &mut bytes)?;
        }
        out(&bytes)
    }

    fn headings(&self, table: usize) -> Vec<String> {
        let tables = &self.outcome.ground.registry.tables;
        let headings = tables.get(table).map_or(&[][..], |table| table.reader.headings());
        headings.iter().map(|heading| heading.text.clone()).collect()
    }

    fn rows(&self, table: usize, sink: &mut dyn FnMut(&[Cow<str>]) -> io::Result<()>) -> io::Result<()> {
        let Some(input) = self.outcome.ground.registry.tables.get(table) else { return Ok(()) };
        let mut chunk = Chunk::default();
        for part in 0..input.reader.parts() {
            input.reader.read(part, &mut chunk);
            for row in 0..chunk.rows {
                let cells: Vec<Cow<str>> = (0..chunk.width).map(|column| chunk.shown(row, column)).collect();
                sink(&cells)?;
            }
        }
        Ok(())
    }

    fn judged(&self, sink: &mut dyn FnMut(&Judged) -> io::Result<()>) -> io::Result<()> {
        for table in 0..self.model.tables.len() as u32 {
            let columns = self.outcome.ground.registry.columns(TableId(table));
            let keys = &self.model.table(TableId(table)).key;
            self.outcome.matrix(TableId(table), &mut |row| {
                let texts = keys.iter().map(|&key| {
                    let text = row.chunk.text(row.at.row as usize, columns[key]);
                    text.trim().to_string()
                });
                let subject = self.row_subject(TableId(table), row.at, texts.collect::<Vec<_>>().join(" / "));
                row.verdicts.iter().try_for_each(|(rule, verdict)| {
                    sink(&Judged { rule: *rule, subject: subject.clone(), verdict: *verdict })
                })
            })?;
        }
        for rule in 0..self.outcome.judged.len() {
            for (at, verdict) in self.outcome.whole_verdicts(rule) {
                let mut subject = Subject::default();
                if let (SubjectAt::Group(group), Frame::Groups(grouping)) =
                    (at, self.outcome.ground.plan.judgements[rule].frame)
                {
                    let table = self.outcome.ground.plan.graph.groupings[grouping.0 as usize].table;
                    subject.table = self.model.table(table).name.clone();
                    let key = self.outcome.group_key(rule, group);
                    subject.key = key.map(|key| titles::stable(&self.model, &key)).unwrap_or_default();
                }
                sink(&Judged { rule, subject, verdict })?;
            }
        }
        self.remark_verdicts().iter().try_for_each(sink)
    }
}

/// FNV-1a over the rule's id and what the record is recognised by: the same in every run and on every machine.
pub fn fingerprint(rule: &str, identity: &str) -> String {
    format!("{:016x}", hash(rule.bytes().chain([0]).chain(identity.bytes())))
}

/// FNV-1a.
fn hash(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

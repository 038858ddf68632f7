//! Hits to findings, in the order in which they are shown. Worked out when they are asked for.

mod fingerprint;
mod listed;
mod repeats;
mod told;

pub use fingerprint::{Among, fingerprint};

use super::titles;
use super::waivers::REMARKS;
use crate::base::{Lang, Sources, parallel};
use crate::data::Chunk;
use crate::eval::{Hit, Looker, Outcome, RowAt, RowHit, SubjectAt};
use crate::plan::graph::Frame;
use crate::plan::{CheckKind, Origin};
use crate::report::{Finding, Findings, Judged, Lay, Listing, Sheet, Subject};
use crate::semantic::model::Model;
use crate::value::{TableId, Verdict};
use hashbrown::HashMap;
use listed::Paper;
use std::borrow::Cow;
use std::io;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use told::Desk;

/// A finished run, ready to be asked for its findings.
pub struct Work {
    pub model: Arc<Model>,
    pub sources: Sources,
    pub outcome: Outcome,
    pub lang: Lang,
    /// By judgement: the hash of its id, from which those of its findings go on.
    rule_hashes: Vec<u64>,
    /// By table: the judgements that say whether a key stands once.
    key_checks: Vec<Vec<usize>>,
    /// By table: the judgements of uniqueness over all of its rows. Rows that one of them tells apart are never equal.
    distinct: Vec<Vec<usize>>,
    threads: usize,
    /// The field that findings are counted by as well.
    pub by: Option<String>,
    /// Where this is one registry of several.
    pub among: Option<Among>,
    /// By table: rows that are equal in every cell to earlier ones with findings, and to how many.
    repeats: Vec<OnceLock<HashMap<RowAt, u32>>>,
}

/// What the findings of a run are written to.
type Sink<'s> = &'s mut dyn FnMut(&Finding) -> io::Result<()>;

/// What lays out the hits on rows of one part of a table, on a page that may hold an earlier one.
type Lays<'l, P> = &'l (dyn Fn(&mut Seat, TableId, &Sorted, &mut P) -> io::Result<()> + Sync);

/// What a thread lays out findings with.
struct Seat {
    told: (Looker, Desk),
    paper: Paper,
}

impl Work {
    pub fn new(model: Arc<Model>, sources: Sources, outcome: Outcome, lang: Lang, threads: usize) -> Work {
        let judgements = || outcome.ground.plan.judgements.iter();
        let hash =
            |judgement: &crate::plan::Judgement| fingerprint::of_rule(&titles::rule_id(&model, judgement.origin));
        let rule_hashes = judgements().map(hash).collect();
        let mut key_checks = vec![Vec::new(); model.tables.len()];
        for (number, judgement) in judgements().enumerate() {
            if let Origin::Check { table, field, kind: CheckKind::Unique } = judgement.origin
                && model.table(table).key.first() == Some(&field)
            {
                key_checks[table.0 as usize].push(number);
            }
        }
        let mut distinct = vec![Vec::new(); model.tables.len()];
        for (number, judgement) in judgements().enumerate() {
            if let (Frame::Table(table), Some(_), None, None) =
                (judgement.frame, &judgement.unique, judgement.applies, judgement.valid)
            {
                distinct[table.0 as usize].push(number);
            }
        }
        let repeats = model.tables.iter().map(|_| OnceLock::new()).collect();
        Work {
            rule_hashes,
            key_checks,
            distinct,
            model,
            sources,
            outcome,
            lang,
            threads,
            by: None,
            among: None,
            repeats,
        }
    }

    pub(super) fn rule_id(&self, origin: Origin) -> String {
        titles::rule_id(&self.model, origin)
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

    /// The hits on the rows of one part of a table, in the order of rows and rules.
    fn of_part(&self, table: TableId, part: u32, sorted: &mut Sorted) {
        let mut lists: Vec<(usize, &[RowHit])> = Vec::new();
        for (rule, judged) in self.outcome.judged.iter().enumerate() {
            if self.outcome.ground.plan.judgements[rule].frame == Frame::Table(table) {
                lists.push((rule, judged.hits.of_part(part)));
            }
        }
        sorted.sort(part, &lists);
    }

    /// The hits on groups and on the registry, in the order of rules.
    fn of_no_row(&self) -> impl Iterator<Item = (usize, &Hit)> {
        let judged = self.outcome.judged.iter().enumerate();
        judged.flat_map(|(rule, judged)| judged.hits.of_no_row().iter().map(move |hit| (rule, hit)))
    }

    /// The findings of hits on rows of one part, in their order.
    fn sorted_told(
        &self,
        told: &mut (Looker, Desk),
        table: TableId,
        part: u32,
        hits: &[(u32, RowHit)],
        sink: Sink,
    ) -> io::Result<()> {
        let hits: Vec<(usize, Hit)> = hits.iter().map(|(rule, hit)| (*rule as usize, hit.in_part(part))).collect();
        self.part_told(told, table, &hits, sink)
    }

    /// [`Work::sorted_told`] for hits that know their part.
    fn part_told(
        &self,
        (looker, desk): &mut (Looker, Desk),
        table: TableId,
        hits: &[(usize, Hit)],
        sink: Sink,
    ) -> io::Result<()> {
        self.outcome.trace_part(looker, table, hits, &mut |looker, rule, hit, trace| {
            self.tell(looker, desk, rule, hit, trace);
            if desk.is_full() { desk.finish(sink) } else { Ok(()) }
        })?;
        desk.finish(sink)
    }

    /// What `work` makes of the hits on the rows of each part, in the order of tables and parts.
    fn each_page<P: AsRef<[u8]> + Default + Send>(
        &self,
        work: Lays<P>,
        out: &mut dyn FnMut(&[u8]) -> io::Result<()>,
    ) -> io::Result<()> {
        // Pages that are written, for the next to be laid out on.
        let pages: Mutex<Vec<P>> = Mutex::default();
        let pages = || pages.lock().unwrap_or_else(PoisonError::into_inner);
        for table in (0..self.model.tables.len() as u32).map(TableId) {
            let reader = self.outcome.ground.registry.reader(table);
            let of_part = |(sorted, seat): &mut (Sorted, Seat), part: u32| {
                let mut page = pages().pop().unwrap_or_default();
                self.of_part(table, part, sorted);
                work(seat, table, sorted, &mut page).map(|()| page)
            };
            let seat = || Seat { told: (Looker::bare(), Desk::default()), paper: Paper::default() };
            let place = || (Sorted::default(), seat());
            parallel::in_order(reader.parts(), reader.size(), self.threads, place, of_part, |page| {
                let page = page?;
                let written = out(page.as_ref());
                pages().push(page);
                written
            })?;
        }
        Ok(())
    }

    /// The findings on groups, on the registry and on waivers.
    fn each_of_no_row(&self, sink: Sink) -> io::Result<()> {
        let mut looker = Looker::bare();
        for (rule, hit) in self.of_no_row() {
            sink(&self.finding(&mut looker, rule, hit))?;
        }
        (0..REMARKS.len()).try_for_each(|place| self.remarks(place).iter().try_for_each(&mut *sink))
    }
}

/// Hits of several judgements on the rows of one part, in the order of rows, and of judgements for each; in memory that
/// parts use in turn.
#[derive(Default)]
struct Sorted {
    part: u32,
    /// With the places of the judgements.
    hits: Vec<(u32, RowHit)>,
    /// By row: where its next hit is put.
    next: Vec<u32>,
}

impl Sorted {
    /// Hits are counted by row, and then each has its place.
    fn sort(&mut self, part: u32, lists: &[(usize, &[RowHit])]) {
        let Sorted { hits: sorted, next, .. } = self;
        self.part = part;
        sorted.clear();
        next.clear();
        let rows = lists.iter().filter_map(|(_, hits)| hits.last()).map(|hit| hit.row as usize + 1).max();
        let Some((rows, first)) = rows.zip(lists.iter().find_map(|(_, hits)| hits.first())) else { return };
        next.resize(rows + 1, 0);
        for (_, hits) in lists {
            hits.iter().for_each(|hit| next[hit.row as usize + 1] += 1);
        }
        for row in 1..next.len() {
            next[row] += next[row - 1];
        }
        sorted.resize(lists.iter().map(|(_, hits)| hits.len()).sum(), (0, *first));
        for &(rule, hits) in lists {
            for hit in hits {
                let place = &mut next[hit.row as usize];
                sorted[*place as usize] = (rule as u32, *hit);
                *place += 1;
            }
        }
    }
}

impl Findings for Work {
    fn each(&self, per_rule: Option<usize>, sink: Sink) -> io::Result<()> {
        if let Some(most) = per_rule {
            return self.pick(&|_, _| true, most, sink);
        }
        for table in (0..self.model.tables.len() as u32).map(TableId) {
            self.make_ready(table);
            let (mut place, mut sorted) = ((Looker::bare(), Desk::default()), Sorted::default());
            for part in 0..self.outcome.ground.registry.reader(table).parts() {
                self.of_part(table, part, &mut sorted);
                self.sorted_told(&mut place, table, part, &sorted.hits, sink)?;
            }
        }
        self.each_of_no_row(sink)
    }

    fn pick(&self, wanted: &dyn Fn(usize, Verdict) -> bool, per_rule: usize, sink: Sink) -> io::Result<()> {
        let mut place = (Looker::default(), Desk::default());
        for (rule, judged) in self.outcome.judged.iter().enumerate() {
            let mut left = per_rule;
            let wanted = |hit: &Hit| wanted(rule, hit.verdict);
            for (part, hits) in judged.hits.parts() {
                let hits = hits.iter().map(|hit| hit.in_part(part)).filter(wanted).take(left);
                let own: Vec<(usize, Hit)> = hits.map(|hit| (rule, hit)).collect();
                left -= own.len();
                if let (Frame::Table(table), false) = (self.outcome.ground.plan.judgements[rule].frame, own.is_empty())
                {
                    self.make_ready(table);
                    self.part_told(&mut place, table, &own, sink)?;
                }
                if left == 0 {
                    break;
                }
            }
            let others = judged.hits.of_no_row().iter().filter(|hit| wanted(hit)).take(left);
            others.map(|hit| self.finding(&mut place.0, rule, hit)).try_for_each(|finding| sink(&finding))?;
        }
        for place in 0..REMARKS.len() {
            let rule = self.outcome.judged.len() + place;
            let told = self.remarks(place).into_iter().filter(|finding| wanted(rule, finding.verdict));
            told.take(per_rule).try_for_each(|finding| sink(&finding))?;
        }
        Ok(())
    }

    fn laid_out(&self, lay: Lay, out: &mut dyn FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
        (0..self.model.tables.len() as u32).for_each(|table| self.make_ready(TableId(table)));
        self.each_page(
            &|seat, table, Sorted { part, hits, .. }, page: &mut Vec<u8>| {
                page.clear();
                self.sorted_told(&mut seat.told, table, *part, hits, &mut |finding| lay(finding, page))
            },
            out,
        )?;
        let mut page = Vec::new();
        self.each_of_no_row(&mut |finding| lay(finding, &mut page))?;
        out(&page)
    }

    fn listed(&self, listing: &dyn Listing, out: &mut dyn FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
        for (judgement, judged) in self.outcome.ground.plan.judgements.iter().zip(&self.outcome.judged) {
            // What a hit does not know itself is told as a finding is.
            if let Frame::Table(table) = judgement.frame
                && judged.hits.iter().any(|hit| hit.first_cell().is_none())
            {
                self.make_ready(table);
            }
        }
        let lay = |seat: &mut Seat, table, sorted: &Sorted, sheet: &mut Sheet| {
            sheet.clear();
            self.part_listed(seat, table, sorted, listing, sheet)
        };
        self.each_page(&lay, out)?;
        let mut sheet = Sheet::default();
        self.each_of_no_row(&mut |finding| {
            finding.list(listing, &mut sheet);
            Ok(())
        })?;
        out(sheet.as_ref())
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

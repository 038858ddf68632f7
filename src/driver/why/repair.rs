//! What would make it right: the smallest changes of cells that turn a verdict to met. Looked for over the cells that
//! decide, and each judged by the engine over the whole registry before it is shown.

use crate::driver::findings::Work;
use crate::driver::{titles, wording};
use crate::eval::overlay::Change;
use crate::eval::{Hit, Hits, Looker, Outcome, RowAt, SubjectAt};
use crate::plan::graph::{Frame, Graph, NodeId, Op};
use crate::report::why::{self, Repair, Repairs};
use crate::semantic::model::CompareOp;
use crate::value::{Date, Decimal, TableId, Ty, Value, Verdict};
use hashbrown::{HashMap, HashSet};

/// Changes that are shown.
const SHOWN: usize = 5;
/// Texts that are tried in one cell.
const TEXTS: usize = 40;
/// Pairs of changes that are looked at in the row itself.
const PAIRS: u64 = 4000;
/// Bytes that whole runs may read altogether, and how many runs at most and at least.
const BYTES: u64 = 512 << 20;
const RUNS: (u64, u64) = (8, 200);
/// Rows that references or aggregates lead to, of which cells are tried.
const ROWS: usize = 6;

/// Looks for changes that meet the rule.
pub fn search(work: &Work, looker: &mut Looker, number: usize, subject: SubjectAt, threads: usize) -> Repairs {
    let outcome = &work.outcome;
    let size: u64 = outcome.ground.registry.tables.iter().map(|table| table.reader.size()).sum();
    let mut searching = Searching {
        work,
        looker,
        number,
        subject,
        threads,
        runs: (BYTES / size.max(1)).clamp(RUNS.0, RUNS.1),
        found: Repairs::default(),
    };
    searching.search();
    searching.found
}

struct Searching<'w, 'l> {
    work: &'w Work,
    looker: &'l mut Looker,
    number: usize,
    subject: SubjectAt,
    threads: usize,
    /// Whole runs that are left.
    runs: u64,
    found: Repairs,
}

/// A text for a cell, and whether any such text would do.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Candidate {
    text: String,
    example: bool,
}

type Cell = (TableId, RowAt, usize);

impl Searching<'_, '_> {
    fn search(&mut self) {
        let hints = Hints::of(self);
        let (own, others) = self.cells(&hints);
        let mut tried: Vec<(Change, bool)> = Vec::new();
        for &(table, at, field) in &own {
            for candidate in self.candidates(&hints, (table, at, field)) {
                tried.push((Change { table, at, field, text: candidate.text }, candidate.example));
            }
        }
        if let SubjectAt::Row(at) = self.subject {
            // In the row itself a look is enough to know what is worth a run.
            let fitting: Vec<(Change, bool)> =
                tried.iter().filter(|(change, _)| self.would_meet(at, std::slice::from_ref(change))).cloned().collect();
            let mut cells: Vec<usize> = Vec::new();
            for (change, example) in fitting {
                // One or two texts of a cell are enough to show what it takes.
                if cells.iter().filter(|field| **field == change.field).count() < 2 {
                    let field = change.field;
                    if self.keep(&[(change, example)]) {
                        cells.push(field);
                    }
                }
            }
        } else {
            for one in tried {
                self.keep(&[one]);
            }
        }
        for cell in others {
            for candidate in self.candidates(&hints, cell) {
                let (table, at, field) = cell;
                if self.done() {
                    break;
                }
                self.keep(&[(Change { table, at, field, text: candidate.text }, candidate.example)]);
            }
        }
        if self.found.found.is_empty()
            && let SubjectAt::Row(at) = self.subject
        {
            self.pairs(&hints, &own, at);
        }
    }

    fn done(&mut self) -> bool {
        if self.runs == 0 && self.found.found.is_empty() {
            self.found.spent = true;
        }
        self.runs == 0 || self.found.found.len() >= SHOWN
    }

    /// Two cells of the row at once.
    fn pairs(&mut self, hints: &Hints, own: &[Cell], at: RowAt) {
        let all: Vec<Vec<(Change, bool)>> = own
            .iter()
            .map(|&(table, at, field)| {
                let candidates = self.candidates(hints, (table, at, field)).into_iter();
                candidates.map(|one| (Change { table, at, field, text: one.text }, one.example)).collect()
            })
            .collect();
        let mut looked = 0;
        for (place, first) in all.iter().enumerate() {
            for second in &all[place + 1..] {
                for one in first {
                    for other in second {
                        if looked >= PAIRS {
                            self.found.spent = true;
                            return;
                        }
                        looked += 1;
                        if self.would_meet(at, &[one.0.clone(), other.0.clone()]) {
                            self.keep(&[one.clone(), other.clone()]);
                            if self.done() {
                                return;
                            }
                            // The next pair of cells tells more than another pair of texts.
                            break;
                        }
                    }
                }
            }
        }
    }

    fn would_meet(&mut self, at: RowAt, changes: &[Change]) -> bool {
        let judgement = &self.work.outcome.ground.plan.judgements[self.number];
        self.found.tried += 1;
        judgement.unique.is_some()
            || self.work.outcome.verdict_if(self.looker, self.number, at, changes) == Verdict::Met
            || !self.work.outcome.ground.plan.graph.is_local(judgement.duty)
    }

    /// Runs the whole registry with the changes, and keeps them if the rule is met then.
    fn keep(&mut self, changes: &[(Change, bool)]) -> bool {
        if self.done() {
            return false;
        }
        self.runs -= 1;
        self.found.tried += 1;
        let plain: Vec<Change> = changes.iter().map(|(change, _)| change.clone()).collect();
        let Ok(after) = self.work.outcome.rerun(&plain, self.threads) else { return false };
        if !self.is_met(&after) {
            return false;
        }
        let breaks = self.breaks(&after);
        let work = self.work;
        let changed = changes.iter().map(|(change, example)| {
            let cell = work.outcome.cell(self.looker, &wording::plain(change.table, change.at, change.field));
            why::Change {
                place: cell.place,
                field: work.model.table(change.table).fields[change.field].name.clone(),
                from: cell.text,
                to: change.text.clone(),
                example: *example,
            }
        });
        let changed = changed.collect();
        self.found.found.push(Repair { changes: changed, breaks });
        true
    }

    /// Whether the rule is met on the subject in another run. Groups are known by their keys.
    fn is_met(&mut self, after: &Outcome) -> bool {
        let mut looker = Looker::default();
        let subject = match self.subject {
            SubjectAt::Group(group) => {
                let own = self.work.outcome.group_key(self.number, group);
                let mut all = after.whole_verdicts(self.number).into_iter().map(|(subject, _)| subject);
                let same = all.find(
                    |subject| matches!(subject, SubjectAt::Group(other) if after.group_key(self.number, *other) == own),
                );
                match same {
                    Some(subject) => subject,
                    None => return false,
                }
            }
            other => other,
        };
        after.verdict_on(&mut looker, self.number, subject) == Verdict::Met
    }

    /// The rules that more is held against than before, with how many subjects more.
    fn breaks(&self, after: &Outcome) -> Vec<(String, u64)> {
        let against = |hit: &Hit| matches!(hit.verdict, Verdict::Violated | Verdict::Unknown);
        let before = &self.work.outcome;
        let mut broken = Vec::new();
        for (number, (old, new)) in before.judged.iter().zip(&after.judged).enumerate() {
            let origin = before.ground.plan.judgements[number].origin;
            let rows =
                |hits: &Hits| -> HashSet<SubjectAt> { hits.iter().filter(against).map(|hit| hit.subject).collect() };
            let (was, is) = (rows(&old.hits), rows(&new.hits));
            let count = match before.ground.plan.judgements[number].frame {
                Frame::Table(_) => is.difference(&was).count(),
                _ => is.len().saturating_sub(was.len()),
            };
            if count > 0 {
                broken.push((self.work.rule_id(origin), count as u64));
            }
        }
        broken
    }

    /// The cells to change: those of the row itself, and those of rows that it looks at.
    fn cells(&mut self, hints: &Hints) -> (Vec<Cell>, Vec<Cell>) {
        let (mut own, mut others): (Vec<Cell>, Vec<Cell>) = (Vec::new(), Vec::new());
        let judgement = &self.work.outcome.ground.plan.judgements[self.number];
        let nodes: Vec<NodeId> = judgement.duties.iter().chain(&judgement.guards).map(|(node, _)| *node).collect();
        let nodes = if nodes.is_empty() { vec![judgement.duty] } else { nodes };
        let mut add = |cell: Cell, subject: SubjectAt| {
            let all = if subject == SubjectAt::Row(cell.1) && judgement.frame == Frame::Table(cell.0) {
                &mut own
            } else {
                &mut others
            };
            if !all.contains(&cell) {
                all.push(cell);
            }
        };
        let mut reached = Vec::new();
        nodes.iter().for_each(|&node| reach(&self.work.outcome.ground.plan.graph, node, judgement.frame, &mut reached));
        if let (SubjectAt::Row(at), Frame::Table(table)) = (self.subject, judgement.frame) {
            for &field in hints.own.iter() {
                add((table, at, field), self.subject);
            }
        }
        for look in self.work.outcome.inspect(self.looker, self.number, self.subject, &reached) {
            for seen in look.cells {
                add((seen.table, seen.at, seen.field), self.subject);
            }
            if let Some(counting) = look.counted {
                let keys = &self.work.model.table(counting.table).key;
                for at in counting.near.iter().take(ROWS) {
                    for field in counting.fields.iter().filter(|field| !keys.contains(field)) {
                        add((counting.table, *at, *field), self.subject);
                    }
                }
            }
        }
        (own, others)
    }

    /// Texts for a cell that its field can be read from, those that the rule names first.
    fn candidates(&mut self, hints: &Hints, (table, at, field): Cell) -> Vec<Candidate> {
        let work = self.work;
        let declared = &work.model.table(table).fields[field];
        let now = work.outcome.text(self.looker, table, at, field);
        // A value in the way that the column has it, where the engine reads it so.
        let readable = |searching: &mut Self, value: &Value| {
            texts(work, value, &now).into_iter().find(|text| {
                let change = Change { table, at, field, text: text.clone() };
                work.outcome.would_lack(searching.looker, &change).is_none()
            })
        };
        let mut all: Vec<Candidate> = Vec::new();
        let mut add = |text: String, example: bool| all.push(Candidate { text, example });
        for value in hints.values.get(&(table, field)).into_iter().flatten() {
            readable(self, value).into_iter().for_each(|text| add(text, false));
        }
        for length in hints.lengths.get(&(table, field)).into_iter().flatten() {
            add("x".repeat(*length), true);
        }
        let item = match &declared.ty {
            Ty::List(item) => item,
            ty => ty,
        };
        match item {
            Ty::Bool => ["ja", "nei", "yes", "no"].iter().for_each(|word| add((*word).to_string(), false)),
            Ty::Code(list) => {
                for (number, _) in work.model.code_list(*list).entries.iter().enumerate() {
                    let value = Value::Code(*list, number as u16);
                    add(titles::value(&work.model, &value, work.lang), false);
                }
            }
            Ty::Ref(target) => {
                let rows = work.outcome.rows_where(*target, TEXTS / 4, &mut |_, _| true);
                for row in rows {
                    let key = work.key_texts(self.looker, *target, row);
                    add(key.join(" / "), false);
                }
            }
            Ty::Date => {
                let day = Value::Date(work.outcome.ground.as_of);
                readable(self, &day).into_iter().for_each(|text| add(text, true));
            }
            Ty::Int | Ty::Decimal => ["1", "0"].iter().for_each(|text| add((*text).to_string(), true)),
            Ty::Text | Ty::List(_) => add("x".to_string(), true),
        }
        if let Some((low, high)) = &declared.between {
            [low, high].into_iter().filter_map(|value| readable(self, value)).for_each(|text| add(text, false));
        }
        declared.not_relevant.iter().take(1).for_each(|token| add(token.clone(), false));
        add(String::new(), false);
        let mut seen = HashSet::new();
        all.retain(|one| one.text != now && seen.insert(one.text.clone()));
        all.truncate(TEXTS);
        // A text that cannot be read mends nothing.
        let unreadable = Some(crate::value::Missing::Unreadable);
        all.retain(|one| {
            let change = Change { table, at, field, text: one.text.clone() };
            work.outcome.would_lack(self.looker, &change) != unreadable
        });
        all
    }
}

/// A value as a cell may have it, first as like what stands there now as can be.
fn texts(work: &Work, value: &Value, now: &str) -> Vec<String> {
    match value {
        Value::Date(day) => {
            let (year, month, date) = day.ymd();
            let iso = day.to_string();
            let dotted = format!("{date:02}.{month:02}.{year:04}");
            if now.contains('.') { vec![dotted, iso] } else { vec![iso, dotted] }
        }
        Value::Decimal(number) => {
            let text = number.to_string();
            let comma = text.replace('.', ",");
            match (text == comma, now.contains(',')) {
                (true, _) => vec![text],
                (false, true) => vec![comma, text],
                (false, false) => vec![text, comma],
            }
        }
        other => vec![titles::value(&work.model, other, work.lang)],
    }
}

/// The nodes over the subject that lead to cells, from a condition down.
fn reach(graph: &Graph, node: NodeId, frame: Frame, found: &mut Vec<NodeId>) {
    let known = graph.node(node);
    if known.frame != frame || found.contains(&node) {
        return;
    }
    if matches!(known.op, Op::Cell(_) | Op::Fetch(..) | Op::Aggregate(..) | Op::Joined(..) | Op::FindAt(..)) {
        found.push(node);
    }
    known.op.children().for_each(|child| reach(graph, child, frame, found));
}

/// What the rule compares fields with.
#[derive(Default)]
struct Hints {
    values: HashMap<(TableId, usize), Vec<Value>>,
    lengths: HashMap<(TableId, usize), Vec<usize>>,
    /// Fields of the subject's own row, in the order in which the rule asks for them.
    own: Vec<usize>,
}

impl Hints {
    fn of(searching: &mut Searching) -> Hints {
        let outcome = &searching.work.outcome;
        let judgement = &outcome.ground.plan.judgements[searching.number];
        let graph = &outcome.ground.plan.graph;
        let mut roots = vec![judgement.duty];
        roots.extend(judgement.applies);
        let mut hints = Hints::default();
        let (mut open, mut seen) = (roots, HashSet::new());
        while let Some(node) = open.pop() {
            if !seen.insert(node) {
                continue;
            }
            let known = graph.node(node);
            match &known.op {
                Op::Compare(op, a, b) => {
                    hints.compare(searching, *op, *a, *b);
                    hints.compare(searching, *op, *b, *a);
                }
                Op::In(a, values) => values.iter().for_each(|value| hints.value(graph, *a, value.clone())),
                Op::Has(list, item) => {
                    if let Op::Const(value) = &graph.node(*item).op {
                        hints.value(graph, *list, value.clone());
                    }
                }
                Op::Cell(field) if known.frame == judgement.frame && !hints.own.contains(field) => {
                    hints.own.push(*field)
                }
                Op::Fetch(lookup, slot, _) => open.push(graph.lookups[lookup.0 as usize].slots[*slot]),
                Op::Aggregate(id, _) => {
                    let plan = &graph.aggregates[id.0 as usize];
                    open.extend([plan.condition, plan.that, plan.value].into_iter().flatten());
                }
                Op::Joined(id, _) => {
                    let join = &graph.joins[id.0 as usize];
                    open.extend([join.condition, join.that, join.value].into_iter().flatten());
                    open.extend(&join.of_outer);
                }
                _ => {}
            }
            open.extend(known.op.children());
        }
        hints.own.reverse();
        hints
    }

    /// `a` is compared with `b`: what `b` is, and its neighbours, are worth a try in `a`'s cell.
    fn compare(&mut self, searching: &mut Searching, op: CompareOp, a: NodeId, b: NodeId) {
        let outcome = &searching.work.outcome;
        let graph = &outcome.ground.plan.graph;
        let judgement = &outcome.ground.plan.judgements[searching.number];
        let other = match &graph.node(b).op {
            Op::Const(value) => Some(value.clone()),
            _ if graph.node(b).frame == judgement.frame => {
                let looks = outcome.inspect(searching.looker, searching.number, searching.subject, &[b]);
                looks.into_iter().next().and_then(|look| look.value.low.ok())
            }
            _ => None,
        };
        let Some(other) = other else { return };
        if let (Op::Length(text), Value::Int(length)) = (&graph.node(a).op, &other) {
            let length = usize::try_from(*length).unwrap_or(0).min(10_000);
            if let Some(cell) = cell_of(graph, *text) {
                self.lengths.entry(cell).or_default().extend([length, length + 1, length.saturating_sub(1)]);
            }
            return;
        }
        let exact = matches!(op, CompareOp::Eq | CompareOp::Le | CompareOp::Ge);
        let mut all = near(&other);
        if exact {
            all.insert(0, other);
        }
        all.into_iter().for_each(|value| self.value(graph, a, value));
    }

    fn value(&mut self, graph: &Graph, node: NodeId, value: Value) {
        if let Some(cell) = cell_of(graph, node) {
            let known = self.values.entry(cell).or_default();
            if !known.contains(&value) {
                known.push(value.clone());
            }
        }
    }
}

/// The cell that a node is, or stands for.
fn cell_of(graph: &Graph, node: NodeId) -> Option<(TableId, usize)> {
    let known = graph.node(node);
    match (&known.op, known.frame) {
        (Op::Cell(field), Frame::Table(table)) => Some((table, *field)),
        (Op::AsText(inner, _), _) => cell_of(graph, *inner),
        (Op::Fetch(lookup, slot, _), _) => cell_of(graph, graph.lookups[lookup.0 as usize].slots[*slot]),
        (Op::OfOuter(inner), _) => cell_of(graph, *inner),
        (Op::OfInner(slot), Frame::Pairs(join)) => {
            let lookup = graph.joins[join.0 as usize].lookup;
            cell_of(graph, graph.lookups[lookup.0 as usize].slots[*slot])
        }
        _ => None,
    }
}

/// The values next to one: the day before and after, one more and one less.
fn near(value: &Value) -> Vec<Value> {
    match value {
        Value::Date(day) => {
            [1, -1].iter().filter_map(|step| day.0.checked_add(*step)).map(|day| Value::Date(Date(day))).collect()
        }
        Value::Int(n) => [1, -1].iter().filter_map(|step| n.checked_add(*step)).map(Value::Int).collect(),
        Value::Decimal(n) => {
            let steps = [Decimal::from(1), Decimal::from(-1)];
            steps.into_iter().filter_map(|step| n.checked_add(step)).map(Value::Decimal).collect()
        }
        _ => Vec::new(),
    }
}

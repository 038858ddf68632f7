//! In which order tables are gone over, and what each pass is to find. A pass over a large table is the dearest thing in
//! a run, so a table waits until what its rows look up has been built from other tables. It is gone over again only
//! where its rows depend on what they themselves add up to.

use crate::plan::graph::{AggregateId, Frame, Graph, GroupingId, LookupId, NodeId, Op};
use crate::plan::{Judgement, Plan};
use crate::value::TableId;
use hashbrown::HashSet;

/// What a pass over a table is to find.
#[derive(Debug)]
pub struct Scan {
    pub table: TableId,
    /// This is the first pass over the table.
    pub first: bool,
    pub lookups: Vec<LookupId>,
    /// Aggregates with the same keys together.
    pub aggregates: Vec<Vec<AggregateId>>,
    pub groupings: Vec<GroupingId>,
    pub judgements: Vec<usize>,
    /// Fields of fixed width, whose restored cells are counted in the first pass.
    pub widths: Vec<usize>,
}

impl Scan {
    fn nothing(table: TableId, first: bool) -> Scan {
        Scan {
            table,
            first,
            lookups: Vec::new(),
            aggregates: Vec::new(),
            groupings: Vec::new(),
            judgements: Vec::new(),
            widths: Vec::new(),
        }
    }

    /// The same table, only to tell what is wrong with it.
    pub fn for_problems(self) -> Scan {
        Scan::nothing(self.table, self.first)
    }
}

/// What a pass builds, or judges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Task {
    Lookup(LookupId),
    Aggregate(AggregateId),
    Grouping(GroupingId),
    Judgement(usize),
}

/// A task that waits for others.
struct Waiting {
    table: TableId,
    task: Task,
    needs: HashSet<Task>,
}

/// The passes of a plan over tables of these sizes (in whatever unit), one after the other. Every table has one, also
/// where no rule asks for its rows.
pub fn order(plan: &Plan, sizes: &[u64]) -> Vec<Scan> {
    let mut waiting = tasks(plan);
    let mut done: HashSet<Task> = HashSet::new();
    let mut unread: Vec<bool> = vec![true; sizes.len()];
    let mut scans = Vec::new();
    while let Some(table) = next(&waiting, &done, &unread, sizes) {
        let (now, later): (Vec<Waiting>, Vec<Waiting>) =
            waiting.into_iter().partition(|waiting| waiting.table == table && waiting.needs.is_subset(&done));
        waiting = later;
        let first = std::mem::replace(&mut unread[table.0 as usize], false);
        scans.push(scan(plan, table, first, now.iter().map(|waiting| waiting.task)));
        done.extend(now.into_iter().map(|waiting| waiting.task));
    }
    // What a node looks up has a lower level than the node; a judgement that is never made must not go unnoticed.
    assert!(waiting.is_empty(), "a pass that needs itself");
    scans
}

/// The table to go over next: one that need not be gone over again; otherwise the smallest that brings us on.
fn next(waiting: &[Waiting], done: &HashSet<Task>, unread: &[bool], sizes: &[u64]) -> Option<TableId> {
    let tables = (0..sizes.len() as u32).map(TableId);
    let (mut best, mut least) = (None, u64::MAX);
    for table in tables {
        let own = || waiting.iter().filter(|waiting| waiting.table == table);
        let ready = own().filter(|waiting| waiting.needs.is_subset(done)).count();
        let number = table.0 as usize;
        if ready == own().count() && (ready > 0 || unread[number]) {
            return Some(table);
        }
        if ready > 0 && (best.is_none() || sizes[number] < least) {
            (best, least) = (Some(table), sizes[number]);
        }
    }
    best
}

fn tasks(plan: &Plan) -> Vec<Waiting> {
    let graph = &plan.graph;
    let mut all = Vec::new();
    let mut add = |table: TableId, task: Task, nodes: &mut dyn Iterator<Item = NodeId>| {
        all.push(Waiting { table, task, needs: needs(graph, nodes) });
    };
    for (number, lookup) in (0..).zip(&graph.lookups) {
        let nodes = &mut lookup.keys.iter().chain(&lookup.slots).copied();
        add(lookup.table, Task::Lookup(LookupId(number)), nodes);
    }
    for (number, aggregate) in (0..).zip(&graph.aggregates) {
        let parts = aggregate.condition.iter().chain(&aggregate.that).chain(&aggregate.value);
        add(aggregate.table, Task::Aggregate(AggregateId(number)), &mut aggregate.keys.iter().chain(parts).copied());
    }
    for (number, grouping) in (0..).zip(&graph.groupings) {
        add(grouping.table, Task::Grouping(GroupingId(number)), &mut std::iter::once(grouping.key));
    }
    for (number, judgement) in plan.judgements.iter().enumerate() {
        // Groups and the registry are judged when all is built.
        let Frame::Table(table) = judgement.frame else { continue };
        add(table, Task::Judgement(number), &mut read_by(plan, judgement));
    }
    all
}

/// The nodes that a judgement's verdicts depend on.
fn read_by<'p>(plan: &'p Plan, judgement: &'p Judgement) -> impl Iterator<Item = NodeId> + 'p {
    let one = [Some(judgement.duty), judgement.applies, judgement.explain, judgement.judged_at];
    let waived_by = judgement.waivers.map_or(&[][..], |number| &plan.waivers[number].keys);
    let several = judgement.unique.iter().flatten().chain(judgement.valid.iter().flatten()).chain(waived_by);
    one.into_iter().flatten().chain(several.copied())
}

/// What must have been built before these nodes can be computed.
fn needs(graph: &Graph, nodes: &mut dyn Iterator<Item = NodeId>) -> HashSet<Task> {
    let mut open: Vec<NodeId> = nodes.collect();
    let (mut seen, mut found): (HashSet<NodeId>, HashSet<Task>) = (HashSet::new(), HashSet::new());
    while let Some(id) = open.pop() {
        // What is computed from its own row needs nothing.
        if graph.is_local(id) || !seen.insert(id) {
            continue;
        }
        let node = graph.node(id);
        if let Frame::Groups(grouping) = node.frame {
            found.insert(Task::Grouping(grouping));
        }
        match &node.op {
            Op::Find(lookup, _) | Op::FindAt(lookup, ..) | Op::FindAll(lookup, _) | Op::Fetch(lookup, ..) => {
                found.insert(Task::Lookup(*lookup));
            }
            Op::Acyclic(circles, ..) => {
                found.insert(Task::Lookup(graph.circles[*circles].0));
            }
            Op::Aggregate(aggregate, _) => {
                found.insert(Task::Aggregate(*aggregate));
            }
            Op::Joined(join, _) => {
                let join = &graph.joins[join.0 as usize];
                found.insert(Task::Lookup(join.lookup));
                open.extend(join.condition.iter().chain(&join.that).chain(&join.value).chain(&join.of_outer));
            }
            Op::OfOuter(outer) => open.push(*outer),
            _ => {}
        }
        open.extend(node.op.children());
    }
    found
}

fn scan(plan: &Plan, table: TableId, first: bool, tasks: impl Iterator<Item = Task>) -> Scan {
    let specs = plan.specs.get(table.0 as usize).filter(|_| first).map_or(&[][..], Vec::as_slice);
    let widths = (0..specs.len()).filter(|&field| specs[field].width > 0).collect();
    let mut scan = Scan { widths, ..Scan::nothing(table, first) };
    for task in tasks {
        match task {
            Task::Lookup(id) => scan.lookups.push(id),
            Task::Grouping(id) => scan.groupings.push(id),
            Task::Judgement(number) => scan.judgements.push(number),
            Task::Aggregate(id) => {
                let keys = |id: AggregateId| &plan.graph.aggregates[id.0 as usize].keys;
                match scan.aggregates.iter_mut().find(|set| keys(set[0]) == keys(id)) {
                    Some(set) => set.push(id),
                    None => scan.aggregates.push(vec![id]),
                }
            }
        }
    }
    scan
}

#[cfg(test)]
mod tests {
    use super::order;
    use crate::base::{FileId, Source};
    use crate::plan;
    use crate::semantic::analyse_parsed;
    use crate::syntax::parse;

    const TABLES: &str = "language en
table measure
  id text, key
  agency agency
  cost decimal
table agency
  number text, key
  declared integer
";

    /// The tables that are gone over, by their first letters.
    fn passes(rules: &str, sizes: &[u64]) -> String {
        let source = Source::new(FileId(0), "rules.krav".to_string(), format!("{TABLES}{rules}"));
        let analysis = analyse_parsed(&[parse(&source)]);
        assert!(analysis.problems.iter().all(|problem| !problem.is_error()), "{:?}", analysis.problems);
        let plan = plan::lower(&analysis.model);
        let scans = order(&plan, sizes);
        let judged: usize = scans.iter().map(|scan| scan.judgements.len()).sum();
        let of_tables = plan.judgements.iter().filter(|judgement| matches!(judgement.frame, super::Frame::Table(_)));
        assert_eq!(judged, of_tables.count(), "every judgement of rows is made once");
        scans.iter().map(|scan| ["m", "a", "x"][scan.table.0 as usize]).collect()
    }

    #[test]
    fn a_table_waits_for_what_its_rows_look_up() {
        // The type `agency` is a check that looks up the other table.
        assert_eq!(passes("", &[100, 1]), "am");
        assert_eq!(passes("", &[1, 100]), "am");
    }

    #[test]
    fn of_two_that_need_each_other_the_smaller_is_gone_over_twice() {
        let rules = "rule R1 \"As many as declared\"\n  source internal \"x\"\n  for each agency\n  \
                     must count(measure where measure.agency = number) = declared\n";
        assert_eq!(passes(rules, &[100, 1]), "ama");
        let both = format!(
            "{rules}rule R2 \"Of an agency with several\"\n  source internal \"x\"\n  for each measure\n  \
             must agency.declared >= 1\n"
        );
        assert_eq!(passes(&both, &[100, 1]), "ama");
    }

    #[test]
    fn a_table_is_gone_over_again_for_what_its_own_rows_add_up_to() {
        let rules = "rule R1 \"Not above the mean\"\n  source internal \"x\"\n  for each measure\n  \
                     must cost <= mean(measure.cost)\n";
        assert_eq!(passes(rules, &[1, 1]), "amm");
    }

    #[test]
    fn a_table_that_no_rule_asks_for_is_read() {
        assert_eq!(passes("table other\n  id text\n", &[1, 1, 1]), "amx");
    }
}

//! What a run measured, by the names that people know.

use super::Work;
use super::titles;
use crate::base::Text;
use crate::plan::graph::{Frame, Op};
use crate::report::timing::{Profile, Spent};
use crate::text;

/// The profile of a finished run.
pub fn of(work: &Work) -> Profile {
    let outcome = &work.outcome;
    let measured = &outcome.ground.profile;
    let graph = &outcome.ground.plan.graph;
    let rows: u64 = outcome.starts.iter().map(|starts| starts.total()).sum();
    let stage = |name: Text, nanoseconds: u64, rows: Option<u64>| Spent { name, nanoseconds, rows, applicable: None };
    let stages = vec![
        stage(text!(nb: "åpne filene", en: "open the files"), measured.opened, None),
        stage(text!(nb: "les filene", en: "read the files"), measured.read, Some(rows)),
        stage(text!(nb: "les celler som verdier", en: "read cells as values"), measured.cells.iter().sum(), Some(rows)),
        stage(text!(nb: "døm", en: "judge"), measured.judgements.iter().sum(), None),
        stage(
            text!(nb: "bygg oppslag og samlinger", en: "build lookups and aggregates"),
            measured.built + measured.merged,
            None,
        ),
    ];
    let columns = graph.nodes.iter().enumerate().filter_map(|(place, node)| {
        let time = measured.cells.get(place).copied().unwrap_or(0);
        let (Op::Cell(field), Frame::Table(table)) = (&node.op, node.frame) else { return None };
        let declared = work.model.table(table);
        let name = Text::same(format!("{}.{}", declared.name, declared.fields[*field].name));
        Some(stage(name, time, Some(outcome.starts[table.0 as usize].total())))
    });
    let rules =
        outcome.ground.plan.judgements.iter().zip(&outcome.judged).enumerate().map(|(place, (judgement, judged))| {
            let name = titles::rule_id(&work.model, judgement.origin);
            Spent {
                name: Text::same(name),
                nanoseconds: measured.judgements.get(place).copied().unwrap_or(0),
                rows: Some(judged.ledger.population),
                applicable: Some(judged.ledger.applicable()),
            }
        });
    Profile { stages, columns: columns.collect(), rules: rules.collect() }
}

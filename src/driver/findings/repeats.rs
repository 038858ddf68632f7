//! Rows that no key and no content tells from an earlier one.

use super::Work;
use super::fingerprint::hash;
use crate::base::parallel;
use crate::eval::{Looker, RowAt};
use crate::plan::graph::Frame;
use crate::value::TableId;
use hashbrown::HashMap;

impl Work {
    /// The rows with findings that are equal in every cell to earlier ones with findings, and to how many.
    pub(super) fn repeats(&self, table: TableId) -> &HashMap<RowAt, u32> {
        // Whoever asks here may be one of several threads, which must not wait for each other's work.
        self.repeats[table.0 as usize].get_or_init(|| self.count_repeats(table, 1))
    }

    /// Finds the repeats of a table with rows that no key tells apart, before its findings are told on several threads.
    pub(super) fn make_ready(&self, table: TableId) {
        let mut checks = self.key_checks[table.0 as usize].iter();
        if self.model.table(table).key.is_empty() || checks.any(|&number| !self.outcome.judged[number].hits.is_empty())
        {
            self.repeats[table.0 as usize].get_or_init(|| self.count_repeats(table, self.threads));
        }
    }

    /// Whether a row is equal to no other, as far as is known without looking at it.
    pub(super) fn is_distinct(&self, table: TableId, at: RowAt) -> bool {
        self.distinct[table.0 as usize].iter().any(|&number| self.outcome.stands_alone(number, at))
    }

    fn count_repeats(&self, table: TableId, threads: usize) -> HashMap<RowAt, u32> {
        let rows = self.rows_with_findings(table);
        let reader = self.outcome.ground.registry.reader(table);
        let hashes = |(looker, row): &mut (Looker, Vec<u8>), part: u32| {
            let from = rows.partition_point(|at| at.part < part);
            let own = &rows[from..];
            let own = &own[..own.partition_point(|at| at.part == part)];
            let hash_of = |&at: &RowAt| {
                if self.is_known_by_key(looker, table, at) {
                    return None;
                }
                row.clear();
                self.outcome.texts(looker, table, at, 0x1f, row);
                Some(hash(row))
            };
            own.iter().map(hash_of).collect::<Vec<Option<u64>>>()
        };
        let found = parallel::map(reader.parts(), reader.size(), threads, Default::default, hashes);
        let found = || found.iter().flatten().copied();
        let mut sorted: Vec<u64> = found().flatten().collect();
        sorted.sort_unstable();
        let twice = sorted.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| (pair[0], 0));
        let mut seen: HashMap<u64, u32> = twice.collect();
        let mut repeats = HashMap::new();
        for (&at, hash) in rows.iter().zip(found()) {
            let Some(before) = hash.and_then(|hash| seen.get_mut(&hash)) else { continue };
            if *before > 0 {
                repeats.insert(at, *before);
            }
            *before += 1;
        }
        repeats
    }

    fn rows_with_findings(&self, table: TableId) -> Vec<RowAt> {
        let judgements = self.outcome.ground.plan.judgements.iter().zip(&self.outcome.judged);
        let of_table = judgements.filter(|(judgement, _)| judgement.frame == Frame::Table(table));
        let lists: Vec<_> = of_table.map(|(_, judged)| &judged.hits).collect();
        let (mut rows, mut some) = (Vec::new(), Vec::new());
        // Part by part, so that no more than one is sorted at a time.
        for part in 0..self.outcome.ground.registry.reader(table).parts() {
            some.clear();
            for hits in &lists {
                some.extend(hits.of_part(part).iter().map(|hit| RowAt { part, row: hit.row }));
            }
            some.sort_unstable();
            some.dedup();
            rows.extend(some.iter().filter(|&&at| !self.is_distinct(table, at)));
        }
        rows
    }
}

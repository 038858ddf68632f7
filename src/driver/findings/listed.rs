//! Findings as lines of a list: where a hit knows which cell it is shown by, no row is judged again.

use super::Work;
use super::told::{Desk, push_key};
use crate::base::CellPlace;
use crate::data::Chunk;
use crate::eval::{Hit, Looker, SubjectAt};
use crate::report::{LayListed, Listed, ListedCell};
use crate::value::TableId;
use std::io;
use std::sync::Arc;

/// Memory that is used from line to line.
#[derive(Default)]
struct Line {
    row: Option<u32>,
    key: String,
    place: CellPlace,
}

impl Work {
    /// The lines of hits on rows of one part, in their order.
    pub(super) fn part_listed(
        &self,
        place: &mut (Looker, Desk),
        table: TableId,
        hits: &[(usize, Hit)],
        lay: LayListed,
        page: &mut Vec<u8>,
    ) -> io::Result<()> {
        let Some((_, first)) = hits.first() else { return Ok(()) };
        let SubjectAt::Row(at) = first.subject else { return Ok(()) };
        let chunk = self.outcome.part_text(&mut place.0, table, at);
        let mut line = Line::default();
        for some in hits.chunk_by(|(_, a), (_, b)| a.field().is_some() == b.field().is_some()) {
            if some.iter().any(|(_, hit)| hit.field().is_none()) {
                self.part_told(place, table, some, &mut |finding| lay(&finding.listed(), page))?;
                continue;
            }
            for (rule, hit) in some {
                self.line(&chunk, table, *rule, hit, &mut line, &mut |listed| lay(listed, page))?;
            }
        }
        Ok(())
    }

    fn line(
        &self,
        chunk: &Arc<Chunk>,
        table: TableId,
        rule: usize,
        hit: &Hit,
        line: &mut Line,
        lay: &mut dyn FnMut(&Listed) -> io::Result<()>,
    ) -> io::Result<()> {
        let (SubjectAt::Row(at), Some(field)) = (hit.subject, hit.field()) else { return Ok(()) };
        let registry = &self.outcome.ground.registry;
        let columns = registry.columns(table);
        let of_table = self.model.table(table);
        let row = at.row as usize;
        let Line { row: known, key, place } = line;
        if known.replace(at.row) != Some(at.row) {
            key.clear();
            for (place, &field) in of_table.key.iter().enumerate() {
                push_key(key, place, &chunk.text(row, columns[field]));
            }
        }
        let column = columns[field];
        registry.reader(table).bare_place_into(chunk, row, Some(column), place);
        lay(&Listed {
            rule,
            verdict: hit.verdict,
            table: &of_table.name,
            key,
            row: Some(self.outcome.starts[table.0 as usize].number(at) + 1),
            cell: Some(ListedCell { place, field: &of_table.fields[field].name, value: &chunk.shown(row, column) }),
            known: false,
        })
    }
}

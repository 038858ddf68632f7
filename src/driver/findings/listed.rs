//! Findings as lines of a list: where a hit knows which cell it is shown by, no row is judged again.

use super::Work;
use super::told::{Desk, push_key};
use crate::base::CellPlace;
use crate::data::Chunk;
use crate::data::spec::CellType;
use crate::driver::wording::plain;
use crate::eval::{CellText, FirstCell, Hit, Looker, SubjectAt};
use crate::report::{LayListed, Listed, ListedCell};
use crate::value::TableId;
use std::borrow::Cow;
use std::io;
use std::sync::Arc;

/// Lines of the rows of one part, with what is used from line to line.
struct Lines<'w> {
    work: &'w Work,
    table: TableId,
    chunk: Arc<Chunk>,
    /// The row whose key is at hand.
    row: Option<u32>,
    key: String,
    place: CellPlace,
    /// An element of a list.
    found: CellText,
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
        let mut lines = Lines {
            work: self,
            table,
            chunk,
            row: None,
            key: String::new(),
            place: CellPlace::default(),
            found: CellText::default(),
        };
        for some in hits.chunk_by(|(_, a), (_, b)| a.first_cell().is_some() == b.first_cell().is_some()) {
            if some.iter().any(|(_, hit)| hit.first_cell().is_none()) {
                self.part_told(place, table, some, &mut |finding| lay(&finding.listed(), page))?;
                continue;
            }
            for (rule, hit) in some {
                lines.line(&mut place.0, *rule, hit, &mut |listed| lay(listed, page))?;
            }
        }
        Ok(())
    }
}

impl Lines<'_> {
    fn line(
        &mut self,
        looker: &mut Looker,
        rule: usize,
        hit: &Hit,
        lay: &mut dyn FnMut(&Listed) -> io::Result<()>,
    ) -> io::Result<()> {
        let (SubjectAt::Row(at), Some(first)) = (hit.subject, hit.first_cell()) else { return Ok(()) };
        let Lines { work, table, chunk, row: known, key, place, found } = self;
        let registry = &work.outcome.ground.registry;
        let columns = registry.columns(*table);
        let of_table = work.model.table(*table);
        let row = at.row as usize;
        let field = match first {
            FirstCell::Field(field) => field,
            FirstCell::Key => of_table.naming_field(),
        };
        if known.replace(at.row) != Some(at.row) {
            key.clear();
            for (place, &field) in of_table.key.iter().enumerate() {
                push_key(key, place, &chunk.text(row, columns[field]));
            }
        }
        let of_list = matches!(work.outcome.ground.plan.specs[table.0 as usize][field].ty, CellType::List(_));
        let (place, value) = if of_list && !chunk.raw(row, columns[field]).is_empty() {
            // A list that cannot be read is shown by the element that cannot.
            work.outcome.look_at(looker, &plain(*table, at, field), found);
            (&found.place, Cow::Borrowed(found.text.as_str()))
        } else {
            registry.reader(*table).bare_place_into(chunk, row, Some(columns[field]), place);
            (&*place, chunk.shown(row, columns[field]))
        };
        lay(&Listed {
            rule,
            verdict: hit.verdict,
            table: &of_table.name,
            key,
            row: Some(work.outcome.starts[table.0 as usize].number(at) + 1),
            cell: Some(ListedCell { place, field: &of_table.fields[field].name, value: &value }),
            known: false,
        })
    }
}

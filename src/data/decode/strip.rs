//! Columns of chunks that are kept column by column: a cell that stands for many rows is decoded once a batch.

use super::Cells;
use crate::data::column::{Batch, Column, Data, Decimals, Lists, Texts};
use crate::data::spec::FieldSpec;
use crate::data::strip::{Span, Strip};

/// Decodes a column of a batch, whichever way the chunk keeps its cells.
pub fn decoded(batch: Batch, column: usize, spec: &FieldSpec, decode: impl Fn(Cells) -> Column) -> Column {
    let rows = batch.first..batch.first + batch.rows;
    let of = |spans: &[Span]| decode(Cells::new(batch, spans, spec));
    match batch.chunk.columns.get(column) {
        None => of(&by_rows(batch, column)),
        Some(Strip::Same(cell)) => gather(&of(&[*cell]), &vec![0; batch.rows]),
        Some(Strip::Each(cells)) => of(cells.get(rows).unwrap_or_default()),
        Some(Strip::Among { cells, numbers }) => {
            let numbers = numbers.get(rows).unwrap_or_default();
            if cells.len() <= numbers.len() {
                return gather(&of(cells), numbers);
            }
            let cell = |&number: &u32| cells.get(number as usize).copied().unwrap_or_default();
            of(&numbers.iter().map(cell).collect::<Vec<_>>())
        }
    }
}

/// The cells of a column, where the chunk is kept row by row. They are found before any is read: what is done with a
/// cell takes long enough for the next ones to arrive from memory, but only if they are asked for at once.
fn by_rows(batch: Batch, column: usize) -> Vec<Span> {
    let Batch { chunk, first, rows } = batch;
    let width = chunk.width.max(1);
    let (Some(ends), Some(starts)) =
        (chunk.ends.get(first * width..(first + rows) * width), chunk.starts.get(first..first + rows))
    else {
        return Vec::new();
    };
    let rows = ends.chunks_exact(width);
    let mut spans: Vec<Span> = match column.checked_sub(1) {
        None => rows.zip(starts).map(|(row, &start)| Span { start, end: row[0] }).collect(),
        Some(before) => rows.map(|row| Span { start: row[before] + 1, end: row[column] }).collect(),
    };
    if column + 1 == width && chunk.quote.is_some() {
        for span in &mut spans {
            span.end -= u32::from(span.of(&chunk.text).last() == Some(&b'\r'));
        }
    }
    spans
}

fn pick<T: Copy>(values: &[T], numbers: &[u32]) -> Vec<T> {
    numbers.iter().map(|&number| values[number as usize]).collect()
}

/// The rows of these numbers.
fn gather(column: &Column, numbers: &[u32]) -> Column {
    let data = match &column.data {
        Data::Truth(values) => Data::Truth(pick(values, numbers)),
        Data::Int(values) => Data::Int(pick(values, numbers)),
        Data::Decimal(Decimals::Scaled(values)) => Data::Decimal(Decimals::Scaled(pick(values, numbers))),
        Data::Decimal(Decimals::Wide(values)) => Data::Decimal(Decimals::Wide(pick(values, numbers))),
        Data::Date(values) => Data::Date(pick(values, numbers)),
        Data::Code(values) => Data::Code(pick(values, numbers)),
        Data::Text(texts) => Data::Text(Texts { slices: pick(&texts.slices, numbers), own: texts.own.clone() }),
        Data::Row(values) => Data::Row(pick(values, numbers)),
        Data::List(lists) => {
            let mut bounds = Vec::with_capacity(numbers.len() + 1);
            bounds.push(0);
            let mut items: Vec<u32> = Vec::new();
            for &number in numbers {
                let range = lists.range(number as usize);
                items.extend(range.start as u32..range.end as u32);
                bounds.push(items.len() as u32);
            }
            Data::List(Lists { bounds, items: Box::new(gather(&lists.items, &items)) })
        }
    };
    Column { states: pick(&column.states, numbers), data }
}

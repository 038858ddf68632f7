//! Columns of chunks that are kept column by column: a cell that stands for many rows is decoded once a batch.

use super::Cells;
use crate::data::column::{Batch, Column, Data, Decimals, Lists, Texts};
use crate::data::spec::FieldSpec;
use crate::data::strip::{Span, Strip};

/// Decodes a column of a batch, whichever way the chunk keeps its cells.
pub fn decoded(batch: Batch, column: usize, spec: &FieldSpec, decode: impl Fn(Cells) -> Column) -> Column {
    let rows = batch.first..batch.first + batch.rows;
    let of = |spans: &[Span]| {
        decode(Cells { spans: Some(spans), ..Cells::new(Batch { rows: spans.len(), ..batch }, column, spec) })
    };
    match batch.chunk.columns.get(column) {
        None => decode(Cells::new(batch, column, spec)),
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

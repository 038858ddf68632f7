//! The registry of a test: its rows as tables in memory.

use crate::base::{CellPlace, Sources, Span};
use crate::data::FieldSpec;
use crate::data::decode::{written_date, written_number};
use crate::data::read::cells::{Cell, Cells, Content};
use crate::eval::{Registry, TableInput};
use crate::semantic::model::{Model, Table, Test, TestRow};
use crate::value::{Decimal, TableId, Value};

/// The tables of a test. Those without rows are empty; fields that a row does not name are blank.
pub fn of(model: &Model, specs: &[Vec<FieldSpec>], sources: &Sources, test: &Test) -> Registry {
    let table = |(number, table): (usize, &Table)| {
        let own = test.rows.iter().filter(|row| row.table == TableId(number as u32));
        let rows = own.map(|row| cells(model, &specs[number], sources, row)).collect();
        let headings = table.fields.iter().map(|field| field.name.as_str());
        TableInput { reader: Box::new(Cells::new(headings, rows)), columns: (0..table.fields.len()).collect() }
    };
    Registry { tables: model.tables.iter().enumerate().map(table).collect() }
}

fn cells(model: &Model, specs: &[FieldSpec], sources: &Sources, row: &TestRow) -> Vec<Cell> {
    let blank = Cell { content: Content::Blank, place: place(sources, row.span) };
    let mut cells = vec![blank; specs.len()];
    for named in &row.cells {
        cells[named.field] =
            Cell { content: content(model, &specs[named.field], &named.value), place: place(sources, named.span) };
    }
    cells
}

fn content(model: &Model, spec: &FieldSpec, value: &Value) -> Content {
    match value {
        Value::List(items) => Content::List(items.iter().map(|item| text(model, spec, item)).collect()),
        value => Content::Text(text(model, spec, value)),
    }
}

fn text(model: &Model, spec: &FieldSpec, value: &Value) -> String {
    match value {
        Value::Bool(true) => "yes".to_string(),
        Value::Bool(false) => "no".to_string(),
        Value::Int(n) => written_number(Decimal::from(*n), spec),
        Value::Decimal(n) => written_number(*n, spec),
        Value::Date(day) => written_date(*day, spec),
        Value::Text(text) => text.to_string(),
        Value::Code(list, number) => model.code_list(*list).entries[*number as usize].name.clone(),
        // The language has no lists of lists.
        Value::List(_) => String::new(),
    }
}

fn place(sources: &Sources, span: Span) -> CellPlace {
    let source = sources.get(span.file);
    let (line, column) = source.line_column(span.start);
    let (end_line, end_column) = source.line_column(span.end);
    CellPlace { path: source.path.to_string(), line, column, end_line, end_column, ..CellPlace::default() }
}

//! An explained verdict, as programs read it.

use super::{Cell, Change, Clause, Counted, Part, Repair, Repairs, Row, Why, told};
use crate::report::format::json_text;
use crate::report::visible::on_one_line;
use crate::report::words;
use crate::value::Truth;
use serde::Serialize;
use std::io::{self, Write};

impl Why {
    pub fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        let shape = WhyShape {
            rule: &self.rule,
            title: &self.title,
            modality: words::modality_id(self.modality),
            source: &self.source,
            table: &self.subject.table,
            key: &self.subject.key,
            row: self.subject.row,
            verdict: self.verdict.id(),
            message: self.message.as_deref(),
            clauses: self.clauses.iter().map(ClauseShape::of).collect(),
            repairs: self.repairs.as_ref().map(RepairsShape::of),
        };
        write!(out, "{}", json_text(&shape)?)
    }
}

#[derive(Serialize)]
struct WhyShape<'a> {
    rule: &'a str,
    title: &'a str,
    modality: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    source: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    table: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    key: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<u64>,
    verdict: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a str>,
    clauses: Vec<ClauseShape<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    repairs: Option<RepairsShape<'a>>,
}

#[derive(Serialize)]
struct ClauseShape<'a> {
    kind: &'static str,
    #[serde(flatten)]
    part: PartShape<'a>,
}

impl<'a> ClauseShape<'a> {
    fn of(clause: &'a Clause) -> ClauseShape<'a> {
        ClauseShape { kind: clause.kind.id(), part: PartShape::of(&clause.part) }
    }
}

#[derive(Serialize)]
struct PartShape<'a> {
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    truth: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cells: Vec<CellShape<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    counted: Option<CountedShape<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parts: Vec<PartShape<'a>>,
}

impl<'a> PartShape<'a> {
    fn of(part: &'a Part) -> PartShape<'a> {
        PartShape {
            text: on_one_line(&part.text),
            place: part.place.as_ref().map(|(path, line, column)| format!("{path}:{line}:{column}")),
            truth: part.truth.map(truth_id),
            value: part.value.as_deref(),
            cells: part.cells.iter().map(CellShape::of).collect(),
            counted: part.counted.as_ref().map(CountedShape::of),
            parts: part.children.iter().map(PartShape::of).collect(),
        }
    }
}

fn truth_id(truth: Truth) -> &'static str {
    match truth {
        Truth::Yes => "yes",
        Truth::No => "no",
        Truth::Unknown => "unknown",
    }
}

#[derive(Serialize)]
struct CellShape<'a> {
    place: String,
    field: &'a str,
    value: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    missing: Option<&'static str>,
}

impl<'a> CellShape<'a> {
    fn of(cell: &'a Cell) -> CellShape<'a> {
        let missing = cell.missing.map(words::missing_id);
        CellShape { place: told(&cell.place), field: &cell.field, value: &cell.value, missing }
    }
}

#[derive(Serialize)]
struct CountedShape<'a> {
    table: &'a str,
    sure: u64,
    open: u64,
    rows: Vec<RowShape<'a>>,
}

#[derive(Serialize)]
struct RowShape<'a> {
    key: &'a str,
    place: String,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    open: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    that: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<&'a str>,
}

impl<'a> CountedShape<'a> {
    fn of(counted: &'a Counted) -> CountedShape<'a> {
        let row = |row: &'a Row| RowShape {
            key: &row.key,
            place: told(&row.place),
            open: row.open,
            that: row.that.map(truth_id),
            value: row.value.as_deref(),
        };
        let rows = counted.rows.iter().map(row).collect();
        CountedShape { table: &counted.table, sure: counted.sure, open: counted.open, rows }
    }
}

#[derive(Serialize)]
struct RepairsShape<'a> {
    tried: u64,
    spent: bool,
    found: Vec<RepairShape<'a>>,
}

#[derive(Serialize)]
struct RepairShape<'a> {
    changes: Vec<ChangeShape<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    breaks: Vec<BreakShape<'a>>,
}

#[derive(Serialize)]
struct ChangeShape<'a> {
    place: String,
    field: &'a str,
    from: &'a str,
    to: &'a str,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    example: bool,
}

#[derive(Serialize)]
struct BreakShape<'a> {
    rule: &'a str,
    count: u64,
}

impl<'a> RepairsShape<'a> {
    fn of(repairs: &'a Repairs) -> RepairsShape<'a> {
        let change = |change: &'a Change| ChangeShape {
            place: told(&change.place),
            field: &change.field,
            from: &change.from,
            to: &change.to,
            example: change.example,
        };
        let repair = |repair: &'a Repair| RepairShape {
            changes: repair.changes.iter().map(change).collect(),
            breaks: repair.breaks.iter().map(|(rule, count)| BreakShape { rule, count: *count }).collect(),
        };
        RepairsShape { tried: repairs.tried, spent: repairs.spent, found: repairs.found.iter().map(repair).collect() }
    }
}

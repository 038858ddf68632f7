//! A table of a Parquet file, read some rows of a row group at a time.

use super::column::{Column, Content, columns};
use super::decode::{Decoder, Size};
use super::pages::{Budget, Extent, Pages};
use super::{Stop, TAIL, contained};
use crate::base::{CellPlace, Code, Diagnostic};
use crate::data::read::json::parse::{MARK, NESTED};
use crate::data::read::{Heading, Limit, Options, REFUSED, Reader, Spot};
use crate::data::strip::Strip;
use crate::data::{Chunk, words};
use crate::text;
use crate::world::Bytes;
use parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData, RowGroupMetaData};
use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};

/// Rows, cells and bytes that a part aims at.
const ROWS: u64 = 32_768;
const CELLS: u64 = 1 << 20;
const BYTES: u64 = 8 << 20;

/// Parts of a row group that are read by one thread: another has to pass over what stands before them.
const TOGETHER: u64 = 8;

/// A file may have so many cells for each of its bytes, and unpack to so many bytes, before budgets count.
const CELLS_A_BYTE: u64 = 16;
const UNPACKED_A_BYTE: u64 = 256;

/// What a cell takes as text, roughly.
const CELL: u64 = 8;

/// What a value of a list takes in memory.
const VALUE: u64 = 48;

/// Columns half read that are kept for the next part.
const KEPT: usize = 8;

#[derive(Clone, Copy, Debug)]
struct Part {
    group: u32,
    /// Rows of the group before it, and its own.
    first: u64,
    rows: u64,
    /// The number of its first row in the file, from 0.
    row: u64,
}

pub struct Table {
    path: String,
    bytes: Arc<dyn Bytes>,
    metadata: ParquetMetaData,
    columns: Vec<Column>,
    headings: Vec<Heading>,
    parts: Vec<Part>,
    options: Options,
    notes: Vec<Diagnostic>,
    /// Row groups that were read up to somewhere.
    cursors: Mutex<Vec<Cursor>>,
    /// What is wrong with a row group, found by reading it from its beginning: so it is the same whoever asks.
    wrong: Mutex<BTreeMap<u32, Stop>>,
}

/// Columns of a row group, read up to a row.
struct Cursor {
    group: u32,
    at: u64,
    /// The columns, by their places in the table.
    wanted: Vec<usize>,
    decoders: Vec<Decoder>,
    budget: Budget,
}

impl Table {
    pub fn open(
        path: &str,
        bytes: Arc<dyn Bytes>,
        metadata: ParquetMetaData,
        options: &Options,
    ) -> Result<Table, Stop> {
        let columns = columns(metadata.file_metadata().schema_descr());
        if columns.is_empty() {
            return Err(Stop::Broken(text!(nb: "den har ingen kolonner", en: "it has no columns")));
        }
        if columns.len() as u64 > options.limit(Limit::Columns) {
            return Err(Stop::Over(Limit::Columns));
        }
        sound(&metadata, bytes.len(), columns.len() as u64, options)?;
        let parts = parts(&metadata, columns.len() as u64);
        let place = CellPlace { path: path.to_owned(), ..CellPlace::default() };
        let heading = |column: &Column| Heading {
            text: words::tidy(&column.name),
            place: CellPlace { pointer: Some(column.name.clone()), ..place.clone() },
        };
        let headings = columns.iter().map(heading).collect();
        let other = |column: &Column| match &column.content {
            Content::Leaf { .. } => None,
            Content::Other(what) => Some(unreadable(path, &column.name, what, false)),
        };
        let notes = columns.iter().filter_map(other).collect();
        let (cursors, wrong) = (Mutex::default(), Mutex::default());
        let (path, options) = (path.to_owned(), options.clone());
        Ok(Table { path, bytes, metadata, columns, headings, parts, options, notes, cursors, wrong })
    }

    /// A row group's columns, at its beginning.
    fn cursor(&self, group: u32, wanted: &[usize]) -> Result<Cursor, Stop> {
        let memory = self.options.limit(Limit::Memory);
        let budget = Budget { most: memory / 2, held: Arc::default(), values: Arc::default() };
        let rows = self.metadata.row_group(group as usize);
        let decoder = |&column: &usize| match &self.columns[column].content {
            Content::Leaf { leaf, kind } => {
                let chunk = rows.column(*leaf);
                let pages = Pages::new(self.bytes.clone(), extent(chunk)?, budget.clone());
                Ok(Decoder::new(chunk, *kind, pages))
            }
            Content::Other(_) => Ok(Decoder::Same(NESTED)),
        };
        let decoders = wanted.iter().map(decoder).collect::<Result<_, Stop>>()?;
        Ok(Cursor { group, at: 0, wanted: wanted.to_vec(), decoders, budget })
    }

    /// The columns of a row group, at the row that a part begins with.
    fn at(&self, part: Part, wanted: &[usize]) -> Result<Cursor, Stop> {
        let mut cursor = {
            let mut kept = self.cursors.lock().unwrap_or_else(PoisonError::into_inner);
            let fits =
                |cursor: &Cursor| cursor.group == part.group && cursor.at <= part.first && cursor.wanted == wanted;
            let nearest = (0..kept.len()).filter(|&at| fits(&kept[at])).max_by_key(|&at| kept[at].at);
            nearest.map(|at| kept.remove(at))
        }
        .map_or_else(|| self.cursor(part.group, wanted), Ok)?;
        let ahead = part.first - cursor.at;
        if ahead > 0 {
            // What the values of lists may take is renewed for each question.
            cursor.budget.values.store(u64::MAX, Ordering::Relaxed);
            cursor.decoders.iter_mut().try_for_each(|decoder| decoder.skip(ahead as usize))?;
            cursor.at = part.first;
        }
        Ok(cursor)
    }

    fn keep(&self, cursor: Cursor) {
        let mut kept = self.cursors.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT {
            kept.remove(0);
        }
        kept.push(cursor);
    }

    /// Reads the rows of a part: the cells of each wanted column, whose bytes go behind `text`.
    fn strips(&self, part: Part, wanted: &[usize], text: &mut Vec<u8>) -> Result<Vec<Strip>, Stop> {
        let mut cursor = self.at(part, wanted)?;
        let (most, values) = (self.options.limit(Limit::Memory) / 4, self.options.limit(Limit::Memory) / VALUE);
        let (cell, most) = (self.options.limit(Limit::Cell), most.min(u64::from(u32::MAX)));
        let mut all = Vec::with_capacity(wanted.len());
        for decoder in &mut cursor.decoders {
            cursor.budget.values.store(values, Ordering::Relaxed);
            all.push(decoder.read(
                part.rows as usize,
                Size { cell, text: most.saturating_sub(text.len() as u64) },
                text,
            )?);
        }
        cursor.at += part.rows;
        match cursor.at == self.rows(part.group) {
            true => cursor.decoders.iter_mut().try_for_each(Decoder::end)?,
            false => self.keep(cursor),
        }
        Ok(all)
    }

    fn rows(&self, group: u32) -> u64 {
        self.metadata.row_group(group as usize).num_rows() as u64
    }

    fn fill(&self, part: Part, wanted: &[usize], chunk: &mut Chunk) -> Result<(), Stop> {
        chunk.columns.resize_with(chunk.width, Strip::default);
        for (&column, strip) in wanted.iter().zip(self.strips(part, wanted, &mut chunk.text)?) {
            chunk.columns[column] = strip;
        }
        chunk.origin.extend((part.row..part.row + part.rows).map(|row| (row, 0)));
        chunk.rows = part.rows as usize;
        // The first byte of U+0300 is 0xCC, and of nothing before it.
        chunk.plain = chunk.text.iter().copied().max().is_none_or(|byte| byte < 0xCC);
        Ok(())
    }

    /// What is wrong with a row group: the first thing that is met when it is read in order.
    fn first_wrong(&self, group: u32, wanted: &[usize], met: Stop) -> Stop {
        let mut known = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(stop) = known.get(&group) {
            return stop.clone();
        }
        let kept = std::mem::take(&mut *self.cursors.lock().unwrap_or_else(PoisonError::into_inner));
        drop(kept);
        let mut again = self.parts.iter().filter(|part| part.group == group);
        let found = again.find_map(|part| contained(|| self.strips(*part, wanted, &mut Vec::new()).map(|_| ())).err());
        let stop = found.unwrap_or(met);
        known.insert(group, stop.clone());
        stop
    }

    fn take(&self, part: u32, wanted: &[usize], chunk: &mut Chunk) -> Vec<Diagnostic> {
        chunk.begin(part, self.columns.len());
        (chunk.list_mark, chunk.refused_mark) = (Some(MARK), Some(REFUSED));
        let Some(&part) = self.parts.get(part as usize) else { return Vec::new() };
        match contained(|| self.fill(part, wanted, chunk)) {
            Ok(()) => Vec::new(),
            Err(met) => vec![self.first_wrong(part.group, wanted, met).told(&self.path, &self.options)],
        }
    }

    /// `[row 12].status`
    fn address(&self, chunk: &Chunk, row: usize, column: Option<usize>) -> String {
        let number = chunk.origin.get(row).map_or(0, |(number, _)| *number) + 1;
        let name = column.and_then(|column| self.columns.get(column)).map(|column| format!(".{}", column.name));
        format!("[row {number}]{}", name.unwrap_or_default())
    }
}

/// A budget, or what a file of this size may have anyway; what was given counts alone.
fn allowance(options: &Options, limit: Limit, anyway: u64) -> u64 {
    let given = options.limits.iter().any(|(other, _)| *other == limit);
    if given { options.limit(limit) } else { options.limit(limit).max(anyway) }
}

/// Whether what the metadata claims can be true of a file of this length, and is within the budgets.
fn sound(metadata: &ParquetMetaData, length: u64, columns: u64, options: &Options) -> Result<(), Stop> {
    let most_cells = allowance(options, Limit::Cells, length.saturating_mul(CELLS_A_BYTE));
    let most_unpacked = allowance(options, Limit::Work, length.saturating_mul(UNPACKED_A_BYTE));
    let (mut rows, mut packed, mut unpacked) = (0u64, 0u64, 0u64);
    let leaves = metadata.file_metadata().schema_descr().num_columns();
    for group in metadata.row_groups() {
        let claim = || {
            Stop::Broken(
                text!(nb: "radgruppene er ikke beskrevet rett", en: "its row groups are not described soundly"),
            )
        };
        let count = u64::try_from(group.num_rows()).map_err(|_| claim())?;
        rows = rows.checked_add(count).ok_or_else(claim)?;
        if group.num_columns() != leaves {
            return Err(claim());
        }
        for chunk in group.columns() {
            let extent = extent(chunk)?;
            packed = packed.checked_add(extent.end - extent.start).ok_or_else(claim)?;
            unpacked = unpacked.checked_add(extent.unpacked).ok_or_else(claim)?;
            if extent.end > length - TAIL || packed > length || (!extent.repeated && extent.values != count) {
                return Err(claim());
            }
        }
    }
    let stated = metadata.file_metadata().num_rows();
    if u64::try_from(stated).ok() != Some(rows) {
        return Err(Stop::Broken(text!(
            nb: "den sier at den har {stated} rader, men radgruppene har {rows}",
            en: "it says that it has {stated} rows, but its row groups have {rows}",
        )));
    }
    if rows.saturating_mul(columns) > most_cells {
        return Err(Stop::Over(Limit::Cells));
    }
    if unpacked > most_unpacked { Err(Stop::Over(Limit::Work)) } else { Ok(()) }
}

/// Where the pages of a column stand.
fn extent(chunk: &ColumnChunkMetaData) -> Result<Extent, Stop> {
    let claim =
        || Stop::Broken(text!(nb: "en kolonne er ikke beskrevet rett", en: "a column is not described soundly"));
    if chunk.file_path().is_some() {
        return Err(Stop::Broken(text!(nb: "en kolonne står i en annen fil", en: "a column stands in another file")));
    }
    let number = |claimed: i64| u64::try_from(claimed).map_err(|_| claim());
    // A writer may state that there is no dictionary by 0.
    let first = chunk.dictionary_page_offset().filter(|at| (1..chunk.data_page_offset()).contains(at));
    let start = number(first.unwrap_or(chunk.data_page_offset()))?;
    let end = start.checked_add(number(chunk.compressed_size())?).ok_or_else(claim)?;
    let descriptor = chunk.column_descr();
    Ok(Extent {
        start,
        end,
        codec: chunk.compression_codec(),
        repeated: descriptor.max_rep_level() > 0,
        optional: descriptor.max_def_level() > 0,
        unpacked: number(chunk.uncompressed_size())?,
        values: number(chunk.num_values())?,
    })
}

/// Parts follow from the metadata alone.
fn parts(metadata: &ParquetMetaData, columns: u64) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut row = 0;
    for (number, group) in (0..).zip(metadata.row_groups()) {
        let rows = group.num_rows() as u64;
        let each = rows_of_part(group, columns);
        let mut first = 0;
        while first < rows {
            let count = each.min(rows - first);
            parts.push(Part { group: number, first, rows: count, row });
            (first, row) = (first + count, row + count);
        }
    }
    parts
}

fn rows_of_part(group: &RowGroupMetaData, columns: u64) -> u64 {
    let unpacked: u64 = group.columns().iter().map(|chunk| chunk.uncompressed_size().max(0) as u64).sum();
    let row = unpacked / (group.num_rows().max(1) as u64);
    (CELLS / columns).min(BYTES / row.max(1)).clamp(256, ROWS)
}

/// That a column has no cells that can be read.
fn unreadable(path: &str, name: &str, what: &str, asked: bool) -> Diagnostic {
    let message = text!(
        nb: "Kolonnen «{name}» er av typen {what}, som krav ikke gjør til celler",
        en: "The column “{name}” is of the type {what}, of which krav makes no cells",
    );
    let place = CellPlace { path: path.to_owned(), pointer: Some(name.to_owned()), ..CellPlace::default() };
    let problem = match asked {
        true => Diagnostic::error(Code::BadParquet, message).at_cell(place, crate::base::Text::default()),
        false => Diagnostic::note(Code::FormatGuess, message).at_file(path),
    };
    problem.help(text!(
        nb: "Skriv den som tekst eller som egne kolonner, for eksempel i DuckDB: SELECT * REPLACE (CAST(\"{name}\" AS VARCHAR) AS \"{name}\")",
        en: "Write it as text or as columns of its own, such as in DuckDB: SELECT * REPLACE (CAST(\"{name}\" AS VARCHAR) AS \"{name}\")",
    ))
}

impl Reader for Table {
    fn headings(&self) -> &[Heading] {
        &self.headings
    }

    fn parts(&self) -> u32 {
        self.parts.len() as u32
    }

    fn follows(&self, part: u32) -> bool {
        // A large row group is divided, so that threads can share it.
        self.parts.get(part as usize).is_some_and(|part| {
            part.first
                % (TOGETHER * rows_of_part(self.metadata.row_group(part.group as usize), self.columns.len() as u64))
                != 0
        })
    }

    fn read(&self, part: u32, chunk: &mut Chunk) -> Vec<Diagnostic> {
        let all: Vec<usize> = (0..self.columns.len()).collect();
        self.take(part, &all, chunk)
    }

    fn read_some(&self, part: u32, columns: &[usize], chunk: &mut Chunk) -> Vec<Diagnostic> {
        let mut wanted: Vec<usize> = columns.iter().copied().filter(|column| *column < self.columns.len()).collect();
        wanted.sort_unstable();
        wanted.dedup();
        self.take(part, &wanted, chunk)
    }

    fn unreadable(&self, column: usize) -> Option<Diagnostic> {
        let column = self.columns.get(column)?;
        match &column.content {
            Content::Leaf { .. } => None,
            Content::Other(what) => Some(unreadable(&self.path, &column.name, what, true)),
        }
    }

    fn place(&self, chunk: &Chunk, row: usize, column: Option<usize>) -> CellPlace {
        let pointer = Some(self.address(chunk, row, column));
        CellPlace { path: self.path.clone(), pointer, ..CellPlace::default() }
    }

    fn spot(&self, _chunk: &Chunk, _row: usize, _column: Option<usize>) -> Spot {
        Spot::default()
    }

    /// The file is packed; what its cells are as text is what takes time.
    fn size(&self) -> u64 {
        let rows = self.parts.iter().map(|part| part.rows).sum::<u64>();
        self.bytes.len().max(rows.saturating_mul(self.columns.len() as u64).saturating_mul(CELL))
    }

    fn notes(&self) -> &[Diagnostic] {
        &self.notes
    }
}

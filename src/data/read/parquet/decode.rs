//! The values of one column as cells, some rows at a time.

use super::Stop;
use super::cells::{self, Kind};
use super::flat::Flat;
use super::pages::Pages;
use crate::data::read::json::parse::{MARK, NESTED};
use crate::data::read::{Limit, REFUSED};
use crate::data::strip::{Span, Strip};
use crate::text;
use parquet::column::reader::{ColumnReader, ColumnReaderImpl, get_column_reader};
use parquet::data_type::{AsBytes, DataType};
use parquet::file::metadata::ColumnChunkMetaData;

/// Cells of one column, one behind the other.
#[derive(Default)]
pub struct Lines {
    text: Vec<u8>,
    ends: Vec<u32>,
}

impl Lines {
    /// The cells, whose bytes go behind `text`.
    fn strip(&self, text: &mut Vec<u8>) -> Strip {
        let first = text.len() as u32;
        text.extend_from_slice(&self.text);
        let starts = std::iter::once(&0).chain(&self.ends);
        let cell = |(start, end): (&u32, &u32)| Span { start: first + start, end: first + end };
        Strip::Each(starts.zip(&self.ends).map(cell).collect())
    }

    /// Ends a cell.
    fn end(&mut self, budget: Size) -> Result<(), Stop> {
        let start = self.ends.last().map_or(0, |end| *end as usize);
        if (self.text.len() - start) as u64 > budget.cell {
            return Err(Stop::Over(Limit::Cell));
        }
        if self.text.len() as u64 > budget.text {
            return Err(Stop::Memory);
        }
        self.ends.push(self.text.len() as u32);
        Ok(())
    }
}

/// How large a cell, and the cells of a column together, may be.
#[derive(Clone, Copy)]
pub struct Size {
    pub cell: u64,
    pub text: u64,
}

pub enum Decoder {
    /// A column whose cells all look like this.
    Same(&'static [u8]),
    Flat(Box<Flat>),
    Leaf(Box<Leaf>),
}

pub struct Leaf {
    reader: ColumnReader,
    kind: Kind,
    levels: Levels,
}

/// What definition levels mean in a column.
#[derive(Clone, Copy)]
struct Levels {
    /// A value.
    value: i16,
    /// At least an element, in lists.
    element: i16,
    list: bool,
}

macro_rules! each_type {
    ($reader:expr, $typed:ident => $work:expr) => {
        match $reader {
            ColumnReader::BoolColumnReader($typed) => $work,
            ColumnReader::Int32ColumnReader($typed) => $work,
            ColumnReader::Int64ColumnReader($typed) => $work,
            ColumnReader::Int96ColumnReader($typed) => $work,
            ColumnReader::FloatColumnReader($typed) => $work,
            ColumnReader::DoubleColumnReader($typed) => $work,
            ColumnReader::ByteArrayColumnReader($typed) => $work,
            ColumnReader::FixedLenByteArrayColumnReader($typed) => $work,
        }
    };
}

impl Decoder {
    pub fn new(chunk: &ColumnChunkMetaData, kind: Kind, pages: Pages) -> Decoder {
        if Flat::knows(chunk) {
            return Decoder::Flat(Box::new(Flat::new(chunk, kind, pages)));
        }
        let descriptor = chunk.column_descr_ptr();
        let levels = Levels {
            value: descriptor.max_def_level(),
            element: descriptor.repeated_ancestor_def_level(),
            list: descriptor.max_rep_level() > 0,
        };
        let reader = get_column_reader(descriptor, Box::new(pages));
        Decoder::Leaf(Box::new(Leaf { reader, kind, levels }))
    }

    pub fn skip(&mut self, rows: usize) -> Result<(), Stop> {
        let leaf = match self {
            Decoder::Same(_) => return Ok(()),
            Decoder::Flat(flat) => return flat.skip(rows),
            Decoder::Leaf(leaf) => leaf,
        };
        let skipped = each_type!(&mut leaf.reader, typed => typed.skip_records(rows))?;
        if skipped == rows { Ok(()) } else { Err(missing()) }
    }

    /// The cells of the next rows, whose bytes go behind `text`.
    pub fn read(&mut self, rows: usize, size: Size, text: &mut Vec<u8>) -> Result<Strip, Stop> {
        match self {
            Decoder::Same(same) => {
                let start = text.len() as u32;
                text.extend_from_slice(same);
                Ok(Strip::Same(Span { start, end: text.len() as u32 }))
            }
            Decoder::Flat(flat) => flat.read(rows, size, text),
            Decoder::Leaf(leaf) => leaf.lines(rows, size).map(|lines| lines.strip(text)),
        }
    }

    /// Makes sure that nothing is left behind the last row.
    pub fn end(&mut self) -> Result<(), Stop> {
        let leaf = match self {
            Decoder::Same(_) => return Ok(()),
            Decoder::Flat(flat) => return flat.end(),
            Decoder::Leaf(leaf) => leaf,
        };
        let more = each_type!(&mut leaf.reader, typed => records(typed, 1, &mut Read::default()))?;
        match more {
            0 => Ok(()),
            _ => Err(Stop::Broken(text!(nb: "en kolonne har for mange rader", en: "a column has too many rows"))),
        }
    }
}

impl Leaf {
    /// The next rows.
    fn lines(&mut self, rows: usize, size: Size) -> Result<Lines, Stop> {
        let (kind, levels) = (self.kind, self.levels);
        let int = |value: i64, into: &mut Vec<u8>| cells::int(value, kind, into);
        match &mut self.reader {
            ColumnReader::BoolColumnReader(typed) => {
                lines(typed, rows, levels, size, |value, into| cells::truth(*value, into))
            }
            ColumnReader::Int32ColumnReader(typed) => {
                lines(typed, rows, levels, size, |value, into| int(i64::from(*value), into))
            }
            ColumnReader::Int64ColumnReader(typed) => lines(typed, rows, levels, size, |value, into| int(*value, into)),
            ColumnReader::Int96ColumnReader(typed) => {
                lines(typed, rows, levels, size, |value, into| cells::int96(value.data(), into))
            }
            ColumnReader::FloatColumnReader(typed) => {
                lines(typed, rows, levels, size, |value, into| cells::single(*value, into))
            }
            ColumnReader::DoubleColumnReader(typed) => {
                lines(typed, rows, levels, size, |value, into| cells::double(*value, into))
            }
            ColumnReader::ByteArrayColumnReader(typed) => {
                lines(typed, rows, levels, size, |value, into| cells::bytes(value.data(), kind, into))
            }
            ColumnReader::FixedLenByteArrayColumnReader(typed) => {
                lines(typed, rows, levels, size, |value, into| cells::bytes(value.as_bytes(), kind, into))
            }
        }
    }
}

pub fn missing() -> Stop {
    Stop::Broken(text!(nb: "rader mangler i en kolonne", en: "rows are missing in a column"))
}

/// What the library makes of some rows.
struct Read<T> {
    values: Vec<T>,
    definitions: Vec<i16>,
    repetitions: Vec<i16>,
}

impl<T> Default for Read<T> {
    fn default() -> Read<T> {
        Read { values: Vec::new(), definitions: Vec::new(), repetitions: Vec::new() }
    }
}

fn records<T: DataType>(reader: &mut ColumnReaderImpl<T>, rows: usize, into: &mut Read<T::T>) -> Result<usize, Stop> {
    let Read { values, definitions, repetitions } = into;
    let (records, ..) = reader.read_records(rows, Some(definitions), Some(repetitions), values)?;
    Ok(records)
}

fn lines<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    rows: usize,
    levels: Levels,
    size: Size,
    write: impl Fn(&T::T, &mut Vec<u8>),
) -> Result<Lines, Stop> {
    let mut read = Read::default();
    if records(reader, rows, &mut read)? != rows {
        return Err(missing());
    }
    let mut lines = Lines::default();
    lines.ends.reserve(rows);
    let mut values = read.values.iter();
    let mut next = || values.next().ok_or_else(missing);
    match (levels.list, levels.value) {
        (true, _) => lists(&read.definitions, &read.repetitions, levels, size, &mut lines, |text| {
            next().map(|value| write(value, text))
        })?,
        (false, 0) => {
            for _ in 0..rows {
                write(next()?, &mut lines.text);
                lines.end(size)?;
            }
        }
        (false, _) => {
            for level in &read.definitions {
                if *level == levels.value {
                    write(next()?, &mut lines.text);
                }
                lines.end(size)?;
            }
        }
    }
    if lines.ends.len() == rows { Ok(lines) } else { Err(missing()) }
}

/// Cells of lists: a mark before each element, and before the first. One blank element is not the empty list.
fn lists(
    definitions: &[i16],
    repetitions: &[i16],
    levels: Levels,
    size: Size,
    lines: &mut Lines,
    mut value: impl FnMut(&mut Vec<u8>) -> Result<(), Stop>,
) -> Result<(), Stop> {
    if definitions.len() != repetitions.len() || repetitions.first().is_some_and(|level| *level != 0) {
        return Err(missing());
    }
    for (at, (&level, &repetition)) in definitions.iter().zip(repetitions).enumerate() {
        let begins = repetition == 0;
        let cell = lines.ends.last().map_or(0, |end| *end as usize);
        // Below the level before an element there is no list.
        if level + 1 >= levels.element {
            let single = begins && repetitions.get(at + 1).is_none_or(|next| *next == 0);
            lines.text.push(MARK);
            if level == levels.value {
                let start = lines.text.len();
                value(&mut lines.text)?;
                // A list with an element that cannot be read cannot be read.
                if lines.text.get(start) == Some(&REFUSED) {
                    lines.text.truncate(start);
                    lines.text.splice(cell..cell, NESTED.iter().copied());
                }
                if single && lines.text.len() == start {
                    lines.text.push(MARK);
                }
                if (lines.text.len() - cell) as u64 > size.cell {
                    return Err(Stop::Over(Limit::Cell));
                }
                if lines.text.len() as u64 > size.text {
                    return Err(Stop::Memory);
                }
            } else if level >= levels.element && single {
                lines.text.push(MARK);
            }
        }
        if repetitions.get(at + 1).is_none_or(|next| *next == 0) {
            if lines.text.get(cell) == Some(&REFUSED) {
                lines.text.truncate(cell + NESTED.len());
            }
            lines.end(size)?;
        }
    }
    Ok(())
}

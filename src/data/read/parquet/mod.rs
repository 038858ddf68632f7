//! Parquet: the library reads the metadata, and decodes pages in the encodings that are not read here (`flat.rs`); what is
//! unpacked and held stays within budgets. A table is read part by part, some rows of a row group at a time, and only the
//! columns that are asked for.

mod cells;
mod column;
mod decode;
mod delta;
mod flat;
mod hybrid;
mod pages;
mod table;
#[cfg(test)]
mod tests;
mod thrift;
mod values;

use super::{Format, Limit, Options, Reader};
use crate::base::{Code, Diagnostic, Text};
use crate::text;
use crate::world::Bytes;
use parquet::errors::ParquetError;
use parquet::file::metadata::{
    ParquetMetaData, ParquetMetaDataOptions, ParquetMetaDataReader, ParquetStatisticsPolicy,
};
use std::sync::Arc;

pub const PARQUET: Format =
    Format { name: "parquet", endings: &["parquet", "parq", "pq"], settings: &[], open, open_all: None, inner: None };

/// A file's first and last four bytes.
pub const MAGIC: &[u8] = b"PAR1";

/// The last bytes of a file: how long its metadata is, and the magic.
const TAIL: u64 = 8;

/// Metadata takes so many times its size in memory.
const SPREAD: u64 = 16;

/// Why a file, or a part of it, cannot be read.
#[derive(Clone, Debug, PartialEq)]
pub enum Stop {
    Over(Limit),
    /// More would be held than `memory` allows for.
    Memory,
    /// Compressed in a way that krav does not know.
    Codec(String),
    Broken(Text),
}

impl std::fmt::Display for Stop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self:?}")
    }
}

impl std::error::Error for Stop {}

impl From<ParquetError> for Stop {
    fn from(problem: ParquetError) -> Stop {
        match problem {
            ParquetError::External(inner) => match inner.downcast::<Stop>() {
                Ok(stop) => *stop,
                Err(other) => words(&other.to_string()),
            },
            other => words(&other.to_string()),
        }
    }
}

/// What the library says.
fn words(said: &str) -> Stop {
    let said = said.trim_start_matches("Parquet error: ");
    Stop::Broken(text!(nb: "{said}", en: "{said}"))
}

impl Stop {
    fn told(self, path: &str, options: &Options) -> Diagnostic {
        let problem = |message: Text| Diagnostic::error(Code::BadParquet, message).at_file(path);
        match self {
            Stop::Over(limit) => limit.exceeded(path, options),
            Stop::Memory => Limit::Memory.exceeded(path, options),
            Stop::Codec(name) => problem(text!(
                nb: "Parquet-filen er komprimert med {name}, som krav ikke kan pakke ut",
                en: "The Parquet file is compressed with {name}, which krav cannot unpack",
            ))
            .help(text!(
                nb: "Skriv den på nytt med Snappy eller Zstandard, for eksempel i DuckDB: COPY (FROM '{path}') TO 'ny.parquet' (COMPRESSION zstd)",
                en: "Write it anew with Snappy or Zstandard, such as in DuckDB: COPY (FROM '{path}') TO 'new.parquet' (COMPRESSION zstd)",
            )),
            Stop::Broken(Text { nb, en }) => {
                problem(text!(nb: "Parquet-filen kan ikke leses: {nb}", en: "The Parquet file cannot be read: {en}"))
                    .help(text!(
                        nb: "Hent filen på nytt, eller be den som laget den, om å skrive den på nytt",
                        en: "Fetch the file anew, or ask its maker to write it anew",
                    ))
            }
        }
    }
}

/// A panic of the library is an error like another.
fn contained<T>(work: impl FnOnce() -> Result<T, Stop>) -> Result<T, Stop> {
    super::contained(work).unwrap_or_else(|| {
        Err(Stop::Broken(text!(
            nb: "den er skadet (biblioteket som leser den, ga opp)",
            en: "it is damaged (the library that reads it gave up)",
        )))
    })
}

fn open(path: &str, bytes: Arc<dyn Bytes>, options: &Options) -> Result<Box<dyn Reader>, Vec<Diagnostic>> {
    let table = contained(|| {
        let metadata = metadata(&*bytes, options)?;
        table::Table::open(path, bytes, metadata, options)
    });
    match table {
        Ok(table) => Ok(Box::new(table)),
        Err(stop) => Err(vec![stop.told(path, options)]),
    }
}

/// A file's metadata, once it is known that its schema is a tree of some depth.
fn metadata(bytes: &dyn Bytes, options: &Options) -> Result<ParquetMetaData, Stop> {
    let length = bytes.len();
    let short = || {
        Stop::Broken(text!(
            nb: "den er ingen Parquet-fil, eller er kuttet av (den skal begynne og slutte med PAR1)",
            en: "it is no Parquet file, or is cut off (it should begin and end with PAR1)",
        ))
    };
    if length < TAIL + MAGIC.len() as u64 {
        return Err(short());
    }
    let (mut head, mut tail) = ([0; 4], [0; TAIL as usize]);
    read(bytes, 0, &mut head)?;
    read(bytes, length - TAIL, &mut tail)?;
    if tail[4..] == *b"PARE" || head == *b"PARE" {
        return Err(Stop::Broken(text!(
            nb: "den er kryptert; lagre den uten kryptering",
            en: "it is encrypted; save it without encryption",
        )));
    }
    if tail[4..] != *MAGIC || head != *MAGIC {
        return Err(short());
    }
    let size = u64::from(u32::from_le_bytes([tail[0], tail[1], tail[2], tail[3]]));
    let start = (length - TAIL).checked_sub(size).ok_or_else(short)?;
    if size.saturating_mul(SPREAD) > options.limit(Limit::Memory) {
        return Err(Stop::Memory);
    }
    let mut footer = vec![0; size as usize];
    read(bytes, start, &mut footer)?;
    let tree =
        || Stop::Broken(text!(nb: "kolonnene er ikke beskrevet rett", en: "its columns are not described soundly"));
    let (elements, depth) = thrift::schema(&footer).ok_or_else(tree)?;
    if depth as u64 > options.limit(Limit::Depth) {
        return Err(Stop::Over(Limit::Depth));
    }
    // A column is at most so many elements of the schema.
    if elements as u64 > options.limit(Limit::Columns).saturating_mul(4) {
        return Err(Stop::Over(Limit::Columns));
    }
    let mut wanted = ParquetMetaDataOptions::new();
    wanted.set_column_stats_policy(ParquetStatisticsPolicy::SkipAll);
    wanted.set_encoding_stats_policy(ParquetStatisticsPolicy::SkipAll);
    wanted.set_size_stats_policy(ParquetStatisticsPolicy::SkipAll);
    Ok(ParquetMetaDataReader::decode_metadata_with_options(&footer, Some(&wanted))?)
}

fn read(bytes: &dyn Bytes, at: u64, into: &mut [u8]) -> Result<(), Stop> {
    bytes.read_at(at, into).map_err(|problem| words(&problem.to_string()))
}

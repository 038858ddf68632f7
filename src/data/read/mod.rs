//! Files to chunks: one file a format, one line a format in [`READERS`].

use super::Chunk;
use crate::base::{CellPlace, Diagnostic};
use crate::world::Bytes;
use std::sync::Arc;

/// One opened table. The parts are independent of each other and of the number of threads: they follow from the bytes
/// alone, so that everything computed part by part comes out the same.
pub trait Reader: Send + Sync {
    /// The headings, in the order of columns.
    fn headings(&self) -> &[Heading];

    /// How many parts the table is read in; 0 for a table without rows.
    fn parts(&self) -> u32;

    /// Reads a part into `chunk` (whose buffers are used again). Problems are all that is wrong in the part; when one
    /// of them is an error the chunk's rows must not be judged.
    fn read(&self, part: u32, chunk: &mut Chunk) -> Vec<Diagnostic>;

    /// Where a row of a part (its first to its last cell), or a cell of it, stands in the file.
    fn place(&self, chunk: &Chunk, row: usize, column: Option<usize>) -> CellPlace;

    /// About how many bytes there are to read: decides whether threads are worth starting.
    fn size(&self) -> u64;

    /// Guesses that were made when the file was opened, as notes.
    fn notes(&self) -> &[Diagnostic] {
        &[]
    }
}

/// A column's heading, as written (trimmed, NFC), and its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Heading {
    pub text: String,
    pub place: CellPlace,
}

/// What the user fixed about a file; what is absent is guessed, and the guess is told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// `csv`, `tsv`, `json`, `ndjson`; by the file's name when absent.
    pub format: Option<String>,
    pub delimiter: Option<char>,
}

/// A format that krav reads.
pub struct Format {
    pub name: &'static str,
    /// File name endings, without the dot.
    pub endings: &'static [&'static str],
    /// Opens a table: finds the headings and the parts. Every problem found on the way is returned.
    pub open: Open,
}

/// Every format.
pub static READERS: &[Format] = &[];

/// Opens a table: a reader, or everything that keeps it from being read.
pub type Open = fn(path: &str, bytes: Arc<dyn Bytes>, options: &Options) -> Result<Box<dyn Reader>, Vec<Diagnostic>>;

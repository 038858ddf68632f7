//! Files to chunks: one file a format, one line a format in [`READERS`].

#[cfg(feature = "workbook")]
pub mod book;
pub mod cells;
pub mod csv;
pub mod encoding;
#[cfg(any(feature = "workbook", feature = "sqlite", feature = "parquet"))]
pub mod float;
pub mod guess;
pub mod inner;
pub mod joined;
pub mod json;
pub mod limits;
pub mod options;
#[cfg(feature = "parquet")]
pub mod parquet;
mod place;
pub mod source;
#[cfg(feature = "sqlite")]
pub mod sqlite;
pub mod tree;

pub use csv::{FoundCell, Lines, SoughtCell};
pub use guess::Guess;
pub use limits::Limit;
pub use options::Options;
pub use place::Stretch;
pub use source::Source;

use super::Chunk;
use crate::base::{CellPlace, Code, Diagnostic, Text};
use crate::text;
use crate::world::Bytes;
use std::ops::Range;
use std::sync::Arc;

/// One opened table. The parts are independent of each other and of the number of threads: they follow from the bytes
/// alone, so that everything computed part by part comes out the same.
pub trait Reader: Send + Sync {
    /// The headings, in the order of columns.
    fn headings(&self) -> &[Heading];

    /// How many parts the table is read in; 0 for a table without rows.
    fn parts(&self) -> u32;

    /// Whether a part is best read by whoever has just read the one before it, as in files that are only read forwards.
    fn follows(&self, _part: u32) -> bool {
        false
    }

    /// Reads a part into `chunk` (whose buffers are used again). Problems are all that is wrong in the part; when one
    /// of them is an error the chunk's rows must not be judged.
    fn read(&self, part: u32, chunk: &mut Chunk) -> Vec<Diagnostic>;

    /// [`Reader::read`] of these columns; the others may be left blank.
    fn read_some(&self, part: u32, _columns: &[usize], chunk: &mut Chunk) -> Vec<Diagnostic> {
        self.read(part, chunk)
    }

    /// A part to find single cells in again by where they begin ([`Chunk::begins`]); uses memory that was used before.
    /// `None` from readers that find no cell so, and for parts that can no longer be read.
    fn lines(&self, _part: u32, _memory: Vec<u8>) -> Option<Lines> {
        None
    }

    /// Why no cell of a column can be read, whatever the column expects.
    fn unreadable(&self, _column: usize) -> Option<Diagnostic> {
        None
    }

    /// Where a row of a part (its first to its last cell), or a cell of it, stands in the file.
    fn place(&self, chunk: &Chunk, row: usize, column: Option<usize>) -> CellPlace;

    /// [`Reader::place`] without the lines around it, which only people look at.
    fn bare_place(&self, chunk: &Chunk, row: usize, column: Option<usize>) -> CellPlace {
        CellPlace { window: None, ..self.place(chunk, row, column) }
    }

    /// [`Reader::bare_place`] into memory that was used before.
    fn bare_place_into(&self, chunk: &Chunk, row: usize, column: Option<usize>, place: &mut CellPlace) {
        *place = self.bare_place(chunk, row, column);
    }

    /// Where an element of a list cell stands: its number from 0, and its bytes in [`Chunk::raw`]. The whole cell where a
    /// format cannot tell.
    fn element(&self, chunk: &Chunk, row: usize, column: usize, _number: usize, _bytes: Range<usize>) -> CellPlace {
        self.place(chunk, row, Some(column))
    }

    /// [`Reader::place`] without the path and the lines around it: cheap enough for a million findings.
    fn spot(&self, chunk: &Chunk, row: usize, column: Option<usize>) -> Spot;

    /// About how many bytes of text there are to read: decides whether threads are worth starting.
    fn size(&self) -> u64;

    /// What was guessed when the file was opened.
    fn guesses(&self) -> &[Guess] {
        &[]
    }

    /// What else is to be told of the file: warnings and notes, never errors.
    fn notes(&self) -> &[Diagnostic] {
        &[]
    }

    /// What is to be told once every part has been read, such as how many rows were left out.
    fn afterwards(&self) -> Vec<Diagnostic> {
        Vec::new()
    }

    /// A first reading that need not know for certain where parts begin, where that spares a reading before it.
    fn draft(&self) -> Option<&dyn Draft> {
        None
    }
}

/// A reading of all parts by a guess of where they begin. Nothing of it counts before every part has fitted.
pub trait Draft: Send + Sync {
    /// How many parts there are by the guess.
    fn parts(&self) -> u32;

    /// As [`Reader::read`]; false when the part does not fit, or has a problem that the reader is to tell.
    fn read(&self, part: u32, chunk: &mut Chunk) -> bool;

    /// Ends the reading, with whether every part fitted. If so the reader has these parts from now on.
    fn settle(&self, fits: bool);
}

/// Lines and columns of a place, as in [`CellPlace`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spot {
    pub line: u32,
    pub column: u32,
    pub end_line: u32,
    pub end_column: u32,
}

/// A column's heading, as written (trimmed, NFC), and its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Heading {
    pub text: String,
    pub place: CellPlace,
}

/// What stands before the text of a cell that cannot be read, whatever its column expects: see [`Chunk::refused_mark`].
pub const REFUSED: u8 = 0x1E;

/// A format that krav reads.
pub struct Format {
    pub name: &'static str,
    /// File name endings, without the dot.
    pub endings: &'static [&'static str],
    /// The settings (names in [`options::SETTINGS`]) that mean something here, beside `format`.
    pub settings: &'static [&'static str],
    /// Opens a table: finds the headings and the parts. Every problem found on the way is returned.
    pub open: Open,
    /// Opens several files as one table, where a format does this in a way of its own. Otherwise the files are tables
    /// with the same headings, one behind the other.
    pub open_all: Option<OpenAll>,
    /// The tables inside a file, for formats whose files may hold several; `part` of the options chooses one.
    pub inner: Option<ListInner>,
}

/// Every format.
pub static READERS: &[Format] = &[
    csv::CSV,
    csv::TSV,
    json::JSON,
    json::NDJSON,
    tree::YAML,
    #[cfg(feature = "workbook")]
    book::XLSX,
    #[cfg(feature = "workbook")]
    book::ODS,
    #[cfg(feature = "workbook")]
    book::XLS,
    #[cfg(feature = "sqlite")]
    sqlite::SQLITE,
    #[cfg(feature = "parquet")]
    parquet::PARQUET,
];

/// Opens a table: a reader, or everything that keeps it from being read.
pub type Open = fn(path: &str, bytes: Arc<dyn Bytes>, options: &Options) -> Result<Box<dyn Reader>, Vec<Diagnostic>>;

/// The tables inside a file, or everything that keeps them from being known.
pub type ListInner =
    fn(path: &str, bytes: Arc<dyn Bytes>, options: &Options) -> Result<Vec<inner::Inner>, Vec<Diagnostic>>;

/// Opens a table of several files, which are at least one.
pub type OpenAll = fn(files: &[Source], options: &Options) -> Result<Box<dyn Reader>, Vec<Diagnostic>>;

/// The format that a file is read in: the one that the options name, or the one of its ending (before `.gz`).
pub fn format_of(path: &str, options: &Options) -> Result<&'static Format, Diagnostic> {
    let unpacked = source::unpacked_path(path);
    let file = unpacked.rsplit(['/', '\\']).next().unwrap_or(unpacked);
    let ending = file.rsplit_once('.').map_or("", |(_, ending)| ending).to_lowercase();
    let known = match &options.format {
        Some(name) => READERS.iter().find(|format| format.name == name.to_lowercase()),
        None => READERS.iter().find(|format| format.endings.contains(&ending.as_str())),
    };
    known.ok_or_else(|| unknown_format(path, &ending, options))
}

/// Formats that say themselves what they are, by the first bytes of their files.
static FIRST_BYTES: &[(&str, &[u8])] = &[("parquet", b"PAR1"), ("sqlite", b"SQLite format 3\0")];

/// The format that the first bytes of a file say it is of, also where krav was built without it.
pub fn named_by(start: &[u8]) -> Option<&'static str> {
    FIRST_BYTES.iter().find(|(_, bytes)| start.starts_with(bytes)).map(|(name, _)| *name)
}

/// Endings and names of formats that krav may be built without, with the feature that brings them.
static OPTIONAL: &[(&str, bool, &[&str])] = &[
    ("workbook", cfg!(feature = "workbook"), &["xlsx", "xlsm", "xltx", "xltm", "ods", "ots", "xls", "xlt"]),
    ("sqlite", cfg!(feature = "sqlite"), &["sqlite", "sqlite3", "db", "db3", "gpkg"]),
    ("parquet", cfg!(feature = "parquet"), &["parquet", "parq", "pq"]),
];

fn unknown_format(path: &str, ending: &str, options: &Options) -> Diagnostic {
    let names: Vec<&str> = READERS.iter().map(|format| format.name).collect();
    let all = names.join(", ");
    let message = match &options.format {
        Some(name) => text!(nb: "krav kjenner ikke formatet «{name}»", en: "krav does not know the format “{name}”"),
        None if path == source::INPUT => text!(
            nb: "Standard inn har ikke noe navn som sier hva den er; oppgi formatet, som --from csv",
            en: "Standard input has no name that tells what it is; name the format, such as --from csv",
        ),
        None => text!(
            nb: "krav kjenner ikke filer som slutter på «.{ending}»",
            en: "krav does not know files that end in “.{ending}”",
        ),
    };
    let wrong = options.format.as_deref().unwrap_or(ending).to_lowercase();
    let problem = Diagnostic::error(Code::UnknownFormat, message)
        .at_file(path)
        .help(text!(nb: "Formater: {all}", en: "Formats: {all}"));
    let left_out = OPTIONAL.iter().find(|(_, built, endings)| !built && endings.contains(&wrong.as_str()));
    if let Some((feature, ..)) = left_out {
        return problem.help(text!(
            nb: "Denne krav er bygget uten {feature}. Bygg den med: cargo install --path . --features {feature}",
            en: "This krav was built without {feature}. Build it with: cargo install --path . --features {feature}",
        ));
    }
    match crate::base::nearest(&wrong, names.iter().copied()) {
        Some(name) => problem.help(text!(nb: "Mente du «{name}»?", en: "Did you mean “{name}”?")),
        None => problem,
    }
}

/// The operating system's word that a file cannot be read.
pub fn cannot_read(path: &str, problem: &std::io::Error) -> Diagnostic {
    let message = match problem.kind() {
        std::io::ErrorKind::NotFound => text!(nb: "Filen finnes ikke", en: "The file does not exist"),
        std::io::ErrorKind::PermissionDenied => {
            text!(nb: "Du har ikke lov til å lese filen", en: "You may not read the file")
        }
        std::io::ErrorKind::IsADirectory => {
            text!(nb: "Dette er en mappe, ikke en fil", en: "This is a folder, not a file")
        }
        std::io::ErrorKind::FileTooLarge => text!(
            nb: "Dette er ingen vanlig fil, og det kommer mer enn krav holder i minnet; lagre det i en fil først",
            en: "This is no ordinary file, and more comes than krav holds in memory; save it in a file first",
        ),
        std::io::ErrorKind::UnexpectedEof => {
            text!(nb: "Filen ble kortere mens den ble lest", en: "The file grew shorter while it was read")
        }
        _ => Text::new(format!("Filen kan ikke leses: {problem}"), format!("The file cannot be read: {problem}")),
    };
    Diagnostic::error(Code::CannotRead, message).at_file(path)
}

/// Does what a library might panic at; `None` when it did. Nothing of what it was about may be used afterwards.
fn contained<T>(work: impl FnOnce() -> T) -> Option<T> {
    crate::base::contain::contained(work)
}

/// A byte that UTF-8 does not have there.
fn not_utf8(byte: u8, line: u64) -> Diagnostic {
    let message = text!(
        nb: "Byten 0x{byte:02X} på linje {line} er ikke UTF-8",
        en: "The byte 0x{byte:02X} on line {line} is not UTF-8",
    );
    Diagnostic::error(Code::NotUtf8, message).help(text!(
        nb: "Filen er trolig lagret som Windows-1252 (vanlig fra Excel). Lagre den som «CSV UTF-8», eller oppgi tegnsettet",
        en: "The file is probably saved as Windows-1252 (common from Excel). Save it as “CSV UTF-8”, or name the encoding",
    ))
}

/// The file begins with a UTF-16 byte order mark.
fn utf16(path: &str) -> Diagnostic {
    let message = text!(nb: "Filen er lagret som UTF-16", en: "The file is saved as UTF-16");
    Diagnostic::error(Code::NotUtf8, message)
        .at_file(path)
        .help(text!(nb: "Lagre den som UTF-8 («CSV UTF-8» i Excel)", en: "Save it as UTF-8 (“CSV UTF-8” in Excel)"))
}

//! The only door to disk, clock and environment. Everything else asks this trait.

#[cfg(feature = "cli")]
pub mod disk;
pub mod memory;
#[cfg(feature = "cli")]
pub mod terminal;

#[cfg(feature = "cli")]
pub use disk::Disk;
pub use memory::Memory;

use std::io;
use std::sync::Arc;

/// What krav needs of the machine it runs on.
pub trait World: Send + Sync {
    /// Opens a file for reading at any place.
    fn open(&self, path: &str) -> io::Result<Arc<dyn Bytes>>;

    /// Reads a text file whole (rule files, `krav.toml`).
    fn read(&self, path: &str) -> io::Result<Vec<u8>>;

    /// The files of a folder, sorted by name; folders inside it end with `/`.
    fn list(&self, path: &str) -> io::Result<Vec<String>>;

    fn kind(&self, path: &str) -> Kind;

    /// Today, as `yyyy-mm-dd` in UTC: the measuring date when none is given.
    fn today(&self) -> crate::value::Date;

    /// Writes a file whole or not at all.
    fn write(&self, path: &str, bytes: &[u8]) -> io::Result<()>;

    /// All of standard input.
    fn input(&self) -> io::Result<Vec<u8>> {
        Err(io::ErrorKind::Unsupported.into())
    }

    /// A variable of the environment, if it is set and not empty.
    fn variable(&self, _name: &str) -> Option<String> {
        None
    }

    /// What measures how long things take; `None` where time is not to be known.
    fn clock(&self) -> Option<crate::base::Clock> {
        None
    }

    /// How many columns the terminal has that a stream goes to; `None` where it goes to no terminal.
    fn terminal(&self, _stream: Stream) -> Option<usize> {
        None
    }
}

/// Where the process writes to people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    Out,
    Err,
}

/// The bytes of an opened file.
pub trait Bytes: Send + Sync {
    fn len(&self) -> u64;

    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Fills `buffer` from `offset`; fails when the file is too short for it.
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()>;
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    File,
    Folder,
    Absent,
}

//! The only door to disk, clock and environment. Everything else asks this trait.

#[cfg(feature = "cli")]
pub mod disk;
pub mod memory;
#[cfg(feature = "cli")]
pub mod terminal;

#[cfg(feature = "cli")]
pub use disk::Disk;
pub use memory::Memory;

use std::io::{self, Write};
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

    /// Begins a file that is written bit by bit, and is there whole or not at all.
    fn draft<'w>(&'w self, path: &str) -> io::Result<Box<dyn Draft + 'w>>;

    /// Writes a file whole or not at all.
    fn write(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let mut draft = self.draft(path)?;
        draft.write_all(bytes)?;
        draft.place()
    }

    /// Whether two paths lead to one file.
    fn is_same(&self, path: &str, other: &str) -> bool {
        path == other
    }

    /// Makes a folder, and those around it that are missing.
    fn make_folder(&self, _path: &str) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    /// All of standard input; fails with [`io::ErrorKind::FileTooLarge`] when that is more than `most` bytes.
    fn input(&self, _most: u64) -> io::Result<Vec<u8>> {
        Err(io::ErrorKind::Unsupported.into())
    }

    /// Something that changes when a file does, or a folder's list of files; `None` for what is not there. Never part of
    /// a verdict.
    fn stamp(&self, _path: &str) -> Option<u64> {
        None
    }

    /// Waits for so many milliseconds; false where there is no time to wait.
    fn wait(&self, _milliseconds: u64) -> bool {
        false
    }

    /// The folder that relative paths begin in, from the root; `None` where there is none.
    fn working_folder(&self) -> Option<String> {
        None
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

/// The most that is read of what has no length: a pipe, a device.
pub const ENDLESS: u64 = 256 << 20;

/// A file in the making. Nothing is seen of it before it is placed; a draft that is dropped leaves nothing behind.
pub trait Draft: Write {
    /// Puts the file where it belongs, in place of one that may be there.
    fn place(self: Box<Self>) -> io::Result<()>;
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

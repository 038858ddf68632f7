//! A world that exists in memory only: for tests, documentation, the editor and the web.

use super::{Bytes, Draft, Kind, World};
use crate::value::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

/// Files by path (`/` between folders, which exist as far as files lie in them), and a day that is set.
#[derive(Debug, Default)]
pub struct Memory {
    files: Mutex<BTreeMap<String, Arc<[u8]>>>,
    today: Option<Date>,
    input: Vec<u8>,
    working_folder: Option<String>,
}

impl Memory {
    pub fn new() -> Memory {
        Memory::default()
    }

    /// Adds a file, or replaces it.
    pub fn file(self, path: &str, bytes: impl AsRef<[u8]>) -> Memory {
        self.put(path, bytes.as_ref());
        self
    }

    /// Sets the day; 1970-01-01 otherwise.
    pub fn on(mut self, today: Date) -> Memory {
        self.today = Some(today);
        self
    }

    /// Sets what stands on standard input; nothing otherwise.
    pub fn input(mut self, bytes: impl AsRef<[u8]>) -> Memory {
        self.input = bytes.as_ref().to_vec();
        self
    }

    /// Sets the folder that we stand in; none otherwise. Files above it are added as `../name`.
    pub fn standing_in(mut self, folder: &str) -> Memory {
        self.working_folder = Some(folder.to_string());
        self
    }

    fn put(&self, path: &str, bytes: &[u8]) {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        files.insert(plain(path).to_owned(), bytes.into());
    }

    fn get(&self, path: &str) -> io::Result<Arc<[u8]>> {
        let files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        files.get(plain(path)).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

/// `./a/b/` is `a/b`.
fn plain(path: &str) -> &str {
    let path = path.trim_end_matches('/');
    match path.strip_prefix("./") {
        Some(rest) => plain(rest),
        None if path == "." => "",
        None => path,
    }
}

impl World for Memory {
    fn open(&self, path: &str) -> io::Result<Arc<dyn Bytes>> {
        Ok(Arc::new(Text(self.get(path)?)))
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        self.get(path).map(|bytes| bytes.to_vec())
    }

    fn list(&self, path: &str) -> io::Result<Vec<String>> {
        let folder = plain(path);
        let files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        let inside = |file: &String| -> Option<String> {
            let rest = if folder.is_empty() { file } else { file.strip_prefix(folder)?.strip_prefix('/')? };
            Some(rest.split_inclusive('/').next()?.to_owned())
        };
        let names: BTreeSet<String> = files.keys().filter_map(inside).collect();
        if names.is_empty() && !folder.is_empty() {
            return Err(io::ErrorKind::NotFound.into());
        }
        Ok(names.into_iter().collect())
    }

    fn kind(&self, path: &str) -> Kind {
        match (self.get(path), self.list(path)) {
            (Ok(_), _) => Kind::File,
            (_, Ok(_)) => Kind::Folder,
            _ => Kind::Absent,
        }
    }

    fn today(&self) -> Date {
        self.today.unwrap_or(Date(0))
    }

    fn input(&self, most: u64) -> io::Result<Vec<u8>> {
        if self.input.len() as u64 > most { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(self.input.clone()) }
    }

    fn working_folder(&self) -> Option<String> {
        self.working_folder.clone()
    }

    fn make_folder(&self, _path: &str) -> io::Result<()> {
        Ok(())
    }

    fn draft<'w>(&'w self, path: &str) -> io::Result<Box<dyn Draft + 'w>> {
        if self.kind(path) == Kind::Folder {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        Ok(Box::new(Unplaced { world: self, path: path.to_owned(), bytes: Vec::new() }))
    }

    fn is_same(&self, path: &str, other: &str) -> bool {
        plain(path) == plain(other)
    }
}

/// A file that is not in the world yet.
struct Unplaced<'w> {
    world: &'w Memory,
    path: String,
    bytes: Vec<u8>,
}

impl Write for Unplaced<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Draft for Unplaced<'_> {
    fn place(self: Box<Self>) -> io::Result<()> {
        self.world.put(&self.path, &self.bytes);
        Ok(())
    }
}

/// Bytes that are all in memory.
#[derive(Clone, Debug)]
pub struct Text<T>(pub T);

impl<T: AsRef<[u8]> + Send + Sync> Bytes for Text<T> {
    fn len(&self) -> u64 {
        self.0.as_ref().len() as u64
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        let range = usize::try_from(offset).ok().and_then(|from| Some(from..from.checked_add(buffer.len())?));
        match range.and_then(|range| self.0.as_ref().get(range)) {
            Some(bytes) => buffer.copy_from_slice(bytes),
            None => return Err(io::ErrorKind::UnexpectedEof.into()),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_make_folders() {
        let world = Memory::new().file("a/x.csv", "1").file("./a/b/y.csv", "2").file("krav.toml", "");
        assert_eq!(world.list(".").expect("the root"), ["a/", "krav.toml"]);
        assert_eq!(world.list("a/").expect("a folder"), ["b/", "x.csv"]);
        assert!(world.list("c").is_err());
        assert_eq!(world.kind("a/b"), Kind::Folder);
        assert_eq!(world.kind("./a/b/y.csv"), Kind::File);
        assert_eq!(world.kind("a/z"), Kind::Absent);
        world.write("ny", b"tekst").expect("memory is never full");
        assert_eq!(world.read("ny").expect("written"), b"tekst");
        let mut two = [0; 2];
        let bytes = world.open("ny").expect("written");
        bytes.read_at(3, &mut two).expect("inside");
        assert_eq!(&two, b"st");
        assert!(bytes.read_at(4, &mut two).is_err());
        assert!(bytes.read_at(u64::MAX, &mut two).is_err());
    }
}

//! The machine itself: files, folders and the day. Nothing else in krav touches them.

use super::{Bytes, Draft, Kind, World};
use crate::value::Date;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// The world as the operating system shows it; paths are relative to the working directory.
#[derive(Clone, Copy, Debug, Default)]
pub struct Disk;

/// A file that is read at any place. Its length is what it was when it was opened: a file that shrinks under the
/// reading gives an error, one that grows is read as it was.
struct OpenFile {
    file: File,
    len: u64,
}

impl Bytes for OpenFile {
    fn len(&self) -> u64 {
        self.len
    }

    #[cfg(unix)]
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        std::os::unix::fs::FileExt::read_exact_at(&self.file, buffer, offset)
    }

    #[cfg(windows)]
    fn read_at(&self, mut offset: u64, mut buffer: &mut [u8]) -> io::Result<()> {
        while !buffer.is_empty() {
            match std::os::windows::fs::FileExt::seek_read(&self.file, buffer, offset) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(n) => {
                    buffer = &mut buffer[n..];
                    offset += n as u64;
                }
                Err(problem) if problem.kind() == io::ErrorKind::Interrupted => {}
                Err(problem) => return Err(problem),
            }
        }
        Ok(())
    }
}

impl World for Disk {
    fn open(&self, path: &str) -> io::Result<Arc<dyn Bytes>> {
        let file = File::open(path)?;
        let about = file.metadata()?;
        if about.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        if !about.is_file() {
            // A pipe or a device has no length and no places; it is read to its end instead.
            return Ok(Arc::new(super::memory::Text(bounded(file, super::ENDLESS)?)));
        }
        Ok(Arc::new(OpenFile { len: about.len(), file }))
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        fs::read(path)
    }

    fn list(&self, path: &str) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(path)? {
            let entry = entry?;
            let mut name = entry.file_name().to_string_lossy().into_owned();
            if entry.path().is_dir() {
                name.push('/');
            }
            names.push(name);
        }
        names.sort();
        Ok(names)
    }

    fn kind(&self, path: &str) -> Kind {
        match fs::metadata(path) {
            Ok(about) if about.is_dir() => Kind::Folder,
            Ok(_) => Kind::File,
            Err(_) => Kind::Absent,
        }
    }

    fn today(&self) -> Date {
        let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        Date(i32::try_from(seconds / 86_400).unwrap_or(i32::MAX))
    }

    fn draft<'w>(&'w self, path: &str) -> io::Result<Box<dyn Draft + 'w>> {
        // Through a link, it is the file behind it that is written.
        let path = fs::canonicalize(path).unwrap_or_else(|_| PathBuf::from(path));
        if fs::metadata(&path).is_ok_and(|about| !about.is_file() && !about.is_dir()) {
            // A pipe or a device takes what comes, and cannot be replaced.
            return Ok(Box::new(Stream(File::options().write(true).open(&path)?)));
        }
        let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_string_lossy().into_owned();
        let (file, draft) = draft(&path, &name)?;
        Ok(Box::new(Replacement { file: Some(BufWriter::with_capacity(1 << 16, file)), draft, path }))
    }

    fn is_same(&self, path: &str, other: &str) -> bool {
        let real = |path: &str| {
            fs::canonicalize(path).or_else(|_| {
                let path = Path::new(path);
                let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
                fs::canonicalize(folder).map(|folder| folder.join(path.file_name().unwrap_or_default()))
            })
        };
        path == other || matches!((real(path), real(other)), (Ok(one), Ok(two)) if one == two)
    }

    fn make_folder(&self, path: &str) -> io::Result<()> {
        fs::create_dir_all(path)
    }

    fn input(&self, most: u64) -> io::Result<Vec<u8>> {
        bounded(io::stdin().lock(), most)
    }

    fn stamp(&self, path: &str) -> Option<u64> {
        let about = fs::metadata(path).ok()?;
        let changed = about.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        Some((changed.as_nanos() as u64).rotate_left(8) ^ about.len())
    }

    fn wait(&self, milliseconds: u64) -> bool {
        std::thread::sleep(std::time::Duration::from_millis(milliseconds));
        true
    }

    fn working_folder(&self) -> Option<String> {
        std::env::current_dir().ok().map(|folder| folder.to_string_lossy().into_owned())
    }

    fn variable(&self, name: &str) -> Option<String> {
        super::terminal::variable(name)
    }

    fn clock(&self) -> Option<crate::base::Clock> {
        Some(nanoseconds)
    }

    fn terminal(&self, stream: super::Stream) -> Option<usize> {
        super::terminal::width(stream)
    }
}

fn nanoseconds() -> u64 {
    static START: OnceLock<Instant> = OnceLock::new();
    u64::try_from(START.get_or_init(Instant::now).elapsed().as_nanos()).unwrap_or(u64::MAX)
}

/// Reads to the end, unless that is too far.
fn bounded(from: impl Read, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = from.take(most.saturating_add(1)).read_to_end(&mut bytes)? as u64;
    if read > most { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(bytes) }
}

/// A new file that will take another's place.
struct Replacement {
    /// Taken when the file is placed.
    file: Option<BufWriter<File>>,
    draft: PathBuf,
    path: PathBuf,
}

impl Write for Replacement {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.as_mut().ok_or(io::ErrorKind::BrokenPipe)?.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl Draft for Replacement {
    fn place(mut self: Box<Self>) -> io::Result<()> {
        let file = self.file.take().ok_or(io::ErrorKind::BrokenPipe)?;
        let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.sync_all()?;
        drop(file);
        fs::rename(&self.draft, &self.path)
    }
}

impl Drop for Replacement {
    fn drop(&mut self) {
        self.file = None;
        // After a rename there is no draft. What keeps one from being removed is less telling than the first problem.
        let _ = fs::remove_file(&self.draft);
    }
}

/// A pipe or a device, written as it stands.
struct Stream(File);

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl Draft for Stream {
    fn place(mut self: Box<Self>) -> io::Result<()> {
        self.0.flush()
    }
}

/// A new file beside the one to be written, under a name that nobody has.
fn draft(path: &Path, name: &str) -> io::Result<(File, PathBuf)> {
    for attempt in 0..100 {
        let draft = path.with_file_name(format!(".{name}.{}-{attempt}.tmp", std::process::id()));
        match OpenOptions::new().write(true).create_new(true).open(&draft) {
            Err(problem) if problem.kind() == io::ErrorKind::AlreadyExists => {}
            opened => return opened.map(|file| (file, draft)),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_written_whole_and_read_at_any_place() {
        let folder = std::env::temp_dir().join(format!("krav-disk-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a temporary folder can be made");
        let path = folder.join("rapport.json").to_string_lossy().into_owned();
        Disk.write(&path, b"old").expect("written");
        Disk.write(&path, "blåbær".as_bytes()).expect("replaced");
        let bytes = Disk.open(&path).expect("opened");
        let mut part = [0; 3];
        bytes.read_at(5, &mut part).expect("in range");
        assert_eq!((bytes.len(), &part), (8, &[0xc3, 0xa6, b'r']));
        assert!(bytes.read_at(6, &mut part).is_err());
        assert_eq!(Disk.list(&folder.to_string_lossy()).expect("listed"), ["rapport.json"]);
        assert!(Disk.write(&folder.to_string_lossy(), b"x").is_err());
        let mut unfinished = Disk.draft(&path).expect("begun");
        unfinished.write_all(b"half").expect("written");
        drop(unfinished);
        assert_eq!(Disk.read(&path).expect("read"), "blåbær".as_bytes());
        assert_eq!(Disk.list(&folder.to_string_lossy()).expect("listed"), ["rapport.json"], "no draft is left");
        assert!(Disk.draft(&folder.join("absent/x").to_string_lossy()).is_err());
        let detour = folder.join("../").join(folder.file_name().expect("a name")).join("rapport.json");
        assert!(Disk.is_same(&path, &detour.to_string_lossy()) && !Disk.is_same(&path, "rapport.json"));
        #[cfg(unix)]
        Disk.write("/dev/null", b"x").expect("a device takes what comes");
        assert_eq!(Disk.kind(&path), Kind::File);
        fs::remove_dir_all(&folder).expect("removed");
        assert_eq!(Disk.kind(&path), Kind::Absent);
        assert!(Disk.today() > Date(20_000));
    }
}

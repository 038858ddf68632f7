//! Between the world and the readers: a file's bytes as a reader wants them, whether the file was packed (`.gz`,
//! `.zst`) or came from standard input.

use super::{Limit, Options, cannot_read};
use crate::base::{self, Code, Diagnostic};
use crate::text;
use crate::world::memory::Text;
use crate::world::{Bytes, World};
use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;

/// The path that stands for standard input.
pub const INPUT: &str = "-";

/// A file that a reader can read at any place.
#[derive(Clone)]
pub struct Source {
    /// As it is shown.
    pub path: String,
    /// Unpacked.
    pub bytes: Arc<dyn Bytes>,
}

/// How a file is packed.
struct Packing {
    ending: &'static str,
    name: &'static str,
    magic: &'static [u8],
    unpack: fn(&mut dyn BufRead, &mut Held) -> io::Result<()>,
}

static PACKINGS: &[Packing] = &[
    Packing { ending: ".gz", name: "gzip", magic: &[0x1F, 0x8B], unpack: gunzip },
    Packing { ending: ".zst", name: "Zstandard", magic: &[0x28, 0xB5, 0x2F, 0xFD], unpack: unzstd },
];

/// A path without the ending of its packing: `tiltak.csv` of `tiltak.csv.gz`.
pub fn unpacked_path(path: &str) -> &str {
    let ends = |ending: &str| {
        let at = path.len().checked_sub(ending.len())?;
        let fits = path.is_char_boundary(at) && path[at..].eq_ignore_ascii_case(ending);
        (fits && at > 0).then(|| &path[..at])
    };
    PACKINGS.iter().find_map(|packing| ends(packing.ending)).unwrap_or(path)
}

/// Opens a file, or standard input, for a reader. What is packed is unpacked into memory, by its first bytes and not by
/// its name.
pub fn open(world: &dyn World, path: &str, options: &Options) -> Result<Source, Diagnostic> {
    let most = options.limit(Limit::Memory);
    let (shown, opened) = match path {
        INPUT => (input_name().to_string(), world.input(most).map(|bytes| Arc::new(Text(bytes)) as Arc<dyn Bytes>)),
        _ => (path.to_string(), world.open(path)),
    };
    let bytes = match opened {
        Ok(bytes) => bytes,
        Err(problem) if path == INPUT && problem.kind() == io::ErrorKind::FileTooLarge => {
            return Err(Limit::Memory.exceeded(&shown, options));
        }
        Err(problem) => return Err(cannot_read(&shown, &problem)),
    };
    let mut first = [0; 4];
    let start = &mut first[..bytes.len().min(4) as usize];
    bytes.read_at(0, start).map_err(|problem| cannot_read(&shown, &problem))?;
    let Some(packing) = PACKINGS.iter().find(|packing| start.starts_with(packing.magic)) else {
        return match PACKINGS.iter().find(|packing| path.to_lowercase().ends_with(packing.ending)) {
            Some(packing) => Err(not_packed(&shown, packing)),
            None => Ok(Source { path: shown, bytes }),
        };
    };
    let mut held = Held::within(most);
    let mut stream = BufReader::with_capacity(1 << 16, Stream { bytes: &*bytes, at: 0 });
    match (packing.unpack)(&mut stream, &mut held) {
        Ok(()) => Ok(Source { path: shown, bytes: Arc::new(held) }),
        Err(problem) if problem.kind() == io::ErrorKind::FileTooLarge => Err(Limit::Memory.exceeded(&shown, options)),
        Err(problem) => Err(damaged(&shown, packing, &problem)),
    }
}

/// What standard input is called where a file's path would stand.
fn input_name() -> &'static str {
    "stdin"
}

fn not_packed(path: &str, packing: &Packing) -> Diagnostic {
    let (name, ending) = (packing.name, packing.ending);
    let message = text!(
        nb: "Filen heter {ending}, men er ikke pakket med {name}",
        en: "The file is named {ending}, but is not packed with {name}",
    );
    Diagnostic::error(Code::CannotRead, message).at_file(path).help(text!(
        nb: "Fjern {ending} fra navnet om filen ikke er pakket, ellers hent den på nytt",
        en: "Remove {ending} from the name if the file is not packed, otherwise fetch it anew",
    ))
}

fn damaged(path: &str, packing: &Packing, problem: &io::Error) -> Diagnostic {
    let name = packing.name;
    let message = match problem.kind() {
        io::ErrorKind::UnexpectedEof => text!(
            nb: "Den pakkede filen ({name}) slutter for tidlig",
            en: "The packed file ({name}) ends too early",
        ),
        _ => text!(
            nb: "Den pakkede filen ({name}) er skadet: {problem}",
            en: "The packed file ({name}) is damaged: {problem}",
        ),
    };
    Diagnostic::error(Code::CannotRead, message)
        .at_file(path)
        .help(base::Text::new("Hent filen på nytt, eller pakk den på nytt", "Fetch the file anew, or pack it anew"))
}

fn gunzip(packed: &mut dyn BufRead, held: &mut Held) -> io::Result<()> {
    held.fill(&mut flate2::bufread::MultiGzDecoder::new(packed))
}

/// Frame by frame, with the checksum of each.
fn unzstd(packed: &mut dyn BufRead, held: &mut Held) -> io::Result<()> {
    use ruzstd::decoding::StreamingDecoder;
    use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
    while !packed.fill_buf()?.is_empty() {
        let mut decoder = match StreamingDecoder::new(&mut *packed) {
            Ok(decoder) => decoder,
            Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame { length, .. })) => {
                let skipped = io::copy(&mut (&mut *packed).take(u64::from(length)), &mut io::sink())?;
                if skipped < u64::from(length) {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
                continue;
            }
            Err(problem) => return Err(io::Error::other(problem)),
        };
        let before = held.len;
        held.fill(&mut decoder)?;
        let frame = decoder.into_frame_decoder();
        let sum = frame.get_checksum_from_data();
        if sum.is_some() && sum != frame.get_calculated_checksum() {
            return Err(io::Error::other("checksum"));
        }
        let stated = frame.content_size();
        if stated != 0 && stated != held.len - before {
            return Err(io::Error::other("size"));
        }
    }
    Ok(())
}

/// Unpacks gzip that is to give so many bytes; one more and no further where it gives more.
#[cfg(feature = "parquet")]
pub(super) fn gunzip_to(packed: &[u8], size: usize, into: &mut Vec<u8>) -> io::Result<()> {
    flate2::bufread::MultiGzDecoder::new(packed).take(size as u64 + 1).read_to_end(into).map(|_| ())
}

/// Unpacks Zstandard that is to give so many bytes at most.
#[cfg(feature = "parquet")]
pub(super) fn unzstd_to(packed: &[u8], size: usize, into: &mut Vec<u8>) -> io::Result<()> {
    let start = into.len();
    into.resize(start + size, 0);
    let count = zstd::bulk::decompress_to_buffer(packed, &mut into[start..])?;
    into.truncate(start + count);
    Ok(())
}

/// The check sum of gzip (CRC-32).
#[cfg(feature = "parquet")]
pub(super) fn check_sum(bytes: &[u8]) -> u32 {
    let mut sum = flate2::Crc::new();
    sum.update(bytes);
    sum.sum()
}

/// Bytes as a stream.
struct Stream<'a> {
    bytes: &'a dyn Bytes,
    at: u64,
}

impl Read for Stream<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.bytes.len() - self.at;
        let count = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
        self.bytes.read_at(self.at, &mut buffer[..count])?;
        self.at += count as u64;
        Ok(count)
    }
}

/// Bytes in memory, in blocks: growing copies nothing.
pub struct Held {
    blocks: Vec<Vec<u8>>,
    len: u64,
    most: u64,
}

const BLOCK: usize = 1 << 20;

impl Held {
    /// Empty, for at most so many bytes.
    pub fn within(most: u64) -> Held {
        Held { blocks: Vec::new(), len: 0, most }
    }

    /// Takes a stream over to its end; fails with [`io::ErrorKind::FileTooLarge`] when there is too much of it.
    fn fill(&mut self, from: &mut dyn Read) -> io::Result<()> {
        let mut buffer = vec![0; 1 << 16];
        loop {
            match from.read(&mut buffer) {
                Ok(0) => return Ok(()),
                Ok(count) => self.add(&buffer[..count])?,
                Err(problem) if problem.kind() == io::ErrorKind::Interrupted => {}
                Err(problem) => return Err(problem),
            }
        }
    }

    /// Adds some bytes; fails with [`io::ErrorKind::FileTooLarge`] when there is no room for them.
    pub fn add(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        if bytes.len() as u64 > self.most - self.len {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.len += bytes.len() as u64;
        while !bytes.is_empty() {
            if self.blocks.last().is_none_or(|block| block.len() == BLOCK) {
                self.blocks.push(Vec::with_capacity(bytes.len().clamp(1 << 12, BLOCK)));
            }
            let Some(block) = self.blocks.last_mut() else { break };
            let (now, later) = bytes.split_at(bytes.len().min(BLOCK - block.len()));
            block.extend_from_slice(now);
            bytes = later;
        }
        Ok(())
    }
}

impl Bytes for Held {
    fn len(&self) -> u64 {
        self.len
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        let end = offset.checked_add(buffer.len() as u64).filter(|end| *end <= self.len);
        if end.is_none() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let (mut block, mut at, mut filled) = ((offset / BLOCK as u64) as usize, offset as usize % BLOCK, 0);
        while filled < buffer.len() {
            let Some(from) = self.blocks.get(block).and_then(|block| block.get(at..)).filter(|from| !from.is_empty())
            else {
                return Err(io::ErrorKind::UnexpectedEof.into());
            };
            let count = from.len().min(buffer.len() - filled);
            buffer[filled..filled + count].copy_from_slice(&from[..count]);
            (block, at, filled) = (block + 1, 0, filled + count);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;

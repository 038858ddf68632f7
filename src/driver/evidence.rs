//! What a run rests on, so that it can be known again: the hashes of the files, and how they were read.

use super::Binding;
use crate::base::{Diagnostic, Sources};
use crate::data::read::limits::LIMITS;
use crate::data::read::options::{Quote, Ragged, SETTINGS};
use crate::data::read::{Options, cannot_read, source};
use crate::eval::parallel;
use crate::report::{Evidence, FileEvidence};
use crate::world::World;
use sha2::{Digest, Sha256};
use std::io;

/// Bytes read at a time.
const PIECE: usize = 1 << 20;

/// Hashes the rule files and the tables, several files at a time. Rule files are hashed as they stand on disk.
pub fn gather(
    world: &dyn World,
    sources: &Sources,
    tables: &[(String, Binding)],
    threads: usize,
) -> Result<Evidence, Vec<Diagnostic>> {
    let rules = sources.iter().map(|source| (source.path.to_string(), None));
    let inputs = tables.iter().flat_map(|(table, binding)| {
        let own = std::slice::from_ref(&binding.path);
        let files = if binding.files.is_empty() { own } else { binding.files.as_slice() };
        files.iter().map(move |path| (path.clone(), Some((table, &binding.options))))
    });
    let all: Vec<(String, Option<(&String, &Options)>)> = rules.chain(inputs).collect();
    let work = |_: &mut (), at: u32| {
        let (path, table) = &all[at as usize];
        let found = if path == source::INPUT {
            // What was piped in is gone, and can be neither hashed nor read again.
            Ok(FileEvidence { path: path.clone(), ..FileEvidence::default() })
        } else {
            file(world, path).map_err(|error| cannot_read(path, &error))
        };
        found.map(|found| match table {
            Some((table, options)) => FileEvidence { table: (*table).clone(), read_as: told(options), ..found },
            None => found,
        })
    };
    let on_disk = all.iter().filter(|(path, _)| path != source::INPUT);
    let bytes = on_disk.filter_map(|(path, _)| world.open(path).ok()).map(|bytes| bytes.len()).sum();
    let hashed = parallel::map(all.len() as u32, bytes, threads, || (), work);
    let (mut files, mut problems) = (Vec::new(), Vec::new());
    for one in hashed {
        match one {
            Ok(file) => files.push(file),
            Err(problem) => problems.push(problem),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let inputs = files.split_off(sources.iter().count());
    Ok(Evidence { rules: files, inputs })
}

/// A file's size and hash, read piece by piece.
pub fn file(world: &dyn World, path: &str) -> io::Result<FileEvidence> {
    let bytes = world.open(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; PIECE.min(bytes.len().min(PIECE as u64) as usize)];
    let mut at = 0;
    while at < bytes.len() {
        let length = (bytes.len() - at).min(PIECE as u64) as usize;
        bytes.read_at(at, &mut buffer[..length])?;
        hash.update(&buffer[..length]);
        at += length as u64;
    }
    let sha256 = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(FileEvidence { path: path.to_string(), bytes: bytes.len(), sha256, ..FileEvidence::default() })
}

/// The options that are fixed, by name, so that a later run can read the file in the same way.
fn told(options: &Options) -> Vec<(String, String)> {
    let Options {
        format,
        part,
        delimiter,
        quote,
        encoding,
        skip_rows,
        header_rows,
        comment,
        ragged,
        limits,
        threads: _,
    } = options;
    let quote = quote.map(|quote| match quote {
        Quote::Sign(sign) => sign.to_string(),
        Quote::None => "none".to_string(),
    });
    let ragged = ragged.map(|ragged| match ragged {
        Ragged::Refuse => "refuse".to_string(),
        Ragged::Pad => "pad".to_string(),
    });
    let named = [
        ("format", format.clone()),
        ("part", part.clone()),
        ("delimiter", delimiter.map(String::from)),
        ("quote", quote),
        ("encoding", encoding.clone()),
        ("skip_rows", skip_rows.map(|rows| rows.to_string())),
        ("header_rows", header_rows.map(|rows| rows.to_string())),
        ("comment", comment.clone()),
        ("ragged", ragged),
    ];
    let named = named.into_iter().filter_map(|(name, value)| Some((name.to_string(), value?)));
    let limits = limits.iter().map(|(limit, size)| (format!("{LIMIT}{}", limit.about().name), size.to_string()));
    named.chain(limits).collect()
}

/// Before the name of a budget.
const LIMIT: &str = "limit.";

/// The options that a report tells; `Err` names one that this krav does not know.
pub fn understood(told: &[(String, String)]) -> Result<Options, String> {
    let mut options = Options::default();
    for (name, value) in told {
        let known = match name.strip_prefix(LIMIT) {
            Some(limit) => {
                let about = LIMITS.iter().find(|about| about.name == limit);
                let changed = about.zip(value.parse().ok()).map(|(about, size)| (about.limit, size));
                options.limits.extend(changed);
                changed.is_some()
            }
            None => {
                SETTINGS.iter().find(|known| known.name == name).is_some_and(|known| (known.set)(&mut options, value))
            }
        };
        if !known {
            return Err(name.clone());
        }
    }
    Ok(options)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::read::Limit;
    use crate::world::Memory;

    #[test]
    fn a_file_has_the_hash_that_everyone_computes() {
        let long = vec![b'a'; 1_000_000];
        let world = Memory::new().file("abc", "abc").file("empty", "").file("long", &long);
        let hash = |path: &str| file(&world, path).expect("the file is there").sha256;
        // The examples of FIPS 180-4.
        assert_eq!(hash("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(hash("empty"), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert_eq!(hash("long"), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
        assert!(file(&world, "absent").is_err());
    }

    #[test]
    fn what_is_told_of_options_is_understood() {
        for options in [
            Options::default(),
            Options {
                format: Some("csv".into()),
                delimiter: Some(';'),
                quote: Some(Quote::None),
                ..Options::default()
            },
            Options {
                part: Some("Ark1".into()),
                delimiter: Some('\t'),
                quote: Some(Quote::Sign('\'')),
                encoding: Some("windows-1252".into()),
                skip_rows: Some(2),
                header_rows: Some(0),
                comment: Some("#".into()),
                ragged: Some(Ragged::Pad),
                limits: vec![(Limit::Columns, 20_000), (Limit::Cell, 1 << 20)],
                threads: 0,
                ..Options::default()
            },
        ] {
            assert_eq!(understood(&told(&options)), Ok(options));
        }
        assert_eq!(understood(&[("sheet".into(), "1".into())]), Err("sheet".into()));
    }
}

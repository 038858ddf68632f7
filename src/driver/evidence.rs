//! What a run rests on, so that it can be known again: the hashes of the files, and how they were read.

use super::Binding;
use crate::base::{Diagnostic, Sources};
use crate::data::read::{Options, cannot_read};
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
    tables: &[Binding],
    threads: usize,
) -> Result<Evidence, Vec<Diagnostic>> {
    let rules = sources.iter().map(|source| source.path.to_string());
    let paths: Vec<String> = rules.chain(tables.iter().map(|binding| binding.path.clone())).collect();
    let work = |_: &mut (), at: u32| {
        let path = &paths[at as usize];
        file(world, path).map_err(|error| cannot_read(path, &error))
    };
    // The files are few, and it is the size of the largest that counts: threads are always worth their start.
    let hashed = parallel::map(paths.len() as u32, u64::MAX, threads, || (), work);
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
    let mut inputs = files.split_off(paths.len() - tables.len());
    for (input, binding) in inputs.iter_mut().zip(tables) {
        input.read_as = told(&binding.options);
    }
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
    Ok(FileEvidence { path: path.to_string(), bytes: bytes.len(), sha256, read_as: Vec::new() })
}

/// The options that are fixed, by name, so that a later run can read the file in the same way.
pub fn told(options: &Options) -> Vec<(String, String)> {
    let Options { format, delimiter } = options;
    let format = format.iter().map(|format| ("format".to_string(), format.clone()));
    let delimiter = delimiter.iter().map(|sign| ("delimiter".to_string(), sign.to_string()));
    format.chain(delimiter).collect()
}

/// The options that [`told`] has told; `Err` names one that this krav does not know.
pub fn understood(told: &[(String, String)]) -> Result<Options, String> {
    let mut options = Options::default();
    for (name, value) in told {
        match name.as_str() {
            "format" => options.format = Some(value.clone()),
            "delimiter" => options.delimiter = value.chars().next(),
            other => return Err(other.to_string()),
        }
    }
    Ok(options)
}

#[cfg(test)]
mod tests {
    use super::*;
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
        let options = Options { format: Some("csv".into()), delimiter: Some(';') };
        assert_eq!(understood(&told(&options)), Ok(options));
        assert_eq!(understood(&[("sheet".into(), "1".into())]), Err("sheet".into()));
    }
}

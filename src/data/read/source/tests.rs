use super::*;
use crate::world::Memory;
use std::io::Write;

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(text).expect("memory is never full");
    packed.finish().expect("memory is never full")
}

fn zstd(text: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(text, ruzstd::encoding::CompressionLevel::Fastest)
}

fn unpacked(name: &str, packed: &[u8], options: &Options) -> Result<Vec<u8>, Diagnostic> {
    let world = Memory::new().file(name, packed);
    let source = open(&world, name, options)?;
    let mut text = vec![0; source.bytes.len() as usize];
    source.bytes.read_at(0, &mut text).expect("in memory");
    Ok(text)
}

fn text() -> Vec<u8> {
    (0..40_000).flat_map(|row| format!("{row};Blåbærsyltetøy;{}\n", row * 7919 % 1000).into_bytes()).collect()
}

#[test]
fn packed_files_are_read_as_what_is_in_them() {
    let text = text();
    for (name, packed) in [("t.csv.gz", gzip(&text)), ("t.csv.zst", zstd(&text)), ("t.csv", gzip(&text))] {
        assert!(packed.len() < text.len());
        assert_eq!(unpacked(name, &packed, &Options::default()).as_deref(), Ok(&text[..]), "{name}");
    }
    // Several members, or frames, are one file; a frame to be skipped holds nothing.
    let (first, second) = text.split_at(text.len() / 2);
    let members = [gzip(first), gzip(second)].concat();
    assert_eq!(unpacked("t.gz", &members, &Options::default()).as_deref(), Ok(&text[..]));
    let skipped = [&[0x50, 0x2A, 0x4D, 0x18, 3, 0, 0, 0][..], b"abc"].concat();
    let frames = [zstd(first), skipped, zstd(second)].concat();
    assert_eq!(unpacked("t.zst", &frames, &Options::default()).as_deref(), Ok(&text[..]));
    assert_eq!(unpacked("t.csv.gz", &gzip(b""), &Options::default()).as_deref(), Ok(&b""[..]));
}

#[test]
fn what_is_unpacked_keeps_within_its_budget() {
    let text = vec![b'a'; 5_000_000];
    for packed in [gzip(&text), zstd(&text)] {
        for (most, fits) in [(5_000_000, true), (4_999_999, false)] {
            let options = Options { limits: vec![(Limit::Memory, most)], ..Options::default() };
            let found = unpacked("t.csv.gz", &packed, &options).map(|text| text.len()).map_err(|problem| problem.code);
            assert_eq!(found, if fits { Ok(5_000_000) } else { Err(Code::TooLarge) });
        }
    }
}

#[test]
fn standard_input_keeps_within_its_budget_and_may_be_packed() {
    for (input, most, length) in [(b"a;b\n1;2\n".to_vec(), 8, Ok(8)), (b"a;b\n1;2\n".to_vec(), 7, Err(Code::TooLarge))]
    {
        let world = Memory::new().input(input);
        let options = Options { limits: vec![(Limit::Memory, most)], ..Options::default() };
        let found = open(&world, INPUT, &options).map(|source| source.bytes.len()).map_err(|problem| problem.code);
        assert_eq!(found, length);
    }
    let world = Memory::new().input(gzip(b"a;b\n"));
    let source = open(&world, INPUT, &Options::default()).expect("unpacked");
    assert_eq!((source.path.as_str(), source.bytes.len()), ("stdin", 4));
}

#[test]
fn damaged_files_are_refused_or_hold_what_they_held() {
    let text = text();
    let mut random: u64 = 11;
    for (name, packed) in [("t.csv.gz", gzip(&text)), ("t.csv.zst", zstd(&text))] {
        let hold = |damaged: &[u8], what: &str| match unpacked(name, damaged, &Options::default()) {
            Ok(found) => assert!(found == text, "{name}: {what} changed the content unnoticed"),
            Err(problem) => assert_eq!(problem.code, Code::CannotRead, "{name}: {what}"),
        };
        for _ in 0..300 {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let at = (random >> 33) as usize % packed.len();
            // Without its first bytes a file is no packed file; that is told by its name.
            let mut flipped = packed.clone();
            flipped[at] ^= 1 << (random >> 29 & 7);
            hold(&flipped, &format!("bit {at}"));
            hold(&packed[..at], &format!("end {at}"));
        }
        let trailing = [&packed[..], b"rest"].concat();
        assert!(unpacked(name, &trailing, &Options::default()).is_err(), "{name}: what follows is not overlooked");
    }
}

#[test]
fn a_name_may_not_lie() {
    assert!(unpacked("t.csv.gz", b"a;b\n1;2\n", &Options::default()).is_err());
    assert_eq!(
        ["a/t.csv.gz", "t.CSV.GZ", "t.zst", ".gz", "t.csv"].map(unpacked_path),
        ["a/t.csv", "t.CSV", "t", ".gz", "t.csv"]
    );
}

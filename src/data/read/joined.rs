//! Several files as one table: each is a table of its own with the same headings, and they stand one behind the other.

use super::{Format, Guess, Heading, Limit, Lines, Options, Reader, Source, Spot};
use crate::base::{CellPlace, Code, Diagnostic, Text};
use crate::data::{Chunk, words};
use crate::text;

struct Joined {
    readers: Vec<Box<dyn Reader>>,
    /// For each part of the whole: which reader, and which part of it.
    parts: Vec<(u32, u32)>,
    guesses: Vec<Guess>,
    notes: Vec<Diagnostic>,
}

/// Opens every file, and compares their headings. Everything wrong with any of them is told.
pub fn open(format: &Format, files: &[Source], options: &Options) -> Result<Box<dyn Reader>, Vec<Diagnostic>> {
    if files.len() as u64 > options.limit(Limit::Files) {
        return Err(vec![Limit::Files.exceeded(&files[0].path, options)]);
    }
    let mut readers: Vec<Box<dyn Reader>> = Vec::with_capacity(files.len());
    let mut problems = Vec::new();
    for file in files {
        match (format.open)(&file.path, file.bytes.clone(), options) {
            Ok(reader) => readers.push(reader),
            Err(wrong) => problems.extend(wrong),
        }
    }
    if let Some((first, others)) = readers.split_first() {
        let others = others.iter().filter_map(|other| differing(&files[0].path, first.as_ref(), other.as_ref()));
        problems.extend(others);
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let numbers = readers.iter().zip(0..).flat_map(|(reader, file)| (0..reader.parts()).map(move |part| (file, part)));
    let parts = numbers.collect();
    let mut guesses: Vec<Guess> = Vec::new();
    for (reader, file) in readers.iter().zip(files) {
        for guess in reader.guesses() {
            // What was guessed alike of every file is said once.
            if !guesses.iter().any(|known| (known.about, &known.value) == (guess.about, &guess.value)) {
                let place = guess.place.clone();
                let place = place.or_else(|| Some(CellPlace { path: file.path.clone(), ..CellPlace::default() }));
                guesses.push(Guess { place, ..guess.clone() });
            }
        }
    }
    let notes = readers.iter().flat_map(|reader| reader.notes().to_vec()).collect();
    Ok(Box::new(Joined { readers, parts, guesses, notes }))
}

/// That the headings of a file are not those of the first.
fn differing(path: &str, first: &dyn Reader, other: &dyn Reader) -> Option<Diagnostic> {
    let (own, others) = (first.headings(), other.headings());
    let same = |pair: (&Heading, &Heading)| words::folded(&pair.0.text) == words::folded(&pair.1.text);
    let at = own.iter().zip(others).position(|pair| !same(pair)).unwrap_or(own.len().min(others.len()));
    if at == own.len() && at == others.len() {
        return None;
    }
    let (number, missing) = (at + 1, "–");
    let wanted = own.get(at).map_or(missing, |heading| &heading.text);
    let found = others.get(at).map_or(missing, |heading| &heading.text);
    let message = text!(
        nb: "Filene skal være én tabell, men har ikke de samme overskriftene: kolonne {number} er «{found}» her og «{wanted}» i {path}",
        en: "The files are to be one table, but do not have the same headings: column {number} is “{found}” here and “{wanted}” in {path}",
    );
    let mut problem = Diagnostic::error(Code::UnequalHeadings, message);
    for heading in [others.get(at).or(others.last()), own.get(at).or(own.last())].into_iter().flatten() {
        problem = problem.at_cell(heading.place.clone(), Text::default());
    }
    Some(problem.help(Text::new(
        "Gi filene de samme overskriftene i samme rekkefølge, eller bind dem til hver sin tabell",
        "Give the files the same headings in the same order, or bind each to a table of its own",
    )))
}

impl Joined {
    fn of(&self, chunk: &Chunk) -> Option<&dyn Reader> {
        self.readers.get(chunk.file as usize).map(Box::as_ref)
    }
}

impl Reader for Joined {
    fn headings(&self) -> &[Heading] {
        self.readers.first().map_or(&[], |reader| reader.headings())
    }

    fn parts(&self) -> u32 {
        self.parts.len() as u32
    }

    fn read(&self, part: u32, chunk: &mut Chunk) -> Vec<Diagnostic> {
        let Some(&(file, part)) = self.parts.get(part as usize) else { return Vec::new() };
        let Some(reader) = self.readers.get(file as usize) else { return Vec::new() };
        let problems = reader.read(part, chunk);
        chunk.file = file;
        problems
    }

    fn read_some(&self, part: u32, columns: &[usize], chunk: &mut Chunk) -> Vec<Diagnostic> {
        let Some(&(file, part)) = self.parts.get(part as usize) else { return Vec::new() };
        let Some(reader) = self.readers.get(file as usize) else { return Vec::new() };
        let problems = reader.read_some(part, columns, chunk);
        chunk.file = file;
        problems
    }

    fn lines(&self, part: u32, memory: Vec<u8>) -> Option<Lines> {
        let &(file, part) = self.parts.get(part as usize)?;
        let mut lines = self.readers.get(file as usize)?.lines(part, memory)?;
        lines.file = file;
        Some(lines)
    }

    fn follows(&self, part: u32) -> bool {
        let place = self.parts.get(part as usize);
        place
            .and_then(|&(file, part)| Some((self.readers.get(file as usize)?, part)))
            .is_some_and(|(reader, part)| reader.follows(part))
    }

    fn unreadable(&self, column: usize) -> Option<Diagnostic> {
        self.readers.iter().find_map(|reader| reader.unreadable(column))
    }

    fn place(&self, chunk: &Chunk, row: usize, column: Option<usize>) -> CellPlace {
        self.of(chunk).map(|reader| reader.place(chunk, row, column)).unwrap_or_default()
    }

    fn bare_place_into(&self, chunk: &Chunk, row: usize, column: Option<usize>, place: &mut CellPlace) {
        match self.of(chunk) {
            Some(reader) => reader.bare_place_into(chunk, row, column, place),
            None => *place = CellPlace::default(),
        }
    }

    fn spot(&self, chunk: &Chunk, row: usize, column: Option<usize>) -> Spot {
        self.of(chunk).map(|reader| reader.spot(chunk, row, column)).unwrap_or_default()
    }

    fn size(&self) -> u64 {
        self.readers.iter().map(|reader| reader.size()).sum()
    }

    fn guesses(&self) -> &[Guess] {
        &self.guesses
    }

    fn notes(&self) -> &[Diagnostic] {
        &self.notes
    }

    fn afterwards(&self) -> Vec<Diagnostic> {
        self.readers.iter().flat_map(|reader| reader.afterwards()).collect()
    }
}

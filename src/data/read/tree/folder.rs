//! The files of a table, read whole and made documents.

use super::doc::{Doc, too_many};
use super::{Parse, told};
use crate::base::{Diagnostic, Text};
use crate::data::read::{Limit, Options, Source, cannot_read, not_utf8, utf16};

/// Columns of a table of several files: the file of a record, from the folder that all of them stand in, and its name
/// without that and without its ending.
pub const FILE: &str = "@file";
pub const STEM: &str = "@stem";

pub struct File {
    pub path: String,
    /// From the folder that all files stand in.
    pub short: String,
    pub stem: String,
    pub text: String,
    pub doc: Doc,
    /// Where each line begins.
    lines: Vec<u32>,
}

impl File {
    /// The line of a byte, from 1, and where it begins.
    pub fn line(&self, at: usize) -> (u64, usize) {
        let line = self.lines.partition_point(|&start| start as usize <= at).max(1);
        (line as u64, self.lines[line - 1] as usize)
    }
}

/// Reads every file; everything wrong with any of them is told.
pub fn read(files: &[Source], options: &Options, parse: Parse, name: &str) -> Result<Vec<File>, Vec<Diagnostic>> {
    let first = files.first().map_or("", |file| file.path.as_str());
    if files.len() as u64 > options.limit(Limit::Files) {
        return Err(vec![Limit::Files.exceeded(first, options)]);
    }
    let total: u64 = files.iter().map(|file| file.bytes.len()).sum();
    if total > options.limit(Limit::Memory).min(u64::from(u32::MAX)) {
        return Err(vec![Limit::Memory.exceeded(first, options)]);
    }
    let common = common_folder(files);
    let (mut read, mut problems) = (Vec::with_capacity(files.len()), Vec::new());
    for source in files {
        match one(source, common, options, parse, name) {
            Ok(file) => read.push(file),
            Err(problem) => problems.push(problem),
        }
        if too_many(read.iter().map(|file| &file.doc), options, total) {
            problems.push(Limit::Memory.exceeded(first, options));
            break;
        }
    }
    if problems.is_empty() { Ok(read) } else { Err(problems) }
}

fn one(source: &Source, common: usize, options: &Options, parse: Parse, name: &str) -> Result<File, Diagnostic> {
    let path = &source.path;
    let mut bytes = vec![0; source.bytes.len() as usize];
    source.bytes.read_at(0, &mut bytes).map_err(|problem| cannot_read(path, &problem))?;
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Err(utf16(path));
    }
    if bytes.starts_with(&[0xEF, 0xBB, 0xBF]) {
        bytes.drain(..3);
    }
    let text = String::from_utf8(bytes).map_err(|wrong| {
        let at = wrong.utf8_error().valid_up_to();
        let bytes = wrong.as_bytes();
        let line = super::place::line_breaks(&bytes[..at]) + 1;
        let place = told::bare_place(path, line);
        not_utf8(bytes[at], line).at_cell(place, Text::default())
    })?;
    let mut lines = vec![0];
    let mut breaks = memchr::memchr2_iter(b'\n', b'\r', text.as_bytes()).peekable();
    while let Some(at) = breaks.next() {
        let pair =
            text.as_bytes()[at] == b'\r' && breaks.next_if_eq(&(at + 1)).is_some_and(|at| text.as_bytes()[at] == b'\n');
        lines.push((at + 1 + usize::from(pair)) as u32);
    }
    let short = path[common..].to_owned();
    let last = path.rsplit('/').next().unwrap_or(path);
    let stem = last.rsplit_once('.').map_or(last, |(stem, _)| stem).to_owned();
    let mut file = File { path: path.clone(), short, stem, text, doc: Doc::default(), lines };
    file.doc = parse(&file.text, options).map_err(|wrong| told::wrong(&file, wrong, name, options))?;
    Ok(file)
}

/// How many bytes of the paths are the folder that all files stand in.
fn common_folder(files: &[Source]) -> usize {
    let Some((first, others)) = files.split_first() else { return 0 };
    let folder = |path: &str| path.rfind('/').map_or(0, |at| at + 1);
    let mut common = &first.path[..folder(&first.path)];
    for other in others {
        while !other.path.starts_with(common) {
            common = &common[..folder(common.trim_end_matches('/'))];
        }
    }
    common.len()
}

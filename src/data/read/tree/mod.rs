//! Documents that are held in memory: YAML, JSON whose records lie under keys or in other records, and several files
//! of either as one table. Records are found by a path of keys; what stands around them can be had as `../key`.

pub mod doc;
mod flatten;
mod folder;
mod select;
#[cfg(test)]
mod tests;
mod told;
mod yaml;

use super::inner::{Inner, choose};
use super::json::keys::{Keys, PointerAt, Row};
use super::json::{self, LEAD};
use super::place::{self, Marked};
use super::{Format, Guess, Heading, Limit, Options, REFUSED, Reader, Source, Spot};
use crate::base::{CellPlace, Diagnostic};
use crate::data::Chunk;
use crate::text;
use crate::world::Bytes;
use doc::{Doc, Id, Wrong};
use folder::File;
use select::{Record, Selected};
use std::sync::Arc;

pub const YAML: Format = Format {
    name: "yaml",
    endings: &["yaml", "yml"],
    settings: &["part"],
    open: open_yaml,
    open_all: Some(open_all_yaml),
    inner: Some(inner_yaml),
};

/// How the text of a file becomes a document.
pub type Parse = fn(text: &str, options: &Options) -> Result<Doc, Wrong>;

/// Rows of a part.
const PART: usize = 1024;

fn open_yaml(path: &str, bytes: Arc<dyn Bytes>, options: &Options) -> Result<Box<dyn Reader>, Vec<Diagnostic>> {
    open_one(path, bytes, options, yaml::read, "YAML")
}

fn open_all_yaml(files: &[Source], options: &Options) -> Result<Box<dyn Reader>, Vec<Diagnostic>> {
    match files {
        [file] => open_yaml(&file.path, file.bytes.clone(), options),
        _ => open_all(files, options, yaml::read, "YAML"),
    }
}

fn inner_yaml(path: &str, bytes: Arc<dyn Bytes>, options: &Options) -> Result<Vec<Inner>, Vec<Diagnostic>> {
    inner(path, bytes, options, yaml::read, "YAML")
}

/// That records have records of their own under a key, which are a table apart.
pub fn nested(path: &str, key: &str) -> Diagnostic {
    told::nested(path, None, key)
}

/// The lists of records under the keys of a file that is one map; none for a file that is a list itself.
pub fn inner(
    path: &str,
    bytes: Arc<dyn Bytes>,
    options: &Options,
    parse: Parse,
    name: &'static str,
) -> Result<Vec<Inner>, Vec<Diagnostic>> {
    let files = [Source { path: path.to_owned(), bytes }];
    let files = folder::read(&files, options, parse, name)?;
    Ok(files.first().and_then(single_map).map(|(file, root)| select::lists(&file.doc, root)).unwrap_or_default())
}

/// The only document of a file, if it is a map.
fn single_map(file: &File) -> Option<(&File, Id)> {
    match file.doc.roots[..] {
        [root] if file.doc.is_map(root) => Some((file, root)),
        _ => None,
    }
}

/// Opens a file of its own.
pub fn open_one(
    path: &str,
    bytes: Arc<dyn Bytes>,
    options: &Options,
    parse: Parse,
    name: &'static str,
) -> Result<Box<dyn Reader>, Vec<Diagnostic>> {
    let files = folder::read(&[Source { path: path.to_owned(), bytes }], options, parse, name)?;
    let (mut part, mut guesses) = (options.part.clone(), Vec::new());
    if let (None, Some((file, root))) = (&part, files.first().and_then(single_map)) {
        let lists = select::lists(&file.doc, root);
        match lists.as_slice() {
            [] if name == "JSON" => return Err(vec![told::one_object(file)]),
            [] => {}
            _ => {
                let chosen = &lists[choose(path, &lists, None).map_err(|problem| vec![problem])?].name;
                let message = text!(
                    nb: "Postene ble lest fra nøkkelen «{chosen}», den eneste som har noen",
                    en: "The records were read from the key “{chosen}”, the only one that has any",
                );
                guesses.push(Guess::doubtful("part", chosen.clone(), message));
                part = Some(chosen.clone());
            }
        }
    }
    Tree::open(files, part, guesses, false, options)
}

/// Opens several files as one table: a file that is a map is a record, and one that is a list has some.
pub fn open_all(
    files: &[Source],
    options: &Options,
    parse: Parse,
    name: &'static str,
) -> Result<Box<dyn Reader>, Vec<Diagnostic>> {
    let files = folder::read(files, options, parse, name)?;
    Tree::open(files, options.part.clone(), Vec::new(), true, options)
}

struct Tree {
    files: Vec<File>,
    selected: Selected,
    keys: Keys,
    headings: Vec<Heading>,
    guesses: Vec<Guess>,
    notes: Vec<Diagnostic>,
    /// Files are told apart by columns of their own.
    several: bool,
}

impl Tree {
    fn open(
        files: Vec<File>,
        part: Option<String>,
        guesses: Vec<Guess>,
        several: bool,
        options: &Options,
    ) -> Result<Box<dyn Reader>, Vec<Diagnostic>> {
        let mut selected = Selected::default();
        for (number, file) in (0u32..).zip(&files) {
            // Documents of one file stand beside each other, as the elements of a list do.
            let many = file.doc.roots.len() > 1;
            for (place, &root) in file.doc.roots.iter().enumerate() {
                let pointer = if many { format!("/{place}") } else { String::new() };
                selected.document(&file.doc, number, root, &pointer, part.as_deref());
            }
        }
        let path = files.first().map_or("", |file| file.path.as_str());
        if !selected.misfits.is_empty() {
            return Err(told::misfits(&files, &selected.misfits));
        }
        if !selected.found
            && let Some(part) = &part
        {
            let lists = files.first().and_then(single_map).map(|(file, root)| select::lists(&file.doc, root));
            let problem = choose(path, &lists.unwrap_or_default(), Some(part)).err();
            return Err(problem.into_iter().collect());
        }
        if selected.size > options.limit(Limit::Memory) {
            return Err(vec![Limit::Memory.exceeded(path, options)]);
        }
        let columns = usize::try_from(options.limit(Limit::Columns)).unwrap_or(usize::MAX);
        let mut tree = Tree {
            files,
            selected,
            keys: Keys::new(columns),
            headings: Vec::new(),
            guesses,
            notes: Vec::new(),
            several,
        };
        tree.learn(options)?;
        let area = (tree.selected.records.len() as u64).saturating_mul(tree.headings.len() as u64);
        if area > options.limit(Limit::Cells).saturating_mul(5) {
            return Err(vec![Limit::Cells.exceeded(&tree.files[0].path, options)]);
        }
        let nested = tree.keys.nested().iter();
        tree.notes = nested.map(|key| told::nested(&tree.files[0].path, part.as_deref(), key)).collect();
        Ok(Box::new(tree))
    }

    /// The keys of all records, and then those of what they stand in.
    fn learn(&mut self, options: &Options) -> Result<(), Vec<Diagnostic>> {
        let Tree { files, selected, keys, several, .. } = self;
        let mut problems = told::Problems::new(options);
        for (number, record) in (1u64..).zip(&selected.records) {
            let file = &files[record.file as usize];
            let read = flatten::record(&file.doc, record.node, "", "", &mut keys.learning(number));
            if let Err(fault) = read {
                problems.fault(file, fault);
            }
        }
        let mut seen = vec![false; selected.above.len()];
        let mut number = selected.records.len() as u64;
        for record in &selected.records {
            let (mut above, mut prefix) = (record.above, "../".to_owned());
            while let Some(at) = above {
                if std::mem::replace(&mut seen[at as usize], true) {
                    break;
                }
                number += 1;
                let outer = &selected.above[at as usize];
                let file = &files[outer.file as usize];
                let mut learning = keys.learning(number);
                let read = outside(file, outer, &prefix, &mut learning);
                if let Err(fault) = read {
                    problems.fault(file, fault);
                }
                above = outer.above;
                prefix.push_str("../");
            }
        }
        if *several {
            // Every record has these, and no other key is called so.
            let mut learning = keys.learning(number + 1);
            for name in [folder::FILE, folder::STEM] {
                if let Err(fault) = json::parse::Sink::cell(&mut learning, name, "", b"", 0..0) {
                    problems.fault(&files[0], fault);
                }
            }
        }
        let found = problems.finish();
        if !found.is_empty() {
            return Err(found);
        }
        self.headings = self.keys.headings(&self.files[0].path);
        Ok(())
    }

    fn record(&self, chunk: &Chunk, row: usize) -> Option<&Record> {
        self.selected.records.get(chunk.part as usize * PART + row)
    }

    /// The file of a row, and the marked bytes: those of a cell if there is one, otherwise of the record.
    fn marked(&self, chunk: &Chunk, row: usize, column: Option<usize>) -> Option<(&File, Marked)> {
        let record = self.record(chunk, row)?;
        let file = self.files.get(record.file as usize)?;
        let (start, end) = file.doc.node(record.node).span;
        let cell = column.and_then(|column| chunk.origin.get(row * (chunk.width + LEAD) + LEAD + column));
        let (from, until) =
            cell.copied().filter(|(from, until)| from < until).unwrap_or((u64::from(start), u64::from(end)));
        let (line, row_start) = file.line(from as usize);
        let row_end = (end as usize).max(until as usize);
        Some((file, Marked { row_start, row_end, start: from as usize, end: until as usize, line }))
    }
}

/// The cells of a record that others stand in, without its lists of records, and its number.
fn outside(
    file: &File,
    above: &select::Above,
    prefix: &str,
    sink: &mut dyn json::parse::Sink,
) -> Result<(), json::parse::Fault> {
    flatten::record(&file.doc, above.node, prefix, "", &mut json::keys::Plain(sink))?;
    match above.number {
        0 => Ok(()),
        number => sink.cell(&format!("{prefix}#"), "", number.to_string().as_bytes(), 0..0),
    }
}

impl Reader for Tree {
    fn headings(&self) -> &[Heading] {
        &self.headings
    }

    fn parts(&self) -> u32 {
        self.selected.records.len().div_ceil(PART) as u32
    }

    fn read(&self, part: u32, chunk: &mut Chunk) -> Vec<Diagnostic> {
        chunk.begin(part, self.headings.len());
        (chunk.list_mark, chunk.refused_mark) = (Some(json::MARK), Some(REFUSED));
        let mut row = Row::new(&self.keys, chunk.width);
        let from = part as usize * PART;
        let until = (from + PART).min(self.selected.records.len());
        for record in self.selected.records.get(from..until).unwrap_or(&[]) {
            row.clear();
            let Some(file) = self.files.get(record.file as usize) else { continue };
            // What could be wrong here was told when the keys were learnt.
            let _ = flatten::record(&file.doc, record.node, "", "", &mut row);
            let (mut above, mut prefix) = (record.above, "../".to_owned());
            while let Some(outer) = above.and_then(|at| self.selected.above.get(at as usize)) {
                let _ = outside(file, outer, &prefix, &mut row);
                above = outer.above;
                prefix.push_str("../");
            }
            if self.several {
                for (name, text) in [(folder::FILE, &file.short), (folder::STEM, &file.stem)] {
                    let _ = json::parse::Sink::cell(&mut row, name, "", text.as_bytes(), 0..0);
                }
            }
            let (start, end) = file.doc.node(record.node).span;
            chunk.origin.push((u64::from(start), u64::from(end)));
            chunk.origin.push((0, 0));
            row.write(chunk, 0);
        }
        Vec::new()
    }

    fn place(&self, chunk: &Chunk, row: usize, column: Option<usize>) -> CellPlace {
        let Some((file, marked)) = self.marked(chunk, row, column) else { return CellPlace::default() };
        let place = place::place(&file.path, file.text.as_bytes(), marked);
        let pointer = self.record(chunk, row).map(|record| {
            let mut found = PointerAt { start: marked.start, found: None };
            let _ = flatten::record(&file.doc, record.node, "", &record.pointer, &mut found);
            found.found.unwrap_or_else(|| record.pointer.to_string())
        });
        CellPlace { pointer, ..place }
    }

    fn spot(&self, chunk: &Chunk, row: usize, column: Option<usize>) -> Spot {
        self.marked(chunk, row, column)
            .map(|(file, marked)| place::spot(file.text.as_bytes(), marked))
            .unwrap_or_default()
    }

    fn size(&self) -> u64 {
        self.files.iter().map(|file| file.text.len() as u64).sum()
    }

    fn guesses(&self) -> &[Guess] {
        &self.guesses
    }

    fn notes(&self) -> &[Diagnostic] {
        &self.notes
    }
}

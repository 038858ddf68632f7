//! A table's file, opened by the reader of its format.

use super::paths::absent;
use crate::base::{Code, Diagnostic};
use crate::data::read::{Options, Reader, cannot_read, format_of};
use crate::text;
use crate::world::{Kind, World};

/// Opens a table: by the format that was named, otherwise by the ending of the file's name.
pub fn table(world: &dyn World, path: &str, options: &Options) -> Result<Box<dyn Reader>, Vec<Diagnostic>> {
    match world.kind(path) {
        Kind::Absent => return Err(vec![absent(world, path)]),
        Kind::Folder => {
            let message =
                text!(nb: "{path} er en mappe; en tabell er en fil.", en: "{path} is a folder; a table is a file.");
            return Err(vec![Diagnostic::error(Code::NotATable, message).at_file(path)]);
        }
        Kind::File => {}
    }
    let format = format_of(path, options).map_err(|problem| vec![problem])?;
    let bytes = world.open(path).map_err(|error| vec![cannot_read(path, &error)])?;
    (format.open)(path, bytes, options)
}

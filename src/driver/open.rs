//! A table's file, opened by the reader of its format.

use super::paths::{self, absent, cannot_read};
use crate::base::{Code, Diagnostic, Text};
use crate::data::read::{Options, READERS, Reader};
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
    let ending = paths::ending(path);
    let format = match &options.format {
        Some(name) => READERS.iter().find(|format| format.name == name),
        None => READERS.iter().find(|format| format.endings.iter().any(|known| known.eq_ignore_ascii_case(ending))),
    };
    let Some(format) = format else { return Err(vec![unknown_format(path, options)]) };
    let bytes = world.open(path).map_err(|error| vec![cannot_read(path, &error)])?;
    (format.open)(path, bytes, options)
}

fn unknown_format(path: &str, options: &Options) -> Diagnostic {
    let list = READERS.iter().map(|format| format.name).collect::<Vec<_>>().join(", ");
    let message = match &options.format {
        Some(name) => text!(nb: "krav leser ikke formatet «{name}».", en: "krav does not read the format `{name}`."),
        None => text!(
            nb: "Navnet på {path} sier ikke hvilket format filen har.",
            en: "The name of {path} does not say which format the file has.",
        ),
    };
    let stem = paths::stem(path);
    Diagnostic::error(Code::UnknownFormat, message)
        .at_file(path)
        .help(text!(nb: "Formatene er: {list}.", en: "The formats are: {list}."))
        .help(Text::same(format!("[tables] {stem} = {{ path = \"{path}\", format = \"csv\" }}")))
}

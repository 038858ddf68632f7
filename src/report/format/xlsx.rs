//! `--format xlsx`: a workbook with a row a finding, the rules with their counts, and the registry's tables with the
//! failing cells marked. Every cell is a text: nothing that stands in a registry becomes a formula, a number or a link.

mod book;
mod sheets;

use super::Page;
use crate::base::contain;
use std::io::{self, Write};

pub fn write(page: &Page, out: &mut dyn Write) -> io::Result<()> {
    // The library takes a full disk for impossible. It writes to memory, and to temporary files when there is much.
    let made = contain::contained(|| sheets::workbook(page));
    match made {
        Some(bytes) => out.write_all(&bytes?),
        None => Err(io::Error::from(io::ErrorKind::StorageFull)),
    }
}

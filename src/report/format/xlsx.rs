//! `--format xlsx`: a workbook with a row a finding, the rules with their counts, and the registry's tables with the
//! failing cells marked. Every cell is a text: nothing that stands in a registry becomes a formula, a number or a link.

mod book;
mod sheets;

use super::Page;
use std::io::{self, Write};

pub fn write(page: &Page, out: &mut dyn Write) -> io::Result<()> {
    // The library takes a full disk for impossible. It writes to memory, and to temporary files when there is much.
    let made = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| sheets::workbook(page)));
    match made {
        Ok(bytes) => out.write_all(&bytes?),
        Err(_) => Err(io::Error::from(io::ErrorKind::StorageFull)),
    }
}

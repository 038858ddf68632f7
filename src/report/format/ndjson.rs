//! `--format ndjson`: a finding a line, as in JSON's `findings`, and nothing else.

use super::{Page, json};
use std::io::{self, Write};

pub fn write(page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let mut line = Vec::new();
    page.findings.each(None, &mut |finding| {
        line.clear();
        json::finding_json(page, finding, &mut line)?;
        line.push(b'\n');
        out.write_all(&line)
    })
}

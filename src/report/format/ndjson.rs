//! `--format ndjson`: a finding a line, as in JSON's `findings`, and nothing else.

use super::{Page, line};
use crate::report::Finding;
use std::io::{self, Write};

pub fn write(page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let (report, sources) = (page.report, page.sources);
    let lay = |finding: &Finding, page: &mut Vec<u8>| {
        line::finding(report, sources, finding, page);
        page.push(b'\n');
        Ok(())
    };
    page.findings.laid_out(&lay, &mut |lines| out.write_all(lines))
}

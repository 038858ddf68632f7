//! `--format verdicts`: every rule on every subject, as CSV: the auditor's evidence matrix.
//! Quoted after RFC 4180; lines end in LF, so that line tools see the verdict as the last word.

use super::Page;
use super::csv::Line;
use std::io::{self, Write};

pub fn write(page: &Page, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"rule,table,key,row,verdict\n")?;
    let mut line = Vec::new();
    page.findings.judged(&mut |judged| {
        line.clear();
        let mut fields = Line::new(&mut line, page.view.terminal);
        fields.word(page.report.rules.get(judged.rule).map_or("", |rule| &rule.id));
        fields.next(&judged.subject.table);
        fields.next(&judged.subject.key);
        fields.number(judged.subject.row.unwrap_or(0));
        fields.next(judged.verdict.id());
        line.push(b'\n');
        out.write_all(&line)
    })
}

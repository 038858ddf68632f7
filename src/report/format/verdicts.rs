//! `--format verdicts`: every rule on every subject, as CSV: the auditor's evidence matrix.
//! Quoted after RFC 4180; lines end in LF, so that line tools see the verdict as the last word.

use super::Page;
use crate::report::visible::visible;
use std::io::{self, Write};

pub fn write(page: &Page, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"rule,table,key,row,verdict\n")?;
    let mut line = String::new();
    page.findings.judged(&mut |judged| {
        line.clear();
        push(&mut line, page.report.rules.get(judged.rule).map_or("", |rule| &rule.id));
        line.push(',');
        push(&mut line, &judged.subject.table);
        line.push(',');
        // On a terminal a key is made harmless; in a file it stands as it is.
        let key = &judged.subject.key;
        push(&mut line, &if page.view.terminal { visible(key) } else { key.into() });
        line.push(',');
        if let Some(row) = judged.subject.row {
            line.push_str(&row.to_string());
        }
        line.push(',');
        line.push_str(judged.verdict.id());
        line.push('\n');
        out.write_all(line.as_bytes())
    })
}

/// A field, in quotes where it must be.
fn push(line: &mut String, field: &str) {
    if !field.contains(['"', ',', '\n', '\r']) {
        line.push_str(field);
        return;
    }
    line.push('"');
    line.push_str(&field.replace('"', "\"\""));
    line.push('"');
}

#[cfg(test)]
mod tests {
    #[test]
    fn fields_are_quoted_where_they_must_be() {
        let quoted = |field| {
            let mut line = String::new();
            super::push(&mut line, field);
            line
        };
        assert_eq!(quoted("T-01 æ;=1"), "T-01 æ;=1");
        assert_eq!(quoted("a,\"b\"\r\nc"), "\"a,\"\"b\"\"\r\nc\"");
    }
}

//! `--format ledger`: a line a rule with its counts, as TSV, for scripts.

use super::Page;
use crate::report::visible::visible;
use crate::report::words;
use crate::value::Verdict;
use std::io::{self, Write};

pub fn write(page: &Page, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "rule\tkind\tmodality\tpopulation\tapplicable")?;
    for verdict in Verdict::ALL {
        write!(out, "\t{}", verdict.id())?;
    }
    let baseline = page.report.baseline.as_ref();
    writeln!(out, "{}", if baseline.is_some() { "\tknown" } else { "" })?;
    for (place, rule) in page.report.rules.iter().enumerate() {
        let (kind, modality) = (words::kind_id(rule.kind), words::modality_id(rule.modality));
        let id = visible(&rule.id);
        write!(out, "{id}\t{kind}\t{modality}\t{}\t{}", rule.ledger.population, rule.ledger.applicable())?;
        for verdict in Verdict::ALL {
            write!(out, "\t{}", rule.ledger.count(verdict))?;
        }
        if let Some(baseline) = baseline {
            write!(out, "\t{}", Verdict::ALL.iter().map(|verdict| baseline.known(place, *verdict)).sum::<u64>())?;
        }
        writeln!(out)?;
    }
    Ok(())
}

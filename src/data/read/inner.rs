//! Files that hold several tables: sheets of a workbook, tables of a database, keys of an object.

use crate::base::{Code, Diagnostic, nearest};
use crate::data::words::folded;
use crate::text;

/// A table inside a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inner {
    pub name: String,
    /// People do not see it when they open the file.
    pub hidden: bool,
}

/// Names that a problem lists before it says how many more there are.
const LISTED: usize = 20;

/// The table that is meant: the one that is named (letter by letter, otherwise without case), or the only one.
pub fn choose(path: &str, all: &[Inner], part: Option<&str>) -> Result<usize, Diagnostic> {
    let Some(wanted) = part else {
        return match all.len() {
            1 => Ok(0),
            0 => {
                let message = text!(nb: "Filen har ingen tabeller", en: "The file has no tables");
                Err(Diagnostic::error(Code::ChoosePart, message).at_file(path))
            }
            count => {
                let message = text!(
                    nb: "Filen har {count} tabeller; velg én av dem",
                    en: "The file has {count} tables; choose one of them",
                );
                Err(listed(Diagnostic::error(Code::ChoosePart, message).at_file(path), path, all))
            }
        };
    };
    named(all, wanted).ok_or_else(|| {
        let message = text!(nb: "Filen har ingen tabell «{wanted}»", en: "The file has no table “{wanted}”");
        let problem = Diagnostic::error(Code::ChoosePart, message).at_file(path);
        let problem = match nearest(wanted, all.iter().map(|inner| inner.name.as_str())) {
            Some(near) => problem.help(text!(nb: "Mente du «{near}»?", en: "Did you mean “{near}”?")),
            None => problem,
        };
        listed(problem, path, all)
    })
}

/// The table of a name: letter by letter, or the only one that is the same without case.
pub fn named(all: &[Inner], wanted: &str) -> Option<usize> {
    if let Some(same) = all.iter().position(|inner| inner.name == wanted) {
        return Some(same);
    }
    let mut near = (0..all.len()).filter(|&at| folded(&all[at].name) == folded(wanted));
    near.next().filter(|_| near.next().is_none())
}

fn listed(problem: Diagnostic, path: &str, all: &[Inner]) -> Diagnostic {
    let (mut nb, mut en) = (Vec::new(), Vec::new());
    for Inner { name, hidden } in all.iter().take(LISTED) {
        nb.push(format!("«{name}»{}", if *hidden { " (skjult)" } else { "" }));
        en.push(format!("“{name}”{}", if *hidden { " (hidden)" } else { "" }));
    }
    let (nb, en) = (nb.join(", "), en.join(", "));
    let problem = match all.len().saturating_sub(LISTED) {
        0 => problem.help(text!(nb: "Filen har: {nb}", en: "The file has: {en}")),
        more => problem.help(text!(nb: "Filen har: {nb} og {more} til", en: "The file has: {en} and {more} more")),
    };
    match all.first() {
        Some(Inner { name, .. }) => problem.help(text!(
            nb: "Skriv navnet etter filen: --table tabell=\"{path}#{name}\"",
            en: "Write the name behind the file: --table table=\"{path}#{name}\"",
        )),
        None => problem,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_chosen_by_name_or_by_being_the_only_one() {
        let all: Vec<Inner> =
            ["Tiltak", "tiltak", "Enheter"].map(|name| Inner { name: name.into(), hidden: false }).into();
        assert_eq!(choose("a", &all, Some("tiltak")), Ok(1));
        assert_eq!(choose("a", &all, Some("ENHETER")), Ok(2));
        assert_eq!(choose("a", &all[2..], None), Ok(0));
        for part in [None, Some("TILTAK"), Some("Enhetr"), Some("")] {
            let problem = choose("a", &all, part).expect_err("not to be told which");
            assert_eq!(problem.code, Code::ChoosePart);
            assert!(problem.help.iter().any(|help| help.en.contains("“Tiltak”, “tiltak”, “Enheter”")));
        }
        assert_eq!(choose("a", &[], None).map_err(|problem| problem.code), Err(Code::ChoosePart));
    }
}

//! `--profile`: where the time went, by stage, column and rule. Written for people, beside the report and never in it.

use super::listing::aligned;
use super::words::pick;
use crate::base::{Lang, Text};
use crate::text;
use std::io::{self, Write};

/// Where the time of a check went.
#[derive(Clone, Debug, Default)]
pub struct Profile {
    /// What was done, in its order.
    pub stages: Vec<Spent>,
    /// Columns; of some no cell may have been read as a value, in no time.
    pub columns: Vec<Spent>,
    pub rules: Vec<Spent>,
}

/// Time spent on one thing.
#[derive(Clone, Debug)]
pub struct Spent {
    pub name: Text,
    pub nanoseconds: u64,
    /// The rows that it went over, and of those the ones that it applies to.
    pub rows: Option<u64>,
    pub applicable: Option<u64>,
}

impl Profile {
    /// Adds what another run took: of each thing the time, and the rows. What this profile does not name comes last.
    pub fn add(&mut self, other: Profile) {
        add(&mut self.stages, other.stages);
        add(&mut self.columns, other.columns);
        add(&mut self.rules, other.rules);
    }
}

/// The name of the first stage.
pub fn rules_read() -> Text {
    text!(nb: "les reglene", en: "read the rules")
}

fn add(all: &mut Vec<Spent>, more: Vec<Spent>) {
    let sum = |one: Option<u64>, other: Option<u64>| match (one, other) {
        (Some(one), Some(other)) => Some(one + other),
        (one, other) => one.or(other),
    };
    for (place, spent) in more.into_iter().enumerate() {
        // Runs by the same rules name nearly everything in the same order.
        let same = |known: &Spent| known.name == spent.name;
        let there = if all.get(place).is_some_and(same) { Some(place) } else { all.iter().position(same) };
        match there {
            Some(there) => {
                let known = &mut all[there];
                known.nanoseconds += spent.nanoseconds;
                known.rows = sum(known.rows, spent.rows);
                known.applicable = sum(known.applicable, spent.applicable);
            }
            None => all.push(spent),
        }
    }
}

/// Writes the tables; the slowest columns and rules first.
pub fn write(profile: &Profile, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let whole: u64 = profile.stages.iter().map(|spent| spent.nanoseconds).sum();
    let [stage, column, rule] =
        [text!(nb: "Steg", en: "Stage"), text!(nb: "Kolonne", en: "Column"), text!(nb: "Regel", en: "Rule")];
    let explained = text!(
        nb: "Tiden er summert over trådene. Celler leses én gang for alle regler, og står for seg. Det flere regler spør\n\
             om, står på den første av dem. Det regler slår opp, teller eller summerer, står på steget for oppslag; men\n\
             på regelen, der det som telles, holdes mot raden selv (<, >, !=).",
        en: "Times are those of all threads together. Cells are read once for all rules, and are counted on their own.\n\
             What several rules ask is counted with the first of them. What rules look up, count or sum is counted with\n\
             the stage of lookups; but with the rule, where what is counted is held against the row itself (<, >, !=).",
    );
    writeln!(out, "{}", explained.in_lang(lang))?;
    table(&stage, &profile.stages, whole, lang, out)?;
    for (heading, spent) in [(column, &profile.columns), (rule, &profile.rules)] {
        let mut sorted: Vec<Spent> = spent.iter().filter(|spent| !unread(spent)).cloned().collect();
        sorted.sort_by_key(|spent| std::cmp::Reverse(spent.nanoseconds));
        table(&heading, &sorted, whole, lang, out)?;
    }
    Ok(())
}

/// A column of which no cell was read. Rules are told whether they took time or not.
fn unread(spent: &Spent) -> bool {
    spent.nanoseconds == 0 && spent.applicable.is_none()
}

fn table(heading: &Text, all: &[Spent], whole: u64, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    if all.is_empty() {
        return Ok(());
    }
    let applies = all.iter().any(|spent| spent.applicable.is_some());
    let mut headings = vec![
        heading.in_lang(lang).to_string(),
        pick(lang, "Millisekunder", "Milliseconds").to_string(),
        pick(lang, "Andel", "Share").to_string(),
        pick(lang, "Rader", "Rows").to_string(),
    ];
    headings.extend(applies.then(|| pick(lang, "Gjelder", "Applies to").to_string()));
    let count = |count: Option<u64>| count.map(|count| count.to_string()).unwrap_or_default();
    let decimals = if whole < FINE { 3 } else { 1 };
    let row = |spent: &Spent| {
        let milliseconds = number(spent.nanoseconds, 1_000_000, decimals, lang);
        let share = number(spent.nanoseconds * 100, whole.max(1), 1, lang);
        let mut row = vec![
            spent.name.in_lang(lang).to_string(),
            format!("{milliseconds:>13}"),
            format!("{:>7}", format!("{share} %")),
            format!("{:>9}", count(spent.rows)),
        ];
        row.extend(applies.then(|| format!("{:>10}", count(spent.applicable))));
        row
    };
    writeln!(out)?;
    aligned(&headings, &all.iter().map(row).collect::<Vec<_>>(), true, out)
}

/// Runs shorter than this are told to the microsecond.
const FINE: u64 = 100_000_000;

/// A quotient with so many decimals.
fn number(dividend: u64, divisor: u64, decimals: u32, lang: Lang) -> String {
    let unit = 10u128.pow(decimals);
    let (dividend, divisor) = (u128::from(dividend), u128::from(divisor));
    let rounded = (dividend * unit + divisor / 2) / divisor;
    let (point, decimals) = (pick(lang, ",", "."), decimals as usize);
    format!("{}{point}{:0decimals$}", rounded / unit, rounded % unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_two_runs_took_is_added_by_name() {
        let spent = |name: &str, nanoseconds, rows, applicable| Spent {
            name: Text::same(name.to_string()),
            nanoseconds,
            rows,
            applicable,
        };
        let mut all = Profile { columns: vec![spent("a", 1, Some(4), None)], ..Profile::default() };
        let columns = vec![spent("b", 2, Some(3), None), spent("a", 5, Some(3), None)];
        all.add(Profile { columns, rules: vec![spent("r", 7, Some(3), Some(2))], ..Profile::default() });
        all.add(Profile { rules: vec![spent("r", 1, Some(9), Some(8))], ..Profile::default() });
        let told = |all: &[Spent]| -> Vec<_> {
            all.iter()
                .map(|spent| (spent.name.en.to_string(), spent.nanoseconds, spent.rows, spent.applicable))
                .collect()
        };
        let columns = [("a".to_string(), 6, Some(7), None), ("b".to_string(), 2, Some(3), None)];
        assert_eq!(told(&all.columns), columns);
        assert_eq!(told(&all.rules), [("r".to_string(), 8, Some(12), Some(10))]);
    }

    #[test]
    fn short_runs_are_told_to_the_microsecond_and_long_ones_rounded() {
        let written = |nanoseconds: u64, lang: Lang| {
            let name = Text::new("les reglene", "read the rules");
            let stages = vec![Spent { name, nanoseconds, rows: Some(412), applicable: None }];
            let mut out = Vec::new();
            write(&Profile { stages, ..Profile::default() }, lang, &mut out).expect("memory takes it");
            String::from_utf8(out).expect("UTF-8")
        };
        let short = written(2_041_600, Lang::Nb);
        assert!(short.contains(" 2,042  100,0 %        412"), "{short}");
        let long = written(3_000_060_000, Lang::En);
        assert!(long.contains(" 3000.1  100.0 %        412"), "{long}");
    }
}

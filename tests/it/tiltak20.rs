//! The rules of the performance bench against a plain reading of them. `tiltak20/` holds what `benches/peers/gen.py 200`
//! makes, and what `benches/peers/oracle.py` says of it.

use krav::base::Lang;
use krav::driver::{self, Binding, Request};
use krav::report::format::{FORMATS, Page, View};
use krav::value::Date;
use krav::world::Memory;

const ORACLE: &str = include_str!("tiltak20/oracle.tsv");

#[test]
fn the_twenty_rules_count_what_a_plain_reading_counts() {
    let files = Memory::new()
        .file("r.krav", include_str!("../../benches/tiltak20.krav"))
        .file("tiltak.csv", include_str!("tiltak20/tiltak.csv"))
        .file("virksomhet.csv", include_str!("tiltak20/virksomhet.csv"))
        .file("kontroll.csv", include_str!("tiltak20/kontroll.csv"));
    let tables = ["tiltak", "virksomhet", "kontroll"].map(|name| Binding::named(name, format!("{name}.csv")));
    let usual = Request::new(vec!["r.krav".into()], tables.into(), Date(18_000), Lang::En);
    for (threads, batch) in [(1, 0), (2, 0), (1, 3), (2, 64)] {
        let (sources, checked) = driver::check(&files, &Request { threads, batch, ..usual.clone() });
        let checked = checked.unwrap_or_else(|problems| panic!("{problems:?}"));
        let view = View::default();
        let page = Page { report: &checked.report, findings: checked.findings.as_ref(), sources: &sources, view };
        let mut ledger = Vec::new();
        let format = FORMATS.iter().find(|known| known.name == "ledger").expect("a format");
        (format.write)(&page, &mut ledger).expect("writes to memory");
        let ledger = String::from_utf8(ledger).expect("UTF-8");
        let mut compared = 0;
        for wanted in ORACLE.lines() {
            let (rule, wanted) = wanted.split_once('\t').expect("a rule and its counts");
            let id = match rule {
                "R08" => "tiltak.tiltak_id/unique",
                "R14" => "tiltak.komponenter/list",
                "R15" => "tiltak.ks_dato/date",
                rule => rule,
            };
            let line = ledger.lines().find(|line| line.split('\t').next() == Some(id));
            let cells: Vec<&str> = line.unwrap_or_else(|| panic!("{id} is not in the ledger")).split('\t').collect();
            assert_eq!([cells[5], cells[6], cells[9], cells[10]].join("\t"), wanted, "{rule} at {threads}, {batch}");
            compared += 1;
        }
        assert_eq!(compared, 20);
    }
}

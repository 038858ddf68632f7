//! What the analysis lets through as a format, the decoder can read, and nothing else.

use super::try_run;
use krav::base::Lang;
use krav::data::decode::check_format;
use krav::data::spec::CellType;

#[test]
fn formats_are_the_same_to_the_analysis_and_to_the_decoder() {
    let dates =
        ["dd.MM.yyyy", "yyyyMMdd", "d/M yyyy", "dd.MM.yy", "MM.yyyy", "dd.MMM.yyyy", "yyyy-MM-dd HH", "dd:MM:yyyy"];
    let numbers =
        ["#.##0,00", "0", "0 %", "kr #,##0", "0,000.000,0", "x", "#;0", "# ##0,0", "1", "0.0.0", "0.0,0", "€ 0"];
    for (ty, cell, patterns) in [
        ("dato", CellType::Date, &dates[..]),
        ("desimal", CellType::Decimal, &numbers),
        ("heltall", CellType::Int, &numbers),
    ] {
        for pattern in patterns {
            let unit = if pattern.contains('%') { ", enhet «%»" } else { "" };
            let rules = format!("tabell t\n  a {ty}, format «{pattern}»{unit}\n");
            let right = match try_run(&rules, &[("t", "a\n\n")], "2020-01-01", Lang::Nb) {
                Ok(_) => true,
                Err(told) => !told.iter().any(|told| told.starts_with("K0216")),
            };
            assert_eq!(right, check_format(&cell, pattern).is_ok(), "{ty} {pattern}");
        }
    }
}

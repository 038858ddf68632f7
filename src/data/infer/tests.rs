use super::*;
use crate::data::read::cells::{Cell, Cells, Content};

/// The facts of a column with these cells.
fn facts_with(cells: &[&str], budget: Budget) -> ColumnFacts {
    let cell = |text: &&str| {
        let content = if text.is_empty() { Content::Blank } else { Content::Text((*text).into()) };
        vec![Cell { content, ..Cell::default() }]
    };
    let table = Cells::new(["kolonne"], cells.iter().map(cell).collect());
    infer(&table, budget).columns.remove(0)
}

fn facts(cells: &[&str]) -> ColumnFacts {
    facts_with(cells, Budget::USUAL)
}

fn likely(cells: &[&str]) -> (Shape, Option<String>) {
    let facts = facts(cells);
    let fit = facts.likely();
    (fit.shape, fit.format.clone())
}

#[test]
fn the_narrowest_type_that_fits_every_cell_is_the_likely_one() {
    assert_eq!(likely(&["1", "23", "", "1 000"]), (Shape::Integer, None));
    assert_eq!(likely(&["1,5", "2"]), (Shape::Decimal, None));
    assert_eq!(likely(&["ja", "nei", "-"]), (Shape::Boolean, None));
    assert_eq!(likely(&["0", "1"]), (Shape::Integer, None));
    assert_eq!(likely(&["2018-03-01", "1.3.2018"]), (Shape::Date, None));
    assert_eq!(likely(&["0301", "1103"]), (Shape::Text, None));
    assert_eq!(likely(&["", "n/a"]), (Shape::Text, None));
    assert_eq!(likely(&["Skole", "12"]), (Shape::Text, None));
}

#[test]
fn formats_are_found_where_the_usual_forms_do_not_do() {
    assert_eq!(likely(&["£1,234.5", "£12", "7"]), (Shape::Decimal, Some("£#,##0.00".into())));
    assert_eq!(likely(&["1.234,50 kr", "12 kr"]), (Shape::Decimal, Some("#.##0,00 kr".into())));
    assert_eq!(likely(&["40 %", "7%"]), (Shape::Integer, Some("0 %".into())));
    assert_eq!(likely(&["31/12/2018", "1/2/2018"]), (Shape::Date, Some("d/M/yyyy".into())));
    assert_eq!(likely(&["12/31/2018", "1/2/2018"]), (Shape::Date, Some("M/d/yyyy".into())));
    assert_eq!(likely(&["20181231"]), (Shape::Integer, None));
    let years = facts(&["1.1.19", "01.02.2018"]);
    assert_eq!((years.likely().shape, years.two_digit_years), (Shape::Text, 1));
}

#[test]
fn missing_words_values_and_ranges_are_counted() {
    let facts = facts(&["2", "n/a", "10", "", "2", "N/A", "–", " 2 "]);
    let tokens: Vec<(&str, u64, bool)> =
        facts.tokens.iter().map(|token| (token.text.as_str(), token.cells, token.not_relevant)).collect();
    assert_eq!((facts.cells, facts.blank, facts.filled), (8, 1, 4));
    assert_eq!(tokens, [("n/a", 1, true), ("N/A", 1, true), ("–", 1, false)]);
    let values: Vec<(&str, u64)> = facts.values.iter().map(|value| (value.text.as_str(), value.cells)).collect();
    assert_eq!(values, [("2", 3), ("10", 1)]);
    let number = |text: &str| Extreme::Number(Decimal::parse(text).expect("a number"));
    assert_eq!(facts.likely().range, Some((number("2"), number("10"))));
    assert_eq!(facts.lengths, Some((1, 2)));
}

#[test]
fn values_are_told_apart_up_to_the_budget() {
    let cells = ["a", "b", "c", "a"];
    let exact = facts_with(&cells, Budget { distinct: 3, bytes: 100 });
    assert_eq!((exact.values.len(), exact.more_values), (3, false));
    let more = facts_with(&cells, Budget { distinct: 2, bytes: 100 });
    assert_eq!((more.values.len(), more.more_values), (2, true));
    let bytes = facts_with(&cells, Budget { distinct: 3, bytes: 2 });
    assert_eq!((bytes.values.len(), bytes.more_values), (2, true));
}

#[test]
fn nearly_all_is_told_apart_from_all() {
    let mut cells = vec!["2018-01-01"; 19];
    cells.push("våren 2018");
    let facts = facts(&cells);
    assert_eq!(facts.likely().shape, Shape::Text);
    assert_eq!(facts.nearly().map(|fit| (fit.shape, fit.cells)), Some((Shape::Date, 19)));
}

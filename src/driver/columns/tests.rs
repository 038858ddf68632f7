use super::*;
use crate::base::{CellPlace, Span};
use crate::value::Ty;

fn table(fields: &[&[&str]]) -> Table {
    let field = |headings: &&[&str]| Field {
        name: headings[0].to_lowercase(),
        ty: Ty::Text,
        headings: headings.iter().map(|heading| heading.to_string()).collect(),
        required: false,
        unique: false,
        not_stated: Vec::new(),
        not_relevant: Vec::new(),
        separator: None,
        blank_means_none: false,
        yes: Vec::new(),
        no: Vec::new(),
        blank_means_no: false,
        matches: None,
        between: None,
        format: None,
        unit: None,
        width: None,
        span: Span::default(),
        name_span: Span::default(),
    };
    Table {
        name: "tiltak".into(),
        title: String::new(),
        fields: fields.iter().map(field).collect(),
        key: Vec::new(),
        valid: None,
        of: None,
        span: Span::default(),
        name_span: Span::default(),
    }
}

fn headings(texts: &[&str]) -> Vec<Heading> {
    let place = |column: usize| CellPlace { path: "t.csv".into(), column: column as u32, ..CellPlace::default() };
    texts.iter().enumerate().map(|(at, text)| Heading { text: text.to_string(), place: place(at + 1) }).collect()
}

#[test]
fn headings_compare_composed_folded_and_trimmed() {
    let table = table(&[&["id"], &["Ber\u{f8}rer"], &["Oppstart", "Start"], &["\u{c5}r"]]);
    let found = bind_columns(&table, &headings(&["START", "ekstra", " BER\u{d8}RER", "a\u{30a}r", "Id"]));
    assert_eq!(found, Ok(vec![4, 2, 0, 3]));
}

#[test]
fn every_missing_column_is_told_with_the_nearest_and_all_that_there_are() {
    let problems =
        bind_columns(&table(&[&["Oppstart"], &["x"], &["id"]]), &headings(&["id", "opstart"])).expect_err("two");
    assert_eq!(problems.len(), 2);
    assert_eq!(problems[0].code, Code::MissingColumn);
    assert!(matches!(problems[0].labels[0].at, At::Rule(_)));
    assert!(matches!(&problems[0].labels[1].at, At::Cell(place) if place.column == 2));
    assert!(problems[0].help[0].en.contains("\"Oppstart\" | \"opstart\""), "{:?}", problems[0].help);
    assert_eq!(problems[1].help[0].en, "The file has: \"id\", \"opstart\".");
    let many: Vec<String> = (0..20).map(|n| format!("kolonne {n}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let problems = bind_columns(&table(&[&["z"]]), &headings(&many)).expect_err("missing");
    assert!(problems[0].help[0].nb.ends_with("og 8 til."), "{:?}", problems[0].help);
}

#[test]
fn two_columns_that_fit_are_both_shown() {
    let problems = bind_columns(&table(&[&["Kostnad", "Beløp"]]), &headings(&["beløp", "kostnad"])).expect_err("two");
    assert_eq!((problems.len(), problems[0].code), (1, Code::AmbiguousColumn));
    let columns: Vec<Option<u32>> = problems[0]
        .labels
        .iter()
        .map(|label| match &label.at {
            At::Cell(place) => Some(place.column),
            _ => None,
        })
        .collect();
    assert_eq!(columns, [Some(1), Some(2), None]);
}

use super::*;
use crate::base::Span;
use crate::semantic::model::Table;

fn model(names: &[&str]) -> Model {
    let table = |name: &&str| Table {
        name: name.to_string(),
        title: String::new(),
        fields: Vec::new(),
        key: Vec::new(),
        valid: None,
        of: None,
        span: Span::default(),
        name_span: Span::default(),
    };
    Model { tables: names.iter().map(table).collect(), ..Model::default() }
}

fn file(path: &str) -> Binding {
    Binding { path: path.into(), ..Binding::default() }
}

fn named(table: &str, path: &str) -> Binding {
    Binding { table: Some(table.into()), ..file(path) }
}

/// The paths of the tables in order, or the codes and first helps of the problems.
fn bound(names: &[&str], files: &[Binding]) -> Result<Vec<String>, Vec<(&'static str, String)>> {
    let model = model(names);
    match bind(&model, files, &all_tables(&model)) {
        Ok(bound) => Ok(bound.into_iter().map(|(_, binding)| binding.path).collect()),
        Err(problems) => Err(problems
            .iter()
            .map(|problem| (problem.code.id(), problem.help.first().map(|help| help.en.clone()).unwrap_or_default()))
            .collect()),
    }
}

#[test]
fn files_are_bound_by_name_and_by_stem() {
    let files = [named("kontakt", "møter.csv"), file("data/TILTAK.csv")];
    assert_eq!(bound(&["tiltak", "kontakt"], &files), Ok(vec!["data/TILTAK.csv".into(), "møter.csv".into()]));
    // å as one code point and as two
    assert_eq!(bound(&["r\u{e5}d", "x"], &[file("ra\u{30a}d.csv"), file("x.csv")]).map(|bound| bound.len()), Ok(2));
    // letter by letter goes before case
    assert_eq!(bound(&["A", "a"], &[file("a.csv"), file("A.csv")]), Ok(vec!["A.csv".into(), "a.csv".into()]));
}

#[test]
fn one_file_and_one_needed_table_bind_by_themselves() {
    assert_eq!(bound(&["tiltak"], &[file("uttrekk 2018.csv")]), Ok(vec!["uttrekk 2018.csv".into()]));
    let model = model(&["tiltak", "kontakt"]);
    let bound = bind(&model, &[file("x.csv")], &[TableId(1)]).expect("one is needed");
    assert_eq!(bound[0].0, TableId(1));
    assert_eq!(bind(&model, &[], &[]).map(|bound| bound.len()), Ok(0));
}

#[test]
fn a_table_without_a_file_and_a_file_without_a_table_are_told_with_a_way_out() {
    let problems = bound(&["tiltak", "kontakt"], &[file("tiltak.csv"), file("kontakter.csv")]).expect_err("unbound");
    assert_eq!(
        problems,
        [
            ("K0404", "Bind it by name: --table kontakt=kontakter.csv".to_string()),
            (
                "K0403",
                "Give it a file: --table kontakt=kontakter.csv, or kontakt = \"kontakter.csv\" under [tables] in krav.toml."
                    .to_string()
            ),
        ]
    );
    let problems = bound(&["tiltak", "x"], &[named("tiltk", "t.csv"), file("x.csv")]).expect_err("unknown");
    assert_eq!(problems[0], ("K0205", "Did you mean `tiltak`?".to_string()));
    assert_eq!(problems[1].0, "K0403");
    let problems = bound(&["tiltak"], &[file("tiltak.csv"), file("notater.csv")]).expect_err("a stray");
    assert_eq!(problems, [("K0404", "The tables are: tiltak.".to_string())]);
}

#[test]
fn a_table_has_one_file() {
    let problems = bound(&["tiltak"], &[file("a/tiltak.csv"), file("b/tiltak.csv")]).expect_err("twice");
    assert_eq!(problems, [("K0409", "Choose one of them: --table tiltak=a/tiltak.csv".to_string())]);
}

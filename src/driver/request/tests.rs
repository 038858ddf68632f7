use super::*;
use crate::world::Memory;

fn said(paths: &[&str]) -> Arguments {
    Arguments { paths: paths.iter().map(|path| path.to_string()).collect(), ..Arguments::new(Lang::En) }
}

fn gathered(world: &Memory, arguments: &Arguments) -> Gathered {
    gather(world, arguments).unwrap_or_else(|refused| panic!("{:?}", refused.problems))
}

fn refused(world: &Memory, arguments: &Arguments) -> Vec<(&'static str, String)> {
    let refused = gather(world, arguments).expect_err("should be refused");
    let help = |problem: &Diagnostic| problem.help.first().map(|help| help.en.clone()).unwrap_or_default();
    refused.problems.iter().map(|problem| (problem.code.id(), help(problem))).collect()
}

fn tables(request: &Request) -> Vec<(Option<&str>, &str)> {
    request.tables.iter().map(|binding| (binding.table.as_deref(), binding.path.as_str())).collect()
}

#[test]
fn a_folder_without_krav_toml_is_its_rules_and_tables() {
    let world = Memory::new()
        .file("d/b.krav", "")
        .file("d/a.krav", "")
        .file("d/tiltak.csv", "")
        .file("d/notes.txt", "")
        .file("d/.skjult.csv", "")
        .file("d/under/c.krav", "");
    let Gathered { request, gate, .. } = gathered(&world, &said(&["d/"]));
    assert_eq!(request.rules, ["d/a.krav", "d/b.krav"]);
    assert_eq!(tables(&request), [(None, "d/tiltak.csv")]);
    assert_eq!((request.lang, gate), (Lang::En, Gate::default()));
}

#[test]
fn nothing_said_is_the_folder_that_we_stand_in() {
    let world = Memory::new().file("a.krav", "").file("x.csv", "");
    let Gathered { request, .. } = gathered(&world, &said(&[]));
    assert_eq!((request.rules, request.tables[0].path.as_str()), (vec!["a.krav".to_string()], "x.csv"));
}

#[test]
fn krav_toml_decides_and_the_command_line_goes_before_it() {
    let world = Memory::new()
        .file(
            "ex/t/krav.toml",
            "language = \"nb\"\nas_of = \"2018-10-01\"\npacks = [\"../../rules\"]\nfail_on = \"departure\"\n\
             allow_empty = true\n[tables]\ntiltak = \"t.csv\"\nkontakt = \"../k.csv\"\n",
        )
        .file("ex/t/t.csv", "")
        .file("ex/t/unused.csv", "")
        .file("ex/t/unused.krav", "")
        .file("ex/k.csv", "")
        .file("rules/b/z.krav", "")
        .file("rules/b.krav", "")
        .file("rules/.git/x.krav", "")
        .file("new.csv", "");
    let Gathered { request, gate, .. } = gathered(&world, &said(&["ex/t"]));
    assert_eq!(request.rules, ["rules/b.krav", "rules/b/z.krav"]);
    assert_eq!(tables(&request), [(Some("tiltak"), "ex/t/t.csv"), (Some("kontakt"), "ex/k.csv")]);
    assert_eq!((request.lang, request.as_of, request.allow_empty), (Lang::Nb, Date(17_805), true));
    assert!(gate.fail_on_departure && gate.allow_empty && !gate.allow_unknown);

    let arguments = Arguments {
        tables: vec!["tiltak=new.csv".into()],
        lang: Some(Lang::En),
        as_of: Some(Date(0)),
        fail_on: Some(FailOn::Violation),
        ..said(&["ex/t/krav.toml"])
    };
    let Gathered { request, gate, .. } = gathered(&world, &arguments);
    assert_eq!(tables(&request), [(Some("kontakt"), "ex/k.csv"), (Some("tiltak"), "new.csv")]);
    assert_eq!((request.lang, request.as_of, gate.fail_on_departure), (Lang::En, Date(0), false));
}

#[test]
fn files_are_rules_or_tables_by_their_endings() {
    let world = Memory::new().file("r.krav", "").file("x.csv", "").file("p/q.krav", "").file("y", "");
    let arguments = Arguments {
        rules: vec!["p".into(), "./r.krav".into()],
        tables: vec!["t=x.csv".into()],
        ..said(&["./r.krav", "x.csv", "y"])
    };
    let Gathered { request, .. } = gathered(&world, &arguments);
    assert_eq!(request.rules, ["./r.krav", "p/q.krav"]);
    assert_eq!(tables(&request), [(None, "y"), (Some("t"), "x.csv")]);
}

#[test]
fn what_is_missing_is_told_all_at_once_with_the_nearest() {
    let world = Memory::new().file("data/tiltak.csv", "").file("rules/a.krav", "").file("tom/x.csv", "");
    let arguments = Arguments {
        rules: vec!["ruls".into(), "tom".into()],
        tables: vec!["tiltak".into(), "t=data".into(), "u=data/tilltak.csv".into()],
        ..said(&["data/tiltak.tsv", "dat/tiltak.csv"])
    };
    assert_eq!(
        refused(&world, &arguments),
        [
            ("K0411", "Did you mean data/tiltak.csv?".into()),
            ("K0411", "Did you mean data/tiltak.csv?".into()),
            ("K0411", "Did you mean rules?".into()),
            ("K0405", String::new()),
            ("K0409", "--table tiltak=tiltak".into()),
            ("K0411", "Did you mean data/tiltak.csv?".into()),
        ]
    );
}

#[test]
fn mistakes_in_krav_toml_are_told_in_its_language_and_at_their_places() {
    let world = Memory::new().file("d/krav.toml", "language = \"nb\"\npacks = [\"reglr\"]\n[tables]\nt = \"x.csv\"\n");
    let world = world.file("d/regler/a.krav", "");
    let refused = gather(&world, &said(&["d"])).expect_err("two paths lead nowhere");
    assert_eq!(refused.lang, Lang::Nb);
    let lines: Vec<u32> = refused
        .problems
        .iter()
        .map(|problem| match &problem.labels[0].at {
            crate::base::At::Cell(place) => place.line,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(lines, [2, 4]);
    assert_eq!(refused.problems[0].help[0].nb, "Mente du d/regler?");
}

#[test]
fn two_krav_tomls_are_refused() {
    let world = Memory::new().file("a/krav.toml", "").file("b/krav.toml", "");
    assert_eq!(refused(&world, &said(&["a", "b"]))[0].0, "K0409");
    gathered(&world, &said(&["a", "a/krav.toml"]));
}

#[test]
fn words_and_dates_after_options_are_understood_or_told() {
    assert_eq!(date("2018-10-01").ok(), Date::from_ymd(2018, 10, 1));
    assert_eq!(date("1.10.2018").expect_err("no ISO date").code, Code::BadArgument);
    assert_eq!(one_of("--format", "json", &["human", "json"]).ok(), Some("json"));
    let problem = one_of("--format", "jsn", &["human", "json"]).expect_err("no such word");
    assert_eq!(problem.help[0].en, "Did you mean `json`?");
}

#[test]
fn krav_toml_is_found_above_where_no_rules_are_named() {
    let toml = "packs = [\"r.krav\"]\nwaivers = [\"unntak.krav\"]\n[tables]\ntiltak = \"t.csv\"\nkontakt = \"k.csv\"\n[thresholds]\nviolations = 3\n";
    let world = Memory::new()
        .standing_in("/p/under/her")
        .file("../../krav.toml", toml)
        .file("../../r.krav", "")
        .file("../../unntak.krav", "")
        .file("../../t.csv", "")
        .file("../../k.csv", "")
        .file("Tiltak.csv", "")
        .file("egne.krav", "");
    let whole = [(Some("tiltak"), "../../t.csv"), (Some("kontakt"), "../../k.csv")];
    // Nothing named: the project is checked, from wherever we stand in it.
    let Gathered { request, config, gate, .. } = gathered(&world, &said(&[]));
    assert_eq!(
        (request.rules.as_slice(), config.as_deref()),
        (&["../../r.krav".to_string(), "../../unntak.krav".into()][..], Some("../../krav.toml"))
    );
    assert_eq!(tables(&request), whole);
    assert_eq!(gate.thresholds.violations, 3);
    // A file alone: in the place of the table of its name.
    let Gathered { request, .. } = gathered(&world, &said(&["Tiltak.csv"]));
    assert_eq!(tables(&request), [(None, "Tiltak.csv"), (Some("kontakt"), "../../k.csv")]);
    // Rules named: they are all there is.
    let Gathered { request, config, .. } = gathered(&world, &said(&["egne.krav", "Tiltak.csv"]));
    assert_eq!((request.rules, config), (vec!["egne.krav".to_string()], None));
    let Gathered { request, .. } = gathered(&Memory::new().file("../krav.toml", toml).file("a.krav", ""), &said(&[]));
    assert_eq!(request.rules, ["a.krav"]);
}

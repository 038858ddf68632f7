//! Rows that are valid for a time, and references that lead in a circle.

use super::{run, slips, try_run};
use krav::base::Lang;

/// Hamarøy was 1849 until 2019, and is 1875 since.
const PLACES: &str = "nr,navn,fylke,fra,til,etterfølger
1849,Hamarøy - Hábmer,Nordland,1964-01-01,2019-12-31,1875
1875,Hamarøy - Hábmer,Nordland,2020-01-01,,
301,Oslo kommune,Oslo,,,
1601,Trondheim,Sør-Trøndelag,1964-01-01,2017-12-31,5001
5001,Trondheim,Trøndelag,2018-01-01,2019-12-31,
5001,Trondheim - Tråante,Trøndelag,2020-01-01,,
";

const TABLES: &str = "tabell kommune
  nr           tekst, nøkkel, bredde 4
  navn         tekst
  fylke        tekst
  fra          dato
  til          dato
  etterfølger  kommune
  gyldig fra til til
tabell tiltak
  id        tekst, nøkkel
  kommune   kommune, påkrevd
  oppstart  dato
";

fn rules(lines: &str) -> String {
    format!(
        "{TABLES}regel gyldig «Kommunenummeret skal gjelde ved oppstart»\n  kilde intern «x»\n  for hvert tiltak\n{lines}\n"
    )
}

const MEASURES: &str = "id,kommune,oppstart
A,1849,2019-12-31
B,1849,2020-01-01
C,1875,2020-01-01
D,1875,2019-06-01
E,0301,1900-01-01
F,9999,2020-01-01
G,1849,
H,5001,2019-12-31
I,5001,2020-01-01
";

#[test]
fn a_reference_is_looked_up_on_the_rows_date_and_the_message_names_the_successor() {
    let tables = [("kommune", PLACES), ("tiltak", MEASURES)];
    let found = run(&rules("  skal kommune per oppstart er oppgitt"), &tables, "2024-01-01");
    assert_eq!(
        found.verdicts("gyldig"),
        ["A met", "B violated", "C met", "D violated", "E met", "F violated", "G violated", "H met", "I met"]
    );
    assert_eq!(
        found.of("gyldig")[..3],
        [
            "violated B: Holder ikke: Kommunenummeret skal gjelde ved oppstart. 1849 i kommune gjaldt til og med 2019-12-31; etterfølgeren er 1875.",
            "violated D: Holder ikke: Kommunenummeret skal gjelde ved oppstart. 1875 i kommune gjelder først fra 2020-01-01.",
            "violated F: Holder ikke: Kommunenummeret skal gjelde ved oppstart",
        ]
    );
    // A number that was ever valid is no dangling reference; which day it must be valid on is for a rule to say.
    assert_eq!(found.of("tiltak.kommune/reference").len(), 1);
    assert!(found.of("kommune.nr/unique").is_empty(), "{:?}", found.of("kommune.nr/unique"));
    let Ok(english) = try_run(&rules("  skal kommune per oppstart er oppgitt"), &tables, "2024-01-01", Lang::En) else {
        panic!("runs")
    };
    assert!(
        english.of("gyldig")[0].ends_with("1849 of kommune was valid to the end of 2019-12-31; its successor is 1875.")
    );
}

#[test]
fn what_is_read_through_it_is_the_rows_of_that_date() {
    let tables = [("kommune", PLACES), ("tiltak", MEASURES)];
    let name = run(&rules("  skal kommune.navn per oppstart = «Trondheim»"), &tables, "2024-01-01");
    assert_eq!(
        name.verdicts("gyldig"),
        [
            "A violated",
            "B unknown",
            "C violated",
            "D unknown",
            "E violated",
            "F unknown",
            "G unknown",
            "H met",
            "I violated"
        ]
    );
    assert!(
        name.of("gyldig")[1].ends_with("1849 i kommune gjaldt til og med 2019-12-31; etterfølgeren er 1875."),
        "{:?}",
        name.of("gyldig")
    );
    let now = run(&rules("  skal kommune.navn per måledato = «Trondheim»"), &tables, "2018-06-01");
    assert_eq!(now.verdicts("gyldig")[7], "H met");
    // The date may be the subject's while the row is the aggregate's, and terms may hide it from groups.
    let lines = "  skal antall(tiltak som x der x.kommune.fylke per denne.oppstart = «Nordland» og x.id = id) = 1
begrep fylke for tiltak er kommune.fylke per oppstart
regel fylke «Fylket har høyst to»
  kilde intern «x»
  for hver fylke i tiltak
  skal antall() <= 2";
    let found = run(&rules(lines), &tables, "2024-01-01");
    assert_eq!(found.verdicts("gyldig")[..3], ["A met", "B unknown", "C met"]);
    assert_eq!(found.verdicts("fylke"), ["Nordland met", "Oslo met", "Trøndelag met"]);
}

#[test]
fn versions_of_one_number_may_not_overlap() {
    let places = "nr,navn,fylke,fra,til,etterfølger\n1849,a,x,,2019-12-31,\n1849,b,x,2019-12-31,,\n1875,c,x,,2019-12-30,\n1875,d,x,2019-12-31,,\n";
    let found = run(
        &rules("  skal kommune per oppstart er oppgitt"),
        &[
            ("kommune", places),
            ("tiltak", "id,kommune,oppstart\nA,1849,2019-12-31\nB,1849,2019-12-30\nC,1875,2019-12-31\n"),
        ],
        "2024-01-01",
    );
    assert_eq!(found.verdicts("kommune.nr/unique"), ["1849 violated", "1849 violated", "1875 met", "1875 met"]);
    assert_eq!(found.verdicts("gyldig"), ["A violated", "B met", "C met"]);
}

#[test]
fn a_date_must_say_which_row_is_meant() {
    for (lines, expected) in [
        (
            "  skal kommune.navn = «x»",
            "K0222 Radene i kommune har gyldighetstid, så `navn` kan stå i flere; en dato må si hvilken.",
        ),
        ("  skal kommune per id er oppgitt", "K0203 Etter `per` må det stå en dato, men dette er en tekst."),
        (
            "  skal id per oppstart = «x»",
            "K0203 `per` velger blant rader med gyldighetstid, men dette er en tekst, og ingen slik rad er lest.",
        ),
    ] {
        let told = slips(&rules(lines));
        assert!(told.len() == 1 && told[0].starts_with(expected), "{lines}: {told:#?}");
    }
    let told = slips("tabell t\n  a tekst, nøkkel\n  b dato\n  gyldig a til c\n");
    assert!(
        told[0].starts_with("K0203 Gyldighetstiden går fra en dato til en dato, men `a` er en tekst."),
        "{told:#?}"
    );
    assert!(told[1].starts_with("K0201 Tabellen har ikke noe felt `c`."), "{told:#?}");
}

#[test]
fn references_that_lead_in_a_circle_are_found_and_named() {
    let rules = "tabell virksomhet\n  orgnr tekst, nøkkel\n  overordnet virksomhet\n";
    let csv = "orgnr,overordnet\nA,B\nB,C\nC,A\nD,A\nE,E\nF,\nG,X\nH,F\n";
    let found = run(rules, &[("virksomhet", csv)], "2020-01-01");
    let id = "virksomhet.overordnet/cycle";
    assert_eq!(
        found.of(id),
        [
            "violated A: overordnet går i ring: A → B → C → A.",
            "violated B: overordnet går i ring: B → C → A → B.",
            "violated C: overordnet går i ring: C → A → B → C.",
            "violated E: overordnet går i ring: E → E.",
        ]
    );
    let rest: Vec<String> = found.verdicts(id).into_iter().filter(|line| !line.ends_with("violated")).collect();
    assert_eq!(rest, ["D met", "F not_applicable", "G met", "H met"]);
    // Long chains and long circles take one pass.
    let mut long = String::from("orgnr,overordnet\n");
    (0..20_000).for_each(|n| long.push_str(&format!("{n},{}\n", (n + 1) % 20_000)));
    let found = run(rules, &[("virksomhet", &long)], "2020-01-01");
    let first = &found.of(id)[0];
    assert!(first.ends_with("0 → 1 → 2 → 3 → 4 → 5 → 6 → 7 → …."), "{first}");
}

//! Units: what converts, and what is refused with the right spelling.

use super::{run, slips};

const TABLE: &str = "tabell tiltak
  id        tekst, nøkkel
  kostnad   desimal, enhet «mill. kr»
  ramme     desimal, enhet «kr»
  ansatte   heltall
  dekning   desimal, enhet «%»
  lengde    heltall, enhet «meter»
  start     dato
  slutt     dato
";

fn rule(must: &str) -> String {
    format!("{TABLE}regel r «R»\n  kilde intern «x»\n  for hvert tiltak\n  skal {must}\n")
}

#[test]
fn constants_convert_exactly_to_the_unit_of_the_field() {
    let csv = "id,kostnad,ramme,ansatte,dekning,lengde,start,slutt\nA,12.5,13000000,7,90,100,2020-01-01,2020-01-31\n";
    for must in [
        "kostnad = 12.5 mill. kr",
        "kostnad = 12_500_000 kr",
        "kostnad = 12_500 tusen kr",
        "kostnad < 1 mrd. kr",
        "kostnad > 0",
        "ramme = 13 mill. kroner",
        "ramme = 13 millioner kr",
        "kostnad + 500_000 kr = 13 mill. kr",
        "kostnad * 2 = 25 mill. kr",
        "kostnad / 1 mill. kr = 12.5",
        "kostnad / 1 mill. kr < ramme / 1 mill. kr",
        "kostnad i [1 mill. kr, 12_500_000 kr]",
        "dekning = 90 %",
        "dekning > 89.5 %",
        "sum(tiltak.kostnad) = 12_500_000 kr",
        "andel(tiltak der tiltak.ansatte > 3: tiltak.lengde = 100 meter) >= 90 %",
        "start + 30 dager = slutt",
        "slutt - start = 30 dager",
        "coalesce(kostnad, 1 mill. kr) > 12_000_000 kr",
        "avrund(kostnad) = 13 mill. kr",
        "-kostnad < 0",
    ] {
        let found = run(&rule(must), &[("tiltak", csv)], "2020-01-01");
        assert_eq!(found.verdicts("r"), ["A met"], "{must}");
    }
}

#[test]
fn what_is_of_another_unit_is_refused_with_the_right_spelling() {
    for (must, expected) in [
        (
            "kostnad < 10",
            "K0203 Den ene siden er i mill. kr, den andre har ingen enhet. | Skriv `10 mill. kr` (eller `10_000_000 kr`).",
        ),
        (
            "kostnad + 10 < 5 mill. kr",
            "K0203 Den ene siden er i mill. kr, den andre har ingen enhet. | Skriv `10 mill. kr` (eller `10_000_000 kr`).",
        ),
        (
            "kostnad < ramme",
            "K0203 Her møtes mill. kr og kr, og krav regner ikke om mellom felt av seg selv. | Del hver side på samme enhet, så er begge bare tall: `… / 1 mill. kr` på den ene og den andre siden.",
        ),
        ("kostnad < 10 euro", "K0203 mill. kr kan ikke regnes om til euro."),
        (
            "ansatte < 10 kr",
            "K0203 Den ene siden er i kr, den andre har ingen enhet. | Skriv `enhet «kr»` på feltet i tabellen, eller stryk enheten her.",
        ),
        (
            "lengde < ansatte",
            "K0203 Den ene siden er i meter, den andre har ingen enhet. | Skriv `enhet «…»` på feltet som ingen har, eller del på `1 meter` for å få et bart tall.",
        ),
        ("kostnad * ramme > 0", "K0203 mill. kr kan ikke ganges med kr."),
        ("ansatte / kostnad > 0", "K0203 Et bart tall kan ikke deles på mill. kr."),
        ("dekning > 0.9", "K0203 Den ene siden er i %, den andre har ingen enhet. | Skriv `0.9 %`."),
        ("start + 2 uker = slutt", "K0203 Til en dato legges dager, ikke uker."),
        (
            "kostnad i [1, 2 mill. kr]",
            "K0203 Den ene siden er i mill. kr, den andre har ingen enhet. | Skriv `1 mill. kr` (eller `1_000_000 kr`).",
        ),
        ("største(tiltak.kostnad) > 10", "K0203 Den ene siden er i mill. kr, den andre har ingen enhet."),
    ] {
        let told = slips(&rule(must));
        assert!(told.len() == 1 && told[0].starts_with(expected), "{must}: {told:#?}");
    }
}

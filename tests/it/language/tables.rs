//! What tables can say: codes of fixed width, keys of several fields, editions, formats, columns of one heading.

use super::{run, slips, try_run};
use krav::base::Lang;

#[test]
fn a_code_gets_back_its_zeros_and_krav_says_so() {
    let rules = "tabell kommune
  nr    tekst, nøkkel, bredde 4
  navn  tekst
tabell tiltak
  id       tekst, nøkkel
  kommune  kommune
  andre    liste av tekst, bredde 4, skilt med «;»
regel oslo «Tiltak skal ligge i Oslo»
  kilde intern «x»
  for hvert tiltak
  skal kommune = «0301» og andre har «0101»
";
    let places = "nr,navn\n301,Oslo\n1875,Hamarøy\n18750,Feil\n30A,Feil\n";
    let measures = "id,kommune,andre\nA,301,101;1875\nB,0301,0101\nC,1875,102\n";
    let found = run(rules, &[("kommune", places), ("tiltak", measures)], "2020-01-01");
    assert_eq!(found.verdicts("oslo"), ["A met", "B met", "C violated"]);
    assert_eq!(found.verdicts("tiltak.kommune/reference"), ["A met", "B met", "C met"]);
    assert_eq!(
        found.of("kommune.nr/width"),
        ["violated 18750: «18750»: kommune.nr skal ha 4 sifre.", "violated 30A: «30A»: kommune.nr skal ha 4 sifre."]
    );
    assert_eq!(found.verdicts("tiltak.andre/width"), ["A met", "B met", "C met"]);
    let notes: Vec<(&str, usize)> =
        found.notes.iter().map(|note| (note.message.nb.as_str(), note.labels.len())).collect();
    assert_eq!(
        notes,
        [
            ("kommune.nr: 1 celle er lest med nullene foran satt tilbake (4 sifre).", 1),
            ("tiltak.kommune: 1 celle er lest med nullene foran satt tilbake (4 sifre).", 1),
            ("tiltak.andre: 2 celler er lest med nullene foran satt tilbake (4 sifre).", 2),
        ]
    );
    assert_eq!(found.notes[0].labels[0].text.nb, "lest som 0301");
    let slip = rules.replace("«0301»", "«301»");
    assert_eq!(slips(&slip), ["K0203 Koden har 4 sifre, så «301» er aldri verdien. | Skriv «0301»."]);
    assert_eq!(slips("tabell t\n  a heltall, bredde 4\n").len(), 1);
}

#[test]
fn a_key_of_several_fields_is_unique_over_all_and_joins_by_as_many_ties() {
    let rules = "tabell rad
  aar   heltall
  post  tekst
  sum   heltall
  nøkkel (aar, post)
tabell bilag
  nr    tekst, nøkkel
  aar   heltall
  post  tekst
regel budsjett «Bilaget skal ha en budsjettpost»
  kilde intern «x»
  for hvert bilag
  skal finnes(rad der rad.aar = aar og rad.post = post)
unntak for rad.aar/unique 2020, «a»
  til 2030-01-01
  fordi «x»
  godkjent av «y»
";
    let lines = "aar,post,sum\n2019,a,1\n2020,a,2\n2020,b,3\n2020,a,4\n";
    let vouchers = "nr,aar,post\n1,2020,b\n2,2019,b\n";
    let found = run(rules, &[("rad", lines), ("bilag", vouchers)], "2020-01-01");
    assert_eq!(
        found.verdicts("rad.aar/unique"),
        ["2019 / a met", "2020 / a waived", "2020 / b met", "2020 / a waived"]
    );
    assert_eq!(found.verdicts("budsjett"), ["1 met", "2 violated"]);
    let reference = rules.replace("  post  tekst\nregel", "  post  rad\nregel");
    assert!(
        slips(&reference)[0].starts_with("K0215 Feltet viser til rad, men nøkkelen der er av flere felt (aar, post)")
    );
    let this = "tabell rad\n  a tekst\n  b tekst\n  nøkkel (a, b)\nregel r «R»\n  kilde intern «x»\n  for hver rad\n  \
                skal ikke finnes(rad som x der x = denne)\n";
    assert!(slips(this)[0].contains("Sammenlign feltene: `x.a = a og x.b = b`."), "{:?}", slips(this));
    let named = this.replace("som x der x", "som annen der annen");
    assert!(slips(&named)[0].contains("Sammenlign feltene: `annen.a = a og annen.b = b`."), "{:?}", slips(&named));
}

#[test]
fn a_second_edition_has_the_fields_of_the_first_and_a_file_of_its_own() {
    let rules = "tabell tiltak
  id       tekst, nøkkel
  kostnad  heltall
  del_av   tiltak
tabell fjoråret av tiltak
regel vekst «Kostnaden skal ikke dobles fra i fjor»
  kilde intern «x»
  for hvert tiltak
  når finnes(fjoråret der fjoråret.id = id)
  skal kostnad <= 2 * største(fjoråret.kostnad der fjoråret.id = id)
regel videreført «Tiltak skal ha vært med i fjor»
  kilde intern «x»
  for hvert tiltak
  bør finnes(fjoråret der fjoråret = denne)
";
    let now = "id,kostnad,del_av\nA,10,\nB,50,A\nC,1,\n";
    let then = "id,kostnad,del_av\nA,9,\nB,20,A\nX,20,Y\n";
    let found = run(rules, &[("tiltak", now), ("fjoråret", then)], "2020-01-01");
    assert_eq!(found.verdicts("vekst"), ["A met", "B violated", "C not_applicable"]);
    assert_eq!(found.verdicts("videreført"), ["A met", "B met", "C violated"]);
    assert_eq!(found.of("fjoråret.del_av/reference").len(), 1);
    for (of, expected) in [
        ("tabell fjor av tiltk\n", "K0205 Det finnes ingen tabell `tiltk`."),
        (
            "tabell fjor av fjoråret\n",
            "K0205 fjoråret er selv en utgave, og har ingen felt å dele. | Skriv `av tiltak`.",
        ),
        ("tabell fjor av tiltak\n  x tekst\n", "K0216 En utgave til har feltene til tiltak, og kan ikke ha egne."),
    ] {
        let told = slips(&format!("{rules}{of}"));
        assert!(told.len() == 1 && told[0].starts_with(expected), "{told:?}");
    }
}

#[test]
fn fields_have_formats_of_their_own_and_rounding_is_named() {
    let rules = "tabell t
  id     tekst, nøkkel
  dato   dato, format «d.M.yyyy»
  sum    desimal, format «#.##0,00 kr»
  andel  desimal, format «0,0 %», enhet «%»
regel r «R»
  kilde intern «x»
  for hver t
  skal dato = 2018-03-01 og avrund(sum) = 1235 og rund_opp(sum) = 1235 og rund_ned(sum) = 1234 og andel > 1 %
";
    let found = run(
        rules,
        &[("t", "id;dato;sum;andel\nA;1.3.2018;1.234,56 kr;12,5 %\nB;2018-03-01;1234,56;x\n")],
        "2020-01-01",
    );
    assert_eq!(found.verdicts("r"), ["A met", "B unknown"]);
    assert_eq!(found.verdicts("t.dato/date"), ["A met", "B violated"]);
    assert_eq!(found.verdicts("t.andel/decimal"), ["A met", "B violated"]);
    let told = slips(
        "tabell t\n  a dato, format «dd.mm.yyyy»\n  b desimal, format «kr»\n  c heltall, format «0,000.000,0»\n  d tekst, format «0»\n",
    );
    assert!(told.len() == 4 && told.iter().all(|told| told.starts_with("K0216")), "{told:#?}");
    assert_eq!(slips("tabell t\n  a dato, format «dd.MM.yy»\n").len(), 1);
    let told_of_percent = slips("tabell t\n  a desimal, format «0,0 %»\n  b liste av desimal, format «0 %»\n");
    assert!(told_of_percent.len() == 1 && told_of_percent[0].contains("enhet «%»"), "{told_of_percent:#?}");
    assert!(told[1].contains("Tallmønsteret «kr» kan ikke leses."), "{told:#?}");
}

#[test]
fn columns_of_one_heading_are_named_by_their_number() {
    let rules = "tabell film
  tittel  tekst, kolonne «film.tittel (original)»
  farge   tekst, kolonne «colour_rating #2», påkrevd
";
    let csv = "film.tittel (original),colour_rating,colour_rating\nA,x,\nB,,y\n";
    let found = run(rules, &[("film", csv)], "2020-01-01");
    assert_eq!(found.verdicts("film.farge/required"), [" violated", " met"]);
    assert_eq!(found.notes[0].code.id(), "K0306");
    let plain = rules.replace(" #2", "");
    let Err(told) = try_run(&plain, &[("film", csv)], "2020-01-01", Lang::Nb) else { panic!("ambiguous") };
    let told: Vec<&String> = told.iter().filter(|told| told.starts_with("K0314")).collect();
    assert_eq!(
        told,
        [
            "K0314 To kolonner passer til film.farge: «colour_rating #1» og «colour_rating #2». | La feltets kolonne nevne bare én av dem: kolonne «colour_rating #2»."
        ]
    );
}

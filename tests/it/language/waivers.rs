//! Waivers: what they set aside, and what is said of them.

use super::{run, slips, try_run};
use krav::base::Lang;

const MEASURES: &str = "id,navn,kostnad,etat\nA,Alfa,10,x\nB,Beta,20,x\nC,,30,y\nD,Delta,,y\nD,Delta igjen,1,z\n";

const RULES: &str = "tabell tiltak
  id       tekst, nøkkel
  navn     tekst, påkrevd
  kostnad  heltall
  etat     tekst
regel billig «Tiltak skal koste under 5»
  kilde intern «x»
  for hvert tiltak
  skal kostnad < 5
  melding «{navn} koster {kostnad}.»
regel sum «Etaten skal bruke under 25»
  kilde intern «x»
  for hver etat i tiltak
  skal sum(kostnad) < 25
regel antall «Registeret skal ha fire rader»
  kilde intern «x»
  for registeret
  skal antall(tiltak) = 4
";

fn waiver(of: &str, until: &str) -> String {
    format!("unntak for {of}\n  til {until}\n  fordi «Avklart med departementet.»\n  godkjent av «Direktøren»\n")
}

fn with(waivers: &[String]) -> String {
    format!("{RULES}{}", waivers.concat())
}

#[test]
fn a_waiver_sets_aside_what_is_violated_or_undecided_to_the_end_of_its_day() {
    let rules = with(&[
        waiver("billig «A»", "2020-06-30"),
        waiver("billig «D»", "2020-12-31"),
        waiver("sum «x»", "2020-12-31"),
        waiver("antall", "2020-12-31"),
        waiver("tiltak.navn/required «C»", "2020-12-31"),
        waiver("tiltak.id/unique «D»", "2020-12-31"),
    ]);
    let found = run(&rules, &[("tiltak", MEASURES)], "2020-06-30");
    let reason = "Avklart med departementet (godkjent av Direktøren).";
    assert_eq!(
        found.of("billig"),
        [
            format!("waived A: Alfa koster 10 – unntatt til og med 2020-06-30: {reason}"),
            "violated B: Beta koster 20.".into(),
            "violated C: (ikke oppgitt) koster 30.".into(),
            format!("waived D: Kan ikke avgjøres: kostnad er ikke oppgitt – unntatt til og med 2020-12-31: {reason}"),
        ]
    );
    assert_eq!(found.verdicts("sum"), ["x waived", "y unknown", "z met"]);
    assert_eq!(found.verdicts("antall"), [" waived"]);
    assert_eq!(found.verdicts("tiltak.navn/required"), ["A met", "B met", "C waived", "D met", "D met"]);
    assert_eq!(found.verdicts("tiltak.id/unique"), ["A met", "B met", "C met", "D waived", "D waived"]);
    assert!(found.of("tiltak.id/unique")[0].starts_with("waived D: id = «D» står i 2 rader – unntatt til"));
    assert_eq!(
        found.of("waiver/near-expiry"),
        ["violated A: Unntaket fra billig A utløper etter 2020-06-30 (0 dager igjen)."]
    );
    assert!(found.of("waiver/expired").is_empty() && found.of("waiver/unmatched").is_empty());
    // The day after, it counts again.
    let later = run(&rules, &[("tiltak", MEASURES)], "2020-07-01");
    assert_eq!(later.verdicts("billig"), ["A violated", "B violated", "C violated", "D waived", "D met"]);
    assert_eq!(
        later.of("waiver/expired"),
        ["violated A: Unntaket fra billig A gjaldt til og med 2020-06-30; regelen gjelder igjen."]
    );
    assert!(later.of("waiver/near-expiry").is_empty());
}

#[test]
fn a_waiver_without_use_is_told_of() {
    let rules = with(&[
        waiver("billig «Z»", "2020-12-31"),
        waiver("tiltak.navn/required «A»", "2020-12-31"),
        waiver("sum «q»", "2020-12-31"),
        waiver("tiltak.id/unique «A»", "2020-12-31"),
        waiver("billig «A»", "2020-01-31"),
        waiver("billig «A»", "2020-12-31"),
    ]);
    let found = run(&rules, &[("tiltak", MEASURES)], "2020-06-30");
    assert_eq!(
        found.of("waiver/unmatched"),
        [
            "violated Z: Unntaket fra billig Z navngir ingenting som finnes i tiltak.",
            "violated A: Unntaket fra tiltak.navn/required A er unødvendig: regelen har ingenting å innvende.",
            "violated q: Unntaket fra sum q navngir ingenting som finnes i tiltak.",
            "violated A: Unntaket fra tiltak.id/unique A er unødvendig: regelen har ingenting å innvende.",
        ]
    );
    // Renewed: the one that holds counts, the one that has ended is told of.
    assert_eq!(found.verdicts("billig")[0], "A waived");
    assert_eq!(found.of("waiver/expired").len(), 1);
    let Ok(english) = try_run(&rules, &[("tiltak", MEASURES)], "2020-06-30", Lang::En) else { panic!("runs") };
    assert_eq!(
        english.of("waiver/unmatched")[0],
        "violated Z: The waiver for billig Z names nothing that is in tiltak."
    );
    assert!(
        english.of("billig")[0]
            .ends_with(" – waived to the end of 2020-12-31: Avklart med departementet (approved by Direktøren).")
    );
}

#[test]
fn a_waiver_needs_an_end_a_reason_and_an_approver_and_names_its_subject() {
    let lacking = |text: &str| slips(&format!("{RULES}{text}"));
    assert_eq!(
        lacking("unntak for billig «A»\n  fordi «x»\n"),
        [
            "K0212 Unntaket mangler `til og med 2026-12-31` og `godkjent av «…»`. | Et unntak sier alltid når det slutter, hvorfor det er gitt, og hvem som har godkjent det."
        ]
    );
    for (of, expected) in [
        ("billg «A»", "K0201 Det finnes ingen regel `billg`. | Mente du `billig`?"),
        (
            "tiltak.navn/requird «A»",
            "K0201 Det finnes ingen kontroll `tiltak.navn/requird`. | Mente du `tiltak.navn/required`?",
        ),
        (
            "tiltak.namn/required «A»",
            "K0201 Det finnes ingen kontroll `tiltak.namn/required`. | Mente du `tiltak.navn/required`?",
        ),
        (
            "billig",
            "K0208 Unntaket skal navngi det som det gjelder med én verdi (id), men har 0. | Skriv `unntak for billig «…»`.",
        ),
        (
            "antall «A»",
            "K0208 Regelen gjelder hele registeret, så unntaket skal ikke navngi noen rad. | Skriv `unntak for antall`.",
        ),
        ("billig 10", "K0208 Unntaket navngir det som det gjelder med id, som er en tekst. | Skriv den som «…»."),
        (
            "sum hele",
            "K0208 Unntaket navngir det som det gjelder med gruppens verdi, som er en tekst. | Skriv den som «…».",
        ),
    ] {
        assert_eq!(lacking(&waiver(of, "2020-12-31")), [expected], "{of}");
    }
}

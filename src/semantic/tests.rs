use super::model::{ExprKind, Model, Over, Piece, Subject};
use super::{Analysis, analyse_parsed};
use crate::base::{At, FileId, Source};
use crate::syntax::parse;

fn sources(texts: &[&str]) -> Vec<Source> {
    let numbered = texts.iter().enumerate();
    numbered.map(|(i, text)| Source::new(FileId(i as u32), format!("{i}.krav"), *text)).collect()
}

fn analysis(texts: &[&str]) -> Analysis {
    analyse_parsed(&sources(texts).iter().map(parse).collect::<Vec<_>>())
}

/// Every problem as `K0201 [marked] message | help`, in Norwegian or English.
fn told(texts: &[&str], nb: bool) -> Vec<String> {
    let sources = sources(texts);
    let pick = |text: &crate::base::Text| if nb { text.nb.clone() } else { text.en.clone() };
    let problems = analyse_parsed(&sources.iter().map(parse).collect::<Vec<_>>()).problems;
    let tell = |problem: crate::base::Diagnostic| {
        let label = problem.labels.first().expect("every problem has a place");
        let At::Rule(span) = label.at else { panic!("a place in the rule file") };
        let marked = sources[span.file.0 as usize].slice(span).to_owned();
        let help: Vec<String> = problem.help.iter().map(pick).collect();
        assert!(!help.is_empty(), "no remedy: {}", problem.message.en);
        format!("{} [{marked}] {} | {}", problem.code.id(), pick(&problem.message), help.join(" "))
    };
    problems.into_iter().map(tell).collect()
}

/// Tables for the slips.
const TABLES: &str = "språk nb
koder Berøring
  ingen
  hele «Hele kommunal sektor»
  kommuner «Kun kommuner»
koder Kontakttype
  informert
  drøftet
tabell virksomhet
  orgnr tekst, nøkkel
  navn tekst
  departement tekst
tabell tiltak
  id tekst, nøkkel
  navn tekst
  virksomhet virksomhet
  berører Berøring, ikke oppgitt «vet ikke»
  oppstart dato
  kostnad desimal
  antall_brukere heltall
  ferdig boolsk
  kommuner liste av kommune
  årsak tekst
tabell kontakt
  tiltak tiltak
  type Kontakttype
  dato dato
  utfall Kontakttype
tabell kommune
  nr heltall, nøkkel
  navn tekst
begrep drøftet_med_ks for tiltak
  er finnes(kontakt der kontakt.tiltak = denne og kontakt.type = drøftet)
begrep tidlig for kontakt
  er dato < tiltak.oppstart
";

fn in_rule(lines: &str) -> String {
    format!("{TABLES}regel r «R»\n  kilde intern «x»\n{lines}\n")
}

fn on_measures(lines: &str) -> String {
    in_rule(&format!("  for hvert tiltak\n{lines}"))
}

/// The model of right rules.
fn right(lines: &str) -> Model {
    let text = in_rule(lines);
    assert_eq!(told(&[&text], true), Vec::<String>::new(), "{lines}");
    analysis(&[&text]).model
}

#[test]
fn the_worked_example_is_right_in_every_set_of_words() {
    for text in [
        include_str!("../syntax/tests/nb.krav"),
        include_str!("../syntax/tests/nn.krav"),
        include_str!("../syntax/tests/en.krav"),
    ] {
        assert_eq!(told(&[text], true), Vec::<String>::new());
        let model = analysis(&[text]).model;
        assert_eq!((model.tables.len(), model.codes.len(), model.terms.len(), model.rules.len()), (5, 2, 2, 5));
    }
}

#[test]
fn show() {
    for lines in SLIPS {
        println!("--- {lines}");
        for line in told(&[&on_measures(lines)], true) {
            println!("    {line}");
        }
    }
}

const SLIPS: &[&str] = &[
    "  skal berorer = hele",
    "  skal berører = helle",
    "  skal helle = berører",
    "  skal berører i [hele, komuner]",
    "  skal berører = «Hele kommunal sektor»",
    "  skal berører = «xx»",
    "  skal berører = drøftet",
    "  skal oppstart > «2018-01-01»",
    "  skal oppstart > 2018",
    "  skal oppstart = «01.02.2018»",
    "  skal kostnad > «10»",
    "  skal kostnad > navn",
    "  skal navn",
    "  skal berører",
    "  skal kostnad",
    "  skal kommuner",
    "  skal ferdig = «ja»",
    "  skal ferdig = ja",
    "  skal navn = Oslo",
    "  skal navn = «»",
    "  skal årsak = «vet ikke»",
    "  skal berører = «vet ikke»",
    "  skal virksomhet = «974760673»",
    "  skal virksomhet.navnn = «x»",
    "  skal virksomhet.departement.navn = «x»",
    "  skal navn.x = 3",
    "  skal kommuner.navn = «x»",
    "  skal kommuner har 301",
    "  skal kommuner har «301»",
    "  skal kommuner = «301»",
    "  skal navn har «x»",
    "  skal navn i «x»",
    "  skal berører < hele",
    "  skal 1 = 2",
    "  skal ja",
    "  skal ferdig og 1 < 2",
    "  skal kostnad / 0 > 1",
    "  skal navn + «x» = «y»",
    "  skal oppstart + 30 > måledato",
    "  skal oppstart - måledato > 30",
    "  skal oppstart * 2 > måledato",
    "  skal lenge(navn) > 3",
    "  skal length(navn) > 3",
    "  skal lengde(kostnad) > 3",
    "  skal lengde(navn, 3) > 3",
    "  skal lengde > 3",
    "  skal gyldig_orgnr(virksomhet)",
    "  skal passer(navn, /[a-/)",
    "  skal passer(navn, «x»)",
    "  skal finnes(kontkt der kontakt.tiltak = denne)",
    "  skal finnes(kontakt der kontakt.dato < oppstart)",
    "  skal finnes(kontakt der tiltak = denne)",
    "  skal finnes(kontakt der type = drøftet)",
    "  skal finnes(kontakt der kontakt.type = drøft)",
    "  skal alle(kontakt der kontakt.tiltak = denne)",
    "  skal antall(kontakt der kontakt.tiltak = denne: kontakt.tidlig) > 1",
    "  skal sum(kontakt der kontakt.tiltak = denne) > 1",
    "  skal sum(kostnad) > 1",
    "  skal sum(kontakt.dato der kontakt.tiltak = denne) > 1",
    "  skal antall(kontakt.dato der kontakt.tiltak = denne) > 1",
    "  skal antall(der ferdig) > 1",
    "  skal andel(kontakt der kontakt.tiltak = denne: kontakt.tidlig) >= 90",
    "  skal finnes(kontakt der kontakt.tiltak = denne og finnes(virksomhet der virksomhet.orgnr = navn))",
    "  skal finnes(kontakt der kontakt.tiltak = denne og drøftet_med_ks)",
    "  skal hele",
    "  skal kontakt = denne",
    "  skal berører = [hele]",
    "  skal berører i []",
    "  skal ferdig\n  bør ferdig",
    "  når ferdig",
    "  skal ferdig\n  melding «{nvn} og {navn»",
    "  skal ferdig\n  melding «{navn} {{x}} {virksomhet.departement} {drøftet_med_ks} {antall(kontakt)} {}»",
    "  skal ferdig\n  melding «a»\n  melding «b»",
    "  skal ferdig\n  eller forklar kostnad, når lengde(årsak) > 10",
    "  skal ferdig\n  i kraft fra 2019-01-01 til 2018-01-01",
    "  skal ferdig\n  for hver kontakt",
    "  skal ferdig\n  vurderes per navn",
    "  skall ferdig",
    "  skal kostnad > 10 mill. kr",
];

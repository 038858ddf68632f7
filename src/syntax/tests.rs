use super::{Parsed, parse};
use crate::base::{FileId, Source};

const NB: &str = include_str!("tests/nb.krav");
const NN: &str = include_str!("tests/nn.krav");
const EN: &str = include_str!("tests/en.krav");

fn read(text: &str) -> Parsed {
    parse(&Source::new(FileId(0), "test.krav", text))
}

/// Every problem as `line:column code message | label | help`, in Norwegian or English.
fn told(text: &str, nb: bool) -> Vec<String> {
    let source = Source::new(FileId(0), "test.krav", text);
    let pick = |text: &crate::base::Text| if nb { text.nb.clone() } else { text.en.clone() };
    let tell = |problem: crate::base::Diagnostic| {
        let label = problem.labels.first().expect("every problem has a place");
        let crate::base::At::Rule(span) = label.at else { panic!("a place in the rule file") };
        let (line, column) = source.line_column(span.start);
        let marked = source.slice(span).to_owned();
        let help: Vec<String> = problem.help.iter().map(pick).collect();
        assert!(!help.is_empty(), "no remedy: {}", problem.message.en);
        format!(
            "{line}:{column} {} [{marked}] {} | {} | {}",
            problem.code.id(),
            pick(&problem.message),
            pick(&label.text),
            help.join(" ")
        )
    };
    parse(&source).problems.into_iter().map(tell).collect()
}

#[test]
fn the_worked_example_reads_in_every_keyword_set() {
    for text in [NB, NN, EN] {
        assert_eq!(told(text, true), Vec::<String>::new());
        assert_eq!(read(text).file.items.len(), 17);
    }
}

/// A rule in a Norwegian file whose lines are given.
fn rule(lines: &str) -> String {
    format!("språk nb\nregel r «R»\n  kilde intern «x»\n  for hvert tiltak\n{lines}\n")
}

#[test]
fn show() {
    let slips = [
        rule("  skal a OG b"),
        rule("  Når a\n  SKAL b"),
        rule("  skal a er lik b"),
        rule("  skal kostnad minst 3"),
        rule("  skal a -b > 3"),
        rule("  skal a−b > 3 – 2"),
        rule("  skal «Oslo\" = navn"),
        rule("  skal a\n      og b"),
        rule("  når a og\n    kilde = «x»\n  skal b"),
        rule("  når a\n  regel s «S»\n  skal b"),
        rule("  skal alle(kontakt der a: b) og denne.hele = x.dato"),
        rule("  skal a er oppgitt eller b mangler og c er ikke oppgitt og d er ikke relevant"),
        rule("  skal kommune per oppstart = x og a ikke i [x, y,]"),
        rule("  skal matches(navn, /a\\/«(b/) og `i` = 3"),
        rule("  skal kostnad > 10 mill. kr og kostnad < 10_000 kr"),
        rule("  skal kostnad > 10 million og b < 2 millioner kr"),
        rule("  skal x > 90 prosent"),
        rule("  skal lengde navn > 3"),
        rule("  skal antall(tiltak der) > 3"),
        rule("  skal antall(tiltak hvor x) > 3"),
        rule("  skal antall() > 3 og virksomhet.navn(3)"),
        rule("  skal i hele"),
        rule("  skal kostnad > kr 100"),
        rule("  skal a = ja og b = no"),
        rule("  skal kostnad * 1,25 > 1 000,50"),
        rule("  skal x > 2018-1-5"),
        rule("  skal x: y"),
        rule("  skal dersom x så y"),
        rule("  skal `x"),
        rule("  skal x ? y"),
        rule("  skal berører == hele"),
        rule("  skal berører <> hele && a || !b"),
        rule("  skal kostnad ≥ 2,5"),
        rule("  skal oppstart > 08.09.2017"),
        rule("  skal navn = “Oslo”"),
        rule("  skal navn = 'Oslo'"),
        rule("  skal navn = «Oslo\n  melding «x»"),
        rule("  skal berører er"),
        rule("  skal berører er hele"),
        rule("  skal berører er ikke hele"),
        rule("  hvis berører\n  skal x"),
        rule("  if berører\n  then x"),
        rule("  when berører\n  must x and not y"),
        rule("  skall berører"),
        rule("  når a\n  skal b eler c"),
        rule("  skal kostnad > 10 eler c"),
        rule("  skal kostnad > 10 000"),
        rule("  skal kostnad > 10.000"),
        rule("  skal kommune = 0301"),
        rule("  skal navn = null"),
        rule("  skal navn er null"),
        rule("  skal (a og b"),
        rule("  skal a og b)"),
        rule("  skal (a og b]"),
        rule("  når a skal b"),
        rule("  skal a eller forklar b"),
        rule("  skal finens(kontakt der kontakt.tiltak = denne)"),
        rule("  skal antall(kontakt, kontakt.tiltak = denne) > 1"),
        rule("  skal antall(kontakt; kontakt.tiltak = denne) > 1"),
        rule("  skal exists(kontakt where kontakt.tiltak = this)"),
        rule("  skal komponenter inneholder «x»"),
        rule("  skal a = b = c"),
        rule("  skal"),
        rule("  skal a og"),
        rule("  skal og a"),
        rule("  skal a b"),
        rule("  kilde «x»"),
        rule("  kilde rundskrivet «x»"),
        rule("  kilde rundskriv «x» punktt «y»"),
        rule("  melding: «x»"),
        rule("  tolkning «x» er «y»"),
        rule("  i kraft fra 01.01.2018 till 2018-02-30"),
        rule("  eller forklar x\n  når y"),
        rule("  for registeret tiltak"),
        rule("  for hver x"),
        "språk nb\nnår x\nregel r\n  skal y\n".into(),
        "sprak nb\nregel r\n  skal y\n".into(),
        "språk no\nregel r\n  skal y\n".into(),
        "regel r «x»\n  skal y\n".into(),
        "språk nb\nregell r «x»\n  skal y\n".into(),
        "språk nb\nrule r «x»\n  skal y\n".into(),
        "språk nb\ntabell t\n  id tekst nøkkel\n  a string\n  b dato, påkreved\n  c liste tiltak\n  d tekst, kolonne\n  e tekst, mellom 1 to 2\n  skal x = 3\n  f tekst «A»\n  g tekst, obligatorisk\n".into(),
        "språk nb\nkoder K\n  1 «en»\n  to en «to»\n".into(),
        "språk nb\nbegrep x i tiltak er y\nbegrep z for tiltak\n  y\n".into(),
        "språk nb\nprøve r\n  tiltak { id = 3 } -> brukk\n  tiltak { id: 3 -> brudd\n  tiltak { id: 3 } => met\n".into(),
        "språk nb\nunntak r\n  til 31.12.2018\n  fordi «x»\n".into(),
    ];
    for slip in slips {
        println!(
            "--- {}",
            slip.strip_prefix("språk nb\nregel r «R»\n  kilde intern «x»\n  for hvert tiltak\n")
                .unwrap_or(&slip)
                .trim_end()
        );
        for line in told(&slip, true) {
            println!("    {line}");
        }
    }
}

#[test]
fn speed() {
    let one =
        NB.split("regel ks-drøfting").nth(1).expect("the rule").split("\nregel").next().expect("its end").to_owned();
    let mut text = NB.split("regel ks-drøfting").next().expect("the head").to_owned();
    for i in 0..10_000 {
        text += &format!("regel r-{i} {}", one.split_once(' ').expect("a title").1);
    }
    for text in [
        text,
        "(".repeat(1_000_000),
        "språk nb\nregel r\n skal ".to_owned() + &"(".repeat(1_000_000),
        "språk nb\nregel r\n skal ".to_owned() + &"ikke ".repeat(200_000) + "a",
        "språk nb\nregel r\n skal ".to_owned() + &"a og ".repeat(100_000) + "a",
        "språk nb\nregel r\n skal ".to_owned() + &"[a, ".repeat(60) + &"]".repeat(60),
        "språk nb\nregel r\n skal ".to_owned() + &"a og\n ".repeat(100_000) + "a",
        "språk nb\nregel r\n skal ".to_owned() + &"(".repeat(64) + "a" + &")".repeat(64),
        "språk nb\nregel r\n skal ".to_owned() + &"alle(t der a: ".repeat(64) + "a" + &")".repeat(64),
        "språk nb\nregel r\n skal ".to_owned() + &"(".repeat(65) + "a" + &")".repeat(65),
        "språk nb\nregel r\n skal a\n".to_owned() + &"x\n".repeat(100_000),
        "språk nb\n".to_owned() + &"regel r «x»\n skal (\n".repeat(100_000),
        "språk nb\n".to_owned() + &"regel r «x»\n skal a\n".repeat(100_000),
        "språk nb\nregel r\n skal x i [".to_owned() + &"a, ".repeat(100_000) + "a]",
        "«".repeat(500_000),
        "språk nb\nregel r\n skal a".to_owned() + &" /".repeat(300_000),
        "språk nb\ntabell t\n a tekst".to_owned() + &", x".repeat(300_000),
        "språk nb\ntabell t\n a tekst".to_owned() + &"\n ,".repeat(300_000),
        "språk nb\nkoder t\n a «b»".to_owned() + &"\n | «x»".repeat(300_000),
        "språk nb\nprøve r\n".to_owned() + &"x {".repeat(300_000),
        "språk nb\n".to_owned() + &"liste av ".repeat(100_000),
        "språk nb\ntabell t\n a ".to_owned() + &"liste av ".repeat(100_000),
        "språk nb\nregel r\n skal a = 1".to_owned() + &" 000".repeat(100_000),
        "språk nb\nregel r\n skal a = ".to_owned() + &"1".repeat(100_000),
    ] {
        let start = std::time::Instant::now();
        let parsed = read(&text);
        println!(
            "{:>9} bytes {:>8.1?} {:>6} items {:>6} problems {:?}",
            text.len(),
            start.elapsed(),
            parsed.file.items.len(),
            parsed.problems.len(),
            parsed.problems.first().map(|p| p.message.nb.chars().take(90).collect::<String>())
        );
    }
}

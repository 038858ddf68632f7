//! A registry large enough for several parts and threads: the verdicts are those of a plain loop over the rows, and
//! the output is the same byte for byte at every number of threads and batch size.

use krav::base::Lang;
use krav::driver::{self, Binding, Request};
use krav::report::format::{FORMATS, Page, View};
use krav::value::Date;
use krav::world::Memory;
use std::collections::BTreeMap;
use std::fmt::Write;

const MEASURES: u32 = 60_000;
const AGENCIES: u32 = 40;

const RULES: &str = r#"språk nb
koder Berøring
  ingen «Ingen»
  hele «Hele sektoren»
  kommuner «Kommuner»
tabell virksomhet
  orgnr tekst, nøkkel
  departement tekst
tabell tiltak
  id tekst, nøkkel
  navn tekst, påkrevd
  virksomhet virksomhet, påkrevd
  berører Berøring, ikke oppgitt «vet ikke»
  oppstart dato
  kostnad desimal
tabell kontakt
  tiltak tiltak
  drøftet boolsk
  dato dato
  merknad tekst
begrep berørt for tiltak
  er berører i [hele, kommuner]
begrep drøftet_med_ks for tiltak
  er finnes(kontakt der kontakt.tiltak = denne og kontakt.drøftet)
regel drøftet «Berørte tiltak er drøftet»
  kilde intern «Prøve»
  for hvert tiltak
  når berørt
  skal drøftet_med_ks
regel tidlig «Drøftet før oppstart»
  kilde intern «Prøve»
  for hvert tiltak
  når berørt og drøftet_med_ks
  skal finnes(kontakt der kontakt.tiltak = denne og kontakt.drøftet og kontakt.dato < oppstart)
regel departement «Departementet er kjent»
  kilde intern «Prøve»
  for hvert tiltak
  skal virksomhet.departement != «UD»
regel navnet «Navnet er et annet»
  kilde intern «Prøve»
  for hvert tiltak
  skal navn ikke i ["Et ganske alminnelig tiltak nummer 7, med et navn av vanlig lengde", "Tiltak «900» på ÆØÅ",
                    "Et ganske alminnelig tiltak nummer 59999, med et navn av vanlig lengde"]
regel andel «Halvparten er drøftet»
  kilde intern «Prøve»
  for hvert virksomhet.departement i tiltak
  bør andel(der berørt: drøftet_med_ks) >= 50 %
regel samlet «Kostnaden er under grensen»
  kilde intern «Prøve»
  for registeret
  skal sum(tiltak.kostnad der tiltak.kostnad er oppgitt) < 10_000_000
"#;

/// A cheap deterministic sequence.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % u64::from(sides)) as u32
    }
}

#[derive(Default)]
struct Measure {
    id: String,
    agency: u32,
    named: bool,
    affected: Option<bool>,
    start: Option<u32>,
    cost: u64,
}

struct Contact {
    measure: usize,
    discussed: Option<bool>,
    day: Option<u32>,
}

struct World {
    measures: Vec<Measure>,
    contacts: Vec<Contact>,
    files: Memory,
}

fn date(day: u32) -> String {
    Date(17_000 + day as i32).to_string()
}

fn make() -> World {
    let mut dice = Dice(7);
    let (mut measures, mut contacts) = (Vec::new(), Vec::new());
    let mut text = String::from("id;navn;virksomhet;berører;oppstart;kostnad\n");
    for number in 0..MEASURES {
        let twin = dice.roll(2000) == 0 && number > 0;
        let id = if twin { format!("T{}", number - 1) } else { format!("T{number}") };
        let agency = dice.roll(AGENCIES + 1);
        let (word, affected) =
            [("ingen", Some(false)), ("hele", Some(true)), ("Kommuner", Some(true)), ("vet ikke", None)]
                [dice.roll(4) as usize];
        let start = (dice.roll(20) > 0).then(|| dice.roll(700));
        let cost = u64::from(dice.roll(100_000));
        let name = match dice.roll(50) {
            0 => format!("\"Tiltak {number}; \"\"med\"\"\nlinjeskift\""),
            1 => format!("Tiltak «{number}» på ÆØÅ"),
            _ => format!("Et ganske alminnelig tiltak nummer {number}, med et navn av vanlig lengde"),
        };
        let ordinary = |n: u32| format!("Et ganske alminnelig tiltak nummer {n}, med et navn av vanlig lengde");
        let named = name == ordinary(7) || name == ordinary(59_999) || name == "Tiltak «900» på ÆØÅ";
        let start_text = start.map(date).unwrap_or_default();
        let (kroner, rest) = (cost / 100, cost % 100);
        let _ = writeln!(text, "{id};{name};A{agency};{word};{start_text};{kroner},{rest:02}");
        measures.push(Measure { id, named, agency, affected, start, cost });
    }
    assert!(text.len() > 5 << 20, "{} bytes start no threads", text.len());
    let mut contact_text = String::from("tiltak;drøftet;dato;merknad\n");
    for number in 0..MEASURES / 2 {
        let measure = dice.roll(MEASURES) as usize;
        let (word, discussed) = [("ja", Some(true)), ("nei", Some(false)), ("", None)][dice.roll(3) as usize];
        let day = (dice.roll(10) > 0).then(|| dice.roll(700));
        // In one cell there is room for several parts, which have no row then.
        let note =
            if number == MEASURES / 4 { format!("\"{}\"", "en lang linje\n".repeat(200_000)) } else { String::new() };
        let day_text = day.map(date).unwrap_or_default();
        let _ = writeln!(contact_text, "{};{word};{day_text};{note}", measures[measure].id);
        contacts.push(Contact { measure, discussed, day });
    }
    let mut agencies = String::from("orgnr;departement\n");
    for number in 0..AGENCIES {
        let _ = writeln!(agencies, "A{number};{}", ["KMD", "UD", "FIN", ""][number as usize % 4]);
    }
    let files = Memory::new()
        .file("r.krav", RULES)
        .file("tiltak.csv", text)
        .file("kontakt.csv", contact_text)
        .file("virksomhet.csv", agencies);
    World { measures, contacts, files }
}

fn write(files: &Memory, format: &str, threads: usize, batch: usize) -> Vec<u8> {
    write_of(files, &["tiltak", "kontakt", "virksomhet"], format, threads, batch)
}

fn write_of(files: &Memory, tables: &[&str], format: &str, threads: usize, batch: usize) -> Vec<u8> {
    let tables = tables.iter().map(|name| Binding::named(*name, format!("{name}.csv"))).collect();
    let usual = Request::new(vec!["r.krav".into()], tables, Date(18_000), Lang::Nb);
    let request = Request { threads, batch, ..usual };
    let (sources, checked) = driver::check(files, &request);
    let checked = checked.unwrap_or_else(|problems| panic!("{problems:?}"));
    let page =
        Page { report: &checked.report, findings: checked.findings.as_ref(), sources: &sources, view: View::default() };
    let mut out = Vec::new();
    let format = FORMATS.iter().find(|known| known.name == format).expect("a format");
    (format.write)(&page, &mut out).expect("writes to memory");
    out
}

/// no, unknown, yes
type Truth = u8;

/// Kleene's *and* and *or* over any number.
fn all(truths: impl IntoIterator<Item = Truth>) -> Truth {
    truths.into_iter().min().unwrap_or(2)
}

fn any(truths: impl IntoIterator<Item = Truth>) -> Truth {
    truths.into_iter().max().unwrap_or(0)
}

fn truth(known: Option<bool>) -> Truth {
    known.map_or(1, |known| u8::from(known) * 2)
}

/// met, violated, unknown, not applicable
fn count(counts: &mut [u64; 4], applies: Truth, duty: Truth) {
    let place = match (applies, duty) {
        (0, _) => 3,
        (_, 2) => 0,
        (2, 0) => 1,
        _ => 2,
    };
    counts[place] += 1;
}

/// The rules as a plain loop.
fn by_hand(world: &World) -> BTreeMap<&'static str, [u64; 4]> {
    let mut times: BTreeMap<&str, u32> = BTreeMap::new();
    world.measures.iter().for_each(|measure| *times.entry(measure.id.as_str()).or_default() += 1);
    let mut contacts: BTreeMap<&str, Vec<&Contact>> = BTreeMap::new();
    for contact in &world.contacts {
        contacts.entry(world.measures[contact.measure].id.as_str()).or_default().push(contact);
    }
    let mut found: BTreeMap<&str, [u64; 4]> = BTreeMap::new();
    let mut groups: BTreeMap<u32, [u64; 6]> = BTreeMap::new();
    let mut sum = 0;
    for measure in &world.measures {
        let own = contacts.get(measure.id.as_str()).map(Vec::as_slice).unwrap_or_default();
        let affected = truth(measure.affected);
        let discussed = any(own.iter().map(|contact| truth(contact.discussed)));
        let early = any(own.iter().map(|contact| {
            let before = contact.day.zip(measure.start).map(|(day, start)| day < start);
            all([truth(contact.discussed), truth(before)])
        }));
        count(found.entry("drøftet").or_default(), affected, discussed);
        count(found.entry("tidlig").or_default(), all([affected, discussed]), early);
        count(found.entry("navnet").or_default(), 2, truth(Some(!measure.named)));
        let known = measure.agency < AGENCIES && measure.agency % 4 != 3;
        let foreign = measure.agency % 4 == 1;
        count(found.entry("departement").or_default(), 2, truth(known.then_some(!foreign)));
        count(found.entry("tiltak.id/unique").or_default(), 2, truth(Some(times[measure.id.as_str()] == 1)));
        count(found.entry("tiltak.virksomhet/reference").or_default(), 2, truth(Some(measure.agency < AGENCIES)));
        if known {
            groups.entry(measure.agency % 4).or_default()[usize::from(discussed) + 3 * usize::from(affected == 1)] +=
                u64::from(affected > 0);
        }
        sum += measure.cost;
    }
    for [no, unknown, yes, open_no, open_unknown, open_yes] in groups.into_values() {
        let sure = no + unknown + yes;
        let low = 2 * yes >= sure + open_no + open_unknown;
        let high = 2 * (yes + unknown + open_yes + open_unknown) >= sure + open_yes + open_unknown;
        let duty = truth((low == high).then_some(low));
        count(found.entry("andel").or_default(), 2, duty);
    }
    count(found.entry("samlet").or_default(), 2, truth(Some(sum < 1_000_000_000)));
    found
}

#[test]
fn verdicts_are_those_of_a_plain_loop() {
    let world = make();
    let ledger = String::from_utf8(write(&world.files, "ledger", 0, 0)).expect("UTF-8");
    for (rule, [met, violated, unknown, not_applicable]) in by_hand(&world) {
        let line = ledger.lines().find(|line| line.split('\t').next() == Some(rule));
        let cells: Vec<&str> = line.unwrap_or_else(|| panic!("{rule} is not in the ledger")).split('\t').collect();
        let wanted = [met, violated, unknown, not_applicable].map(|n| n.to_string());
        assert_eq!([cells[5], cells[6], cells[9], cells[10]], wanted.each_ref().map(String::as_str), "{rule}");
    }
}

#[test]
fn output_does_not_depend_on_threads_or_batches() {
    let world = make();
    for format in ["json", "ndjson", "csv", "verdicts", "ledger", "human"] {
        let alone = write(&world.files, format, 1, 0);
        assert!(alone.len() > 1000);
        for (threads, batch) in [(2, 0), (16, 0), (1, 7), (3, 5000)] {
            assert!(alone == write(&world.files, format, threads, batch), "{format}: {threads} threads, batch {batch}");
        }
    }
}

#[test]
fn a_list_is_what_the_findings_begin_with() {
    let world = make();
    let [list, findings] = ["csv", "ndjson"].map(|format| write(&world.files, format, 2, 0));
    let findings = String::from_utf8(findings).expect("UTF-8");
    assert!(String::from_utf8(list).expect("UTF-8") == super::listed::from(&findings));
}

/// Lists of constants of every length and type, over columns that other rules read as well, and over some that none does.
#[test]
fn one_of_many_constants_is_found() {
    const ROWS: usize = 2000;
    let row = |number: usize| {
        let (day, month) = (1 + number % 28, 1 + number / 28 % 12);
        format!("k{number:04};k{number:04};{number};{number},5;{day:02}.{month:02}.2020\n")
    };
    let text = "alene;lest;tall;beløp;dag\n".to_string() + &(0..ROWS).map(row).collect::<String>();
    for length in [1, 9, 16, 17, 40, 1500] {
        let list = |one: &dyn Fn(usize) -> String| (0..length).map(one).collect::<Vec<_>>().join(", ");
        let texts = list(&|number| format!("\"k{number:04}\""));
        let days = list(&|number| format!("2020-{:02}-{:02}", 1 + number / 28 % 12, 1 + number % 28));
        let rules = [
            format!("alene i [{texts}]"),
            format!("lest i [{texts}]"),
            format!("tall i [{}]", list(&|number| number.to_string())),
            format!("beløp i [{}]", list(&|number| format!("{number}.5"))),
            format!("dag i [{days}]"),
        ];
        let mut pack = "språk nb\ntabell t\n  alene tekst\n  lest tekst\n  tall heltall\n  beløp desimal\n  dag dato\n\
                        regel L «Lest»\n  kilde intern «x»\n  for hvert t\n  skal passer(lest, /k[0-9]{4}/)\n"
            .to_string();
        for (number, rule) in rules.iter().enumerate() {
            let _ = write!(pack, "regel R{number} «En av»\n  kilde intern «x»\n  for hvert t\n  skal {rule}\n");
        }
        let files = Memory::new().file("r.krav", pack).file("t.csv", text.clone());
        let ledger = String::from_utf8(write_of(&files, &["t"], "ledger", 1, 0)).expect("UTF-8");
        for (number, rule) in rules.iter().enumerate() {
            let line = ledger.lines().find(|line| line.starts_with(&format!("R{number}\t"))).expect("the rule");
            let met = line.split('\t').nth(5).and_then(|met| met.parse().ok());
            // Days come again after a year of twelve times 28.
            let wanted = match number {
                4 => (0..ROWS).filter(|row| row % 336 < length).count(),
                _ => length,
            };
            assert_eq!(met, Some(wanted), "{rule}");
        }
    }
}

#[test]
fn equal_rows_are_told_apart_at_every_number_of_threads() {
    const RULES: &str = "språk nb\ntabell måling\n  sted tekst\n  verdi heltall\n";
    const WRONG: usize = 3000;
    // Large enough for threads; every hundredth row cannot be read, and there are 500 such rows that differ.
    let row = |number: usize| match number % 100 {
        0 => format!("Målestasjonen i bygd {:04};ikke målt\n", number / 100 % 500),
        _ => format!("Målestasjonen i bygd {number:06};{number}\n"),
    };
    let text: String = std::iter::once("sted;verdi\n".to_string()).chain((0..100 * WRONG).map(row)).collect();
    let files = Memory::new().file("r.krav", RULES).file("måling.csv", text);
    for format in ["ndjson", "sarif", "gitlab"] {
        let alone = write_of(&files, &["måling"], format, 1, 0);
        for threads in [2, 16] {
            assert!(alone == write_of(&files, &["måling"], format, threads, 0), "{format}: {threads} threads");
        }
        if format == "ndjson" {
            let text = String::from_utf8(alone).expect("UTF-8");
            let prints = text.lines().filter_map(|line| line.split_once("\"fingerprint\":\"")?.1.get(..16));
            assert_eq!(text.lines().count(), WRONG);
            assert_eq!(prints.collect::<std::collections::BTreeSet<&str>>().len(), WRONG);
        }
    }
}

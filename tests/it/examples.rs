//! The examples come out as their pages say, whatever the number of threads.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Runs krav in the project's folder. Gives standard output and the exit code.
fn krav(arguments: &[&str]) -> (String, i32) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_krav"));
    command.args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).env_clear();
    let output = command.output().expect("krav runs");
    let problems = String::from_utf8_lossy(&output.stderr);
    let code = output.status.code().expect("krav ends by itself");
    assert!(code < 2, "{arguments:?}: {problems}");
    // A workbook is no text: it is only compared.
    (String::from_utf8_lossy(&output.stdout).into_owned(), code)
}

/// met, violated, explained, unknown, not applicable, not in force
type Counts = [u64; 6];

/// The counts of each rule; checks that came out clean are left out.
fn ledger(arguments: &[&str]) -> (BTreeMap<String, Counts>, i32) {
    let mut all = vec!["check"];
    all.extend(arguments);
    all.extend(["--format", "ledger"]);
    let (text, code) = krav(&all);
    let mut lines = text.lines();
    let heading = "rule\tkind\tmodality\tpopulation\tapplicable\tmet\tviolated\texplained\twaived\tunknown\tnot_applicable\tnot_in_force";
    assert_eq!(lines.next(), Some(heading));
    let mut counts = BTreeMap::new();
    for line in lines {
        let cells: Vec<&str> = line.split('\t').collect();
        let number = |at: usize| cells[at].parse::<u64>().expect("a number");
        let [population, applicable] = [3, 4].map(number);
        let found = [5, 6, 7, 9, 10, 11].map(number);
        assert_eq!(population, found.iter().sum::<u64>() + number(8), "{line}");
        assert_eq!(applicable, population - found[4] - found[5], "{line}");
        let clean = cells[1] == "check" && found[1] + found[3] == 0;
        if !clean {
            counts.insert(cells[0].to_string(), found);
        }
    }
    (counts, code)
}

fn assert_ledger(arguments: &[&str], wanted: &[(&str, Counts)], exit_code: i32) {
    let (found, code) = ledger(arguments);
    let wanted: BTreeMap<String, Counts> = wanted.iter().map(|(rule, counts)| (rule.to_string(), *counts)).collect();
    for (rule, counts) in &wanted {
        assert_eq!(found.get(rule), Some(counts), "{arguments:?}: {rule}");
    }
    let more: Vec<&String> = found.keys().filter(|rule| !wanted.contains_key(*rule)).collect();
    assert!(more.is_empty(), "{arguments:?}: also {more:?}");
    assert_eq!(code, exit_code, "{arguments:?}");
}

#[test]
fn measures() {
    const ONE_MET: Counts = [1, 0, 0, 0, 0, 0];
    const ONE_VIOLATED: Counts = [0, 1, 0, 0, 0, 0];
    assert_ledger(
        &["examples/tiltak"],
        &[
            ("digitaliseringsrundskrivet.2017/ks-drøfting", [61, 85, 0, 3, 263, 0]),
            ("digitaliseringsrundskrivet.2017/ks-tidlig", [56, 5, 0, 0, 351, 0]),
            ("digitaliseringsrundskrivet.2017/ks-bare-informert", [30, 24, 0, 1, 357, 0]),
            ("digitaliseringsrundskrivet.2017/prosjektmodell", [119, 6, 0, 7, 280, 0]),
            ("digitaliseringsrundskrivet.2017/prosjektmodell-små", [272, 21, 0, 12, 107, 0]),
            ("digitaliseringsrundskrivet.2017/brukerinvolvering", [127, 18, 0, 5, 262, 0]),
            ("digitaliseringsrundskrivet.2017/digital-postkasse", [38, 2, 0, 0, 47, 0]),
            ("tiltaksregister/orgnr-gyldig", [87, 0, 0, 0, 0, 0]),
            ("tiltaksregister/slutt-etter-oppstart", [406, 4, 0, 2, 0, 0]),
            ("tiltaksregister/samme-departement", [409, 3, 0, 0, 0, 0]),
            ("tiltaksregister/berøring-oppgitt", [409, 3, 0, 0, 0, 0]),
            ("styring/departement-andel", [5, 9, 0, 1, 0, 0]),
            ("kartlegging.2019/register-antall", ONE_MET),
            ("kartlegging.2019/register-mot-figur", ONE_MET),
            ("kartlegging.2019/register-drøftet", ONE_MET),
            ("kartlegging.2019/register-hensikt", ONE_MET),
            ("kartlegging.2019/figurens-sum", ONE_MET),
            ("kartlegging.2019/hensiktenes-sum", ONE_MET),
            ("kartlegging.2019/tekstens-del", ONE_VIOLATED),
            ("kartlegging.2019/tekstens-sum", ONE_VIOLATED),
            ("kartlegging.2019/tekstens-total", ONE_VIOLATED),
            ("kartlegging.2019/en-fjerdedel", ONE_VIOLATED),
            ("tiltak.epost/matches", [410, 2, 0, 0, 0, 0]),
            ("tiltak.oppstart/date", [411, 1, 0, 0, 0, 0]),
            ("tiltak.forventet_slutt/date", [411, 1, 0, 0, 0, 0]),
            ("tiltak.kostnad/decimal", [387, 1, 0, 0, 24, 0]),
            ("tiltak.felleskomponenter/reference", [411, 1, 0, 0, 0, 0]),
            ("kontakt.referanse/unique", [130, 2, 0, 0, 0, 0]),
        ],
        1,
    );
}

/// The rules on the data are in force whatever the date; the circular is not, the day after it was replaced.
#[test]
fn measures_after_the_circular() {
    let (found, code) = ledger(&["examples/tiltak", "--as-of", "2018-12-19"]);
    assert_eq!(found["digitaliseringsrundskrivet.2017/ks-drøfting"], [0, 0, 0, 0, 0, 412]);
    assert_eq!(found["tiltaksregister/samme-departement"], [409, 3, 0, 0, 0, 0]);
    assert_eq!(code, 1);
    let (found, _) = ledger(&["examples/tiltak", "--as-of", "2018-12-18"]);
    assert_eq!(found["digitaliseringsrundskrivet.2017/ks-drøfting"], [61, 85, 0, 3, 263, 0]);
}

const SERVICES: &[(&str, Counts)] = &[
    ("omfang", [1, 0, 0, 0, 0, 0]),
    ("førstevalg-27", [1, 0, 0, 0, 0, 0]),
    ("ingen-14", [1, 0, 0, 0, 0, 0]),
    ("små-23", [1, 0, 0, 0, 0, 0]),
    ("små-mot-store", [1, 0, 0, 0, 0, 0]),
    ("minst-én", [224, 37, 0, 0, 0, 0]),
    ("hovedregel", [15, 246, 0, 0, 0, 0]),
    ("område-snitt", [2, 1, 0, 0, 0, 0]),
    ("tjeneste-id-porten", [13, 3, 0, 0, 3, 0]),
    ("id-porten", [859, 78, 81, 0, 3941, 0]),
    ("folkeregisteret", [607, 99, 106, 0, 4147, 0]),
    ("matrikkelen", [360, 38, 35, 0, 4526, 0]),
    ("krr-varsling", [0, 0, 0, 0, 0, 4959]),
];

#[test]
fn services() {
    let name = |rule: &str| format!("riksrevisjonen.dok-3-6-2015-2016/{rule}");
    let components = ("kartlegging.komponenter/reference", [4957, 2, 0, 0, 0, 0]);
    let ids: Vec<(String, Counts)> = SERVICES.iter().map(|(rule, counts)| (name(rule), *counts)).collect();
    let mut wanted: Vec<(&str, Counts)> = ids.iter().map(|(id, counts)| (id.as_str(), *counts)).collect();
    wanted.push(components);
    assert_ledger(&["examples/tjenester"], &wanted, 1);
    // On the day the report was handed over, one more rule is in force.
    for (id, counts) in &mut wanted {
        if id.ends_with("krr-varsling") {
            *counts = [404, 194, 0, 0, 4361, 0];
        }
    }
    assert_ledger(&["examples/tjenester", "--as-of", "2016-01-12"], &wanted, 1);
}

#[test]
fn regvil() {
    let all: Counts = [24, 0, 0, 0, 0, 0];
    let wanted = [
        ("regvil/departement-orgnr", all),
        ("regvil/virksomhet-orgnr", all),
        ("regvil/kapittel-samsvar", [23, 1, 0, 0, 0, 0]),
        ("regvil/nummer-samsvar", all),
        ("regvil/ett-navn", [20, 4, 0, 0, 0, 0]),
        ("regvil/ett-kapittel", [10, 14, 0, 0, 0, 0]),
        ("regvil/epost-uten-fødselsnummer", [0, 24, 0, 0, 0, 0]),
    ];
    // Nothing but recommendations is departed from, so the rows comply; unless departures fail the run.
    assert_ledger(&["examples/regvil"], &wanted, 0);
    assert_ledger(&["examples/regvil", "--fail-on", "departure"], &wanted, 1);
}

/// Excerpts of published registries, as they are.
#[test]
fn major_projects() {
    let wanted = [
        ("gmpp/order", [28, 0, 0, 1, 5, 0]),
        ("gmpp/one-rating", [31, 1, 0, 0, 2, 0]),
        ("gmpp/within-five", [6, 1, 0, 0, 27, 0]),
        ("gmpp/explained", [19, 0, 0, 0, 15, 0]),
        ("gmpp/year-within-whole", [24, 0, 0, 1, 9, 0]),
        ("project.rating/code", [20, 1, 0, 0, 13, 0]),
        ("project.rating_too/code", [11, 1, 0, 0, 22, 0]),
        ("project.start/date", [32, 1, 0, 0, 1, 0]),
        ("project.end/date", [28, 1, 0, 0, 5, 0]),
        ("project.baseline/decimal", [29, 1, 0, 0, 4, 0]),
        ("project.forecast/decimal", [29, 1, 0, 0, 4, 0]),
        ("project.whole_life/decimal", [26, 1, 0, 0, 7, 0]),
    ];
    assert_ledger(&["examples/gmpp"], &wanted, 1);
}

#[test]
fn federal_domains() {
    let wanted = [
        ("dotgov/contact", [67, 14, 0, 0, 55, 0]),
        ("dotgov/contact-elsewhere", [41, 14, 0, 0, 81, 0]),
        ("dotgov/address", [108, 0, 0, 0, 28, 0]),
        ("dotgov/government-address", [106, 2, 0, 0, 28, 0]),
        ("dotgov/one-spelling", [136, 0, 0, 0, 0, 0]),
        ("dotgov/organizations-answer", [8, 2, 0, 0, 0, 0]),
    ];
    assert_ledger(&["examples/dotgov"], &wanted, 1);
}

#[test]
fn open_source_releases() {
    let all: Counts = [11, 0, 0, 0, 0, 0];
    let wanted = [
        ("ore/file-name", all),
        ("ore/both-languages", [10, 1, 0, 0, 0, 0]),
        ("ore/as-many-tags", all),
        ("ore/dates", all),
        ("ore/reachable", [10, 1, 0, 0, 0, 0]),
        ("ore/answered", [9, 2, 0, 0, 0, 0]),
        ("ore/names-differ", [47, 2, 0, 0, 0, 0]),
    ];
    assert_ledger(&["examples/ore"], &wanted, 1);
}

#[test]
fn a_first_rule_in_either_set_of_words() {
    let wanted = [("purring", [1, 1, 0, 1, 5, 0]), ("bok.låner/required", [7, 1, 0, 0, 0, 0])];
    assert_ledger(&["examples/first"], &wanted, 1);
    assert_ledger(&["examples/first/nb", "examples/first/bok.csv"], &wanted, 1);
    assert_ledger(&["examples/first/en", "examples/first/bok.csv"], &wanted, 1);
}

/// Formats whose size follows the findings and the verdicts that are shown, not all verdicts on all rows.
const LEAN: [&str; 11] = [
    "human",
    "json",
    "ndjson",
    "verdicts",
    "ledger",
    "sarif-github",
    "junit",
    "github",
    "gitlab",
    "markdown",
    "statistics",
];

/// Compares what 1, 2 and 16 threads write, in these formats.
fn assert_same_bytes(paths: &[&str], formats: &[&str]) {
    for format in formats {
        let with = |threads: &str| {
            let options = ["--as-of", "2018-10-01", "--format", format, "--threads", threads];
            krav(&[&["check"], paths, &options].concat())
        };
        let one = with("1");
        assert!(!one.0.is_empty(), "{paths:?} as {format}");
        for threads in ["2", "16"] {
            assert!(with(threads) == one, "{paths:?} as {format} with {threads} threads");
        }
    }
}

#[test]
fn bytes_are_equal_whatever_the_number_of_threads() {
    for example in ["tiltak", "tjenester", "regvil", "first"] {
        let all: Vec<&str> = krav::report::format::FORMATS.iter().map(|format| format.name).collect();
        assert_same_bytes(&[&format!("examples/{example}")], &all);
    }
}

/// The examples are too small for threads to be started; this is not, and asks of everything that is merged.
#[test]
fn bytes_of_a_large_registry_are_equal_too() {
    let rules = r#"language en
table town
  id     text, key
table loan
  id     text, key
  town   town
  sum    decimal, not stated "?"
  note   text, unique
rule town-mean "A town's loans are small"
  source internal "x"
  for each town
  must   mean(loan.sum where loan.town = this and loan.sum is given) < 50 or count(loan where loan.town = this and loan.sum > 98) < 3
rule group-sum "A group's loans are few"
  source internal "x"
  for each town in loan
  must   sum(sum where sum is given) > 0 and max(sum where sum is given) < 99.5 and share(where sum > 50: note is given) > 7.7 %
rule twin "A loan has no other with its sum in its town"
  source internal "x"
  for each loan
  when   sum > 98
  must   count(loan as other where other.town = town and other.sum = sum) <= 40
rule total "All in all"
  source internal "x"
  for the registry
  must   sum(loan.sum) = 1 or count(loan where sum > 3) = 1
"#;
    let mut towns = String::from("id\n");
    let mut loans = String::from("id,town,sum,note\n");
    for town in 0..40 {
        towns += &format!("T{town}\n");
    }
    let mut state = 1_u64;
    for id in 0..140_000 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let random = state >> 33;
        let town = match (random % 997, random % 1021) {
            (0, _) => String::new(),
            (_, 0) => "T99".to_string(),
            _ => format!("T{}", random % 40),
        };
        let sum =
            if random.is_multiple_of(1009) { "?".to_string() } else { format!("{}.{:02}", random % 100, random % 89) };
        let note = if random.is_multiple_of(13) { format!("note {}", random % 400_000) } else { String::new() };
        loans += &format!("loan-with-a-long-key-{id:07},{town},{sum},{note}\n");
    }
    assert!(loans.len() > 5 << 20, "{} bytes start no threads", loans.len());
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("threads");
    fs::create_dir_all(&folder).expect("a folder");
    for (name, text) in [("rules.krav", rules), ("town.csv", &towns), ("loan.csv", &loans)] {
        fs::write(folder.join(name), text).expect("a file");
    }
    assert_same_bytes(&[&folder.to_string_lossy()], &LEAN);
}

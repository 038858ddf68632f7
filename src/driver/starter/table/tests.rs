use super::*;
use crate::world::Memory;

fn world() -> Memory {
    let mut tiltak = String::from("Nr;Navn;Fase;Oppstart;Kostnad;Andel;Komponenter;Etat;Slutt;Ja/nei\n");
    for number in 1..=12 {
        let (fase, etat) = (["Idé", "Gjennomføring", "vet ikke"][number % 3], ["0301", "1875"][number % 2]);
        let parts = ["altinn|id-porten", "altinn", ""][number % 3];
        let slutt = if number == 7 { "snart" } else { "01.02.2020" };
        let cost = if number == 3 { "n/a".to_string() } else { format!("{number},5") };
        tiltak += &format!(
            "{number:03};Tiltak {number};{fase};{number:02}.03.2018;{cost};{number} %;{parts};{etat};{slutt};{}\n",
            ["ja", "nei"][number % 2]
        );
    }
    Memory::new()
        .file("tiltak.csv", tiltak)
        .file("etat.csv", "Kommunenummer;Navn\n0301;Oslo\n1875;Hamarøy\n1103;Stavanger\n")
        .file("kode.csv", "kode,navn\naltinn,Altinn\nid-porten,ID-porten\ndsf,Folkeregisteret\n")
        .file("år.csv", "År;Kommune;Antall;Antall\n2019;Oslo;1;2\n2019;Bergen;1;\n2020;Oslo;3;4\n2020;Bergen;1;\n")
}

const FILES: [&str; 4] = ["kode.csv", "etat.csv", "tiltak.csv", "år.csv"];

fn written(words: Words) -> String {
    let files = FILES.map(str::to_string);
    let tables = tables(&world(), &files, words).expect("sound files");
    file(&tables, words).expect("sound tables")
}

#[test]
fn a_table_is_written_as_its_file_is_and_says_why() {
    insta::assert_snapshot!("nb", written(Words::Nb));
    insta::assert_snapshot!("en", written(Words::En));
}

#[test]
fn what_is_written_checks_clean_against_its_files() {
    for words in [Words::Nb, Words::Nn, Words::En] {
        let loaded = load_texts(vec![("r.krav".into(), written(words))]);
        assert!(loaded.problems.is_empty(), "{:?}", loaded.problems);
        let names: Vec<String> = loaded.model.tables.iter().map(|table| table.name.clone()).collect();
        let tables = names.iter().zip(FILES).map(|(name, path)| Binding::named(name, path)).collect();
        let usual = Request::new(Vec::new(), tables, crate::value::Date(0), crate::base::Lang::En);
        let request = Request { threads: 1, findings: false, ..usual };
        let (prepared, _) = prepare(loaded);
        let checked = judge_prepared(&world(), &request, &prepared).expect("the files fit the tables");
        for rule in &checked.report.rules {
            assert_eq!(
                (rule.ledger.count(Verdict::Violated), rule.ledger.count(Verdict::Unknown)),
                (0, 0),
                "{}",
                rule.id
            );
        }
        assert!(checked.report.rules.len() > 20);
    }
}

#[test]
fn files_with_errors_are_told_all_at_once() {
    let world = Memory::new().file("a.csv", "x;y\n1\n").file("b.csv", "x\n\"1\n");
    let problems =
        tables(&world, &["a.csv".into(), "b.csv".into(), "c.csv".into()], Words::En).expect_err("unsound files");
    let codes: Vec<&str> = problems.iter().map(|problem| problem.code.id()).collect();
    assert_eq!(codes.len(), 3, "{problems:?}");
}

#[test]
fn an_empty_file_gives_a_table_without_guesses() {
    let world = Memory::new().file("a.csv", "x;der\n");
    let tables = tables(&world, &["a.csv".into()], Words::Nb).expect("sound");
    let text = file(&tables, Words::Nb).expect("sound");
    assert!(text.contains("x      tekst") && text.contains("`der`  tekst"), "{text}");
    assert!(!text.contains("nøkkel\n") && !text.contains("påkrevd"), "{text}");
}

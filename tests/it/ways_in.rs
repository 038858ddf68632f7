//! The same table by every way in: as a file, packed, in another encoding, in parts, from standard input, as JSON.

use krav::base::{Diagnostic, Lang};
use krav::data::read::options::SETTINGS;
use krav::data::read::{Limit, Options};
use krav::driver::check;
use krav::driver::request::{Arguments, gather};
use krav::world::Memory;
use std::io::Write;

/// A name, the files, the path, and what is fixed of it.
type Case<'c> = (&'c str, Memory, &'c str, &'c [(&'c str, &'c str)]);

const RULES: &str = "språk nb\n
tabell vare
  id     tekst, nøkkel
  navn   tekst, påkrevd
  pris   desimal, mellom 0 og 100
  dag    dato

regel billig «Varene er billige»
  kilde  intern «Prøve»
  for hver vare
  skal   pris < 50
";

const TEXT: &str =
    "id;navn;pris;dag\n1;Blåbærsyltetøy;39,90;01.03.2018\n2;Brød;;2018-03-02\n3;Ærfugl;1 306,50;1.1.19\n4;Øl;51;\n";

/// Each rule's counts.
type Ledgers = Vec<(String, Vec<u64>)>;

fn judged(world: Memory, arguments: Arguments) -> Result<(Ledgers, Vec<Diagnostic>), Vec<Diagnostic>> {
    let world = world.file("r.krav", RULES);
    let arguments = Arguments { rules: vec!["r.krav".into()], ..arguments };
    let gathered = gather(&world, &arguments).map_err(|refused| refused.problems)?;
    let checked = check(&world, &gathered.request).1?;
    let count = |rule: &krav::report::RuleEntry| {
        let verdicts = krav::value::Verdict::ALL.iter().map(|verdict| rule.ledger.count(*verdict));
        (rule.id.clone(), verdicts.collect())
    };
    Ok((checked.report.rules.iter().map(count).collect(), checked.report.notes))
}

fn by_table(world: Memory, table: &str, set: &[(&str, &str)]) -> Result<(Ledgers, Vec<Diagnostic>), Vec<Diagnostic>> {
    let mut reading = Options::default();
    for (name, value) in set {
        let setting = SETTINGS.iter().find(|setting| setting.name == *name).expect("a setting");
        assert!((setting.set)(&mut reading, value));
    }
    judged(world, Arguments { tables: vec![table.into()], reading, ..Arguments::new(Lang::En) })
}

fn latin(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).expect("in ISO 8859-1")).collect()
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(text).and_then(|()| packed.finish()).expect("memory is never full")
}

#[test]
fn the_same_table_gives_the_same_verdicts_by_every_way() {
    let (wanted, notes) = by_table(Memory::new().file("vare.csv", TEXT), "vare=vare.csv", &[]).expect("judged");
    assert!(notes.is_empty(), "{notes:?}");
    let sum = |rule: &str| wanted.iter().find(|(id, _)| id == rule).map(|(_, counts)| counts.clone());
    assert_eq!(sum("billig").map(|counts| counts.iter().sum::<u64>()), Some(4));
    let utf16: Vec<u8> = format!("\u{feff}{TEXT}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let (head, body) = TEXT.split_at(TEXT.find('\n').expect("a line") + 1);
    let rows: Vec<&str> = body.lines().collect();
    let json = r#"[{"id":"1","navn":"Blåbærsyltetøy","pris":"39,90","dag":"01.03.2018"},{"id":"2","navn":"Brød","pris":null,"dag":"2018-03-02"},{"id":"3","navn":"Ærfugl","pris":"1 306,50","dag":"1.1.19"},{"id":"4","navn":"Øl","pris":51,"dag":""}]"#;
    let cases: Vec<Case> = vec![
        (
            "CRLF and a mark",
            Memory::new().file("v.csv", format!("\u{feff}{}", TEXT.replace('\n', "\r\n"))),
            "v.csv",
            &[],
        ),
        ("CR", Memory::new().file("v.csv", TEXT.replace('\n', "\r")), "v.csv", &[]),
        ("tabs", Memory::new().file("v.tsv", TEXT.replace(';', "\t")), "v.tsv", &[]),
        ("Windows-1252", Memory::new().file("v.csv", latin(TEXT)), "v.csv", &[]),
        ("named", Memory::new().file("v.csv", latin(TEXT)), "v.csv", &[("encoding", "iso-8859-1")]),
        ("UTF-16", Memory::new().file("v.csv", utf16), "v.csv", &[]),
        ("gzip", Memory::new().file("v.csv.gz", gzip(TEXT.as_bytes())), "v.csv.gz", &[]),
        ("packed Windows-1252", Memory::new().file("v.csv.gz", gzip(&latin(TEXT))), "v.csv.gz", &[]),
        ("input", Memory::new().input(TEXT), "-", &[("format", "csv")]),
        ("title", Memory::new().file("v.csv", format!("Varer 2018\n\n{TEXT}")), "v.csv", &[]),
        ("empty rows", Memory::new().file("v.csv", format!("{TEXT};;;\n\n")), "v.csv", &[]),
        ("comments", Memory::new().file("v.csv", format!("# x\n{TEXT}# y")), "v.csv", &[("comment", "#")]),
        ("short rows", Memory::new().file("v.csv", TEXT.replace("4;Øl;51;", "4;Øl;51")), "v.csv", &[("ragged", "pad")]),
        (
            "parts",
            Memory::new()
                .file("d/b.csv", format!("{head}{}\n", rows[2..].join("\n")))
                .file("d/a.csv", format!("{head}{}\n", rows[..2].join("\n"))),
            "d/*.csv",
            &[],
        ),
        ("JSON", Memory::new().file("v.json", json), "v.json", &[]),
        ("packed JSON", Memory::new().file("v.json.gz", gzip(json.as_bytes())), "v.json.gz", &[]),
    ];
    for (name, world, path, set) in cases {
        let (found, _) =
            by_table(world, &format!("vare={path}"), set).unwrap_or_else(|problems| panic!("{name}: {problems:?}"));
        assert_eq!(found, wanted, "{name}");
    }
}

#[test]
fn guesses_are_told_and_what_is_fixed_is_not() {
    let world = || Memory::new().file("vare.csv", latin(TEXT));
    let told = |notes: Vec<Diagnostic>| notes.iter().map(|note| note.message.en.clone()).collect::<Vec<_>>();
    let (_, guessed) = by_table(world(), "vare=vare.csv", &[]).expect("judged");
    assert!(told(guessed)[0].contains("read as Windows-1252"));
    let (_, fixed) = by_table(world(), "vare=vare.csv", &[("encoding", "windows-1252")]).expect("judged");
    assert_eq!(told(fixed), Vec::<String>::new());
    // krav.toml fixes it as well, and the command line goes before it.
    let toml = "packs = [\"r.krav\"]\n[tables]\nvare = { path = \"vare.csv\", encoding = \"windows-1252\", limits = { columns = 4 } }\n";
    let here = || Arguments { paths: vec![".".into()], ..Arguments::new(Lang::En) };
    let (_, notes) = judged(world().file("krav.toml", toml), here()).expect("judged");
    assert_eq!(told(notes), Vec::<String>::new());
    let tight = toml.replace("columns = 4", "columns = 3");
    let problems = judged(world().file("krav.toml", tight), here()).expect_err("too wide");
    assert!(problems[0].message.en.contains("more than 3 columns"), "{problems:?}");
    let reading = Options { encoding: Some("utf-8".into()), ..Options::default() };
    let problems = judged(world().file("krav.toml", toml), Arguments { reading, ..here() }).expect_err("no UTF-8");
    assert_eq!(problems[0].code.id(), "K0303");
}

#[test]
fn parts_of_a_table_have_the_same_headings_and_places_of_their_own() {
    let world = Memory::new().file("d/a.csv", TEXT).file("d/b.csv", "id;navn;kost;dag\n5;X;1;\n");
    let problems = by_table(world, "vare=d/*.csv", &[]).expect_err("different");
    assert_eq!(problems[0].code.id(), "K0317");
    assert!(problems[0].message.en.contains("column 3 is “kost” here and “pris” in d/a.csv"), "{problems:?}");
    let world = Memory::new().file("d/a.csv", TEXT).file("d/b.csv", "id;navn;pris;dag\n5;X;1\n");
    let problems = by_table(world, "vare=d/*.csv", &[]).expect_err("ragged");
    let at = match &problems[0].labels[0].at {
        krav::base::At::Cell(place) => (place.path.clone(), place.line),
        other => panic!("{other:?}"),
    };
    assert_eq!(at, ("d/b.csv".to_string(), 2));
}

#[test]
fn what_applies_to_no_file_is_refused() {
    let json = || Memory::new().file("v.json", "[]");
    let problems = by_table(json(), "vare=v.json", &[("delimiter", ";")]).expect_err("no delimiter in JSON");
    assert!(problems[0].message.en.contains("--delimiter applies to none of the files"), "{problems:?}");
    let two = Arguments { tables: vec!["vare=-".into(), "annen=-".into()], ..Arguments::new(Lang::En) };
    let reading = Options { format: Some("csv".into()), ..Options::default() };
    let problems = judged(Memory::new().input(TEXT), Arguments { reading, ..two }).expect_err("twice");
    assert!(problems[0].message.en.contains("one table only"), "{problems:?}");
    for (most, fits) in [(2, true), (1, false)] {
        let reading = Options { limits: vec![(Limit::Files, most)], ..Options::default() };
        let world = Memory::new().file("d/a.csv", TEXT).file("d/b.csv", "id;navn;pris;dag\n9;X;1;\n");
        let found =
            judged(world, Arguments { tables: vec!["vare=d/*.csv".into()], reading, ..Arguments::new(Lang::En) });
        let found = found.map(|_| ()).map_err(|problems| problems[0].code.id());
        assert_eq!(found, if fits { Ok(()) } else { Err("K0312") });
    }
    let problems = by_table(Memory::new(), "vare=d/*.csv", &[]).expect_err("nothing");
    assert!(problems[0].message.en.contains("No files fit d/*.csv"), "{problems:?}");
}

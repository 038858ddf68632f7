//! Lists: what is wrong is said of the element, at the element's place, in each format.

use krav::base::Lang;
use krav::driver::{Binding, Request, check};
use krav::report::Finding;
use krav::value::Date;
use krav::world::memory::Memory;

const RULES: &str = "språk nb
tabell eier
  id tekst, nøkkel
tabell t
  id tekst, nøkkel
  eiere liste av eier, skilt med «;»
  tall liste av heltall, skilt med «|»
";

/// Findings of the table `t` in this file, as `rule line:column-end pointer «value» message`.
fn told(path: &str, text: &str) -> Vec<String> {
    let world = Memory::new().file("r.krav", RULES).file("eier.csv", "id\na\nb\nc\nc\n").file(path, text);
    let tables = vec![Binding::named("eier", "eier.csv"), Binding::named("t", path)];
    let as_of = Date::parse_iso("2026-01-01").expect("a day");
    let request = Request::new(vec!["r.krav".into()], tables, as_of, Lang::Nb);
    let checked = check(&world, &request).1.expect("sound rules and files");
    let mut all = Vec::new();
    let mut keep = |finding: &Finding| {
        if finding.subject.table == "t" {
            let rule = &checked.report.rules[finding.rule].id;
            let place = |cell: &krav::report::Cell| {
                let (at, pointer) = (&cell.place, cell.place.pointer.as_deref().unwrap_or(""));
                format!("{}:{}-{}{pointer} «{}»", at.line, at.column, at.end_column, cell.value)
            };
            let places: Vec<String> = finding.cells.iter().map(place).collect();
            all.push(format!("{rule} {} {}", places.join(", "), finding.message));
        }
        Ok(())
    };
    checked.findings.each(Some(100), &mut keep).expect("memory");
    all
}

#[test]
fn an_element_of_a_cell_has_its_own_place() {
    let rows = "id,eiere,tall\n1,a;x ;b,1|zwei|3\n2,\"a;c\",\"1||2\"\n3,\"a; æ;\"\"q\"\"\",4|\n";
    assert_eq!(
        told("t.csv", rows),
        [
            "t.eiere/reference 2:5-6 «x» eiere = «x»: finnes ikke i eier.",
            "t.eiere/reference 3:6-7 «c» eiere = «c»: står 2 ganger i eier, så det er uklart hvilken rad som menes.",
            "t.eiere/reference 4:7-8 «æ», 4:9-14 «\"q\"» eiere = «æ», «\"q\"»: finnes ikke i eier.",
            "t.tall/list 2:12-16 «zwei» i listen: «zwei» er ikke et heltall",
            "t.tall/list 3:12-12 «» et element i listen er tomt",
        ]
    );
}

#[test]
fn an_element_of_an_array_has_its_own_pointer() {
    let rows = "[{\"id\": \"1\", \"eiere\": [\"a\", \"x\"], \"tall\": [1, \"zwei\"]},\n {\"id\": \"2\", \"tall\": [1,\n  7.5]}]";
    assert_eq!(
        told("t.json", rows),
        [
            "t.eiere/reference 1:29-32/0/eiere/1 «x» eiere = «x»: finnes ikke i eier.",
            "t.tall/list 1:47-53/0/tall/1 «zwei» i listen: «zwei» er ikke et heltall",
            "t.tall/list 3:3-6/1/tall/1 «7.5» i listen: «7.5» har desimaler; her ventes et heltall",
        ]
    );
}

//! Which edition of a rule judges a record.

use super::run;

#[test]
fn the_records_own_date_chooses_the_edition() {
    let rules = "tabell tiltak
  id        tekst, nøkkel
  oppstart  dato
  ks        boolsk
regel utgave-2017 «Drøftes med KS»
  kilde intern «x»
  i kraft fra 2017-01-01 til 2017-12-31
  vurderes per oppstart
  for hvert tiltak
  skal ks
regel utgave-2018 «Drøftes med KS, alle»
  kilde intern «x»
  i kraft fra 2018-01-01
  vurderes per oppstart
  for hvert tiltak
  skal ks
";
    let csv = "id,oppstart,ks\nA,2017-12-31,nei\nB,2018-01-01,nei\nC,,nei\nD,2016-12-31,nei\n";
    let found = run(rules, &[("tiltak", csv)], "2020-01-01");
    assert_eq!(found.verdicts("utgave-2017"), ["A violated", "B not_in_force", "C unknown", "D not_in_force"]);
    assert_eq!(found.verdicts("utgave-2018"), ["A not_in_force", "B violated", "C unknown", "D not_in_force"]);
    let edition = found.rules.iter().find(|rule| rule.id == "utgave-2018").expect("the rule");
    assert_eq!(edition.judged_at.as_deref(), Some("oppstart"));
}

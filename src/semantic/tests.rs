mod slips;

use super::model::{CompareOp, Expr, ExprKind, Model, Over, Piece, Subject, Tie};
use super::{Analysis, Looks, analyse_parsed, looks, walk};
use crate::base::{At, FileId, Source};
use crate::syntax::parse;
use crate::value::{Ty, Value};
use slips::{IN_RULES, ON_MEASURES, Slip, WHOLE};

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
        let marked = sources[span.file.0 as usize].slice(span).trim().to_owned();
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

/// Holds what is said of every slip against what is expected.
fn hold(slips: &[Slip], whole: impl Fn(&str) -> String) {
    for (text, expected) in slips {
        let told = told(&[&whole(text)], true);
        assert_eq!(told.len(), expected.len(), "{text}: {told:#?}");
        for (told, (code, marked, words)) in told.iter().zip(*expected) {
            assert!(
                told.starts_with(&format!("{code} [{marked}]")) && told.contains(words),
                "{text}: {told}\n{code} {words}"
            );
        }
    }
}

#[test]
fn slips_are_told_with_their_place_and_a_remedy() {
    hold(ON_MEASURES, on_measures);
    hold(IN_RULES, in_rule);
    hold(WHOLE, |text| format!("språk nb\n{text}\n"));
}

#[test]
fn remedies_quote_the_words_of_the_file_and_speak_the_language_of_the_reader() {
    let text = "table a\n  id text, key\n  d date\ntable b\n  a a\n  d date\nrule r \"R\"\n  source internal \"x\"\n  \
                for each a\n  must exists(b where b.d < d)\n  must lengde(id) > 3\n  must year(d) = \"2018\"\n";
    let (nb, en) = (told(&[text], true), told(&[text], false));
    assert!(nb[0].contains("Knytt dem sammen: `b.a = this and …`."), "{}", nb[0]);
    assert!(en[0].contains("Tie them: `b.a = this and …`."), "{}", en[0]);
    assert!(en[1].contains("In the words of this file it is called `length`."), "{}", en[1]);
    assert!(en[2].contains("Here an integer is compared with a text."), "{}", en[2]);
    assert_eq!((nb.len(), en.len()), (3, 3));
}

#[test]
fn files_of_a_run_share_names() {
    let tables = "språk nb\ntabell t\n  id tekst, nøkkel\nbegrep kjent for t er id er oppgitt\n";
    let pack =
        |name: &str| format!("pack {name} \"P\"\nrule r \"R\"\n  source law \"x\"\n  for each t\n  must kjent\n");
    let model = {
        let found = analysis(&[&pack("a"), tables, &pack("b.2")]);
        assert!(found.problems.is_empty(), "{:?}", found.problems);
        found.model
    };
    let ids: Vec<&str> = model.rules.iter().map(|rule| rule.id.as_str()).collect();
    assert_eq!(ids, ["a/r", "b.2/r"]);
    assert_eq!(model.rules[1].pack, Some(1));
    let other = tables.replace("tekst, nøkkel", "tekst, nøkkel, påkrevd");
    let again = told(&[tables, &other], true);
    assert_eq!(again.len(), 2, "{again:#?}");
    assert!(again[0].starts_with("K0202 [t]") && again[0].contains("deler navn"), "{}", again[0]);
    let packs = told(&[tables, &pack("a"), &pack("a")], true);
    assert!(packs.iter().all(|line| line.starts_with("K0202")), "{packs:#?}");
}

/// The condition of a rule's first duty.
fn duty(model: &Model) -> &ExprKind {
    &model.rules[0].duties[0].expr.kind
}

#[test]
fn equalities_with_the_row_outside_become_ties() {
    let model = right(
        "  for hvert tiltak\n  skal finnes(kontakt der kontakt.type = drøftet og (denne = kontakt.tiltak og kontakt.dato < oppstart))",
    );
    let ExprKind::Aggregate(aggregate) = duty(&model) else { panic!("an aggregate") };
    let Over::Tied(ties) = &aggregate.over else { panic!("tied") };
    assert!(matches!(
        ties[..],
        [Tie { inner: Expr { kind: ExprKind::Field(0, 0), .. }, outer: Expr { kind: ExprKind::Row(0), .. } }]
    ));
    let condition = aggregate.condition.as_ref().expect("the rest");
    assert!(looks(condition) == Looks { row: true, outer: true });
    assert!(matches!(&condition.kind, ExprKind::And(parts) if parts.len() == 2));

    let model = right("  for hver kontakt\n  skal finnes(tiltak der tiltak.virksomhet = denne.tiltak.virksomhet)");
    let ExprKind::Aggregate(aggregate) = duty(&model) else { panic!("an aggregate") };
    let Over::Tied(ties) = &aggregate.over else { panic!("tied") };
    assert!(aggregate.condition.is_none());
    assert!(matches!(&ties[0].outer.kind, ExprKind::Follow { from, .. } if matches!(from.kind, ExprKind::Field(0, 0))));

    let model = right("  for hvert tiltak\n  skal antall(kontakt der kontakt.type = drøftet) > 1");
    let ExprKind::Compare(_, count, _) = duty(&model) else { panic!("a comparison") };
    assert!(matches!(&count.kind, ExprKind::Aggregate(a) if matches!(a.over, Over::All) && a.condition.is_some()));
}

#[test]
fn groups_see_their_key_and_aggregate_their_rows() {
    let model = right(
        "  for hvert virksomhet.departement i tiltak\n  når virksomhet.departement = «KMD»\n  \
         bør andel(der berører = hele: drøftet_med_ks) >= 90 %\n  bør antall(virksomhet der virksomhet.departement = denne) > 3\n  \
         melding «{virksomhet.departement}: {{for få}}»",
    );
    let rule = &model.rules[0];
    assert!(matches!(&rule.subject, Subject::Groups { path, .. } if path.ty == Ty::Text));
    assert!(
        matches!(&rule.when[0].expr.kind, ExprKind::Compare(_, key, _) if matches!(key.kind, ExprKind::GroupKey(0)))
    );
    let ExprKind::Compare(_, share, ninety) = duty(&model) else { panic!("a comparison") };
    assert!(matches!(&share.kind, ExprKind::Aggregate(a) if matches!(a.over, Over::Group)));
    assert!(matches!(&ninety.kind, ExprKind::Const(Value::Decimal(d)) if d.to_string() == "0.9"));
    let ExprKind::Compare(_, count, _) = &rule.duties[1].expr.kind else { panic!("a comparison") };
    let ExprKind::Aggregate(count) = &count.kind else { panic!("an aggregate") };
    assert!(matches!(&count.over, Over::Tied(ties) if matches!(ties[0].outer.kind, ExprKind::GroupKey(0))));
    let pieces = &rule.message.as_ref().expect("a message").0[0].1;
    assert!(matches!(&pieces[..], [Piece::Slot(_), Piece::Text(text)] if text == ": {for få}"));
}

#[test]
fn codes_terms_and_numbers_come_out_typed() {
    let model = right(
        "  for hver kontakt\n  når tiltak.drøftet_med_ks og tiltak.berører i [hele, kommuner]\n  med mindre tiltak.kostnad i [1, 2.5]\n  \
         skal tidlig\n  tolkning «tidlig» betyr «før oppstart»\n  i kraft fra 2018-01-01",
    );
    let rule = &model.rules[0];
    assert_eq!((rule.readings.len(), rule.in_force.from.is_some(), rule.in_force.to), (1, true, None));
    let ExprKind::And(parts) = &rule.when[0].expr.kind else { panic!("and") };
    assert!(matches!(&parts[0].kind, ExprKind::Follow { then, .. } if matches!(then.kind, ExprKind::Aggregate(_))));
    assert!(
        matches!(&parts[1].kind, ExprKind::In(_, codes) if matches!(codes[..], [Value::Code(_, 1), Value::Code(_, 2)]))
    );
    assert!(
        matches!(&rule.unless[0].expr.kind, ExprKind::In(_, all) if all.iter().all(|v| matches!(v, Value::Decimal(_))))
    );
    assert!(matches!(duty(&model), ExprKind::Compare(CompareOp::Lt, ..)));
    let mut fields = 0;
    walk(&rule.duties[0].expr, &mut |part| fields += usize::from(matches!(part.kind, ExprKind::Field(..))));
    assert_eq!(fields, 3);
}

#[test]
fn the_rules_interval_is_cut_to_its_packs() {
    let text = "pack p\n  in force from 2017-01-01 to 2018-06-30\ntable t\n  id text\nrule r \"R\"\n  source law \"x\"\n  \
                for each t\n  must id is given\n  in force from 2018-01-01\n";
    let found = analysis(&[text]);
    assert!(found.problems.is_empty(), "{:?}", found.problems);
    let in_force = found.model.rules[0].in_force;
    let told = [in_force.from, in_force.to].map(|date| date.map(|date| date.to_string()).unwrap_or_default());
    assert_eq!(told, ["2018-01-01", "2018-06-30"]);
}

#[test]
fn nothing_grows_out_of_bounds() {
    let terms = |n: usize, of: &dyn Fn(usize) -> String| {
        (1..=n).map(|i| format!("begrep t{i} for tiltak er {}\n", of(i))).collect::<String>()
    };
    let doubling = terms(60, &|i| format!("t{} og t{}", i - 1, i - 1));
    let chain = terms(5000, &|i| format!("ikke t{}", i - 1));
    let backwards = terms(5000, &|i| format!("ikke t{}", (i + 1) % 5001));
    for (text, code) in [(doubling, "K0224"), (chain, "K0224"), (backwards, "K0224")] {
        let codes: Vec<_> = analysis(&[&format!("{TABLES}begrep t0 for tiltak er ferdig\n{text}")])
            .problems
            .iter()
            .map(|problem| problem.code.id())
            .collect();
        assert_eq!(codes, [code]);
    }
    let ring = terms(5000, &|i| format!("ikke t{}", i % 5000 + 1));
    assert_eq!(analysis(&[&format!("{TABLES}{ring}")]).problems.len(), 1);
    right(&format!("  for hvert tiltak\n  skal {} > 3", vec!["kostnad"; 200].join(" + ")));
    right(&format!("  for hvert tiltak\n  skal {}ferdig{}", "ikke (".repeat(60), ")".repeat(60)));
}

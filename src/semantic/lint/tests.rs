//! Lints from text: what they find, what they leave alone, what fixes make of a file, and what comments allow.

use super::*;
use crate::base::Sources;
use crate::semantic::analyse_parsed;
use crate::syntax;
use proptest::prelude::*;

/// The names of the lints that find something, in the order of places, and the file with the fixes made.
fn linted(text: &str) -> (Vec<&'static str>, String) {
    let (found, sources) = findings(&[text]);
    let (edits, _) = fix::together(&found);
    let source = sources.iter().next().expect("a file");
    let edits = edits.values().next().cloned().unwrap_or_default();
    let text = fix::edited(&source.text, &edits).expect("edits lie in the file");
    (found.iter().map(|finding| finding.lint.name).collect(), text)
}

fn findings(texts: &[&str]) -> (Vec<Finding>, Sources) {
    let mut sources = Sources::default();
    texts.iter().enumerate().for_each(|(n, text)| {
        sources.add(format!("{n}.krav"), *text);
    });
    let parsed: Vec<syntax::Parsed> = sources.iter().map(syntax::parse).collect();
    let analysis = analyse_parsed(&parsed);
    assert!(!analysis.problems.iter().any(Diagnostic::is_error), "{:#?}\n{}", analysis.problems, texts.join("\n"));
    let files: Vec<_> = parsed.into_iter().map(|parsed| parsed.file).collect();
    let found = lint(&Material::new(&files, &sources, &analysis.model, true, None), &[]);
    (found, sources)
}

/// A rule file around some lines of a rule.
fn rule(lines: &str) -> String {
    let lines = lines.lines().map(|line| format!("  {line}\n")).collect::<String>();
    format!(
        "språk nb\nkoder Fase\n  idé\n  drift\ntabell tiltak\n  id tekst, nøkkel\n  fase Fase\n  klar boolsk\n  \
         kost desimal\n  fast heltall, påkrevd\n  navn tekst, påkrevd\n  start dato\nregel r «R»\n  kilde intern «x»\n  \
         for hvert tiltak\n{lines}  melding «{{id}} {{navn}}»\n"
    )
}

fn of_rule(lines: &str) -> Vec<&'static str> {
    linted(&rule(lines)).0
}

#[test]
fn every_lint_has_a_name_and_a_code_of_its_own_in_order() {
    let codes: Vec<&str> = LINTS.iter().map(|lint| lint.code.id()).collect();
    let lints = Code::ALL.iter().map(|code| code.id()).filter(|id| *id > "K0600");
    assert_eq!(codes, lints.collect::<Vec<_>>());
    let mut names: Vec<&str> = LINTS.iter().map(|lint| lint.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), LINTS.len());
    assert!(names.iter().all(|name| name.chars().all(|c| c.is_ascii_lowercase() || c == '-')));
    assert_eq!(named("k0601").map(|lint| lint.name), Some("vague-word"));
}

#[test]
fn good_rules_have_no_findings() {
    for lines in [
        "skal fase er oppgitt",
        "når klar\nskal fase = drift",
        "når fast > 3 og fast < 10\nskal navn != \"x\"",
        "når klar er oppgitt og ikke klar\nskal start > 2020-01-01",
        "når fase er oppgitt\nskal fase != idé",
        "når kost > 10\nskal kost <= 100",
        "skal antall(tiltak som t der t.navn = navn) = 1",
        "når fase = idé eller fase = drift\nskal klar",
        "når fase = idé\nmed mindre klar\nskal start er oppgitt",
        "skal lengde(navn) / 2 >= 3",
    ] {
        assert_eq!(of_rule(lines), Vec::<&str>::new(), "{lines}");
    }
}

#[test]
fn negations_of_what_may_be_missing_are_found() {
    for lines in [
        "skal fase != idé",
        "skal ikke klar",
        "når fase ikke i [idé, drift]\nskal klar",
        "skal ikke passer(navn, /a/) og ikke klar",
    ] {
        assert_eq!(of_rule(lines), ["negated-unknown"], "{lines}");
    }
    assert!(of_rule("skal navn != \"x\" og ikke passer(navn, /a/)").is_empty());
    // a term that negates is told of where it is declared, not where it is used
    let term = "begrep ute for tiltak\n  er fase != drift\n";
    let (found, sources) = findings(&[&format!("{}{term}", rule("skal ute"))]);
    assert_eq!(found.len(), 1);
    assert_eq!(sources.get(found[0].span().file).slice(found[0].span()), "fase != drift");
}

#[test]
fn counts_that_stay_open_are_found_and_guarded_ones_left_alone() {
    let open = [
        "skal antall(tiltak som t der t.navn = navn og t.fase = idé) = 1",
        "skal antall(tiltak som t der t.navn = navn og (t.klar eller t.fase = idé)) != 1",
    ];
    for lines in open {
        assert!(of_rule(lines).contains(&"uncertain-equality"), "{lines}");
    }
    let decided = [
        "skal antall(tiltak som t der t.navn = navn og t.fase er oppgitt og t.fase = idé) = 1",
        "skal antall(tiltak som t der t.navn = navn og (t.fase mangler eller t.fase = idé)) = 1",
        "skal antall(tiltak som t der t.navn = navn og t.fase = idé) >= 1",
        "skal antall(tiltak som t der t.navn = navn og t.fast = 3) = 1",
    ];
    for lines in decided {
        assert_eq!(of_rule(lines), Vec::<&str>::new(), "{lines}");
    }
}

#[test]
fn settled_conditions_are_found() {
    for lines in [
        "når fase = idé og fase = drift\nskal klar",
        "når fase = idé\nnår fase = drift\nskal klar",
        "når fast < 3 og fast > 10\nskal klar",
        "når fast < 3 og fast >= 3\nskal klar",
        "når fast = 3 og fast > 10\nskal klar",
        "når start > 2020-01-01 og start < 2019-01-01\nskal klar",
        "når fase i [idé] og fase i [drift]\nskal klar",
        "når klar eller ikke klar\nskal fase = idé",
        "når klar er oppgitt eller klar mangler\nskal fase = idé",
        "når fast = fast\nskal klar",
    ] {
        assert!(of_rule(lines).contains(&"settled-condition"), "{lines}: {:?}", of_rule(lines));
    }
    for lines in [
        "når fast > 3 og fast <= 4\nskal klar",
        "når fast >= 3 og fast <= 3\nskal klar",
        "når fase i [idé, drift] og fase = drift\nskal klar",
    ] {
        assert!(of_rule(lines).is_empty(), "{lines}");
    }
}

#[test]
fn duties_that_the_selection_settles_are_found() {
    for lines in [
        "når klar\nskal klar",
        "når klar og fase = idé\nskal fase = idé",
        "med mindre fase = idé\nskal fase = idé",
        "når start mangler\nskal start er oppgitt",
    ] {
        assert!(of_rule(lines).contains(&"idle-duty"), "{lines}: {:?}", of_rule(lines));
    }
    assert!(of_rule("når klar\nskal klar og fase = idé").is_empty());
}

#[test]
fn equal_rules_are_found_in_whatever_words() {
    let first = rule("når klar\nskal fase = idé");
    let second = "rule s \"S\"\n  source internal \"x\"\n  for each tiltak\n  when klar\n  must idé = this.fase\n  message \"{id}\"\n";
    let (found, _) = findings(&[&first, &format!("language en\n{second}")]);
    let names: Vec<&str> = found.iter().map(|finding| finding.lint.name).collect();
    assert_eq!(names, ["duplicate-rule"]);
    let later = second.replace("  for each", "  in force from 2020-01-01\n  for each");
    let earlier = first.replace("  for hvert", "  i kraft fra 2018-01-01 til 2019-12-31\n  for hvert");
    assert!(findings(&[&earlier, &format!("language en\n{later}")]).0.is_empty());
}

#[test]
fn fixes_say_the_same_with_less() {
    for (lines, mended) in [
        ("skal ikke (fast != 3)", "skal fast = 3"),
        ("skal ikke fast < 3", "skal fast >= 3"),
        ("skal (ikke (fast + 1) * 2 = 3) eller navn = \"x\"", "skal ((fast + 1) * 2 != 3) eller navn = \"x\""),
        ("skal ikke ikke fase er oppgitt", "skal fase er oppgitt"),
        ("skal ikke ikke (fast = 1 eller fast = 2)", "skal (fast = 1 eller fast = 2)"),
        ("skal ikke navn i [\"a\", \"b\"]", "skal navn ikke i [\"a\", \"b\"]"),
        ("skal ikke start mangler", "skal start er oppgitt"),
        ("skal klar = ja", "skal klar"),
        ("skal (klar = nei) og klar er oppgitt", "skal (ikke klar) og klar er oppgitt"),
        ("skal ja != klar og klar er oppgitt", "skal ikke klar og klar er oppgitt"),
        ("skal fase i [drift]", "skal fase = drift"),
        ("skal navn ikke i [\"a\"]", "skal navn != \"a\""),
        ("skal navn = \"a\u{200b}b\"", "skal navn = \"ab\""),
    ] {
        let (_, text) = linted(&rule(lines));
        assert_eq!(text, rule(mended), "{lines}");
        let (left, again) = linted(&text);
        assert!(left.is_empty() && again == text, "{lines}: {left:?}");
    }
    let table = |key: &str| format!("språk nb\ntabell a\n  id  {key}\n");
    for (key, mended) in [
        ("tekst, påkrevd, nøkkel", "tekst, nøkkel"),
        ("tekst, nøkkel, unik , kolonne «X»", "tekst, nøkkel , kolonne «X»"),
        ("tekst, nøkkel, unik, påkrevd  # nøkkelen", "tekst, nøkkel  # nøkkelen"),
        ("tekst, nøkkel, mønster /^.*$/, kolonne «X»", "tekst, nøkkel, kolonne «X»"),
    ] {
        let mut text = table(key);
        for _ in 0..2 {
            text = linted(&text).1;
        }
        assert_eq!(text, table(mended), "{key}");
    }
    // a comment inside is not lost: the finding stands without a fix
    let lines = "skal ikke (fast !=  # ikke\n  3)";
    assert_eq!(linted(&rule(lines)), (vec!["double-negation"], rule(lines)));
}

#[test]
fn fixes_that_touch_are_made_one_after_the_other() {
    let lines = "skal ikke (klar = ja)";
    let (_, once) = linted(&rule(lines));
    let (_, twice) = linted(&once);
    assert!(
        twice == rule("skal ikke klar") || twice == rule("skal klar != ja") || twice == rule("skal (ikke klar)"),
        "{twice}"
    );
}

#[test]
fn comments_allow_findings() {
    let file = rule("skal klar = ja");
    let above = |comment: &str| file.replace("regel r", &format!("{comment}\nregel r"));
    assert_eq!(linted(&file).0, ["boolean-comparison"]);
    for comment in [
        "# lint: allow boolean-comparison",
        "## Om regelen\n# lint: allow boolean-comparison (det leses bedre, sier juristene)",
        "# lint: allow no-message, boolean-comparison: slik står det i kilden",
        "# lint: allow K0625\n\n# noe annet",
    ] {
        assert_eq!(linted(&above(comment)).0, Vec::<&str>::new(), "{comment}");
    }
    assert_eq!(linted(&above("# lint: allow no-message")).0, ["boolean-comparison"]);
    assert_eq!(linted(&above("# lint: allow bolean-comparison")).0, ["unknown-allow", "boolean-comparison"]);
    let behind = |line: &str| file.replace(line, &format!("{line}  # lint: allow boolean-comparison"));
    assert!(linted(&behind("skal klar = ja")).0.is_empty());
    assert_eq!(linted(&behind("for hvert tiltak")).0, ["boolean-comparison"]);
    // behind the first line of an item it speaks of that line
    assert_eq!(linted(&behind("regel r «R»")).0, ["boolean-comparison"]);
    let text = file.replace("«R»", "«# lint: allow boolean-comparison»");
    assert_eq!(linted(&text).0, ["boolean-comparison"]);
    assert_eq!(linted(&format!("{file}# lint: allow nothing")).0, ["boolean-comparison", "unknown-allow"]);
}

#[test]
fn shared_packs_may_declare_what_others_use() {
    let text = "språk nb\npakke felles «Felles»\n  utgave 1.0.0\ntabell a\n  id tekst, nøkkel\n  navn tekst\nbegrep b for a\n  er navn er oppgitt\n";
    let mut sources = Sources::default();
    sources.add("a.krav", text);
    let parsed: Vec<syntax::Parsed> = sources.iter().map(syntax::parse).collect();
    let analysis = analyse_parsed(&parsed);
    let files: Vec<_> = parsed.into_iter().map(|parsed| parsed.file).collect();
    let names = |closed| {
        let found = lint(&Material::new(&files, &sources, &analysis.model, closed, None), &[]);
        found.iter().map(|finding| finding.lint.name).collect::<Vec<_>>()
    };
    assert_eq!(names(true), ["unused-term"]);
    assert_eq!(names(false), Vec::<&str>::new());
}

#[test]
fn vague_words_stand_alone_or_not_at_all() {
    let titled = |title: &str| linted(&rule("skal klar").replace("«R»", &format!("«{title}»"))).0;
    assert_eq!(titled("Meldes så snart som mulig"), ["vague-word"]);
    assert_eq!(titled("Meldes Tidlig."), ["vague-word"]);
    for title in ["Meldes tidligere enn i fjor", "Urimelig", "Normaltid", "Tidlig-fase"] {
        assert!(titled(title).is_empty(), "{title}");
    }
}

proptest! {
    #[test]
    fn any_text_is_linted_and_mended_without_panic(text in "(språk nb\n)?(([#«»\"(){}\\[\\]/|,=<>:.!æøåо\u{202e}\u{200b}\u{ad} \n]|[a-z0-9]{1,3}| (og|eller|ikke|i|er oppgitt|lint: allow|skal|når) |\n(regel|tabell|koder|pakke|begrep|prøve) ){0,40})") {
        let mut sources = Sources::default();
        sources.add("a.krav", text.as_str());
        let parsed: Vec<syntax::Parsed> = sources.iter().map(syntax::parse).collect();
        let analysis = analyse_parsed(&parsed);
        let files: Vec<_> = parsed.into_iter().map(|parsed| parsed.file).collect();
        let found = lint(&Material::new(&files, &sources, &analysis.model, true, None), &[]);
        for (_, edits) in fix::together(&found).0 {
            prop_assert!(fix::edited(&text, &edits).is_some());
        }
    }
}

use super::*;
use crate::base::Lang;
use crate::report::tested::{Case, Line};
use crate::value::Date;
use crate::world::Memory;

fn run(text: &str) -> Vec<Case> {
    let setting = Setting { as_of: None, today: Date(0), lang: Lang::En };
    literate(&Memory::new(), "x.spec.md", text, &setting)
}

fn messages(cases: &[Case]) -> Vec<String> {
    let told = |case: &Case| {
        let one = |failure: &crate::report::tested::Failure| {
            let at = &failure.place;
            format!("{}:{} {}", at.line, at.column, failure.message.en)
        };
        case.failures.iter().map(one).collect::<Vec<_>>()
    };
    cases.iter().flat_map(told).collect()
}

const RULES: &str = "```krav
table t
  id  text, key
  n   integer
rule r \"R\"
  source internal \"S\"
  for each t
  must n > 1
";

#[test]
fn a_mark_must_fit_code_and_columns() {
    let good = "```krav\ntable t\n  id  txt, key\n#     ^^^ K0206\n```\n";
    assert_eq!(messages(&run(good)), Vec::<String>::new());
    let cases = run(&good.replace("#     ^^^", "#      ^^"));
    assert_eq!(messages(&cases), ["3:7 K0206 is at another place."]);
    assert_eq!(cases[0].failures[0].diff[1], Line::Wanted("       ^^ K0206".into()));
    assert_eq!(messages(&run(&good.replace("K0206", "K0201"))).len(), 2);
    assert_eq!(messages(&run(&good.replace("K0206", "K9999"))).len(), 2);
    assert_eq!(messages(&run(&good.replace("K0206", "K0206 Did you mean `text`?"))), Vec::<String>::new());
    assert_eq!(messages(&run(&good.replace("K0206", "K0206 dates"))), ["4:7 The problem does not say this."]);
    assert_eq!(messages(&run(&good.replace("txt", "text"))), ["4:7 K0206 was expected here, but did not come."]);
}

#[test]
fn tests_in_a_block_tell_their_line() {
    let text = format!("# A\n\n{RULES}test r\n  t {{ id: \"A\", n: 2 }} -> violated\n```\n");
    let cases = run(&text);
    assert_eq!((cases.len(), cases[0].name.as_str()), (1, "A"));
    assert_eq!(messages(&cases), ["12:26 Expected violated, but the verdict is met."]);
}

#[test]
fn findings_and_ledgers_are_compared_line_by_line() {
    let data = "```csv t\nid,n\nA,1\nB,2\nC,\n```\n";
    let findings = "```findings\nviolated r A\nunknown r C: Cannot be decided: n is not stated.\n```\n";
    let ledger = "```ledger\nrule population met violated\nr 3 1 1\n```\n";
    let text = format!("{RULES}```\n## X\n{data}{findings}{ledger}");
    assert_eq!(messages(&run(&text)), Vec::<String>::new());
    let cases = run(&text.replace("unknown r C", "unknown r D"));
    assert_eq!(messages(&cases), ["17:1 The findings are not the expected ones."]);
    assert!(
        cases[1].failures[0]
            .diff
            .contains(&Line::Found("unknown r C: Cannot be decided: n is is not stated.".replace("is is", "is")))
    );
    assert_eq!(messages(&run(&text.replace("r 3 1 1", "r 3 2 1"))), ["23:1 The ledger is not the expected one."]);
    assert_eq!(messages(&run(&text.replace("population", "popuation"))).len(), 2);
    assert_eq!(messages(&run(&text.replace("violated r A\n", ""))).len(), 1);
    assert_eq!(messages(&run(&text.replace("id,n", "id,m"))).len(), 1);
    let problem = text.replace("id,n", "id,m").replace(findings, "```findings\nK0307\n```\n").replace(ledger, "");
    assert_eq!(messages(&run(&problem)), Vec::<String>::new());
}

#[test]
fn slips_in_the_markdown_are_failures() {
    for (text, told) in [
        ("```krav\ntable t\n", "The block is never closed."),
        ("```csv\na\n```\n", "The table's name is missing"),
        ("```finding\n```\n", "Did you mean `findings`?"),
        ("```toml\nasof = 2018-01-01\n```\n```findings\n```\n", "Did you mean `as_of`?"),
        ("```toml\nas_of = 2018-13-01\n```\n```findings\n```\n", "as_of cannot be"),
        ("```csv t\na\n```\n", "nothing is expected of it"),
        ("```toml\nrules = \"no.krav\"\n```\n```findings\n```\n", "no.krav"),
    ] {
        let found = messages(&run(text));
        assert!(found.iter().any(|message| message.contains(told)), "{text}: {found:?}");
    }
    assert_eq!(run("# A\n\nProse.\n\n```text\nkrav\n```\n"), []);
}

/// The rules of these tests with a test beside them that sees every clause.
const BESIDE: &str = "table t
  id  text, key
  n   integer
  ok  boolean
  why text
rule r \"R\"
  source internal \"S\"
  in force from 2018-01-01
  for each t
  when n > 1
  unless n > 9
  must ok
  or explain why
rule s \"S\"
  source internal \"S\"
  for each t
  should ok
test r
  t { id: \"1\", n: 1 } -> not applicable
  t { id: \"2\", n: 10 } -> not applicable
  t { id: \"3\", n: 2, ok: yes } -> met
  t { id: \"4\", n: 2, ok: no } -> violated
  t { id: \"5\", n: 2, ok: no, why: \"W\" } -> explained
  t { id: \"6\", ok: no } -> unknown
  t { id: \"7\", n: 2, ok: no }
";

#[test]
fn clauses_are_counted_where_they_have_a_say() {
    let loaded = crate::driver::load::load_texts(vec![("r.krav".into(), BESIDE.into())]);
    assert_eq!(loaded.problems, []);
    let (cases, coverage) = beside(&loaded, &Setting { as_of: None, today: Date(0), lang: Lang::En });
    assert_eq!(messages(&cases), Vec::<String>::new());
    let seen: Vec<_> = coverage[0].clauses.iter().map(|clause| (clause.text.as_str(), clause.seen)).collect();
    let wanted = [
        // no, unknown, yes
        ("when n > 1", [1, 1, 4]),
        ("unless n > 9", [4, 1, 1]),
        ("must ok", [3, 0, 1]),
        ("or explain why", [2, 0, 1]),
    ];
    assert_eq!((coverage.len(), seen), (1, wanted.to_vec()));
}

#[test]
fn a_test_without_an_arrow_fails() {
    let text = BESIDE.split("test r").next().map(|rules| format!("{rules}test s\n  t {{ id: \"1\" }}\n"));
    let loaded = crate::driver::load::load_texts(vec![("r.krav".into(), text.unwrap_or_default())]);
    let (cases, _) = beside(&loaded, &Setting { as_of: None, today: Date(0), lang: Lang::En });
    assert_eq!(messages(&cases), ["18:6 The test does not say what is expected: no row has an arrow and a verdict."]);
}

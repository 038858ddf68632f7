//! `krav test`: exit codes and outputs.

use super::*;

const RULES: &str =
    "table t\n  id text, key\n  n  integer\nrule r \"R\"\n  source internal \"S\"\n  for each t\n  must n > 1\n";

#[test]
fn krav_test_tells_by_its_exit_code_what_came_of_it() {
    let test = |rows: &str| format!("{RULES}test r\n{rows}");
    let good = test("  t { id: \"A\", n: 2 } -> met\n  t { id: \"B\", n: 1 } -> violated\n");
    let bad = test("  t { id: \"A\", n: 1 } -> met\n");
    let world = Memory::new()
        .file("good/r.krav", &good)
        .file("bad/r.krav", &bad)
        .file("none/r.krav", RULES)
        .file("wrong/r.krav", test("  u { id: \"A\" } -> met\n"))
        .file("spec/a.spec.md", format!("```krav\n{good}```\n"))
        .file("spec/deep/b.spec.md", format!("```krav\n{bad}```\n"))
        .file("empty/readme.txt", "");
    let run = |path: &str| krav(&world, &["test", path, "--lang", "en", "--color", "never"]);
    let (code, out, err) = run("good");
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("must n > 1") && out.contains("ALL PASSED: 1 test; 1 of 1 clauses"), "{out}");
    let (code, out, _) = run("bad/r.krav");
    assert_eq!(code, 1);
    assert!(
        out.contains("bad/r.krav:9:26\n    Expected met, but the verdict is violated.\n    - met\n    + violated"),
        "{out}"
    );
    for (path, code, told) in [("none", 2, "K0405"), ("wrong", 2, "K0205"), ("empty", 2, "K0405"), ("no", 2, "K0411")] {
        let (found, _, err) = run(path);
        assert!(found == code && err.contains(told), "{path}: {found} {err}");
    }
    let (code, out, _) = run("spec");
    assert!(code == 1 && out.contains("spec/deep/b.spec.md:10:26") && out.contains("1 FAILED: 2 tests"), "{out}");
    assert_eq!(run("spec/a.spec.md").0, 0);
}

#[test]
fn krav_test_writes_json() {
    let text = format!("{RULES}test r\n  t {{ id: \"A\", n: 1 }} -> met\n");
    let world = Memory::new().file("r.krav", text);
    let (code, out, _) = krav(&world, &["test", "r.krav", "--format", "json", "--lang", "en"]);
    let value: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(code, 1);
    assert_eq!(value["summary"], serde_json::json!({"tests": 1, "passed": 0, "failed": 1, "clauses": 1, "covered": 0}));
    assert_eq!(value["tests"][0]["failures"][0]["diff"], serde_json::json!(["- met", "+ violated"]));
    assert_eq!(value["coverage"][0]["clauses"][0]["false"], 1);
    assert_eq!(value["coverage"][0]["clauses"][0]["place"]["line"], 7);
}

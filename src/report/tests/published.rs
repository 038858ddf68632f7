//! The outputs that others have specified, held against what they have published.

use super::super::gate::Gate;
use super::super::support::{Sample, sample};
use super::{empty, hostile, workbook};
use crate::base::Lang;
use crate::report::format::View;
use crate::report::{Baseline, Gone};
use crate::value::Verdict;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

const SARIF: &str = include_str!("../../../tests/schemas/sarif-schema-2.1.0.json");
const JUNIT: &str = include_str!("../../../tests/schemas/JUnit.xsd");

fn samples() -> Vec<Sample> {
    let mut waived = sample(Lang::Nb);
    waived.findings[0].verdict = Verdict::Waived;
    vec![sample(Lang::Nb), sample(Lang::En), hostile(Lang::En), empty(), workbook(), waived]
}

fn sarif(sample: &Sample, format: &str) -> Value {
    serde_json::from_str(&sample.written(format, View::default())).expect("JSON")
}

#[test]
fn sarif_is_what_its_schema_says() {
    let schema: Value = serde_json::from_str(SARIF).expect("the schema is JSON");
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).expect("a schema");
    for sample in samples() {
        for format in ["sarif", "sarif-full", "sarif-github"] {
            let log = sarif(&sample, format);
            let errors: Vec<String> =
                validator.iter_errors(&log).map(|error| format!("{}: {error}", error.instance_path())).collect();
            assert!(errors.is_empty(), "{format}: {errors:#?}");
        }
    }
}

/// What the specification asks for besides its schema.
#[test]
fn sarif_is_what_its_prose_says() {
    for sample in samples() {
        for format in ["sarif", "sarif-full", "sarif-github"] {
            let log = sarif(&sample, format);
            let run = &log["runs"][0];
            let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
            assert!(
                run["automationDetails"]["id"].as_str().is_some_and(|id| id.starts_with("krav/") && id.ends_with('/'))
            );
            assert_eq!(
                run["invocations"][0]["exitCode"],
                run["invocations"][0]["exitCode"].as_u64().expect("a number")
            );
            let mut prints = BTreeSet::new();
            for result in run["results"].as_array().expect("results") {
                let (kind, level) =
                    (result["kind"].as_str().expect("a kind"), result["level"].as_str().expect("a level"));
                assert_eq!(kind == "fail", level != "none", "§3.27.10: {result}");
                let index = result["ruleIndex"].as_u64().expect("an index") as usize;
                assert_eq!(result["ruleId"], rules[index]["id"]);
                let mut ids = BTreeSet::new();
                for place in result["relatedLocations"].as_array().into_iter().flatten() {
                    assert!(ids.insert(place["id"].to_string()), "ids of locations are unique");
                }
                for place in result["locations"].as_array().into_iter().flatten() {
                    let artifact = &place["physicalLocation"]["artifactLocation"];
                    let uri = artifact["uri"].as_str().unwrap_or_default();
                    assert!(uri.is_ascii() && !uri.starts_with('/') && !uri.contains(' '), "{uri}");
                    assert_eq!(uri.contains("://"), artifact.get("uriBaseId").is_none(), "§3.4.4: {artifact}");
                    let region = &place["physicalLocation"]["region"];
                    if let (Some(from), Some(to)) = (region["startColumn"].as_u64(), region["endColumn"].as_u64()) {
                        assert!(region["startLine"] != region["endLine"] || from <= to, "{region}");
                    }
                }
                if let Some(print) = result["partialFingerprints"]["primaryLocationLineHash"].as_str() {
                    assert!(prints.insert(print.to_string()), "{print} comes twice");
                }
            }
        }
    }
}

#[test]
fn sarif_has_every_verdict_as_its_kind() {
    let sample = sample(Lang::En);
    let kinds = |format: &str| {
        let mut kinds: BTreeMap<String, u64> = BTreeMap::new();
        let log = sarif(&sample, format);
        for result in log["runs"][0]["results"].as_array().expect("results") {
            *kinds.entry(result["kind"].as_str().expect("a kind").to_string()).or_default() += 1;
        }
        kinds
    };
    // 12 violated, 2 undecided and 2 explained findings; of 10 rules, 4 have none: 2 met, 1 vacuous, 1 not in force.
    let told = |kinds: &BTreeMap<String, u64>| {
        kinds.iter().map(|(kind, n)| format!("{kind} {n}")).collect::<Vec<_>>().join(", ")
    };
    assert_eq!(told(&kinds("sarif")), "fail 12, notApplicable 2, open 2, pass 2, review 2");
    assert_eq!(told(&kinds("sarif-github")), "fail 14");
    let mut waived = super::super::support::sample(Lang::En);
    waived.findings[0].verdict = Verdict::Waived;
    let log = sarif(&waived, "sarif");
    let result = &log["runs"][0]["results"][0];
    assert_eq!((&result["kind"], &result["suppressions"][0]["status"]), (&"fail".into(), &"accepted".into()));
}

#[test]
fn what_the_baseline_has_is_suppressed_and_asks_nothing_of_a_gate() {
    let mut sample = sample(Lang::En);
    let rules = sample.report.rules.len();
    let mut baseline = Baseline { path: "old.json".into(), known: vec![[0; 7]; rules], new: 12, ..Baseline::default() };
    // Every violation of ks-drøfting but the first is known.
    let own = |finding: &&mut crate::report::Finding| finding.rule == 5 && finding.verdict == Verdict::Violated;
    for finding in sample.findings.iter_mut().filter(own).skip(1) {
        finding.known = true;
        baseline.known[5][Verdict::Violated as usize] += 1;
    }
    baseline.gone = vec![Gone {
        rule: sample.report.rules[5].id.clone(),
        verdict: Verdict::Violated,
        table: "tiltak".into(),
        key: "T-99".into(),
        message: "Gone.".into(),
        fingerprint: "00000000000000ff".into(),
    }];
    sample.report.baseline = Some(baseline);
    let log = sarif(&sample, "sarif");
    let absent: Vec<&Value> = log["runs"][0]["results"]
        .as_array()
        .expect("results")
        .iter()
        .filter(|result| result["baselineState"] == "absent")
        .collect();
    let schema: Value = serde_json::from_str(SARIF).expect("the schema is JSON");
    assert!(jsonschema::is_valid(&schema, &log));
    assert!(absent.len() == 1 && absent[0]["ruleIndex"] == 5 && absent[0]["level"] == "error", "{absent:?}");
    let results: Vec<&Value> = log["runs"][0]["results"].as_array().expect("results").iter().collect();
    let known: Vec<&&Value> = results.iter().filter(|one| one["baselineState"] == "unchanged").collect();
    assert_eq!(known.len(), 6);
    assert!(known.iter().all(|one| one["suppressions"][0]["justification"] == "Known before: old.json"));
    assert_eq!(results.iter().filter(|one| one["baselineState"] == "new").count(), 10);
    let gate = |format: &str| sample.written(format, View { per_rule: None, ..View::default() });
    let github: Value = serde_json::from_str(&gate("sarif-github")).expect("JSON");
    assert_eq!(github["runs"][0]["results"].as_array().map(Vec::len), Some(8));
    assert_eq!(github["runs"][0]["properties"]["leftOutInOrder"], 8);
    for format in ["github", "gitlab", "junit", "markdown"] {
        let text = gate(format);
        assert!(text.contains("T-01") && !text.contains("T-02") && !text.contains("T-12"), "{format}: {text}");
    }
    assert!(gate("html").contains("Known before.") && gate("html").contains("T-12"));
}

#[test]
fn github_gets_the_worst_first() {
    let log = sarif(&sample(Lang::En), "sarif-github");
    let levels: Vec<&str> = (log["runs"][0]["results"].as_array().expect("results").iter())
        .map(|result| result["level"].as_str().expect("a level"))
        .collect();
    let mut sorted = levels.clone();
    sorted.sort_by_key(|level| ["error", "warning", "note"].iter().position(|known| known == level));
    assert_eq!(levels, sorted);
}

/// The elements of the schema that have attributes which must be there, with all attributes that may.
fn of_schema() -> BTreeMap<String, (BTreeSet<String>, BTreeSet<String>)> {
    let schema = roxmltree::Document::parse(JUNIT).expect("the schema is XML");
    let mut found: BTreeMap<String, (BTreeSet<String>, BTreeSet<String>)> = BTreeMap::new();
    for attribute in
        schema.descendants().filter(|node| node.has_tag_name(("http://www.w3.org/2001/XMLSchema", "attribute")))
    {
        let owner = attribute.ancestors().find(|node| {
            let named = node.tag_name().name() == "element" || node.tag_name().name() == "complexType";
            named && node.attribute("name").is_some()
        });
        let owner = owner.and_then(|node| node.attribute("name")).expect("an element").to_string();
        let (must, may) = found.entry(owner).or_default();
        let name = attribute.attribute("name").expect("a name").to_string();
        if attribute.attribute("use") == Some("required") {
            must.insert(name.clone());
        }
        may.insert(name);
    }
    found
}

/// Attributes, order and counts by the schema; `.ci/a11y` holds whole reports against it with xmllint.
#[test]
fn junit_is_what_its_schema_says() {
    let schema = of_schema();
    assert!(schema.len() >= 6 && schema["testsuite"].0.contains("hostname"), "{schema:?}");
    for sample in samples() {
        let text = sample.written("junit", View::default());
        let document = roxmltree::Document::parse(&text).expect("well-formed");
        assert_eq!(document.root_element().tag_name().name(), "testsuites");
        for node in document.descendants().filter(|node| node.is_element()) {
            let name = node.tag_name().name();
            let Some((must, may)) = schema.get(name) else { continue };
            let has: BTreeSet<String> = node.attributes().map(|attribute| attribute.name().to_string()).collect();
            assert!(must.is_subset(&has) && has.is_subset(may), "{name}: {has:?}");
        }
        let suite = document.root_element().first_element_child().expect("a suite");
        let parts: Vec<&str> =
            suite.children().filter(|node| node.is_element()).map(|node| node.tag_name().name()).collect();
        let mut order = parts.clone();
        order.sort_by_key(|part| {
            ["properties", "testcase", "system-out", "system-err"].iter().position(|one| one == part)
        });
        assert_eq!(parts, order);
        assert!(parts.contains(&"properties") && parts.contains(&"system-out") && parts.contains(&"system-err"));
        for (attribute, element) in
            [("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped")]
        {
            let count = suite.descendants().filter(|node| node.has_tag_name(element)).count().to_string();
            assert_eq!(suite.attribute(attribute), Some(count.as_str()), "{attribute}");
        }
    }
}

#[test]
fn a_case_of_junit_ends_as_the_gate_says() {
    let sample = sample(Lang::En);
    let end = |rule: &str, gate: Gate| {
        let text = sample.written("junit", View { gate, ..View::default() });
        let document = roxmltree::Document::parse(&text).expect("well-formed");
        let case =
            document.descendants().find(|node| node.attribute("name") == Some(rule) && node.has_tag_name("testcase"));
        let case = case.expect("the case");
        case.first_element_child().map_or("passed".to_string(), |end| end.tag_name().name().to_string())
    };
    let usual = Gate::default();
    assert_eq!(end("ks-drøfting", usual), "failure");
    assert_eq!(end("departement-andel", usual), "passed");
    assert_eq!(end("departement-andel", Gate { fail_on_departure: true, ..usual }), "failure");
    assert_eq!(end("e-faktura", usual), "skipped");
    assert_eq!(end("required", usual), "passed");
    let mut open = super::super::support::sample(Lang::En);
    let ledger = &mut open.report.rules[5].ledger;
    (ledger.counts[Verdict::Violated as usize], ledger.counts[Verdict::Unknown as usize]) = (0, 9);
    let text = open.written("junit", View::default());
    assert!(text.contains("<error type=\"undecided\""), "{text}");
    let lenient = View { gate: Gate { allow_unknown: true, ..usual }, ..View::default() };
    assert!(!open.written("junit", lenient).contains("<error"));
}

/// As GitLab's documentation has it: these keys, one of five severities, fingerprints that are unique.
#[test]
fn gitlab_gets_what_its_documentation_asks_for() {
    for sample in samples() {
        let issues: Vec<Value> = serde_json::from_str(&sample.written("gitlab", View::default())).expect("JSON");
        let mut prints = BTreeSet::new();
        for issue in &issues {
            let keys: Vec<&str> = issue.as_object().expect("an object").keys().map(String::as_str).collect();
            assert_eq!(keys, ["check_name", "description", "fingerprint", "location", "severity"]);
            let severity = issue["severity"].as_str().expect("a severity");
            assert!(["info", "minor", "major", "critical", "blocker"].contains(&severity), "{severity}");
            assert!(prints.insert(issue["fingerprint"].to_string()), "{issue}");
            let location = &issue["location"];
            assert!(location["lines"]["begin"].as_u64().is_some_and(|line| line > 0), "{location}");
            assert!(
                location["path"].as_str().is_some_and(|path| !path.is_empty() && !path.starts_with("./")),
                "{location}"
            );
        }
    }
}

#[test]
fn others_faces_stay_as_they_are() {
    for format in ["sarif", "junit", "github", "gitlab", "markdown"] {
        insta::assert_snapshot!(format, sample(Lang::En).written(format, View::default()));
    }
    insta::assert_snapshot!("markdown_nb", sample(Lang::Nb).written("markdown", View::default()));
}

//! What was reported once must not be lost, or taken for something else, when it is read back.

use super::*;

const LINE: &str = r#"{"rule":"r","verdict":"violated","subject":{"table":"t","key":"A","row":1},"message":"m","fingerprint":"01","record":"aa","places":[{"path":"t.csv","line":2,"column":3,"field":"f","heading":"F","value":"x","role":"decides"}],"by":{"f.g":"North"}}"#;

fn refused(text: &str) -> Diagnostic {
    let problem = read("old.json", text.as_bytes()).expect_err("no report");
    assert_eq!(problem.code, Code::BadReport, "{text}");
    problem
}

fn place(problem: &Diagnostic) -> Option<u32> {
    match problem.labels.first().map(|label| &label.at) {
        Some(crate::base::At::Cell(place)) => Some(place.line),
        _ => None,
    }
}

#[test]
fn findings_come_back_with_all_that_they_are_known_by() {
    let past = read("old.ndjson", format!("\u{feff}{LINE}\n\n{LINE}").as_bytes()).expect("two findings");
    assert!(past.about.is_none() && past.findings.len() == 2);
    let finding = &past.findings[0];
    assert_eq!((finding.verdict, finding.row, finding.record.as_deref()), (Verdict::Violated, Some(1), Some("aa")));
    assert_eq!((finding.cells[0].field.as_str(), finding.by["f.g"].as_str()), ("f", "North"));
}

#[test]
fn no_findings_are_a_report_without_findings() {
    for text in ["", " \n\n"] {
        assert!(read("old.ndjson", text.as_bytes()).expect("a report").findings.is_empty());
    }
}

#[test]
fn a_line_that_cannot_be_read_is_refused_with_its_place_and_none_is_skipped() {
    let cut = format!("{LINE}\n{}", &LINE[..40]);
    assert_eq!(place(&refused(&cut)), Some(2));
    let strange = format!("{LINE}\n{}", LINE.replace("violated", "broken"));
    let problem = refused(&strange);
    assert!(place(&problem) == Some(2) && problem.help[0].en.contains("`broken` is no verdict"), "{problem:?}");
    refused(&LINE.replace("\"fingerprint\":\"01\",", ""));
}

#[test]
fn what_somebody_else_wrote_is_no_report() {
    let sarif = refused(r#"{"version": 1, "runs": []}"#);
    assert!(sarif.help[0].en.contains("SARIF"), "{sarif:?}");
    for text in ["[]", "null", "id;name\n1;x\n", r#"{"version":1,"tool":{"name":"other","version":"1"},"findings":[]}"#]
    {
        refused(text);
    }
    let whole = |version: u32| {
        format!(r#"{{"version":{version},"tool":{{"name":"krav","version":"9.9.9"}},"findings":[{LINE}]}}"#)
    };
    assert_eq!(read("a.json", whole(json_version()).as_bytes()).expect("ours").findings.len(), 1);
    assert!(refused(&whole(json_version() + 1)).help[0].en.contains("this krav knows"));
}

#[test]
fn an_exit_code_that_a_baseline_had_a_say_in_is_not_this_reports_own() {
    let with = |baseline: &str| {
        let text = format!(
            r#"{{"version":1,"tool":{{"name":"krav","version":"0.1.0"}},"findings":[],{baseline}"summary":{{"exit_code":1}}}}"#
        );
        read("a.json", text.as_bytes()).expect("ours").about.expect("a whole report").exit_code
    };
    assert_eq!((with(""), with(r#""baseline":{"path":"old.json"},"#)), (Some(1), None));
}

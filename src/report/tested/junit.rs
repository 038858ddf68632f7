//! `krav test --format junit`: a suite a file, a case a test. Fits the schema of Ant's JUnit reports.

use super::{Case, CaseKind, Failure, Line, Tested};
use crate::base::Lang;
use crate::report::format::escape::{xml, xml_lines};
use crate::report::words::pick;
use std::io::{self, Write};

/// The schema asks when tests were run; equal input gives equal bytes.
const NO_TIME: &str = "1970-01-01T00:00:00";

pub fn junit(tested: &Tested, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>")?;
    let suites = tested.cases.chunk_by(|one, next| one.place.path == next.place.path);
    let last = suites.clone().count().saturating_sub(1);
    for (id, cases) in suites.enumerate() {
        let path = xml(cases.first().map_or("", |case| &case.place.path));
        let failed = cases.iter().filter(|case| !case.passed()).count();
        writeln!(
            out,
            "<testsuite id=\"{id}\" package=\"krav\" name=\"{path}\" timestamp=\"{NO_TIME}\" hostname=\"localhost\" \
             tests=\"{}\" failures=\"{failed}\" errors=\"0\" skipped=\"0\" time=\"0\">\n<properties>",
            cases.len(),
        )?;
        writeln!(out, "<property name=\"tool\" value=\"krav {}\"/>\n</properties>", env!("CARGO_PKG_VERSION"))?;
        for (at, one) in cases.iter().enumerate() {
            case(one, &name(one, &cases[..at]), &path, lang, out)?;
        }
        let said = if id == last { untested(tested, lang) } else { String::new() };
        writeln!(out, "<system-out>{}</system-out>\n<system-err></system-err>\n</testsuite>", xml_lines(&said))?;
    }
    writeln!(out, "</testsuites>")
}

/// A name that no earlier case of the suite has: those who follow a test over time know it by that.
fn name(case: &Case, earlier: &[Case]) -> String {
    match earlier.iter().filter(|other| other.name == case.name).count() {
        0 => case.name.clone(),
        before => format!("{} #{}", case.name, before + 1),
    }
}

fn case(case: &Case, name: &str, path: &str, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "<testcase classname=\"{path}\" name=\"{}\" time=\"0\"", xml(name))?;
    let Some(first) = case.failures.first() else { return writeln!(out, "/>") };
    let kind = match case.kind {
        CaseKind::Test => "test",
        CaseKind::Section => "section",
    };
    let text: String = case.failures.iter().map(|failure| told(failure, lang)).collect();
    let message = xml(first.message.in_lang(lang));
    writeln!(out, "><failure type=\"{kind}\" message=\"{message}\">\n{}</failure></testcase>", xml_lines(&text))
}

fn told(failure: &Failure, lang: Lang) -> String {
    let place = &failure.place;
    let mut text = format!("{}:{}:{}: {}\n", place.path, place.line, place.column, failure.message.in_lang(lang));
    for line in &failure.diff {
        let (mark, line) = match line {
            Line::Same(line) => (' ', line),
            Line::Wanted(line) => ('-', line),
            Line::Found(line) => ('+', line),
        };
        text.push_str(format!("  {mark} {line}").trim_end());
        text.push('\n');
    }
    failure.why.iter().for_each(|why| text.push_str(&format!("    {why}\n")));
    text
}

fn untested(tested: &Tested, lang: Lang) -> String {
    let (clauses, both) = tested.clauses();
    let mut said = pick(
        lang,
        format!("{both} av {clauses} ledd er sett både sanne og usanne\n"),
        format!("{both} of {clauses} clauses were seen both true and false\n"),
    );
    let head = pick(lang, "Uten prøve", "Without a test");
    tested.untested.iter().for_each(|rule| said.push_str(&format!("{head}: {rule}\n")));
    said
}

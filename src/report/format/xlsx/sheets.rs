//! What stands in the sheets.

use super::book::{Book, Look, NOTES};
use crate::report::format::Page;
use crate::report::format::tell::{self, Gravity};
use crate::report::visible::{on_one_line, visible};
use crate::report::{CellAt, Finding, Report, Role, words};
use crate::value::Verdict;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;
use words::pick;

/// From so many rows on, findings included, rows go to temporary files.
const LARGE: u64 = 20_000;
/// Columns of a text among others.
const WIDE: f64 = 45.0;
const NARROW: f64 = 14.0;

/// What is to be said of a cell of the registry.
struct Mark {
    gravity: Gravity,
    /// For the cell's note; empty once there are notes enough.
    text: String,
}

/// The marks of the registry's cells, and the rules that have something against each row.
#[derive(Default)]
struct Marks {
    cells: BTreeMap<(usize, u64, usize), Mark>,
    rows: BTreeMap<(usize, u64), Vec<u32>>,
    noted: BTreeMap<usize, u32>,
}

/// The whole workbook.
pub fn workbook(page: &Page) -> io::Result<Vec<u8>> {
    let (report, lang) = (page.report, page.report.lang);
    let found: u64 = report.rules.iter().flat_map(|rule| tell::FOUND.map(|verdict| rule.ledger.count(verdict))).sum();
    let rows: u64 = report.inputs.iter().map(|input| input.rows).sum();
    let registry = tell::registry(report);
    let title = pick(lang, format!("Samsvar: {registry}"), format!("Compliance: {registry}"));
    let (year, month, day) = report.as_of.ymd();
    let day = (u16::try_from(year).unwrap_or(1900).max(1900), month as u8, day as u8);
    let mut book = Book::new(&visible(&title), day, found + rows > LARGE)?;
    let marks = findings(page, &mut book)?;
    rules(page, &mut book)?;
    groups(page, &mut book)?;
    for table in 0..report.inputs.len() {
        copy(page, table, &marks, &mut book)?;
    }
    about(page, &mut book)?;
    book.finish()
}

fn plain(text: &str) -> (Cow<'_, str>, Look) {
    (visible(text), Look::Plain)
}

fn owned(text: String) -> (Cow<'static, str>, Look) {
    (Cow::Owned(visible(&text).into_owned()), Look::Plain)
}

fn look(gravity: Gravity) -> Look {
    match gravity {
        Gravity::Violation => Look::Violated,
        Gravity::Open | Gravity::OpenRecommendation => Look::Open,
        Gravity::Departure => Look::Departure,
        Gravity::InOrder => Look::Plain,
    }
}

/// The headings of the findings, with the widths of their columns.
fn headings(report: &Report) -> Vec<(String, f64)> {
    let lang = report.lang;
    let mut all = vec![
        (pick(lang, "Utfall", "Outcome").to_string(), NARROW),
        (pick(lang, "Regel", "Rule").to_string(), 28.0),
        (pick(lang, "Tabell", "Table").to_string(), NARROW),
        (pick(lang, "Nøkkel", "Key").to_string(), NARROW),
        (pick(lang, "Rad", "Row").to_string(), 8.0),
    ];
    all.extend(report.by.iter().map(|by| (by.path.clone(), NARROW)));
    let rest = [
        ("Melding", "Message", WIDE),
        ("Kolonne", "Column", 20.0),
        ("Verdi", "Value", 20.0),
        ("Sted", "Place", 28.0),
        ("Andre celler", "Other cells", WIDE),
        ("Utregnet", "Computed", 28.0),
        ("Råd", "Advice", WIDE),
        ("Regelen sier", "The rule says", WIDE),
        ("Kilde", "Source", 28.0),
        ("Ledd", "Clause", 28.0),
        ("Fingeravtrykk", "Fingerprint", 20.0),
    ];
    all.extend(rest.map(|(nb, en, width)| (pick(lang, nb, en).to_string(), width)));
    all
}

/// A row a finding. Gives the marks that the copies of the tables are to have.
fn findings(page: &Page, book: &mut Book) -> io::Result<Marks> {
    let (heads, widths): (Vec<String>, Vec<f64>) = headings(page.report).into_iter().unzip();
    let heads: Vec<String> = heads.iter().map(|head| visible(head).into_owned()).collect();
    let mut sheet = book.sheet(pick(page.report.lang, "Avvik", "Findings"), &heads, &widths)?;
    let mut marks = Marks::default();
    page.findings.each(None, &mut |finding| {
        marks.add(page.report, finding);
        book.row(&mut sheet, &cells(page, finding))
    })?;
    book.end(&mut sheet)?;
    Ok(marks)
}

fn cells<'f>(page: &Page, finding: &'f Finding) -> Vec<(Cow<'f, str>, Look)> {
    let (report, lang) = (page.report, page.report.lang);
    let gravity = Gravity::of_finding(report, finding);
    let outcome = match gravity {
        Gravity::InOrder if finding.known => pick(lang, "kjent fra før", "known before"),
        Gravity::InOrder => words::verdict(finding.verdict, lang),
        other => other.word(lang),
    };
    let rule = report.rules.get(finding.rule);
    let main = tell::main_cell(finding);
    let open = finding.verdict == Verdict::Unknown;
    let others: Vec<String> = (finding.cells.iter().skip(1))
        .map(|cell| format!("{}: {}", tell::place(&cell.place), on_one_line(&tell::cell(cell, open, lang))))
        .collect();
    let values: Vec<String> =
        finding.values.iter().map(|one| format!("{} = {}", on_one_line(&one.expression), one.value)).collect();
    let mut row = vec![
        (Cow::Borrowed(outcome), look(gravity)),
        owned(rule.map_or(String::new(), |rule| rule.id.clone())),
        plain(&finding.subject.table),
        plain(&finding.subject.key),
        owned(finding.subject.row.map_or(String::new(), |row| row.to_string())),
    ];
    row.extend(report.by.iter().map(|_| plain(finding.group.as_deref().unwrap_or(""))));
    row.extend([
        plain(&finding.message),
        plain(main.map_or("", |cell| if cell.heading.is_empty() { &cell.field } else { &cell.heading })),
        plain(main.map_or("", |cell| &cell.value)),
        owned(main.map_or(String::new(), |cell| tell::place(&cell.place))),
        owned(others.join("; ")),
        owned(values.join("; ")),
        plain(finding.advice.as_deref().unwrap_or("")),
        owned(rule.map_or(String::new(), |rule| rule.title.in_lang(lang).to_string())),
        owned(rule.map_or(String::new(), |rule| words::sources(&rule.sources, lang))),
        owned(tell::clause(page.sources, finding).map_or(String::new(), |(path, line, _)| format!("{path}:{line}"))),
        plain(&finding.fingerprint),
    ]);
    row
}

impl Marks {
    fn add(&mut self, report: &Report, finding: &Finding) {
        let gravity = Gravity::of_finding(report, finding);
        if gravity == Gravity::InOrder {
            return;
        }
        let decides = || finding.cells.iter().filter(|cell| cell.role == Role::Decides);
        // What decides may be a computed value; then the first cell stands for it.
        let first = finding.cells.first().filter(|_| decides().next().is_none());
        for cell in decides().chain(first) {
            let Some(CellAt { table, row, column }) = cell.at else { continue };
            let rules = self.rows.entry((table, row)).or_default();
            if !rules.contains(&(finding.rule as u32)) {
                rules.push(finding.rule as u32);
            }
            let fresh = !self.cells.contains_key(&(table, row, column));
            let mark = self.cells.entry((table, row, column)).or_insert(Mark { gravity, text: String::new() });
            mark.gravity = mark.gravity.min(gravity);
            let noted = self.noted.entry(table).or_default();
            if fresh {
                *noted += 1;
            }
            if *noted <= NOTES {
                let id = report.rules.get(finding.rule).map_or("", |rule| &rule.id);
                let advice = finding.advice.as_ref().map(|advice| format!("\n{advice}")).unwrap_or_default();
                let told = format!("{} ({id}): {}{advice}", gravity.word(report.lang), finding.message);
                let shown: Vec<Cow<str>> = told.lines().map(visible).collect();
                if !mark.text.is_empty() {
                    mark.text.push_str("\n\n");
                }
                mark.text.push_str(&shown.join("\n"));
            }
        }
    }
}

/// The rules with their counts.
fn rules(page: &Page, book: &mut Book) -> io::Result<()> {
    let (report, lang) = (page.report, page.report.lang);
    let mut heads: Vec<String> =
        [pick(lang, "Regel", "Rule"), pick(lang, "Regelen sier", "The rule says"), pick(lang, "Styrke", "Strength")]
            .map(str::to_string)
            .into();
    heads.push(pick(lang, "prøvd", "looked at").to_string());
    heads.push(pick(lang, "gjelder", "applies").to_string());
    heads.extend(Verdict::ALL.map(|verdict| words::verdict(verdict, lang).to_string()));
    heads.push(pick(lang, "Kilde", "Source").to_string());
    let mut widths = vec![28.0, WIDE, 10.0];
    widths.extend([10.0; 9]);
    widths.push(WIDE);
    let mut sheet = book.sheet(pick(lang, "Regler", "Rules"), &heads, &widths)?;
    for rule in &report.rules {
        let mut row = vec![
            plain(&rule.id),
            plain(rule.title.in_lang(lang)),
            plain(words::modality(rule.modality, lang)),
            owned(rule.ledger.population.to_string()),
            owned(rule.ledger.applicable().to_string()),
        ];
        row.extend(Verdict::ALL.map(|verdict| owned(rule.ledger.count(verdict).to_string())));
        row.push(owned(words::sources(&rule.sources, lang)));
        book.row(&mut sheet, &row)?;
    }
    book.end(&mut sheet)
}

/// The counts by the field that was named.
fn groups(page: &Page, book: &mut Book) -> io::Result<()> {
    let Some(by) = &page.report.by else { return Ok(()) };
    let lang = page.report.lang;
    let counted = [Verdict::Met, Verdict::Violated, Verdict::Unknown, Verdict::Explained, Verdict::Waived];
    let mut heads = vec![visible(&by.path).into_owned(), pick(lang, "rader", "rows").to_string()];
    for modality in [crate::semantic::model::Modality::Must, crate::semantic::model::Modality::Should] {
        let strength = words::modality(modality, lang);
        heads.extend(counted.map(|verdict| format!("{strength}: {}", words::verdict(verdict, lang))));
    }
    let widths = [&[WIDE][..], &[NARROW; 11]].concat();
    let mut sheet = book.sheet(pick(lang, "Fordeling", "Distribution"), &heads, &widths)?;
    for group in &by.groups {
        let none = pick(lang, "(ikke oppgitt)", "(not stated)");
        let mut row = vec![plain(group.name.as_deref().unwrap_or(none)), owned(group.subjects.to_string())];
        row.extend(counted.map(|verdict| owned(group.must[verdict as usize].to_string())));
        row.extend(counted.map(|verdict| owned(group.should[verdict as usize].to_string())));
        book.row(&mut sheet, &row)?;
    }
    book.end(&mut sheet)
}

/// A table as it stands, with its failing cells marked, and a last column that says which rules have something against
/// the row. Tables without findings are left out.
fn copy(page: &Page, table: usize, marks: &Marks, book: &mut Book) -> io::Result<()> {
    let (report, lang) = (page.report, page.report.lang);
    let mut heads = page.findings.headings(table);
    let span = (table, 0)..(table + 1, 0);
    if heads.is_empty() || marks.rows.range(span).next().is_none() {
        return Ok(());
    }
    let width = heads.len();
    heads.push(pick(lang, "krav: avvik", "krav: findings").to_string());
    let widths = [vec![18.0; width], vec![WIDE]].concat();
    let name = report.inputs.get(table).map_or("", |input| &input.table);
    let mut sheet = book.sheet(name, &heads, &widths)?;
    let mut number = 0;
    page.findings.rows(table, &mut |texts| {
        let against = marks.rows.get(&(table, number));
        let mark = |column: usize| against.and_then(|_| marks.cells.get(&(table, number, column)));
        let mut row: Vec<(Cow<str>, Look)> = (0..width)
            .map(|column| {
                let text = texts.get(column).map_or("", |text| text.as_ref());
                (Cow::Borrowed(text), mark(column).map_or(Look::Plain, |mark| look(mark.gravity)))
            })
            .collect();
        let rules = against.into_iter().flatten().filter_map(|rule| report.rules.get(*rule as usize));
        row.push(owned(rules.map(|rule| rule.id.clone()).collect::<Vec<_>>().join("; ")));
        book.row(&mut sheet, &row)?;
        for column in 0..width {
            if let Some(mark) = mark(column) {
                book.note(&mut sheet, column, &mark.text)?;
            }
        }
        number += 1;
        Ok(())
    })?;
    book.end(&mut sheet)
}

/// What the workbook is, and what it has no room for.
fn about(page: &Page, book: &mut Book) -> io::Result<()> {
    let (report, lang) = (page.report, page.report.lang);
    let (_, word, found) = tell::conclusion(page);
    let mut facts = vec![
        (pick(lang, "Konklusjon", "Conclusion"), format!("{word}: {found}")),
        (pick(lang, "Omfang", "Extent"), tell::extent(page)),
        (pick(lang, "Måledato", "Measured as of"), report.as_of.to_string()),
        (pick(lang, "Laget av", "Made by"), format!("krav {}", env!("CARGO_PKG_VERSION"))),
    ];
    for pack in &report.packs {
        facts.push((pick(lang, "Regler", "Rules"), format!("{} ({} {})", pack.title, pack.id, pack.edition)));
    }
    for input in &report.inputs {
        facts.push((
            pick(lang, "Fil", "File"),
            format!("{}: {} ({})", input.table, tell::slashes(&input.path), input.rows),
        ));
    }
    if let Some(evidence) = &report.evidence {
        let files = evidence.rules.iter().chain(&evidence.inputs).filter(|file| !file.sha256.is_empty());
        facts.extend(files.map(|file| ("SHA-256", format!("{}: {}", tell::slashes(&file.path), file.sha256))));
    }
    if book.cut > 0 {
        let label = pick(lang, "Avkortede tekster (for lange for en celle)", "Texts cut (too long for a cell)");
        facts.push((label, book.cut.to_string()));
    }
    if book.unnoted > 0 {
        let label = pick(
            lang,
            "Celler som er merket uten merknad (for mange merknader for et ark)",
            "Cells marked without a note (too many notes for a sheet)",
        );
        facts.push((label, book.unnoted.to_string()));
    }
    let heads = [pick(lang, "Om", "About"), ""].map(str::to_string);
    let mut sheet = book.sheet(pick(lang, "Om rapporten", "About"), &heads, &[WIDE, 80.0])?;
    for (label, text) in facts {
        book.row(&mut sheet, &[plain(label), owned(text)])?;
    }
    book.end(&mut sheet)
}

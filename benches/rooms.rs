//! What each room takes, one bench a room: `cargo bench --bench rooms`.
//!
//! tokenise: bytes to cell borders. decode: the cells of a column to values. evaluate: rules over a registry, counts
//! alone. lookup: references and aggregates between two tables. format: findings to JSON lines.

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use krav::base::Lang;
use krav::data::column::Batch;
use krav::data::decode::decode;
use krav::data::read::{Options, Reader, format_of};
use krav::data::{CellType, Chunk, FieldSpec};
use krav::driver::{self, Binding, Checked, Request};
use krav::report::format::{FORMATS, Page, View};
use krav::value::Date;
use krav::world::{Memory, World};
use std::fmt::Write;
use std::hint::black_box;

const ROWS: usize = 20_000;

const RULES: &str = r#"language en
table agency
  id        text, key
  approved  boolean
table measure
  id      text, key
  name    text
  agency  agency
  phase   text
  start   date
  cost    decimal
rule phase "The phase is known"
  source internal "Bench"
  for each measure
  must phase in ["idea", "plan", "build", "done"]
rule cost "Large measures are planned"
  source internal "Bench"
  for each measure
  when cost >= 10
  must phase != "idea" and start >= 2016-01-01
rule name "The name tells something"
  source internal "Bench"
  for each measure
  must length(name) >= 12
"#;

const ACROSS: &str = r#"
rule approved "The agency is approved"
  source internal "Bench"
  for each measure
  must agency.approved
rule few "Agencies have few measures"
  source internal "Bench"
  for each agency
  must count(measure where measure.agency = this) <= 20
"#;

fn measures() -> String {
    let mut text = String::from("id;name;agency;phase;start;cost\n");
    for n in 0..ROWS {
        let phase = ["idea", "plan", "build", "done", "", "unknown"][n * 7 % 6];
        let (day, month, year) = (n % 28 + 1, n % 12 + 1, 2012 + n % 12);
        let name = if n % 30 == 0 { format!("\"Tiltak; \"\"{n}\"\"\"") } else { format!("Tiltak på blåbær {n}") };
        let _ = writeln!(text, "M{n};{name};A{};{phase};{day:02}.{month:02}.{year};{},{}", n % 2100, n % 90, n % 10);
    }
    text
}

fn agencies() -> String {
    (0..2000).fold(String::from("id;approved\n"), |text, n| text + &format!("A{n};{}\n", ["yes", "no", ""][n % 3]))
}

fn world(rules: &str) -> Memory {
    Memory::new().file("r.krav", rules).file("measure.csv", measures()).file("agency.csv", agencies())
}

fn check(world: &Memory, findings: bool) -> (krav::base::Sources, Checked) {
    let tables = ["measure", "agency"].map(|name| Binding::named(name, format!("{name}.csv"))).to_vec();
    let usual = Request::new(vec!["r.krav".into()], tables, Date(20_000), Lang::En);
    let request = Request { threads: 1, findings, ..usual };
    let (sources, checked) = driver::check(world, &request);
    (sources, checked.unwrap_or_else(|problems| panic!("{problems:?}")))
}

fn reader(world: &Memory) -> Box<dyn Reader> {
    let options = Options::default();
    let format = format_of("measure.csv", &options).expect("CSV is known");
    let bytes = world.open("measure.csv").expect("the file is there");
    (format.open)("measure.csv", bytes, &options).expect("the file is well formed")
}

fn tokenise(c: &mut Criterion) {
    let world = world(RULES);
    let reader = reader(&world);
    let mut group = c.benchmark_group("tokenise");
    group.throughput(Throughput::Bytes(reader.size()));
    let mut chunk = Chunk::default();
    group
        .bench_function("csv", |b| b.iter(|| (0..reader.parts()).for_each(|part| drop(reader.read(part, &mut chunk)))));
    group.finish();
}

fn decode_columns(c: &mut Criterion) {
    let world = world(RULES);
    let reader = reader(&world);
    let mut chunk = Chunk::default();
    reader.read(0, &mut chunk);
    let mut group = c.benchmark_group("decode");
    group.throughput(Throughput::Elements(chunk.rows as u64));
    let date = FieldSpec { format: Some("dd.MM.yyyy".into()), ..FieldSpec::plain(CellType::Date) };
    let columns = [
        ("text", 1, FieldSpec::plain(CellType::Text)),
        ("date", 4, date),
        ("decimal", 5, FieldSpec::plain(CellType::Decimal)),
    ];
    for (name, column, spec) in columns {
        let batch = Batch { chunk: &chunk, first: 0, rows: chunk.rows };
        group.bench_function(name, |b| b.iter(|| black_box(decode(batch, column, &spec))));
    }
    group.finish();
}

fn evaluate(c: &mut Criterion) {
    let mut group = c.benchmark_group("evaluate");
    group.throughput(Throughput::Elements(ROWS as u64));
    let (rows, across) = (world(RULES), world(&format!("{RULES}{ACROSS}")));
    group.bench_function("rules of rows", |b| b.iter(|| black_box(check(&rows, false))));
    group.finish();
    let mut group = c.benchmark_group("lookup");
    group.throughput(Throughput::Elements(ROWS as u64));
    group.bench_function("references and aggregates", |b| b.iter(|| black_box(check(&across, false))));
    group.finish();
}

fn format(c: &mut Criterion) {
    let (sources, checked) = check(&world(RULES), true);
    let page =
        Page { report: &checked.report, findings: checked.findings.as_ref(), sources: &sources, view: View::default() };
    let mut group = c.benchmark_group("format");
    for format in FORMATS.iter().filter(|format| ["ndjson", "human", "ledger"].contains(&format.name)) {
        group.bench_function(format.name, |b| {
            b.iter_batched(
                || Vec::with_capacity(1 << 24),
                |mut out| (format.write)(&page, &mut out).expect("memory takes it"),
                BatchSize::LargeInput,
            );
        });
    }
    group.finish();
}

criterion_group! {
    name = rooms;
    config = Criterion::default().sample_size(20);
    targets = tokenise, decode_columns, evaluate, format
}
criterion_main!(rooms);

mod limits;

use super::tree::*;
use super::{Parsed, parse};
use crate::base::{FileId, Source};

const NB: &str = include_str!("tests/nb.krav");
const NN: &str = include_str!("tests/nn.krav");
const EN: &str = include_str!("tests/en.krav");

fn read(text: &str) -> Parsed {
    parse(&Source::new(FileId(0), "test.krav", text))
}

/// Every problem as `line:column code message | label | help`, in Norwegian or English.
fn told(text: &str, nb: bool) -> Vec<String> {
    let source = Source::new(FileId(0), "test.krav", text);
    let pick = |text: &crate::base::Text| if nb { text.nb.clone() } else { text.en.clone() };
    let tell = |problem: crate::base::Diagnostic| {
        let label = problem.labels.first().expect("every problem has a place");
        let crate::base::At::Rule(span) = label.at else { panic!("a place in the rule file") };
        let (line, column) = source.line_column(span.start);
        let marked = source.slice(span).to_owned();
        let help: Vec<String> = problem.help.iter().map(pick).collect();
        assert!(!help.is_empty(), "no remedy: {}", problem.message.en);
        format!(
            "{line}:{column} {} [{marked}] {} | {} | {}",
            problem.code.id(),
            pick(&problem.message),
            pick(&label.text),
            help.join(" ")
        )
    };
    parse(&source).problems.into_iter().map(tell).collect()
}

#[test]
fn the_worked_example_reads_in_every_keyword_set() {
    for text in [NB, NN, EN] {
        assert_eq!(told(text, true), Vec::<String>::new());
        assert_eq!(read(text).file.items.len(), 17);
    }
}

/// A rule in a Norwegian file whose lines are given.
fn rule(lines: &str) -> String {
    format!("språk nb\nregel r «R»\n  kilde intern «x»\n  for hvert tiltak\n{lines}\n")
}

const RULE: &str = "språk nb\nregel r «R»\n  kilde intern «x»\n  for hvert tiltak\n";

/// What is said of the slips that rule authors make, in both languages, so that a change of words is seen.
#[test]
fn every_slip_is_told_with_its_remedy() {
    let slips = [
        rule("  skal a OG b"),
        rule("  skal a er i [b]"),
        rule("  skal 10.000.000,5 < a"),
        rule("  skal a !b"),
        rule("  skal a.b c"),
        rule("  skal a = true"),
        rule("  utgave 1.0"),
        rule("  skal a\n  noe annet"),
        rule("  skal a og\n  melding «x»"),
        rule("  meldng «x»\n  skal a"),
        rule("  melding «x» «y»"),
        rule("  melding no «x»"),
        rule("  kilde rundskriv"),
        rule("  tolkning «tidlig»"),
        rule("  for hvert virksomhet.departement fra tiltak"),
        rule("  skal [a, b = c"),
        rule("  skal x som y"),
        "språk nb\ntabell t\n  nøkkel (a b)\n  gyldig a fra b\n  når a = b\n  liste av tekst\n".into(),
        "språk nb\npakke p «P»\n  versjon 1\n  når x\n  i kraft 2017-01-01\n".into(),
        "språk nb\nregel «Uten id»\n  skal x\n".into(),
        "språk nb\nspråk nn\nhallo\n".into(),
        "regel r\n  skal y\nomgrep x for y\n  er z\n".into(),
        "rule r\n  skal y\n".into(),
        rule("  Når a\n  SKAL b"),
        rule("  skal a er lik b"),
        rule("  skal kostnad minst 3"),
        rule("  skal a−b > 3 – 2"),
        rule("  skal «Oslo\" = navn"),
        rule("  skal x > 90 prosent"),
        rule("  skal lengde navn > 3"),
        rule("  skal antall(tiltak der) > 3"),
        rule("  skal antall(tiltak hvor x) > 3"),
        rule("  skal antall() > 3 og virksomhet.navn(3)"),
        rule("  skal i hele"),
        rule("  skal kostnad > kr 100"),
        rule("  skal a = ja og b = no"),
        rule("  skal kostnad * 1,25 > 1 000,50"),
        rule("  skal x > 2018-1-5"),
        rule("  skal x: y"),
        rule("  skal dersom x så y"),
        rule("  skal `x"),
        rule("  skal x ? y"),
        rule("  skal berører == hele"),
        rule("  skal berører <> hele && a || !b"),
        rule("  skal kostnad ≥ 2,5"),
        rule("  skal oppstart > 08.09.2017"),
        rule("  skal navn = “Oslo”"),
        rule("  skal navn = 'Oslo'"),
        rule("  skal navn = «Oslo\n  melding «x»"),
        rule("  skal berører er"),
        rule("  skal berører er hele"),
        rule("  skal berører er ikke hele"),
        rule("  hvis berører\n  skal x"),
        rule("  if berører\n  then x"),
        rule("  when berører\n  must x and not y"),
        rule("  skall berører"),
        rule("  når a\n  skal b eler c"),
        rule("  skal kostnad > 10 eler c"),
        rule("  skal kostnad > 10 000"),
        rule("  skal kostnad > 10.000"),
        rule("  skal kommune = 0301"),
        rule("  skal navn = null"),
        rule("  skal navn er null"),
        rule("  skal (a og b"),
        rule("  skal a og b)"),
        rule("  skal (a og b]"),
        rule("  når a skal b"),
        rule("  skal a eller forklar b"),
        rule("  skal finens(kontakt der kontakt.tiltak = denne)"),
        rule("  skal antall(kontakt, kontakt.tiltak = denne) > 1"),
        rule("  skal antall(kontakt; kontakt.tiltak = denne) > 1"),
        rule("  skal exists(kontakt where kontakt.tiltak = this)"),
        rule("  skal komponenter inneholder «x»"),
        rule("  skal a = b = c"),
        rule("  skal"),
        rule("  skal a og"),
        rule("  skal og a"),
        rule("  skal a b"),
        rule("  kilde «x»"),
        rule("  kilde rundskrivet «x»"),
        rule("  kilde rundskriv «x» punktt «y»"),
        rule("  melding: «x»"),
        rule("  tolkning «x» er «y»"),
        rule("  i kraft fra 01.01.2018 till 2018-02-30"),
        rule("  eller forklar x\n  når y"),
        rule("  for registeret tiltak"),
        "språk nb\nnår x\nregel r\n  skal y\n".into(),
        "sprak nb\nregel r\n  skal y\n".into(),
        "språk no\nregel r\n  skal y\n".into(),
        "regel r «x»\n  skal y\n".into(),
        "språk nb\nregell r «x»\n  skal y\n".into(),
        "språk nb\nrule r «x»\n  skal y\n".into(),
        "språk nb\ntabell t\n  id tekst nøkkel\n  a string\n  b dato, påkreved\n  c liste tiltak\n  d tekst, kolonne\n  e tekst, mellom 1 to 2\n  skal x = 3\n  f tekst «A»\n  g tekst, obligatorisk\n".into(),
        "språk nb\nkoder K\n  1 «en»\n  to en «to»\n".into(),
        "språk nb\nbegrep x i tiltak er y\nbegrep z for tiltak\n  y\n".into(),
        "språk nb\nprøve r\n  tiltak { id = 3 } -> brukk\n  tiltak { id: 3 -> brudd\n  tiltak { id: 3 } => met\n".into(),
        "språk nb\nunntak r\n  til 31.12.2018\n  fordi «x»\n".into(),
    ];
    let mut report = String::new();
    for slip in slips {
        let told_nb = told(&slip, true);
        report += &format!("{}\n", slip.strip_prefix(RULE).unwrap_or(&slip).trim_end());
        assert!(!told_nb.is_empty(), "{slip}");
        for (nb, en) in told_nb.into_iter().zip(told(&slip, false)) {
            let en = en.split_once("] ").expect("what is marked").1.to_owned();
            report += &format!("    {nb}\n        {en}\n");
        }
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("slips", report));
}

/// The one expression of a rule, with a bracket around everything that belongs together.
fn tree(expression: &str) -> String {
    tree_in(Words::Nb, expression)
}

fn tree_in(words: Words, expression: &str) -> String {
    let head = match words {
        Words::En => "rule r\n  must ",
        Words::Nb => "språk nb\nregel r\n  skal ",
        Words::Nn => "språk nn\nregel r\n  skal ",
    };
    let text = format!("{head}{expression}\n");
    let parsed = read(&text);
    assert_eq!(told(&text, true), Vec::<String>::new(), "{text}");
    let Some(Item::Rule(rule)) = parsed.file.items.first() else { panic!("a rule") };
    let Some(ClauseKind::Must(expr)) = rule.clauses.first().map(|clause| &clause.kind) else { panic!("a must") };
    shown(expr)
}

fn shown(expr: &Expr) -> String {
    let names = |names: &[Name]| names.iter().map(|name| name.text.as_str()).collect::<Vec<_>>().join(".");
    match &expr.kind {
        ExprKind::Number { value, percent, unit } => {
            let unit = unit.as_ref().map(|unit| format!(" {}", unit.text)).unwrap_or_default();
            format!("{value}{}{unit}", if *percent { "%" } else { "" })
        }
        ExprKind::Date(date) => date.to_string(),
        ExprKind::Text(text) => format!("«{text}»"),
        ExprKind::Bool(yes) => yes.to_string(),
        ExprKind::Regex(regex) => format!("/{regex}/"),
        ExprKind::This => "this".into(),
        ExprKind::AsOf => "as-of".into(),
        ExprKind::Path { names: path, this } => format!("{}{}", if *this { "this." } else { "" }, names(path)),
        ExprKind::List(items) => format!("[{}]", items.iter().map(shown).collect::<Vec<_>>().join(", ")),
        ExprKind::Not(of) => format!("(not {})", shown(of)),
        ExprKind::Negate(of) => format!("(-{})", shown(of)),
        ExprKind::Binary { op, left, right, .. } => format!("({} {op:?} {})", shown(left), shown(right)),
        ExprKind::In { item, list, not } => {
            format!("({} {}in {})", shown(item), if *not { "not " } else { "" }, shown(list))
        }
        ExprKind::Has { list, item } => format!("({} has {})", shown(list), shown(item)),
        ExprKind::Is { of, what } => format!("({} is {what:?})", shown(of)),
        ExprKind::Call { name, arguments } => {
            format!("{}({})", name.text, arguments.iter().map(shown).collect::<Vec<_>>().join(", "))
        }
        ExprKind::Aggregate(aggregate) => {
            let Aggregate { kind, over, alias, condition, that } = &**aggregate;
            let alias = alias.as_ref().map(|alias| format!(" as {}", alias.text)).unwrap_or_default();
            let condition = condition.as_ref().map(|c| format!(" where {}", shown(c))).unwrap_or_default();
            let that = that.as_ref().map(|c| format!(": {}", shown(c))).unwrap_or_default();
            format!("{kind:?}({}{alias}{condition}{that})", names(over))
        }
        ExprKind::At { of, date } => format!("({} at {})", shown(of), shown(date)),
    }
}

#[test]
fn operators_bind_as_the_reference_says() {
    for (text, expected) in [
        ("a eller b og ikke c = d", "(a Or (b And (not (c Eq d))))"),
        ("a og b og c", "((a And b) And c)"),
        ("a - b - c * -d / 2", "((a Sub b) Sub ((c Mul (-d)) Div 2))"),
        ("(a eller b) og c", "((a Or b) And c)"),
        ("a + 1 < b * 2", "((a Add 1) Lt (b Mul 2))"),
        ("a + b mangler", "((a Add b) is Missing)"),
        ("ikke a er oppgitt og b er ikke relevant", "((not (a is Given)) And (b is NotRelevant))"),
        ("a er ikke oppgitt", "(a is Missing)"),
        ("a i [x, y,] eller a ikke i [ikke-oppgitt]", "((a in [x, y]) Or (a not in [ikke-oppgitt]))"),
        ("liste har «id-porten»", "(liste has «id-porten»)"),
        ("kommune per oppstart = x", "((kommune at oppstart) Eq x)"),
        ("a -b > 5-3", "((a Sub b) Gt (5 Sub 3))"),
        ("a-b = c", "(a-b Eq c)"),
        ("ikke ikke a", "(not (not a))"),
        ("denne.hele = denne", "(this.hele Eq this)"),
        ("måledato >= oppstart", "(as-of Ge oppstart)"),
        ("a = ja og b = nei", "((a Eq true) And (b Eq false))"),
        ("`og` = `navn med blank`.x", "(og Eq navn med blank.x)"),
        ("antall + kilde + melding > 1", "(((antall Add kilde) Add melding) Gt 1)"),
        ("a\n    og b # en merknad (\n    # og en til\n    og c", "((a And b) And c)"),
        ("matches(navn, /^[a-z]\\/«(\"#/) og x", "(matches(navn, /^[a-z]\\/«(\"#/) And x)"),
        ("(a = b) = (c < d)", "((a Eq b) Eq (c Lt d))"),
    ] {
        assert_eq!(tree(text), expected, "{text}");
    }
    assert_eq!(
        tree_in(Words::En, "k not in [as-of, no-1] and x at as of"),
        "((k not in [as-of, no-1]) And (x at as-of))"
    );
}

#[test]
fn numbers_keep_their_units_and_multiply_out_their_millions() {
    for (text, expected) in [
        ("x >= 90 %", "(x Ge 90%)"),
        ("x >= 90%", "(x Ge 90%)"),
        ("x > 10_000_000", "(x Gt 10000000)"),
        ("x > 2.5", "(x Gt 2.5)"),
        ("x > 10 million", "(x Gt 10000000)"),
        ("x > 1.5 millioner kr", "(x Gt 1500000 kr)"),
        ("x > 2 milliarder og y", "((x Gt 2000000000) And y)"),
        ("x > 10 mill. kr og y", "((x Gt 10 mill. kr) And y)"),
        ("x > 10_000_000 kr", "(x Gt 10000000 kr)"),
        ("x > 40 kr per innbygger eller y", "((x Gt 40 kr per innbygger) Or y)"),
        ("x i [1, 2, 3 kr]", "(x in [1, 2, 3 kr])"),
        ("x > 2017-09-08", "(x Gt 2017-09-08)"),
    ] {
        let shown = tree(text).replace("0.9%", "90%");
        assert_eq!(shown, expected, "{text}");
    }
}

#[test]
fn aggregates_have_one_shape() {
    for (text, expected) in [
        ("finnes(t som x der x.a = denne)", "Exists(t as x where (x.a Eq this))"),
        ("alle(t der a: b)", "Every(t where a: b)"),
        ("alle(t: b)", "Every(t: b)"),
        ("antall(t) = antall()", "(Count(t) Eq Count())"),
        ("andel(der a: b) >= 1", "(Share( where a: b) Ge 1)"),
        ("antall(der a) >= 1", "(Count( where a) Ge 1)"),
        ("sum(t.f der a) + sum(kostnad)", "(Sum(t.f where a) Add Sum(kostnad))"),
        ("største(t.f) - minste(t.f) < snitt(t.f)", "((Max(t.f) Sub Min(t.f)) Lt Mean(t.f))"),
        ("lengde(navn) > round(x, 2)", "(lengde(navn) Gt round(x, 2))"),
        ("`antall`(x)", "antall(x)"),
    ] {
        assert_eq!(tree(text), expected, "{text}");
    }
    assert_eq!(tree_in(Words::Nn, "finst(t der a) og talet(t) > 1"), "(Exists(t where a) And (Count(t) Gt 1))");
}

#[test]
fn tables_have_their_modifiers() {
    let text = "språk nb
## Om tiltak.
## To linjer.
tabell tiltak «Tiltak» # merknad
  nøkkel (virksomhet, nr)
  gyldig fra_dato til til_dato
  ## Nummeret.
  nr          heltall, påkrevd, unik, bredde 4
  virksomhet  virksomhet, kolonne «Org.nr» | \"Virksomhet\",
              ikke oppgitt «?» | «vet ikke», ikke relevant «-»
  tall        desimal, mellom -1.5 og 10 mill. kr, enhet «kr»
  dato        dato, format «dd.MM.yyyy», mellom 2017-01-01 og 2018-01-01
  koder       liste av liste av Kode, skilt med «|», blank betyr ingen
  epost       tekst, mønster /^[^@\\/]+,@x$/
  kilde       tekst, nøkkel
  når         dato
tabell fjoråret av tiltak «I fjor»
";
    assert_eq!(told(text, true), Vec::<String>::new());
    let items = read(text).file.items;
    let [Item::Table(table), Item::Table(second)] = items.as_slice() else { panic!("two tables") };
    assert_eq!(table.doc, "Om tiltak.\nTo linjer.");
    assert_eq!(table.key.as_ref().map(|(names, _)| names.len()), Some(2));
    assert!(table.valid.is_some());
    let kinds =
        |i: usize| table.fields[i].modifiers.iter().map(|m| format!("{:?}", m.kind)).collect::<Vec<_>>().join(" ");
    assert_eq!(table.fields[0].doc, "Nummeret.");
    assert_eq!(kinds(0), "Required Unique Width(4)");
    assert_eq!(table.fields[1].modifiers.len(), 3);
    assert!(kinds(2).starts_with("Between"), "{}", kinds(2));
    assert!(kinds(5).contains("Matches"), "{}", kinds(5));
    assert!(matches!(&table.fields[4].ty.kind, TypeKind::List(inner) if matches!(inner.kind, TypeKind::List(_))));
    assert_eq!(
        table.fields.iter().map(|field| field.name.text.as_str()).collect::<Vec<_>>(),
        ["nr", "virksomhet", "tall", "dato", "koder", "epost", "kilde", "når"]
    );
    assert_eq!(second.of.as_ref().map(|name| name.text.as_str()), Some("tiltak"));
}

#[test]
fn rules_have_their_clauses() {
    let text = "rule a.b-2 \"T\"
  source law \"LOV-1\" section \"§ 4\" <https://lovdata.no/x#y>
  in force to 2018-01-01
  judged at start
  reading \"early\" means \"soon\"
  for each agency.department in measure
  when x
  unless y
  should z
  or explain reason,
    when length(reason) > 3
  message nb \"n\"
          en \"e {x}\"
  advice \"a\"
waiver for a.b-2 \"A\", 12
  until 2019-01-01
  because \"…\"
  approved by \"B\"
test a.b-2 as of 2018-01-31
  measure { id: \"A\", list: [x, y],
            on: 2018-01-01 }
    -> not applicable
  other {}
";
    assert_eq!(told(text, false), Vec::<String>::new());
    let items = read(text).file.items;
    let [Item::Rule(rule), Item::Waiver(waiver), Item::Test(test)] = items.as_slice() else { panic!("{items:?}") };
    assert_eq!(rule.clauses.len(), 11);
    assert!(matches!(&rule.clauses[8].kind, ClauseKind::Explain { when: Some(_), .. }));
    assert!(matches!(&rule.clauses[9].kind, ClauseKind::Message(texts) if texts.len() == 2));
    assert_eq!((waiver.keys.len(), waiver.until.is_some(), waiver.approved_by.is_some()), (2, true, true));
    assert_eq!((test.rows.len(), test.rows[0].fields.len(), test.as_of.is_some()), (2, 3, true));
    assert!(test.rows[0].expect.is_some());
}

#[test]
fn what_is_broken_costs_its_line_and_no_more() {
    let text = "språk nb
tabell t «T»
  a tekst
  b tekst, påkrev
  c ((
  d dato
regel r «R»
  kilde lov «x
  når a = (b
  skal c
  melding «{a}»
begrep x for t
  er er
regel s
  skal a
";
    let codes: Vec<String> =
        told(text, true).iter().map(|line| line.split(" [").next().unwrap_or("").to_owned()).collect();
    assert_eq!(codes, ["4:12 K0101", "5:6 K0112", "8:13 K0104", "9:11 K0112", "13:6 K0101"]);
    let items = read(text).file.items;
    let [Item::Table(t), Item::Rule(r), Item::Rule(_)] = items.as_slice() else { panic!("{items:?}") };
    assert_eq!(t.fields.len(), 3);
    assert_eq!(r.clauses.len(), 3);
}

#[test]
fn clause_words_are_names_where_no_clause_can_begin() {
    let parsed = read("språk nb\nregel r\n  når kilde = skal og\n    melding = 3\n  skal råd\n");
    assert_eq!(parsed.problems, []);
    let Some(Item::Rule(rule)) = parsed.file.items.first() else { panic!("a rule") };
    assert_eq!(rule.clauses.len(), 2);
}

#[test]
fn decomposed_letters_are_the_same_names() {
    use unicode_normalization::UnicodeNormalization;
    let text: String = NB.nfd().collect();
    assert_eq!(told(&text, true), Vec::<String>::new());
    let names = |text: &str| {
        read(text)
            .file
            .items
            .iter()
            .map(|item| if let Item::Codes(codes) = item { codes.name.text.clone() } else { String::new() })
            .collect::<Vec<_>>()
    };
    assert_eq!(names(&text), names(NB));
    assert_eq!(read(&format!("\u{feff}{}", NB.replace('\n', "\r\n"))).problems, []);
}

/// Spans slice the file: every name's place holds the name.
#[test]
fn places_are_exact() {
    let source = Source::new(FileId(7), "x", NB);
    let parsed = parse(&source);
    for item in &parsed.file.items {
        if let Item::Rule(rule) = item {
            assert_eq!(source.slice(rule.id.span), rule.id.text);
            assert!(source.slice(rule.span).starts_with("regel ") && !source.slice(rule.span).ends_with('\n'));
            for clause in &rule.clauses {
                if let ClauseKind::When(expr) | ClauseKind::Must(expr) = &clause.kind {
                    let (clause, expr) = (source.slice(clause.span), source.slice(expr.span));
                    assert!(clause.ends_with(expr) && clause.len() > expr.len(), "{clause} / {expr}");
                }
            }
        }
    }
}

/// Every operator word of the lexicon is read by the grammar, and every item and clause word begins its line.
#[test]
fn the_grammar_knows_the_words_of_the_lexicon() {
    use super::grammar::{Grammar, Rule};
    use super::lexicon::{Keyword, LEXICON, Place};
    use pest::Parser;
    for entry in LEXICON.iter().filter(|entry| entry.stands(Place::Operator)) {
        let rule = match entry.keyword {
            Keyword::And | Keyword::Or | Keyword::In | Keyword::NotIn | Keyword::Has | Keyword::At | Keyword::Is => {
                Rule::infix
            }
            Keyword::Not => Rule::prefix,
            Keyword::Where => Rule::where_word,
            Keyword::As => Rule::alias_word,
            Keyword::IsGiven | Keyword::IsMissing | Keyword::IsNotRelevant => Rule::postfix,
            Keyword::This => Rule::name,
            _ => Rule::literal,
        };
        for form in Words::ALL.iter().flat_map(|words| entry.all(*words)) {
            let read = Grammar::parse(rule, form).map(|mut pairs| pairs.next().map(|pair| pair.as_str().len()));
            assert_eq!(read.ok().flatten(), Some(form.len()), "{form}");
        }
    }
}

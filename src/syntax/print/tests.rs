use super::super::tree::{ClauseKind, File, Item, Words};
use super::super::{format, parse};
use super::lay::WIDTH;
use crate::base::{FileId, Source};
use generator::program;
use proptest::prelude::*;

mod generator;

/// Functions as the printer's caller knows them.
const FUNCTIONS: &[[&str; 3]] = &[
    ["length", "lengde", "lengde"],
    ["lower", "små_bokstaver", "små_bokstavar"],
    ["days_between", "dager_mellom", "dagar_mellom"],
    ["matches", "passer", "passar"],
];

fn rename(name: &str, from: Words, to: Words) -> Option<&'static str> {
    let called = |set: usize| FUNCTIONS.iter().find(|names| names[set] == name);
    called(from as usize).or_else(|| called(0)).map(|names| names[to as usize])
}

fn source(text: &str) -> Source {
    Source::new(FileId(0), "test.krav", text)
}

fn printed(text: &str, words: Option<Words>) -> String {
    match format(&source(text), words, &rename) {
        Ok(text) => text,
        Err(problems) => panic!("{}\n\n{text}", problems[0].message.en),
    }
}

/// The tree without its places, its set of words, and what the printer writes out or leaves out of languages; functions
/// by their English names.
fn meaning(text: &str) -> String {
    let parsed = parse(&source(text));
    assert!(parsed.problems.is_empty(), "{:?}\n\n{text}", parsed.problems[0]);
    let File { words, mut items } = parsed.file;
    for item in &mut items {
        let Item::Rule(rule) = item else { continue };
        for clause in &mut rule.clauses {
            let (ClauseKind::Message(texts) | ClauseKind::Advice(texts)) = &mut clause.kind else { continue };
            for text in texts {
                text.language.get_or_insert(words);
                text.text.text = text.text.text.replace("{denne", "{this").replace("{ denne", "{ this");
            }
        }
    }
    let whole = format!("{items:#?}");
    let mut out = String::new();
    let mut lines = whole.lines();
    while let Some(line) = lines.next() {
        match line.trim_start().contains("Span {") {
            true => lines.by_ref().find(|line| line.trim_start().starts_with('}')).map(drop).unwrap_or_default(),
            false => {
                out.push_str(line);
                out.push('\n');
            }
        }
    }
    // what is left of a span: its file
    let out: String =
        out.lines().filter(|line| !line.trim().chars().all(|c| ")}],0".contains(c))).collect::<Vec<_>>().join("\n");
    FUNCTIONS.iter().fold(out, |out, [en, nb, nn]| {
        let quoted = |name: &str| format!("text: \"{name}\"");
        out.replace(&quoted(nb), &quoted(en)).replace(&quoted(nn), &quoted(en))
    })
}

/// Every comment of a file, in order.
fn comments(text: &str) -> Vec<String> {
    let scan = super::super::scan::scan(text);
    scan.lines.iter().filter_map(|line| Some(text[line.comment?..line.stop].trim_end().to_owned())).collect()
}

fn holds(text: &str) {
    let first = printed(text, None);
    assert_eq!(printed(&first, None), first, "not idempotent:\n{text}");
    assert_eq!(meaning(&first), meaning(text), "another meaning:\n{text}\n{first}");
    assert_eq!(comments(&first), comments(text), "other comments");
    let own = parse(&source(text)).file.words;
    for words in Words::ALL {
        let other = printed(&first, Some(words));
        assert_eq!(printed(text, Some(words)), other, "the way to {words:?} matters:\n{text}");
        assert_eq!(meaning(&other), meaning(text), "another meaning in {words:?}:\n{text}\n{other}");
        assert_eq!(comments(&other), comments(text), "other comments in {words:?}");
        assert_eq!(printed(&other, Some(own)), first, "not the same again from {words:?}:\n{other}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, max_shrink_iters: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn printing_changes_the_layout_only_and_sets_of_words_are_interchangeable(
        bytes in proptest::collection::vec(any::<u8>(), 0..1200),
        words in 0..3usize,
    ) {
        holds(&program(Words::ALL[words], &bytes));
    }

    #[test]
    fn whatever_is_printed_nothing_breaks(text in "(språk nb\n)?([a-zæøå#«»\"`.,:|/()\\[\\]{}<>= -]|regel |tabell |skal |og |eller |melding |\n  |\n){0,80}") {
        if let Ok(first) = format(&source(&text), None, &rename) {
            prop_assert_eq!(printed(&first, None), first);
        }
    }
}

#[test]
fn the_generator_writes_every_kind_of_item() {
    let kinds = "Pack( Codes( Table( Term( Rule( Waiver( Test( Reading ForEach ForRegistry When( Unless( Must( Should( \
                 Explain Message( Advice( InForce( JudgedAt( Column( NotStated( NotRelevant( SeparatedBy( BlankMeansNone \
                 YesIs( NoIs( BlankMeansNo \
                 Matches( Between( Format( Unit( Width( Number Regex This AsOf List( Not( Negate( Binary In Has Is Call \
                 Aggregate( At percent:·true not:·true alias:·Some that:·Some condition:·Some";
    let mut missing: Vec<String> = kinds.split_whitespace().map(|kind| kind.replace('·', " ")).collect();
    let mut random: u32 = 7;
    for _ in 0..100 {
        let bytes = (0..900).map(|_| {
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (random >> 24) as u8
        });
        let tree = format!("{:?}", parse(&source(&program(Words::Nb, &bytes.collect::<Vec<_>>()))).file);
        missing.retain(|kind| !tree.contains(kind));
    }
    assert!(missing.is_empty(), "never written: {missing:?}");
}

#[test]
fn the_files_of_the_parsers_tests_hold() {
    for text in [include_str!("../tests/nb.krav"), include_str!("../tests/nn.krav"), include_str!("../tests/en.krav")] {
        holds(text);
        holds(&text.replace('\n', "\r\n"));
    }
}

#[test]
fn the_layout() {
    let text = "# om filen\nspråk   nb # ordsett\n\n\n\nregel a/b.c   «T»  # regelen\n kilde lov «L» punkt «§ 1» <https://x.no/a#b>\n\
        # før for\nfor hvert   x\n\n\n når a   og\n   b # så\n   eller kilde=-1 og ikke (c i [d,e , f,])\n skal finnes( k der k.x = denne.a og k.år   >= 10mill.  kr )\n\
        melding nb «{denne.a}»\n # til slutt\n\n\n# om tabellen\n## dok\ntabell t\n id tekst,nøkkel\n\n # felt\n langt_navn desimal , mellom -1 og 90% | \n";
    let text = text.replace(" | \n", "\nprøve a/b.c\n x{a:1}->brudd\n xx { abc: «d», b : ja }  -> oppfylt\n y { }\n");
    insta::assert_snapshot!(printed(&text, None));
    insta::assert_snapshot!(printed(&text, Some(Words::En)));
    holds(&text);
}

#[test]
fn long_lines_are_broken() {
    let long: Vec<String> = (0..30).map(|n| format!("kode_nummer_{n}")).collect();
    let text = format!(
        "språk nb\n\nregel r\n  kilde intern «{0}» punkt «{0}»\n  for hver t\n  når a_{0} = b_{0} og c_{0} eller d_{0} eller e\n  skal x i [{1}]\n  \
         skal andel(t der f_{0} = g_{0} og ikke h: i_{0} < 3) > 3 %\n  melding nb «{0}{0}» en «{0}»\n\ntabell t\n  navn tekst, kolonne «{0}» | «{0}» | «{0}», ikke oppgitt «-»\n",
        "x".repeat(40),
        long.join(", ")
    );
    let once = printed(&text, None);
    insta::assert_snapshot!(once);
    assert!(once.lines().all(|line| line.chars().count() <= WIDTH), "{once}");
    holds(&text);
}

#[test]
fn what_does_not_parse_is_refused() {
    let problems = format(&source("språk nb\nregel a\n  kilde lov «x\n"), None, &rename).expect_err("a text is open");
    assert!(!problems.is_empty());
    assert_eq!(printed("", None), "language en\n");
    assert_eq!(printed("\u{feff}# x\r\n", Some(Words::Nn)), "språk nn\r\n\r\n# x\r\n");
}

#[test]
fn names_are_put_in_backticks_where_another_set_has_a_keyword() {
    let text = "språk nb\nregel a\n  kilde intern «x»\n  for registeret\n  skal b # c\n    eller explain\n";
    let en = printed(text, Some(Words::En));
    assert!(en.contains("or `explain`\n"), "{en}");
    holds(text);
}

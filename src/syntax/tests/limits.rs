//! No text whatever is too large, too deep or too strange.

use super::{NB, read};
use crate::base::Code;
use proptest::prelude::*;

/// What is too deep or too long is refused before anything recurses, and nothing takes more than its length.
#[test]
fn no_size_and_no_depth_is_too_much() {
    let head = "språk nb\nregel r\n skal ";
    let only = |text: String, code: Code| {
        let problems = read(&text).problems;
        assert_eq!(
            problems.iter().map(|p| p.code).collect::<Vec<_>>(),
            [code],
            "{}",
            text.chars().take(60).collect::<String>()
        );
    };
    for fine in ["(".repeat(64) + "a" + &")".repeat(64), "alle(t der a: ".repeat(64) + "a" + &")".repeat(64)] {
        assert_eq!(read(&format!("{head}{fine}")).problems, []);
    }
    only(format!("{head}{}a{}", "(".repeat(65), ")".repeat(65)), Code::TooDeep);
    only(format!("{head}{}", "(".repeat(200_000)), Code::TooDeep);
    only(format!("{head}{}", "[(".repeat(100_000)), Code::TooDeep);
    only(format!("{head}{}a", "ikke ".repeat(50_000)), Code::TooDeep);
    only(format!("{head}{}a", "- ".repeat(50_000)), Code::TooDeep);
    only(format!("{head}{}a", "a og ".repeat(50_000)), Code::TooDeep);
    only(format!("{head}{}a", "a og\n  ".repeat(50_000)), Code::TooDeep);
    only(format!("{head}a = {}", "x(".repeat(50_000)), Code::TooDeep);
    only("(".repeat(200_000), Code::UnexpectedText);
    only("«".repeat(200_000), Code::UnexpectedText);
    only(format!("språk nb\ntabell t\n  a {}tekst", "liste av ".repeat(20_000)), Code::TooDeep);
    assert_eq!(read(&format!("{head}a i [{}a]", "a, ".repeat(50_000))).problems, []);
    let rules = "språk nb\n".to_owned() + &"regel r «x»\n skal (\n".repeat(20_000);
    let parsed = read(&rules);
    assert_eq!((parsed.file.items.len(), parsed.problems.len()), (20_000, 20_000));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read(text in "(?s).{0,400}") {
        check(&text);
    }

    #[test]
    fn any_heap_of_words_and_signs_is_read(parts in prop::collection::vec(prop::sample::select(PARTS), 0..120)) {
        check(&parts.join(" "));
        check(&parts.concat());
    }

    #[test]
    fn any_mutilation_of_a_rule_file_is_read(cuts in prop::collection::vec((any::<prop::sample::Index>(), 0usize..30, prop::sample::select(PARTS)), 1..6)) {
        let mut chars: Vec<char> = NB.chars().collect();
        for (at, len, part) in cuts {
            let at = at.index(chars.len());
            let end = (at + len).min(chars.len());
            chars.splice(at..end, part.chars());
        }
        check(&chars.into_iter().collect::<String>());
    }
}

const PARTS: &[&str] = &[
    "\n",
    "\n  ",
    "\r\n",
    "\t",
    "språk nb\n",
    "regel",
    "regel r «x»\n",
    "tabell t\n",
    "koder K\n",
    "begrep",
    "unntak for",
    "prøve",
    "pakke",
    "når",
    "skal",
    "eller forklar",
    "med mindre",
    "for hver",
    "kilde",
    "lov",
    "melding",
    "nb",
    "i kraft fra",
    "og",
    "eller",
    "ikke",
    "i",
    "har",
    "er",
    "er oppgitt",
    "mangler",
    "per",
    "der",
    "som",
    "denne",
    ".",
    ",",
    ":",
    ";",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "«",
    "»",
    "\"",
    "'",
    "“",
    "`",
    "/",
    "/a/",
    "<https://x>",
    "<",
    "<=",
    "=",
    "==",
    "!=",
    "!",
    "->",
    "→",
    "#",
    "##",
    "-",
    "−",
    "+",
    "*",
    "%",
    "|",
    "||",
    "&",
    "?",
    "a",
    "å",
    "x.y",
    "ikke-oppgitt",
    "antall(",
    "finnes(t der",
    "1",
    "10 000",
    "2,5",
    "08.09.2017",
    "2017-09-08",
    "2017-13-45",
    "0301",
    "10 mill. kr",
    "tekst",
    "dato",
    "liste av",
    "nøkkel",
    "mellom",
    "\u{301}",
    "\u{feff}",
    "\u{a0}",
    "😀",
    "language",
    "is not",
    "er lik",
    "null",
];

/// Reading does not panic, and every problem has a place inside the file, words in both languages and a remedy.
fn check(text: &str) {
    let parsed = read(text);
    for problem in parsed.problems {
        assert!(!problem.message.nb.is_empty() && !problem.message.en.is_empty() && !problem.help.is_empty());
        for label in &problem.labels {
            let crate::base::At::Rule(span) = label.at else { panic!("a place in the rule file") };
            assert!(text.get(span.range()).is_some(), "{:?} {text:?}", span);
        }
    }
}

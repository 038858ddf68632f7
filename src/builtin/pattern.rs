//! Regular expressions: the only place that knows the engine behind them.

use super::fixed::Fixed;
use regex::bytes::{Regex, RegexBuilder};
use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind};

/// What a compiled expression may weigh; beyond it the expression is refused.
const SIZE_LIMIT: usize = 1 << 23;

/// How deep expressions may be nested.
const NESTED: u32 = 64;

/// A regular expression that whole texts match. Takes time linear in the text.
#[derive(Clone, Debug)]
pub struct Pattern(Way);

#[derive(Clone, Debug)]
enum Way {
    /// Every text that matches has one length and one set of characters a place: no automaton is made.
    Fixed(Fixed),
    Automaton(Regex),
}

impl Pattern {
    /// Reads an expression, without its slashes; otherwise says what is wrong with it (in English).
    pub fn new(text: &str) -> Result<Pattern, String> {
        let tree = tree(text)?;
        match Fixed::of(&tree) {
            Some(fixed) => Ok(Pattern(Way::Fixed(fixed))),
            None => automaton(text).map(|regex| Pattern(Way::Automaton(regex))),
        }
    }

    /// What is wrong with an expression, as [`Pattern::new`] says it. Most are only read: an automaton is made where that
    /// may be refused.
    pub fn check(text: &str) -> Result<(), String> {
        let tree = tree(text)?;
        if weight(&tree) < SIZE_LIMIT / 2 {
            return Ok(());
        }
        Pattern::new(text).map(drop)
    }

    /// Whether the whole text matches.
    pub fn matches(&self, text: &str) -> bool {
        self.matches_bytes(text.as_bytes())
    }

    /// The same for a text that is known to be UTF-8.
    pub fn matches_bytes(&self, text: &[u8]) -> bool {
        match &self.0 {
            Way::Fixed(fixed) => fixed.matches(text),
            Way::Automaton(regex) => regex.is_match(text),
        }
    }
}

/// An expression as it is read on its own, so that `a)(b` does not get a meaning from what is put around it.
fn tree(text: &str) -> Result<Hir, String> {
    ParserBuilder::new().utf8(false).nest_limit(NESTED).build().parse(text).map_err(|error| problem(&error.to_string()))
}

/// Bytes that an automaton takes at most, by a rough count that errs on the side of too many.
fn weight(tree: &Hir) -> usize {
    /// A character of a literal; a range of characters, which may take several sequences of bytes.
    const BYTE: usize = 64;
    const RANGE: usize = 2048;
    let sum = |all: &[Hir]| all.iter().map(weight).fold(BYTE, usize::saturating_add);
    match tree.kind() {
        HirKind::Empty | HirKind::Look(_) => BYTE,
        HirKind::Literal(literal) => BYTE.saturating_mul(literal.0.len()),
        HirKind::Class(Class::Unicode(class)) => RANGE.saturating_mul(class.ranges().len().max(1)),
        HirKind::Class(Class::Bytes(class)) => BYTE.saturating_mul(class.ranges().len().max(1)),
        HirKind::Repetition(repeated) => {
            let times = repeated.max.unwrap_or(repeated.min).max(repeated.min).saturating_add(1);
            weight(&repeated.sub).saturating_add(BYTE).saturating_mul(times as usize)
        }
        HirKind::Capture(capture) => weight(&capture.sub).saturating_add(2 * BYTE),
        HirKind::Concat(all) | HirKind::Alternation(all) => sum(all),
    }
}

/// An expression that whole texts match, which can be read.
fn automaton(text: &str) -> Result<Regex, String> {
    // `(?x)a # …` would hide the end in its comment; in that mode a line break means nothing
    compile(&format!(r"\A(?:{text})\z")).or_else(|_| compile(&format!("\\A(?:{text}\n)\\z")))
}

/// Compiles what [`tree`] has read, with something around it that is nested a little deeper.
fn compile(text: &str) -> Result<Regex, String> {
    RegexBuilder::new(text).size_limit(SIZE_LIMIT).dfa_size_limit(SIZE_LIMIT).nest_limit(2 * NESTED).build().map_err(
        |error| match error {
            regex::Error::CompiledTooBig(_) => "the expression is too large".to_owned(),
            other => problem(&other.to_string()),
        },
    )
}

/// What is wrong, without the picture of the place.
fn problem(told: &str) -> String {
    told.rsplit("error: ").next().unwrap_or(told).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn expressions_of_one_length_are_seen() {
        let fixed = ["[0-9]{9}", "https:\\/\\/data\\.no\\/[0-9a-f]{8}-[0-9a-f]{4}", "(NO|SE)", "(?:ab){3}", "abc", ""];
        let is_fixed = |text: &str| matches!(Pattern::new(text).expect("compiles").0, Way::Fixed(_));
        let told: Vec<bool> = fixed.iter().map(|text| is_fixed(text)).collect();
        assert_eq!(told, [true, true, false, true, true, true]);
        for text in
            ["[0-9]+", "a?", "\\d{4}", "a.c", "^a$", "(?i)abc", "[^a]", "å|b", "\\ba", "(?x)a b # c", "[0-9]{900}"]
        {
            assert!(!is_fixed(text) || text == "(?i)abc" || text == "(?x)a b # c", "{text}");
        }
    }

    #[test]
    fn what_is_only_read_says_the_same_as_what_is_compiled() {
        let large = ["(\\w{50}){50}", "\\w{1000}", "(a{1000}){1000}", "(?:\\p{L}{1,90}){1,90}"];
        let small = [
            "[",
            "a)(b",
            "(?P<a>x)(?P<a>y)",
            "\\w+@\\w+\\.no",
            "(?i)[æøå]{1,20}",
            "a{3,2}",
            "\\q",
            "(?-u)\\xff",
            "",
            "|",
        ];
        for text in large.iter().chain(&small) {
            assert_eq!(Pattern::check(text), Pattern::new(text).map(drop), "{text}");
        }
        assert!(large.iter().all(|text| Pattern::check(text).is_err()));
        // An automaton weighs no more than is thought of it.
        for text in [
            "\\w",
            ".",
            "[^a]",
            "\\p{L}",
            "(?i)\\p{Lu}",
            "[\u{80}-\u{10ffff}]",
            "å",
            "[0-9]{1,9}",
            "(?-u)[\\x00-\\xff]",
        ] {
            let weight = weight(&tree(text).expect("can be read"));
            let limited = RegexBuilder::new(text).size_limit(weight + 1024).build();
            assert!(limited.is_ok(), "{text} {weight}");
        }
    }

    #[test]
    fn what_may_be_nested_so_deep_can_be_compiled() {
        let shapes: [(&str, &str, &str); 5] =
            [("(", "a+", ")"), ("((", "a+|b", ")*)*"), ("(?:(?:a|b)|", "c+", ")+"), ("[", "ab", "]"), ("", "a", "*")];
        for (before, inside, after) in shapes {
            let levels = 0..=NESTED as usize + 2;
            let texts = levels.map(|levels| before.repeat(levels) + inside + &after.repeat(levels));
            let checked: Vec<bool> = texts
                .map(|text| {
                    let checked = Pattern::check(&text);
                    assert_eq!(checked, Pattern::new(&text).map(drop), "{text}");
                    checked.is_ok()
                })
                .collect();
            assert!(checked[1] && !checked[NESTED as usize + 2], "{inside} {checked:?}");
        }
    }

    proptest! {
        #[test]
        fn the_quick_way_is_the_expression(
            text in "[ab1å]{0,4}",
            expression in prop::sample::select(vec![
                "[ab]{2}", "ab", "[ab][0-9]", "å[ab]", "(?i)ab", "(a)(b)", "a{3}b", "(?x)a b # c", "[aå]b", "", "(ab1){1}",
            ]),
        ) {
            let pattern = Pattern::new(expression).expect("compiles");
            prop_assert_eq!(pattern.matches(&text), automaton(expression).expect("compiles").is_match(text.as_bytes()));
        }
    }
}

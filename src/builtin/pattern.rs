//! Regular expressions: the only place that knows the engine behind them.

use super::fixed::Fixed;
use regex::bytes::{Regex, RegexBuilder};

/// What a compiled expression may weigh; beyond it the expression is refused.
const SIZE_LIMIT: usize = 1 << 23;

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
        match Fixed::of(text) {
            Some(fixed) => Ok(Pattern(Way::Fixed(fixed))),
            None => automaton(text).map(|regex| Pattern(Way::Automaton(regex))),
        }
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

/// An expression that whole texts match.
fn automaton(text: &str) -> Result<Regex, String> {
    compile(text)?; // on its own first, so that `a)(b` does not get a meaning from what is put around it
    // `(?x)a # …` would hide the end in its comment; in that mode a line break means nothing
    compile(&format!(r"\A(?:{text})\z")).or_else(|_| compile(&format!("\\A(?:{text}\n)\\z")))
}

fn compile(text: &str) -> Result<Regex, String> {
    RegexBuilder::new(text).size_limit(SIZE_LIMIT).dfa_size_limit(SIZE_LIMIT).nest_limit(64).build().map_err(|error| {
        match error {
            regex::Error::CompiledTooBig(_) => "the expression is too large".to_owned(),
            other => {
                let told = other.to_string();
                told.rsplit("error: ").next().unwrap_or(&told).trim().to_owned()
            }
        }
    })
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

//! Regular expressions: the only place that knows the engine behind them.

use regex::bytes::{Regex, RegexBuilder};

/// What a compiled expression may weigh; beyond it the expression is refused.
const SIZE_LIMIT: usize = 1 << 23;

/// A regular expression that whole texts match. Takes time linear in the text.
#[derive(Clone, Debug)]
pub struct Pattern(Regex);

impl Pattern {
    /// Reads an expression, without its slashes; otherwise says what is wrong with it (in English).
    pub fn new(text: &str) -> Result<Pattern, String> {
        compile(text)?; // on its own first, so that `a)(b` does not get a meaning from what is put around it
        let whole = compile(&format!(r"\A(?:{text})\z"));
        // `(?x)a # …` would hide the end in its comment; in that mode a line break means nothing
        whole.or_else(|_| compile(&format!("\\A(?:{text}\n)\\z"))).map(Pattern)
    }

    /// Whether the whole text matches.
    pub fn matches(&self, text: &str) -> bool {
        self.matches_bytes(text.as_bytes())
    }

    /// The same for a text that is known to be UTF-8.
    pub fn matches_bytes(&self, text: &[u8]) -> bool {
        self.0.is_match(text)
    }
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

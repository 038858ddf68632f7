//! Colours of a terminal: few, named by what they say, and never the only carrier of it.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Strong,
    Dim,
    Bad,
    Open,
    Good,
    Place,
}

/// Paints, or does not.
#[derive(Clone, Copy, Debug)]
pub struct Ink {
    pub color: bool,
}

impl Ink {
    pub fn paint(self, tone: Tone, text: &str) -> String {
        let code = match tone {
            Tone::Strong => "1",
            Tone::Dim => "2",
            Tone::Bad => "1;31",
            Tone::Open => "1;33",
            Tone::Good => "1;32",
            Tone::Place => "36",
        };
        if self.color && !text.is_empty() { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_string() }
    }
}

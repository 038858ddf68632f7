//! Words on lines: where a line that is too long is broken.

use super::token::{Element, Rank, Token, width_of};
use unicode_width::UnicodeWidthStr;

/// About so many columns a line may have.
pub(super) const WIDTH: usize = 110;

/// Where the text is written, and in which column the pen stands.
#[derive(Debug, Default)]
pub(super) struct Pen {
    out: String,
    column: usize,
}

impl Pen {
    pub fn write(&mut self, text: &str) {
        self.out.push_str(text);
        self.column += text.width();
    }

    pub fn indent(&mut self, columns: usize) {
        (0..columns).for_each(|_| self.out.push(' '));
        self.column += columns;
    }

    /// Ends the line.
    pub fn line(&mut self) {
        self.out.truncate(self.out.trim_end_matches(' ').len());
        self.out.push('\n');
        self.column = 0;
    }

    /// A blank line, if there is none here.
    pub fn blank(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    /// A comment at the end of the line.
    pub fn remark(&mut self, comment: &str) {
        self.out.truncate(self.out.trim_end_matches(' ').len());
        self.out.push_str("  ");
        self.out.push_str(comment);
    }

    /// The text, without blank lines at its end.
    pub fn finish(mut self) -> String {
        self.out.truncate(self.out.trim_end_matches('\n').len());
        self.out.push('\n');
        self.out
    }

    /// Writes the words of a line from where the pen stands. Lines that go on stand in the column `hang`.
    pub fn lay(&mut self, elements: Vec<Element>, hang: usize) {
        let mut run: Vec<Token> = Vec::new();
        let mut fresh = false;
        for element in elements {
            match element {
                Element::Token(token) => run.push(token),
                Element::Remark(comment) => {
                    self.run(&mut run, hang, fresh);
                    self.remark(&comment);
                    fresh = true;
                }
                Element::Comment(comment) => {
                    self.run(&mut run, hang, fresh);
                    self.line();
                    self.indent(hang);
                    self.write(&comment);
                    fresh = true;
                }
            }
        }
        self.run(&mut run, hang, fresh);
    }

    /// Words between two comments.
    fn run(&mut self, run: &mut Vec<Token>, hang: usize, fresh: bool) {
        if run.is_empty() {
            return;
        }
        if fresh {
            self.turn(hang);
        }
        self.tokens(run, hang, 0);
        run.clear();
    }

    fn turn(&mut self, hang: usize) {
        self.line();
        self.indent(hang);
    }

    /// Breaks at the outermost place that can be broken, and what is still too long again. What stands deeper in
    /// brackets than the last break stands further in.
    fn tokens(&mut self, tokens: &[Token], hang: usize, depth: usize) {
        let Some((first, rest)) = tokens.split_first() else { return };
        let free = self.out.is_empty() || self.out.ends_with([' ', '\n']);
        let fits = self.column + usize::from(first.space && !free) + width_of(tokens) <= WIDTH;
        let best = rest.iter().filter_map(|token| token.brk).min();
        let Some(best) = best.filter(|_| !fits) else {
            if first.space && !free {
                self.write(" ");
            }
            self.write(&first.text);
            for token in rest {
                if token.space {
                    self.write(&token.gap);
                }
                self.write(&token.text);
            }
            return;
        };
        let hang = if best.depth > depth { hang + 2 } else { hang };
        let mut start = 0;
        let ends = (1..=tokens.len()).filter(|at| tokens.get(*at).is_none_or(|token| token.brk == Some(best)));
        for end in ends {
            let piece = &tokens[start..end];
            let fills = best.rank.fills() && self.column + 1 + width_of(piece) <= WIDTH;
            if start > 0 && !fills {
                self.turn(hang);
            }
            self.tokens(piece, hang + 2, best.depth);
            start = end;
        }
    }
}

/// A place where a line may be broken: how deep in brackets, and at what. Less is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Break {
    pub depth: usize,
    pub rank: Rank,
}

//! Messages and advice: texts with placeholders.

use super::expr::{Rows, Typer};
use super::ground::Ground;
use super::model::{Expr, Piece, Wording};
use crate::base::{Code, Diagnostic, Span, Text};
use crate::syntax::lexicon::Keyword;
use crate::syntax::tree::{Localized, Name, Str, Words};
use crate::text;

/// The pieces of a message, in each language.
pub(super) fn wording(
    texts: &[Localized],
    ground: &Ground,
    words: Words,
    rows: &Rows,
    problems: &mut Vec<Diagnostic>,
) -> Wording {
    let mut seen: Vec<(Words, Span)> = Vec::new();
    let mut all = Vec::new();
    for Localized { language, text } in texts {
        let language = language.unwrap_or(words);
        if let Some((_, first)) = seen.iter().find(|(other, _)| *other == language) {
            problems.push(
                Diagnostic::error(
                    Code::DuplicateClause,
                    Text::new("Teksten står to ganger på samme språk.", "The text stands twice in one language."),
                )
                .at(text.span, Text::default())
                .at(*first, Text::new("den første", "the first"))
                .help(Text::new(
                    "Skriv språket foran hver: `nb «…» en «…»`.",
                    "Write the language before each: `nb \"…\" en \"…\"`.",
                )),
            );
            continue;
        }
        seen.push((language, text.span));
        let mut reader = Reader { text, ground, words, rows, problems, pieces: Vec::new(), plain: String::new() };
        reader.read();
        all.push((language, reader.pieces));
    }
    Wording(all)
}

struct Reader<'a, 'g> {
    text: &'a Str,
    ground: &'a Ground<'g>,
    words: Words,
    rows: &'a Rows,
    problems: &'a mut Vec<Diagnostic>,
    pieces: Vec<Piece>,
    plain: String,
}

impl Reader<'_, '_> {
    fn read(&mut self) {
        let text = self.text.text.as_str();
        let mut at = 0;
        while let Some(mark) = text[at..].find(['{', '}']).map(|found| at + found) {
            self.plain.push_str(&text[at..mark]);
            let sign = &text[mark..mark + 1];
            if text[mark + 1..].starts_with(sign) {
                self.plain.push_str(sign);
                at = mark + 2;
                continue;
            }
            let end = text[mark + 1..].find(['{', '}']).map(|found| mark + 1 + found);
            let Some(end) = end.filter(|&end| sign == "{" && text[end..].starts_with('}')) else {
                self.stray_brace(sign, mark);
                self.plain.push_str(sign);
                at = mark + 1;
                continue;
            };
            if !self.plain.is_empty() {
                self.pieces.push(Piece::Text(std::mem::take(&mut self.plain)));
            }
            let slot = self.slot(mark + 1, end);
            self.pieces.extend(slot.map(Piece::Slot));
            at = end + 1;
        }
        self.plain.push_str(&text[at..]);
        if !self.plain.is_empty() {
            self.pieces.push(Piece::Text(std::mem::take(&mut self.plain)));
        }
    }

    /// The place of some bytes of the text; the whole literal where escapes or normalisation have moved them.
    fn span(&self, start: usize, end: usize) -> Span {
        let whole = self.text.span;
        let marks = (whole.end - whole.start) as usize;
        let mark = match marks.checked_sub(self.text.text.len()) {
            Some(2) => 1, // "…"
            Some(4) => 2, // «…»
            _ => return whole,
        };
        let begin = whole.start as usize + mark;
        Span::new(whole.file, begin + start, begin + end)
    }

    fn stray_brace(&mut self, sign: &str, at: usize) {
        let double = sign.repeat(2);
        let (message, span) = if sign == "{" {
            (
                Text::new("Plassholderen er ikke avsluttet med `}`.", "The placeholder is not closed by `}`."),
                self.span(at, at + 1),
            )
        } else {
            (Text::new("`}` står uten `{` foran.", "`}` stands without a `{` before it."), self.span(at, at + 1))
        };
        self.problems.push(Diagnostic::error(Code::UnknownPlaceholder, message).at(span, Text::default()).help(text!(
            nb: "En klamme som skal stå i teksten, skrives dobbelt: `{double}`.",
            en: "A brace that is to stand in the text is doubled: `{double}`."
        )));
    }

    fn slot(&mut self, start: usize, end: usize) -> Option<Expr> {
        let inside = &self.text.text[start..end];
        let span = self.span(start, end);
        let this = Keyword::This.word(self.words);
        let mut names = Vec::new();
        let mut from = start;
        for part in inside.split('.') {
            let lead = part.len() - part.trim_start().len();
            let name = part.trim();
            names.push(Name { text: name.to_owned(), span: self.span(from + lead, from + lead + name.len()) });
            from += part.len() + 1;
        }
        let plain = |name: &Name| {
            let mut letters = name.text.chars();
            letters.next().is_some_and(|c| c.is_alphabetic() || c == '_')
                && letters
                    .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-') || ('\u{300}'..='\u{36f}').contains(&c))
        };
        if !names.iter().all(plain) {
            self.not_a_name(inside.trim(), span);
            return None;
        }
        let mut told = Vec::new();
        let mut typer = Typer::new(self.ground, self.words, &mut told, self.rows.clone());
        let slot = match names.split_first() {
            Some((first, rest)) if first.text == this => typer.this(rest, span),
            _ => typer.path(&names, span, None),
        };
        for problem in told {
            self.problems.push(Diagnostic { code: Code::UnknownPlaceholder, ..problem });
        }
        slot
    }

    fn not_a_name(&mut self, inside: &str, span: Span) {
        let (term, of, is) =
            (Keyword::Term.word(self.words), Keyword::For.word(self.words), Keyword::Is.word(self.words));
        let message = if inside.is_empty() {
            Text::new("Plassholderen er tom.", "The placeholder is empty.")
        } else {
            text!(
                nb: "I en plassholder kan det bare stå et felt eller et begrep, ikke `{inside}`.",
                en: "Only a field or a term can stand in a placeholder, not `{inside}`."
            )
        };
        self.problems.push(Diagnostic::error(Code::UnknownPlaceholder, message).at(span, Text::default()).help(text!(
            nb: "Skal noe regnes ut, lager du et begrep, `{term} navn {of} tabell {is} …`, og skriver `{{navn}}`.",
            en: "If something is to be computed, declare a term, `{term} name {of} table {is} …`, and write `{{name}}`."
        )));
    }
}

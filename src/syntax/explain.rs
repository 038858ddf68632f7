//! What to say when a piece does not fit the grammar: in the words of the file, without the grammar's own.

use super::grammar::{Error, Rule};
use super::lexicon::{self, Keyword, Place, word_len};
use super::reader::{DEPTH, Reader, closing};
use super::slips;
use super::split::Segment;
use crate::base::{Code, Diagnostic, Span, Text};
use crate::text;
use pest::error::{ErrorVariant, InputLocation};

/// A problem for the place where the grammar could go no further.
pub(super) fn unexpected(reader: &Reader, error: &Error, segment: &Segment) -> Diagnostic {
    let offset = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    };
    let at = segment.from + skip_blank(&reader.text[segment.from + offset..segment.to]) + offset;
    let rules = match &error.variant {
        ErrorVariant::ParsingError { positives, .. } => positives.as_slice(),
        ErrorVariant::CustomError { .. } => return too_deep(reader.span(segment.start..segment.to)),
    };
    let before = reader.text[segment.start..at].trim_end();
    let rest = &reader.text[at..segment.to];
    let expected = expected(reader, rules, segment);
    if let Some(problem) = word_missing(reader, segment, before, rules) {
        return problem;
    }
    if rest.is_empty() {
        return too_early(reader, segment, before, expected);
    }
    let found = &rest[..found_len(rest)];
    let span = reader.span(at..at + found.len());
    known_slip(reader, segment, found, before, span)
        .unwrap_or_else(|| plain(reader, found, span, expected, candidates(reader, rules, segment)))
}

fn plain(reader: &Reader, found: &str, span: Span, expected: Text, words: Vec<&'static str>) -> Diagnostic {
    let shown = slips::short(found);
    let problem = Diagnostic::error(
        Code::UnexpectedText,
        text!(nb: "Her kan det ikke stå `{shown}`", en: "`{shown}` cannot stand here"),
    )
    .at(span, Text::new(format!("ventet {}", expected.nb), format!("expected {}", expected.en)));
    let meant = slips::meant(found, words)
        .filter(|meant| *meant != found && (found.chars().count() > 2 || found.to_lowercase() == *meant));
    if let Some(meant) = meant {
        return problem.help(text!(nb: "Mente du `{meant}`?", en: "Did you mean `{meant}`?"));
    }
    let operator = lexicon::whole(found, Place::Operator).is_some();
    if operator || found.starts_with(|c: char| c.is_ascii_digit()) && expected.en == "a name" {
        return problem.help(text!(nb: "Er `{found}` et navn, settes det i skråaksenter: `` `{found}` ``.",
                                  en: "If `{found}` is a name, put it in backticks: `` `{found}` ``."));
    }
    if expected.en == END {
        return problem.help(Text::new(
            format!("Ta bort `{shown}`, eller begynn en ny linje foran."),
            format!("Remove `{shown}`, or begin a new line before it."),
        ));
    }
    let bare = shown.trim_matches(['"', '«', '»', '\'']);
    if bare.len() + 2 <= shown.len() && !bare.is_empty() && expected.en != A_TEXT && !bare.contains(char::is_whitespace)
    {
        return problem
            .help(text!(nb: "Skriv det uten anførselstegn: `{bare}`.", en: "Write it without quotes: `{bare}`."));
    }
    let joined = last_word(reader.text[..span.start as usize].trim_end());
    if expected.en == A_TEXT && found.starts_with(lexicon::is_word) && joined.ends_with(lexicon::is_word) {
        return problem.help(text!(nb: "Et navn på flere ord bindes sammen: `{joined}-{found}`.",
                                  en: "A name of several words is joined: `{joined}-{found}`."));
    }
    problem.help(Text::new(
        format!("Sett inn {}, eller ta bort `{shown}`.", expected.nb),
        format!("Insert {}, or remove `{shown}`.", expected.en),
    ))
}

/// The piece ends before it is whole.
fn too_early(reader: &Reader, segment: &Segment, before: &str, expected: Text) -> Diagnostic {
    let end = segment.start + before.len();
    let last = last_word(before);
    let span = reader.span(end - last.len()..end);
    let lacking = Text::new(format!("ventet {}", expected.nb), format!("expected {}", expected.en));
    let problem = Diagnostic::error(
        Code::UnexpectedText,
        text!(nb: "Linjen slutter for tidlig: det mangler noe etter `{last}`", en: "The line ends too early: something is missing after `{last}`"),
    )
    .at(span, lacking);
    if lexicon::whole(last, Place::Operator).is_some_and(|hit| hit.entry.keyword == Keyword::Is) {
        let given = reader.word(Keyword::IsGiven);
        return problem.help(text!(nb: "Skal to verdier være like, skriv `=` og verdien. Skal det stå noe i feltet, skriv `{given}`.",
                                  en: "If two values must be equal, write `=` and the value. If the field must hold something, write `{given}`."));
    }
    problem.help(Text::new(format!("Skriv {} her.", expected.nb), format!("Write {} here.", expected.en)))
}

fn last_word(before: &str) -> &str {
    let start = before.char_indices().rev().find(|(_, c)| c.is_whitespace()).map_or(0, |(i, c)| i + c.len_utf8());
    &before[start..]
}

/// Slips that are known by their look.
fn known_slip(reader: &Reader, segment: &Segment, found: &str, before: &str, span: Span) -> Option<Diagnostic> {
    let rest = &reader.text[span.start as usize..];
    let last = last_word(before);
    if found == ";" {
        return Some(slips::foreign(";", ",", span));
    }
    if found == ":" {
        return Some(
            Diagnostic::error(
                Code::ForeignOperator,
                text!(nb: "Kolon kan ikke stå her", en: "A colon cannot stand here"),
            )
            .at(span, text!(nb: "ta det bort", en: "take it away"))
            .help(
                text!(nb: "Ta bort kolonet. (Skal det være større eller mindre enn, skriv `<`, `<=`, `>` eller `>=`.)",
                            en: "Remove the colon. (For a comparison write `<`, `<=`, `>` or `>=`.)"),
            ),
        );
    }
    if let Some(problem) = explain_inside(reader, segment, before) {
        return Some(problem);
    }
    if segment.entry.is_none() && found.starts_with(|c: char| c.is_ascii_digit()) && matches!(last, "to" | "til") {
        let at = before.len() + segment.start;
        return Some(slips::foreign(last, reader.word(Keyword::And), reader.span(at - last.len()..at)));
    }
    if matches!(slips::operator_word(last), Some(slips::Remedy::Word(Keyword::When))) {
        let at = before.len() + segment.start;
        let own = reader.word(Keyword::When);
        let problem = slips::foreign(last, own, reader.span(at - last.len()..at));
        return Some(problem.help(text!(nb: "En betingelse for når regelen gjelder, står på en egen linje som begynner med `{own}`.",
                                       en: "A condition for when the rule applies stands on a line of its own that begins with `{own}`.")));
    }
    if found.starts_with(|c: char| c.is_ascii_digit()) && last.starts_with(char::is_alphabetic) && last.len() < 5 {
        return Some(
            Diagnostic::error(
                Code::UnexpectedText,
                text!(nb: "Et tall kan ikke stå her", en: "A number cannot stand here"),
            )
            .at(span, text!(nb: "et tegn mangler foran", en: "a sign is missing before this"))
            .help(text!(nb: "Er `{last}` en enhet, står den bak tallet: `{found} {last}`.",
                            en: "If `{last}` is a unit, it stands behind the number: `{found} {last}`.")),
        );
    }
    if let Some(hit) = lexicon::at_start(rest, Place::Rule).filter(|_| found.starts_with(char::is_alphabetic)) {
        if let Some(remedy) = slips::operator_word(found) {
            return Some(slips::foreign(found, slips::remedy(remedy, reader.words), span));
        }
        return Some(new_line(hit.entry.word(reader.words), span));
    }
    let remedy = slips::operator_word(found)?;
    Some(slips::foreign(found, slips::remedy(remedy, reader.words), span))
}

/// `or explain` in the middle of a line.
fn explain_inside(reader: &Reader, segment: &Segment, before: &str) -> Option<Diagnostic> {
    let head = before[..before.len() - last_word(before).len()].trim_end();
    let from = head.len() - last_word(head).len();
    let hit = lexicon::whole(&before[from..], Place::Rule).filter(|hit| hit.entry.keyword == Keyword::Explain)?;
    Some(new_line(hit.entry.word(reader.words), reader.span(segment.start + from..segment.start + before.len())))
}

/// A word that must stand between the name of an item and what follows, and does not.
fn word_missing(reader: &Reader, segment: &Segment, before: &str, rules: &[Rule]) -> Option<Diagnostic> {
    let wanted = match segment.entry.map(|entry| entry.keyword)? {
        Keyword::Term
            if rules.iter().any(|rule| {
                matches!(rule, Rule::expression | Rule::operand | Rule::prefix | Rule::reference | Rule::name)
            }) =>
        {
            Keyword::Is
        }
        Keyword::Waiver if rules.contains(&Rule::id) => Keyword::For,
        _ => return None,
    };
    let last = last_word(before);
    let known = lexicon::at_start_where(last, |entry| entry.keyword == wanted || entry.stands(Place::Operator));
    if known.is_some() || last.len() + segment.from - segment.start >= before.len() {
        return None;
    }
    let (own, end) = (reader.word(wanted), segment.start + before.len());
    Some(
        Diagnostic::error(
            Code::UnexpectedText,
            text!(nb: "Det mangler `{own}` foran `{last}`", en: "`{own}` is missing before `{last}`"),
        )
        .at(reader.span(end - last.len()..end), text!(nb: "ventet `{own}`", en: "expected `{own}`"))
        .help(text!(nb: "Skriv `{own} {last}`.", en: "Write `{own} {last}`.")),
    )
}

fn new_line(word: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        Code::MisplacedClause,
        text!(nb: "`{word}` må stå først på en egen linje", en: "`{word}` must begin a line of its own"),
    )
    .at(span, text!(nb: "midt på linjen", en: "in the middle of a line"))
    .help(text!(nb: "Sett linjeskift foran `{word}`.", en: "Put a line break before `{word}`."))
}

/// Too many brackets inside each other, or too many operators in a row.
pub(super) fn too_deep(span: Span) -> Diagnostic {
    Diagnostic::error(
        Code::TooDeep,
        text!(nb: "Uttrykket har flere enn {DEPTH} nivåer", en: "The expression has more than {DEPTH} levels"),
    )
    .at(span, text!(nb: "her er det for dypt", en: "too deep here"))
    .help(text!(nb: "Del uttrykket opp i begreper, og bruk dem i regelen.", en: "Divide the expression into terms, and use them in the rule."))
}

/// Too long a chain of operators in one expression.
pub(super) fn too_long(reader: &Reader, limit: usize, span: Span) -> Diagnostic {
    let (list, term) = (reader.word(Keyword::In), reader.word(Keyword::Term));
    Diagnostic::error(
        Code::TooDeep,
        text!(nb: "Uttrykket har flere enn {limit} tegn og ord som `=` og `+`", en: "The expression has more than {limit} signs and words such as `=` and `+`"),
    )
    .at(span, text!(nb: "her er det for langt", en: "too long here"))
    .help(text!(nb: "Skriv `x {list} [a, b, …]` i stedet for mange like ledd, eller del uttrykket opp med `{term}`.",
                en: "Write `x {list} [a, b, …]` instead of many equal parts, or divide the expression with `{term}`."))
}

/// A bracket whose partner is missing or of another kind.
pub(super) fn bracket(reader: &Reader, open: Option<(usize, char)>, close: Option<(usize, char)>) -> Diagnostic {
    let span = |at: usize| reader.span(at..at + 1);
    match (open, close) {
        (Some((from, c)), Some((to, found))) => {
            let wanted = closing(c);
            Diagnostic::error(
                Code::UnclosedBracket,
                text!(nb: "`{c}` lukkes med `{wanted}`, ikke med `{found}`", en: "`{c}` is closed by `{wanted}`, not by `{found}`"),
            )
            .at(span(to), text!(nb: "ventet `{wanted}`", en: "expected `{wanted}`"))
            .at(span(from), text!(nb: "åpnet her", en: "opened here"))
            .help(text!(nb: "Skriv `{wanted}` her, eller rett den første.", en: "Write `{wanted}` here, or mend the first one."))
        }
        (Some((from, c)), None) => {
            let wanted = closing(c);
            Diagnostic::error(Code::UnclosedBracket, text!(nb: "`{c}` blir aldri lukket", en: "`{c}` is never closed"))
                .at(span(from), text!(nb: "åpnet her", en: "opened here"))
                .help(text!(nb: "Sett `{wanted}` der innholdet slutter.", en: "Put `{wanted}` where its content ends."))
        }
        (None, close) => {
            let (at, found) = close.unwrap_or((0, ')'));
            Diagnostic::error(Code::UnclosedBracket, text!(nb: "`{found}` lukker ingenting", en: "`{found}` closes nothing"))
                .at(span(at), text!(nb: "ingen parentes er åpen her", en: "no bracket is open here"))
                .help(text!(nb: "Ta den bort, eller sett inn den som mangler foran.", en: "Remove it, or insert the missing one before."))
        }
    }
}

fn skip_blank(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

/// How much of a text is shown as what was found: a word, a number, a text, or one sign.
fn found_len(rest: &str) -> usize {
    let word = word_len(rest);
    if word > 0 {
        return word;
    }
    let first = rest.chars().next().unwrap_or(' ');
    let close = match first {
        '«' => rest.find('»'),
        '"' | '`' => rest[1..].find(first).map(|i| i + 1),
        _ => None,
    };
    match close {
        Some(at) => at + rest[at..].chars().next().map_or(1, char::len_utf8),
        None => first.len_utf8(),
    }
}

/// What could have stood there, in people's words.
fn expected(reader: &Reader, rules: &[Rule], segment: &Segment) -> Text {
    let mut parts: Vec<Text> = Vec::new();
    for rule in rules {
        if let Some(text) = described(reader, *rule, rules, segment).filter(|text| !parts.contains(text)) {
            parts.push(text);
        }
    }
    if parts.len() > 1 {
        parts.retain(|text| text.en != END);
    }
    let join = |parts: Vec<&str>, or: &str| match parts.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, first)) => format!("{} {or} {last}", first.join(", ")),
        None => String::new(),
    };
    if parts.is_empty() {
        return text!(nb: "noe annet", en: "something else");
    }
    Text::new(
        join(parts.iter().map(|t| t.nb.as_str()).collect(), "eller"),
        join(parts.iter().map(|t| t.en.as_str()).collect(), "or"),
    )
}

const END: &str = "the end of the line";
const A_TEXT: &str = "a text in « » or \" \"";

fn described(reader: &Reader, rule: Rule, all: &[Rule], segment: &Segment) -> Option<Text> {
    let operand = all.contains(&Rule::reference) || all.contains(&Rule::group) || all.contains(&Rule::expression);
    Some(match rule {
        Rule::EOI => Text::new("slutten av linjen", END),
        Rule::expression
        | Rule::prefix
        | Rule::operand
        | Rule::reference
        | Rule::group
        | Rule::list
        | Rule::literal => {
            text!(nb: "et navn eller en verdi", en: "a name or a value")
        }
        Rule::name | Rule::number | Rule::digits | Rule::path | Rule::regex | Rule::text | Rule::date | Rule::texts
            if operand =>
        {
            text!(nb: "et navn eller en verdi", en: "a name or a value")
        }
        Rule::infix | Rule::postfix => {
            let (and, has) = (reader.word(Keyword::And), reader.word(Keyword::Has));
            text!(nb: "et tegn eller ord som `=`, `{and}` eller `{has}`", en: "a sign or word such as `=`, `{and}` or `{has}`")
        }
        Rule::arguments | Rule::alias => return None,
        Rule::where_part | Rule::where_word => {
            let word = reader.word(Keyword::Where);
            text!(nb: "`{word}`", en: "`{word}`")
        }
        Rule::that_part => return None,
        Rule::name | Rule::plain | Rule::path | Rule::group_path => text!(nb: "et navn", en: "a name"),
        Rule::id => text!(nb: "en id, som `krav-om-id`", en: "an id, such as `need-of-id`"),
        Rule::text | Rule::texts => Text::new("en tekst i « »", A_TEXT),
        Rule::date | Rule::interval_end => text!(nb: "en dato, som 2017-09-08", en: "a date, such as 2017-09-08"),
        Rule::url => text!(nb: "en adresse, som <https://…>", en: "an address, such as <https://…>"),
        Rule::number | Rule::digits | Rule::bound => text!(nb: "et tall", en: "a number"),
        Rule::modifier | Rule::phrase if segment.entry.is_none() => {
            text!(nb: "en type eller en egenskap", en: "a type or a property")
        }
        Rule::cell | Rule::cell_mark => text!(nb: "et felt og `:`", en: "a field and `:`"),
        Rule::edition | Rule::part => {
            text!(nb: "en utgave uten anførselstegn, som 2017-09-08 eller 1.2.0", en: "an edition without quotes, such as 2017-09-08 or 1.2.0")
        }
        Rule::comma => text!(nb: "komma", en: "a comma"),
        Rule::close => text!(nb: "`)`", en: "`)`"),
        Rule::brace => text!(nb: "`{{`", en: "`{{`"),
        Rule::arrow => text!(nb: "`->` og et utfall", en: "`->` and a verdict"),
        Rule::word | Rule::phrase => {
            let list = slips::listed(candidates(reader, &[rule], segment).into_iter());
            if list.is_empty() { text!(nb: "et ord", en: "a word") } else { text!(nb: "{list}", en: "{list}") }
        }
        _ => return None,
    })
}

/// The keywords that may stand at a place, for "did you mean".
fn candidates(reader: &Reader, rules: &[Rule], segment: &Segment) -> Vec<&'static str> {
    let own = |keywords: &[Keyword]| keywords.iter().map(|keyword| reader.word(*keyword)).collect::<Vec<_>>();
    let mut words = Vec::new();
    if rules.iter().any(|rule| matches!(rule, Rule::infix | Rule::postfix)) {
        words.extend(lexicon::words_of(Place::Operator, reader.words));
    }
    if rules.iter().any(|rule| matches!(rule, Rule::word | Rule::phrase)) {
        words.extend(match segment.entry.map(|entry| entry.keyword) {
            Some(Keyword::Source) => {
                let mut words = own(&[Keyword::Section]);
                words.extend(lexicon::words_of(Place::SourceKind, reader.words));
                words
            }
            Some(Keyword::Reading) => own(&[Keyword::Means]),
            Some(Keyword::InForce) => own(&[Keyword::From, Keyword::To]),
            Some(Keyword::Table) => own(&[Keyword::Of]),
            Some(Keyword::Term) => own(&[Keyword::For, Keyword::Is]),
            Some(Keyword::Waiver) => own(&[Keyword::For]),
            Some(Keyword::Test) => own(&[Keyword::OnDate]),
            Some(Keyword::ForEach) => own(&[Keyword::In]),
            Some(Keyword::Explain) => own(&[Keyword::When]),
            Some(Keyword::Message | Keyword::Advice) => vec!["nb", "nn", "en"],
            Some(Keyword::Valid) => own(&[Keyword::To]),
            _ => Vec::new(),
        });
    }
    words
}

//! What clap says of a mistaken command line, as a problem in both languages.

use crate::base::{Code, Diagnostic, Text};
use crate::text;
use clap::error::{ContextKind, ContextValue, Error, ErrorKind};

/// The problem that an error of clap tells of.
pub fn problem(error: &Error) -> Diagnostic {
    let argument = context(error, ContextKind::InvalidArg);
    let value = context(error, ContextKind::InvalidValue);
    let message = match error.kind() {
        ErrorKind::UnknownArgument => text!(
            nb: "Valget «{argument}» finnes ikke her.",
            en: "There is no option `{argument}` here.",
        ),
        ErrorKind::InvalidSubcommand => {
            let command = context(error, ContextKind::InvalidSubcommand);
            text!(nb: "Kommandoen «{command}» finnes ikke.", en: "There is no command `{command}`.")
        }
        ErrorKind::InvalidValue if value.is_empty() => text!(
            nb: "{argument} mangler sin verdi.",
            en: "{argument} lacks its value.",
        ),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => text!(
            nb: "{argument} kan ikke være «{value}».",
            en: "{argument} cannot be `{value}`.",
        ),
        ErrorKind::MissingRequiredArgument => text!(nb: "{argument} mangler.", en: "{argument} is missing."),
        ErrorKind::MissingSubcommand => Text::new("Ingen kommando er nevnt.", "No command is named."),
        ErrorKind::ArgumentConflict => {
            let other = context(error, ContextKind::PriorArg);
            match other == argument {
                true => text!(nb: "{argument} er gitt to ganger.", en: "{argument} is given twice."),
                false => text!(
                    nb: "{argument} kan ikke brukes sammen med {other}.",
                    en: "{argument} cannot be used together with {other}.",
                ),
            }
        }
        ErrorKind::TooManyValues => text!(
            nb: "{argument} har en verdi for mye: «{value}».",
            en: "{argument} has one value too many: `{value}`.",
        ),
        ErrorKind::InvalidUtf8 => Text::new("Et argument er ikke UTF-8.", "An argument is not UTF-8."),
        _ => Text::same(plain(error)),
    };
    let mut problem = Diagnostic::error(Code::BadArgument, message);
    let suggested = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    for near in suggested.map(|kind| context(error, kind)).into_iter().filter(|near| !near.is_empty()) {
        problem = problem.help(text!(nb: "Mente du «{near}»?", en: "Did you mean `{near}`?"));
    }
    let valid = [ContextKind::ValidValue, ContextKind::ValidSubcommand];
    for list in valid.map(|kind| context(error, kind)).into_iter().filter(|list| !list.is_empty()) {
        problem = problem.help(text!(nb: "Mulig er: {list}.", en: "Possible: {list}."));
    }
    problem.help(Text::new("krav --help viser hva som finnes.", "krav --help shows what there is."))
}

fn context(error: &Error, kind: ContextKind) -> String {
    match error.get(kind) {
        // `--color <auto|always|never>` is `--color`
        Some(ContextValue::String(text)) => text.split(" <").next().unwrap_or_default().to_string(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        Some(ContextValue::StyledStr(text)) => text.to_string(),
        Some(ContextValue::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

/// The first line of clap's own words.
fn plain(error: &Error) -> String {
    let text = error.to_string();
    let line = text.lines().next().unwrap_or_default();
    line.strip_prefix("error: ").unwrap_or(line).to_string()
}

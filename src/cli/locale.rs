//! What the environment says of language and colours.

use super::arguments::Color;
use crate::base::Lang;
use crate::world::{Stream, World};

/// The language of the environment: Norwegian of any kind is bokmål, everything else English.
pub fn language(world: &dyn World) -> Lang {
    let named = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(|name| world.variable(name));
    match named.as_deref().map(|name| name.split(['_', '-', '.', '@']).next().unwrap_or_default().to_lowercase()) {
        Some(name) if matches!(name.as_str(), "nb" | "nn" | "no" | "norwegian") => Lang::Nb,
        _ => Lang::En,
    }
}

/// The language that a command line names, read before the command line itself, since its help has a language too.
pub fn named<'a>(arguments: impl IntoIterator<Item = &'a str>) -> Option<Lang> {
    let mut arguments = arguments.into_iter().take_while(|argument| *argument != "--");
    let mut found = None;
    while let Some(argument) = arguments.next() {
        let value = match argument.split_once('=') {
            Some(("--lang", value)) => Some(value),
            _ if argument == "--lang" => arguments.next(),
            _ => None,
        };
        found = match value {
            Some("nb") => Some(Lang::Nb),
            Some("en") => Some(Lang::En),
            _ => found,
        };
    }
    found
}

/// Whether a stream gets colours: `--color`, then NO_COLOR, CLICOLOR_FORCE, CLICOLOR and the terminal.
pub fn color(world: &dyn World, choice: Color, stream: Stream) -> bool {
    let is = |name: &str, what: fn(&str) -> bool| world.variable(name).is_some_and(|value| what(&value));
    match choice {
        Color::Always => true,
        Color::Never => false,
        Color::Auto if is("NO_COLOR", |value| !value.is_empty()) => false,
        Color::Auto if is("CLICOLOR_FORCE", |value| value != "0") => true,
        Color::Auto if is("CLICOLOR", |value| value == "0") || is("TERM", |value| value == "dumb") => false,
        Color::Auto => world.terminal(stream).is_some(),
    }
}

//! What the process was started in: its environment and its terminal. Worlds that stand on a real machine answer
//! [`super::World::variable`] and [`super::World::terminal`] with these.

use super::Stream;
use std::io::IsTerminal;

/// Columns assumed of a terminal that does not tell how wide it is.
const WIDTH: usize = 80;

/// A variable of the environment, if it is set to some text.
pub fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// The width of the terminal that a stream goes to.
pub fn width(stream: Stream) -> Option<usize> {
    let size = match stream {
        Stream::Out if std::io::stdout().is_terminal() => terminal_size::terminal_size_of(std::io::stdout()),
        Stream::Err if std::io::stderr().is_terminal() => terminal_size::terminal_size_of(std::io::stderr()),
        _ => return None,
    };
    Some(size.map_or(WIDTH, |(columns, _)| usize::from(columns.0).max(1)))
}

//! The project's own promises, and whole runs of the program.

mod books;
mod change;
mod docs;
mod examples;
mod formatted;
mod hostile;
mod language;
mod listed;
mod markdown;
mod profile;
mod registries;
mod scale;
mod spec;
mod tidy;
mod tiltak20;
mod ways_in;

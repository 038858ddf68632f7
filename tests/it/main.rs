//! The project's own promises, and whole runs of the program.

mod docs;
mod examples;
mod language;
mod markdown;
mod scale;
mod spec;
mod tidy;

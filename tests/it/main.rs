//! The project's own promises, and whole runs of the program.

mod docs;
mod examples;
mod markdown;
mod scale;
mod spec;
mod tidy;

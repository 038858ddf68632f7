//! The project's own promises, and whole runs of the program.

mod examples;
mod spec;
mod tidy;

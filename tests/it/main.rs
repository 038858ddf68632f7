//! The project's own promises, and whole runs of the program.

mod language;
mod tidy;

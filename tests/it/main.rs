//! The project's own promises, and whole runs of the program.

mod spec;
mod tidy;

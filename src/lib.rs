//! krav: rules and compliance over registries. `docs/architecture.md` shows the rooms.

pub mod base;
pub mod builtin;
#[cfg(feature = "cli")]
pub mod cli;
pub mod data;
pub mod driver;
pub mod eval;
pub mod plan;
pub mod report;
pub mod semantic;
pub mod spec;
pub mod syntax;
pub mod value;
pub mod world;

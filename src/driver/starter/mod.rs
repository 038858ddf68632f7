//! What `krav new` writes: rules, packs and tables to begin from, which check clean as they stand.

pub mod init;
pub mod pack;
pub mod rule;
mod sample;
mod script;
pub mod table;

pub use pack::{Draft, save, write};

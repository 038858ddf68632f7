//! `krav new table`: tables as files are.

use super::pack::Declared;
use crate::base::Diagnostic;
use crate::syntax::tree::Words;
use crate::world::World;

pub fn tables(_world: &dyn World, files: &[String], _words: Words) -> Result<Vec<Declared>, Vec<Diagnostic>> {
    if files.is_empty() { Ok(Vec::new()) } else { Err(Vec::new()) }
}

pub fn file(tables: &[Declared], _words: Words) -> Result<String, Vec<Diagnostic>> {
    Ok(tables.iter().map(|table| table.text.as_str()).collect())
}

//! Registries: what a column is declared as, the readers that turn files into chunks of cells, and typed columns.
//! Knows nothing of rules.

pub mod block;
pub mod chunk;
pub mod column;
pub mod decode;
pub mod infer;
pub mod read;
pub mod spec;
pub mod strip;
pub mod word_list;
pub mod words;

pub use chunk::{Chunk, LineAt};
pub use column::{Column, Data};
pub use read::{FoundCell, Lines, Reader, SoughtCell};
pub use spec::{CellType, FieldSpec};
pub use word_list::WordList;

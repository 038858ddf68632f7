//! Values as rules see them: types, three-valued truth, exact decimals, dates, the kinds of missing.

mod date;
mod decimal;
mod ledger;
mod missing;
mod truth;
mod ty;
mod verdict;

pub use date::Date;
pub use decimal::Decimal;
pub use ledger::Ledger;
pub use missing::Missing;
pub use truth::Truth;
pub use ty::{CodesId, TableId, Ty, Value};
pub use verdict::Verdict;

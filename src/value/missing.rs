//! Why there is no value.

/// Why a cell or an expression has no value. The numbers are the states in columns, where 0 means that there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Missing {
    /// Blank, or a declared token such as «ikke oppgitt».
    NotStated = 1,
    /// A declared token that says that no value is called for.
    NotRelevant = 2,
    /// Something stands in the cell that its type cannot hold.
    Unreadable = 3,
    /// A reference to a row that does not exist, or to one of several equals.
    Dangling = 4,
    DivisionByZero = 5,
    /// More than 64 bits (integers) or 38 digits (decimals).
    Overflow = 6,
    /// A share, minimum, maximum or mean over no rows.
    NoRows = 7,
    /// An aggregate over rows of which some are not decided.
    Undecided = 8,
    /// A function that has no answer for its argument, such as the 31st of February.
    NoResult = 9,
}

impl Missing {
    pub const ALL: [Missing; 9] = [
        Missing::NotStated,
        Missing::NotRelevant,
        Missing::Unreadable,
        Missing::Dangling,
        Missing::DivisionByZero,
        Missing::Overflow,
        Missing::NoRows,
        Missing::Undecided,
        Missing::NoResult,
    ];

    /// The reason behind a column's state; `None` for 0, which means that there is a value.
    pub fn from_state(state: u8) -> Option<Missing> {
        Missing::ALL.get((state as usize).checked_sub(1)?).copied()
    }
}

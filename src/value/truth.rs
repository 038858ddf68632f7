//! Kleene's strong three-valued logic (S. C. Kleene, *Introduction to Metamathematics*, 1952, § 64).

use std::ops::Not;

/// Yes, no, or not known. Ordered so that *and* is the lesser and *or* the greater; kernels use the same bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Truth {
    No = 0,
    Unknown = 1,
    Yes = 2,
}

impl Truth {
    pub fn and(self, other: Truth) -> Truth {
        self.min(other)
    }

    pub fn or(self, other: Truth) -> Truth {
        self.max(other)
    }

    pub fn from_byte(byte: u8) -> Truth {
        match byte {
            0 => Truth::No,
            1 => Truth::Unknown,
            _ => Truth::Yes,
        }
    }
}

impl From<bool> for Truth {
    fn from(known: bool) -> Truth {
        if known { Truth::Yes } else { Truth::No }
    }
}

impl Not for Truth {
    type Output = Truth;

    fn not(self) -> Truth {
        Truth::from_byte(2 - self as u8)
    }
}

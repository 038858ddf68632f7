//! The seven verdicts.

/// What a rule says of one subject (`docs/language.md`, Verdicts). The numbers are used in verdict columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Verdict {
    Met = 0,
    Violated = 1,
    Explained = 2,
    Waived = 3,
    Unknown = 4,
    NotApplicable = 5,
    NotInForce = 6,
}

impl Verdict {
    pub const ALL: [Verdict; 7] = [
        Verdict::Met,
        Verdict::Violated,
        Verdict::Explained,
        Verdict::Waived,
        Verdict::Unknown,
        Verdict::NotApplicable,
        Verdict::NotInForce,
    ];

    /// The name in machine output.
    pub fn id(self) -> &'static str {
        match self {
            Verdict::Met => "met",
            Verdict::Violated => "violated",
            Verdict::Explained => "explained",
            Verdict::Waived => "waived",
            Verdict::Unknown => "unknown",
            Verdict::NotApplicable => "not_applicable",
            Verdict::NotInForce => "not_in_force",
        }
    }
}

//! Where a file is cut, and what its parts have told. A large file is cut by a guess first: whether a boundary stands
//! inside quotes is told by what the row behind it looks like. When every part then reads as RFC 4180 wants it, from the
//! first on, the guess is proved, and the file was read once. Otherwise its quotes are counted before anything of it is
//! believed.

use super::parts::{Cutter, Layout};
use crate::base::Diagnostic;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

/// The parts of a file.
pub struct Cut {
    pub layout: Layout,
    /// Rows of each part that were left out because they hold nothing.
    pub empty: Vec<AtomicU32>,
    /// Line breaks in each part; `u32::MAX` until it has been read.
    pub lines: Vec<AtomicU32>,
    /// The line on which each part begins, once somebody asks.
    pub first_lines: OnceLock<Vec<u64>>,
    /// Why the file cannot be cut; there is one part then, to tell it.
    pub problem: Option<Diagnostic>,
}

impl Cut {
    pub fn new(layout: Layout) -> Cut {
        let counts = |start: u32| (0..layout.parts()).map(|_| AtomicU32::new(start)).collect();
        let (empty, lines) = (counts(0), counts(u32::MAX));
        Cut { layout, empty, lines, first_lines: OnceLock::new(), problem: None }
    }
}

/// The cut of a file that stands, or may stand.
#[derive(Default)]
pub struct Cuts {
    guess: Option<Cut>,
    /// A part has shown that the guess is wrong.
    refuted: AtomicBool,
    /// Without a cut of its own when the guess is proved.
    certain: OnceLock<Option<Cut>>,
}

impl Cuts {
    /// Cuts a file for certain, unless a guess is worth trying.
    pub fn new(cutter: &Cutter) -> Result<Cuts, Diagnostic> {
        let guess = cutter.guess().map(Cut::new);
        let certain = match guess {
            Some(_) => OnceLock::new(),
            None => OnceLock::from(Some(Cut::new(cutter.cut()?))),
        };
        Ok(Cuts { guess, refuted: AtomicBool::new(false), certain })
    }

    /// The cut that stands; it is made now when a guess has not been proved.
    pub fn certain<'c>(&self, cutter: impl FnOnce() -> Cutter<'c>) -> &Cut {
        let count = || {
            let cutter = cutter();
            let cut = cutter.cut().map(Cut::new);
            Some(cut.unwrap_or_else(|problem| {
                let starts = vec![cutter.first, cutter.first];
                Cut { problem: Some(problem), ..Cut::new(Layout { starts, exact: true }) }
            }))
        };
        match (self.certain.get_or_init(count), &self.guess) {
            (Some(cut), _) | (None, Some(cut)) => cut,
            (None, None) => unreachable!("only a guess is proved"),
        }
    }

    /// The guess, as long as it may hold and nobody has asked for more.
    pub fn guess(&self) -> Option<&Cut> {
        self.guess.as_ref().filter(|_| self.certain.get().is_none() && !self.refuted.load(Ordering::Relaxed))
    }

    pub fn refute(&self) {
        self.refuted.store(true, Ordering::Relaxed);
    }

    /// Every part fits the guess.
    pub fn prove(&self) {
        self.certain.get_or_init(|| None);
    }
}

//! Expressions such as `[0-9]{9}`: every text that matches has the same length, and each place its own set of characters.
//! Numbers, identifiers and addresses in registries are of this kind, and no automaton is needed for them.

use regex_syntax::hir::{Class, Hir, HirKind};

/// Longer texts are left to the automaton.
const LONGEST: usize = 512;

/// Stretches of a text, one behind the other.
#[derive(Clone, Debug, Default)]
pub struct Fixed {
    stretches: Vec<Stretch>,
    length: usize,
}

#[derive(Clone, Debug)]
enum Stretch {
    These(Vec<u8>),
    /// So many bytes of a set.
    Among(Box<[bool; 256]>, usize),
}

impl Fixed {
    /// `None` for expressions of other kinds.
    pub fn of(expression: &Hir) -> Option<Fixed> {
        let mut fixed = Fixed::default();
        fixed.add(expression)?;
        Some(fixed)
    }

    fn add(&mut self, part: &Hir) -> Option<()> {
        match part.kind() {
            HirKind::Empty => {}
            HirKind::Literal(literal) => self.these(&literal.0),
            HirKind::Class(class) => self.among(class)?,
            HirKind::Repetition(repeated) if Some(repeated.min) == repeated.max && repeated.min as usize <= LONGEST => {
                for _ in 0..repeated.min {
                    self.add(&repeated.sub)?;
                }
            }
            HirKind::Capture(capture) => self.add(&capture.sub)?,
            HirKind::Concat(parts) => parts.iter().try_for_each(|part| self.add(part))?,
            HirKind::Repetition(_) | HirKind::Look(_) | HirKind::Alternation(_) => return None,
        }
        (self.length <= LONGEST).then_some(())
    }

    fn these(&mut self, bytes: &[u8]) {
        self.length += bytes.len();
        match self.stretches.last_mut() {
            Some(Stretch::These(known)) => known.extend_from_slice(bytes),
            _ => self.stretches.push(Stretch::These(bytes.to_vec())),
        }
    }

    /// Only characters of one byte: a text in UTF-8 has no such byte inside another character.
    fn among(&mut self, class: &Class) -> Option<()> {
        let mut set = Box::new([false; 256]);
        let mut allow = |from: u32, to: u32| {
            let ascii = to < 0x80;
            (from..=to).take(0x80).for_each(|byte| set[byte as usize & 0x7F] = true);
            ascii.then_some(())
        };
        match class {
            Class::Unicode(class) => class.iter().try_for_each(|r| allow(r.start().into(), r.end().into()))?,
            Class::Bytes(class) => class.iter().try_for_each(|r| allow(r.start().into(), r.end().into()))?,
        }
        self.length += 1;
        match self.stretches.last_mut() {
            Some(Stretch::Among(known, times)) if *known == set => *times += 1,
            _ => self.stretches.push(Stretch::Among(set, 1)),
        }
        Some(())
    }

    pub fn matches(&self, text: &[u8]) -> bool {
        if text.len() != self.length {
            return false;
        }
        let mut at = 0;
        self.stretches.iter().all(|stretch| {
            let from = at;
            match stretch {
                Stretch::These(bytes) => {
                    at += bytes.len();
                    text[from..at] == bytes[..]
                }
                Stretch::Among(set, times) => {
                    at += times;
                    text[from..at].iter().fold(true, |all, &byte| all & set[byte as usize])
                }
            }
        })
    }
}

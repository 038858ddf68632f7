//! Texts in the making, written in steps of many bytes.

/// Bytes copied at a time.
const STEP: usize = 64;

/// Bytes that a short text is copied with.
pub const SHORT: usize = 32;

/// A text in the making, in memory that is longer than the text. Sheets are copied onto one another in whole steps: what
/// is copied beyond the end of a text is written over by what comes next.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// At least a step longer than the text, unless nothing was written yet.
    bytes: Vec<u8>,
    length: usize,
}

impl Sheet {
    /// A sheet with a text on it.
    pub fn of(text: &[u8]) -> Sheet {
        let mut sheet = Sheet::default();
        sheet.write(text.len(), |pen| pen.text(text));
        sheet
    }

    pub fn clear(&mut self) {
        self.length = 0;
    }

    pub fn length(&self) -> usize {
        self.length
    }

    /// Lets a pen write on, for so many bytes at most.
    #[inline(always)]
    pub fn write(&mut self, most: usize, write: impl FnOnce(&mut Pen)) {
        let needed = self.length + most + STEP;
        if self.bytes.len() < needed {
            self.grow(needed);
        }
        let mut pen = Pen { room: &mut self.bytes[self.length..], at: 0 };
        write(&mut pen);
        self.length += pen.at;
    }

    #[cold]
    #[inline(never)]
    fn grow(&mut self, needed: usize) {
        self.bytes.resize(needed.max(2 * self.bytes.len()), 0);
    }
}

impl AsRef<[u8]> for Sheet {
    fn as_ref(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

/// What writes on a sheet. A pen that comes to the end of the room that was asked for stops with a panic.
pub struct Pen<'p> {
    room: &'p mut [u8],
    at: usize,
}

impl Pen<'_> {
    /// Writes without moving on.
    #[inline(always)]
    fn lay<const N: usize>(&mut self, at: usize, bytes: &[u8; N]) {
        self.room[at..at + N].copy_from_slice(bytes);
    }

    #[inline(always)]
    pub fn byte(&mut self, byte: u8) {
        self.room[self.at] = byte;
        self.at += 1;
    }

    /// What stands on another sheet.
    #[inline(always)]
    pub fn sheet(&mut self, sheet: &Sheet) {
        for (number, step) in sheet.bytes.as_chunks::<STEP>().0.iter().enumerate() {
            if number * STEP >= sheet.length {
                break;
            }
            self.lay(self.at + number * STEP, step);
        }
        self.at += sheet.length;
    }

    /// A text of at most [`SHORT`] bytes, with what stands behind it.
    #[inline(always)]
    pub fn short(&mut self, text: &[u8; SHORT], length: usize) {
        assert!(length <= SHORT);
        self.lay(self.at, text);
        self.at += length;
    }

    /// A text that is mostly short: from both of its ends, over which the middle may be written twice.
    #[inline(always)]
    pub fn text(&mut self, text: &[u8]) {
        match text.len() {
            0 => {}
            1..4 => {
                let (first, last) = (text[0], text[text.len() - 1]);
                self.lay(self.at, &[first, text[text.len() / 2]]);
                self.room[self.at + text.len() - 1] = last;
            }
            4..8 => self.ends::<4>(text),
            8..16 => self.ends::<8>(text),
            16..32 => self.ends::<16>(text),
            _ => self.room[self.at..self.at + text.len()].copy_from_slice(text),
        }
        self.at += text.len();
    }

    /// A text of at least `N` bytes and at most twice as many.
    #[inline(always)]
    fn ends<const N: usize>(&mut self, text: &[u8]) {
        if let (Some(first), Some(last)) = (text.first_chunk::<N>(), text.last_chunk::<N>()) {
            self.lay(self.at, first);
            self.lay(self.at + text.len() - N, last);
        }
    }

    /// A number in digits.
    #[inline(always)]
    pub fn number(&mut self, number: u64) {
        self.text(itoa::Buffer::new().format(number).as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_every_length_are_written_whole() {
        let text: Vec<u8> = (b'a'..=b'z').cycle().take(200).collect();
        let mut sheet = Sheet::default();
        for length in 0..text.len() {
            let text = &text[..length];
            let other = Sheet::of(text);
            sheet.clear();
            sheet.write(2 * length + 2, |pen| {
                pen.byte(b'<');
                pen.sheet(&other);
                pen.text(text);
                pen.byte(b'>');
            });
            let whole = [b"<", text, text, b">"].concat();
            assert_eq!(String::from_utf8_lossy(sheet.as_ref()), String::from_utf8_lossy(&whole));
            assert_eq!(sheet.length(), whole.len());
        }
    }

    #[test]
    fn numbers_are_written_in_digits() {
        let near = |power: u32| 10_u64.pow(power).saturating_sub(2)..10_u64.pow(power) + 2;
        for number in (0..2_000).chain((3..20).flat_map(near)).chain([123_456_789, 1_020_003, u64::MAX]) {
            let mut sheet = Sheet::default();
            sheet.write(20, |pen| pen.number(number));
            assert_eq!(String::from_utf8_lossy(sheet.as_ref()), number.to_string());
        }
    }

    #[test]
    #[should_panic(expected = "range")]
    fn a_pen_stops_at_the_end_of_its_room() {
        Sheet::default().write(0, |pen| pen.text(&[b'x'; STEP + 1]));
    }
}

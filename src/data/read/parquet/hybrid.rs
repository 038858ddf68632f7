//! Levels and places in dictionaries, as pages hold them: runs of one number, and numbers packed bit by bit (“RLE /
//! bit-packing hybrid” of the Parquet format).

/// A reading of such numbers, up to somewhere.
#[derive(Clone, Debug)]
pub struct Hybrid {
    /// Bits of a number.
    width: u32,
    /// What is left: where the next run begins, and where the last ends.
    at: usize,
    end: usize,
    run: Run,
}

#[derive(Clone, Debug)]
enum Run {
    Same {
        number: u32,
        left: usize,
    },
    /// From this bit on.
    Packed {
        bit: usize,
        left: usize,
    },
}

impl Hybrid {
    /// `None` where numbers would have more than 32 bits.
    pub fn new(width: u32, at: usize, end: usize) -> Option<Hybrid> {
        (width <= 32 && at <= end).then_some(Hybrid { width, at, end, run: Run::Same { number: 0, left: 0 } })
    }

    /// Goes on to the next run when this one is used up; `None` when there is none.
    fn turn(&mut self, page: &[u8]) -> Option<()> {
        let page = page.get(..self.end)?;
        while matches!(self.run, Run::Same { left: 0, .. } | Run::Packed { left: 0, .. }) {
            let header = self.header(page)?;
            let count = usize::try_from(header >> 1).ok()?;
            if header & 1 == 0 {
                let mut bytes = [0; 4];
                let size = self.width.div_ceil(8) as usize;
                bytes[..size].copy_from_slice(page.get(self.at..self.at.checked_add(size)?)?);
                self.at += size;
                let number = u32::from_le_bytes(bytes);
                // The bytes of a number may have more bits than it; these are 0.
                if u64::from(number) >> self.width != 0 {
                    return None;
                }
                self.run = Run::Same { number, left: count };
            } else {
                let width = self.width as usize;
                // Writers may cut off what is padding in the last group.
                let bytes = count.checked_mul(width)?.min(self.end - self.at);
                let left = (bytes * 8).checked_div(width).unwrap_or(usize::MAX);
                self.run = Run::Packed { bit: self.at.checked_mul(8)?, left: left.min(count.checked_mul(8)?) };
                self.at += bytes;
            }
        }
        Some(())
    }

    fn header(&mut self, page: &[u8]) -> Option<u64> {
        let mut header = 0;
        for place in 0..5 {
            let byte = *page.get(self.at)?;
            self.at += 1;
            header |= u64::from(byte & 0x7F) << (7 * place);
            if byte < 0x80 {
                return Some(header);
            }
        }
        None
    }

    /// The next numbers, of which there must be so many.
    pub fn read(&mut self, page: &[u8], mut count: usize, into: &mut Vec<u32>) -> Option<()> {
        while count > 0 {
            self.turn(page)?;
            let width = self.width;
            match &mut self.run {
                Run::Same { number, left } => {
                    let some = count.min(*left);
                    into.extend(std::iter::repeat_n(*number, some));
                    (*left, count) = (*left - some, count - some);
                }
                Run::Packed { bit, left } => {
                    let some = count.min(*left);
                    unpack(page.get(..self.end)?, *bit, width, some, into);
                    *bit += some * width as usize;
                    (*left, count) = (*left - some, count - some);
                }
            }
        }
        Some(())
    }

    /// The number that all of the next so many are, where one run says so; they are passed then.
    pub fn same(&mut self, page: &[u8], count: usize) -> Option<u32> {
        self.turn(page)?;
        match &mut self.run {
            Run::Same { number, left } if *left >= count => {
                *left -= count;
                Some(*number)
            }
            _ => None,
        }
    }

    /// Passes the next numbers, and tells how many of them are this one.
    pub fn skip(&mut self, page: &[u8], mut count: usize, counted: u32) -> Option<usize> {
        let mut found = 0;
        let mut some = Vec::new();
        while count > 0 {
            self.turn(page)?;
            if let Run::Same { number, left } = &mut self.run {
                let passed = count.min(*left);
                found += if *number == counted { passed } else { 0 };
                (*left, count) = (*left - passed, count - passed);
                continue;
            }
            let passed = count.min(1024).min(match self.run {
                Run::Same { left, .. } | Run::Packed { left, .. } => left,
            });
            some.clear();
            self.read(page, passed, &mut some)?;
            found += some.iter().filter(|number| **number == counted).count();
            count -= passed;
        }
        Some(found)
    }

    /// [`Hybrid::skip`] without a count.
    pub fn pass(&mut self, page: &[u8], mut count: usize) -> Option<()> {
        while count > 0 {
            self.turn(page)?;
            let width = self.width as usize;
            match &mut self.run {
                Run::Same { left, .. } => {
                    let some = count.min(*left);
                    (*left, count) = (*left - some, count - some);
                }
                Run::Packed { bit, left } => {
                    let some = count.min(*left);
                    *bit += some * width;
                    (*left, count) = (*left - some, count - some);
                }
            }
        }
        Some(())
    }
}

/// Numbers of some bits from a bit on, all of which stand in the page.
fn unpack(page: &[u8], bit: usize, width: u32, count: usize, into: &mut Vec<u32>) {
    let mask = (1u64 << width) - 1;
    let step = width as usize;
    let rest = page.get(bit / 8..).unwrap_or(b"");
    // As many as can be taken from eight bytes that all stand in the page.
    let quick = match rest.len().checked_sub(8) {
        Some(_) if step == 1 && bit.is_multiple_of(8) => {
            let bits = rest
                .iter()
                .take(count / 8)
                .flat_map(|byte| std::array::from_fn::<u32, 8, _>(|at| u32::from(byte >> at & 1)));
            into.extend(bits);
            count / 8 * 8
        }
        Some(last) if step > 0 => {
            let quick = count.min((last * 8 + 7 - bit % 8) / step);
            let number = |place: usize| {
                let at = bit % 8 + place * step;
                let eight = rest[at / 8..].first_chunk::<8>().copied().unwrap_or_default();
                (u64::from_le_bytes(eight) >> (at % 8) & mask) as u32
            };
            into.extend((0..quick).map(number));
            quick
        }
        _ => 0,
    };
    into.extend((quick..count).map(|place| {
        let at = bit % 8 + place * step;
        let rest = rest.get(at / 8..).unwrap_or(b"");
        let mut eight = [0; 8];
        let length = rest.len().min(8);
        eight[..length].copy_from_slice(&rest[..length]);
        (u64::from_le_bytes(eight) >> (at % 8) & mask) as u32
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Seven times 5, then 0 to 15, then 3 twice; in three bits and four.
    fn page() -> (Vec<u8>, Vec<u32>) {
        let mut page = vec![7 << 1, 5, (2 << 1) | 1];
        page.extend((0..8).map(|pair| (pair * 2) | ((pair * 2 + 1) << 4)));
        page.extend([2 << 1, 3]);
        let numbers = std::iter::repeat_n(5, 7).chain(0..16).chain([3, 3]).collect();
        (page, numbers)
    }

    #[test]
    fn numbers_are_read_in_pieces_of_any_size() {
        let (page, numbers) = page();
        for size in 1..=numbers.len() {
            let mut hybrid = Hybrid::new(4, 0, page.len()).expect("four bits");
            let mut found = Vec::new();
            for piece in numbers.chunks(size) {
                hybrid.read(&page, piece.len(), &mut found).expect("numbers");
            }
            assert_eq!(found, numbers, "{size}");
            assert_eq!(hybrid.read(&page, 1, &mut found), None, "{size}");
        }
    }

    #[test]
    fn what_is_passed_is_counted() {
        let (page, numbers) = page();
        for from in 0..numbers.len() {
            for to in from..=numbers.len() {
                let mut hybrid = Hybrid::new(4, 0, page.len()).expect("four bits");
                hybrid.pass(&page, from).expect("numbers");
                let count = numbers[from..to].iter().filter(|number| **number == 5).count();
                assert_eq!(hybrid.skip(&page, to - from, 5), Some(count), "{from} {to}");
                let mut found = Vec::new();
                hybrid.read(&page, numbers.len() - to, &mut found).expect("numbers");
                assert_eq!(found, numbers[to..]);
            }
        }
        let mut hybrid = Hybrid::new(4, 0, page.len()).expect("four bits");
        assert_eq!(hybrid.same(&page, 8), None);
        assert_eq!(hybrid.same(&page, 7), Some(5));
        assert_eq!(hybrid.same(&page, 1), None);
    }

    #[test]
    fn what_is_cut_off_or_endless_has_no_numbers() {
        assert!(Hybrid::new(33, 0, 9).is_none());
        let mut found = Vec::new();
        for (page, width) in
            [(&[0xFF; 9][..], 1), (&[0x80; 3], 1), (&[6], 8), (&[], 0), (&[3], 8), (&[0; 40], 0), (&[18, 2], 1)]
        {
            let mut hybrid = Hybrid::new(width, 0, page.len()).expect("few bits");
            assert_eq!(hybrid.read(page, 9, &mut found), None, "{page:?}");
        }
        // Numbers without bits are 0.
        found.clear();
        assert_eq!(Hybrid::new(0, 0, 1).expect("no bits").read(&[(2 << 1) | 1], 16, &mut found), Some(()));
        assert_eq!(found, [0; 16]);
    }

    #[test]
    fn numbers_of_every_width_are_unpacked_from_every_bit() {
        for width in 1..=32u32 {
            let numbers: Vec<u32> = (0..64u32).map(|at| (at + 1).wrapping_mul(0x9E37_79B9) >> (32 - width)).collect();
            let mut page = vec![0u8; (64 * width as usize).div_ceil(8)];
            for (at, number) in numbers.iter().enumerate() {
                for bit in (0..width as usize).filter(|bit| number >> bit & 1 == 1) {
                    let bit = at * width as usize + bit;
                    page[bit / 8] |= 1 << (bit % 8);
                }
            }
            for first in 0..numbers.len() {
                let mut found = Vec::new();
                unpack(&page, first * width as usize, width, numbers.len() - first, &mut found);
                assert_eq!(found, numbers[first..], "{width} {first}");
            }
        }
    }
}

//! As much of Thrift's compact protocol as tells how large the pieces of a file claim to be, before anything is made of
//! them: the header of a page, and the shape of a schema.

/// What stands before a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Header {
    pub kind: i32,
    /// Bytes, without and with compression.
    pub plain: i32,
    pub packed: i32,
    /// The check sum of the packed bytes.
    pub sum: Option<i32>,
    pub values: i32,
    pub encoding: i32,
    pub nulls: i32,
    pub rows: i32,
    /// How definition and repetition levels are encoded (kind 0), and how many bytes they take (kind 3).
    pub definitions: i32,
    pub repetitions: i32,
    /// Of kind 3: the values are not compressed.
    pub bare: bool,
    pub sorted: bool,
}

/// Kinds of pages.
pub const DATA: i32 = 0;
pub const DICTIONARY: i32 = 2;
pub const DATA_2: i32 = 3;

/// Levels of structs and lists that are passed over.
const DEPTH: u32 = 32;

const STOP: u8 = 0;
const TRUE: u8 = 1;
const FALSE: u8 = 2;
const BYTE: u8 = 3;
const INTEGERS: std::ops::RangeInclusive<u8> = 4..=6;
const DOUBLE: u8 = 7;
const BINARY: u8 = 8;
const LIST: u8 = 9;
const SET: u8 = 10;
const MAP: u8 = 11;
const STRUCT: u8 = 12;

/// Reads the header of a page, and says how many bytes it takes. `None` where it is none.
pub fn header(bytes: &[u8]) -> Option<(Header, usize)> {
    let mut from = Compact { bytes, at: 0 };
    let mut header = Header { bare: false, ..Header::default() };
    let mut last = 0;
    while let Some((field, kind)) = from.field(&mut last)? {
        match (field, kind) {
            (1, 5) => header.kind = from.int()?,
            (2, 5) => header.plain = from.int()?,
            (3, 5) => header.packed = from.int()?,
            (4, 5) => header.sum = Some(from.int()?),
            (5, STRUCT) => from.page(&mut header, DATA)?,
            (7, STRUCT) => from.page(&mut header, DICTIONARY)?,
            (8, STRUCT) => from.page(&mut header, DATA_2)?,
            _ => from.skip(kind, DEPTH)?,
        }
    }
    Some((header, from.at))
}

/// The number of elements of a schema and how deep they stand inside each other, told from the beginning of a file's
/// metadata; `None` where the numbers of children do not make a tree.
pub fn schema(metadata: &[u8]) -> Option<(usize, usize)> {
    let mut from = Compact { bytes: metadata, at: 0 };
    let mut last = 0;
    while let Some((field, kind)) = from.field(&mut last)? {
        if (field, kind) != (2, LIST) {
            from.skip(kind, DEPTH)?;
            continue;
        }
        let (count, element) = from.list()?;
        if element != STRUCT || count == 0 {
            return None;
        }
        // Children that are still to come, level by level.
        let mut open: Vec<usize> = Vec::new();
        let mut deepest = 0;
        for number in 0..count {
            if number > 0 {
                let level = open.last_mut()?;
                *level -= 1;
            }
            let children = from.children()?;
            if children > count {
                return None;
            }
            if children > 0 {
                open.push(children);
                deepest = deepest.max(open.len());
            }
            while open.last() == Some(&0) {
                open.pop();
            }
        }
        return open.is_empty().then_some((count, deepest));
    }
    None
}

struct Compact<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Compact<'_> {
    fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn varint(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    fn int(&mut self) -> Option<i32> {
        let value = self.varint()?;
        i32::try_from((value >> 1) as i64 ^ -((value & 1) as i64)).ok()
    }

    fn pass(&mut self, count: u64) -> Option<()> {
        let end = self.at.checked_add(usize::try_from(count).ok()?)?;
        (end <= self.bytes.len()).then(|| self.at = end)
    }

    /// The next field of a struct and its type, or none where the struct ends.
    fn field(&mut self, last: &mut i32) -> Option<Option<(i32, u8)>> {
        let byte = self.byte()?;
        if byte == STOP {
            return Some(None);
        }
        let step = i32::from(byte >> 4);
        *last = if step == 0 { self.int()? } else { last.checked_add(step)? };
        Some(Some((*last, byte & 0x0F)))
    }

    fn list(&mut self) -> Option<(usize, u8)> {
        let byte = self.byte()?;
        let count = if byte >> 4 == 15 { self.varint()? } else { u64::from(byte >> 4) };
        // An element takes a byte at least.
        let count = usize::try_from(count).ok().filter(|count| *count <= self.bytes.len() - self.at)?;
        Some((count, byte & 0x0F))
    }

    fn skip(&mut self, kind: u8, depth: u32) -> Option<()> {
        let deeper = depth.checked_sub(1)?;
        match kind {
            TRUE | FALSE => Some(()),
            BYTE => self.pass(1),
            kind if INTEGERS.contains(&kind) => self.varint().map(|_| ()),
            DOUBLE => self.pass(8),
            BINARY => {
                let length = self.varint()?;
                self.pass(length)
            }
            LIST | SET => {
                let (count, element) = self.list()?;
                // In a list a truth takes a byte.
                let element = if element <= FALSE { BYTE } else { element };
                (0..count).try_for_each(|_| self.skip(element, deeper))
            }
            MAP => {
                let count = self.varint()?;
                if count == 0 {
                    return Some(());
                }
                let kinds = self.byte()?;
                let kinds = [kinds >> 4, kinds & 0x0F].map(|kind| if kind <= FALSE { BYTE } else { kind });
                (0..count).try_for_each(|_| kinds.into_iter().try_for_each(|kind| self.skip(kind, deeper)))
            }
            STRUCT => {
                let mut last = 0;
                while let Some((_, kind)) = self.field(&mut last)? {
                    self.skip(kind, deeper)?;
                }
                Some(())
            }
            _ => None,
        }
    }

    /// What a header says of a page of a kind.
    fn page(&mut self, header: &mut Header, kind: i32) -> Option<()> {
        let mut last = 0;
        while let Some((field, found)) = self.field(&mut last)? {
            let slot = match (kind, field) {
                (_, 1) => &mut header.values,
                (DATA | DICTIONARY, 2) | (DATA_2, 4) => &mut header.encoding,
                (DATA, 3) | (DATA_2, 5) => &mut header.definitions,
                (DATA, 4) | (DATA_2, 6) => &mut header.repetitions,
                (DATA_2, 2) => &mut header.nulls,
                (DATA_2, 3) => &mut header.rows,
                (DICTIONARY, 3) => {
                    header.sorted = found == TRUE;
                    continue;
                }
                (DATA_2, 7) if matches!(found, TRUE | FALSE) => {
                    header.bare = found == FALSE;
                    continue;
                }
                _ => {
                    self.skip(found, DEPTH)?;
                    continue;
                }
            };
            if found != 5 {
                return None;
            }
            *slot = self.int()?;
        }
        Some(())
    }

    /// How many children an element of a schema has.
    fn children(&mut self) -> Option<usize> {
        let (mut last, mut children) = (0, 0);
        while let Some((field, kind)) = self.field(&mut last)? {
            match (field, kind) {
                (5, 5) => children = usize::try_from(self.int()?).ok()?,
                _ => self.skip(kind, DEPTH)?,
            }
        }
        Some(children)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An element with so many children.
    fn element(children: u8) -> Vec<u8> {
        if children == 0 { vec![STOP] } else { vec![0x55, children * 2, STOP] }
    }

    fn metadata(children: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0x15, 2, 0x19, 0xFC, children.len() as u8];
        bytes.extend(children.iter().flat_map(|count| element(*count)));
        bytes
    }

    #[test]
    fn a_schema_is_measured_before_it_is_built() {
        assert_eq!(schema(&metadata(&[3, 0, 0, 0])), Some((4, 1)));
        assert_eq!(schema(&metadata(&[2, 1, 1, 0, 0])), Some((5, 3)));
        assert_eq!(schema(&metadata(&[1, 1, 1, 1, 0])), Some((5, 4)));
        assert_eq!(schema(&metadata(&[0])), Some((1, 0)));
        for bad in [&[2u8, 0][..], &[1, 0, 0], &[9, 0]] {
            assert_eq!(schema(&metadata(bad)), None, "{bad:?}");
        }
        assert_eq!(schema(b""), None);
    }

    #[test]
    fn a_header_of_a_page_is_read_and_damage_is_no_header() {
        let bytes = [0x15, 0, 0x15, 200, 1, 0x15, 100, 0x2C, 0x15, 20, 0x15, 16, 0x15, 6, 0x15, 6, 0, 0, 99];
        let (found, length) = header(&bytes).expect("a header");
        let wanted = Header {
            kind: DATA,
            plain: 100,
            packed: 50,
            values: 10,
            encoding: 8,
            definitions: 3,
            repetitions: 3,
            ..Header::default()
        };
        assert_eq!((found, length), (wanted, bytes.len() - 1));
        for length in 0..bytes.len() - 1 {
            assert_eq!(header(&bytes[..length]), None, "{length}");
        }
        // Structs inside structs without end.
        assert_eq!(header(&[0x9C; 100]), None);
    }
}

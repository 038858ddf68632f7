//! The records of the stream: a number, a length, and so many bytes.

use crate::data::read::book::fault::Fault;
use crate::text;

#[derive(Clone, Copy)]
pub struct Record<'a> {
    pub kind: u16,
    pub data: &'a [u8],
}

impl Record<'_> {
    pub const BEGIN: u16 = 0x0809;
    pub const END: u16 = 0x000A;
    pub const FILE_PASS: u16 = 0x002F;
    pub const DATE_MODE: u16 = 0x0022;
    pub const FORMAT: u16 = 0x041E;
    pub const STYLE: u16 = 0x00E0;
    pub const SHEET: u16 = 0x0085;
    pub const STRINGS: u16 = 0x00FC;
    pub const CONTINUE: u16 = 0x003C;
    pub const ROW: u16 = 0x0208;
    pub const NUMBER: u16 = 0x0203;
    pub const RK: u16 = 0x027E;
    pub const MANY_RK: u16 = 0x00BD;
    pub const SHARED_LABEL: u16 = 0x00FD;
    pub const LABEL: u16 = 0x0204;
    pub const RICH_LABEL: u16 = 0x00D6;
    pub const BOOL_OR_ERROR: u16 = 0x0205;
    pub const FORMULA: u16 = 0x0006;
    pub const FORMULA_TEXT: u16 = 0x0207;
    pub const MERGED: u16 = 0x00E5;

    pub fn u8(&self, at: usize) -> Result<u8, Fault> {
        self.data.get(at).copied().ok_or_else(|| cut(self.kind))
    }

    pub fn u16(&self, at: usize) -> Result<u16, Fault> {
        Ok(u16::from_le_bytes(self.bytes(at)?))
    }

    pub fn u32(&self, at: usize) -> Result<u32, Fault> {
        Ok(u32::from_le_bytes(self.bytes(at)?))
    }

    pub fn bytes<const N: usize>(&self, at: usize) -> Result<[u8; N], Fault> {
        let found = self.data.get(at..).and_then(|rest| rest.first_chunk::<N>());
        found.copied().ok_or_else(|| cut(self.kind))
    }
}

/// A record is shorter than its kind takes.
fn cut(kind: u16) -> Fault {
    Fault::broken(text!(nb: "posten 0x{kind:04X} er for kort", en: "the record 0x{kind:04X} is too short"))
}

/// Records one after the other.
pub struct Records<'a> {
    stream: &'a [u8],
    at: usize,
}

impl<'a> Records<'a> {
    pub fn new(stream: &'a [u8], at: usize) -> Records<'a> {
        Records { stream, at }
    }

    pub fn next(&mut self) -> Result<Record<'a>, Fault> {
        let at = self.at;
        let found = self.stream.get(at..).and_then(|rest| {
            let (head, rest) = rest.split_first_chunk::<4>()?;
            let length = usize::from(u16::from_le_bytes([head[2], head[3]]));
            Some(Record { kind: u16::from_le_bytes([head[0], head[1]]), data: rest.get(..length)? })
        });
        let record = found.ok_or_else(|| {
            Fault::broken(text!(nb: "den slutter for tidlig, ved byte {at}", en: "it ends too early, at byte {at}"))
        })?;
        self.at += 4 + record.data.len();
        Ok(record)
    }

    /// The next record, if it goes on with the last one.
    pub fn continued(&mut self) -> Option<&'a [u8]> {
        let before = self.at;
        match self.next() {
            Ok(record) if record.kind == Record::CONTINUE => Some(record.data),
            _ => {
                self.at = before;
                None
            }
        }
    }

    /// Takes the record that begins a stream of the version that is read.
    pub fn begin(&mut self, too_old: fn() -> Fault) -> Result<(), Fault> {
        let record = self.next()?;
        match (record.kind, record.u16(0)) {
            (Record::BEGIN, Ok(0x0600)) => Ok(()),
            (Record::BEGIN | 0x0009 | 0x0209 | 0x0409, _) => Err(too_old()),
            _ => Err(Fault::broken(
                text!(nb: "begynnelsen av et ark mangler", en: "the beginning of a sheet is missing"),
            )),
        }
    }
}

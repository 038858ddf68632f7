//! The pages of one column of one row group, unpacked within budgets. What stands in them is decoded by `flat.rs`, or by
//! the library.

use super::Stop;
use super::delta;
use super::thrift::{self, Header};
use crate::base::Text;
use crate::data::read::source;
use crate::text;
use crate::world::Bytes;
use parquet::basic::{CompressionCodec, Encoding};
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::errors::ParquetError;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

type Result<T> = std::result::Result<T, ParquetError>;

/// A page's header is no larger than this.
const HEADER: usize = 1 << 20;

/// What a value of a dictionary takes in memory beside its bytes.
const ENTRY: u64 = 40;

/// What the columns of a row group hold together.
#[derive(Clone)]
pub struct Budget {
    /// Bytes that may be held.
    pub most: u64,
    /// Bytes that are held.
    pub held: Arc<AtomicU64>,
    /// Values of lists that the question at hand may still take.
    pub values: Arc<AtomicU64>,
}

/// Where a column's pages stand, and what they hold.
#[derive(Clone)]
pub struct Extent {
    pub start: u64,
    pub end: u64,
    pub codec: CompressionCodec,
    /// It holds lists.
    pub repeated: bool,
    /// Definition levels stand before the values.
    pub optional: bool,
    /// Bytes that all pages may unpack to.
    pub unpacked: u64,
    /// Values of all data pages.
    pub values: u64,
}

pub struct Pages {
    bytes: Arc<dyn Bytes>,
    extent: Extent,
    budget: Budget,
    at: u64,
    next: Option<Header>,
    /// What the page that was handed out last takes of the budget.
    page: u64,
    dictionary: u64,
}

fn stop(stop: Stop) -> ParquetError {
    ParquetError::External(Box::new(stop))
}

fn wrong(what: Text) -> ParquetError {
    stop(Stop::Broken(what))
}

pub fn broken() -> ParquetError {
    wrong(text!(
        nb: "en side holder ikke det hodet dens sier",
        en: "a page does not hold what its header says",
    ))
}

impl Pages {
    pub fn new(bytes: Arc<dyn Bytes>, extent: Extent, budget: Budget) -> Pages {
        let at = extent.start;
        Pages { bytes, extent, budget, at, next: None, page: 0, dictionary: 0 }
    }

    /// The header of the next page, from which `at` is behind.
    fn header(&mut self) -> Result<Option<Header>> {
        if let Some(header) = self.next {
            return Ok(Some(header));
        }
        loop {
            let left = self.extent.end - self.at;
            if left == 0 {
                return match self.extent.values {
                    0 => Ok(None),
                    _ => Err(wrong(
                        text!(nb: "verdier mangler sist i en kolonne", en: "values are missing at the end of a column"),
                    )),
                };
            }
            let header = self.read_header(left)?;
            match header.kind {
                // Other kinds of pages hold no values.
                thrift::DATA | thrift::DATA_2 | thrift::DICTIONARY => {
                    self.next = Some(header);
                    return Ok(Some(header));
                }
                _ => self.at += header.packed as u64,
            }
        }
    }

    fn read_header(&mut self, left: u64) -> Result<Header> {
        let mut length = 128;
        loop {
            let wanted = usize::try_from(left).unwrap_or(usize::MAX).min(length);
            let mut bytes = vec![0; wanted];
            self.bytes.read_at(self.at, &mut bytes)?;
            if let Some((header, length)) = thrift::header(&bytes) {
                let behind = left - length as u64;
                let sound = [header.plain, header.packed, header.values, header.nulls, header.rows]
                    .into_iter()
                    .chain([header.definitions, header.repetitions])
                    .all(|size| size >= 0);
                if !sound || header.packed as u64 > behind {
                    return Err(broken());
                }
                self.at += length as u64;
                return Ok(header);
            }
            if wanted < length || length >= HEADER {
                return Err(wrong(text!(nb: "en side har ikke noe hode", en: "a page has no header")));
            }
            length *= 8;
        }
    }

    /// Takes the header's page off those to come, and counts its values.
    fn pass(&mut self, header: Header) -> Result<u64> {
        let at = self.at;
        self.next = None;
        self.at += header.packed as u64;
        if header.kind != thrift::DICTIONARY {
            let more = || {
                wrong(
                    text!(nb: "en kolonne har flere verdier enn den sier", en: "a column has more values than it says"),
                )
            };
            self.extent.values = self.extent.values.checked_sub(header.values as u64).ok_or_else(more)?;
        }
        let beyond = || {
            wrong(text!(nb: "sidene blir større enn kolonnen sier", en: "pages unpack to more than their column says"))
        };
        self.extent.unpacked = self.extent.unpacked.checked_sub(header.plain as u64).ok_or_else(beyond)?;
        Ok(at)
    }

    /// Counts a page's bytes, instead of those of the page before.
    fn hold(&mut self, header: Header) -> Result<()> {
        let dictionary = header.kind == thrift::DICTIONARY;
        let entries = if dictionary { header.values as u64 * ENTRY } else { 0 };
        let size = header.plain as u64 + entries;
        let slot = if dictionary { &mut self.dictionary } else { &mut self.page };
        let before = std::mem::replace(slot, size);
        self.budget.held.fetch_sub(before, Ordering::Relaxed);
        let held = self.budget.held.fetch_add(size, Ordering::Relaxed) + size;
        if held > self.budget.most {
            return Err(stop(Stop::Memory));
        }
        if self.extent.repeated && !dictionary {
            let values = header.values as u64;
            let spend = |left: u64| left.checked_sub(values);
            let spent = self.budget.values.fetch_update(Ordering::Relaxed, Ordering::Relaxed, spend);
            spent.map_err(|_| stop(Stop::Memory))?;
        }
        Ok(())
    }

    fn unpacked(&self, header: Header, at: u64) -> Result<Vec<u8>> {
        let (plain, packed) = (header.plain as usize, header.packed as usize);
        let mut bytes = vec![0; packed];
        self.bytes.read_at(at, &mut bytes)?;
        if header.sum.is_some_and(|sum| source::check_sum(&bytes) != sum as u32) {
            return Err(wrong(text!(nb: "kontrollsummen til en side er feil", en: "the check sum of a page is wrong")));
        }
        // The levels of the newer kind of page stand before what is packed.
        let bare = match header.kind {
            thrift::DATA_2 if header.bare => packed,
            thrift::DATA_2 => header.definitions as usize + header.repetitions as usize,
            _ => 0,
        };
        let whole = matches!(self.extent.codec, CompressionCodec::UNCOMPRESSED);
        let bare = if whole { packed } else { bare };
        if bare > packed || bare > plain {
            return Err(broken());
        }
        let mut into = Vec::with_capacity(plain);
        into.extend_from_slice(&bytes[..bare]);
        if plain > bare {
            unpack(self.extent.codec, &bytes[bare..], plain - bare, &mut into)?;
        }
        if into.len() == plain { Ok(into) } else { Err(broken()) }
    }

    /// Refuses lengths that would become more than a page may hold.
    fn measure(&self, header: Header, encoding: Encoding, page: &[u8]) -> Result<()> {
        let prefixes = encoding == Encoding::DELTA_BYTE_ARRAY;
        let lengths = matches!(encoding, Encoding::DELTA_BYTE_ARRAY | Encoding::DELTA_LENGTH_BYTE_ARRAY);
        if !lengths && encoding != Encoding::DELTA_BINARY_PACKED {
            return Ok(());
        }
        let values = values(&self.extent, header, page).ok_or_else(broken)?;
        let most = header.values as usize;
        let size = match lengths {
            true => delta::texts(values, most, prefixes).ok_or_else(broken)?,
            false => delta::ints(values, most).map(|_| 0).ok_or_else(broken)?,
        };
        if size > self.budget.most { Err(stop(Stop::Memory)) } else { Ok(()) }
    }
}

/// The values of a page, behind its levels.
fn values<'p>(extent: &Extent, header: Header, page: &'p [u8]) -> Option<&'p [u8]> {
    if header.kind == thrift::DATA_2 {
        return page.get(header.definitions as usize + header.repetitions as usize..);
    }
    let mut page = page;
    let levels = [(extent.repeated, header.repetitions), (extent.optional, header.definitions)];
    for (_, encoding) in levels.into_iter().filter(|(stands, _)| *stands) {
        // The older encoding of levels has no length, and is not written with deltas.
        if self::encoding(encoding)? != Encoding::RLE {
            return None;
        }
        let length = u32::from_le_bytes(page.get(..4)?.try_into().ok()?);
        page = page.get(4usize.checked_add(length as usize)?..)?;
    }
    Some(page)
}

fn encoding(number: i32) -> Option<Encoding> {
    Some(match number {
        0 => Encoding::PLAIN,
        2 => Encoding::PLAIN_DICTIONARY,
        3 => Encoding::RLE,
        #[expect(deprecated)]
        4 => Encoding::BIT_PACKED,
        5 => Encoding::DELTA_BINARY_PACKED,
        6 => Encoding::DELTA_LENGTH_BYTE_ARRAY,
        7 => Encoding::DELTA_BYTE_ARRAY,
        8 => Encoding::RLE_DICTIONARY,
        9 => Encoding::BYTE_STREAM_SPLIT,
        _ => return None,
    })
}

/// Unpacks exactly so many bytes.
fn unpack(codec: CompressionCodec, packed: &[u8], size: usize, into: &mut Vec<u8>) -> Result<()> {
    let start = into.len();
    match codec {
        CompressionCodec::SNAPPY => {
            if snap::raw::decompress_len(packed).ok() != Some(size) {
                return Err(broken());
            }
            into.resize(start + size, 0);
            snap::raw::Decoder::new().decompress(packed, &mut into[start..]).map_err(|_| broken())?;
        }
        CompressionCodec::LZ4_RAW => {
            into.resize(start + size, 0);
            let count = lz4_flex::block::decompress_into(packed, &mut into[start..]).map_err(|_| broken())?;
            into.truncate(start + count);
        }
        CompressionCodec::GZIP => {
            source::gunzip_to(packed, size, into).map_err(|_| broken())?;
        }
        CompressionCodec::ZSTD => {
            source::unzstd_to(packed, size, into).map_err(|_| broken())?;
        }
        other => return Err(stop(Stop::Codec(format!("{other:?}")))),
    }
    Ok(())
}

impl Iterator for Pages {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Result<Page>> {
        self.get_next_page().transpose()
    }
}

impl PageReader for Pages {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        let Some(header) = self.header()? else { return Ok(None) };
        let at = self.pass(header)?;
        self.hold(header)?;
        let page = self.unpacked(header, at)?;
        let unknown = || wrong(text!(nb: "kodingen av en side er ukjent", en: "the encoding of a page is not known"));
        let own = encoding(header.encoding).ok_or_else(unknown)?;
        let count = header.values as u32;
        Ok(Some(match header.kind {
            thrift::DICTIONARY => {
                Page::DictionaryPage { buf: page.into(), num_values: count, encoding: own, is_sorted: header.sorted }
            }
            thrift::DATA => {
                self.measure(header, own, &page)?;
                Page::DataPage {
                    buf: page.into(),
                    num_values: count,
                    encoding: own,
                    def_level_encoding: encoding(header.definitions).ok_or_else(unknown)?,
                    rep_level_encoding: encoding(header.repetitions).ok_or_else(unknown)?,
                    statistics: None,
                }
            }
            _ => {
                self.measure(header, own, &page)?;
                if header.nulls > header.values
                    || header.definitions as usize + header.repetitions as usize > page.len()
                {
                    return Err(broken());
                }
                Page::DataPageV2 {
                    buf: page.into(),
                    num_values: count,
                    encoding: own,
                    num_nulls: header.nulls as u32,
                    num_rows: header.rows as u32,
                    def_levels_byte_len: header.definitions as u32,
                    rep_levels_byte_len: header.repetitions as u32,
                    is_compressed: false,
                    statistics: None,
                }
            }
        }))
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        Ok(self.header()?.map(|header| PageMetadata {
            num_rows: (header.kind == thrift::DATA_2).then_some(header.rows as usize),
            num_levels: (header.kind != thrift::DICTIONARY).then_some(header.values as usize),
            is_dict: header.kind == thrift::DICTIONARY,
        }))
    }

    fn skip_next_page(&mut self) -> Result<()> {
        if let Some(header) = self.header()? {
            self.pass(header)?;
        }
        Ok(())
    }
}

impl Drop for Pages {
    fn drop(&mut self) {
        self.budget.held.fetch_sub(self.page + self.dictionary, Ordering::Relaxed);
    }
}

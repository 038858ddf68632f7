//! The lengths that the delta encodings claim, before anything is made of them: how many, and how long what they
//! describe will be.

/// Whole numbers in the encoding DELTA_BINARY_PACKED, at most so many, and the byte behind them.
pub fn ints(bytes: &[u8], most: usize) -> Option<(Vec<i64>, usize)> {
    let mut at = 0;
    let block = usize::try_from(varint(bytes, &mut at)?).ok()?;
    let minis = usize::try_from(varint(bytes, &mut at)?).ok()?;
    let count = usize::try_from(varint(bytes, &mut at)?).ok().filter(|count| *count <= most)?;
    let mut value = zigzag(varint(bytes, &mut at)?);
    // Sizes that no writer uses are no sizes.
    if block == 0 || block > 1 << 20 || !block.is_multiple_of(128) || minis == 0 || !block.is_multiple_of(minis) {
        return None;
    }
    let each = block / minis;
    if !each.is_multiple_of(8) {
        return None;
    }
    let mut values = Vec::with_capacity(count.min(bytes.len().saturating_mul(64)));
    if count > 0 {
        values.push(value);
    }
    while values.len() < count {
        let least = zigzag(varint(bytes, &mut at)?);
        let widths = bytes.get(at..at.checked_add(minis)?)?;
        at += minis;
        for &width in widths {
            if values.len() == count {
                break;
            }
            if width > 64 {
                return None;
            }
            let packed = bytes.get(at..)?;
            let wanted = each.min(count - values.len());
            for number in 0..wanted {
                value = value.wrapping_add(least).wrapping_add(bits(packed, number * width as usize, width)? as i64);
                values.push(value);
            }
            // The last miniblock may end with its last value.
            at = at.checked_add(each * width as usize / 8)?.min(bytes.len());
        }
    }
    Some((values, at))
}

/// How many bytes the texts of a page hold in the encoding DELTA_LENGTH_BYTE_ARRAY, or, with `prefixes`,
/// DELTA_BYTE_ARRAY.
pub fn texts(bytes: &[u8], most: usize, prefixes: bool) -> Option<u64> {
    let mut sum = 0;
    let mut rest = bytes;
    let mut shared = Vec::new();
    if prefixes {
        let (lengths, end) = ints(bytes, most)?;
        shared = lengths;
        rest = bytes.get(end..)?;
    }
    let (lengths, end) = ints(rest, most)?;
    if prefixes && shared.len() != lengths.len() {
        return None;
    }
    let mut left = (rest.len() - end) as u64;
    for length in lengths.iter().chain(&shared) {
        sum += u64::try_from(*length).ok().filter(|length| *length <= u64::from(u32::MAX))?;
    }
    for length in lengths {
        left = left.checked_sub(u64::try_from(length).ok()?)?;
    }
    Some(sum)
}

fn varint(bytes: &[u8], at: &mut usize) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let byte = *bytes.get(*at)?;
        *at += 1;
        value |= u64::from(byte & 0x7F) << shift;
        if byte < 0x80 {
            return Some(value);
        }
    }
    None
}

fn zigzag(value: u64) -> i64 {
    (value >> 1) as i64 ^ -((value & 1) as i64)
}

/// So many bits from a bit on, the lowest first.
fn bits(bytes: &[u8], from: usize, width: u8) -> Option<u64> {
    let (first, shift) = (from / 8, from % 8);
    let mut value: u128 = 0;
    for number in 0..(shift + usize::from(width)).div_ceil(8) {
        value |= u128::from(*bytes.get(first + number)?) << (8 * number);
    }
    let value = value >> shift;
    Some((value & ((1u128 << width) - 1)) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deltas_are_added_up() {
        // 1, 2, 3, 4, 5: no bits are needed between them.
        let steady = [0x80, 1, 4, 5, 2, 2, 0, 0, 0, 0];
        assert_eq!(ints(&steady, 5), Some((vec![1, 2, 3, 4, 5], steady.len())));
        assert_eq!(ints(&steady, 4), None);
        // 7, 5, 3, 1, 2, 3, 4, 5: deltas −2 and 1, as 0 and 3 above the least, in two bits each.
        let bent = [0x80, 1, 4, 8, 14, 3, 2, 0, 0, 0, 0xC0, 0x3F, 0, 0, 0, 0, 0, 0];
        assert_eq!(ints(&bent, 8), Some((vec![7, 5, 3, 1, 2, 3, 4, 5], bent.len())));
        for length in 0..10 {
            assert_eq!(ints(&bent[..length], 8), None, "{length}");
        }
    }

    #[test]
    fn what_texts_will_hold_is_told_before_they_are_made() {
        // Three texts of two bytes each.
        let lengths = [0x80, 1, 4, 3, 4, 0, 0, 0, 0, 0];
        let page: Vec<u8> = [&lengths[..], b"aabbcc"].concat();
        assert_eq!(texts(&page, 3, false), Some(6));
        assert_eq!(texts(&page[..page.len() - 1], 3, false), None);
        assert_eq!(texts(&[&lengths[..], &page].concat(), 3, true), Some(12));
        assert_eq!(texts(&page, 2, false), None);
    }
}

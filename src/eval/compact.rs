//! Keys as one number each, so that a column of them is small. The numbers of short identifiers are exact: equal numbers
//! are equal keys. Of other keys the number is a hash, and equal numbers are looked at again.

/// Signs that identifiers are made of; six bits tell one of them from the others.
const SIGNS: &[u8; 64] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";

/// A byte that is none of them.
const OTHER: u8 = 0x80;

/// The place of each byte among the signs.
const PLACES: [u8; 256] = {
    let mut places = [OTHER; 256];
    let mut place = 0;
    while place < SIGNS.len() {
        places[SIGNS[place] as usize] = place as u8;
        place += 1;
    }
    places
};

/// Signs of six bits that a number holds beside their count.
const LONGEST: usize = 10;

/// The length of digits that are held as a number beside their count.
const MOST_DIGITS: usize = 17;

/// The highest four bits of a number: the count of signs, 1 to 10, or one of these.
const DIGITS: u64 = 11 << 60;
const HASHED: u64 = 0b11 << 62;

/// The number of a key; `hash` is asked when the key is not short enough. It is never below `1 << 60`.
#[inline]
pub fn number(key: &[u8], hash: impl FnOnce(&[u8]) -> u64) -> u64 {
    match key.len() {
        1..=LONGEST => signs(key),
        11..=MOST_DIGITS => digits(key),
        _ => None,
    }
    .unwrap_or_else(|| hash(key) | HASHED)
}

/// Whether equal numbers tell that the keys are equal.
pub fn is_exact(number: u64) -> bool {
    number < HASHED
}

/// The number with its bits mixed, the highest best; different numbers stay different.
#[inline(always)]
pub fn mixed(number: u64) -> u64 {
    (number ^ (number >> 32)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

#[inline(always)]
fn signs(key: &[u8]) -> Option<u64> {
    let (mut number, mut seen) = (0, 0);
    for &byte in key {
        let place = PLACES[byte as usize];
        seen |= place;
        number = number << 6 | u64::from(place);
    }
    (seen & OTHER == 0).then_some(number | (key.len() as u64) << 60)
}

fn digits(key: &[u8]) -> Option<u64> {
    let mut number = 0;
    for &byte in key {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        number = number * 10 + u64::from(digit);
    }
    Some(number | (key.len() as u64 - 11) << 57 | DIGITS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn short_keys_have_numbers_of_their_own() {
        let mut keys: Vec<Vec<u8>> = Vec::new();
        for length in 1..=LONGEST {
            for place in 0..length {
                for &sign in SIGNS {
                    let mut key = vec![b'0'; length];
                    key[place] = sign;
                    keys.push(key);
                }
            }
        }
        for length in 11..=MOST_DIGITS {
            keys.extend([b'0', b'5', b'9'].map(|digit| vec![digit; length]));
        }
        keys.sort();
        keys.dedup();
        let mut met: HashMap<u64, Vec<u8>> = HashMap::new();
        for key in keys {
            let found = number(&key, |_| unreachable!("{key:?} is short"));
            assert!(is_exact(found) && found >= 1 << 60);
            assert_eq!(met.insert(found, key.clone()), None, "{key:?}");
        }
    }

    #[test]
    fn other_keys_are_hashed() {
        for key in ["", "blåbær", "T 1", "12345678901x", "123456789012345678", "T-000000001", "a/b"] {
            let found = number(key.as_bytes(), |_| 7);
            assert_eq!(found, 7 | HASHED, "{key}");
            assert!(!is_exact(found));
        }
    }
}

//! Whether a text is UTF-8, 64 bytes at a time. Most of a Norwegian registry is ASCII, nearly all the rest are letters
//! of two bytes; blocks with anything else are handed to the standard library.

use super::borders::{BLOCK, Block};

/// Where the first bytes stand that are not UTF-8.
pub fn wrong(text: &[u8]) -> Option<usize> {
    let mut checked = 0; // everything before is whole characters
    let mut last = [0u8; BLOCK];
    for at in (0..text.len()).step_by(BLOCK) {
        let block = match text[at..].first_chunk::<BLOCK>() {
            Some(block) => Block::load(block),
            None => {
                last[..text.len() - at].copy_from_slice(&text[at..]);
                Block::load(&last)
            }
        };
        let end = (at + BLOCK).min(text.len());
        if checked == at && block.is_ascii() {
            checked = end;
            continue;
        }
        let pairs = block.pairs();
        // Bytes at the beginning that belong to characters of the last block.
        let expected = pairs.leads << 1 | if checked < at { 1 } else { (1 << (checked - at)) - 1 };
        if pairs.only && pairs.follows == expected {
            checked = if pairs.leads >> 63 == 1 { end - 1 } else { end };
            continue;
        }
        let whole = (end..text.len().min(end + 3)).find(|&i| text[i] & 0xC0 != 0x80).unwrap_or(text.len().min(end + 3));
        match std::str::from_utf8(&text[checked..whole]) {
            Ok(_) => checked = whole,
            Err(problem) => return Some(checked + problem.valid_up_to()),
        }
    }
    (checked < text.len()).then_some(checked)
}

//! FNV-1a: the same in every run and on every machine.

const START: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x100_0000_01b3;

/// How many hashes are worth going on with at once: a step waits for the one before it, but not for those of others.
pub const LANES: usize = 4;

/// The fingerprint of a rule's id and what the record is recognised by.
pub fn fingerprint(rule: &str, identity: &str) -> String {
    let mut text = String::new();
    write(go_on(of_rule(rule), identity.as_bytes()), &mut text);
    text
}

/// A registry among others in one report: its findings are known apart from those on equal records of the others.
#[derive(Clone, Copy, Debug)]
pub struct Among {
    registry: u64,
    /// How many tables those before it have.
    pub tables: usize,
}

impl Among {
    pub fn new(registry: &str, tables: usize) -> Among {
        Among { registry: of_rule(registry), tables }
    }

    /// The fingerprint that a finding has among those of all registries, in place of the one among its own.
    pub fn mark(&self, print: &mut String) {
        let hash = go_on(self.registry, print.as_bytes());
        write(hash, print);
    }
}

/// The hash of a rule's id, from which those of its records go on.
pub fn of_rule(rule: &str) -> u64 {
    step(hash(rule.as_bytes()), 0)
}

pub fn hash(bytes: &[u8]) -> u64 {
    go_on(START, bytes)
}

#[inline(always)]
fn step(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(PRIME)
}

fn go_on(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, &byte| step(hash, byte))
}

/// Several texts, each hashed on from a hash.
pub fn go_on_each(hashes: &mut [u64; LANES], texts: [&[u8]; LANES]) {
    let common = texts.iter().map(|text| text.len()).min().unwrap_or(0);
    let heads = texts.map(|text| &text[..common]);
    let [mut a, mut b, mut c, mut d] = *hashes;
    let [first, second, third, fourth] = heads;
    for (((&i, &j), &k), &l) in first.iter().zip(second).zip(third).zip(fourth) {
        (a, b, c, d) = (step(a, i), step(b, j), step(c, k), step(d, l));
    }
    for ((hash, text), head) in hashes.iter_mut().zip(texts).zip([a, b, c, d]) {
        *hash = go_on(head, &text[common..]);
    }
}

/// The hash of nothing.
pub const fn empty() -> u64 {
    START
}

/// A hash as 16 hexadecimal digits, in place of what stands there.
pub fn write(hash: u64, into: &mut String) {
    into.clear();
    into.extend((0..16).rev().map(|place| char::from(b"0123456789abcdef"[(hash >> (4 * place) & 15) as usize])));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_hashed_alike_one_by_one_and_together() {
        // The published values of FNV-1a for the empty text, `a` and `foobar`.
        assert_eq!([hash(b""), hash(b"a"), hash(b"foobar")], [START, 0xaf63_dc4c_8601_ec8c, 0x8594_4171_f739_67e8]);
        let mut hashes = [START; LANES];
        let texts: [&[u8]; LANES] = [b"", b"a", b"foobar", b"foobarfoobar"];
        go_on_each(&mut hashes, texts);
        assert_eq!(hashes, texts.map(hash));
        let mut hashes = [START; LANES];
        let texts: [&[u8]; LANES] = [b"one", b"three", b"eleven", b"thousands"];
        go_on_each(&mut hashes, texts);
        assert_eq!(hashes, texts.map(hash));
        let mut print = "0123".to_string();
        Among::new("north", 1).mark(&mut print);
        assert_eq!(print, fingerprint("north", "0123"));
        assert_eq!(fingerprint("", ""), format!("{:016x}", hash(&[0])));
        assert_eq!(fingerprint("r", "æ"), format!("{:016x}", hash("r\0æ".as_bytes())));
    }
}

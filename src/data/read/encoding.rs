//! Encodings: which one a text file has, and from it to UTF-8. Only UTF-8 is taken without a word; a byte that means
//! nothing is an error with its place, and never replaced.

use super::source::Held;
use super::{Guess, Limit, Options, cannot_read, place};
use crate::base::{Code, Diagnostic, Text};
use crate::text;
use crate::world::Bytes;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{DecoderResult, Encoding, UTF_8, WINDOWS_1252};
use std::io;
use std::sync::Arc;

/// How far the first byte beyond ASCII is looked for; a file that is ASCII for so long is read as UTF-8.
const SEARCH: u64 = 16 << 20;
/// Bytes that are looked at together.
const BLOCK: u64 = 64 << 10;
/// Bytes behind the first one beyond ASCII that decide.
const SAMPLE: u64 = 1 << 20;

/// The WHATWG name of an encoding that has several (`latin1` is `windows-1252`), in lower case; `None` for unknown ones.
pub fn named(name: &str) -> Option<&'static str> {
    Encoding::for_label_no_replacement(name.trim().as_bytes()).map(|encoding| encoding.name())
}

/// A text file whose encoding is settled.
pub struct Settled {
    /// UTF-8, or text of which each byte is a character: see `single`.
    pub bytes: Arc<dyn Bytes>,
    /// The encoding of `bytes` where it is not UTF-8: one byte a character, ASCII among them, so that delimiters and
    /// line ends can be found before anything is decoded.
    pub single: Option<Single>,
    pub guesses: Vec<Guess>,
    pub notes: Vec<Diagnostic>,
}

/// An encoding of one byte a character.
#[derive(Clone, Copy, Debug)]
pub struct Single(&'static Encoding);

impl Single {
    /// Appends the text that bytes mean; on failure the place of the first byte that means nothing.
    pub fn decode(self, bytes: &[u8], into: &mut String) -> Result<(), usize> {
        let undefined = |byte: &u8| matches!(byte, 0x81 | 0x8D | 0x8F | 0x90 | 0x9D);
        if self.0 == WINDOWS_1252
            && let Some(at) = bytes.iter().position(undefined)
        {
            return Err(at);
        }
        match self.0.decode_without_bom_handling_and_without_replacement(bytes) {
            Some(text) => {
                into.push_str(&text);
                Ok(())
            }
            None => {
                let one = |byte: &u8| self.0.decode_without_bom_handling_and_without_replacement(&[*byte]).is_none();
                Err(bytes.iter().position(one).unwrap_or(0))
            }
        }
    }

    /// The text with a sign in the place of each byte that means nothing: for showing where such a byte stands.
    pub fn shown(self, bytes: &[u8]) -> String {
        self.0.decode_without_bom_handling(bytes).0.into_owned()
    }

    /// That a byte means nothing in this encoding.
    pub fn meaningless(self, byte: u8, line: u64) -> Diagnostic {
        let name = self.0.name();
        let message = text!(
            nb: "Byten 0x{byte:02X} på linje {line} betyr ingenting i {name}",
            en: "The byte 0x{byte:02X} on line {line} means nothing in {name}",
        );
        Diagnostic::error(Code::NotUtf8, message).help(other_encoding())
    }
}

fn other_encoding() -> Text {
    text!(
        nb: "Oppgi tegnsettet om det er et annet: --encoding NAVN, eller encoding = \"NAVN\" ved tabellen i krav.toml",
        en: "Name the encoding if it is another one: --encoding NAME, or encoding = \"NAME\" beside the table in krav.toml",
    )
}

/// Settles the encoding of a text file: by its byte order mark, by what the user fixed, or by its bytes.
pub fn settle(path: &str, bytes: Arc<dyn Bytes>, options: &Options) -> Result<Settled, Diagnostic> {
    let mut settled = Settled { bytes, single: None, guesses: Vec::new(), notes: Vec::new() };
    let fixed = options.encoding.as_deref().and_then(|name| Encoding::for_label(name.as_bytes()));
    let start = read(path, &*settled.bytes, 0, 3)?;
    if let Some((marked, _)) = Encoding::for_bom(&start) {
        if let Some(fixed) = fixed.filter(|fixed| *fixed != marked) {
            return Err(contradicting(path, marked, fixed));
        }
        if marked != UTF_8 {
            settled.bytes = Arc::new(transcoded(path, &*settled.bytes, marked, options)?);
            let name = marked.name();
            let message = text!(nb: "Filen er lest som {name}, som dens første byte sier", en: "The file was read as {name}, as its first bytes say");
            settled.guesses.push(Guess::sure("encoding", name.to_lowercase(), message));
        }
        return Ok(settled);
    }
    match fixed {
        Some(fixed) if fixed == UTF_8 => {}
        Some(fixed) => {
            if let Some(sample) = beyond_ascii(path, &*settled.bytes)?.filter(|sample| sample.is_utf8()) {
                settled.notes.push(sample.contradicts(path, fixed));
            }
            if fixed.is_single_byte() {
                settled.single = Some(Single(fixed));
            } else {
                settled.bytes = Arc::new(transcoded(path, &*settled.bytes, fixed, options)?);
            }
        }
        None => {
            if let Some(sample) = beyond_ascii(path, &*settled.bytes)?.filter(|sample| !sample.is_utf8()) {
                settled.guesses.push(sample.guess(path)?);
                settled.single = Some(Single(WINDOWS_1252));
            }
        }
    }
    Ok(settled)
}

fn read(path: &str, bytes: &dyn Bytes, from: u64, size: u64) -> Result<Vec<u8>, Diagnostic> {
    let mut text = vec![0; size.min(bytes.len().saturating_sub(from)) as usize];
    bytes.read_at(from, &mut text).map_err(|problem| cannot_read(path, &problem))?;
    Ok(text)
}

fn contradicting(path: &str, marked: &'static Encoding, fixed: &'static Encoding) -> Diagnostic {
    let (marked, fixed) = (marked.name(), fixed.name());
    let message = text!(
        nb: "Filen begynner med merket for {marked}, men skal leses som {fixed}",
        en: "The file begins with the mark of {marked}, but is to be read as {fixed}",
    );
    Diagnostic::error(Code::BadArgument, message)
        .at_file(path)
        .help(Text::new("Stryk tegnsettet", "Delete the encoding"))
}

/// A whole file as UTF-8, in memory.
fn transcoded(path: &str, bytes: &dyn Bytes, from: &'static Encoding, options: &Options) -> Result<Held, Diagnostic> {
    let mut held = Held::within(options.limit(Limit::Memory));
    let mut decoder = from.new_decoder_with_bom_removal();
    let mut text = vec![0; 3 * BLOCK as usize];
    let (mut at, mut line) = (0, 1);
    loop {
        let block = read(path, bytes, at, BLOCK)?;
        let last = at + block.len() as u64 >= bytes.len();
        let mut used = 0;
        loop {
            let (result, read, written) = decoder.decode_to_utf8_without_replacement(&block[used..], &mut text, last);
            held.add(&text[..written]).map_err(|problem| match problem.kind() {
                io::ErrorKind::FileTooLarge => Limit::Memory.exceeded(path, options),
                _ => cannot_read(path, &problem),
            })?;
            line += memchr::memchr_iter(b'\n', &text[..written]).count();
            used += read;
            match result {
                DecoderResult::InputEmpty => break,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(length, behind) => {
                    let byte = (at + used as u64).saturating_sub(u64::from(length) + u64::from(behind));
                    let name = from.name();
                    let message = text!(
                        nb: "Byte {byte} (på linje {line}) betyr ingenting i {name}",
                        en: "Byte {byte} (on line {line}) means nothing in {name}",
                    );
                    return Err(Diagnostic::error(Code::NotUtf8, message).at_file(path).help(other_encoding()));
                }
            }
        }
        at += block.len() as u64;
        if last {
            return Ok(held);
        }
    }
}

/// The bytes from near the first one beyond ASCII.
struct Sample {
    bytes: Vec<u8>,
    /// Lines before them.
    lines: u64,
}

/// Looks for the first byte beyond ASCII. `None` for what is ASCII as far as it matters.
fn beyond_ascii(path: &str, bytes: &dyn Bytes) -> Result<Option<Sample>, Diagnostic> {
    let (mut at, mut lines) = (0, 0);
    while at < bytes.len().min(SEARCH) {
        let block = read(path, bytes, at, BLOCK)?;
        if !block.is_ascii() {
            // Words and lines are whole again from the line's start on.
            let first = block.iter().position(|byte| !byte.is_ascii()).unwrap_or(0);
            let from = memchr::memrchr(b'\n', &block[..first]).map_or(0, |i| i + 1);
            lines += place::line_breaks(&block[..from]);
            return Ok(Some(Sample { bytes: read(path, bytes, at + from as u64, SAMPLE)?, lines }));
        }
        lines += place::line_breaks(&block);
        at += block.len() as u64;
    }
    Ok(None)
}

impl Sample {
    /// Whether the text is UTF-8, perhaps with slips: the characters that it has in UTF-8 outnumber the wrong bytes. Bytes
    /// of another encoding hardly ever form such characters.
    fn is_utf8(&self) -> bool {
        if simdutf8::basic::from_utf8(&self.bytes).is_ok() {
            return true;
        }
        let (mut rest, mut wrong, mut right) = (self.bytes.as_slice(), 0, 0);
        loop {
            match std::str::from_utf8(rest) {
                Ok(text) => {
                    right += text.chars().filter(|c| !c.is_ascii()).count();
                    break;
                }
                Err(problem) => {
                    let (before, after) = rest.split_at(problem.valid_up_to());
                    right += String::from_utf8_lossy(before).chars().filter(|c| !c.is_ascii()).count();
                    // The sample may end within a character.
                    let Some(length) = problem.error_len() else { break };
                    wrong += length;
                    rest = &after[length..];
                }
            }
        }
        right >= wrong
    }

    /// That the text is not in UTF-8, in what it was read, and why; or that it is not clear in what.
    fn guess(&self, path: &str) -> Result<Guess, Diagnostic> {
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        detector.feed(&self.bytes, true);
        let guessed = detector.guess(Some(b"no"), Utf8Detection::Deny);
        let count = self.bytes.iter().filter(|byte| !byte.is_ascii()).count();
        let text = Single(WINDOWS_1252).shown(&self.bytes);
        // Pound signs and dashes alone look like letters of other alphabets to the detector.
        let clear = guessed == WINDOWS_1252 || (!LATIN.contains(&guessed.name()) && stands_among_latin(&text));
        if !clear || !is_plausible(&text) {
            return Err(self.unclear(path, guessed));
        }
        let (word, line) = word(&text).unwrap_or_default();
        let line = self.lines + line;
        let message = text!(
            nb: "Filen er ikke UTF-8, og er lest som Windows-1252 (som ISO 8859-1 er en del av): {count} byte avgjorde, blant dem de i «{word}» på linje {line}",
            en: "The file is not UTF-8, and was read as Windows-1252 (which includes ISO 8859-1): {count} bytes decided, among them those in “{word}” on line {line}",
        );
        Ok(Guess::doubtful("encoding", "windows-1252", message))
    }

    fn unclear(&self, path: &str, guessed: &'static Encoding) -> Diagnostic {
        let at = self.bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(0);
        let byte = self.bytes.get(at).copied().unwrap_or(0);
        let line = self.lines + 1 + place::line_breaks(&self.bytes[..at]);
        let message = text!(
            nb: "Filen er ikke UTF-8 (byten 0x{byte:02X} på linje {line}), og det er ikke klart hvilket tegnsett den har",
            en: "The file is not UTF-8 (the byte 0x{byte:02X} on line {line}), and it is not clear which encoding it has",
        );
        let problem = Diagnostic::error(Code::NotUtf8, message).at_file(path);
        let problem = match guessed.name() {
            "windows-1252" => problem,
            name => problem.help(text!(nb: "Det kan være {name}", en: "It may be {name}")),
        };
        problem.help(text!(
            nb: "Lagre den som «CSV UTF-8», eller oppgi tegnsettet: --encoding NAVN, eller encoding = \"NAVN\" i krav.toml",
            en: "Save it as “CSV UTF-8”, or name the encoding: --encoding NAME, or encoding = \"NAME\" in krav.toml",
        ))
    }

    /// That the text is UTF-8 although it is to be read as something else.
    fn contradicts(&self, path: &str, fixed: &'static Encoding) -> Diagnostic {
        let name = fixed.name();
        let text = String::from_utf8_lossy(&self.bytes);
        let (word, line) = word(&text).unwrap_or_default();
        let line = self.lines + line;
        let message = text!(
            nb: "Filen skal leses som {name}, men ser ut til å være UTF-8: på linje {line} står da «{word}»",
            en: "The file is to be read as {name}, but seems to be UTF-8: line {line} would then hold “{word}”",
        );
        Diagnostic::warning(Code::FormatGuess, message).at_file(path)
    }
}

/// Encodings of the Latin alphabet beside Windows-1252: where the detector finds one of these nothing is guessed.
const LATIN: &[&str] = &[
    "ISO-8859-2",
    "ISO-8859-3",
    "ISO-8859-4",
    "ISO-8859-10",
    "ISO-8859-13",
    "ISO-8859-14",
    "ISO-8859-15",
    "ISO-8859-16",
    "macintosh",
    "windows-1250",
    "windows-1254",
    "windows-1257",
    "windows-1258",
];

/// Whether the words with letters beyond ASCII are mostly of ASCII letters: text in another alphabet would look like
/// words of such letters alone.
fn stands_among_latin(text: &str) -> bool {
    let words = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_ascii());
    let count = |(plain, beyond): (usize, usize), word: &str| {
        let ascii = word.chars().filter(char::is_ascii).count();
        (plain + ascii, beyond + word.chars().count() - ascii)
    };
    let (plain, beyond) = words.fold((0, 0), count);
    plain >= beyond
}

/// Whether letters beyond ASCII far outnumber the signs beyond ASCII that stand within words, as they do in text that was
/// decoded rightly.
fn is_plausible(text: &str) -> bool {
    let signs: Vec<char> = text.chars().collect();
    let letters = signs.iter().filter(|c| !c.is_ascii() && c.is_alphabetic()).count();
    let inside = |trio: &&[char]| {
        let sign = !trio[1].is_ascii() && !trio[1].is_alphabetic() && !trio[1].is_whitespace();
        sign && trio[0].is_alphabetic() && trio[2].is_alphabetic()
    };
    // An apostrophe, a dash and a soft hyphen may stand within a word.
    let odd = signs.windows(3).filter(inside).filter(|trio| !matches!(trio[1], '’' | '–' | '\u{ad}' | '´')).count();
    let control = signs.iter().filter(|c| ('\u{80}'..='\u{9f}').contains(*c)).count();
    control == 0 && letters >= 10 * odd
}

/// The first word with a letter beyond ASCII, and its line; otherwise what stands around the first sign beyond ASCII.
fn word(text: &str) -> Option<(String, u64)> {
    const LONGEST: usize = 40;
    let around = |at: usize, part: &dyn Fn(char) -> bool| {
        let start = text[..at].char_indices().rev().take_while(|(_, c)| part(*c)).last().map_or(at, |(i, _)| i);
        let word: String = text[start..].chars().take_while(|c| part(*c)).take(LONGEST).collect();
        (word, 1 + place::line_breaks(&text.as_bytes()[..start]))
    };
    let letter = text.char_indices().find(|(_, c)| !c.is_ascii() && c.is_alphabetic());
    let any = || text.char_indices().find(|(_, c)| !c.is_ascii());
    match letter {
        Some((at, _)) => Some(around(at, &|c| c.is_alphanumeric())),
        None => any().map(|(at, _)| around(at, &|c| !c.is_whitespace() && !matches!(c, ';' | ',' | '"'))),
    }
}

#[cfg(test)]
mod tests;

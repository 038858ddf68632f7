//! The first line of a file, which names its keyword set.

use super::lexicon::{self, Keyword, Place, word_len};
use super::reader::Reader;
use super::slips;
use super::tree::Words;
use crate::base::Code;
use crate::text;

/// Reads the first line, sets the file's words, and says at which line the items begin.
pub(super) fn header(reader: &mut Reader) -> usize {
    let Some(i) = reader.scan.lines.iter().position(|line| !line.is_empty()) else { return 0 };
    let (first, end) = (reader.scan.lines[i].first, reader.scan.lines[i].end);
    let rest = &reader.text[first..end];
    if let Some(hit) = lexicon::at_start(rest, Place::Header) {
        let behind = &rest[hit.len..];
        let value = behind.trim();
        let start = end - behind.trim_start().len();
        let span = reader.span(start..start + value.len());
        match Words::from_code(value) {
            Some(words) => {
                reader.words = words;
                reader.check_words(&hit, reader.span(first..first + hit.len));
            }
            None => {
                reader.words = if hit.form == Keyword::Language.word(Words::En) { Words::En } else { Words::Nb };
                reader.problem(
                    Code::UnknownLanguage,
                    if value.is_empty() { reader.span(first..end) } else { span },
                    text!(nb: "Ukjent språk `{value}`", en: "Unknown language `{value}`"),
                    text!(nb: "ventet nb, nn eller en", en: "expected nb, nn or en"),
                    text!(nb: "Skriv `språk nb`, `språk nn` eller `language en`.", en: "Write `språk nb`, `språk nn` or `language en`."),
                );
            }
        }
        return i + 1;
    }
    let word = &rest[..word_len(rest)];
    let value = rest[word.len()..].trim();
    let meant = slips::meant(word, ["språk", "language"]);
    if let (Some(meant), Some(words)) = (meant, Words::from_code(value)) {
        reader.words = words;
        reader.problem(
            Code::UnknownLanguage,
            reader.span(first..first + word.len()),
            text!(nb: "Ukjent ord `{word}` på første linje", en: "Unknown word `{word}` on the first line"),
            text!(nb: "mente du `{meant}`?", en: "did you mean `{meant}`?"),
            text!(nb: "Skriv `{meant} {value}`.", en: "Write `{meant} {value}`."),
        );
        return i + 1;
    }
    unnamed(reader, i);
    0
}

/// Without a first line the words are English; if they plainly are not, one problem says so for the whole file.
fn unnamed(reader: &mut Reader, line: usize) {
    let margin = reader.scan.lines.iter().filter(|line| !line.is_empty() && !line.indented());
    let hits: Vec<_> = margin
        .filter_map(|line| lexicon::at_start(&reader.text[line.first..line.end], Place::Item))
        .take(200)
        .collect();
    let speaks = |words: Words| hits.iter().filter(|hit| hit.entry.all(words).contains(&hit.form)).count();
    let [en, nb, nn] = Words::ALL.map(speaks);
    if en > 0 || nb + nn == 0 {
        return;
    }
    reader.words = if nn > nb || nn == nb && reader.text.contains("kvar") { Words::Nn } else { Words::Nb };
    let (code, place) = (reader.words.code(), &reader.scan.lines[line]);
    let span = reader.span(place.first..place.end);
    reader.problem(
        Code::UnknownLanguage,
        span,
        text!(nb: "Filen er skrevet med norske ord, men sier det ikke", en: "The file is written with Norwegian words, but does not say so"),
        text!(nb: "foran denne linjen mangler språket", en: "the language is missing before this line"),
        text!(nb: "Skriv `språk {code}` på første linje.", en: "Write `språk {code}` on the first line."),
    );
}

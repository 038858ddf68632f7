//! Cuts a file into items, and items into lines that can be read one by one, so that a slip costs its own line.
//!
//! An item begins with its keyword at the margin. (An indented keyword does, too, where a head follows that can be
//! nothing else.) Inside an item a new clause begins where a line begins with a clause word; every other line goes on
//! with the clause before. So clause words are free as names, but at the beginning of a line: there they are names only
//! when the line above asks for more and a sign or word follows that can follow nothing but a name (`kilde = …`).

use super::lexicon::{self, Entry, Hit, Keyword, Place, word_len};
use super::reader::Reader;
use super::scan::{Line, Piece};
use super::slips;
use super::tree::Words;
use crate::base::Code;
use crate::text;
use std::ops::Range;

/// An item: its keyword, its lines, the doc comment above it.
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub entry: &'static Entry,
    /// Where the keyword stands.
    pub keyword: Range<usize>,
    pub lines: Range<usize>,
    pub doc: String,
}

/// A piece that the grammar reads at once.
#[derive(Clone, Debug)]
pub(super) struct Segment {
    /// What it begins with; `None` for lines without a keyword, and for those that could not be understood.
    pub entry: Option<&'static Entry>,
    /// From its keyword (or its beginning, where it has none).
    pub start: usize,
    /// The bytes behind the keyword.
    pub from: usize,
    pub to: usize,
    pub lines: Range<usize>,
    pub doc: String,
    /// A problem has been told already: leave it out.
    pub lost: bool,
}

/// Cuts the lines from `first` on into items.
pub(super) fn blocks(reader: &mut Reader, first: usize) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut doc = String::new();
    let mut stray = false;
    for i in first..reader.scan.lines.len() {
        let line = reader.scan.lines[i].clone();
        if line.is_empty() {
            collect_doc(reader, &line, &mut doc);
            continue;
        }
        let current = blocks.last().map(|block| block.entry.keyword);
        if let Some((entry, keyword)) = item_start(reader, &line, current) {
            blocks.push(Block { entry, keyword, lines: i..i + 1, doc: std::mem::take(&mut doc) });
            stray = false;
        } else if let Some(block) = blocks.last_mut() {
            block.lines.end = i + 1;
        } else {
            outside(reader, &line, stray);
            stray = true;
        }
        doc.clear();
    }
    blocks
}

/// A doc comment belongs to what follows it directly.
fn collect_doc(reader: &Reader, line: &Line, doc: &mut String) {
    let Some(comment) = line.comment else { return doc.clear() };
    match reader.text[comment..line.stop].strip_prefix("##") {
        Some(text) => {
            if !doc.is_empty() {
                doc.push('\n');
            }
            doc.push_str(text.trim());
        }
        None => doc.clear(),
    }
}

/// The item that begins on this line, if one does.
fn item_start(reader: &mut Reader, line: &Line, current: Option<Keyword>) -> Option<(&'static Entry, Range<usize>)> {
    let rest = &reader.text[line.first..line.end];
    if let Some(hit) = lexicon::at_start(rest, Place::Item) {
        let fields = matches!(current, Some(Keyword::Table | Keyword::Codes));
        if line.indented() && !looks_like_head(&rest[hit.len..], fields) {
            return None;
        }
        let range = line.first..line.first + hit.len;
        reader.check_words(&hit, reader.span(range.clone()));
        return Some((hit.entry, range));
    }
    // A misspelt item word: at the margin, with the look of a head, and nothing else that it could be.
    let word = &rest[..word_len(rest)];
    let known = lexicon::at_start_where(rest, |entry| !entry.stands(Place::Type)).is_some();
    let field = matches!(current, Some(Keyword::Table))
        && lexicon::at_start(rest[word.len()..].trim_start(), Place::Type).is_some();
    if line.indented() || word.is_empty() || known || field || !looks_like_head(&rest[word.len()..], false) {
        return None;
    }
    let meant = slips::meant(word, lexicon::words_of(Place::Item, reader.words))?;
    let entry = lexicon::whole(meant, Place::Item)?.entry;
    let range = line.first..line.first + word.len();
    reader.problem(
        Code::UnexpectedText,
        reader.span(range.clone()),
        text!(nb: "Ukjent ord `{word}` på begynnelsen av linjen", en: "Unknown word `{word}` at the beginning of the line"),
        text!(nb: "mente du `{meant}`?", en: "did you mean `{meant}`?"),
        text!(nb: "Skriv `{meant}`.", en: "Write `{meant}`."),
    );
    Some((entry, range))
}

/// Whether what stands behind an item's keyword is a name, and then a text, `for` or nothing.
fn looks_like_head(after: &str, text_needed: bool) -> bool {
    let name = after.trim_start();
    let len = match name.strip_prefix('`') {
        Some(rest) => rest.find('`').map_or(0, |i| i + 2),
        None => name.find(|c: char| !(lexicon::is_word(c) || "-./".contains(c))).unwrap_or(name.len()),
    };
    if len == 0 || name.len() == after.len() {
        return false;
    }
    let rest = name[len..].trim_start();
    let text = rest.starts_with(['«', '"', '“', '”', '„']);
    text || !text_needed && (rest.is_empty() || ["for ", "of ", "av "].iter().any(|word| rest.starts_with(word)))
}

/// Tells of a line that belongs to no item.
fn outside(reader: &mut Reader, line: &Line, told: bool) {
    let rest = &reader.text[line.first..line.end];
    let len = word_len(rest).max(rest.chars().next().map_or(0, char::len_utf8));
    let clause = lexicon::at_start_where(rest, is_clause);
    if let Some(hit) = clause {
        let (form, item) = (hit.form, owner(&hit, reader.words));
        reader.problem(
            Code::MisplacedClause,
            reader.span(line.first..line.first + hit.len),
            text!(nb: "Linjen `{form}` står utenfor en {item}", en: "The line `{form}` stands outside a {item}"),
            text!(nb: "hører til i en `{item}`", en: "belongs in a `{item}`"),
            text!(nb: "Flytt linjen ned under `{item} …`.", en: "Move the line below `{item} …`."),
        );
    } else if let Some(hit) = lexicon::at_start(rest, Place::Header) {
        let form = hit.form;
        reader.problem(
            Code::MisplacedClause,
            reader.span(line.first..line.end),
            text!(nb: "`{form}` kan bare stå én gang, på første linje", en: "`{form}` may stand only once, on the first line"),
            text!(nb: "for sent", en: "too late"),
            text!(nb: "Behold bare den første.", en: "Keep the first one only."),
        );
    } else if !told {
        let found = &rest[..len];
        let list = slips::listed(lexicon::words_of(Place::Item, reader.words));
        reader.problem(
            Code::UnexpectedText,
            reader.span(line.first..line.first + len),
            text!(nb: "Filen kan ikke begynne med `{found}`", en: "A file cannot begin with `{found}`"),
            text!(nb: "ventet {list}", en: "expected {list}"),
            text!(nb: "Begynn med et av ordene {list}.", en: "Begin with one of the words {list}."),
        );
    }
}

fn is_clause(entry: &Entry) -> bool {
    entry.stands(Place::Pack) || entry.stands(Place::Rule)
}

/// The word for the item that a clause belongs to.
fn owner(hit: &Hit, words: Words) -> &'static str {
    let rule = hit.entry.stands(Place::Rule);
    if rule { Keyword::Rule.word(words) } else { Keyword::Pack.word(words) }
}

/// The head of an item alone: its keyword's line and what goes on from it. For items without clauses.
pub(super) fn whole(reader: &Reader, block: &Block) -> Segment {
    let to =
        block.lines.clone().rev().map(|i| &reader.scan.lines[i]).find(|line| !line.is_empty()).map(|line| line.end);
    Segment {
        entry: Some(block.entry),
        start: block.keyword.start,
        from: block.keyword.end,
        to: to.unwrap_or(block.keyword.end).max(block.keyword.end),
        lines: block.lines.clone(),
        doc: String::new(),
        lost: false,
    }
}

fn head(reader: &Reader, block: &Block) -> Segment {
    whole(reader, &Block { lines: block.lines.start..block.lines.start + 1, ..block.clone() })
}

/// Cuts an item into its head and its clauses. Words of `place` begin a clause; an item without clauses has none.
pub(super) fn clauses(reader: &mut Reader, block: &Block, place: Option<Place>) -> Vec<Segment> {
    let mut segments = vec![head(reader, block)];
    let mut depth = depth_of(reader, &reader.scan.lines[block.lines.start]);
    for i in block.lines.clone().skip(1) {
        let line = reader.scan.lines[i].clone();
        if line.is_empty() {
            continue;
        }
        let complete = depth <= 0 && segments.last().is_some_and(|segment| is_complete(reader, segment));
        let start = clause_start(reader, &line, complete, place, segments.last().and_then(|s| s.entry));
        match (start, segments.last_mut()) {
            (None, Some(segment)) => {
                segment.to = line.end;
                segment.lines.end = i + 1;
                depth += depth_of(reader, &line);
            }
            (None, None) => {}
            (Some((entry, range)), _) => {
                depth = depth_of(reader, &line);
                segments.push(Segment {
                    entry,
                    start: range.start,
                    from: range.end,
                    to: line.end.max(range.end),
                    lines: i..i + 1,
                    doc: String::new(),
                    lost: entry.is_none(),
                });
            }
        }
    }
    if let Some(trace) = &mut reader.trace {
        trace.segments.clone_from(&segments);
    }
    segments
}

fn depth_of(reader: &Reader, line: &Line) -> i64 {
    let brackets = &reader.scan.brackets[line.brackets.clone()];
    brackets.iter().map(|(_, c)| if "([{".contains(*c) { 1 } else { -1 }).sum()
}

/// Whether a piece could end here: its last word or sign does not ask for more.
fn is_complete(reader: &Reader, segment: &Segment) -> bool {
    let code = segment.lines.clone().rev().map(|i| &reader.scan.lines[i]).find(|line| !line.is_empty());
    let Some(line) = code.filter(|_| segment.to > segment.from) else { return false };
    match line.last {
        Piece::Word(at) => {
            let word = &reader.text[at..line.end];
            let asks = lexicon::at_start_where(word, |entry| {
                use Keyword::*;
                let ends = matches!(entry.keyword, Yes | No | This | AsOf | IsMissing | IsGiven | IsNotRelevant);
                entry.stands(Place::Operator) && !ends
            });
            asks.is_none()
        }
        Piece::Closed => true,
        Piece::Open(_) | Piece::None => false,
    }
}

/// The clause that begins on this line, if one does: its keyword (`None`: not to be understood) and where it stands.
fn clause_start(
    reader: &mut Reader,
    line: &Line,
    complete: bool,
    place: Option<Place>,
    before: Option<&'static Entry>,
) -> Option<(Option<&'static Entry>, Range<usize>)> {
    let text = reader.text;
    let rest = &text[line.first..line.end];
    let at = |len: usize| line.first..line.first + len;
    if let Some(hit) = place.and_then(|place| lexicon::at_start(rest, place)) {
        let explained = before.is_some_and(|entry| entry.keyword == Keyword::Explain);
        let belongs = explained && hit.entry.keyword == Keyword::When && !complete;
        if belongs || !complete && follows_a_name(&rest[hit.len..]) {
            return None;
        }
        reader.check_words(&hit, reader.span(at(hit.len)));
        return Some((Some(hit.entry), skip_colon(reader, at(hit.len))));
    }
    if !complete || !rest.starts_with(lexicon::is_word) || rest.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if let Some(hit) = lexicon::at_start_where(rest, is_clause) {
        let (form, item) = (hit.form, owner(&hit, reader.words));
        reader.problem(
            Code::MisplacedClause,
            reader.span(at(hit.len)),
            text!(nb: "`{form}` kan ikke stå her", en: "`{form}` cannot stand here"),
            text!(nb: "hører til i en `{item}`", en: "belongs in a `{item}`"),
            text!(nb: "Flytt linjen ned under `{item} …`.", en: "Move the line below `{item} …`."),
        );
        return Some((None, at(hit.len)));
    }
    let word = &rest[..word_len(rest)];
    let goes_on = lexicon::at_start_where(rest, |entry| {
        [Place::Operator, Place::Inner, Place::SourceKind].iter().any(|place| entry.stands(*place))
    });
    if goes_on.is_some() || Words::from_code(word).is_some() {
        return None;
    }
    let place = place?;
    let entry = unknown_clause(reader, word, at(word.len()), place);
    Some((entry, at(word.len())))
}

/// A colon behind a clause word is a habit from elsewhere.
fn skip_colon(reader: &mut Reader, keyword: Range<usize>) -> Range<usize> {
    if !reader.text[keyword.end..].starts_with(':') {
        return keyword;
    }
    let word = &reader.text[keyword.clone()];
    reader.problem(
        Code::ForeignOperator,
        reader.span(keyword.end..keyword.end + 1),
        text!(nb: "Det skal ikke stå kolon etter `{word}`", en: "No colon stands after `{word}`"),
        text!(nb: "ta det bort", en: "take it away"),
        text!(nb: "Skriv `{word}` og så innholdet, uten kolon.", en: "Write `{word}` and then its content, without a colon."),
    );
    keyword.start..keyword.end + 1
}

/// A line that begins with a word that no clause begins with.
fn unknown_clause(reader: &mut Reader, word: &str, at: Range<usize>, place: Place) -> Option<&'static Entry> {
    let span = reader.span(at);
    if let Some(keyword) = slips::clause_word(word).filter(|keyword| keyword.entry().stands(place)) {
        let own = reader.word(keyword);
        reader.problem(
            Code::ForeignOperator,
            span,
            text!(nb: "Ordet `{word}` finnes ikke i språket", en: "The word `{word}` does not exist in the language"),
            text!(nb: "skriv `{own}`", en: "write `{own}`"),
            text!(nb: "Skriv `{own}`.", en: "Write `{own}`."),
        );
        return Some(keyword.entry());
    }
    let list = slips::listed(lexicon::words_of(place, reader.words));
    let (and, or) = (reader.word(Keyword::And), reader.word(Keyword::Or));
    let meant = slips::meant(word, lexicon::words_of(place, reader.words));
    let (label, help) = match meant {
        Some(meant) => (
            text!(nb: "mente du `{meant}`?", en: "did you mean `{meant}`?"),
            text!(nb: "Skriv `{meant}`.", en: "Write `{meant}`."),
        ),
        None => (
            text!(nb: "ikke et nøkkelord", en: "not a keyword"),
            text!(nb: "En linje her begynner med {list}. Fortsetter uttrykket fra linjen over, mangler `{and}`, `{or}` eller et tegn.",
                  en: "A line here begins with {list}. If the expression goes on from the line above, `{and}`, `{or}` or a sign is missing."),
        ),
    };
    reader.problem(
        Code::UnexpectedText,
        span,
        text!(nb: "Ukjent ord `{word}` på begynnelsen av linjen", en: "Unknown word `{word}` at the beginning of the line"),
        label,
        help,
    );
    meant.and_then(|meant| lexicon::whole(meant, place)).map(|hit| hit.entry)
}

/// Whether what follows a word shows that the word is a name: a sign or word that only stands between values.
fn follows_a_name(after: &str) -> bool {
    let close = after.starts_with(['.', ',', ')', ']']);
    let rest = after.trim_start();
    let sign = rest.starts_with(['=', '+', '*', '/', ')', ']', ',', '≠', '≤', '≥', '|', '&'])
        || rest.starts_with("!=")
        || rest.starts_with(['<', '>']) && !rest.starts_with("<http")
        || rest.starts_with(':');
    let word = lexicon::at_start_where(rest, |entry| {
        use Keyword::*;
        matches!(entry.keyword, And | Or | In | NotIn | Has | Where | Is | IsGiven | IsMissing | IsNotRelevant)
    });
    close || sign || word.is_some()
}

/// Cuts the lines below a head where each line is a piece of its own (tables, code lists), or as `goes_on` says.
pub(super) fn lines(
    reader: &mut Reader,
    block: &Block,
    goes_on: impl Fn(&Reader, &Line, &Segment, i64) -> bool,
) -> Vec<Segment> {
    let mut segments = vec![head(reader, block)];
    let mut doc = String::new();
    let mut depth = depth_of(reader, &reader.scan.lines[block.lines.start]);
    for i in block.lines.clone().skip(1) {
        let line = reader.scan.lines[i].clone();
        if line.is_empty() {
            collect_doc(reader, &line, &mut doc);
            continue;
        }
        if let Some(segment) = segments.last_mut().filter(|segment| goes_on(reader, &line, segment, depth)) {
            segment.to = line.end;
            segment.lines.end = i + 1;
            depth += depth_of(reader, &line);
        } else {
            let doc = std::mem::take(&mut doc);
            let (start, to) = (line.first, line.end);
            segments.push(Segment { entry: None, start, from: start, to, lines: i..i + 1, doc, lost: false });
            depth = depth_of(reader, &line);
        }
        doc.clear();
    }
    if let Some(trace) = &mut reader.trace {
        trace.segments.clone_from(&segments);
    }
    segments
}

/// A line of a table or code list goes on when it ends with a comma or `|`, or the next begins with one or with a text.
pub(super) fn listed_on(reader: &Reader, line: &Line, segment: &Segment, _depth: i64) -> bool {
    let last = segment.lines.clone().rev().map(|i| &reader.scan.lines[i]).find(|line| !line.is_empty());
    let asks = last.is_some_and(|line| matches!(line.last, Piece::Open(',' | '|')));
    asks || reader.text[line.first..].starts_with([',', '|', '«', '"'])
}

/// A row of a test goes on while its braces are open, and with its arrow.
pub(super) fn row_goes_on(reader: &Reader, line: &Line, segment: &Segment, depth: i64) -> bool {
    let rest = &reader.text[line.first..line.end];
    let new_row = rest[word_len(rest)..].trim_start().starts_with('{') && word_len(rest) > 0;
    let head = segment.entry.is_some();
    !new_row && !head && (depth > 0 || rest.starts_with(['-', '{', '}', ',', '=', '→']))
}

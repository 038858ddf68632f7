//! YAML 1.2: events to a document, each held against the budgets before a node is made of it.
//!
//! Every scalar keeps its text: `no` is the text `no`, and `0301` keeps its zero. Only a bare `null`, `~` or nothing at
//! all is no value.

use super::doc::{Builder, Doc, Id, Wrong, WrongKind};
use crate::base::Text;
use crate::data::read::{Limit, Options, contained};
use crate::text;
use hashbrown::HashMap;
use saphyr_parser::{Event, Parser, ScalarStyle, Span};

/// Reads the documents of a file.
pub fn read(text: &str, options: &Options) -> Result<Doc, Wrong> {
    let gave_up = || text!(nb: "biblioteket som leser den, ga opp", en: "the library that reads it gave up");
    contained(|| events(text, options)).unwrap_or_else(|| Err(wrong(0, gave_up())))
}

fn events(text: &str, options: &Options) -> Result<Doc, Wrong> {
    let mut building = Building {
        builder: Builder::new(options, text.len()),
        anchors: HashMap::new(),
        open: Vec::new(),
        cursor: Cursor { text, characters: 0, byte: 0 },
    };
    let mut parser = Parser::new_from_str(text);
    loop {
        match parser.next_event() {
            None | Some(Ok((Event::StreamEnd, _))) => return Ok(building.builder.doc),
            Some(Ok((event, span))) => building.event(event, span)?,
            Some(Err(problem)) => {
                let (at, problem) = (building.cursor.byte_of(problem.marker().index()), problem.info());
                // The library's own limit of brackets comes before ours where it looks ahead.
                if problem.contains("recursion limit") {
                    return Err(Wrong { at, kind: WrongKind::Over(Limit::Depth) });
                }
                let kind = WrongKind::Syntax(text!(nb: "{problem}", en: "{problem}"));
                return Err(Wrong { at, kind });
            }
        }
    }
}

struct Building<'a> {
    builder: Builder,
    anchors: HashMap<usize, Id>,
    /// Anchors of the lists and maps that are open; 0 for none.
    open: Vec<usize>,
    cursor: Cursor<'a>,
}

impl Building<'_> {
    fn event(&mut self, event: Event, span: Span) -> Result<(), Wrong> {
        let start = self.cursor.byte_of(span.start.index());
        match event {
            Event::SequenceStart(anchor, _) => {
                self.no_key(start)?;
                self.open.push(anchor);
                self.builder.begin_list(start)
            }
            Event::MappingStart(anchor, _) => {
                self.no_key(start)?;
                self.open.push(anchor);
                self.builder.begin_map(start)
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let until = self.cursor.byte_of(span.end.index());
                let until = self.cursor.trimmed(until);
                let id = self.builder.end(until)?;
                self.anchor(self.open.last().copied().unwrap_or(0), id);
                self.open.pop();
                Ok(())
            }
            Event::Scalar(text, style, anchor, _) => {
                let until = self.cursor.byte_of(span.end.index());
                let until = self.cursor.trimmed(until).max(start);
                if self.builder.wants_key() {
                    if text == "<<" && style == ScalarStyle::Plain {
                        return Err(wrong(
                            start,
                            text!(
                                nb: "flettenøkkelen «<<» hører ikke til YAML 1.2; skriv nøklene ut",
                                en: "the merge key “<<” does not belong to YAML 1.2; write the keys out",
                            ),
                        ));
                    }
                    return self.builder.key(&text, start);
                }
                let blank = style == ScalarStyle::Plain && matches!(&*text, "" | "~" | "null" | "Null" | "NULL");
                let id = self.builder.scalar((!blank).then_some(&*text), (start, until))?;
                self.anchor(anchor, id);
                Ok(())
            }
            Event::Alias(anchor) => {
                self.no_key(start)?;
                match self.anchors.get(&anchor) {
                    Some(&target) => self.builder.alias(target, start),
                    None => Err(wrong(
                        start,
                        text!(
                            nb: "aliaset viser til seg selv, eller til noe som ikke finnes",
                            en: "the alias refers to itself, or to nothing",
                        ),
                    )),
                }
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) | Event::DocumentEnd => {
                Ok(())
            }
        }
    }

    fn anchor(&mut self, anchor: usize, id: Id) {
        if anchor != 0 {
            self.anchors.insert(anchor, id);
        }
    }

    fn no_key(&self, at: u32) -> Result<(), Wrong> {
        match self.builder.wants_key() {
            false => Ok(()),
            true => Err(wrong(at, text!(nb: "en nøkkel må være én tekst", en: "a key must be a single text"))),
        }
    }
}

fn wrong(at: u32, what: Text) -> Wrong {
    Wrong { at, kind: WrongKind::Syntax(what) }
}

/// From the number of a character, which is what the parser knows, to its byte. Moves on from where it is.
struct Cursor<'a> {
    text: &'a str,
    characters: usize,
    byte: usize,
}

impl Cursor<'_> {
    fn byte_of(&mut self, wanted: usize) -> u32 {
        let bytes = self.text.as_bytes();
        while self.characters < wanted && self.byte < bytes.len() {
            self.byte += 1;
            while bytes.get(self.byte).is_some_and(|byte| byte & 0xC0 == 0x80) {
                self.byte += 1;
            }
            self.characters += 1;
        }
        while self.characters > wanted && self.byte > 0 {
            self.byte -= 1;
            while bytes[self.byte] & 0xC0 == 0x80 {
                self.byte -= 1;
            }
            self.characters -= 1;
        }
        self.byte as u32
    }

    /// Without the blanks before a byte.
    fn trimmed(&self, byte: u32) -> u32 {
        self.text.get(..byte as usize).map_or(byte, |before| before.trim_end().len() as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn over(text: &str, limits: &[(Limit, u64)]) -> Option<Limit> {
        let options = Options { limits: limits.to_vec(), ..Options::default() };
        match read(text, &options).map(|_| ()).map_err(|wrong| wrong.kind) {
            Err(WrongKind::Over(limit)) => Some(limit),
            Ok(()) => None,
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn budgets_hold_before_there_is_a_tree() {
        let laughs: String = std::iter::once("a: &a [x,x,x,x,x,x,x,x,x]\n".to_string())
            .chain(('b'..='i').map(|c| {
                let before = char::from(c as u8 - 1);
                format!("{c}: &{c} [{}]\n", vec![format!("*{before}"); 9].join(","))
            }))
            .collect();
        assert!(laughs.len() < 700);
        assert_eq!(over(&laughs, &[]), Some(Limit::Aliases));
        let uses = "a: &a x\nb: [*a, *a, *a]\n";
        assert_eq!(over(uses, &[(Limit::Aliases, 3)]), None);
        assert_eq!(over(uses, &[(Limit::Aliases, 2)]), Some(Limit::Aliases));
        let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert_eq!(over(&deep(128), &[]), None);
        assert_eq!(over(&deep(129), &[]), Some(Limit::Depth));
        assert_eq!(over(&deep(100_000), &[]), Some(Limit::Depth));
        let by_alias = "a: &a [[x]]\nb: [[*a]]\n";
        assert_eq!(over(by_alias, &[(Limit::Depth, 5)]), None);
        assert_eq!(over(by_alias, &[(Limit::Depth, 4)]), Some(Limit::Depth));
        assert_eq!(over("[a, b, c]", &[(Limit::Cells, 4)]), None);
        assert_eq!(over("[a, b, c]", &[(Limit::Cells, 3)]), Some(Limit::Cells));
    }

    #[test]
    fn scalars_keep_their_text() {
        let text = "[no, 0301, 1.10, 0x1F, 'null', null, ~, \"\", on, 12345678901234567890.10]";
        let doc = read(text, &Options::default()).expect("well formed");
        let items: Vec<Option<&str>> = doc
            .items(doc.roots[0])
            .iter()
            .map(|&id| matches!(doc.node(id).kind, super::super::doc::Kind::Text(..)).then(|| doc.text(id)))
            .collect();
        let some = |text| Some(text);
        assert_eq!(items[..5], [some("no"), some("0301"), some("1.10"), some("0x1F"), some("null")]);
        assert_eq!(items[5..7], [None, None]);
        assert_eq!(items.last(), Some(&some("12345678901234567890.10")));
    }

    #[test]
    fn what_is_no_table_of_texts_is_refused() {
        let at = |text: &str| read(text, &Options::default()).map(|_| ()).map_err(|wrong| wrong.at);
        assert_eq!(at("a: 1\nb: &x [*x]\n"), Err(12));
        assert_eq!(at("? [a]\n: 1\n"), Err(2));
        assert_eq!(at("a: &d {x: 1}\nb:\n  <<: *d\n"), Err(18));
        assert_eq!(at("æ: 1\nb: 2\næ: 3\n"), Err(11));
        assert!(at("a: \"x\n").is_err());
    }
}

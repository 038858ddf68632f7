//! Programs at random: every construct of the language, laid out as no one would.

mod expression;
mod items;

use super::super::super::lexicon::Keyword::{self, *};
use super::super::super::tree::Words;

/// A program made from bytes, in a set of words. Fewer and smaller bytes make a shorter and plainer one.
pub fn program(words: Words, bytes: &[u8]) -> String {
    let mut writer = Writer { words, bytes: bytes.iter(), out: String::new(), depth: 0, fresh: false, names: 0 };
    writer.file();
    writer.out
}

struct Writer<'b> {
    words: Words,
    bytes: std::slice::Iter<'b, u8>,
    out: String,
    depth: usize,
    /// The line begins here, so no name may look like a clause.
    fresh: bool,
    names: usize,
}

const NAMES: &[&str] = &[
    "a",
    "navn",
    "oppstart_dato",
    "kilde",
    "antall",
    "message",
    "Sámi_đ",
    "ks-tall",
    "`rart navn`",
    "`er`",
    "x1",
    "kraft",
    "force",
    "sum",
];

impl Writer<'_> {
    fn byte(&mut self) -> usize {
        usize::from(self.bytes.next().copied().unwrap_or(0))
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.byte() % of.len()]
    }

    /// One time in so many.
    fn rarely(&mut self, times: usize) -> bool {
        self.byte() % times == times - 1
    }

    fn put(&mut self, text: &str) {
        self.out.push_str(text);
        self.fresh = false;
    }

    /// A keyword in any of its forms.
    fn word(&mut self, keyword: Keyword) {
        let form = self.pick(keyword.entry().all(self.words));
        self.put(form);
    }

    fn blank(&mut self) {
        let blank = self.pick(&[" ", " ", " ", "  ", "\t", " \u{a0}"]);
        self.out.push_str(blank);
    }

    fn maybe(&mut self) {
        if self.rarely(4) {
            self.blank();
        }
    }

    fn comment(&mut self) {
        let comment = self.pick(&["# x", "#", "# «åpen \"(", "## dok", "# skal a = b  "]);
        self.put(comment);
    }

    /// A blank, or a new line where the line goes on.
    fn turn(&mut self) {
        if !self.rarely(5) {
            return self.blank();
        }
        if self.rarely(3) {
            self.blank();
            self.comment();
        }
        self.out.push('\n');
        if self.rarely(4) {
            self.out.push_str("   # mellom\n\n");
        }
        self.out.push_str("     ");
        self.fresh = true;
    }

    fn end(&mut self) {
        if self.rarely(6) {
            self.blank();
            self.comment();
        }
        self.out.push('\n');
        self.fresh = false;
        while self.rarely(5) {
            let indent = self.pick(&["  ", "", "\n", "      "]);
            self.out.push_str(indent);
            self.comment();
            let end = self.pick(&["\n", "\n\n"]);
            self.out.push_str(end);
        }
        if self.rarely(9) {
            self.out.push_str("\n\n");
        }
    }

    fn line(&mut self) {
        let indent = self.pick(&["  ", " ", "\t", "      "]);
        self.out.push_str(indent);
    }

    fn text(&mut self) {
        let text = self.pick(&[
            "«T»",
            "\"T\"",
            "«»",
            "«# \"sitat\" {navn}»",
            "\"det «er» slik; og # eller\"",
            "«en lang tekst som fyller linjen, og som går videre»",
        ]);
        self.put(text);
    }

    fn name(&mut self) {
        let name = if self.fresh { self.pick(&["a", "navn", "`kilde`", "b2"]) } else { self.pick(NAMES) };
        self.put(name);
    }

    /// A name that no other has, as fields and codes have them.
    fn own_name(&mut self) {
        self.names += 1;
        let name = format!("{}{}", self.pick(&["f", "felt_med_langt_navn_", "å"]), self.names);
        self.put(&name);
    }

    fn id(&mut self) {
        let id = self.pick(&["r", "ks-drøfting", "pakke.2017/del-1", "x.y", "`rar id`"]);
        self.put(id);
    }

    fn date(&mut self) {
        let date = self.pick(&["2017-09-08", "2024-02-29"]);
        self.put(date);
    }

    fn number(&mut self) {
        let plain = ["10", "1", "2.5", "10_000_000", "90 %", "90%", "3 mill. kr", "5 kr", "7 mill.  kr"];
        let number = self.pick(&plain);
        self.put(number);
        if number.len() < 3 && self.rarely(2) {
            self.maybe();
            let scale = self.pick(&[Thousand, Million, Billion]);
            self.word(scale);
            if self.rarely(2) {
                self.put(" kr");
            }
        }
    }

    fn file(&mut self) {
        if self.rarely(3) {
            self.out.push_str("# om filen\n\n");
        }
        if self.words != Words::En || self.rarely(2) {
            self.word(Language);
            self.blank();
            self.put(self.words.code());
            self.end();
        }
        for _ in 0..self.byte() % 5 + 1 {
            match self.byte() % 9 {
                0 => self.pack(),
                1 => self.codes(),
                2 => self.table(),
                3 => self.term(),
                4 => self.waiver(),
                5 => self.test(),
                _ => self.rule(),
            }
        }
        if self.rarely(3) {
            self.out.truncate(self.out.trim_end().len());
        }
    }

    fn title(&mut self) {
        if !self.rarely(3) {
            self.blank();
            self.text();
        }
    }

    fn begin(&mut self, keyword: Keyword) {
        if self.rarely(4) {
            self.put("## dok\n");
        }
        self.word(keyword);
        self.blank();
    }
}

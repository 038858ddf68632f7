//! Programs at random: every construct of the language, laid out as no one would.

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

    fn pack(&mut self) {
        self.begin(Pack);
        self.id();
        self.title();
        self.end();
        if self.rarely(2) {
            self.line();
            self.word(Version);
            self.blank();
            let edition = self.pick(&["1.0.0", "2017-09-08", "1.0.0-beta.2+x"]);
            self.put(edition);
            self.end();
        }
        if self.rarely(2) {
            self.source();
        }
        if self.rarely(2) {
            self.in_force();
        }
    }

    fn source(&mut self) {
        self.line();
        self.word(Source);
        self.blank();
        let kind = self.pick(&[Law, Regulation, Circular, Recommendation, Standard, Internal]);
        self.word(kind);
        self.blank();
        self.text();
        if self.rarely(2) {
            self.turn();
            self.word(Section);
            self.blank();
            self.text();
        }
        if self.rarely(3) {
            self.blank();
            self.put("<https://lovdata.no/a?b=c#d>");
        }
        self.end();
    }

    fn in_force(&mut self) {
        self.line();
        self.word(InForce);
        let ends = self.byte() % 3;
        if ends != 1 {
            self.blank();
            self.word(From);
            self.blank();
            self.date();
        }
        if ends != 0 {
            self.blank();
            self.word(To);
            self.blank();
            self.date();
        }
        self.end();
    }

    fn codes(&mut self) {
        self.begin(Codes);
        self.own_name();
        self.title();
        self.end();
        for _ in 0..self.byte() % 4 {
            self.line();
            self.own_name();
            for label in 0..self.byte() % 3 {
                self.blank();
                if label > 0 {
                    self.put("|");
                    self.maybe();
                }
                self.text();
            }
            self.end();
        }
    }

    fn table(&mut self) {
        self.begin(Table);
        self.own_name();
        if self.rarely(6) {
            self.blank();
            self.word(Of);
            self.blank();
            self.own_name();
            self.title();
            return self.end();
        }
        self.title();
        self.end();
        for _ in 0..self.byte() % 5 {
            self.line();
            self.own_name();
            self.blank();
            self.field_type();
            for _ in 0..self.byte() % 4 {
                self.maybe();
                self.put(",");
                self.turn();
                self.modifier();
            }
            self.end();
        }
        if self.rarely(4) {
            self.line();
            self.word(Key);
            self.put(" (a , b)");
            self.end();
        }
        if self.rarely(4) {
            self.line();
            self.word(Valid);
            self.blank();
            self.put("a");
            self.blank();
            self.word(To);
            self.blank();
            self.put("b");
            self.end();
        }
    }

    fn field_type(&mut self) {
        let list = self.rarely(4);
        if list {
            self.word(ListOf);
            self.blank();
        }
        // the parser knows no quoted name behind `list of`
        match self.byte() % if list { 6 } else { 7 } {
            0 => self.word(Text),
            1 => self.word(Integer),
            2 => self.word(Decimal),
            3 => self.word(Boolean),
            4 => self.word(Date),
            5 => self.put("virksomhet"),
            _ => self.put("`rart navn`"),
        }
    }

    fn modifier(&mut self) {
        let bare = [Key, Required, Unique, BlankMeansNone, BlankMeansNo];
        match self.byte() % 8 {
            0 | 1 => {
                let keyword = self.pick(&bare);
                self.word(keyword);
            }
            2 | 3 => {
                let keyword = self.pick(&[Column, NotStated, NotRelevant, YesIs, NoIs]);
                self.word(keyword);
                self.blank();
                self.text();
                for _ in 0..self.byte() % 3 {
                    self.turn();
                    self.put("|");
                    self.maybe();
                    self.text();
                }
            }
            4 => {
                let keyword = self.pick(&[SeparatedBy, Format, Unit]);
                self.word(keyword);
                self.blank();
                self.text();
            }
            5 => {
                self.word(Matches);
                self.blank();
                let regex = self.pick(&["/[0-9]{4} +x\\/y/", "/a|b, c/"]);
                self.put(regex);
            }
            6 => {
                self.word(Between);
                self.blank();
                self.maybe_minus();
                self.put("1.5");
                self.blank();
                self.word(And);
                self.blank();
                self.maybe_minus();
                self.put("90 %");
            }
            _ => {
                self.word(Width);
                self.put(" 4");
            }
        }
    }

    fn maybe_minus(&mut self) {
        if self.rarely(2) {
            self.put("-");
        }
    }

    fn term(&mut self) {
        self.begin(Term);
        self.own_name();
        self.blank();
        self.word(For);
        self.blank();
        self.own_name();
        self.turn();
        self.word(Is);
        self.blank();
        self.expression(3);
        self.end();
    }

    fn rule(&mut self) {
        self.begin(Rule);
        self.id();
        self.title();
        self.end();
        self.source();
        if self.rarely(3) {
            self.line();
            self.word(Reading);
            self.blank();
            self.text();
            self.turn();
            self.word(Means);
            self.blank();
            self.text();
            self.end();
        }
        if self.rarely(4) {
            self.in_force();
        }
        self.line();
        if self.rarely(4) {
            self.word(ForRegistry);
        } else {
            self.word(ForEach);
            self.blank();
            self.put("virksomhet");
            if self.rarely(3) {
                self.put(".departement");
                self.blank();
                self.word(In);
                self.blank();
                let table = self.pick(&["tiltak", "kraft", "force"]);
                self.put(table);
            }
        }
        self.end();
        for _ in 0..self.byte() % 3 + 1 {
            let keyword = self.pick(&[Must, When, Unless, Should, JudgedAt]);
            self.line();
            self.word(keyword);
            self.turn_in();
            self.expression(4);
            self.end();
        }
        if self.rarely(4) {
            self.line();
            self.word(Explain);
            self.blank();
            self.name();
            if self.rarely(2) {
                self.put(",");
                self.blank();
                self.word(When);
                self.blank();
                self.expression(2);
            }
            self.end();
        }
        for keyword in [Message, Advice] {
            if self.rarely(3) {
                self.message(keyword);
            }
        }
    }

    /// A clause may begin on its keyword's line or on the next.
    fn turn_in(&mut self) {
        if self.rarely(9) {
            self.out.push_str("  # her\n    ");
            self.fresh = true;
        } else {
            self.blank();
        }
    }

    fn message(&mut self, keyword: Keyword) {
        self.line();
        self.word(keyword);
        let from = self.byte() % 3;
        let texts = self.byte() % 3 + 1;
        let this = This.word(self.words);
        for i in 0..texts {
            self.blank();
            let language = Words::ALL[(from + i) % 3];
            if language != self.words || self.rarely(2) {
                self.put(language.code());
                self.blank();
            }
            if self.rarely(3) {
                self.put(&format!("«{{{{x}} {{{this}}} og {{ {this}.navn}} {{navn}}»"));
            } else {
                self.text();
            }
        }
        self.end();
    }

    fn waiver(&mut self) {
        self.begin(Waiver);
        self.word(For);
        self.blank();
        self.id();
        for i in 0..self.byte() % 3 {
            if i > 0 || self.rarely(2) {
                self.put(",");
            }
            self.blank();
            let key = self.pick(&["«A1»", "12", "(7)"]);
            self.put(key);
        }
        self.end();
        self.line();
        self.word(Until);
        self.blank();
        self.date();
        self.end();
        for keyword in [Because, ApprovedBy] {
            self.line();
            self.word(keyword);
            self.blank();
            self.text();
            self.end();
        }
    }

    fn test(&mut self) {
        self.begin(Test);
        self.id();
        if self.rarely(3) {
            self.blank();
            self.word(OnDate);
            self.blank();
            self.date();
        }
        self.end();
        for _ in 0..self.byte() % 4 {
            self.line();
            self.own_name();
            self.maybe();
            self.put("{");
            self.maybe();
            for i in 0..self.byte() % 4 {
                if i > 0 {
                    self.put(",");
                    self.turn();
                }
                self.own_name();
                self.maybe();
                self.put(":");
                self.maybe();
                self.cell();
            }
            self.maybe();
            self.put("}");
            if self.rarely(2) {
                self.maybe();
                self.put("->");
                self.maybe();
                let verdict = self.pick(&[Met, Violated, Explained, Waived, Unknown, NotApplicable, NotInForce]);
                self.word(verdict);
            }
            self.end();
        }
    }

    fn cell(&mut self) {
        match self.byte() % 5 {
            0 => self.put("hele"),
            1 => self.text(),
            2 => self.put("-3"),
            3 => self.date(),
            _ => self.put("[a, «b»,]"),
        }
    }

    fn expression(&mut self, size: usize) {
        let parts = if size == 0 { 1 } else { self.byte() % (size + 1) + 1 };
        for i in 0..parts {
            if i > 0 {
                self.turn();
                let keyword = self.pick(&[And, Or]);
                self.word(keyword);
                if self.rarely(8) {
                    self.clash();
                    continue;
                }
                self.turn();
            }
            if self.rarely(6) {
                self.word(Not);
                self.blank();
            }
            self.comparison(size.saturating_sub(1));
        }
    }

    /// Names that behind an operator are a clause in another set of words.
    fn clash(&mut self) {
        let name = if self.words == Words::En { "forklar" } else { "explain" };
        self.blank();
        self.put(name);
    }

    fn comparison(&mut self, size: usize) {
        match self.byte() % 8 {
            0 => self.operand(size),
            1 => {
                self.sum(size);
                self.blank();
                let keyword = self.pick(&[IsGiven, IsMissing, IsNotRelevant]);
                self.word(keyword);
            }
            2 => {
                self.operand(size);
                self.blank();
                let keyword = self.pick(&[In, NotIn]);
                self.word(keyword);
                self.blank();
                self.list(size);
            }
            3 => {
                self.operand(size);
                self.blank();
                self.word(Has);
                self.blank();
                self.text();
            }
            _ => {
                self.sum(size);
                self.maybe();
                let sign = self.pick(&["=", "!=", "<", "<=", ">", ">="]);
                self.put(sign);
                self.maybe();
                self.sum(size);
            }
        }
    }

    fn sum(&mut self, size: usize) {
        self.operand(size);
        while self.rarely(4) {
            self.blank();
            let sign = self.pick(&["+", "-", "*", "/"]);
            self.put(sign);
            self.blank();
            self.operand(size);
        }
    }

    fn list(&mut self, size: usize) {
        self.put("[");
        for i in 0..self.byte() % 4 {
            if i > 0 {
                self.maybe();
                self.put(",");
                self.turn();
            }
            self.operand(size.saturating_sub(1));
        }
        self.maybe();
        self.put("]");
    }

    fn operand(&mut self, size: usize) {
        let deep = size > 0 && self.depth < 4;
        self.depth += 1;
        match self.byte() % if deep { 16 } else { 9 } {
            0 | 1 => self.name(),
            2 => self.number(),
            3 => self.text(),
            4 => self.date(),
            5 => {
                let keyword = self.pick(&[Yes, No, This, AsOf]);
                self.word(keyword);
            }
            6 => {
                self.word(This);
                self.put(".navn");
            }
            7 => {
                self.put("x.");
                self.name();
            }
            8 => {
                self.put("-");
                self.name();
            }
            9 => {
                self.put("(");
                self.maybe();
                self.expression(size - 1);
                self.maybe();
                self.put(")");
            }
            10 | 11 => self.call(size),
            12 => {
                self.put("kommune");
                self.blank();
                self.word(At);
                self.put(" oppstart");
            }
            _ => self.aggregate(size),
        }
        self.depth -= 1;
    }

    fn call(&mut self, size: usize) {
        let set = self.words as usize;
        let function = self.pick(super::FUNCTIONS);
        let name = if self.rarely(4) { function[0] } else { function[set] };
        self.put(name);
        self.put("(");
        self.expression(size - 1);
        if function[0] == "matches" {
            self.put(" ,");
            self.turn();
            self.put("/^a +b$/");
        }
        self.put(")");
    }

    fn aggregate(&mut self, size: usize) {
        let keyword = self.pick(&[Exists, Every, Count, Sum, Min, Max, Mean, Share]);
        self.word(keyword);
        self.put("(");
        self.maybe();
        let mut blank = false;
        if !self.rarely(5) {
            self.put("kontakt");
            if self.rarely(2) {
                self.put(".dato");
            }
            if self.rarely(3) {
                self.blank();
                self.word(As);
                self.put(" y");
            }
            blank = true;
        }
        if !blank || self.rarely(2) {
            if blank {
                self.turn();
            }
            self.word(Where);
            self.blank();
            self.expression(size - 1);
        }
        if self.rarely(3) {
            self.maybe();
            self.put(":");
            self.turn();
            self.expression(size - 1);
        }
        self.put(")");
    }
}

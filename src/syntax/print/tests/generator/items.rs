//! What a file is made of: packs, tables, rules and the rest.

use super::super::super::super::lexicon::Keyword::{self, *};
use super::super::super::super::tree::Words;
use super::Writer;

impl Writer<'_> {
    pub(super) fn pack(&mut self) {
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

    pub(super) fn codes(&mut self) {
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

    pub(super) fn table(&mut self) {
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

    pub(super) fn term(&mut self) {
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

    pub(super) fn rule(&mut self) {
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

    pub(super) fn waiver(&mut self) {
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

    pub(super) fn test(&mut self) {
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
}

//! Expressions of every shape.

use super::super::super::super::lexicon::Keyword::*;
use super::super::super::super::tree::Words;
use super::Writer;

impl Writer<'_> {
    pub(super) fn expression(&mut self, size: usize) {
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
        let function = self.pick(super::super::FUNCTIONS);
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

//! What one column is guessed to be, and why.

use crate::base::Text;
use crate::data::infer::{ColumnFacts, Counted, Extreme, Fit, Shape};
use crate::data::words::folded;
use crate::driver::starter::script::slug;
use crate::text;

/// Codes of a code list at most, and characters of one.
const MOST_CODES: usize = 24;
const LONGEST_CODE: usize = 60;
/// Cells that each code must have on the average before a column of texts is taken for codes.
const CELLS_A_CODE: u64 = 3;
/// Values that are quoted in a comment.
const QUOTED: usize = 3;

#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    Text {
        width: Option<usize>,
    },
    Integer,
    Decimal,
    Boolean,
    Date,
    /// Codes, each with the texts that mean it.
    Codes(Vec<(String, Vec<String>)>),
    /// The table that is referred to, by its place.
    Reference(usize),
    /// What its elements are, and what parts them.
    List(Box<Type>, char),
}

/// A column of a table in the making.
#[derive(Clone, Debug)]
pub struct Column {
    pub name: String,
    pub heading: String,
    /// How many columns before it have the same heading.
    pub twins: usize,
    pub ty: Type,
    pub format: Option<String>,
    pub required: bool,
    pub unique: bool,
    pub not_stated: Vec<String>,
    pub not_relevant: Vec<String>,
    /// Sentences that say what was seen, and what was made of it.
    pub remarks: Vec<Text>,
    /// What decided the type, where that is not plain to see.
    pub why: Option<Text>,
    /// The different values, all of them; none where there were too many to keep.
    pub values: Option<Vec<Counted>>,
    /// A guess about it was contradicted by the data, and taken back.
    pub lost: bool,
    pub lengths: Option<(usize, usize)>,
}

impl Column {
    pub fn guess(facts: &ColumnFacts, name: String, twins: usize) -> Column {
        let mut column = Column {
            name,
            heading: facts.heading.clone(),
            twins,
            ty: Type::Text { width: None },
            format: None,
            required: facts.filled == facts.cells && facts.cells > 0,
            unique: false,
            not_stated: tokens(facts, false),
            not_relevant: tokens(facts, true),
            remarks: Vec::new(),
            why: None,
            values: (!facts.more_values).then(|| facts.values.clone()),
            lost: false,
            lengths: facts.lengths,
        };
        column.seen(facts);
        column.type_of(facts);
        column
    }

    /// How much is filled in, and with what.
    fn seen(&mut self, facts: &ColumnFacts) {
        let ColumnFacts { filled, cells, .. } = facts;
        let distinct = facts.values.len();
        let (nb, en) = match (distinct, facts.more_values) {
            (n, true) => (format!("over {n} ulike verdier"), format!("more than {n} different values")),
            (1, _) => ("én verdi".to_string(), "one value".to_string()),
            (n, _) => (format!("{n} ulike verdier"), format!("{n} different values")),
        };
        self.remarks.push(match (*filled == *cells, *filled) {
            (_, 0) => text!(nb: "ingen av {cells} celler er fylt ut; typen er ukjent", en: "none of {cells} cells is filled in; the type is unknown"),
            (true, _) => text!(nb: "alle {cells} celler er fylt ut, {nb}", en: "all {cells} cells are filled in, {en}"),
            (false, _) => text!(nb: "{filled} av {cells} celler er fylt ut, {nb}", en: "{filled} of {cells} cells are filled in, {en}"),
        });
        for token in facts.tokens.iter().filter(|token| !token.text.is_empty()) {
            let (text, Text { nb, en }) = (&token.text, self::cells(token.cells));
            self.remarks.push(match token.not_relevant {
                true => text!(nb: "«{text}» ({nb}) er tatt for «ikke relevant»", en: "“{text}” ({en}) is taken to mean not relevant"),
                false => text!(nb: "«{text}» ({nb}) er tatt for «ikke oppgitt»", en: "“{text}” ({en}) is taken to mean not stated"),
            });
        }
    }

    fn type_of(&mut self, facts: &ColumnFacts) {
        if facts.filled == 0 {
            return;
        }
        let digits = |value: &Counted| value.text.bytes().all(|byte| byte.is_ascii_digit());
        if facts.leading_zeros > 0 && facts.values.iter().all(digits) {
            return self.code_number(facts);
        }
        let likely = facts.likely();
        match likely.shape {
            Shape::Boolean => self.take(Type::Boolean, likely),
            Shape::Integer => self.take(Type::Integer, likely),
            Shape::Decimal => self.take(Type::Decimal, likely),
            Shape::Date => self.take(Type::Date, likely),
            Shape::Text => {
                let nearly = facts.nearly().is_some();
                self.nearly(facts);
                // A comma is as often part of a text as it stands between two.
                let _ = nearly || self.list(facts, &['|', ';']) || self.codes(facts) || self.list(facts, &[',']);
            }
        }
        if facts.two_digit_years > 0 {
            let count = facts.two_digit_years;
            self.remarks.push(text!(
                nb: "{count} celler ser ut som datoer med årstall på to sifre; de kan ikke leses som datoer før året har fire",
                en: "{count} cells look like dates with years of two digits; they cannot be read as dates until the year has four",
            ));
        }
    }

    fn take(&mut self, ty: Type, fit: &Fit) {
        self.ty = ty;
        self.format = fit.format.clone();
        if let Some((low, high)) = &fit.range {
            let (low, high) = (extreme(low), extreme(high));
            self.remarks.push(text!(nb: "fra {low} til {high}", en: "from {low} to {high}"));
        }
        if let Some(format) = &self.format {
            self.remarks.push(text!(
                nb: "skrevet på formen «{format}»",
                en: "written in the form “{format}”",
            ));
        }
    }

    /// Digits with leading zeros name something; a spreadsheet that took them away is mended by the width.
    fn code_number(&mut self, facts: &ColumnFacts) {
        let (shortest, longest) = facts.lengths.unwrap_or_default();
        self.ty = Type::Text { width: Some(longest) };
        self.remarks.push(match shortest == longest {
            true => text!(
                nb: "sifre med nuller foran: et nummer med {longest} sifre, ikke et tall",
                en: "digits with leading zeros: a number of {longest} digits that names something",
            ),
            false => text!(
                nb: "sifre med nuller foran, {shortest}–{longest} sifre: et nummer med {longest} sifre der noen har mistet nullene",
                en: "digits with leading zeros, {shortest}–{longest} of them: a number of {longest} digits, of which some lost their zeros",
            ),
        });
    }

    /// A type that all but a few cells fit is told of, not taken: the file would not pass it.
    fn nearly(&mut self, facts: &ColumnFacts) {
        let Some(fit) = facts.nearly() else { return };
        let misfits = cells(facts.filled - fit.cells);
        let (nb, en) = match fit.shape {
            Shape::Date => ("dato", "date"),
            Shape::Integer => ("heltall", "integer"),
            Shape::Decimal => ("desimal", "decimal"),
            Shape::Boolean => ("boolsk", "boolean"),
            Shape::Text => return,
        };
        let (misfits_nb, misfits_en) = (misfits.nb, misfits.en);
        self.remarks.push(text!(
            nb: "bare {misfits_nb} hindrer typen «{nb}»; skriv den, så viser krav check hvor",
            en: "only {misfits_en} keep it from being `{en}`; write that, and krav check shows where",
        ));
    }

    /// Few texts, each in many cells, are codes.
    fn codes(&mut self, facts: &ColumnFacts) -> bool {
        let Some(values) = &self.values else { return false };
        let short = values.iter().all(|value| value.text.chars().count() <= LONGEST_CODE);
        let often = facts.filled >= CELLS_A_CODE * values.len() as u64 && values.len() >= 2;
        if values.len() > MOST_CODES || !short || !often {
            return false;
        }
        let mut codes: Vec<(String, Vec<String>)> = Vec::new();
        for value in values {
            // The same word in another case is the same code.
            let same =
                |(_, texts): &&mut (String, Vec<String>)| texts.iter().any(|text| folded(text) == folded(&value.text));
            if let Some((_, texts)) = codes.iter_mut().find(same) {
                texts.push(value.text.clone());
                continue;
            }
            let name = super::unlike(&slug(&value.text), |name| codes.iter().any(|(other, _)| other == name));
            codes.push((name, vec![value.text.clone()]));
        }
        let count = codes.len();
        self.why = Some(text!(
            nb: "{count} verdier går igjen, så de er tatt for koder",
            en: "{count} values recur, so they are taken for codes",
        ));
        self.ty = Type::Codes(codes);
        true
    }

    /// Parts that recur between separators are the elements of a list.
    fn list(&mut self, facts: &ColumnFacts, signs: &[char]) -> bool {
        let Some(values) = &self.values else { return false };
        let enough = |(sign, cells): &&(char, u64)| signs.contains(sign) && *cells * 10 >= facts.filled;
        for &(sign, cells) in facts.separators.iter().filter(enough) {
            let mut elements: Vec<&str> = Vec::new();
            let mut count = 0u64;
            let mut whole = true;
            for value in values {
                let text = value.text.strip_suffix(sign).unwrap_or(&value.text);
                for element in text.split(sign).map(str::trim) {
                    count += value.cells;
                    whole &= !element.is_empty() && element.chars().count() <= LONGEST_CODE;
                    elements.push(element);
                }
            }
            elements.sort_unstable();
            elements.dedup();
            if whole && cells > 0 && count >= CELLS_A_CODE * elements.len() as u64 {
                let (different, Text { nb, en }) = (elements.len(), self::cells(cells));
                self.why = Some(text!(
                    nb: "{nb} har «{sign}», og delene går igjen ({different} ulike): en liste",
                    en: "{en} with “{sign}”, and the parts recur ({different} different): a list",
                ));
                self.ty = Type::List(Box::new(Type::Text { width: None }), sign);
                return true;
            }
        }
        false
    }

    /// The column is a key, or part of one: whole numbers of equal length name things, and are kept as they are written.
    pub fn is_key(&mut self) {
        let even = self.lengths.is_some_and(|(shortest, longest)| shortest == longest && longest >= 4);
        if self.ty == Type::Integer && even {
            self.ty = Type::Text { width: None };
        }
    }

    /// Undoes what was guessed beyond text.
    pub fn take_back(&mut self) {
        self.lost = true;
        self.remarks.push(Text::new(
            "mer enn dette sa cellene imot, så feltet er tatt som det står",
            "the cells contradicted more than this, so the field is taken as it stands",
        ));
        self.why = None;
        self.ty = Type::Text { width: None };
        (self.format, self.required, self.unique) = (None, false, false);
    }
}

fn tokens(facts: &ColumnFacts, not_relevant: bool) -> Vec<String> {
    let wanted = facts.tokens.iter().filter(|token| token.not_relevant == not_relevant && !token.text.is_empty());
    let mut words: Vec<String> = Vec::new();
    for token in wanted {
        if !words.iter().any(|word| folded(word) == folded(&token.text)) {
            words.push(token.text.clone());
        }
    }
    words.truncate(usize::from(u8::MAX));
    words
}

/// Values of a column in a comment: the first few.
pub fn quoted(values: &[Counted]) -> String {
    let shown: Vec<String> = values.iter().take(QUOTED).map(|value| format!("«{}»", value.text)).collect();
    shown.join(", ")
}

/// `1 celle`, `12 celler`.
fn cells(count: u64) -> Text {
    match count {
        1 => Text::new("1 celle", "1 cell"),
        _ => text!(nb: "{count} celler", en: "{count} cells"),
    }
}

fn extreme(end: &Extreme) -> String {
    match end {
        Extreme::Number(number) => number.to_string(),
        Extreme::Date(date) => date.to_string(),
    }
}

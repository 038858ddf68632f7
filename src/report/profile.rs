//! What the columns of a table hold, as people and programs read it: `krav show`, and `--stats`.
//! The shapes here are version 1 of `docs/outputs.schema.json`.

use super::listing::aligned;
use super::visible::{clip, visible};
use super::words::number;
use crate::base::{Lang, Text};
use crate::text;
use serde::Serialize;
use std::io::{self, Write};

/// The columns of a table.
#[derive(Clone, Debug, Serialize)]
pub struct Profile {
    pub rows: u64,
    pub columns: Vec<Column>,
}

/// What a column holds.
#[derive(Clone, Debug, Serialize)]
pub struct Column {
    pub heading: String,
    /// `boolean`, `integer`, `decimal`, `date` or `text`.
    #[serde(rename = "type")]
    pub ty: &'static str,
    /// The `format` that a field needs to read it so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    pub cells: u64,
    /// Cells that hold something, words for missing values apart.
    pub filled: u64,
    pub blank: u64,
    /// Words that usually mean that there is no value.
    pub missing: Vec<Word>,
    /// Filled cells that the type does not fit.
    pub unreadable: u64,
    /// Different values of the filled cells; when not `distinct_exact` there are more.
    pub distinct: u64,
    pub distinct_exact: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub least: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub greatest: Option<String>,
    /// Characters of the shortest and the longest filled cell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shortest: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub longest: Option<usize>,
    pub frequent: Vec<Frequent>,
}

/// A word for a missing value.
#[derive(Clone, Debug, Serialize)]
pub struct Word {
    pub text: String,
    /// `not_stated` or `not_relevant`.
    pub kind: &'static str,
    pub cells: u64,
}

/// A value and how many cells hold it.
#[derive(Clone, Debug, Serialize)]
pub struct Frequent {
    pub value: String,
    pub cells: u64,
}

/// The profile as JSON, on one line.
pub fn json(profile: &Profile) -> io::Result<String> {
    super::format::json_text(profile)
}

/// A line a column: type, and how much is filled and missing.
pub fn brief(profile: &Profile, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let headings = [
        Text::new("Kolonne", "Column"),
        Text::new("Type", "Type"),
        Text::new("Fylt", "Filled"),
        Text::new("Tomme", "Blank"),
        Text::new("Leses ikke", "Unreadable"),
        Text::new("Ord for manglende", "Words for missing"),
    ];
    let headings = headings.map(|text| text.in_lang(lang).to_owned());
    let rows: Vec<Vec<String>> = profile.columns.iter().map(|column| row(column, lang)).collect();
    aligned(&headings, &rows, false, out)
}

fn row(column: &Column, lang: Lang) -> Vec<String> {
    vec![
        column.heading.clone(),
        typed(column, lang),
        number(column.filled, lang),
        number(column.blank, lang),
        if column.unreadable > 0 { number(column.unreadable, lang) } else { String::new() },
        missing(column, lang),
    ]
}

/// The type, and the format that it needs.
fn typed(column: &Column, lang: Lang) -> String {
    let word = match column.ty {
        "boolean" => Text::new("boolsk", "boolean"),
        "integer" => Text::new("heltall", "integer"),
        "decimal" => Text::new("desimal", "decimal"),
        "date" => Text::new("dato", "date"),
        _ => Text::new("tekst", "text"),
    };
    match (&column.format, lang) {
        (None, _) => word.in_lang(lang).to_owned(),
        (Some(format), Lang::Nb) => format!("{}, format «{format}»", word.nb),
        (Some(format), Lang::En) => format!("{}, format \"{format}\"", word.en),
    }
}

fn missing(column: &Column, lang: Lang) -> String {
    let word = |word: &Word| format!("{} ×{}", quoted(&word.text, lang), number(word.cells, lang));
    column.missing.iter().map(word).collect::<Vec<_>>().join(", ")
}

/// Everything that is known of each column.
pub fn full(profile: &Profile, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    for (at, column) in profile.columns.iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{}: {}", visible(&column.heading), typed(column, lang))?;
        let facts = facts(column, lang);
        let names: Vec<&str> = facts.iter().map(|(name, _)| name.in_lang(lang)).collect();
        let width = names.iter().map(|name| name.chars().count()).max().unwrap_or(0);
        for (name, (_, value)) in names.iter().zip(&facts) {
            let gap = " ".repeat(width - name.chars().count());
            writeln!(out, "  {name}{gap}  {value}")?;
        }
    }
    Ok(())
}

fn facts(column: &Column, lang: Lang) -> Vec<(Text, String)> {
    let count = |n: u64| number(n, lang);
    let mut facts = vec![
        (Text::new("fylte celler", "filled cells"), count(column.filled)),
        (Text::new("tomme celler", "blank cells"), count(column.blank)),
    ];
    if !column.missing.is_empty() {
        facts.push((Text::new("ord for manglende", "words for missing"), missing(column, lang)));
    }
    if column.unreadable > 0 {
        facts.push((Text::new("leses ikke", "unreadable"), count(column.unreadable)));
    }
    let distinct = count(column.distinct);
    let distinct = match column.distinct_exact {
        true => distinct,
        false => text!(nb: "over {distinct}", en: "more than {distinct}").in_lang(lang).to_owned(),
    };
    facts.push((Text::new("ulike verdier", "distinct values"), distinct));
    if let (Some(least), Some(greatest)) = (&column.least, &column.greatest) {
        let (least, greatest) = (localised(least, lang), localised(greatest, lang));
        let range = text!(nb: "{least} til {greatest}", en: "{least} to {greatest}");
        facts.push((Text::new("spenn", "range"), range.in_lang(lang).to_owned()));
    }
    if let (Some(shortest), Some(longest)) = (column.shortest, column.longest) {
        let lengths = match shortest == longest {
            true => text!(nb: "{longest} tegn", en: "{longest} characters"),
            false => text!(nb: "{shortest} til {longest} tegn", en: "{shortest} to {longest} characters"),
        };
        facts.push((Text::new("lengde", "length"), lengths.in_lang(lang).to_owned()));
    }
    let frequent = |one: &Frequent| format!("{} ×{}", quoted(&one.value, lang), count(one.cells));
    if !column.frequent.is_empty() {
        let name = match column.distinct_exact {
            true => Text::new("vanligst", "most frequent"),
            false => Text::new("vanligst av disse", "most frequent of these"),
        };
        facts.push((name, column.frequent.iter().map(frequent).collect::<Vec<_>>().join(", ")));
    }
    facts
}

/// A number with the decimal sign of the language.
fn localised(number: &str, lang: Lang) -> String {
    if lang == Lang::Nb { number.replace('.', ",") } else { number.to_owned() }
}

fn quoted(text: &str, lang: Lang) -> String {
    const WIDEST: usize = 40;
    let shown = visible(text);
    let shown = clip(&shown, WIDEST);
    if lang == Lang::Nb { format!("«{shown}»") } else { format!("“{shown}”") }
}

//! Why a cell is unreadable, in words for the one who has to mend it.

use super::date::DateFormat;
use super::number::{self, NumberFormat};
use super::trim;
use crate::base::{Text, nearest};
use crate::data::spec::{CellType, CodeIndex, FieldSpec};
use crate::text;
use crate::value::Decimal;

/// Why a cell with this text cannot be what its column holds, and what was expected. Of a list, the text is that of the
/// element that cannot be read.
pub fn why_unreadable(text: &str, spec: &FieldSpec) -> Text {
    match &spec.ty {
        CellType::List(_) if core(text).is_empty() => {
            text!(nb: "et element i listen er tomt", en: "an element of the list is empty")
        }
        CellType::List(inner) => {
            let why = single(core(text), inner, &FieldSpec { ty: (**inner).clone(), ..spec.clone() });
            Text::new(format!("i listen: {}", why.nb), format!("in the list: {}", why.en))
        }
        ty => single(core(text), ty, spec),
    }
}

/// Whether a column of this type can be read by such a format; otherwise which formats there are.
pub fn check_format(ty: &CellType, format: &str) -> Result<(), Text> {
    match ty {
        CellType::List(inner) => check_format(inner, format),
        CellType::Date if DateFormat::parse(format).is_none() => Err(text!(
            nb: "en dato skrives med yyyy, MM og dd, for eksempel «dd.MM.yyyy» eller «yyyyMMdd»",
            en: "a date is written with yyyy, MM and dd, such as “dd.MM.yyyy” or “yyyyMMdd”",
        )),
        CellType::Int | CellType::Decimal if NumberFormat::parse(format).is_none() => Err(text!(
            nb: "et tall skrives med # og 0, for eksempel «#.##0,00» eller «0,0 %»",
            en: "a number is written with # and 0, such as “#,##0.00” or “0.0 %”",
        )),
        CellType::Bool | CellType::Text | CellType::Code(_) => {
            Err(text!(nb: "bare tall og datoer har et format", en: "only numbers and dates have a format"))
        }
        _ => Ok(()),
    }
}

fn core(text: &str) -> &str {
    std::str::from_utf8(trim(text.as_bytes()).1).unwrap_or(text)
}

fn single(text: &str, ty: &CellType, spec: &FieldSpec) -> Text {
    if text.starts_with('\u{1f}') {
        return text!(nb: "en liste der én verdi var ventet", en: "a list where one value was expected");
    }
    if let Some(why) = spreadsheet(text) {
        return why;
    }
    match ty {
        CellType::Bool => {
            let own: String = spec.yes.iter().chain(&spec.no).map(|word| format!(", {word}")).collect();
            text!(
                nb: "«{text}» er verken ja eller nei (ja/nei, true/false, 1/0{own})",
                en: "“{text}” is neither yes nor no (yes/no, true/false, 1/0{own})",
            )
        }
        CellType::Int => whole_number(text, spec),
        CellType::Decimal => decimal(text, spec),
        CellType::Date => date(text, spec),
        CellType::Code(codes) => code(text, codes),
        CellType::Text | CellType::List(_) => {
            text!(nb: "«{text}» kan ikke leses som tekst", en: "“{text}” cannot be read as text")
        }
    }
}

/// What a workbook holds in place of a value.
fn spreadsheet(text: &str) -> Option<Text> {
    const ERRORS: [&str; 12] = [
        "#NULL!",
        "#DIV/0!",
        "#VALUE!",
        "#REF!",
        "#NAME?",
        "#NUM!",
        "#N/A",
        "#SPILL!",
        "#CALC!",
        "#GETTING_DATA",
        "#FIELD!",
        "#BLOCKED!",
    ];
    if ERRORS.contains(&text) || text.starts_with("Err:") {
        return Some(text!(
            nb: "cellen holder feilen {text} i stedet for en verdi",
            en: "the cell holds the error {text} in place of a value",
        ));
    }
    if text.len() > 1 && text.starts_with('=') {
        return Some(text!(
            nb: "formelen {text} har ingen utregnet verdi; åpne filen i et regneark og lagre den",
            en: "the formula {text} has no computed value; open the file in a spreadsheet program and save it",
        ));
    }
    None
}

fn whole_number(text: &str, spec: &FieldSpec) -> Text {
    let format = spec.format.as_deref().and_then(NumberFormat::parse).unwrap_or_default();
    match number::written(text.as_bytes(), &format) {
        Some(number) if number.fraction => {
            text!(nb: "«{text}» har desimaler; her ventes et heltall", en: "“{text}” has decimals; a whole number is expected")
        }
        Some(_) => text!(nb: "«{text}» er for stort (over 64 biter)", en: "“{text}” is too large (beyond 64 bits)"),
        None => not_a_number(text, spec, text!(nb: "et heltall", en: "a whole number")),
    }
}

fn decimal(text: &str, spec: &FieldSpec) -> Text {
    let format = spec.format.as_deref().and_then(NumberFormat::parse).unwrap_or_default();
    match number::written(text.as_bytes(), &format) {
        Some(number) if Decimal::parse(number.as_str()).is_none() => {
            text!(nb: "«{text}» har flere enn 38 sifre", en: "“{text}” has more than 38 digits")
        }
        _ => not_a_number(text, spec, text!(nb: "et tall", en: "a number")),
    }
}

fn not_a_number(text: &str, spec: &FieldSpec, expected: Text) -> Text {
    if let Some(format) = &spec.format {
        return text!(
            nb: "«{text}» er ikke et tall på formen «{format}»",
            en: "“{text}” is not a number of the form “{format}”",
        );
    }
    let both = text.contains('.') && text.contains(',');
    let several = text.matches('.').count() > 1 || text.matches(',').count() > 1;
    let digits = text.chars().filter(char::is_ascii_digit).count();
    if digits > 0 && (both || several) && text.chars().all(|c| c.is_ascii_digit() || "-+., ".contains(c)) {
        return text!(
            nb: "«{text}» skiller tusener med punktum eller komma; oppgi det med format, for eksempel «#.##0,00»",
            en: "“{text}” parts thousands by point or comma; say so with a format, such as “#,##0.00”",
        );
    }
    if digits > 0 && text.chars().any(|c| c == '%' || c.is_alphabetic() || "$£€".contains(c)) {
        return text!(
            nb: "«{text}» har mer enn tallet i cellen; oppgi det med format, for eksempel «0 kr» eller «0 %»",
            en: "“{text}” holds more than the number; say so with a format, such as “0 kr” or “0 %”",
        );
    }
    let Text { nb, en } = expected;
    text!(nb: "«{text}» er ikke {nb}", en: "“{text}” is not {en}")
}

fn date(text: &str, spec: &FieldSpec) -> Text {
    let numbers: Vec<&str> = text.split(['.', '-', '/']).collect();
    let all_digits =
        numbers.len() == 3 && numbers.iter().all(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    if let Some(DateFormat::Serial(_)) = spec.format.as_deref().and_then(DateFormat::parse) {
        return text!(
            nb: "«{text}» er ikke et løpenummer for en dag, som 43101",
            en: "“{text}” is not a serial number of a day, such as 43101",
        );
    }
    if let Some(format) = &spec.format {
        return text!(
            nb: "«{text}» er ikke en dato på formen «{format}»",
            en: "“{text}” is not a date of the form “{format}”",
        );
    }
    if all_digits && numbers.iter().all(|n| n.len() <= 2) {
        return text!(
            nb: "«{text}» har et årstall på to sifre; skriv fire",
            en: "“{text}” has a year of two digits; write four",
        );
    }
    let iso = text.contains('-') && numbers[0].len() == 4;
    let norwegian = text.contains('.') && numbers.last().is_some_and(|n| n.len() == 4);
    if all_digits && (iso || norwegian) {
        return text!(nb: "dagen «{text}» finnes ikke", en: "there is no day “{text}”");
    }
    if text.contains(':') {
        return text!(
            nb: "«{text}» har et klokkeslett; her ventes bare en dato",
            en: "“{text}” has a time of day; only a date is expected",
        );
    }
    text!(
        nb: "«{text}» er ikke en dato (åååå-mm-dd eller dd.mm.åååå)",
        en: "“{text}” is not a date (yyyy-mm-dd or dd.mm.yyyy)",
    )
}

fn code(text: &str, codes: &CodeIndex) -> Text {
    let mut words: Vec<&str> = codes.words.keys().map(String::as_str).collect();
    words.sort_unstable();
    match nearest(text, words.iter().copied()) {
        Some(word) => text!(
            nb: "«{text}» er ikke i kodelisten; mente du «{word}»?",
            en: "“{text}” is not in the code list; did you mean “{word}”?",
        ),
        None => text!(nb: "«{text}» er ikke i kodelisten", en: "“{text}” is not in the code list"),
    }
}

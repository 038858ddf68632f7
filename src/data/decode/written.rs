//! Values as a cell of a column would have them: what decoding reads back.

use super::date::DateFormat;
use super::number::NumberFormat;
use crate::data::spec::FieldSpec;
use crate::value::{Date, Decimal};

/// A date as the column writes dates.
pub fn written_date(day: Date, spec: &FieldSpec) -> String {
    let Some(format) = &spec.format else { return day.to_string() };
    if let Some(DateFormat::Serial(serial)) = DateFormat::parse(format) {
        return serial.number(day).to_string();
    }
    let (year, month, day) = day.ymd();
    let mut text = String::new();
    let letters: Vec<char> = format.trim().chars().collect();
    for run in letters.chunk_by(|a, b| a == b) {
        let width = run.len();
        match run[0] {
            'y' | 'Y' => text.push_str(&format!("{year:0width$}")),
            'M' => text.push_str(&format!("{month:0width$}")),
            'd' | 'D' => text.push_str(&format!("{day:0width$}")),
            _ => text.extend(run),
        }
    }
    text
}

/// A number as the column writes numbers, without marks between groups.
pub fn written_number(number: Decimal, spec: &FieldSpec) -> String {
    let format = spec.format.as_deref().and_then(NumberFormat::parse).unwrap_or_default();
    let digits = number.to_string();
    let digits = match format.point {
        Some(point) => digits.replace('.', &char::from(point).to_string()),
        None if format.group == Some(b'.') => digits.replace('.', ","),
        None => digits,
    };
    format!("{}{digits}{}", format.prefix, format.suffix)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::decode::number::written;
    use crate::data::spec::CellType;

    #[test]
    fn what_is_written_is_read_back() {
        let spec = |format: &str| FieldSpec { format: Some(format.into()), ..FieldSpec::plain(CellType::Date) };
        let day = Date::from_ymd(2018, 3, 1).expect("a date");
        for format in ["dd.MM.yyyy", "d.M.yyyy", "yyyy-MM-dd", "MM/dd/yyyy", "excel", "excel 1904"] {
            let text = written_date(day, &spec(format));
            assert_eq!(DateFormat::parse(format).and_then(|f| f.read(text.as_bytes())), Some(day), "{text}");
        }
        let number = Decimal::parse("-1234.5").expect("a number");
        for format in ["#.##0,00 kr", "0.0", "#,##0.00", "0 %"] {
            let text = written_number(number, &spec(format));
            let read = NumberFormat::parse(format).and_then(|f| written(text.as_bytes(), &f));
            assert_eq!(read.and_then(|n| Decimal::parse(n.as_str())), Some(number), "{format}: {text}");
        }
    }
}

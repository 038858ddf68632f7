//! Norwegian numbers with control digits. They judge the number itself, not whether anybody has it.

use super::{Builtin, Kernel, Param, ResultTy, Text2};
use crate::value::{Date, Ty};

pub(super) const VALID_ORGNR: Builtin = Builtin {
    names: ["valid_orgnr", "gyldig_orgnr", "gyldig_orgnr"],
    params: &[Param::Text],
    optional: 0,
    result: ResultTy::Is(Ty::Bool),
    doc: Text2 {
        nb: "Om teksten er et organisasjonsnummer: nøyaktig ni sifre uten mellomrom, det første ikke 0, og kontrollsifferet \
             stemmer (modulus 11). Sier ikke om enheten finnes i Enhetsregisteret.",
        en: "Whether the text is an organisation number: exactly nine digits without blanks, the first not 0, with the \
             right control digit (modulus 11). Does not say whether the entity is registered.",
    },
    example: r#"valid_orgnr("974760673") = yes"#,
    kernel: Kernel::Asks(orgnr),
};

pub(super) const VALID_KOMMUNENR: Builtin = Builtin {
    names: ["valid_kommunenr", "gyldig_kommunenr", "gyldig_kommunenr"],
    params: &[Param::Text],
    optional: 0,
    result: ResultTy::Is(Ty::Bool),
    doc: Text2 {
        nb: "Om teksten har form som et kommunenummer: nøyaktig fire sifre, de to første (fylket) ikke 00. Sier ikke om \
             kommunen finnes eller fantes på en gitt dato; det krever en tabell over kommuner.",
        en: "Whether the text has the form of a municipality number: exactly four digits, the first two (the county) \
             not 00. Does not say whether the municipality exists, or did on a date; that takes a table of them.",
    },
    example: r#"valid_kommunenr("0301") = yes"#,
    kernel: Kernel::Asks(kommunenr),
};

pub(super) const VALID_FNR: Builtin = Builtin {
    names: ["valid_fnr", "gyldig_fnr", "gyldig_fnr"],
    params: &[Param::Text],
    optional: 0,
    result: ResultTy::Is(Ty::Bool),
    doc: Text2 {
        nb: "Om teksten er et fødselsnummer eller D-nummer: nøyaktig elleve sifre, en fødselsdato som finnes i det \
             århundret som individsifrene sier (1854–2039), og begge kontrollsifrene stemmer. Sier ikke om noen har \
             nummeret. Hjelpenumre, syntetiske numre (måned + 40 eller + 80) og numre etter reglene fra 2032 godtas ikke.",
        en: "Whether the text is a national identity number or a D-number: exactly eleven digits, a date of birth that \
             exists in the century that the individual digits tell (1854 to 2039), and both control digits right. Does \
             not say whether anybody has it. Help numbers, synthetic numbers (month + 40 or + 80) and numbers after \
             the rules of 2032 are not accepted.",
    },
    example: r#"valid_fnr("01010750160") = yes"#,
    kernel: Kernel::Asks(fnr),
};

pub(super) const VALID_KONTONR: Builtin = Builtin {
    names: ["valid_kontonr", "gyldig_kontonr", "gyldig_kontonr"],
    params: &[Param::Text],
    optional: 0,
    result: ResultTy::Is(Ty::Bool),
    doc: Text2 {
        nb: "Om teksten er et norsk kontonummer: nøyaktig elleve sifre uten punktum og mellomrom, bankens fire ikke 0000, \
             og kontrollsifferet stemmer (modulus 11). Sier ikke om kontoen finnes.",
        en: "Whether the text is a Norwegian bank account number: exactly eleven digits without points and blanks, the \
             bank's four not 0000, with the right control digit (modulus 11). Does not say whether the account exists.",
    },
    example: r#"valid_kontonr("12345678903") = yes"#,
    kernel: Kernel::Asks(kontonr),
};

/// The text as exactly `N` ASCII digits.
#[inline(always)]
fn digits<const N: usize>(text: &[u8]) -> Option<[u8; N]> {
    let bytes: &[u8; N] = text.try_into().ok()?;
    bytes.iter().all(u8::is_ascii_digit).then(|| bytes.map(|byte| byte - b'0'))
}

/// The modulus 11 control digit of what `weights` cover; `None` where there is none (it would be 10).
#[inline(always)]
fn mod11(digits: &[u8], weights: &[u8]) -> Option<u8> {
    let sum: u32 = digits.iter().zip(weights).map(|(&digit, &weight)| u32::from(digit) * u32::from(weight)).sum();
    match 11 - (sum % 11) as u8 {
        11 => Some(0),
        10 => None,
        control => Some(control),
    }
}

fn orgnr(text: &[u8]) -> bool {
    digits::<9>(text).is_some_and(|d| d[0] != 0 && mod11(&d, &[3, 2, 7, 6, 5, 4, 3, 2]) == Some(d[8]))
}

fn kommunenr(text: &[u8]) -> bool {
    digits::<4>(text).is_some_and(|d| d[..2] != [0, 0])
}

fn kontonr(text: &[u8]) -> bool {
    digits::<11>(text)
        .is_some_and(|d| d[..4] != [0, 0, 0, 0] && mod11(&d, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) == Some(d[10]))
}

fn fnr(text: &[u8]) -> bool {
    let Some(d) = digits::<11>(text) else { return false };
    let pair = |i: usize| u32::from(d[i]) * 10 + u32::from(d[i + 1]);
    let (mut day, month, year) = (pair(0), pair(2), pair(4) as i32);
    if day > 40 {
        day -= 40; // D-number
    }
    let individual = u32::from(d[6]) * 100 + pair(7);
    let century = match (individual, year) {
        (0..=499, _) => 1900,
        (500..=749, 54..=99) => 1800,
        (500..=999, 0..=39) => 2000,
        (900..=999, 40..=99) => 1900,
        _ => return false,
    };
    Date::from_ymd(century + year, month, day).is_some()
        && mod11(&d, &[3, 7, 6, 1, 8, 9, 4, 5, 2]) == Some(d[9])
        && mod11(&d, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) == Some(d[10])
}

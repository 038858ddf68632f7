//! Addresses of the web and of mail. They judge the form; nothing is looked up.

use super::{Builtin, Kernel, Param, ResultTy, Text2};
use crate::value::Ty;

pub(super) const VALID_URL: Builtin = Builtin {
    names: ["valid_url", "gyldig_url", "gyldig_url"],
    params: &[Param::Text],
    optional: 0,
    result: ResultTy::Is(Ty::Bool),
    doc: Text2 {
        nb: "Om teksten har form som en nettadresse: http eller https, et vertsnavn med punktum (også med æ, ø og å) eller \
             en IPv4-adresse, og ingen tegn som må skrives om. Brukernavn foran verten og IPv6 godtas ikke. Ingenting \
             slås opp.",
        en: "Whether the text has the form of a web address: http or https, a host name with a point in it (also with \
             æ, ø and å) or an IPv4 address, and no characters that must be escaped. A user name before the host and \
             IPv6 are not accepted. Nothing is looked up.",
    },
    example: r#"valid_url("https://www.ks.no/drøfting") = yes"#,
    kernel: Kernel::Asks(|text| std::str::from_utf8(text).is_ok_and(url)),
};

pub(super) const VALID_EMAIL: Builtin = Builtin {
    names: ["valid_email", "gyldig_epost", "gyldig_epost"],
    params: &[Param::Text],
    optional: 0,
    result: ResultTy::Is(Ty::Bool),
    doc: Text2 {
        nb: "Om teksten har form som én e-postadresse: et navn med vanlige tegn, krøllalfa, og et vertsnavn med punktum. \
             Anførselstegn, kommentarer og bokstaver utenfor a–z foran krøllalfa godtas ikke. Ingenting slås opp.",
        en: "Whether the text has the form of one e-mail address: a name in common characters, an at sign, and a host \
             name with a point in it. Quotation marks, comments and letters outside a to z before the at sign are not \
             accepted. Nothing is looked up.",
    },
    example: r#"valid_email("post@ks.no") = yes"#,
    kernel: Kernel::Asks(|text| std::str::from_utf8(text).is_ok_and(email)),
};

fn url(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else { return false };
    if !scheme.eq_ignore_ascii_case("https") && !scheme.eq_ignore_ascii_case("http") {
        return false;
    }
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let (name, port) = match authority.split_once(':') {
        Some((name, port)) => (name, Some(port)),
        None => (authority, None),
    };
    let port_fits = port.is_none_or(|p| p.bytes().all(|b| b.is_ascii_digit()) && p.parse::<u16>().is_ok_and(|n| n > 0));
    port_fits && host(name) && path_fits(path)
}

fn path_fits(path: &str) -> bool {
    let escapes = path
        .split('%')
        .skip(1)
        .all(|after| after.len() >= 2 && after.as_bytes()[..2].iter().all(u8::is_ascii_hexdigit));
    let once = path.matches('#').count() <= 1;
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !r#"<>"\{}|^`"#.contains(c);
    escapes && once && path.chars().all(plain)
}

/// Labels of letters, digits and inner hyphens, two or more; the last one has a letter, or all are an IPv4 address.
fn host(name: &str) -> bool {
    let label = |l: &str| {
        (1..=63).contains(&l.len())
            && !l.starts_with('-')
            && !l.ends_with('-')
            && l.chars().all(|c| c == '-' || c.is_alphanumeric())
    };
    let name = name.strip_suffix('.').unwrap_or(name);
    let Some((_, last)) = name.rsplit_once('.') else { return false };
    if name.len() > 253 || !name.split('.').all(label) {
        return false;
    }
    if last.bytes().all(|b| b.is_ascii_digit()) {
        return name.split('.').count() == 4 && name.split('.').all(|part| part.parse::<u8>().is_ok());
    }
    last.chars().count() >= 2
}

fn email(text: &str) -> bool {
    let Some((name, domain)) = text.rsplit_once('@') else { return false };
    let common = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~.-".contains(&b);
    (1..=64).contains(&name.len())
        && text.len() <= 254
        && name.bytes().all(common)
        && !name.starts_with('.')
        && !name.ends_with('.')
        && !name.contains("..")
        && !domain.ends_with('.')
        && host(domain)
}

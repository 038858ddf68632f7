//! Language and colours, from an environment that is made up.

use super::super::locale::{color, language, named};
use super::*;
use crate::value::Date;
use crate::world::{Bytes, Draft, Kind};
use std::sync::Arc;

struct Env(&'static [(&'static str, &'static str)], Option<usize>);

impl World for Env {
    fn open(&self, _: &str) -> io::Result<Arc<dyn Bytes>> {
        Err(io::ErrorKind::NotFound.into())
    }

    fn read(&self, _: &str) -> io::Result<Vec<u8>> {
        Err(io::ErrorKind::NotFound.into())
    }

    fn list(&self, _: &str) -> io::Result<Vec<String>> {
        Ok(Vec::new())
    }

    fn kind(&self, _: &str) -> Kind {
        Kind::Absent
    }

    fn today(&self) -> Date {
        Date(0)
    }

    fn draft<'w>(&'w self, _: &str) -> io::Result<Box<dyn Draft + 'w>> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn variable(&self, name: &str) -> Option<String> {
        self.0.iter().find(|(known, value)| *known == name && !value.is_empty()).map(|(_, value)| value.to_string())
    }

    fn terminal(&self, _: Stream) -> Option<usize> {
        self.1
    }
}

#[test]
fn the_locale_gives_the_language() {
    let of = |variables| language(&Env(variables, None));
    assert_eq!(of(&[("LANG", "nb_NO.UTF-8")]), Lang::Nb);
    assert_eq!(of(&[("LANG", "nn_NO")]), Lang::Nb);
    assert_eq!(of(&[("LANG", "no")]), Lang::Nb);
    assert_eq!(of(&[("LANG", "nob_NO")]), Lang::En);
    assert_eq!(of(&[("LC_ALL", "C.UTF-8"), ("LANG", "nb_NO.UTF-8")]), Lang::En);
    assert_eq!(of(&[("LC_ALL", ""), ("LC_MESSAGES", "nb_NO"), ("LANG", "en_GB")]), Lang::Nb);
    assert_eq!(of(&[]), Lang::En);
}

#[test]
fn the_language_is_found_before_the_command_line_is_understood() {
    assert_eq!(named(["krav", "chek", "--lang", "nb"]), Some(Lang::Nb));
    assert_eq!(named(["krav", "--lang=en", "check"]), Some(Lang::En));
    assert_eq!(named(["krav", "check", "--", "--lang", "nb"]), None);
    assert_eq!(named(["krav", "--lang"]), None);
    let (_, _, err) = krav(&Env(&[("LANG", "nb_NO.UTF-8")], None), &["chek"]);
    assert!(err.contains("Kommandoen «chek» finnes ikke"), "{err}");
}

#[test]
fn colours_follow_the_option_the_environment_and_the_terminal() {
    let of = |variables, terminal, choice| color(&Env(variables, terminal), choice, Stream::Out);
    assert!(of(&[], Some(80), Color::Auto));
    assert!(!of(&[], None, Color::Auto));
    assert!(!of(&[("NO_COLOR", "1")], Some(80), Color::Auto));
    assert!(of(&[("NO_COLOR", "")], Some(80), Color::Auto));
    assert!(of(&[("NO_COLOR", "1")], None, Color::Always));
    assert!(of(&[("CLICOLOR_FORCE", "1")], None, Color::Auto));
    assert!(!of(&[("CLICOLOR_FORCE", "0")], None, Color::Auto));
    assert!(!of(&[("CLICOLOR", "0")], Some(80), Color::Auto));
    assert!(!of(&[("TERM", "dumb")], Some(80), Color::Auto));
    assert!(!of(&[("CLICOLOR_FORCE", "1")], Some(80), Color::Never));
}

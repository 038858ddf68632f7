//! Characters that cannot be seen, or that turn the text around: what is read is then not what is checked.

use super::{Edit, Lint, Material, Told, found};
use crate::base::{Code, Span};
use crate::text;

pub const LINT: Lint = Lint { code: Code::HiddenCharacter, name: "hidden-character", check };

fn check(material: &Material, told: &mut Told) {
    for (_, source) in material.texts() {
        if source.text.is_ascii() {
            continue;
        }
        for (at, c) in source.text.char_indices().filter(|(_, c)| is_hidden(*c)) {
            let before = source.text[..at].chars().next_back();
            let after = source.text[at + c.len_utf8()..].chars().next();
            // joiners are part of how some scripts, and emoji, are written
            let joiner = matches!(c, '\u{200c}' | '\u{200d}');
            if joiner && ![before, after].into_iter().flatten().any(|c| c.is_ascii_alphanumeric()) {
                continue;
            }
            let span = Span::new(source.id, at, at + c.len_utf8());
            let code = format!("U+{:04X}", u32::from(c));
            let message = match turns(c) {
                true => text!(
                    nb: "{code} snur teksten rundt, så linjen kan leses annerledes enn den prøves.",
                    en: "{code} turns the text around, so the line may be read otherwise than it is checked.",
                ),
                false => text!(nb: "{code} er et tegn som ikke vises.", en: "{code} is a character that is not shown."),
            };
            let help = text!(nb: "Stryk tegnet.", en: "Delete the character.");
            told.mend(found(&LINT, span, message).help(help), vec![Edit::new(span, "")]);
        }
    }
}

fn turns(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn is_hidden(c: char) -> bool {
    turns(c)
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{180e}' | '\u{200b}'..='\u{200d}' | '\u{2028}' | '\u{2029}'
            | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}')
}

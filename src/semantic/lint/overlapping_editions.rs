//! Two editions that are in force on the same day.

use super::{Lint, Material, Told, found};
use crate::base::{Code, Span, Text};
use crate::semantic::model::Pack;
use crate::syntax::tree::Item;
use crate::text;
use std::collections::BTreeMap;

pub const LINT: Lint = Lint { code: Code::OverlappingEditions, name: "overlapping-editions", check };

fn check(material: &Material, told: &mut Told) {
    for family in families(material) {
        for pair in family.windows(2) {
            let [old, new] = pair else { continue };
            let (Some(to), from) = (old.in_force.to, new.in_force.from) else { continue };
            if from.is_some_and(|from| to < from) {
                continue;
            }
            let (old_id, new_id) = (&old.id, &new.id);
            let message = match from {
                Some(from) => text!(
                    nb: "{old_id} og {new_id} er i kraft samtidig, fra {from} til {to}.",
                    en: "{old_id} and {new_id} are in force at the same time, from {from} to {to}.",
                ),
                None => text!(
                    nb: "{old_id} og {new_id} er i kraft samtidig, til {to}.",
                    en: "{old_id} and {new_id} are in force at the same time, until {to}.",
                ),
            };
            told.tell(
                found(&LINT, place(material, new), message)
                    .at(place(material, old), Text::new("den andre utgaven", "the other edition"))
                    .help(Text::new(
                        "Begge ender er med i perioden: la den gamle slutte dagen før den nye begynner.",
                        "Both ends belong to the period: let the old one end the day before the new one begins.",
                    )),
            );
        }
    }
}

/// The editions of each work in the run that has several, the earliest first: packs whose ids differ by their last part
/// alone, and that part begins with a digit (`rundskriv.2017`, `rundskriv.2018`).
pub fn families<'a>(material: &Material<'a>) -> Vec<Vec<&'a Pack>> {
    let mut families: BTreeMap<&str, Vec<&Pack>> = BTreeMap::new();
    for pack in &material.model.packs {
        if let Some(family) = family(&pack.id) {
            families.entry(family).or_default().push(pack);
        }
    }
    let mut all: Vec<Vec<&Pack>> = families.into_values().filter(|editions| editions.len() > 1).collect();
    all.iter_mut().for_each(|editions| editions.sort_by_key(|pack| (pack.in_force.from, pack.id.as_str())));
    all
}

/// The id of a pack without its edition.
pub fn family(id: &str) -> Option<&str> {
    let (family, edition) = id.rsplit_once('.')?;
    edition.starts_with(|c: char| c.is_ascii_digit()).then_some(family)
}

/// Where a pack says when it is in force, or else its id.
pub fn place(material: &Material, pack: &Pack) -> Span {
    let file = material.files.get(pack.span.file.0 as usize);
    let tree = file.into_iter().flat_map(|file| &file.items).find_map(|item| match item {
        Item::Pack(tree) => Some(tree),
        _ => None,
    });
    tree.map_or(pack.span, |tree| tree.in_force.as_ref().map_or(tree.id.span, |period| period.span))
}

//! A duty that the selection has settled already.

use super::key::{conjuncts, key, opposite};
use super::{Lint, Material, Told, found};
use crate::base::{Code, Span, Text};
use crate::text;
use hashbrown::HashMap;

pub const LINT: Lint = Lint { code: Code::IdleDuty, name: "idle-duty", check };

fn check(material: &Material, told: &mut Told) {
    for rule in &material.model.rules {
        let mut guards: HashMap<String, Span> = HashMap::new();
        for line in &rule.when {
            let mut parts = Vec::new();
            conjuncts(&line.expr, &mut parts);
            parts.into_iter().for_each(|part| {
                guards.entry(key(part)).or_insert(line.span);
            });
        }
        for line in &rule.unless {
            guards.entry(opposite(&line.expr)).or_insert(line.span);
        }
        for line in &rule.duties {
            let mut parts = Vec::new();
            conjuncts(&line.expr, &mut parts);
            let all = parts.iter().all(|part| guards.contains_key(&key(part)));
            let guard = parts.first().and_then(|part| guards.get(&key(part))).filter(|_| all);
            let against = parts.iter().find_map(|part| guards.get(&opposite(part)));
            let (message, guard) = match (guard, against) {
                (Some(guard), _) => (
                    Text::new(
                        "Kravet holder alltid der regelen gjelder, så regelen kan aldri brytes.",
                        "The duty always holds where the rule applies, so the rule can never be violated.",
                    ),
                    guard,
                ),
                (None, Some(guard)) => (
                    Text::new(
                        "Kravet holder aldri der regelen gjelder: alle den gjelder, bryter den.",
                        "The duty never holds where the rule applies: all that it applies to violate it.",
                    ),
                    guard,
                ),
                _ => continue,
            };
            let asked = material.quote(*guard);
            let label = text!(nb: "utvalget sier det alt: `{asked}`", en: "the selection says so already: `{asked}`");
            told.tell(found(&LINT, line.span, message).at(*guard, label).help(Text::new(
                "Rett utvalget eller kravet; de skal spørre om hver sin ting.",
                "Correct the selection or the duty; they should ask for different things.",
            )));
        }
    }
}

//! A rule that applies to nothing in a registry. Needs a run.

use super::{Lint, Material, Told, found};
use crate::base::Code;
use crate::text;
use crate::value::Verdict;

pub const LINT: Lint = Lint { code: Code::VacuousRule, name: "vacuous-rule", check };

fn check(material: &Material, told: &mut Told) {
    let Some(run) = material.run else { return };
    for rule in material.rules() {
        let Some(ledger) = run.ledgers.get(&rule.model.id) else { continue };
        // a rule that is not in force on the measuring date says nothing of the registry
        if !ledger.is_vacuous() || ledger.count(Verdict::NotInForce) > 0 {
            continue;
        }
        let (id, population) = (&rule.tree.id.text, ledger.population);
        let message = text!(
            nb: "Regelen {id} gjelder ingen av de {population} den så på i registeret.",
            en: "The rule {id} applies to none of the {population} that it looked at in the registry.",
        );
        told.tell(found(&LINT, rule.tree.id.span, message).help(text!(
            nb: "Se på utvalget: er en kode, en grense eller en dato feil, kan regelen aldri brytes.",
            en: "Look at the selection: if a code, a limit or a date is wrong, the rule can never be violated.",
        )));
    }
}

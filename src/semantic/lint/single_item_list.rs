//! `in [a]`, where `= a` says the same.

use super::material::each;
use super::{Edit, Lint, Material, Told, found};
use crate::base::Code;
use crate::syntax::tree::ExprKind;
use crate::text;

pub const LINT: Lint = Lint { code: Code::SingleItemList, name: "single-item-list", check };

fn check(material: &Material, told: &mut Told) {
    for (expr, _) in material.expressions() {
        each(expr, &mut |part| {
            let ExprKind::In { item, list, not } = &part.kind else { return };
            let ExprKind::List(all) = &list.kind else { return };
            let [one] = &all[..] else { return };
            let sign = if *not { "!=" } else { "=" };
            let plain = format!("{} {sign} {}", material.slice(item.span), material.slice(one.span));
            let message = text!(nb: "Listen har bare ett ledd.", en: "The list has only one item.");
            let help = text!(nb: "Skriv `{plain}`.", en: "Write `{plain}`.");
            let whole = item.span.to(list.span);
            let fix = if material.slice(whole).contains('#') { Vec::new() } else { vec![Edit::new(whole, plain)] };
            told.mend(found(&LINT, list.span, message).help(help), fix);
        });
    }
}

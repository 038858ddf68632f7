//! The words of a finding: the rule's own message, or one that says what the data shows.

use super::findings::Work;
use super::titles;
use super::waivers;
use crate::base::Lang;
use crate::data::decode::why_unreadable;
use crate::eval::{Hit, Lapse, Looker, Part, RowAt, SeenCell, Shown, SubjectAt, Trace};
use crate::plan::graph::{Frame, NodeId, Op};
use crate::plan::{CheckKind, Judgement, Origin, Template, TemplatePiece};
use crate::report::words::{pick, quoted};
use crate::report::{Cell, Computed, Role};
use crate::semantic::model::Table;
use crate::syntax::tree::Words;
use crate::value::{Missing, TableId, Ty, Verdict};
use crate::{tell, text};

/// How many rows of a circle are named.
const LONGEST_CIRCLE: usize = 8;

/// A whole cell, to be looked up.
pub fn plain(table: TableId, at: RowAt, field: usize) -> SeenCell {
    SeenCell { table, at, field, part: Part::Decides, why: None, element: None, missing: None }
}

pub struct Wording<'w> {
    pub work: &'w Work,
    pub judgement: &'w Judgement,
    pub trace: &'w Trace,
    pub cells: &'w [Cell],
    pub values: &'w [Computed],
}

impl Wording<'_> {
    /// What is wrong with a subject, or what leaves it open; and the waiver that sets it aside.
    pub fn message(&self, looker: &mut Looker, hit: &Hit) -> String {
        let mut bare = self.bare(looker, hit);
        for lapse in &self.trace.lapses {
            let stop = if bare.ends_with(['.', '!', '?']) { "" } else { "." };
            bare = format!("{bare}{stop} {}", self.lapse(looker, lapse));
        }
        match self.trace.waiver {
            Some(place) => {
                let waiver = waivers::told(&self.work.model.waivers[place], self.work.lang);
                format!("{} – {waiver}.", bare.trim_end_matches('.'))
            }
            None => bare,
        }
    }

    /// The message as it is without waivers.
    fn bare(&self, looker: &mut Looker, hit: &Hit) -> String {
        let lang = self.work.lang;
        match (self.judgement.origin, self.trace.bare.unwrap_or(hit.verdict)) {
            (_, Verdict::Unknown) => self.undecided(),
            (Origin::Check { table, field, kind }, _) => self.check(looker, table, field, kind),
            (Origin::Rule(_), Verdict::Violated) if self.judgement.message.is_some() => {
                let template = self.judgement.message.as_ref();
                template.map(|template| self.fill(looker, hit, template)).unwrap_or_default()
            }
            (Origin::Rule(place), verdict) => {
                let title = &self.work.model.rules[place].title;
                match verdict {
                    // The title says what ought to be; by itself it would read as if it were so.
                    Verdict::Violated => {
                        text!(nb: "Holder ikke: {title}", en: "Does not hold: {title}").in_lang(lang).to_string()
                    }
                    Verdict::Explained => {
                        let why = pick(lang, "avviket er forklart", "the deviation is explained");
                        format!("{title} – {why}")
                    }
                    _ => title.clone(),
                }
            }
        }
    }

    pub fn advice(&self, looker: &mut Looker, hit: &Hit) -> Option<String> {
        self.judgement.advice.as_ref().map(|template| self.fill(looker, hit, template))
    }

    /// Why it cannot be decided: the cells that have no value, or the computed values that are open.
    fn undecided(&self) -> String {
        let lang = self.work.lang;
        let told = |value: &Computed| format!("{} = {}", value.expression, value.value);
        let seen = self.trace.values.iter().zip(self.values);
        let open = seen.filter(|(seen, _)| seen.value.low != seen.value.high || seen.value.low.is_err());
        let mut reasons: Vec<String> = open.map(|(_, value)| told(value)).collect();
        for cell in self.cells {
            let Some(why) = cell.missing else { continue };
            let value = match why {
                Missing::Unreadable => format!(": {}", quoted(&cell.value, lang)),
                _ => String::new(),
            };
            let reason = format!("{} {}{value}", cell.field, crate::report::words::missing(why, lang));
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
        if reasons.is_empty() {
            reasons = self.values.iter().map(told).collect();
        }
        let dangling = self.cells.iter().find(|cell| cell.missing.is_none() && cell.role == Role::Decides);
        if let (true, Some(cell)) = (reasons.is_empty(), dangling) {
            let value = quoted(&cell.value, lang);
            reasons.push(format!("{} = {value}", cell.field));
        }
        let because = reasons.join("; ");
        tell!(lang, nb: "Kan ikke avgjøres: {because}.", en: "Cannot be decided: {because}.")
    }

    fn check(&self, looker: &mut Looker, table: TableId, field: usize, kind: CheckKind) -> String {
        let (model, lang) = (&self.work.model, self.work.lang);
        let declared = &model.table(table).fields[field];
        let name = &declared.name;
        let deciding = || self.cells.iter().filter(|cell| cell.role == Role::Decides && cell.element.is_some());
        let value = self.cells.first().map(|cell| cell.value.as_str()).unwrap_or("");
        let shown = match deciding().count() {
            0 | 1 => quoted(value, lang),
            _ => deciding().map(|cell| quoted(&cell.value, lang)).collect::<Vec<_>>().join(", "),
        };
        match kind {
            CheckKind::Required => tell!(lang, nb: "{name} er ikke oppgitt.", en: "{name} is not stated."),
            CheckKind::Unique => self.unique(model.table(table), field),
            CheckKind::Reference => {
                let target = titles::target(model, &declared.ty);
                match self.trace.named {
                    Some(times @ 2..) => tell!(
                        lang,
                        nb: "{name} = {shown}: står {times} ganger i {target}, så det er uklart hvilken rad som menes.",
                        en: "{name} = {shown}: stands {times} times in {target}, so it is unclear which row is meant.",
                    ),
                    _ => tell!(
                        lang,
                        nb: "{name} = {shown}: finnes ikke i {target}.",
                        en: "{name} = {shown}: not found in {target}.",
                    ),
                }
            }
            CheckKind::Cycle => {
                let circle = self.circle(looker, table);
                tell!(lang, nb: "{name} går i ring: {circle}.", en: "{name} leads back to itself: {circle}.")
            }
            CheckKind::Matches | CheckKind::Between | CheckKind::Width => {
                let title = titles::check_title(model, table, field, kind);
                format!("{shown}: {}.", title.in_lang(lang))
            }
            _ => {
                let spec = &self.work.outcome.ground.plan.specs[table.0 as usize][field];
                why_unreadable(value, spec).in_lang(lang).to_string()
            }
        }
    }

    /// How often a value stands that should stand once.
    fn unique(&self, declared: &Table, field: usize) -> String {
        let (lang, times) = (self.work.lang, self.trace.equals);
        let name = titles::key_names(declared, field);
        let is_key = declared.key.first() == Some(&field);
        let parts = if is_key { declared.key.len() } else { 1 };
        let decides = self.cells.iter().filter(|cell| cell.role == Role::Decides);
        let shown: Vec<String> = decides.take(parts).map(|cell| quoted(&cell.value, lang)).collect();
        let shown = if parts == 1 { shown.concat() } else { format!("({})", shown.join(", ")) };
        match is_key && declared.valid.is_some() {
            true => tell!(
                lang,
                nb: "{name} = {shown} står i {times} rader som gjelder på samme dag.",
                en: "{name} = {shown} stands in {times} rows that are valid on one day.",
            ),
            false => tell!(
                lang,
                nb: "{name} = {shown} står i {times} rader.",
                en: "{name} = {shown} stands in {times} rows.",
            ),
        }
    }

    /// Since when, or from when, a reference names no row; and what took its place.
    fn lapse(&self, looker: &mut Looker, lapse: &Lapse) -> String {
        let (model, outcome) = (&self.work.model, &self.work.outcome);
        let declared = model.table(lapse.table);
        let mut text = |field: usize| outcome.text(looker, lapse.table, lapse.at, field).trim().to_string();
        let key = declared.key.first().map(|&field| text(field)).unwrap_or_default();
        let (first, last) = declared.valid.map(|(first, last)| (text(first), text(last))).unwrap_or_default();
        let (name, original) = (&declared.name, model.original(lapse.table));
        let heir = declared.fields.iter().position(|field| match field.ty {
            Ty::Ref(table) => model.original(table) == original,
            _ => false,
        });
        let heir = heir.map(text).filter(|heir| !heir.is_empty());
        let told = match (lapse.ended, heir) {
            (true, Some(heir)) => text!(
                nb: "{key} i {name} gjaldt til og med {last}; etterfølgeren er {heir}.",
                en: "{key} of {name} was valid to the end of {last}; its successor is {heir}.",
            ),
            (true, None) => text!(
                nb: "{key} i {name} gjaldt til og med {last}.",
                en: "{key} of {name} was valid to the end of {last}.",
            ),
            (false, _) => text!(
                nb: "{key} i {name} gjelder først fra {first}.",
                en: "{key} of {name} is valid from {first} only.",
            ),
        };
        told.in_lang(self.work.lang).to_string()
    }

    /// The keys of the rows that a reference leads through, back to the first.
    fn circle(&self, looker: &mut Looker, table: TableId) -> String {
        let key = self.work.model.table(table).naming_field();
        let rows = &self.trace.circle;
        let mut keys: Vec<String> =
            rows.iter().map(|&at| self.work.outcome.text(looker, table, at, key).trim().to_string()).collect();
        keys.extend(keys.first().cloned());
        if rows.len() > LONGEST_CIRCLE {
            keys.truncate(LONGEST_CIRCLE);
            keys.push("…".into());
        }
        keys.join(" → ")
    }

    /// A template in the wanted language, or in the first that it has.
    fn fill(&self, looker: &mut Looker, hit: &Hit, template: &Template) -> String {
        let order: &[Words] = match self.work.lang {
            Lang::Nb => &[Words::Nb, Words::Nn],
            Lang::En => &[Words::En],
        };
        let wanted = order.iter().find_map(|words| template.0.iter().find(|(known, _)| known == words));
        let Some((_, pieces)) = wanted.or(template.0.first()) else { return String::new() };
        let mut text = String::new();
        for piece in pieces {
            match piece {
                TemplatePiece::Text(words) => text.push_str(words),
                TemplatePiece::Slot(node) => text.push_str(&self.slot(looker, hit, *node)),
            }
        }
        text
    }

    /// The value of a placeholder; what cannot be read is shown as it stands.
    fn slot(&self, looker: &mut Looker, hit: &Hit, node: NodeId) -> String {
        let (model, lang) = (&self.work.model, self.work.lang);
        let raw = |looker: &mut Looker| self.raw(looker, hit, node);
        match self.trace.slots.get(&node) {
            Some(Shown { low: Err(Missing::Unreadable | Missing::NoResult), .. }) => {
                raw(looker).unwrap_or_else(|| titles::missing(Missing::Unreadable, lang))
            }
            Some(shown) => titles::computed(model, shown, false, lang),
            None => titles::missing(Missing::NotStated, lang),
        }
    }

    /// The text of the cell behind a node.
    fn raw(&self, looker: &mut Looker, hit: &Hit, node: NodeId) -> Option<String> {
        let known = self.work.outcome.ground.plan.graph.node(node);
        let (Op::Cell(field), Frame::Table(table), SubjectAt::Row(at)) = (&known.op, known.frame, hit.subject) else {
            return None;
        };
        let at: RowAt = at;
        Some(self.work.outcome.text(looker, table, at, *field))
    }
}

//! The report's vocabulary: what verdicts, roles, reasons and sources are called, in every language, in one place.
//! Whole sentences stand where they are written.

use super::{Role, RuleEntry, RuleKind};
use crate::base::{Lang, Severity};
use crate::report::gate::Conclusion;
use crate::semantic::model::{Interval, Modality, SourceRef};
use crate::syntax::tree::SourceKind;
use crate::tell;
use crate::value::{Missing, Verdict};

/// One of the two; a missing language does not compile.
pub fn pick<T>(lang: Lang, nb: T, en: T) -> T {
    match lang {
        Lang::Nb => nb,
        Lang::En => en,
    }
}

pub fn verdict(verdict: Verdict, lang: Lang) -> &'static str {
    match verdict {
        Verdict::Met => pick(lang, "oppfylt", "met"),
        Verdict::Violated => pick(lang, "brudd", "violated"),
        Verdict::Explained => pick(lang, "forklart", "explained"),
        Verdict::Waived => pick(lang, "unntatt", "waived"),
        Verdict::Unknown => pick(lang, "uavklart", "undecided"),
        Verdict::NotApplicable => pick(lang, "ikke relevant", "not applicable"),
        Verdict::NotInForce => pick(lang, "ikke i kraft", "not in force"),
    }
}

/// The word over a group of findings.
pub fn banner(verdict: Verdict, modality: Modality, lang: Lang) -> &'static str {
    match (verdict, modality) {
        (Verdict::Violated, Modality::Must) => pick(lang, "BRUDD", "VIOLATION"),
        (Verdict::Violated, Modality::Should) => pick(lang, "AVVIK FRA ANBEFALING", "DEPARTURE"),
        (Verdict::Unknown, _) => pick(lang, "UAVKLART", "UNDECIDED"),
        (Verdict::Explained, _) => pick(lang, "FORKLART", "EXPLAINED"),
        (Verdict::Waived, _) => pick(lang, "UNNTATT", "WAIVED"),
        (Verdict::Met, _) => pick(lang, "OPPFYLT", "MET"),
        (Verdict::NotApplicable, _) => pick(lang, "IKKE RELEVANT", "NOT APPLICABLE"),
        (Verdict::NotInForce, _) => pick(lang, "IKKE I KRAFT", "NOT IN FORCE"),
    }
}

pub fn modality(modality: Modality, lang: Lang) -> &'static str {
    match modality {
        Modality::Must => pick(lang, "skal", "must"),
        Modality::Should => pick(lang, "bør", "should"),
    }
}

/// The name of a modality in machine output.
pub fn modality_id(modality: Modality) -> &'static str {
    match modality {
        Modality::Must => "must",
        Modality::Should => "should",
    }
}

/// The name of a rule's kind in machine output.
pub fn kind_id(kind: RuleKind) -> &'static str {
    match kind {
        RuleKind::Rule => "rule",
        RuleKind::Check | RuleKind::Waiver => "check",
        RuleKind::Lint => "lint",
    }
}

/// What a role says of a cell, after its heading: `«Oppstart» avgjør`.
pub fn role(role: Role, open: bool, lang: Lang) -> &'static str {
    match role {
        Role::Decides if open => pick(lang, "spiller inn", "matters here"),
        Role::Decides => pick(lang, "avgjør", "decides"),
        Role::Through => pick(lang, "er slått opp", "was looked up"),
        Role::Twin => pick(lang, "har samme verdi", "has the same value"),
        Role::Guard => pick(lang, "utløser regelen", "triggers the rule"),
        Role::Explanation => pick(lang, "er forklaringen", "is the explanation"),
    }
}

/// Why there is no value, after the cell's heading: `«Oppstart» er ikke oppgitt`.
pub fn missing(missing: Missing, lang: Lang) -> &'static str {
    match missing {
        Missing::NotStated => pick(lang, "er ikke oppgitt", "is not stated"),
        Missing::NotRelevant => pick(lang, "er oppgitt som ikke relevant", "is stated as not relevant"),
        Missing::Unreadable => pick(lang, "er uleselig", "cannot be read"),
        Missing::Dangling => pick(lang, "viser til en rad som ikke finnes", "refers to a row that does not exist"),
        Missing::DivisionByZero => pick(lang, "gir deling på null", "gives division by zero"),
        Missing::Overflow => pick(lang, "gir et for stort tall", "gives too large a number"),
        Missing::NoRows => pick(lang, "har ingen rader å regne over", "has no rows to reckon over"),
        Missing::Undecided => pick(lang, "bygger på uavklarte rader", "rests on undecided rows"),
        Missing::NoResult => pick(lang, "gir ikke noe svar", "gives no answer"),
    }
}

/// The name of a reason in machine output.
pub fn missing_id(missing: Missing) -> &'static str {
    match missing {
        Missing::NotStated => "not_stated",
        Missing::NotRelevant => "not_relevant",
        Missing::Unreadable => "unreadable",
        Missing::Dangling => "dangling",
        Missing::DivisionByZero => "division_by_zero",
        Missing::Overflow => "overflow",
        Missing::NoRows => "no_rows",
        Missing::Undecided => "undecided",
        Missing::NoResult => "no_result",
    }
}

pub fn severity(severity: Severity, lang: Lang) -> &'static str {
    match severity {
        Severity::Error => pick(lang, "feil", "error"),
        Severity::Warning => pick(lang, "advarsel", "warning"),
        Severity::Note => pick(lang, "merknad", "note"),
    }
}

pub fn source_kind(kind: SourceKind, lang: Lang) -> &'static str {
    match kind {
        SourceKind::Law => pick(lang, "lov", "law"),
        SourceKind::Regulation => pick(lang, "forskrift", "regulation"),
        SourceKind::Circular => pick(lang, "rundskriv", "circular"),
        SourceKind::Recommendation => pick(lang, "anbefaling", "recommendation"),
        SourceKind::Standard => pick(lang, "standard", "standard"),
        SourceKind::Internal => pick(lang, "intern", "internal"),
    }
}

/// The name of a source's kind in machine output.
pub fn source_kind_id(kind: SourceKind) -> &'static str {
    source_kind(kind, Lang::En)
}

/// `rundskriv «H-7/17», punkt «Drøft tiltak med KS»`.
pub fn source(source: &SourceRef, lang: Lang) -> String {
    let mut text = format!("{} {}", source_kind(source.kind, lang), quoted(&source.work, lang));
    if let Some(section) = &source.section {
        text.push_str(pick(lang, ", punkt ", ", section "));
        text.push_str(&quoted(section, lang));
    }
    text
}

/// Several sources in one line.
pub fn sources(all: &[SourceRef], lang: Lang) -> String {
    all.iter().map(|one| source(one, lang)).collect::<Vec<_>>().join("; ")
}

pub fn quoted(text: &str, lang: Lang) -> String {
    tell!(lang, nb: "«{text}»", en: "“{text}”")
}

/// `fra 2017-09-08 til 2018-12-18`; `None` when it is always in force.
pub fn interval(interval: Interval, lang: Lang) -> Option<String> {
    let from = interval.from.map(|date| format!("{} {date}", pick(lang, "fra", "from")));
    let to = interval.to.map(|date| format!("{} {date}", pick(lang, "til", "to")));
    match (from, to) {
        (None, None) => None,
        (Some(one), None) | (None, Some(one)) => Some(one),
        (Some(from), Some(to)) => Some(format!("{from} {to}")),
    }
}

/// Which edition a rule is, when the record's own date chooses it: `fra … til …, vurdert per oppstart`.
pub fn judged_at(rule: &RuleEntry, lang: Lang) -> Option<String> {
    let field = rule.judged_at.as_ref()?;
    let judged = format!("{} {field}", pick(lang, "vurdert per", "judged at"));
    Some(match interval(rule.in_force, lang) {
        Some(when) => format!("{} {when}, {judged}", pick(lang, "i kraft", "in force")),
        None => judged,
    })
}

pub fn conclusion(conclusion: Conclusion, lang: Lang) -> &'static str {
    match conclusion {
        Conclusion::Compliant => pick(lang, "I SAMSVAR", "COMPLIANT"),
        Conclusion::NotCompliant => pick(lang, "IKKE I SAMSVAR", "NOT COMPLIANT"),
        Conclusion::Undecided => pick(lang, "UAVKLART", "UNDECIDED"),
        Conclusion::NothingChecked => pick(lang, "INGENTING BLE PRØVD", "NOTHING WAS CHECKED"),
        Conclusion::Incomplete => pick(lang, "UFULLSTENDIG", "INCOMPLETE"),
        Conclusion::NothingNew => pick(lang, "INGENTING NYTT", "NOTHING NEW"),
    }
}

/// A number with its digits in groups of three when there are five or more: `412`, `1000`, `1 000 000`.
pub fn number(n: u64, lang: Lang) -> String {
    let digits = n.to_string();
    if digits.len() < 5 {
        return digits;
    }
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push_str(pick(lang, "\u{a0}", ","));
        }
        text.push(digit);
    }
    text
}

/// `1 fil`, `2 filer`.
pub fn counted(n: u64, one: &str, many: &str, lang: Lang) -> String {
    format!("{} {}", number(n, lang), if n == 1 { one } else { many })
}

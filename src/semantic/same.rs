//! Declarations that say the same: packs that share a registry may each declare it.

use crate::syntax::tree::{Codes, Expr, ExprKind, Field, Item, Modifier, ModifierKind, Name, Str, Table, TypeKind};

/// Whether two declarations have the same content, however they are laid out and in whatever language's words.
pub(super) fn same(one: &Item, other: &Item) -> bool {
    match (one, other) {
        (Item::Table(one), Item::Table(other)) => same_table(one, other),
        (Item::Codes(one), Item::Codes(other)) => same_codes(one, other),
        _ => false,
    }
}

fn same_codes(one: &Codes, other: &Codes) -> bool {
    text(&one.title) == text(&other.title)
        && all(&one.entries, &other.entries, |one, other| {
            one.name.text == other.name.text && texts(&one.labels, &other.labels)
        })
}

fn same_table(one: &Table, other: &Table) -> bool {
    let name = |name: &Option<Name>| name.as_ref().map(|name| name.text.clone());
    let valid = |table: &Table| table.valid.as_ref().map(|(from, to)| (from.text.clone(), to.text.clone()));
    let key = |table: &Table| -> Option<Vec<String>> {
        table.key.as_ref().map(|(names, _)| names.iter().map(|name| name.text.clone()).collect())
    };
    name(&one.of) == name(&other.of)
        && text(&one.title) == text(&other.title)
        && valid(one) == valid(other)
        && key(one) == key(other)
        && all(&one.fields, &other.fields, same_field)
}

fn same_field(one: &Field, other: &Field) -> bool {
    // The order of what is said of a field means nothing.
    let has = |field: &Field, modifier: &Modifier| field.modifiers.iter().any(|own| same_modifier(own, modifier));
    one.name.text == other.name.text
        && same_type(&one.ty.kind, &other.ty.kind)
        && one.modifiers.len() == other.modifiers.len()
        && one.modifiers.iter().all(|modifier| has(other, modifier))
        && other.modifiers.iter().all(|modifier| has(one, modifier))
}

fn same_type(one: &TypeKind, other: &TypeKind) -> bool {
    match (one, other) {
        (TypeKind::Named(one), TypeKind::Named(other)) => one.text == other.text,
        (TypeKind::List(one), TypeKind::List(other)) => same_type(&one.kind, &other.kind),
        (one, other) => std::mem::discriminant(one) == std::mem::discriminant(other),
    }
}

fn same_modifier(one: &Modifier, other: &Modifier) -> bool {
    use ModifierKind::{
        Between, BlankMeansNo, BlankMeansNone, Column, Format, Key, Matches, NoIs, NotRelevant, NotStated, Required,
        SeparatedBy, Unique, Unit, Width, YesIs,
    };
    match (&one.kind, &other.kind) {
        (Column(one), Column(other))
        | (NotStated(one), NotStated(other))
        | (NotRelevant(one), NotRelevant(other))
        | (YesIs(one), YesIs(other))
        | (NoIs(one), NoIs(other)) => texts(one, other),
        (SeparatedBy(one), SeparatedBy(other))
        | (Matches(one), Matches(other))
        | (Format(one), Format(other))
        | (Unit(one), Unit(other)) => one.text == other.text,
        (Between(low, high), Between(other_low, other_high)) => {
            same_bound(low, other_low) && same_bound(high, other_high)
        }
        (Width(one), Width(other)) => one == other,
        (Key, Key)
        | (Required, Required)
        | (Unique, Unique)
        | (BlankMeansNone, BlankMeansNone)
        | (BlankMeansNo, BlankMeansNo) => true,
        _ => false,
    }
}

/// A bound is a number or a date; of what it should not be, nothing is said.
fn same_bound(one: &Expr, other: &Expr) -> bool {
    match (&one.kind, &other.kind) {
        (
            ExprKind::Number { value, percent, unit },
            ExprKind::Number { value: other_value, percent: other_percent, unit: other_unit },
        ) => value == other_value && percent == other_percent && text(unit) == text(other_unit),
        (ExprKind::Date(one), ExprKind::Date(other)) => one == other,
        (ExprKind::Negate(one), ExprKind::Negate(other)) => same_bound(one, other),
        _ => false,
    }
}

fn text(text: &Option<Str>) -> Option<&str> {
    text.as_ref().map(|text| text.text.as_str())
}

fn texts(one: &[Str], other: &[Str]) -> bool {
    all(one, other, |one, other| one.text == other.text)
}

fn all<T>(one: &[T], other: &[T], same: impl Fn(&T, &T) -> bool) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
}

#[cfg(test)]
mod tests {
    use crate::base::{FileId, Source};
    use crate::semantic::analyse_parsed;
    use crate::syntax::parse;

    /// The codes of the problems that two files have together.
    fn together(one: &str, other: &str) -> Vec<&'static str> {
        let parsed: Vec<_> = [one, other]
            .into_iter()
            .zip(0..)
            .map(|(text, file)| parse(&Source::new(FileId(file), format!("{file}.krav"), text)))
            .collect();
        let analysis = analyse_parsed(&parsed);
        assert!(analysis.model.tables.len() <= 1, "one table has become two");
        analysis.problems.iter().map(|problem| problem.code.id()).collect()
    }

    const TABLE: &str = "language en\ncodes C\n  a \"A\" | \"Ah\"\ntable t \"T\"\n  id text, key, width 4\n  n integer, \
                         required, between -1 and 5\n  c list of C, separated by \";\"\n";

    #[test]
    fn what_says_the_same_is_one_whatever_its_words_and_layout() {
        assert!(together(TABLE, TABLE).is_empty());
        let laid_out = "språk nb\n# Delt.\nkoder C\n  a «A» | «Ah»\ntabell t «T»\n  id tekst, bredde 4, nøkkel\n\n  n   heltall, \
                        påkrevd, mellom -1 og 5\n  c   liste av C, skilt med «;»\n";
        assert!(together(TABLE, laid_out).is_empty());
    }

    #[test]
    fn whatever_differs_makes_them_two() {
        for (from, to) in [
            ("\"T\"", "\"U\""),
            ("\"Ah\"", "\"Aha\""),
            ("width 4", "width 5"),
            ("-1 and", "0 and"),
            ("required, ", ""),
            ("list of C", "list of text"),
            ("\";\"", "\",\""),
            (", key", ", unique"),
            ("  n integer", "  n decimal"),
            ("  n integer", "  m integer"),
        ] {
            let other = TABLE.replace(from, to);
            assert!(other != TABLE && together(TABLE, &other).contains(&"K0202"), "{from} → {to}");
        }
    }

    #[test]
    fn in_one_file_a_second_one_is_a_slip() {
        let twice = "language en\ntable t\n  id text, key\ntable t\n  id text, key\n";
        assert_eq!(together(twice, "language en\n"), ["K0202"]);
    }
}

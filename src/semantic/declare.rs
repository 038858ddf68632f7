//! Code lists, tables, keys and references.

use super::field::fields;
use super::ground::{Ground, Member, twice};
use super::model;
use super::model::{CodeEntry, Codes, Table};
use super::same::same;
use super::say;
use crate::base::{Code, Diagnostic, Span, Text};
use crate::syntax::lexicon::Keyword;
use crate::syntax::tree::{self, Item, Words};
use crate::text;
use crate::value::{CodesId, TableId, Ty};
use hashbrown::HashMap;

/// How many codes a list may have: their numbers have 16 bits.
const MOST_CODES: usize = u16::MAX as usize;

/// A table and the words that its file is written with.
type Tree<'a> = (&'a tree::Table, Words);

/// Declares the code lists and tables of all files.
pub(super) fn types<'a>(files: &[&'a tree::File], ground: &mut Ground<'a>, problems: &mut Vec<Diagnostic>) {
    let mut seen: HashMap<&str, (Span, &Item)> = HashMap::new();
    let mut trees: Vec<Tree> = Vec::new();
    for file in files {
        for item in &file.items {
            let (name, what) = match item {
                Item::Codes(codes) => (&codes.name, Text::new("Kodelisten", "The code list")),
                Item::Table(table) => (&table.name, Text::new("Tabellen", "The table")),
                _ => continue,
            };
            if let Some(&(first, declared)) = seen.get(name.text.as_str()) {
                if first.file != name.span.file && same(declared, item) {
                    continue; // packs that share a registry may each declare it
                }
                problems.push(twice(&name.text, what, name.span, first));
                if let Item::Table(again) = item {
                    quieten(again, ground);
                }
                continue;
            }
            seen.insert(&name.text, (name.span, item));
            match item {
                Item::Codes(codes) => declare_codes(codes, ground, problems),
                Item::Table(table) => {
                    declare_table(table, ground);
                    trees.push((table, file.words));
                }
                _ => {}
            }
        }
    }
    let own = |tree: &Tree| tree.0.of.is_none();
    for (place, tree) in trees.iter().enumerate().filter(|(_, tree)| own(tree)) {
        let id = TableId(place as u32);
        fields(id, tree.0, tree.1, ground, problems);
        key(id, tree, ground, problems);
    }
    for (place, tree) in trees.iter().enumerate() {
        if let Some(of) = &tree.0.of {
            edition(TableId(place as u32), &trees, of, ground, problems);
        }
    }
    for (place, tree) in trees.iter().enumerate() {
        references(TableId(place as u32), tree, ground, problems);
    }
    for (place, table) in ground.model.tables.iter().enumerate() {
        if let Some(original) = table.of {
            ground.members[place] = ground.members[original.0 as usize].clone();
        }
    }
}

/// Another edition of a table has its fields and its key, and a file of its own.
fn edition(id: TableId, trees: &[Tree], of: &tree::Name, ground: &mut Ground, problems: &mut Vec<Diagnostic>) {
    let (tree, words) = &trees[id.0 as usize];
    ground.keyed[id.0 as usize] = true; // whatever is wrong has been told
    let Some(original) = ground.table(of, problems) else { return };
    let word = Keyword::Of.word(*words);
    let help = match &trees[original.0 as usize].0.of {
        _ if original == id => {
            Some(Text::new("Nevn tabellen som den er en utgave av.", "Name the table that it is an edition of."))
        }
        Some(first) => {
            let name = &first.text;
            Some(text!(nb: "Skriv `{word} {name}`.", en: "Write `{word} {name}`."))
        }
        None => None,
    };
    if let Some(help) = help {
        let told = &of.text;
        problems.push(
            Diagnostic::error(
                Code::UnknownTable,
                text!(
                    nb: "{told} er selv en utgave, og har ingen felt å dele.",
                    en: "{told} is an edition itself, and has no fields to share."
                ),
            )
            .at(of.span, Text::default())
            .help(help),
        );
        return;
    }
    if let Some(field) = tree.fields.first() {
        let name = &of.text;
        problems.push(
            Diagnostic::error(
                Code::UnusableModifier,
                text!(
                    nb: "En utgave til har feltene til {name}, og kan ikke ha egne.",
                    en: "Another edition has the fields of {name}, and cannot have its own."
                ),
            )
            .at(field.name.span, Text::default())
            .help(text!(
                nb: "Legg feltet i {name}, eller erklær tabellen uten `{word} {name}`.",
                en: "Put the field in {name}, or declare the table without `{word} {name}`."
            )),
        );
    }
    let first = ground.model.table(original).clone();
    let own = |ty: &Ty| match ty {
        Ty::Ref(table) if *table == original => Ty::Ref(id),
        Ty::List(item) if **item == Ty::Ref(original) => Ty::List(Box::new(Ty::Ref(id))),
        ty => ty.clone(),
    };
    let table = &mut ground.model.tables[id.0 as usize];
    table.fields = first.fields.iter().map(|field| model::Field { ty: own(&field.ty), ..field.clone() }).collect();
    table.key = first.key;
    table.valid = first.valid;
    table.of = Some(original);
}

/// A table that is declared again: fields that only it has are known to be in trouble.
fn quieten(again: &tree::Table, ground: &mut Ground) {
    let Some(id) = ground.tables.get(&again.name.text) else { return };
    for field in &again.fields {
        ground.members[id.0 as usize].entry(field.name.text.clone()).or_insert(Member::Broken);
    }
}

fn declare_codes(tree: &tree::Codes, ground: &mut Ground, problems: &mut Vec<Diagnostic>) {
    let name = &tree.name.text;
    if tree.entries.is_empty() || tree.entries.len() > MOST_CODES {
        let problem = if tree.entries.is_empty() {
            Diagnostic::error(
                Code::MissingClause,
                text!(nb: "Kodelisten {name} har ingen koder.", en: "The code list {name} has no codes."),
            )
            .help(Text::new("Skriv en kode på hver linje under den.", "Write a code on each line below it."))
        } else {
            Diagnostic::error(
                Code::TooMuch,
                text!(
                    nb: "Kodelisten {name} har mer enn {MOST_CODES} koder.",
                    en: "The code list {name} has more than {MOST_CODES} codes."
                ),
            )
            .help(Text::new("Gjør den til en tabell.", "Make it a table."))
        };
        problems.push(problem.at(tree.name.span, Text::default()));
        ground.broken.insert(name.clone());
        return;
    }
    let id = CodesId(ground.model.codes.len() as u32);
    let mut numbers = HashMap::new();
    let mut words: HashMap<String, (usize, Span)> = HashMap::new();
    let mut entries = Vec::with_capacity(tree.entries.len());
    for (place, entry) in tree.entries.iter().enumerate() {
        if numbers.contains_key(&entry.name.text) {
            let first = words.get(&entry.name.text.to_lowercase()).map_or(entry.name.span, |(_, span)| *span);
            problems.push(twice(&entry.name.text, Text::new("Koden", "The code"), entry.name.span, first));
            continue;
        }
        let number = entries.len();
        numbers.insert(entry.name.text.clone(), number as u16);
        let labels = entry.labels.iter().map(|label| (&label.text, label.span));
        for (word, span) in std::iter::once((&entry.name.text, entry.name.span)).chain(labels) {
            let first = *words.entry(word.trim().to_lowercase()).or_insert((place, span));
            if first.0 != place {
                problems.push(same_label(word, span, first.1));
            }
        }
        let labels = entry.labels.iter().map(|label| label.text.clone()).collect();
        entries.push(CodeEntry { name: entry.name.text.clone(), labels });
    }
    ground.codes.insert(name.clone(), id);
    ground.entries.push(numbers);
    let title = text_of(&tree.title);
    ground.model.codes.push(Codes { name: name.clone(), title, entries, span: tree.span });
}

fn same_label(word: &str, again: Span, first: Span) -> Diagnostic {
    Diagnostic::error(
        Code::DuplicateName,
        text!(
            nb: "«{word}» står for to koder, så en celle med den kan ikke leses.",
            en: "\"{word}\" stands for two codes, so a cell with it cannot be read."
        ),
    )
    .at(again, Text::new("for denne koden", "for this code"))
    .at(first, Text::new("og for denne", "and for this one"))
    .help(Text::new(
        "Stryk den ved den ene (store og små bokstaver er like her).",
        "Delete it at one of them (case makes no difference here).",
    ))
}

fn declare_table(tree: &tree::Table, ground: &mut Ground) {
    let id = TableId(ground.model.tables.len() as u32);
    ground.tables.insert(tree.name.text.clone(), id);
    ground.members.push(HashMap::new());
    ground.keyed.push(tree.key.is_some());
    ground.model.tables.push(Table {
        name: tree.name.text.clone(),
        title: text_of(&tree.title),
        fields: Vec::new(),
        key: Vec::new(),
        valid: None,
        of: None,
        span: tree.span,
        name_span: tree.name.span,
    });
}

pub(super) fn text_of(text: &Option<tree::Str>) -> String {
    text.as_ref().map(|text| text.text.clone()).unwrap_or_default()
}

/// The table's key, from its fields or from the line of its own.
fn key(id: TableId, (tree, words): &Tree, ground: &mut Ground, problems: &mut Vec<Diagnostic>) {
    let word = Keyword::Key.word(*words);
    if let Some((from, to)) = &tree.valid {
        let [from, to] = [from, to].map(|name| valid_field(id, name, ground, problems));
        ground.model.tables[id.0 as usize].valid = from.zip(to);
    }
    if tree.fields.is_empty() {
        let name = &tree.name.text;
        problems.push(
            Diagnostic::error(
                Code::MissingClause,
                text!(nb: "Tabellen {name} har ingen felt.", en: "The table {name} has no fields."),
            )
            .at(tree.name.span, Text::default())
            .help(Text::new("Skriv et felt på hver linje under den.", "Write a field on each line below it.")),
        );
        ground.keyed[id.0 as usize] = true; // one problem is enough
    }
    let marked = |field: &&tree::Field| field.modifiers.iter().any(|m| m.kind == tree::ModifierKind::Key);
    let at_fields: Vec<&tree::Field> = tree.fields.iter().filter(marked).collect();
    let line = tree.key.as_ref();
    let both = match (line, &at_fields[..]) {
        (Some((_, span)), [first, ..]) => Some((first.name.span, *span)),
        (None, [first, second, ..]) => Some((second.name.span, first.name.span)),
        _ => None,
    };
    if let Some((again, first)) = both {
        let names: Vec<&str> = at_fields.iter().map(|field| field.name.text.as_str()).collect();
        let names = names.join(", ");
        problems.push(
            Diagnostic::error(Code::DuplicateClause, Text::new("Tabellen har to nøkler.", "The table has two keys."))
                .at(again, Text::default())
                .at(first, Text::new("den første", "the first"))
                .help(text!(
                    nb: "Skal feltene være nøkkel sammen, skriver du `{word} ({names})` på en linje for seg.",
                    en: "If the fields are the key together, write `{word} ({names})` on a line of its own."
                )),
        );
    }
    let names: Vec<&tree::Name> = match line {
        Some((names, _)) => names.iter().collect(),
        None => at_fields.first().map(|field| &field.name).into_iter().collect(),
    };
    ground.keyed[id.0 as usize] |= !names.is_empty();
    let mut key = Vec::new();
    for name in names {
        match ground.member(id, &name.text) {
            Some(Member::Field(place)) if !key.contains(&place) => match key_problem(id, place, name, ground) {
                Some(problem) => problems.push(problem),
                None => key.push(place),
            },
            Some(Member::Field(_)) => {
                problems.push(twice(&name.text, Text::new("Nøkkelfeltet", "The key field"), name.span, name.span))
            }
            Some(_) => {}
            None => problems.push(no_such_field(id, name, ground)),
        }
    }
    ground.model.tables[id.0 as usize].key = key;
}

fn no_such_field(id: TableId, name: &tree::Name, ground: &Ground) -> Diagnostic {
    let told = &name.text;
    let problem = Diagnostic::error(
        Code::UnknownName,
        text!(nb: "Tabellen har ikke noe felt `{told}`.", en: "The table has no field `{told}`."),
    )
    .at(name.span, Text::default());
    match ground.suggest(told, ground.member_names(id)) {
        Some(help) => problem.help(help),
        None => problem.help(Text::new("Nevn felt i tabellen.", "Name fields of the table.")),
    }
}

/// A field that says when a row is valid: a date.
fn valid_field(id: TableId, name: &tree::Name, ground: &Ground, problems: &mut Vec<Diagnostic>) -> Option<usize> {
    let place = match ground.member(id, &name.text) {
        Some(Member::Field(place)) => place,
        Some(_) => return None,
        None => {
            problems.push(no_such_field(id, name, ground));
            return None;
        }
    };
    let ty = &ground.model.table(id).fields[place].ty;
    if *ty == Ty::Date {
        return Some(place);
    }
    let (Text { nb, en }, told) = (say::describe(ty, &ground.model), &name.text);
    problems.push(
        Diagnostic::error(
            Code::TypeMismatch,
            text!(
                nb: "Gyldighetstiden går fra en dato til en dato, men `{told}` er {nb}.",
                en: "Validity runs from a date to a date, but `{told}` is {en}."
            ),
        )
        .at(name.span, Text::default())
        .help(Text::new("Erklær feltet som en dato.", "Declare the field as a date.")),
    );
    None
}

fn key_problem(id: TableId, place: usize, name: &tree::Name, ground: &Ground) -> Option<Diagnostic> {
    let ty = &ground.model.table(id).fields[place].ty;
    if !matches!(ty, Ty::List(_) | Ty::Bool) {
        return None;
    }
    let Text { nb, en } = say::describe(ty, &ground.model);
    Some(
        Diagnostic::error(
            Code::UnusableModifier,
            text!(nb: "En nøkkel kan ikke være {nb}.", en: "A key cannot be {en}."),
        )
        .at(name.span, Text::default())
        .help(Text::new("Velg et felt som skiller radene.", "Choose a field that tells the rows apart.")),
    )
}

/// What a reference names must have a key of one field.
fn references(id: TableId, (tree, words): &Tree, ground: &mut Ground, problems: &mut Vec<Diagnostic>) {
    let word = Keyword::Key.word(*words);
    for field in &tree.fields {
        let Some(Member::Field(place)) = ground.member(id, &field.name.text) else { continue };
        let declared = &ground.model.table(id).fields[place];
        if declared.name_span != field.name.span {
            continue; // declared twice
        }
        let target = match &declared.ty {
            Ty::Ref(target) => *target,
            Ty::List(element) => match **element {
                Ty::Ref(target) => target,
                _ => continue,
            },
            _ => continue,
        };
        let table = ground.model.table(target);
        let (name, at) = (&table.name, table.name_span);
        if table.key.is_empty() && !ground.keyed[target.0 as usize] {
            problems.push(
                Diagnostic::error(
                    Code::NoKey,
                    text!(
                        nb: "Feltet viser til {name}, men den tabellen har ingen nøkkel å vise til.",
                        en: "The field refers to {name}, but that table has no key to refer to."
                    ),
                )
                .at(field.ty.span, Text::default())
                .at(at, Text::new("tabellen", "the table"))
                .help(text!(
                    nb: "Skriv `{word}` ved feltet i {name} som skiller radene.",
                    en: "Write `{word}` at the field of {name} that tells its rows apart."
                )),
            );
        } else if table.key.len() > 1 {
            let keys: Vec<&str> = table.key.iter().map(|&key| table.fields[key].name.as_str()).collect();
            let [exists, filter, and] = [Keyword::Exists, Keyword::Where, Keyword::And].map(|word| word.word(*words));
            let ties: Vec<String> = keys.iter().map(|key| format!("{name}.{key} = {key}")).collect();
            let (keys, ties) = (keys.join(", "), ties.join(&format!(" {and} ")));
            problems.push(
                Diagnostic::error(
                    Code::NoKey,
                    text!(
                        nb: "Feltet viser til {name}, men nøkkelen der er av flere felt ({keys}), og ett felt kan ikke romme den.",
                        en: "The field refers to {name}, but the key there is of several fields ({keys}), and one field cannot hold it."
                    ),
                )
                .at(field.ty.span, Text::default())
                .at(at, Text::new("tabellen", "the table"))
                .help(text!(
                    nb: "Ha et felt her for hver del av nøkkelen, og spør i regelen: `{exists}({name} {filter} {ties})`.",
                    en: "Have a field here for each part of the key, and ask in the rule: `{exists}({name} {filter} {ties})`."
                )),
            );
        } else {
            continue;
        }
        ground.members[id.0 as usize].insert(field.name.text.clone(), Member::Broken);
    }
}

/// An interval; a problem when it ends before it begins.
pub(super) fn interval(tree: Option<&tree::Interval>, problems: &mut Vec<Diagnostic>) -> model::Interval {
    let Some(tree) = tree else { return model::Interval::default() };
    let interval = model::Interval { from: tree.from.map(|(date, _)| date), to: tree.to.map(|(date, _)| date) };
    if let (Some((from, _)), Some((to, _))) = (tree.from, tree.to)
        && from > to
    {
        problems.push(
            Diagnostic::error(
                Code::EmptyInterval,
                text!(nb: "Perioden slutter {to}, før den begynner {from}.", en: "The period ends on {to}, before it begins on {from}."),
            )
            .at(tree.span, Text::default())
            .help(text!(nb: "Bytt om på datoene, om det er det som er ment.", en: "Swap the dates, if that is what is meant.")),
        );
    }
    interval
}

//! Guesses as a rule file: code lists, tables, and a comment above each field.

use super::field::{Column, Type, quoted};
use super::{Guessed, unlike};
use crate::base::Text;
use crate::data::words::folded;
use crate::driver::starter::pack::Declared;
use crate::driver::starter::script::{Script, name};
use crate::syntax::lexicon::Keyword;
use crate::syntax::tree::Words;
use crate::text;

/// A code list, and the codes with their texts.
type Codes<'g> = (String, &'g [(String, Vec<String>)]);

/// Each table with the code lists that it is the first to use.
pub fn declared(tables: &[Guessed], words: Words) -> Vec<Declared> {
    let mut lists: Vec<Codes> = Vec::new();
    let mut all = Vec::with_capacity(tables.len());
    for table in tables {
        let known = lists.len();
        let fields: Vec<Vec<String>> =
            table.columns.iter().map(|column| field(table, column, tables, &mut lists, words)).collect();
        let mut script = Script::new(words);
        head(&mut script, table);
        for (list, codes) in &lists[known..] {
            script.line(format!("{} {}", script.word(Keyword::Codes), name(list)));
            for (code, texts) in *codes {
                let labels: Vec<String> =
                    texts.iter().filter(|text| *text != code).map(|text| script.quoted(text)).collect();
                script.line(format!("  {} {}", name(code), labels.join(" | ")).trim_end());
            }
            script.line("");
        }
        let title = script.quoted(&title(&table.path));
        script.line(format!("{} {} {title}", script.word(Keyword::Table), name(&table.name)));
        if table.key.len() > 1 {
            let key: Vec<String> = table.key.iter().map(|&place| name(&table.columns[place].name)).collect();
            script.comment(2, &text!(nb: "sammen er de ulike i alle rader", en: "together they differ in every row"));
            script.line(format!("  {} ({})", script.word(Keyword::Key), key.join(", ")));
        }
        fields.into_iter().flatten().for_each(|line| script.line(line));
        all.push(Declared { name: table.name.clone(), text: script.text, path: table.path.clone() });
    }
    all
}

/// The file's name, as the table's title.
fn title(path: &str) -> String {
    path.rsplit(['/', '\\']).next().unwrap_or(path).to_string()
}

fn head(script: &mut Script, table: &Guessed) {
    let (path, rows) = (title(&table.path), table.rows);
    script.comment(
        0,
        &text!(
            nb: "Gjettet av krav new table etter {path} ({rows} rader). Hvert gjett står over feltet det gjelder; se gjennom dem.",
            en: "Guessed by krav new table from {path} ({rows} rows). Each guess stands above its field; look them over.",
        ),
    );
    for remark in &table.remarks {
        script.comment(0, remark);
    }
    if table.key.is_empty() {
        script.comment(
            0,
            &text!(
                nb: "Ingen kolonne, og ikke to sammen, skiller alle radene, så tabellen har ingen nøkkel.",
                en: "No column, and no two together, tells all rows apart, so the table has no key.",
            ),
        );
    }
}

/// A field with its comment. New code lists are added to `lists`.
fn field<'g>(
    table: &Guessed,
    column: &'g Column,
    tables: &'g [Guessed],
    lists: &mut Vec<Codes<'g>>,
    words: Words,
) -> Vec<String> {
    let mut script = Script::new(words);
    let mut remarks: Vec<Text> = column.remarks.iter().chain(&column.why).cloned().collect();
    if let (Type::Text { .. }, Some(values)) = (&column.ty, &column.values)
        && !values.is_empty()
    {
        let shown = quoted(values);
        remarks.push(text!(nb: "som {shown}", en: "such as {shown}"));
    }
    let alone = table.key.first().is_some_and(|&key| table.key.len() == 1 && table.columns[key].name == column.name);
    if alone {
        remarks.push(text!(nb: "ulik i alle rader, så den er tatt for nøkkel", en: "different in every row, so it is taken for the key"));
    }
    let said: Vec<&str> = remarks.iter().map(|remark| remark.in_lang(script.lang())).collect();
    script.comment(2, &Text::same(said.join("; ").replace('\n', " ")));
    let mut parts = vec![of_type(&script, &column.ty, column, tables, lists)];
    let twin = if column.twins > 0 { format!(" #{}", column.twins + 1) } else { String::new() };
    if folded(&column.heading) != folded(&column.name) || column.twins > 0 {
        let heading = script.quoted(&format!("{}{twin}", column.heading));
        parts.push(format!("{} {heading}", script.word(Keyword::Column)));
    }
    let composite = table.key.len() > 1 && table.key.iter().any(|&place| table.columns[place].name == column.name);
    match (alone, column.required && !composite) {
        (true, _) => parts.insert(1, script.word(Keyword::Key).to_string()),
        (false, true) => parts.insert(1, script.word(Keyword::Required).to_string()),
        (false, false) => {}
    }
    if let Some(format) = &column.format {
        parts.push(format!("{} {}", script.word(Keyword::Format), script.quoted(format)));
    }
    if column.format.as_ref().is_some_and(|format| format.contains('%')) {
        parts.push(format!("{} {}", script.word(Keyword::Unit), script.quoted("%")));
    }
    for (keyword, tokens) in [(Keyword::NotStated, &column.not_stated), (Keyword::NotRelevant, &column.not_relevant)] {
        let tokens: Vec<String> = tokens.iter().map(|token| script.quoted(token)).collect();
        if !tokens.is_empty() {
            parts.push(format!("{} {}", script.word(keyword), tokens.join(" | ")));
        }
    }
    script.line(format!("  {} {}", name(&column.name), parts.join(", ")));
    script.text.lines().map(str::to_string).collect()
}

/// The type, with the modifiers that belong to it.
fn of_type<'g>(
    script: &Script,
    ty: &'g Type,
    column: &'g Column,
    tables: &'g [Guessed],
    lists: &mut Vec<Codes<'g>>,
) -> String {
    let word = |keyword: Keyword| script.word(keyword).to_string();
    match ty {
        Type::Text { width: None } => word(Keyword::Text),
        Type::Text { width: Some(width) } => format!("{}, {} {width}", word(Keyword::Text), word(Keyword::Width)),
        Type::Integer => word(Keyword::Integer),
        Type::Decimal => word(Keyword::Decimal),
        Type::Boolean => word(Keyword::Boolean),
        Type::Date => word(Keyword::Date),
        Type::Reference(table) => name(&tables[*table].name),
        Type::List(item, sign) => {
            let item = of_type(script, item, column, tables, lists);
            let separator = script.quoted(&sign.to_string());
            format!("{} {item}, {} {separator}", word(Keyword::ListOf), word(Keyword::SeparatedBy))
        }
        Type::Codes(codes) => name(&list_of(column, codes, tables, lists)),
    }
}

/// The name of the code list: one that has the same codes already, or a new one after the field.
fn list_of<'g>(
    column: &Column,
    codes: &'g [(String, Vec<String>)],
    tables: &[Guessed],
    lists: &mut Vec<Codes<'g>>,
) -> String {
    let texts = |codes: &[(String, Vec<String>)]| {
        let mut all: Vec<String> = codes.iter().flat_map(|(_, texts)| texts.iter().cloned()).collect();
        all.sort_unstable();
        all
    };
    if let Some((known, _)) = lists.iter().find(|(_, other)| texts(other) == texts(codes)) {
        return known.clone();
    }
    let mut signs = column.name.trim_start_matches('_').chars();
    let wanted: String = signs.next().into_iter().flat_map(char::to_uppercase).chain(signs).collect();
    let taken =
        |name: &str| lists.iter().any(|(other, _)| other == name) || tables.iter().any(|table| table.name == name);
    let list = unlike(&wanted, taken);
    lists.push((list.clone(), codes));
    list
}

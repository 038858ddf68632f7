//! `krav new rule`: a rule with its test, for a table that is declared already.

use super::sample;
use super::script::{Script, name};
use crate::base::{Code, Diagnostic, Text, nearest};
use crate::driver::load::Loaded;
use crate::semantic::model::{Field, Model, Subject, Table};
use crate::syntax::lexicon::{self, Keyword};
use crate::syntax::tree::Words;
use crate::text;
use crate::value::Ty;

/// A rule to begin from and a test that holds, as lines to be put behind the others; or why not.
pub fn rule(loaded: &Loaded, id: &str, table: Option<&str>, words: Words) -> Result<String, Diagnostic> {
    let model = &loaded.model;
    is_id(id)?;
    if let Some(known) = model.rules.iter().find(|rule| rule.id.rsplit('/').next() == Some(id)) {
        let message = text!(nb: "Regelen «{id}» finnes fra før.", en: "There is a rule `{id}` already.");
        let other = &known.id;
        return Err(Diagnostic::error(Code::BadArgument, message).at(known.span, Text::default()).help(
            text!(nb: "Gi den nye et annet navn enn {other}.", en: "Give the new one another name than {other}."),
        ));
    }
    let table = choose(model, table)?;
    let mut script = Script::new(words);
    begin(&mut script, id);
    let field = telling(table);
    match field {
        Some(field) => about(&mut script, model, table, field, id),
        None => counted(&mut script, table, id),
    }
    Ok(script.text)
}

/// The table that the rule is to be about: the one that is named, or the one that most rules are about.
fn choose<'m>(model: &'m Model, named: Option<&str>) -> Result<&'m Table, Diagnostic> {
    let tables = || model.tables.iter().filter(|table| table.of.is_none());
    let Some(named) = named else {
        let rules = |table: &Table| {
            let about = model.rules.iter().filter(|rule| match &rule.subject {
                Subject::Rows(of) | Subject::Groups { table: of, .. } => model.table(*of).name == table.name,
                Subject::Registry => false,
            });
            about.count()
        };
        let mut best: Option<(&Table, usize)> = None;
        for table in tables() {
            let count = rules(table);
            if best.is_none_or(|(_, most)| count > most) {
                best = Some((table, count));
            }
        }
        return best.map(|(table, _)| table).ok_or_else(|| {
            let message =
                Text::new("Her er ingen tabell å skrive en regel for.", "There is no table to write a rule for.");
            Diagnostic::error(Code::NoRules, message).help(Text::new(
                "Begynn med tabellen: krav new table FIL > tabell.krav",
                "Begin with the table: krav new table FILE > table.krav",
            ))
        });
    };
    tables().find(|table| table.name == named).ok_or_else(|| {
        let message = text!(nb: "Ingen tabell heter «{named}».", en: "No table is called `{named}`.");
        let problem = Diagnostic::error(Code::BadArgument, message);
        match nearest(named, tables().map(|table| table.name.as_str())) {
            Some(near) => problem.help(text!(nb: "Mente du «{near}»?", en: "Did you mean `{near}`?")),
            None => {
                let all = tables().map(|table| table.name.as_str()).collect::<Vec<_>>().join(", ");
                problem.help(text!(nb: "Tabellene er: {all}.", en: "The tables are: {all}."))
            }
        }
    })
}

/// Whether a text can be the id of a rule or a pack.
pub fn is_id(id: &str) -> Result<(), Diagnostic> {
    let sound = |part: &str| !part.is_empty() && lexicon::word_len(part) == part.len();
    if id.split('.').all(sound) {
        return Ok(());
    }
    let wanted = super::script::slug(id).replace('_', "-").trim_matches('-').to_string();
    let message = text!(
        nb: "«{id}» kan ikke være en id: bokstaver, sifre, «_», og bindestrek eller punktum mellom dem.",
        en: "`{id}` cannot be an id: letters, digits, `_`, and hyphens or dots between them.",
    );
    Err(Diagnostic::error(Code::BadArgument, message)
        .help(text!(nb: "Skriv for eksempel {wanted}.", en: "Write {wanted}, for example.")))
}

/// The field that the first duty is about: one that may be missing, if there is one.
fn telling(table: &Table) -> Option<&Field> {
    let fields = || table.fields.iter().enumerate().filter(|(place, _)| !table.key.contains(place)).map(|(_, f)| f);
    fields().find(|field| !field.required && !matches!(field.ty, Ty::List(_)))
}

fn begin(script: &mut Script, id: &str) {
    let (rule, source, kind) =
        (script.word(Keyword::Rule), script.word(Keyword::Source), script.word(Keyword::Internal));
    let own = |nb: &'static str, en: &'static str| Text::new(nb, en).in_lang(script.lang()).to_string();
    let title =
        script.quoted(&own("Si i én setning hva som skal være på plass", "Say in one sentence what is to be in place"));
    let work = script.quoted(&own("Dokumentet som krever det", "The document that requires it"));
    let section = script.quoted(&own("stedet i dokumentet", "the place in the document"));
    let section_word = script.word(Keyword::Section);
    let kinds = [Keyword::Law, Keyword::Regulation, Keyword::Circular, Keyword::Recommendation, Keyword::Standard];
    let kinds = kinds.map(|kind| script.word(kind)).join(", ");
    let (must, should) = (script.word(Keyword::Must), script.word(Keyword::Should));
    script.comment(
        0,
        &text!(
            nb: "Kilden er {kinds} eller {kind}. Lov, forskrift og rundskriv gir «{must}»; en anbefaling gir «{should}».",
            en: "The source is {kinds} or {kind}. Laws, regulations and circulars give `{must}`; a recommendation gives `{should}`.",
        ),
    );
    script.line(format!("{rule} {id} {title}"));
    script.line(format!("  {source} {kind} {work} {section_word} {section}"));
}

fn about(script: &mut Script, model: &Model, table: &Table, field: &Field, id: &str) {
    let (table_name, field_name) = (name(&table.name), name(&field.name));
    let (each, must, given) =
        (script.word(Keyword::ForEach), script.word(Keyword::Must), script.word(Keyword::IsGiven));
    script.line(format!("  {each} {table_name}"));
    script.line(format!("  {must} {field_name} {given}"));
    let keys: Vec<&Field> = table.key.iter().filter_map(|&place| table.fields.get(place)).collect();
    let shown = keys.iter().map(|key| format!("{{{}}}", name(&key.name))).collect::<Vec<_>>().join(" / ");
    let of = if shown.is_empty() { String::new() } else { format!("{shown}: ") };
    let field_words = &field.name;
    message(script, &text!(nb: "{of}{field_words} er ikke oppgitt.", en: "{of}{field_words} is not stated."));
    let (test, met, violated) = (script.word(Keyword::Test), script.word(Keyword::Met), script.word(Keyword::Violated));
    let row = |with: bool| {
        let key = keys.iter().map(|key| format!("{}: {}", name(&key.name), sample::value(script, model, key)));
        let own = with.then(|| format!("{field_name}: {}", sample::value(script, model, field)));
        key.chain(own).collect::<Vec<_>>().join(", ")
    };
    let (full, lacking) = (row(true), row(false));
    script.line("");
    script.line(format!("{test} {id}"));
    script.line(format!("  {table_name} {{ {full} }} -> {met}"));
    script.line("");
    script.line(format!("{test} {id}"));
    script.line(format!("  {table_name} {{ {lacking} }} -> {violated}"));
}

/// A rule about how many rows there are, for a table that leaves nothing open.
fn counted(script: &mut Script, table: &Table, id: &str) {
    let table_name = name(&table.name);
    let (registry, must) = (script.word(Keyword::ForRegistry), script.word(Keyword::Must));
    let (count, test) = (script.word(Keyword::Count), script.word(Keyword::Test));
    script.line(format!("  {registry}"));
    script.line(format!("  {must} {count}({table_name}) >= 1"));
    let shown = &table.name;
    message(script, &text!(nb: "{shown} har ingen rader.", en: "{shown} has no rows."));
    script.line("");
    script.line(format!("{test} {id}"));
    script.line(format!("  {table_name} {{ }} -> {}", script.word(Keyword::Met)));
}

/// The message in both languages, the file's own first.
fn message(script: &mut Script, text: &Text) {
    let word = script.word(Keyword::Message);
    let (nb, en) = (script.quoted(&text.nb), script.quoted(&text.en));
    let own = script.words.code();
    let line = match script.words {
        Words::En => format!("  {word} en {en} nb {nb}"),
        Words::Nb | Words::Nn => format!("  {word} {own} {nb} en {en}"),
    };
    script.line(line);
}

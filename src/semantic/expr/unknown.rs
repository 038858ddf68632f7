//! What is told of names that mean nothing where they stand.

use super::Typer;
use crate::base::{Code, Diagnostic, Span, Text};
use crate::semantic::say;
use crate::syntax::lexicon::Keyword;
use crate::syntax::tree::Name;
use crate::text;
use crate::value::{CodesId, TableId, Ty};

impl Typer<'_, '_> {
    /// A row that is named by several fields cannot be compared as one value.
    pub(super) fn several_keys(&mut self, table: TableId, span: Span) {
        let declared = self.ground.model.table(table);
        let keys: Vec<&str> = declared.key.iter().map(|&key| declared.fields[key].name.as_str()).collect();
        let and = self.word(Keyword::And);
        // Inside an aggregate its row is called by a name of its own; a bare name is the subject's.
        let row = self.frames.last().filter(|_| self.frames.len() > 1).map_or(&*declared.name, |frame| &*frame.name);
        let ties = keys.iter().map(|key| format!("{row}.{key} = {key}")).collect::<Vec<_>>().join(&format!(" {and} "));
        let (name, keys) = (&declared.name, keys.join(", "));
        let problem = Diagnostic::error(
            Code::NoKey,
            text!(
                nb: "Nøkkelen i {name} er av flere felt ({keys}), så raden kan ikke sammenlignes som én verdi.",
                en: "The key of {name} is of several fields ({keys}), so the row cannot be compared as one value."
            ),
        )
        .at(span, Text::default())
        .help(text!(nb: "Sammenlign feltene: `{ties}`.", en: "Compare the fields: `{ties}`."));
        self.tell(problem);
    }

    pub(super) fn unknown_member(&mut self, table: TableId, name: &Name) {
        if self.ground.is_torn(self.ground.model.table(table).span) {
            return; // it may be declared on the line that could not be read
        }
        let (told, owner) = (&name.text, self.ground.table_name(table));
        let mut problem = Diagnostic::error(
            Code::UnknownName,
            text!(
                nb: "Tabellen {owner} har verken felt eller begrep `{told}`.",
                en: "The table {owner} has neither a field nor a term `{told}`."
            ),
        )
        .at(name.span, Text::default());
        match self.ground.suggest(told, self.ground.member_names(table)) {
            Some(help) => problem = problem.help(help),
            None => problem = problem.help(self.what_there_is(table)),
        }
        self.tell(problem);
    }

    pub(super) fn what_there_is(&self, table: TableId) -> Text {
        let owner = self.ground.table_name(table);
        let names = say::list(self.ground.model.table(table).fields.iter().map(|field| field.name.as_str()));
        text!(nb: "Feltene i {owner} er: {names}.", en: "The fields of {owner} are: {names}.")
    }

    /// A bare name that is nothing of the subject's.
    pub(super) fn unknown(&mut self, name: &Name, expected: Option<&Ty>) {
        if let Some(Ty::Code(list)) = expected {
            self.unknown_code(*list, name);
            return;
        }
        let told = &name.text;
        let Some(table) = self.frames[self.bare_frame()].rows.table() else { return };
        let owner = self.ground.table_name(table);
        if self.ground.is_torn(self.ground.model.table(table).span) {
            return;
        }
        let mut problem = Diagnostic::error(
            Code::UnknownName,
            text!(
                nb: "`{told}` er ikke noe felt eller begrep i {owner}.",
                en: "`{told}` is not a field or a term of {owner}."
            ),
        )
        .at(name.span, Text::default());
        // A name of an aggregated row that lacks its table's name in front
        let inner = self.frames[self.bare_frame() + 1..]
            .iter()
            .rfind(|frame| frame.rows.table().is_some_and(|table| self.ground.member(table, told).is_some()));
        if let Some(inner) = inner {
            let row = &inner.name;
            problem = problem.help(text!(
                nb: "Nakne navn her gjelder {owner}. Skriv `{row}.{told}`.",
                en: "Bare names here are of {owner}. Write `{row}.{told}`."
            ));
        } else {
            let bound = self.frames.iter().map(|frame| frame.name.as_str()).filter(|name| !name.is_empty());
            let near = self.ground.suggest(told, self.ground.member_names(table).chain(bound));
            problem = problem.help(near.unwrap_or_else(|| self.what_there_is(table)));
        }
        for help in self.what_else(name, expected) {
            problem = problem.help(help);
        }
        self.tell(problem);
    }

    /// What an unknown name may have been meant as: a text, a code, a function, a table.
    pub(super) fn what_else(&self, name: &Name, expected: Option<&Ty>) -> Vec<Text> {
        let told = &name.text;
        let mut help = Vec::new();
        if matches!(expected, Some(Ty::Text | Ty::Ref(_))) {
            help.push(text!(nb: "Er det en tekst, skal den i anførselstegn: «{told}».", en: "A text stands in quotation marks: \"{told}\"."));
        }
        let mut lists = self.ground.lists_with(told);
        lists.truncate(3);
        if !lists.is_empty() {
            let lists = say::list(lists);
            help.push(text!(
                nb: "`{told}` er en kode i {lists}; en kode står ved siden av et felt av den typen: `felt = {told}`.",
                en: "`{told}` is a code of {lists}; a code stands beside a field of that type: `field = {told}`."
            ));
        }
        if crate::builtin::find(told, self.words as usize).is_some() {
            help.push(text!(nb: "En funksjon kalles med parentes: `{told}(…)`.", en: "A function is called with brackets: `{told}(…)`."));
        }
        if self.ground.tables.contains_key(told) {
            let (exists, place) = (self.word(Keyword::Exists), self.word(Keyword::Where));
            help.push(text!(
                nb: "`{told}` er en tabell; spør etter rader i den med `{exists}({told} {place} …)`.",
                en: "`{told}` is a table; ask for rows of it with `{exists}({told} {place} …)`."
            ));
        }
        help
    }

    pub(super) fn unknown_code(&mut self, list: CodesId, name: &Name) {
        let told = &name.text;
        let codes = self.ground.model.code_list(list);
        let owner = &codes.name;
        if self.ground.is_torn(codes.span) {
            return;
        }
        let mut problem = Diagnostic::error(
            Code::UnknownCode,
            text!(nb: "Kodelisten {owner} har ingen kode `{told}`.", en: "The code list {owner} has no code `{told}`."),
        )
        .at(name.span, Text::default());
        let names = codes.entries.iter().map(|entry| entry.name.as_str());
        if let Some(help) = self.ground.suggest(told, names.clone()) {
            problem = problem.help(help);
        }
        let names = say::list(names);
        if let Some(other) = self.ground.lists_with(told).first() {
            problem = problem.help(text!(
                nb: "`{told}` er en kode i en annen liste, {other}.",
                en: "`{told}` is a code of another list, {other}."
            ));
        }
        self.tell(problem.help(text!(nb: "Kodene er: {names}.", en: "The codes are: {names}.")));
    }

    pub(super) fn outside_group(&mut self, table: TableId, path: &[String], name: &Name, expected: Option<&Ty>) {
        let (told, key, owner) = (&name.text, path.join("."), self.ground.table_name(table));
        if let Some(inner) = self.frames[1..]
            .iter()
            .rfind(|frame| frame.rows.table().is_some_and(|table| self.ground.member(table, told).is_some()))
        {
            let row = &inner.name;
            let problem = Diagnostic::error(
                Code::OutOfScope,
                text!(
                    nb: "Nakne navn gjelder gruppen her, og den har bare `{key}`.",
                    en: "Bare names are of the group here, and it has only `{key}`."
                ),
            );
            let help = text!(nb: "Skriv `{row}.{told}`.", en: "Write `{row}.{told}`.");
            self.tell(problem.at(name.span, Text::default()).help(help));
            return;
        }
        if self.ground.member(table, &name.text).is_none() {
            if let Some(Ty::Code(list)) = expected {
                return self.unknown_code(*list, name);
            }
            return self.unknown_member(table, name);
        }
        let (count, place) = (self.word(Keyword::Count), self.word(Keyword::Where));
        self.tell(
            Diagnostic::error(
                Code::OutOfScope,
                text!(
                    nb: "`{told}` hører til hver rad i {owner}, men regelen gjelder grupper av rader, som bare har `{key}`.",
                    en: "`{told}` belongs to each row of {owner}, but the rule is for groups of rows, which only have `{key}`."
                ),
            )
            .at(name.span, Text::default())
            .help(text!(
                nb: "Spør om radene i gruppen i en samling, som `{count}({place} {told} …)`.",
                en: "Ask of the group's rows in an aggregate, as `{count}({place} {told} …)`."
            )),
        );
    }

    pub(super) fn outside_rows(&mut self, name: &Name) {
        let told = &name.text;
        let count = self.word(Keyword::Count);
        let mut problem = Diagnostic::error(
            Code::OutOfScope,
            text!(
                nb: "`{told}` finnes ikke her: regelen gjelder hele registeret, ikke en rad.",
                en: "`{told}` does not exist here: the rule is for the whole registry, not for a row."
            ),
        )
        .at(name.span, Text::default())
        .help(text!(
            nb: "Spør om rader i en samling, som `{count}(tabell)`.",
            en: "Ask of rows in an aggregate, as `{count}(table)`."
        ));
        problem = problem.help(self.for_each_help());
        self.tell(problem);
    }
}

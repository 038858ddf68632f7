//! What names mean: tables, code lists, fields and terms of all files together.

use super::model::{Expr, Model};
use super::say::did_you_mean;
use crate::base::{Code, Diagnostic, Span, Text, nearest};
use crate::syntax::tree;
use crate::text;
use crate::value::{CodesId, TableId};
use hashbrown::{HashMap, HashSet};
use std::cell::Cell;

/// The names that are declared, and what has been made of them so far.
#[derive(Default)]
pub(super) struct Ground<'a> {
    pub model: Model,
    pub tables: HashMap<String, TableId>,
    pub codes: HashMap<String, CodesId>,
    /// Names declared so that nothing can be made of them; what uses them is silent.
    pub broken: HashSet<String>,
    /// Of each table.
    pub members: Vec<HashMap<String, Member>>,
    /// Of each code list: code to number.
    pub entries: Vec<HashMap<String, u16>>,
    pub terms: Vec<TermEntry<'a>>,
    /// Names of terms whose table is not known.
    pub strays: HashSet<String>,
    /// Of each table: whether it declares a key, rightly or not.
    pub keyed: Vec<bool>,
    /// Where something could not be read, in order.
    pub unread: Vec<Span>,
    /// How many parts of expressions the uses of terms have come to.
    pub written: Cell<usize>,
    spent: Cell<usize>,
}

/// What a name of a table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Member {
    Field(usize),
    Term(usize),
    /// Declared, but not rightly.
    Broken,
}

pub(super) struct TermEntry<'a> {
    pub table: TableId,
    pub tree: &'a tree::Term,
    pub words: tree::Words,
    pub state: TermState,
}

pub(super) enum TermState {
    Waiting,
    Done {
        expr: Expr,
        size: usize,
    },
    /// A problem has told why.
    Broken,
}

/// How many comparisons of names a run spends on suggestions; beyond it they are left out, so that a file of nothing
/// but slips is answered in time.
const SUGGESTIONS: usize = 300_000;

impl Ground<'_> {
    /// Whether some line of an item could not be read, so that the item says more than is known here.
    pub fn is_torn(&self, item: Span) -> bool {
        let first = self.unread.partition_point(|at| (at.file, at.start) < (item.file, item.start));
        self.unread.get(first).is_some_and(|at| at.file == item.file && at.start < item.end)
    }

    /// The nearest of some names, as a remedy.
    pub fn suggest<'n>(&self, name: &str, among: impl IntoIterator<Item = &'n str>) -> Option<Text> {
        self.nearest(name, among).map(|name| did_you_mean(&name))
    }

    /// The nearest of some names, the same whatever order they come in.
    pub fn nearest<'n>(&self, name: &str, among: impl IntoIterator<Item = &'n str>) -> Option<String> {
        if self.spent.get() > SUGGESTIONS {
            return None;
        }
        let mut among: Vec<&str> = among.into_iter().collect();
        self.spent.set(self.spent.get() + among.len());
        among.sort_unstable();
        nearest(name, among).map(str::to_owned)
    }

    pub fn members(&self, table: TableId) -> &HashMap<String, Member> {
        &self.members[table.0 as usize]
    }

    pub fn member(&self, table: TableId, name: &str) -> Option<Member> {
        let stray = || self.strays.contains(name).then_some(Member::Broken);
        self.members(table).get(name).copied().or_else(stray)
    }

    pub fn member_names(&self, table: TableId) -> impl Iterator<Item = &str> {
        self.members(table).keys().map(String::as_str)
    }

    pub fn code(&self, list: CodesId, name: &str) -> Option<u16> {
        self.entries[list.0 as usize].get(name).copied()
    }

    /// The names of the code lists that have a code.
    pub fn lists_with(&self, code: &str) -> Vec<&str> {
        let lists = self.model.codes.iter().zip(&self.entries);
        lists.filter(|(_, entries)| entries.contains_key(code)).map(|(list, _)| list.name.as_str()).collect()
    }

    pub fn table_name(&self, id: TableId) -> &str {
        &self.model.table(id).name
    }

    /// The table of a name; a problem when there is none. `None` is always told of, here or where it was declared.
    pub fn table(&self, name: &tree::Name, problems: &mut Vec<Diagnostic>) -> Option<TableId> {
        if let Some(id) = self.tables.get(&name.text) {
            return Some(*id);
        }
        if self.broken.contains(&name.text) {
            return None;
        }
        problems.push(self.unknown_table(name));
        None
    }

    pub fn unknown_table(&self, name: &tree::Name) -> Diagnostic {
        let told = &name.text;
        let mut problem = Diagnostic::error(
            Code::UnknownTable,
            text!(nb: "Det finnes ingen tabell `{told}`.", en: "There is no table `{told}`."),
        )
        .at(name.span, Text::default());
        if self.codes.contains_key(told) {
            problem = problem.help(text!(
                nb: "`{told}` er en kodeliste; her må det stå en tabell.",
                en: "`{told}` is a code list; a table must stand here."
            ));
        } else if let Some(help) = self.suggest(told, self.tables.keys().map(String::as_str)) {
            problem = problem.help(help);
        }
        let mut names: Vec<&str> = self.tables.keys().map(String::as_str).collect();
        names.sort_unstable();
        let names = super::say::list(names);
        if names.is_empty() {
            return problem.help(Text::new(
                "Ingen fil i kjøringen erklærer noen tabell.",
                "No file of this run declares a table.",
            ));
        }
        problem.help(text!(nb: "Tabellene er: {names}.", en: "The tables are: {names}."))
    }
}

/// The same name declared twice, with both places.
pub(super) fn twice(name: &str, what: Text, again: Span, first: Span) -> Diagnostic {
    let Text { nb, en } = what;
    let mut problem = Diagnostic::error(
        Code::DuplicateName,
        text!(nb: "{nb} `{name}` er erklært to ganger.", en: "{en} `{name}` is declared twice."),
    )
    .at(again, Text::new("erklært igjen her", "declared again here"))
    .at(first, Text::new("erklært her først", "first declared here"))
    .help(Text::new("Stryk den ene, eller gi den et annet navn.", "Delete one of them, or give it another name."));
    if again.file != first.file {
        problem = problem.help(Text::new(
            "Filene i en kjøring deler navn: det holder at én av dem erklærer det.",
            "The files of a run share names: it is enough that one of them declares it.",
        ));
    }
    problem
}

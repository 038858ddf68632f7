//! What lints look at: the files as trees, what they came to, their texts, and how a run of them came out.

use crate::base::{FileId, Source, Sources, Span};
use crate::builtin;
use crate::semantic::each_part;
use crate::semantic::model::{self, Aggregate, ExprKind as Typed, Model, Over};
use crate::syntax::lexicon::Keyword;
use crate::syntax::tree::{self, Clause, ClauseKind, ExprKind, Item, Words};
use crate::value::{Ledger, TableId};
use hashbrown::{HashMap, HashSet};

/// How a run over a registry came out: each rule's ledger, by its whole id.
#[derive(Clone, Debug, Default)]
pub struct Run {
    pub ledgers: HashMap<String, Ledger>,
}

/// The rule files of a run, free of errors.
pub struct Material<'a> {
    pub files: &'a [tree::File],
    pub sources: &'a Sources,
    pub model: &'a Model,
    /// Whether these files are all that there is; otherwise what a pack declares may be used by packs that are not seen.
    pub closed: bool,
    pub run: Option<&'a Run>,
    /// Every name that something is read by.
    pub used: HashSet<String>,
    by_id: HashMap<Span, &'a model::Rule>,
}

/// A rule, as it was written and as it was understood.
#[derive(Clone, Copy)]
pub struct Both<'a> {
    pub tree: &'a tree::Rule,
    pub model: &'a model::Rule,
    pub words: Words,
}

/// Which tables the rows are of that an expression stands over.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rows {
    pub row: Option<TableId>,
    pub outer: Option<TableId>,
}

impl<'a> Material<'a> {
    pub fn new(
        files: &'a [tree::File],
        sources: &'a Sources,
        model: &'a Model,
        closed: bool,
        run: Option<&'a Run>,
    ) -> Material<'a> {
        let by_id = model.rules.iter().map(|rule| (rule.id_span, rule)).collect();
        Material { files, sources, model, closed, run, used: used(files), by_id }
    }

    /// The files with their texts.
    pub fn texts(&self) -> impl Iterator<Item = (&'a tree::File, &'a Source)> {
        self.files.iter().zip(self.sources.iter())
    }

    pub fn rules(&self) -> impl Iterator<Item = Both<'a>> {
        self.files.iter().flat_map(move |file| {
            file.items.iter().filter_map(move |item| match item {
                Item::Rule(tree) => {
                    let model = *self.by_id.get(&tree.id.span)?;
                    Some(Both { tree, model, words: file.words })
                }
                _ => None,
            })
        })
    }

    pub fn tables(&self) -> impl Iterator<Item = &'a tree::Table> {
        self.items(|item| if let Item::Table(table) = item { Some(table) } else { None })
    }

    pub fn items<T>(&self, pick: fn(&'a Item) -> Option<&'a T>) -> impl Iterator<Item = &'a T> {
        self.files.iter().flat_map(|file| file.items.iter()).filter_map(pick)
    }

    /// Whether others may use what a file declares: it is a pack, and the packs that build on it may be elsewhere.
    pub fn is_shared(&self, declared: Span) -> bool {
        let file = self.files.get(declared.file.0 as usize);
        !self.closed && file.is_some_and(|file| file.items.iter().any(|item| matches!(item, Item::Pack(_))))
    }

    /// The text of a span, without blanks behind it.
    pub fn slice(&self, span: Span) -> &'a str {
        self.sources.iter().nth(span.file.0 as usize).map_or("", |source| source.slice(span).trim_end())
    }

    /// A span without the blanks that it ends with, as those of names do.
    pub fn tight(&self, span: Span) -> Span {
        match self.slice(span).len() as u32 {
            0 => span,
            length => Span { end: span.start + length, ..span },
        }
    }

    pub fn words(&self, file: FileId) -> Words {
        self.files.get(file.0 as usize).map(|file| file.words).unwrap_or_default()
    }

    /// The text of an expression in one line, cut where it is long.
    pub fn quote(&self, span: Span) -> String {
        let text = self.slice(span).split_whitespace().collect::<Vec<_>>().join(" ");
        match text.char_indices().nth(80) {
            Some((end, _)) => format!("{}…", &text[..end]),
            None => text,
        }
    }

    /// Every expression of the files, with the file's words.
    pub fn expressions(&self) -> Vec<(&'a tree::Expr, Words)> {
        let mut all = Vec::new();
        for file in self.files {
            for item in &file.items {
                match item {
                    Item::Term(term) => all.push((&term.expr, file.words)),
                    Item::Rule(rule) => {
                        all.extend(rule.clauses.iter().flat_map(|clause| of_clause(clause)).map(|e| (e, file.words)));
                    }
                    _ => {}
                }
            }
        }
        all
    }

    pub fn field(&self, rows: Rows, expr: &model::Expr) -> Option<(TableId, usize)> {
        let Typed::Field(var, place) = expr.kind else { return None };
        let table = if var == model::ROW { rows.row } else { rows.outer };
        table.map(|table| (table, place))
    }

    /// Whether a row may lack the field's value without that being a violation of its own.
    pub fn may_be_missing(&self, table: TableId, field: usize) -> bool {
        let declared = self.model.table(table);
        let Some(wanted) = declared.fields.get(field) else { return false };
        !(wanted.required || wanted.blank_means_none || wanted.blank_means_no || declared.key.contains(&field))
    }

    /// The expressions of a rule that its verdict rests on, with the rows that they stand over.
    pub fn verdict_parts(&self, rule: &'a model::Rule) -> impl Iterator<Item = (&'a model::Expr, Rows)> {
        let row = match rule.subject {
            model::Subject::Rows(table) => Some(table),
            _ => None,
        };
        let lines = rule.when.iter().chain(&rule.unless).chain(&rule.duties).map(|clause| &clause.expr);
        lines.map(move |expr| (expr, Rows { row, outer: None }))
    }

    /// The expressions of rules and terms, each with where it is written.
    pub fn verdicts(&self) -> Vec<(&'a model::Expr, Rows)> {
        let rules = self.model.rules.iter().flat_map(|rule| self.verdict_parts(rule));
        let terms = self.model.terms.iter().map(|term| (&term.expr, Rows { row: Some(term.table), outer: None }));
        rules.chain(terms).collect()
    }
}

/// The expressions of a clause.
fn of_clause(clause: &Clause) -> Vec<&tree::Expr> {
    match &clause.kind {
        ClauseKind::When(expr)
        | ClauseKind::Unless(expr)
        | ClauseKind::Must(expr)
        | ClauseKind::Should(expr)
        | ClauseKind::JudgedAt(expr) => vec![expr],
        ClauseKind::Explain { field, when } => std::iter::once(field).chain(when).collect(),
        _ => Vec::new(),
    }
}

/// Calls `visit` with an expression and its parts, parents first.
pub fn each(expr: &tree::Expr, visit: &mut dyn FnMut(&tree::Expr)) {
    visit(expr);
    match &expr.kind {
        ExprKind::List(all) | ExprKind::Call { arguments: all, .. } => all.iter().for_each(|part| each(part, visit)),
        ExprKind::Not(of) | ExprKind::Negate(of) | ExprKind::Is { of, .. } => each(of, visit),
        ExprKind::Binary { left, right, .. } => {
            each(left, visit);
            each(right, visit);
        }
        ExprKind::In { item, list, .. } | ExprKind::Has { list, item } => {
            each(item, visit);
            each(list, visit);
        }
        ExprKind::At { of, date } => {
            each(of, visit);
            each(date, visit);
        }
        ExprKind::Aggregate(aggregate) => {
            aggregate.condition.iter().chain(&aggregate.that).for_each(|part| each(part, visit));
        }
        _ => {}
    }
}

/// Calls `visit` with a typed expression and its parts, and the rows that each stands over. Only what is written at the
/// expression's own place: of a term that is used, the use alone.
pub fn each_written(expr: &model::Expr, rows: Rows, visit: &mut dyn FnMut(&model::Expr, Rows)) {
    if !is_written_here(expr) {
        return;
    }
    visit(expr, rows);
    match &expr.kind {
        Typed::Follow { from, table, then, at } => {
            each_written(from, rows, visit);
            if let Some(at) = at {
                each_written(at, rows, visit);
            }
            each_written(then, Rows { row: Some(*table), outer: None }, visit);
        }
        Typed::Aggregate(aggregate) => {
            let Aggregate { table, over, condition, that, value, .. } = &**aggregate;
            let inner = Rows { row: Some(*table), outer: rows.row };
            if let Over::Tied(ties) = over {
                for tie in ties {
                    each_written(&tie.inner, Rows { outer: None, ..inner }, visit);
                    each_written(&tie.outer, rows, visit);
                }
            }
            for part in [condition, that, value].into_iter().flatten() {
                each_written(part, inner, visit);
            }
        }
        _ => each_part(expr, &mut |part| each_written(part, rows, visit)),
    }
}

/// Whether the parts stand where the whole stands; those of a term that is used stand where the term is declared.
fn is_written_here(expr: &model::Expr) -> bool {
    let mut here = true;
    each_part(expr, &mut |part| {
        let (whole, part) = (expr.span, part.span);
        here &=
            part == Span::default() || part.file == whole.file && whole.start <= part.start && part.end <= whole.end;
    });
    here
}

/// Names that expressions, groups and placeholders read.
fn used(files: &[tree::File]) -> HashSet<String> {
    let mut used = HashSet::new();
    let mut reads = |expr: &tree::Expr| {
        each(expr, &mut |part| match &part.kind {
            ExprKind::Path { names, .. } => used.extend(names.iter().map(|name| name.text.clone())),
            ExprKind::Aggregate(aggregate) => used.extend(aggregate.over.iter().map(|name| name.text.clone())),
            _ => {}
        });
    };
    let mut others: Vec<String> = Vec::new();
    for item in files.iter().flat_map(|file| &file.items) {
        match item {
            Item::Term(term) => {
                reads(&term.expr);
                others.push(term.table.text.clone());
            }
            Item::Rule(rule) => {
                for clause in &rule.clauses {
                    of_clause(clause).into_iter().for_each(&mut reads);
                    match &clause.kind {
                        ClauseKind::ForEach { path, table } => {
                            others.extend(path.iter().chain(table).map(|name| name.text.clone()));
                        }
                        ClauseKind::Message(texts) | ClauseKind::Advice(texts) => {
                            others.extend(texts.iter().flat_map(|text| placeholders(&text.text.text)));
                        }
                        _ => {}
                    }
                }
            }
            Item::Table(table) => {
                others.extend(table.of.iter().map(|name| name.text.clone()));
                others.extend(table.valid.iter().flat_map(|(a, b)| [a.text.clone(), b.text.clone()]));
            }
            _ => {}
        }
    }
    used.extend(others);
    used
}

/// The names between the braces of a message.
fn placeholders(text: &str) -> Vec<String> {
    let inside = text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(inside, _)| inside);
    inside.flat_map(|path| path.split('.')).map(|name| name.trim().trim_matches('`').to_owned()).collect()
}

/// A keyword in the words of an expression's file.
pub fn word(material: &Material, at: Span, keyword: Keyword) -> &'static str {
    keyword.word(material.words(at.file))
}

/// The name of a function in a file's words.
pub fn function(english: &'static str, words: Words) -> &'static str {
    let found = builtin::find(english, Words::En as usize);
    found.map_or(english, |place| builtin::ALL[place].names[words as usize])
}

//! Rules with every name resolved and every type known: what `analyse` makes and `plan` lowers.

use super::checks::CheckKind;
use super::unit::Unit;
use crate::base::Span;
use crate::syntax::tree::{SourceKind, Words};
use crate::value::{CodesId, Date, TableId, Ty, Value, Verdict};

#[derive(Clone, Debug, Default)]
pub struct Model {
    pub packs: Vec<Pack>,
    pub codes: Vec<Codes>,
    pub tables: Vec<Table>,
    pub terms: Vec<Term>,
    pub rules: Vec<Rule>,
    pub tests: Vec<Test>,
    pub waivers: Vec<Waiver>,
}

#[derive(Clone, Debug)]
pub struct Pack {
    pub id: String,
    pub title: String,
    pub edition: String,
    pub sources: Vec<SourceRef>,
    pub in_force: Interval,
    pub span: Span,
}

/// A source as it is quoted under a finding.
#[derive(Clone, Debug, PartialEq)]
pub struct SourceRef {
    pub kind: SourceKind,
    pub work: String,
    pub section: Option<String>,
    pub url: Option<String>,
}

/// Both ends inclusive; an open end is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Interval {
    pub from: Option<Date>,
    pub to: Option<Date>,
}

impl Interval {
    pub fn holds(&self, date: Date) -> bool {
        self.from.is_none_or(|from| from <= date) && self.to.is_none_or(|to| date <= to)
    }
}

#[derive(Clone, Debug)]
pub struct Codes {
    pub name: String,
    pub title: String,
    pub entries: Vec<CodeEntry>,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct CodeEntry {
    pub name: String,
    pub labels: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct Table {
    pub name: String,
    pub title: String,
    pub fields: Vec<Field>,
    /// Places of the key fields in `fields`; empty when the table declares no key.
    pub key: Vec<usize>,
    /// The fields that say from and to when a row is valid, both days inclusive; blank is open.
    pub valid: Option<(usize, usize)>,
    /// The table that this is another edition of.
    pub of: Option<TableId>,
    pub span: Span,
    /// Of the name alone.
    pub name_span: Span,
}

impl Table {
    /// The field that a row is shown by where no other has a say: the first of the key, or of the table.
    pub fn naming_field(&self) -> usize {
        self.key.first().copied().unwrap_or(0)
    }
}

#[derive(Clone, Debug)]
pub struct Field {
    pub name: String,
    pub ty: Ty,
    /// Headings that the column may have, first the one to propose. Never empty.
    pub headings: Vec<String>,
    pub required: bool,
    pub unique: bool,
    pub not_stated: Vec<String>,
    pub not_relevant: Vec<String>,
    /// Between the elements of a list cell; lists only. Defaults to `,` when the field is a list and names none.
    pub separator: Option<String>,
    pub blank_means_none: bool,
    /// Words that mean yes and no, beside the usual ones; booleans only.
    pub yes: Vec<String>,
    pub no: Vec<String>,
    pub blank_means_no: bool,
    /// A regular expression that the whole cell must match.
    pub matches: Option<String>,
    pub between: Option<(Value, Value)>,
    pub format: Option<String>,
    pub unit: Option<String>,
    /// How many digits a code has: shorter ones have lost their leading zeros.
    pub width: Option<u32>,
    pub span: Span,
    pub name_span: Span,
}

/// A defined notion. Uses of it are already inlined in the rules; kept for catalogues and lints.
#[derive(Clone, Debug)]
pub struct Term {
    pub name: String,
    pub table: TableId,
    pub expr: Expr,
    pub span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Modality {
    Must,
    Should,
}

#[derive(Clone, Debug)]
pub struct Rule {
    /// `pack/rule`, or the rule's id alone in a file without a pack.
    pub id: String,
    /// Place of the pack in `Model::packs`.
    pub pack: Option<usize>,
    pub title: String,
    pub modality: Modality,
    pub sources: Vec<SourceRef>,
    pub readings: Vec<Reading>,
    pub subject: Subject,
    /// And-ed; empty means always.
    pub when: Vec<Clause>,
    pub unless: Vec<Clause>,
    /// The musts, or the shoulds; and-ed, never empty.
    pub duties: Vec<Clause>,
    pub explain: Option<Explain>,
    /// The rule's own interval, cut to its pack's.
    pub in_force: Interval,
    /// The record's date that decides which edition judges it; otherwise the measuring date.
    pub judged_at: Option<Expr>,
    pub message: Option<Wording>,
    pub advice: Option<Wording>,
    pub span: Span,
    pub id_span: Span,
}

/// A test that stands beside a rule: a small registry, and the verdicts that it expects.
#[derive(Clone, Debug)]
pub struct Test {
    /// Place of the rule in [`Model::rules`].
    pub rule: usize,
    pub as_of: Option<Date>,
    pub rows: Vec<TestRow>,
    pub span: Span,
    /// Of the rule's name alone.
    pub name_span: Span,
}

#[derive(Clone, Debug)]
pub struct TestRow {
    pub table: TableId,
    /// The fields that the row names; the others are not stated.
    pub cells: Vec<TestCell>,
    pub expect: Option<(Verdict, Span)>,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct TestCell {
    pub field: usize,
    /// A value of the field's type (of the key's, for references). A text in a field of another type is the cell as it
    /// would stand in a file, so that labels, tokens and unreadable cells can be tested too.
    pub value: Value,
    pub span: Span,
}

/// A subject that a rule's verdict is set aside for, to the end of a day.
#[derive(Clone, Debug)]
pub struct Waiver {
    pub target: Target,
    /// The id of what is waived: `pack/rule`, `tiltak.navn/required`.
    pub id: String,
    /// The subject's key, part by part; empty for rules on the registry.
    pub keys: Vec<Value>,
    /// The last day that it holds.
    pub until: Date,
    pub because: String,
    pub approved_by: String,
    pub span: Span,
    /// The end's date.
    pub until_span: Span,
}

/// What a waiver is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// By its place in the model.
    Rule(usize),
    Check {
        table: TableId,
        field: usize,
        kind: CheckKind,
    },
}

#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    pub word: String,
    pub meaning: String,
}

#[derive(Clone, Debug)]
pub enum Subject {
    Rows(TableId),
    /// One verdict a value of `path` over the table's rows. `path` has the table's row as [`ROW`].
    Groups {
        table: TableId,
        path: Expr,
    },
    Registry,
}

/// A condition and its line in the rule file (keyword included).
#[derive(Clone, Debug)]
pub struct Clause {
    pub expr: Expr,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct Explain {
    /// The field that holds the explanation.
    pub field: Expr,
    pub when: Option<Expr>,
    pub span: Span,
}

/// A message or an advice in the languages that the rule has it in, in the rule's order; never empty.
#[derive(Clone, Debug)]
pub struct Wording(pub Vec<(Words, Vec<Piece>)>);

#[derive(Clone, Debug)]
pub enum Piece {
    Text(String),
    /// `{field}`: the value of an expression over the subject.
    Slot(Expr),
}

/// How many rows out a name looks: 0 is the innermost row, 1 the row of the enclosing subject.
pub type RowVar = u8;
pub const ROW: RowVar = 0;
pub const OUTER: RowVar = 1;

#[derive(Clone, Debug)]
pub struct Expr {
    pub kind: ExprKind,
    pub ty: Ty,
    /// Of numbers.
    pub unit: Option<Box<Unit>>,
    pub span: Span,
}

/// Rows: an expression always stands over one kind of row (a table's, a group, the registry). Inside an aggregate the
/// innermost row is the aggregated table's, and [`OUTER`] is the subject's; nothing looks further out. Inside
/// `Follow::then` the innermost row is the referred one, and there is no outer.
#[derive(Clone, Debug)]
pub enum ExprKind {
    Const(Value),
    /// The measuring date.
    AsOf,
    /// The row itself, as a reference to it (type `Ref`).
    Row(RowVar),
    Field(RowVar, usize),
    /// The group's key (in group rules).
    GroupKey(RowVar),
    /// A value read through a reference: `from` has type `Ref(table)`, `then` stands over the row that it names.
    Follow {
        from: Box<Expr>,
        table: TableId,
        then: Box<Expr>,
        /// Over the same row as `from`: the date on which the row must be valid; for versioned tables, and only these.
        at: Option<Box<Expr>>,
    },
    Not(Box<Expr>),
    And(Vec<Expr>),
    Or(Vec<Expr>),
    /// Both sides have one type; numbers may mix `Int` and `Decimal`.
    Compare(CompareOp, Box<Expr>, Box<Expr>),
    /// One of constants of the item's type.
    In(Box<Expr>, Vec<Value>),
    /// The list holds the item.
    Has(Box<Expr>, Box<Expr>),
    IsGiven(Box<Expr>),
    IsMissing(Box<Expr>),
    IsNotRelevant(Box<Expr>),
    /// `Int` with `Int` gives `Int` (but division gives `Decimal`), otherwise `Decimal`; `Date ± Int` is days,
    /// `Date - Date` an `Int` of days.
    Arith(ArithOp, Box<Expr>, Box<Expr>),
    Negate(Box<Expr>),
    /// A built-in, by its place in `builtin::ALL`.
    Call(usize, Vec<Expr>),
    Aggregate(Box<Aggregate>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CompareOp {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ArithOp {
    Add,
    Sub,
    Mul,
    Div,
}

pub use crate::syntax::tree::AggregateKind;

#[derive(Clone, Debug)]
pub struct Aggregate {
    pub kind: AggregateKind,
    pub table: TableId,
    pub over: Over,
    /// The condition without its ties; stands over the aggregated row, and may look [`OUTER`].
    pub condition: Option<Expr>,
    /// `D` of `every` and `share`.
    pub that: Option<Expr>,
    /// What `sum`, `min`, `max` and `mean` are taken of.
    pub value: Option<Expr>,
}

/// Which rows of the table an aggregate ranges over.
#[derive(Clone, Debug)]
pub enum Over {
    /// Every row.
    All,
    /// Rows whose `inner` (over the aggregated row, no outer) equals `outer` (over the subject, which is [`ROW`] there);
    /// never empty.
    Tied(Vec<Tie>),
    /// The rows of the subject's group.
    Group,
}

#[derive(Clone, Debug)]
pub struct Tie {
    pub inner: Expr,
    pub outer: Expr,
}

impl Waiver {
    /// Whether its judgement looks at each subject by itself, so that a subject that was not seen does not exist.
    pub fn is_plain(&self) -> bool {
        !matches!(self.target, Target::Check { kind: CheckKind::Unique, .. })
    }
}

impl Model {
    pub fn table(&self, id: TableId) -> &Table {
        &self.tables[id.0 as usize]
    }

    /// The table that an edition is of; the table itself otherwise.
    pub fn original(&self, id: TableId) -> TableId {
        self.table(id).of.unwrap_or(id)
    }

    pub fn code_list(&self, id: CodesId) -> &Codes {
        &self.codes[id.0 as usize]
    }
}
